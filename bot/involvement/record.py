"""The audit: one line for each act of power. Lines are only ever added, each sealed to the last.

A seal is a hash over the line and over the seal before it in the same network: whoever changes,
removes or slips in a line would have to make every later seal anew. `heard audit verify` looks.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement.happened import Happened
from bot.store.tables import audit

FIRST = "0" * 64
"""What the first line of a network is sealed to."""

_ONE_AT_A_TIME = 7_203_115  # any number, the same in every Heard
_OF_NETWORK = sa.select(audit).where(audit.c.network_id == sa.bindparam("network"))
_LAST = _OF_NETWORK.with_only_columns(audit.c.seal).order_by(audit.c.id.desc()).limit(1)
AT_ONCE = 1000  # lines read at a time


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody did, such as 'consultation.approved', to `subject`; never what was said.

    `actor` is a member's number; None stands for the command line or the clock. `detail` holds
    what JSON can hold.
    """

    network: int
    at: datetime
    act: str
    actor: int | None = None
    subject: int | None = None
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verified:
    """What became of a look at one network's lines.

    `broken` is the number of the first line that does not follow from those before it; None where
    all do. `seal` is that of the last line that does.
    """

    lines: int
    seal: str
    broken: int | None = None


def write(
    connection: Connection, one: Happened[Any], act: str, subject: int | None = None, **detail: Any
) -> None:
    """Write that this member did `act`."""
    add(connection, [Line(one.network, one.now, act, one.member, subject, detail)])


def add(connection: Connection, lines: Sequence[Line]) -> None:
    """Write these lines, in their order; nobody else writes to those networks' meanwhile."""
    for network in sorted({line.network for line in lines}):
        _alone(connection, network)
        before = connection.execute(_LAST, {"network": network}).scalar() or FIRST
        rows = []
        for line in lines:
            if line.network == network:
                before = seal(before, line)
                rows.append(_row(line, before))
        connection.execute(audit.insert(), rows)


def verify(connection: Connection, network: int) -> Verified:
    """Read every line of a network and say whether each follows from the one before."""
    before, count = FIRST, 0
    asked = _OF_NETWORK.order_by(audit.c.id)
    options = {"yield_per": AT_ONCE}
    with connection.execute(asked, {"network": network}, execution_options=options) as rows:
        for row in rows.mappings():
            after = seal(before, _read(row))
            if row["seal"] != after:
                return Verified(count, before, row["id"])
            before, count = after, count + 1
    return Verified(count, before)


def holds(connection: Connection, network: int, noted: str) -> bool:
    """Tell whether a line of this network has a seal that was noted down before."""
    mine = _OF_NETWORK.where(audit.c.seal == noted).limit(1)
    return connection.execute(mine, {"network": network}).first() is not None


def latest(connection: Connection, network: int, most: int) -> list[tuple[int, Line]]:
    """Give the last lines of a network with their numbers, oldest first."""
    asked = _OF_NETWORK.order_by(audit.c.id.desc()).limit(most)
    rows = connection.execute(asked, {"network": network}).mappings().all()
    return [(row["id"], _read(row)) for row in reversed(rows)]


def seal(before: str, line: Line) -> str:
    """Give a line's seal: SHA-256 over the one before and the line in its one canonical form."""
    said = [line.network, line.at.astimezone(UTC).isoformat(timespec="microseconds"), line.act,
            line.actor, line.subject, line.detail]  # fmt: skip
    written = json.dumps(said, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(f"{before}\n{written}".encode()).hexdigest()


# --- rows -----------------------------------------------------------------------------------------


def _alone(connection: Connection, network: int) -> None:
    if connection.dialect.name == "postgresql":  # on SQLite one connection writes
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_AT_A_TIME, network)))


def _read(row: Any) -> Line:
    return Line(
        row["network_id"], row["at"], row["act"], row["actor_id"], row["subject"], row["detail"]
    )


def _row(line: Line, sealed: str) -> dict[str, Any]:
    return {
        "network_id": line.network, "at": line.at, "actor_id": line.actor, "act": line.act,
        "subject": line.subject, "detail": line.detail, "seal": sealed,
    }  # fmt: skip
