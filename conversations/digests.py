"""A digest: what a meeting decided, promised and asks, in a minute. Nothing in it is invented.

Each piece is a sentence of the minutes, or was typed by a facilitator.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from conversations.screen import Act, Button, Screen
from conversations.text import Plural, Text, Worded, Words
from conversations.wording import other_tongue

KINDS = ("decided", "asked", "next", "promised", "told")
"""What a piece is, in the order in which members read them."""
REACTIONS = ("good", "worried", "unclear")
SUBSCRIPTIONS = ("all", "mine", "monthly", "none")
LONGEST_FIRST = 600
"""Characters of the first message at most; the rest is behind 'More'."""
_LABELS = 24  # characters that go before a piece, in the languages that need most
_REST = 60  # characters of the line that says that there is more
_OTHER_TONGUE = 90  # characters of the line that says in which language it is
_TITLE = 60  # characters that a title needs besides its own


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that a digest tells; its `number` stays the same whatever else changes.

    `source` is the sentence of the minutes from `line` (from 1) on; None where it was typed.
    `owner` is as written, `due` a day where there is one. What is to go into the ledger is marked,
    `commitment` is its number there. `item` is the agenda item that it was typed for, or 0.
    """

    number: int
    kind: str
    words: Worded
    source: str | None = None
    line: int = 0
    owner: str | None = None
    due: date | None = None
    left_out: bool = False
    in_ledger: bool = False
    commitment: int = 0
    item: int = 0


@dataclass(frozen=True, slots=True)
class Digest:
    """All pieces, those left out too; `voice` is a recording of it, a stored file's number."""

    pieces: tuple[Piece, ...] = ()
    held_on: date | None = None
    voice: int | None = None

    @property
    def told(self) -> tuple[Piece, ...]:
        """The pieces that members read, in their order."""
        kept = [one for one in self.pieces if not one.left_out]
        return tuple(sorted(kept, key=lambda one: (KINDS.index(one.kind), one.number)))

    def piece(self, number: int) -> Piece | None:
        """Give the piece with that number, if there is one."""
        return next((one for one in self.pieces if one.number == number), None)

    def with_piece(self, piece: Piece) -> "Digest":
        """Give the digest with a piece changed, or added at its end."""
        if self.piece(piece.number) is None:
            return replace(self, pieces=(*self.pieces, piece))
        changed = tuple(piece if one.number == piece.number else one for one in self.pieces)
        return replace(self, pieces=changed)

    @property
    def free_number(self) -> int:
        """A number that no piece has."""
        return max((one.number for one in self.pieces), default=0) + 1


# --- what is needed, and what is found for it ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Put:
    """What somebody put to a meeting who could not come; `words` None where it was spoken."""

    id: int
    kind: str
    words: str | None = None
    media: int | None = None
    item: Words | None = None
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Minutes:
    """How far the digest of a meeting is, for whoever facilitates it.

    `status` is 'none', 'pasting' (lines wait for more), 'reading', 'read' or 'sent'. `agenda` holds
    (item, purpose, title), `characters` counts what was pasted so far. `revision` rises with each
    change by anyone, 0 while there is no digest.
    """

    meeting: int
    title: Worded
    held_on: date
    status: str
    revision: int = 0
    digest: Digest | None = None
    characters: int = 0
    agenda: tuple[tuple[int, str, Worded], ...] = ()
    put: tuple[Put, ...] = ()
    groups: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TheMinutes:
    """Found: `Minutes` of a meeting that was held and that this person facilitates; else None."""

    meeting: int


@dataclass(frozen=True, slots=True)
class MeetingsHeld:
    """Found: tuple of (meeting, title, day, status) whose digest is not out, the last held first.

    At most 20, only those that this person facilitates.
    """


@dataclass(frozen=True, slots=True)
class TheDigest:
    """Found: (title, `Digest`, {piece: this person's reaction}, their own answered `Put`s).

    Only of a digest that is out, where this person was told it or belongs to the audience; else
    None.
    """

    meeting: int


@dataclass(frozen=True, slots=True)
class DigestsOut:
    """Found: tuple of (meeting, title, day) of digests of the last two months, the latest first.

    At most 20, only those that this person may read.
    """


@dataclass(frozen=True, slots=True)
class GroupsToFollow:
    """Found: tuple of (group, name, whether this person follows it), by name, at most 30.

    Without those that they belong to.
    """


DigestNeed: TypeAlias = TheMinutes | MeetingsHeld | TheDigest | DigestsOut | GroupsToFollow


# --- how it is shown -----------------------------------------------------------------------------


def first_screen(meeting: int, title: Words, digest: Digest) -> Screen:
    """Show a digest: at most `LONGEST_FIRST` characters, the rest behind 'More'."""
    lines, is_all = _lines(title, digest)
    more = () if is_all else (Text("There is more to read."),)
    named = _title(title, digest)
    lines = (*lines, *more, *other_tongue(named, lines))
    return Screen(title=named, lines=lines, options=_options(meeting, digest))


def _title(title: Words, digest: Digest) -> Words:
    if digest.held_on is None:
        return Text("{title}, in one minute", title=title)
    return Text("{title}, {day}, in one minute", title=title, day=digest.held_on)


def _options(meeting: int, digest: Digest) -> tuple[Button, ...]:
    listen = (Button(Text("Listen"), Act("digest.listen", (meeting,))),) if digest.voice else ()
    return (
        Button(Text("More"), Act("digest.more", (meeting,))),
        *listen,
        Button(Text("I have a question"), Act("digest.ask", (meeting,))),
        Button(Text("I can help"), Act("digest.help", (meeting,))),
    )


def _lines(title: Words, digest: Digest) -> tuple[tuple[Words, ...], bool]:
    """Give the lines that fit, and whether they tell all there is."""
    promised = [one for one in digest.told if one.kind == "promised"]
    others = [one for one in digest.told if one.kind != "promised"]
    room = LONGEST_FIRST - _TITLE - longest(title) - _REST - _OTHER_TONGUE
    kept = [one for one in promised if one.in_ledger]  # no promise is counted that nobody keeps
    promises = _promises(kept or promised)
    room -= 2 * _REST if promises is not None and len(promised) > 1 else 0
    shown: list[Words] = []
    for one in [*others, *(promised if len(promised) == 1 else ())]:
        needed = longest(one.words) + _LABELS
        if needed <= room:
            shown.append(told(one))
            room -= needed
    is_all = len(shown) == len(digest.told)
    return (*shown, *((promises,) if promises and len(promised) > 1 else ())), is_all


def longest(words: Words) -> int:
    """Count the characters of the longest way to say it."""
    match words:
        case Worded(by_language):
            return max(len(text) for _, text in by_language)
        case str():
            return len(words)
        case _:
            return 0


def _promises(promised: Sequence[Piece]) -> Words | None:
    days = [one.due for one in promised if one.due is not None]
    if not promised:
        return None
    if not days:
        return Plural("Promised: {count} thing.", "Promised: {count} things.", len(promised))
    return Plural(
        "Promised: {count} thing, by {day}.",
        "Promised: {count} things, the next by {day}.",
        len(promised),
        day=min(days),
    )


def told(piece: Piece) -> Words:
    """Say one piece, with what it is."""
    match piece.kind:
        case "decided":
            return Text("Decided: {what}", what=piece.words)
        case "asked":
            return Text("Asked of you: {what}", what=piece.words)
        case "next":
            return Text("Next meeting: {what}", what=piece.due or piece.words)
        case "promised":
            return Text("Promised: {what}", what=piece.words)
        case _:
            return piece.words


def whole(piece: Piece) -> tuple[Words, ...]:
    """Say one piece with all that is known of it."""
    if piece.kind == "next" and piece.due:
        return (told(piece), piece.words)
    if piece.kind != "promised":
        return (told(piece),)
    lines: list[Words] = [told(piece)]
    if piece.owner:
        lines.append(Text("Who: {owner}", owner=piece.owner))
    if piece.due:
        lines.append(Text("By when: {day}", day=piece.due))
    return tuple(lines)


def answered(meeting: int, title: Words, put: Put) -> Screen:
    """Tell somebody the answer to what they put to a meeting."""
    mine = (Text("You wrote: {what}", what=put.words),) if put.words else ()
    asked = Text("You put a view to this meeting.")
    asked = asked if put.kind == "view" else Text("You put a question to this meeting.")
    answer = Text("The answer: {what}", what=put.answer or "")
    return Screen(
        title=title,
        lines=(asked, *mine, answer),
        options=(
            Button(Text("Read the news"), Act("digest.show", (meeting,))),
            Button(Text("I have a question"), Act("digest.ask", (meeting,))),
        ),
    )


def round_up(out: Sequence[tuple[int, Words, date]]) -> Screen:
    """Show the digests that somebody may read, to choose from."""
    options = tuple(
        Button(Text("{title}, {day}", title=title, day=day), Act("digest.show", (meeting,)))
        for meeting, title, day in out
    )
    choose = Text("These meetings have news. Choose one to read it, one minute each.")
    empty = Text("There is no news of meetings now. I will tell you when there is.")
    line = choose if out else empty
    return Screen(title=Text("News of meetings"), lines=(line,), options=options)
