"""Passing on: what was decided goes down to the groups below, an issue goes up to the one above.

Nothing goes before whoever passes it on saw it as those will who get it, and how many they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from conversations.composing.counted import COUNTING, EXACTLY, STILL_COUNTING, goes_to, reached
from conversations.content import Audience, Decision
from conversations.events import Requested
from conversations.facts import AudienceCount, Facts, Need, Person
from conversations.home import HOME, NOT_FOR_YOU, Home, go_home
from conversations.questions.kind import PICK_ONE
from conversations.screen import Act, Button, Screen
from conversations.seat_events import PassedDown, PassedUp
from conversations.seats.state import below, group_of, groups_in, manages
from conversations.state import State
from conversations.structure import GroupHere, Passable, ThePassed, TheStructure, WhatPasses
from conversations.tasks import sample
from conversations.text import Plural, Text, Words
from conversations.turn import Computed, Input, Key, Tapped, Turn
from conversations.wording import other_tongue

NAME = "passing"
PREFIX = "pass"
COMMANDS: frozenset[str] = frozenset()
COUNT = "pass.people"

NOTHING = Text("There is nothing to pass on now. It needs a decision, or an issue that is open.")
WENT_DOWN = Text("It goes to the members of the groups below, at a time that suits them.")
WENT_UP = Text("The group above has it now. Whoever raised it still hears the answer.")
CHANGED = Text("It was changed meanwhile. This is how it is now.")
SEEN_ABOVE = Text("The next message is what the facilitators of the group above see.")
ALL_HAVE_IT = Text("The groups below have it already.")
NOBODY = (
    Text("Nobody in the groups below would get it now."),
    Text("Those who took part in it hear of it anyway."),
)


@dataclass(frozen=True)
class Passing(State):
    """What a facilitator is about to pass on from a group: `way` is down or up.

    `seen` is the revision of what they saw, `counted` how many people get it; None until counted.
    """

    conversation: ClassVar[str] = NAME

    group: int
    what: int = 0
    way: str = ""
    seen: int = 0
    counted: int | None = None

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
    """Show what can be passed on, then how it will be read and by how many, and pass it on."""
    if _reads(heard):
        return _read(heard, facts)
    group = group_of(facts, _group(state, heard))
    if isinstance(heard, Computed):
        return _counted(state, heard, group, facts)
    if group is None or not manages(facts.person, group.id):
        return go_home(facts, NOT_FOR_YOU)
    here = state if isinstance(state, Passing) else Passing(group.id)
    match heard:
        case Tapped(Act("pass.down" | "pass.up" as verb, (_, what, *_))):
            chosen = Passing(group.id, what, verb.removeprefix("pass."))
            return _preview(chosen, group, facts)
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


def _preview(here: Passing, group: GroupHere, facts: Facts, *said: Words) -> Turn:
    """Show it as it will be read; whom it reaches is counted meanwhile."""
    found = _thing(here, facts)
    if found is None:
        return Turn(Passing(group.id), (_listed(group, facts),))
    if here.way == "up":
        seen = sample("passed_up", found.title)
        return Turn(here, (Screen(lines=(SEEN_ABOVE,)), seen, _asked(here, group, facts)))
    new = replace(here, seen=found.revision, counted=None)
    if found.decision is None or not _new_groups(group, found, facts):
        none = replace(new, counted=0)
        return Turn(none, (_asked(none, group, facts, ALL_HAVE_IT),))
    notice = replace(passed_notice(found.title, found.decision, group.name), buttons=())
    counting = Requested(COUNT, 0, found.id, Audience(groups=(group.id,)))
    first = Screen(lines=(*said, EXACTLY))
    return Turn(new, (first, notice, _asked(new, group, facts, COUNTING)), (counting,))


def _counted(state: State | None, heard: Computed, group: GroupHere | None, facts: Facts) -> Turn:
    """Say how many people get it, unless something else is looked at by now."""
    count, request = heard.value, heard.request
    of_this = isinstance(state, Passing) and (state.way, state.what) == ("down", request.position)
    if not isinstance(state, Passing) or not of_this or group is None:
        return Turn(state, focus=None)
    if request.audience != Audience(groups=(group.id,)) or not isinstance(count, AudienceCount):
        return Turn(state, focus=None)
    here = replace(state, counted=reached(count))
    told = goes_to(facts, count) if here.counted else (*NOBODY, *goes_to(facts, count)[1:])
    return Turn(here, (_asked(here, group, facts, *told).in_place(),), focus=None)


def _passed(here: Passing, group: GroupHere, facts: Facts) -> Turn:
    found = _thing(here, facts)
    if found is None:
        return Turn(Passing(group.id), (_listed(group, facts),))
    if here.way == "up":
        return replace(go_home(facts, WENT_UP), events=(PassedUp(group.id, here.what),))
    if here.seen != found.revision:
        return _preview(here, group, facts, CHANGED)
    if not here.counted:
        why = STILL_COUNTING if here.counted is None else NOBODY[0]
        return Turn(here, (replace(_asked(here, group, facts), lines=(why,), slot=None),))
    return replace(go_home(facts, WENT_DOWN), events=(PassedDown(group.id, here.what),))


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


def _new_groups(group: GroupHere, found: Passable, facts: Facts) -> int:
    """Count the groups below that it was not passed to before."""
    return len(below(facts, group.id) - {group.id, *found.passed})


def _asked(here: Passing, group: GroupHere, facts: Facts, *said: Words) -> Screen:
    """Ask whether to pass it on, below whom it goes to; where it is nobody, offer other ways."""
    found = _thing(here, facts)
    if found is None:
        return _listed(group, facts)
    yes = Button(Text("Yes, pass it on"), Act("pass.yes"))
    no = Button(Text("No"), Act("pass.show", (0, group.id)))
    if here.way == "up":
        up = Text("Shall I pass it to the group above? From then on they answer it.")
        words = Text("They can read what was written, but not who wrote it.")
        return Screen(title=found.title, lines=(words, up), options=(yes, no))
    slot = f"pass:{found.id}"
    if here.counted == 0:
        other = Button(Text("Something else"), Act("pass.show", (0, group.id)))
        groups = Button(Text("See the groups"), Act("seat.show"))
        return Screen(title=found.title, lines=said, options=(other, groups, HOME), slot=slot)
    many = Plural(
        "It goes to the members of {count} group below {group}.",
        "It goes to the members of {count} groups below {group}.",
        _new_groups(group, found, facts),
        group=group.name,
    )
    ask = Text("Shall I tell them what was decided?")
    return Screen(title=found.title, lines=(many, *said, ask), options=(yes, no), slot=slot)


def passed_notice(title: Words, decision: Decision, source: str) -> Screen:
    """Tell a member of a group below what was decided in the one above."""
    will = (decision.we_will,) if decision.we_will else ()
    cannot = (Text("Not possible: {what}", what=decision.we_cannot),) if decision.we_cannot else ()
    why = (Text("Why: {why}", why=decision.why),) if decision.why else ()
    head = Text("{group} passes this on to you.", group=source)
    told: tuple[Words, ...] = (*will, *cannot, *why)
    return Screen(title=title, lines=(head, *told, *other_tongue(title, told)), buttons=(HOME,))
