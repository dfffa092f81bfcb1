"""What an edition says: the promises that changed, each as it stood at the end of that edition."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store.tables import commitment, commitment_change
from conversations.loops import Promise, Told
from conversations.plain import from_plain


def promises(
    connection: Connection, number: int, version: int, *, every: bool = False
) -> tuple[Promise, ...]:
    """Give a loop's promises that changed in this edition, or (`every`) all that there are.

    What was changed later belongs to a later edition, and is not told here.
    """
    c = commitment_change.c
    rows = connection.execute(
        sa.select(commitment_change)
        .join(commitment, commitment.c.id == c.commitment_id)
        .where(commitment.c.loop_id == number)
        .order_by(commitment.c.made_at, c.commitment_id, c.version)
    ).all()
    changed = (
        _as_of(list(changes), version, every=every)
        for _, changes in groupby(rows, lambda row: row.commitment_id)
    )
    return tuple(promise for promise in changed if promise is not None)


def _as_of(changes: Sequence[Any], version: int, *, every: bool) -> Promise | None:
    """Give a promise after the last of its changes that is not of a later edition."""
    known = list(_until(changes, version))
    if not known or not (every or any(row.edition == version for row in known)):
        return None
    promise = from_plain(Promise, known[-1].content)
    told = [row for row in known if row.material and row.edition < version]
    before = from_plain(Promise, told[-1].content).due_on if told else None
    moved = promise.status == "waiting" and before != promise.due_on
    return replace(promise, before=before if moved else None)


def _until(changes: Iterable[Any], version: int) -> Iterable[Any]:
    for row in changes:
        if row.material and (row.edition is None or row.edition > version):
            return
        yield row


def together(told: Sequence[Told]) -> Told:
    """Make one of several editions of a loop, the oldest first: the latest state of each thing."""
    found: dict[int, Promise] = {}
    for one in told:
        for promise in one.promises:
            earlier = found.pop(promise.id, None)
            before = earlier.before or promise.before if earlier else promise.before
            before = before if before != promise.due_on else None
            found[promise.id] = replace(promise, before=before)
    decision = next((one.decision for one in reversed(told) if one.decision), None)
    digest = next((one.digest for one in reversed(told) if one.digest), None)
    if decision is not None or digest is not None:
        kind = "decision" if decision is not None else "digest"
        return Told(kind, decision, tuple(found.values()), digest=digest)
    days = [one for one in told if one.hear_back_on or one.moved_to]
    kind = "outcome" if found else told[-1].kind
    return replace(_day(days), kind=kind, promises=tuple(found.values()))


def _day(told: Sequence[Told]) -> Told:
    """Say which day people knew, and which they know now; a day that passed as well is no news."""
    if not told or told[-1].moved_to is None:
        return Told("holding", hear_back_on=told[-1].hear_back_on if told else None)
    first, last = told[0], told[-1]
    known = first.hear_back_on or last.hear_back_on
    return Told("holding", hear_back_on=known, moved_to=last.moved_to, why=last.why)
