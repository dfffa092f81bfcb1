"""Loading what conversations need of minutes and digests; `facts` calls these, many at once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement.digests.reading import readers
from bot.involvement.digests.rows import Kept, latest, was_held
from bot.involvement.meetings import rows as meetings
from bot.store.sealing import PUT_QUESTION, sealer_of
from bot.store.tables import (
    digest,
    follow,
    group,
    meeting,
    member,
    membership,
    network,
    notice,
    put_question,
    reaction,
)
from conversations.content import Audience
from conversations.digests import (
    Digest,
    DigestsOut,
    GroupsToFollow,
    MeetingsHeld,
    Minutes,
    Put,
    TheDigest,
    TheMinutes,
)
from conversations.meetings_facts import Meeting
from conversations.plain import from_plain
from conversations.rights import FACILITATOR, covers
from conversations.text import Worded, Words

if TYPE_CHECKING:
    from bot.involvement.facts import Asker, Found, Loader, Shelf, Wanted

MOST, MOST_GROUPS, LOOKED_AT = 20, 30, 200
LATELY = timedelta(days=62)
_SENDS_FOR = timedelta(days=400)
"""A meeting so long ago is not written up any more."""


# --- for facilitators -----------------------------------------------------------------------------


def _minutes(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    theirs = [(asker, need) for asker, need in wanted if asker.person.facilitates]
    loaded = _held(connection, {need.meeting for _, need in theirs}, now)
    return {
        (asker.person.id, need): _shown(connection, row)
        for asker, need in theirs
        if (row := loaded.get(need.meeting)) is not None and _is_theirs(asker, row)
    }


def _held(connection: Connection, numbers: Collection[int], now: datetime) -> dict[int, Any]:
    found = connection.execute(
        sa.select(meeting, network.c.zone)
        .join(network, network.c.id == meeting.c.network_id)
        .where(meeting.c.id.in_(numbers), was_held(now))
    )
    return {row.id: row for row in found}


def _is_theirs(asker: "Asker", row: Any) -> bool:
    groups = from_plain(Audience, row.audience).groups
    mine = asker.person.groups_as(FACILITATOR)
    return asker.network == row.network_id and asker.person.facilitates and covers(mine, groups)


def _shown(connection: Connection, row: Any) -> Minutes:
    kept = latest(connection, row.id)
    _, planned = meetings.load(connection, [row.id])[row.id]
    status = _status(row, kept)
    lines: Sequence[str] = row.minutes_lines or ()
    return Minutes(
        meeting=row.id,
        title=Worded.of(row.title),
        held_on=row.starts_at.astimezone(ZoneInfo(row.zone)).date(),
        status=status,
        revision=kept.revision,
        digest=kept.digest if status in {"read", "sent"} else None,
        characters=sum(len(line) + 1 for line in lines) if status == "pasting" else 0,
        agenda=tuple((one.item, one.purpose, one.title) for one in planned.agenda),
        put=tuple(_put(connection, planned)),
        groups=from_plain(Audience, row.audience).groups,
    )


def _status(row: Any, kept: Kept) -> str:
    if kept.approved_at is not None:
        return "sent"
    if row.minutes_asked_at is not None:
        return "reading"
    if row.minutes_at is not None and kept.digest is not None:
        return "read"
    return "pasting" if row.minutes_lines else "none"


def _put(connection: Connection, planned: Meeting) -> list[Put]:
    """Give what people put to a meeting, item by item."""
    p = put_question.c
    found = connection.execute(
        sa.select(put_question).where(p.meeting_id == planned.id).order_by(p.item, p.put_at)
    ).mappings()
    sealer = sealer_of(connection)
    titles: dict[int, Words] = {one.item: one.title for one in planned.agenda}
    return [
        Put(row["id"], row["kind"], sealer.open(row["words"], PUT_QUESTION, row), row["media_id"],
            titles.get(row["item"]), row["answer"])
        for row in found
    ]  # fmt: skip


def _meetings_held(
    connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime
) -> "Found":
    found: Found = {}
    for asker, need in wanted:
        if asker.person.facilitates:
            found[asker.person.id, need] = tuple(_to_write_up(connection, asker, now))
    return found


def _to_write_up(
    connection: Connection, asker: "Asker", now: datetime
) -> list[tuple[int, Worded, Any, str]]:
    m = meeting.c
    out = sa.exists().where(digest.c.meeting_id == m.id, digest.c.approved_at.is_not(None))
    looked_at = connection.execute(
        sa.select(meeting, network.c.zone)
        .join(network, network.c.id == m.network_id)
        .where(m.network_id == asker.network, was_held(now), m.starts_at > now - _SENDS_FOR, ~out)
        .order_by(m.starts_at.desc())
        .limit(LOOKED_AT)
    )
    mine = [row for row in looked_at if _is_theirs(asker, row)][:MOST]
    return [
        (row.id, Worded.of(row.title), row.starts_at.astimezone(ZoneInfo(row.zone)).date(),
         _status(row, latest(connection, row.id)))
        for row in mine
    ]  # fmt: skip


# --- for readers ----------------------------------------------------------------------------------


def may_read(connection: Connection, row: Any, who: Collection[int]) -> set[int]:
    """Give those of these members who may read a digest that is out.

    They were told it, or belong to those for whom the meeting was. `row` is the meeting's.
    """
    n = notice.c
    told = sa.select(n.member_id).where(n.loop_id == row.id, n.member_id.in_(who))
    audience = from_plain(Audience, row.audience)
    invited = readers(row.network_id, audience).where(member.c.id.in_(who))
    rows = [*connection.execute(told).all(), *connection.execute(invited).all()]
    return {number for (number,) in rows}


def _digests(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    d, m = digest.c, meeting.c
    numbers = {need.meeting for _, need in wanted}
    rows = connection.execute(
        sa.select(meeting, d.content)
        .join(digest, (d.meeting_id == m.id) & d.approved_at.is_not(None))
        .where(m.id.in_(numbers))
    )
    found: Found = {}
    for row in rows:
        askers = [(asker, need) for asker, need in wanted if need.meeting == row.id]
        readers = may_read(connection, row, {asker.person.id for asker, _ in askers})
        for asker, need in askers:
            if asker.person.id in readers or _is_theirs(asker, row):
                found[asker.person.id, need] = _of_reader(connection, row, asker.person.id)
    return found


def _of_reader(
    connection: Connection, row: Any, who: int
) -> tuple[Worded, Digest, Mapping[int, str], tuple[Put, ...]]:
    r, p = reaction.c, put_question.c
    mine = connection.execute(
        sa.select(r.item, r.reaction).where(r.meeting_id == row.id, r.member_id == who)
    )
    own = connection.execute(
        sa.select(put_question)
        .where(p.meeting_id == row.id, p.member_id == who, p.answer.is_not(None))
        .order_by(p.put_at)
    ).mappings()
    sealer = sealer_of(connection)
    put = tuple(
        Put(one["id"], one["kind"], sealer.open(one["words"], PUT_QUESTION, one), one["media_id"],
            answer=one["answer"])
        for one in own
    )  # fmt: skip
    reactions = {item: said for item, said in mine}  # noqa: C416  rows are not pairs to dict()
    return Worded.of(row.title), from_plain(Digest, row.content), reactions, put


def _out(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    return {
        (asker.person.id, need): tuple(_lately(connection, asker, now)) for asker, need in wanted
    }


def _lately(connection: Connection, asker: "Asker", now: datetime) -> list[tuple[int, Worded, Any]]:
    """Give the digests of the last weeks that somebody may read, the latest first."""
    d, m = digest.c, meeting.c
    rows = connection.execute(
        sa.select(meeting, network.c.zone)
        .join(network, network.c.id == m.network_id)
        .join(digest, (d.meeting_id == m.id) & (d.approved_at > now - LATELY))
        .where(m.network_id == asker.network)
        .order_by(d.approved_at.desc())
        .limit(LOOKED_AT)
    ).all()
    who = [asker.person.id]
    mine = [row for row in rows if may_read(connection, row, who) or _is_theirs(asker, row)]
    return [
        (row.id, Worded.of(row.title), row.starts_at.astimezone(ZoneInfo(row.zone)).date())
        for row in mine[:MOST]
    ]


def _groups(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    return {(asker.person.id, need): tuple(_to_follow(connection, asker)) for asker, need in wanted}


def _to_follow(connection: Connection, asker: "Asker") -> list[tuple[int, str, bool]]:
    """Give the groups of a network that somebody does not belong to."""
    g, who = group.c, asker.person.id
    mine = sa.exists().where(membership.c.group_id == g.id, membership.c.member_id == who)
    follows = sa.exists().where(follow.c.group_id == g.id, follow.c.member_id == who)
    rows = connection.execute(
        sa.select(g.id, g.name, follows)
        .where(g.network_id == asker.network, ~mine)
        .order_by(g.name)
        .limit(MOST_GROUPS)
    )
    return [(number, name, bool(is_followed)) for number, name, is_followed in rows]


LOADERS: Mapping[type, "Loader"] = {
    TheMinutes: _minutes,
    MeetingsHeld: _meetings_held,
    TheDigest: _digests,
    DigestsOut: _out,
    GroupsToFollow: _groups,
}
