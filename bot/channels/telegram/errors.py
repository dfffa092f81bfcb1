"""What can go wrong with Telegram, and what it means for a message.

Telegram's rules: core.telegram.org/bots/api#making-requests. What is told on never holds a token,
an address or words of a message.
"""

import re

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)

from bot.delivery.ports import NotSent, Outcome, Refused, Sent, TooFast, Unknown, Unreachable

_LONGEST_WHY = 200
_NOBODY_THERE = ("chat not found", "user not found", "peer_id_invalid", "user_deactivated")
_ACCOUNT_GONE = ("user is deactivated", "user_deactivated")
_MESSAGE_GONE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
    "there is no caption in the message to edit",
)


class WrongToken(Exception):  # noqa: N818  it reads as it is said
    """Telegram does not know this bot token. Copy it anew from @BotFather."""

    def __init__(self) -> None:
        super().__init__(
            "Telegram does not know this bot token. Copy it again from @BotFather "
            "into HEARD_TELEGRAM_TOKEN, whole and without spaces."
        )


class NotConnected(NetworkError):  # noqa: N818
    """There was no connection: nothing was sent."""


class AnswerLost(NetworkError):  # noqa: N818
    """The connection broke, or took too long: perhaps it was sent."""


class TooManyRequests(TelegramError):  # noqa: N818
    """Telegram asks to wait; nothing was sent. `seconds` is how long."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Too many requests: wait {seconds:g} s")
        self.seconds = seconds


def outcome(error: TelegramError) -> Outcome:
    """Say what became of a message whose sending or editing ended with `error`."""
    match error:
        case TooManyRequests(seconds=seconds):
            return TooFast(seconds)
        case Forbidden():
            return _unreachable(error)
        case BadRequest():
            return _of_bad_request(error)
        case ChatMigrated():
            return Refused("the chat is a group")
        case NotConnected() | InvalidToken() | Conflict():
            return NotSent(safe(error))
        case _:
            return Unknown(safe(error))


def _of_bad_request(error: BadRequest) -> Outcome:
    words = error.message.lower()
    if "message is not modified" in words:
        return Sent(None)
    if any(sign in words for sign in _NOBODY_THERE):
        return _unreachable(error)
    return Refused(safe(error))


def _unreachable(error: TelegramError) -> Unreachable:
    words = error.message.lower()
    return Unreachable(safe(error), gone=any(sign in words for sign in _ACCOUNT_GONE))


def message_is_gone(error: BadRequest) -> bool:
    """Tell whether an edit failed because there is no such message that could be edited."""
    return any(sign in error.message.lower() for sign in _MESSAGE_GONE)


def safe(error: TelegramError) -> str:
    """Give Telegram's words without what they quote, and without any longer number."""
    words = error.message.partition(". Parsing the server response")[0]
    words = re.sub(r"(?<!\w)(['\"`]).*\1|https?://\S+", "…", words, flags=re.DOTALL)
    return re.sub(r"\S*\d{5,}\S*", "…", words)[:_LONGEST_WHY]
