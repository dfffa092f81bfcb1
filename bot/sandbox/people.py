"""A person's phone: what they do with a bot, and what they see of it.

Everything a real Telegram app would not let a person do raises `WorldError`.
"""

import re
from collections.abc import Callable
from time import monotonic
from typing import Any

from bot.sandbox import wire
from bot.sandbox.entities import Formatted, utf16_length
from bot.sandbox.errors import WorldError
from bot.sandbox.found_entities import as_kept
from bot.sandbox.images import image_size, plain_png
from bot.sandbox.model import Alert, Bot, Button, Chat, Media, MediaKind, Message, Person
from bot.sandbox.shown import ShownMessage, show
from bot.sandbox.world import World

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MOST_TEXT = 4096
_MOST_DATA = 64  # bytes
_SOUND = b"OggS\0\2" + bytes(22)


class NotShownError(TimeoutError):
    """The phone did not show in time what was waited for; the message tells what it shows."""


class Phone:
    """One person's phone. Its methods act in the chat with the bot that was opened last.

    Where a method takes `bot`, that is a bot, its username or its token.
    """

    def __init__(self, world: World, person: Person) -> None:
        self.world = world
        self.person = person
        self._bot: Bot | None = None

    @property
    def id(self) -> int:
        """The person's Telegram id, which is also the chat's."""
        return self.person.id

    @property
    def name(self) -> str:
        """The person's name."""
        return self.person.name

    def open(self, bot: Bot | str | None = None, payload: str | None = None) -> int:
        """Press Start, after a deep link if there is a payload; return the message's id.

        This un-blocks. A payload is 1 to 64 of A-Z a-z 0-9 _ and -, as Telegram has it.
        """
        if payload is not None and not _PAYLOAD.fullmatch(payload):
            raise WorldError("A deep link carries 1 to 64 letters, digits, '_' or '-'.")
        self._check_person()
        chat = self.look_at(bot)
        if chat.blocked:
            self._set_blocked(chat, blocked=False)
        chat.started = True
        return self._say(chat, Formatted("/start" if payload is None else f"/start {payload}"))

    def look_at(self, bot: Bot | str | None = None) -> Chat:
        """Show the chat with this bot (the only one if nothing is said) and return it."""
        self._bot = self.world.bot(bot)
        return self.world.chat(self._bot, self.person)

    @property
    def chat(self) -> Chat:
        """The chat that the phone shows."""
        return self.world.chat(self._bot or self.world.bot(), self.person)

    def type(self, text: str, reply_to: int | None = None) -> int:
        """Send a text; longer ones go as several messages, as apps do. Return the last id."""
        if not text.strip():
            raise WorldError("An app does not send an empty text.")
        chat, sent = self._usable(), 0
        for part in _parts(text):
            sent = self._say(chat, Formatted(part), reply_to=reply_to)
        return sent

    def tap(self, label: str) -> None:
        """Tap the button with this label, on the latest message that bears it."""
        chat = self._usable()
        for message in reversed(chat.messages.values()):
            if button := _labelled(message, label):
                if button.data is None:
                    raise WorldError(f"{label!r} opens a link or copies; it tells the bot nothing.")
                self._tap(chat, message.id, button.data)
                return
        raise WorldError(f"No button {label!r} is shown; there are: {self.labels}")

    def tap_data(self, message_id: int, data: str) -> None:
        """Tap with any callback data, as only a forged app does, or on a deleted message."""
        chat = self._usable()
        message = chat.messages.get(message_id)
        if not 0 < message_id <= chat.last_id or (message and not message.from_bot):
            raise WorldError(f"The bot has never written message {message_id} in this chat.")
        if not 0 < len(data.encode()) <= _MOST_DATA:
            raise WorldError("Callback data are 1 to 64 bytes.")
        self._tap(chat, message_id, data)

    def voice(self, seconds: int = 3, content: bytes = _SOUND) -> int:
        """Send a voice note."""
        return self._send("voice", content, None, "audio/ogg", duration=seconds)

    def photo(self, content: bytes | None = None, caption: str = "") -> int:
        """Send a picture (PNG, GIF or JPEG; a plain one if none is given)."""
        content = plain_png() if content is None else content
        if (size := image_size(content)) is None:
            raise WorldError("A photo is a PNG, GIF or JPEG.")
        width, height = size
        return self._send("photo", content, caption, "image/jpeg", width=width, height=height)

    def document(
        self,
        content: bytes = b"%PDF-1.4",
        name: str = "letter.pdf",
        mime_type: str = "application/pdf",
        caption: str = "",
    ) -> int:
        """Send a file."""
        return self._send("document", content, caption, mime_type, name=name)

    def sticker(self) -> int:
        """Send a sticker."""
        return self._send("sticker", plain_png(), None, "image/webp", width=512, height=512)

    def forward(self, text: str, written_by: str = "Somebody else") -> int:
        """Forward a text of a person whose account is hidden."""
        return self._say(self._usable(), Formatted(text), forwarded_from=written_by)

    def edit(self, message_id: int, text: str) -> None:
        """Change the text of one's own message."""
        chat = self._usable()
        message = chat.messages.get(message_id)
        if message is None or message.from_bot or message.forwarded_from:
            raise WorldError(f"Message {message_id} is not this person's to change.")
        if not text.strip() or utf16_length(text) > _MOST_TEXT:
            raise WorldError("A message has 1 to 4096 characters.")
        _check_unicode(text)
        message.words = as_kept(Formatted(text))
        self.world.edited(message)
        chat.acted_at = message.changed_at
        self.world.deliver(chat, "edited_message", wire.message(message))

    def block(self, bot: Bot | str | None = None) -> None:
        """Block the bot."""
        self._block(bot, blocked=True)

    def unblock(self, bot: Bot | str | None = None) -> None:
        """Un-block the bot, without pressing Start."""
        self._block(bot, blocked=False)

    def deactivate(self) -> None:
        """Delete the person's account; no bot is told."""
        self.person.deactivated = True
        self.world.bell.ring()

    @property
    def messages(self) -> list[ShownMessage]:
        """All messages of the chat as they look now, oldest first."""
        return [show(message) for message in self.chat.messages.values()]

    @property
    def last(self) -> ShownMessage | None:
        """The last message of the chat, whoever wrote it."""
        messages = self.chat.messages
        return show(messages[next(reversed(messages))]) if messages else None

    @property
    def labels(self) -> list[str]:
        """The labels of all buttons that can be tapped, latest message first."""
        messages = reversed(self.chat.messages.values())
        return [it.text for message in messages for row in message.keyboard for it in row]

    @property
    def alerts(self) -> list[Alert]:
        """What the bot answered to taps, oldest first."""
        return list(self.chat.alerts)

    @property
    def typing(self) -> bool:
        """Whether the phone shows that the bot is typing, or sending something."""
        return self.chat.action is not None and self.world.now() < self.chat.action_until

    @property
    def news(self) -> list[ShownMessage]:
        """What the bot sent or edited since the person last did something, oldest first."""
        chat = self.chat
        return [
            show(message)
            for message in chat.messages.values()
            if message.from_bot and message.changed_at > chat.acted_at
        ]

    async def wait_for(
        self,
        wanted: str | Callable[[ShownMessage], object],
        timeout: float = 30.0,  # noqa: ASYNC109
    ) -> ShownMessage:
        """Return the first of `news` that has this text in it, or of which this holds.

        Waits for it up to `timeout` seconds (monotonic); raises NotShownError then.
        """
        until = monotonic() + timeout
        while True:
            strokes = self.world.bell.strokes
            for message in self.news:
                if wanted in message.text if isinstance(wanted, str) else wanted(message):
                    return message
            if not await self.world.bell.wait_past(strokes, until - monotonic()):
                shown = [message.text for message in self.news]
                raise NotShownError(f"{self.name} waited for {wanted!r} and sees {shown!r}")

    def _check_person(self) -> None:
        if self.person.deactivated:
            raise WorldError(f"{self.name} has deleted their account.")

    def _usable(self) -> Chat:
        self._check_person()
        chat = self.chat
        if not chat.started:
            raise WorldError(f"{self.name} has not pressed Start.")
        if chat.blocked:
            raise WorldError(f"{self.name} has blocked the bot.")
        return chat

    def _say(self, chat: Chat, words: Formatted, reply_to: int | None = None, **more: Any) -> int:
        _check_unicode(words.text)
        replied = None if reply_to is None else chat.messages.get(reply_to)
        if reply_to is not None and replied is None:
            raise WorldError(f"There is no message {reply_to} to reply to.")
        message = self.world.post(chat, words, from_bot=False, reply_to=replied, **more)
        chat.acted_at = message.changed_at
        self.world.deliver(chat, "message", wire.message(message))
        return message.id

    def _send(
        self,
        kind: MediaKind,
        content: bytes,
        caption: str | None,
        mime_type: str,
        name: str | None = None,
        **size: Any,
    ) -> int:
        chat = self._usable()
        stored = self.world.store(chat.bot, kind, content, name, mime_type)
        return self._say(chat, Formatted(caption or ""), media=Media(kind, stored, **size))

    def _tap(self, chat: Chat, message_id: int, data: str) -> None:
        tap, message = self.world.new_tap(chat), chat.messages.get(message_id)
        chat.acted_at = self.world.bell.ring()
        body = {
            "id": tap.id,
            "from": wire.user(self.person),
            "chat_instance": str(10**12 + self.person.id),
            "message": wire.message(message) if message else wire.inaccessible(chat, message_id),
            "data": data,
        }
        self.world.deliver(chat, "callback_query", body)

    def _block(self, bot: Bot | str | None, *, blocked: bool) -> None:
        self._check_person()
        chat = self.chat if bot is None else self.world.chat(self.world.bot(bot), self.person)
        if not chat.started:
            raise WorldError(f"{self.name} has not pressed Start.")
        if chat.blocked != blocked:
            self._set_blocked(chat, blocked=blocked)

    def _set_blocked(self, chat: Chat, *, blocked: bool) -> None:
        chat.blocked = blocked
        chat.acted_at = self.world.bell.ring()
        body = wire.membership(chat, before=blocked, after=not blocked)
        self.world.deliver(chat, "my_chat_member", body | {"date": self.world.date()})


def _check_unicode(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise WorldError("A phone types whole characters, not half of a surrogate pair.") from None


def _labelled(message: Message, label: str) -> Button | None:
    """Find the button that a person would call by this name, its number before it or not."""
    return next(
        (
            it
            for row in message.keyboard
            for it in row
            if label in {it.text, it.text.partition(" · ")[2]}
        ),
        None,
    )


def _parts(text: str) -> list[str]:
    parts, part, length = [], "", 0
    for character in text:
        length += utf16_length(character)
        if length > _MOST_TEXT:
            parts.append(part)
            part, length = "", utf16_length(character)
        part += character
    return [*parts, part]
