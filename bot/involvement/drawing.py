"""The draw of a call: who is offered it, who is drawn, who is told; and repeating a draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement import record
from bot.involvement.record import Line
from bot.store.sql import insert_missing, insert_missing_from
from bot.store.tables import (
    member,
    membership,
    network,
    role,
    seat,
    volunteer,
    volunteer_call,
)
from conversations.calling import (
    Brief,
    Call,
    Offer,
    Ticket,
    draw,
    promise_of,
    seed_of,
    strata,
    ticket_of,
)
from conversations.consent import FOR_WORK
from conversations.plain import from_plain
from conversations.text import Worded

AT_ONCE = 500
LOOKS_BACK = timedelta(days=730)
"""Whoever was drawn within so long before comes after those who were not."""
_c, _v, _m = volunteer_call.c, volunteer.c, member.c
_THERE = _m.joined_at.is_not(None) & _m.stopped_at.is_(None) & _m.death.is_(None)


# --- offering -------------------------------------------------------------------------------------


def open_calls(connection: Connection, served: ColumnElement[bool]) -> int:
    """Choose to whom each new call goes, all at once; gives how many calls were opened."""
    rows = connection.execute(sa.select(volunteer_call).where(_c.status == "draft", served)).all()
    for row in rows:
        insert_missing_from(connection, volunteer, ("call_id", "member_id", "used"), _whom(row))
        change = volunteer_call.update().where(_c.id == row.id)
        connection.execute(change.values(status="open"))
    return len(rows)


def _whom(row: Any) -> sa.Select[Any]:
    """Pick members who want to be asked; who facilitates the call is left out."""
    r = role.c
    facilitates = sa.exists().where(
        r.member_id == _m.id, r.role == "facilitator", r.revoked_at.is_(None),
        r.group_id.is_(None) | (r.group_id == row.group_id),
    )  # fmt: skip
    picked = sa.select(sa.literal(row.id), _m.id, sa.literal(0)).where(
        _m.network_id == row.network_id, _THERE, _m.tell == "all",
        _m.consent_version > FOR_WORK, ~facilitates,
    )  # fmt: skip
    if row.group_id is None:
        return picked
    belongs = sa.exists().where(
        membership.c.member_id == _m.id, membership.c.group_id == row.group_id
    )
    return picked.where(belongs)


def to_ask(connection: Connection, served: ColumnElement[bool]) -> list[tuple[Call, list[int]]]:
    """Give open calls with members whom nobody has asked yet, some at a time."""
    rows = connection.execute(
        sa.select(_v.call_id, _v.member_id)
        .join(volunteer_call, _c.id == _v.call_id)
        .where(_c.status == "open", _v.asked_at.is_(None), served)
        .order_by(_v.call_id, _v.member_id)
        .limit(AT_ONCE)
    ).all()
    return _by_call(connection, rows)


def asked(connection: Connection, call: int, members: Sequence[int], now: datetime) -> None:
    """Note that these were asked."""
    mine = volunteer.update().where(_v.call_id == call, _v.member_id.in_(members))
    connection.execute(mine.values(asked_at=now))


# --- drawing --------------------------------------------------------------------------------------


def draw_due(connection: Connection, served: ColumnElement[bool], now: datetime) -> int:
    """Draw each call whose last day is over where it is; gives how many."""
    rows = connection.execute(
        sa.select(volunteer_call, network.c.zone)
        .join(network, network.c.id == _c.network_id)
        .where(_c.status == "open", _c.closes_on <= now.date(), served)
        .order_by(_c.id)
    ).all()
    over = [row for row in rows if row.closes_on < now.astimezone(ZoneInfo(row.zone)).date()]
    for row in over:
        _draw(connection, row, now)
    return len(over)


def _draw(connection: Connection, row: Any, now: datetime) -> None:
    offers = _offers(connection, row.id, now)
    seed = seed_of(row.id, row.closes_on, row.brief["secret"])
    tickets = {ticket_of(seed, offer): offer.member for offer in offers}
    drawn = draw(seed, tickets, row.places)
    _keep(connection, row.id, tickets, drawn)
    listed = [[one.mark, one.stratum, one.used] for one in sorted(tickets, key=lambda t: t.mark)]
    change = volunteer_call.update().where(_c.id == row.id)
    brief = {**row.brief, "tickets": listed, "drawn": sorted(drawn)}
    connection.execute(change.values(status="drawn", seed=seed, drawn_at=now, brief=brief))
    chosen = [who for ticket, who in tickets.items() if ticket.mark in drawn]
    _seat(connection, row, chosen, now)
    detail = {"seed": seed, "offers": len(offers), "places": row.places}
    record.add(connection, [Line(row.network_id, now, "call.drawn", None, row.id, detail)])


def _offers(connection: Connection, call: int, now: datetime) -> list[Offer]:
    """Give who offered and is still here. Strata have no names, so that they can be published."""
    earlier, before = volunteer.alias(), volunteer_call.alias()
    used = (
        sa.select(sa.func.count())
        .select_from(earlier)
        .join(before, before.c.id == earlier.c.call_id)
        .where(earlier.c.member_id == _v.member_id, earlier.c.drawn.is_(True))
        .where(before.c.drawn_at > now - LOOKS_BACK)
        .scalar_subquery()
    )
    rows = connection.execute(
        sa.select(_v.member_id, _m.kind, _m.area, used.label("used"))
        .join(member, _m.id == _v.member_id)
        .where(_v.call_id == call, _v.offered_at.is_not(None), _THERE)
        .order_by(_v.member_id)
    ).all()
    named = strata([(row.kind, row.area) for row in rows])
    places = {name: f"stratum {place}" for place, name in enumerate(sorted(set(named)), start=1)}
    return [
        Offer(row.member_id, places[name], row.used) for row, name in zip(rows, named, strict=True)
    ]


def _keep(
    connection: Connection, call: int, tickets: dict[Ticket, int], drawn: frozenset[str]
) -> None:
    if tickets:
        which = sa.bindparam("who") == _v.member_id
        change = volunteer.update().where(_v.call_id == call, which).values(
            drawn=sa.bindparam("is_drawn"), stratum=sa.bindparam("part"), used=sa.bindparam("often")
        )  # fmt: skip
        connection.execute(change, [
            {"who": who, "is_drawn": one.mark in drawn, "part": one.stratum, "often": one.used}
            for one, who in tickets.items()
        ])  # fmt: skip


def _seat(connection: Connection, row: Any, chosen: Sequence[int], now: datetime) -> None:
    """Seat those who were drawn in the group that called, which they then belong to."""
    if row.group_id is None or not chosen:
        return
    seats = [
        {"group_id": row.group_id, "title": row.title, "member_id": who, "since": now.date()}
        for who in chosen
    ]
    connection.execute(seat.insert(), seats)
    belong = [{"group_id": row.group_id, "member_id": who} for who in chosen]
    insert_missing(connection, membership, belong)


# --- telling --------------------------------------------------------------------------------------


def to_tell(connection: Connection, served: ColumnElement[bool]) -> list[tuple[Call, list[int]]]:
    """Give calls that are over with members who offered and were not told, some at a time.

    Each call says of these members whether they were drawn, in its `part`.
    """
    rows = connection.execute(
        sa.select(_v.call_id, _v.member_id, _v.drawn)
        .join(volunteer_call, _c.id == _v.call_id)
        .where(_c.status.in_(("drawn", "cancelled")), served)
        .where(_v.offered_at.is_not(None), _v.told_at.is_(None))
        .order_by(_v.call_id, _v.member_id)
        .limit(AT_ONCE)
    ).all()
    return [
        *_by_call(connection, [row for row in rows if row.drawn], "drawn"),
        *_by_call(connection, [row for row in rows if not row.drawn], "thanked"),
    ]


def told(connection: Connection, call: int, members: Sequence[int], now: datetime) -> None:
    """Note that these were told and thanked."""
    mine = volunteer.update().where(_v.call_id == call, _v.member_id.in_(members))
    connection.execute(mine.values(told_at=now))


def _by_call(
    connection: Connection, rows: Sequence[Any], part: str = "asked"
) -> list[tuple[Call, list[int]]]:
    numbers = {row.call_id for row in rows}
    found = connection.execute(
        sa.select(volunteer_call).where(_c.id.in_(numbers)).order_by(_c.id)
    ).mappings()
    return [
        (_call(row, part), [one.member_id for one in rows if one.call_id == row["id"]])
        for row in found
    ]


def _call(row: Any, part: str) -> Call:
    brief = from_plain(Brief, row["brief"]["brief"])
    return Call(
        row["id"], Worded.of(row["title"]), brief, row["places"], row["closes_on"], row["status"],
        group=row["group_id"], promise=row["brief"]["promise"], part=part,
    )  # fmt: skip


# --- repeating a draw -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw as it was published, and what is wrong with it: nothing, or a sentence."""

    call: int
    title: dict[str, str]
    places: int
    promise: str
    secret: str
    seed: str
    tickets: tuple[Ticket, ...]
    drawn: tuple[str, ...]
    wrong: str | None = None


def published(connection: Connection, here: int) -> list[Drawn]:
    """Give every draw of a network, the latest first, each repeated and compared."""
    rows = connection.execute(
        sa.select(volunteer_call)
        .where(_c.network_id == here, _c.status == "drawn")
        .order_by(_c.drawn_at.desc(), _c.id)
    ).all()
    return [_published(row) for row in rows]


def _published(row: Any) -> Drawn:
    tickets = tuple(Ticket(*one) for one in row.brief["tickets"])
    one = Drawn(
        row.id, row.title, row.places, row.brief["promise"], row.brief["secret"], row.seed,
        tickets, tuple(row.brief["drawn"]),
    )  # fmt: skip
    wrong = _what_is_wrong(one, row)
    return Drawn(
        one.call, one.title, one.places, one.promise, one.secret, one.seed, one.tickets, one.drawn,
        wrong,
    )  # fmt: skip


def _what_is_wrong(one: Drawn, row: Any) -> str | None:
    if promise_of(one.secret) != one.promise:
        return "The secret is not the one whose hash was shown before."
    if seed_of(one.call, row.closes_on, one.secret) != one.seed:
        return "The seed does not follow from the call, its last day and the secret."
    if tuple(sorted(draw(one.seed, one.tickets, one.places))) != one.drawn:
        return "The draw from this seed gives other tickets."
    return None
