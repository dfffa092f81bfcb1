"""Networks, their channels, and the addresses of people."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.store.models.columns import (
    NEVER_AGAIN,
    json,
    moment,
    number,
    serial,
)


class Network(SQLModel, table=True):
    """One cancer network. Its members, groups and consultations are invisible to any other.

    While `held_at` is set, as after a restore, nothing that Heard starts is sent. `issue_rule` says
    when issues are answered, and which reach an agenda; None stands for the usual.
    """

    __table_args__ = (NEVER_AGAIN,)

    id: int = serial()
    slug: str = Field(unique=True)
    name: str
    zone: str = "Europe/London"
    languages: list[str] = json()
    signposts: dict[str, Any] = json()
    issue_rule: dict[str, Any] | None = json(nullable=True)
    held_at: datetime | None = moment()
    created_at: datetime = moment(nullable=False)


class ChannelAccount(SQLModel, table=True):
    """One account at one channel, such as a Telegram bot. The secret itself is a setting.

    `heard_at` is when the channel was last in contact.
    """

    __tablename__ = "channel_account"
    __table_args__ = (NEVER_AGAIN,)

    id: int = serial()
    network_id: int = number(foreign="network.id")
    kind: str
    secret_name: str = Field(unique=True)
    bot: int | None = number(nullable=True)
    username: str | None = None
    heard_at: datetime | None = moment()


class Address(SQLModel, table=True):
    """Where a member is reached; the only place where a channel's own number of a person stands.

    `deactivated_at` is when the channel said that this account is no more.
    """

    __table_args__ = (UniqueConstraint("channel_account_id", "external_id"),)

    id: int = number(primary=True)
    channel_account_id: int = number(foreign="channel_account.id")
    external_id: str
    member_id: int = number(foreign="member.id", ondelete="CASCADE", index=True)
    unreachable_since: datetime | None = moment()
    deactivated_at: datetime | None = moment()
