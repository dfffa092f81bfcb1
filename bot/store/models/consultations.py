"""What is asked, and what is answered."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.store.models.columns import (
    json,
    moment,
    number,
    one_of,
)


class Draft(SQLModel, table=True):
    """A consultation being composed, by any facilitator of its network; see `revision`."""

    __table_args__ = (one_of("status", "open", "approved", "discarded"),)

    id: int = number(primary=True)
    network_id: int = number(foreign="network.id", index=True)
    revision: int = 1
    content: dict[str, Any] = json()
    status: str = "open"
    editor_id: int | None = number(foreign="member.id", nullable=True, ondelete="SET NULL")
    changed_at: datetime = moment(nullable=False)


class Consultation(SQLModel, table=True):
    """A consultation that was approved. It stays on the facilitators' list until it is told.

    `answered` counts the people who gave at least one answer, so that nobody has to count them;
    `erased` those of them who erased everything before they were told what was decided.
    """

    __table_args__ = (
        one_of("status", "scheduled", "open", "closed", "told", "cancelled"),
        one_of("sending", "on", "paused", "cancelled"),
        CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        Index("consultation_due", "status", "opens_at", "closes_at"),
    )

    id: int = number(primary=True)
    network_id: int = number(foreign="network.id", index=True)
    status: str = "scheduled"
    version: int = 1
    title: dict[str, str] = json()
    audience: dict[str, Any] = json()
    level: str = "consultation"
    opens_at: datetime = moment(nullable=False)
    closes_at: datetime = moment(nullable=False)
    last_day: date
    hear_back_on: date
    sending: str = "on"
    answered: int = 0
    erased: int = 0
    asked_by: int | None = number(foreign="member.id", nullable=True, ondelete="SET NULL")
    closed_at: datetime | None = moment()
    nagged_on: date | None = None
    results: dict[str, Any] | None = json(nullable=True)


class ConsultationVersion(SQLModel, table=True):
    """What was said in one version: the honest ask, the attachment. Never changed."""

    __tablename__ = "consultation_version"

    consultation_id: int = number(primary=True, foreign="consultation.id")
    version: int = Field(primary_key=True)
    ask: dict[str, Any] = json()
    attachment: dict[str, Any] | None = json(nullable=True)
    created_at: datetime = moment(nullable=False)


class Question(SQLModel, table=True):
    """A question that stays the same through versions of its wording."""

    consultation_id: int = number(primary=True, foreign="consultation.id")
    number: int = Field(primary_key=True)
    kind: str


class QuestionVersion(SQLModel, table=True):
    """The wording and the choices of a question in one version. Never changed."""

    __tablename__ = "question_version"

    consultation_id: int = number(primary=True, foreign="consultation.id")
    version: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    position: int
    content: dict[str, Any] = json()


class Participation(SQLModel, table=True):
    """One member's go at one consultation, from the ask on: who was asked and who has answered.

    It says nothing of what was answered. `due_at` is when the ask may be queued, `queued_at` when
    it was, `version` what they saw.
    """

    __table_args__ = (
        one_of("status", "due", "asked", "started", "put_off", "finished", "declined", "unreached"),
        Index("participation_of_member", "member_id", "consultation_id"),
        Index("participation_due", "consultation_id", "status", "due_at"),
    )

    consultation_id: int = number(primary=True, foreign="consultation.id")
    member_id: int = number(primary=True, foreign="member.id", ondelete="CASCADE")
    version: int = 1
    status: str = "due"
    due_at: datetime = moment(nullable=False)
    queued_at: datetime | None = moment()
    started_at: datetime | None = moment()
    answered_at: datetime | None = moment()
    finished_at: datetime | None = moment()
    reminded_at: datetime | None = moment()


class Response(SQLModel, table=True):
    """What one person answers hangs on this; an anonymous one has no member and no times."""

    __table_args__ = (
        UniqueConstraint("consultation_id", "member_id"),
        one_of("via", "chat", "paper", "helper"),
    )

    id: int = number(primary=True)
    consultation_id: int = number(foreign="consultation.id")
    member_id: int | None = number(
        foreign="member.id", nullable=True, ondelete="CASCADE", index=True
    )
    via: str = "chat"


class Answer(SQLModel, table=True):
    """The latest answer to one question; earlier ones are not kept. `version` is what was seen."""

    __table_args__ = (one_of("declined", "skipped", "not_said", "seen"),)

    response_id: int = number(primary=True, foreign="response.id", ondelete="CASCADE")
    consultation_id: int = number(foreign="consultation.id", index=True)
    question: int = Field(primary_key=True)
    version: int
    text: str | None = None
    media_id: int | None = number(
        foreign="media.id", nullable=True, index=True, ondelete="SET NULL"
    )
    declined: str | None = None


class AnswerChoice(SQLModel, table=True):
    """One choice of an answer."""

    __tablename__ = "answer_choice"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["response_id", "question"], ["answer.response_id", "answer.question"],
            ondelete="CASCADE",
        ),
        Index("answer_choice_counted", "consultation_id", "question", "choice", "response_id"),
    )  # fmt: skip

    response_id: int = number(primary=True)
    question: int = Field(primary_key=True)
    choice: int = Field(primary_key=True)
    consultation_id: int = number(foreign="consultation.id")


class Media(SQLModel, table=True):
    """A file: where the channel holds it, and where we do once it was fetched.

    `due_at` is when to fetch it (again); None stands for now.
    """

    __table_args__ = (
        one_of("kind", "voice", "photo", "document", "video"),
        one_of("status", "waiting", "stored", "lost", "erased"),
    )

    id: int = number(primary=True)
    network_id: int = number(foreign="network.id")
    channel_account_id: int = number(foreign="channel_account.id")
    member_id: int | None = number(
        foreign="member.id", nullable=True, ondelete="SET NULL", index=True
    )
    kind: str
    file_id: str
    unique_id: str
    mime: str | None = None
    size: int | None = number(nullable=True)
    seconds: int | None = None
    name: str | None = None
    status: str = Field(default="waiting", index=True)
    tries: int = 0
    due_at: datetime | None = moment()
    created_at: datetime = moment(nullable=False)
