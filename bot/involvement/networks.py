"""Networks as conversations know them."""

from collections.abc import Collection
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement.languages import Catalogues
from bot.store.tables import network
from conversations.facts import Network

_SERVED = sa.select(network).where(network.c.id.in_(sa.bindparam("numbers", expanding=True)))


def load(
    connection: Connection, numbers: Collection[int], catalogues: Catalogues
) -> dict[int, Network]:
    """Give these networks, with the languages that both they and Heard speak."""
    rows = connection.execute(_SERVED, {"numbers": list(numbers)}).mappings()
    return {
        row["id"]: Network(
            id=row["id"],
            name=row["name"],
            zone=ZoneInfo(row["zone"]),
            languages=tuple(
                (one.tag, one.own_name, one.is_draft)
                for one in catalogues.offered
                if one.tag in row["languages"]
            ),
            **row["signposts"],
        )
        for row in rows
    }


def numbers(connection: Connection) -> dict[str, int]:
    """Give the number of each network by its slug, the first made first."""
    rows = connection.execute(sa.select(network.c.slug, network.c.id).order_by(network.c.id))
    return {slug: number for slug, number in rows}  # noqa: C416  rows are not pairs to dict()
