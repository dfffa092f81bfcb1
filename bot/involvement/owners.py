"""Owners of promises: who can be one, joining by a link, handing over, and never without one.

A promise is owned by a member, or (until somebody joins) by a name and a link that still works. Who
cannot be reached any more hands over without a word: to the facilitator who approved it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement import commitments, invites, loops, roles, undelivered
from bot.involvement.happened import ByItself, Happened
from bot.involvement.reach import is_cut_off
from bot.involvement.tasks import raise_task
from bot.store.tables import (
    commitment,
    commitment_change,
    decision,
    invite,
    member,
    outbox,
    role,
    task,
)
from conversations.events import CameBy
from conversations.loop_events import CommitmentChanged, OwnerChanged
from conversations.loops import ENDS
from conversations.promises import AllHandedOver, OwnerInvited, Owners, Professional
from conversations.rights import FACILITATOR, PROFESSIONAL, covers

MOST = 20
LINK_LIVES = timedelta(days=14)
WHO_OWNS = (PROFESSIONAL, FACILITATOR, "chair")
_SETTLED = ("not_mine", "unowned")
"""Tasks about a promise that are over once it has another owner."""

Row = Mapping[Any, Any]
_IN_FORCE = role.c.revoked_at.is_(None)
_WAITS = commitment.c.status == "waiting"


# --- who can own, for whoever writes promises -----------------------------------------------------


def load(connection: Connection, network: int, number: int, mine: Collection[int] | None) -> Owners:
    """Give who joined as a professional, and how many open promises go with that `number`.

    `mine` are the groups of whoever asks, None for the whole network.
    """
    rows = connection.execute(
        sa.select(role.c.member_id, sa.func.max(invite.c.label))
        .join(member, member.c.id == role.c.member_id)
        .join(invite, invite.c.id == role.c.invite_id)
        .where(member.c.network_id == network, role.c.role == PROFESSIONAL, _IN_FORCE)
        .where(member.c.joined_at.is_not(None), member.c.stopped_at.is_(None))
        .where(~is_cut_off(member.c.id))
        .group_by(role.c.member_id)
        .order_by(sa.func.max(invite.c.label), role.c.member_id)
        .limit(MOST)
    )
    people = tuple(Professional(who, name) for who, name in rows)
    return Owners(people, len(_together(connection, network, number, mine)))


def _together(
    connection: Connection, network: int, number: int, mine: Collection[int] | None
) -> list[Row]:
    """Give the open promises of whoever owns this one, as far as these groups reach."""
    same = sa.select(commitment.c.owner_id).where(
        commitment.c.id == number, commitment.c.network_id == network
    )
    rows = connection.execute(
        sa.select(commitment)
        .where(commitment.c.owner_id.in_(same), _WAITS)
        .order_by(commitment.c.id)
    ).mappings()
    found = list(rows)
    groups = loops.groups_of(connection, [row["loop_id"] for row in found])
    return [row for row in found if covers(mine, groups[row["loop_id"]])]


# --- what happens to a promise --------------------------------------------------------------------


def changed(connection: Connection, happened: Sequence[Happened[CommitmentChanged]]) -> None:
    """Change promises; what would remind of how they were before is not sent any more.

    Of what has ended nobody has to settle any more whose it is.
    """
    commitments.changed(connection, happened)
    _silence(connection, [one.event.commitment for one in happened])
    for one in happened:
        if one.event.status in ENDS:
            _settle(connection, one.network, [one.event.commitment], one.now, one.member)


def owner_changed(connection: Connection, happened: Sequence[Happened[OwnerChanged]]) -> None:
    """Hand promises over, one by one."""
    commitments.owner_changed(connection, happened)
    for one in happened:
        _settle(connection, one.network, [one.event.commitment], one.now, one.member)


def all_handed_over(connection: Connection, happened: Sequence[Happened[AllHandedOver]]) -> None:
    """Hand over every open promise of one person that whoever says so answers for."""
    for one in happened:
        event = one.event
        mine = roles.groups_as(connection, one.member, FACILITATOR)
        if mine is not None and not mine:
            continue
        rows = _together(connection, one.network, event.commitment, mine)
        for row in rows:
            commitments.hand_over(connection, one, row, event.owner, event.owner_name)
        numbers = [row["id"] for row in rows]
        _settle(connection, one.network, numbers, one.now, one.member)
        if event.token and event.owner_name:
            _invite(connection, one, numbers, event.token, event.owner_name)


def invited(connection: Connection, happened: Sequence[Happened[OwnerInvited]]) -> None:
    """Make the links of promises that nobody joined for yet; the ones before end.

    Promises of one person share a link.
    """
    by_link: dict[str, list[Happened[OwnerInvited]]] = defaultdict(list)
    for one in happened:
        by_link[one.event.token].append(one)
    for token, those in by_link.items():
        numbers = [one.event.commitment for one in those]
        _invite(connection, those[0], numbers, token, those[0].event.name)


def _invite(
    connection: Connection, one: Happened[Any], numbers: Collection[int], token: str, name: str
) -> None:
    c = commitment.c
    mine = c.id.in_(numbers) & (c.network_id == one.network) & c.owner_id.is_(None)
    rows = connection.execute(sa.select(c.id, c.invite_id).where(mine)).all()
    if not rows:
        return
    before = {row.invite_id for row in rows if row.invite_id is not None}
    ours = [row.id for row in rows]
    used = sa.exists().where(c.invite_id == invite.c.id, c.id.not_in(ours), c.owner_id.is_(None))
    connection.execute(
        invite.update().where(invite.c.id.in_(before), ~used).values(revoked_at=one.now)
    )
    link = invites.for_owner(connection, one, name, token, one.now + LINK_LIVES)
    connection.execute(commitment.update().where(c.id.in_(ours)).values(invite_id=link))


def came_by(connection: Connection, happened: Sequence[Happened[CameBy]]) -> None:
    """Let people come by links; who comes by the link of a promise owns it from then on."""
    invites.came_by(connection, happened)
    for one in happened:
        waiting = (commitment.c.invite_id == one.event.invite) & commitment.c.owner_id.is_(None)
        here = commitment.c.network_id == one.network
        rows = connection.execute(
            sa.select(commitment).where(waiting, here).with_for_update()
        ).mappings().all()  # fmt: skip
        if rows and invites.is_taken_by(connection, one):
            for row in rows:
                commitments.hand_over(connection, one, row, one.member, row["owner_name"])
            _settle(connection, one.network, [row["id"] for row in rows], one.now, None)


def _settle(
    connection: Connection, network: int, numbers: Collection[int], now: datetime, by: int | None
) -> None:
    """Let go of what was asked about the owner before: tasks, and reminders on their way."""
    over = task.c.kind.in_(_SETTLED) & task.c.about.in_(numbers) & task.c.done_at.is_(None)
    connection.execute(
        task.update().where(over, task.c.network_id == network).values(done_at=now, done_by=by)
    )
    _silence(connection, numbers)


def _silence(connection: Connection, numbers: Collection[int]) -> None:
    reminds = (outbox.c.kind == "nudge") & outbox.c.subject.in_(numbers)
    undelivered.cancel(connection, reminds, "the promise has changed")


# --- never without an owner -----------------------------------------------------------------------


def hand_over_what_nobody_owns(
    connection: Connection, served: ColumnElement[bool], now: datetime
) -> int:
    """Give each promise whose owner is gone to a facilitator, who is asked to hand it over.

    `served` says of a promise that this process looks after its network. Gives how many.
    """
    rows = connection.execute(
        sa.select(commitment).where(_WAITS, served, _is_nobodys(now)).with_for_update()
    ).mappings().all()  # fmt: skip
    handed = 0
    for row in rows:
        to = who_answers_for(connection, row)
        raise_task(
            connection, row["network_id"], "unowned", loop=row["loop_id"], about=row["id"], now=now
        )
        if to is None or to == row["owner_id"]:
            continue
        by = ByItself(row["network_id"], now)
        commitments.hand_over(connection, by, row, to, row["owner_name"])
        _silence(connection, [row["id"]])
        handed += 1
    return handed


def _is_nobodys(now: datetime) -> ColumnElement[bool]:
    """Say of a promise that its owner is gone, or that nobody can come by its link any more.

    Whoever opened the link and never joined has not taken it on.
    """
    c = commitment.c
    link = sa.exists().where(invite.c.id == c.invite_id, invites.works(now))
    stopped = sa.exists().where(member.c.id == c.owner_id, member.c.stopped_at.is_not(None))
    away = sa.exists().where(
        member.c.id == c.owner_id, member.c.joined_at.is_(None),
        member.c.created_at <= now - LINK_LIVES,
    )  # fmt: skip
    holds = sa.exists().where(role.c.member_id == c.owner_id, role.c.role.in_(WHO_OWNS), _IN_FORCE)
    gone = c.owner_id.is_not(None) & sa.or_(stopped, away, is_cut_off(c.owner_id), ~holds)
    return sa.or_(gone, c.owner_id.is_(None) & ~link)


def who_answers_for(connection: Connection, row: Row) -> int | None:
    """Give the facilitator who approved a promise, else another one of its loop, else anyone."""
    within = loops.groups_of(connection, [row["loop_id"]])[row["loop_id"]]
    them = _reachable(connection, row["network_id"], FACILITATOR, within)
    approved = connection.execute(
        sa.select(decision.c.approved_by)
        .where(decision.c.loop_id == row["loop_id"])
        .order_by(decision.c.version.desc())
        .limit(1)
    ).scalar()
    wrote = connection.execute(
        sa.select(commitment_change.c.changed_by).where(
            commitment_change.c.commitment_id == row["id"], commitment_change.c.version == 1
        )
    ).scalar()
    known = [who for who in (approved, wrote) if who in them]
    anyone = them or _reachable(connection, row["network_id"], FACILITATOR, None)
    return next(iter([*known, *anyone]), None)


def chairs_of(connection: Connection, row: Row) -> list[int]:
    """Give who chairs the groups, or the network, that a promise belongs to."""
    within = loops.groups_of(connection, [row["loop_id"]])[row["loop_id"]]
    return _reachable(connection, row["network_id"], "chair", within)


def _reachable(
    connection: Connection, network: int, name: str, within: Collection[int] | None
) -> list[int]:
    """Give who holds a role for these groups (None: for any) and can be reached, in this order."""
    rows = connection.execute(
        sa.select(role.c.member_id, role.c.group_id)
        .join(member, member.c.id == role.c.member_id)
        .where(member.c.network_id == network, role.c.role == name, _IN_FORCE)
        .where(member.c.stopped_at.is_(None), ~is_cut_off(member.c.id))
        .order_by(role.c.id)
    )
    mine: dict[int, set[int | None]] = {}
    for who, group in rows:
        mine.setdefault(who, set()).add(group)
    return [
        who for who, groups in mine.items() if within is None or covers(roles.reach(groups), within)
    ]
