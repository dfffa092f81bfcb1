"""Who writes: members found by their address, and what they tell of themselves in joining."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement.happened import Happened
from bot.involvement.reach import nobody_facilitates_all
from bot.involvement.silence import is_long
from bot.store.numbers import fresh
from bot.store.sql import Among
from bot.store.tables import (
    address,
    channel_account,
    inbox,
    member,
    network,
    role,
)
from conversations.events import (
    AboutYouGiven,
    Joined,
    LanguageChosen,
    RecoveryCodeMade,
)
from conversations.facts import Person
from conversations.quiet_hours import chosen_or_usual
from conversations.rights import FACILITATOR, NO_GROUP
from conversations.turn import Key


@dataclass(frozen=True, slots=True)
class Correspondent:
    """A person at the address that they write from. `focus` is where their free text goes.

    `unreachable` tells that the last message to this address did not reach them.
    """

    person: Person
    network: int
    address: int
    account: int
    external_id: str
    focus: Key | None
    unreachable: bool


Place = tuple[int, str]
"""A channel account's number and a person's address there."""

# Statements of every turn are built once: building one costs more than running it.
_PLACES = Among(address.c.channel_account_id, address.c.external_id)
_WHO_WRITES = (
    sa.select(
        address.c.id.label("address_id"), address.c.channel_account_id, address.c.external_id,
        address.c.unreachable_since.is_not(None).label("unreachable"),
        member.c.id, member.c.network_id, member.c.language, member.c.guess,
        member.c.focus_conversation, member.c.focus_subject,
        member.c.joined_at.is_not(None).label("joined"),
        member.c.stopped_at.is_not(None).label("stopped"),
        member.c.break_since, member.c.break_until, member.c.tell, member.c.discreet,
        member.c.quiet_from, member.c.quiet_until, member.c.quiet_sundays,
        member.c.death, member.c.consent_version.label("agreed"), member.c.wrote_at,
    )
    .join(member, member.c.id == address.c.member_id)
    .where(_PLACES.where)
)  # fmt: skip
_NETWORK = (
    sa.select(member.c.network_id)
    .where(member.c.id == role.c.member_id)
    .correlate(role)
    .scalar_subquery()
)
_OF_A_GROUP = (role.c.role == FACILITATOR) & role.c.group_id.is_not(None)
_ROLES = sa.select(
    role.c.member_id, role.c.role, role.c.group_id,
    sa.case((_OF_A_GROUP, nobody_facilitates_all(_NETWORK)), else_=sa.false()),
).where(
    role.c.member_id.in_(sa.bindparam("members", expanding=True)), role.c.revoked_at.is_(None)
)  # fmt: skip
"""Each role that is held, its group, and whether it is for what is about no group, too."""


_OWN_CHOICES = (
    "break_since", "break_until", "tell", "discreet", "death", "agreed", "wrote_at",
)  # fmt: skip


def meet(
    connection: Connection, places: Mapping[Place, str | None], now: datetime
) -> dict[Place, Correspondent]:
    """Find who writes from each place; make a member of who was not known.

    `places` gives the language that each one's app guesses, or None.
    """
    known = _find(connection, places, now)
    strangers = [place for place in places if place not in known]
    if strangers:
        _welcome(connection, {place: places[place] for place in strangers}, now)
        known |= _find(connection, strangers, now)
    return known


def _find(
    connection: Connection, places: Iterable[Place], now: datetime
) -> dict[Place, Correspondent]:
    rows = connection.execute(_WHO_WRITES, _PLACES.given(list(places))).mappings().all()
    roles = _roles(connection, [row["id"] for row in rows])
    return {(row["channel_account_id"], row["external_id"]): _read(row, roles, now) for row in rows}


def _read(
    row: Mapping[Any, Any], roles: Mapping[int, list[tuple[str, int | None]]], now: datetime
) -> Correspondent:
    mine = roles.get(row["id"], [])
    person = Person(
        id=row["id"],
        language=row["language"],
        guess=row["guess"],
        joined=row["joined"],
        stopped=row["stopped"],
        roles=frozenset(name for name, _ in mine),
        in_groups=_in_groups(mine),
        silent=row["death"] is None and is_long(row["wrote_at"], now),
        quiet=chosen_or_usual((row["quiet_from"], row["quiet_until"], row["quiet_sundays"])),
        **{name: row[name] for name in _OWN_CHOICES},
    )
    focus = row["focus_conversation"]
    return Correspondent(
        person=person,
        network=row["network_id"],
        address=row["address_id"],
        account=row["channel_account_id"],
        external_id=row["external_id"],
        focus=Key(focus, row["focus_subject"] or 0) if focus else None,
        unreachable=row["unreachable"],
    )


def _in_groups(mine: Sequence[tuple[str, int | None]]) -> frozenset[tuple[str, int]]:
    """Give the roles that are held in one group; who holds one in the network needs no other."""
    everywhere = {name for name, group in mine if group is None}
    return frozenset(
        (name, group) for name, group in mine if group is not None and name not in everywhere
    )


def _roles(
    connection: Connection, members: Sequence[int]
) -> dict[int, list[tuple[str, int | None]]]:
    rows = connection.execute(_ROLES, {"members": members})
    found: dict[int, list[tuple[str, int | None]]] = {}
    for number, name, group, all_of in rows:
        found.setdefault(number, []).append((name, group))
        if all_of:
            found[number].append((name, NO_GROUP))
    return found


def _welcome(connection: Connection, strangers: Mapping[Place, str | None], now: datetime) -> None:
    networks = dict(
        connection.execute(
            sa.select(channel_account.c.id, channel_account.c.network_id).where(
                channel_account.c.id.in_({account for account, _ in strangers})
            )
        ).all()
    )
    new = {place: fresh() for place in strangers}
    connection.execute(
        member.insert(),
        [
            {"id": number, "network_id": networks[place[0]], "language": "", "created_at": now,
             "guess": strangers[place], "kind": "not_said", "ask_every_days": 14}
            for place, number in new.items()
        ],
    )  # fmt: skip
    connection.execute(
        address.insert(),
        [
            {"id": fresh(), "channel_account_id": account, "external_id": external_id,
             "member_id": new[account, external_id]}
            for account, external_id in strangers
        ],
    )  # fmt: skip


def latest_to_write(
    connection: Connection, account: int, leaving_out: Collection[str], most: int
) -> list[tuple[str, datetime]]:
    """Give the addresses from which people wrote last, and when, the latest first."""
    wrote = sa.func.coalesce(sa.func.max(inbox.c.received_at), member.c.created_at)
    here = inbox.c.channel_account_id == address.c.channel_account_id
    rows = connection.execute(
        sa.select(address.c.external_id, wrote)
        .join(member, member.c.id == address.c.member_id)
        .outerjoin(inbox, here & (inbox.c.sender == address.c.external_id))
        .where(address.c.channel_account_id == account)
        .where(address.c.external_id.not_in(leaving_out))
        .group_by(address.c.external_id, member.c.created_at)
        .order_by(wrote.desc())
        .limit(most)
    )
    return [(external_id, at) for external_id, at in rows]


# --- effects ---------------------------------------------------------------------------------


def grant(
    connection: Connection, number: int, name: str, group_id: int | None, now: datetime,
    link: int | None = None,
) -> int:  # fmt: skip
    """Give a member a role, in one group or (None) in the whole network; gives its number."""
    granted = {"member_id": number, "group_id": group_id, "role": name, "granted_at": now}
    made = role.insert().values(**granted, invite_id=link).returning(role.c.id)
    return int(connection.execute(made).scalar_one())


def language_chosen(connection: Connection, happened: Sequence[Happened[LanguageChosen]]) -> None:
    """Write to them in that language from now on."""
    change = member.update().where(member.c.id == sa.bindparam("who"))
    connection.execute(
        change.values(language=sa.bindparam("chosen")),
        [{"who": one.member, "chosen": one.event.language} for one in happened],
    )


def about_you_given(connection: Connection, happened: Sequence[Happened[AboutYouGiven]]) -> None:
    """Keep what they said of themselves; what they did not say stays as it was."""
    for one in happened:
        said = {
            "kind": one.event.kind,
            "area": one.event.area,
            "ask_every_days": one.event.ask_every_days,
            "discreet": one.event.discreet,
        }
        given = {name: value for name, value in said.items() if value is not None}
        if given:
            connection.execute(member.update().where(member.c.id == one.member).values(**given))


def joined(connection: Connection, happened: Sequence[Happened[Joined]]) -> None:
    """From now on they may be asked."""
    change = member.update().where(member.c.id == sa.bindparam("who"))
    connection.execute(
        change.values(
            joined_at=sa.bindparam("at"), recovery_hash=sa.bindparam("hashed"), induction=1
        ),
        [
            {"who": one.member, "at": one.now, "hashed": hashed(one.event.recovery_code)}
            for one in happened
        ],
    )


def recovery_code_made(
    connection: Connection, happened: Sequence[Happened[RecoveryCodeMade]]
) -> None:
    """Put a new recovery code in the place of the old one."""
    change = member.update().where(member.c.id == sa.bindparam("who"))
    connection.execute(
        change.values(recovery_hash=sa.bindparam("hashed")),
        [{"who": one.member, "hashed": hashed(one.event.recovery_code)} for one in happened],
    )


def hashed(secret: str) -> str:
    """Give the hash under which a token or recovery code is kept.

    Both hold 80 random bits or more, so that a plain SHA-256 cannot be searched.
    """
    plain = "".join(secret.split())
    return hashlib.sha256(plain.encode()).hexdigest()


def network_of(connection: Connection, number: int) -> Mapping[Any, Any]:
    """Give a network's row."""
    return connection.execute(sa.select(network).where(network.c.id == number)).mappings().one()
