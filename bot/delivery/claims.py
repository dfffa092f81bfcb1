"""Claiming messages to send: replies first, then what Heard starts, as a person's limits let it.

Limits are judged here and nowhere else (promise 3): a message that may not go yet is put off to the
first moment at which it may; one whose time or occasion is over never goes.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.delivery.outbox import STARTED_BY_HEARD, Claimed, last_of_slot
from bot.involvement import undelivered
from bot.involvement.lately import had_lately
from bot.involvement.wellbeing import Limits, not_before
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


@dataclass(frozen=True, slots=True)
class Room:
    """Who sends: for which accounts, under which lease; whom to leave alone; how many a lane."""

    accounts: Mapping[int, str | None]
    busy: Collection[int] = frozenset()
    replies: int = REPLIES
    bulk: int = BULK


@dataclass(frozen=True, slots=True)
class Round:
    """What was claimed, how many messages were put off or let go, and whether a lane is full."""

    claimed: list[Claimed]
    moved: int = 0
    is_full: bool = False


def claim(connection: Connection, now: datetime, room: Room) -> Round:
    """Claim what may be sent now, one message an address."""
    moved = undelivered.expire(connection, now)
    replies = _due(connection, now, "reply", room, leave=room.busy)
    taken = [*room.busy, *(row["address_id"] for row in replies)]
    bulk = _due(connection, now, "bulk", room, leave=taken)
    goes = [row for row in (*replies, *bulk) if not _let_go(connection, row)]
    allowed = _within_limits(connection, goes, now)
    taken_now = _take(connection, allowed, room)
    sending = [row for row in allowed if row["id"] in taken_now]
    moved += len(replies) + len(bulk) - len(sending)
    is_full = len(replies) >= room.replies or len(bulk) >= room.bulk
    return Round([_claimed(connection, row, room) for row in sending], moved, is_full)


def _take(connection: Connection, rows: Sequence[Mapping[Any, Any]], room: Room) -> set[int]:
    """Sign what still waits; on Postgres a turn may have cancelled it since it was looked at."""
    taken: set[int] = set()
    for account, lease in room.accounts.items():
        mine = [row["id"] for row in rows if row["channel_account_id"] == account]
        if mine:
            signed = outbox.update().where(outbox.c.id.in_(mine), is_waiting(outbox))
            signed = signed.values(status="sending", lease=lease).returning(outbox.c.id)
            taken.update(connection.execute(signed).scalars())
    return taken


def _due(
    connection: Connection, now: datetime, lane: str, room: Room, leave: Collection[int]
) -> list[Any]:
    """Give the first message of a lane that is due to each address, whole."""
    paused = sa.select(consultation.c.id).where(consultation.c.sending == "paused")
    held = connection.execute(paused.where(consultation.c.status == "open")).scalars().all()
    c, earlier = outbox.c, outbox.alias()

    def is_held(row: sa.FromClause) -> ColumnElement[bool]:
        return row.c.kind.in_(ASKS) & row.c.subject.in_(held)

    behind = sa.exists().where(
        is_waiting(earlier),
        earlier.c.address_id == c.address_id,
        earlier.c.lane == lane,
        earlier.c.due_at <= now,
        earlier.c.id < c.id,
        ~is_held(earlier),
    )
    most = room.replies if lane == "reply" else room.bulk
    accounts = set(room.accounts)
    if lane == "bulk":
        accounts -= _held_accounts(connection)
    numbers = connection.execute(
        sa.select(c.id)
        .where(is_waiting(outbox), c.lane == lane, c.due_at <= now, ~behind, ~is_held(outbox))
        .where(c.channel_account_id.in_(accounts), c.address_id.not_in(leave))
        .order_by(c.due_at, c.id)
        .limit(max(most, 0))
    ).scalars().all()  # fmt: skip
    rows = _whole(connection, numbers)
    return [rows[number] for number in numbers if number in rows]  # some may be forgotten by now


def _held_accounts(connection: Connection) -> set[int]:
    """Give the accounts of networks in which nothing that Heard starts is sent."""
    c = channel_account.c
    held = sa.select(c.id).join(network, network.c.id == c.network_id)
    return set(connection.execute(held.where(network.c.held_at.is_not(None))).scalars())


def _whole(connection: Connection, numbers: Sequence[int]) -> dict[int, Mapping[Any, Any]]:
    about = (consultation.c.id == outbox.c.subject) & outbox.c.kind.in_(ASKS)
    rows = connection.execute(
        sa.select(
            outbox, address.c.external_id, address.c.unreachable_since, media.c.file_id,
            member.c.zone, member.c.ask_every_days, member.c.stopped_at,
            network.c.zone.label("network_zone"), consultation.c.status.label("stage"),
            consultation.c.sending,
        )
        .join(address, address.c.id == outbox.c.address_id)
        .join(member, member.c.id == outbox.c.member_id)
        .join(network, network.c.id == member.c.network_id)
        .outerjoin(media, media.c.id == outbox.c.media_id)
        .outerjoin(consultation, about)
        .where(outbox.c.id.in_(numbers))
    ).mappings()  # fmt: skip
    return {row["id"]: row for row in rows}


# --- what never goes --------------------------------------------------------------------------


def _let_go(connection: Connection, row: Mapping[Any, Any]) -> bool:
    """Cancel a message whose occasion is over; tells whether it was."""
    why = _over(row) or ("a newer one waits" if _is_outdated(connection, row) else None)
    if why is None:
        return False
    reason = why if why in {"stopped", "unreachable"} else "failed"
    undelivered.cancel(connection, outbox.c.id == row["id"], why, reason)
    return True


def _over(row: Mapping[Any, Any]) -> str | None:
    if row["kind"] in STARTED_BY_HEARD and row["stopped_at"] is not None:
        return "stopped"
    if row["kind"] in STARTED_BY_HEARD and row["unreachable_since"] is not None:
        return "unreachable"
    if row["stage"] not in {None, "open"}:
        return "closed"
    return "cancelled" if row["sending"] == "cancelled" else None


def _is_outdated(connection: Connection, row: Mapping[Any, Any]) -> bool:
    """Tell whether the next message of this edit's slot is an edit of the same message."""
    if not row["edits"] or row["slot"] is None:
        return False
    c = outbox.c
    following = connection.execute(
        sa.select(c.edits, c.edits_message)
        .where(is_waiting(outbox), c.address_id == row["address_id"])
        .where(c.slot == row["slot"], c.id > row["id"])
        .order_by(c.id)
        .limit(1)
    ).first()
    return following is not None and tuple(following) == (True, row["edits_message"])


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
            mine = had[row["member_id"]]
            zone = ZoneInfo(row["zone"] or row["network_zone"])
            limits = Limits(zone, row["ask_every_days"], mine.last_ask, mine.started)
            moment = not_before(now, limits, is_ask=row["kind"] == "ask")
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
        lease=room.accounts[row["channel_account_id"]],
        asked_at=row["created_at"],
    )


def _edited(connection: Connection, row: Mapping[Any, Any]) -> int | None:
    """Give the message to edit: the one named, else the last of the slot; None: it is sent anew."""
    if row["edits_message"] is not None:
        return int(row["edits_message"])
    return last_of_slot(connection, row["address_id"], row["slot"]) if row["slot"] else None
