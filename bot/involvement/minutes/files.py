"""Minutes as files: .txt, .md, .docx and .pdf become text; anything else a sentence.

What a file holds decides, not its name.
"""

import re
from pathlib import Path

from bot.involvement.minutes.errors import MinutesError
from bot.involvement.minutes.pdf import text_of_pdf
from bot.involvement.minutes.word import text_of_word

LARGEST_FILE = 20_000_000  # bytes
_OTHERS = {
    b"\xd0\xcf\x11\xe0": "in an old Word format: save it as .docx, and try again",
    b"{\\rtf": "in Rich Text Format: save it as .docx or .txt, and try again",
    b"\x89PNG": "a picture: its words cannot be read, so send minutes as text, .docx or .pdf",
    b"\xff\xd8\xff": "a picture: its words cannot be read, so send minutes as text, .docx or .pdf",
    b"GIF8": "a picture: its words cannot be read, so send minutes as text, .docx or .pdf",
    b"OggS": "a recording: write down what was said, or mark decisions and actions by hand",
    b"ID3": "a recording: write down what was said, or mark decisions and actions by hand",
}


def read_minutes(path: Path) -> str:
    """Give the text of a file of minutes.

    Raises MinutesError, which says in one sentence why it cannot be read and what to do.
    """
    if path.is_dir():
        raise MinutesError(f"{path.name} is a folder: name one file of minutes in it.")
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise MinutesError(f"There is no file {path}: check its name and its folder.") from None
    except (OSError, ValueError):
        raise MinutesError(f"{path} cannot be opened: check who may read it.") from None
    if len(data) > LARGEST_FILE:
        raise MinutesError(
            f"{path.name} has more than {LARGEST_FILE // 1_000_000} MB: "
            "leave out its pictures, or save the part with decisions as a file of its own."
        )
    return text_of(data, path.name)


def text_of(data: bytes, name: str) -> str:
    """Give the text in the bytes of a file; `name` is shown in messages. Raises MinutesError."""
    if not data.strip():
        raise MinutesError(f"{name} is empty: send the file with the minutes in it.", "empty")
    if b"%PDF-" in data[:1024]:
        return text_of_pdf(data, name)
    if data.startswith(b"PK\x03\x04"):
        return text_of_word(data, name)
    for beginning, what in _OTHERS.items():
        if data.startswith(beginning):
            raise MinutesError(f"{name} is {what}.")
    return _plain(data, name)


def _plain(data: bytes, name: str) -> str:
    """Decode a text: as UTF-8 or UTF-16, else as Windows writes western letters."""
    encodings = (
        ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    )
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            return text
    raise MinutesError(
        f"{name} holds no text that can be read: send minutes as text, .docx or .pdf."
    )


def _is_text(text: str) -> bool:
    """Say whether a text is one: hardly any control characters."""
    controls = len(re.findall(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]", text))
    return controls * 200 <= len(text)
