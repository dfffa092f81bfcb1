"""A digest is changed by its facilitators, approved by one, and goes to everyone who wants it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import record
from bot.involvement.digests import rows
from bot.involvement.digests.coming_in import keep
from bot.involvement.digests.reading import wanting
from bot.involvement.erasing import erase_files
from bot.involvement.happened import Happened
from bot.involvement.telling import editions
from bot.involvement.translations import said_also
from bot.store.database import erases
from bot.store.sql import insert_missing_from
from bot.store.tables import decision, digest, loop, meeting, member, notice, put_question
from conversations.content import Audience, Decision
from conversations.digest_events import DigestApproved, DigestChanged, PutAnswered
from conversations.digests import Digest, Piece
from conversations.loops import Told
from conversations.plain import from_plain, to_plain
from conversations.text import Worded


def changed(connection: Connection, happened: Sequence[Happened[DigestChanged]]) -> None:
    """Keep a change, if nobody else made one meanwhile; else raise StaleDigestError."""
    for one in happened:
        row = _at(connection, one, one.event.revision)
        if row is None:
            continue
        keep(connection, row.id, one.event.revision + 1, one.event.digest, one.member, one.now)
        if row.minutes_at is None:  # it was written without any minutes
            written = meeting.update().where(meeting.c.id == row.id)
            connection.execute(written.values(minutes_at=one.now))


def approved(connection: Connection, happened: Sequence[Happened[DigestApproved]]) -> None:
    """Let a digest go out as it was previewed, and its decisions into the ledger."""
    for one in happened:
        row = _at(connection, one, one.event.revision)
        if row is None:  # it is out: what came with this turn is undone with it
            raise rows.StaleDigestError
        out = what_members_read(one.event.digest)
        out = said_also(connection, one.network, out, within=row.id)
        row = _titled(connection, one, row)
        decided = [piece for piece in out.told if piece.kind == "decided" and piece.in_ledger]
        told = Told("digest", _decision(row, out, decided), digest=out)
        version = editions.publish(connection, row.id, told, one.now)
        if told.decision is not None:
            _keep_decision(connection, one, version, told.decision)
        _go_out(connection, row, out, one)
        subscribe(connection, row, version, one.now)
        record.write(connection, one, "digest.approved", row.id, version=version,
                     decisions=len(decided))  # fmt: skip


def put_answered(connection: Connection, happened: Sequence[Happened[PutAnswered]]) -> None:
    """Keep the answer to what somebody put; they are told it once the digest is out."""
    for one in happened:
        row = rows.held(connection, one)
        if row is None:
            continue
        p = put_question.c
        mine = (p.id == one.event.put) & (p.meeting_id == row.id)
        answer = {"answer": one.event.answer, "answered_at": one.now}
        connection.execute(put_question.update().where(mine).values(**answer))
        record.write(connection, one, "put.answered", row.id)


def _at(connection: Connection, one: Happened[Any], revision: int) -> Any:
    row = rows.held(connection, one)
    if row is not None and rows.latest(connection, row.id).revision != revision:
        raise rows.StaleDigestError
    return row


def _titled(connection: Connection, one: Happened[DigestApproved], row: Any) -> Any:
    """Give a meeting's row, its title in each language that it was put into."""
    title = said_also(connection, one.network, Worded.of(row.title), within=row.id)
    for table in (meeting, loop):
        mine = table.update().where(table.c.id == row.id)
        connection.execute(mine.values(title=dict(title.by_language)))
    return connection.execute(sa.select(meeting).where(meeting.c.id == row.id)).one()


def what_members_read(whole: Digest) -> Digest:
    """Give a digest without what was left out, and without the minutes that it was made of."""
    return replace(whole, pieces=tuple(replace(piece, source=None, line=0) for piece in whole.told))


def _decision(row: Any, out: Digest, decided: Sequence[Piece]) -> Decision | None:
    if not decided:
        return None
    title = Worded.of(row.title)
    first, *others = (tag for tag, _ in decided[0].words.by_language)
    tags = [first, *(tag for tag in others if all(one.words.speaks(tag) for one in decided))]
    words = {tag: " ".join(piece.words.said_in(tag) for piece in decided) for tag in tags}
    return Decision(title, Worded.of(words), decided_on=out.held_on, decided_by=title)


def _keep_decision(
    connection: Connection, one: Happened[DigestApproved], version: int, made: Decision
) -> None:
    connection.execute(
        decision.insert().values(
            loop_id=one.event.meeting, version=version, content=to_plain(made),
            approved_by=one.member, approved_at=one.now,
        )
    )  # fmt: skip


def _go_out(connection: Connection, row: Any, out: Digest, one: Happened[DigestApproved]) -> None:
    """Keep only what members read: the minutes themselves go."""
    erases(connection)
    erase_files(connection, [row.minutes_media])
    gone = {"minutes_lines": None, "minutes_media": None,
            "minutes_asked_at": None}  # fmt: skip
    connection.execute(meeting.update().where(meeting.c.id == row.id).values(**gone))
    mine = digest.update().where(digest.c.meeting_id == row.id)
    content = {"content": to_plain(out), "approved_at": one.now, "edited_by": one.member}
    connection.execute(mine.values(**content))


def subscribe(connection: Connection, row: Any, version: int, now: datetime) -> int:
    """Make a notice for everyone in the audience who wants this digest now; gives how many.

    Those who were at the meeting, or put something to it, have theirs already.
    """
    audience = from_plain(Audience, row.audience)
    who = sa.select(
        sa.literal(row.id, notice.c.loop_id.type),
        sa.literal(version),
        member.c.id,
        sa.literal("due"),
        sa.false(),
        sa.literal(now, notice.c.due_at.type),
    ).where(member.c.id.in_(wanting(row.network_id, audience)))
    columns = ["loop_id", "version", "member_id", "status", "asks_heard", "due_at"]
    return insert_missing_from(connection, notice, columns, who)
