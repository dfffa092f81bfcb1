"""Tasks: what members and owners wrote that a person has to deal with.

A facilitator reads it without a name, replies through Heard, and marks it as done. That somebody
read it is on record. The reply comes to whoever wrote it, with their own words above it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from conversations.events import Event
from conversations.facts import Facts, Need, Person
from conversations.home import HOME, NOT_FOR_YOU, go_home
from conversations.loop_events import TaskDone, TaskOpened
from conversations.needing import Task, TheTask
from conversations.questions.kind import PICK_ONE
from conversations.screen import Act, Button, Screen
from conversations.state import State
from conversations.text import Text, Words
from conversations.turn import Input, Key, Tapped, Turn, Typed

NAME = "tasks"
PREFIX = "task"
COMMANDS: frozenset[str] = frozenset()

LONGEST = 1500  # characters of a reply, which leaves room for the words that it answers
TOO_LONG = Text("That is too long. Please use at most {most} characters.", most=LONGEST)
WORDS_PLEASE = Text("I need words here. Please type them.")
NO_NAME = Text("You do not see who wrote it. It is on record that you read it.")
DONE_BEFORE = Text("This is done already. Thank you.")
DONE = Text("Thank you. It is marked as done.")
SENT = Text("It is on its way. I write to nobody at night or on Sundays.")
ASK_REPLY = Text("What shall I write back? I will show it to you before I send it.")
PREVIEW = Text("The next message is exactly what the person gets.")
NOBODY_ANSWERED = Text("Nobody answered. Shall the person be told that you have read it?")
READ_IT = Text("We have read it. There is no other answer now.")
NO_REPLY = ""
"""A reply that has no words: whoever wrote is told that it was read."""
NO_WORDS = Text("There are no words with it.")

HEADS: Mapping[str, Text] = {
    "not_meant": Text("Somebody says: this is not what we meant."),
    "question": Text("Somebody has a question."),
    "offer": Text("Somebody offers to help."),
    "not_mine": Text("An owner says that this promise is not theirs."),
    "unowned": Text("Nobody owns this promise."),
    "evidence": Text("A photo or a document came with a promise. Members do not see it yet."),
    "passed_up": Text("An issue was passed up to your group."),
    "place_free": Text("Somebody who was drawn cannot help after all."),
}
"""What each kind of task is. Any other is merely something to look at."""
HEAD = Text("Something needs you.")


@dataclass(frozen=True)
class Tasking(State):
    """Where a facilitator is with one task: read, or a reply is asked for, previewed or lacking."""

    conversation: ClassVar[str] = NAME

    task: int
    at: str = "read"
    reply: str | None = None

    @property
    def subject(self) -> int:
        """The task."""
        return self.task


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need the task."""
    return (TheTask(key.subject),)


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give what can be done about the task."""
    task: Task | None = facts.get(TheTask(state.subject))
    if task is None or not isinstance(state, Tasking):
        return None
    return _PROMPTS[state.at](task)


def asks_to_choose(state: State | None, facts: Facts) -> bool:
    """Tell whether no words of one's own are an answer to what waits."""
    return not (isinstance(state, Tasking) and state.at == "reply")


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Show a task, hear a reply, or mark it as done; to whoever raised it, show the reply."""
    act = heard.act if isinstance(heard, Tapped) else None
    task: Task | None = facts.get(TheTask(act.subject if act else state.subject if state else 0))
    if act and act.verb == "task.mine":
        return _mine(facts, task)
    if task is None or not (task.theirs and facts.person.facilitates):
        return go_home(facts, NOT_FOR_YOU)
    if task.done:
        return _after(facts, task, DONE_BEFORE)
    here = state if isinstance(state, Tasking) else Tasking(task.id)
    return _act(act, here, task, facts) if act else _hear(here, heard, task)


def _mine(facts: Facts, task: Task | None) -> Turn:
    if task is None or not task.mine or task.reply is None:
        return go_home(facts, NOT_FOR_YOU)
    return Turn(None, (answer_notice(task),))


def _act(act: Act, here: Tasking, task: Task, facts: Facts) -> Turn:
    match act.verb:
        case "task.reply" if task.answerable:
            return Turn(replace(here, at="reply"), (_ask(task),))
        case "task.send" if here.reply and here.at == "preview":
            done = TaskDone(task.id, here.reply)
            return _after(facts, task, SENT, done)
        case "task.done" if task.answerable:
            return Turn(replace(here, at="unanswered"), (_unanswered(task),))
        case "task.tell":
            return _after(facts, task, SENT, TaskDone(task.id, NO_REPLY))
        case "task.done" | "task.close":
            return _after(facts, task, DONE, TaskDone(task.id))
        case _:
            opened = (TaskOpened(task.id),)
            return Turn(Tasking(task.id, reply=here.reply), (_shown(task),), opened)


def _hear(here: Tasking, heard: Input, task: Task) -> Turn:
    if here.at != "reply":
        shown = replace(_PROMPTS[here.at](task), title=None, lines=(PICK_ONE,))
        return Turn(here, (shown,), understood=False)
    match heard:
        case Typed(text) if len(text.strip()) > LONGEST:
            return Turn(here, (Screen(lines=(TOO_LONG,)),), understood=False)
        case Typed(text) if text.strip():
            written = replace(task, reply=text.strip())
            told = answer_notice(written)
            next_comes = Screen(lines=(PREVIEW,))
            kept = Tasking(task.id, "preview", text.strip())
            shown = replace(told, options=(), buttons=())
            return Turn(kept, (next_comes, shown, _preview(task)))
        case _:
            return Turn(here, (Screen(lines=(WORDS_PLEASE,)),), understood=False)


def _after(facts: Facts, task: Task, said: Words, *events: Event) -> Turn:
    """Say what was done, and offer the next of the same kind, or the list."""
    if not task.following:
        back = Button(Text("What needs you"), Act("needs.show"))
        shown = Screen(lines=(said,), options=(back, HOME))
        return Turn(None, (shown,), events)
    another = Button(Text("Next one"), Act("task.read", (task.following,)))
    return Turn(None, (Screen(lines=(said,), options=(another, HOME)),), events)


# --- screens --------------------------------------------------------------------------------------


def answer_notice(task: Task) -> Screen:
    """Tell whoever wrote something what the answer is, below their own words."""
    asked = Text("You asked: {words}", words=task.words or "")
    said = Text("You wrote: {words}", words=task.words or "")
    answer = Text("We answer: {words}", words=task.reply) if task.reply else READ_IT
    mine = asked if task.kind == "question" else said
    lines = (mine, answer) if task.words else (answer,)
    return Screen(title=task.title, lines=lines, buttons=(HOME,))


def sample(kind: str, title: Words) -> Screen:
    """Show how a task without words of anybody will look, before there is one."""
    return replace(_shown(Task(0, kind, title=title)), options=())


def _shown(task: Task) -> Screen:
    head = HEADS.get(task.kind, HEAD)
    about = (Text("It is about: {what}", what=task.about),) if task.about is not None else ()
    written: tuple[Words, ...] = (task.words or NO_WORDS,) if task.answerable or task.words else ()
    name = (NO_NAME,) if task.answerable else ()
    shown = _choices(task)
    return replace(shown, title=task.title, lines=(head, *about, *written, *name))


def _choices(task: Task) -> Screen:
    reply = (_button(Text("Reply"), "task.reply", task),) if task.answerable else ()
    owner = Button(Text("Change who does it"), Act("pm.owner", (task.loop, task.promise)))
    look = Button(Text("Look at it"), Act("pm.evidence", (task.loop, task.promise)))
    of_promise = look if task.kind == "evidence" else owner
    hand = (of_promise,) if task.promise else ()
    where = Button(Text("See all of it"), Act("loop.open", (task.loop,)))
    see = (where,) if task.loop else ()
    done = _button(Text("Done"), "task.done", task)
    return Screen(lines=(), options=(*reply, *hand, *see, done, HOME))


def _ask(task: Task) -> Screen:
    return Screen(lines=(ASK_REPLY,), buttons=(_button(Text("Back"), "task.read", task),))


def _preview(task: Task) -> Screen:
    send = _button(Text("Send"), "task.send", task)
    change = _button(Text("Change"), "task.reply", task)
    later = _button(Text("Back"), "task.read", task)
    return Screen(lines=(Text("Shall I send it?"),), options=(send, change, later))


def _unanswered(task: Task) -> Screen:
    tell = _button(Text("Yes, tell them"), "task.tell", task)
    reply = _button(Text("Reply"), "task.reply", task)
    close = _button(Text("No, only mark it"), "task.close", task)
    return Screen(lines=(NOBODY_ANSWERED,), options=(tell, reply, close))


def _button(label: Text, verb: str, task: Task) -> Button:
    return Button(label, Act(verb, (task.id,)))


_PROMPTS = {"read": _choices, "reply": _ask, "preview": _preview, "unanswered": _unanswered}
