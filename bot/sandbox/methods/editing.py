"""editMessageText, editMessageCaption, editMessageReplyMarkup, deleteMessage(s)."""

from dataclasses import replace
from typing import Any

from bot.sandbox import wire
from bot.sandbox.entities import Formatted
from bot.sandbox.errors import bad_request
from bot.sandbox.found_entities import as_kept
from bot.sandbox.markup import read_keyboard
from bot.sandbox.methods.sending import caption_words, link_preview, text_words
from bot.sandbox.methods.table import Asked, Method
from bot.sandbox.model import Manner, Message
from bot.sandbox.parameters import a_chat, a_list, an_object, truth, whole, words

_TWO_DAYS = 48 * 3600  # seconds, civil time
_MOST_DELETED = 100
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)
_WHICH = {"chat_id": a_chat, "message_id": whole, "reply_markup": an_object}


def edit_text(asked: Asked) -> dict[str, Any]:
    """Replace text and keyboard of the bot's own message."""
    said = text_words(asked)
    message = _own_message(asked)
    if message.media is not None:
        raise bad_request("there is no text in the message to edit")
    return _edit(asked, message, said, replace(message.manner, link_preview=link_preview(asked)))


def edit_caption(asked: Asked) -> dict[str, Any]:
    """Replace caption and keyboard of the bot's own message with media."""
    said = caption_words(asked)
    message = _own_message(asked)
    if message.media is None:
        raise bad_request("there is no caption in the message to edit")
    above = asked.get("show_caption_above_media", False)
    return _edit(asked, message, said, replace(message.manner, caption_above=above))


def edit_keyboard(asked: Asked) -> dict[str, Any]:
    """Replace only the keyboard of the bot's own message."""
    message = _own_message(asked)
    return _edit(asked, message, message.words, message.manner)


def _own_message(asked: Asked) -> Message:
    message = asked.message(asked.open_chat(), "edit")
    if not message.from_bot:
        raise bad_request("message can't be edited")
    return message


def _edit(asked: Asked, message: Message, said: Formatted, manner: Manner) -> dict[str, Any]:
    keyboard, kept = read_keyboard(asked.get("reply_markup")), as_kept(said)
    if (message.words, message.keyboard) == (kept, keyboard):
        raise bad_request(_NOT_MODIFIED)
    asked.spend(message.chat)
    message.words, message.keyboard, message.manner = kept, keyboard, manner
    asked.world.edited(message)
    return wire.message(message)


def delete_message(asked: Asked) -> bool:
    """Delete one message, anybody's, up to 48 hours old."""
    message = asked.message(asked.chat(), "delete")
    if not _can_be_deleted(asked, message):
        raise bad_request("message can't be deleted for everyone")
    asked.world.delete(message)
    return True


def delete_messages(asked: Asked) -> bool:
    """Delete up to 100 messages; those that are gone or too old are skipped."""
    ids = asked.get("message_ids")
    if not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > _MOST_DELETED:
        raise bad_request("too many message identifiers specified")
    if not all(isinstance(one, int) and one > 0 for one in ids):
        raise bad_request("invalid message identifier specified")
    chat = asked.chat()
    for message in [chat.messages[one] for one in dict.fromkeys(ids) if one in chat.messages]:
        if _can_be_deleted(asked, message):
            asked.world.delete(message)
    return True


def _can_be_deleted(asked: Asked, message: Message) -> bool:
    return asked.world.date() - message.date <= _TWO_DAYS


TABLE = (
    Method(
        "editMessageText",
        edit_text,
        _WHICH
        | {
            "text": words,
            "entities": a_list,
            "parse_mode": words,
            "link_preview_options": an_object,
        },
    ),
    Method(
        "editMessageCaption",
        edit_caption,
        _WHICH
        | {
            "caption": words,
            "caption_entities": a_list,
            "parse_mode": words,
            "show_caption_above_media": truth,
        },
    ),
    Method("editMessageReplyMarkup", edit_keyboard, _WHICH),
    Method("deleteMessage", delete_message, {"chat_id": a_chat, "message_id": whole}),
    Method("deleteMessages", delete_messages, {"chat_id": a_chat, "message_ids": a_list}),
)
