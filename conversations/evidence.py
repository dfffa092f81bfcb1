"""What shows what came of a promise: words that members read, and files that they may see.

A photo or a document may show faces or names. So members see it only once a facilitator let them.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from conversations.loops import ENDS, Promise
from conversations.screen import Attachment
from conversations.text import Text, Words

MOST_FILES = 3
"""Files that are offered at once below what people read."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that an owner gave: words, a file, or both.

    `kind` is the file's. `shown` says that a facilitator let members see the file, or (False) that
    they may not; None as long as nobody has looked.
    """

    id: int
    commitment: int
    words: str | None = None
    media: int | None = None
    kind: str = ""
    shown: bool | None = None


@dataclass(frozen=True, slots=True)
class WhatShowsIt:
    """Found: tuple of `Evidence` of a loop, for members: files only where they may be seen."""

    loop: int


@dataclass(frozen=True, slots=True)
class EvidenceHere:
    """Found: tuple of `Evidence` of a loop, where this person facilitates or chairs it."""

    loop: int


SEE: Mapping[str, Text] = {
    "photo": Text("See the photo"),
    "document": Text("See the document"),
    "voice": Text("Listen to it"),
    "video": Text("See the video"),
}
"""What opens a file, by its kind."""


def told_of(promises: Collection[Promise], found: Collection[Evidence]) -> list[Evidence]:
    """Give what shows those promises of which somebody was told that they ended."""
    ended = {one.id for one in promises if one.status in ENDS}
    return [one for one in found if one.commitment in ended]


def evidence_lines(
    promises: Collection[Promise], found: Collection[Evidence]
) -> Iterator[Words]:  # fmt: skip
    """Say what shows the promises that ended, each with its promise where there are several."""
    promised = {one.id: one.words for one in promises}
    for one in told_of(promises, found):
        if one.words and len(promised) > 1:
            yield Text("{what}\nWhat shows it: {words}", what=promised[one.commitment],
                       words=one.words)  # fmt: skip
        elif one.words:
            yield what_shows_it(one.words)


def what_shows_it(words: str) -> Text:
    """Say an owner's own words about what shows it."""
    return Text("What shows it: {words}", words=words)


def files_of(found: Collection[Evidence]) -> list[Evidence]:
    """Give those that are, or have, a file; the newest first."""
    return sorted((one for one in found if one.media is not None), key=lambda one: -one.id)


def attached(one: Evidence) -> Attachment | None:
    """Give the file as a message shows it."""
    return Attachment(one.kind, one.media) if one.media is not None else None
