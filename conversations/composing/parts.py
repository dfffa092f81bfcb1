"""The parts of the ask that are words, each with an example, and something to look at first."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from conversations.composing.step import (
    Go,
    Hint,
    Outcome,
    Pick,
    Step,
    View,
    picked,
    read_words,
)
from conversations.draft import Draft
from conversations.screen import Attachment, Screen
from conversations.text import Text, Worded, Words
from conversations.turn import Input, SentMedia


class _Own:
    SAME = 1
    REMOVE = 1


@dataclass(frozen=True, slots=True)
class WordsPart:
    """A part that is words: what is asked, an example, and how long it may be.

    With `lasting`, what this facilitator wrote last time is offered again. The lengths together
    leave the invitation within one message of Telegram (4096 UTF-16 units).
    """

    part: str
    asks: Text
    example: Text
    most: int
    lasting: bool = False

    def show(self, view: View) -> Screen:
        """Ask for the words."""
        lines: list[Words] = [self.asks, self.example]
        now, last = _words(view.draft, self.part), self._last(view)
        if now:
            lines.append(Text("Now: {words}", words=now))
        if last is None:
            return Screen(lines=tuple(lines), buttons=(view.back(),))
        lines.append(Text("Last time: {words}", words=last))
        same = view.option(Text("Same as last time"), _Own.SAME)
        return Screen(lines=tuple(lines), options=(same,), buttons=(view.back(),))

    def hear(self, go: Go, heard: Input) -> Outcome:
        """Keep the words, or those of last time."""
        pick, last = picked(heard), self._last(go)
        if pick == Pick.BACK:
            return go.before()
        if pick == _Own.SAME and last is not None:
            return go.on(_with(go.draft, self.part, last))
        text = read_words(heard, self.most)
        if isinstance(text, Hint):
            return text
        return go.on(_with(go.draft, self.part, go.worded(text)))

    def _last(self, view: View) -> Worded | None:
        last = view.desk.last_ask
        return _words(last, self.part) if self.lasting and last else None


def _words(draft: Draft, part: str) -> Worded | None:
    words: Worded | None = getattr(draft, part)
    return words


def _with(draft: Draft, part: str, words: Worded) -> Draft:
    changes: dict[str, Any] = {part: words}
    return replace(draft, **changes)


_WORDS_PARTS = (
    WordsPart(
        "title",
        Text("What is a short title? Members see it first."),
        Text("For example: Evening chemotherapy"),
        most=100,
    ),
    WordsPart(
        "asker",
        Text("Who asks?"),
        Text("For example: the chemotherapy lead nurse"),
        most=150,
        lasting=True,
    ),
    WordsPart(
        "informs",
        Text("What decision does it inform?"),
        Text("For example: Should late sessions stay after March?"),
        most=500,
    ),
    WordsPart(
        "can_change",
        Text("What can the answers change?"),
        Text("For example: whether late sessions stay, and how people get home."),
        most=500,
    ),
    WordsPart(
        "cannot_change",
        Text("What can the answers not change?"),
        Text("For example: the number of nurses."),
        most=500,
        lasting=True,
    ),
    WordsPart(
        "decider",
        Text("Who decides?"),
        Text("For example: the chemotherapy board"),
        most=150,
        lasting=True,
    ),
)
WORDS_STEPS: Mapping[str, Step] = {one.part: Step(one.show, one.hear) for one in _WORDS_PARTS}


# --- something to look at -------------------------------------------------------------------------

_KINDS = {
    "photo": Text("Members see your picture before the first question."),
    "document": Text("Members see your document before the first question."),
    "voice": Text("Members can play your voice message before the first question."),
    "video": Text("Members can play your video before the first question."),
}
_SEND_IT = Hint(Text("Please send a picture, a document or a voice message, or tap Skip."))


def _show_attachment(view: View) -> Screen:
    asks = Text("Is there something to look at or listen to first?")
    how = Text("Send a picture, a document or a voice message. Or skip this.")
    if view.draft.attachment is None:
        return Screen(lines=(asks, how), buttons=(view.back(), view.skip()))
    there = Text("There is one now. A new one takes its place.")
    remove = view.option(Text("Take it out"), _Own.REMOVE)
    return Screen(lines=(asks, how, there), options=(remove,), buttons=(view.back(), view.skip()))


def _hear_attachment(go: Go, heard: Input) -> Outcome:
    match heard:
        case SentMedia(kind, media, _) if kind in _KINDS:
            return go.on(replace(go.draft, attachment=Attachment(kind, media)), _KINDS[kind])
    match picked(heard):
        case Pick.BACK:
            return go.before()
        case Pick.SKIP:
            return go.on(go.draft)
        case _Own.REMOVE:
            return go.on(replace(go.draft, attachment=None))
        case _:
            return _SEND_IT


ATTACHMENT = Step(_show_attachment, _hear_attachment)
