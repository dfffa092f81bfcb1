"""Erasing all answers: asked once, and said plainly what stays."""

from conversations.events import AnswersErased
from conversations.facts import Facts
from conversations.own_choices.state import Choice, ask, done
from conversations.screen import Act, Button, Screen
from conversations.text import Text
from conversations.turn import Turn


def _screen(_facts: Facts) -> Screen:
    lines = (
        Text("Shall I erase all your answers? This cannot be undone."),
        Text("Totals that were published before will stay as they are."),
    )
    yes = Button(Text("Yes, erase them"), Act("o.erase_yes"))
    no = Button(Text("No, keep them"), Act("o.erase_no"))
    return Screen(lines=lines, options=(yes, no))


def _erased(facts: Facts) -> Turn:
    gone = Text("I have erased all your answers, and every word that you wrote or said in them.")
    stays = Text("Totals that were published before stay. They do not show who answered.")
    return done(facts, gone, stays, events=(AnswersErased(),))


def _kept(facts: Facts) -> Turn:
    return done(facts, Text("That is fine. Your answers are kept."))


CHOICE = Choice(
    asks={"erase": _screen},
    any_time={
        "o.erase": lambda _act, facts, _now: ask("erase", _screen(facts)),
        "o.erase_yes": lambda _act, facts, _now: _erased(facts),
        "o.erase_no": lambda _act, facts, _now: _kept(facts),
    },
)
