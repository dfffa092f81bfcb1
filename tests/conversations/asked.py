"""A consultation with every kind of question, and somebody who was asked."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from conversations.answering import Answering
from conversations.content import Choice, Consultation, Given, Question
from conversations.events import Answered
from conversations.facts import TheAnswers, TheConsultation, Waiting, WhatWaits
from conversations.honest_ask import invitation
from conversations.screen import Act
from conversations.turn import Key, Tapped, Turn
from tests.conversations.ended import NUMBER, still_open
from tests.conversations.facilitator import english
from tests.conversations.people import Chat

HERE = Key("answering", NUMBER)


def choices(*labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(number, english(label)) for number, label in enumerate(labels, 1))


KNOW = Question(3, "information", english("Late sessions began in May."))
WAY = Question(4, "single", english("How did you get home?"), choices("By car", "By bus", "Walk"))
USED = Question(
    6,
    "several",
    english("What did you use?"),
    (*choices("The café", "The garden", "The shop"), Choice(9, english("None"), exclusive=True)),
)
RATED = Question(
    7,
    "scale",
    english("How was it?"),
    tuple(Choice(number, english(str(number))) for number in range(6)),
)
EASIER = Question(8, "free_text", english("What would have been easier?"))
EVERY_KIND = (KNOW, WAY, USED, RATED, EASIER)


class Member(Chat):
    """Somebody who was asked, with the invitation on their phone."""

    def __init__(self, *questions: Question, **changes: Any) -> None:
        super().__init__()
        self.look_at(replace(still_open(), questions=questions or EVERY_KIND, **changes))
        self.show(invitation(self.asked))

    def look_at(self, asked: Consultation) -> None:
        """Change the consultation, as it does when it closes."""
        self.asked = asked
        self.found[TheConsultation(NUMBER)] = asked
        self.found[WhatWaits()] = (Waiting(asked, "started"),)

    def press(self, verb: str, *more: int) -> Turn:
        """Tap a button of this consultation, whether it is shown or not."""
        return self.hear(Tapped(Act(verb, (NUMBER, *more))))

    def answer(self, *replies: str) -> None:
        """Start, and type one reply after the other."""
        self.press("a.start")
        for reply in replies:
            self.say(reply)

    @property
    def lines(self) -> list[str]:
        """What the last reply said, line by line."""
        return self.text.splitlines()

    @property
    def given(self) -> list[tuple[int, Given]]:
        """Every answer that was given, in order, with its question."""
        return [(one.question, one.given) for one in self.events if isinstance(one, Answered)]

    @property
    def answers(self) -> Mapping[int, Given]:
        """The latest answer to each question."""
        return dict(self.given)

    @property
    def kept(self) -> dict[int, Given]:
        """What the program finds of their answers."""
        return self.found.get(TheAnswers(NUMBER)) or {}

    @property
    def at(self) -> int | None:
        """The question that waits; 0 before the first, None after the last."""
        state = self.state(HERE)
        return state.at if isinstance(state, Answering) else 0
