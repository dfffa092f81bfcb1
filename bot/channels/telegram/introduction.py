"""What a bot says of itself before anybody presses Start: its menu and its descriptions."""

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from telegram.error import TelegramError

from bot.channels.telegram.errors import safe
from bot.channels.telegram.transport import Transport
from conversations.text import Text, Words

COMMANDS: dict[str, Text] = {
    "start": Text("Start"),
    "home": Text("See what waits for you"),
    "help": Text("See what you can do here"),
    "more": Text("See what else there is"),
    "what": Text("What a word means"),
    "break": Text("Take a break"),
    "choices": Text("Your own choices"),
    "raise": Text("Raise an issue or an idea"),
    "recover": Text("Use your recovery code"),
    "mydata": Text("See, take or erase your data"),
    "privacy": Text("What is kept about you"),
    "stop": Text("Stop all messages"),
}
# Translators: At most 512 characters; people see it before they press Start.
DESCRIPTION = Text(
    "We ask short questions about cancer services. Then we tell you what changed because of the "
    "answers. This is not for medical advice or emergencies."
)
# Translators: At most 120 characters.
SHORT_DESCRIPTION = Text("Short questions about cancer services, and what changed by the answers.")
_log = logging.getLogger(__name__)


async def introduce(
    transport: Transport, say: Callable[[Words, str], str], languages: Sequence[str]
) -> None:
    """Set menu and descriptions in each language, the first one also for everybody else.

    Best effort: what fails is logged, and left as it was.
    """
    for code, language in _codes(languages):
        for method, words in _words(say, language):
            await _try(transport, method, language_code=code, **words)


async def offer(transport: Transport, address: str, menu: dict[str, str]) -> None:
    """Give one person a menu of their own, what each command does by its name; best effort."""
    scope = {"type": "chat", "chat_id": int(address)}
    await _try(transport, "setMyCommands", scope=scope, commands=_menu(menu))


async def _try(transport: Transport, method: str, **parameters: Any) -> None:
    try:
        await transport.call(method, **parameters)
    except TelegramError as error:
        _log.warning("%s was not taken: %s", method, safe(error))


def _menu(told: dict[str, str]) -> list[dict[str, str]]:
    return [{"command": name, "description": words} for name, words in told.items()]


def _codes(languages: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Give Telegram's two-letter codes, each once; '' stands for all others."""
    codes = {"": languages[0]} if languages else {}
    for language in languages:
        code = language.partition("_")[0]
        if len(code) == 2:  # noqa: PLR2004  ISO 639-1, which is all that Telegram knows
            codes.setdefault(code, language)
    yield from codes.items()


def _words(say: Callable[[Words, str], str], language: str) -> Iterator[tuple[str, dict[str, Any]]]:
    menu = {name: say(told, language) for name, told in COMMANDS.items()}
    yield "setMyCommands", {"commands": _menu(menu)}
    yield "setMyDescription", {"description": say(DESCRIPTION, language)}
    yield "setMyShortDescription", {"short_description": say(SHORT_DESCRIPTION, language)}
