"""A screen becomes a Telegram message: text in HTML, an inline keyboard, perhaps a file.

A payload is {"method", "params", "media", "file"}: the method that sends it anew, its parameters
but for chat and file, and where there is one the number of the stored file, or the file of text
that goes along. Text is escaped here and nowhere before.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from bot.channels.telegram.keyboard import Labels, Said, keyboard, one_line, shortened, visible
from bot.delivery.ports import Payload
from conversations.screen import Screen
from conversations.text import Text, Words

TEXT_LIMIT = 4096
"""UTF-16 units of a text after its entities were read (core.telegram.org/bots/api#sendmessage)."""
CAPTION_LIMIT = 1024
PROTECTED = "protect_content"
"""Known to the methods that send, and not to those that edit."""

METHODS = {
    "photo": "sendPhoto",
    "voice": "sendVoice",
    "document": "sendDocument",
    "video": "sendVideo",
}
_CUT = Text("The rest is left out here, because it is too long for one message.")
_COMMAS = {"ur": "، ", "ar": "، ", "fa": "، "}
_NUMBERING = 8  # units that a number, its dot, a space and the end of the line may take
_PRONOUN = re.compile(r"I\b")
_BLANK_LINE = re.compile(r"\n\s*\n")


def render(
    screen: Screen, language: str, member: int, say: Callable[[Words, str], str], *,
    protected: bool = False,
) -> Payload:  # fmt: skip
    """Give the message that shows `screen` in `language`, its buttons meant for `member`.

    Paragraphs that do not fit are left out, and the message says so; options are always there.
    One that is `protected` cannot be forwarded or saved
    (core.telegram.org/bots/api#sendmessage, `protect_content`).
    """

    def said(words: Words) -> str:
        return _clean(say(words, language))

    labels = Labels.of(screen, said)
    shown = {"parse_mode": "HTML"} | _keyboard(screen, labels, member)
    if protected and screen.file is None:  # one that is asked for must leave the chat to be of use
        shown[PROTECTED] = True
    if screen.file is not None:
        caption = _html(screen, said, labels, language, CAPTION_LIMIT)
        file = {"name": screen.file.name, "kind": screen.file.kind, "text": screen.file.text}
        return {"method": "sendDocument", "params": {"caption": caption} | shown, "file": file}
    if screen.attachment is None:
        text = _html(screen, said, labels, language, TEXT_LIMIT)
        alone = {"link_preview_options": {"is_disabled": True}}
        return {"method": "sendMessage", "params": {"text": text} | shown | alone}
    return {
        "method": METHODS[screen.attachment.kind],
        "params": {"caption": _html(screen, said, labels, language, CAPTION_LIMIT)} | shown,
        "media": screen.attachment.media,
    }


def units(text: str) -> int:
    """Count UTF-16 units, as Telegram measures."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _keyboard(screen: Screen, labels: Labels, member: int) -> dict[str, Any]:
    rows = keyboard(screen, labels, member)
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


@dataclass(frozen=True, slots=True)
class _Paragraph:
    plain: str
    bold: bool = False

    @property
    def html(self) -> str:
        text = escape(self.plain, quote=False)
        return f"<b>{text}</b>" if self.bold else text


def _html(screen: Screen, said: Said, labels: Labels, language: str, limit: int) -> str:
    body, options = _body(screen, said), _options(labels.options, screen.first)
    typed = _typed(labels.buttons, said, language)
    ends = _ends(options, typed)
    if _size([*body, *ends]) > limit:
        if _size(ends) > limit // 2:
            room = limit // 2 - units(typed)
            ends = _ends(_options(labels.options, screen.first, room), typed)
        if _size([*body, *ends]) > limit:
            ends = [_Paragraph(said(_CUT)), *ends]
            body = _fitting(body, limit - _size(ends) - 2)
    return "\n\n".join(paragraph.html for paragraph in (*body, *ends))


def _ends(*texts: str) -> list[_Paragraph]:
    return [_Paragraph(text) for text in texts if text]


def _body(screen: Screen, said: Said) -> list[_Paragraph]:
    title = one_line(said(screen.title)) if screen.title else ""
    pieces = (piece.strip() for line in screen.lines for piece in _BLANK_LINE.split(said(line)))
    kept = [_Paragraph(piece) for piece in pieces if piece]
    return [*([_Paragraph(title, bold=True)] if title else []), *kept]


def _fitting(body: list[_Paragraph], room: int) -> list[_Paragraph]:
    """Keep the first paragraphs that fit; where not even one does, cut it between words."""
    kept: list[_Paragraph] = []
    for paragraph in body:
        if _size([*kept, paragraph]) > room:
            break
        kept.append(paragraph)
    if len(kept) == len(body) or any(not paragraph.bold for paragraph in kept):
        return kept
    left = room - _size(kept) - 2
    cut = _cut(body[len(kept)].plain, left)
    return [*kept, _Paragraph(cut)] if cut else kept


def _options(labels: Sequence[str], first: int, room: int | None = None) -> str:
    """Write the options, numbered, a line each; with `room`, in about so many UTF-16 units."""
    most = room and max(room // max(len(labels), 1) - _NUMBERING, 1)
    lines = []
    for number, whole in enumerate(labels, first):
        label = whole if most is None else _cut(whole, most)
        lines.append(label if label == str(number) else f"{number}. {label}")
    return "\n".join(lines)


def _typed(labels: Sequence[str], said: Said, language: str) -> str:
    if not labels:
        return ""
    comma = _COMMAS.get(language.partition("_")[0], ", ")
    return said(Text("Or type: {words}", words=comma.join(map(_as_typed, labels))))


def _as_typed(label: str) -> str:
    """Begin a label small, but for initials such as 'NHS' and the English 'I'."""
    if _PRONOUN.match(label) or label[1:2].isupper():
        return label
    return label[:1].lower() + label[1:]


def _clean(text: str) -> str:
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _size(paragraphs: list[_Paragraph]) -> int:
    return units("\n\n".join(paragraph.plain for paragraph in paragraphs))


def _cut(text: str, most: int) -> str:
    """Cut a text to `most` UTF-16 units."""
    if units(text) <= most:
        return text
    characters = min(visible(text), most)
    while characters > 1 and (over := units(shortened(text, characters)) - most) > 0:
        characters -= max(over // 2, 1)  # a character has at most 2 units
    return shortened(text, characters) if characters > 1 else ""
