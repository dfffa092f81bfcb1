"""Files of minutes: text, Word and PDF are read; what cannot be read is one clear sentence."""

import io
import itertools
import tracemalloc
import zipfile
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfWriter

from bot.involvement.minutes import MinutesError, propose, read_minutes, text_of

LINES = [
    "Minutes of the meeting of 15 October 2026",
    "Present: AB, CD",
    "It was agreed to buy a kettle.",
    "AB to buy it by 3 November.",
]
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def a_pdf(lines: list[str], pages: int = 1) -> bytes:
    """Write a PDF by hand: each page with these lines."""
    shown = "".join(f"({line}) Tj T* " for line in lines)
    return pages_of(f"BT /F1 12 Tf 14 TL 50 800 Td {shown}ET".encode() if lines else b"", pages)


def a_pdf_with_columns(lines: list[tuple[str, ...]]) -> bytes:
    """Write a PDF as some programs do: line by line, from one column to the next.

    A line without columns is the narrow gap between two rows.
    """
    heights = itertools.accumulate((14 if line else 6 for line in lines), initial=0)
    shown = "".join(
        f"1 0 0 1 {50 + 180 * column} {800 - height} Tm ({words}) Tj "
        for height, line in zip(heights, lines, strict=False)
        for column, words in enumerate(line)
        if words
    )
    return pages_of(f"BT /F1 12 Tf {shown}ET".encode(), 1)


def pages_of(stream: bytes, pages: int) -> bytes:
    kids = " ".join(f"{5 + number} 0 R" for number in range(pages))
    font = "/Resources << /Font << /F1 3 0 R >> >>"
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R {font} >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        *[page.encode()] * pages,
    ]
    out, places = io.BytesIO(b""), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(
        b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, table)
    )
    return out.getvalue()


def a_word_file(body: str, **others: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", body)
        for name, data in others.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def document(*paragraphs: str, rest: str = "") -> str:
    told = "".join(map(paragraph, paragraphs))
    return f"<w:document {W}><w:body>{told}{rest}</w:body></w:document>"


def told_of(data: bytes, name: str = "minutes.x") -> str:
    with pytest.raises(MinutesError) as raised:
        propose(text_of(data, name))
    told = str(raised.value)
    assert "\n" not in told
    assert told.endswith(".")
    return told


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_the_encodings_that_people_have(encoding: str) -> None:
    assert text_of("Café – agreed: “tea”".encode(encoding), "a.txt") == "Café – agreed: “tea”"


def test_columns_of_a_pdf_are_read_cell_by_cell() -> None:
    lines = [
        ("Minutes of the meeting of 15 October 2026",),
        ("Present: AB, CD, EF",),
        ("Item", "Discussion", "Action"),
        ("1 Kettle", "CD said that it leaks.", "AB to ask for"),
        ("", "It was agreed to buy", "three prices by"),
        ("", "a new one.", "3 November"),
        ("2 Door", "It is heavy.", "EF to write to"),
        ("", "Nobody knew why.", "the warden"),
        ("Next meeting: 3 December 2026",),
    ]
    proposal = propose(text_of(a_pdf_with_columns(lines), "a.pdf"))
    assert [one.text for one in proposal.decisions] == ["It was agreed to buy a new one."]
    assert [(one.text, one.due) for one in proposal.actions] == [
        ("AB to ask for three prices by 3 November", date(2026, 11, 3)),
        ("EF to write to the warden", None),
    ]


def test_cells_of_a_pdf_that_are_centred_stay_in_their_rows() -> None:
    lines = [
        ("Minutes of the meeting of 15 October 2026",),
        ("Present: AB, CD, EF",),
        (),
        ("Item", "Discussion", "Action"),
        (),
        ("", "CD said that it leaks.", ""),
        ("1 Kettle", "It was agreed to buy", "AB to ask for prices"),
        ("", "a new one.", ""),
        (),
        ("", "", "EF to write to"),
        ("2 Door", "It is heavy.", "the warden by"),
        ("", "", "3 November"),
        (),
        ("Next meeting: 3 December 2026",),
    ]
    proposal = propose(text_of(a_pdf_with_columns(lines), "a.pdf"))
    assert [one.text for one in proposal.decisions] == ["It was agreed to buy a new one."]
    assert [(one.text, one.due) for one in proposal.actions] == [
        ("AB to ask for prices", None),
        ("EF to write to the warden by 3 November", date(2026, 11, 3)),
    ]


def test_a_pdf_is_read_line_by_line() -> None:
    proposal = propose(text_of(a_pdf(LINES), "a.pdf"))
    assert [(one.text, one.line) for one in proposal.decisions] == [(LINES[2], 3)]
    assert [(one.owner, one.line, str(one.due)) for one in proposal.actions] == [
        ("AB", 4, "2026-11-03")
    ]


def test_a_word_file_is_read_without_holding_it_as_a_tree() -> None:
    empty = "<w:r/>" * 200_000
    data = a_word_file(document(*LINES, rest=f"<w:p>{empty}</w:p>"))
    tracemalloc.start()
    try:
        assert text_of(data, "a.docx").startswith("\n".join(LINES))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 5 * len(empty)


def test_a_word_file_is_read_with_its_tables() -> None:
    cells = "".join(
        f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>"
        for row in (("Action", "Owner", "Due"), ("Buy a kettle", "AB", "3 November"))
    )  # fmt: skip
    body = document(LINES[0], LINES[1], rest=f"<w:tbl>{cells}</w:tbl>")
    (action,) = propose(text_of(a_word_file(body), "a.docx")).actions
    assert (action.text, action.owner, str(action.due), action.line) == (
        "Buy a kettle",
        "AB",
        "2026-11-03",
        4,
    )


def test_two_paragraphs_of_one_cell_are_two_promises() -> None:
    inside = paragraph("AB to ring the ward") + paragraph("CD to buy tea")
    row = f"<w:tr><w:tc>{paragraph('1 Ward')}</w:tc><w:tc>{inside}</w:tc></w:tr>"
    told = propose(
        text_of(a_word_file(document(*LINES[:2], rest=f"<w:tbl>{row}</w:tbl>")), "a.docx")
    )
    assert [one.text for one in told.actions] == ["AB to ring the ward", "CD to buy tea"]


def test_macros_are_refused_whatever_the_name() -> None:
    data = a_word_file(document(*LINES), word__vbaProject__bin=b"x")
    assert "macros" not in text_of(a_word_file(document(*LINES)), "a.docx")
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    assert "has macros" in told_of(out.getvalue(), "minutes.docx")
    types = b'<Types ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
    assert "has macros" in told_of(a_word_file(document(*LINES), **{"[Content_Types].xml": types}))


def test_entities_and_document_types_are_refused() -> None:
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + document("&a;")
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + document("&b;")
    for body in (outside, laughs):
        assert "outside itself" in told_of(a_word_file(body))


def test_a_zip_bomb_is_refused_without_being_unpacked() -> None:
    assert "too large" in told_of(a_word_file(document("a" * 25_000_000)))
    assert "too large" in told_of(a_word_file("<a>" * 600 + "</a>" * 600))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (bytes(range(256)) * 20, "no text that can be read"),
        (b"\x89PNG\r\n\x1a\n0000", "picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Word format"),
        (b"{\\rtf1 hello}", "Rich Text"),
        (b"PK\x03\x04broken", "damaged"),
        (b"%PDF-1.7 broken", "damaged"),
        (a_word_file("<a><b></a>"), "damaged"),
        (a_word_file(document("")), "no words"),
        (a_pdf([]), "no text"),
        (a_pdf(LINES, pages=200), "200 pages"),
    ],
)
def test_what_cannot_be_read_is_one_clear_sentence(data: bytes, told: str) -> None:
    assert told in told_of(data)


def test_another_zip_is_no_word_file() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", "<a/>")
    assert "not a Word document" in told_of(out.getvalue())


def test_a_locked_pdf_says_so() -> None:
    writer, out = PdfWriter(io.BytesIO(a_pdf(LINES))), io.BytesIO()
    writer.encrypt("secret", algorithm="AES-256")
    writer.write(out)
    assert "password" in told_of(out.getvalue())


def test_a_file_that_is_not_there_a_folder_and_a_huge_one_are_told(tmp_path: Path) -> None:
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(30_000_000)
    for path, told in ((tmp_path / "none.txt", "no file"), (tmp_path, "folder"), (huge, "20 MB")):
        with pytest.raises(MinutesError, match=told):
            read_minutes(path)
