"""The text of a PDF, read by a process of its own, with bounds on its time and memory.

A PDF may be made to keep a reader busy for ever, and its words come from anyone.
"""

import io
import json
import logging
import re
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Literal

from bot.involvement.minutes.columns import has_columns
from bot.involvement.minutes.errors import MinutesError

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_PAGES = 60
MOST_PLACED_PAGES = 20  # reading where words stand on a page takes longer
LONGEST_READ = 30  # seconds
MOST_MEMORY = 1_000_000_000  # bytes
FINENESS = 0.25  # of the height of letters: how exactly empty lines tell distances
LONGEST_TEXT = 1_000_000  # characters; more is refused later, with its own sentence
_GAP = re.compile(r"\n(?:[ ]*\n)*")
_OURSELVES = "from bot.involvement.minutes.pdf import read_apart; read_apart()"


def text_of_pdf(data: bytes, name: str) -> str:
    """Give the text of a PDF; raises MinutesError for one of many pages, and one without text."""
    try:
        answer = subprocess.run(  # noqa: S603  our own interpreter, and nothing of the file in it
            [sys.executable, "-c", _OURSELVES],
            input=data, capture_output=True, timeout=LONGEST_READ, check=True,
        )  # fmt: skip
        told = json.loads(answer.stdout)
    except subprocess.TimeoutExpired:
        raise MinutesError(
            f"{name} takes too long to read: copy its text into a file, and try again."
        ) from None
    except (subprocess.CalledProcessError, ValueError, OSError):
        raise _damaged(name) from None
    return _judged(told, name)


def _damaged(name: str) -> MinutesError:
    return MinutesError(
        f"{name} is damaged or locked: print it to a new PDF, or copy its text into a file."
    )


def _judged(told: dict[str, object], name: str) -> str:
    """Give the text that was read, or raise what is wrong with it."""
    if told.get("locked"):
        raise MinutesError(f"{name} is locked with a password: save it without one, and try again.")
    pages = told.get("pages")
    if isinstance(pages, int) and pages > MOST_PAGES:
        raise MinutesError(
            f"{name} has {pages} pages, and {MOST_PAGES} are the most that can be read: "
            "save the part with decisions and actions as a file of its own.",
            "long",
        )
    text = told.get("text")
    if not isinstance(text, str):
        raise _damaged(name)
    if not text.strip():
        raise MinutesError(
            f"{name} has pictures of pages and no text: scan it with text recognition, or "
            f"paste the words.",
            "scanned",
        )
    return text


def read_apart() -> None:
    """Read a PDF from standard input, and write what it holds as JSON: the work of the process."""
    _bound_ourselves()
    logging.disable()
    json.dump(_read(sys.stdin.buffer.read()), sys.stdout)


def _bound_ourselves() -> None:
    try:
        import resource  # noqa: PLC0415  only Unix has it
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_READ, LONGEST_READ + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _read(data: bytes) -> dict[str, object]:
    from pypdf import PdfReader  # noqa: PLC0415  slow to load, and only needed here
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return {"locked": True}
        pages = len(reader.pages)
        if pages > MOST_PAGES:
            return {"pages": pages}
        text = _text(reader, "plain")
        placed = _text(reader, "layout") if text.strip() and pages <= MOST_PLACED_PAGES else ""
        text = placed if has_columns(placed) else text
        return {"pages": pages, "text": text.replace("\u00ad\n", "").replace("\u00ad", "")}
    except (PyPdfError, ArithmeticError, AttributeError, LookupError, MemoryError, OSError,
            RecursionError, TypeError, ValueError, AssertionError, NotImplementedError,
    ):  # fmt: skip
        return {}


def _text(reader: "PdfReader", mode: Literal["plain", "layout"]) -> str:
    """Give the words of all pages: one after the other, or where they stand, for columns."""
    texts: list[str] = []
    for page in reader.pages:
        told = page.extract_text(extraction_mode=mode, layout_mode_font_height_weight=FINENESS)
        texts.append(told if mode == "plain" else _apart(told))
        if sum(map(len, texts)) > LONGEST_TEXT:
            break
    return "\n".join(texts)


def _apart(text: str) -> str:
    """Keep an empty line only where lines stand further apart than most: between rows of a table.

    The text has empty lines for every distance, a quarter of a line's height each.
    """
    gaps = Counter(gap.count("\n") for gap in _GAP.findall(text.strip()))
    usual = max(gaps, key=lambda gap: (gaps[gap], -gap), default=0)
    return _GAP.sub(
        lambda gap: "\n\n" if gap.group().count("\n") > usual + 1 else "\n", text.strip("\n")
    )
