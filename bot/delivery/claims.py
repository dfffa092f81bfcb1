"""Claiming messages to send: replies first, then what Heard starts, as a person's limits let it.

Limits are judged here and nowhere else (promise 3): a message that may not go yet is put off to the
first moment at which it may; one whose time or occasion is over never goes.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.delivery.outbox import AT_ITS_TIME, STARTED_BY_HEARD, Claimed, last_of_slot
from bot.involvement import undelivered
from bot.involvement.breaks import ASKING, ONLY_CHANGES
from bot.involvement.lately import CHOSEN, had_lately, limits_of
from bot.involvement.wellbeing import not_before
from bot.store.errors import BrokenSeal
from bot.store.sealing import OUTBOX, Sealer, sealer_of
from bot.store.sql import is_waiting
from bot.store.tables import (
    address,
    channel_account,
    consultation,
    media,
    member,
    network,
    outbox,
)

REPLIES, BULK = 16, 8
ASKS = frozenset({"ask", "reminder"})
SOON = timedelta(minutes=1)
"""A break that is over still holds until the clock has ended it and said so, which is soon."""


@dataclass(frozen=True, slots=True)
class Room:
    """For which account, under which lease; whom to leave alone; how many a lane."""

    account: int
    lease: str | None
    busy: Collection[int] = frozenset()
    replies: int = REPLIES
    bulk: int = BULK


@dataclass(frozen=True, slots=True)
class Round:
    """What was claimed, how many were put off or let go; in which accounts' lanes more is due."""

    claimed: list[Claimed]
    moved: int = 0
    more: frozenset[tuple[int, str]] = frozenset()

    def __add__(self, other: "Round") -> "Round":
        """Take two rounds together."""
        return Round(self.claimed + other.claimed, self.moved + other.moved, self.more | other.more)


def claim(connection: Connection, now: datetime, rooms: Sequence[Room]) -> Round:
    """Claim what may be sent now, one message an address; no account goes before another."""
    found = Round([], undelivered.expire(connection, now))
    quiet = _Quiet(_paused(connection), _held_accounts(connection))
    return sum((_claim(connection, now, room, quiet) for room in rooms), found)


@dataclass(frozen=True, slots=True)
class _Quiet:
    """Consultations that are paused, and accounts for which Heard starts nothing."""

    paused: Collection[int]
    accounts: Collection[int]


def _claim(connection: Connection, now: datetime, room: Room, quiet: _Quiet) -> Round:
    replies = _due(connection, now, "reply", room, quiet)
    taken = {row["address_id"] for row in replies.rows}
    room = replace(room, busy=taken.union(room.busy))
    bulk = (
        _Due([]) if room.account in quiet.accounts else _due(connection, now, "bulk", room, quiet)
    )
    found = [*replies.rows, *bulk.rows]
    outdated = _outdated(connection, found)
    goes = [row for row in found if not _let_go(connection, row, outdated)]
    allowed = _within_limits(connection, goes, now)
    signed = _sign(connection, [row["id"] for row in allowed], room.lease)
    sending = [row for row in allowed if row["id"] in signed]
    lanes = (("reply", replies), ("bulk", bulk))
    more = {(room.account, lane) for lane, due in lanes if due.more}
    claimed = [_claimed(connection, row, room) for row in sending]
    return Round(claimed, len(found) - len(sending), frozenset(more))


def _sign(connection: Connection, numbers: Sequence[int], lease: str | None) -> set[int]:
    """Sign what still waits; on Postgres a turn may have cancelled it since it was looked at."""
    if not numbers:
        return set()
    mine = outbox.update().where(outbox.c.id.in_(numbers), is_waiting(outbox))
    signed = mine.values(status="sending", lease=lease).returning(outbox.c.id)
    return set(connection.execute(signed).scalars())


@dataclass(frozen=True, slots=True)
class _Due:
    """The rows of a lane, and whether there are more than could go."""

    rows: list[Any]
    more: bool = False


def _due(connection: Connection, now: datetime, lane: str, room: Room, quiet: _Quiet) -> _Due:
    """Give the first message of a lane that is due to each address, whole."""
    most = max(0, room.replies if lane == "reply" else room.bulk)
    given = {
        "now": now, "lane": lane, "account": room.account, "most": most + 1,
        "paused": list(quiet.paused), "busy": list(room.busy),
    }  # fmt: skip
    numbers = connection.execute(_DUE, given).scalars().all()
    rows = _whole(connection, numbers[:most])  # some may be forgotten by now
    return _Due([rows[one] for one in numbers[:most] if one in rows], len(numbers) > most)


def _paused(connection: Connection) -> list[int]:
    """Give the consultations that are open and of which nothing is sent for now."""
    return list(connection.execute(_PAUSED).scalars())


def _held_accounts(connection: Connection) -> set[int]:
    """Give the accounts of networks in which nothing that Heard starts is sent."""
    return set(connection.execute(_HELD_ACCOUNTS).scalars())


def _whole(connection: Connection, numbers: Sequence[int]) -> dict[int, Mapping[Any, Any]]:
    if not numbers:
        return {}
    sealer = sealer_of(connection)
    rows = connection.execute(_WHOLE, {"numbers": list(numbers)}).mappings()
    return {row["id"]: _opened(row, sealer) for row in rows}


def _opened(row: Mapping[Any, Any], sealer: Sealer) -> Mapping[Any, Any]:
    """Give a row with what it says; with nothing where that cannot be opened."""
    try:
        return {**row, "payload": sealer.open_json(row["payload"], OUTBOX, row)}
    except BrokenSeal:
        return {**row, "payload": None}


# --- what never goes --------------------------------------------------------------------------


def _let_go(connection: Connection, row: Mapping[Any, Any], outdated: Collection[int]) -> bool:
    """Cancel a message whose occasion is over; tells whether it was."""
    why = _over(row) or ("a newer one waits" if row["id"] in outdated else None)
    if why is None:
        return False
    reason = why if why in {"stopped", "unreachable"} else "failed"
    undelivered.cancel(connection, outbox.c.id == row["id"], why, reason)
    return True


def _over(row: Mapping[Any, Any]) -> str | None:
    if row["payload"] is None:
        return "it cannot be opened"
    if row["kind"] in STARTED_BY_HEARD and row["stopped_at"] is not None:
        return "stopped"
    if row["kind"] in STARTED_BY_HEARD and row["unreachable_since"] is not None:
        return "unreachable"
    if row["kind"] in ASKING and row["tell"] == "only_changes":
        return ONLY_CHANGES
    if row["stage"] not in {None, "open"}:
        return "closed"
    return "cancelled" if row["sending"] == "cancelled" else None


def _outdated(connection: Connection, rows: Sequence[Mapping[Any, Any]]) -> set[int]:
    """Give the edits after which the next message of their slot edits the same message."""
    edits = [row for row in rows if row["edits"] and row["slot"] is not None]
    if not edits:
        return set()
    places = {"addresses": [row["address_id"] for row in edits]}
    following = {
        (address, slot, before): edited
        for address, slot, before, edited in _pairs(connection.execute(_OF_SLOTS, places).all())
    }
    return {
        row["id"]
        for row in edits
        if following.get((row["address_id"], row["slot"], row["id"]))
        == (True, row["edits_message"])
    }


def _pairs(waiting: Sequence[Any]) -> Iterator[tuple[int, str, int, tuple[bool, int | None]]]:
    """Give for each message that waits what the next one of its slot edits."""
    for (_, of_one), these in groupby(waiting, key=lambda row: (row.address_id, row.slot)):
        for before, after in pairwise(these):
            yield before.address_id, of_one, before.id, (after.edits, after.edits_message)


# --- what may not go yet ----------------------------------------------------------------------


def _within_limits(
    connection: Connection, rows: Sequence[Mapping[Any, Any]], now: datetime
) -> list[Mapping[Any, Any]]:
    """Keep what may go now; put off the rest."""
    started = [row["member_id"] for row in rows if row["kind"] in STARTED_BY_HEARD]
    had = had_lately(connection, started, now) if started else {}
    allowed = []
    for row in rows:
        moment = now
        if row["kind"] in STARTED_BY_HEARD:
            since = now if row["break_since"] is None else now + SOON
            mine = limits_of(row, had[row["member_id"]])
            if row["kind"] in AT_ITS_TIME:
                mine = replace(mine, started=())
            moment = max(since, not_before(now, mine, is_ask=row["kind"] == "ask"))
        if moment <= now:
            allowed.append(row)
        else:
            put_off = outbox.update().where(outbox.c.id == row["id"])
            connection.execute(put_off.values(due_at=moment))
    return allowed


def _claimed(connection: Connection, row: Mapping[Any, Any], room: Room) -> Claimed:
    return Claimed(
        id=row["id"],
        account=row["channel_account_id"],
        address=row["address_id"],
        member=row["member_id"],
        lane=row["lane"],
        kind=row["kind"],
        subject=row["subject"],
        payload=row["payload"],
        external_id=row["external_id"],
        edits=_edited(connection, row) if row["edits"] else None,
        file=row["file_id"],
        lease=room.lease,
        asked_at=row["created_at"],
    )


def _edited(connection: Connection, row: Mapping[Any, Any]) -> int | None:
    """Give the message to edit: the one named, else the last of the slot; None: it is sent anew."""
    if row["edits_message"] is not None:
        return int(row["edits_message"])
    return last_of_slot(connection, row["address_id"], row["slot"]) if row["slot"] else None


# --- statements of every look, built once -----------------------------------------------------

_c = outbox.c
_earlier = outbox.alias()
_now = sa.bindparam("now", type_=_c.due_at.type)
_paused_now = sa.bindparam("paused", type_=_c.subject.type, expanding=True)


def _is_held(row: sa.FromClause) -> ColumnElement[bool]:
    return row.c.kind.in_(ASKS) & row.c.subject.in_(_paused_now)


_behind = sa.exists().where(
    is_waiting(_earlier),
    _earlier.c.address_id == _c.address_id,
    _earlier.c.lane == _c.lane,
    _earlier.c.due_at <= _now,
    _earlier.c.id < _c.id,
    ~_is_held(_earlier),
)
_DUE = (
    sa.select(_c.id)
    .where(is_waiting(outbox), _c.channel_account_id == sa.bindparam("account"))
    .where(_c.lane == sa.bindparam("lane"), _c.due_at <= _now, ~_behind, ~_is_held(outbox))
    .where(_c.address_id.not_in(sa.bindparam("busy", expanding=True)))
    .order_by(_c.due_at, _c.id)
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_PAUSED = sa.select(consultation.c.id).where(
    consultation.c.sending == "paused", consultation.c.status == "open"
)
_HELD_ACCOUNTS = (
    sa.select(channel_account.c.id)
    .join(network, network.c.id == channel_account.c.network_id)
    .where(network.c.held_at.is_not(None))
)
_about = (consultation.c.id == _c.subject) & _c.kind.in_(ASKS)
_WHOLE = (
    sa.select(
        outbox, address.c.external_id, address.c.unreachable_since, media.c.file_id,
        *CHOSEN, member.c.stopped_at, member.c.tell,
        network.c.zone.label("network_zone"), consultation.c.status.label("stage"),
        consultation.c.sending,
    )
    .join(address, address.c.id == _c.address_id)
    .join(member, member.c.id == _c.member_id)
    .join(network, network.c.id == member.c.network_id)
    .outerjoin(media, media.c.id == _c.media_id)
    .outerjoin(consultation, _about)
    .where(_c.id.in_(sa.bindparam("numbers", expanding=True)))
)  # fmt: skip
_OF_SLOTS = (
    sa.select(_c.id, _c.address_id, _c.slot, _c.edits, _c.edits_message)
    .where(is_waiting(outbox), _c.slot.is_not(None))
    .where(_c.address_id.in_(sa.bindparam("addresses", expanding=True)))
    .order_by(_c.address_id, _c.slot, _c.id)
)
