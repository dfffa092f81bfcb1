"""People, their consent, groups, roles and links."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.store.models.columns import (
    NEVER_AGAIN,
    ON_BREAK,
    STOPPED,
    UNREAD,
    json,
    moment,
    number,
    one_of,
    serial,
)


class Member(SQLModel, table=True):
    """Anyone who takes part. No name is needed, and none is asked.

    On a break from `break_since` until `break_until`, or (None) until they write. Quiet hours are
    whole hours in their zone; None stands for the usual ones. `tell` is what Heard may start:
    everything, or only what changed. `discreet` means that a lock screen shows no topic. `death`
    says who died, so that nothing is started any more. `wrote_at` is exact to a day.
    `notices` is of which changes they want to hear: every one, or the decision and the ends only;
    `digests` of which meetings. `induction` is the next of the first messages that explain Heard,
    None after the last. `needs_you_on` is when somebody who works here last got the week's list.
    `wrong_codes` counts wrong recovery codes, the last one at `wrong_code_at`.
    """

    __table_args__ = (
        one_of("kind", "in_treatment", "after_treatment", "carer_or_family", "other", "not_said"),
        one_of("tell", "all", "only_changes"),
        one_of("death", "cared_for", "member"),
        one_of("notices", "every", "ends"),
        one_of("digests", "all", "mine", "monthly", "none"),
        CheckConstraint("ask_every_days BETWEEN 0 AND 366", name="ask_every_days_sane"),
        CheckConstraint("quiet_from BETWEEN 0 AND 23", name="quiet_from_sane"),
        CheckConstraint("quiet_until BETWEEN 0 AND 24", name="quiet_until_sane"),
        Index("member_on_break", "break_until", **ON_BREAK),
        Index("member_of_network", "network_id", "joined_at"),
        Index("member_stopped", "stopped_at", **STOPPED),
    )

    id: int = number(primary=True)
    network_id: int = number(foreign="network.id")
    language: str = ""
    guess: str | None = None
    kind: str = "not_said"
    area: str | None = None
    ask_every_days: int = 14
    zone: str | None = None
    joined_at: datetime | None = moment()
    stopped_at: datetime | None = moment()
    break_since: datetime | None = moment()
    break_until: datetime | None = moment()
    quiet_from: int | None = None
    quiet_until: int | None = None
    quiet_sundays: bool | None = None
    tell: str = "all"
    discreet: bool = False
    death: str | None = None
    death_at: datetime | None = moment()
    wrote_at: datetime | None = moment()
    consent_version: int | None = None
    notices: str = "every"
    digests: str = "all"
    rounded_up_on: date | None = None
    needs_you_on: date | None = None
    induction: int | None = None
    inducted_at: datetime | None = moment()
    wrong_codes: int = 0
    wrong_code_at: datetime | None = moment()
    came_by: int | None = number(foreign="invite.id", nullable=True)
    recovery_hash: str | None = Field(default=None, unique=True)
    focus_conversation: str | None = None
    focus_subject: int | None = number(nullable=True)
    created_at: datetime = moment(nullable=False)


class Consent(SQLModel, table=True):
    """One consent: exactly what was read, how it was put, and when it was withdrawn."""

    __table_args__ = (NEVER_AGAIN,)

    id: int = serial()
    member_id: int = number(foreign="member.id", ondelete="CASCADE", index=True)
    version: int
    language: str
    wording: str
    how: str
    given_at: datetime = moment(nullable=False)
    withdrawn_at: datetime | None = moment()


class Group(SQLModel, table=True):
    """A body that sits or is asked: a locality, a tumour site, a cross-cutting group, a panel.

    `influence_asked` is the last quarter, such as '2026-4', in which its members were asked.
    `influence_map` is the map of what they said, as it was counted once: `impacts.InfluenceMap`.
    """

    __tablename__ = "involvement_group"
    __table_args__ = (
        one_of("kind", "locality", "site_specific", "cross_cutting", "panel"),
        UniqueConstraint("network_id", "name"),
        NEVER_AGAIN,
    )

    id: int = serial()
    network_id: int = number(foreign="network.id")
    parent_id: int | None = number(foreign="involvement_group.id", nullable=True)
    name: str
    kind: str = "locality"
    influence_asked: str | None = None
    influence_map: dict[str, Any] | None = json(nullable=True)


class Membership(SQLModel, table=True):
    """A member belongs to a group."""

    group_id: int = number(primary=True, foreign="involvement_group.id")
    member_id: int = number(primary=True, foreign="member.id", ondelete="CASCADE", index=True)


class Role(SQLModel, table=True):
    """What a member may do, in one group or (without a group) in the whole network.

    `invite_id` is the link that gave it.
    """

    __table_args__ = (
        one_of(
            "role", "helper", "scribe", "facilitator", "professional", "chair", "operator"
        ),
        NEVER_AGAIN,
    )  # fmt: skip

    id: int = serial()
    member_id: int = number(foreign="member.id", ondelete="CASCADE", index=True)
    group_id: int | None = number(foreign="involvement_group.id", nullable=True)
    role: str
    granted_at: datetime = moment(nullable=False)
    revoked_at: datetime | None = moment()
    invite_id: int | None = number(foreign="invite.id", nullable=True, ondelete="SET NULL")


class Invite(SQLModel, table=True):
    """A link. Without a role it is a recruitment route (a poster, a nurse); its token is hashed."""

    __table_args__ = (NEVER_AGAIN,)

    id: int = serial()
    network_id: int = number(foreign="network.id")
    token_hash: str = Field(unique=True)
    label: str
    role: str | None = None
    group_id: int | None = number(foreign="involvement_group.id", nullable=True)
    language: str | None = None
    uses_left: int | None = None
    used: int = 0
    expires_at: datetime | None = moment()
    revoked_at: datetime | None = moment()


class OneTimePage(SQLModel, table=True):
    """A page that a member may open once, by a link; only the hash of its token is kept."""

    __tablename__ = "one_time_page"
    __table_args__ = (one_of("kind", "my_data"), NEVER_AGAIN)

    id: int = serial()
    member_id: int = number(foreign="member.id", ondelete="CASCADE", index=True)
    token_hash: str = Field(unique=True)
    kind: str = "my_data"
    expires_at: datetime = moment(nullable=False)
    opened_at: datetime | None = moment()


class Reader(SQLModel, table=True):
    """Somebody on the reading rota: on which weekdays (bit 0 is Monday), between which hours.

    Hours are whole and in the network's zone.
    """

    __table_args__ = (
        CheckConstraint("weekdays BETWEEN 1 AND 127", name="weekdays_sane"),
        CheckConstraint("from_hour BETWEEN 0 AND 23", name="from_hour_sane"),
        CheckConstraint("until_hour BETWEEN 1 AND 24", name="until_hour_sane"),
    )

    network_id: int = number(primary=True, foreign="network.id")
    member_id: int = number(primary=True, foreign="member.id", ondelete="CASCADE", index=True)
    weekdays: int
    from_hour: int
    until_hour: int
    since: datetime = moment(nullable=False)


class Flag(SQLModel, table=True):
    """Words of distress or danger for a person on the rota to read; gone soon after it was read.

    In an answer the words stand there; else `words` holds them. `level` is how far it went: to
    nobody yet, the readers on duty, all readers, or everybody who facilitates; `escalated_at` when,
    or None where it is to go further at once. `shown_at` is when it was first opened, `read_at`
    when it was marked as done.
    """

    __table_args__ = (
        one_of("kind", "urgent", "unsafe", "distress"),
        Index("flag_unread", "network_id", "raised_at", **UNREAD),
        NEVER_AGAIN,
    )

    id: int = serial()
    network_id: int = number(foreign="network.id")
    member_id: int = number(foreign="member.id", ondelete="CASCADE", index=True)
    kind: str
    consultation_id: int | None = number(foreign="consultation.id", nullable=True)
    question: int | None = None
    words: str | None = None
    raised_at: datetime = moment(nullable=False)
    level: int = 0
    shown_at: datetime | None = moment()
    escalated_at: datetime | None = moment()
    read_at: datetime | None = moment()
    read_by: int | None = number(foreign="member.id", nullable=True, ondelete="SET NULL")
