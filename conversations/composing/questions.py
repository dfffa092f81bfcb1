"""The questions of a draft: their words, their kind of answer, their choices."""

import re
from collections.abc import Mapping
from dataclasses import replace

from conversations.composing.step import (
    PLEASE_CHOOSE,
    Go,
    Hint,
    Moved,
    Outcome,
    Pick,
    Step,
    View,
    picked,
    read_words,
)
from conversations.content import Choice, Question
from conversations.draft import Draft
from conversations.reading import normalise
from conversations.screen import Screen
from conversations.text import Plural, Text, Words
from conversations.turn import Input, Typed

MOST_QUESTIONS = 20
LONGEST_QUESTION = 1000
MOST_CHOICES = 10
LONGEST_CHOICE = 60
STEPS_OF_SCALE = 5

KINDS = (
    ("single", Text("One choice")),
    ("several", Text("Several choices")),
    ("scale", Text("A scale, 1 to 5")),
    ("free_text", Text("Own words")),
    ("information", Text("Information only")),
)
READY_ENDS = (
    (Text("Bad to good"), Text("Very bad"), Text("Very good")),
    (Text("Hard to easy"), Text("Very hard"), Text("Very easy")),
    (Text("Not at all to a lot"), Text("Not at all"), Text("A lot")),
)
_ENOUGH = Text("{most} questions is the most. Fewer are easier to answer.", most=MOST_QUESTIONS)


class _Own:
    ANOTHER, ALL = 1, 2
    WORDS, KIND, REMOVE = 1, 2, 3


def add_question(draft: Draft, view: View, text: str) -> tuple[Draft, int]:
    """Add a question in own words, until a kind is chosen: (the draft, the question's number)."""
    number = max((one.number for one in draft.questions), default=0) + 1
    question = Question(number, "free_text", view.worded(text))
    return replace(draft, questions=(*draft.questions, question)), number


def question_at(view: View) -> Question | None:
    """Give the question being worked at."""
    numbered = (one for one in view.draft.questions if one.number == view.state.question)
    return next(numbered, None)


def _put(draft: Draft, question: Question) -> Draft:
    kept = (question if one.number == question.number else one for one in draft.questions)
    return replace(draft, questions=tuple(kept))


def _done(go: Go, draft: Draft, *said: Words) -> Moved:
    return replace(go.to("overview" if go.state.jumped else "more", *said), draft=draft)


def _text(question: Question | None) -> tuple[Words, ...]:
    return (Text("“{question}”", question=question.text),) if question else ()


# --- its words ------------------------------------------------------------------------------------


def _show_words(view: View) -> Screen:
    asks: Words = Text("Please send me the question.")
    if view.state.question:
        asks = Text("Please send me the new words of this question.")
    return Screen(lines=(asks, *_text(question_at(view))), buttons=(view.back(),))


def _hear_words(go: Go, heard: Input) -> Outcome:
    question = question_at(go)
    if picked(heard) == Pick.BACK:
        return go.to("overview" if go.state.jumped or not go.draft.questions else "more")
    text = read_words(heard, LONGEST_QUESTION)
    if isinstance(text, Hint):
        return text
    if question is None:
        return begin_question(go, text)
    changed = _put(go.draft, replace(question, text=go.worded(text)))
    if go.state.jumped:
        return replace(go.to("overview"), draft=changed)
    return replace(go.to("kind", question=question.number), draft=changed)


def begin_question(go: Go, text: str) -> Outcome:
    """Add a question and ask for its kind, unless there are enough."""
    if len(go.draft.questions) >= MOST_QUESTIONS:
        return Hint(_ENOUGH)
    draft, number = add_question(go.draft, go, text)
    return replace(go.to("kind", question=number), draft=draft)


# --- its kind -------------------------------------------------------------------------------------


def _show_kind(view: View) -> Screen:
    options = (view.option(label, place) for place, (_, label) in enumerate(KINDS, 1))
    asks = Text("How can people answer it?")
    return Screen(
        lines=(*_text(question_at(view)), asks), options=tuple(options), buttons=(view.back(),)
    )


def _hear_kind(go: Go, heard: Input) -> Outcome:
    question, pick = question_at(go), picked(heard)
    if question is None:
        return go.to("more")
    if pick == Pick.BACK:
        step = "one" if go.state.jumped else "question"
        return go.to(step, question=question.number)
    if pick is None or not 1 <= pick <= len(KINDS):
        return PLEASE_CHOOSE
    kind = KINDS[pick - 1][0]
    if kind in {"single", "several"}:
        return go.to("choices", question=question.number, kind=kind)
    if kind == "scale":
        return go.to("ends", question=question.number)
    return _done(go, _put(go.draft, replace(question, kind=kind, choices=())))


# --- its choices ----------------------------------------------------------------------------------


def _show_choices(view: View) -> Screen:
    asks = Text("Please send me the choices, with commas between them or one on each line.")
    example = Text("For example: By car, By bus, On foot")
    add = Text("I add 'Skip' and 'I'd rather not say' myself.")
    lines = (*_text(question_at(view)), asks, example, add)
    return Screen(lines=lines, buttons=(view.back(),))


def _hear_choices(go: Go, heard: Input) -> Outcome:
    question = question_at(go)
    if question is None:
        return go.to("more")
    if picked(heard) == Pick.BACK:
        return go.to("kind", question=question.number)
    labels = _read_labels(heard, least=2, most=MOST_CHOICES)
    if isinstance(labels, Hint):
        return labels
    return _done(go, *_with_choices(go, replace(question, kind=go.state.kind), labels))


def _with_choices(go: Go, question: Question, labels: tuple[str, ...]) -> tuple[Draft, Words]:
    choices = tuple(Choice(number, go.worded(label)) for number, label in enumerate(labels, 1))
    listed = "\n".join(f"{number}. {label}" for number, label in enumerate(labels, 1))
    said = Text("These are the choices:\n{choices}", choices=listed)
    return _put(go.draft, replace(question, choices=choices)), said


def _read_labels(heard: Input, least: int, most: int) -> tuple[str, ...] | Hint:
    text = read_words(heard, LONGEST_QUESTION)
    if isinstance(text, Hint):
        return text
    pieces = text.splitlines() if "\n" in text else re.split("[,،;؛]", text)
    bare = (re.sub(r"^\s*(?:\d+[.)]|[-•*])\s+", "", piece).strip() for piece in pieces)
    labels = tuple(label for label in bare if label)
    if not least <= len(labels) <= most:
        return _wrong_count(least, most)
    if any(len(label) > LONGEST_CHOICE for label in labels):
        return Hint(
            Text(
                "Each choice can have {most} characters. Please make it shorter.",
                most=LONGEST_CHOICE,
            )
        )
    if len({normalise(label) for label in labels}) < len(labels):
        return Hint(Text("Some of these are the same. Please send them again, each once."))
    return labels


def _wrong_count(least: int, most: int) -> Hint:
    if least == most:
        return Hint(Text("Please send 2 lines: the lowest step first, then the highest."))
    return Hint(
        Text("Please send {least} to {most} choices, one on each line.", least=least, most=most)
    )


# --- the ends of its scale ------------------------------------------------------------------------


def _show_ends(view: View) -> Screen:
    asks = Text("The scale goes from 1 to 5. What do 1 and 5 mean?")
    how = Text("Choose here, or send 2 lines: what 1 means, then what 5 means.")
    options = (view.option(label, place) for place, (label, _, _) in enumerate(READY_ENDS, 1))
    return Screen(
        lines=(*_text(question_at(view)), asks, how),
        options=tuple(options),
        buttons=(view.back(),),
    )


def _hear_ends(go: Go, heard: Input) -> Outcome:
    question, pick = question_at(go), picked(heard)
    if question is None:
        return go.to("more")
    if pick == Pick.BACK:
        return go.to("kind", question=question.number)
    if pick is not None and 1 <= pick <= len(READY_ENDS):
        _, low, high = READY_ENDS[pick - 1]
        ends: tuple[str, ...] | Hint = (go.facts.say(low), go.facts.say(high))
    else:
        ends = _read_labels(heard, least=2, most=2)
    if isinstance(ends, Hint):
        return ends
    between = (str(step) for step in range(2, STEPS_OF_SCALE))
    scale = replace(question, kind="scale")
    return _done(go, *_with_choices(go, scale, (ends[0], *between, ends[1])))


# --- more, or all ---------------------------------------------------------------------------------


def _show_more(view: View) -> Screen:
    total = len(view.draft.questions)
    count = Plural("You have {count} question.", "You have {count} questions.", total)
    asks = Text("Is that all? Or send me the next question.")
    options = (
        view.option(Text("That is all"), _Own.ALL),
        view.option(Text("Another question"), _Own.ANOTHER),
    )
    return Screen(lines=(count, asks), options=options, buttons=(view.back(),))


def _hear_more(go: Go, heard: Input) -> Outcome:
    match picked(heard), heard:
        case _Own.ALL, _:
            return go.on(go.draft)
        case _Own.ANOTHER, _ if len(go.draft.questions) >= MOST_QUESTIONS:
            return Hint(_ENOUGH)
        case _Own.ANOTHER, _:
            return go.to("question")
        case Pick.BACK, _:
            return _last_kind(go)
        case _, Typed():
            text = read_words(heard, LONGEST_QUESTION)
            return text if isinstance(text, Hint) else begin_question(go, text)
        case _:
            return PLEASE_CHOOSE


def _last_kind(go: Go) -> Moved:
    if not go.draft.questions:
        return go.to("overview")
    return go.to("kind", question=go.draft.questions[-1].number)


# --- one question, chosen from the list -----------------------------------------------------------


def _show_one(view: View) -> Screen:
    options = (
        view.option(Text("Change the words"), _Own.WORDS),
        view.option(Text("Change the answers"), _Own.KIND),
        view.option(Text("Take it out"), _Own.REMOVE),
    )
    return Screen(lines=_text(question_at(view)), options=options, buttons=(view.back(),))


def _hear_one(go: Go, heard: Input) -> Outcome:
    question = question_at(go)
    match picked(heard):
        case _Own.WORDS if question:
            return go.to("question", question=question.number)
        case _Own.KIND if question:
            return go.to("kind", question=question.number)
        case _Own.REMOVE:
            left = tuple(one for one in go.draft.questions if one != question)
            said = Text("The question is taken out.")
            return replace(go.to("overview", said), draft=replace(go.draft, questions=left))
        case Pick.BACK:
            return go.to("parts")
        case _:
            return PLEASE_CHOOSE


QUESTION_STEPS: Mapping[str, Step] = {
    "question": Step(_show_words, _hear_words),
    "kind": Step(_show_kind, _hear_kind),
    "choices": Step(_show_choices, _hear_choices),
    "ends": Step(_show_ends, _hear_ends),
    "more": Step(_show_more, _hear_more),
    "one": Step(_show_one, _hear_one),
}
