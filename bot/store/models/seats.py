"""Who sits where, calls for volunteers, and words explained."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field, SQLModel

from bot.store.models.columns import NEVER_AGAIN, json, moment, number, one_of, serial


class Seat(SQLModel, table=True):
    """A seat in a group: what it is called, who sits there, until when.

    Whoever is given the code whose hash this is sits down with it, once.
    """

    __table_args__ = (NEVER_AGAIN,)

    id: int = serial()
    group_id: int = number(foreign="involvement_group.id", index=True)
    title: dict[str, str] = json()
    member_id: int | None = number(
        foreign="member.id", nullable=True, index=True, ondelete="SET NULL"
    )
    since: date | None = None
    until: date | None = None
    code_hash: str | None = Field(default=None, index=True)
    ended_at: datetime | None = moment()


class PassedOn(SQLModel, table=True):
    """What came of a loop, told to the members of another group: down the tree, or an issue up it.

    Members up to the number `upto` were written to; `told_at` is when all were.
    """

    __tablename__ = "passed_on"

    loop_id: int = number(primary=True, foreign="loop.id", ondelete="CASCADE")
    group_id: int = number(primary=True, foreign="involvement_group.id")
    from_group: int = number(foreign="involvement_group.id")
    passed_by: int | None = number(foreign="member.id", nullable=True, ondelete="SET NULL")
    passed_at: datetime = moment(nullable=False)
    upto: int | None = number(nullable=True)
    told_at: datetime | None = moment()


class Call(SQLModel, table=True):
    """A call for volunteers, with its role brief; drawn by a seed that is published."""

    __tablename__ = "volunteer_call"
    __table_args__ = (one_of("status", "draft", "open", "drawn", "cancelled"),)

    id: int = number(primary=True)
    network_id: int = number(foreign="network.id", index=True)
    group_id: int | None = number(foreign="involvement_group.id", nullable=True)
    title: dict[str, str] = json()
    brief: dict[str, Any] = json()
    places: int = 1
    closes_on: date
    status: str = "draft"
    seed: str | None = None
    made_by: int | None = number(foreign="member.id", nullable=True, ondelete="SET NULL")
    made_at: datetime = moment(nullable=False)
    drawn_at: datetime | None = moment()


class Volunteer(SQLModel, table=True):
    """Somebody who offered to help; `used` is how often they were drawn in the two years before."""

    call_id: int = number(primary=True, foreign="volunteer_call.id", ondelete="CASCADE")
    member_id: int = number(primary=True, foreign="member.id", ondelete="CASCADE", index=True)
    asked_at: datetime | None = moment()
    offered_at: datetime | None = moment()
    stratum: str | None = None
    used: int = 0
    drawn: bool | None = None
    told_at: datetime | None = moment()


class GlossaryEntry(SQLModel, table=True):
    """A word of the field in plain words; `term` is normalised, `words` hold each language's."""

    __tablename__ = "glossary_entry"

    network_id: int = number(primary=True, foreign="network.id")
    term: str = Field(primary_key=True)
    shown: str
    words: dict[str, str] = json()
    edited_by: int | None = number(foreign="member.id", nullable=True, ondelete="SET NULL")
    edited_at: datetime = moment(nullable=False)


class Follow(SQLModel, table=True):
    """A group whose digests a member wants to get."""

    member_id: int = number(primary=True, foreign="member.id", ondelete="CASCADE")
    group_id: int = number(primary=True, foreign="involvement_group.id", index=True)
