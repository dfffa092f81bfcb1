"""What members do with a meeting: say whether they come, put questions, say whether they came."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import contributors
from bot.involvement.erasing import erase_files
from bot.involvement.happened import Happened
from bot.involvement.telling import notices
from bot.store.database import erases
from bot.store.sealing import PUT_QUESTION, sealer_of
from bot.store.tables import attendance, contributor, meeting, put_question
from conversations.meeting_events import (
    InvitationAnswered,
    QuestionPut,
    QuestionTakenBack,
    ReadOutChosen,
    WasThere,
)

ATTENDEE, QUESTIONER = "attendee", "questioner"


def answered(connection: Connection, happened: Sequence[Happened[InvitationAnswered]]) -> None:
    """Keep whether somebody who was invited comes."""
    for one in happened:
        mine = _invited(one.event.meeting, one.member)
        reply = {"reply": one.event.reply, "replied_at": one.now}
        connection.execute(attendance.update().where(mine).values(**reply))


def question_put(connection: Connection, happened: Sequence[Happened[QuestionPut]]) -> None:
    """Keep a question or view, sealed; whoever put it hears what comes of the meeting."""
    sealer = sealer_of(connection)
    there = [one for one in happened if _may_put(connection, one)]
    rows = [
        {"id": one.event.question, "meeting_id": one.event.meeting, "item": one.event.item,
         "member_id": one.member, "kind": one.event.kind, "media_id": one.event.media,
         "words": sealer.seal(one.event.words, PUT_QUESTION, {"id": one.event.question}),
         "read_out": False, "put_at": one.now}
        for one in there
    ]  # fmt: skip
    if rows:
        connection.execute(put_question.insert(), rows)
    for one in there:
        contributors.add(connection, [(one.event.meeting, one.member, QUESTIONER)], one.now)


def _may_put(connection: Connection, one: Happened[QuestionPut]) -> bool:
    """Tell whether this person is invited to that meeting, and it is still to come."""
    m = meeting.c
    invited = sa.exists().where(_invited(one.event.meeting, one.member))
    there = sa.select(m.id).where(m.id == one.event.meeting, m.status == "planned", invited)
    return connection.execute(there).first() is not None


def read_out_chosen(connection: Connection, happened: Sequence[Happened[ReadOutChosen]]) -> None:
    """Keep whether it is to be read out."""
    for one in happened:
        mine = _their_own(one.event.question, one.member)
        read_out = one.event.read_out
        connection.execute(put_question.update().where(mine).values(read_out=read_out))


def taken_back(connection: Connection, happened: Sequence[Happened[QuestionTakenBack]]) -> None:
    """Erase what somebody put; who put nothing else is not upstream for it any more."""
    for one in happened:
        erases(connection)
        gone = put_question.delete().where(_their_own(one.event.question, one.member))
        p = put_question.c
        rows = connection.execute(gone.returning(p.meeting_id, p.media_id)).all()
        erase_files(connection, [media for _, media in rows])
        for number, _ in rows:
            another = sa.exists().where(p.meeting_id == number, p.member_id == one.member)
            mine = _upstream(number, one.member, QUESTIONER)
            connection.execute(contributor.delete().where(mine, ~another))


def was_there(connection: Connection, happened: Sequence[Happened[WasThere]]) -> None:
    """Keep whether somebody came; who came is told what came of it."""
    for one in happened:
        number, who = one.event.meeting, one.member
        came = attendance.update().where(_invited(number, who)).values(came=one.event.came)
        if not connection.execute(came).rowcount:
            continue
        if one.event.came:
            contributors.add(connection, [(number, who, ATTENDEE)], one.now)
            notices.also(connection, number, who, one.now)
        else:
            connection.execute(contributor.delete().where(_upstream(number, who, ATTENDEE)))


def _invited(number: int, who: int) -> sa.ColumnElement[bool]:
    return (attendance.c.meeting_id == number) & (attendance.c.member_id == who)


def _their_own(question: int, who: int) -> sa.ColumnElement[bool]:
    return (put_question.c.id == question) & (put_question.c.member_id == who)


def _upstream(number: int, who: int, how: str) -> sa.ColumnElement[bool]:
    c = contributor.c
    return (c.loop_id == number) & (c.member_id == who) & (c.how == how)
