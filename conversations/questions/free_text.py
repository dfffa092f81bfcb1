"""An answer in the person's own words, written or spoken."""

from conversations.content import Given, Question
from conversations.questions.kind import Asked, Kept, Misread, Reading
from conversations.text import Text
from conversations.turn import Input, SentMedia, Typed

TYPED_AT_ONCE = False
OWN_WORDS = True
ASKS = True

LONGEST = 4000
HOW = Text("Type your answer, or send a voice message. Nobody reads this straight away.")
TOO_LONG = Text(
    "That is longer than I can keep. Please send at most {most} characters, or a voice message. "
    "Nobody reads this straight away.",
    most=LONGEST,
)
WORDS_OR_VOICE = Text(
    "Please type your answer, or send a voice message. Or skip. Nobody reads this straight away."
)


def ask(question: Question, subject: int, given: Given | None) -> Asked:
    """Ask for words or a voice message."""
    return Asked(lines=(question.text, HOW))


def read(question: Question, heard: Input, given: Given | None) -> Reading:
    """Keep words up to `LONGEST` characters, or a voice message."""
    match heard:
        case Typed(text) if len(text) > LONGEST:
            return Misread(TOO_LONG)
        case Typed(text) if text.strip():
            return Kept(Given(text=text.strip()))
        case SentMedia("voice", media, _):
            return Kept(Given(media=media))
        case _:
            return Misread(WORDS_OR_VOICE)
