"""The inbox: an update is stored before it is acknowledged, and each person's are taken in order.

States: waiting -> done, or waiting -> poison after `TRIES` failures, which counts as finished for
the order. Only heads are claimed: the first unfinished row of each person. Where several processes
work, a claim is a lease on the row for `LASTS` seconds, and whoever lost it finishes nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery.leases import LeaseLost
from bot.delivery.ports import Arrived
from bot.store import bells
from bot.store.sealing import INBOX, Sealer, sealer_of
from bot.store.sql import insert_missing, is_waiting
from bot.store.tables import inbox

TRIES = 3
AT_ONCE = 16
PURGED = 1000  # rows emptied at a time
LASTS = 10.0  # seconds that a worker has for the turns that it claimed
UPDATE = "update"
REQUEST = "request"


@dataclass(frozen=True, slots=True)
class Letter:
    """One row that waits: an 'update' from a channel, or a 'request' to compute something.

    `payload` is as it is stored; `read` opens it.
    """

    id: int
    account: int
    sender: str
    kind: str
    payload: dict[str, Any]
    received_at: datetime | None = None
    external_id: str = ""

    def read(self, sealer: Sealer) -> dict[str, Any]:
        """Give what came. Raises BrokenSeal."""
        row = {"channel_account_id": self.account, "external_id": self.external_id}
        return sealer.open_json(self.payload, INBOX, row) or {}


def store(connection: Connection, account: int, arrived: Sequence[Arrived], now: datetime) -> None:
    """Store updates of one channel account; those stored before are passed over."""
    rows = [_row(account, one.external_id, one.sender, UPDATE, one.payload, now) for one in arrived]
    insert_missing(connection, inbox, _sealed(connection, rows))
    bells.ring(connection, bells.INBOX)


def set_aside(connection: Connection, account: int, unfit: Arrived, now: datetime) -> None:
    """Keep of an update that cannot be stored that it came, so that the next ones can come."""
    row = _row(account, unfit.external_id, "", UPDATE, {}, now)
    gone = {"status": "poison", "payload": None, "done_at": now, "tries": TRIES}
    insert_missing(connection, inbox, [row | gone])


def ask(
    connection: Connection, requests: Sequence[tuple[int, int, str, dict[str, Any]]], now: datetime
) -> None:
    """Store requests (update that asked, account, sender, request) for what is to be computed."""
    rows = [
        _row(account, f"request-{update}-{index}", sender, REQUEST, request, now)
        for index, (update, account, sender, request) in enumerate(requests)
    ]
    insert_missing(connection, inbox, _sealed(connection, rows))


def _sealed(connection: Connection, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    sealed = sealer_of(connection).seal_json
    return [row | {"payload": sealed(row["payload"], INBOX, row)} for row in rows]


def _row(
    account: int, external_id: str, sender: str, kind: str, payload: dict[str, Any], now: datetime
) -> dict[str, Any]:
    return {
        "channel_account_id": account,
        "external_id": external_id,
        "sender": sender,
        "kind": kind,
        "payload": payload,
        "status": "waiting",
        "tries": 0,
        "received_at": now,
    }


def heads(connection: Connection, accounts: Collection[int], most: int = AT_ONCE) -> list[Letter]:
    """Give the first unfinished row of each person, oldest first, at most `most`.

    Only those of these channel accounts: another may be served by another process, or not at all.
    """
    given = {"most": most, "accounts": list(accounts)}
    return [Letter(*row) for row in connection.execute(_HEADS, given)]


def claim(
    connection: Connection, accounts: Collection[int], lease: str, most: int = AT_ONCE
) -> list[Letter]:
    """Lease heads that nobody else holds: for Postgres, where several workers may ask at once."""
    given = {"most": most, "accounts": list(accounts), "mine": lease}
    rows = connection.execute(_CLAIM, given)
    return sorted((Letter(*row) for row in rows), key=lambda letter: letter.id)


def finish(
    connection: Connection, numbers: Collection[int], now: datetime, lease: str | None = None
) -> None:
    """Call these rows done; raises LeaseLost unless each of them still waits under `lease`."""
    given = {"numbers": list(numbers), "now": now} | ({"mine": lease} if lease else {})
    done = connection.execute(_FINISH_MINE if lease else _FINISH, given)
    if done.rowcount != len(numbers):
        raise LeaseLost


def fail(connection: Connection, number: int, now: datetime, lease: str | None = None) -> bool:
    """Count a failure; after `TRIES` the row is set aside, and True is given.

    Raises LeaseLost where it is another worker's by now.
    """
    tries = connection.execute(
        inbox.update()
        .where(inbox.c.id == number, is_waiting(inbox), inbox.c.lease.is_not_distinct_from(lease))
        .values(tries=inbox.c.tries + 1)
        .returning(inbox.c.tries)
    ).scalar()
    if tries is None:
        raise LeaseLost
    if tries < TRIES:
        return False
    aside = inbox.update().where(inbox.c.id == number)
    connection.execute(aside.values(status="poison", done_at=now, lease=None))
    return True


def purge(connection: Connection, before: datetime, most: int = PURGED) -> int:
    """Remove what was said, and by whom, from rows finished before a moment; gives how many.

    At most `most` rows go, oldest first, so that nobody waits long for a turn meanwhile.

    Requests, which nobody looks at again, are emptied as soon as they are done. Of an update the
    sender stays as long as the words, so that erasing what somebody wrote finds them here too.
    """
    c = inbox.c
    asked = (c.kind == REQUEST) & (c.status == "done")
    old = c.payload.is_not(None) & sa.or_(c.done_at < before, asked)
    some = sa.select(c.id).where(old).order_by(c.id).limit(most)
    emptied = inbox.update().where(c.id.in_(some)).values(payload=None, sender="")
    return connection.execute(emptied).rowcount


# --- statements of every turn, built once -----------------------------------------------------

_c = inbox.c
_earlier = inbox.alias()
_letter = (
    _c.id, _c.channel_account_id, _c.sender, _c.kind, _c.payload, _c.received_at, _c.external_id,
)  # fmt: skip
_behind = sa.exists().where(
    is_waiting(_earlier),
    _earlier.c.channel_account_id == _c.channel_account_id,
    _earlier.c.sender == _c.sender,
    _earlier.c.id < _c.id,
)
# Plus nothing: or SQLite would sort all that waits, instead of reading the oldest first.
_ours = (_c.channel_account_id + 0).in_(sa.bindparam("accounts", expanding=True))
_is_head = is_waiting(inbox) & _ours & ~_behind
_most = sa.bindparam("most", type_=sa.Integer)
_mine = sa.bindparam("mine", type_=_c.lease.type)
_now = sa.func.clock_timestamp()

_HEADS = sa.select(*_letter).where(_is_head).order_by(_c.id).limit(_most)
_free = (
    sa.select(_c.id)
    .where(_is_head, sa.or_(_c.lease.is_(None), _c.lease == _mine, _c.leased_until < _now))
    .order_by(_c.id)
    .limit(_most)
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    inbox.update()
    .where(_c.id.in_(_free), is_waiting(inbox))
    .values(lease=_mine, leased_until=_now + timedelta(seconds=LASTS))
    .returning(*_letter)
)
_these = is_waiting(inbox) & _c.id.in_(sa.bindparam("numbers", expanding=True))
_done: dict[str, Any] = {"status": "done", "done_at": sa.bindparam("now"), "lease": None}
_FINISH = inbox.update().where(_these, _c.lease.is_(None)).values(_done)
_FINISH_MINE = inbox.update().where(_these, _c.lease == _mine).values(_done)
