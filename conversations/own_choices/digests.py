"""Which digests of meetings somebody gets: all, those of their groups, once a month, or none."""

from conversations.digest_events import DigestsChosen
from conversations.digests import SUBSCRIPTIONS
from conversations.facts import Facts
from conversations.own_choices.state import CHOICES, Choice, ask, done
from conversations.screen import Act, Button, Screen
from conversations.text import Text
from conversations.turn import Turn

CHOOSE = Button(Text("News of meetings"), Act("o.digests"))
_ASKS = Text("Which news of meetings do you want? You always hear about what you took part in.")
_NAMES = {
    "all": Text("All of them"),
    "mine": Text("Only of my groups"),
    "monthly": Text("Once a month"),
    "none": Text("None"),
}
_KEPT = {
    "all": Text("I will send you news of each meeting that is open to you."),
    "mine": Text("I will send you news of meetings of your groups."),
    "monthly": Text("I will send you one message a month, with all the news of meetings."),
    "none": Text("I will send you no news of meetings."),
}


def _screen(facts: Facts) -> Screen:
    options = tuple(
        Button(_NAMES[which], Act("o.digests_pick", (place,)))
        for place, which in enumerate(SUBSCRIPTIONS)
    )
    return Screen(lines=(_ASKS,), options=options, buttons=(CHOICES,))


def _pick(act: Act, facts: Facts) -> Turn:
    if act.subject >= len(SUBSCRIPTIONS):
        return ask("digests", _screen(facts))
    which = SUBSCRIPTIONS[act.subject]
    return done(facts, _KEPT[which], events=(DigestsChosen(which),))


CHOICE = Choice(
    asks={"digests": _screen},
    takes={
        "o.digests": lambda _act, facts, _now: ask("digests", _screen(facts)),
        "o.digests_pick": lambda act, facts, _now: _pick(act, facts),
    },
)
