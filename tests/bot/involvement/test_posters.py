"""Posters: the code on the page is the link's, and the words can be read."""

import re
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from bot.involvement.helvetica import text_width, wrapped
from bot.involvement.posters import PosterError, poster_pdf, poster_svg
from tests.needs import needs_program

LINK = "https://t.me/example_bot?start=ward-poster-1"
TITLE = "Tell us what you think & what matters"
LINES = ["A few short questions on your phone.", "You can stop at any time."]
NAME = "Riverside Cancer Network"
SVG = "{http://www.w3.org/2000/svg}"


def dark_modules() -> set[tuple[int, int]]:
    matrix = segno.make(LINK, micro=False, error="m").matrix
    return {
        (column, row)
        for row, modules in enumerate(matrix)
        for column, dark in enumerate(modules)
        if dark
    }


def filled(runs: list[tuple[str, ...]]) -> set[tuple[int, int]]:
    """The modules that runs of (column, row, length) cover."""
    numbers = [tuple(map(int, run)) for run in runs]
    return {(column + step, row) for column, row, long in numbers for step in range(long)}


def svg_page(title: str = TITLE, *lines: str) -> ET.Element:
    return ET.fromstring(poster_svg(LINK, title, lines or LINES, NAME))  # noqa: S314 - our own


def svg_words(page: ET.Element) -> list[str]:
    return [text.text or "" for text in page.iter(f"{SVG}text")]


def test_the_svg_draws_exactly_the_modules_of_the_code() -> None:
    path = svg_page().find(f"{SVG}path")
    assert path is not None
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path.attrib["d"])
    assert "".join(f"M{c} {r}h{n}v1h-{n}z" for c, r, n in runs) == path.attrib["d"]
    assert filled(runs) == dark_modules()


def test_the_pdf_draws_exactly_the_modules_of_the_code() -> None:
    content = poster_pdf(LINK, TITLE, LINES, NAME).decode("ascii")
    assert filled(re.findall(r"^(\d+) (\d+) (\d+) 1 re$", content, re.MULTILINE)) == dark_modules()


def test_the_code_is_big_has_its_quiet_zone_and_stays_clear_of_the_words() -> None:
    page = svg_page()
    path = page.find(f"{SVG}path")
    assert path is not None
    place = re.fullmatch(
        r"translate\(([\d.]+) ([\d.]+)\) scale\(([\d.]+)\)", path.attrib["transform"]
    )
    assert place
    left, top, module = map(float, place.groups())
    side = module * len(segno.make(LINK, micro=False, error="m").matrix)
    quiet = 4 * module
    assert side > 80
    assert left >= quiet
    assert left + side + quiet <= 210
    baselines = [float(text.attrib["y"]) for text in page.iter(f"{SVG}text")]
    above = [y for y in baselines if y < top]
    below = [y for y in baselines if y >= top]
    assert max(above) <= top - quiet
    assert min(below) >= top + side + quiet
    assert max(baselines) <= 297 - 20


def test_title_lines_short_link_and_organisation_are_on_the_page() -> None:
    words = svg_words(svg_page())
    assert " ".join(words) == f"{TITLE} {' '.join(LINES)} {LINK.removeprefix('https://')} {NAME}"
    assert svg_page().findtext(f"{SVG}title") == TITLE


def test_every_line_stays_within_the_margins() -> None:
    page = svg_page("W" * 30, "m " * 90)
    for text in page.iter(f"{SVG}text"):
        points = float(text.attrib["font-size"]) / 25.4 * 72
        bold = "font-weight" in text.attrib
        assert text_width(text.text or "", points, bold=bold) <= 170.1


def test_a_long_link_is_broken_and_still_whole() -> None:
    link = "https://example.org/" + "w" * 280
    words = svg_words(ET.fromstring(poster_svg(link, TITLE, [], NAME)))  # noqa: S314 - our own
    assert link.removeprefix("https://") in "".join(words)


def test_urdu_on_an_svg_poster_runs_from_right_to_left() -> None:
    texts = list(svg_page("ہمیں بتائیں", "آپ کے فون پر").iter(f"{SVG}text"))
    assert [text.get("direction") for text in texts] == ["rtl", "rtl", None, None]


def test_markup_in_the_words_stays_words() -> None:
    assert "<script>alert(1)</script>" in svg_words(svg_page("Hello", "<script>alert(1)</script>"))


def test_a_pdf_in_a_script_without_letters_is_refused_and_points_to_the_svg() -> None:
    with pytest.raises(PosterError, match=r"^A PDF poster cannot show 'ہ'\. Please print the SVG"):
        poster_pdf(LINK, "ہمیں بتائیں", LINES, NAME)


@pytest.mark.parametrize(
    ("link", "title", "lines", "organisation", "complaint"),
    [
        ("javascript:alert(1)", TITLE, LINES, NAME, "must begin with https://"),
        ("https://example.org/a b", TITLE, LINES, NAME, "must begin with https://"),
        ("https://example.org/" + "x" * 400, TITLE, LINES, NAME, "at most 300 letters"),
        (LINK, " ", LINES, NAME, "The title of a poster must not be empty."),
        (LINK, TITLE, [""], NAME, "The line of a poster must not be empty."),
        (LINK, TITLE, LINES, "", "The name of the organisation of a poster must not be empty."),
        (LINK, "bell\x07", LINES, NAME, "The title of a poster holds signs that cannot be printed"),
        (LINK, "half\ud800", LINES, NAME, "holds signs that cannot be printed"),
        (LINK, TITLE, ["many words " * 20] * 5, NAME, "There is too much text for one poster."),
        (LINK, TITLE, ["x" * 1_000_000], NAME, "There is too much text for one poster."),
    ],
)
def test_what_cannot_be_a_poster_is_refused_in_a_sentence(
    link: str, title: str, lines: list[str], organisation: str, complaint: str
) -> None:
    for draw in (poster_svg, poster_pdf):
        with pytest.raises(PosterError, match=re.escape(complaint)):
            draw(link, title, lines, organisation)


@given(title=st.text(max_size=60), line=st.text(max_size=60), organisation=st.text(max_size=60))
def test_any_words_give_a_readable_svg_or_a_refusal(
    title: str, line: str, organisation: str
) -> None:
    try:
        svg = poster_svg(LINK, title, [line], organisation)
    except PosterError:
        return
    assert ET.fromstring(svg).tag == f"{SVG}svg"  # noqa: S314 - our own


def test_lines_break_between_words_and_in_a_word_only_where_it_is_too_long() -> None:
    assert wrapped("one two three", 18, 25, bold=False) == ["one two", "three"]
    assert "".join(wrapped("x" * 50, 18, 20, bold=True)) == "x" * 50
    assert wrapped(" ", 18, 20, bold=False) == []


def test_the_table_of_a_pdf_points_at_its_objects() -> None:
    pdf = poster_pdf(LINK, TITLE, LINES, NAME)
    start = int(pdf.split(b"startxref\n")[1].split()[0])
    table = pdf[start:].splitlines()
    assert table[0] == b"xref"
    for number, entry in enumerate(table[3 : 3 + 7], start=1):
        assert pdf[int(entry[:10]) :].startswith(b"%d 0 obj" % number)
    length, stream = re.findall(rb"/Length (\d+) >>\nstream\n(.*)\nendstream", pdf, re.DOTALL)[0]
    assert int(length) == len(stream)


def drawn(program: str, pdf: bytes, *arguments: str, folder: Path) -> bytes:
    """What a program of poppler-utils makes of a PDF; it must not complain."""
    found = needs_program(program, package="poppler-utils")
    file = folder / "poster.pdf"
    file.write_bytes(pdf)
    command = [str(found), *arguments, str(file), "-"]
    if program == "pdftoppm":
        command.pop()
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)  # noqa: S603
    assert done.stderr == b""
    return done.stdout


def test_the_words_of_a_pdf_can_be_copied_with_welsh_letters(tmp_path: Path) -> None:
    lines = ["Ŵyr y tŷ a'r dŵr: «£5» – “da”", "Ŷd"]
    pdf = poster_pdf(LINK, "Ymunwch â'r grŵp", lines, NAME)
    text = drawn("pdftotext", pdf, "-layout", folder=tmp_path).decode()
    said = [line.strip() for line in text.splitlines() if line.strip()]
    assert said == ["Ymunwch â'r grŵp", *lines, LINK.removeprefix("https://"), NAME]


def test_a_pdf_when_rendered_is_dark_where_the_code_is_dark(tmp_path: Path) -> None:
    pdf = poster_pdf(LINK, TITLE, LINES, NAME)
    scale = 3  # pixels a millimetre
    resolution = str(25.4 * scale)
    picture = drawn("pdftoppm", pdf, "-gray", "-r", resolution, folder=tmp_path)
    kind, size, _, pixels = picture.split(b"\n", 3)
    width, height = map(int, size.split())
    assert (kind, round(width / scale), round(height / scale)) == (b"P5", 210, 297)
    place = re.search(r"scale\(([\d.]+)\)", poster_svg(LINK, TITLE, LINES, NAME))
    corner = re.search(r"translate\(([\d.]+) ([\d.]+)\)", poster_svg(LINK, TITLE, LINES, NAME))
    assert place
    assert corner
    module = float(place[1])
    left, top = map(float, corner.groups())
    modules = range(len(segno.make(LINK, micro=False, error="m").matrix))
    found = {
        (column, row)
        for row in modules
        for column in modules
        if pixels[
            int((top + (row + 0.5) * module) * scale) * width
            + int((left + (column + 0.5) * module) * scale)
        ]
        < 128
    }
    assert found == dark_modules()
