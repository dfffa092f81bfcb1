"""Whether messages that Heard starts say only that one waits: see `conversations.discreet`."""

from conversations.discreet import QUESTION
from conversations.events import AboutYouGiven
from conversations.facts import Facts
from conversations.own_choices.state import CHOICES, Choice, ask, done
from conversations.screen import Act, Button, Screen
from conversations.text import Text
from conversations.turn import Turn

CHOOSE = Button(Text("Lock screen"), Act("o.lock"))
YES, NO = Text("Yes"), Text("No")

_NOW_ON = Text("I do so now.")
_NOW_OFF = Text("I do not do so now.")
_NOT_SAVED = Text("My messages then cannot be forwarded, copied or saved.")
_ON = Text("From now on, when I write first, I will say only: You have a message.")
_SENT_BEFORE = Text("What I sent before stays on your phone. You can delete it there.")
_OFF = Text("From now on my messages say what they are about.")


def _screen(facts: Facts) -> Screen:
    options = (Button(YES, Act("o.lock_yes")), Button(NO, Act("o.lock_no")))
    lines = (QUESTION, _NOT_SAVED, _NOW_ON if facts.person.discreet else _NOW_OFF)
    return Screen(title=CHOOSE.label, lines=lines, options=options, buttons=(CHOICES,))


def _discreet(facts: Facts) -> Turn:
    return done(facts, _ON, _SENT_BEFORE, events=(AboutYouGiven(discreet=True),))


def _plain(facts: Facts) -> Turn:
    return done(facts, _OFF, events=(AboutYouGiven(discreet=False),))


CHOICE = Choice(
    asks={"lock_screen": _screen},
    takes={
        "o.lock": lambda _act, facts, _now: ask("lock_screen", _screen(facts)),
        "o.lock_yes": lambda _act, facts, _now: _discreet(facts),
        "o.lock_no": lambda _act, facts, _now: _plain(facts),
    },
)
