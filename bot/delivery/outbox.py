"""The outbox: every message is a row before it is sent, and `MOVES` says who may move it where.

A row becomes 'sending' in a transaction that is committed before the call, so what was perhaps sent
is known after any crash: a reply or a question found so is sent once more, and only once (its
buttons do the same thing twice); a notice is left 'uncertain' for a person to look at, with the
moment at which it was perhaps sent. Whoever sends signs the row with its lease, and whoever lost
that lease changes nothing any more.

A message that must wait is 'waiting' with a later `due_at`, and `why`. It needs no state of its
own, nor does one that is claimed and not yet sent: a claim takes what can go at once.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery.ports import Payload
from bot.involvement import own_choices, undelivered
from bot.store import bells
from bot.store.sealing import OUTBOX, Sealer, sealer_of
from bot.store.sql import among, insert_and_number, insert_missing, is_sending, is_waiting
from bot.store.tables import outbox
from conversations.screen import Act

MOVES: dict[str, dict[str, str]] = {
    "": {
        "waiting": "a turn, a job",
        "sending": "a turn, for the sender of its own process",
    },
    "waiting": {
        "sending": "the sender, by a claim",
        "cancelled": "the person, a facilitator, an operator, or its occasion is over",
        "expired": "the sender, after `not_after`",
    },
    "sending": {
        "sent": "the sender",
        "waiting": "the sender: not sent, too fast, or never in hand; the next one: once more",
        "unreachable": "the sender",
        "failed": "the sender: the channel will never take it",
        "uncertain": "the sender, or the next one: perhaps sent",
    },
}
"""Who moves a message from one state to another. What is not on the left is so for ever."""
STARTED_BY_HEARD = frozenset({
    "ask", "reminder", "notice", "nag", "catch_up", "needs", "answer", "quote", "induction", "call",
    "nudge", "passed", "thanks", "influence",
    "issue", "round_up",
    "invite_meeting", "meeting_moved", "meeting_reminder", "meeting_thanks",
})  # fmt: skip
AT_ITS_TIME = frozenset({"meeting_moved", "meeting_reminder"})
"""What is of no use later: quiet hours and breaks hold it, the week's limit does not."""
ONCE_AT_MOST = frozenset({"notice"})
TWICE = 2


@dataclass(frozen=True, slots=True)
class Message:
    """One message to write down. `key` keeps it from being written twice.

    `edits_message` is the channel's number of the message to edit; with `edits` alone, it is the
    last one that the `slot` showed. `place` is the person's address at the channel, where that is
    at hand: then the message may go as soon as it is written. `asked_at` is when what it replies to
    arrived. `numbered` is what the numbers do that what Heard starts offers.
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
    place: str | None = None
    asked_at: datetime | None = None
    numbered: tuple[Act, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Tell whether it can be sent without another look at the database."""
        edit_known = not self.edits or self.edits_message is not None
        return self.place is not None and self.media is None and edit_known

    @property
    def lane(self) -> str:
        """Replies go first; what Heard starts goes in bulk."""
        return "bulk" if self.kind in STARTED_BY_HEARD else "reply"


@dataclass(frozen=True, slots=True)
class Claimed:
    """One message to send now, under `lease`. `external_id` is the address at the channel.

    `asked_at` is when what it replies to arrived, or about then.
    """

    id: int
    account: int
    address: int
    member: int
    lane: str
    kind: str
    subject: int
    payload: Payload
    external_id: str
    edits: int | None
    file: str | None
    lease: str | None
    asked_at: datetime


Straight = Callable[[int, int], str | None]
"""Gives, for an account and an address, the lease under which a message may go straight to the
sender; None where it must wait for a claim."""


def no_sender_here(_account: int, _address: int) -> None:
    """Let every reply wait for a claim: as `Straight`, for a process that sends nothing."""


def write(connection: Connection, messages: Iterable[Message], now: datetime) -> None:
    """Write messages down; one whose key is there already is passed over."""
    sealer = sealer_of(connection)
    rows = [_row(message, now, sealer) for message in messages]
    insert_missing(connection, outbox, rows)
    if rows:
        bells.ring(connection, bells.OUTBOX)


@dataclass(frozen=True, slots=True)
class Written:
    """What turns wrote: messages for the sender of this process, and how many wait for a claim."""

    straight: Sequence[Claimed] = ()
    waiting: int = 0


def write_straight(
    connection: Connection, messages: Sequence[Message], now: datetime, straight: Straight
) -> Written:
    """Write replies down; those that the sender of this process shall send at once are given.

    They are 'sending' from the start, which saves a claim; the others wait for one.
    """
    leases = _straight(connection, messages, straight)
    waiting = [one for one in messages if one.address not in leases]
    write(connection, waiting, now)
    going = {one.key: one for one in messages if one.address in leases}
    sealer = sealer_of(connection)
    if not going:
        return Written(waiting=len(waiting))
    rows = [
        _row(one, now, sealer) | {"status": "sending", "lease": leases[one.address]}
        for one in going.values()
    ]
    ids = insert_and_number(connection, outbox, rows, "dedupe_key")
    claimed = [
        _claimed(one, ids[key], leases[one.address], now)
        for key, one in going.items()
        if key in ids
    ]
    return Written(claimed, len(waiting))


_REPLIES_BEFORE = sa.select(outbox.c.address_id).where(
    is_waiting(outbox),
    outbox.c.lane == "reply",
    outbox.c.address_id.in_(sa.bindparam("places", expanding=True)),
)


def _straight(
    connection: Connection, messages: Sequence[Message], straight: Straight
) -> dict[int, str]:
    """Give the leases by address: only whole messages go, and none before what already waits."""
    parted = {one.address for one in messages if not one.is_whole}
    leases = {
        one.address: lease
        for one in messages
        if one.address not in parted and (lease := straight(one.account, one.address))
    }
    if leases:
        for address in connection.execute(_REPLIES_BEFORE, {"places": list(leases)}).scalars():
            leases.pop(address, None)
    return leases


def _claimed(message: Message, number: int, lease: str, now: datetime) -> Claimed:
    return Claimed(
        id=number,
        account=message.account,
        address=message.address,
        member=message.member,
        lane=message.lane,
        kind=message.kind,
        subject=message.subject,
        payload=message.payload,
        external_id=message.place or "",
        edits=message.edits_message,
        file=None,
        lease=lease,
        asked_at=message.asked_at or now,
    )


def _row(message: Message, now: datetime, sealer: Sealer) -> dict[str, Any]:
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
        "payload": sealer.seal_json(message.payload, OUTBOX, {"dedupe_key": message.key}),
        "numbered": [[act.verb, *act.ids] for act in message.numbered] or None,
        "media_id": message.media,
        "status": "waiting",
        "due_at": message.due_at,
        "not_after": message.not_after,
        "tries": 0,
        "created_at": now,
    }


def recover(
    connection: Connection, now: datetime, account: int, lease: str | None,
    on_their_way: Collection[int] = (),
) -> int:  # fmt: skip
    """Take up what somebody else left in the middle for an account; gives how many that were.

    `lease` is whose messages are left alone. So are those that are on their way from here since
    before a lease was lost and gained again: if they are still signed, nobody else took them up.
    """
    left = is_sending(outbox) & (outbox.c.channel_account_id == account)
    left &= outbox.c.lease.is_distinct_from(lease) & outbox.c.id.not_in(on_their_way)
    again = left & outbox.c.kind.not_in(ONCE_AT_MOST) & (outbox.c.tries + 1 < TWICE)
    counted: dict[str, Any] = {
        "tries": outbox.c.tries + 1, "why": "the program stopped", "lease": None
    }  # fmt: skip
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
    return len(taken_up) + len(unclear)


def strays(connection: Connection, account: int, lease: str) -> set[int]:
    """Give what is being sent for an account under this lease."""
    mine = is_sending(outbox) & (outbox.c.channel_account_id == account)
    rows = connection.execute(sa.select(outbox.c.id).where(mine, outbox.c.lease == lease))
    return set(rows.scalars())


def put_back(connection: Connection, numbers: Collection[int], lease: str) -> int:
    """Let messages wait that were never handed to the sender; gives how many."""
    if not numbers:
        return 0
    mine = is_sending(outbox) & outbox.c.id.in_(numbers) & (outbox.c.lease == lease)
    waits = outbox.update().where(mine).values(status="waiting", why="nobody had it", lease=None)
    whose = connection.execute(waits.returning(outbox.c.member_id)).scalars().all()
    own_choices.cancel_for_stopped(connection, whose)
    return len(whose)


def shown_at(
    connection: Connection, places: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], tuple[str | None, int]]:
    """Give (conversation, subject) of messages by (address, the channel's number)."""
    if not places:
        return {}
    c = outbox.c
    rows = connection.execute(
        sa.select(c.address_id, c.message, c.conversation, c.subject).where(
            among((c.address_id, c.message), places)
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
