"""The first weeks: five short messages that say what Heard is for. One tap ends them."""

from dataclasses import replace
from datetime import datetime

from conversations.facts import Facts, Need, Person
from conversations.home import HOME, NOT_FOR_YOU, Home, go_home
from conversations.screen import Act, Button, Screen
from conversations.seat_events import InductionEnded
from conversations.state import State
from conversations.text import Text
from conversations.turn import Input, Instead, Key, Tapped, Turn

NAME = "induction"
PREFIX = "intro"
COMMANDS: frozenset[str] = frozenset()

ENDED = Text("That is fine. I will not send the other first messages.")
_NO_MORE = Button(Text("No more of these"), Act("intro.stop"))
_WORDS = Button(Text("What words mean"), Act("what.show"))
_MORE = Button(Text("More"), Act("more.show"))
_CHOICES = Button(Text("My choices"), Act("o.choices"))

MESSAGES: tuple[Screen, ...] = (
    Screen(
        title=Text("What I am for"),
        lines=(
            Text("You answer short questions when it suits you. A few minutes are enough."),
            Text("Then I tell you what was decided, and why. Also when the answer is no."),
            Text("This is the first of 5 short messages in 2 weeks."),
        ),
        options=(_NO_MORE,),
    ),
    Screen(
        title=Text("What your answer can change"),
        lines=(
            Text("Before each first question you read what your answer can change."),
            Text("You also read who decides, and by when you hear back."),
            Text("Mostly we ask for your view, and others decide. We always say which it is."),
        ),
        options=(_NO_MORE,),
    ),
    Screen(
        title=Text("Who does what"),
        lines=(
            Text("A facilitator asks the questions, and tells you what came of the answers."),
            Text("Professionals promise what they will do. I remind them of the date."),
            Text("You do not need to come to meetings. You can read what was decided there."),
        ),
        options=(_MORE, _NO_MORE),
    ),
    Screen(
        title=Text("Words that nobody explains"),
        lines=(
            Text("You may meet words such as MDT or PET-CT."),
            Text("Type /what and the word, and I will explain it."),
        ),
        options=(_WORDS, _NO_MORE),
    ),
    Screen(
        title=Text("When it is too much"),
        lines=(
            Text("Type 'tired', and I will not write for 2 weeks. Type 'stop', and I will stop."),
            Text("You can also choose how often I ask, and when I am quiet."),
            Text("I cannot give medical advice or take complaints. For those I give you a number."),
            Text("This was the last of the 5 first messages."),
        ),
        options=(_CHOICES,),
    ),
)  # fmt: skip
"""The five, in their order; members get at most one in two days."""


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need nothing."""
    return ()


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give nothing to choose from: these messages ask nothing."""
    return None


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """End the messages, or show one to somebody whose lock screen shows no topic."""
    match heard:
        case Tapped(Act("intro.stop")):
            return replace(go_home(facts, ENDED), events=(InductionEnded(),))
        case Tapped(Act("intro.show", (number, *_))) if 1 <= number <= len(MESSAGES):
            shown = MESSAGES[number - 1]
            return Turn(Home("way"), (replace(shown, buttons=(HOME,)),), focus=None)
        case Tapped():
            return go_home(facts, NOT_FOR_YOU)
        case _:  # written in reply to one: it may belong to what waits
            return Turn(None, instead=Instead(Key("sorting"), heard))
