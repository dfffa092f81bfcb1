"""The influence map: members of each group say once a quarter how strong its influence was.

A quarter's map is counted once, when members had six weeks to say, and stays as it was counted: two
looks at live numbers, one answer apart, would tell that answer.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement.happened import Happened
from bot.involvement.small_numbers import hide, shown
from bot.store.sql import upsert
from bot.store.tables import group, influence, member, membership, network, outbox
from conversations.consent import FOR_WORK
from conversations.facts import Person
from conversations.impacts import DOMAINS, STRENGTHS, InfluenceMap, MyGroup
from conversations.plain import from_plain, to_plain
from conversations.rights import FACILITATOR, covers
from conversations.seat_events import InfluenceSaid

AT_ONCE = 500
ONE_AT_MOST = timedelta(days=7)
"""A member of several groups gets at most one such question in this time: they have a limit."""
DAYS_AFTER = 28
"""So many days after the end of a quarter its members are asked; later it is too long ago."""
COUNTED_AFTER = timedelta(days=42)
"""So long after the end of a quarter its map is counted: the last who were asked had two weeks."""
_g, _i = group.c, influence.c


def last_quarter(today: date) -> tuple[int, int]:
    """Give (year, quarter) of the quarter before that of `today`."""
    quarter = (today.month - 1) // 3
    return (today.year, quarter) if quarter else (today.year - 1, 4)


def _begins(today: date) -> date:
    return date(today.year, (today.month - 1) // 3 * 3 + 1, 1)


# --- asking ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asking:
    """A group whose members are asked of a quarter, and those who are next."""

    group: int
    name: str
    year: int
    quarter: int
    members: Sequence[int]


def due(connection: Connection, served: ColumnElement[bool], now: datetime) -> Iterator[Asking]:
    """Give groups whose members are to be asked of the last quarter, some members at a time.

    One group after the other, so that whoever is asked of one is not asked of the next within days.
    """
    rows = connection.execute(
        sa.select(group, network.c.zone)
        .join(network, network.c.id == _g.network_id)
        .where(served)
        .order_by(_g.id)
    ).all()
    # Another group begins each quarter, so that no group is always the second one of somebody.
    first = sum(last_quarter(now.date()))
    for row in (rows[(first + place) % len(rows)] for place in range(len(rows))):
        today = now.astimezone(ZoneInfo(row.zone)).date()
        year, quarter = last_quarter(today)
        done, _, upto = (row.influence_asked or "").partition(":")
        if (today - _begins(today)).days >= DAYS_AFTER or (
            done == f"{year}-{quarter}" and not upto
        ):
            continue
        after = int(upto) if done == f"{year}-{quarter}" else 0
        who = list(connection.execute(_members(row.id, after, now)).scalars())
        yield Asking(row.id, row.name, year, quarter, who)


def _members(number: int, after: int, now: datetime) -> sa.Select[int]:
    m, o = member.c, outbox.c
    lately = sa.exists().where(
        o.member_id == m.id, o.kind == "influence", o.created_at > now - ONE_AT_MOST
    )
    return (
        sa.select(m.id)
        .join(membership, membership.c.member_id == m.id)
        .where(membership.c.group_id == number, m.id > after, m.tell == "all", ~lately)
        .where(m.joined_at.is_not(None), m.stopped_at.is_(None), m.death.is_(None))
        .where(m.consent_version > FOR_WORK)
        .order_by(m.id)
        .limit(AT_ONCE)
    )


def asked(connection: Connection, one: Asking) -> None:
    """Note how far it is: which quarter, and while it goes on, the last member who was asked."""
    going_on = f":{one.members[-1]}" if len(one.members) == AT_ONCE else ""
    change = group.update().where(_g.id == one.group)
    connection.execute(change.values(influence_asked=f"{one.year}-{one.quarter}{going_on}"))


# --- what members said ----------------------------------------------------------------------------


def said(connection: Connection, happened: Sequence[Happened[InfluenceSaid]]) -> None:
    """Keep what each member last said of each domain; only of a group that they belong to."""
    for one in happened:
        event = one.event
        mine = {(one.member, MyGroup(event.group, event.year, event.quarter))}
        if not of_members(connection, mine, one.network) or event.domain not in DOMAINS:
            continue
        row = {
            "group_id": event.group, "year": event.year, "quarter": event.quarter,
            "domain": event.domain, "member_id": one.member, "strength": event.strength,
            "said_at": one.now,
        }  # fmt: skip
        keys = ("group_id", "year", "quarter", "domain", "member_id")
        upsert(connection, influence, [row], keys)


def of_members(
    connection: Connection, asked: Collection[tuple[int, MyGroup]], here: int
) -> dict[tuple[int, MyGroup], tuple[str, dict[str, str]]]:
    """Give each (member, group and quarter) the group's name and what they said, if they belong."""
    groups = {need.group for _, need in asked}
    who = {number for number, _ in asked}
    names = connection.execute(
        sa.select(membership.c.member_id, _g.id, _g.name)
        .join(group, _g.id == membership.c.group_id)
        .where(_g.id.in_(groups), _g.network_id == here, membership.c.member_id.in_(who))
    ).all()
    belongs = {(row.member_id, row.id): row.name for row in names}
    said_by: dict[tuple[int, MyGroup], dict[str, str]] = defaultdict(dict)
    rows = connection.execute(
        sa.select(influence).where(_i.group_id.in_(groups), _i.member_id.in_(who))
    )
    for row in rows:
        said_by[row.member_id, MyGroup(row.group_id, row.year, row.quarter)][row.domain] = (
            row.strength
        )
    return {
        (number, need): (belongs[number, need.group], said_by[number, need])
        for number, need in asked
        if (number, need.group) in belongs
    }


# --- the map --------------------------------------------------------------------------------------


def count(connection: Connection, served: ColumnElement[bool], now: datetime) -> int:
    """Count the maps of the last quarter that nobody is asked of any more, each of them once.

    Where too few have said something it is looked at again. Gives how many maps were counted.
    """
    latest = last_quarter((now - COUNTED_AFTER).date())
    groups = connection.execute(sa.select(_g.id, _g.influence_map).where(served)).all()
    counted = {row.id: _kept(row) for row in groups}
    due = [number for number, one in counted.items() if _is_due(one, latest)]
    rows = connection.execute(
        sa.select(influence, _g.name)
        .join(group, _g.id == _i.group_id)
        .where(_i.group_id.in_(due), _i.year == latest[0], _i.quarter == latest[1])
        .order_by(_g.id)
    )
    found = [_map(list(those)) for _, those in groupby(rows, key=lambda row: row.group_id)]
    for one in found:
        change = group.update().where(_g.id == one.group)
        connection.execute(change.values(influence_map=to_plain(one)))
    return sum(one != counted[one.group] for one in found)


def _is_due(one: InfluenceMap | None, latest: tuple[int, int]) -> bool:
    return one is None or one.people is None or (one.year, one.quarter) < latest


def _kept(row: Any) -> InfluenceMap | None:
    return from_plain(InfluenceMap, row.influence_map) if row.influence_map else None


def maps(connection: Connection, here: int, person: Person | None = None) -> list[InfluenceMap]:
    """Give the last map of each group of a network; with `person`, of what they facilitate."""
    rows = connection.execute(
        sa.select(_g.id, _g.name, _g.influence_map)
        .where(_g.network_id == here, _g.influence_map.is_not(None))
        .order_by(_g.name)
    ).all()
    found = ((row.id, row.name, _kept(row)) for row in rows)
    return [replace(one, name=name) for number, name, one in found if one and _sees(person, number)]


def _sees(person: Person | None, number: int) -> bool:
    return person is None or (
        person.facilitates and covers(person.groups_as(FACILITATOR), (number,))
    )


def _map(rows: Sequence[Any]) -> InfluenceMap:
    first = rows[0]
    people = shown(len({row.member_id for row in rows}))
    strengths = tuple((domain, _counts(rows, domain)) for domain in DOMAINS)
    return InfluenceMap(
        first.group_id, first.name, first.year, first.quarter, people,
        strengths if people is not None else (),
    )  # fmt: skip


def _counts(rows: Sequence[Any], domain: str) -> tuple[tuple[str, int | None], ...]:
    """Count what was said of one domain; few are hidden, and what can be told by subtraction."""
    counted = Counter(row.strength for row in rows if row.domain == domain)
    places = dict(enumerate(STRENGTHS))
    hidden = hide({place: counted[name] for place, name in places.items()}, counted.total())
    found: Mapping[int, int | None] = hidden or {}
    return tuple((name, found.get(place)) for place, name in places.items())
