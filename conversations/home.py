"""Home: what waits, my answers, what changed; and for facilitators, what they have open."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from conversations.facts import Desk, DeskItem, Facts, Need, Person, TheDesk, Waiting, WhatWaits
from conversations.loops import Notice, WhatChanged
from conversations.meetings_facts import MeetingsComing
from conversations.screen import Act, Button, Screen
from conversations.state import State
from conversations.text import Plural, Text, Words
from conversations.turn import Commanded, Edited, Input, Key, SentOther, Tapped, Turn, Typed

NAME = "home"
PREFIX = "m"
COMMANDS = frozenset({"home", "start"})

HOME = Button(Text("Home"), Act("m.home"))
NOT_UNDERSTOOD = Text("I did not understand that. Here is what you can do.")
NOT_FOR_YOU = Text("I cannot use that button any more. Here is what you can do.")
EDITED = Text("I keep what you sent first. To change an answer, choose it under 'My answers'.")
NOT_USED = Text(
    "I cannot use that kind of message. You can type, tap a button, or send your voice."
)
TOO_LARGE = Text("That file is too large for me. Please send a smaller one, or type it.")
NOT_TAKEN = Text(
    "I cannot use that kind of file. You can send a picture, a PDF or a Word document."
)
FORWARDED = Text("I cannot use forwarded messages. Please write it in your own words.")
UNKNOWN_COMMAND = Text("I do not know that command. Here is what you can do.")


@dataclass(frozen=True)
class Home(State):
    """The home screen; `shown` names which of its lists can be chosen from by number."""

    conversation: ClassVar[str] = NAME

    shown: str = "home"

    @property
    def subject(self) -> int:
        """There is one home."""
        return 0


def go_home(facts: Facts, *lines: Words) -> Turn:
    """Say `lines`, and offer the way home. Ends the conversation that says it."""
    return Turn(Home("way"), (Screen(lines=lines, options=(HOME,)),))


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need what waits and comes, what changed where that is looked at, and a facilitator's desk."""
    changed = (WhatChanged(),) if _looks_at_changes(heard) else ()
    desk = (TheDesk(),) if person.facilitates else ()
    return (WhatWaits(), MeetingsComing(), *desk, *changed)


def _looks_at_changes(heard: Input) -> bool:
    """Tell whether this can be for the list of what changed; words may name it, or be in it."""
    tapped = heard.act.verb if isinstance(heard, Tapped) and heard.act else ""
    return tapped == "m.changed" or isinstance(heard, Typed)


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give the list last shown."""
    shown = state.shown if isinstance(state, Home) else "home"
    return _LISTS.get(shown, home_screen)(facts)


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Show home or one of its lists, with a word on what was not understood."""
    lines = _about(heard)
    if isinstance(heard, SentOther | Edited):
        if facts.focus is None:
            return replace(go_home(facts, *lines), understood=False)
        # What waits still waits.
        return Turn(state, (Screen(lines=lines),), focus=None, understood=False)
    verb = heard.act.verb if isinstance(heard, Tapped) and heard.act else "m.home"
    shown = verb.removeprefix("m.") if verb.removeprefix("m.") in _LISTS else "home"
    if verb != f"m.{shown}":
        lines = (NOT_FOR_YOU,)
    body = _LISTS[shown](facts)
    first = (Screen(lines=lines),) if lines else ()
    return Turn(Home(shown), (*first, body), understood=not lines)


def _about(heard: Input) -> tuple[Words, ...]:
    match heard:
        case Tapped(None):
            return (NOT_FOR_YOU,)
        case Commanded(name) if name not in COMMANDS:
            return (UNKNOWN_COMMAND,)
        case Edited():
            return (EDITED,)
        case SentOther("forwarded"):
            return (FORWARDED,)
        case SentOther("too_large"):
            return (TOO_LARGE,)
        case SentOther("not_taken"):
            return (NOT_TAKEN,)
        case SentOther():
            return (NOT_USED,)
        case Tapped() | Commanded():
            return ()
        case _:
            return (NOT_UNDERSTOOD,)


# --- the lists -------------------------------------------------------------------------------


def home_screen(facts: Facts) -> Screen:
    """Show what waits for this person, and where everything is."""
    waiting = _open(facts)
    options = [_to_answer(one) for one in waiting]
    desk: Desk | None = facts.get(TheDesk())
    loops = sum(item.status == "closed" for item in desk.items) if desk else 0
    lines = [_greeting(len(waiting), facts.person)] if waiting or not loops else []
    until = facts.person.break_until  # one until they write is over by now
    if until is not None:
        day = until.astimezone(facts.network.zone).date()
        lines.append(Text("You are on a break until {day}.", day=day))
    if desk is not None:
        lines.append(_loops(loops))
        options += [Button(Text("Ask members"), Act("c.ask")), *_desk_options(desk)]
    options += [
        *((Button(Text("My break"), Act("o.breaks")),) if until else ()),
        *((Button(Text("Coming up"), Act("come.list")),) if facts.get(MeetingsComing()) else ()),
        Button(Text("My answers"), Act("m.answers")),
        Button(Text("What changed"), Act("m.changed")),
        Button(Text("My choices"), Act("o.choices")),
        Button(Text("More"), Act("more.show")),
        *((Button(Text("Reading rota"), Act("rota.show")),) if facts.person.may_read else ()),
    ]
    return Screen(title=Text("Home"), lines=tuple(lines), options=tuple(options))


def _greeting(waiting: int, person: Person) -> Words:
    if not waiting and person.tell == "only_changes":
        return Text("Nothing is waiting for you. I will write when there is something new to tell.")
    if not waiting:
        return Text("Nothing is waiting for you. I will write when there is something to answer.")
    return Plural(
        "{count} consultation is waiting for you. There is no hurry.",
        "{count} consultations are waiting for you. There is no hurry.",
        waiting,
    )


def _open(facts: Facts) -> tuple[Waiting, ...]:
    waits: tuple[Waiting, ...] = facts.get(WhatWaits()) or ()
    done = {"finished", "declined"}
    return tuple(one for one in waits if one.consultation.status == "open" and one.part not in done)


def _to_answer(one: Waiting) -> Button:
    title = one.consultation.ask.title
    label = Text("Go on: {title}", title=title) if one.part in {"started", "put_off"} else title
    act = "a.start" if one.part in {"started", "put_off"} else "a.ask"
    return Button(label, Act(act, (one.consultation.id,)))


def _my_answers(facts: Facts) -> Screen:
    waits: tuple[Waiting, ...] = facts.get(WhatWaits()) or ()
    mine = [one for one in waits if one.part in {"started", "put_off", "finished"}]
    options = tuple(
        Button(one.consultation.ask.title, Act("a.mine", (one.consultation.id,))) for one in mine
    )
    empty = Text("You have not answered anything yet.")
    choose = Text("Choose one to see your answers.")
    return Screen(
        title=Text("My answers"),
        lines=(choose if mine else empty,),
        options=options,
        buttons=(HOME,),
    )


def _what_changed(facts: Facts) -> Screen:
    told: tuple[Notice, ...] = facts.get(WhatChanged()) or ()
    options = tuple(Button(one.title, Act("h.again", (one.loop,))) for one in told)
    empty = Text(
        "Nothing has been decided yet about what you answered. I will tell you when it is."
    )
    choose = Text("Choose one to read what was decided.")
    return Screen(
        title=Text("What changed"),
        lines=(choose if told else empty,),
        options=options,
        buttons=(HOME,),
    )


# --- the facilitator's part ------------------------------------------------------------------


def _loops(waiting: int) -> Words:
    if not waiting:
        return Text("Nobody is waiting to hear back from you.")
    return Plural(
        "{count} consultation is closed, and people are waiting to hear what was decided.",
        "{count} consultations are closed, and people are waiting to hear what was decided.",
        waiting,
    )


def _desk_options(desk: Desk) -> list[Button]:
    return [_desk_option(item) for item in desk.items if item.status in _ON_DESK]


_ON_DESK = {"draft", "scheduled", "open", "closed", "telling"}


def _desk_option(item: DeskItem) -> Button:
    labels = {
        "draft": Text("Draft: {title}", title=item.title),
        "scheduled": Text("Waits to open: {title}", title=item.title),
        "open": Text("Under way: {title}", title=item.title),
        "closed": Text("Tell people: {title}", title=item.title),
        "telling": Text("Being told: {title}", title=item.title),
    }
    verb = "c.open" if item.status == "draft" else "d.open"
    return Button(labels[item.status], Act(verb, (item.id,)))


def _way_home(facts: Facts) -> Screen:
    return Screen(lines=(), options=(HOME,))


_LISTS = {
    "home": home_screen, "answers": _my_answers, "changed": _what_changed, "way": _way_home,
}  # fmt: skip
