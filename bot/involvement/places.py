"""Addresses that change hands: moved to, left to somebody new, or gone with their account."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import erasing, undelivered
from bot.involvement.happened import Happened
from bot.store.database import erases
from bot.store.sql import among
from bot.store.tables import address, hold, inbox, member, outbox
from conversations.events import SomebodyNew, StillMe

REACHABLE = {"unreachable_since": None, "deactivated_at": None}


def move(connection: Connection, *, from_member: int, to_member: int) -> None:
    """Give one member's address to another, who is reached only there from now on.

    What waits for the other goes there too. Their addresses before are forgotten.
    """
    a, o = address.c, outbox.c
    before = connection.execute(sa.select(a.id).where(a.member_id == to_member)).scalars().all()
    here = connection.execute(
        sa.select(a.id, a.channel_account_id).where(a.member_id == from_member).order_by(a.id)
    ).first()
    if here is not None:
        theirs = o.member_id == to_member
        undelivered.cancel(connection, theirs & o.edits, "moved to another account")
        # Numbers of messages are those of another chat.
        there = {"address_id": here[0], "channel_account_id": here[1]}
        elsewhere = {"message": None, "slot": None, "edits_message": None}
        connection.execute(outbox.update().where(theirs).values({**there, **elsewhere}))
    mine = address.update().where(a.member_id == from_member)
    connection.execute(mine.values(member_id=to_member, **REACHABLE))
    forget(connection, before)


def forget(connection: Connection, places: Collection[int]) -> None:
    """Remove addresses, and with them what was sent there and where letters came from."""
    if not places:
        return
    erases(connection)
    a = address.c
    rows = connection.execute(
        sa.select(a.channel_account_id, a.external_id).where(a.id.in_(places))
    )
    came = among((inbox.c.channel_account_id, inbox.c.sender), [tuple(row) for row in rows])
    done = inbox.update().where(came, inbox.c.status != "waiting")
    connection.execute(done.values(payload=None, sender=""))
    connection.execute(hold.delete().where(hold.c.address_id.in_(places)))
    connection.execute(address.delete().where(a.id.in_(places)))


# --- accounts that are gone -----------------------------------------------------------------------


def deactivated(connection: Connection, places: Collection[int], now: datetime) -> None:
    """Remember since when the channel says that these accounts are no more."""
    gone = address.update().where(address.c.id.in_(places), address.c.deactivated_at.is_(None))
    connection.execute(gone.values(deactivated_at=now))


def forget_deactivated(connection: Connection, before: datetime, most: int) -> int:
    """Forget addresses whose accounts were gone before that moment; gives how many.

    A member stays, and can be found with their recovery code; whoever never joined goes too.
    """
    a = address.c
    gone = sa.select(a.id, a.member_id).where(a.deactivated_at <= before).limit(most)
    rows = connection.execute(gone).all()
    forget(connection, [place for place, _ in rows])
    alone = sa.select(member.c.id).where(
        member.c.id.in_([who for _, who in rows]), ~sa.exists().where(a.member_id == member.c.id)
    )
    erasing.forget(connection, connection.execute(alone).scalars().all())
    return len(rows)


# --- after a long silence -------------------------------------------------------------------------


def still_me(connection: Connection, happened: Sequence[Happened[StillMe]]) -> None:
    """Count the silence anew from now on."""
    who = member.c.id.in_([one.member for one in happened])
    connection.execute(member.update().where(who).values(wrote_at=happened[0].now))


def somebody_new(connection: Connection, happened: Sequence[Happened[SomebodyNew]]) -> None:
    """Let a new member have the address; whoever had it cannot be reached there any more."""
    for one in happened:
        _begin_anew(connection, one)


def _begin_anew(connection: Connection, one: Happened[SomebodyNew]) -> None:
    a, number = address.c, one.event.becomes
    places = connection.execute(sa.select(a.id).where(a.member_id == one.member)).scalars().all()
    undelivered.lose(connection, places, one.now)
    guess = sa.select(member.c.guess).where(member.c.id == one.member).scalar_subquery()
    newcomer = {
        "id": number, "network_id": one.network, "language": "", "guess": guess,
        "kind": "not_said", "ask_every_days": 14, "created_at": one.now, "wrote_at": one.now,
    }  # fmt: skip
    connection.execute(member.insert().values(newcomer))
    theirs = address.update().where(a.id.in_(places))
    connection.execute(theirs.values(member_id=number, **REACHABLE))
    erasing.forget(connection, [one.member])
