"""Passing on: what was decided goes down to the groups below, an issue goes up to the one above."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from conversations.content import Decision
from conversations.facts import Facts, Need, Person
from conversations.home import HOME, NOT_FOR_YOU, Home, go_home
from conversations.questions.kind import PICK_ONE
from conversations.screen import Act, Button, Screen
from conversations.seat_events import PassedDown, PassedUp
from conversations.seats.state import group_of, groups_in, manages
from conversations.state import State
from conversations.structure import GroupHere, Passable, ThePassed, TheStructure, WhatPasses
from conversations.text import Text, Words
from conversations.turn import Input, Key, Tapped, Turn

NAME = "passing"
PREFIX = "pass"
COMMANDS: frozenset[str] = frozenset()

NOTHING = Text("There is nothing to pass on now. It needs a decision, or an issue that is open.")
WENT_DOWN = Text("It goes to the members of the groups below, at a time that suits them.")
WENT_UP = Text("The group above has it now. Whoever raised it still hears the answer.")


@dataclass(frozen=True)
class Passing(State):
    """What a facilitator is about to pass on from a group: `way` is down or up."""

    conversation: ClassVar[str] = NAME

    group: int
    what: int = 0
    way: str = ""

    @property
    def subject(self) -> int:
        """There is one thing at a time."""
        return 0


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need the tree, and what the group that was named has to pass on."""
    if _reads(heard):
        return (ThePassed(key.subject),)
    group = _group(state, heard)
    return (TheStructure(), WhatPasses(group)) if group else (TheStructure(),)


def _reads(heard: Input) -> bool:
    return isinstance(heard, Tapped) and heard.act is not None and heard.act.verb == "pass.read"


def _group(state: State | None, heard: Input) -> int:
    if isinstance(heard, Tapped) and heard.act and heard.act.verb == "pass.show":
        return heard.act.ids[-1] if heard.act.ids else 0
    return state.group if isinstance(state, Passing) else 0


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give what can be passed on, or the question whether to."""
    here = state if isinstance(state, Passing) else Passing(0)
    group = group_of(facts, here.group)
    if group is None:
        return None
    return _asked(here, group, facts) if here.what else _listed(group, facts)


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Show what can be passed on, ask once, and pass it on."""
    if _reads(heard):
        return _read(heard, facts)
    group = group_of(facts, _group(state, heard))
    if group is None or not manages(facts.person, group.id):
        return go_home(facts, NOT_FOR_YOU)
    here = state if isinstance(state, Passing) else Passing(group.id)
    match heard:
        case Tapped(Act("pass.down" | "pass.up" as verb, (_, what, *_))):
            chosen = replace(here, what=what, way=verb.removeprefix("pass."))
            return Turn(chosen, (_asked(chosen, group, facts),))
        case Tapped(Act("pass.yes")) if here.what:
            return _passed(here, group, facts)
        case Tapped():
            return Turn(Passing(group.id), (_listed(group, facts),))
        case _:
            again = replace(prompt(here, facts) or HOME_ONLY, title=None, lines=(PICK_ONE,))
            return Turn(here, (again,), understood=False)


def _read(heard: Input, facts: Facts) -> Turn:
    act = heard.act if isinstance(heard, Tapped) else None
    found = facts.get(ThePassed(act.subject if act else 0))
    if found is None:
        return go_home(facts, NOT_FOR_YOU)
    return Turn(Home("way"), (passed_notice(*found),), focus=None)


HOME_ONLY = Screen(lines=(), options=(HOME,))


def _passed(here: Passing, group: GroupHere, facts: Facts) -> Turn:
    if _thing(here, facts) is None:
        return Turn(Passing(group.id), (_listed(group, facts),))
    if here.way == "down":
        return replace(go_home(facts, WENT_DOWN), events=(PassedDown(group.id, here.what),))
    return replace(go_home(facts, WENT_UP), events=(PassedUp(group.id, here.what),))


# --- screens --------------------------------------------------------------------------------------


def _things(group: int, facts: Facts) -> Mapping[str, tuple[Passable, ...]]:
    decisions, issues = facts.get(WhatPasses(group)) or ((), ())
    here = group_of(facts, group)
    lower = any(one.parent == group for one in groups_in(facts))
    above = here is not None and here.parent is not None
    return {"down": decisions if lower else (), "up": issues if above else ()}


def _thing(here: Passing, facts: Facts) -> Passable | None:
    found = _things(here.group, facts).get(here.way, ())
    return next((one for one in found if one.id == here.what), None)


def _listed(group: GroupHere, facts: Facts) -> Screen:
    things = _things(group.id, facts)
    down = (_choice(Text("Down: {title}", title=one.title), "pass.down", one)
            for one in things["down"])  # fmt: skip
    up = (_choice(Text("Up: {title}", title=one.title), "pass.up", one) for one in things["up"])
    options = (*down, *up)
    which = Text("What shall I pass on?")
    back = Button(Text("Back"), Act("seat.group", (0, group.id)))
    return Screen(
        title=group.name,
        lines=(which if options else NOTHING,),
        options=options,
        buttons=(back, HOME),
    )


def _choice(label: Words, verb: str, one: Passable) -> Button:
    return Button(label, Act(verb, (0, one.id)))


def _asked(here: Passing, group: GroupHere, facts: Facts) -> Screen:
    found = _thing(here, facts)
    if found is None:
        return _listed(group, facts)
    down = Text("Shall I tell the members of the groups below {group} what was decided?",
                group=group.name)  # fmt: skip
    up = Text("Shall I pass it to the group above? From then on they answer it.")
    yes = Button(Text("Yes, pass it on"), Act("pass.yes"))
    no = Button(Text("No"), Act("pass.show", (0, group.id)))
    ask = down if here.way == "down" else up
    return Screen(title=found.title, lines=(ask,), options=(yes, no))


def passed_notice(title: Words, decision: Decision, source: str) -> Screen:
    """Tell a member of a group below what was decided in the one above."""
    will = (decision.we_will,) if decision.we_will else ()
    cannot = (Text("Not possible: {what}", what=decision.we_cannot),) if decision.we_cannot else ()
    why = (Text("Why: {why}", why=decision.why),) if decision.why else ()
    head = Text("{group} passes this on to you.", group=source)
    return Screen(title=title, lines=(head, *will, *cannot, *why), buttons=(HOME,))
