"""What composing keeps between two replies, and the order in which parts are asked for."""

from dataclasses import dataclass
from typing import ClassVar

from conversations.draft import Draft
from conversations.state import State

NAME = "composing"

WALK = (
    "more",
    "title",
    "asker",
    "informs",
    "can_change",
    "cannot_change",
    "decider",
    "decides_on",
    "closes_on",
    "hear_back_on",
    "attachment",
    "audience",
)
"""The steps of the first way through; all but `more` are named as the part that they fill."""


@dataclass(frozen=True)
class Composing(State):
    """Where one facilitator is in one draft; everything they wrote is in the draft itself.

    `draft` is 0 before there is one. `revision` is the one that this person last saw, 0 for none.
    `jumped` says that a step was chosen from the overview, and leads back there. `question` is the
    question being worked at. `picked` are kinds of member, `kind` a kind of question, `language`
    and `at` a place in the words to translate. `counted` is how many people will get it, None
    while nobody knows; `previewed` is the revision that was last seen as members see it.
    """

    conversation: ClassVar[str] = NAME

    draft: int = 0
    step: str = "start"
    revision: int = 0
    question: int = 0
    jumped: bool = False
    picked: tuple[str, ...] = ()
    kind: str = ""
    language: str = ""
    at: int = 0
    counted: int | None = None
    previewed: int = 0

    @property
    def subject(self) -> int:
        """The draft, whose number the consultation will have."""
        return self.draft


def step_after(step: str, draft: Draft) -> str:
    """Name the next step of the first way through whose part is not there yet."""
    rest = WALK[WALK.index(step) + 1 :] if step in WALK else WALK
    return next((name for name in rest if not _is_there(name, draft)), "overview")


def _is_there(step: str, draft: Draft) -> bool:
    return bool(draft.questions if step == "more" else getattr(draft, step))
