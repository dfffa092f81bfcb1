"""What a facilitator may see of a consultation: how far it is, and what is written of its end."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import telling
from bot.involvement.consultations import Contents
from bot.store.tables import consultation, decision, participation
from conversations.content import Audience, Decision
from conversations.facts import Ledger
from conversations.plain import from_plain


def load(
    connection: Connection, numbers: Collection[int], contents: Contents
) -> dict[tuple[int, int], Ledger]:
    """Give the ledgers of these consultations: {(network, consultation): …}."""
    consulted = contents.load(connection, numbers)
    c = consultation.c
    rows = connection.execute(
        sa.select(c.id, c.network_id, c.answered, c.sending, c.audience).where(
            c.id.in_(list(consulted))
        )
    )
    told = {number: telling.account(connection, number) for number in consulted}
    return {
        (network, number): Ledger(
            consultation=consulted[number],
            asked=max(_asked(connection, number), answered),  # of those who erased, answers count
            answered=answered,
            decision=_decision(connection, number),
            told=told[number][0],
            paused=sending == "paused",
            untold=told[number][1],
            again=len(telling.can_be_told_again(connection, number)),
            groups=from_plain(Audience, audience).groups,
        )
        for number, network, answered, sending, audience in rows
    }


def _asked(connection: Connection, number: int) -> int:
    c = participation.c
    asked = sa.select(sa.func.count()).where(
        c.consultation_id == number, c.status.not_in(("due", "unreached"))
    )
    return connection.execute(asked).scalar_one()


def _decision(connection: Connection, number: int) -> Decision | None:
    content = connection.execute(
        sa.select(decision.c.content)
        .where(decision.c.loop_id == number)
        .order_by(decision.c.version.desc())
        .limit(1)
    ).scalar()
    return from_plain(Decision, content) if content else None
