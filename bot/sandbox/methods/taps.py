"""answerCallbackQuery."""

from bot.sandbox.entities import utf16_length
from bot.sandbox.errors import bad_request
from bot.sandbox.methods.table import Asked, Method
from bot.sandbox.model import Alert
from bot.sandbox.parameters import truth, whole, words

_MOST_TEXT = 200


def answer_tap(asked: Asked) -> bool:
    """Answer a tap, once, while it waits; words are shown on the phone."""
    said = asked.get("text", "")
    if utf16_length(said) > _MOST_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    tap = asked.world.answered_tap(asked.bot, asked.get("callback_query_id", ""))
    url = asked.get("url")
    stroke = asked.world.bell.ring()
    if said or url:
        tap.chat.alerts.append(Alert(said, asked.get("show_alert", False), url, stroke))
    return True


TABLE = (
    Method(
        "answerCallbackQuery",
        answer_tap,
        {
            "callback_query_id": words,
            "text": words,
            "show_alert": truth,
            "url": words,
            "cache_time": whole,
        },
    ),
)
