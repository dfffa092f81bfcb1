"""One step on a scale; the first and the last step say what they mean."""

from conversations.content import Given, Question
from conversations.questions import single
from conversations.questions.kind import Asked, Reading, choices, not_say
from conversations.turn import Input

TYPED_AT_ONCE = False
OWN_WORDS = False
ASKS = True


def ask(question: Question, subject: int, given: Given | None) -> Asked:
    """Show the steps, numbered by their own value."""
    options = (*choices(question, subject), not_say(question, subject))
    return Asked(lines=(question.text,), options=options, first=question.choices[0].number)


def read(question: Question, heard: Input, given: Given | None) -> Reading:
    """Take the step that was tapped."""
    return single.read(question, heard, given)
