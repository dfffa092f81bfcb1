"""How fast a bot may speak: token buckets on the monotonic clock.

Telegram asks for at most one message a second to a chat, with short bursts, and about thirty a
second in all (core.telegram.org/bots/faq). `SPENDS` is the table of which method spends what.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from time import monotonic

from bot.sandbox.errors import too_many_requests

_KEPT_CHATS = 10_000


class Spends(Enum):
    """What a call costs."""

    MESSAGE = "a token of the chat and one of all"
    EDIT = "a token of all"
    NOTHING = "nothing"


SPENDS: Mapping[str, Spends] = {
    "sendMessage": Spends.MESSAGE,
    "sendPhoto": Spends.MESSAGE,
    "sendVoice": Spends.MESSAGE,
    "sendDocument": Spends.MESSAGE,
    "sendVideo": Spends.MESSAGE,
    "editMessageText": Spends.EDIT,
    "editMessageCaption": Spends.EDIT,
    "editMessageReplyMarkup": Spends.EDIT,
    "answerCallbackQuery": Spends.NOTHING,
    "deleteMessage": Spends.NOTHING,
    "deleteMessages": Spends.NOTHING,
    "deleteMyCommands": Spends.NOTHING,
    "deleteWebhook": Spends.NOTHING,
    "getChat": Spends.NOTHING,
    "getFile": Spends.NOTHING,
    "getMe": Spends.NOTHING,
    "getMyCommands": Spends.NOTHING,
    "getMyDescription": Spends.NOTHING,
    "getMyName": Spends.NOTHING,
    "getMyShortDescription": Spends.NOTHING,
    "getUpdates": Spends.NOTHING,
    "getWebhookInfo": Spends.NOTHING,
    "sendChatAction": Spends.NOTHING,
    "setMyCommands": Spends.NOTHING,
    "setMyDescription": Spends.NOTHING,
    "setMyName": Spends.NOTHING,
    "setMyShortDescription": Spends.NOTHING,
    "setWebhook": Spends.NOTHING,
}
SPENDING = frozenset(method for method, cost in SPENDS.items() if cost is not Spends.NOTHING)


@dataclass(frozen=True, slots=True)
class Rate:
    """`per_second` in the long run and `burst` at once."""

    per_second: float
    burst: float


CHAT = Rate(per_second=1, burst=3)
OVERALL = Rate(per_second=30, burst=5)


@dataclass(slots=True)
class Bucket:
    """A token bucket: full at first, filled again with time."""

    rate: Rate
    filled_at: float
    tokens: float = field(init=False)

    def __post_init__(self) -> None:
        self.tokens = self.rate.burst

    def wait(self, now: float) -> float:
        """Return the seconds until one token is there: 0 when it is."""
        grown = self.tokens + (now - self.filled_at) * self.rate.per_second
        self.tokens = min(self.rate.burst, grown)
        self.filled_at = now
        missing = 1 - self.tokens
        return missing / self.rate.per_second if missing > 1e-9 else 0.0  # noqa: PLR2004

    def take(self) -> None:
        """Take one token; `wait` was asked before."""
        self.tokens -= 1


class Limits:
    """The buckets of every bot and chat. `on = False` lets everything through."""

    def __init__(
        self,
        *,
        on: bool = True,
        now: Callable[[], float] = monotonic,
        chat: Rate = CHAT,
        overall: Rate = OVERALL,
    ) -> None:
        self.on = on
        self.floods: Counter[int] = Counter()
        """Calls that the buckets refused with a 429, by the bot's id."""
        self._now = now
        self._chat = chat
        self._overall = overall
        self._bots: dict[int, Bucket] = {}
        self._chats: dict[tuple[int, int], Bucket] = {}
        self._most_chats = _KEPT_CHATS

    def spend(self, method: str, bot_id: int, chat_id: int) -> None:
        """Count one call of this method, as `SPENDS` has it. Raises the 429."""
        if SPENDS[method] is Spends.MESSAGE:
            self.spend_on_message(bot_id, chat_id)
        elif SPENDS[method] is Spends.EDIT:
            self.spend_on_edit(bot_id)

    def spend_on_message(self, bot_id: int, chat_id: int) -> None:
        """Count one message of this bot to this chat. Raises the 429."""
        if self.on:
            now = self._now()
            self._spend(now, bot_id, self._of_bot(bot_id, now), self._of_chat(bot_id, chat_id, now))

    def spend_on_edit(self, bot_id: int) -> None:
        """Count one edit by this bot. Raises the 429."""
        if self.on:
            now = self._now()
            self._spend(now, bot_id, self._of_bot(bot_id, now))

    def _spend(self, now: float, bot_id: int, *buckets: Bucket) -> None:
        wait = max(bucket.wait(now) for bucket in buckets)
        if wait > 0:
            self.floods[bot_id] += 1
            raise too_many_requests(math.ceil(wait))
        for bucket in buckets:
            bucket.take()

    def _of_bot(self, bot_id: int, now: float) -> Bucket:
        if (bucket := self._bots.get(bot_id)) is None:
            bucket = self._bots[bot_id] = Bucket(self._overall, now)
        return bucket

    def _of_chat(self, bot_id: int, chat_id: int, now: float) -> Bucket:
        if len(self._chats) > self._most_chats:
            self._forget_full(now)
        if (bucket := self._chats.get((bot_id, chat_id))) is None:
            bucket = self._chats[bot_id, chat_id] = Bucket(self._chat, now)
        return bucket

    def _forget_full(self, now: float) -> None:
        for key, bucket in list(self._chats.items()):
            bucket.wait(now)
            if bucket.tokens >= bucket.rate.burst:
                del self._chats[key]
        self._most_chats = max(_KEPT_CHATS, 2 * len(self._chats))
