"""Posters with a QR code for a link, to hang on a ward: one A4 page, as SVG or as PDF.

Both are drawn from one layout. The SVG shows every script. The PDF is written by hand with the
reader's own Helvetica, so it shows the letters of western Europe, with Welsh ŵ and ŷ put together
from a letter and its roof; anything else is refused with a sentence that points to the SVG.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from xml.sax.saxutils import escape

import segno

from bot.involvement.helvetica import MM_PER_POINT, letter_width, text_width, wrapped

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 20.0  # mm, A4
TITLE_SIZES = (40, 34, 28, 24)  # points
LINE_SIZE, SMALL_SIZE, SMALLEST_SIZE = 18, 14, 8  # points
MOST_TITLE_LINES = 3
QUIET_ZONE = 4  # modules that stay white around a QR code, by its standard
LARGEST_CODE, SMALLEST_CODE = 150.0, 80.0  # mm
GAP = 6.0  # mm
MOST_LETTERS = 1500
Sized: TypeAlias = tuple[str, float, bool]  # words, points, bold

_LINK = re.compile(r"https?://[!-~]{1,300}")
_ROOFED = {"ŵ": "w", "ŷ": "y", "Ŵ": "W", "Ŷ": "Y"}
_ROOF = "ˆ"
_RISE = 0.195  # how much taller capitals are than small letters, as a share of the size


class PosterError(ValueError):
    """A poster cannot be drawn; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """One centred line of text: its baseline from the top in mm, its size in points."""

    text: str
    baseline: float
    points: float
    bold: bool = False

    @property
    def left(self) -> float:
        """Where the line begins, in mm from the left edge."""
        return (WIDTH - text_width(self.text, self.points, bold=self.bold)) / 2


@dataclass(frozen=True, slots=True)
class Poster:
    """What stands where: the lines, and a QR code with its upper left corner and module in mm.

    `runs` are the dark modules of the code as (column, row, length), quiet zone not counted.
    """

    title: str
    lines: tuple[Line, ...]
    left: float
    top: float
    module: float
    runs: tuple[tuple[int, int, int], ...]


def poster_svg(link: str, title: str, lines: Sequence[str], organisation: str) -> str:
    """Draw the poster as SVG, in any script; raises PosterError for what cannot be drawn."""
    poster = _lay_out(link, title, lines, organisation)
    modules = "".join(f"M{column} {row}h{long}v1h-{long}z" for column, row, long in poster.runs)
    place = f"translate({poster.left:.3f} {poster.top:.3f}) scale({poster.module:.4f})"
    texts = "\n".join(map(_svg_line, poster.lines))
    return f"""<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="name" \
width="{WIDTH:g}mm" height="{HEIGHT:g}mm" viewBox="0 0 {WIDTH:g} {HEIGHT:g}">
<title id="name">{escape(poster.title)}</title>
<rect width="{WIDTH:g}" height="{HEIGHT:g}" fill="#fff"/>
<path shape-rendering="crispEdges" transform="{place}" d="{modules}"/>
<g font-family="Helvetica, Arial, sans-serif" text-anchor="middle">
{texts}
</g>
</svg>
"""


def poster_pdf(link: str, title: str, lines: Sequence[str], organisation: str) -> bytes:
    """Draw the poster as PDF; raises PosterError for what cannot be drawn or has other letters."""
    poster = _lay_out(link, title, lines, organisation)
    scale = 1 / MM_PER_POINT
    module, left = poster.module * scale, poster.left * scale
    down = (HEIGHT - poster.top) * scale
    code = [f"q {module:.4f} 0 0 {-module:.4f} {left:.3f} {down:.3f} cm"]
    code += [f"{column} {row} {long} 1 re" for column, row, long in poster.runs]
    content = "\n".join([*code, "f Q", *(_pdf_line(line) for line in poster.lines)])
    return _pdf_file(poster.title, content)


def _lay_out(link: str, title: str, lines: Sequence[str], organisation: str) -> Poster:
    """Put title and lines at the top, link and organisation at the bottom, the code between."""
    if not _LINK.fullmatch(link):
        raise PosterError(
            "The link of a poster must begin with https:// and have at most 300 letters, no spaces."
        )
    if sum(map(len, (title, organisation, *lines))) > MOST_LETTERS:
        raise PosterError("There is too much text for one poster. Please shorten it.")
    heading = _title_lines(_clean(title, "title"))
    middle = [part for line in lines for part in _broken(_clean(line, "line"), LINE_SIZE)]
    above = list(_stacked([*heading, *middle], MARGIN))
    named = _broken(_clean(organisation, "name of the organisation"), SMALL_SIZE, bold=True)
    below = [*_link_lines(link), *named]
    floor = HEIGHT - MARGIN - sum(map(_line_height, (size for _, size, _ in below)))
    matrix = segno.make(link, micro=False, error="m").matrix
    room = floor - (above[-1].baseline + GAP)
    side = min(LARGEST_CODE, room)
    if side < SMALLEST_CODE:
        raise PosterError("There is too much text for one poster. Please shorten it.")
    module = side / (len(matrix) + 2 * QUIET_ZONE)
    return Poster(
        title=_clean(title, "title"),
        lines=(*above, *_stacked(below, floor)),
        left=(WIDTH - module * len(matrix)) / 2,
        top=floor - room / 2 - module * len(matrix) / 2,
        module=module,
        runs=tuple(_runs(matrix)),
    )


def _title_lines(title: str) -> list[Sized]:
    """Break the title into lines, as large as three lines allow."""
    tried = [_broken(title, points, bold=True) for points in TITLE_SIZES]
    return next((lines for lines in tried if len(lines) <= MOST_TITLE_LINES), tried[-1])


def _link_lines(link: str) -> list[Sized]:
    """Give the link without its scheme, as large as fits in one line, or broken if it is long."""
    short = link.partition("://")[2].removesuffix("/")
    width = text_width(short, 1, bold=False)
    points = max(SMALLEST_SIZE, min(SMALL_SIZE, (WIDTH - 2 * MARGIN) / width))
    return _broken(short, points)


def _broken(text: str, points: float, *, bold: bool = False) -> list[Sized]:
    lines = wrapped(text, points, WIDTH - 2 * MARGIN, bold=bold)
    return [(line, points, bold) for line in lines]


def _clean(text: str, what: str) -> str:
    """Give the text with single spaces; raises PosterError if it is empty or cannot be shown."""
    tidy = " ".join(unicodedata.normalize("NFC", text).split())
    if not tidy:
        raise PosterError(f"The {what} of a poster must not be empty.")
    if any(unicodedata.category(letter) in {"Cc", "Cs", "Cn", "Co"} for letter in tidy):
        raise PosterError(f"The {what} of a poster holds signs that cannot be printed.")
    return tidy


def _line_height(points: float) -> float:
    return points * MM_PER_POINT * 1.25


def _stacked(texts: Sequence[Sized], top: float) -> Iterator[Line]:
    """Put lines under each other from `top` mm on, with a gap where the size changes."""
    before = texts[0][1] if texts else 0
    for text, points, bold in texts:
        top += _line_height(points) + (GAP if points < before else 0)
        before = points
        yield Line(text, top, points, bold)


def _runs(matrix: Sequence[Sequence[int]]) -> Iterator[tuple[int, int, int]]:
    """Join the dark modules that stand side by side."""
    for row, modules in enumerate(matrix):
        dark = re.finditer("1+", "".join(map(str, modules)))
        yield from ((run.start(), row, len(run[0])) for run in dark)


def _svg_line(line: Line) -> str:
    weight = ' font-weight="bold"' if line.bold else ""
    strong = (unicodedata.bidirectional(letter) for letter in line.text)
    first = next((kind for kind in strong if kind in {"L", "R", "AL"}), "L")
    direction = "" if first == "L" else ' direction="rtl"'
    return (
        f'<text x="{WIDTH / 2:g}" y="{line.baseline:.2f}"{weight}{direction} '
        f'font-size="{line.points * MM_PER_POINT:.3f}">{escape(line.text)}</text>'
    )


def _pdf_line(line: Line) -> str:
    """Write one line; letters with a roof are drawn in two parts and named for who copies them."""
    x, y = line.left / MM_PER_POINT, (HEIGHT - line.baseline) / MM_PER_POINT
    shown = " ".join(_pdf_letters(line))
    said = (b"\xfe\xff" + line.text.encode("utf-16-be")).hex()
    font = "F2" if line.bold else "F1"
    return (
        f"/Span << /ActualText <{said}> >> BDC "
        f"BT /{font} {line.points:.2f} Tf {x:.2f} {y:.2f} Td {shown} ET EMC"
    )


def _pdf_letters(line: Line) -> Iterator[str]:
    for part in re.findall("[ŵŷŴŶ]|[^ŵŷŴŶ]+", line.text):
        if part not in _ROOFED:
            yield f"<{_western(part)}> Tj"
            continue
        base, roof = (letter_width(letter, bold=line.bold) for letter in (part, _ROOF))
        rise = _RISE * line.points if part.isupper() else 0
        yield f"[<{_western(_ROOFED[part])}> {(base + roof) / 2:g}] TJ {rise:.2f} Ts"
        yield f"<{_western(_ROOF)}> Tj 0 Ts [{(roof - base) / 2:g}] TJ"


def _western(text: str) -> str:
    try:
        return text.encode("cp1252").hex()
    except UnicodeEncodeError as error:
        letter = text[error.start]
        raise PosterError(
            f"A PDF poster cannot show {letter!r}. Please print the SVG poster, which can."
        ) from None


def _pdf_file(title: str, content: str) -> bytes:
    """Put a PDF of one page together, with its table of objects."""
    named = (b"\xfe\xff" + title.encode("utf-16-be")).hex()
    box = f"[0 0 {WIDTH / MM_PER_POINT:.2f} {HEIGHT / MM_PER_POINT:.2f}]"
    fonts = "<< /Font << /F1 5 0 R /F2 6 0 R >> >>"
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R /ViewerPreferences << /DisplayDocTitle true >> >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Contents 4 0 R /Resources {fonts} >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        font.format("Helvetica"),
        font.format("Helvetica-Bold"),
        f"<< /Title <{named}> >>",
    ]
    file = "%PDF-1.5\n"
    starts = []
    for number, body in enumerate(bodies, start=1):
        starts.append(len(file))
        file += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    table_starts = len(file)
    size = len(bodies) + 1
    trailer = f"<< /Size {size} /Root 1 0 R /Info {len(bodies)} 0 R >>"
    file += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n{trailer}\n"
    return f"{file}startxref\n{table_starts}\n%%EOF\n".encode("ascii")
