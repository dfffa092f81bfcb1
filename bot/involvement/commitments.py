"""Promises: made, changed, handed over. Every change is kept, none overwritten.

What is material (a status, a date, other words) belongs to one edition of its loop, in which
everyone upstream is told of it; see `telling.editions`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import record
from bot.involvement.happened import ByItself, Happened
from bot.involvement.record import Line
from bot.involvement.telling import editions
from bot.store.tables import commitment, commitment_change, loop
from conversations.loop_events import (
    CommitmentChanged,
    CommitmentMade,
    OwnerChanged,
)
from conversations.loops import ENDS, Promise
from conversations.plain import from_plain, to_plain
from conversations.text import Worded


class StaleCommitmentError(Exception):
    """A commitment was changed meanwhile; whoever wanted to change it looks at it anew."""


def made(connection: Connection, happened: Sequence[Happened[CommitmentMade]]) -> None:
    """Write down promises. Those of a loop that nobody was told of wait for its decision."""
    for one in happened:
        event = one.event
        mine = (loop.c.id == event.loop) & (loop.c.network_id == one.network)
        if connection.execute(sa.select(loop.c.id).where(mine)).first() is None:
            continue
        connection.execute(
            commitment.insert().values(
                id=event.commitment, loop_id=event.loop, network_id=one.network, version=1,
                promise=dict(event.words.by_language), owner_id=event.owner,
                owner_name=event.owner_name, due_on=event.due_on, first_due_on=event.due_on,
                status="waiting", level=event.level, lead=event.lead,
                pathway_stage=event.pathway_stage,
                commissioning_stage=event.commissioning_stage, nudged=0, made_at=one.now,
            )
        )  # fmt: skip
        promise = Promise(event.commitment, 1, event.words, owner=event.owner_name,
                          due_on=event.due_on)  # fmt: skip
        _keep(connection, one, event.loop, "made", promise)
        record.write(connection, one, "commitment.made", event.commitment,
                     loop=event.loop, owner=event.owner)  # fmt: skip


def changed(connection: Connection, happened: Sequence[Happened[CommitmentChanged]]) -> None:
    """Change commitments, each at the version that was seen. Raises StaleCommitmentError."""
    for one in happened:
        event = one.event
        row = _at(connection, one.network, event.commitment, event.version)
        before = _promise(connection, row)
        what, after = _apply(before, event)
        if after == before:
            continue
        values = {
            "version": after.version, "promise": dict(after.words.by_language),
            "status": after.status, "due_on": after.due_on,
            "ended_at": _ended_at(row, after.status, one.now),
        }  # fmt: skip
        if after.due_on != before.due_on:
            values["nudged"] = 0
        _write(connection, event.commitment, values)
        _keep(connection, one, row["loop_id"], what, after, material=_is_material(event, what))
        record.write(connection, one, "commitment.changed", event.commitment,
                     version=after.version, what=what, status=after.status)  # fmt: skip


def owner_changed(connection: Connection, happened: Sequence[Happened[OwnerChanged]]) -> None:
    """Hand commitments over, each at the version that was seen. Raises StaleCommitmentError."""
    for one in happened:
        row = _at(connection, one.network, one.event.commitment, one.event.version)
        hand_over(connection, one, row, one.event.owner, one.event.owner_name)


def hand_over(
    connection: Connection, one: Happened[Any] | ByItself, row: Mapping[Any, Any],
    owner: int | None, owner_name: str | None,
) -> None:  # fmt: skip
    """Give one commitment, a row of its table, another owner. Nobody is told: that is no news."""
    before = _promise(connection, row)
    after = replace(before, version=before.version + 1, owner=owner_name)
    values: dict[str, Any] = {
        "version": after.version, "owner_id": owner, "owner_name": owner_name,
    }  # fmt: skip
    if owner is not None:
        values["invite_id"] = None
    _write(connection, row["id"], values)
    _keep(connection, one, row["loop_id"], "owner", after, material=False)
    detail = {"version": after.version, "owner": owner}
    act = "commitment.handed_over"
    record.add(connection, [Line(one.network, one.now, act, one.member, row["id"], detail)])


# --- one change -----------------------------------------------------------------------------------


def _apply(before: Promise, event: CommitmentChanged) -> tuple[str, Promise]:
    """Give what kind of change this is, and the promise after it; the same where nothing is new."""
    status = event.status or before.status
    due_on = event.due_on or before.due_on
    words = event.words or before.words
    anew = status != before.status or due_on != before.due_on or event.said is not None
    if not anew and words == before.words:
        return "wording", before
    said = event.said if anew else before.said
    after = replace(
        before, version=before.version + 1, words=words, status=status, due_on=due_on, said=said
    )
    if not anew:
        return "wording", after
    return "date" if due_on != before.due_on and status == before.status else "status", after


def _is_material(event: CommitmentChanged, what: str) -> bool:
    return what != "wording" or not event.mends


def _ended_at(row: Mapping[str, Any], status: str, now: datetime) -> datetime | None:
    """Give when it ended. What could not be done and is done after all, ended when it was done."""
    if status not in ENDS:
        return None
    after_all = row["status"] == "cannot" and status != "cannot"
    return now if after_all else row["ended_at"] or now


def _at(connection: Connection, network: int, number: int, version: int) -> Mapping[str, Any]:
    """Give the row of a commitment at a version, and let nobody else change it meanwhile."""
    c = commitment.c
    mine = (c.id == number) & (c.network_id == network) & (c.version == version)
    rows = connection.execute(sa.select(commitment).where(mine).with_for_update()).mappings()
    row = rows.first()
    if row is None:
        raise StaleCommitmentError
    return {str(name): value for name, value in row.items()}


def _promise(connection: Connection, row: Mapping[Any, Any]) -> Promise:
    """Give how a commitment stands; what was said of it stands in its last change."""
    c = commitment_change.c
    content = connection.execute(
        sa.select(c.content).where(c.commitment_id == row["id"], c.version == row["version"])
    ).scalar()
    if content is not None:
        return from_plain(Promise, content)
    return Promise(row["id"], row["version"], Worded.of(row["promise"]), row["status"],
                   row["owner_name"], row["due_on"])  # fmt: skip


def _write(connection: Connection, number: int, values: Mapping[str, Any]) -> None:
    connection.execute(commitment.update().where(commitment.c.id == number).values(**values))


def _keep(
    connection: Connection, one: Happened[Any] | ByItself, number: int, what: str,
    promise: Promise,
    *, material: bool = True,
) -> None:  # fmt: skip
    edition = editions.gather(connection, number, one.now) if material else None
    connection.execute(
        commitment_change.insert().values(
            commitment_id=promise.id, version=promise.version, what=what, material=material,
            edition=edition, content=to_plain(promise), changed_by=one.member, changed_at=one.now,
        )
    )  # fmt: skip
