"""A death: told in a message of its own, by a command or a button, it ends everything (promise 4).

Whoever tells it is asked nothing. What was said before can be kept, or erased.
"""

from collections.abc import Mapping
from dataclasses import replace

from conversations.danger import SOMEONE_DIED, USER_DIED
from conversations.events import DeathTold, Event, TurnedAway
from conversations.facts import Facts, Network
from conversations.own_choices.state import CHOICES, START_AGAIN, Choice, ask, misread, offer
from conversations.own_choices.stopping import FORGOTTEN
from conversations.questions.kind import PICK_ONE
from conversations.screen import Act, Button, Screen, screen
from conversations.text import Text, Words
from conversations.turn import Commanded, Input, Turn, Typed

CARED_FOR, MEMBER = "cared_for", "member"
SO_SORRY = Text("I am so sorry.")

TELL = Button(Text("Somebody died"), Act("o.death"))
_WHO = (CARED_FOR, MEMBER)
_NOTHING_TO_DO = Text("You do not need to do anything.")
_WAYS_ON: Mapping[str, Screen] = {
    CARED_FOR: Screen(
        lines=(),
        options=(
            Button(Text("Keep what we said"), Act("o.keep")),
            Button(Text("Erase it"), Act("o.erase")),
        ),
        buttons=(START_AGAIN,),
    ),
    MEMBER: Screen(
        lines=(),
        options=(
            Button(Text("Keep the answers"), Act("o.keep")),
            Button(Text("Erase the answers"), Act("o.erase")),
        ),
    ),
    "kept": Screen(lines=(), buttons=(START_AGAIN,)),
    "after_a_death": Screen(lines=(), options=(START_AGAIN,)),
    "no_death": Screen(lines=(), options=(Button(Text("It was a mistake"), Act("o.again")),)),
}
"""What may be said next. Buttons are not shown: nobody is nudged, and a digit begins nothing."""


def own_words(heard: Input) -> str | None:
    """Give what somebody wrote: a text, or what stands beside '/what', which may be no word."""
    match heard:
        case Typed(text) | Commanded("what", text):
            return text
        case _:
            return None


def told_in(heard: Input, facts: Facts) -> str | None:
    """Tell who died where a message says that and nothing else, else None."""
    text = own_words(heard)
    found = facts.phrases.only_a_death(text) if text is not None else None
    return {SOMEONE_DIED: CARED_FOR, USER_DIED: MEMBER}.get(found or "")


def told(who: str, facts: Facts) -> Turn:
    """End everything, and be kind; of whoever has not joined nothing is kept."""
    if not facts.person.joined:
        one_day = Text("If one day you want to join, send /start.")
        return Turn(None, (screen(SO_SORRY, FORGOTTEN, one_day),), (TurnedAway("died"),))
    known = facts.person.death == who
    events: tuple[Event, ...] = () if known else (DeathTold(who),)
    lines = (*_ENDED[who], *someone_to_talk_to(facts.network))
    return _unseen(offer(who, _WAYS_ON[who], *lines, events=events))


def still_here(facts: Facts) -> Turn:
    """Answer whoever writes after a death: nothing is kept, and the way back is open."""
    if facts.person.death == MEMBER:
        lines = (
            Text("I was told that the person who used this phone has died."),
            Text("So I kept nothing of what you sent."),
        )
        return replace(offer("no_death", _WAYS_ON["no_death"], *lines), understood=False)
    lines = (
        Text("I am here. I kept nothing of what you sent."),
        Text("If you want to hear from me again, start again."),
    )
    return replace(offer("after_a_death", _WAYS_ON["after_a_death"], *lines), understood=False)


def someone_to_talk_to(network: Network) -> tuple[Words, ...]:
    """Name the support line, where there is one."""
    line = network.support_line
    return (Text("If you would like someone to talk to: {line}.", line=line),) if line else ()


_ENDED: Mapping[str, tuple[Words, ...]] = {
    CARED_FOR: (
        SO_SORRY,
        Text("I have stopped all messages."),
        _NOTHING_TO_DO,
        Text("If one day you want to write, I am here."),
    ),
    MEMBER: (
        SO_SORRY,
        Text("I have stopped all messages to this phone."),
        _NOTHING_TO_DO,
        Text("If this is not so, send /start."),
    ),
}


def show(facts: Facts) -> Turn:
    """Ask who died."""
    return ask("death", _who_died(facts))


def _who_died(_facts: Facts) -> Screen:
    lines = (
        Text("I am sorry."),
        Text("If you tell me, I will stop all messages at once."),
        Text("Who has died?"),
    )
    labels = (Text("Someone I cared for"), Text("This phone's owner"))
    options = tuple(
        Button(label, Act("o.died", (0, number))) for number, label in enumerate(labels)
    )
    return Screen(lines=lines, options=options, buttons=(CHOICES,))


def _died(act: Act, facts: Facts) -> Turn:
    chosen = dict(enumerate(_WHO)).get(act.ids[1] if len(act.ids) > 1 else -1)
    return told(chosen, facts) if chosen else misread("death", _who_died(facts), PICK_ONE)


def _kept() -> Turn:
    """Leave everything as it is, and offer nothing more."""
    return _unseen(offer("kept", _WAYS_ON["kept"], Text("That is fine. It is kept under a code.")))


def _unseen(turn: Turn) -> Turn:
    """Leave out the buttons that only words reach."""
    return replace(turn, screens=tuple(replace(one, buttons=()) for one in turn.screens))


CHOICE = Choice(
    asks={"death": _who_died},
    any_time={
        "o.death": lambda _act, facts, _now: show(facts),
        "o.died": lambda act, facts, _now: _died(act, facts),
        "o.keep": lambda _act, _facts, _now: _kept(),
    },
    ways_on=_WAYS_ON,
)
