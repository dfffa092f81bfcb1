"""What the kinds of question share."""

from dataclasses import dataclass
from typing import TypeAlias

from conversations.content import Given, Question
from conversations.screen import Act, Button
from conversations.text import Text, Words


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is put: its paragraphs and its options, numbered from `first`."""

    lines: tuple[Words, ...]
    options: tuple[Button, ...] = ()
    first: int = 1
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Misread:
    """A reply that was not understood: one sentence with what to do."""

    hint: Words


@dataclass(frozen=True, slots=True)
class Kept:
    """A reply that was understood. `complete` is False while more may be chosen."""

    given: Given
    complete: bool = True


Reading: TypeAlias = Kept | Misread


def choices(question: Question, subject: int, verb: str = "a.choose") -> tuple[Button, ...]:
    """Give one option for each choice of a question."""
    return tuple(
        Button(choice.label, Act(verb, (subject, question.number, choice.number)))
        for choice in question.choices
    )


def not_say(question: Question, subject: int) -> Button:
    """Give the option not to say."""
    return Button(Text("I'd rather not say"), Act("a.notsay", (subject, question.number)))


TAP_ONE = Text("Please tap a button, or type what it says.")
"""In its place where no button has a number."""
PICK_ONE = Text("Please choose one: tap a button, or type its number.")
