"""Minutes come in: as a file or pasted in parts; then they wait to be read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement.digests import rows
from bot.involvement.erasing import erase_files
from bot.involvement.happened import Happened
from bot.store.database import erases
from bot.store.tables import channel_account, digest, media, meeting, network
from conversations.digest_events import (
    MinutesPasted,
    MinutesSent,
    MinutesThrownAway,
    MinutesWhole,
)
from conversations.digests import Digest
from conversations.plain import to_plain

_NO_MINUTES: dict[str, Any] = {
    "minutes_lines": None, "minutes_at": None, "minutes_media": None, "minutes_asked_at": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waiting:
    """Minutes that wait to be read since `asked_at`: a stored file, or lines as pasted.

    `file` is the number of a file, None where they were pasted; `status` is the file's.
    """

    meeting: int
    asked_at: datetime
    held_at: datetime
    zone: str
    by: int | None
    file: int | None = None
    status: str | None = None
    lines: tuple[str, ...] = ()


def sent(connection: Connection, happened: Sequence[Happened[MinutesSent]]) -> None:
    """Let a file wait to be read, in the place of whatever came before."""
    for one in happened:
        row = rows.held(connection, one)
        if row is None:
            erase_files(connection, [one.event.media])
            continue
        erase_files(connection, [row.minutes_media])
        _change(connection, row.id, _NO_MINUTES | {
            "minutes_media": one.event.media, "minutes_by": one.member, "minutes_asked_at": one.now,
        })  # fmt: skip


def pasted(connection: Connection, happened: Sequence[Happened[MinutesPasted]]) -> None:
    """Keep a part of minutes; the first takes the place of whatever came before."""
    for one in happened:
        row = rows.held(connection, one)
        if row is None:
            continue
        erase_files(connection, [row.minutes_media])
        before = [] if one.event.first else row.minutes_lines or []
        lines = [*before, *one.event.text.splitlines()]
        _change(connection, row.id, _NO_MINUTES | {"minutes_lines": lines})


def whole(connection: Connection, happened: Sequence[Happened[MinutesWhole]]) -> None:
    """Let what was pasted wait to be read."""
    for one in happened:
        row = rows.held(connection, one)
        if row is not None and row.minutes_lines and row.minutes_at is None:
            _change(connection, row.id, {"minutes_by": one.member, "minutes_asked_at": one.now})


def thrown_away(connection: Connection, happened: Sequence[Happened[MinutesThrownAway]]) -> None:
    """Let minutes and digest go, if nobody changed them meanwhile; else raise StaleDigestError."""
    for one in happened:
        row = rows.held(connection, one)
        if row is None:
            continue
        kept = rows.latest(connection, row.id)
        if kept.revision != one.event.revision:
            raise rows.StaleDigestError
        erases(connection)
        erase_files(connection, [row.minutes_media])
        _change(connection, row.id, _NO_MINUTES)
        keep(connection, row.id, kept.revision + 1, Digest(), one.member, one.now)


def keep(
    connection: Connection, number: int, revision: int, content: Digest, by: int | None,
    now: datetime,
) -> None:  # fmt: skip
    """Keep a digest in its next revision; those before it go, with what was left out of it."""
    connection.execute(digest.delete().where(digest.c.meeting_id == number))
    connection.execute(
        digest.insert().values(meeting_id=number, revision=revision, content=to_plain(content),
                               edited_by=by, edited_at=now)
    )  # fmt: skip


def _change(connection: Connection, number: int, values: dict[str, Any]) -> None:
    connection.execute(meeting.update().where(meeting.c.id == number).values(**values))


# --- reading them ---------------------------------------------------------------------------------


def waiting(connection: Connection, accounts: Collection[int], most: int) -> list[Waiting]:
    """Give minutes that can be read now, of the networks of these accounts, at most so many."""
    m = meeting.c
    here = sa.select(channel_account.c.network_id).where(channel_account.c.id.in_(accounts))
    ready = m.minutes_media.is_(None) | (media.c.status != "waiting")
    found = connection.execute(
        sa.select(m.id, m.minutes_asked_at, m.starts_at, network.c.zone, m.minutes_by,
                  m.minutes_media, media.c.status, m.minutes_lines)
        .join(network, network.c.id == m.network_id)
        .outerjoin(media, media.c.id == m.minutes_media)
        .where(m.minutes_asked_at.is_not(None), m.network_id.in_(here), ready)
        .order_by(m.minutes_asked_at)
        .limit(most)
    )  # fmt: skip
    return [
        Waiting(number, asked, starts, zone, by, file, status, tuple(lines or ()))
        for number, asked, starts, zone, by, file, status, lines in found
    ]


def was_read(
    connection: Connection, one: Waiting, lines: Sequence[str], made: Digest | None, now: datetime
) -> bool:
    """Keep what was read and proposed; without a proposal, let the minutes go.

    False where they were read, or others sent, meanwhile.
    """
    m = meeting.c
    mine = (m.id == one.meeting) & (m.minutes_asked_at == one.asked_at)
    read = {"minutes_asked_at": None, "minutes_media": None,
            "minutes_lines": list(lines) if made else None,
            "minutes_at": now if made else None}  # fmt: skip
    if connection.execute(meeting.update().where(mine).values(**read)).rowcount != 1:
        return False
    erases(connection)
    erase_files(connection, [one.file])
    if made is not None:
        revision = rows.latest(connection, one.meeting).revision + 1
        keep(connection, one.meeting, revision, made, one.by, now)
    return True
