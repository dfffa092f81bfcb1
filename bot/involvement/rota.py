"""The reading rota in the tables: who is on it, and what its readers change.

On it is whoever took a place, still is a facilitator or scribe, and did not stop.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import record
from bot.involvement.happened import Happened
from bot.store.sql import upsert
from bot.store.tables import member, reader, role
from conversations.duty import NO_ROTA, Duty, Rota
from conversations.events import DutyLeft, DutyTaken, DutyTakenOver

WHO_MAY = ("facilitator", "scribe")

_may = sa.exists().where(
    role.c.member_id == reader.c.member_id, role.c.role.in_(WHO_MAY), role.c.revoked_at.is_(None),
    role.c.group_id.is_(None),  # whoever reads, reads what the whole network writes
)  # fmt: skip
_there = sa.exists().where(member.c.id == reader.c.member_id, member.c.stopped_at.is_(None))
ON_IT = sa.and_(_may, _there)
"""Says of a place on the rota that it counts."""
PLACE = (
    reader.c.member_id, reader.c.weekdays, reader.c.from_hour, reader.c.until_hour, reader.c.since,
)  # fmt: skip
_PLACES = (
    sa.select(reader.c.network_id, *PLACE)
    .where(reader.c.network_id.in_(sa.bindparam("networks", expanding=True)), ON_IT)
    .order_by(reader.c.network_id, reader.c.since, reader.c.member_id)
)


def load(connection: Connection, networks: Collection[int]) -> dict[int, Rota]:
    """Give the rota of each network."""
    found: dict[int, list[Duty]] = defaultdict(list)
    for network, *place in connection.execute(_PLACES, {"networks": list(networks)}):
        found[network].append(Duty(*place))
    return {one: Rota(tuple(found[one])) if found[one] else NO_ROTA for one in networks}


# --- effects --------------------------------------------------------------------------------------


def taken(connection: Connection, happened: Sequence[Happened[DutyTaken]]) -> None:
    """Put them on the rota, or give them other times; no two places begin at the same moment."""
    for later, one in enumerate(happened):
        event = one.event
        times = (event.weekdays, event.from_hour, event.until_hour)
        begins = one.now + timedelta(microseconds=later)
        _keep(connection, one, times, _since(connection, one.member) or begins)
        record.write(connection, one, "rota.joined", None, weekdays=event.weekdays)


def left(connection: Connection, happened: Sequence[Happened[DutyLeft]]) -> None:
    """Take them off the rota."""
    for one in happened:
        _remove(connection, one.member)
        record.write(connection, one, "rota.left")


def taken_over(connection: Connection, happened: Sequence[Happened[DutyTakenOver]]) -> None:
    """Put them in the place of another reader, besides their own; nobody is there twice."""
    for one in happened:
        rota = load(connection, [one.network])[one.network]
        theirs = rota.named(one.event.place)
        if theirs is None or theirs.member == one.member:
            continue
        mine = (rota.of(one.member) or theirs).together_with(theirs)
        _remove(connection, theirs.member)
        _keep(connection, one, (mine.weekdays, mine.from_hour, mine.until_hour), one.now)
        record.write(connection, one, "rota.taken_over", theirs.member)


def _since(connection: Connection, who: int) -> datetime | None:
    since = sa.select(reader.c.since).where(reader.c.member_id == who)
    return connection.execute(since).scalar()


def _keep(
    connection: Connection, one: Happened[Any], times: tuple[int, int, int], since: datetime
) -> None:
    weekdays, begins, ends = times
    place = {
        "network_id": one.network, "member_id": one.member, "weekdays": weekdays,
        "from_hour": begins, "until_hour": ends, "since": since,
    }  # fmt: skip
    upsert(connection, reader, [place], ["network_id", "member_id"])


def _remove(connection: Connection, who: int) -> None:
    connection.execute(reader.delete().where(reader.c.member_id == who))
