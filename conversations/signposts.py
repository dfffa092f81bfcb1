"""Signposts: the right number first, before anything else is said (promise 9).

They come with whatever a person wrote, wherever they are: in joining, in an answer, at home, after
a stop. The rest of the turn is as it would have been: answers are kept, a stop stays a stop. Only
where nothing could be kept do words of danger get their number alone: a question shown once more,
with its buttons, would push it off the screen. Nobody is labelled: what is kept is that words wait
to be read (`Flagged`), and that only while a rota is set; else nothing. So each message that holds
such words gets its signpost, also the third in a row; the next may be the graver one.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from conversations.danger import (
    CLINICAL,
    COMPLAINT,
    DANGER,
    DISTRESS,
    KINDS,
    UNSAFE,
    URGENT,
    Phrases,
)
from conversations.duty import EVERY_DAY, NO_ROTA, WEEKDAYS, Rota
from conversations.events import Answered, AnswersErased, Flagged, MeErased, TurnedAway
from conversations.facts import Facts, Network
from conversations.screen import Screen, screen
from conversations.state import State
from conversations.text import Plural, Text, Words
from conversations.turn import Turn

NOBODY_READS = Text("I am a computer program, and nobody may read this.")
READ_ON_WEEKDAYS = Text("I am a computer program. Somebody reads this on weekdays, not at once.")
READ_EVERY_DAY = Text("I am a computer program. Somebody reads this every day, but not at once.")
GO_ON = Text("If you wrote about something else, you can just go on.")
THANKS = Text("Thank you for telling me.")


def put_first(turn: Turn, written: str, facts: Facts, before: State | None = None) -> Turn:
    """Put the signposts that belong to what a person wrote before everything else of a turn.

    A turn that kept nothing of words of danger says nothing else: it is as it was `before`.
    """
    found = facts.phrases.found_in(written) if written else frozenset()
    raised = _flagged(turn, written, facts, found)
    first = _shown(found, facts.network, facts.network.rota if raised else NO_ROTA)
    if not first:
        return turn
    events = (*turn.events, *raised)
    if not turn.understood and found & DANGER:
        return Turn(before, first, events, focus=None)
    return replace(turn, screens=(*first, *turn.screens), events=events)


def signposts(written: str, network: Network, phrases: Phrases) -> tuple[Screen, ...]:
    """Give the signposts to what nobody will read, one for each kind of words that was found."""
    found = phrases.found_in(written) if written else frozenset()
    return _shown(found, network, NO_ROTA)


def _shown(found: frozenset[str], network: Network, rota: Rota) -> tuple[Screen, ...]:
    """Give the signposts, the gravest first.

    A graver signpost that says the same and more replaces a lesser one.
    """
    lesser = {_SAYS_MORE[kind] for kind in found if kind in _SAYS_MORE}
    kinds = [kind for kind in _SIGNPOSTS if kind in found - lesser]
    shown = (
        _SIGNPOSTS[kind](network, who_reads(rota if kind in DANGER else NO_ROTA)) for kind in kinds
    )
    return tuple(one for one in shown if one is not None)


def are_out_of_date(checked_on: str, today: date) -> bool:
    """Tell whether nobody has called these numbers for 12 months, or nobody knows when.

    `checked_on` is a day in ISO 8601, or ''. They are shown all the same: an old number is better
    than none. Raises ValueError where it is no day.
    """
    if not checked_on:
        return True
    checked = date.fromisoformat(checked_on)
    return (today.year - checked.year, today.month, today.day) >= (1, checked.month, checked.day)


def who_reads(rota: Rota) -> Words:
    """Say whether somebody reads words of danger and distress, and on which days."""
    if not rota.is_set:
        return NOBODY_READS
    whole = {WEEKDAYS: READ_ON_WEEKDAYS, EVERY_DAY: READ_EVERY_DAY}
    return whole.get(rota.days) or Plural(
        "I am a computer program. Somebody reads this on {count} day a week, not at once.",
        "I am a computer program. Somebody reads this on {count} days a week, not at once.",
        rota.days.bit_count(),
    )


# --- for a person to read ------------------------------------------------------------------------

_NOTHING_STAYS = (TurnedAway, AnswersErased, MeErased)
_OFFICE = frozenset(
    {"composing", "deciding", "flags", "minutes", "moderating", "owning", "promising"}
)
"""Where people write about others, and for others."""


def _flagged(turn: Turn, written: str, facts: Facts, found: frozenset[str]) -> tuple[Flagged, ...]:
    """Have somebody read words of danger of a member, while a rota is set; none of an office."""
    kind = next((kind for kind in KINDS if kind in found & DANGER), None)
    is_member = facts.person.joined and not facts.person.stopped
    at_work = turn.state is not None and turn.state.conversation in _OFFICE
    gone = any(isinstance(event, _NOTHING_STAYS) for event in turn.events)
    if kind is None or not facts.network.rota.is_set or not is_member or at_work or gone:
        return ()
    for event in turn.events:
        if isinstance(event, Answered) and event.given.text:
            return (Flagged(kind, event.consultation, event.question),)
    return (Flagged(kind, words=written),)


# --- what is said --------------------------------------------------------------------------------


def _urgent(network: Network, reads: Words) -> Screen:
    call = Text(
        "Please call now: {line} (acute oncology, 24 hours) or {emergency}.",
        line=network.oncology_line,
        emergency=network.emergency_number,
    )
    wait = Text("This can be urgent during treatment. Please do not wait.")
    return screen(wait, reads, GO_ON, title=call)


def _unsafe(network: Network, reads: Words) -> Screen:
    emergency, line = network.emergency_number, network.oncology_line
    call = Text("Please call {emergency} now if you are not safe.", emergency=emergency)
    acute = Text("You can also call {line} (acute oncology, 24 hours).", line=line)
    return screen(THANKS, *_support(network), acute, reads, GO_ON, title=call)


def _distress(network: Network, reads: Words) -> Screen:
    emergency = Text("If you are not safe, call {emergency}.", emergency=network.emergency_number)
    return screen(THANKS, *_support(network), emergency, reads)


def _support(network: Network) -> tuple[Words, ...]:
    line = network.support_line
    return (Text("If you want to talk to someone now: {line}.", line=line),) if line else ()


def _clinical(network: Network, reads: Words) -> Screen | None:
    if not network.team_line:
        return None
    ask = Text("For a question about your treatment, call {line}.", line=network.team_line)
    return screen(Text("I cannot give medical advice."), ask, reads)


def _complaint(network: Network, reads: Words) -> Screen | None:
    if not network.complaints_office:
        return None
    office = Text("The complaints office can: {office}.", office=network.complaints_office)
    return screen(Text("I cannot take a complaint."), office, reads)


_SIGNPOSTS: Mapping[str, Callable[[Network, Words], Screen | None]] = {
    URGENT: _urgent,
    UNSAFE: _unsafe,
    DISTRESS: _distress,
    CLINICAL: _clinical,
    COMPLAINT: _complaint,
}
_SAYS_MORE = {URGENT: CLINICAL, UNSAFE: DISTRESS}
"""Which kind another makes superfluous."""
