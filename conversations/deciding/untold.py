"""Who was not told what was decided, and why; and writing again to those who perhaps were not."""

from conversations.deciding.menu import menu, people_told
from conversations.deciding.view import Go, View
from conversations.events import ToldAgain
from conversations.home import go_home
from conversations.screen import Act, Button, Screen
from conversations.small_numbers import CELL
from conversations.text import Plural, Text, Words
from conversations.turn import Turn

PERHAPS = "uncertain"
_NOBODY = Text("There is nobody to write to again.")


def told(go: Go) -> Turn:
    """Say how many were told so far, why others were not, and offer to write again."""
    shown = menu(go, people_told(go.ledger.told), *untold_lines(go.ledger.untold))
    more = (again_button(go.consultation.id),) if go.ledger.again else ()
    return go.at("menu").turn(
        Screen(lines=shown.lines, options=(*more, *shown.options), buttons=shown.buttons)
    )


def again_button(consultation: int) -> Button:
    """Lead to writing again to those who perhaps were not told."""
    return Button(Text("Write to them again"), Act("d.again", (consultation,)))


# --- writing again, asked once -------------------------------------------------------------------


def ask(go: Go) -> Turn:
    """Ask whether to write again, once it is said to how many."""
    if not go.ledger.again:
        return go.at("menu").turn(menu(go, _NOBODY))
    return go.at("again").turn(ask_again(go))


def ask_again(view: View) -> Screen:
    """Say to how many people it would go, and that some may get it twice."""
    people = view.ledger.again
    few = Text("I would write to fewer than 5 people again.")
    lines: list[Words] = [few if people < CELL else _would_write(people)]
    if any(reason == PERHAPS for reason, _ in view.ledger.untold):
        lines.append(Text("Some of them may get it twice."))
    lines.append(Text("Shall I write to them again?"))
    yes = view.option(Text("Yes, write again"), "d.retell")
    no = view.option(Text("No, leave it"), "d.told")
    return Screen(lines=tuple(lines), options=(yes, no))


def write_again(go: Go) -> Turn:
    """Tell those again of whom nobody knows that they were told."""
    if not go.ledger.again:
        return go.at("menu").turn(menu(go, _NOBODY))
    on_its_way = Text("It is on its way. I write to nobody at night or on Sundays.")
    account = Text("I will tell you how many people were told.")
    turn = go_home(go.facts, on_its_way, account)
    return Turn(turn.state, turn.screens, (ToldAgain(go.consultation.id),))


def _would_write(people: int) -> Plural:
    return Plural(
        "I would write to {count} person again.", "I would write to {count} people again.", people
    )


# --- why people were not told --------------------------------------------------------------------


def untold_lines(untold: tuple[tuple[str, int | None], ...]) -> tuple[Words, ...]:
    """Say why people were not told, first where their number may be shown (None hides it).

    `untold` holds (reason, people): stopped, died, erased, unreachable, failed or uncertain; any
    other is said without a reason.
    """
    shown = (_untold(reason, people) for reason, people in untold if people)
    hidden = (_HIDDEN.get(reason, _OTHERS) for reason, people in untold if people is None)
    return (*shown, *hidden)


def _untold(reason: str, people: int) -> Words:
    few = people < CELL
    match reason:
        case "stopped":
            return _FEW_STOPPED if few else _stopped(people)
        case "died":
            return _FEW_DIED if few else _died(people)
        case "erased":
            return _FEW_ERASED if few else _erased(people)
        case "unreachable":
            return _FEW_UNREACHABLE if few else _unreachable(people)
        case "failed":
            return _FEW_FAILED if few else _failed(people)
        case "uncertain":
            return _FEW_UNCERTAIN if few else _uncertain(people)
        case _:
            return _FEW if few else _others(people)


_FEW_STOPPED = Text("Fewer than 5 people were not told, because they stopped.")
_FEW_DIED = Text("Fewer than 5 people were not told, because somebody died.")
_FEW_ERASED = Text("Fewer than 5 people were not told, because they erased their data.")
_FEW_UNREACHABLE = Text("Fewer than 5 people could not be reached.")
_FEW_FAILED = Text("For fewer than 5 people the message could not be sent.")
_FEW_UNCERTAIN = Text("For fewer than 5 people I cannot tell if the message arrived.")
_FEW = Text("Fewer than 5 people were not told.")

_OTHERS = Text("Some people were not told.")
_HIDDEN: dict[str, Text] = {
    "stopped": Text("Some people were not told, because they stopped."),
    "died": Text("Some people were not told, because somebody died."),
    "erased": Text("Some people were not told, because they erased their data."),
    "unreachable": Text("Some people could not be reached."),
    "failed": Text("For some people the message could not be sent."),
    "uncertain": Text("For some people I cannot tell if the message arrived."),
}


def _stopped(people: int) -> Plural:
    return Plural(
        "{count} person was not told, because they stopped.",
        "{count} people were not told, because they stopped.",
        people,
    )


def _died(people: int) -> Plural:
    return Plural(
        "{count} person was not told, because somebody died.",
        "{count} people were not told, because somebody died.",
        people,
    )


def _erased(people: int) -> Plural:
    return Plural(
        "{count} person was not told, because they erased their data.",
        "{count} people were not told, because they erased their data.",
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


def _uncertain(people: int) -> Plural:
    return Plural(
        "For {count} person I cannot tell if the message arrived.",
        "For {count} people I cannot tell if the message arrived.",
        people,
    )


def _others(people: int) -> Plural:
    return Plural("{count} person was not told.", "{count} people were not told.", people)
