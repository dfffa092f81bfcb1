"""Pages that a member may open once, within an hour, by a link that only they were sent.

The token is 128 bits of chance and is kept as its hash. Looking at the page uses nothing up, so
that what only looks, such as an app that shows a preview of a link, takes nothing away.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import record
from bot.involvement.happened import Happened
from bot.involvement.people import hashed
from bot.store.tables import member, one_time_page
from conversations.events import CopyWanted

LASTS = timedelta(hours=1)
TAKEN = "data.taken"
"""The act in the audit, by the member whose data it is."""
_BYTES = 16

_p = one_time_page.c
_OF_WHOM = (
    sa.select(member.c.id, member.c.network_id, member.c.language, member.c.guess, _p.expires_at)
    .join(member, member.c.id == _p.member_id)
    .where(_p.token_hash == sa.bindparam("hashed"), _p.opened_at.is_(None))
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page that waits to be opened: whose it is, their language, and until when."""

    member: int
    network: int
    language: str
    expires_at: datetime


def copy_wanted(connection: Connection, happened: Sequence[Happened[CopyWanted]]) -> None:
    """Keep a page for each of them; one that was asked for before no longer opens."""
    who = [one.member for one in happened]
    waits = _p.member_id.in_(who) & _p.opened_at.is_(None)
    connection.execute(one_time_page.delete().where(waits))
    for one in happened:
        _keep(connection, one.member, one.event.token, one.now + LASTS)


def look(connection: Connection, token: str, now: datetime) -> Page | None:
    """Give the page behind a token, and leave it to be opened; None where there is none."""
    row = connection.execute(_OF_WHOM, {"hashed": hashed(token)}).first()
    if row is None or row.expires_at <= now:
        return None
    return Page(row.id, row.network_id, row.language or row.guess or "", row.expires_at)


def open_page(connection: Connection, token: str, now: datetime) -> Page | None:
    """Open the page behind a token: it can be done once. None where there is none."""
    page = look(connection, token, now)
    mine = (_p.token_hash == hashed(token)) & _p.opened_at.is_(None)
    opened = one_time_page.update().where(mine, _p.expires_at > now).values(opened_at=now)
    if page is None or not connection.execute(opened).rowcount:
        return None
    record.add(connection, [record.Line(page.network, now, TAKEN, page.member, page.member)])
    return page


def once_more(connection: Connection, page: Page) -> str:
    """Give a token for the other form of what was just opened, good for no longer than it was."""
    token = secrets.token_urlsafe(_BYTES)
    _keep(connection, page.member, token, page.expires_at)
    return token


def _keep(connection: Connection, who: int, token: str, until: datetime) -> None:
    row = {"member_id": who, "token_hash": hashed(token), "kind": "my_data", "expires_at": until}
    connection.execute(one_time_page.insert().values(row))
