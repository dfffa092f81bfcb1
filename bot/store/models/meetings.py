"""Meetings, and issues that members raise. Each is a loop with the same number."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from bot.store.models.columns import json, moment, number, one_of


class Meeting(SQLModel, table=True):
    """A meeting: when, where, for whom. `revision` rises with each move, as in its calendar file.

    `starts_at` is UTC. Of the minutes only their lines are kept, until the digest is out. Since
    `minutes_asked_at` they wait to be read for `minutes_by`: the file, else the lines as pasted.
    """

    __table_args__ = (
        one_of("status", "draft", "planned", "cancelled", "held"),
        Index("meeting_of_network", "network_id", "status", "starts_at"),
    )

    id: int = number(primary=True, foreign="loop.id", ondelete="CASCADE")
    network_id: int = number(foreign="network.id")
    revision: int = 0
    status: str = "draft"
    title: dict[str, str] = json()
    starts_at: datetime | None = moment()
    minutes: int = 90
    place: dict[str, str] | None = json(nullable=True)
    link: str | None = None
    audience: dict[str, Any] = json()
    made_by: int | None = number(foreign="member.id", nullable=True, ondelete="SET NULL")
    made_at: datetime = moment(nullable=False)
    told_revision: int | None = None
    nagged: int = 0
    minutes_lines: list[str] | None = json(nullable=True)
    minutes_at: datetime | None = moment()
    minutes_media: int | None = number(
        foreign="media.id", nullable=True, index=True, ondelete="SET NULL"
    )
    minutes_by: int | None = number(foreign="member.id", nullable=True, ondelete="SET NULL")
    minutes_asked_at: datetime | None = moment()


class AgendaItem(SQLModel, table=True):
    """One item of an agenda, which stays the same when the order changes."""

    __tablename__ = "agenda_item"
    __table_args__ = (one_of("purpose", "information", "views", "decision"),)

    meeting_id: int = number(primary=True, foreign="meeting.id", ondelete="CASCADE")
    item: int = Field(primary_key=True)
    position: int
    purpose: str
    title: dict[str, str] = json()
    issue_id: int | None = number(foreign="issue.id", nullable=True, ondelete="SET NULL")
    dropped_at: datetime | None = moment()


class Attendance(SQLModel, table=True):
    """Whether somebody comes, and whether they came.

    `asked_revision` is the revision of the meeting that was last written to them; None before.
    `reminded_revision` is the one that they were reminded of, or need not be.
    """

    __table_args__ = (one_of("reply", "comes", "cannot", "unsure"),)

    meeting_id: int = number(primary=True, foreign="meeting.id", ondelete="CASCADE")
    member_id: int = number(primary=True, foreign="member.id", ondelete="CASCADE", index=True)
    reply: str | None = None
    asked_at: datetime | None = moment()
    asked_revision: int | None = None
    reminded_revision: int | None = None
    replied_at: datetime | None = moment()
    came: bool | None = None
    helps: bool = False


class PutQuestion(SQLModel, table=True):
    """A question or a view put to an agenda item by somebody who cannot come, and the answer."""

    __tablename__ = "put_question"
    __table_args__ = (one_of("kind", "question", "view"),)

    id: int = number(primary=True)
    meeting_id: int = number(foreign="meeting.id", ondelete="CASCADE", index=True)
    item: int
    member_id: int = number(foreign="member.id", ondelete="CASCADE", index=True)
    kind: str
    words: str | None = None
    media_id: int | None = number(
        foreign="media.id", nullable=True, index=True, ondelete="SET NULL"
    )
    read_out: bool = False
    put_at: datetime = moment(nullable=False)
    answer: str | None = None
    answered_at: datetime | None = moment()
    told_at: datetime | None = moment()


class Digest(SQLModel, table=True):
    """A digest of a meeting in one of its revisions; the latest approved one was sent."""

    meeting_id: int = number(primary=True, foreign="meeting.id", ondelete="CASCADE")
    revision: int = Field(primary_key=True)
    content: dict[str, Any] = json()
    edited_by: int | None = number(foreign="member.id", nullable=True, ondelete="SET NULL")
    edited_at: datetime = moment(nullable=False)
    approved_at: datetime | None = moment()


class Reaction(SQLModel, table=True):
    """What a reader of a digest thinks of one of its items."""

    __table_args__ = (one_of("reaction", "good", "worried", "unclear"),)

    meeting_id: int = number(primary=True, foreign="meeting.id", ondelete="CASCADE")
    item: int = Field(primary_key=True)
    member_id: int = number(primary=True, foreign="member.id", ondelete="CASCADE", index=True)
    reaction: str
    said_at: datetime = moment(nullable=False)


class Issue(SQLModel, table=True):
    """An issue or an idea that a member raised. Supporters are the loop's contributors.

    `words` are the raiser's own; `title` is what others see once a facilitator let it through.
    `reason` is told to the raiser where it was not let through. `answer_by` is the day by which an
    answer was promised. `told_at` is when the raiser was told that it was declined or merged.
    """

    __table_args__ = (
        one_of("status", "waiting", "open", "declined", "merged", "on_agenda", "answered"),
        Index("issue_of_network", "network_id", "status"),
    )

    id: int = number(primary=True, foreign="loop.id", ondelete="CASCADE")
    network_id: int = number(foreign="network.id")
    group_id: int | None = number(foreign="involvement_group.id", nullable=True)
    raised_by: int | None = number(
        foreign="member.id", nullable=True, index=True, ondelete="SET NULL"
    )
    words: str | None = None
    media_id: int | None = number(
        foreign="media.id", nullable=True, index=True, ondelete="SET NULL"
    )
    title: dict[str, str] | None = json(nullable=True)
    status: str = "waiting"
    reason: str | None = None
    merged_into: int | None = number(foreign="issue.id", nullable=True, ondelete="SET NULL")
    supporters: int = 0
    raised_at: datetime = moment(nullable=False)
    moderated_by: int | None = number(foreign="member.id", nullable=True, ondelete="SET NULL")
    moderated_at: datetime | None = moment()
    answer_by: date | None = None
    told_at: datetime | None = moment()
