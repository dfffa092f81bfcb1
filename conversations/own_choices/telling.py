"""What Heard may start: everything, or only what changed because of what people said."""

from conversations.events import TellChosen
from conversations.facts import Facts
from conversations.own_choices.state import Choice, done
from conversations.screen import Act, Button
from conversations.text import Text
from conversations.turn import Turn

ONLY_CHANGES, ALL = "only_changes", "all"
I_ASK_NOTHING = (
    Text("From now on I will write only to tell you what changed. I will ask you nothing."),
    Text("What is open now stays on your home screen."),
)
_ASK_ME_AGAIN = Button(Text("Ask me again"), Act("o.tell_all"))
_ONLY_CHANGES = Button(Text("Only what changed"), Act("o.tell_changes"))


def button(facts: Facts) -> Button:
    """Offer the other one than there is."""
    return _ASK_ME_AGAIN if facts.person.tell == ONLY_CHANGES else _ONLY_CHANGES


def only_changes(facts: Facts) -> Turn:
    """Ask nothing any more, and go on telling what changed."""
    return done(facts, *I_ASK_NOTHING, events=(TellChosen(ONLY_CHANGES),))


def _all(facts: Facts) -> Turn:
    again = Text("I will ask you again, beginning with the next consultation.")
    return done(facts, again, events=(TellChosen(ALL),))


CHOICE = Choice(
    takes={
        "o.tell_changes": lambda _act, facts, _now: only_changes(facts),
        "o.tell_all": lambda _act, facts, _now: _all(facts),
    }
)
