"""What delivery needs of a channel. Each channel is a folder of its own in `bot.channels`."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias

from conversations.screen import Act, Screen

Payload: TypeAlias = dict[str, Any]
"""A message ready for a channel, as JSON; only that channel can read it."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One raw update. `external_id` is unique for the account.

    `sender` is the person's address, or '' where no person wrote it.
    """

    external_id: str
    sender: str
    payload: Payload


@dataclass(frozen=True, slots=True)
class MediaRef:
    """A file that the channel holds. `size` is in bytes, `seconds` is the length of sound."""

    kind: Literal["voice", "photo", "document", "video"]
    file_id: str
    unique_id: str
    mime: str | None = None
    size: int | None = None
    seconds: int | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """One update as its channel understands it.

    `text` is what was typed, a command's name in lower case, a caption, or the token of the link
    that was opened. `act` is None for a button that cannot be read; `meant_for` is the member whose
    button it was. `guess` is the language of the app. `message` is the person's message, `shown`
    the one whose button was tapped, `reply_to` the one replied to; all are the channel's numbers.
    `tap` is what must be acknowledged. `beside` is what was written beside a command or a link, or
    with what Heard cannot use.
    """

    kind: Literal[
        "opened", "tapped", "typed", "commanded", "media", "other", "edited", "blocked", "unblocked"
    ]
    text: str = ""
    act: Act | None = None
    meant_for: int | None = None
    media: MediaRef | None = None
    guess: str | None = None
    message: int | None = None
    shown: int | None = None
    reply_to: int | None = None
    tap: str | None = None
    beside: str = ""

    @property
    def written(self) -> str:
        """Everything that the person wrote, whatever comes of it."""
        return self.text if self.kind in {"typed", "media", "edited"} else self.beside


@dataclass(frozen=True, slots=True)
class Sent:
    """The message is there; `message` is its number in the chat (None where it has none)."""

    message: int | None


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The person blocked Heard, or (`gone`) their account is no more: nothing gets there."""

    why: str
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The channel will never take this message; `why` is its own text, without any address."""

    why: str


@dataclass(frozen=True, slots=True)
class TooFast:
    """Nothing was sent; the channel asks to wait for so many `seconds`, not saying for whom."""

    seconds: float


@dataclass(frozen=True, slots=True)
class NotSent:
    """Nothing was sent (no connection, no free connection): it can be tried again."""

    why: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Perhaps it was sent (time-out while reading, connection reset, 5xx)."""

    why: str


NotArrived: TypeAlias = Unreachable | Refused | TooFast | NotSent | Unknown
Outcome: TypeAlias = Sent | NotArrived

Intake: TypeAlias = Callable[[Sequence[Arrived]], Awaitable[None]]
"""Stores updates; returns only after the commit. Updates already stored are passed over.

Raises InboxFull, and then stores nothing.
"""


class InboxFull(Exception):  # noqa: N818  it reads as it is said
    """So much waits that no more is taken for now; what was brought is to be brought again."""


class Channel(Protocol):
    """One account at one channel, such as a Telegram bot."""

    @property
    def last_heard(self) -> float | None:
        """The moment, in monotonic seconds, when the channel last showed that it is there."""

    async def receive(self, intake: Intake) -> None:
        """Receive for ever: store first, then confirm."""

    def read(self, payload: Payload) -> Heard | None:
        """Understand a stored update; None where no person did anything. Never raises."""

    def render(
        self, screen: Screen, language: str, member: int, *, protected: bool = False
    ) -> Payload:
        """Give the message that shows `screen` in `language`, its buttons meant for `member`.

        One that is `protected` cannot be forwarded or saved, where the channel offers that.
        """

    async def send(
        self, payload: Payload, address: str, *, edits: int | None, file: str | None
    ) -> Outcome:
        """Send to `address`, or edit its message number `edits`; `file` is the channel's file."""

    async def is_there(self) -> bool:
        """Ask the channel for an answer that reaches nobody; tells whether one came."""

    async def acknowledge(self, tap: str) -> None:
        """Tell the app that a tap was taken; best effort, never raises."""

    async def download(self, file_id: str, most: int) -> bytes:
        """Fetch a file of at most `most` bytes; raises OSError where that fails."""
