"""Loading what conversations need of meetings; `facts` calls these, for many askers at once."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import small_numbers
from bot.involvement.meetings import rows
from bot.involvement.meetings.calendar import calendar_file
from bot.store.sealing import PUT_QUESTION, sealer_of
from bot.store.sql import among
from bot.store.tables import attendance, issue, meeting, network, put_question
from conversations.meetings_facts import (
    REPLIES,
    IssuesToDiscuss,
    Meeting,
    MeetingDesk,
    MeetingsComing,
    MyPlace,
    MyPlaceAt,
    Put,
    TheCalendarFile,
    TheMeeting,
    TheMeetingDesk,
    TheMeetings,
)
from conversations.rights import FACILITATOR, covers
from conversations.text import Worded

if TYPE_CHECKING:
    from bot.involvement.facts import Asker, Found, Loader, Shelf, Wanted

MOST, MOST_ISSUES = 20, 10
LOOKED_AT = 200  # rows of meetings among which one group's are looked for
SHOWN_FOR = timedelta(days=60)
A_DAY = timedelta(days=1)  # longer than any meeting


def _looks_after(asker: "Asker", network_id: int, groups: Collection[int]) -> bool:
    here = asker.network == network_id and asker.person.facilitates
    return here and covers(asker.person.groups_as(FACILITATOR), groups)


# --- one meeting ----------------------------------------------------------------------------------


def _meetings(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    loaded = rows.load(connection, {need.id for _, need in wanted})
    places = _places(connection, [(need.id, asker.person.id) for asker, need in wanted])
    return {
        (asker.person.id, need): loaded[need.id][1]
        for asker, need in wanted
        if need.id in loaded
        and (
            (need.id, asker.person.id) in places
            or _looks_after(asker, loaded[need.id][0], loaded[need.id][1].audience.groups)
        )
    }


def _my_places(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    pairs = [(need.meeting, asker.person.id) for asker, need in wanted]
    places, p = _places(connection, pairs), put_question.c
    counted = connection.execute(
        sa.select(p.meeting_id, p.member_id, sa.func.count())
        .where(among((p.meeting_id, p.member_id), list(places)))
        .group_by(p.meeting_id, p.member_id)
    )
    put = {(number, who): how_many for number, who, how_many in counted}
    return {
        (asker.person.id, need): MyPlace(*places[place], put.get(place, 0))
        for (asker, need), place in zip(wanted, pairs, strict=True)
        if place in places
    }


def _places(
    connection: Connection, pairs: Collection[tuple[int, int]]
) -> dict[tuple[int, int], tuple[str | None, bool | None]]:
    """Give (reply, came) of those (meeting, member) who are invited."""
    a = attendance.c
    mine = among((a.meeting_id, a.member_id), pairs)
    found = connection.execute(sa.select(a.meeting_id, a.member_id, a.reply, a.came).where(mine))
    return {(number, who): (reply, came) for number, who, reply, came in found}


def _calendar_files(
    connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime
) -> "Found":
    loaded = rows.load(connection, {need.meeting for _, need in wanted})
    places = _places(connection, [(need.meeting, asker.person.id) for asker, need in wanted])
    zones = _zones(connection, {number for number, _ in loaded.values()})
    return {
        (asker.person.id, need): calendar_file(
            loaded[need.meeting][1], zones[loaded[need.meeting][0]], asker.person.language, now
        )
        for asker, need in wanted
        if (need.meeting, asker.person.id) in places and need.meeting in loaded
    }


def _zones(connection: Connection, numbers: Collection[int]) -> dict[int, ZoneInfo]:
    found = connection.execute(
        sa.select(network.c.id, network.c.zone).where(network.c.id.in_(numbers))
    )
    return {number: ZoneInfo(zone) for number, zone in found}


# --- for its facilitators -------------------------------------------------------------------------


def _desks(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    loaded = rows.load(connection, {need.id for _, need in wanted})
    desks: dict[int, MeetingDesk] = {}
    found: Found = {}
    for asker, need in wanted:
        network_id, one = loaded.get(need.id, (0, None))
        if one is not None and _looks_after(asker, network_id, one.audience.groups):
            desks[need.id] = desks.get(need.id) or _desk(connection, one)
            found[asker.person.id, need] = desks[need.id]
    return found


def _desk(connection: Connection, one: Meeting) -> MeetingDesk:
    a = attendance.c
    counted = connection.execute(
        sa.select(a.reply, sa.func.count(), sa.func.count(a.asked_revision))
        .where(a.meeting_id == one.id)
        .group_by(a.reply)
    ).all()
    replies = Counter({reply: people for reply, people, _ in counted})
    said = [replies[reply] for reply in REPLIES]
    invited = sum(asked for *_, asked in counted)
    came = sa.select(sa.func.count()).where(a.meeting_id == one.id, a.came.is_(True))
    were_there = connection.execute(came).scalar_one()
    return MeetingDesk(
        one,
        invited=small_numbers.shown(invited),
        replies=tuple(zip(REPLIES, _hidden(said, invited), strict=True)),
        came=_hidden([were_there], invited)[0],
        put=tuple(_put(connection, one.id)),
    )


def _hidden(counts: Sequence[int], invited: int) -> list[int | None]:
    """Hide what is small; so many were invited, and those who said nothing are a number, too."""
    if not any(counts):
        return [0 for _ in counts]
    cells = dict(enumerate((*counts, max(0, invited - sum(counts)))))
    left = small_numbers.hide(cells, sum(cells.values())) or {}
    return [left.get(place) for place in range(len(counts))]


def _put(connection: Connection, number: int) -> list[Put]:
    """Give what was put to a meeting, by item; who put it is not told."""
    p, sealer = put_question.c, sealer_of(connection)
    found = connection.execute(
        sa.select(put_question).where(p.meeting_id == number).order_by(p.item, p.put_at, p.id)
    ).mappings()
    return [
        Put(row["id"], row["item"], row["kind"],
            sealer.open(row["words"], PUT_QUESTION, row), row["media_id"], row["read_out"])
        for row in found
    ]  # fmt: skip


def _looked_after(
    connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime
) -> "Found":
    found: Found = {}
    for asker, need in wanted:
        if asker.person.facilitates:
            found[asker.person.id, need] = tuple(_of_facilitator(connection, asker, now))
    return found


def _of_facilitator(connection: Connection, asker: "Asker", now: datetime) -> list[Meeting]:
    m = meeting.c
    listed = connection.execute(
        sa.select(meeting)
        .where(m.network_id == asker.network, m.status.in_(("planned", "held")))
        .where(m.starts_at > now - SHOWN_FOR)
        .order_by(m.starts_at)
        .limit(LOOKED_AT)
    ).mappings()
    mine = [
        one
        for one in map(rows.read, listed)
        if _looks_after(asker, asker.network, one.audience.groups)
    ]
    to_come = [one for one in mine if one.ends_at > now]
    return [*to_come, *reversed([one for one in mine if one.ends_at <= now])][:MOST]


def _issues(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    i = issue.c
    found: Found = {}
    for asker, need in wanted:
        if not asker.person.facilitates:
            continue
        listed = connection.execute(
            sa.select(i.id, i.title, i.group_id)
            .where(i.network_id == asker.network, i.status == "open", i.title.is_not(None))
            .order_by(i.supporters.desc(), i.raised_at)
            .limit(LOOKED_AT)
        )
        mine = [
            (number, Worded.of(title))
            for number, title, group in listed
            if _looks_after(asker, asker.network, (group,) if group else ())
        ]
        found[asker.person.id, need] = tuple(mine[:MOST_ISSUES])
    return found


# --- what comes -----------------------------------------------------------------------------------


def _coming(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    who = [asker.person.id for asker, _ in wanted]
    a, m = attendance.c, meeting.c
    nearest = sa.func.row_number().over(partition_by=a.member_id, order_by=m.starts_at)
    ranked = (
        sa.select(a.member_id, a.meeting_id, a.reply, nearest.label("rank"))
        .join(meeting, m.id == a.meeting_id)
        .where(a.member_id.in_(who), m.status == "planned", m.starts_at > now - A_DAY)
        .subquery()
    )
    listed = connection.execute(
        sa.select(ranked).where(ranked.c.rank <= MOST).order_by(ranked.c.rank)
    ).all()
    loaded = rows.load(connection, {row.meeting_id for row in listed})
    coming: defaultdict[int, list[tuple[Meeting, str | None]]] = defaultdict(list)
    for row in listed:
        one = loaded[row.meeting_id][1]
        if one.ends_at > now:
            coming[row.member_id].append((one, row.reply))
    return {(asker.person.id, need): tuple(coming[asker.person.id]) for asker, need in wanted}


LOADERS: Mapping[type, "Loader"] = {
    TheMeeting: _meetings,
    MyPlaceAt: _my_places,
    TheCalendarFile: _calendar_files,
    TheMeetingDesk: _desks,
    TheMeetings: _looked_after,
    IssuesToDiscuss: _issues,
    MeetingsComing: _coming,
}
