"""What a meeting decided, told from what it noted, hoped, or heard that others decided."""

import re
from collections.abc import Sequence

from bot.involvement.minutes.sentences import Sentence
from bot.involvement.minutes.source import Source, Span
from bot.involvement.minutes.units import Unit
from bot.involvement.minutes.wording import (
    ACTION_VERBS,
    BODIES,
    DONE_TO_THINGS,
    MAY_BE_A_NOUN,
    MONTH,
    WEEKDAY,
    words_of,
)

_DECIDED = r"(?:agreed|decided|resolved)"
_ADVERBS = (
    r"(?:(?:also|then|therefore|further|unanimously|finally|formally|all|both|therefore|now|present"
    r"|has|have|jointly|subsequently|so|again)\s+)*"
)
_GROUP = (
    r"(?:(?:the\s+)?(?:[\w-]+\s+){0,3}?(?:group|members|meeting|committee|panel|forum|partnership"
    r"|team|trustees|attendees|participants|network|steering group|club|circle|alliance|association"
    r"|governors|delegates|representatives|reps|users|everyone(?:\s+present)?|everybody)"
    r"|(?:the\s+)?(?:[\w-]+\s+){0,2}(?:board|council)|we(?:['’]ve)?|all|those present|all present"
    r"|the\s+(?-i:[A-Z]{3,7})"
    r"|patients and carers|the chair and members|there)"
)
_DEEDS = "|".join(sorted(ACTION_VERBS - MAY_BE_A_NOUN))
_A_THING = (
    r"(?:(?:the|a|an|this|both|all)\ (?!\w*\ ?(?:famil|patient|people|person|member|carer|nurse"
    r"|staff))|option\ )"
)
_LABEL = re.compile(
    r"(?i)[\s*_(\[]*(?:agreed|decisions?|decided|resolved|resolution|approved|group decision"
    r"|outcome)"
    r"(?:\s+(?:unanimously|by all|in principle))?"
    r"(?:\s+(?:made|taken|point|no\.?))?(?:\s*[a-z]{0,2}\d[\w./]*(?:-\d+)?)?\s*(?::|\s[-–—]"
    r"|[–—])\s*(?P<what>\S.*)"
)
_STATEMENTS = re.compile(
    rf"""(?ix)
    \bit\ (?:was|is|has\ been)\ {_ADVERBS}(?:agreed|decided|resolved)\b
    |\b{_GROUP}\ (?:members\ )?{_ADVERBS}(?:{_DECIDED}|voted|chose|opted|settled\ on|approved
        |endorsed|ratified|adopted|signed\ off|selected
        |accepted\ the\ (?:proposal|offer|recommendation|plan|invitation)
        |recommended\ (?:that|to)\b|(?:supported|backed|favoured)\ {_A_THING}
        |(?:supported|backed|favoured)\ \w{{3,}}ing|were\ content\ for)\b
    |\b(?:was|were)\ {_ADVERBS}(?:agreed|decided|resolved|approved|adopted|ratified|endorsed|carried
        |passed|signed\ off|accepted)\b(?!\ (?:if|when|whether))
    |^{_ADVERBS}(?:agreed|decided|resolved)\ (?:that|to|by|on|not|unanimously|the|a|we
        |in\ principle)\b
    |^(?:agreed|decided)[,;]\ \w+|^agreed\ (?:{_DEEDS})\b|\ [-–—]\ agreed\b(?=$|[.,;])
    |^(?-i:AGREED|RESOLVED|DECIDED)\ (?-i:[a-z])
    |\b(?:there\ was\ )?(?:agreement|consensus)\ (?:that|to|was\ (?:reached|that)|on)\b
    |\b(?:vote|motion)\ (?:was|went)\b.{{0,40}}\b(?:for|in\ favour|carried|passed|\d)
    |\band\ {_ADVERBS}(?:(?:agreed|decided|resolved)(?:\ that|\ unanimously|\.$)
        |recommended\ that\b)
    """
)
_OF_MINUTES = re.compile(
    r"(?i)\b(?:accurate|true|correct|fair)\s+(?:and\s+\w+\s+)?(?:record|reflection|account)\b"
    r"|\b(?:min(?:ute)?s|notes|record)\b.{0,60}\b(?:agreed|approved|accepted|adopted|confirmed"
    r"|signed|ratified)\b"
    r"|\b(?:agreed|approved?|accept(?:ed)?|adopt(?:ed)?|confirm(?:ed)?|sign(?:ed off)?)\b.{0,15}"
    r"\b(?:minutes|notes of)\b"
    r"|\bapologies (?:were|was)\b|\bagenda (?:was|were)\b|\bapproved the agenda\b"
)
_NOT_YET = re.compile(
    r"(?i)\b(?:no|nothing|never|nobody|neither|without|hardly)\b[^,;.]{0,40}\b(?:decision"
    r"|agreement|consensus|agreed|decided"
    r"|resolved|approved)\b"
    r"|\b(?:not|n['’]t|never|cannot|unable to|fail(?:ed)? to|yet "
    r"to)\s+(?:\w+\s+){0,2}?(?:be\s+|been\s+)?"
    r"(?:agree|decide|agreed|decided|approved?|accept(?:ed)?|adopt(?:ed)?|reach(?:ed)?|carried"
    r"|passed|endorsed?|support(?:ed)?)\b"
    r"|\b(?:will|would|may|might|could|should|to|must|can)\s+(?:then\s+|also\s+"
    r"|need\s+to\s+)?(?:be\s+)?"
    r"(?:agree|decide|agreed|decided|approve|approved|resolve|resolved|ratified|vote)\b(?=[^.]*$)"
    r"|\bhad\s+(?:\w+\s+)?(?:been\s+)?(?:agreed|decided|resolved|approved|voted|chosen|adopted)\b"
    r"|\b(?:previously|already|earlier|recently|once|originally"
    r"|provisionally)\s+(?:been\s+)?(?:agreed|decided|approved)\b"
    r"|\b(?:as|if|once|until|unless|whether|when|where|why|what|how|which|who|who|whoever"
    r"|before|since|unless)\s+"
    r"(?:\w+\s+){0,3}?(?:agreed|decided|approved|resolved)\b"
    r"|\b(?:rejected|defeated|withdrawn|turned down|voted down|lost|deferred|postponed"
    r"|lapsed)\b(?=[\s.]*$| by\b| because\b| as\b)"
)
_OF_THE_PAST = re.compile(
    r"(?i)\b(?:at|in|from)\s+(?:the|our|its|their)\s+(?:last|previous"
    r"|\w+)\s+meeting[^,]{0,15}(?:,|\bit was|\bthe group)"
    r"|\b(?:agreed|decided|resolved|approved)\s+(?:back\s+)?(?:at|in|on|during)\s+(?:(?:the"
    r"|our|its|their)\s+)?(?:last|previous|january|"
    r"february|march|april|may|june|july|august|september|october|november|december|spring"
    r"|summer|autumn|winter|20\d\d|\d)"
    r"|\b(?:agreed|decided|resolved|approved)\s+last\b|\blast (?:year|month|week|time|spring"
    r"|summer|autumn|winter)[, ]"
    r"(?:it was|the group|we|members)|\b(?:agreed|decided|approved)\b[^,;]{0,60}\blast (?:year"
    r"|month|week|time|meeting)\b"
)
_TOLD = re.compile(
    r"(?i)\b(?:reported|said|explained|noted|told|advised|informed|updated|mentioned|recalled"
    r"|reminded|asked|suggested"
    r"|proposed|recommended|felt|thought|hoped|wondered|heard|understood|believed|announced"
    r"|stated|queried|commented"
    r"|confirmed|pointed out|shared|highlighted|requested|wished|argued|read)\b"
)
_ANEW = re.compile(
    r"(?i)(?:[,;:–-]|\b(?:and|so|but|therefore"
    r"|then))\s+(?:after\s[^,]{1,60},\s+)?(?:therefore\s+|so\s+)?$"
)
_ONLY_AN_OPINION = re.compile(
    r"(?i)\bagreed\s+(?:with|about)\b|\bagreed that (?:this|it|that) (?:would|could|can|will|must"
    r"|may) be (?:very\s+|too\s+|quite\s+)?(?:difficult|hard"
    r"|good|nice|great|a shame|helpful to know|sad|better|worse)\b"
    r"|\b(?:consensus|agreement) that\b(?!.*\b(?:will|would|should|shall|must|cannot|to be)\b)"
)
_AGREED_THAT = re.compile(
    r"(?i)\bagreed\s+(?:(?:\w+\s+)?that\s+|(?=(?:this|it|these|they|there)\s))(?P<what>.*)"
)
_TO_COME = re.compile(
    r"(?i)\b(?:will|would|should|shall|must|can|cannot|could|be|needs?|may|until)\b"
    rf"|\bfrom\s+(?:(?:the|now|then|next|today)\b|\d|{MONTH}\b|{WEEKDAY}\b)"
    r"|\b(?:as from|as of|starting|with effect from|in future|from now on)\b"
)
_STATES = re.compile(
    r"(?i)\b(?:was|were|is|are|had|has|have|did|do|does|felt|worked|made|seemed?|remains?)\b"
)
_IN_PASSING = re.compile(r"(?i)\s(?:before|when|if|once|after|where|because|as|so that)\s.*")
_DONE_TO = re.compile(
    r"(?i)(?:is|are)\s+(?:(?:all|each|both|also|then|now|only|again|first|not|no longer"
    r"|always)\s+)*(?P<verb>\w+)(?P<rest>.*)"
)
_IT_WAS = re.compile(r"(?i)it\s+was\b")
_SETS = re.compile(
    r"(?i)(?P<limit>is\s+the\s+(?:limit|most|least|maximum|minimum|rule|standard|aim|target|priority)\b)"
    r"|(?:is|are|has|have)\s+(?:an?|the|no|one|two|three|\d+|its|their)\s+"
    r"(?!.{0,30}\b(?:problems?|issues?|concerns?|shame|pity|challenges?|worry|barriers?|lack|need)\b)"
)
"""'That the group has a table in June' sets something; 'that it is a shame' does not."""
_AS_IT_IS = re.compile(
    r"(?i)\b(?:often|still|already|currently|sometimes|too|usually|generally|increasingly|rarely"
    r"|seldom|badly|poorly|never|mostly|being|at present|at the moment|these days|well)\b"
)
_BY_OTHERS = re.compile(
    r"(?i)\b(?:approved|agreed|endorsed|adopted|ratified|accepted|passed|carried|signed off"
    r"|decided|resolved)\s+by\b"
    r"(?!\s+(?:the\s+)?(?:group|members|meeting|committee|panel|forum|partnership|all|everyone"
    r"|\d|consensus"
    r"|a\s+(?:show|majority|vote)|those|majority|show|vote))"
)
_NOTHING = re.compile(
    r"(?i)(?:none|n/?a|nil|no(?:ne)?\s+decisions?|no\b.{0,20}\b(?:decision|agreement)|deferred"
    r"|pending|to be (?:made|taken|agreed|decided)"
    r"|noted?|information|ongoing|not (?:reached|made|taken|agreed|yet)|awaited|tbc)\b.{0,60}$"
    r"|^\W*$"
)
_BARE = re.compile(
    rf"(?i)^(?:(?:this|that|the proposal|the motion|the suggestion|the idea|the recommendation"
    rf"|both|all|they|these"
    rf"|it)\s+(?:was|were)\s+{_ADVERBS}(?:agreed|approved|carried|accepted|passed|adopted)"
    rf"(?:\s+by\s+(?:all|everyone|the group|members|the meeting|a show of hands|consensus)"
    rf"|\s+unanimously)?"
    rf"|(?:all|everyone|members|the group|the meeting)\s+{_ADVERBS}agreed(?:\s+(?:to"
    rf"|with)\s+this)?|agreed"
    rf"|(?:the (?:motion|proposal|resolution)(?: was)? )?carried"
    rf"(?:[ ,]+(?:unanimously|nem\.? con|by .{{1,40}}|\d+.{{1,20}}|with .{{1,40}}))?"
    rf"|[\w. ]{{2,30}} seconded(?: this| it)?,? and {_GROUP} {_ADVERBS}agreed)[.!]?$"
)
_NAMED_GROUP = re.compile(
    r"(?i)\b(?:the|this|our|their|a|another)\s+(?P<kind>(?:[\w-]+\s+){0,3}?)"
    r"(?:group|committee|panel|forum|partnership|team|network|club|circle|alliance|association"
    r"|board|council)\b|\bthe\s+(?P<letters>(?-i:[A-Z]{3,7}))\b"
)
_OUR_KIND = words_of("""
whole full entire small remaining user users patient patients carer carers service steering support
reference advisory management working and of participation committee group cancer locality trustee
""")
_JOINED = re.compile(r"(?i)(?:[,;]|\b(?:and|but|so|then))\s+(?=(?:the|it|we|all|members)\b)")
_PUT_OFF = re.compile(
    r"(?i)\b(?:agreed|decided|resolved)\s+(?:to|that\s.{1,40}\sbe)\s+(?:come back|return(?:ed)? to"
    r"|revisit|defer|postpone|put off|think|leave (?:it|this|the matter)"
    r"|(?:discuss|consider)(?:ed)? (?:this|it|further|again|at|in))"
)
_OBJECTION = re.compile(r"(?i)\b(?:agreed|decided)\s+(?:to\s+)?(?:disagree|differ)\b")


def decisions(source: Source, units: Sequence[Unit], title: str) -> list[Sentence]:
    """Give the sentences that say what this meeting decided; `title` names who meets."""
    found: list[Sentence] = []
    for index, unit in enumerate(units):
        if unit.past or unit.place in {"people", "old minutes"}:
            continue
        opens_a_list = unit.is_heading and _under(units, index + 1) == "decisions"
        if _BARE.match(unit.text) and not opens_a_list:
            before = units[index - 1] if index else None
            if before and not before.is_heading and not _OF_MINUTES.search(before.text):
                found.append(_joined(source, before.sentence, unit.sentence))
        elif is_decision(unit, title):
            found.append(unit.sentence)
    return found


def _under(units: Sequence[Unit], index: int) -> str:
    return units[index].place if index < len(units) else ""


def _joined(source: Source, first: Sentence, last: Sentence) -> Sentence:
    """Give 'AB proposed evenings. This was agreed.' as one: the last alone says nothing."""
    between = source.text[first.span.end : last.span.start]
    if between.strip() or between.count("\n") > 1:
        return last
    span = Span(first.span.start, last.span.end)
    return Sentence(span, source.words(span), last.heading)


def is_decision(unit: Unit, title: str) -> bool:
    """Say whether a sentence tells a decision of this meeting."""
    text = unit.text
    if text.endswith("?") or _OF_MINUTES.search(text):
        return False
    label = _LABEL.match(text)
    if label:
        return not _NOTHING.match(label["what"])
    if unit.place == "decisions":
        return not unit.is_heading and not _NOTHING.match(text) and not _NOT_YET.search(text)
    return any(_holds(text, found, title) for found in _STATEMENTS.finditer(text))


def _holds(text: str, found: re.Match[str], title: str) -> bool:
    """Say whether the words that tell a decision are this meeting's, of today, and hold."""
    start = found.start() + max((one.end() for one in _JOINED.finditer(found.group())), default=0)
    before, after = text[:start], text[start:]
    near = text[max(0, found.start() - 40) : found.end() + 1]
    if _NOT_YET.search(near) or _OF_THE_PAST.search(text) or _BY_OTHERS.search(after):
        return False
    if _PUT_OFF.search(after):
        return False
    if _ONLY_AN_OPINION.search(after) or _OBJECTION.search(after) or _only_states(after):
        return False
    if _TOLD.search(before) and not _ANEW.search(before):
        return False
    return not _by_a_body(text, found, title)


def _only_states(after: str) -> bool:
    """Say whether 'agreed that …' tells how things are: 'that parking is bad', 'that it helped'.

    What is done to something ('that permits are given out'), or begins on a day, is decided.
    """
    agreed = _AGREED_THAT.search(after)
    if agreed is None or _TO_COME.search(agreed["what"]):
        return False
    main = _IN_PASSING.sub("", agreed["what"])
    states = _STATES.search(main)
    if states is None:
        return bool(_AS_IT_IS.search(main))
    sets = _SETS.match(main, states.start())
    if sets and (sets["limit"] or _IT_WAS.match(after)):
        return False
    done = _DONE_TO.match(main, states.start())
    if done is None or _AS_IT_IS.search(main):
        return True
    return done["verb"].casefold() not in DONE_TO_THINGS


def _by_a_body(text: str, found: re.Match[str], title: str) -> bool:
    """Say whether somebody else decided: a board or a trust that is not the one that meets."""
    named = BODIES.search(found.group())
    if named is None and re.search(r"(?i)^w.*(?:approved|passed|accepted|adopted)", found.group()):
        named = BODIES.search(text[: found.start()])
    if named and named.group().casefold() not in title.casefold():
        return True
    group = _NAMED_GROUP.match(found.group())
    return group is not None and not _is_ours(group, title)


def _is_ours(group: re.Match[str], title: str) -> bool:
    """Say whether a group that is named is the one that meets: 'the national committee' is not."""
    words = set(re.findall(r"\w+", title.casefold()))
    if group["letters"]:
        initials = "".join(re.findall(r"\b[A-Za-z]", title)).upper()
        return group["letters"].casefold() in words or group["letters"] in initials
    return all(word in words | _OUR_KIND for word in re.findall(r"\w+", group["kind"].casefold()))
