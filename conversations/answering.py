"""Answering a consultation: the honest ask, one question a message, and no time-outs (promise 5).

Every answer is an event at once. The state holds only the cursor, so an old button changes its own
question and nothing else.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from conversations import honest_ask
from conversations.content import Consultation, Given, Question
from conversations.events import Answered, Declined, Event, Finished, PutOff, Started
from conversations.facts import (
    Facts,
    Need,
    Person,
    TheAnswers,
    TheConsultation,
)
from conversations.home import HOME, NOT_FOR_YOU, go_home
from conversations.questions import KINDS, Misread
from conversations.screen import Act, Button, Screen
from conversations.showing import (
    change,
    fixed_answers,
    is_open,
    my_answers,
    position,
    show_again,
    show_kept,
    show_question,
    thank_you,
)
from conversations.state import State
from conversations.text import Text, Words
from conversations.turn import Input, Instead, Key, Tapped, Turn

NAME = "answering"
PREFIX = "a"
COMMANDS: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Answering(State):
    """`at` is the question that waits for a reply; 0 before the first, None after the last.

    `listing` is true while the list of their answers is what was shown last.
    """

    conversation: ClassVar[str] = NAME

    consultation: int
    at: int | None = 0
    listing: bool = False

    @property
    def subject(self) -> int:
        """The consultation."""
        return self.consultation


@dataclass(frozen=True, slots=True)
class _Go:
    """One turn's view of a member's go at a consultation."""

    state: Answering
    consultation: Consultation
    answers: dict[int, Given]
    facts: Facts
    now: datetime

    def turn(self, *screens: Screen, events: tuple[Event, ...] = (), at: int | None = -1) -> Turn:
        """Stay at the cursor, or move it to `at`."""
        state = replace(self.state, at=self.state.at if at == -1 else at, listing=False)
        return Turn(state, screens, events)

    def given(self, question: Question) -> Given | None:
        """Give the answer to a question."""
        return self.answers.get(question.number)


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need the consultation and this person's answers to it."""
    return (TheConsultation(key.subject), TheAnswers(key.subject))


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give the question at the cursor; the invitation before it, the thanks or the list after."""
    consultation: Consultation | None = facts.get(TheConsultation(state.subject))
    if not isinstance(state, Answering) or consultation is None:
        return None
    answers = facts.get(TheAnswers(state.subject)) or {}
    if state.listing:
        return my_answers(consultation, answers)
    if state.at is None:
        last = consultation.questions[-1]
        return replace(thank_you(consultation), buttons=(change(consultation, last),))
    question = consultation.question(state.at)
    if question is None:
        go_on = _go_on_button(consultation.id)
        return replace(honest_ask.invitation(consultation), buttons=(go_on,))
    shown = show_question(consultation, question, answers.get(question.number))
    options = () if KINDS[question.kind].TYPED_AT_ONCE else shown.options
    ways_on = (_go_on_button(consultation.id), *_change_before(consultation, question))
    return replace(shown, options=options, buttons=(*shown.buttons, *ways_on))


def waits_for_a_choice(state: State | None, facts: Facts) -> bool:
    """Tell whether something waits, and no words of one's own are an answer to it."""
    waits = isinstance(state, Answering) and state.at is not None
    return waits and asks_to_choose(state, facts)


def asks_to_choose(state: State | None, facts: Facts) -> bool:
    """Tell whether no words of one's own are an answer to what waits."""
    consultation: Consultation | None = facts.get(TheConsultation(state.subject)) if state else None
    at = state.at if isinstance(state, Answering) else None
    question = consultation.question(at) if consultation and at else None
    return question is None or not KINDS[question.kind].OWN_WORDS


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Answer one input about one consultation."""
    subject = _subject(state, heard)
    consultation: Consultation | None = facts.get(TheConsultation(subject))
    if consultation is None:
        return go_home(facts, NOT_FOR_YOU)
    go = _Go(
        state=state if isinstance(state, Answering) else Answering(subject),
        consultation=consultation,
        answers=dict(facts.get(TheAnswers(subject)) or {}),
        facts=facts,
        now=now,
    )
    act = heard.act if isinstance(heard, Tapped) else None
    if consultation.status != "open" or now >= consultation.closes_at:
        mine = act is not None and act.verb == "a.mine"
        return go_home(facts, *fixed_answers(consultation, go.answers)) if mine else _closed(go)
    return _act(go, act, heard) if act else _reply(go, heard)


def _subject(state: State | None, heard: Input) -> int:
    if isinstance(heard, Tapped) and heard.act:
        return heard.act.subject
    return state.subject if state else 0


def _act(go: _Go, act: Act, heard: Input) -> Turn:
    number = act.ids[1] if len(act.ids) > 1 else 0
    question = go.consultation.question(number)
    match act.verb, question:
        case "a.ask", _:
            return go.turn(honest_ask.invitation(go.consultation), at=0)
        case "a.start", _:
            return _start(go)
        case (("a.later" | "a.no"), _):
            return _leave(go, act)
        case "a.mine", _:
            return _list(go)
        case (("a.choose" | "a.done"), Question()):
            return _read(go, question, heard)
        case (("a.skip" | "a.notsay"), Question()):
            declined = "skipped" if act.verb == "a.skip" else "not_said"
            return _keep(go, question, Given(declined=declined), complete=True)
        case (("a.change" | "a.show"), Question()):
            return go.turn(_show(go, question), at=question.number)
        case "a.back", Question():
            return _back(go, question)
        case _:
            return _lost(go)


def _reply(go: _Go, heard: Input) -> Turn:
    question = go.consultation.question(go.state.at or 0)
    if question is not None:
        return _read(go, question, heard)
    if go.state.at == 0:
        hint = Text("I did not understand that. Please tap a button, or type its number.")
        shown = honest_ask.choices(go.consultation)
        again = replace(shown, title=go.consultation.ask.title, lines=(hint,))
        return replace(go.turn(again, at=0), understood=False)
    return Turn(go.state, instead=Instead(Key("sorting"), heard))


# --- the way through -------------------------------------------------------------------------


def _start(go: _Go) -> Turn:
    first_time = not go.answers
    question = _next_open(go, after=0)
    if question is None:
        return _list(go)
    started = Started(go.consultation.id)
    before: list[Screen] = []
    if not first_time:
        before.append(_about_it(go, _welcome_back(go, question)))
    elif go.consultation.attachment:
        look = Text("Please look at this first. The questions are about it.")
        before.append(Screen(lines=(look,), attachment=go.consultation.attachment))
    return go.turn(*before, _show(go, question), events=(started,), at=question.number)


def _about_it(go: _Go, *lines: Words) -> Screen:
    """Say something and name the consultation, since several may be under way."""
    return Screen(title=go.consultation.ask.title, lines=lines)


def _welcome_back(go: _Go, question: Question) -> Text:
    return Text(
        "Welcome back. You were at question {number} of {total}.",
        number=position(go.consultation, question),
        total=len(go.consultation.questions),
    )


def _read(go: _Go, question: Question, heard: Input) -> Turn:
    given = go.answers.get(question.number)
    reading = KINDS[question.kind].read(question, heard, given)
    if isinstance(reading, Misread):
        shown = show_question(go.consultation, question, given)
        again = replace(shown, lines=(reading.hint, question.text))
        return replace(_stay(go, question, again), understood=False)
    return _keep(go, question, reading.given, complete=reading.complete)


def _keep(go: _Go, question: Question, given: Given, *, complete: bool) -> Turn:
    if go.state.at == 0:
        return _begin_at(go, question, given, complete=complete)
    answered = Answered(go.consultation.id, go.consultation.version, question.number, given)
    go.answers[question.number] = given
    if not complete:
        shown = show_question(go.consultation, question, given)
        return _stay(go, question, shown.in_place(), answered)
    kept = show_kept(go.consultation, question, given)
    if go.state.at == question.number:
        return _go_on(go, question, kept, answered)
    return _stay(go, question, kept, answered)


def _begin_at(go: _Go, question: Question, given: Given, *, complete: bool) -> Turn:
    """Begin with the question of an old button, as if it had been reached from the start."""
    begins = _next_open(go, after=0) is not None
    there = replace(go, state=replace(go.state, at=question.number))
    turn = _keep(there, question, given, complete=complete)
    started = (Started(go.consultation.id),) if begins else ()
    return replace(turn, events=(*started, *turn.events))


def _stay(go: _Go, question: Question, shown: Screen, *events: Event) -> Turn:
    """Leave the cursor; an old button's question does not take the words that come next either."""
    here = go.state.at == question.number
    return replace(go.turn(shown, events=events), focus=True if here else None)


def _go_on(go: _Go, question: Question, kept: Screen, answered: Answered) -> Turn:
    following = _next_open(go, after=question.number)
    if following is not None:
        return go.turn(kept, _show(go, following), events=(answered,), at=following.number)
    done = Finished(go.consultation.id)
    return go.turn(kept, thank_you(go.consultation), events=(answered, done), at=None)


def _next_open(go: _Go, after: int) -> Question | None:
    """Find the next question without an answer: first those after `after`, then any."""
    order = [question.number for question in go.consultation.questions]
    place = order.index(after) + 1 if after in order else 0
    round_trip = go.consultation.questions[place:] + go.consultation.questions[:place]
    return next((one for one in round_trip if is_open(go.given(one))), None)


def _show(go: _Go, question: Question) -> Screen:
    return show_again(go.consultation, question, go.given(question))


def _list(go: _Go) -> Turn:
    turn = go.turn(my_answers(go.consultation, go.answers))
    return replace(turn, state=replace(go.state, listing=True))


def _back(go: _Go, question: Question) -> Turn:
    place = go.consultation.questions.index(question)
    if place == 0:
        return go.turn(honest_ask.invitation(go.consultation), at=0)
    before = go.consultation.questions[place - 1]
    return go.turn(_show(go, before), at=before.number)


def _leave(go: _Go, act: Act) -> Turn:
    """Leave it, for now or for good; where all is answered, there is nothing left to leave."""
    if _next_open(go, after=0) is None:
        return _list(go)
    return _later(go) if act.verb == "a.later" else _decline(go)


def _later(go: _Go) -> Turn:
    kept = Text("That is fine. Nothing is lost.") if go.answers else Text("That is fine.")
    until = Text("You can go on until {day}, when it suits you.", day=go.consultation.last_day)
    shown = replace(_about_it(go, kept, until), buttons=(_go_on_button(go.consultation.id),))
    return go.turn(shown, events=(PutOff(go.consultation.id),))


def _change_before(consultation: Consultation, question: Question) -> tuple[Button, ...]:
    """Give 'Change', which is said under the answer before and so is still in sight."""
    place = consultation.questions.index(question)
    return (change(consultation, consultation.questions[place - 1]),) if place else ()


def _go_on_button(subject: int) -> Button:
    return Button(Text("Go on"), Act("a.start", (subject,)))


def _decline(go: _Go) -> Turn:
    lines = (
        Text("That is fine. I will not remind you of this one."),
        Text(
            "If you change your mind, you can still start until {day}.",
            day=go.consultation.last_day,
        ),
    )
    start = Button(Text("Start"), Act("a.start", (go.consultation.id,)))
    shown = replace(_about_it(go, *lines), options=(start,))
    return go.turn(shown, events=(Declined(go.consultation.id),), at=0)


def _closed(go: _Go) -> Turn:
    closed = Text("This consultation is closed, so I cannot change anything in it now.")
    kept = (
        Text("What you answered before is kept.") if go.answers else Text("Thank you all the same.")
    )
    hear = Text("You will hear back by {day}.", day=go.consultation.ask.hear_back_on)
    lines = (closed, kept, hear) if go.answers else (closed, kept)
    return go_home(go.facts, *lines)


def _lost(go: _Go) -> Turn:
    """Offer the way home, and leave what waits; it is not numbered, since digits go there."""
    return replace(go.turn(Screen(lines=(NOT_FOR_YOU,), buttons=(HOME,))), focus=None)
