"""Something to know before going on; nothing is asked."""

from conversations.content import Given, Question
from conversations.questions.kind import Asked, Kept, Misread, Reading
from conversations.screen import Act, Button
from conversations.text import Text
from conversations.turn import Input, Tapped

TYPED_AT_ONCE = False
OWN_WORDS = False
ASKS = False

GO_ON = Text("Please tap 'Go on', or type: go on.")


def ask(question: Question, subject: int, given: Given | None) -> Asked:
    """Show the words and 'Go on'."""
    button = Button(Text("Go on"), Act("a.choose", (subject, question.number, 0)))
    return Asked(lines=(question.text,), buttons=(button,))


def read(question: Question, heard: Input, given: Given | None) -> Reading:
    """Take going on as seen."""
    return Kept(Given(declined="seen")) if isinstance(heard, Tapped) else Misread(GO_ON)
