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
from conversations.home import HOME, NOT_FOR_YOU, NOT_UNDERSTOOD, go_home
from conversations.questions import KINDS, Misread
from conversations.screen import Act, Button, Screen
from conversations.state import State
from conversations.text import Plural, Text, Words
from conversations.turn import Input, Key, Tapped, Turn

NAME = "answering"
PREFIX = "a"
COMMANDS: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Answering(State):
    """`at` is the question that waits for a reply; 0 before the first, None after the last."""

    conversation: ClassVar[str] = NAME

    consultation: int
    at: int | None = 0

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
        state = self.state if at == -1 else replace(self.state, at=at)
        return Turn(state, screens, events, focus=state.at is not None)


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need the consultation and this person's answers to it."""
    return (TheConsultation(key.subject), TheAnswers(key.subject))


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give the question at the cursor, or the invitation before the first."""
    consultation = facts.get(TheConsultation(state.subject))
    if not isinstance(state, Answering) or consultation is None or state.at is None:
        return None
    question = consultation.question(state.at)
    if question is None:
        return honest_ask.invitation(consultation)
    answers = facts.get(TheAnswers(state.subject)) or {}
    shown = show_question(consultation, question, answers.get(question.number))
    options = () if KINDS[question.kind].TYPED_AT_ONCE else shown.options
    return replace(shown, options=options, buttons=(*shown.buttons, *_unshown(consultation.id)))


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
        return _looked_back(go) if act and act.verb == "a.mine" else _closed(go)
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
        case "a.later", _:
            return _later(go)
        case "a.no", _:
            return _decline(go)
        case "a.mine", _:
            return go.turn(_my_answers(go))
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
        return go.turn(replace(honest_ask.choices(go.consultation), lines=(hint,)), at=0)
    return go_home(go.facts, NOT_UNDERSTOOD)


# --- the way through -------------------------------------------------------------------------


def _start(go: _Go) -> Turn:
    first_time = not go.answers
    question = _next_open(go, after=0)
    if question is None:
        return go.turn(_my_answers(go), at=None)
    started = Started(go.consultation.id)
    before: list[Screen] = []
    if not first_time:
        before.append(Screen(lines=(_welcome_back(go, question),)))
    elif go.consultation.attachment:
        look = Text("Please look at this first. The questions are about it.")
        before.append(Screen(lines=(look,), attachment=go.consultation.attachment))
    return go.turn(*before, _show(go, question), events=(started,), at=question.number)


def _welcome_back(go: _Go, question: Question) -> Text:
    return Text(
        "Welcome back. You were at question {number} of {total}.",
        number=_position(go.consultation, question),
        total=len(go.consultation.questions),
    )


def _read(go: _Go, question: Question, heard: Input) -> Turn:
    given = go.answers.get(question.number)
    reading = KINDS[question.kind].read(question, heard, given)
    if isinstance(reading, Misread):
        hint = Screen(lines=(reading.hint,), buttons=_around(go.consultation, question))
        return go.turn(hint)
    return _keep(go, question, reading.given, complete=reading.complete)


def _keep(go: _Go, question: Question, given: Given, *, complete: bool) -> Turn:
    answered = Answered(go.consultation.id, go.consultation.version, question.number, given)
    go.answers[question.number] = given
    if not complete:
        shown = show_question(go.consultation, question, given)
        return _stay(go, question, shown.in_place(), answered)
    kept = _kept(go.consultation, question, given).in_place()
    if question.number != go.state.at:
        return _stay(go, question, kept, answered)
    return _go_on(go, question, kept, answered)


def _stay(go: _Go, question: Question, shown: Screen, answered: Answered) -> Turn:
    """Leave the cursor; an old button's question does not take the words that come next either."""
    here = question.number == go.state.at
    return Turn(go.state, (shown,), (answered,), focus=True if here else None)


def _go_on(go: _Go, question: Question, kept: Screen, answered: Answered) -> Turn:
    following = _next_open(go, after=question.number)
    if following is not None:
        return go.turn(kept, _show(go, following), events=(answered,), at=following.number)
    done = Finished(go.consultation.id)
    return go.turn(kept, _thank_you(go), events=(answered, done), at=None)


def _next_open(go: _Go, after: int) -> Question | None:
    """Find the next question without an answer: first those after `after`, then any."""
    order = [question.number for question in go.consultation.questions]
    place = order.index(after) + 1 if after in order else 0
    round_trip = go.consultation.questions[place:] + go.consultation.questions[:place]
    return next((one for one in round_trip if _is_open(go.answers.get(one.number))), None)


def _is_open(given: Given | None) -> bool:
    return given is None or given == Given()


def _back(go: _Go, question: Question) -> Turn:
    place = go.consultation.questions.index(question)
    if place == 0:
        return go.turn(honest_ask.invitation(go.consultation), at=0)
    before = go.consultation.questions[place - 1]
    return go.turn(_show(go, before), at=before.number)


def _later(go: _Go) -> Turn:
    kept = Text("That is fine. Nothing is lost.") if go.answers else Text("That is fine.")
    until = Text("You can go on until {day}, when it suits you.", day=go.consultation.last_day)
    shown = Screen(lines=(kept, until), buttons=(_go_on_button(go.consultation.id),))
    return go.turn(shown, events=(PutOff(go.consultation.id),))


def _unshown(subject: int) -> tuple[Button, ...]:
    """Give what can be typed at a question though no button says it there."""
    later = Act("a.later", (subject,))
    tired = (Button(Text("tired"), later), Button(Text("I'm tired"), later))
    return (_go_on_button(subject), *tired)


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
    shown = Screen(lines=lines, options=(start,))
    return go.turn(shown, events=(Declined(go.consultation.id),), at=0)


def _closed(go: _Go) -> Turn:
    closed = Text("This consultation is closed, so I cannot change anything in it now.")
    kept = (
        Text("What you answered before is kept.") if go.answers else Text("Thank you all the same.")
    )
    hear = Text("You will hear back by {day}.", day=go.consultation.ask.hear_back_on)
    lines = (closed, kept, hear) if go.answers else (closed, kept)
    return go_home(go.facts, *lines)


def _looked_back(go: _Go) -> Turn:
    """Show the answers of a consultation that is closed: they can be read, not changed."""
    asked = [one for one in go.consultation.questions if one.kind != "information"]
    answers = tuple(_listed(go, question) for question in asked)
    fixed = Text("This consultation is closed, so your answers stay as they are.")
    return go_home(go.facts, fixed, *answers)


def _lost(go: _Go) -> Turn:
    return go_home(go.facts, NOT_FOR_YOU)


# --- screens ---------------------------------------------------------------------------------


def show_question(
    consultation: Consultation, question: Question, given: Given | None = None
) -> Screen:
    """Show one question, with the ways round it."""
    asked = KINDS[question.kind].ask(question, consultation.id, given)
    return Screen(
        title=_counted(consultation, question),
        lines=asked.lines,
        options=asked.options,
        first=asked.first,
        buttons=(*asked.buttons, *_around(consultation, question)),
        slot=_slot(consultation, question),
    )


def _show(go: _Go, question: Question) -> Screen:
    given = go.answers.get(question.number)
    shown = show_question(go.consultation, question, given)
    if _is_open(given):
        return shown
    now = Text("Your answer now: {answer}", answer=said(question, given))
    return replace(shown, lines=(*shown.lines, now))


def _kept(consultation: Consultation, question: Question, given: Given) -> Screen:
    change = Button(Text("Change"), Act("a.change", (consultation.id, question.number)))
    return Screen(
        title=_counted(consultation, question),
        lines=(question.text, *_what_was_kept(question, given)),
        buttons=(change,),
        slot=_slot(consultation, question),
    )


def _what_was_kept(question: Question, given: Given) -> tuple[Words, ...]:
    if given.choices:
        return (Text("You chose: {answer}", answer=said(question, given)),)
    return () if given.declined == "seen" else (said(question, given),)


def said(question: Question, given: Given | None) -> Words:
    """Say an answer back, in words that stand alone."""
    match given:
        case Given(choices=(first, *rest)):
            return _list_of(question, (first, *rest))
        case Given(text=str(text)):
            return Text("You wrote: {text}", text=text if len(text) <= 200 else text[:199] + "…")
        case Given(media=int()):
            return Text("Your voice message is kept.")
        case Given(declined="not_said"):
            return Text("You would rather not say.")
        case Given(declined="seen"):
            return Text("You have seen this.")
        case _:
            return Text("You skipped this.")


def _list_of(question: Question, numbers: tuple[int, ...]) -> Words:
    labels = [choice.label for choice in question.choices if choice.number in numbers]
    listed: Words = labels[0]
    for label in labels[1:]:
        listed = Text("{list}, {item}", list=listed, item=label)
    return listed


def _counted(consultation: Consultation, question: Question) -> Text:
    return Text(
        "Question {number} of {total}",
        number=_position(consultation, question),
        total=len(consultation.questions),
    )


def _position(consultation: Consultation, question: Question) -> int:
    return consultation.questions.index(question) + 1


def _slot(consultation: Consultation, question: Question) -> str:
    return f"q:{consultation.id}:{question.number}"


def _around(consultation: Consultation, question: Question) -> tuple[Button, ...]:
    ids = (consultation.id, question.number)
    back = Button(Text("Back"), Act("a.back", ids))
    skip = Button(Text("Skip"), Act("a.skip", ids))
    later = Button(Text("Later"), Act("a.later", (consultation.id,)))
    seen = question.kind == "information"
    return (back, later) if seen else (back, skip, later)


def _thank_you(go: _Go) -> Screen:
    lines: list[Words] = [Text("Thank you. That was the last question.")]
    others = go.consultation.answered
    if others is not None:
        lines.append(
            Plural(
                "{count} person has answered so far.",
                "{count} people have answered so far.",
                others,
            )
        )
    day = go.consultation.ask.hear_back_on
    lines.append(Text("I will tell you what was decided by {day}.", day=day))
    mine = Button(Text("See my answers"), Act("a.mine", (go.consultation.id,)))
    return Screen(lines=tuple(lines), options=(mine, HOME))


def _listed(go: _Go, question: Question) -> Text:
    answer = said(question, go.answers.get(question.number))
    return Text("{question} — {answer}", question=question.text, answer=answer)


def _my_answers(go: _Go) -> Screen:
    """List every question with its answer; choosing one changes it."""
    asked = [one for one in go.consultation.questions if one.kind != "information"]
    options = tuple(
        Button(_listed(go, question), Act("a.show", (go.consultation.id, question.number)))
        for question in asked
    )
    until = Text(
        "To change an answer, choose it. You can do so until {day}.", day=go.consultation.last_day
    )
    return Screen(title=go.consultation.ask.title, lines=(until,), options=options, buttons=(HOME,))
