"""Signposts: the right number first, before anything else is said (promise 9).

They come with whatever a person wrote, wherever they are: in joining, in an answer, at home, after
a stop. The rest of the turn is as it would have been: answers are kept, a stop stays a stop. Only
where nothing could be kept do words of danger get their number alone: a question shown once more,
with its buttons, would push it off the screen. Nobody is labelled: that somebody wrote of danger
is kept nowhere. So each message that holds such words gets its signpost, also the third in a row;
the next may be the graver one.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from conversations.danger import CLINICAL, COMPLAINT, DANGER, DISTRESS, UNSAFE, URGENT, Phrases
from conversations.facts import Facts, Network
from conversations.screen import Screen, screen
from conversations.state import State
from conversations.text import Text, Words
from conversations.turn import Turn

NOBODY_READS = Text("I am a computer program, and nobody may read this.")
GO_ON = Text("If you wrote about something else, you can just go on.")
THANKS = Text("Thank you for telling me.")


def put_first(turn: Turn, written: str, facts: Facts, before: State | None = None) -> Turn:
    """Put the signposts that belong to what a person wrote before everything else of a turn.

    A turn that kept nothing of words of danger says nothing else: it is as it was `before`.
    """
    first = signposts(written, facts.network, facts.phrases)
    if not first:
        return turn
    if not turn.understood and facts.phrases.found_in(written) & DANGER:
        return Turn(before, first, focus=None)
    return replace(turn, screens=(*first, *turn.screens))


def signposts(written: str, network: Network, phrases: Phrases) -> tuple[Screen, ...]:
    """Give one signpost for each kind of words that was found, the gravest first.

    A graver signpost that says the same and more replaces a lesser one.
    """
    found = phrases.found_in(written) if written else frozenset()
    lesser = {_SAYS_MORE[kind] for kind in found if kind in _SAYS_MORE}
    shown = (show(network) for kind, show in _SIGNPOSTS.items() if kind in found - lesser)
    return tuple(one for one in shown if one is not None)


def _urgent(network: Network) -> Screen:
    call = Text(
        "Please call now: {line} (acute oncology, 24 hours) or {emergency}.",
        line=network.oncology_line,
        emergency=network.emergency_number,
    )
    wait = Text("This can be urgent during treatment. Please do not wait.")
    return screen(wait, NOBODY_READS, GO_ON, title=call)


def _unsafe(network: Network) -> Screen:
    emergency, line = network.emergency_number, network.oncology_line
    call = Text("Please call {emergency} now if you are not safe.", emergency=emergency)
    acute = Text("You can also call {line} (acute oncology, 24 hours).", line=line)
    return screen(THANKS, *_support(network), acute, NOBODY_READS, GO_ON, title=call)


def _distress(network: Network) -> Screen:
    emergency = Text("If you are not safe, call {emergency}.", emergency=network.emergency_number)
    return screen(THANKS, *_support(network), emergency, NOBODY_READS)


def _support(network: Network) -> tuple[Words, ...]:
    line = network.support_line
    return (Text("If you want to talk to someone now: {line}.", line=line),) if line else ()


def _clinical(network: Network) -> Screen | None:
    if not network.team_line:
        return None
    ask = Text("For a question about your treatment, call {line}.", line=network.team_line)
    return screen(Text("I cannot give medical advice."), ask, NOBODY_READS)


def _complaint(network: Network) -> Screen | None:
    if not network.complaints_office:
        return None
    office = Text("The complaints office can: {office}.", office=network.complaints_office)
    return screen(Text("I cannot take a complaint."), office, NOBODY_READS)


_SIGNPOSTS: Mapping[str, Callable[[Network], Screen | None]] = {
    URGENT: _urgent,
    UNSAFE: _unsafe,
    DISTRESS: _distress,
    CLINICAL: _clinical,
    COMPLAINT: _complaint,
}
_SAYS_MORE = {URGENT: CLINICAL, UNSAFE: DISTRESS}
"""Which kind another makes superfluous."""
