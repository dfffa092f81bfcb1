"""Whether people felt heard: what they said first, what they said last, and why."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement.happened import Happened
from bot.store.sealing import WHY, sealer_of
from bot.store.sql import insert_missing
from bot.store.tables import heard_rating
from conversations.events import HeardExplained, HeardRated


def heard_rated(connection: Connection, happened: Sequence[Happened[HeardRated]]) -> None:
    """Keep whether they felt heard: a later rating takes the place of the latest, not the first."""
    insert_missing(
        connection,
        heard_rating,
        [
            {"loop_id": one.event.consultation, "member_id": one.member,
             "rating": one.event.rating, "first": one.event.rating, "rated_at": one.now,
             "first_at": one.now}
            for one in happened
        ],
    )  # fmt: skip
    for one in happened:
        connection.execute(
            heard_rating.update()
            .where(_mine(one.event.consultation, one.member))
            .values(rating=one.event.rating, rated_at=one.now)
        )


def heard_explained(connection: Connection, happened: Sequence[Happened[HeardExplained]]) -> None:
    """Keep why they say so."""
    for one in happened:
        key = {"loop_id": one.event.consultation, "member_id": one.member}
        why = sealer_of(connection).seal(one.event.why, WHY, key)
        mine = _mine(one.event.consultation, one.member)
        connection.execute(heard_rating.update().where(mine).values(why=why))


def _mine(number: int, who: int) -> sa.ColumnElement[bool]:
    return (heard_rating.c.loop_id == number) & (heard_rating.c.member_id == who)
