"""Text with its entities, measured as Telegram measures: in UTF-16 units."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from bot.sandbox.errors import bad_request

_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}
_ORDER = ("expandable_blockquote", "blockquote", "pre", "code", "text_link", "custom_emoji")
STYLES = frozenset(_TAGS) | {"text_link", "custom_emoji"}
FOUND = frozenset({"mention", "hashtag", "bot_command", "url", "email"})
_BREAKING = dict.fromkeys([*range(10), *range(11, 13), *range(14, 32)], " ") | {13: None}
_CONTROL = re.compile("[\\0-\\x09\\x0b-\\x1f]")  # all that `_BREAKING` changes


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of text; `offset` and `length` in UTF-16 units."""

    kind: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    custom_emoji_id: str | None = None

    def as_telegram(self) -> dict[str, Any]:
        """Return the MessageEntity object."""
        shown: dict[str, Any] = {"type": self.kind, "offset": self.offset, "length": self.length}
        for name in ("url", "language", "custom_emoji_id"):
            if (value := getattr(self, name)) is not None:
                shown[name] = value
        return shown


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text and its entities, sorted; the caption of a message with media."""

    text: str
    entities: tuple[Entity, ...] = ()


NOTHING = Formatted("")


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 units: 2 for characters outside the basic plane."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def in_order(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Return the entities outer before inner."""
    return tuple(sorted(entities, key=lambda it: (it.offset, -it.length, _rank(it.kind))))


def _rank(kind: str) -> int:
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def given_entities(text: str, given: list[Any]) -> Formatted:
    """Return the text with entities that came as objects. Raises the 400."""
    length = utf16_length(text)
    return Formatted(text, in_order(_given_entity(one, length) for one in given))


def _given_entity(one: object, length: int) -> Entity:
    if not isinstance(one, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    try:
        kind, offset, span = str(one["type"]), int(one["offset"]), int(one["length"])
    except (KeyError, TypeError, ValueError):
        message = "can't parse MessageEntity: type, offset and length are required"
        raise bad_request(message) from None
    if kind not in STYLES | FOUND:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    if offset < 0 or span <= 0 or offset + span > length:
        raise bad_request(f"entity beginning at UTF-16 offset {offset} is outside of the text")
    texts = {name: one.get(name) for name in ("url", "language", "custom_emoji_id")}
    if not all(isinstance(text, str | None) for text in texts.values()):
        raise bad_request("can't parse MessageEntity: its texts must be of type String")
    return Entity(kind, offset, span, **texts)


def cleaned(formatted: Formatted) -> Formatted:
    """Return the text as Telegram keeps it: no control characters, no space at either end."""
    text = formatted.text
    if _CONTROL.search(text):
        text = text.translate(_BREAKING)
    text = text.rstrip()
    first = min((entity.offset for entity in formatted.entities), default=len(text))
    start = min(len(text) - len(text.lstrip(" \n")), first)
    text = text[start:]
    if text == formatted.text and not formatted.entities:
        return formatted
    length = utf16_length(text)
    kept = (_moved(entity, start, length) for entity in formatted.entities)
    return Formatted(text, tuple(entity for entity in kept if entity.length > 0))


def _moved(entity: Entity, start: int, length: int) -> Entity:
    offset = entity.offset - start
    span = min(entity.length, length - offset)
    return Entity(entity.kind, offset, span, entity.url, entity.language, entity.custom_emoji_id)


def as_html(formatted: Formatted) -> str:
    """Return safe HTML of the text, for reading in tests and on the page."""
    opened: dict[int, list[str]] = {}
    closed: dict[int, list[str]] = {}
    for entity in formatted.entities:
        if (tags := _tags(entity)) is not None:
            opened.setdefault(entity.offset, []).append(tags[0])
            closed.setdefault(entity.offset + entity.length, []).insert(0, tags[1])
    shown: list[Iterable[str]] = []
    position = 0
    for character in formatted.text:
        shown += closed.get(position, ()), opened.get(position, ()), escape(character, quote=False)
        position += utf16_length(character)
    shown.append(closed.get(position, ()))
    return "".join("".join(part) for part in shown)


def _tags(entity: Entity) -> tuple[str, str] | None:
    if entity.kind == "text_link":
        return f'<a href="{escape(entity.url or "")}">', "</a>"
    if (tag := _TAGS.get(entity.kind)) is None:
        return None
    return f"<{tag}>", f"</{tag}>"
