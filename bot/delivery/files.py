"""Which files Heard takes: at the door by what is said of them, and once they are here by content.

What a file is, its first bytes tell; names and types that an app gives are only claims. Sources:
Ogg RFC 3533 (§6); MP3 ISO/IEC 11172-3 (frame header) and id3.org/id3v2.4.0-structure; M4A, MP4 and
HEIC ISO/IEC 14496-12 (§4.3, 'ftyp'); JPEG ISO/IEC 10918-1 (B.1.1.3); PNG w3.org/TR/png (§5.2); GIF
w3.org/Graphics/GIF/spec-gif89a.txt (§17); WebP RFC 9649 (§2.4); PDF ISO 32000-1 (§7.5.2); DOCX
ECMA-376-2 (a ZIP with parts under 'word/').
"""

import re
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO

from bot.delivery.ports import MediaRef

MOST_BYTES = 20 * 1024 * 1024  # what Telegram lets a bot download: core.telegram.org/bots/api#file
TOO_LARGE, NOT_TAKEN = "too_large", "not_taken"

_NAMES = (".pdf", ".docx", ".txt", ".md", ".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic")
_SOUND_FRAMES = {0xE2, 0xE3, 0xF2, 0xF3, 0xFA, 0xFB}  # MPEG 2.5, 2 and 1, layer III
_MARKUP = (b"<html", b"<svg", b"<script", b"<?xml", b"<!doctype")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")  # no text holds them
_HEAD = 1024  # bytes in which a text shows that it is markup


def refused_at_the_door(file: MediaRef) -> str | None:
    """Say why a file is not taken, before it is fetched: `TOO_LARGE` or `NOT_TAKEN`; else None."""
    if file.size is not None and file.size > MOST_BYTES:
        return TOO_LARGE
    if file.kind != "document" or file.name is None:
        return None
    return None if file.name.lower().endswith(_NAMES) else NOT_TAKEN


def is_what_it_says(kind: str, content: bytes) -> bool:
    """Tell whether the content fits the kind that was announced: voice, photo, video, document."""
    return _KINDS[kind](content)


def _is_sound(content: bytes) -> bool:
    is_frame = len(content) > 1 and content[0] == 0xFF and content[1] in _SOUND_FRAMES  # noqa: PLR2004
    return content.startswith((b"OggS", b"ID3")) or is_frame or _is_film(content)


def _is_picture(content: bytes) -> bool:
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    is_heic = content[4:8] == b"ftyp" and content[8:12] in {b"heic", b"heix", b"mif1"}
    known = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
    return content.startswith(known) or is_webp or is_heic


def _is_film(content: bytes) -> bool:
    return content[4:8] == b"ftyp"


def _is_document(content: bytes) -> bool:
    is_pdf = content.startswith(b"%PDF-")
    return is_pdf or _is_picture(content) or _is_word(content) or _is_text(content)


def _is_word(content: bytes) -> bool:
    """Tell a Word document without macros from any other archive."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        parts = zipfile.ZipFile(BytesIO(content)).namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    has_macros = any(part.lower().endswith("vbaproject.bin") for part in parts)
    return "word/document.xml" in parts and not has_macros


def _is_text(content: bytes) -> bool:
    """Tell plain text from markup, scripts and anything that is no text in UTF-8."""
    head = content.removeprefix(b"\xef\xbb\xbf")[:_HEAD].lstrip().lower()
    if not head or head.startswith(b"#!") or any(sign in head for sign in _MARKUP):
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return _CONTROLS.search(content) is None


_KINDS: Mapping[str, Callable[[bytes], bool]] = {
    "voice": _is_sound,
    "photo": _is_picture,
    "video": _is_film,
    "document": _is_document,
}
