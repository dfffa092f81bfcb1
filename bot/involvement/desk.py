"""A facilitator's desk: what the network has open."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store.tables import consultation, decision, draft, group, member, membership, participation
from conversations.draft import Draft
from conversations.facts import Desk, DeskItem, Group
from conversations.plain import from_plain
from conversations.text import Text, Worded

MOST = 20


def load(connection: Connection, network: int) -> Desk:
    """Give what this network has open, newest first, its groups, and the ask approved last."""
    items = (*_drafts(connection, network), *_consultations(connection, network))
    return Desk(
        items=items[:MOST],
        groups=tuple(_groups(connection, network)),
        last_ask=_last_ask(connection, network),
    )


def _drafts(connection: Connection, network: int) -> Iterator[DeskItem]:
    rows = connection.execute(
        sa.select(draft.c.id, draft.c.content)
        .where(draft.c.network_id == network, draft.c.status == "open")
        .order_by(draft.c.changed_at.desc())
        .limit(MOST)
    )
    for number, content in rows:
        title = from_plain(Draft, content).title
        yield DeskItem(number, title or Text("without a title yet"), "draft")


def _consultations(connection: Connection, network: int) -> Iterator[DeskItem]:
    asked = (
        sa.select(sa.func.count())
        .where(
            participation.c.consultation_id == consultation.c.id,
            participation.c.status.not_in(("due", "unreached")),
        )
        .scalar_subquery()
    )
    decided = sa.exists().where(decision.c.consultation_id == consultation.c.id)
    rows = connection.execute(
        sa.select(consultation, asked.label("asked"), decided.label("decided"))
        .where(consultation.c.network_id == network)
        .where(consultation.c.status.in_(("scheduled", "open", "closed")))
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


def _groups(connection: Connection, network: int) -> Iterator[Group]:
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
        .where(group.c.network_id == network)
        .group_by(group.c.id, group.c.name)
        .order_by(group.c.name)
        .limit(MOST)
    )
    for number, name, members in rows:
        yield Group(number, name, members)


def _last_ask(connection: Connection, network: int) -> Draft | None:
    content = connection.execute(
        sa.select(draft.c.content)
        .where(draft.c.network_id == network, draft.c.status == "approved")
        .order_by(draft.c.changed_at.desc())
        .limit(1)
    ).scalar()
    return from_plain(Draft, content) if content else None
