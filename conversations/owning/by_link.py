"""Somebody who has joined before opens a link: their promises, and what the link gives, come first.

As with a newcomer, what waits for whoever comes by a promise's link is theirs from then on.
"""

from dataclasses import replace
from datetime import datetime

from conversations.events import CameBy
from conversations.facts import Facts, Invite, Need
from conversations.loops import Commitment, MyCommitments
from conversations.owning.notices import given
from conversations.owning.screens import listed
from conversations.owning.state import Owning
from conversations.rights import PROFESSIONAL
from conversations.screen import screen
from conversations.text import Text
from conversations.turn import Input, Opened, Turn

SEE_AGAIN = Text("To see your promises again, send /promises.")


def asked_about_a_promise(named: str, facts: Facts) -> Text:
    """Say to whoever opens a promise's link whose promise it is."""
    return Text("{network} asks you about a promise. It names you as: {role}.",
                network=facts.network.name, role=named)  # fmt: skip


def needs(heard: Input) -> tuple[Need, ...]:
    """Need their promises where a link was opened, and those that wait for whoever opens it."""
    by_link = isinstance(heard, Opened) and heard.invite is not None
    return (_promises(heard),) if by_link else ()


def opened(heard: Opened, invite: Invite | None, facts: Facts, now: datetime) -> Turn | None:
    """Show the promise of a link; to whoever has an old link all of theirs. None: there is none."""
    mine: tuple[Commitment, ...] = facts.get(_promises(heard)) or ()
    old_link = heard.invite == 0 and PROFESSIONAL in facts.person.roles
    if not mine or not (invite.role == PROFESSIONAL if invite else old_link):
        return None
    if invite is None:
        return Turn(Owning(), (listed(mine),))
    came = (CameBy(invite.id),)
    new = tuple(one for one in mine if one.owner is None)
    if not new:
        return Turn(Owning(), (listed(mine),), came)
    theirs = tuple(replace(one, owner=facts.person.id) for one in (new if len(new) == 1 else mine))
    about = screen(asked_about_a_promise(invite.label, facts), SEE_AGAIN)
    state = Owning(theirs[0].id if len(new) == 1 else 0)
    return Turn(state, (about, given(theirs, len(new), facts, now)), came)


def _promises(heard: Input) -> MyCommitments:
    link = heard.invite if isinstance(heard, Opened) else None
    return MyCommitments(link or 0)
