"""How minutes say that somebody promised something."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.involvement.minutes.deeds import is_no_person, is_reported, looks_like_a_verb
from bot.involvement.minutes.people import People
from bot.involvement.minutes.presently import BEING, is_promised_presently
from bot.involvement.minutes.wording import (
    ACTION_VERBS,
    COMMON_STARTS,
    MAY_BE_A_BODY,
    MAY_BE_A_NOUN,
    MONTH,
    NAME,
    NEVER_A_PROMISE,
    NOT_A_PERSON,
    ROLE_WORDS,
    WRITTEN_OR_SPOKEN,
    words_of,
)

_ADVERB = r"(?:(?:also|now|then|therefore|kindly|each|both|all|jointly|again|please|urgently)\s+)?"
_NEVER = "|".join(sorted(NEVER_A_PROMISE))
_VERB = rf"(?!(?:{_NEVER})\b)(?P<verb>[a-z]+(?:-[a-z]+)?)\b"
_PLEDGED = (
    r"(?:(?:has|have|had\s+kindly)?\s*(?:kindly\s+)?(?:agreed|offered|volunteered|undertook"
    r"|undertaken"
    r"|promised|committed|pledged)|(?:was|were|has\s+been|have\s+been)\s+(?:asked|tasked|requested"
    r"|instructed)|is\s+going|are\s+going|is|are|took\s+(?:an|the)\s+action|has\s+an\s+action|was\s+actioned"
    r"|to\s+action)\s+to\s+"
)
_SAID = (
    r"(?:said|confirmed|promised|explained|agreed|added|offered|replied|undertook)\s+(?:that\s+)?"
    r"(?:s?he|they|she/he|he/she|it)\s+(?:would|will)\s+"
)
_MEETING = (
    r"(?:^|(?<=[a-z])\s+(?=The\s))(?i:(?:the\s+)?(?:[\w-]+\s+){0,2}?(?:group|members|meeting|committee|panel|forum|board"
    r"|trustees|partnership|network|chair(?:man|woman|person)?|everyone|we))\b"
)
_ONLY_SPOKEN = "explain|clarify|describe|say|tell|speak|repeat|introduce|leave|be"
"""What somebody who is asked does at once."""
_MAY_BE_MEANT = frozenset({"bring", "look", "report", "let", "feed", "follow", "raise", "attend"})
_WITH_AN_S = words_of("James Estates Members Communications Volunteers Services Comms")
_DEED = "|".join(sorted(ACTION_VERBS))
_BODIES = "|".join(sorted(MAY_BE_A_BODY))
_STRANGER = rf"(?!(?:{'|'.join(sorted(COMMON_STARTS | NOT_A_PERSON))})\b){NAME}"
MOST_CLAUSES = 4
LABEL = re.compile(
    r"(?i)[\s*(\[]*(?:action(?:s|\s+points?|\s+items?)?|a\.?p\.?|to do"
    r"|(?:follow-?ups?|next steps?|tasks?)(?=\s*:))(?:\s*(?:no\.?\s*)?#?\d+(?:[./]\d+)*[a-z]?)?"
    r"(?:\s+(?:for|by|on|owner)\b|\s*[(\[](?P<named>[^()\[\]]{1,40})[)\]](?=\s*[:–—-]))?"
    r"\**\s*(?P<after>[:–—.-]\**|(?=\s[A-Z]))\s*"
)
_NONE = re.compile(
    r"(?i)\s*(?:none|n/?a|nil|no actions?|no further actions?|nothing|as above|see above|for "
    r"information|to note"
    r"|for noting|noted?|information|ongoing)\b.{0,25}$|^[\W_]*$"
)
_GOING_TO = r"(?:is|are|['’]s|['’]m|['’]re)\s+(?:going\s+)?to\s+"
_BY_A_DAY = re.compile(
    rf"(?i)\b(?:by|before|week of)\s+(?:the\s+)?(?:end of\s+)?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{MONTH}\b"
)
_TAKEN = (
    r"(?:(?:took\s+this|(?:will|would)\s+take\s+(?:this|it))\s+away|(?:will|would)\s+do\s+so(?!\s+(?:again|if))"
    r"|(?:volunteered|offered)\s+to\s+be)\b"
)
_WILL = r"(?:will|['’]ll)\s+"


def _way(found: re.Match[str]) -> str:
    """Give how it is promised; 'Jo'll' and 'Jo's going to' say no more than 'Jo will'."""
    way = " ".join(found["way"].split())
    return "will" if way.startswith(("'", "’")) else way


@dataclass(frozen=True, slots=True)
class Promise:
    """Who promised, as it is written; None where the text names nobody."""

    owner: str | None


class Promises:
    """Reads promises in the minutes of a meeting with these people."""

    def __init__(self, people: People) -> None:
        self.people = people

    @cached_property
    def _named(self) -> re.Pattern[str]:
        """Match 'AB to bring', 'AB will bring', 'AB agreed to bring', 'AB said she would bring'."""
        who = rf"(?P<who>{self.people.owners})(?:\s*\([^)]{{1,40}}\))?"
        way = (
            rf"(?:to|shall|would)\s+|{_WILL}|{_GOING_TO}|{_PLEDGED}|{_SAID}|[:–-]\s*(?:to|will)\s+"
        )
        ways = rf"{_ADVERB}(?P<way>{way})"
        return re.compile(rf"{who}\.?\s*{ways}{_ADVERB}{_VERB}(?P<rest>[^?]*)$")

    @cached_property
    def _doing(self) -> re.Pattern[str]:
        """Match 'Winnie's getting', also of somebody who is not listed, and 'I'm doing'."""
        who = rf"(?P<who>{self.people.sure}|{_STRANGER})"
        return re.compile(rf"{who}{BEING}(?P<doing>[a-z]+ing)\b(?P<rest>[^?]*)$")

    @cached_property
    def _unknown(self) -> re.Pattern[str]:
        """Match 'Joan to ring', 'Lead nurse to check', 'All to send': someone who is not listed."""
        role = rf"(?:[Tt]he\s+)?(?:[A-Za-z][\w-]*\s+){{0,3}}(?i:{ROLE_WORDS})"
        plural = r"All(?:\s+(?:members|present))?|Everyone|Members|All group members|Staff"
        one = rf"(?:{plural}|{role}|{_STRANGER}(?:\s+{NAME}){{0,2}})"
        pair = rf"{one}(?:\s*(?:,|/|&|\band\b)\s*(?:{one}|{self.people.one})){{0,3}}"
        return re.compile(
            rf"(?P<who>{pair})\s*{_ADVERB}(?P<way>to\s+|{_PLEDGED}|{_SAID}"
            rf"|{_WILL}|{_GOING_TO}){_ADVERB}{_VERB}(?P<rest>[^?]*)$"
        )

    def spoken(self, text: str) -> Promise | None:
        """Read a promise in a sentence of its own."""
        if text.endswith("?"):
            return None
        for start in self._openings(text):
            for pattern, holds in (
                (self._named, self._is_promised),
                (self._unknown, self._is_strangers),
                (self._doing, is_promised_presently),
            ):
                found = pattern.match(text, start)
                if found and holds(found):
                    return Promise(found["who"].strip())
        return self._beside_a_deed(text) or self._agreed_for(text) or self._said_and_pledged(text)

    @cached_property
    def _and_pledged(self) -> re.Pattern[str]:
        """Match 'AB apologised and agreed to ring', 'AB waits and will ring', 'was tasked with'."""
        pledged = r"(?:agreed|offered|volunteered|undertook|promised)\s+to\s+"
        return re.compile(
            rf"(?P<who>{self.people.owners})\s+(?:(?:was|were)\s+tasked\s+with\s+\w+ing\b"
            rf"|(?:[^;:?]{{2,100}}?\band\s+)?{_TAKEN}"
            rf"|[^;?]{{2,200}}?\band\s+(?:kindly\s+|also\s+)?{pledged}{_VERB}"
            rf"|(?:(?!\bthat\b)[^;:?]){{2,200}}?\band\s+(?:also\s+)?will\s+(?P<will>{_DEED})\b)"
        )

    def _said_and_pledged(self, text: str) -> Promise | None:
        openings = (self._and_pledged.match(text, start) for start in self._openings(text))
        found = next((one for one in openings if one), None)
        return Promise(found["who"].strip()) if found else None

    def _beside_a_deed(self, text: str) -> Promise | None:
        """Read 'AB: ring the ward' of somebody who is listed."""
        one = rf"(?P<who>{self.people.sure}|A(?:ll|LL)(?: members)?)"
        found = re.match(rf"{one}\s*(?::|\s[-–—])\s+(?P<verb>[a-z-]+)\s+\S", text)
        if found and found["verb"] in ACTION_VERBS - MAY_BE_A_NOUN:
            return Promise(found["who"].strip())
        return None

    def _openings(self, text: str) -> Iterator[int]:
        """Give where a promise may begin: at once, after 'AGREED:', a topic, ', so', ', and'."""
        yield self._opening(text)
        topic = re.match(r"[A-Z](?:[^.:;?(]|\([^)]{1,30}\)){2,60}(?::|\s[-–—])\s+(?=[A-Z])", text)
        if topic:
            yield topic.end()
        known = rf"(?={self.people.sure}\s+(?:to|will)\s)"
        told = re.compile(rf"(?:,|;)\s+(?:(?:so|and|but|and so)\s+|{known})")
        for found in list(told.finditer(text))[:MOST_CLAUSES]:
            if not re.search(
                r"(?i)\b(?:asked|wondered|suggested|hoped|if|whether|proposed)\b",
                text[: found.start()],
            ):
                yield found.end()

    def _opening(self, text: str) -> int:
        """Skip what may stand before the promise: 'AGREED:', 'Following discussion,'."""
        opening = re.match(
            r"(?:[\s*(\[]*(?i:action(?:s| points?)?(?:\s*\d+(?:\.\d+)*)?|agreed|decision"
            r"|resolved)\**\s*[:–—-]+\**\s*(?:that\s+)?"
            r"|(?:After|Following|In response|As a result|Before the next meeting|Meanwhile|In "
            r"the meantime|To help|Therefore"
            r"|So|However|Also|Then|By \w+(?: \w+)?|In [A-Z]\w+)\b[^,]{0,70},\s+)",
            text,
        )
        return opening.end() if opening else 0

    def _is_promised(self, found: re.Match[str]) -> bool:
        who, way, verb = found["who"].strip(), _way(found), found["verb"]
        if re.match(r"(?:not|never)\b", found["rest"].strip()) or is_reported(
            way, verb, found["rest"]
        ):
            return False
        if way == "would" and (who == "I" or verb not in WRITTEN_OR_SPOKEN | _MAY_BE_MEANT):
            # 'TM would add a page' is a wish, 'TM would add a page by May' is a promise
            return verb in ACTION_VERBS and bool(_BY_A_DAY.search(found["rest"]))
        if verb in ACTION_VERBS:
            return way not in {"will", "shall", "would"} or self.people.speaks_here(who)
        if who == "I":
            return False  # 'I will see you all in March'
        firm = way in {"to", ": to", "- to", "– to"} or way.endswith("agreed to")
        listed = who in self.people.names or "and" in who.split() or way != "would"
        return (firm or (listed and self.people.speaks_here(who))) and looks_like_a_verb(verb)

    def _is_strangers(self, found: re.Match[str]) -> bool:
        """Judge a promise of somebody who is not listed more strictly."""
        way, verb = _way(found), found["verb"]
        if verb not in ACTION_VERBS or is_reported(way, verb, found["rest"]):
            return False
        who = found["who"].split()
        if who[-1] in {"All", "Everyone", "Members", "members", "present"} and "agreed" in way:
            return False  # the meeting decided
        if who[-1].casefold() in {"board", "trust", "nhs", "government"}:
            return False
        if way == "will":
            return verb in WRITTEN_OR_SPOKEN and not is_no_person(found["who"])
        if way == "to" and re.search(r"(?i)(?:ing|ed|s)$", who[0]) and len(who) == 1:
            return who[0] in _WITH_AN_S or (
                not who[0].endswith(("ing", "ed")) and who[0].endswith(("ss", "is", "as"))
            )
        return True

    def _agreed_for(self, text: str) -> Promise | None:
        """Read 'It was agreed that AB would ring', 'to ask AB to ring' and 'for AB to ring'."""
        found = re.match(
            rf"(?i:(?:[\w,-]+\s+){{0,8}}?(?:agreed|decided|resolved)\s+(?:by "
            rf"all\s+)?(?:that\s+|for\s+|to ask\s+|to invite\s+)?)"
            rf"(?P<who>{self.people.owners})\s+{_ADVERB}(?P<way>to|will|would|should"
            rf"|shall)\s+{_ADVERB}{_VERB}(?P<rest>[^?]*)$",
            text,
        )
        asked = self._asked(text)
        if found and found["verb"] in ACTION_VERBS:
            return Promise(found["who"].strip())
        is_deed = asked and (asked["verb"] in ACTION_VERBS or looks_like_a_verb(asked["verb"]))
        return Promise(asked["who"].strip()) if asked and is_deed else None

    def _asked(self, text: str) -> re.Match[str] | None:
        """Read 'The group asked AB to write', 'left to AB to write', 'asked that AB write'."""
        asking = (
            r"(?:^(?:It\s+was|This\s+was)\s+left\s+(?:to|with)"
            rf"|{_MEETING}[^.;]{{0,60}}?\b(?:asked|requested|invited|instructed|left\s+it\s+to)"
            r"|^(?i:requested|asked))"
        )
        return re.search(
            rf"{asking}\s+(?P<that>that\s+)?(?P<who>{self.people.owners})\s+(?(that)|to\s+)"
            rf"(?!(?:{_ONLY_SPOKEN})\b)(?P<verb>[a-z]+(?:-[a-z]+)?)\b(?P<rest>[^?]*)$",
            text,
        )

    def is_labelled(self, text: str) -> bool:
        """Say whether a text begins as 'Action: …' or 'ACTION AB: …', and goes on."""
        label = LABEL.match(text)
        if label is None or not text[label.end() :].strip():
            return False
        if re.search(r"\d", label.group()) and re.match(
            rf"{self.people.owners}\s", text[label.end() :]
        ):
            return True
        return bool(
            label["after"] or re.match(rf"{self.people.owners}\s*[:–-]", text[label.end() :])
        )

    def listed(self, text: str) -> Promise | None:
        """Read an entry of a list of actions, where even a sentence without an owner is one."""
        label = LABEL.match(text)
        body = text[label.end() :] if label and label["after"] is not None else text
        if not body.strip() or _NONE.match(body) or body.endswith("?"):
            return None
        if self.people.only_owners.match(body):
            return None
        named = re.match(rf"(?:{self.people.owners}|{NAME})", (label and label["named"]) or "")
        if named:
            return Promise(named.group())
        spoken = self.spoken(body)
        return spoken or Promise(self._beside(body))

    def _beside(self, body: str) -> str | None:
        """Find the owner before or after the deed: 'AB: ring', 'Ring (AB)', 'Ring - AB'."""
        owners = self.people.owners
        name = rf"{NAME}(?:\s{NAME}){{0,2}}"
        anyone = rf"(?:{owners}|[Aa]ll(?: members)?|{name}(?:\s*(?:,|/|&|\band\b)\s*{name}){{0,3}})"
        marked, more = r"(?i:action|owner|lead|by)", r"(?:[,;:–-]\s*[^()]*)?"
        when = r"(?:[-–—|,;(].{0,40}|\b(?:by|before)\b.{0,30})?"
        for shape in (
            rf"(?P<who>{anyone})\s*(?:\([^)]{{1,30}}\))?\s*(?::|\s[-–—]|[–—]|\||\t)\s*\S",
            rf"(?!(?:{_BODIES})\b)(?P<who>{owners})\s+(?!and\b|has\b|had\b|is\b|was\b)[a-z]",
            rf".*[\[(]\s*(?:{marked}\s*:?\s*)?(?P<who>{anyone})\s*{more}[\])][^()]{{0,40}}$",
            rf".*\s[-–—|]\s*(?P<who>{anyone})\s*{when}[.)]?$",
            rf".*(?:\s{{2,}}|[.;:]\s+)(?P<who>{owners})\s*\.?$",
            rf".*[a-z)]\s+(?P<who>{self.people.sure})\s*\.?$",
        ):
            found = re.match(shape, body)
            if found and not re.fullmatch(
                rf"(?i){MONTH}|done|ongoing|open|closed|urgent|next|deadline|due|owner",
                found["who"],
            ):
                return found["who"].strip()
        return None

    def named_after(self, text: str) -> str | None:
        """Find '(Action: AB)' or 'Action AB' at the end of a sentence."""
        found = re.search(
            rf"[\[(\s](?i:actions?|action by"
            rf"|lead)\s*(?:point)?\s*[:–-]?\s*(?P<who>{self.people.owners})"
            r"\s*(?:[,;–-]?\s*(?:by\s+)?[^()\[\].]{0,30})?[\])]?\s*[.]?$"
            rf"|[\[(](?P<before>{self.people.owners})\s+(?i:to action|actioning|action)[\])]\.?$",
            text,
        )
        return (found["who"] or found["before"]).strip() if found else None
