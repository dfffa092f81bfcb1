"""The recovery code: what it is for, and a new one in the place of one that was lost."""

from conversations.events import RecoveryCodeMade
from conversations.facts import Facts
from conversations.own_choices.state import CHOICES, Choice, ask, done
from conversations.recovery import HOW, PURPOSE, code_from, code_screen
from conversations.screen import Act, Button, Screen
from conversations.text import Text
from conversations.turn import Turn


def _screen(_facts: Facts) -> Screen:
    new = Button(Text("New code"), Act("o.code_new"))
    lines = (PURPOSE, HOW, Text("If you lost your code, I can make a new one."))
    return Screen(title=Text("Recovery code"), lines=lines, options=(new,), buttons=(CHOICES,))


def _new(facts: Facts) -> Turn:
    code = code_from(facts.seed)
    old = Text("The code that you had before no longer works.")
    turn = done(facts, old, events=(RecoveryCodeMade(code),))
    return Turn(turn.state, (code_screen(code), *turn.screens), turn.events)


CHOICE = Choice(
    asks={"code": _screen},
    takes={
        "o.code": lambda _act, facts, _now: ask("code", _screen(facts)),
        "o.code_new": lambda _act, facts, _now: _new(facts),
    },
)
