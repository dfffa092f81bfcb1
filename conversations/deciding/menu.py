"""Where a consultation stands, and what its facilitator can do now; closing and cancelling it."""

from dataclasses import replace

from conversations.composing.sending import RESUME
from conversations.deciding.view import Go, View
from conversations.events import ClosedEarly, SendingCancelled
from conversations.hearing_back import what_came_of_it
from conversations.home import HOME, go_home
from conversations.screen import Act, Button, Screen
from conversations.text import Plural, Text, Words
from conversations.turn import Turn

BASE = 10
"""A number of people under this is not shown; 0 is."""


def answered(people: int | None) -> Words:
    """Say how many people answered; None where it must be hidden."""
    if people is None:
        return Text("Fewer than 10 people have answered.")
    if not people:
        return Text("Nobody has answered.")
    return Plural("{count} person has answered.", "{count} people have answered.", people)


# --- the menu ------------------------------------------------------------------------------------


def options(view: View) -> tuple[Button, ...]:
    """Give what can be done now, by how far the consultation is."""
    look = (
        view.option(Text("See results"), "d.results"),
        view.option(Text("Read answers"), "d.read"),
        view.option(Text("What was heard"), "find.show"),
    )
    match view.phase:
        case "scheduled":
            return (view.option(Text("Cancel it"), "d.cancelling"), HOME)
        case "open":
            return (view.option(Text("Close now"), "d.closing"), *_resume(view), HOME)
        case "closed":
            begun = view.state.you_said is not None
            label = Text("Go on writing") if begun else Text("Write the decision")
            move = view.option(Text("Move the day"), "d.move")
            return (*look, view.option(label, "d.write"), move, HOME)
        case "telling" | "told":
            read = view.option(Text("Read the decision"), "d.decision")
            told = view.option(Text("How many were told"), "d.told")
            promises = view.option(Text("Promises"), "pm.list")
            return (*look, read, told, promises, HOME)
        case _:
            return (HOME,)


def _resume(view: View) -> tuple[Button, ...]:
    """Offer to go on sending, for the message that offered it may be far up in the chat."""
    resume = Button(Text("Resume"), Act(RESUME, (view.consultation.id,)))
    return (resume,) if view.ledger.paused else ()


def menu(view: View, *lines: Words) -> Screen:
    """Say `lines`, and what can be done now."""
    return Screen(lines=lines, options=options(view))


def shown(go: Go) -> Turn:
    """Show where the consultation stands."""
    lines: list[Words] = [_status(go), _asked(go.ledger.asked), answered(go.consultation.answered)]
    if go.phase == "open" and go.ledger.paused:
        lines.insert(1, Text("Sending is paused."))
    if go.phase not in {"told", "cancelled"}:
        day = go.consultation.ask.hear_back_on
        lines.append(Text("You promised that people hear back by {day}.", day=day))
    shown = menu(go, *lines)
    return go.at("menu").turn(replace(shown, title=go.consultation.ask.title))


def _status(go: Go) -> Words:
    match go.phase:
        case "scheduled":
            return Text("It is not open yet.")
        case "open":
            return Text("It is open until {day}.", day=go.consultation.last_day)
        case "closing":
            return Text("It is closing. Results come in a moment.")
        case "closed":
            return Text("It is closed. What was decided is not written yet.")
        case "telling":
            return Text("It is closed. People are being told what was decided.")
        case "told":
            return Text("It is done. People were told what was decided.")
        case _:
            return Text("It was cancelled.")


def _asked(people: int) -> Words:
    if not people:
        return Text("Nobody has been asked yet.")
    return Plural("{count} person was asked.", "{count} people were asked.", people)


# --- closing and cancelling, each asked once -----------------------------------------------------


def ask_close(view: View) -> Screen:
    """Ask once before closing."""
    lines = (Text("Shall I close it now?"), Text("Nobody can answer after that."))
    yes = view.option(Text("Yes, close it"), "d.close")
    return Screen(lines=lines, options=(yes, _no(view)))


def ask_cancel(view: View) -> Screen:
    """Ask once before cancelling."""
    lines = (Text("Shall I cancel it?"), Text("Nobody will be asked."))
    yes = view.option(Text("Yes, cancel it"), "d.cancel")
    return Screen(lines=lines, options=(yes, _no(view)))


def _no(view: View) -> Button:
    return view.option(Text("No, keep it"), "d.open")


def closing(go: Go) -> Turn:
    """Ask whether to close it."""
    return go.at("closing").turn(ask_close(go))


def cancelling(go: Go) -> Turn:
    """Ask whether to cancel it."""
    return go.at("cancelling").turn(ask_cancel(go))


def close(go: Go) -> Turn:
    """Take no more answers."""
    said = Text("It is closed. Results come in a moment. I will write to you.")
    return replace(go_home(go.facts, said), events=(ClosedEarly(go.consultation.id),))


def cancel(go: Go) -> Turn:
    """Send it to nobody."""
    said = Text("It is cancelled. Nobody is asked.")
    return replace(go_home(go.facts, said), events=(SendingCancelled(go.consultation.id),))


# --- after the decision --------------------------------------------------------------------------


def people_told(people: int | None) -> Words:
    """Say how many people were told; None where it must be hidden."""
    if people is None:
        return Text("Some people were told.")
    if not people:
        return Text("Nobody has been told yet.")
    if people < BASE:
        return Text("Fewer than 10 people were told.")
    return Plural("{count} person was told.", "{count} people were told.", people)


def decision(go: Go) -> Turn:
    """Show what was decided, as it was approved."""
    decided = go.ledger.decision
    lines = what_came_of_it(decided) if decided else (Text("Nothing has been decided yet."),)
    return go.at("menu").turn(menu(go, *lines))
