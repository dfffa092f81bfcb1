"""Erasing: of those who never joined, of answers, and of files that nothing refers to any more.

What is removed from the tables is gone from the file, and from SQLite's log, once the transaction
is over (`erases`); files in the media folder follow within seconds.
"""

from collections.abc import Collection, Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement.happened import Happened
from bot.store.database import erases
from bot.store.sql import among
from bot.store.tables import (
    address,
    answer,
    consent,
    conversation_state,
    heard_rating,
    inbox,
    media,
    member,
    response,
    role,
)
from conversations.sorting import NAME as SORTING


def turned_away(connection: Connection, happened: Sequence[Happened[object]]) -> None:
    """Purge at once what was said; the row itself goes once the goodbye is sent (`forget`)."""
    who = [one.member for one in happened]
    erases(connection)
    for table in (conversation_state, consent, response):
        connection.execute(table.delete().where(table.c.member_id.in_(who)))
    blank = {"language": "", "guess": None, "kind": "not_said", "area": None, "came_by": None}
    connection.execute(member.update().where(member.c.id.in_(who)).values(**blank))
    connection.execute(_all_files_of(who).values(status="erased"))
    connection.execute(_inbox_of(connection, who).values(payload=None, sender=""))


def forget(connection: Connection, members: Sequence[int]) -> None:
    """Remove people who never joined, with everything that hangs on them.

    What they sent after the goodbye was written goes too.
    """
    never = sa.select(member.c.id).where(member.c.id.in_(members), member.c.joined_at.is_(None))
    who = connection.execute(never).scalars().all()
    if not who:
        return
    erases(connection)
    connection.execute(_all_files_of(who).values(status="erased"))
    over = inbox.c.status != "waiting"
    connection.execute(_inbox_of(connection, who).where(over).values(payload=None, sender=""))
    connection.execute(member.delete().where(member.c.id.in_(who)))


def erase_answers(connection: Connection, happened: Sequence[Happened[object]]) -> None:
    """Remove every answer of theirs, and every word that led to one.

    Totals that were frozen at closing stay as published.
    """
    who = [one.member for one in happened]
    erases(connection)
    mine = sa.select(response.c.id).where(response.c.member_id.in_(who))
    spoken = sa.select(answer.c.media_id).where(answer.c.response_id.in_(mine))
    erase_files(connection, connection.execute(spoken).scalars().all())
    helps = sa.select(role.c.member_id).where(role.c.member_id.in_(who))
    connection.execute(
        _all_files_of(who).where(media.c.member_id.not_in(helps)).values(status="erased")
    )
    connection.execute(answer.delete().where(answer.c.response_id.in_(mine)))
    connection.execute(response.delete().where(response.c.member_id.in_(who)))
    connection.execute(heard_rating.delete().where(heard_rating.c.member_id.in_(who)))
    unplaced = conversation_state.c.member_id.in_(who) & (
        conversation_state.c.conversation == SORTING
    )
    connection.execute(conversation_state.delete().where(unplaced))
    said = _inbox_of(connection, who).where(inbox.c.status != "waiting")
    connection.execute(said.values(payload=None, sender=""))


def erase_files(connection: Connection, numbers: Iterable[int | None]) -> None:
    """Let these files go; their rows go with them, once the files are removed."""
    files = [number for number in numbers if number is not None]
    if files:
        connection.execute(media.update().where(media.c.id.in_(files)).values(status="erased"))


def _all_files_of(who: Collection[int]) -> sa.Update:
    return media.update().where(media.c.member_id.in_(who))


def _inbox_of(connection: Connection, who: Collection[int]) -> sa.Update:
    places = connection.execute(
        sa.select(address.c.channel_account_id, address.c.external_id).where(
            address.c.member_id.in_(who)
        )
    ).all()
    here = (inbox.c.channel_account_id, inbox.c.sender)
    return inbox.update().where(among(here, [tuple(place) for place in places]))
