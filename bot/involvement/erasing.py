"""Erasing: of those who never joined, of answers, and of files that nothing refers to any more.

What is removed from the tables is gone from the file, and from SQLite's log, once the transaction
is over (`erases`); files in the media folder follow within seconds. Whole people are erased in
`erasing_people`.
"""

from collections.abc import Collection, Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement.happened import Happened
from bot.store.database import erases
from bot.store.sql import among
from bot.store.tables import (
    address,
    answer,
    consent,
    conversation_state,
    flag,
    heard_rating,
    inbox,
    media,
    member,
    response,
    role,
)
from conversations.events import AnswersErased
from conversations.sorting import NAME as SORTING


def turned_away(connection: Connection, happened: Sequence[Happened[object]]) -> None:
    """Purge at once what was said; the row itself goes once the goodbye is sent (`forget`)."""
    who = [one.member for one in happened]
    erases(connection)
    for table in (conversation_state, consent, response):
        connection.execute(table.delete().where(table.c.member_id.in_(who)))
    blank = {"language": "", "guess": None, "kind": "not_said", "area": None, "came_by": None}
    connection.execute(member.update().where(member.c.id.in_(who)).values(**blank))
    connection.execute(all_files_of(who).values(status="erased"))
    connection.execute(inbox_of(connection, who).values(payload=None, sender=""))


def forget(connection: Connection, members: Sequence[int]) -> None:
    """Remove people who never joined, with everything that hangs on them.

    What they sent after the goodbye was written goes too.
    """
    never = sa.select(member.c.id).where(member.c.id.in_(members), member.c.joined_at.is_(None))
    who = connection.execute(never).scalars().all()
    if not who:
        return
    erases(connection)
    connection.execute(all_files_of(who).values(status="erased"))
    over = inbox.c.status != "waiting"
    connection.execute(inbox_of(connection, who).where(over).values(payload=None, sender=""))
    connection.execute(member.delete().where(member.c.id.in_(who)))


def erase_answers(connection: Connection, happened: Sequence[Happened[AnswersErased]]) -> None:
    """Remove their answers to one consultation, or every one; and every word that led to one.

    Totals that were frozen at closing stay as published.
    """
    erases(connection)
    all_of = [one.member for one in happened if one.event.consultation is None]
    some = [(one.event.consultation or 0, one.member) for one in happened]
    pairs = among((response.c.consultation_id, response.c.member_id), some)
    mine = response.c.member_id.in_(all_of) | pairs
    spoken = sa.select(answer.c.media_id).where(answer.c.response_id.in_(_numbers_of(mine)))
    erase_files(connection, connection.execute(spoken).scalars().all())
    connection.execute(answer.delete().where(answer.c.response_id.in_(_numbers_of(mine))))
    connection.execute(response.delete().where(mine))
    rated = among((heard_rating.c.consultation_id, heard_rating.c.member_id), some)
    connection.execute(heard_rating.delete().where(heard_rating.c.member_id.in_(all_of) | rated))
    flagged = among((flag.c.consultation_id, flag.c.member_id), some)
    connection.execute(flag.delete().where(flag.c.member_id.in_(all_of) | flagged))
    _erase_what_has_no_place(connection, all_of)
    said = inbox_of(connection, [one.member for one in happened])
    connection.execute(said.where(inbox.c.status != "waiting").values(payload=None, sender=""))


def _numbers_of(responses: ColumnElement[bool]) -> sa.Select[int]:
    return sa.select(response.c.id).where(responses)


def _erase_what_has_no_place(connection: Connection, who: Sequence[int]) -> None:
    """Remove files that no answer mentions, and words that wait to be sorted."""
    helps = sa.select(role.c.member_id).where(role.c.member_id.in_(who))
    connection.execute(
        all_files_of(who).where(media.c.member_id.not_in(helps)).values(status="erased")
    )
    unplaced = conversation_state.c.member_id.in_(who) & (
        conversation_state.c.conversation == SORTING
    )
    connection.execute(conversation_state.delete().where(unplaced))


def erase_files(connection: Connection, numbers: Iterable[int | None]) -> None:
    """Let these files go; their rows go with them, once the files are removed."""
    files = [number for number in numbers if number is not None]
    if files:
        connection.execute(media.update().where(media.c.id.in_(files)).values(status="erased"))


def all_files_of(who: Collection[int]) -> sa.Update:
    """Begin to change every file that these people sent."""
    return media.update().where(media.c.member_id.in_(who))


def inbox_of(connection: Connection, who: Collection[int]) -> sa.Update:
    """Begin to change what came in from these people's addresses."""
    places = connection.execute(
        sa.select(address.c.channel_account_id, address.c.external_id).where(
            address.c.member_id.in_(who)
        )
    ).all()
    here = (inbox.c.channel_account_id, inbox.c.sender)
    return inbox.update().where(among(here, [tuple(place) for place in places]))
