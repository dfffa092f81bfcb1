"""Owning: somebody who promised something says what came of it, in words that people will read.

It is done, it will be later, it cannot be done, or it is not theirs. A facilitator of the loop can
say it for an owner. Nobody is told before what they will read was shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from conversations.events import Event
from conversations.facts import Facts, Need, Person
from conversations.far_ahead import far_ahead, is_far
from conversations.home import NOT_FOR_YOU, go_home
from conversations.loop_events import CommitmentChanged, EvidenceGiven, TaskRaised
from conversations.loops import Commitment, MyCommitments, TheCommitment
from conversations.no_such_day import misread_day
from conversations.other_languages import who_reads_it
from conversations.owning.notices import given, late_notice, nudge
from conversations.owning.screens import MINE, asked, check, how_much, listed, shown, waiting
from conversations.owning.state import NAME, Owning
from conversations.owning.view import View
from conversations.questions.kind import PICK_ONE
from conversations.screen import Screen
from conversations.state import State
from conversations.text import Text, Words
from conversations.turn import Commanded, Input, Instead, Key, SentMedia, Tapped, Turn, Typed

PREFIX = "own"
COMMANDS = frozenset({"promises"})
LONGEST = 500  # characters of what people will read

GONE = Text("I cannot find this promise any more. You may have handed it over.")
TOO_LONG = Text("That is too long. Please use at most {most} characters.", most=LONGEST)
WORDS_PLEASE = Text("I need words here. Please type them.")
NO_DAY = Text("I cannot read that as a date. Please type one like 15 May.")
PAST = Text("That day is not in the future. What is the new date? For example: 15 May.")
MEANWHILE = Text("This promise changed meanwhile. This is how it stands now.")
TOLD = Text("Thank you. I will tell the people who are waiting, within a day.")
TAKEN_BACK = Text("A facilitator gets this. Until it is handed over, it stays with you.")

__all__ = [
    "COMMANDS", "NAME", "PREFIX", "Owning", "given", "late_notice", "listed", "needs", "nudge",
    "prompt", "take",
]  # fmt: skip


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need the promise, which only its owner and those who answer for it get; or all of theirs."""
    return (TheCommitment(key.subject),) if key.subject else (MyCommitments(),)


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give the screen that waits for a reply; only what it offers counts, not what it says."""
    if not state.subject:
        return listed(_mine(facts))
    one: Commitment | None = facts.get(TheCommitment(state.subject))
    if one is None or not isinstance(state, Owning):
        return None
    return _SCREENS[state.at](View(state, one, facts, _NO_MATTER_WHEN))


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Answer one input about one promise, or show all of theirs."""
    act = heard.act if isinstance(heard, Tapped) else None
    if act and state and act.subject != state.subject:  # chosen by its number, it is not loaded yet
        return Turn(state, instead=Instead(Key(NAME, act.subject), heard))
    subject = act.subject if act else state.subject if state else 0
    if not subject:
        return _list(facts, heard)
    one: Commitment | None = facts.get(TheCommitment(subject))
    if one is None:
        return Turn(Owning(), (Screen(lines=(GONE,), options=(MINE,)),))
    here = state if isinstance(state, Owning) else Owning(subject)
    view = View(here, one, facts, now)
    if act:
        return _act(view, act.verb)
    if view.state.at in _HEARS and view.may_tell:
        return _HEARS[view.state.at](view, heard)
    again = replace(_SCREENS[view.state.at](view), title=None, lines=(PICK_ONE,))
    return replace(view.turn(again), understood=False)


def asks_to_choose(state: State | None, facts: Facts) -> bool:
    """Tell whether no words of one's own are an answer to what waits."""
    return not (isinstance(state, Owning) and state.at in _HEARS)


def _mine(facts: Facts) -> tuple[Commitment, ...]:
    mine: tuple[Commitment, ...] = facts.get(MyCommitments()) or ()
    return mine


def _list(facts: Facts, heard: Input) -> Turn:
    shown_all = listed(_mine(facts))
    if isinstance(heard, Tapped | Commanded):
        return Turn(Owning(), (shown_all,))
    return Turn(Owning(), (replace(shown_all, title=None, lines=(PICK_ONE,)),), understood=False)


# --- what a button does ---------------------------------------------------------------------------


def _act(view: View, verb: str) -> Turn:
    if verb in {"own.one", "own.list"}:
        return _one(view)
    if not view.may_tell or (verb == "own.not_mine" and not view.is_mine):
        return go_home(view.facts, NOT_FOR_YOU)
    return _ACTS[verb](view)  # `rights` knows no other


def _one(view: View, *said: Text) -> Turn:
    there = replace(view, state=Owning(view.one.id))
    return there.turn(shown(there, *said))


def _begin(at: str, status: str | None = None) -> Callable[[View], Turn]:
    """Begin to say something of the promise as it is now."""

    def begin(view: View) -> Turn:
        fresh = Owning(view.one.id, at, view.one.version, status)
        return _ask(replace(view, state=fresh))

    return begin


def _step(at: str, status: str) -> Callable[[View], Turn]:
    return lambda view: _ask(view.at(at, status=status))


def _ask(view: View) -> Turn:
    return view.turn(_SCREENS[view.state.at](view))


def _skip(view: View) -> Turn:
    return _ask(view.at("check")) if view.state.at == "evidence" else _one(view)


def _again(view: View) -> Turn:
    """Ask for the words once more."""
    if view.state.said is None:
        return _one(view)
    again = {"cannot": "why_not", "waiting": "why_later"}
    return _ask(view.at(again.get(view.state.status or "", "said")))


def _send(view: View) -> Turn:
    """Say it, if the promise still is what it was."""
    state, one = view.state, view.one
    if state.at != "check":
        return _one(view)
    if state.seen != one.version:
        return _one(view, MEANWHILE)
    change = CommitmentChanged(one.id, one.version, state.status, state.day, state.said)
    shows = (EvidenceGiven(one.id, state.media, state.words),) if _has_evidence(state) else ()
    events: tuple[Event, ...] = (change, *shows, *who_reads_it(view.facts, one.loop))
    way = MINE if view.is_mine else view.option(Text("Look at it"), "own.one")
    return Turn(Owning(), (Screen(lines=(TOLD,), options=(way,)),), events)


def _has_evidence(state: Owning) -> bool:
    return state.media is not None or state.words is not None


_ACTS: Mapping[str, Callable[[View], Turn]] = {
    "own.done": _begin("how_much"),
    "own.all": _step("said", "done"),
    "own.part": _step("said", "partly"),
    "own.later": _begin("day", "waiting"),
    "own.cannot": _begin("why_not", "cannot"),
    "own.not_mine": _begin("whose"),
    "own.skip": _skip,
    "own.again": _again,
    "own.send": _send,
}


# --- what is written ------------------------------------------------------------------------------


def _words(heard: Input) -> str | Text:
    match heard:
        case Typed(text) if len(text.strip()) > LONGEST:
            return TOO_LONG
        case Typed(text) if text.strip():
            return text.strip()
        case _:
            return WORDS_PLEASE


def _hear_said(view: View, heard: Input) -> Turn:
    """Keep what people will read; what is done may be shown by something."""
    words = _words(heard)
    if isinstance(words, Text):
        return _once_more(view, words)
    done = view.state.at == "said" and not _has_evidence(view.state)
    return _ask(view.at("evidence" if done else "check", said=view.worded(words)))


def _hear_evidence(view: View, heard: Input) -> Turn:
    """Keep a photo, a document, an address or a few words."""
    if isinstance(heard, SentMedia):
        return _ask(view.at("check", media=heard.media, words=heard.caption.strip() or None))
    words = _words(heard)
    if isinstance(words, Text):
        return _once_more(view, words)
    return _ask(view.at("check", words=words))


def _hear_day(view: View, heard: Input) -> Turn:
    """Keep the new date."""
    if not isinstance(heard, Typed) or heard.day is None:
        return _once_more(view, misread_day(heard, NO_DAY))
    if heard.day <= view.today:
        return _once_more(view, PAST)
    if is_far(heard.day, view.today, view.state.far):
        return _once_more(view.at("day", far=heard.day), far_ahead(heard.day))
    return _ask(view.at("why_later", day=heard.day))


def _once_more(view: View, said: Words) -> Turn:
    """Say why it cannot be taken, beside the same buttons."""
    shown = _SCREENS[view.state.at](view)
    return view.turn(Screen(lines=(said,), options=shown.options, buttons=shown.buttons))


def _hear_whose(view: View, heard: Input) -> Turn:
    """Let a facilitator find whose it is."""
    words = _words(heard)
    if isinstance(words, Text):
        return _once_more(view, words)
    task = TaskRaised("not_mine", view.one.loop, view.one.id, words)
    told = Screen(lines=(TAKEN_BACK,), options=(MINE,))
    return Turn(Owning(), (told,), (task,))


_HEARS: Mapping[str, Callable[[View, Input], Turn]] = {
    **dict.fromkeys(("said", "why_later", "why_not"), _hear_said),
    "evidence": _hear_evidence,
    "day": _hear_day,
    "whose": _hear_whose,
}
_SCREENS: Mapping[str, Callable[[View], Screen]] = {
    "one": waiting,
    "how_much": how_much,
    **dict.fromkeys(_HEARS, asked),
    "check": check,
}
_NO_MATTER_WHEN = datetime(2000, 1, 1, tzinfo=UTC)
