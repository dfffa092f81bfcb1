"""What Heard itself writes to the owner of a promise, and to a chair when one is very late."""

from dataclasses import replace
from datetime import datetime

from conversations.facts import Facts
from conversations.loops import Commitment
from conversations.owning.screens import listed, shown
from conversations.owning.state import Owning
from conversations.owning.view import View
from conversations.screen import Act, Button, Screen
from conversations.text import Plural, Text

_REMINDED = Text("I reminded the owner 3 times. Please speak with them.")
_NOBODY = Text("Nobody has joined for this yet. It waits for whoever opens the link.")


def nudge(one: Commitment, facts: Facts, now: datetime) -> Screen:
    """Remind the owner of a promise: what, by when, how many wait, and what they can say."""
    view = View(Owning(one.id), one, facts, now)
    return Screen(title=one.title, lines=shown(view).lines, options=shown(view).options)


def given(mine: tuple[Commitment, ...], new: int, facts: Facts, now: datetime) -> Screen:
    """Tell somebody that `new` promises are with them now: the only one, or all of `mine`."""
    here = nudge(mine[0], facts, now) if new == 1 else listed(mine)
    with_you = Plural("{count} promise is with you now.", "{count} promises are with you now.", new)
    return replace(here, lines=(with_you, *here.lines))


def late_notice(one: Commitment) -> Screen:
    """Tell a chair that a promise is a month late, and whose it is."""
    who = (Text("Who does it: {who}", who=one.owner_name),) if one.owner_name else ()
    due = (Text("It was due on {day}.", day=one.due_on),) if one.due_on else ()
    return Screen(
        title=one.title,
        lines=(
            Text("A promise is a month late: {what}", what=one.words),
            *who,
            *due,
            _NOBODY if one.owner is None else _REMINDED,
        ),
        options=(Button(Text("Look at it"), Act("own.one", (one.id,))),),
    )
