"""Minutes become a digest: sent in, read, looked at piece by piece, previewed, and only then sent.

What is read is done elsewhere and comes back; what a facilitator changes goes into the digest at
once, with the revision that they last saw, so that two people never overwrite each other.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TypeAlias

from conversations.digests import MeetingsHeld, Minutes, Piece, TheMinutes
from conversations.facts import Facts, Need, Person
from conversations.home import HOME, NOT_FOR_YOU, go_home
from conversations.minutes import pieces, preview, putting, source, writing
from conversations.minutes.reasons import NUMBERS, REASONS
from conversations.minutes.state import NAME, WritingUp
from conversations.minutes.view import Go, View, number_in
from conversations.screen import Act, Button, Screen
from conversations.state import State
from conversations.text import Text, Words
from conversations.turn import (
    Commanded,
    Computed,
    Input,
    Instead,
    Key,
    SentMedia,
    Tapped,
    Turn,
    subject_of,
)

PREFIX = "minutes"
COMMANDS = frozenset({"minutes"})

__all__ = ["COMMANDS", "NAME", "NUMBERS", "PREFIX", "begun", "nag", "needs", "prompt", "take"]

LIST = "minutes.list"
CHANGED = Text("Somebody else changed this since you last saw it. This is how it is now.")
_CHOOSE = Text("Please tap a button, or type its number.")
_IS_OUT = Text("The digest of this meeting is out.")


def begun(meeting: int) -> WritingUp:
    """Give the state of somebody who has done nothing yet about a meeting."""
    return WritingUp(meeting, "start")


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need how far the digest is; at the list, the meetings that wait for one."""
    return (TheMinutes(key.subject),) if key.subject else (MeetingsHeld(),)


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give the screen that waits for a reply."""
    if not state.subject:
        return _listed(facts)
    minutes: Minutes | None = facts.get(TheMinutes(state.subject))
    if minutes is None or not isinstance(state, WritingUp):
        return None
    return _PROMPTS[state.at](View(state, minutes, facts))


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Answer one input of a facilitator about minutes."""
    subject = 0 if isinstance(heard, Commanded) else subject_of(heard, state)
    if not subject:
        return _at_the_list(heard, facts)
    if isinstance(state, WritingUp) and state.meeting != subject:  # chosen from the list by typing
        return Turn(state, instead=Instead(Key(NAME, subject), heard))
    minutes: Minutes | None = facts.get(TheMinutes(subject))
    if minutes is None:
        return go_home(facts, NOT_FOR_YOU)
    here = state if isinstance(state, WritingUp) else begun(subject)
    go = Go(here, minutes, facts, now)
    if isinstance(heard, Computed):
        is_count = heard.request.name == preview.COUNT
        return preview.counted(go, heard) if is_count else _read(go, heard)
    if minutes.status == "sent":
        return go_home(facts, _IS_OUT)
    fresh = replace(go, state=WritingUp(subject, "start", minutes.revision))
    if go.state.revision not in {0, minutes.revision}:
        turn = _open(fresh)
        return replace(turn, screens=(Screen(lines=(CHANGED,)), *turn.screens))
    go = replace(go, state=replace(go.state, revision=minutes.revision))
    if isinstance(heard, Tapped) and heard.act:
        return _ACTS[heard.act.verb](go, heard.act)  # `rights` knows no other
    return _reply(go, heard)


# --- the list ------------------------------------------------------------------------------------


def _at_the_list(heard: Input, facts: Facts) -> Turn:
    if isinstance(heard, Tapped | Commanded):
        return Turn(WritingUp(), (_listed(facts),))
    again = replace(_listed(facts), title=None, lines=(_CHOOSE,))
    return Turn(WritingUp(), (again,), understood=False)


def _listed(facts: Facts) -> Screen:
    held = facts.get(MeetingsHeld()) or ()
    options = tuple(
        Button(Text("{title}, {day}", title=title, day=day), Act("minutes.open", (meeting,)))
        for meeting, title, day, _ in held
    )
    choose = Text("Which meeting do you want to write up?")
    empty = Text("No meeting is waiting for its minutes. One shows here once it has been held.")
    line = choose if held else empty
    return Screen(title=Text("Minutes"), lines=(line,), options=options, buttons=(HOME,))


# --- one meeting ---------------------------------------------------------------------------------


def _open(go: Go) -> Turn:
    """Go on where the digest of this meeting is."""
    match go.minutes.status:
        case "read":
            return pieces.see_all(go)
        case "pasting":
            there = go.at("paste")
            return there.turn(source.paste(there))
        case "reading":
            there = go.at("reading")
            return there.turn(source.reading(there))
        case _:
            there = go.at("start")
            return there.turn(source.start(there))


def _read(go: Go, heard: Computed) -> Turn:
    """Say what was found in the minutes, or why they could not be read."""
    reason = heard.request.position
    over = source.over(go, reason)
    fresh = replace(go, state=WritingUp(go.minutes.meeting, "start", go.minutes.revision))
    if go.minutes.digest is None:
        return replace(fresh.turn(*over, source.start(fresh)), focus=None)
    said = pieces.counts(go) if go.digest.pieces else (REASONS[NUMBERS["nothing"]][1],)
    there = fresh.at("pieces")
    return replace(there.turn(*over, pieces.overview(there, *said)), focus=None)


def _plain(handler: Callable[[Go], Turn]) -> "Handler":
    """Let a handler that needs no number be called like the others."""
    return lambda go, _: handler(go)


def _about(handler: Callable[[Go, Piece], Turn]) -> "Handler":
    """Let a handler be called with the piece that the button names, if it is still there."""

    def handle(go: Go, act: Act) -> Turn:
        piece = go.digest.piece(number_in(act.ids))
        return handler(go, piece) if piece else pieces.see_all(go)

    return handle


Handler: TypeAlias = Callable[[Go, Act], Turn]
_ACTS: Mapping[str, Handler] = {
    "minutes.open": _plain(_open),
    "minutes.paste": _plain(source.ask),
    "minutes.whole": _plain(source.whole),
    "minutes.again": _plain(source.again),
    "minutes.items": _plain(writing.items),
    "minutes.skip": writing.skip,
    "minutes.pieces": _plain(pieces.see_all),
    "minutes.page": pieces.page,
    "minutes.piece": lambda go, act: pieces.one(go, number_in(act.ids)),
    "minutes.next": pieces.following,
    "minutes.words": _about(writing.ask("words")),
    "minutes.plain": _about(pieces.use_plainer),
    "minutes.owner": _about(writing.ask("owner")),
    "minutes.due": _about(writing.ask("due")),
    "minutes.kind": _about(writing.ask("kind")),
    "minutes.as": writing.take_kind,
    "minutes.ledger": _about(writing.into_ledger),
    "minutes.not_ledger": _about(writing.not_into_ledger),
    "minutes.out": _about(pieces.leave_out),
    "minutes.back": _about(writing.put_back),
    "minutes.add": _plain(writing.add),
    "minutes.put": _plain(putting.begin),
    "minutes.put_again": _plain(putting.begin_again),
    "minutes.skip_put": putting.skip,
    "minutes.preview": _plain(preview.show),
    "minutes.sample": _plain(preview.sample),
    "minutes.voice": _plain(preview.ask_voice),
    "minutes.no_voice": _plain(preview.no_voice),
    "minutes.send": _plain(preview.send),
    "minutes.send_anyway": _plain(preview.send_anyway),
}


def _at_the_start(go: Go, heard: Input) -> Turn:
    """Take a file at once; of words nobody knows yet whether they are minutes."""
    if isinstance(heard, SentMedia):
        return source.hear(go.at("paste"), heard)
    return replace(_open(go), understood=False)


_HEARS: Mapping[str, Callable[[Go, Input], Turn]] = {
    **writing.HEARS,
    "paste": source.hear,
    "start": _at_the_start,
    "put": putting.hear,
    "voice": preview.hear_voice,
}
_PROMPTS: Mapping[str, Callable[[View], Screen]] = {
    **writing.SHOWS,
    "start": source.start,
    "paste": source.paste,
    "reading": source.reading,
    "pieces": pieces.overview,
    "piece": pieces.show,
    "put": putting.show,
    "preview": preview.choices,
    "voice": preview.voice,
    "unanswered": preview.unanswered,
}


def _reply(go: Go, heard: Input) -> Turn:
    """Take words or a file where they are asked for; elsewhere say what can be done."""
    if go.state.at in {"start", "paste"} and go.minutes.status in {"read", "reading"}:
        turn = _open(go)
        return replace(turn, screens=(Screen(lines=(CHANGED,)), *turn.screens), understood=False)
    if go.state.at in _HEARS:
        return _HEARS[go.state.at](go, heard)
    shown = replace(_PROMPTS[go.state.at](go), title=None, lines=(_CHOOSE,), slot=None)
    return replace(go.turn(shown), understood=False)


def nag(meeting: int, title: Words, held_on: date) -> Screen:
    """Say that the minutes of a meeting are missing; its day stays true when this goes later."""
    lines = (
        Text("This meeting was on {day}.", day=held_on),
        Text("People who could not come are waiting to hear what was said."),
    )
    write = Button(Text("Write it up"), Act("minutes.open", (meeting,)))
    return Screen(title=title, lines=lines, options=(write,))
