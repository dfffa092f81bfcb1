"""Audiences: which members a rule picks, how many may be asked now, later or never, and why."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement.lately import had_lately
from bot.involvement.reach import is_cut_off
from bot.involvement.wellbeing import Limits, after_quiet, not_before
from bot.store.sql import insert_missing_from
from bot.store.tables import (
    consultation,
    draft,
    member,
    membership,
    network,
    participation,
    role,
)
from conversations.content import Audience
from conversations.draft import Draft
from conversations.facts import AudienceCount
from conversations.plain import from_plain

A_MINUTE = 20 * 60
"""Messages a minute that a broadcast may count on, with room kept for replies."""


def _members(network_id: int, audience: Audience) -> sa.Select[Any]:
    """Pick members who joined; those who facilitate are left out of what they ask."""
    facilitates = sa.exists().where(
        role.c.member_id == member.c.id,
        role.c.role == "facilitator",
        role.c.revoked_at.is_(None),
    )
    picked = sa.select(member).where(
        member.c.network_id == network_id, member.c.joined_at.is_not(None), ~facilitates
    )
    if audience.kinds:
        picked = picked.where(member.c.kind.in_(audience.kinds))
    if audience.groups:
        belongs = sa.exists().where(
            membership.c.member_id == member.c.id, membership.c.group_id.in_(audience.groups)
        )
        picked = picked.where(belongs)
    return picked


@dataclass(frozen=True, slots=True)
class _Candidate:
    language: str
    stopped: bool
    unreachable: bool
    limits: Limits


def count(connection: Connection, number: int, now: datetime) -> AudienceCount:
    """Count who a draft would reach: now, later and why, never and why; languages it lacks."""
    row = connection.execute(
        sa.select(draft.c.content, draft.c.network_id).where(draft.c.id == number)
    ).one()
    content = from_plain(Draft, row.content)
    later: Counter[str] = Counter()
    never: Counter[str] = Counter()
    lacking: Counter[str] = Counter()
    reached = 0
    for one in _candidates(connection, row.network_id, content.audience or Audience(), now):
        why_never = "stopped" if one.stopped else "unreachable" if one.unreachable else None
        why_later = _why_later(one.limits, now)
        if why_never:
            never[why_never] += 1
        elif why_later:
            later[why_later] += 1
        else:
            reached += 1
        if not why_never and content.title and not content.title.speaks(one.language):
            lacking[one.language] += 1
    return AudienceCount(
        now=reached,
        later=tuple(sorted(later.items())),
        never=tuple(sorted(never.items())),
        lacking_language=tuple(sorted(lacking.items())),
        minutes=max(1, -(-reached // A_MINUTE)),
    )


def _why_later(limits: Limits, now: datetime) -> str | None:
    if after_quiet(now, limits.zone) > now:
        return "quiet"
    return "asked_recently" if not_before(now, limits, is_ask=True) > now else None


def _candidates(
    connection: Connection, network_id: int, audience: Audience, now: datetime
) -> Iterator[_Candidate]:
    everyone = sa.select(member.c.id).where(member.c.network_id == network_id)
    had = had_lately(connection, everyone, now)
    picked = _members(network_id, audience).subquery()
    rows = connection.execute(
        sa.select(
            picked.c.id, picked.c.language, picked.c.stopped_at, picked.c.zone,
            picked.c.ask_every_days, is_cut_off(picked.c.id).label("gone"),
            network.c.zone.label("network_zone"),
        ).join(network, network.c.id == picked.c.network_id)
    )  # fmt: skip
    for row in rows:
        zone, mine = ZoneInfo(row.zone or row.network_zone), had[row.id]
        limits = Limits(zone, row.ask_every_days, mine.last_ask, mine.started)
        yield _Candidate(row.language, row.stopped_at is not None, row.gone, limits)


def ask_everyone(
    connection: Connection, number: int, now: datetime, joined_since: datetime | None = None
) -> int:
    """Write down whom a consultation asks: one participation each; gives how many are new.

    With `joined_since`, only those who joined after that moment are looked at.
    """
    row = connection.execute(sa.select(consultation).where(consultation.c.id == number)).one()
    picked = _members(row.network_id, from_plain(Audience, row.audience)).where(
        member.c.stopped_at.is_(None), ~is_cut_off(member.c.id)
    )
    if joined_since is not None:
        picked = picked.where(member.c.joined_at > joined_since)
    there = sa.exists().where(
        participation.c.consultation_id == number, participation.c.member_id == member.c.id
    )
    moment = sa.literal(now, participation.c.due_at.type)
    who = picked.where(~there).with_only_columns(
        sa.literal(number), member.c.id, sa.literal(row.version), sa.literal("due"), moment
    )
    columns = ["consultation_id", "member_id", "version", "status", "due_at"]
    return insert_missing_from(connection, participation, columns, who)
