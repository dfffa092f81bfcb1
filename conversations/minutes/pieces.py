"""The proposal, piece by piece: what members will read, beside the line where it stands."""

from dataclasses import replace

from conversations.digests import KINDS, Piece, whole
from conversations.events import Event
from conversations.home import HOME
from conversations.minutes.view import Go, View, number_in
from conversations.plain_words import Advice, advise, plainer
from conversations.screen import Act, Button, Screen
from conversations.text import Plural, Text, Worded, Words
from conversations.turn import Turn

AT_ONCE = 7
"""Pieces on one screen."""
LEDGER = frozenset({"decided", "promised"})
KIND_NAMES = {
    "decided": Text("A decision"),
    "asked": Text("Asked of members"),
    "next": Text("The next meeting"),
    "promised": Text("A promise"),
    "told": Text("News"),
}
_SHORT = 60  # characters of a piece in the list


# --- all of them ---------------------------------------------------------------------------------


def overview(view: View, *said: Words) -> Screen:
    """List the pieces, and what can be done with them."""
    all_of = in_order(view)
    start = min(view.state.page * AT_ONCE, max(len(all_of) - 1, 0)) // AT_ONCE * AT_ONCE
    shown = all_of[start : start + AT_ONCE]
    pieces = tuple(view.option(_label(one), "minutes.piece", one.number) for one in shown)
    following = view.option(Text("More"), "minutes.page", start // AT_ONCE + 1)
    first = view.option(Text("From the top"), "minutes.page", 0)
    pages = (following,) if start + AT_ONCE < len(all_of) else ((first,) if start else ())
    return Screen(
        title=view.minutes.title,
        lines=said or (Text("Choose one to see where it stands, or to change it."),),
        options=(*pieces, *pages, *_ways_on(view)),
        buttons=(view.option(Text("Begin again"), "minutes.again"), HOME),
    )


def in_order(view: View) -> list[Piece]:
    """Give the pieces in the order in which members read them, those left out too."""
    return sorted(view.digest.pieces, key=lambda one: (KINDS.index(one.kind), one.number))


def _label(piece: Piece) -> Words:
    what = clipped(piece.words)
    if piece.left_out:
        return Text("Left out: {what}", what=what)
    return Text("{kind}: {what}", kind=KIND_NAMES[piece.kind], what=what)


def clipped(words: Worded, most: int = _SHORT) -> Worded:
    """Shorten words for a list, in each language."""
    cut = ((tag, text if len(text) <= most else f"{text[: most - 1]}…")
           for tag, text in words.by_language)  # fmt: skip
    return Worded(tuple(cut))


def _ways_on(view: View) -> tuple[Button, ...]:
    waits = any(one.answer is None for one in view.minutes.put)
    answered = any(one.answer is not None for one in view.minutes.put)
    return (
        view.option(Text("Add a line"), "minutes.add"),
        *((view.option(Text("Answer questions"), "minutes.put"),) if waits else ()),
        *((view.option(Text("Change an answer"), "minutes.put_again"),) if answered else ()),
        *((view.option(Text("Preview"), "minutes.preview"),) if view.digest.told else ()),
    )


def counts(view: View) -> tuple[Words, ...]:
    """Say what was found, one count a sentence."""

    def many(kind: str) -> int:
        return sum(one.kind == kind for one in view.digest.pieces)

    lines = (
        (many("decided"), Plural("I found {count} decision.", "I found {count} decisions.",
                                 many("decided"))),
        (many("promised"), Plural("I found {count} promise.", "I found {count} promises.",
                                  many("promised"))),
        (many("asked"), Plural("{count} thing is asked of members.",
                               "{count} things are asked of members.", many("asked"))),
    )  # fmt: skip
    return (*(line for people, line in lines if people), Text("Please look at each of them."))


# --- one of them ---------------------------------------------------------------------------------


def show(view: View, *said: Words) -> Screen:
    """Show one piece, where it stands, and advice on its words."""
    piece = view.piece
    if piece is None:
        return overview(view, *said)
    all_of = [one.number for one in in_order(view)]
    title = Text("{number} of {total}", number=all_of.index(piece.number) + 1, total=len(all_of))
    advice = advise(piece.words.said_in("en_GB"))
    return Screen(
        title=title,
        lines=(*said, *whole(piece), *_where(piece), *_standing(piece), *_advice(advice)),
        options=_options(view, piece, advice),
        buttons=(
            view.option(Text("Next"), "minutes.next", piece.number),
            view.option(Text("See all"), "minutes.pieces"),
        ),
    )


def _where(piece: Piece) -> tuple[Words, ...]:
    if piece.source is None:
        return (Text("A facilitator typed this."),)
    return (Text("Line {line} of the minutes: “{source}”", line=piece.line, source=piece.source),)


def _standing(piece: Piece) -> tuple[Words, ...]:
    if piece.left_out:
        return (Text("It is left out. Members do not see it."),)
    return (Text("It goes into the ledger when you send."),) if piece.in_ledger else ()


def _advice(advice: Advice) -> tuple[Words, ...]:
    lines: list[Words] = [
        Text("Plainer for “{hard}”: {plain}", hard=hard, plain=plain)
        for hard, plain in advice.words
    ]
    if advice.longest:
        lines.append(
            Plural(
                "The longest sentence has {count} word. 20 are easy to read.",
                "The longest sentence has {count} words. 20 are easy to read.",
                advice.longest,
            )
        )
    return tuple(lines)


def _options(view: View, piece: Piece, advice: Advice) -> tuple[Button, ...]:
    def way(label: Text, verb: str) -> Button:
        return view.option(label, verb, piece.number)

    if piece.left_out:
        return (way(Text("Put it back"), "minutes.back"),)
    ledger = (
        way(Text("Not in the ledger"), "minutes.not_ledger")
        if piece.in_ledger
        else way(Text("Into the ledger"), "minutes.ledger")
    )
    promise = (way(Text("Who"), "minutes.owner"), way(Text("By when"), "minutes.due"))
    return (
        *((ledger,) if piece.kind in LEDGER else ()),
        way(Text("Change the words"), "minutes.words"),
        *((way(Text("Use plainer words"), "minutes.plain"),) if advice.words else ()),
        *(promise if piece.kind == "promised" else ()),
        way(Text("It is something else"), "minutes.kind"),
        way(Text("Leave it out"), "minutes.out"),
    )


# --- what is tapped ------------------------------------------------------------------------------


def see_all(go: Go, *said: Words, events: tuple[Event, ...] = ()) -> Turn:
    """Show all pieces."""
    there = go.at("pieces", piece=0)
    return there.turn(overview(there, *said), events=events)


def page(go: Go, act: Act) -> Turn:
    """Show others of the pieces."""
    return see_all(go.at("pieces", page=number_in(act.ids)))


def one(go: Go, number: int, *said: Words, events: tuple[Event, ...] = ()) -> Turn:
    """Show one piece."""
    there = go.at("piece", piece=number)
    if there.piece is None:
        return see_all(go, *said, events=events)
    return there.turn(show(there, *said), events=events)


def following(go: Go, act: Act) -> Turn:
    """Show the piece after one; after the last, all of them."""
    numbers = [one.number for one in in_order(go)]
    here = number_in(act.ids)
    after = numbers[numbers.index(here) + 1 :] if here in numbers else []
    return one(go, after[0]) if after else see_all(go)


def keep(go: Go, piece: Piece, *said: Words) -> Turn:
    """Keep a changed piece, and show it."""
    changed, event = go.changed(go.digest.with_piece(piece))
    return one(changed, piece.number, *said, events=(event,))


def leave_out(go: Go, piece: Piece) -> Turn:
    """Leave a piece out, and go on to the next."""
    without = replace(piece, left_out=True, in_ledger=False)
    changed, event = go.changed(go.digest.with_piece(without))
    turn = following(changed, Act("minutes.next", (go.minutes.meeting, piece.number)))
    return replace(turn, events=(event,))


def use_plainer(go: Go, piece: Piece) -> Turn:
    """Put plainer words in, in English; other languages stay as they are."""
    words = tuple(
        (tag, plainer(text) if tag.startswith("en") else text)
        for tag, text in piece.words.by_language
    )
    return keep(go, replace(piece, words=Worded(words)))
