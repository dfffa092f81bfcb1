"""A death that was told: everything ends at once, and nobody is asked how it was (promise 4)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import own_choices
from bot.involvement.happened import Happened
from bot.store.tables import member
from conversations.events import DeathTold


def death_told(connection: Connection, happened: Sequence[Happened[DeathTold]]) -> None:
    """Stop writing to them for good: what waits is cancelled, who stays untold is on record.

    Nothing is done for a member of another network than that of whoever tells it. A stop from
    before becomes one of this moment, so that whoever compares stops sees that something changed.
    """
    by_death: defaultdict[tuple[str, datetime, int], list[int]] = defaultdict(list)
    for one in happened:
        of_whom = one.event.member if one.event.member is not None else one.member
        by_death[one.event.who, one.now, one.network].append(of_whom)
    for (who, now, network), members in by_death.items():
        here = sa.select(member.c.id).where(member.c.id.in_(members))
        mine = connection.execute(here.where(member.c.network_id == network)).scalars().all()
        own_choices.end_all(connection, mine, "died", death=who, death_at=now, stopped_at=now)
