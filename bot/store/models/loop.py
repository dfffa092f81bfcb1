"""The loop: what came of what people said, who promised what, and who was told.

A consultation, a meeting and an issue raised each have a row in `loop` with their own number. What
hangs on a loop is only ever added to: an earlier decision, and what a commitment was before, stay.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from bot.store.models.columns import (
    GATHERING,
    NEVER_AGAIN,
    UNDONE,
    json,
    moment,
    number,
    one_of,
    serial,
)

SURE = "yes", "partly", "no", "cannot_tell"


class Loop(SQLModel, table=True):
    """What stays open until everyone upstream is told. Its number is that of its source.

    `hear_back_on` is the day promised as it stands now; when it passes without a decision, a
    holding message goes, the last one on `held_on`. `overrides` says when (`at`) and `why` it was
    archived, each time, though somebody was untold for no recorded reason. `erased` counts the
    contributors who erased everything before they were told; a consultation counts its own.
    `heard` is what is shown of whether people felt heard, as it was last counted: `gaps.Counted`.
    """

    __table_args__ = (
        one_of("kind", "consultation", "meeting", "issue"),
        one_of("status", "open", "archived"),
        Index("loop_of_network", "network_id", "status", "hear_back_on"),
    )

    id: int = number(primary=True)
    network_id: int = number(foreign="network.id")
    kind: str
    title: dict[str, str] = json()
    hear_back_on: date | None = None
    held_on: date | None = None
    status: str = "open"
    opened_at: datetime = moment(nullable=False)
    archived_at: datetime | None = moment()
    archived_by: int | None = number(foreign="member.id", nullable=True, ondelete="SET NULL")
    overrides: list[dict[str, str]] | None = json(nullable=True)
    erased: int = 0
    heard: dict[str, Any] | None = json(nullable=True)


class Contributor(SQLModel, table=True):
    """Somebody upstream of a loop who is told of each change, besides those who answered.

    Who answered a consultation stands in `participation`, and only there.
    """

    __table_args__ = (
        one_of("how", "asker", "raiser", "supporter", "attendee", "questioner", "helper"),
    )

    loop_id: int = number(primary=True, foreign="loop.id", ondelete="CASCADE")
    member_id: int = number(primary=True, foreign="member.id", ondelete="CASCADE", index=True)
    how: str
    since: datetime = moment(nullable=False)


class Quote(SQLModel, table=True):
    """Exact words of an answer, and whether the person who wrote them agrees to show them.

    They are asked at `sent_at`.
    """

    __table_args__ = (one_of("status", "asked", "agreed", "refused"), NEVER_AGAIN)

    id: int = serial()
    loop_id: int = number(foreign="loop.id", ondelete="CASCADE", index=True)
    response_id: int = number(foreign="response.id", ondelete="CASCADE", index=True)
    question: int
    member_id: int = number(foreign="member.id", ondelete="CASCADE", index=True)
    words: str
    status: str = "asked"
    asked_by: int | None = number(foreign="member.id", nullable=True, ondelete="SET NULL")
    asked_at: datetime = moment(nullable=False)
    sent_at: datetime | None = moment()
    answered_at: datetime | None = moment()


class Finding(SQLModel, table=True):
    """One thing that we heard: in words, as a number from the results, or as a quote.

    Never changed: `dropped_at` says since when it counts no more.
    """

    __table_args__ = (one_of("kind", "heard", "number", "quote"), NEVER_AGAIN)

    id: int = serial()
    loop_id: int = number(foreign="loop.id", ondelete="CASCADE", index=True)
    kind: str
    content: dict[str, Any] = json()
    quote_id: int | None = number(foreign="quote.id", nullable=True, ondelete="CASCADE")
    made_by: int | None = number(foreign="member.id", nullable=True, ondelete="SET NULL")
    made_at: datetime = moment(nullable=False)
    dropped_at: datetime | None = moment()


class Decision(SQLModel, table=True):
    """What came of it, as it was approved to be told: what was decided, by whom, when and why."""

    loop_id: int = number(primary=True, foreign="loop.id", ondelete="CASCADE")
    version: int = Field(primary_key=True)
    content: dict[str, Any] = json()
    approved_by: int | None = number(foreign="member.id", nullable=True, ondelete="SET NULL")
    approved_at: datetime = moment(nullable=False)


class Commitment(SQLModel, table=True):
    """A promise as it stands now, in its `version`; `commitment_change` holds how it came to be so.

    The owner is a member, or (who has not joined yet) a name as it was written and the link that
    makes them one. `nudged` counts what the owner was reminded of for this date.
    """

    __table_args__ = (
        one_of("status", "waiting", "done", "partly", "cannot"),
        one_of("level", "information", "consultation", "partnership", "delegated", "user_control"),
        one_of("lead", "members", "professionals", "both"),
        Index("commitment_due", "status", "due_on"),
    )

    id: int = number(primary=True)
    loop_id: int = number(foreign="loop.id", ondelete="CASCADE", index=True)
    network_id: int = number(foreign="network.id")
    version: int = 1
    promise: dict[str, str] = json()
    owner_id: int | None = number(
        foreign="member.id", nullable=True, index=True, ondelete="SET NULL"
    )
    owner_name: str | None = None
    invite_id: int | None = number(foreign="invite.id", nullable=True, ondelete="SET NULL")
    due_on: date | None = None
    first_due_on: date | None = None
    status: str = "waiting"
    level: str = "consultation"
    lead: str = "professionals"
    pathway_stage: str | None = None
    commissioning_stage: str | None = None
    nudged: int = 0
    made_at: datetime = moment(nullable=False)
    ended_at: datetime | None = moment()


class CommitmentChange(SQLModel, table=True):
    """How a commitment stood after one change; never changed. Version 1 is how it was made.

    `content` is all that can be told of it then, with what the owner said. What is `material` is
    told to everyone upstream in the edition of that number.
    """

    __tablename__ = "commitment_change"
    __table_args__ = (one_of("what", "made", "wording", "owner", "date", "status"),)

    commitment_id: int = number(primary=True, foreign="commitment.id", ondelete="CASCADE")
    version: int = Field(primary_key=True)
    what: str
    material: bool
    edition: int | None = None
    content: dict[str, Any] = json()
    changed_by: int | None = number(foreign="member.id", nullable=True, ondelete="SET NULL")
    changed_at: datetime = moment(nullable=False)


class Evidence(SQLModel, table=True):
    """A file, or words or an address, that show what came of a commitment.

    `shown` says that a facilitator let members see the file; None before anybody has looked at it.
    """

    __table_args__ = (NEVER_AGAIN,)

    id: int = serial()
    commitment_id: int = number(foreign="commitment.id", ondelete="CASCADE", index=True)
    media_id: int | None = number(
        foreign="media.id", nullable=True, index=True, ondelete="SET NULL"
    )
    words: str | None = None
    shown: bool | None = None
    added_by: int | None = number(foreign="member.id", nullable=True, ondelete="SET NULL")
    added_at: datetime = moment(nullable=False)


class Edition(SQLModel, table=True):
    """What is told at one time of one loop: of one day's changes everyone gets one notice.

    While it is 'gathering', changes of its `day` (in the network's zone) join it; from `due_at` on
    it is 'out', and `content` holds all that is said. Numbers count up within a loop.
    """

    __table_args__ = (
        one_of("kind", "decision", "outcome", "holding", "digest"),
        one_of("status", "gathering", "out"),
        Index("edition_gathering", "due_at", **GATHERING),
    )

    loop_id: int = number(primary=True, foreign="loop.id", ondelete="CASCADE")
    version: int = Field(primary_key=True)
    kind: str
    day: date
    status: str = "gathering"
    due_at: datetime = moment(nullable=False)
    content: dict[str, Any] | None = json(nullable=True)


class Translation(SQLModel, table=True):
    """What somebody wrote, said in another language; never changed, of several the last one counts.

    `mark` is the hash of those words and their language (see `translations`): it belongs to exactly
    these. Calls for volunteers have no loop.
    """

    __table_args__ = (Index("translation_of_words", "network_id", "mark"), NEVER_AGAIN)

    id: int = serial()
    network_id: int = number(foreign="network.id")
    loop_id: int | None = number(foreign="loop.id", nullable=True, ondelete="CASCADE", index=True)
    mark: str
    language: str
    words: str
    made_by: int | None = number(foreign="member.id", nullable=True, ondelete="SET NULL")
    made_at: datetime = moment(nullable=False)


class Notice(SQLModel, table=True):
    """An edition told to one person; its delivery is the receipt.

    `reason` says why it cannot be told. 'merged' was not told yet when a later edition took its
    place. `asks_heard` says that it asked whether they were heard.
    """

    __table_args__ = (
        one_of("status", "due", "queued", "told", "untold", "merged"),
        one_of("reason", "stopped", "erased", "died", "unreachable", "failed", "expired"),
        Index("notice_due", "status", "due_at"),
    )

    loop_id: int = number(primary=True, foreign="loop.id", ondelete="CASCADE")
    version: int = Field(primary_key=True)
    member_id: int = number(primary=True, foreign="member.id", ondelete="CASCADE", index=True)
    status: str = "due"
    reason: str | None = None
    asks_heard: bool = False
    due_at: datetime = moment(nullable=False)
    told_at: datetime | None = moment()


class HeardRating(SQLModel, table=True):
    """Whether a contributor felt heard, as they last said.

    `first` is what they said at first, and `first_at` when that was.
    """

    __tablename__ = "heard_rating"
    __table_args__ = (one_of("rating", *SURE), one_of("first", *SURE))

    loop_id: int = number(primary=True, foreign="loop.id", ondelete="CASCADE")
    member_id: int = number(primary=True, foreign="member.id", ondelete="CASCADE", index=True)
    rating: str
    first: str | None = None
    why: str | None = None
    rated_at: datetime = moment(nullable=False)
    first_at: datetime | None = moment()


class Belief(SQLModel, table=True):
    """What a professional or facilitator believes before contributors are asked.

    Whether contributors know what was decided, and whether they influenced it. `shown_at` is when
    it was shown beside what contributors say.
    """

    __table_args__ = (
        one_of("as_role", "professional", "facilitator"),
        one_of("know", *SURE),
        one_of("influenced", *SURE),
    )

    loop_id: int = number(primary=True, foreign="loop.id", ondelete="CASCADE")
    member_id: int = number(primary=True, foreign="member.id", ondelete="CASCADE", index=True)
    as_role: str
    know: str | None = None
    influenced: str | None = None
    asked_at: datetime = moment(nullable=False)
    believed_at: datetime | None = moment()
    shown_at: datetime | None = moment()


class Task(SQLModel, table=True):
    """Something that a person has to deal with. `kind` names who gets it and what it asks.

    `member_id` is whose words wait; a `reply` goes back to them, at `replied_at`. `about` is the
    commitment, agenda item or consultation's question that it is about.
    """

    __table_args__ = (Index("task_undone", "network_id", "made_at", **UNDONE), NEVER_AGAIN)

    id: int = serial()
    network_id: int = number(foreign="network.id")
    loop_id: int | None = number(foreign="loop.id", nullable=True, ondelete="CASCADE", index=True)
    kind: str
    about: int | None = number(nullable=True)
    member_id: int | None = number(
        foreign="member.id", nullable=True, ondelete="CASCADE", index=True
    )
    words: str | None = None
    made_at: datetime = moment(nullable=False)
    done_at: datetime | None = moment()
    done_by: int | None = number(foreign="member.id", nullable=True, ondelete="SET NULL")
    reply: str | None = None
    replied_at: datetime | None = moment()


class Impact(SQLModel, table=True):
    """One line of the impact log: at which level, in which domain, of which kind, shown by what."""

    __table_args__ = (
        one_of("kind", "services", "professionals", "members", "policy", "process"),
        NEVER_AGAIN,
    )

    id: int = serial()
    network_id: int = number(foreign="network.id", index=True)
    loop_id: int | None = number(foreign="loop.id", nullable=True, ondelete="SET NULL")
    commitment_id: int | None = number(foreign="commitment.id", nullable=True, ondelete="SET NULL")
    level: str
    domain: str
    kind: str
    words: dict[str, str] = json()
    evidence: str | None = None
    noted_by: int | None = number(foreign="member.id", nullable=True, ondelete="SET NULL")
    noted_at: datetime = moment(nullable=False)
    dropped_at: datetime | None = moment()


class Influence(SQLModel, table=True):
    """How strong a group's influence on a domain was in one quarter, as one member of it says."""

    __table_args__ = (
        one_of("strength", "strong", "some", "none"),
        CheckConstraint("quarter BETWEEN 1 AND 4", name="quarter_sane"),
    )

    group_id: int = number(primary=True, foreign="involvement_group.id")
    year: int = Field(primary_key=True)
    quarter: int = Field(primary_key=True)
    domain: str = Field(primary_key=True)
    member_id: int = number(primary=True, foreign="member.id", ondelete="CASCADE", index=True)
    strength: str
    said_at: datetime = moment(nullable=False)
