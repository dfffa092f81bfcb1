import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)

from bot.channels.telegram.errors import AnswerLost, NotConnected, TooManyRequests, outcome
from bot.delivery.ports import NotSent, Outcome, Refused, Sent, TooFast, Unknown, Unreachable


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (BadRequest("Message is not modified: the same"), Sent(None)),
        (
            Forbidden("Forbidden: bot was blocked by the user"),
            Unreachable("Forbidden: bot was blocked by the user"),
        ),
        (
            Forbidden("Forbidden: user is deactivated"),
            Unreachable("Forbidden: user is deactivated", gone=True),
        ),
        (BadRequest("Chat not found"), Unreachable("Chat not found")),
        (BadRequest("PEER_ID_INVALID"), Unreachable("PEER_ID_INVALID")),
        (BadRequest("Message text is empty"), Refused("Message text is empty")),
        (ChatMigrated(-100200), Refused("the chat is a group")),
        (TooManyRequests(1), TooFast(1)),
        (TooManyRequests(3), TooFast(3)),
        (TooManyRequests(10_072), TooFast(10_072)),
        (NotConnected("no connection"), NotSent("no connection")),
        (InvalidToken("Unauthorized"), NotSent("Unauthorized")),
        (Conflict("Conflict: another"), NotSent("Conflict: another")),
        (AnswerLost("no answer"), Unknown("no answer")),
        (NetworkError("Bad Gateway (502)"), Unknown("Bad Gateway (502)")),
        (TelegramError("whatever"), Unknown("whatever")),
    ],
)
def test_each_error_says_what_became_of_the_message(
    error: TelegramError, expected: Outcome
) -> None:
    assert outcome(error) == expected


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (
            "Can't parse entities: unsupported start tag \"mum's name\" at byte offset 7",
            "Can't parse entities: unsupported start tag … at byte offset 7",
        ),
        ("Bad Gateway (502). Parsing the server response b'words' failed", "Bad Gateway (502)"),
        ("No rights for chat 7000000001 or @id7000000001", "No rights for chat … or …"),
        ("Wrong URL http://127.0.0.1/bot1:x given", "Wrong URL … given"),
        ("x" * 900, "x" * 200),
    ],
)
def test_reasons_hold_no_words_and_no_addresses(message: str, told: str) -> None:
    assert outcome(BadRequest(message)) == Refused(told)
