"""Networks as conversations know them."""

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import rota
from bot.involvement.languages import Catalogues
from bot.store.tables import network, reader
from conversations import consent
from conversations.duty import Duty, Rota
from conversations.facts import Network

_SERVED = (
    sa.select(network, *(column.label(f"duty_{column.name}") for column in rota.PLACE))
    .select_from(network)
    .outerjoin(reader, (reader.c.network_id == network.c.id) & rota.ON_IT)
    .where(network.c.id.in_(sa.bindparam("numbers", expanding=True)))
    .order_by(network.c.id, reader.c.since, reader.c.member_id)
)
_DUTY = tuple(f"duty_{column.name}" for column in rota.PLACE)


def load(
    connection: Connection, numbers: Collection[int], catalogues: Catalogues
) -> dict[int, Network]:
    """Give these networks, with the languages that both they and Heard speak, and their rotas."""
    rows = connection.execute(_SERVED, {"numbers": list(numbers)}).mappings()
    by_network = groupby(rows, key=lambda row: row["id"])
    return {number: _read(list(those), catalogues) for number, those in by_network}


def _read(rows: Sequence[Mapping[Any, Any]], catalogues: Catalogues) -> Network:
    """Read one network from its rows, one for each place on its rota, or one in all."""
    row = rows[0]
    spoken = [one for one in catalogues.offered if one.tag in row["languages"]]
    offered = [one for one in spoken if one.tag in catalogues.to_agree_in]
    offered = offered or [catalogues.offered[0]]  # British English, rather than none
    places = (Duty(*(each[name] for name in _DUTY)) for each in rows if each["duty_since"])
    return Network(
        id=row["id"],
        name=row["name"],
        zone=ZoneInfo(row["zone"]),
        languages=tuple((one.tag, one.own_name, one.is_draft) for one in offered),
        other_languages=tuple(one.own_name for one in spoken if one not in offered),
        consent_version=consent.VERSION,
        rota=Rota(tuple(places)),
        **row["signposts"],
    )


def numbers(connection: Connection) -> dict[str, int]:
    """Give the number of each network by its slug, the first made first."""
    rows = connection.execute(sa.select(network.c.slug, network.c.id).order_by(network.c.id))
    return {slug: number for slug, number in rows}  # noqa: C416  rows are not pairs to dict()
