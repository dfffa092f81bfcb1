"""Taking one's consent back: as easy as giving it, and said plainly what follows."""

from conversations.consent import CONSENT, FOR_WORK, WORK_CONSENT
from conversations.events import AnswersErased, ConsentWithdrawn, Stopped
from conversations.facts import Facts
from conversations.own_choices.state import CHOICES, START_AGAIN, Choice, ask, done, offer
from conversations.screen import Act, Button, Screen
from conversations.text import Text, Words
from conversations.turn import Turn

CHOOSE = Button(Text("My consent"), Act("o.consent"))

_AGREED = Text("This is what I ask everybody to agree to:")
_AGREED_AT_WORK = Text("This is what I ask people to agree to who are here for their work:")
_NONE = Text("You have no live agreement with us. I will ask you for one before your next answer.")
_TAKE_BACK = Text("You can take your consent back. Then I stop, and erase all your answers.")
_NO_UNDOING = Text("This cannot be undone. Totals that were published before stay.")
_GONE = Text("You took your consent back. I have stopped, and erased all your answers.")
_KEPT = Text("That is fine. Nothing has changed.")
_ON_RECORD = Text("I keep only that you agreed, and when you took it back.")


def _screen(facts: Facts) -> Screen:
    lines: tuple[Words, ...] = (_NONE,)
    if facts.person.agreed == FOR_WORK:
        lines = (_AGREED_AT_WORK, *WORK_CONSENT)
    elif facts.person.agreed:
        lines = (_AGREED, *CONSENT)
    options = (
        Button(Text("Take it back"), Act("o.withdraw")),
        Button(Text("Keep it"), Act("o.withdraw_no")),
    )
    return Screen(title=CHOOSE.label, lines=lines, options=options, buttons=(CHOICES,))


def _sure(_facts: Facts) -> Screen:
    yes = Button(Text("Yes, take it back"), Act("o.withdraw_yes"))
    no = Button(Text("No, keep it"), Act("o.withdraw_no"))
    return Screen(lines=(_TAKE_BACK, _NO_UNDOING), options=(yes, no))


def _withdrawn(_facts: Facts) -> Turn:
    events = (AnswersErased(), ConsentWithdrawn(), Stopped())
    ways_on = Screen(lines=(), options=(START_AGAIN,))
    return offer("done_stopped", ways_on, _GONE, _ON_RECORD, events=events)


CHOICE = Choice(
    asks={"consent": _screen, "withdraw": _sure},
    any_time={
        "o.consent": lambda _act, facts, _now: ask("consent", _screen(facts)),
        "o.withdraw": lambda _act, facts, _now: ask("withdraw", _sure(facts)),
        "o.withdraw_yes": lambda _act, facts, _now: _withdrawn(facts),
        "o.withdraw_no": lambda _act, facts, _now: done(facts, _KEPT),
    },
)
