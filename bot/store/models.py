"""The tables. No behaviour here: rules stand in `bot.involvement`, paths in `bot.delivery`.

Times are UTC and aware. Numbers of people's rows are random (63 bits), so that nothing can be read
from their order. Every table that holds a network's rows names the network, itself or through the
row that it hangs on. Words that exist in several languages are JSON objects {language: words}.
"""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.store.types import Moment

# Each constraint has the same name on each database, so that a migration can change it.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite would give the number of a purged row to the next one; numbers stand in dedupe keys,
# buttons and audiences, so they are never given twice. Postgres does so by itself.
NEVER_AGAIN = {"sqlite_autoincrement": True}

# Few rows wait among many that are over; an index over these few stays small.
WAITING: dict[str, Any] = {
    "sqlite_where": sa.text("status = 'waiting'"),
    "postgresql_where": sa.text("status = 'waiting'"),
}
SENDING: dict[str, Any] = {
    "sqlite_where": sa.text("status = 'sending'"),
    "postgresql_where": sa.text("status = 'sending'"),
}
POISON: dict[str, Any] = {
    "sqlite_where": sa.text("status = 'poison'"),
    "postgresql_where": sa.text("status = 'poison'"),
}
CAME_TO_NOTHING: dict[str, Any] = {
    "sqlite_where": sa.text("status IN ('uncertain', 'failed')"),
    "postgresql_where": sa.text("status IN ('uncertain', 'failed')"),
}
STOPPED: dict[str, Any] = {
    "sqlite_where": sa.text("stopped_at IS NOT NULL"),
    "postgresql_where": sa.text("stopped_at IS NOT NULL"),
}
BEGUN: dict[str, Any] = {
    "sqlite_where": sa.text("lane = 'bulk' AND sent_at IS NOT NULL"),
    "postgresql_where": sa.text("lane = 'bulk' AND sent_at IS NOT NULL"),
}
ON_BREAK: dict[str, Any] = {
    "sqlite_where": sa.text("break_since IS NOT NULL"),
    "postgresql_where": sa.text("break_since IS NOT NULL"),
}
UNREAD: dict[str, Any] = {
    "sqlite_where": sa.text("read_at IS NULL"),
    "postgresql_where": sa.text("read_at IS NULL"),
}
SAID: dict[str, Any] = {
    "sqlite_where": sa.text("payload IS NOT NULL"),
    "postgresql_where": sa.text("payload IS NOT NULL"),
}


def _one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def _number(*, primary: bool = False, foreign: str | None = None, **options: Any) -> Any:
    keys = (sa.ForeignKey(foreign, ondelete=options.pop("ondelete", None)),) if foreign else ()
    nullable = options.pop("nullable", False)
    column = Column(
        BigInteger, *keys, primary_key=primary, nullable=nullable, autoincrement=False, **options
    )
    return Field(default=None, sa_column=column)


def _serial() -> Any:
    kind = BigInteger().with_variant(sa.Integer, "sqlite")
    return Field(default=None, sa_column=Column(kind, primary_key=True, autoincrement=True))


def _moment(*, nullable: bool = True, index: bool = False) -> Any:
    return Field(default=None, sa_column=Column(Moment, nullable=nullable, index=index))


def _json(*, nullable: bool = False) -> Any:
    return Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=nullable))


# --- networks and channels ------------------------------------------------------------------------


class Network(SQLModel, table=True):
    """One cancer network. Its members, groups and consultations are invisible to any other.

    While `held_at` is set, as after a restore, nothing that Heard starts is sent.
    """

    __table_args__ = (NEVER_AGAIN,)

    id: int = _serial()
    slug: str = Field(unique=True)
    name: str
    zone: str = "Europe/London"
    languages: list[str] = _json()
    signposts: dict[str, Any] = _json()
    held_at: datetime | None = _moment()
    created_at: datetime = _moment(nullable=False)


class ChannelAccount(SQLModel, table=True):
    """One account at one channel, such as a Telegram bot. The secret itself is a setting.

    `heard_at` is when the channel was last in contact.
    """

    __tablename__ = "channel_account"
    __table_args__ = (NEVER_AGAIN,)

    id: int = _serial()
    network_id: int = _number(foreign="network.id")
    kind: str
    secret_name: str = Field(unique=True)
    bot: int | None = _number(nullable=True)
    username: str | None = None
    heard_at: datetime | None = _moment()


class Address(SQLModel, table=True):
    """Where a member is reached; the only place where a channel's own number of a person stands.

    `deactivated_at` is when the channel said that this account is no more.
    """

    __table_args__ = (UniqueConstraint("channel_account_id", "external_id"),)

    id: int = _number(primary=True)
    channel_account_id: int = _number(foreign="channel_account.id")
    external_id: str
    member_id: int = _number(foreign="member.id", ondelete="CASCADE", index=True)
    unreachable_since: datetime | None = _moment()
    deactivated_at: datetime | None = _moment()


# --- people ---------------------------------------------------------------------------------------


class Member(SQLModel, table=True):
    """Anyone who takes part. No name is needed, and none is asked.

    On a break from `break_since` until `break_until`, or (None) until they write. Quiet hours are
    whole hours in their zone; None stands for the usual ones. `tell` is what Heard may start:
    everything, or only what changed. `discreet` means that a lock screen shows no topic. `death`
    says who died, so that nothing is started any more. `wrote_at` is exact to a day.
    `wrong_codes` counts wrong recovery codes, the last one at `wrong_code_at`.
    """

    __table_args__ = (
        _one_of("kind", "in_treatment", "after_treatment", "carer_or_family", "other", "not_said"),
        _one_of("tell", "all", "only_changes"),
        _one_of("death", "cared_for", "member"),
        CheckConstraint("ask_every_days BETWEEN 0 AND 366", name="ask_every_days_sane"),
        CheckConstraint("quiet_from BETWEEN 0 AND 23", name="quiet_from_sane"),
        CheckConstraint("quiet_until BETWEEN 0 AND 24", name="quiet_until_sane"),
        Index("member_on_break", "break_until", **ON_BREAK),
        Index("member_of_network", "network_id", "joined_at"),
        Index("member_stopped", "stopped_at", **STOPPED),
    )

    id: int = _number(primary=True)
    network_id: int = _number(foreign="network.id")
    language: str = ""
    guess: str | None = None
    kind: str = "not_said"
    area: str | None = None
    ask_every_days: int = 14
    zone: str | None = None
    joined_at: datetime | None = _moment()
    stopped_at: datetime | None = _moment()
    break_since: datetime | None = _moment()
    break_until: datetime | None = _moment()
    quiet_from: int | None = None
    quiet_until: int | None = None
    quiet_sundays: bool | None = None
    tell: str = "all"
    discreet: bool = False
    death: str | None = None
    death_at: datetime | None = _moment()
    wrote_at: datetime | None = _moment()
    consent_version: int | None = None
    wrong_codes: int = 0
    wrong_code_at: datetime | None = _moment()
    came_by: int | None = _number(foreign="invite.id", nullable=True)
    recovery_hash: str | None = Field(default=None, unique=True)
    focus_conversation: str | None = None
    focus_subject: int | None = _number(nullable=True)
    created_at: datetime = _moment(nullable=False)


class Consent(SQLModel, table=True):
    """One consent: exactly what was read, how it was put, and when it was withdrawn."""

    __table_args__ = (NEVER_AGAIN,)

    id: int = _serial()
    member_id: int = _number(foreign="member.id", ondelete="CASCADE", index=True)
    version: int
    language: str
    wording: str
    how: str
    given_at: datetime = _moment(nullable=False)
    withdrawn_at: datetime | None = _moment()


class Group(SQLModel, table=True):
    """A body that sits or is asked: a locality, a tumour site, a cross-cutting group, a panel."""

    __tablename__ = "involvement_group"
    __table_args__ = (
        _one_of("kind", "locality", "site_specific", "cross_cutting", "panel"),
        UniqueConstraint("network_id", "name"),
        NEVER_AGAIN,
    )

    id: int = _serial()
    network_id: int = _number(foreign="network.id")
    parent_id: int | None = _number(foreign="involvement_group.id", nullable=True)
    name: str
    kind: str = "locality"


class Membership(SQLModel, table=True):
    """A member belongs to a group."""

    group_id: int = _number(primary=True, foreign="involvement_group.id")
    member_id: int = _number(primary=True, foreign="member.id", ondelete="CASCADE", index=True)


class Role(SQLModel, table=True):
    """What a member may do, in one group or (without a group) in the whole network.

    `invite_id` is the link that gave it.
    """

    __table_args__ = (
        _one_of(
            "role", "helper", "scribe", "facilitator", "professional", "chair", "operator"
        ),
        NEVER_AGAIN,
    )  # fmt: skip

    id: int = _serial()
    member_id: int = _number(foreign="member.id", ondelete="CASCADE", index=True)
    group_id: int | None = _number(foreign="involvement_group.id", nullable=True)
    role: str
    granted_at: datetime = _moment(nullable=False)
    revoked_at: datetime | None = _moment()
    invite_id: int | None = _number(foreign="invite.id", nullable=True, ondelete="SET NULL")


class Invite(SQLModel, table=True):
    """A link. Without a role it is a recruitment route (a poster, a nurse); its token is hashed."""

    __table_args__ = (NEVER_AGAIN,)

    id: int = _serial()
    network_id: int = _number(foreign="network.id")
    token_hash: str = Field(unique=True)
    label: str
    role: str | None = None
    group_id: int | None = _number(foreign="involvement_group.id", nullable=True)
    language: str | None = None
    uses_left: int | None = None
    used: int = 0
    expires_at: datetime | None = _moment()
    revoked_at: datetime | None = _moment()


class OneTimePage(SQLModel, table=True):
    """A page that a member may open once, by a link; only the hash of its token is kept."""

    __tablename__ = "one_time_page"
    __table_args__ = (_one_of("kind", "my_data"), NEVER_AGAIN)

    id: int = _serial()
    member_id: int = _number(foreign="member.id", ondelete="CASCADE", index=True)
    token_hash: str = Field(unique=True)
    kind: str = "my_data"
    expires_at: datetime = _moment(nullable=False)
    opened_at: datetime | None = _moment()


class Reader(SQLModel, table=True):
    """Somebody on the reading rota: on which weekdays (bit 0 is Monday), between which hours.

    Hours are whole and in the network's zone.
    """

    __table_args__ = (
        CheckConstraint("weekdays BETWEEN 1 AND 127", name="weekdays_sane"),
        CheckConstraint("from_hour BETWEEN 0 AND 23", name="from_hour_sane"),
        CheckConstraint("until_hour BETWEEN 1 AND 24", name="until_hour_sane"),
    )

    network_id: int = _number(primary=True, foreign="network.id")
    member_id: int = _number(primary=True, foreign="member.id", ondelete="CASCADE", index=True)
    weekdays: int
    from_hour: int
    until_hour: int
    since: datetime = _moment(nullable=False)


class Flag(SQLModel, table=True):
    """Words of distress or danger for a person on the rota to read; gone soon after it was read.

    In an answer the words stand there; else `words` holds them. `level` is how far it went: to
    nobody yet, the readers on duty, all readers, or everybody who facilitates; `escalated_at` when,
    or None where it is to go further at once. `shown_at` is when it was first opened, `read_at`
    when it was marked as done.
    """

    __table_args__ = (
        _one_of("kind", "urgent", "unsafe", "distress"),
        Index("flag_unread", "network_id", "raised_at", **UNREAD),
        NEVER_AGAIN,
    )

    id: int = _serial()
    network_id: int = _number(foreign="network.id")
    member_id: int = _number(foreign="member.id", ondelete="CASCADE", index=True)
    kind: str
    consultation_id: int | None = _number(foreign="consultation.id", nullable=True)
    question: int | None = None
    words: str | None = None
    raised_at: datetime = _moment(nullable=False)
    level: int = 0
    shown_at: datetime | None = _moment()
    escalated_at: datetime | None = _moment()
    read_at: datetime | None = _moment()
    read_by: int | None = _number(foreign="member.id", nullable=True, ondelete="SET NULL")


# --- consultations --------------------------------------------------------------------------------


class Draft(SQLModel, table=True):
    """A consultation being composed, by any facilitator of its network; see `revision`."""

    __table_args__ = (_one_of("status", "open", "approved", "discarded"),)

    id: int = _number(primary=True)
    network_id: int = _number(foreign="network.id", index=True)
    revision: int = 1
    content: dict[str, Any] = _json()
    status: str = "open"
    editor_id: int | None = _number(foreign="member.id", nullable=True, ondelete="SET NULL")
    changed_at: datetime = _moment(nullable=False)


class Consultation(SQLModel, table=True):
    """A consultation that was approved. It stays on the facilitators' list until it is told.

    `answered` counts the people who gave at least one answer, so that nobody has to count them;
    `erased` those of them who erased everything before they were told what was decided.
    """

    __table_args__ = (
        _one_of("status", "scheduled", "open", "closed", "told", "cancelled"),
        _one_of("sending", "on", "paused", "cancelled"),
        CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        Index("consultation_due", "status", "opens_at", "closes_at"),
    )

    id: int = _number(primary=True)
    network_id: int = _number(foreign="network.id", index=True)
    status: str = "scheduled"
    version: int = 1
    title: dict[str, str] = _json()
    audience: dict[str, Any] = _json()
    level: str = "consultation"
    opens_at: datetime = _moment(nullable=False)
    closes_at: datetime = _moment(nullable=False)
    last_day: date
    hear_back_on: date
    sending: str = "on"
    answered: int = 0
    erased: int = 0
    asked_by: int | None = _number(foreign="member.id", nullable=True, ondelete="SET NULL")
    closed_at: datetime | None = _moment()
    nagged_on: date | None = None
    results: dict[str, Any] | None = _json(nullable=True)


class ConsultationVersion(SQLModel, table=True):
    """What was said in one version: the honest ask, the attachment. Never changed."""

    __tablename__ = "consultation_version"

    consultation_id: int = _number(primary=True, foreign="consultation.id")
    version: int = Field(primary_key=True)
    ask: dict[str, Any] = _json()
    attachment: dict[str, Any] | None = _json(nullable=True)
    created_at: datetime = _moment(nullable=False)


class Question(SQLModel, table=True):
    """A question that stays the same through versions of its wording."""

    consultation_id: int = _number(primary=True, foreign="consultation.id")
    number: int = Field(primary_key=True)
    kind: str


class QuestionVersion(SQLModel, table=True):
    """The wording and the choices of a question in one version. Never changed."""

    __tablename__ = "question_version"

    consultation_id: int = _number(primary=True, foreign="consultation.id")
    version: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    position: int
    content: dict[str, Any] = _json()


class Participation(SQLModel, table=True):
    """One member's go at one consultation, from the ask on: who was asked and who has answered.

    It says nothing of what was answered. `due_at` is when the ask may be queued, `queued_at` when
    it was, `version` what they saw.
    """

    __table_args__ = (
        _one_of(
            "status", "due", "asked", "started", "put_off", "finished", "declined", "unreached"
        ),
        Index("participation_of_member", "member_id", "consultation_id"),
        Index("participation_due", "consultation_id", "status", "due_at"),
    )

    consultation_id: int = _number(primary=True, foreign="consultation.id")
    member_id: int = _number(primary=True, foreign="member.id", ondelete="CASCADE")
    version: int = 1
    status: str = "due"
    due_at: datetime = _moment(nullable=False)
    queued_at: datetime | None = _moment()
    started_at: datetime | None = _moment()
    answered_at: datetime | None = _moment()
    finished_at: datetime | None = _moment()
    reminded_at: datetime | None = _moment()


class Response(SQLModel, table=True):
    """What one person answers hangs on this; an anonymous one has no member and no times."""

    __table_args__ = (
        UniqueConstraint("consultation_id", "member_id"),
        _one_of("via", "chat", "paper", "helper"),
    )

    id: int = _number(primary=True)
    consultation_id: int = _number(foreign="consultation.id")
    member_id: int | None = _number(
        foreign="member.id", nullable=True, ondelete="CASCADE", index=True
    )
    via: str = "chat"


class Answer(SQLModel, table=True):
    """The latest answer to one question; earlier ones are not kept. `version` is what was seen."""

    __table_args__ = (_one_of("declined", "skipped", "not_said", "seen"),)

    response_id: int = _number(primary=True, foreign="response.id", ondelete="CASCADE")
    consultation_id: int = _number(foreign="consultation.id", index=True)
    question: int = Field(primary_key=True)
    version: int
    text: str | None = None
    media_id: int | None = _number(
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

    response_id: int = _number(primary=True)
    question: int = Field(primary_key=True)
    choice: int = Field(primary_key=True)
    consultation_id: int = _number(foreign="consultation.id")


class Media(SQLModel, table=True):
    """A file: where the channel holds it, and where we do once it was fetched.

    `due_at` is when to fetch it (again); None stands for now.
    """

    __table_args__ = (
        _one_of("kind", "voice", "photo", "document", "video"),
        _one_of("status", "waiting", "stored", "lost", "erased"),
    )

    id: int = _number(primary=True)
    network_id: int = _number(foreign="network.id")
    channel_account_id: int = _number(foreign="channel_account.id")
    member_id: int | None = _number(
        foreign="member.id", nullable=True, ondelete="SET NULL", index=True
    )
    kind: str
    file_id: str
    unique_id: str
    mime: str | None = None
    size: int | None = _number(nullable=True)
    seconds: int | None = None
    name: str | None = None
    status: str = Field(default="waiting", index=True)
    tries: int = 0
    due_at: datetime | None = _moment()
    created_at: datetime = _moment(nullable=False)


# --- the loop -------------------------------------------------------------------------------------


class Decision(SQLModel, table=True):
    """What came of a consultation, as it was approved to be told."""

    consultation_id: int = _number(primary=True, foreign="consultation.id")
    version: int = Field(primary_key=True)
    content: dict[str, Any] = _json()
    approved_by: int | None = _number(foreign="member.id", nullable=True, ondelete="SET NULL")
    approved_at: datetime = _moment(nullable=False)


class Notice(SQLModel, table=True):
    """A decision told to one contributor. `reason` says why it cannot be told."""

    __table_args__ = (
        _one_of("status", "due", "queued", "told", "untold"),
        _one_of("reason", "stopped", "erased", "died", "unreachable", "failed", "expired"),
        Index("notice_due", "status", "due_at"),
    )

    consultation_id: int = _number(primary=True, foreign="consultation.id")
    version: int = Field(primary_key=True)
    member_id: int = _number(primary=True, foreign="member.id", ondelete="CASCADE", index=True)
    status: str = "due"
    reason: str | None = None
    due_at: datetime = _moment(nullable=False)
    told_at: datetime | None = _moment()


class HeardRating(SQLModel, table=True):
    """Whether a contributor felt heard."""

    __tablename__ = "heard_rating"
    __table_args__ = (_one_of("rating", "yes", "partly", "no", "cannot_tell"),)

    consultation_id: int = _number(primary=True, foreign="consultation.id")
    member_id: int = _number(primary=True, foreign="member.id", ondelete="CASCADE", index=True)
    rating: str
    why: str | None = None
    rated_at: datetime = _moment(nullable=False)


# --- conversations and delivery -------------------------------------------------------------------


class ConversationState(SQLModel, table=True):
    """A conversation's state between two replies; see `conversations.state`."""

    __tablename__ = "conversation_state"

    member_id: int = _number(primary=True, foreign="member.id", ondelete="CASCADE")
    conversation: str = Field(primary_key=True)
    subject: int = _number(primary=True)
    kept: dict[str, Any] = _json()
    changed_at: datetime = _moment(nullable=False)


class Inbox(SQLModel, table=True):
    """An update, stored before it was acknowledged. The order of a person's is that of `id`."""

    __table_args__ = (
        UniqueConstraint("channel_account_id", "external_id"),
        _one_of("status", "waiting", "done", "poison"),
        Index("inbox_next", "id", **WAITING),
        Index("inbox_behind", "channel_account_id", "sender", "id", **WAITING),
        Index("inbox_said", "done_at", **SAID),
        Index("inbox_poison", "id", **POISON),
        NEVER_AGAIN,
    )  # fmt: skip

    id: int = _serial()
    channel_account_id: int = _number(foreign="channel_account.id")
    external_id: str
    sender: str
    kind: str = "update"
    payload: dict[str, Any] | None = _json(nullable=True)
    status: str = "waiting"
    tries: int = 0
    lease: str | None = None
    leased_until: datetime | None = _moment()
    received_at: datetime = _moment(nullable=False)
    done_at: datetime | None = _moment()


class Outbox(SQLModel, table=True):
    """A message on its way to one address. `outbox.MOVES` says who may move it where."""

    __table_args__ = (
        _one_of("lane", "reply", "bulk"),
        _one_of(
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

    id: int = _serial()
    channel_account_id: int = _number(foreign="channel_account.id")
    address_id: int = _number(foreign="address.id", ondelete="CASCADE")
    member_id: int = _number(foreign="member.id", ondelete="CASCADE")
    dedupe_key: str = Field(unique=True)
    lane: str
    kind: str
    conversation: str | None = None
    subject: int = _number()
    slot: str | None = None
    edits: bool = False
    edits_message: int | None = _number(nullable=True)
    payload: dict[str, Any] | None = _json(nullable=True)
    media_id: int | None = _number(
        foreign="media.id", nullable=True, index=True, ondelete="SET NULL"
    )
    status: str = "waiting"
    due_at: datetime = _moment(nullable=False)
    not_after: datetime | None = _moment()
    lease: str | None = None
    tries: int = 0
    message: int | None = _number(nullable=True)
    why: str | None = None
    created_at: datetime = _moment(nullable=False)
    sent_at: datetime | None = _moment()


class Hold(SQLModel, table=True):
    """A wait of so many `seconds` that a channel asked for: for one address, or (0) for everybody.

    Kept so that a new start, or another process, keeps to it too.
    """

    channel_account_id: int = _number(primary=True, foreign="channel_account.id")
    address_id: int = _number(primary=True)
    until: datetime = _moment(nullable=False)
    seconds: float


class Lease(SQLModel, table=True):
    """What only one of several processes may do at a time, who does it, and until when."""

    name: str = Field(primary_key=True)
    holder: str
    until: datetime = _moment(nullable=False)


class TextKey(SQLModel, table=True):
    """The mark of a key with which words in this database are sealed; never the key."""

    __tablename__ = "text_key"

    mark: str = Field(primary_key=True)
    known_since: datetime = _moment(nullable=False)


class Audit(SQLModel, table=True):
    """One line for each act of power. Only ever added to.

    `seal` is a hash over the line and the seal of the line before it in the same network.
    """

    __table_args__ = (NEVER_AGAIN,)

    id: int = _serial()
    network_id: int = _number(foreign="network.id", index=True)
    at: datetime = _moment(nullable=False)
    actor_id: int | None = _number(nullable=True)
    act: str
    subject: int | None = _number(nullable=True)
    detail: dict[str, Any] = _json()
    seal: str | None = None
