"""The things of the sandbox's world: bots, people, chats, messages, files. No behaviour."""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.sandbox.entities import NOTHING, Formatted
from bot.sandbox.updates import UpdateQueue

MediaKind = Literal["photo", "voice", "document", "video", "sticker"]


@dataclass(slots=True)
class Person:
    """Somebody with a phone. `language_code` is their app's, or None, or odd."""

    id: int
    name: str
    language_code: str | None
    deactivated: bool = False
    chats: dict[int, "Chat"] = field(default_factory=dict)
    """By the bot's id."""


@dataclass(slots=True)
class Profile:
    """What a bot says of itself, by language code ('' for everyone)."""

    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    """By scope (as canonical JSON) and language code."""


@dataclass(slots=True)
class Webhook:
    """Where updates are delivered instead of by polling, and how that went."""

    url: str
    max_connections: int = 40
    ip_address: str | None = None
    secret_token: str | None = None
    attempts: int = 0
    accepted: int = 0
    """Deliveries that were answered with 2xx, copies too."""
    refused: int = 0
    """Deliveries that were answered otherwise, or not at all."""
    last_error: str | None = None
    last_error_date: int = 0
    """Civil time in seconds since 1970."""


@dataclass(slots=True)
class Bot:
    """A bot account; its token is the key to everything of it."""

    id: int
    token: str
    username: str
    name: str
    queue: UpdateQueue
    profile: Profile = field(default_factory=Profile)
    webhook: Webhook | None = None
    files: dict[str, "StoredFile"] = field(default_factory=dict)
    """By file id, which is good for this bot only."""
    downloads: dict[str, "StoredFile"] = field(default_factory=dict)
    """By path, once getFile has told it."""
    taps: dict[str, "Tap"] = field(default_factory=OrderedDict)
    """Unanswered taps by callback query id."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as one bot sees it."""

    file_id: str
    unique_id: str
    path: str
    content: bytes = field(repr=False)
    name: str | None
    mime_type: str


@dataclass(frozen=True, slots=True)
class Media:
    """What a message carries beside its words. Sizes in pixels, duration in seconds."""

    kind: MediaKind
    file: StoredFile
    width: int = 0
    height: int = 0
    duration: int = 0
    spoiler: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button: with callback data, with a link, or with a text to copy."""

    text: str
    data: str | None = None
    url: str | None = None
    copy_text: str | None = None
    style: str | None = None


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a message was sent, beside what it says."""

    silent: bool = False
    protected: bool = False
    caption_above: bool = False
    link_preview: dict[str, Any] | None = None


@dataclass(slots=True)
class Message:
    """One message of a chat. `words` is the caption where there is media. Dates in seconds."""

    id: int
    chat: "Chat"
    from_bot: bool
    date: int
    words: Formatted = NOTHING
    media: Media | None = None
    keyboard: Keyboard = ()
    reply_to: "Message | None" = None
    forwarded_from: str | None = None
    manner: Manner = field(default_factory=Manner)
    edit_date: int | None = None
    deleted: bool = False
    changed_at: int = 0
    """The world's stroke at which it was last sent or edited."""


@dataclass(frozen=True, slots=True)
class Alert:
    """What a bot answered to a tap; `big` ones must be closed by hand."""

    text: str
    big: bool
    url: str | None = None
    stroke: int = field(default=0, compare=False)
    """The world's stroke at which it came."""


@dataclass(slots=True)
class Tap:
    """A tap that the bot has not answered yet; `at` on the monotonic clock."""

    id: str
    chat: "Chat"
    at: float


@dataclass(slots=True)
class Chat:
    """The private chat of one bot and one person; its id is the person's."""

    bot: Bot
    person: Person
    messages: dict[int, Message] = field(default_factory=dict)
    last_id: int = 0
    started: bool = False
    blocked: bool = False
    acted_at: int = 0
    """The world's stroke at which the person last did something here."""
    action: str | None = None
    action_until: float = 0.0
    alerts: deque[Alert] = field(default_factory=lambda: deque(maxlen=100))

    @property
    def id(self) -> int:
        """The chat's id for the Bot API."""
        return self.person.id
