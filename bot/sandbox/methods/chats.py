"""getChat, sendChatAction."""

from typing import Any

from bot.sandbox import wire
from bot.sandbox.errors import bad_request
from bot.sandbox.methods.table import Asked, Method
from bot.sandbox.parameters import a_chat, words

_ACTION_SECONDS = 5.0  # monotonic; core.telegram.org/bots/api#sendchataction
_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def get_chat(asked: Asked) -> dict[str, Any]:
    """Return all there is to know of a chat, also of one that is blocked."""
    return wire.full_chat(asked.chat())


def send_chat_action(asked: Asked) -> bool:
    """Show for 5 seconds, or until the next message, that the bot is doing something."""
    if asked.get("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = asked.open_chat()
    chat.action = asked.get("action")
    chat.action_until = asked.world.now() + _ACTION_SECONDS
    asked.world.bell.ring()
    return True


TABLE = (
    Method("getChat", get_chat, {"chat_id": a_chat}),
    Method("sendChatAction", send_chat_action, {"chat_id": a_chat, "action": words}),
)
