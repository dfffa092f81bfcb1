"""Roles: who holds which, and taking one away. What it lets somebody do ends at once.

Nobody's name is kept, so a role is told by the link that gave it and by the day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from conversations.events import RoleTaken
from conversations.facts import Facts, HeldRole, Need, Person, TheRoles
from conversations.home import HOME, go_home
from conversations.questions.kind import PICK_ONE
from conversations.rights import FACILITATOR, OPERATOR
from conversations.screen import Act, Button, Screen
from conversations.state import State
from conversations.text import Text, Words
from conversations.turn import Commanded, Input, Key, Tapped, Turn

NAME = "roles"
PREFIX = "role"
COMMANDS = frozenset({"roles"})
MOST = 20

ROLE_NAMES: Mapping[str, Text] = {
    "helper": Text("Helper"),
    "scribe": Text("Scribe"),
    "facilitator": Text("Facilitator"),
    "professional": Text("Professional"),
    "chair": Text("Chair"),
    "operator": Text("Operator"),
}
GONE = Text("This role is not held any more.")
LAST = Text("Nobody else holds a role like this. First invite somebody else to it.")
TAKEN = Text("The role is taken away. What it let somebody do has ended.")
NO_MORE_YOURS = Text("You do not hold this role any more.")


@dataclass(frozen=True)
class Roles(State):
    """Where somebody is with the roles; `role` is the one that was chosen, or 0."""

    conversation: ClassVar[str] = NAME

    role: int = 0

    @property
    def subject(self) -> int:
        """There is one list."""
        return 0


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need the roles."""
    return (TheRoles(),)


def prompt(state: State, facts: Facts) -> Screen:
    """Give the list, or the question whether to take one away."""
    chosen = _find(facts, state.role) if isinstance(state, Roles) else None
    return _asked(chosen) if chosen else _listed(_held(facts))


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Show the roles, ask once, and take one away."""
    match heard:
        case Tapped(Act("role.one" | "role.take" as verb, ids)):
            chosen = _find(facts, ids[-1] if ids else 0)
            if chosen is None:
                return _list(_held(facts), GONE)
            asks = verb == "role.one"
            return Turn(Roles(chosen.id), (_asked(chosen),)) if asks else _taken(facts, chosen)
        case Tapped() | Commanded():
            return _list(_held(facts))
        case _:
            here = state if isinstance(state, Roles) else Roles()
            shown = prompt(here, facts)
            return Turn(here, (replace(shown, title=None, lines=(PICK_ONE,)),), understood=False)


def _taken(facts: Facts, chosen: HeldRole) -> Turn:
    others = tuple(one for one in _held(facts) if one.id != chosen.id)
    if _answers_for_all(chosen) and not any(map(_answers_for_all, others)):
        return _list(_held(facts), LAST)
    events = (RoleTaken(chosen.id),)
    if chosen.mine:
        return replace(go_home(facts, NO_MORE_YOURS), events=events)
    return replace(_list(others, TAKEN), events=events)


def _answers_for_all(one: HeldRole) -> bool:
    return one.group is None and one.role in {FACILITATOR, OPERATOR}


def _held(facts: Facts) -> tuple[HeldRole, ...]:
    found: tuple[HeldRole, ...] = facts.get(TheRoles()) or ()
    return found


def _find(facts: Facts, number: int) -> HeldRole | None:
    return next((one for one in _held(facts) if one.id == number), None)


# --- screens --------------------------------------------------------------------------------------


def _list(held: tuple[HeldRole, ...], *first: Words) -> Turn:
    shown = _listed(held)
    return Turn(Roles(), (replace(shown, lines=(*first, *shown.lines)),))


def _listed(held: tuple[HeldRole, ...]) -> Screen:
    options = tuple(Button(_name(one), Act("role.one", (0, one.id))) for one in held[:MOST])
    choose = Text("Choose a role to take it away.")
    more = Text("These are the latest. The others are in the program's own list.")
    lines: tuple[Words, ...] = (choose, more) if len(held) > MOST else (choose,)
    return Screen(title=Text("Roles"), lines=lines, options=options, buttons=(HOME,))


def _name(one: HeldRole) -> Words:
    role = ROLE_NAMES[one.role]
    if one.group and one.link:
        return Text("{role}, {group}: {link}", role=role, group=one.group, link=one.link)
    if one.group:
        return Text("{role}, {group}", role=role, group=one.group)
    return Text("{role}: {link}", role=role, link=one.link) if one.link else role


def _asked(one: HeldRole) -> Screen:
    """Ask once before a role is taken away."""
    mine = (Text("This is your own role."),) if one.mine else ()
    held = Text("It has been held since {day}.", day=one.since)
    ask = Text("Shall I take it away now? It ends at once.")
    yes = Button(Text("Yes, take it away"), Act("role.take", (0, one.id)))
    no = Button(Text("No, keep it"), Act("role.list"))
    return Screen(title=_name(one), lines=(held, *mine, ask), options=(yes, no))
