"""A facilitator's desk: what the network has open."""

from collections.abc import Collection, Iterable, Iterator

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.store.tables import consultation, decision, draft, group, member, membership, participation
from conversations.content import Audience
from conversations.draft import Draft
from conversations.facts import Desk, DeskItem, Group
from conversations.plain import from_plain
from conversations.rights import covers
from conversations.text import Text, Worded

MOST = 20
_Mine = Collection[int] | None
"""The groups of which somebody may see what there is; None for all of a network."""


def load(connection: Connection, network: int, mine: _Mine = None) -> Desk:
    """Give what this network has open, newest first, its groups, and the ask approved last.

    With `mine`, only of these groups.
    """
    items = (*_drafts(connection, network, mine), *_consultations(connection, network, mine))
    return Desk(
        items=items[:MOST],
        groups=tuple(_groups(connection, network, mine)),
        last_ask=_last_ask(connection, network, mine),
    )


def _drafts(connection: Connection, network: int, mine: _Mine) -> Iterator[DeskItem]:
    here = (draft.c.network_id == network) & (draft.c.status == "open")
    rows = connection.execute(
        sa.select(draft.c.id, draft.c.content)
        .where(here, _draft_of(connection, here, mine))
        .order_by(draft.c.changed_at.desc())
        .limit(MOST)
    )
    for number, content in rows:
        title = from_plain(Draft, content).title
        yield DeskItem(number, title or Text("without a title yet"), "draft")


def _draft_of(
    connection: Connection, here: ColumnElement[bool], mine: _Mine
) -> ColumnElement[bool]:
    """Say of a draft that it asks only these groups; all that are here are looked through."""
    if mine is None:
        return sa.true()
    rows = connection.execute(sa.select(draft.c.id, draft.c.content).where(here))
    asks = ((number, from_plain(Draft, content).audience) for number, content in rows)
    return draft.c.id.in_(_of_these(mine, asks))


def _of_these(mine: Collection[int], asks: Iterable[tuple[int, Audience | None]]) -> list[int]:
    return [number for number, asked in asks if asked and covers(mine, asked.groups)]


def _consultations(connection: Connection, network: int, mine: _Mine) -> Iterator[DeskItem]:
    asked = (
        sa.select(sa.func.count())
        .where(
            participation.c.consultation_id == consultation.c.id,
            participation.c.status.not_in(("due", "unreached")),
        )
        .scalar_subquery()
    )
    decided = sa.exists().where(decision.c.loop_id == consultation.c.id)
    here = (consultation.c.network_id == network) & consultation.c.status.in_(
        ("scheduled", "open", "closed")
    )
    rows = connection.execute(
        sa.select(consultation, asked.label("asked"), decided.label("decided"))
        .where(here, _consultation_of(connection, here, mine))
        .order_by(consultation.c.hear_back_on)
        .limit(MOST)
    ).mappings()
    for row in rows:
        yield DeskItem(
            id=row["id"],
            title=Worded.of(row["title"]),
            status="telling" if row["decided"] else row["status"],
            closes_at=row["closes_at"],
            hear_back_on=row["hear_back_on"],
            asked=row["asked"],
            answered=row["answered"],
        )


def _consultation_of(
    connection: Connection, here: ColumnElement[bool], mine: _Mine
) -> ColumnElement[bool]:
    if mine is None:
        return sa.true()
    rows = connection.execute(sa.select(consultation.c.id, consultation.c.audience).where(here))
    asks = ((number, from_plain(Audience, content)) for number, content in rows)
    return consultation.c.id.in_(_of_these(mine, asks))


def _groups(connection: Connection, network: int, mine: _Mine) -> Iterator[Group]:
    rows = connection.execute(
        sa.select(group.c.id, group.c.name, sa.func.count(member.c.id))
        .outerjoin(membership, membership.c.group_id == group.c.id)
        .outerjoin(
            member,
            sa.and_(
                member.c.id == membership.c.member_id,
                member.c.joined_at.is_not(None),
                member.c.stopped_at.is_(None),
            ),
        )
        .where(group.c.network_id == network, sa.true() if mine is None else group.c.id.in_(mine))
        .group_by(group.c.id, group.c.name)
        .order_by(group.c.name)
        .limit(MOST)
    )
    for number, name, members in rows:
        yield Group(number, name, members)


def _last_ask(connection: Connection, network: int, mine: _Mine) -> Draft | None:
    here = (draft.c.network_id == network) & (draft.c.status == "approved")
    content = connection.execute(
        sa.select(draft.c.content)
        .where(here, _draft_of(connection, here, mine))
        .order_by(draft.c.changed_at.desc())
        .limit(1)
    ).scalar()
    return from_plain(Draft, content) if content else None
