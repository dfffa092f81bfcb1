"""A raw update becomes what was heard: parsed at the door, and never trusted before.

The fields are those of core.telegram.org/bots/api#update. Only private chats are heard: there
the chat is the person.
"""

import logging
import re
from collections.abc import Mapping
from typing import Any

from telegram import Chat, ChatMemberUpdated, Message, TelegramObject, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.helpers import effective_message_type

from bot.channels.telegram.codec import read_data
from bot.delivery.ports import Heard, MediaRef, Payload

KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update that Heard asks for."""

LARGEST = 2**63 - 1  # what a database keeps as a whole number
_LONGEST_TOKEN = 64  # characters of a deep link's payload
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
_OTHER = (
    "animation",
    "checklist",
    "contact",
    "dice",
    "game",
    "gift",
    "giveaway",
    "invoice",
    "venue",
    "location",
    "paid_media",
    "poll",
    "sticker",
    "story",
    "video_note",
)
_OURS = ("message", "reply_to_message")
_NEEDED = ("message_id", "date", "chat", "from")
"""What is kept of a message that was tapped or replied to."""
_QUOTED = ("quote", "external_reply")
_log = logging.getLogger(__name__)


def sender_of(payload: Payload) -> str:
    """Give the address of the person who did this; '' outside private chats."""
    bodies = [payload[kind] for kind in KINDS if isinstance(payload.get(kind), dict)]
    body = bodies[0] if bodies else {}
    person, chat = body.get("from"), body.get("chat")
    if isinstance(body.get("message"), dict):  # the message whose button was tapped
        chat = body["message"].get("chat")
    if not isinstance(person, dict) or not isinstance(chat, dict):
        return ""
    private = chat.get("type") == ChatType.PRIVATE and isinstance(person.get("id"), int)
    return str(person["id"]) if private else ""


def without_our_words(payload: Payload) -> Payload:
    """Leave out what a message said that was tapped or replied to: it may hold others' words.

    So nothing of somebody who is erased waits in what other people did.
    """
    kept = dict(payload)
    for kind in KINDS:
        body = kept.get(kind)
        if isinstance(body, dict):
            said = {name: value for name, value in body.items() if name not in _QUOTED}
            kept[kind] = {name: _bare(name, value) for name, value in said.items()}
    return kept


def _bare(name: str, value: Any) -> Any:
    if name not in _OURS or not isinstance(value, dict):
        return value
    return {field: value[field] for field in _NEEDED if field in value}


def read_update(payload: Payload) -> Heard | None:
    """Understand an update; None where no person did anything that Heard takes in."""
    try:
        kind = next((kind for kind in KINDS if payload.get(kind)), None)
        if kind == "callback_query":
            return _from_tap(payload[kind])
        return _read(Update.de_json(payload, None))
    except Exception as error:  # noqa: BLE001  whatever arrives must not stop what comes after it
        _log.warning("An update could not be read (%s).", type(error).__name__)
        return None


def _read(update: Update) -> Heard | None:
    if update.message:
        return _from_message(update.message)
    if update.edited_message:
        return _from_edit(update.edited_message)
    if update.my_chat_member:
        return _from_membership(update.my_chat_member)
    return None


def _from_message(message: Message) -> Heard | None:
    if not _is_persons(message):
        return None
    about = {"message": _number(message.message_id), "guess": _guess(message), **_reply(message)}
    if message.forward_origin:
        return Heard("other", text="forwarded", beside=_written(message), **about)
    if message.text is not None:
        return _from_text(_words(message.text), about)
    media = _media(message)
    if media:
        return Heard("media", text=_written(message), media=media, **about)
    other = _other(message)
    beside = _written(message)
    return Heard("other", text=other, beside=beside, **about) if other else None


def _from_text(text: str, about: dict[str, Any]) -> Heard:
    command = _COMMAND.fullmatch(text.strip())
    if command is None:
        return Heard("typed", text=text, **about)
    name, rest = command[1].lower(), command[2] or ""
    if name == "start":
        words = rest if " " in rest.strip() else ""  # else it is a link's token
        return Heard("opened", text=rest.strip()[:_LONGEST_TOKEN], beside=words, **about)
    return Heard("commanded", text=name, beside=rest, **about)


def _written(message: Message) -> str:
    return _words(message.text or message.caption or "")


def _from_edit(message: Message) -> Heard | None:
    text = _written(message)
    if not _is_persons(message) or not text:
        return None
    number = _number(message.message_id)
    return Heard("edited", text=text, message=number, guess=_guess(message), **_reply(message))


def _from_tap(query: Mapping[str, Any]) -> Heard | None:
    """Read the few fields of a tap that count: the library's objects would cost ten times that."""
    message, code = query.get("message"), query["from"].get("language_code")
    if message is None or message["chat"]["type"] != ChatType.PRIVATE:
        return None
    act, member = read_data(query.get("data")) or (None, None)
    return Heard(
        "tapped",
        act=act,
        meant_for=member,
        guess=_code(code) if code else None,
        shown=_number(message["message_id"]),
        tap=_words(query["id"]),
    )


def _from_membership(change: ChatMemberUpdated) -> Heard | None:
    if not _is_private(change.chat):
        return None
    status = change.new_chat_member.status
    if status == ChatMemberStatus.BANNED:
        return Heard("blocked", guess=_guess(change))
    if status == ChatMemberStatus.MEMBER:
        return Heard("unblocked", guess=_guess(change))
    return None


def _is_private(chat: Chat) -> bool:
    return chat.type == ChatType.PRIVATE


def _is_persons(message: Message) -> bool:
    person = message.from_user
    return _is_private(message.chat) and person is not None and not person.is_bot


def _guess(what: Message | ChatMemberUpdated) -> str | None:
    code = what.from_user.language_code if what.from_user else None
    return _code(code) if code else None


def _code(code: object) -> str:
    return _words(code)[:35]  # the longest language tag (RFC 5646 §4.4.1)


def _reply(message: Message) -> dict[str, Any]:
    before = message.reply_to_message
    return {"reply_to": _number(before.message_id)} if before else {}


def _media(message: Message) -> MediaRef | None:
    if message.animation:  # comes with a document of the same file
        return None
    sound = message.voice or message.audio
    if sound:
        return _media_ref("voice", sound)
    if message.photo:
        return _media_ref("photo", max(message.photo, key=lambda size: size.width * size.height))
    if message.video:
        return _media_ref("video", message.video)
    return _media_ref("document", message.document) if message.document else None


def _media_ref(kind: Any, file: TelegramObject) -> MediaRef:
    facts = file.to_dict()
    return MediaRef(
        kind,
        file_id=_words(facts["file_id"]),
        unique_id=_words(facts["file_unique_id"]),
        mime=_words(facts["mime_type"]) if facts.get("mime_type") else None,
        size=_number(facts["file_size"]) if facts.get("file_size") else None,
        seconds=_number(facts["duration"]) if "duration" in facts else None,
        name=_words(facts["file_name"]) if facts.get("file_name") else None,
    )


def _other(message: Message) -> str:
    """Name what was sent; '' for what an app reports of itself, such as a changed timer."""
    known = [kind for kind in _OTHER if message[kind]]
    if known:
        return known[0]
    return "" if effective_message_type(message) else "unknown"


def _words(value: object) -> str:
    """Give a string that any database keeps. Raises TypeError for anything but a string."""
    if not isinstance(value, str):
        raise TypeError("words were expected")
    return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _number(value: object) -> int:
    """Give a whole number that any database keeps. Raises TypeError or ValueError."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("a whole number was expected")
    if not 0 <= value <= LARGEST:
        raise ValueError("the number is too large or below 0")
    return value
