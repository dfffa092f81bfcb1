"""One choice out of several."""

from conversations.content import Given, Question
from conversations.questions.kind import PICK_ONE, Asked, Kept, Misread, Reading, choices, not_say
from conversations.turn import Input, Tapped

TYPED_AT_ONCE = False
OWN_WORDS = False
ASKS = True


def ask(question: Question, subject: int, given: Given | None) -> Asked:
    """Show every choice as a numbered option."""
    options = (*choices(question, subject), not_say(question, subject))
    return Asked(lines=(question.text,), options=options)


def read(question: Question, heard: Input, given: Given | None) -> Reading:
    """Take the choice that was tapped."""
    match heard:
        case Tapped(act) if act and len(act.ids) == 3 and question.choice(act.ids[2]):
            return Kept(Given(choices=(act.ids[2],)))
        case _:
            return Misread(PICK_ONE)
