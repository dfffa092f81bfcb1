"""Reads parse_mode HTML as Telegram does: few tags, strict, with its error texts.

Rules: core.telegram.org/bots/api#html-style and `parse_html` of github.com/tdlib/td.
"""

import re
from dataclasses import dataclass, field

from bot.sandbox.entities import Entity, Formatted, in_order, utf16_length
from bot.sandbox.errors import ApiError, bad_request

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "blockquote": "blockquote",
}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_TAG_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE = re.compile(r"[^\s=>]*")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_SPACE = re.compile(r"\s*")
_LINK = re.compile(r"(?:(https?|tg|mailto|tel):(?://)?)?([^\s]+)", re.IGNORECASE)


@dataclass(slots=True)
class _Tag:
    name: str
    attributes: dict[str, str]
    offset: int
    """Where its text begins, in UTF-16 units."""
    begun: int
    """Where its text begins, in pieces read."""


@dataclass(slots=True)
class _Reader:
    source: str
    position: int = 0
    offset: int = 0
    pieces: list[str] = field(default_factory=list)
    open_tags: list[_Tag] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def read(self) -> Formatted:
        while self.position < len(self.source):
            if self.source[self.position] != "<":
                self._text()
            elif self.source.startswith("</", self.position):
                self._end_tag()
            else:
                self._start_tag()
        if self.open_tags:
            name = self.open_tags[-1].name
            raise _unparsable(f'Can\'t find end tag corresponding to start tag "{name}"')
        return Formatted(
            "".join(self.pieces), in_order(map(_without_stray_language, self.entities))
        )

    def _text(self) -> None:
        end = self.source.find("<", self.position)
        end = len(self.source) if end < 0 else end
        text = _decoded(self.source[self.position : end])
        self.pieces.append(text)
        self.offset += utf16_length(text)
        self.position = end

    def _start_tag(self) -> None:
        begun = self.position
        name = self._match(_TAG_NAME, begun + 1).lower()
        self._more(f"Unclosed start tag at byte offset {self._byte(begun)}")
        if name not in _KINDS:
            where = self._byte(begun)
            raise _unparsable(f'Unsupported start tag "{name}" at byte offset {where}')
        attributes = self._attributes(name, begun)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            where = self._byte(begun)
            raise _unparsable(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
        self.open_tags.append(_Tag(name, attributes, self.offset, len(self.pieces)))

    def _attributes(self, tag: str, begun: int) -> dict[str, str]:
        found: dict[str, str] = {}
        unclosed = f'Unclosed start tag "{tag}" at byte offset {self._byte(begun)}'
        while True:
            self._match(_SPACE, self.position)
            self._more(unclosed)
            if self.source[self.position] == ">":
                self.position += 1
                return found
            name = self._match(_ATTRIBUTE, self.position)
            if not name:
                where = self._byte(begun)
                raise _unparsable(f'Empty attribute name in the tag "{tag}" at byte offset {where}')
            found[name] = self._value(name, tag, begun, unclosed)

    def _value(self, name: str, tag: str, begun: int, unclosed: str) -> str:
        self._match(_SPACE, self.position)
        if not self.source.startswith("=", self.position):
            if tag == "blockquote" and name == "expandable":
                return ""
            raise _unparsable(
                "Expected equal sign in declaration of an attribute of the tag "
                f'"{tag}" at byte offset {self._byte(begun)}'
            )
        self._match(_SPACE, self.position + 1)
        self._more(unclosed)
        quote = self.source[self.position]
        if quote not in "'\"":
            return self._token()
        end = self.source.find(quote, self.position + 1)
        if end < 0:
            raise _unparsable(unclosed)
        value = _decoded(self.source[self.position + 1 : end])
        self.position = end + 1
        return value

    def _token(self) -> str:
        begun = self.position
        value = self._match(_TOKEN, begun).lower()
        after = self.source[self.position : self.position + 1]
        if after != ">" and not after.isspace():
            raise _unparsable(f"Unexpected end of name token at byte offset {self._byte(begun)}")
        return value

    def _end_tag(self) -> None:
        begun = self.position
        where = self._byte(begun)
        if not self.open_tags:
            raise _unparsable(f"Unexpected end tag at byte offset {where}")
        name = self._match(_TAG_NAME, begun + 2).lower()
        self._match(_SPACE, self.position)
        if not self.source.startswith(">", self.position):
            raise _unparsable(f"Unclosed end tag at byte offset {where}")
        self.position += 1
        tag = self.open_tags.pop()
        if name not in ("", tag.name):
            raise _unparsable(
                f'Unmatched end tag at byte offset {where}, expected "</{tag.name}>", '
                f'found "</{name}>"'
            )
        if self.offset > tag.offset:
            self._close(tag)

    def _close(self, tag: _Tag) -> None:
        kind, length = _KINDS[tag.name], self.offset - tag.offset
        if kind == "text_link":
            url = checked_link(tag.attributes.get("href") or "".join(self.pieces[tag.begun :]))
            if url:
                self.entities.append(Entity(kind, tag.offset, length, url=url))
        elif kind == "custom_emoji":
            self.entities.append(_emoji(tag, length))
        elif kind in ("pre", "code"):
            self._close_code(kind, tag, length)
        else:
            if "expandable" in tag.attributes:
                kind = "expandable_blockquote"
            self.entities.append(Entity(kind, tag.offset, length))

    def _close_code(self, kind: str, tag: _Tag, length: int) -> None:
        """Merge <pre><code class="language-…"> into one entity, as Telegram does."""
        last = self.entities[-1] if self.entities else None
        same = ("code", tag.offset, length)
        if kind == "pre" and last and (last.kind, last.offset, last.length) == same:
            self.entities[-1] = Entity("pre", tag.offset, length, language=last.language)
            return
        inside_pre = bool(self.open_tags) and self.open_tags[-1].name == "pre"
        named = tag.attributes.get("class", "")
        known = kind == "code" and inside_pre and named.startswith("language-")
        language = named.removeprefix("language-") if known else None
        self.entities.append(Entity(kind, tag.offset, length, language=language))

    def _match(self, pattern: re.Pattern[str], start: int) -> str:
        match = pattern.match(self.source, start)
        self.position = match.end() if match else start
        return match.group() if match else ""

    def _more(self, otherwise: str) -> None:
        if self.position >= len(self.source):
            raise _unparsable(otherwise)

    def _byte(self, position: int) -> int:
        return len(self.source[:position].encode())


def parse_html(source: str) -> Formatted:
    """Return the text and entities of Telegram HTML. Raises the 400."""
    return _Reader(source).read()


def _unparsable(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")


def _decoded(text: str) -> str:
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name:
        return _NAMED[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    known = 0 < code < 0x10FFFF and not 0xD800 <= code <= 0xDFFF  # noqa: PLR2004
    return chr(code) if known else match.group()


def _without_stray_language(entity: Entity) -> Entity:
    return Entity("code", entity.offset, entity.length) if entity.kind == "code" else entity


def _emoji(tag: _Tag, length: int) -> Entity:
    number = tag.attributes.get("emoji-id", "")
    if not number.isdecimal():
        raise _unparsable("Invalid custom emoji identifier specified")
    return Entity("custom_emoji", tag.offset, length, custom_emoji_id=number)


def checked_link(url: str) -> str | None:
    """Return the link as Telegram keeps it, or None where it drops it."""
    match = _LINK.fullmatch(url.strip())
    if match is None:
        return None
    scheme, rest = (match.group(1) or "").lower(), match.group(2)
    if scheme in ("tg", "mailto", "tel"):
        return url.strip()
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if "." not in host and not host.startswith("localhost"):
        return None
    return f"{scheme or 'http'}://{rest}" + ("/" if host == rest else "")
