"""What a method is: a name, the parameters that it knows, and what it does."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.entities import Formatted, cleaned, given_entities, utf16_length
from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.html_text import parse_html
from bot.sandbox.model import Bot, Chat, Message
from bot.sandbox.parameters import Reader
from bot.sandbox.world import World

_MOST_BYTES = 1 << 15


@dataclass(frozen=True, slots=True)
class Asked:
    """One call as a method sees it: by whom, and with which values."""

    world: World
    bot: Bot
    given: dict[str, Any]
    method: str

    def get(self, name: str, otherwise: Any = None) -> Any:
        """Return the value of a parameter."""
        return self.given.get(name, otherwise)

    def chat(self) -> Chat:
        """Return the chat of `chat_id`. Raises the 400."""
        return self.world.chat_for_bot(self.bot, self._chat_id())

    def open_chat(self) -> Chat:
        """Return the chat of `chat_id` if the bot may write there. Raises the 400, the 403s."""
        return self.world.open_chat_for_bot(self.bot, self._chat_id())

    def message(self, chat: Chat, purpose: str) -> Message:
        """Return the message of `message_id`, wanted for 'edit' or 'delete'. Raises the 400."""
        if not self.get("message_id"):
            raise bad_request("message identifier is not specified")
        message = chat.messages.get(self.given["message_id"])
        if message is None:
            raise bad_request(f"message to {purpose} not found")
        return message

    def spend(self, chat: Chat) -> None:
        """Spend the tokens of this method. Raises the 429."""
        self.world.limits.spend(self.method, self.bot.id, chat.id)

    def formatted(self, text: str, entities: str) -> Formatted:
        """Return the words of the parameters with these names. Raises the 400."""
        source = self.get(text, "")
        if len(source.encode()) > _MOST_BYTES:
            raise bad_request("text is too long")
        mode = self.get("parse_mode", "").lower()
        if mode in ("", "none"):
            return cleaned(given_entities(source, self.get(entities) or []))
        if mode == "html":
            return cleaned(parse_html(source.replace("\r", "")))
        if mode in ("markdown", "markdownv2"):
            raise bad_request("the sandbox reads parse_mode HTML only")
        raise bad_request("unsupported parse_mode")

    def _chat_id(self) -> int | str:
        if "chat_id" not in self.given:
            raise bad_request("chat_id is empty")
        chat_id: int | str = self.given["chat_id"]
        return chat_id


Doing = Callable[[Asked], Any | Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Method:
    """A Bot API method; `do` returns its result or raises `ApiError`."""

    name: str
    do: Doing
    parameters: Mapping[str, Reader]


def check_length(words: Formatted, most: int, otherwise: ApiError) -> Formatted:
    """Return the words if they have at most so many UTF-16 units."""
    if utf16_length(words.text) > most:
        raise otherwise
    return words
