"""Questions put aside an answer: somebody wrote of stopping, or of a death, among other words.

The answer is kept, and the next question waits until the aside is answered, so that one thing is
asked at a time. After a death Heard starts nothing meanwhile.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import ClassVar

from conversations import answering
from conversations.agreeing import NAME as AGREEING
from conversations.answering import Answering
from conversations.danger import DANGER, DEATHS, Listed, Phrases
from conversations.events import (
    Answered,
    BreakEnded,
    BreakTaken,
    ConsentGiven,
    Event,
    Finished,
    HeardExplained,
)
from conversations.facts import Facts, Need, Person, TheAnswers, TheConsultation, TheState
from conversations.home import NOT_FOR_YOU, go_home
from conversations.issue_events import IssueRaised
from conversations.loop_events import TaskRaised
from conversations.own_choices.breaks import FORTNIGHT, TWO_WEEKS
from conversations.own_choices.state import NAME as OWN_CHOICES
from conversations.screen import Act, Button, Screen
from conversations.state import State
from conversations.text import Text, Words
from conversations.turn import Input, Instead, Key, SentMedia, Tapped, Turn, Typed

NAME = "asides"
PREFIX = "x"
COMMANDS: frozenset[str] = frozenset()

STOP, DEATH = "stop", "death"
FIRST_THIS = Text("I did not keep that. Please answer this first. Then send the next one.")
_NOT_KEPT = Text("I could not keep what you wrote.")
_ASKING_GOES_ON = frozenset({answering.NAME, "hearing_back", "home", OWN_CHOICES})
"""Conversations in which words that were not understood may have been about stopping or a death."""


@dataclass(frozen=True)
class Aside(State):
    """`asks` is stop or death; `consultation` and `question` are what waits, 0 where nothing does.

    `held` says that nothing is started because of it, `kept` that an answer was kept.
    """

    conversation: ClassVar[str] = NAME

    asks: str
    consultation: int = 0
    question: int = 0
    held: bool = False
    kept: bool = True

    @property
    def subject(self) -> int:
        """There is one aside at a time."""
        return 0


# --- putting one ---------------------------------------------------------------------------------


def add_last(turn: Turn, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Ask about words of stopping or of a death, after all else that a turn says.

    Where nothing of those words could be kept, only that is asked; words of danger come before it.
    """
    if _waits_for_consent(turn):
        return _hold_meanwhile(turn, heard, facts, now)
    person, kept = facts.person, _keeps(turn)
    words = _words(turn, heard) if kept or _was_lost(turn) else ""
    if not words or not person.joined or person.stopped:
        return turn
    found = facts.phrases.found_in(words)
    asks = DEATH if found.intersection(DEATHS) else _stops(words, facts)
    if not asks:
        return turn
    held = _held(person, now) if asks == DEATH else ()
    turn = replace(turn, events=(*turn.events, *held))
    if not kept and found & DANGER:
        return turn
    waits = _what_waits(turn)
    aside = Aside(asks, *waits, held=bool(held), kept=kept)
    return replace(turn, screens=(*_said(turn, waits, kept=kept), _screen(aside)), aside=aside)


def _waits_for_consent(turn: Turn) -> bool:
    return any(one is not None and one.conversation == AGREEING for one in (turn.aside, turn.state))


def _hold_meanwhile(turn: Turn, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Hold what Heard would start, where a death was told that nobody may keep as yet.

    What was said is asked about once they agree; until then one thing is asked at a time.
    """
    told = isinstance(heard, Typed) and facts.phrases.found_in(heard.text).intersection(DEATHS)
    held = _held(facts.person, now) if told else ()
    return replace(turn, events=(*turn.events, *held))


def _keeps(turn: Turn) -> bool:
    return any(isinstance(event, _KEPT) for event in turn.events)


_KEPT = (Answered, HeardExplained, IssueRaised, TaskRaised)
"""What keeps words that somebody wrote."""


def _was_lost(turn: Turn) -> bool:
    conversation = turn.state.conversation if turn.state else ""
    return not turn.understood and conversation in _ASKING_GOES_ON


def _words(turn: Turn, heard: Input) -> str:
    """Give the words that somebody wrote, now or before they chose what those are for.

    So too what waited for their consent.
    """
    agreed_now = any(isinstance(event, ConsentGiven) for event in turn.events)
    if isinstance(heard, Typed) and not agreed_now:
        return heard.text
    sorted_now = isinstance(heard, Tapped) and heard.act and heard.act.verb == "w.pick"
    answers = (event.given.text for event in turn.events if isinstance(event, Answered))
    return " ".join(filter(None, answers)) if sorted_now or agreed_now else ""


def _stops(words: str, facts: Facts) -> str:
    found = _stopping(facts.stop_words, facts.phrases.not_a_stop).found_in(words)
    return STOP if found else ""


@lru_cache(maxsize=8)
def _stopping(stop_words: frozenset[str], not_a_stop: frozenset[str]) -> Phrases:
    return Phrases((Listed(dict.fromkeys(stop_words, STOP), look_alikes=not_a_stop),))


def _held(person: Person, now: datetime) -> tuple[Event, ...]:
    """Hold what Heard would start, unless it rests as long anyway.

    A break until they write is one that they have just ended by writing.
    """
    until = now + TWO_WEEKS
    rests = person.break_until is not None and person.break_until >= until
    return () if rests else (BreakTaken(until),)


def _what_waits(turn: Turn) -> tuple[int, int]:
    """Give the consultation and the question that wait; zeros where none does."""
    state = turn.state
    if not isinstance(state, Answering) or not state.at:
        return 0, 0
    return state.consultation, state.at


def _said(turn: Turn, waits: tuple[int, int], *, kept: bool) -> tuple[Screen, ...]:
    """Give what is said before: the answer that was kept, but not the question that follows it."""
    if not kept:
        return ()
    goes_on = waits != (0, 0) and not any(isinstance(event, Finished) for event in turn.events)
    return turn.screens[:1] if goes_on else turn.screens


# --- its question --------------------------------------------------------------------------------


def _screen(aside: Aside) -> Screen:
    return _stop_too(aside) if aside.asks == STOP else _go_on_asking(aside)


def _stop_too(aside: Aside) -> Screen:
    also = Text("Do you also want me to stop writing to you?")
    lines = (also,) if aside.kept else (_NOT_KEPT, Text("Do you want me to stop writing to you?"))
    no = Button(Text("No"), Act("x.no", (0, aside.consultation, aside.question)))
    return Screen(lines=lines, options=(no, Button(Text("Yes, stop"), Act("o.stop"))))


def _go_on_asking(aside: Aside) -> Screen:
    waits = Text("What I would have sent you waits.")
    lines: list[Words] = [Text("I am sorry.")]
    lines += [] if aside.kept else [_NOT_KEPT]
    lines += [waits] if aside.held else []
    ids = (0, aside.consultation, aside.question, int(aside.held))
    options = (
        Button(Text("Yes"), Act("x.yes", ids)),
        Button(Text("Not now"), Act("x.not_now")),
        Button(Text("Please stop"), Act("o.stop")),
    )
    return Screen(lines=(*lines, Text("Shall I go on asking you?")), options=options)


# --- its answer ----------------------------------------------------------------------------------


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need the consultation that waits, with this person's answers."""
    tapped = isinstance(heard, Tapped) and heard.act
    waits = heard.act.ids[1:2] if isinstance(heard, Tapped) and heard.act else ()
    number = state.consultation if isinstance(state, Aside) and not tapped else (*waits, 0)[0]
    if not number:
        return ()
    return (
        TheConsultation(number), TheAnswers(number), TheState(answering.NAME, number),
    )  # fmt: skip


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give the question that was put aside; a mere 'yes' answers it too."""
    if not isinstance(state, Aside):
        return None
    shown = _screen(state)
    yes = Button(Text("Yes"), Act("o.stop"))
    return replace(shown, buttons=(yes,)) if state.asks == STOP else shown


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Go on as the person wants it; what answers nothing is not kept, and that is said."""
    act = heard.act if isinstance(heard, Tapped) else None
    match act.verb if act else "":
        case "x.no":
            return _go_on(act, facts, now)
        case "x.yes":
            held = act is not None and act.ids[3:] == (1,) and facts.person.on_break(now)
            turn = _go_on(act, facts, now)
            return replace(turn, events=(*turn.events, BreakEnded())) if held else turn
        case "x.not_now":
            return _not_now(facts, now)
    if isinstance(state, Aside) and isinstance(heard, Typed | SentMedia):
        shown = _screen(state)
        again = replace(shown, lines=(FIRST_THIS, shown.lines[-1]))
        return Turn(state, (again,), understood=False)
    return replace(go_home(facts, NOT_FOR_YOU), understood=False)


def _go_on(act: Act | None, facts: Facts, now: datetime) -> Turn:
    """Show the question that waits, where one does."""
    waits = act.ids[1:3] if act else ()
    if not any(waits):
        return go_home(facts, Text("That is fine. I will write to you as before."))
    go = facts.get(TheState(answering.NAME, waits[0])) or Answering(waits[0])
    return answering.take(go, Tapped(Act("a.show", waits)), facts, now)


def _not_now(facts: Facts, now: datetime) -> Turn:
    """Make it a break of two weeks, with all that is offered then; a longer one stays as it is."""
    person, fortnight = facts.person, now + TWO_WEEKS
    longer = person.on_break(now) and (person.break_until or fortnight) >= fortnight
    act = Act("o.breaks") if longer else Act("o.break", (0, FORTNIGHT))
    return Turn(None, instead=Instead(Key(OWN_CHOICES), Tapped(act)))
