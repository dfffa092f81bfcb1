"""How often a person may be asked."""

from conversations.events import AboutYouGiven
from conversations.facts import Facts
from conversations.how_often import QUESTION, how_often_options, said_days
from conversations.own_choices.state import CHOICES, Choice, ask, done
from conversations.questions.kind import PICK_ONE
from conversations.screen import Act, Screen
from conversations.text import Text
from conversations.turn import Turn


def _screen(_facts: Facts) -> Screen:
    return Screen(lines=(QUESTION,), options=how_often_options("o.every"), buttons=(CHOICES,))


def _every(act: Act, facts: Facts) -> Turn:
    days = act.ids[1] if len(act.ids) > 1 else -1
    label = said_days(days)
    if label is None:
        return ask("often", _screen(facts), PICK_ONE)
    kept = Text("You chose: {answer}", answer=label)
    return done(facts, kept, events=(AboutYouGiven(ask_every_days=days),))


CHOICE = Choice(
    asks={"often": _screen},
    takes={
        "o.often": lambda _act, facts, _now: ask("often", _screen(facts)),
        "o.every": lambda act, facts, _now: _every(act, facts),
    },
)
