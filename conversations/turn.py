"""What comes into a conversation and what goes out of it."""

from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from conversations.events import Event, Requested
from conversations.screen import Act, Screen
from conversations.state import State


@dataclass(frozen=True, slots=True)
class Opened:
    """The person pressed Start, perhaps through a link whose token was resolved at the edge.

    `invite` is the invite's number, None without a link, 0 for a link that nobody knows or that
    is used up or expired.
    """

    invite: int | None = None


@dataclass(frozen=True, slots=True)
class Tapped:
    """The person tapped a button. `act` is None where the button cannot be read."""

    act: Act | None


@dataclass(frozen=True, slots=True)
class Typed:
    """The person typed words. `day` is the date that the words name, if they name one.

    `no_such_day` says that they name one that no calendar has, as 31 February.
    """

    text: str
    day: date | None = None
    no_such_day: bool = False


@dataclass(frozen=True, slots=True)
class Commanded:
    """The person typed a command, such as `/ask`; `name` is without the stroke, in lower case.

    `beside` is what was written after it.
    """

    name: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class SentMedia:
    """The person sent a voice note, picture, document or video; `media` is its stored number."""

    kind: str
    media: int
    caption: str = ""


@dataclass(frozen=True, slots=True)
class SentOther:
    """The person sent what Heard cannot use: such as a sticker or a place."""

    kind: str


@dataclass(frozen=True, slots=True)
class Edited:
    """The person edited a message that they had sent before."""

    text: str


@dataclass(frozen=True, slots=True)
class Computed:
    """What was asked for by `Requested` has been worked out."""

    request: Requested
    value: object


Input: TypeAlias = Opened | Tapped | Typed | Commanded | SentMedia | SentOther | Edited | Computed


def subject_of(heard: Input, state: State | None = None) -> int:
    """Give what a button or something worked out is about; else what `state` is about, or 0."""
    match heard:
        case Tapped(act) if act:
            return act.subject
        case Computed(request, _):
            return request.subject
        case _:
            return state.subject if state else 0


@dataclass(frozen=True, slots=True)
class Key:
    """Which go at which conversation: its name and its subject (0 where there is only one)."""

    conversation: str
    subject: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """What one input led to.

    `state` is the conversation's new state, or None where it is over. `focus` tells whether free
    text should come here next, which it never does where `state` is None; a `focus` of None leaves
    it where it was. With `instead`, nothing else counts: another conversation answers the input.
    `understood` is False where a turn only says that the input cannot be used: nothing of it is
    kept, and what waits is shown again. `aside` is the state of a question that was put last, of
    another conversation; it takes the free text that comes next.
    """

    state: State | None
    screens: tuple[Screen, ...] = ()
    events: tuple[Event, ...] = field(default=())
    focus: bool | None = True
    instead: "Instead | None" = None
    understood: bool = True
    aside: State | None = None


@dataclass(frozen=True, slots=True)
class Instead:
    """An input that another conversation is to answer."""

    key: Key
    heard: Input
