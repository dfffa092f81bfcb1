"""While an ask is sent: progress in one message, pause, resume, cancel; then the account."""

from dataclasses import dataclass

from conversations.composing.state import Composing
from conversations.events import Event, SendingCancelled, SendingPaused, SendingResumed
from conversations.facts import Facts, Ledger, TheLedger
from conversations.home import HOME, NOT_FOR_YOU, go_home
from conversations.screen import Act, Button, Screen
from conversations.small_numbers import CELL
from conversations.text import Plural, Text, Words
from conversations.turn import Input, Tapped, Turn

BASE = 10
"""Fewer people than this who answered are not shown."""
BAR = 10

PAUSE, RESUME = "c.pause", "c.resume"
CANCEL, CANCELLED, NOT_CANCELLED = "c.cancel", "c.cancelled", "c.uncancelled"
CONTROLS = frozenset({PAUSE, RESUME, CANCEL, CANCELLED, NOT_CANCELLED})


@dataclass(frozen=True, slots=True)
class Sending:
    """How far the sending of a consultation is; all but `consultation` count people."""

    consultation: int
    title: Words
    sent: int
    total: int
    failed: int = 0
    answered: int = 0
    paused: bool = False


def progress(so_far: Sending) -> Screen:
    """Show how far it is, in the slot `progress:<consultation>`; edit it with `in_place()`."""
    bar = Text("{bar} {sent} of {total}", bar=_bar(so_far), sent=so_far.sent, total=so_far.total)
    return Screen(
        title=so_far.title,
        lines=(_state(so_far), bar, *_failed(so_far.failed), _answered(so_far.answered)),
        options=_controls(so_far),
        slot=f"progress:{so_far.consultation}",
    )


def _state(so_far: Sending) -> Words:
    if _all_out(so_far):
        return Text("Sending has finished.")
    return Text("Paused. Nobody else gets it now.") if so_far.paused else Text("Sending…")


def _all_out(so_far: Sending) -> bool:
    return so_far.sent + so_far.failed >= so_far.total


def _bar(so_far: Sending) -> str:
    done = BAR * so_far.sent // max(so_far.total, 1)
    return "▓" * done + "░" * (BAR - done)


def _controls(so_far: Sending) -> tuple[Button, ...]:
    if _all_out(so_far):
        return ()
    pause, resume, cancel = _buttons(so_far.consultation)
    return (resume if so_far.paused else pause, cancel)


def _buttons(consultation: int) -> tuple[Button, Button, Button]:
    ids = (consultation,)
    return (
        Button(Text("Pause"), Act(PAUSE, ids)),
        Button(Text("Resume"), Act(RESUME, ids)),
        Button(Text("Cancel what is left"), Act(CANCEL, ids)),
    )


def _failed(people: int) -> tuple[Words, ...]:
    if not people:
        return ()
    if people < CELL:
        return (Text("Fewer than 5 people could not be reached."),)
    return (
        Plural(
            "{count} person could not be reached.", "{count} people could not be reached.", people
        ),
    )


def _answered(people: int) -> Words:
    if people < BASE:
        return Text("Fewer than 10 people have answered so far.")
    return Plural(
        "{count} person has answered so far.", "{count} people have answered so far.", people
    )


def account(title: Words, sent: int, later: int, unreachable: int, failed: int) -> Screen:
    """Tell how sending ended, in people; it is never 'done' when nothing went out."""
    went = Plural("Done: {count} person got it.", "Done: {count} people got it.", sent)
    lines: list[Words] = [went if sent else Text("Nobody got it. Nothing went out so far.")]
    if later:
        lines.append(_later(later))
    lines += _failed(unreachable)
    if failed:
        lines.append(_went_wrong(failed))
    return Screen(title=title, lines=tuple(lines), options=(HOME,))


def _later(people: int) -> Words:
    if people < CELL:
        return Text("Fewer than 5 people get it later.")
    return Plural("{count} person gets it later.", "{count} people get it later.", people)


def _went_wrong(people: int) -> Words:
    if people < CELL:
        return Text("For fewer than 5 people the message could not be sent.")
    return Plural(
        "For {count} person the message could not be sent.",
        "For {count} people the message could not be sent.",
        people,
    )


# --- pause, resume, cancel ------------------------------------------------------------------------


def cancel_asked(consultation: int) -> Screen:
    """Ask once before cancelling."""
    lines = (
        Text("Shall I cancel what is not sent yet?"),
        Text("People who have it already can still answer."),
    )
    yes = Button(Text("Yes, cancel the rest"), Act(CANCELLED, (consultation,)))
    no = Button(Text("No, keep it"), Act(NOT_CANCELLED, (consultation,)))
    return Screen(lines=lines, options=(yes, no))


def control(consultation: int, heard: Input, facts: Facts) -> Turn:
    """Pause, resume or cancel the sending of a consultation that this facilitator may see."""
    ledger: Ledger | None = facts.get(TheLedger(consultation))
    if ledger is None:
        return go_home(facts, NOT_FOR_YOU)
    if ledger.consultation.status not in {"scheduled", "open"}:
        return go_home(facts, Text("This consultation is closed, so nothing more is sent."))
    return _control(ledger, heard.act.verb if isinstance(heard, Tapped) and heard.act else CANCEL)


def _control(ledger: Ledger, verb: str) -> Turn:
    consultation = ledger.consultation.id
    pause, resume, cancel = _buttons(consultation)
    if verb == PAUSE:
        paused = Text("It is paused. Nobody else gets it until you resume.")
        return _done(paused, (resume, cancel), SendingPaused(consultation))
    if verb == RESUME:
        return _done(Text("It goes on."), (pause, cancel), SendingResumed(consultation))
    if verb == CANCELLED:
        cancelled = Text("It is cancelled. Nobody else gets it.")
        return _done(cancelled, (HOME,), SendingCancelled(consultation))
    if verb == NOT_CANCELLED:
        return _done(Text("Nothing is cancelled."), (resume if ledger.paused else pause, cancel))
    return Turn(Composing(consultation, "cancel"), (cancel_asked(consultation),))


def _done(said: Words, options: tuple[Button, ...], *events: Event) -> Turn:
    return Turn(None, (Screen(lines=(said,), options=options),), events, focus=False)
