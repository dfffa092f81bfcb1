"""Groups as a tree, their seats, and what is passed down and up it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import record, tasks
from bot.involvement.cover import whose
from bot.involvement.happened import Happened
from bot.store.sql import insert_missing
from bot.store.tables import decision, group, issue, loop, passed_on, seat
from conversations import seat_events as events
from conversations.content import Decision
from conversations.plain import from_plain
from conversations.structure import GroupHere, Passable, SeatHere
from conversations.text import Worded

MOST = 10  # things of a kind to pass on
LOOKED_AT = 100  # decisions, the newest first
PASSED_UP = "passed_up"


def structure(connection: Connection, network: int, member: int) -> tuple[GroupHere, ...]:
    """Give a network's groups with their seats, as that member sees them."""
    g, s = group.c, seat.c
    seats: dict[int, list[SeatHere]] = defaultdict(list)
    rows = connection.execute(
        sa.select(seat)
        .join(group, g.id == s.group_id)
        .where(g.network_id == network, s.ended_at.is_(None))
        .order_by(s.id)
    ).mappings()
    for row in rows:
        seats[row["group_id"]].append(_seat(row, member))
    groups = connection.execute(
        sa.select(g.id, g.name, g.kind, g.parent_id).where(g.network_id == network).order_by(g.name)
    )
    return tuple(
        GroupHere(one.id, one.name, one.kind, one.parent_id, tuple(seats[one.id])) for one in groups
    )


def _seat(row: Any, member: int) -> SeatHere:
    who = row["member_id"]
    return SeatHere(
        row["id"], Worded.of(row["title"]), taken=who is not None, mine=who == member,
        since=row["since"], until=row["until"],
    )  # fmt: skip


def by_code(
    connection: Connection, asked: Collection[tuple[int, str]]
) -> dict[tuple[int, str], SeatHere]:
    """Give the free seat of each (network, hash of a code) that there is."""
    s = seat.c
    rows = connection.execute(
        sa.select(seat, group.c.network_id)
        .join(group, group.c.id == s.group_id)
        .where(s.code_hash.in_({hashed for _, hashed in asked}))
        .where(s.ended_at.is_(None), s.member_id.is_(None))
    ).mappings()
    return {(row["network_id"], row["code_hash"]): _seat(row, 0) for row in rows}


# --- what facilitators change ---------------------------------------------------------------------


def _seats_of(network: int) -> sa.Select[int]:
    return sa.select(group.c.id).where(group.c.network_id == network)


def _change(
    connection: Connection, one: Happened[Any], act: str, number: int, *extra: Any, **values: Any
) -> None:
    """Change one seat of this member's network, and put it on record where it was there."""
    mine = seat.update().where(
        seat.c.id == number, seat.c.group_id.in_(_seats_of(one.network)),
        seat.c.ended_at.is_(None), *extra,
    )  # fmt: skip
    if connection.execute(mine.values(**values)).rowcount:
        record.write(connection, one, act, number)


def made(connection: Connection, happened: Sequence[Happened[events.SeatMade]]) -> None:
    """Put a seat in a group of the facilitator's network."""
    for one in happened:
        event = one.event
        here = _seats_of(one.network).where(group.c.id == event.group)
        if connection.execute(here).first() is None:
            continue
        row = {"group_id": event.group, "title": dict(event.title.by_language),
               "until": event.until, "code_hash": event.code}  # fmt: skip
        number = connection.execute(seat.insert().values(row).returning(seat.c.id)).scalar_one()
        record.write(connection, one, "seat.made", number)


def changed(connection: Connection, happened: Sequence[Happened[events.SeatChanged]]) -> None:
    """Set until when a seat is somebody's."""
    for one in happened:
        _change(connection, one, "seat.changed", one.event.seat, until=one.event.until)


def freed(connection: Connection, happened: Sequence[Happened[events.SeatFreed]]) -> None:
    """Let nobody sit there, and whoever has the new code sit down."""
    for one in happened:
        free = {"member_id": None, "since": None, "code_hash": one.event.code}
        _change(connection, one, "seat.freed", one.event.seat, **free)


def ended(connection: Connection, happened: Sequence[Happened[events.SeatEnded]]) -> None:
    """Take a seat away; who sat there is kept for as long as the row is."""
    for one in happened:
        gone = {"ended_at": one.now, "code_hash": None}
        _change(connection, one, "seat.ended", one.event.seat, **gone)


def taken(connection: Connection, happened: Sequence[Happened[events.SeatTaken]]) -> None:
    """Let these members sit down where nobody does; a code works once."""
    for one in happened:
        code = one.event.code
        right = (seat.c.code_hash == code,) if code else ()
        values = {"member_id": one.member, "since": one.now.date(), "code_hash": None}
        free = seat.c.member_id.is_(None)
        _change(connection, one, "seat.taken", one.event.seat, free, *right, **values)


def placed(connection: Connection, happened: Sequence[Happened[events.GroupPlaced]]) -> None:
    """Put a group below another one of the same network; a circle is refused."""
    for one in happened:
        event = one.event
        if event.parent is not None and event.parent in below(connection, event.group):
            continue
        here = _seats_of(one.network)
        fits = sa.true() if event.parent is None else sa.literal(event.parent).in_(here)
        change = group.update().where(
            group.c.id == event.group, group.c.network_id == one.network, fits
        )
        if connection.execute(change.values(parent_id=event.parent)).rowcount:
            record.write(connection, one, "group.placed", event.group, parent=event.parent)


def below(connection: Connection, number: int) -> set[int]:
    """Give the groups below one in the tree, itself included."""
    tree = sa.select(group.c.id).where(group.c.id == number).cte("tree", recursive=True)
    lower = sa.select(group.c.id).join(tree, group.c.parent_id == tree.c.id)
    return set(connection.execute(sa.select(tree.union(lower).c.id)).scalars())


# --- what is passed on ----------------------------------------------------------------------------


def what_passes(
    connection: Connection, network: int, number: int
) -> tuple[tuple[Passable, ...], tuple[Passable, ...]]:
    """Give what was decided in a group, and the issues that it has open; the newest first."""
    latest = sa.func.max(decision.c.approved_at)
    decided = connection.execute(
        sa.select(loop.c.id, loop.c.title)
        .join(decision, decision.c.loop_id == loop.c.id)
        .where(loop.c.network_id == network)
        .group_by(loop.c.id)
        .order_by(latest.desc())
        .limit(LOOKED_AT)
    ).all()
    belongs = whose(connection, {row.id for row in decided})
    mine = [row for row in decided if row.id in belongs and number in belongs[row.id].groups]
    raised = connection.execute(
        sa.select(issue.c.id, issue.c.title)
        .where(issue.c.network_id == network, issue.c.group_id == number)
        .where(issue.c.status == "open", issue.c.title.is_not(None))
        .order_by(issue.c.raised_at.desc())
        .limit(MOST)
    ).all()
    issues = tuple(Passable(row.id, Worded.of(row.title)) for row in raised)
    return _decided(connection, mine[:MOST]), issues


def _decided(connection: Connection, rows: Sequence[Any]) -> tuple[Passable, ...]:
    """Give loops with what was decided last, and the groups that it was passed to."""
    d, p, mine = decision.c, passed_on.c, [row.id for row in rows]
    said = connection.execute(
        sa.select(d.loop_id, d.version, d.content).where(d.loop_id.in_(mine)).order_by(d.version)
    ).all()
    latest = {row.loop_id: row for row in said}
    passed: dict[int, list[int]] = defaultdict(list)
    for number, to in connection.execute(
        sa.select(p.loop_id, p.group_id).where(p.loop_id.in_(mine)).order_by(p.group_id)
    ):
        passed[number].append(to)
    return tuple(
        Passable(
            row.id, Worded.of(row.title), from_plain(Decision, latest[row.id].content),
            latest[row.id].version, tuple(passed[row.id]),
        )
        for row in rows
    )  # fmt: skip


def passed_down(connection: Connection, happened: Sequence[Happened[events.PassedDown]]) -> None:
    """Let what was decided go to the members of every group below; each group gets it once."""
    for one in happened:
        event = one.event
        decided = sa.select(loop.c.id).join(decision, decision.c.loop_id == loop.c.id).where(
            loop.c.id == event.loop, loop.c.network_id == one.network
        )  # fmt: skip
        if connection.execute(decided).first() is None:
            continue
        lower = below(connection, event.group) - {event.group}
        rows = [
            {"loop_id": event.loop, "group_id": each, "from_group": event.group,
             "passed_by": one.member, "passed_at": one.now}
            for each in sorted(lower)
        ]  # fmt: skip
        insert_missing(connection, passed_on, rows)
        record.write(connection, one, "loop.passed_down", event.loop, groups=len(rows))


def passed_up(connection: Connection, happened: Sequence[Happened[events.PassedUp]]) -> None:
    """Let the group above have an issue: it is theirs from now on, and waits on their list."""
    for one in happened:
        event = one.event
        above = connection.execute(
            sa.select(group.c.parent_id)
            .where(group.c.id == event.group, group.c.network_id == one.network)
        ).scalar()  # fmt: skip
        mine = issue.update().where(
            issue.c.id == event.issue, issue.c.group_id == event.group,
            issue.c.network_id == one.network,
        )  # fmt: skip
        if above is None or not connection.execute(mine.values(group_id=above)).rowcount:
            continue
        tasks.raise_task(
            connection, one.network, PASSED_UP, loop=event.issue, about=above, now=one.now
        )
        record.write(connection, one, "issue.passed_up", event.issue, group=above)
