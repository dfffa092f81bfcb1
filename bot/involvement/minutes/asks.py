"""What minutes ask of those who read them."""

import re
from collections.abc import Sequence

from bot.involvement.minutes.sentences import Sentence
from bot.involvement.minutes.units import Unit

FEWEST_WORDS = 2
_PEOPLE = r"(?:(?:all|any|other|our|group|new|interested)\s+)*(?:members?|volunteers?|readers?|patients|carers|people|colleagues)"
_ASKS = re.compile(
    rf"""(?ix)
    (?:^|[,:;–-]\ )(?:so\ |and\ |if\ [^,]{{3,90}},\ )?(?:please|kindly|do\ (?:please\ )?(?:tell|let|send|contact|bring|come|join))\b
    |^(?:could|can|would|will)\ (?:you|all\ members|members|anyone|everyone|everybody)\b
    |^(?:{_PEOPLE}|all|everyone|everybody)\ (?:who\ [^,]{{3,80}}\ )?(?:(?:are|were)\ (?:all\ |also\ |kindly\ )?(?:asked|invited
        |encouraged|requested|welcome|urged|reminded)\ to|should|(?:please|to)\ (?!be\b|have\b)[a-z]+|can\ (?:send|tell|contact|email|ring
        |sign|join|help|reply|volunteer|apply|book|still))\b
    |^(?:anyone|anybody|those|people|members|if\ anyone|any\ member|any\ members)\ (?:who|wanting|wishing|interested|willing|able|with|is|would)
        \b.{{0,120}}\b(?:should|can|could|may|please|is\ asked|are\ asked|to\ (?:contact|tell|email|ring|let|speak))\b
    |^if\ you\b.{{0,150}}\b(?:please|tell|contact|let|email|ring|call|speak|send|come|write|reply|join)\b
    |\b(?:volunteers?|members|patients|carers|people|help|views|comments|stories|suggestions)\ (?:are|is)\ (?:still\ |urgently\ |now\ )?(?:needed|wanted|sought|welcome|invited|requested)\b
    |^(?:comments|views|replies|responses|suggestions|ideas|names|nominations|expressions\ of\ interest)\b.{{0,60}}\b(?:to|by)\b.{{0,60}}$
    |^(?:we|the\ group)\ (?:are|is)\ (?:still\ )?(?:looking\ for|seeking|asking)\b|^(?:we|the\ group)\ (?:would\ like\ (?:you|members|to\ hear)|need\ (?:your|\w+\ more))
    |^(?:who|which\ of\ you)\ (?:would\ like|can|could|wants)\b.*\?$
    |^(?:let|tell|contact|email|ring|reply\ to|rsvp)\b.{{0,100}}\b(?:if|by|with|whether)\b|^(?:tell|contact|email|ring)\ [A-Z]\w+[^.]{{0,40}}[!.]?$
    """
)
_PLEASE = re.compile(r"(?i)\bplease\b")
_NOT_ASKED = re.compile(
    r"(?i)^(?:if|anyone|please)\b.{0,10}\bplease see\b|\bplease (?:note|see|find|refer|be aware)\b|\bplease(?:d|\s+to report)\b"
    r"|\bshould be (?:told|asked|seen|given|allowed|able|offered|treated|heard|involved)\b"
    r"|^(?:all|members|everyone)\s+(?:should|to)\s+(?:be|have|feel|know)\b"
)
_LABELLED = re.compile(
    r"(?i)^\W*(?:asked of (?:you|members)|for members|request(?:s)? (?:to|of|for) members|for (?:you|all members) to do)\s*:\s*\S"
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
