"""A file is what its bytes say, whatever its name; what Heard cannot use is refused at the door."""

import zipfile
from io import BytesIO
from typing import Any

import pytest

from bot.delivery import inbox, turns
from bot.delivery.files import (
    MOST_BYTES,
    NOT_TAKEN,
    TOO_LARGE,
    is_what_it_says,
    refused_at_the_door,
)
from bot.delivery.ports import Arrived, MediaRef
from bot.sandbox.images import plain_png
from bot.store import tables
from tests.bot.delivery.hall import NOW, Hall
from tests.bot.delivery.post import Post


def archive(*parts: str) -> bytes:
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w") as made:
        for part in parts:
            made.writestr(part, "x")
    return whole.getvalue()


WORD = archive("[Content_Types].xml", "word/document.xml")
FILM = b"\0\0\0\x18ftypmp42\0\0\0\0"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0"
OGG = b"OggS\0\2\0\0"
PDF = b"%PDF-1.7\n"
GOOD = {
    "voice": (OGG, b"ID3\4\0", b"\xff\xfb\x90\x44", b"\0\0\0\x20ftypM4A \0"),
    "photo": (JPEG, plain_png(), b"RIFF\x24\0\0\0WEBPVP8 "),
    "video": (FILM,),
    "document": (PDF, WORD, b"A letter.\n", "Llythyr â geiriau".encode(), b"\xef\xbb\xbfA letter",
                 JPEG, plain_png(), b"GIF89a\1\0\1\0", b"\0\0\0\x18ftypheic\0"),
}  # fmt: skip
BAD = (
    b"", b"MZ\x90\0", b"\x7fELF\2\1", b"#!/bin/sh\nrm", b"<!DOCTYPE html><html>", b"\n <svg xmlns=",
    b"<?xml version='1.0'?><svg>", b"hello <script>alert(1)</script>", b"PK\3\4 no archive",
    archive("a.exe"), archive("word/document.xml", "word/vbaProject.bin"), b"text\0with a zero",
    b"\xff\xfe\0a", b"RIFF\x24\0\0\0WAVEfmt ", b"\xca\xfe\xba\xbe\0\0\0\x34",
)  # fmt: skip


@pytest.mark.parametrize(("kind", "content"), [(k, c) for k, many in GOOD.items() for c in many])
def test_what_it_says_is_taken(kind: str, content: bytes) -> None:
    assert is_what_it_says(kind, content)


@pytest.mark.parametrize("kind", list(GOOD))
@pytest.mark.parametrize("content", BAD)
def test_programs_pages_drawings_and_archives_are_taken_as_nothing(
    kind: str, content: bytes
) -> None:
    assert not is_what_it_says(kind, content)


def test_one_kind_does_not_pass_for_another() -> None:
    for kind, content in (("voice", JPEG), ("photo", PDF), ("photo", OGG), ("video", OGG),
                          ("video", JPEG), ("document", OGG), ("document", FILM)):  # fmt: skip
        assert not is_what_it_says(kind, content), (kind, content)


@pytest.mark.parametrize(
    ("about", "why"),
    [
        ({"kind": "voice", "size": MOST_BYTES}, None),
        ({"kind": "voice", "size": MOST_BYTES + 1}, TOO_LARGE),
        ({"kind": "video", "size": None, "name": "film.mov"}, None),
        ({"kind": "document", "name": "Letter.PDF"}, None),
        ({"kind": "document", "name": None}, None),
        ({"kind": "document", "name": "photo.jpeg.exe"}, NOT_TAKEN),
        ({"kind": "document", "name": "page.html"}, NOT_TAKEN),
        ({"kind": "document", "name": "drawing.svg"}, NOT_TAKEN),
        ({"kind": "document", "name": "letter"}, NOT_TAKEN),
    ],
)
def test_size_and_name_are_looked_at_before_anything_is_fetched(
    about: dict[str, Any], why: str | None
) -> None:
    assert refused_at_the_door(MediaRef(file_id="f", unique_id="u", **about)) == why


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"voice": {"duration": 9, "file_size": MOST_BYTES + 1}}, "too large for me"),
        ({"document": {"file_name": "game.exe", "file_size": 9}}, "cannot use that kind of file"),
    ],
)
def test_whoever_sends_it_is_told_at_once_and_nothing_is_written_down(
    hall: Hall, sent: dict[str, Any], says: str
) -> None:
    (person,) = hall.seat(1)
    (kind, about), *_ = sent.items()
    file = {"file_id": "f1", "file_unique_id": "u1"} | about
    text = hall.text(person, "?")
    body = dict(text.payload["message"]) | {kind: file}
    del body["text"]
    hall.store(Arrived(text.external_id, text.sender, text.payload | {"message": body}))
    with hall.database.transaction() as connection:
        turns.take_turns(connection, hall.heads(connection), hall.room, NOW)

    assert hall.rows(tables.media) == []
    assert [row["status"] for row in hall.rows(tables.inbox)] == ["done"]
    assert says in Post(hall).claimed()[0]
    assert hall.rows(tables.inbox)[0]["kind"] == inbox.UPDATE
