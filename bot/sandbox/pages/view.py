"""What the page shows, read from the world and put into words, for the templates."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from zoneinfo import ZoneInfo

from bot.sandbox.calls import POLL, Call, CallLog
from bot.sandbox.model import Alert, Bot, Button, Chat, Media, Message
from bot.sandbox.pages.words import Paragraph, direction, paragraphs, safe_link
from bot.sandbox.people import Phone
from bot.sandbox.world import World

MOST_MESSAGES = 60
MOST_CALLS = 60
_RIGHT_TO_LEFT = frozenset(["ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"])
_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_START_LINK = re.compile(
    r"https?://(?:t|telegram)\.me/(\w+)(?:\?start=([\w-]{1,64}))?", re.IGNORECASE | re.ASCII
)
_SCOPES = ("all_private_chats", "default")


@dataclass(frozen=True, slots=True)
class PhoneOnPage:
    """Whose phone to show. `role` is the name above it, as 'Carer, reads Welsh'.

    `language` is a tag such as 'ur' or 'en_GB'; `dir` is 'ltr' or 'rtl' and follows from it where
    it is left out. `bot` is the username of the bot it shows; the world's first if left out.
    """

    person_id: int
    role: str
    language: str
    dir: str | None = None
    bot: str | None = None

    @property
    def tag(self) -> str:
        """The language as HTML wants it; empty where it is no language tag."""
        tag = self.language.replace("_", "-")
        return tag if _TAG.fullmatch(tag) else ""

    @property
    def direction(self) -> str:
        """The way in which the language runs, 'ltr' or 'rtl'."""
        base = self.tag.partition("-")[0].lower()
        return self.dir or ("rtl" if base in _RIGHT_TO_LEFT else "ltr")


@dataclass(frozen=True, slots=True)
class Key:
    """A button under a message; `start` is the deep link's payload where it leads to this bot."""

    button: Button
    direction: str
    link: str | None
    start: str | None


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message, its words in paragraphs, its time by the civil clock."""

    message: Message
    paragraphs: list[Paragraph]
    direction: str
    at: datetime
    keys: list[list[Key]]
    media: str | None
    """What the message carries, in words."""

    @property
    def time(self) -> str:
        """The hour and minute."""
        return f"{self.at:%H:%M}"


@dataclass(frozen=True, slots=True)
class Day:
    """The messages of one civil day."""

    name: str
    key: str
    messages: list[MessageView]


@dataclass(frozen=True, slots=True)
class PhoneView:
    """One phone with the chat that it shows."""

    place: PhoneOnPage
    bot: Bot
    chat: Chat
    typing: bool
    alert: Alert | None
    days: list[Day]
    left_out: int
    description: str
    commands: list[dict[str, str]]

    @property
    def id(self) -> int:
        """The person's id."""
        return self.place.person_id


def phone_view(world: World, place: PhoneOnPage, zone: ZoneInfo) -> PhoneView:
    """Return what one phone shows now. Raises KeyError for people or bots that are not there."""
    phone = Phone(world, world.people[place.person_id])
    chat = phone.look_at(place.bot or next(iter(world.bots)))
    messages = list(chat.messages.values())
    alert = chat.alerts[-1] if chat.alerts else None
    told, code = chat.bot.profile.descriptions, place.tag[:2].lower()
    return PhoneView(
        place=place,
        bot=chat.bot,
        chat=chat,
        typing=phone.typing,
        alert=alert if alert and alert.stroke > chat.acted_at else None,
        days=list(_days(messages[-MOST_MESSAGES:], chat.bot, zone)),
        left_out=max(len(messages) - MOST_MESSAGES, 0),
        description=told.get(code) or told.get("") or "",
        commands=_commands(chat, code),
    )


def recent_calls(calls: CallLog) -> tuple[int, list[Call]]:
    """Return how many calls were made, long polls left out, and the last of them, newest first."""
    count = sum(times for (_, method, _), times in calls.counts.items() if method != POLL)
    newest = (call for call in reversed(tuple(calls)) if call.method != POLL)
    return count, list(islice(newest, MOST_CALLS))


def day_in_words(moment: datetime) -> str:
    """Return a day as 'Monday 2 March 2026'."""
    return f"{moment:%A} {moment.day} {moment:%B %Y}"


def _days(messages: Sequence[Message], bot: Bot, zone: ZoneInfo) -> Iterator[Day]:
    views = (_message(one, bot, zone) for one in messages)
    for day, of_the_day in groupby(views, key=lambda view: view.at.date()):
        together = list(of_the_day)
        yield Day(day_in_words(together[0].at), day.isoformat(), together)


def _message(message: Message, bot: Bot, zone: ZoneInfo) -> MessageView:
    return MessageView(
        message=message,
        paragraphs=paragraphs(message.words),
        direction=direction(message.words.text),
        at=datetime.fromtimestamp(message.date, zone),
        keys=[[_key(button, bot) for button in row] for row in message.keyboard],
        media=_in_words(message.media) if message.media else None,
    )


def _key(button: Button, bot: Bot) -> Key:
    own = _START_LINK.fullmatch(button.url or "")
    leads_here = own is not None and own[1].lower() == bot.username.lower()
    start = (own[2] or "") if own and leads_here else None
    return Key(button, direction(button.text), safe_link(button.url), start)


def _in_words(media: Media) -> str:
    minutes, seconds = divmod(media.duration, 60)
    match media.kind:
        case "voice":
            return f"Voice message, {minutes}:{seconds:02}"
        case "video":
            return f"Video, {minutes}:{seconds:02}"
        case "document":
            return f"File: {media.file.name or 'without a name'}"
        case "photo":
            return "Photo"
        case _:
            return "Sticker"


def _commands(chat: Chat, code: str) -> list[dict[str, str]]:
    """Return the menu that Telegram would offer: this chat's own, else the private chats'."""
    own = {"type": "chat", "chat_id": chat.id}
    for scope in (own, *({"type": name} for name in _SCOPES)):
        for language in (code, ""):
            if menu := chat.bot.profile.commands.get((json.dumps(scope), language)):
                return menu
    return []
