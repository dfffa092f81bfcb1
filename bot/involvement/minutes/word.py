"""The text of a Word document: one line a paragraph, one a row of a table, cells parted by bars.

A document is a zip of XML, which may come from anyone: sizes are bounded before anything is
unpacked, entities and document types are refused, and nothing in it is run or fetched.
"""

import io
import zipfile
import zlib
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from bot.involvement.minutes.errors import MinutesError
from bot.involvement.minutes.source import BREAK

LARGEST_PART = 5_000_000  # bytes of XML, unpacked
MOST_FILES = 5000
DEEPEST = 500  # elements within each other
DOCUMENT = "word/document.xml"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def text_of_word(data: bytes, name: str) -> str:
    """Give the text of a .docx; raises MinutesError for one with macros, or that is no document."""
    try:
        return _lines(_document(data, name), name)
    except DefusedXmlException:
        raise MinutesError(
            f"{name} refers to things outside itself, so it was not read: copy its text into a "
            f"new file."
        ) from None
    except (zipfile.BadZipFile, zlib.error, ParseError, EOFError, NotImplementedError,
            RuntimeError, ValueError, OSError) as error:  # fmt: skip
        if isinstance(error, MinutesError):
            raise
        raise MinutesError(
            f"{name} is damaged or locked with a password: open it, save it as a new .docx, "
            f"and try again."
        ) from None


def _document(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        listed = archive.infolist()
        names = {one.filename for one in listed}
        if len(listed) > MOST_FILES:
            raise _too_much(name)
        if DOCUMENT not in names:
            raise MinutesError(
                f"{name} is not a Word document: save the minutes as .docx, .pdf or text, and "
                f"try again."
            )
        if _has_macros(archive, names):
            raise MinutesError(
                f"{name} has macros in it, so it was not opened: save it as .docx without "
                f"macros, and try again.",
                "macros",
            )
        return _part(archive, DOCUMENT, name)


def _has_macros(archive: zipfile.ZipFile, names: set[str]) -> bool:
    if any(one.casefold().endswith(("vbaproject.bin", "vbadata.xml")) for one in names):
        return True
    types = "[Content_Types].xml"
    return types in names and b"macroenabled" in _part(archive, types, types).lower()


def _part(archive: zipfile.ZipFile, part: str, name: str) -> bytes:
    """Unpack one part, as far as its bound: what a zip says about its sizes may be a lie."""
    with archive.open(part) as file:
        data = file.read(LARGEST_PART + 1)
    if len(data) > LARGEST_PART:
        raise _too_much(name)
    return data


def _too_much(name: str) -> MinutesError:
    return MinutesError(
        f"{name} is too large when unpacked: copy its text into a new file, and try again.", "long"
    )


class _Page:
    """What has been read: lines, and the cells of the row that is open."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.words: list[str] = []
        self.cells: list[list[str]] = []
        self.rows = 0  # how many rows are open: tables may stand in tables
        self.listed = False

    def begin(self, tag: str) -> None:
        if tag == "tr":
            self.rows += 1
            if self.rows == 1:
                self.cells = []
        elif tag == "tc" and self.rows == 1:
            self.cells.append([])
        elif tag == "p":
            self.words, self.listed = [], False
        elif tag == "numPr":
            self.listed = True

    def end(self, tag: str, words: str) -> None:
        if tag == "t":
            self.words.append(words)
        elif tag in {"tab", "br", "cr"}:
            self.words.append("\t" if tag == "tab" and not self.rows else " ")
        elif tag == "noBreakHyphen":
            self.words.append("-")
        elif tag == "p":
            self._paragraph("".join(self.words))
        elif tag == "tr":
            self.rows -= 1
            if self.rows == 0:
                self.lines.append("| " + " | ".join(BREAK.join(cell) for cell in self.cells) + " |")

    def _paragraph(self, text: str) -> None:
        text = text.replace("\n", " ").replace(BREAK, " ")
        if self.rows and self.cells:
            self.cells[-1].append(text.replace("|", "/"))
        else:
            self.lines.append(("• " if self.listed and text.strip() else "") + text)
        self.words = []


def _lines(document: bytes, name: str) -> str:
    """Walk through the document without ever holding it as a tree."""
    page, hidden = _Page(), 0
    around: list[Element] = []
    for event, element in iterparse(io.BytesIO(document), events=("start", "end"), forbid_dtd=True):
        if event == "start":
            around.append(element)
        if len(around) > DEEPEST:
            raise _too_much(name)
        if element.tag == _FALLBACK:
            hidden += 1 if event == "start" else -1
        tag = element.tag.removeprefix(_W).removeprefix(_STRICT)
        if not hidden and not tag.startswith("{"):
            if event == "start":
                page.begin(tag)
            else:
                page.end(tag, element.text or "")
        if event == "end":
            around.pop()
            if around:
                around[-1].remove(element)  # an empty element is remembered, too
    text = "\n".join(page.lines)
    if not text.strip(" |\n"):
        raise MinutesError(
            f"{name} has no words in it: perhaps they are a picture; paste them as text.", "scanned"
        )
    return text
