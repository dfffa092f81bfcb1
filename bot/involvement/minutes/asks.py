"""What minutes ask of those who read them."""

import re
from collections.abc import Sequence

from bot.involvement.minutes.sentences import Sentence
from bot.involvement.minutes.units import Unit
from bot.involvement.minutes.wording import ACTION_VERBS

FEWEST_WORDS = 2
_PEOPLE = (
    r"(?:(?:all|any|other|our|group|new|interested)\s+)*"
    r"(?:members?|volunteers?|readers?|patients|carers|people|colleagues|chairs|groups|reps"
    r"|representatives|users)"
)
_DEEDS = "|".join(sorted(ACTION_VERBS | {"vote"}))
_SENTENCES = (
    # Please send …; so, if you can, please send …
    (
        r"(?:^|[,:;–-] )(?:so |and |if [^,]{3,90}, )?(?:please|kindly"
        r"|do (?:please )?(?:tell|let|send|contact|bring|come|join))\b"
    ),
    (
        r"^(?:could|can|would|will) (?:you|all members|members|anyone|anybody|someone|somebody"
        r"|everyone|everybody)\b"
    ),
    # Vote by Sunday, please.
    rf"^(?:{_DEEDS})\b(?!.*\b(?:to|will)\b.*\bplease\b).*\bplease\b",
    # Members are asked to send …; all to send …
    (
        rf"^(?:{_PEOPLE}|all|everyone|everybody) (?:who [^,]{{3,80}} |with [^,]{{3,80}} )?"
        r"(?:(?:are|were) (?:all |also |kindly )?"
        r"(?:asked|invited|encouraged|requested|welcome|urged|reminded) to|should"
        r"|(?:please|to) (?!be\b|have\b)[a-z]+"
        r"|can (?:send|tell|contact|email|ring|sign|join|help|reply|volunteer|apply|book|still))\b"
    ),
    # Anyone who wants a place should tell …
    (
        r"^(?:anyone|anybody|those|people|members|if anyone|any members?)"
        r" (?:who|wanting|wishing|interested|willing|able|with|is|would)\b.{0,120}"
        r"\b(?:should|can|could|may|please|is asked|are asked"
        r"|to (?:contact|tell|email|ring|let|speak))\b"
    ),
    (
        r"^if you\b.{0,150}"
        r"\b(?:please|tell|contact|let|email|ring|call|speak|send|come|write|reply|join)\b"
    ),
    # If you have a spare one, bring it along.
    (
        r"^if (?:you|anyone|anybody|someone|somebody)\b[^,]{3,100},\s+(?:do\s+)?"
        rf"(?:{_DEEDS}|shout)\b"
    ),
    (
        r"^(?!.*\b(?:agreed|decided|resolved|said|felt)\b).*"
        r"\b(?:volunteers?|members|patients|carers|people|help|views|comments|stories|suggestions)"
        r" (?:are|is) (?:still |urgently |now )?"
        r"(?:needed|wanted|sought|welcome|invited|requested)\b"
    ),
    (
        r"^(?:comments|views|replies|responses|suggestions|ideas|names|nominations"
        r"|expressions of interest)\b.{0,60}\b(?:to|by)\b.{0,60}$"
    ),
    r"^(?:we|the group) (?:are|is) (?:still )?(?:looking for|seeking|asking)\b",
    r"^(?:we|the group) (?:would like (?:you|members|to hear)|need (?:your|\w+ more))",
    r"\bvolunteers? (?:still |urgently )?needed\b|\bpls[.!]?$",
    r"^(?:who|which of you) (?:would like|can|could|wants)\b.*\?$",
    r"^(?:(?:so )?let|tell|contact|email|ring|reply to|rsvp)\b.{0,100}\b(?:if|by|with|whether)\b",
    r"^(?:tell|contact|email|ring) [a-z]\w+[^.]{0,40}[!.]?$",
)
_ASKS = re.compile("|".join(_SENTENCES), re.IGNORECASE)
_PLEASE = re.compile(r"(?i)\b(?:please|pls)\b")
_NOT_ASKED = re.compile(
    r"(?i)^(?:if|anyone|please)\b.{0,10}\bplease see\b|\bplease (?:note|see|find|refer|be "
    r"aware)\b|\bplease(?:d|\s+to report)\b"
    r"|\bshould be (?:told|asked|seen|given|allowed|able|offered|treated|heard|involved)\b"
    r"|^(?:all|members|everyone)\s+(?:should|to)\s+(?:be|have|feel|know)\b"
)
_LABELLED = re.compile(
    r"(?i)^\W*(?:asked of (?:you|members)|for members|request(?:s)? (?:to|of|for) members|for "
    r"(?:you|all members) to do)\s*:\s*\S"
)


def asks(units: Sequence[Unit]) -> list[Sentence]:
    """Give the sentences that ask members for something, and only those."""
    return [unit.sentence for unit in units if _asks(unit)]


def _asks(unit: Unit) -> bool:
    text = unit.text
    if unit.place in {"people", "old minutes"} or unit.past or len(text.split()) < FEWEST_WORDS:
        return False
    if _LABELLED.match(text):
        return True
    if unit.place == "asks" and not unit.is_heading:
        return True
    if unit.place == "actions" and not _PLEASE.search(text):
        return bool(re.match(r"(?i)all\b|members\b|everyone\b", text))
    body = re.sub(r"(?i)^action(?:s)?\s*[:–-]\s*", "", text)
    return bool(_ASKS.search(body)) and not _NOT_ASKED.search(body)
