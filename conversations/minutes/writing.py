"""What a facilitator types into a digest: words, who promised, by when; a line; item by item."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from conversations.digests import KINDS, Piece
from conversations.far_ahead import far_ahead, is_far
from conversations.minutes import pieces
from conversations.minutes.view import Go, View, number_in
from conversations.no_such_day import misread_day
from conversations.screen import Act, Button, Screen
from conversations.text import Text, Worded, Words
from conversations.turn import Input, Turn, Typed

LONGEST = 400  # characters of a line
LONGEST_NAME = 100
_WORDS = Text("What do members read? Type it in short sentences.")
_OWNER = Text("Who promised it? Type a name or a role, such as: the lead nurse.")
_DUE = Text("By when will it be done? Type a day, such as 30 September.")
_NO_DAY = Text("I cannot read that as a date. Please type one like 12 March.")
_IS_OVER = Text("That day is over. A promise in the ledger needs a day to come.")
_NEEDS_BOTH = Text("A promise in the ledger needs a name and a day.")
_WHAT = Text("What is this line?")
_CAME_OF_IT = Text("What came of it? You can skip this.")
_NO_AGENDA = Text("This meeting has no agenda here. You can add lines one by one.")


# --- the screens ---------------------------------------------------------------------------------


def words(view: View, *said: Words) -> Screen:
    """Ask for the words of a piece, or of a new line."""
    now = (Text("Now: {words}", words=view.piece.words),) if view.piece else ()
    return Screen(lines=(*said, _WORDS, *now), buttons=(_back(view),))


def owner(view: View, *said: Words) -> Screen:
    """Ask who promised."""
    now = view.piece.owner if view.piece else None
    line = (Text("Now: {words}", words=now),) if now else ()
    return Screen(lines=(*said, _OWNER, *line), buttons=(_back(view),))


def due(view: View, *said: Words) -> Screen:
    """Ask by when it will be done."""
    now = view.piece.due if view.piece else None
    line = (Text("Now: {words}", words=now),) if now else ()
    return Screen(lines=(*said, _DUE, *line), buttons=(_back(view),))


def kinds(view: View, *said: Words) -> Screen:
    """Ask what a line is."""
    options = tuple(
        view.option(pieces.KIND_NAMES[kind], "minutes.as", view.state.piece, place)
        for place, kind in enumerate(KINDS)
    )
    return Screen(lines=(*said, _WHAT), options=options, buttons=(_back(view),))


def item(view: View, *said: Words) -> Screen:
    """Ask what came of one agenda item."""
    title = next((title for number, _, title in view.minutes.agenda if number == view.state.item),
                 view.minutes.title)  # fmt: skip
    skip = view.option(Text("Skip"), "minutes.skip", view.state.item)
    enough = view.option(Text("See all"), "minutes.pieces")
    return Screen(title=title, lines=(*said, _CAME_OF_IT), buttons=(skip, enough))


def _back(view: View) -> Button:
    if view.state.piece:
        return view.option(Text("Back"), "minutes.piece", view.state.piece)
    return view.option(Text("Back"), "minutes.pieces")


# --- moving about --------------------------------------------------------------------------------


def ask(place: str) -> Callable[[Go, Piece], Turn]:
    """Give what asks for one part of a piece."""

    def asked(go: Go, piece: Piece) -> Turn:
        there = go.at(place, piece=piece.number, ledger=False)
        return there.turn(SHOWS[place](there))

    return asked


def add(go: Go) -> Turn:
    """Ask what a new line is."""
    there = go.at("kind", piece=0)
    return there.turn(kinds(there))


def take_kind(go: Go, act: Act) -> Turn:
    """Say what a piece is; for a new line, ask for its words."""
    number, place = number_in(act.ids), number_in(act.ids, 2)
    kind = KINDS[place] if 0 <= place < len(KINDS) else "told"
    piece = go.digest.piece(number)
    if piece is not None:
        return pieces.keep(go, replace(piece, kind=kind, in_ledger=False))
    there = go.at("words", piece=0, kind=kind)
    return there.turn(words(there))


def into_ledger(go: Go, piece: Piece, *said: Words) -> Turn:
    """Mark a piece for the ledger; ask first for what a promise lacks there."""
    here = go.at("piece", piece=piece.number, ledger=True)
    if piece.kind == "promised" and not piece.owner:
        there = here.at("owner")
        return there.turn(owner(there, *said, _NEEDS_BOTH))
    if piece.kind == "promised" and (piece.due is None or piece.due <= go.today):
        there = here.at("due")
        return there.turn(due(there, *said, _IS_OVER if piece.due else _NEEDS_BOTH))
    if piece.kind == "promised" and piece.due and is_far(piece.due, go.today, go.state.far):
        there = here.at("due", far=piece.due)
        return there.turn(due(there, *said, far_ahead(piece.due)))
    if piece.kind not in pieces.LEDGER:
        return pieces.one(go, piece.number)
    return pieces.keep(here.at("piece", ledger=False), replace(piece, in_ledger=True))


def not_into_ledger(go: Go, piece: Piece) -> Turn:
    """Take the mark away."""
    return pieces.keep(go, replace(piece, in_ledger=False))


def put_back(go: Go, piece: Piece) -> Turn:
    """Let members read a piece again that was left out."""
    return pieces.keep(go, replace(piece, left_out=False))


# --- what is typed -------------------------------------------------------------------------------


def _typed(heard: Input, most: int) -> str | Text:
    """Read words that are short enough; else say in a sentence what to do."""
    match heard:
        case Typed(text) if len(text.strip()) > most:
            return Text("That is too long. Please use at most {most} characters.", most=most)
        case Typed(text) if text.strip():
            return " ".join(text.split())
        case _:
            return Text("I need words here. Please type them.")


def _refused(go: Go, why: Words) -> Turn:
    return replace(go.turn(SHOWS[go.state.at](go, why)), understood=False)


def hear_words(go: Go, heard: Input) -> Turn:
    """Keep the words of a piece, or add a line."""
    said = _typed(heard, LONGEST)
    if isinstance(said, Text):
        return _refused(go, said)
    piece = go.piece
    if piece is not None:
        spoken = dict(piece.words.by_language) | dict(go.worded(said).by_language)
        return pieces.keep(go, replace(piece, words=Worded.of(spoken)))
    return pieces.keep(go, _new(go, said, go.state.kind or "told"))


def _new(go: Go, said: str, kind: str) -> Piece:
    return Piece(go.digest.free_number, kind, go.worded(said), item=go.state.item)


def hear_owner(go: Go, heard: Input) -> Turn:
    """Keep who promised."""
    said, piece = _typed(heard, LONGEST_NAME), go.piece
    if isinstance(said, Text):
        return _refused(go, said)
    return _kept(go, replace(piece, owner=said)) if piece else pieces.see_all(go)


def hear_due(go: Go, heard: Input) -> Turn:
    """Keep the day; in the ledger it is one to come."""
    day, piece = heard.day if isinstance(heard, Typed) else None, go.piece
    if day is None:
        return _refused(go, misread_day(heard, _NO_DAY))
    if day <= go.today and (go.state.ledger or (piece and piece.in_ledger)):
        return _refused(go, _IS_OVER)
    if is_far(day, go.today, go.state.far):
        return _refused(go.at("due", far=day), far_ahead(day))
    return _kept(go, replace(piece, due=day)) if piece else pieces.see_all(go)


def _kept(go: Go, piece: Piece) -> Turn:
    """Keep what was missing for the ledger, and go on there."""
    if not go.state.ledger:
        return pieces.keep(go, piece)
    changed, event = go.changed(go.digest.with_piece(piece))
    turn = into_ledger(changed, piece)
    return replace(turn, events=(event, *turn.events))


# --- item by item --------------------------------------------------------------------------------


def items(go: Go) -> Turn:
    """Begin with the first item of the agenda."""
    if not go.minutes.agenda:
        there = go.at("kind", piece=0)
        return there.turn(kinds(there, _NO_AGENDA))
    return _item(go, go.minutes.agenda[0][0])


def _item(go: Go, number: int) -> Turn:
    there = go.at("item", item=number, piece=0)
    return there.turn(item(there))


def skip(go: Go, act: Act | None = None) -> Turn:
    """Go to the next item; after the last, see all."""
    numbers = [number for number, _, _ in go.minutes.agenda]
    here = number_in(act.ids) if act else go.state.item
    after = numbers[numbers.index(here) + 1 :] if here in numbers else []
    return _item(go, after[0]) if after else pieces.see_all(go.at("pieces", item=0))


def hear_item(go: Go, heard: Input) -> Turn:
    """Keep what came of an item as a line of its own, and go on."""
    said = _typed(heard, LONGEST)
    if isinstance(said, Text):
        return _refused(go, said)
    purposes = {number: purpose for number, purpose, _ in go.minutes.agenda}
    kind = "decided" if purposes.get(go.state.item) == "decision" else "told"
    changed, event = go.changed(go.digest.with_piece(_new(go, said, kind)))
    return replace(skip(changed), events=(event,))


SHOWS: Mapping[str, Callable[..., Screen]] = {
    "words": words, "owner": owner, "due": due, "kind": kinds, "item": item,
}  # fmt: skip
HEARS: Mapping[str, Callable[[Go, Input], Turn]] = {
    "words": hear_words, "owner": hear_owner, "due": hear_due, "item": hear_item,
}  # fmt: skip
