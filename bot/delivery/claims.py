"""Claiming messages to send: replies first, then what Heard starts, as a person's limits let it.

Limits are judged here and nowhere else (promise 3): a message that may not go yet is put off to the
first moment at which it may, or expires.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery.outbox import STARTED_BY_HEARD, last_of_slot
from bot.delivery.ports import Payload
from bot.involvement import loop
from bot.involvement.wellbeing import WEEK, Limits, not_before
from bot.store.tables import address, consultation, media, member, network, outbox

AT_ONCE = 40


@dataclass(frozen=True, slots=True)
class Claimed:
    """One message to send now. `external_id` is the person's address at the channel."""

    id: int
    account: int
    address: int
    member: int
    kind: str
    subject: int
    payload: Payload
    external_id: str
    edits: int | None
    file: str | None


def claim(
    connection: Connection, now: datetime, busy: Collection[int], most: int = AT_ONCE
) -> list[Claimed]:
    """Claim what may be sent now, one message an address, leaving out addresses that are `busy`."""
    _expire(connection, now)
    rows = _due(connection, now, busy, most)
    allowed = _within_limits(connection, rows, now)
    edits = {row["id"]: _target(connection, row) for row in allowed if row["edits"]}
    lost = {number for number, message in edits.items() if message is None}
    _move(connection, lost, "cancelled", "there is nothing to edit")
    sending = [row for row in allowed if row["id"] not in lost]
    _move(connection, {row["id"] for row in sending}, "sending")
    return [_claimed(row, edits.get(row["id"])) for row in sending]


def _expire(connection: Connection, now: datetime) -> None:
    late = (outbox.c.status == "waiting") & (outbox.c.not_after < now)
    expired = connection.execute(
        outbox.update()
        .where(late)
        .values(status="expired", payload=None)
        .returning(outbox.c.kind, outbox.c.subject, outbox.c.member_id)
    ).all()
    untold = [(number, who) for kind, number, who in expired if kind == "notice"]
    loop.not_told(connection, untold, "expired")


def _due(connection: Connection, now: datetime, busy: Collection[int], most: int) -> Sequence[Any]:
    """Give the first message that is due to each address, in each lane."""
    c, earlier = outbox.c, outbox.alias()
    behind = sa.exists().where(
        earlier.c.status == "waiting",
        earlier.c.address_id == c.address_id,
        earlier.c.lane == c.lane,
        earlier.c.due_at <= now,
        earlier.c.id < c.id,
    )
    paused = sa.exists().where(
        c.kind == "ask", consultation.c.id == c.subject, consultation.c.sending == "paused"
    )
    asked = outbox.alias()
    last_ask = sa.select(sa.func.max(asked.c.sent_at)).where(
        asked.c.member_id == c.member_id, asked.c.status == "sent", asked.c.kind == "ask"
    )
    return connection.execute(
        sa.select(
            outbox, address.c.external_id, media.c.file_id, member.c.zone, member.c.ask_every_days,
            network.c.zone.label("network_zone"), last_ask.scalar_subquery().label("last_ask"),
        )
        .join(address, address.c.id == c.address_id)
        .join(member, member.c.id == c.member_id)
        .join(network, network.c.id == member.c.network_id)
        .outerjoin(media, media.c.id == c.media_id)
        .where(c.status == "waiting", c.due_at <= now, ~behind, ~paused)
        .where(c.address_id.not_in(busy))
        .order_by(sa.case((c.lane == "reply", 0), else_=1), c.due_at, c.id)
        .limit(most)
    ).mappings().all()  # fmt: skip


def _within_limits(connection: Connection, rows: Sequence[Any], now: datetime) -> list[Any]:
    """Keep what may go now; put off the rest."""
    started = [row for row in rows if row["kind"] in STARTED_BY_HEARD]
    lately = _recent(connection, [row["member_id"] for row in started], now)
    allowed = [row for row in rows if row["kind"] not in STARTED_BY_HEARD]
    for row in started:
        limits = Limits(
            zone=ZoneInfo(row["zone"] or row["network_zone"]),
            ask_every_days=row["ask_every_days"],
            last_ask=row["last_ask"],
            started=lately[row["member_id"]],
        )
        moment = not_before(now, limits, is_ask=row["kind"] == "ask")
        if moment <= now:
            allowed.append(row)
        else:
            put_off = outbox.update().where(outbox.c.id == row["id"])
            connection.execute(put_off.values(due_at=moment))
    return allowed


def _recent(
    connection: Connection, members: Collection[int], now: datetime
) -> defaultdict[int, list[datetime]]:
    """Give the moments of what Heard started for these people within a week, oldest first."""
    found: defaultdict[int, list[datetime]] = defaultdict(list)
    c = outbox.c
    rows = connection.execute(
        sa.select(c.member_id, c.sent_at)
        .where(
            c.member_id.in_(members),
            c.status == "sent",
            c.kind.in_(STARTED_BY_HEARD),
            c.sent_at > now - WEEK,
        )
        .order_by(c.sent_at)
    )
    for number, moment in rows:
        found[number].append(moment)
    return found


def _target(connection: Connection, row: Any) -> int | None:
    """Give the message to edit: the one named, else the last that the slot showed."""
    if row["edits_message"] is not None:
        return int(row["edits_message"])
    return last_of_slot(connection, row["address_id"], row["slot"]) if row["slot"] else None


def _move(
    connection: Connection, numbers: Iterable[int], status: str, why: str | None = None
) -> None:
    listed = list(numbers)
    if listed:
        change = outbox.update().where(outbox.c.id.in_(listed))
        connection.execute(change.values(status=status, why=why))


def _claimed(row: Any, edits: int | None) -> Claimed:
    return Claimed(
        id=row["id"],
        account=row["channel_account_id"],
        address=row["address_id"],
        member=row["member_id"],
        kind=row["kind"],
        subject=row["subject"],
        payload=row["payload"],
        external_id=row["external_id"],
        edits=edits,
        file=row["file_id"],
    )
