"""Erasing: of those who never joined, of answers, and of files that nothing refers to any more.

What is removed from the tables is gone from the file, and from SQLite's log, once the transaction
is over (`erases`); files in the media folder follow within seconds. Whole people are erased in
`erasing_people`.
"""

from collections.abc import Collection, Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement import consents, record
from bot.involvement.happened import Happened
from bot.involvement.issues import leaving as issues
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
    put_question,
    response,
    role,
    task,
)
from conversations.agreeing import NAME as AGREEING
from conversations.events import AnswersErased
from conversations.finding.state import NAME as FINDING
from conversations.sorting import NAME as SORTING

SAID_BACK = ("not_meant", "question")
"""Kinds of tasks that hold what a member said of what they were told."""
ANSWERS_ERASED = "answers.erased"
"""The act in the audit; its subject is the consultation, or None where it was all of them."""


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
    """Remove the answers of whoever asked for it, and put that on record."""
    for one in happened:
        record.write(connection, one, ANSWERS_ERASED, one.event.consultation)
    remove_answers(connection, [(one.event.consultation, one.member) for one in happened])
    all_of = [one.member for one in happened if one.event.consultation is None]
    consents.withdraw_of_stopped(connection, all_of, happened[0].now)


def remove_answers(connection: Connection, which: Sequence[tuple[int | None, int]]) -> None:
    """Remove answers, and every word that led to one; totals that were frozen stay as published.

    `which` holds consultations and members; None stands for every consultation.
    """
    erases(connection)
    all_of = [who for number, who in which if number is None]
    some = [(number, who) for number, who in which if number is not None]
    for table in (heard_rating, flag):
        connection.execute(table.delete().where(_theirs(table, all_of, some)))
    said_back = task.c.kind.in_(SAID_BACK) & _theirs(task, all_of, some)
    connection.execute(task.delete().where(said_back))
    connection.execute(put_question.delete().where(put_question.c.member_id.in_(all_of)))
    issues.forget_words(connection, all_of)
    mine = _theirs(response, all_of, some)
    let_go_of_what_is_read(connection, mine)
    numbers = sa.select(response.c.id).where(mine)
    spoken = sa.select(answer.c.media_id).where(answer.c.response_id.in_(numbers))
    erase_files(connection, connection.execute(spoken).scalars().all())
    connection.execute(answer.delete().where(answer.c.response_id.in_(numbers)))
    connection.execute(response.delete().where(mine))
    _erase_what_has_no_place(connection, all_of)
    said = inbox_of(connection, [who for _, who in which]).where(inbox.c.status != "waiting")
    connection.execute(said.values(payload=None, sender=""))


def let_go_of_what_is_read(connection: Connection, which: ColumnElement[bool]) -> None:
    """Forget where facilitators are who may have one of these responses before them, to quote it.

    What they have there is kept with their state, until they go on.
    """
    s = conversation_state.c
    theirs = s.subject.in_(sa.select(response.c.consultation_id).where(which))
    connection.execute(conversation_state.delete().where(s.conversation == FINDING, theirs))


def _theirs(
    table: sa.Table, all_of: Collection[int], some: Collection[tuple[int, int]]
) -> ColumnElement[bool]:
    number = "loop_id" if "loop_id" in table.c else "consultation_id"
    one = among((table.c[number], table.c.member_id), some)
    return sa.or_(table.c.member_id.in_(all_of), one)


def _erase_what_has_no_place(connection: Connection, who: Sequence[int]) -> None:
    """Remove files that no answer mentions, and words that wait to be sorted."""
    helps = sa.select(role.c.member_id).where(role.c.member_id.in_(who))
    connection.execute(
        all_files_of(who).where(media.c.member_id.not_in(helps)).values(status="erased")
    )
    unplaced = conversation_state.c.member_id.in_(who) & (
        conversation_state.c.conversation.in_((AGREEING, SORTING))
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
