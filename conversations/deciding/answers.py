"""Open answers, read one at a time and without identity. Each reading is on record."""

from conversations.deciding.menu import menu
from conversations.deciding.view import Go, View, number_in
from conversations.events import OpenAnswerRead, Requested
from conversations.facts import OpenAnswer
from conversations.screen import Act, Attachment, Button, Screen
from conversations.text import Text, Words
from conversations.turn import Turn

_FIRST = Text("You read one answer at a time, without a name.")
_ON_RECORD = Text("It is on record that you read it. Members were told so.")


def ask(go: Go, act: Act) -> Turn:
    """Have an answer looked up: the first, or the one that the button names."""
    position = number_in(act)
    requested = Requested("d.read", go.consultation.id, max(position, 0))
    first = (Screen(lines=(_FIRST, _ON_RECORD, Text("One moment."))),) if position < 0 else ()
    return go.at("menu").turn(*first, events=(requested,))


def show(go: Go, position: int, answer: OpenAnswer | None) -> Turn:
    """Show the answer, or say that there is none."""
    if answer is None:
        none = Text("There are no more answers.")
        never = Text("There are no written answers.")
        return go.computed(menu(go, none if position else never))
    reading = go.state.at in {"menu", "answers"}  # else they have begun something else meanwhile
    here = go.at("answers", position=answer.position, total=answer.total) if reading else go
    read = OpenAnswerRead(go.consultation.id)
    return here.computed(*_screens(here, answer), events=(read,))


LONGEST = 3000  # characters of one message, which leaves room for the question and the buttons


def _screens(view: View, answer: OpenAnswer) -> tuple[Screen, ...]:
    """Show all of an answer, however long."""
    text = answer.text or ""
    starts = range(0, max(len(text) - LONGEST, 0), LONGEST)
    before = (Screen(lines=(text[start : start + LONGEST],)) for start in starts)
    return (*before, _screen(view, answer, text[len(starts) * LONGEST :]))


def _screen(view: View, answer: OpenAnswer, rest: str) -> Screen:
    question = view.consultation.question(answer.question)
    words: Words = rest or Text("A voice message")
    return Screen(
        title=Text("Answer {number} of {total}", number=answer.position + 1, total=answer.total),
        lines=(question.text, words) if question else (words,),
        buttons=(
            *(_quote(view, answer.position) if answer.text else ()),
            *around(view, answer.position, answer.total),
        ),
        attachment=Attachment("voice", answer.media) if answer.media is not None else None,
    )


def _quote(view: View, position: int) -> tuple[Button, ...]:
    """Offer to ask whoever wrote it whether the words may be shown, until people are told."""
    ask = view.option(Text("Ask to show it"), "find.quote", position)
    return (ask,) if view.phase == "closed" else ()


def around(view: View, position: int, total: int) -> tuple[Button, ...]:
    """Give the ways on from one answer of `total`; `position` counts from 0."""
    following = (view.option(Text("Next"), "d.read", position + 1),)
    before = (view.option(Text("Back"), "d.read", position - 1),)
    enough = (view.option(Text("Enough"), "d.open"),)
    return (following if position + 1 < total else ()) + (before if position else ()) + enough


def waiting(view: View) -> Screen:
    """Give the ways on from the answer that is on the screen."""
    position = view.state.position
    ways = around(view, position, view.state.total)
    return Screen(lines=(), buttons=(*_quote(view, position), *ways))
