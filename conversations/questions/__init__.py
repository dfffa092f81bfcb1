"""The kinds of question, one file each: how it is asked, and how a reply is read.

A kind is a module with `ask(question, consultation, given) -> Asked` and
`read(question, heard, given) -> Reading`; adding one adds a line to `KINDS`.
"""

from collections.abc import Mapping
from typing import Protocol

from conversations.content import Given, Question
from conversations.questions import free_text, information, scale, several, single
from conversations.questions.kind import Asked, Misread, Reading
from conversations.turn import Input


class Kind(Protocol):
    """What each kind of question offers.

    `TYPED_AT_ONCE` says that typed numbers are all of the answer, not one option of it,
    `OWN_WORDS` that any words may be the answer, `ASKS` that there is something to answer.
    """

    TYPED_AT_ONCE: bool
    OWN_WORDS: bool
    ASKS: bool

    def ask(self, question: Question, subject: int, given: Given | None) -> Asked:
        """Give the lines, options and buttons of a question, with what was answered before."""

    def read(self, question: Question, heard: Input, given: Given | None) -> Reading:
        """Read a reply: a `Given`, or a `Misread` that says what would be understood."""


KINDS: Mapping[str, Kind] = {
    "single": single,
    "several": several,
    "scale": scale,
    "free_text": free_text,
    "information": information,
}

__all__ = ["KINDS", "Asked", "Kind", "Misread", "Reading"]
