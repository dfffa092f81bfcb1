"""sendMessage, sendPhoto, sendVoice, sendDocument, sendVideo."""

from collections.abc import Callable
from typing import Any

from bot.sandbox import wire
from bot.sandbox.entities import Formatted
from bot.sandbox.errors import bad_request
from bot.sandbox.images import image_size
from bot.sandbox.markup import read_keyboard
from bot.sandbox.methods.table import Asked, Method, check_length
from bot.sandbox.model import Chat, Manner, Media, MediaKind, Message, StoredFile
from bot.sandbox.parameters import (
    Upload,
    a_chat,
    a_file,
    a_list,
    an_object,
    truth,
    whole,
    words,
)

MOST_TEXT = 4096
MOST_CAPTION = 1024
_MOST_PHOTO = 10 * 2**20  # bytes
_MOST_PIXELS = 10_000  # width and height together

_PREVIEW = {
    "is_disabled": bool,
    "url": str,
    "prefer_small_media": bool,
    "prefer_large_media": bool,
    "show_above_text": bool,
}
_COMMON = {
    "chat_id": a_chat,
    "parse_mode": words,
    "disable_notification": truth,
    "protect_content": truth,
    "reply_parameters": an_object,
    "reply_markup": an_object,
}
_CAPTIONED = _COMMON | {"caption": words, "caption_entities": a_list}
_SHOWN = {"has_spoiler": truth, "show_caption_above_media": truth}
_SIZED = {"width": whole, "height": whole, "duration": whole, "supports_streaming": truth}


def text_words(asked: Asked) -> Formatted:
    """Return the text of a message. Raises the 400 when empty or over 4096 UTF-16 units."""
    if not asked.get("text"):
        raise bad_request("message text is empty")
    found = asked.formatted("text", "entities")
    if not found.text:
        raise bad_request("text must be non-empty")
    return check_length(found, MOST_TEXT, bad_request("message is too long"))


def caption_words(asked: Asked) -> Formatted:
    """Return the caption, perhaps empty. Raises the 400 over 1024 UTF-16 units."""
    found = asked.formatted("caption", "caption_entities")
    return check_length(found, MOST_CAPTION, bad_request("message caption is too long"))


def link_preview(asked: Asked) -> dict[str, Any] | None:
    """Return the link preview options as given. Raises the 400 for unknown ones."""
    preview: dict[str, Any] = asked.get("link_preview_options") or {}
    for name, value in preview.items():
        if name not in _PREVIEW or not isinstance(value, _PREVIEW[name]):
            raise bad_request(f'can\'t parse link preview options: "{name}"')
    return preview or None


def send_message(asked: Asked) -> dict[str, Any]:
    """Send a text."""
    return _send(asked, text_words(asked), None)


def _send(asked: Asked, said: Formatted, media: Callable[[], Media] | None) -> dict[str, Any]:
    keyboard = read_keyboard(asked.get("reply_markup"))
    chat = asked.open_chat()
    reply_to = _replied(asked, chat)
    carried = media() if media else None
    asked.spend(chat)
    manner = Manner(
        silent=asked.get("disable_notification", False),
        protected=asked.get("protect_content", False),
        caption_above=asked.get("show_caption_above_media", False),
        link_preview=link_preview(asked),
    )
    sent = asked.world.post(
        chat,
        said,
        from_bot=True,
        media=carried,
        keyboard=keyboard,
        reply_to=reply_to,
        manner=manner,
    )
    return wire.message(sent)


def _replied(asked: Asked, chat: Chat) -> Message | None:
    wanted: dict[str, Any] = asked.get("reply_parameters") or {}
    if not wanted:
        return None
    known = {"message_id", "chat_id", "allow_sending_without_reply"}
    for name in sorted(set(wanted) - known):
        raise bad_request(f'the sandbox does not know the reply parameter "{name}"')
    if wanted.get("chat_id") not in (None, chat.id, str(chat.id)):
        raise bad_request("the sandbox replies within one chat only")
    if not isinstance(message_id := wanted.get("message_id"), int):
        raise bad_request("can't parse reply parameters: message_id must be an Integer")
    replied = chat.messages.get(message_id)
    if replied is None and not wanted.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return replied


def send_photo(asked: Asked) -> dict[str, Any]:
    """Send a picture, which must be a PNG, GIF or JPEG."""
    return _send(asked, caption_words(asked), lambda: _photo(asked))


def _photo(asked: Asked) -> Media:
    file = _file(asked, "photo")
    size = image_size(file.content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if len(file.content) > _MOST_PHOTO:
        raise bad_request(f"file of size {len(file.content)} bytes is too big for a photo")
    if sum(size) > _MOST_PIXELS:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return Media("photo", file, *size, spoiler=asked.get("has_spoiler", False))


def send_voice(asked: Asked) -> dict[str, Any]:
    """Send a voice note."""

    def media() -> Media:
        return Media("voice", _file(asked, "voice"), duration=max(asked.get("duration", 0), 0))

    return _send(asked, caption_words(asked), media)


def send_document(asked: Asked) -> dict[str, Any]:
    """Send a file of any kind."""
    return _send(asked, caption_words(asked), lambda: Media("document", _file(asked, "document")))


def send_video(asked: Asked) -> dict[str, Any]:
    """Send a video."""

    def media() -> Media:
        sizes = {name: max(asked.get(name, 0), 0) for name in ("width", "height", "duration")}
        file = _file(asked, "video")
        return Media("video", file, **sizes, spoiler=asked.get("has_spoiler", False))

    return _send(asked, caption_words(asked), media)


_MIME_TYPES = {"photo": "image/png", "voice": "audio/ogg", "video": "video/mp4"}


def _file(asked: Asked, kind: MediaKind) -> StoredFile:
    given: Upload | str | None = asked.get(kind)
    if not given:
        raise bad_request(f"there is no {kind} in the request")
    if isinstance(given, Upload):
        if not given.content:
            raise bad_request("file must be non-empty")
        mime_type = _MIME_TYPES.get(kind, given.mime_type)
        return asked.world.store(asked.bot, kind, given.content, given.name, mime_type)
    return _known_file(asked, kind, given)


def _known_file(asked: Asked, kind: MediaKind, given: str) -> StoredFile:
    if given.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    stored = asked.bot.files.get(given)
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    was = given.partition("-")[0]
    if was != kind:
        raise bad_request(f"can't use file of type {was.title()} as {kind.title()}")
    return stored


TABLE = (
    Method(
        "sendMessage",
        send_message,
        _COMMON | {"text": words, "entities": a_list, "link_preview_options": an_object},
    ),
    Method("sendPhoto", send_photo, _CAPTIONED | _SHOWN | {"photo": a_file}),
    Method("sendVoice", send_voice, _CAPTIONED | {"voice": a_file, "duration": whole}),
    Method(
        "sendDocument",
        send_document,
        _CAPTIONED | {"document": a_file, "disable_content_type_detection": truth},
    ),
    Method("sendVideo", send_video, _CAPTIONED | _SHOWN | _SIZED | {"video": a_file}),
)
