"""People who answer on their phones without a pause, and remember what they said.

They answer by button, by number or in words, now and then twice in a hurry. Whoever has answered
everything changes an answer. Whoever sees nothing new goes back to an old button, as people do.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from time import monotonic
from typing import Self

from bot.channels.telegram.codec import read_data
from bot.sandbox.model import Button, Message
from bot.sandbox.people import Phone
from conversations.screen import Act
from tests.faults.town import ASKED, QUESTIONS

STUCK = 1.5  # seconds without anything new; each time it takes twice as long
THINKS = 0.05  # seconds at most before an answer
LOOKS_BACK = 12  # messages
LOOK_AGAIN = 0.005  # seconds

Asked = tuple[int, int]
"""A consultation, and the number of a question in it."""
EVERYTHING = frozenset((one, place) for one in ASKED for place in range(1, QUESTIONS + 1))


@dataclass(frozen=True, slots=True)
class Shown:
    """One question as it stands on a phone."""

    message: Message
    question: Asked
    choices: tuple[tuple[int, Button], ...]


@dataclass
class Person:
    """Somebody with a phone. `said` is the last answer to each question that was sent.

    `types` is how often they type a number instead of tapping.
    """

    phone: Phone
    chance: Random
    types: float = 0.4
    said: dict[Asked, int | str] = field(default_factory=dict)
    answers: int = 0
    """How often a question was answered."""
    _acted: set[int] = field(default_factory=set)
    _changing: Asked | None = None
    _ready_at: float = 0.0
    _moved_at: float = field(default_factory=monotonic)
    _patience: float = STUCK
    _buttons_only: bool = False
    """After a way round, numbers and words might be taken for something else."""

    def look(self, moment: float) -> None:
        """Do the next thing, if it is time for it."""
        if moment < self._ready_at or self.phone.chat.blocked:
            return
        shown = self._waiting()
        if shown is not None:
            self._patience = STUCK
            self._answer(shown)
        elif not self._changing and len(self.said) == len(EVERYTHING):
            self._change()
        elif moment - self._moved_at > self._patience:
            self._patience *= 2
            self._go_back()
        else:
            return
        self._moved_at = moment
        self._ready_at = moment + self.chance.uniform(0, THINKS)

    def would_tap(self) -> bool:
        """Tell whether a question with choices waits for this person."""
        shown = self._waiting()
        return shown is not None and bool(shown.choices)

    def _latest(self, most: int = LOOKS_BACK) -> Iterator[Message]:
        messages = self.phone.chat.messages
        for number, _ in zip(reversed(messages), range(most), strict=False):
            if messages[number].from_bot:
                yield messages[number]

    def _waiting(self) -> Shown | None:
        """Give the latest question, if it was not answered yet, or is to be changed."""
        for message in self._latest():
            shown = _read(message)
            if shown:
                wanted = shown.question == self._changing or shown.question not in self.said
                return shown if wanted and message.id not in self._acted else None
        return None

    def _answer(self, shown: Shown) -> None:
        self._acted.add(shown.message.id)
        self._changing = None
        self.answers += 1
        if not shown.choices:
            self._say_in_words(shown)
            return
        number, button = self.chance.choice(shown.choices)
        self.said[shown.question] = number
        if not self._buttons_only and self.chance.random() < self.types:
            self.phone.type(button.text.partition(" · ")[0])
            return
        for _ in range(2 if self.chance.random() < 0.1 else 1):
            self.phone.tap_data(shown.message.id, button.data or "")

    def _say_in_words(self, shown: Shown) -> None:
        if self._buttons_only:
            self.said[shown.question] = "skipped"
            self._tap(shown.message, "a.skip", *shown.question)
        else:
            words = f"{self.phone.name} says {self.answers}"
            self.said[shown.question] = words
            self.phone.type(words)

    def _change(self) -> None:
        """Choose an answer that stands there, and ask for its question again."""
        found = [(message, act) for message, act, _ in self._acts(everywhere=True)
                 if act.verb == "a.change"]  # fmt: skip
        message, act = self.chance.choice(found)
        self._changing = (act.ids[0], act.ids[1])
        self._tap(message, "a.change", *act.ids[:2])

    def _go_back(self) -> None:
        """Press a button that leads on, or ask for the way home where there is none."""
        if self._changing:
            self._change()
            return
        current = min(one for one, place in EVERYTHING if (one, place) not in self.said)
        for verb in ("a.start", "a.ask"):
            for message, act, _ in self._acts(everywhere=True):
                if (act.verb, act.subject) == (verb, current):
                    self._buttons_only |= verb == "a.ask"
                    self._tap(message, verb, current)
                    return
        self._buttons_only = True
        self.phone.type("/home")

    def _acts(self, *, everywhere: bool = False) -> Iterator[tuple[Message, Act, Button]]:
        for message in self._latest(10**6 if everywhere else LOOKS_BACK):
            for act, button in _acts(message):
                yield message, act, button

    def _tap(self, message: Message, verb: str, *ids: int) -> None:
        data = next(
            button.data
            for act, button in _acts(message)
            if act.verb == verb and act.ids[: len(ids)] == ids
        )
        self.phone.tap_data(message.id, data or "")


def _acts(message: Message) -> Iterator[tuple[Act, Button]]:
    for row in message.keyboard:
        for button in row:
            read = read_data(button.data)
            if read:
                yield read[0], button


def _read(message: Message) -> Shown | None:
    """Read a message as a question that waits; None for anything else."""
    acts = list(_acts(message))
    asks = next((act for act, _ in acts if act.verb == "a.skip"), None)
    if asks is None:
        return None
    choices = tuple((act.ids[2], button) for act, button in acts if act.verb == "a.choose")
    return Shown(message, (asks.ids[0], asks.ids[1]), choices)


class Crowd:
    """Everybody who answers, until told to stop. Use `async with`."""

    def __init__(self, phones: list[Phone], chance: Random) -> None:
        self.people = [Person(phone, Random(chance.random())) for phone in phones]  # noqa: S311  not a secret

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._live())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _live(self) -> None:
        while True:
            moment = monotonic()
            for person in self.people:
                person.look(moment)
            await asyncio.sleep(LOOK_AGAIN)

    def check(self) -> None:
        """Raise what ended the crowd before its time."""
        if self._task.done():
            self._task.result()

    @property
    def answers(self) -> int:
        """How often a question was answered by anybody."""
        return sum(person.answers for person in self.people)
