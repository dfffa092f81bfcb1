"""Flags: words of danger or distress that wait for a reader, raised only while a rota is set.

A flag goes to the readers on duty, after one hour of duty to the others, after four to everybody
who facilitates. An hour counts only while somebody is on duty. Where the rota was given up since,
it goes to everybody who facilitates, on the next working day.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement import record, rota
from bot.involvement.consultations import Contents
from bot.involvement.happened import Happened
from bot.store.sealing import ANSWER, FLAG, sealer_of
from bot.store.tables import answer, flag, member, network, response, role
from conversations.duty import WEEKDAYS, Duty, Rota
from conversations.events import FlagDone, Flagged, FlagOpened, FlagPassedOn
from conversations.facts import Flag

NOBODY_YET, ON_DUTY, COVER, EVERYBODY = range(4)
"""How far a flag went."""
TO_COVER, TO_EVERYBODY = timedelta(hours=1), timedelta(hours=4)
WAITED_FOR = timedelta(days=60)
"""How long one waits that nobody marks as done."""
OFFICE = Rota((Duty(0, WEEKDAYS, 9, 17, datetime.min.replace(tzinfo=UTC)),))
"""When flags go on where there is no rota any more."""


# --- effects --------------------------------------------------------------------------------------


def raised(connection: Connection, happened: Sequence[Happened[Flagged]]) -> None:
    """Let these words wait for a reader."""
    sealer = sealer_of(connection)
    rows: list[dict[str, Any]] = [
        {"network_id": one.network, "member_id": one.member, "kind": one.event.kind,
         "consultation_id": one.event.consultation, "question": one.event.question,
         "words": one.event.words, "raised_at": one.now}
        for one in happened
    ]  # fmt: skip
    sealed = [row | {"words": sealer.seal(row["words"], FLAG, row)} for row in rows]
    connection.execute(flag.insert(), sealed)


def opened(connection: Connection, happened: Sequence[Happened[FlagOpened]]) -> None:
    """Keep on record who read it."""
    for one in happened:
        first = _theirs(one) & flag.c.shown_at.is_(None)
        connection.execute(flag.update().where(first).values(shown_at=one.now))
        record.write(connection, one, "flag.read", one.event.flag)


def done(connection: Connection, happened: Sequence[Happened[FlagDone]]) -> None:
    """Tell nobody else of it."""
    for one in happened:
        waits = _theirs(one) & flag.c.read_at.is_(None)
        connection.execute(flag.update().where(waits).values(read_at=one.now, read_by=one.member))
        record.write(connection, one, "flag.done", one.event.flag)


def passed_on(connection: Connection, happened: Sequence[Happened[FlagPassedOn]]) -> None:
    """Have it go on at once."""
    for one in happened:
        waits = _theirs(one) & flag.c.read_at.is_(None)
        connection.execute(flag.update().where(waits).values(escalated_at=None))
        record.write(connection, one, "flag.passed_on", one.event.flag)


def _theirs(one: Happened[Any]) -> ColumnElement[bool]:
    return sa.and_(flag.c.id == one.event.flag, flag.c.network_id == one.network)


# --- what readers see -----------------------------------------------------------------------------

_WAITS = flag.c.read_at.is_(None)
_words = sa.select(
    flag, answer.c.response_id, answer.c.text
).outerjoin(
    response,
    (response.c.consultation_id == flag.c.consultation_id)
    & (response.c.member_id == flag.c.member_id),
).outerjoin(
    answer, (answer.c.response_id == response.c.id) & (answer.c.question == flag.c.question)
)  # fmt: skip


def load(
    connection: Connection, asker: int, network_id: int, number: int, contents: Contents
) -> Flag | None:
    """Give a flag as this person may see it; 0 is the one that waits longest. Else None."""
    if not may_see(connection, asker, network_id):
        return None
    mine = (flag.c.network_id == network_id) & (flag.c.member_id != asker)
    which = flag.c.id == number if number else _WAITS
    row = connection.execute(
        _words.where(mine, which).order_by(flag.c.raised_at, flag.c.id).limit(1)
    ).mappings().first()  # fmt: skip
    if row is None:
        return None
    following = sa.select(flag.c.id).where(mine, _WAITS, flag.c.id != row["id"])
    after = connection.execute(following.order_by(flag.c.raised_at, flag.c.id).limit(1)).scalar()
    return _shown(connection, row, after or 0, contents)


def may_see(connection: Connection, asker: int, network_id: int) -> bool:
    """Tell whether somebody is on the rota; or facilitates, where flags may go to everybody."""
    readers = rota.load(connection, [network_id])[network_id]
    if asker in readers.readers:
        return True
    told = sa.select(flag.c.id).where(
        flag.c.network_id == network_id, _WAITS, flag.c.level == EVERYBODY
    )
    told_all = connection.execute(told.limit(1)).first() is not None
    return told_all and asker in _facilitators(connection, network_id)


def _shown(
    connection: Connection, row: Mapping[Any, Any], following: int, contents: Contents
) -> Flag:
    number = row["consultation_id"]
    consulted = contents.load(connection, [number]).get(number) if number else None
    question = consulted.question(row["question"]) if consulted else None
    return Flag(
        id=row["id"],
        words=_words_of(connection, row),
        title=consulted.ask.title if consulted else None,
        question=question.text if question else None,
        opened=row["shown_at"] is not None,
        done=row["read_at"] is not None,
        told_all=row["level"] == EVERYBODY,
        following=following,
    )


def _words_of(connection: Connection, row: Mapping[Any, Any]) -> str | None:
    opened = sealer_of(connection).open
    if row["consultation_id"]:
        return opened(row["text"], ANSWER, row)
    return opened(row["words"], FLAG, row)


# --- to whom a flag goes --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Due:
    """A flag that goes further now: to whom, and how far."""

    flag: int
    network: int
    level: int
    readers: frozenset[int]


def due(connection: Connection, served: ColumnElement[bool], now: datetime) -> list[Due]:
    """Give the flags of the served networks that go further at `now` (UTC)."""
    rows = connection.execute(
        sa.select(flag, network.c.zone)
        .join(network, network.c.id == flag.c.network_id)
        .where(_WAITS, served)
        .order_by(flag.c.network_id, flag.c.raised_at, flag.c.id)
    ).all()
    rotas = rota.load(connection, {row.network_id for row in rows}) if rows else {}
    found = []
    for row in rows:
        level = _level(row, rotas[row.network_id], ZoneInfo(row.zone), now)
        if level > row.level:
            found.append(_due(connection, row, level, rotas[row.network_id], now))
    return found


def _level(row: Any, on_it: Rota, zone: ZoneInfo, now: datetime) -> int:
    """Say how far a flag should have gone by now."""
    if not on_it.is_set:
        return EVERYBODY if OFFICE.on_duty(now, zone) else int(row.level)
    if not on_it.on_duty(now, zone):
        return int(row.level)
    passed_on = row.level != NOBODY_YET and row.escalated_at is None
    worked = on_it.worked(row.raised_at, now, zone)
    by_time = EVERYBODY if worked >= TO_EVERYBODY else COVER if worked >= TO_COVER else ON_DUTY
    return min(EVERYBODY, max(by_time, int(row.level) + passed_on))


def _due(connection: Connection, row: Any, level: int, on_it: Rota, now: datetime) -> Due:
    who = on_it.on_duty(now, ZoneInfo(row.zone)) if level == ON_DUTY else on_it.readers
    who = _not_on_break(connection, who - {row.member_id}, now)
    if level == ON_DUTY and not who:
        level, who = COVER, _not_on_break(connection, on_it.readers - {row.member_id}, now)
    if level == EVERYBODY or not who:
        level, who = EVERYBODY, who | _facilitators(connection, row.network_id) - {row.member_id}
    return Due(row.id, row.network_id, level, frozenset(who))


def _not_on_break(connection: Connection, who: Collection[int], now: datetime) -> frozenset[int]:
    m = member.c
    away = m.break_since.is_not(None) & (m.break_until.is_(None) | (m.break_until > now))
    return frozenset(connection.execute(sa.select(m.id).where(m.id.in_(who), ~away)).scalars())


def _facilitators(connection: Connection, network_id: int) -> frozenset[int]:
    r = role.c
    of_network = sa.exists().where(member.c.id == r.member_id, member.c.network_id == network_id)
    whole = (r.role == "facilitator") & r.revoked_at.is_(None) & r.group_id.is_(None)
    rows = sa.select(r.member_id).where(whole, of_network)
    return frozenset(connection.execute(rows).scalars())


def gone_out(connection: Connection, went: Sequence[Due], now: datetime) -> None:
    """Keep how far these flags went."""
    for one in went:
        mine = flag.update().where(flag.c.id == one.flag)
        connection.execute(mine.values(level=one.level, escalated_at=now))


# --- the end --------------------------------------------------------------------------------------


def give_up(connection: Connection, served: ColumnElement[bool], now: datetime) -> None:
    """Let those go that nobody marked in 60 days, as if they were done; that is on record."""
    old = _WAITS & served & (flag.c.raised_at <= now - WAITED_FOR)
    gone = connection.execute(
        flag.update().where(old).values(read_at=now).returning(flag.c.id, flag.c.network_id)
    ).all()
    lines = [record.Line(row.network_id, now, "flag.given_up", None, row.id) for row in gone]
    record.add(connection, lines)
