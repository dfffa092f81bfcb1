"""How a question and its answer are shown: put, kept in its place, listed with all the others."""

from collections.abc import Mapping
from dataclasses import replace

from conversations.content import Consultation, Given, Question
from conversations.home import HOME
from conversations.questions import KINDS
from conversations.screen import Act, Button, Screen
from conversations.text import Plural, Text, Words

LONGEST_SAID = 200

Answers = Mapping[int, Given]


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
        buttons=(*asked.buttons, *around(consultation, question)),
        slot=_slot(consultation, question),
    )


def show_again(consultation: Consultation, question: Question, given: Given | None) -> Screen:
    """Show one question with the answer that it has now, if it has one."""
    shown = show_question(consultation, question, given)
    if is_open(given):
        return shown
    answer = said(question, given)
    chosen = given is not None and given.choices
    now = Text("Your answer now: {answer}", answer=answer) if chosen else answer
    return replace(shown, lines=(*shown.lines, now))


def show_kept(consultation: Consultation, question: Question, given: Given) -> Screen:
    """Show, in the place of a question, what was kept."""
    return Screen(
        title=_counted(consultation, question),
        lines=(question.text, *_what_was_kept(question, given)),
        buttons=(change(consultation, question),),
        slot=_slot(consultation, question),
        replaces=True,
    )


def change(consultation: Consultation, question: Question) -> Button:
    """Offer to answer a question again."""
    return Button(Text("Change"), Act("a.change", (consultation.id, question.number)))


def is_open(given: Given | None) -> bool:
    """Tell whether a question has no answer, not even that it was skipped."""
    return given is None or given == Given()


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
            short = text if len(text) <= LONGEST_SAID else text[: LONGEST_SAID - 1] + "…"
            return Text("You wrote: {text}", text=short)
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
        listed = Text("{list}; {item}", list=listed, item=label)
    return listed


def _counted(consultation: Consultation, question: Question) -> Text:
    return Text(
        "Question {number} of {total}",
        number=position(consultation, question),
        total=len(consultation.questions),
    )


def position(consultation: Consultation, question: Question) -> int:
    """Give the place of a question, from 1."""
    return consultation.questions.index(question) + 1


def _slot(consultation: Consultation, question: Question) -> str:
    return f"q:{consultation.id}:{question.number}"


def around(consultation: Consultation, question: Question) -> tuple[Button, ...]:
    """Give the ways round a question."""
    ids = (consultation.id, question.number)
    back = Button(Text("Back"), Act("a.back", ids))
    skip = Button(Text("Skip"), Act("a.skip", ids))
    later = Button(Text("Later"), Act("a.later", (consultation.id,)))
    return (back, skip, later) if KINDS[question.kind].ASKS else (back, later)


def thank_you(consultation: Consultation) -> Screen:
    """Thank for the last answer, and say when they will hear."""
    lines: list[Words] = [Text("Thank you. That was the last question.")]
    if consultation.answered is not None:
        lines.append(
            Plural(
                "{count} person has answered so far.",
                "{count} people have answered so far.",
                consultation.answered,
            )
        )
    day = consultation.ask.hear_back_on
    lines.append(Text("I will tell you what was decided by {day}.", day=day))
    mine = Button(Text("See my answers"), Act("a.mine", (consultation.id,)))
    return Screen(lines=tuple(lines), options=(mine, HOME))


def my_answers(consultation: Consultation, answers: Answers) -> Screen:
    """List every question with its answer; choosing one changes it."""
    options = tuple(
        Button(listed, Act("a.show", (consultation.id, question.number)))
        for question, listed in _listed(consultation, answers)
    )
    day = consultation.last_day
    until = Text("To change an answer, choose it. You can do so until {day}.", day=day)
    return Screen(title=consultation.ask.title, lines=(until,), options=options, buttons=(HOME,))


def fixed_answers(consultation: Consultation, answers: Answers) -> tuple[Words, ...]:
    """Tell the answers to a consultation that is closed: they can be read, not changed."""
    fixed = Text("This consultation is closed, so your answers stay as they are.")
    return (fixed, *(listed for _, listed in _listed(consultation, answers)))


def _listed(consultation: Consultation, answers: Answers) -> list[tuple[Question, Text]]:
    return [
        (
            one,
            Text(
                "{question} — {answer}",
                question=one.text,
                answer=said(one, answers.get(one.number)),
            ),
        )
        for one in consultation.questions
        if KINDS[one.kind].ASKS
    ]
