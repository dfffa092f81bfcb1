"""The ask, as members see it before the first question (promise 1), and its reminder."""

from conversations.content import Consultation
from conversations.screen import Act, Button, Screen
from conversations.text import Plural, Text, Words

LEVELS = {
    "information": Text("This is to inform you. You can say what you think of it."),
    "consultation": Text("You are asked for your view. The decision is made by others."),
    "partnership": Text("Members and professionals decide this together."),
}


def invitation(consultation: Consultation) -> Screen:
    """Say who asks, what it informs, what can and cannot change, who decides, and by when."""
    ask = consultation.ask
    decides: Words = (
        Text("Who decides: {who}, on {day}.", who=ask.decider, day=ask.decides_on)
        if ask.decides_on
        else Text("Who decides: {who}.", who=ask.decider)
    )
    lines: tuple[Words, ...] = (
        Text("Asked by {who}.", who=ask.asker),
        ask.informs,
        Text("What your answer can change: {what}", what=ask.can_change),
        Text("What it cannot change: {what}", what=ask.cannot_change),
        decides,
        LEVELS[ask.level],
        Text("You will hear back by {day}.", day=ask.hear_back_on),
        _length(consultation),
        Text("Open until {day}.", day=consultation.last_day),
    )
    shown = choices(consultation)
    return Screen(
        title=ask.title, lines=lines, options=shown.options, slot=f"ask:{consultation.id}"
    )


def choices(consultation: Consultation) -> Screen:
    """Offer to start, to leave it for later, or to leave this one out."""
    ids = (consultation.id,)
    return Screen(
        lines=(),
        options=(
            Button(Text("Start"), Act("a.start", ids)),
            Button(Text("Later"), Act("a.later", ids)),
            Button(Text("Not this one"), Act("a.no", ids)),
        ),
    )


def reminder(consultation: Consultation, *, started: bool) -> Screen:
    """Remind once, before closing, without any blame."""
    last = Text("It is open until {day}.", day=consultation.last_day)
    half_way = Text("You began to answer this. What you said is kept.")
    asked = Text("I asked you about this. You can still answer, if you like.")
    return Screen(
        title=consultation.ask.title,
        lines=(half_way if started else asked, last, _length(consultation)),
        options=choices(consultation).options,
    )


def _length(consultation: Consultation) -> Words:
    minutes = Plural("about {count} minute", "about {count} minutes", consultation.minutes)
    questions = Plural("{count} question", "{count} questions", len(consultation.questions))
    return Text("{questions}, {minutes}.", questions=questions, minutes=minutes)
