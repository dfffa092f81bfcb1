"""A message's words as HTML that cannot break the page, and the direction in which they run.

Everything is escaped; only the tags below are written, each closed in the piece that opened it, so
that entities which cross or end inside a character do no harm.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from bot.sandbox.entities import Formatted

_TAGS = {
    "bold": ("b", ""),
    "italic": ("i", ""),
    "underline": ("u", ""),
    "strikethrough": ("s", ""),
    "code": ("code", ""),
    "pre": ("code", ""),
    "spoiler": ("span", "spoiler"),
    "blockquote": ("span", "quote"),
    "expandable_blockquote": ("span", "quote"),
}
_LINK = Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>')
_SAFE_LINK = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
_PLAIN, _NAMED = Markup("<{tag}>{html}</{tag}>"), Markup('<{tag} class="{name}">{html}</{tag}>')
_LINKS = frozenset({"text_link", "url", "email"})
_ADDRESSES = {"email": "mailto:"}
_PARAGRAPHS = re.compile(r"\n{2,}")
_OPENING, _CLOSING = frozenset({"LRI", "RLI", "FSI"}), "PDI"
_STRONG = {"L": "ltr", "R": "rtl", "AL": "rtl"}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as safe HTML; `direction` is 'ltr', 'rtl' or 'auto' where nothing tells."""

    direction: str
    html: Markup


def direction(text: str) -> str:
    """Return 'rtl' or 'ltr' by the first strong letter outside isolates, or 'auto'.

    This is rule P2 of the Unicode bidirectional algorithm. Browsers do not skip isolates where
    they look at dir="auto", and would let an English name turn an Urdu sentence round.
    """
    depth = 0
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in _OPENING:
            depth += 1
        elif kind == _CLOSING:
            depth = max(depth - 1, 0)
        elif not depth and kind in _STRONG:
            return _STRONG[kind]
    return "auto"


def paragraphs(words: Formatted) -> list[Paragraph]:
    """Return the words in paragraphs, with their entities."""
    text, spans = words.text, _spans(words)
    found, start = [], 0
    for gap in [*_PARAGRAPHS.finditer(text), None]:
        end = gap.start() if gap else len(text)
        if text[start:end].strip():
            html = _html(text, start, end, spans)
            found.append(Paragraph(direction(text[start:end]), html))
        start = gap.end() if gap else end
    return found


def safe_link(url: str | None) -> str | None:
    """Return the address if a page may link to it: the web, mail or telephone."""
    return url if url and _SAFE_LINK.match(url) else None


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    kind: str
    link: str | None


def _spans(words: Formatted) -> list[_Span]:
    """Turn UTF-16 offsets into places in the text; one inside a character moves behind it."""
    if not words.entities:
        return []
    units, places = 0, []
    for letter in words.text:
        places.append(units)
        units += 2 if letter > "\uffff" else 1
    spans = []
    for it in words.entities:
        start = bisect_left(places, it.offset)
        end = bisect_left(places, it.offset + it.length)
        link = it.url or _ADDRESSES.get(it.kind, "") + words.text[start:end]
        spans.append(_Span(start, end, it.kind, safe_link(link)))
    return spans


def _html(text: str, start: int, end: int, spans: Sequence[_Span]) -> Markup:
    edges = {edge for span in spans for edge in (span.start, span.end) if start < edge < end}
    pieces = (
        _piece(text[first:last], [span for span in spans if span.start <= first < span.end])
        for first, last in pairwise(sorted(edges | {start, end}))
    )
    return Markup().join(pieces)


def _piece(text: str, spans: Sequence[_Span]) -> Markup:
    html = escape(text)
    for span in reversed(spans):
        if span.kind in _TAGS:
            tag, name = _TAGS[span.kind]
            html = (_NAMED if name else _PLAIN).format(tag=tag, name=name, html=html)
        elif span.kind in _LINKS and span.link:
            html = _LINK.format(span.link, html)
    return html
