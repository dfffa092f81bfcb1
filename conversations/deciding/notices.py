"""What Heard itself writes to a facilitator about the end of a consultation."""

from conversations.content import Consultation
from conversations.deciding.menu import BASE, answered, people_told
from conversations.home import HOME
from conversations.screen import Act, Button, Screen
from conversations.text import Plural, Text, Words

CELL = 5
"""A reason that applies to fewer people than this is told without their number; 0 is not told."""


def closed_notice(consultation: Consultation) -> Screen:
    """Say that a consultation has closed, and what can be done now."""
    promised = Text(
        "You promised that people hear back by {day}.", day=consultation.ask.hear_back_on
    )
    return Screen(
        title=consultation.ask.title,
        lines=(Text("This is closed now."), answered(consultation.answered), promised),
        options=(
            _option(Text("See results"), "d.results", consultation),
            _option(Text("Read answers"), "d.read", consultation),
            _option(Text("Write the decision"), "d.write", consultation),
        ),
    )


def nag(consultation: Consultation, waiting: int) -> Screen:
    """Say that the day to hear back has come, and that `waiting` people answered and wait."""
    promised = Text(
        "You promised that people hear back by {day}.", day=consultation.ask.hear_back_on
    )
    return Screen(
        title=consultation.ask.title,
        lines=(promised, _waiting(waiting)),
        options=(
            _option(Text("Write it"), "d.write", consultation),
            _option(Text("Look at it first"), "d.open", consultation),
        ),
    )


def _waiting(people: int) -> Words:
    if not people:
        return Text("Nobody answered. You can still say what was decided.")
    if people < BASE:
        return Text("Fewer than 10 people wait to hear.")
    return Plural("{count} person waits to hear.", "{count} people wait to hear.", people)


def _option(label: Text, verb: str, consultation: Consultation) -> Button:
    return Button(label, Act(verb, (consultation.id,)))


# --- the account ---------------------------------------------------------------------------------


def told_account(title: Words, told: int, untold: tuple[tuple[str, int], ...]) -> Screen:
    """Say how many people were told what was decided, and why others were not.

    `untold` holds (reason, people): stopped, unreachable, failed; any other is said without one.
    """
    reasons = [_untold(reason, people) for reason, people in untold if people]
    heard = people_told(told) if told else Text("Nobody could be told.")
    return Screen(title=title, lines=(heard, *reasons), options=(HOME,))


def _untold(reason: str, people: int) -> Words:
    few = people < CELL
    match reason:
        case "stopped":
            return _FEW_STOPPED if few else _stopped(people)
        case "unreachable":
            return _FEW_UNREACHABLE if few else _unreachable(people)
        case "failed":
            return _FEW_FAILED if few else _failed(people)
        case _:
            return _FEW if few else _others(people)


_FEW_STOPPED = Text("Fewer than 5 people were not told, because they stopped.")
_FEW_UNREACHABLE = Text("Fewer than 5 people could not be reached.")
_FEW_FAILED = Text("For fewer than 5 people the message could not be sent.")
_FEW = Text("Fewer than 5 people were not told.")


def _stopped(people: int) -> Plural:
    return Plural(
        "{count} person was not told, because they stopped.",
        "{count} people were not told, because they stopped.",
        people,
    )


def _unreachable(people: int) -> Plural:
    return Plural(
        "{count} person could not be reached.", "{count} people could not be reached.", people
    )


def _failed(people: int) -> Plural:
    return Plural(
        "For {count} person the message could not be sent.",
        "For {count} people the message could not be sent.",
        people,
    )


def _others(people: int) -> Plural:
    return Plural("{count} person was not told.", "{count} people were not told.", people)
