"""Keeping the list of stops up to date with the tables, within seconds and after any crash.

What is missing on the list is found by comparing the two, never by remembering: a line may be
written twice, and none is left out.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import erasures
from bot.involvement.stop_list import DEATHS, SENT, STARTED, STOPPED, STOPS, Line, StopList
from bot.store.tables import address, channel_account, member, network, outbox

BEAT = timedelta(seconds=30)
"""After so long the list says that it is complete, even if nothing happened."""
LATE = timedelta(minutes=2)
"""A message may be written down as sent so much later than one that was sent after it."""


def catch_up(connection: Connection, stop_list: StopList, now: datetime) -> int:
    """Add to the list what happened since; gives how many lines. Raises StopListError."""
    latest = stop_list.read().latest
    seen = _look(connection)
    changed = _changed(connection, stop_list, now) if seen != stop_list.seen else ()
    lines = [*changed, *_sent(connection, stop_list, now)]
    if lines or latest is None or abs(now - latest) >= BEAT:
        stop_list.add(lines, now)
    stop_list.seen = seen
    return len(lines)


def _look(connection: Connection) -> object:
    """Give something that is another whenever somebody has stopped, started again, or erased."""
    m = member.c
    spread = sa.func.sum(m.id % sa.literal_column("1000003"))
    looked = sa.select(sa.func.count(), sa.func.max(m.stopped_at), spread)
    stopped = connection.execute(looked.where(m.stopped_at.is_not(None))).one()
    return *stopped, is_held(connection), erasures.newest(connection)


def _changed(connection: Connection, stop_list: StopList, now: datetime) -> Iterator[Line]:
    yield from _stops(connection, stop_list, now)
    until = stop_list.read().until
    yield from erasures.missing(connection, stop_list, until and min(until, now) - LATE)


def _stops(connection: Connection, stop_list: StopList, now: datetime) -> Iterator[Line]:
    stops = stop_list.read().stops
    which = _places(member.c.stopped_at.is_not(None))
    stopped = {
        stop_list.mark(kind, secret, number): Line(at, _KINDS[death])
        for kind, secret, number, at, death in connection.execute(which)
    }
    for mark, line in stopped.items():
        if mark not in stops or stops[mark].kind != line.kind:
            yield replace(line, mark=mark)
    # While a restored backup is held, a stop that the tables do not know may be one that they lost.
    if not is_held(connection):
        for mark, line in stops.items():
            if line.kind in STOPS and mark not in stopped:
                yield Line(now, STARTED, mark)


_KINDS = {None: STOPPED} | {death: kind for kind, death in DEATHS.items()}


def _places(which: sa.ColumnElement[bool]) -> sa.Select[str, str, str, datetime, str | None]:
    """Ask for what marks addresses: kind, secret's name, the channel's number; and for the stop."""
    a, c = address.c, channel_account.c
    return (
        sa.select(c.kind, c.secret_name, a.external_id, member.c.stopped_at, member.c.death)
        .join(channel_account, c.id == a.channel_account_id)
        .join(member, member.c.id == a.member_id)
        .where(which)
    )


def _sent(connection: Connection, stop_list: StopList, now: datetime) -> Iterator[Line]:
    listed = stop_list.read()
    o = outbox.c
    # The words stand in the statement itself, so that the small index over these rows answers it.
    bulk = o.lane == sa.literal_column("'bulk'")
    went = sa.and_(bulk, o.sent_at.is_not(None), o.status.in_(("sent", "uncertain")))
    if listed.until is not None:
        went &= o.sent_at > min(listed.until, now) - LATE
    for key, at in connection.execute(sa.select(o.dedupe_key, o.sent_at).where(went)):
        mark = stop_list.mark(key)
        if mark not in listed.sent:
            yield Line(at, SENT, mark)


def is_held(connection: Connection) -> bool:
    """Tell whether any network is held."""
    held = sa.select(network.c.id).where(network.c.held_at.is_not(None))
    return connection.execute(held.limit(1)).first() is not None
