"""Any number of choices, switched on and off until 'Done'; or typed: '1, 3', or a label."""

from conversations.content import Given, Question
from conversations.questions.kind import Asked, Kept, Misread, Reading, choices, not_say
from conversations.reading import normalise, read_numbers
from conversations.screen import Act, Button
from conversations.text import Text
from conversations.turn import Input, Tapped, Typed

TYPED_AT_ONCE = True
OWN_WORDS = False
ASKS = True

HOW = Text("You can choose more than one. Tap each one, then Done. Or type the numbers: 1, 3.")
CHOOSE_FIRST = Text("Please choose at least one, or skip.")
NOT_THERE = Text("Please type numbers from the list, such as 1, 3. Or tap the buttons.")


def ask(question: Question, subject: int, given: Given | None) -> Asked:
    """Show every choice, a tick before those chosen so far, and 'Done'."""
    chosen = given.choices if given else ()
    options = tuple(
        Button(Text("✓ {choice}", choice=choice.label), button.act)
        if choice.number in chosen
        else button
        for choice, button in zip(question.choices, choices(question, subject), strict=True)
    )
    done = Button(Text("Done"), Act("a.done", (subject, question.number)))
    return Asked((question.text, HOW), options, buttons=(done, not_say(question, subject)))


def read(question: Question, heard: Input, given: Given | None) -> Reading:
    """Switch the choice that was tapped; take what was typed as all of the answer."""
    chosen = given.choices if given else ()
    match heard:
        case Tapped(act) if act and act.verb == "a.done":
            return Kept(Given(choices=chosen)) if chosen else Misread(CHOOSE_FIRST)
        case Tapped(act) if act and len(act.ids) == 3:
            return _switch(question, act.ids[2], chosen)
        case Typed(text):
            return _typed(question, read_numbers(text) or _named(question, text))
        case _:
            return Misread(NOT_THERE)


def _switch(question: Question, number: int, chosen: tuple[int, ...]) -> Reading:
    choice = question.choice(number)
    if choice is None:
        return Misread(NOT_THERE)
    if number in chosen:
        left = tuple(one for one in chosen if one != number)
        return Kept(Given(choices=left), complete=False)
    return Kept(Given(choices=_together(question, (*chosen, number))), complete=False)


def _together(question: Question, numbers: tuple[int, ...]) -> tuple[int, ...]:
    """Let an exclusive last choice stand alone, and drop exclusive ones before any other."""
    last = question.choice(numbers[-1])
    if last is not None and last.exclusive:
        return (last.number,)
    kept = {one.number for one in question.choices if one.number in numbers and not one.exclusive}
    return tuple(sorted(kept))


def _named(question: Question, text: str) -> tuple[int, ...]:
    """Find the choice whose words were typed, in any of its languages."""
    typed = normalise(text)
    return tuple(
        choice.number
        for choice in question.choices
        if typed and typed in {normalise(words) for _, words in choice.label.by_language}
    )


def _typed(question: Question, numbers: tuple[int, ...]) -> Reading:
    known = {choice.number for choice in question.choices}
    if not numbers or not known.issuperset(numbers):
        return Misread(NOT_THERE)
    return Kept(Given(choices=_together(question, numbers)))
