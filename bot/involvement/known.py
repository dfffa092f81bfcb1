"""What is kept about people, for themselves: a few of them at once, a statement for each kind.

Nothing is left out that is theirs, but what Heard needs for its own work: rows of the inbox and the
outbox, states of conversations, hashes.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import answers, known_deeds
from bot.involvement.consultations import Contents
from bot.store.sealing import WHY, sealer_of
from bot.store.tables import (
    address,
    consent,
    edition,
    flag,
    group,
    heard_rating,
    invite,
    member,
    membership,
    notice,
    participation,
    role,
)
from conversations.known import Agreed, HeldRole, Known, TookPart, WasTold
from conversations.loops import Told
from conversations.plain import from_plain

MOST = 20  # consultations that are shown in the chat
Thing = TypeVar("Thing")
By = Mapping[int, Sequence[Thing]]
"""Things of each member, by their number."""


def load(
    connection: Connection, members: Collection[int], contents: Contents, most: int | None = MOST
) -> dict[int, Known]:
    """Give what is known of each; of consultations the last `most` or, with None, all."""
    who = list(members)
    people = connection.execute(_PEOPLE, {"members": who}).mappings().all()
    took_part = _took_part(connection, who, contents, most)
    deeds = known_deeds.load(connection, who) if most is None else defaultdict(list)
    groups, roles = _groups(connection, who), _roles(connection, who)
    consents, flags = _consents(connection, who), _flags(connection, who)
    return {
        row["id"]: Known(
            **{name: row[name] for name in _OWN},
            quiet=_quiet(row),
            groups=tuple(groups[row["id"]]),
            roles=tuple(roles[row["id"]]),
            consents=tuple(consents[row["id"]]),
            flags=tuple(flags[row["id"]]),
            took_part=tuple(took_part[row["id"]]),
            deeds=tuple(deeds[row["id"]]),
        )
        for row in people
    }


def _quiet(row: Mapping[Any, Any]) -> tuple[int, int] | None:
    begin, end = row["quiet_from"], row["quiet_until"]
    return None if begin is None or end is None else (begin, end)


def _by_member(rows: Sequence[Any], make: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.member_id].append(make(row))
    return found


def _groups(connection: Connection, who: Sequence[int]) -> dict[int, list[str]]:
    m = membership.c
    rows = connection.execute(
        sa.select(m.member_id, group.c.name)
        .join(group, group.c.id == m.group_id)
        .where(m.member_id.in_(who))
        .order_by(group.c.name)
    ).all()
    return _by_member(rows, lambda row: row.name)


def _roles(connection: Connection, who: Sequence[int]) -> dict[int, list[HeldRole]]:
    r = role.c
    rows = connection.execute(
        sa.select(r.member_id, r.role, group.c.name, r.granted_at, r.revoked_at)
        .outerjoin(group, group.c.id == r.group_id)
        .where(r.member_id.in_(who))
        .order_by(r.id)
    ).all()
    return _by_member(
        rows, lambda row: HeldRole(row.role, row.name, row.granted_at, row.revoked_at)
    )


def _consents(connection: Connection, who: Sequence[int]) -> dict[int, list[Agreed]]:
    c = consent.c
    rows = connection.execute(sa.select(consent).where(c.member_id.in_(who)).order_by(c.id)).all()
    return _by_member(
        rows,
        lambda row: Agreed(
            row.version, row.language, row.wording, row.how, row.given_at, row.withdrawn_at
        ),
    )


def _flags(connection: Connection, who: Sequence[int]) -> dict[int, list[Any]]:
    f = flag.c
    rows = connection.execute(
        sa.select(f.member_id, f.raised_at).where(f.member_id.in_(who)).order_by(f.id)
    ).all()
    return _by_member(rows, lambda row: row.raised_at)


# --- consultations --------------------------------------------------------------------------------


def _took_part(
    connection: Connection, who: Sequence[int], contents: Contents, most: int | None
) -> dict[int, list[TookPart]]:
    rows = [
        row for row in connection.execute(_PARTS, {"members": who}) if not most or row.rank <= most
    ]
    numbers = {row.consultation_id for row in rows}
    consulted = contents.load(connection, numbers)
    given = answers.load(connection, [(row.consultation_id, row.member_id) for row in rows])
    told, rated = _told(connection, who), _rated(connection, who)
    found: dict[int, list[TookPart]] = defaultdict(list)
    for row in rows:
        pair = (row.consultation_id, row.member_id)
        rating, why = rated.get(pair, (None, None))
        found[row.member_id].append(
            TookPart(
                consulted[row.consultation_id], row.status, row.queued_at, row.answered_at,
                row.finished_at, given.get(pair, {}), tuple(told[pair]), rating, why,
            )
        )  # fmt: skip
    return found


def _told(connection: Connection, who: Sequence[int]) -> dict[tuple[int, int], list[WasTold]]:
    n, e = notice.c, edition.c
    rows = connection.execute(
        sa.select(n.loop_id, n.member_id, n.told_at, e.content)
        .join(edition, (e.loop_id == n.loop_id) & (e.version == n.version))
        .where(n.member_id.in_(who), n.status == "told", e.content.is_not(None))
        .order_by(n.version)
    )
    found: dict[tuple[int, int], list[WasTold]] = defaultdict(list)
    for number, one, at, content in rows:
        found[number, one].append(WasTold(from_plain(Told, content), at))
    return found


def _rated(
    connection: Connection, who: Sequence[int]
) -> dict[tuple[int, int], tuple[str, str | None]]:
    h = heard_rating.c
    rows = connection.execute(sa.select(heard_rating).where(h.member_id.in_(who)))
    opened = sealer_of(connection).open
    return {
        (row["loop_id"], row["member_id"]): (row["rating"], opened(row["why"], WHY, row))
        for row in rows.mappings()
    }


# --- statements -----------------------------------------------------------------------------------

_OWN = (
    "kind", "area", "language", "ask_every_days", "joined_at", "stopped_at", "break_since",
    "break_until", "tell", "discreet", "death_at", "wrote_at", "came_by", "addresses",
)  # fmt: skip
"""What a person's row says, under the names of `Known`."""

_members: sa.BindParameter[int] = sa.bindparam("members", expanding=True)
_accounts = (
    sa.select(sa.func.count())
    .where(address.c.member_id == member.c.id)
    .correlate(member)
    .scalar_subquery()
)
_PEOPLE = (
    sa.select(
        member.c.id, member.c.quiet_from, member.c.quiet_until, invite.c.label.label("came_by"),
        _accounts.label("addresses"),
        *(member.c[name] for name in _OWN if name not in {"came_by", "addresses"}),
    )
    .outerjoin(invite, invite.c.id == member.c.came_by)
    .where(member.c.id.in_(_members))
)  # fmt: skip
_p = participation.c
_newest = sa.func.row_number().over(partition_by=_p.member_id, order_by=_p.due_at.desc())
_PARTS = (
    sa.select(
        _p.consultation_id, _p.member_id, _p.status, _p.queued_at, _p.answered_at, _p.finished_at,
        _newest.label("rank"),
    )
    .where(_p.member_id.in_(_members), _p.status.not_in(("due", "unreached")))
    .order_by("rank")
)  # fmt: skip
