"""What Heard itself writes to a facilitator about the end of a consultation."""

from conversations.content import Consultation
from conversations.deciding.menu import BASE, answered, people_told
from conversations.deciding.untold import again_button, untold_lines
from conversations.home import HOME
from conversations.screen import Act, Button, Screen
from conversations.text import Plural, Text, Words


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
            _option(Text("Move the day"), "d.move", consultation),
        ),
    )


def _waiting(people: int) -> Words:
    if not people:
        return Text("Nobody answered. You can still say what was decided.")
    if people < BASE:
        return Text("Fewer than 10 people are waiting to hear.")
    return Plural(
        "{count} person is waiting to hear.", "{count} people are waiting to hear.", people
    )


def _option(label: Text, verb: str, consultation: Consultation) -> Button:
    return Button(label, Act(verb, (consultation.id,)))


# --- the account ---------------------------------------------------------------------------------


def told_account(
    consultation: Consultation,
    told: int | None,
    untold: tuple[tuple[str, int | None], ...],
    again: int = 0,
) -> Screen:
    """Say how many people were told what was decided, and why others were not.

    `untold` holds (reason, people), see `untold_lines`; None hides a number. To `again`
    people it can be written again.
    """
    heard = Text("Nobody could be told.") if told == 0 else people_told(told)
    more = (again_button(consultation.id),) if again else ()
    return Screen(
        title=consultation.ask.title,
        lines=(heard, *untold_lines(untold)),
        options=(*more, HOME),
    )
