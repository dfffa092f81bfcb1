"""The entities that Telegram finds by itself: commands, links, mentions, tags, addresses."""

import re

from bot.sandbox.entities import FOUND, Entity, Formatted, cleaned, in_order, utf16_length

_PATTERN = re.compile(
    r"(?P<url>https?://[^\s<>\"]*[^\s<>\".,;:!?)\]])"
    r"|(?P<email>[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})"
    r"|(?P<bot_command>(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/]))"
    r"|(?P<mention>(?<![\w@])@[A-Za-z]\w{3,31}(?!\w))"
    r"|(?P<hashtag>(?<![\w#])#\w*[^\W\d_]\w*)"
)
_CLOSED = frozenset({"code", "pre", "text_link"})
_HINTS = ("/", "@", "#", "://")


def as_kept(formatted: Formatted) -> Formatted:
    """Return the text as Telegram keeps it: cleaned, and with the entities found in it."""
    formatted = cleaned(formatted)
    text = formatted.text
    if not any(hint in text for hint in _HINTS):
        return formatted
    given = tuple(entity for entity in formatted.entities if entity.kind not in FOUND)
    taken = [(it.offset, it.offset + it.length) for it in given if it.kind in _CLOSED]
    found = (_entity(text, match) for match in _PATTERN.finditer(text))
    free = (it for it in found if not _overlaps(it, taken))
    return Formatted(text, in_order((*given, *free)))


def _overlaps(entity: Entity, taken: list[tuple[int, int]]) -> bool:
    end = entity.offset + entity.length
    return any(first < end and entity.offset < last for first, last in taken)


def _entity(text: str, match: re.Match[str]) -> Entity:
    offset = utf16_length(text[: match.start()])
    return Entity(str(match.lastgroup), offset, utf16_length(match.group()))
