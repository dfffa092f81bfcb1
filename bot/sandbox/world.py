"""The world inside the sandbox: who is there and what was said. No HTTP, no waiting.

Everything here is called from one event loop. `bell.strokes` counts the changes.
"""

from collections.abc import Callable
from hashlib import blake2b
from time import monotonic
from typing import Any

from bot.sandbox.bell import Bell
from bot.sandbox.calls import CallLog
from bot.sandbox.clock import CivilClock
from bot.sandbox.entities import NOTHING, Formatted
from bot.sandbox.errors import ApiError, WorldError, bad_request, forbidden
from bot.sandbox.fault_kinds import Faults
from bot.sandbox.faults import Clocks
from bot.sandbox.found_entities import as_kept
from bot.sandbox.limits import Limits
from bot.sandbox.model import Bot, Chat, Keyboard, Media, Message, Person, StoredFile, Tap
from bot.sandbox.updates import UpdateQueue
from bot.sandbox.webhooks import Webhooks

_FIRST_PERSON = 7_000_000_001  # people's ids do not fit into 32 bits
_TAP_LIFETIME = 60.0  # seconds until an unanswered tap is too old
_FOLDERS = {
    "photo": "photos",
    "voice": "voice",
    "document": "documents",
    "video": "videos",
    "sticker": "stickers",
}


class World:
    """Bots, people and their chats, with the clocks, the limits and the call log.

    `now` is the monotonic clock, `remember` how many calls and updates are kept for reading, and
    `keep_messages` how many messages a chat keeps, at least 1 (None: all).
    """

    def __init__(
        self,
        clock: CivilClock,
        *,
        limited: bool = True,
        now: Callable[[], float] = monotonic,
        remember: int = 20_000,
        keep_messages: int | None = None,
    ) -> None:
        self.clock = clock
        self.now = now
        self.bell = Bell()
        self.limits = Limits(on=limited, now=now)
        self.calls = CallLog(remember, now)
        self.bots: dict[str, Bot] = {}
        """By token."""
        self.people: dict[int, Person] = {}
        self.faults = Faults(Clocks(clock, now))
        self.webhooks = Webhooks(self.date)
        self._remember = remember
        self._keep_messages = keep_messages
        self._taps = 0
        self._files = 0
        clock.on_move(lambda _: self._look_at_clock())

    def add_bot(self, token: str, username: str, name: str | None = None) -> Bot:
        """Add a bot; its id is the number before the colon of its token."""
        number, _, secret = token.partition(":")
        if not (number.isdecimal() and secret):
            raise WorldError(f"A token looks like '1001:sandbox', not like {token!r}.")
        taken = {it.username for it in self.bots.values()} | {it.id for it in self.bots.values()}
        if username in taken or int(number) in taken:
            raise WorldError(f"There is already a bot with the name or number of {username}.")
        queue = UpdateQueue(self.bell.ring, self._remember, self.clock.now)
        bot = Bot(int(number), token, username, name or username, queue)
        self.bots[token] = bot
        self.bell.ring()
        return bot

    def begin_again(self) -> None:
        """Forget everybody and all that was said; the bots stay, with nothing waiting for them."""
        self.people.clear()
        for bot in self.bots.values():
            bot.queue.drop()
            bot.taps.clear()
        self.bell.ring()

    def bot(self, known_as: Bot | str | None = None) -> Bot:
        """Return the bot of this username or token; the only one if nothing is said."""
        if isinstance(known_as, Bot):
            return known_as
        named = [it for it in self.bots.values() if known_as in (None, it.username, it.token)]
        if len(named) != 1:
            raise WorldError(f"There is not exactly one bot known as {known_as!r}.")
        return named[0]

    def add_person(self, name: str, language_code: str | None = "en") -> Person:
        """Add a person with a phone, who knows no bot yet."""
        person = Person(_FIRST_PERSON + len(self.people), name, language_code)
        self.people[person.id] = person
        self.bell.ring()
        return person

    def chat(self, bot: Bot, person: Person) -> Chat:
        """Return the chat of the two, new if they never met."""
        if bot.id not in person.chats:
            person.chats[bot.id] = Chat(bot, person)
        return person.chats[bot.id]

    def chat_for_bot(self, bot: Bot, chat_id: int | str) -> Chat:
        """Return the chat that this bot knows by this id. Raises the 400."""
        person = self.people.get(chat_id) if isinstance(chat_id, int) else None
        chat = person.chats.get(bot.id) if person else None
        if chat is None or not chat.started:
            raise bad_request("chat not found")
        return chat

    def open_chat_for_bot(self, bot: Bot, chat_id: int | str) -> Chat:
        """Return the chat if this bot may write to it. Raises the 400 and the 403s."""
        chat = self.chat_for_bot(bot, chat_id)
        if chat.person.deactivated:
            raise forbidden("user is deactivated")
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        return chat

    def post(
        self,
        chat: Chat,
        words: Formatted = NOTHING,
        *,
        from_bot: bool,
        media: Media | None = None,
        keyboard: Keyboard = (),
        **more: Any,
    ) -> Message:
        """Add a message to the chat; `more` are further fields of `Message`."""
        chat.last_id += 1
        kept = as_kept(words)
        message = Message(chat.last_id, chat, from_bot, self.date(), kept, media, keyboard, **more)
        chat.messages[message.id] = message
        chat.action = None if from_bot else chat.action
        message.changed_at = self.bell.ring()
        if self._keep_messages is not None and len(chat.messages) > self._keep_messages:
            self._forget_oldest(chat)
        return message

    def edited(self, message: Message) -> None:
        """Note that a message says something else now."""
        message.edit_date = self.date()
        message.changed_at = self.bell.ring()

    def delete(self, message: Message) -> None:
        """Take a message out of its chat."""
        message.deleted = True
        del message.chat.messages[message.id]
        self.bell.ring()

    def _forget_oldest(self, chat: Chat) -> None:
        oldest = chat.messages.pop(next(iter(chat.messages)))
        oldest.deleted = True
        oldest.reply_to = None  # or each would hold the one before it
        if oldest.media and not oldest.from_bot:
            chat.bot.files.pop(oldest.media.file.file_id, None)
            chat.bot.downloads.pop(oldest.media.file.path, None)

    def deliver(self, chat: Chat, kind: str, body: dict[str, Any]) -> None:
        """Queue an update about this chat for its bot."""
        chat.bot.queue.put(kind, chat.person.id, body)

    def new_tap(self, chat: Chat) -> Tap:
        """Note a tap that waits for an answer."""
        self._taps += 1
        tap = Tap(str(10**15 + self._taps), chat, self.now())
        waiting = chat.bot.taps
        while waiting and self._is_old(oldest := next(iter(waiting.values()))):
            del waiting[oldest.id]
        waiting[tap.id] = tap
        return tap

    def answered_tap(self, bot: Bot, tap_id: str) -> Tap:
        """Return the tap and forget it. Raises the 400 if it is unknown, answered or old."""
        tap = bot.taps.pop(tap_id, None)
        if tap is None or self._is_old(tap):
            raise too_old()
        return tap

    def _is_old(self, tap: Tap) -> bool:
        return self.now() - tap.at > _TAP_LIFETIME

    def store(
        self, bot: Bot, kind: str, content: bytes, name: str | None, mime_type: str
    ) -> StoredFile:
        """Keep a file that this bot may use and download."""
        self._files += 1
        number = self._files
        unique = blake2b(content, digest_size=9).hexdigest()
        ending = name.rpartition(".")[2] if name and "." in name else mime_type.rpartition("/")[2]
        path = f"{_FOLDERS[kind]}/file_{number}.{ending}"
        stored = StoredFile(f"{kind}-{bot.id}-{number}", unique, path, content, name, mime_type)
        bot.files[stored.file_id] = stored
        return stored

    def _look_at_clock(self) -> None:
        for bot in self.bots.values():
            bot.queue.expire()
        self.bell.ring()

    def date(self) -> int:
        """Return the civil time in whole seconds since 1970, as messages carry it."""
        return int(self.clock.now().timestamp())


def too_old() -> ApiError:
    """Return the 400 for a tap that can no longer be answered."""
    return bad_request("query is too old and response timeout expired or query ID is invalid")
