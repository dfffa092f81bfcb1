"""Of which changes somebody hears: every one, or the decision and the end only."""

from conversations.facts import Facts
from conversations.loop_events import NoticesChosen
from conversations.own_choices.state import CHOICES, Choice, ask, done
from conversations.screen import Act, Button, Screen
from conversations.text import Text
from conversations.turn import Turn

CHOOSE = Button(Text("Changes I hear of"), Act("o.notices"))
_ASKS = Text("When something comes of what you said, I tell you. What do you want to hear?")
_WHICH = (
    ("every", Text("Every change"), Text("I will tell you of every change.")),
    (
        "ends",
        Text("Decision and the end"),
        Text("I will tell you what is decided, and what became of it in the end."),
    ),
)


def _screen(facts: Facts) -> Screen:
    options = tuple(
        Button(name, Act("o.notices_pick", (place,))) for place, (_, name, _) in enumerate(_WHICH)
    )
    return Screen(lines=(_ASKS,), options=options, buttons=(CHOICES,))


def _pick(act: Act, facts: Facts) -> Turn:
    if act.subject >= len(_WHICH):
        return ask("notices", _screen(facts))
    which, _, kept = _WHICH[act.subject]
    return done(facts, kept, events=(NoticesChosen(which),))


CHOICE = Choice(
    asks={"notices": _screen},
    takes={
        "o.notices": lambda _act, facts, _now: ask("notices", _screen(facts)),
        "o.notices_pick": lambda act, facts, _now: _pick(act, facts),
    },
)
