"""Conversations, messages on their way, and the machinery that moves them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.store.models.columns import (
    BEGUN,
    CAME_TO_NOTHING,
    NEVER_AGAIN,
    POISON,
    SAID,
    SENDING,
    WAITING,
    json,
    moment,
    number,
    one_of,
    serial,
)


class ConversationState(SQLModel, table=True):
    """A conversation's state between two replies; see `conversations.state`."""

    __tablename__ = "conversation_state"

    member_id: int = number(primary=True, foreign="member.id", ondelete="CASCADE")
    conversation: str = Field(primary_key=True)
    subject: int = number(primary=True)
    kept: dict[str, Any] = json()
    changed_at: datetime = moment(nullable=False)


class Inbox(SQLModel, table=True):
    """An update, stored before it was acknowledged. The order of a person's is that of `id`."""

    __table_args__ = (
        UniqueConstraint("channel_account_id", "external_id"),
        one_of("status", "waiting", "done", "poison"),
        Index("inbox_next", "id", **WAITING),
        Index("inbox_behind", "channel_account_id", "sender", "id", **WAITING),
        Index("inbox_said", "done_at", **SAID),
        Index("inbox_poison", "id", **POISON),
        NEVER_AGAIN,
    )  # fmt: skip

    id: int = serial()
    channel_account_id: int = number(foreign="channel_account.id")
    external_id: str
    sender: str
    kind: str = "update"
    payload: dict[str, Any] | None = json(nullable=True)
    status: str = "waiting"
    tries: int = 0
    lease: str | None = None
    leased_until: datetime | None = moment()
    received_at: datetime = moment(nullable=False)
    done_at: datetime | None = moment()


class Outbox(SQLModel, table=True):
    """A message on its way to one address. `outbox.MOVES` says who may move it where.

    `numbered` is what the numbers do that are offered in what Heard starts; see `delivery.newest`.
    """

    __table_args__ = (
        one_of("lane", "reply", "bulk"),
        one_of(
            "status", "waiting", "sending", "sent", "uncertain", "unreachable", "expired", "failed",
            "cancelled",
        ),
        Index("outbox_due", "channel_account_id", "lane", "due_at", "id", **WAITING),
        Index("outbox_behind", "address_id", "lane", "due_at", "id", **WAITING),
        Index("outbox_late", "not_after", **WAITING),
        Index("outbox_sending", "channel_account_id", **SENDING),
        Index("outbox_begun", "sent_at", **BEGUN),
        Index("outbox_nothing", "lane", "status", **CAME_TO_NOTHING),
        Index("outbox_of_member", "member_id", "lane", "sent_at"),
        Index("outbox_message", "address_id", "message"),
        Index("outbox_slot", "address_id", "slot", "id"),
        Index("outbox_subject", "subject", "kind", "status"),
        NEVER_AGAIN,
    )  # fmt: skip

    id: int = serial()
    channel_account_id: int = number(foreign="channel_account.id")
    address_id: int = number(foreign="address.id", ondelete="CASCADE")
    member_id: int = number(foreign="member.id", ondelete="CASCADE")
    dedupe_key: str = Field(unique=True)
    lane: str
    kind: str
    conversation: str | None = None
    subject: int = number()
    slot: str | None = None
    edits: bool = False
    edits_message: int | None = number(nullable=True)
    payload: dict[str, Any] | None = json(nullable=True)
    numbered: list[Any] | None = json(nullable=True)
    media_id: int | None = number(
        foreign="media.id", nullable=True, index=True, ondelete="SET NULL"
    )
    status: str = "waiting"
    due_at: datetime = moment(nullable=False)
    not_after: datetime | None = moment()
    lease: str | None = None
    tries: int = 0
    message: int | None = number(nullable=True)
    why: str | None = None
    created_at: datetime = moment(nullable=False)
    sent_at: datetime | None = moment()


class Hold(SQLModel, table=True):
    """A wait of so many `seconds` that a channel asked for: for one address, or (0) for everybody.

    Kept so that a new start, or another process, keeps to it too.
    """

    channel_account_id: int = number(primary=True, foreign="channel_account.id")
    address_id: int = number(primary=True)
    until: datetime = moment(nullable=False)
    seconds: float


class Lease(SQLModel, table=True):
    """What only one of several processes may do at a time, who does it, and until when."""

    name: str = Field(primary_key=True)
    holder: str
    until: datetime = moment(nullable=False)


class TextKey(SQLModel, table=True):
    """The mark of a key with which words in this database are sealed; never the key."""

    __tablename__ = "text_key"

    mark: str = Field(primary_key=True)
    known_since: datetime = moment(nullable=False)


class Audit(SQLModel, table=True):
    """One line for each act of power. Only ever added to.

    `seal` is a hash over the line and the seal of the line before it in the same network.
    """

    __table_args__ = (NEVER_AGAIN,)

    id: int = serial()
    network_id: int = number(foreign="network.id", index=True)
    at: datetime = moment(nullable=False)
    actor_id: int | None = number(nullable=True)
    act: str
    subject: int | None = number(nullable=True)
    detail: dict[str, Any] = json()
    seal: str | None = None
