"""What needs you: a facilitator's list for the week, with what may harm somebody first.

It comes by itself once a week and says how many minutes it takes; `/needs` shows it at any time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from conversations.facts import Facts, Need, Person
from conversations.home import HOME
from conversations.needing import CHORES, Needing, NeedsItem, WhatNeedsMe
from conversations.questions.kind import PICK_ONE
from conversations.screen import Act, Button, Screen
from conversations.state import State
from conversations.text import Plural, Text, Words
from conversations.turn import Commanded, Input, Key, Tapped, Turn

NAME = "needs_you"
PREFIX = "needs"
COMMANDS = frozenset({"needs"})

TITLE = Text("Needs you")
NOTHING = Text("Nothing needs you now. Thank you.")
COVER = Text("Some of this is here because somebody else is away.")


@dataclass(frozen=True)
class NeedsYou(State):
    """The list, from which a number chooses."""

    conversation: ClassVar[str] = NAME

    @property
    def subject(self) -> int:
        """There is one list."""
        return 0


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need what waits."""
    return (WhatNeedsMe(),)


def prompt(state: State, facts: Facts) -> Screen:
    """Give the list."""
    return needs_screen(_found(facts))


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Show the list."""
    shown = needs_screen(_found(facts))
    if isinstance(heard, Tapped | Commanded):
        return Turn(NeedsYou(), (shown,))
    return Turn(NeedsYou(), (replace(shown, title=None, lines=(PICK_ONE,)),), understood=False)


def _found(facts: Facts) -> Needing:
    return facts.get(WhatNeedsMe()) or Needing()


def needs_screen(needing: Needing) -> Screen:
    """Say what needs a facilitator this week, how long it takes, and what can wait."""
    if not needing.items:
        return Screen(title=TITLE, lines=(NOTHING,), options=(HOME,))
    minutes = sum(item.minutes for item in needing.items)
    takes = Text("This week's list takes about {minutes} minutes.", minutes=minutes)
    cover = (COVER,) if any(item.cover for item in needing.items) else ()
    options = tuple(Button(_label(item), _act(item)) for item in _together(needing.items))
    lines: tuple[Words, ...] = (takes, *cover, *_more(needing.more))
    return Screen(title=TITLE, lines=lines, options=options, buttons=(HOME,))


def _more(more: int) -> tuple[Words, ...]:
    if not more:
        return ()
    wait = Plural("{count} more can wait until next week.",
                  "{count} more can wait until next week.", more)  # fmt: skip
    return (wait,)


def _together(items: tuple[NeedsItem, ...]) -> tuple[NeedsItem, ...]:
    """Show issues that nobody has read in one line: their list tells them apart."""
    unread = [one for one in items if one.kind == "issue" and one.title is None]
    if len(unread) < 2:
        return items
    both = replace(unread[0], subject=0, count=len(unread))
    return tuple(both if one is unread[0] else one for one in items if one not in unread[1:])


def _label(item: NeedsItem) -> Words:
    if item.kind == "issue" and item.subject == 0:
        minutes = CHORES["issue"].minutes * item.count
        many = Plural("Look at {count} issue", "Look at {count} issues", item.count)
        return Text("{what} ({minutes} min)", what=many, minutes=minutes)
    what, minutes = _WHAT[item.kind], item.minutes
    if item.title is None:
        return Text("{what} ({minutes} min)", what=what, minutes=minutes)
    return Text("{what}: {title} ({minutes} min)", what=what, title=item.title, minutes=minutes)


_WHAT: Mapping[str, Text] = {
    "flag": Text("Somebody may need help"),
    "not_meant": Text("Not what was meant"),
    "overdue": Text("People wait too long"),
    "unowned": Text("Nobody owns it"),
    "not_mine": Text("Not the right owner"),
    "late_promise": Text("A promise is late"),
    "question": Text("Answer a question"),
    "languages": Text("Words to translate"),
    "issue": Text("Look at an issue"),
    "due_soon": Text("Tell people soon"),
    "minutes": Text("Minutes are missing"),
    "put_back": Text("Put back"),
    "passed_up": Text("Passed up to you"),
    "offer": Text("An offer of help"),
    "task": Text("Look at this"),
    "quotes": Text("Quotes were answered"),
}


def _act(item: NeedsItem) -> Act:
    if item.kind == "issue" and item.subject == 0:
        return Act("issue.list")
    if item.kind in _OF_LOOPS:
        return Act(_LOOPS[item.source], (item.subject,))
    return Act(_VERBS[item.kind], (item.subject,))


_OF_LOOPS = frozenset({"overdue", "due_soon", "quotes"})
_LOOPS: Mapping[str, str] = {
    "consultation": "d.open",
    "issue": "issue.read",
    "meeting": "minutes.open",
}
_TASKS = ("not_meant", "unowned", "not_mine", "question", "passed_up", "put_back", "offer", "task")
_VERBS: Mapping[str, str] = {
    "flag": "flag.read",
    "issue": "issue.read",
    "minutes": "minutes.open",
    "late_promise": "pm.list",
    "languages": "lang.open",
    **dict.fromkeys(_TASKS, "task.read"),
}
"""What opens a thing, by its kind; what is about a whole loop, by the loop's."""
