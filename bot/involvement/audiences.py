"""Audiences: which members a rule picks, how many may be asked now, later or never, and why."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement.drafts import end_of
from bot.involvement.lately import CHOSEN, had_lately, limits_of
from bot.involvement.reach import is_cut_off, takes_part
from bot.involvement.wellbeing import Limits, after_quiet, not_before
from bot.store.sql import insert_missing_from, is_waiting
from bot.store.tables import (
    address,
    channel_account,
    consultation,
    draft,
    member,
    membership,
    network,
    outbox,
    participation,
    role,
)
from conversations.content import Audience
from conversations.draft import Draft
from conversations.facts import AudienceCount
from conversations.plain import from_plain

Testers = Mapping[int, Collection[str] | None]
"""By account the only addresses that are written to; None stands for everybody."""
A_MINUTE = 20 * 60
"""Messages a minute that a broadcast may count on, with room kept for replies."""


def _members(network_id: int, audience: Audience) -> sa.Select[Any]:
    """Pick members who joined; not who facilitates what is asked, nor who is here for work."""
    facilitates = sa.exists().where(
        role.c.member_id == member.c.id,
        role.c.role == "facilitator",
        role.c.revoked_at.is_(None),
        role.c.group_id.is_(None) | role.c.group_id.in_(audience.groups),
    )
    picked = sa.select(member).where(
        member.c.network_id == network_id, member.c.joined_at.is_not(None), ~facilitates,
        takes_part(member.c.consent_version),
    )  # fmt: skip
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
    unlisted: bool
    only_changes: bool
    limits: Limits


@dataclass(slots=True)
class _Tally:
    """Who gets it at once, who later and why, who never and why; and the last days for those."""

    now: int = 0
    later: Counter[str] = field(default_factory=Counter)
    never: Counter[str] = field(default_factory=Counter)
    lacking: Counter[str] = field(default_factory=Counter)
    last: dict[str, datetime] = field(default_factory=dict)

    def put_off(self, why: str, until: datetime) -> None:
        self.later[why] += 1
        self.last[why] = max(until, self.last.get(why, until))


def count(
    connection: Connection, number: int, now: datetime, *, a_minute: float = A_MINUTE,
    testers: Testers | None = None,
) -> AudienceCount:  # fmt: skip
    """Count who a draft would reach when it is sent: at once, later and why, never and why.

    `a_minute` is how many messages a minute it may count on; 0 stands for any number. `testers`
    are, by account, the only addresses that are written to, as in a pilot.
    """
    row = connection.execute(
        sa.select(draft.c.content, draft.c.network_id, network.c.zone)
        .join(network, network.c.id == draft.c.network_id)
        .where(draft.c.id == number)
    ).one()
    content, zone = from_plain(Draft, row.content), ZoneInfo(row.zone)
    opens = datetime.fromisoformat(content.opens_at) if content.opens_at else now
    moment = max(now, opens)
    closes = end_of(content.closes_on, zone) if content.closes_on else None
    tally = _Tally()
    who = _members(row.network_id, content.audience or Audience())
    unlisted = _unlisted(connection, row.network_id, testers or {})
    for one in _candidates(connection, row.network_id, who, unlisted, now):
        why_never = _count_one(tally, one, moment, closes)
        if not why_never and content.title and not content.title.speaks(one.language):
            tally.lacking[one.language] += 1
    ahead = _ahead(connection, row.network_id, now) if moment == now else 0
    days = {why: last.astimezone(zone).date() for why, last in tally.last.items()}
    return AudienceCount(
        now=tally.now,
        later=tuple(sorted(tally.later.items())),
        never=tuple(sorted(tally.never.items())),
        lacking_language=tuple(sorted(tally.lacking.items())),
        minutes=max(1, math.ceil((tally.now + ahead) / a_minute)) if a_minute else 1,
        quiet_until=days.get("quiet"),
        last_on=days.get("asked_recently"),
    )


def _count_one(
    tally: _Tally, one: _Candidate, moment: datetime, closes: datetime | None, *,
    is_ask: bool = True,
) -> str | None:  # fmt: skip
    """Count one person; gives why they never get it, or None."""
    limits, allowed = one.limits, not_before(moment, one.limits, is_ask=is_ask)
    later = _why_later(limits, moment, allowed, is_ask=is_ask)
    until_they_write = later == "break" and limits.break_until is None
    too_late = closes is not None and allowed >= closes and not until_they_write
    closes_first = "break" if later == "break" else "closes_first"
    closes_first = closes_first if is_ask else "begins_first"
    never = _why_never(one) or (closes_first if too_late else None)
    if never:
        tally.never[never] += 1
    elif later:
        tally.put_off(later, allowed)
    else:
        tally.now += 1
    return never


def _why_never(one: _Candidate) -> str | None:
    holds = {
        "stopped": one.stopped, "unreachable": one.unreachable, "not_listed": one.unlisted,
        "only_changes": one.only_changes,
    }  # fmt: skip
    return next((why for why, does in holds.items() if does), None)


def _why_later(limits: Limits, moment: datetime, allowed: datetime, *, is_ask: bool) -> str:
    """Say why it goes later than at `moment`; '' where it does not."""
    if limits.on_break(moment):
        return "break"
    if allowed == moment:
        return ""
    awake = after_quiet(moment, limits.zone, limits.quiet)
    return "quiet" if allowed == awake else "asked_recently" if is_ask else "had_enough"


def _ahead(connection: Connection, network_id: int, now: datetime) -> int:
    """Count what this network's accounts are to send before it."""
    accounts = sa.select(channel_account.c.id).where(channel_account.c.network_id == network_id)
    o = outbox.c
    waits = sa.select(sa.func.count()).where(
        is_waiting(outbox), o.lane == "bulk", o.due_at <= now, o.channel_account_id.in_(accounts)
    )
    return connection.execute(waits).scalar_one()


def _unlisted(connection: Connection, network_id: int, testers: Testers) -> ColumnElement[bool]:
    """Say of a member that no address of theirs is one that is written to."""
    c = channel_account.c
    accounts = connection.execute(sa.select(c.id).where(c.network_id == network_id)).scalars()
    ways = [(one, testers.get(one)) for one in accounts]
    if not ways or any(listed is None for _, listed in ways):
        return sa.false()
    theirs = [
        (address.c.channel_account_id == one) & address.c.external_id.in_(listed or ())
        for one, listed in ways
    ]
    reached = sa.select(address.c.member_id).where(sa.or_(*theirs))
    return member.c.id.not_in(reached)


def _candidates(
    connection: Connection, network_id: int, who: sa.Select[Any], unlisted: ColumnElement[bool],
    now: datetime,
) -> Iterator[_Candidate]:  # fmt: skip
    everyone = sa.select(member.c.id).where(member.c.network_id == network_id)
    had = had_lately(connection, everyone, now)
    picked = who.add_columns(unlisted.label("unlisted")).subquery()
    rows = connection.execute(
        sa.select(
            picked.c.id, picked.c.language, picked.c.stopped_at, picked.c.tell, picked.c.unlisted,
            *(picked.c[column.name] for column in CHOSEN),
            is_cut_off(picked.c.id).label("gone"), network.c.zone.label("network_zone"),
        ).join(network, network.c.id == picked.c.network_id)
    )  # fmt: skip
    for row in rows.mappings():
        yield _Candidate(
            row["language"], row["stopped_at"] is not None, row["gone"], row["unlisted"],
            row["tell"] == "only_changes", limits_of(row, had[row["id"]]),
        )  # fmt: skip


def invited_by(network_id: int, audience: Audience) -> sa.Select[int]:
    """Select the members that a meeting's audience picks and to whom Heard may write."""
    picked = _members(network_id, audience).where(
        member.c.stopped_at.is_(None), member.c.tell == "all", ~is_cut_off(member.c.id)
    )
    return picked.with_only_columns(member.c.id)


def count_invited(
    connection: Connection, network_id: int, audience: Audience, now: datetime, *,
    begins: datetime | None = None, **pace: Any,
) -> AudienceCount:  # fmt: skip
    """Count who an invitation would reach: at once, later and why, never and why.

    Nobody is invited to what `begins` before their limits allow it. `pace` is as `count` takes it.
    """
    who = _members(network_id, audience)
    unlisted = _unlisted(connection, network_id, pace.get("testers") or {})
    everyone = _candidates(connection, network_id, who, unlisted, now)
    return _told(connection, network_id, everyone, now, pace.get("a_minute", A_MINUTE), begins)


def count_told(
    connection: Connection, network_id: int, who: sa.Select[Any], now: datetime, *,
    a_minute: float = A_MINUTE, testers: Testers | None = None,
) -> AudienceCount:  # fmt: skip
    """Count when these members would be told what came of something, and who never would.

    `who` selects their ids, and leaves out already who does not want to be told. `a_minute` and
    `testers` are as in `count`.
    """
    picked = sa.select(member).where(member.c.network_id == network_id, member.c.id.in_(who))
    unlisted = _unlisted(connection, network_id, testers or {})
    everyone = _candidates(connection, network_id, picked, unlisted, now)
    wanting = (replace(one, only_changes=False) for one in everyone)
    return _told(connection, network_id, wanting, now, a_minute)


def _told(
    connection: Connection, network_id: int, who: Iterable[_Candidate], now: datetime,
    a_minute: float, begins: datetime | None = None,
) -> AudienceCount:  # fmt: skip
    tally = _Tally()
    for one in who:
        _count_one(tally, one, now, begins, is_ask=False)
    ahead = _ahead(connection, network_id, now)
    named = connection.execute(sa.select(network.c.zone).where(network.c.id == network_id))
    zone = ZoneInfo(named.scalar_one())
    days = {why: last.astimezone(zone).date() for why, last in tally.last.items()}
    return AudienceCount(
        now=tally.now,
        later=tuple(sorted(tally.later.items())),
        never=tuple(sorted(tally.never.items())),
        minutes=max(1, math.ceil((tally.now + ahead) / a_minute)) if a_minute else 1,
        quiet_until=days.get("quiet"),
        last_on=days.get("had_enough"),
    )


def open_what_is_due(connection: Connection, now: datetime) -> int:
    """Open the consultations whose day has come, and ask everyone; gives how many people.

    They are due to be asked since it opens, whenever that is noticed (see `sent_since`).
    """
    c = consultation.c
    opening = connection.execute(
        consultation.update()
        .where(c.status == "scheduled", c.opens_at <= now)
        .values(status="open")
        .returning(c.id, c.opens_at)
    ).all()  # fmt: skip
    return sum(ask_everyone(connection, number, opens_at) for number, opens_at in opening)


def ask_everyone(
    connection: Connection, number: int, now: datetime, joined_since: datetime | None = None
) -> int:
    """Write down whom a consultation asks: one participation each; gives how many are new.

    With `joined_since`, only those who joined after that moment are looked at.
    """
    row = connection.execute(sa.select(consultation).where(consultation.c.id == number)).one()
    picked = _members(row.network_id, from_plain(Audience, row.audience)).where(
        member.c.stopped_at.is_(None), member.c.tell == "all", ~is_cut_off(member.c.id)
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
