"""The outbox: every message is a row before it is sent, and its states are this table.

    waiting      -> sending (claimed, committed before the call), cancelled, expired
    sending      -> sent, waiting (not sent: again later), unreachable, failed, uncertain
    sent, unreachable, failed, uncertain, cancelled, expired: for ever

A row that is found 'sending' when the program starts may have been sent: a reply or a question is
sent once more, and only once (its buttons do the same thing twice); a notice is left 'uncertain'
for a person to look at. What is 'uncertain' has the moment at which it was perhaps sent.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery.ports import Payload
from bot.involvement import own_choices, undelivered
from bot.store.sql import insert_missing
from bot.store.tables import outbox

MOVES: dict[str, frozenset[str]] = {
    "waiting": frozenset({"sending", "cancelled", "expired"}),
    "sending": frozenset({"sent", "waiting", "unreachable", "failed", "uncertain"}),
}
STARTED_BY_HEARD = frozenset({"ask", "reminder", "notice", "nag"})
ONCE_AT_MOST = frozenset({"notice"})
TWICE = 2


@dataclass(frozen=True, slots=True)
class Message:
    """One message to write down. `key` keeps it from being written twice.

    `edits_message` is the channel's number of the message to edit; with `edits` alone, it is the
    last one that the `slot` showed.
    """

    account: int
    address: int
    member: int
    key: str
    kind: str
    payload: Payload
    due_at: datetime
    conversation: str | None = None
    subject: int = 0
    slot: str | None = None
    edits: bool = False
    edits_message: int | None = None
    media: int | None = None
    not_after: datetime | None = None

    @property
    def lane(self) -> str:
        """Replies go first; what Heard starts goes in bulk."""
        return "bulk" if self.kind in STARTED_BY_HEARD else "reply"


def write(connection: Connection, messages: Iterable[Message], now: datetime) -> None:
    """Write messages down; one whose key is there already is passed over."""
    insert_missing(connection, outbox, [_row(message, now) for message in messages])


def _row(message: Message, now: datetime) -> dict[str, Any]:
    return {
        "channel_account_id": message.account,
        "address_id": message.address,
        "member_id": message.member,
        "dedupe_key": message.key,
        "lane": message.lane,
        "kind": message.kind,
        "conversation": message.conversation,
        "subject": message.subject,
        "slot": message.slot,
        "edits": message.edits,
        "edits_message": message.edits_message,
        "payload": message.payload,
        "media_id": message.media,
        "status": "waiting",
        "due_at": message.due_at,
        "not_after": message.not_after,
        "tries": 0,
        "created_at": now,
    }


def recover(connection: Connection, now: datetime) -> None:
    """At the start of the one process that sends: take up what was left in the middle."""
    left = outbox.c.status == "sending"
    again = left & outbox.c.kind.not_in(ONCE_AT_MOST) & (outbox.c.tries + 1 < TWICE)
    counted: dict[str, Any] = {"tries": outbox.c.tries + 1, "why": "the program stopped"}
    taken_up = connection.execute(
        outbox.update().where(again).values(status="waiting", **counted)
        .returning(outbox.c.member_id)
    ).scalars().all()  # fmt: skip
    unclear = connection.execute(
        outbox.update()
        .where(left)
        .values(status="uncertain", payload=None, sent_at=now, **counted)
        .returning(outbox.c.kind, outbox.c.subject, outbox.c.member_id)
    ).all()
    lost = [(kind, subject, who) for kind, subject, who in unclear if kind != "ask"]
    undelivered.follow(connection, lost, "failed")
    own_choices.cancel_for_stopped(connection, taken_up)


def shown_at(
    connection: Connection, places: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], tuple[str | None, int]]:
    """Give (conversation, subject) of messages by (address, the channel's number)."""
    if not places:
        return {}
    c = outbox.c
    rows = connection.execute(
        sa.select(c.address_id, c.message, c.conversation, c.subject).where(
            sa.tuple_(c.address_id, c.message).in_(places)
        )
    )
    return {(address, message): (name, subject) for address, message, name, subject in rows}


def last_of_slot(connection: Connection, address: int, slot: str) -> int | None:
    """Give the channel's number of the last message that a slot showed at an address."""
    c = outbox.c
    return connection.execute(
        sa.select(c.message)
        .where(c.address_id == address, c.slot == slot, c.message.is_not(None))
        .order_by(c.id.desc())
        .limit(1)
    ).scalar()
