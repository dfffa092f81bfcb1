"""Messages about seats, groups and new members that are written once; see `sent_once`."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import inducting, influence
from bot.involvement.sent_once import Due, begins
from bot.store.tables import group, member, membership, volunteer, volunteer_call

_DAY = timedelta(days=1)


def induction_key(member: int, number: int) -> str:
    """Give the key of one of the first messages to a new member, numbered from 1."""
    return f"induction:{member}:{number}"


def call_key(call: int, member: int) -> str:
    """Give the key of what offers a call for volunteers to a member."""
    return f"call:{call}:{member}"


def call_thanks_key(call: int, member: int) -> str:
    """Give the key of what tells a member who offered to help what came of it."""
    return f"thanks:{call}:{member}"


def influence_key(group: int, member: int, year: int, quarter: int) -> str:
    """Give the key of what asks a member how strong their group's influence was in a quarter."""
    return f"influence:{group}:{year}-{quarter}:{member}"


def due(connection: Connection, until: datetime | None) -> Iterator[Due]:
    """Give what may have been sent up to `until`, and would be written once more."""
    yield from _inductions(connection)
    yield from _calls(connection)
    for today in sorted({(until + ago * _DAY).date() for ago in (-1, 0, 1)}) if until else ():
        yield from _influence(connection, today)


def _inductions(connection: Connection) -> Iterator[Due]:
    m = member.c
    new = sa.select(m.id, m.joined_at, m.inducted_at, m.induction).where(
        m.induction.is_not(None), m.joined_at.is_not(None)
    )
    for who, joined_at, before, following in connection.execute(new):
        for number, days in enumerate(inducting.DAYS, start=1):
            if number < following:
                continue
            since = joined_at + days * _DAY
            if before is not None:
                since = max(since, before + (number - following + 1) * inducting.APART)
            yield Due(induction_key(who, number), "induction", number, who, since)


def _calls(connection: Connection) -> Iterator[Due]:
    v, c = volunteer.c, volunteer_call.c
    whom = sa.select(v.call_id, v.member_id, v.asked_at, v.told_at, c.closes_on)
    for number, who, asked_at, told_at, closes_on in connection.execute(
        whom.join(volunteer_call, c.id == v.call_id)
    ):
        if asked_at is None:
            yield Due(call_key(number, who), "call", number, who)
        if told_at is None:
            over = begins(closes_on + _DAY)
            yield Due(call_thanks_key(number, who), "thanks", number, who, over)


def _influence(connection: Connection, today: date) -> Iterator[Due]:
    """Give the questions of a quarter that were not yet put to all of a group."""
    year, quarter = influence.last_quarter(today)
    since = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    if (today - since).days >= influence.DAYS_AFTER:
        return
    g, m = group.c, membership.c
    belong = sa.select(g.id, m.member_id, g.influence_asked).join(membership, m.group_id == g.id)
    for number, who, asked in connection.execute(belong):
        done, _, upto = (asked or "").partition(":")
        if done != f"{year}-{quarter}" or (upto and who > int(upto)):
            key = influence_key(number, who, year, quarter)
            yield Due(key, "influence", number, who, begins(since))
