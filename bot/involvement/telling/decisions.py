"""Decisions: approved, told at once to everyone upstream with what was promised."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import record
from bot.involvement.happened import Happened
from bot.involvement.telling import editions
from bot.involvement.translations import entitle, said_also
from bot.store.sql import of_pairs
from bot.store.tables import consultation, decision, loop, notice
from conversations.content import Decision
from conversations.events import DecisionApproved
from conversations.plain import from_plain, to_plain


class StaleDecisionError(Exception):
    """Another facilitator was first; whoever comes second looks at it anew."""


def told_to(
    connection: Connection, pairs: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], Decision]:
    """Give the last decision that each of these (loop, member) pairs was told."""
    if not pairs:
        return {}
    rows = connection.execute(
        sa.select(notice.c.loop_id, notice.c.member_id, decision.c.content)
        .join(
            decision,
            sa.and_(
                decision.c.loop_id == notice.c.loop_id,
                decision.c.version <= notice.c.version,
            ),
        )
        .where(
            of_pairs(notice.c.loop_id, notice.c.member_id, pairs),
            notice.c.status.in_(("queued", "told")),
        )
        .order_by(decision.c.version)
    )
    return {(number, who): from_plain(Decision, content) for number, who, content in rows}


def decision_approved(
    connection: Connection, happened: Sequence[Happened[DecisionApproved]]
) -> None:
    """Write the decision, and make one notice for everyone upstream."""
    for one in happened:
        number = one.event.consultation
        if not _can_be_decided(connection, one.network, number):
            raise StaleDecisionError
        entitle(connection, loop, one.network, number)
        made = said_also(connection, one.network, one.event.decision, within=number)
        version = editions.decide(connection, number, made, one.now)
        connection.execute(
            decision.insert().values(
                loop_id=number, version=version, content=to_plain(made),
                approved_by=one.member, approved_at=one.now,
            )
        )  # fmt: skip
        record.write(connection, one, "decision.approved", number, version=version)


def _can_be_decided(connection: Connection, network: int, number: int) -> bool:
    """Tell whether a loop is open and undecided; a consultation must be closed before."""
    under_way = sa.exists().where(consultation.c.id == number, consultation.c.status != "closed")
    found = connection.execute(
        sa.select(loop.c.id).where(
            loop.c.id == number,
            loop.c.network_id == network,
            ~under_way,
            ~sa.exists().where(decision.c.loop_id == number),
        )
    )
    return found.first() is not None
