"""Calls for volunteers: made and taken back, who offers to help; `drawing` has the draw."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement import record, tasks, undelivered
from bot.involvement.happened import Happened
from bot.involvement.small_numbers import shown
from bot.involvement.translations import said_also
from bot.store.sql import insert_missing
from bot.store.tables import group, outbox, seat, volunteer, volunteer_call
from conversations import seat_events as events
from conversations.calling import Brief, Call, promise_of
from conversations.facts import Person
from conversations.plain import from_plain, to_plain
from conversations.rights import FACILITATOR, covers
from conversations.text import Worded

MOST = 20
_c, _v = volunteer_call.c, volunteer.c


# --- what conversations know ----------------------------------------------------------------------


def load(
    connection: Connection, asked: Collection[tuple[Person, int, int]]
) -> dict[tuple[int, int], Call]:
    """Give each (person, their network, call) that they were asked or facilitate."""
    numbers = {number for _, _, number in asked}
    rows = _calls(connection, _c.id.in_(numbers))
    parts = _parts(connection, numbers, {who.id for who, _, _ in asked})
    found = {}
    for who, here, number in asked:
        row, part = rows.get(number), parts.get((number, who.id), "")
        if row is None or row["network_id"] != here:
            continue
        managed = _manages(who, row["group_id"])
        if part or managed:
            found[who.id, number] = _read(row, part, managed=managed)
    return found


def listed(connection: Connection, person: Person, here: int) -> tuple[Call, ...]:
    """Give the calls that somebody facilitates, the newest first."""
    rows = _calls(connection, _c.network_id == here).values()
    mine = [row for row in rows if _manages(person, row["group_id"])]
    return tuple(_read(row, "", managed=True) for row in mine[:MOST])


def _manages(person: Person, within: int | None) -> bool:
    groups = (within,) if within is not None else ()
    return person.facilitates and covers(person.groups_as(FACILITATOR), groups)


def _calls(connection: Connection, which: ColumnElement[bool]) -> dict[int, Any]:
    offers = sa.select(sa.func.count()).where(
        _v.call_id == _c.id, _v.offered_at.is_not(None)
    ).scalar_subquery()  # fmt: skip
    rows = connection.execute(
        sa.select(volunteer_call, offers.label("offers"))
        .where(which)
        .order_by(_c.made_at.desc(), _c.id)
    ).mappings()
    return {row["id"]: row for row in rows}


def _parts(
    connection: Connection, calls: Collection[int], members: Collection[int]
) -> dict[tuple[int, int], str]:
    rows = connection.execute(
        sa.select(volunteer).where(_v.call_id.in_(calls), _v.member_id.in_(members))
    )
    return {(row.call_id, row.member_id): _part(row) for row in rows}


def _part(row: Any) -> str:
    if row.drawn:
        return "drawn"
    if row.offered_at is None:
        return "asked"
    return "offered" if row.drawn is None and row.told_at is None else "thanked"


def _status(row: Any) -> str:
    """Give how a call stands; the moment before it goes out counts as open."""
    return "open" if row["status"] == "draft" else str(row["status"])


def _read(row: Any, part: str, *, managed: bool) -> Call:
    brief = from_plain(Brief, row["brief"]["brief"])
    offers = row["offers"]
    return Call(
        row["id"], Worded.of(row["title"]), brief, row["places"], row["closes_on"], _status(row),
        group=row["group_id"], promise=row["brief"]["promise"], part=part,
        offers=shown(offers) if offers else None, managed=managed,
    )  # fmt: skip


# --- what happens ---------------------------------------------------------------------------------


def made(connection: Connection, happened: Sequence[Happened[events.CallMade]]) -> None:
    """Open a call to a group of the facilitator's network, or to all of it; on record."""
    for one in happened:
        event = one.event
        here = sa.select(group.c.id).where(
            group.c.id == event.group, group.c.network_id == one.network
        )
        if event.group is not None and connection.execute(here).first() is None:
            continue
        written = event.title, event.brief
        title, brief = said_also(connection, one.network, written, by=one.member)
        kept = {"brief": to_plain(brief), "secret": event.secret,
                "promise": promise_of(event.secret)}  # fmt: skip
        row = {
            "id": event.call, "network_id": one.network, "group_id": event.group, "brief": kept,
            "title": dict(title.by_language), "places": event.places, "status": "draft",
            "closes_on": event.closes_on, "made_by": one.member, "made_at": one.now,
        }  # fmt: skip
        insert_missing(connection, volunteer_call, [row])
        record.write(connection, one, "call.made", event.call, promise=kept["promise"])


def cancelled(connection: Connection, happened: Sequence[Happened[events.CallCancelled]]) -> None:
    """Take a call back before it was drawn; whoever offered is thanked by the job."""
    for one in happened:
        mine = volunteer_call.update().where(
            _c.id == one.event.call, _c.network_id == one.network, _c.status.in_(("draft", "open"))
        )
        if connection.execute(mine.values(status="cancelled")).rowcount:
            about = (outbox.c.kind == "call") & (outbox.c.subject == one.event.call)
            undelivered.cancel(connection, about, "cancelled")
            record.write(connection, one, "call.cancelled", one.event.call)


def offered(connection: Connection, happened: Sequence[Happened[events.HelpOffered]]) -> None:
    """Keep that these members offered, while the call is open."""
    still = sa.select(_c.id).where(_c.status == "open")
    for one in happened:
        change = volunteer.update().where(*_mine(one), _v.call_id.in_(still))
        connection.execute(change.values(offered_at=one.now))


def taken_back(connection: Connection, happened: Sequence[Happened[events.HelpTakenBack]]) -> None:
    """Let these members not help; whoever was drawn leaves the place, and a facilitator hears."""
    for one in happened:
        number = one.event.call
        had_place = volunteer.update().where(*_mine(one), _v.drawn.is_(True))
        if connection.execute(had_place.values(drawn=False)).rowcount:
            title = _leave(connection, one)
            tasks.raise_task(
                connection, one.network, tasks.PLACE_FREE, about=number, words=title, now=one.now
            )
        change = volunteer.update().where(*_mine(one), _v.told_at.is_(None))
        connection.execute(change.values(offered_at=None))


def _leave(connection: Connection, one: Happened[events.HelpTakenBack]) -> str:
    """Free the seat that somebody got by a draw; gives what the call is called."""
    row = connection.execute(
        sa.select(_c.group_id, _c.drawn_at, _c.title).where(_c.id == one.event.call)
    ).one()
    mine = seat.update().where(
        seat.c.group_id == row.group_id, seat.c.member_id == one.member,
        seat.c.since == row.drawn_at.date(),
    )  # fmt: skip
    connection.execute(mine.values(member_id=None, since=None))
    return str(next(iter(row.title.values())))


def _mine(one: Happened[Any]) -> tuple[ColumnElement[bool], ...]:
    return _v.call_id == one.event.call, _v.member_id == one.member
