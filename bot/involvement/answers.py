"""Answers: the latest one to each question is kept, and what a person has answered is loaded."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement.erasing import erase_files
from bot.involvement.happened import Happened
from bot.store.numbers import fresh
from bot.store.sealing import ANSWER, sealer_of
from bot.store.sql import Among, among, insert_missing, upsert
from bot.store.tables import answer, answer_choice, consultation, participation, response
from conversations.content import Given
from conversations.events import Answered, Declined, Finished, PutOff, Started

Pair = tuple[int, int]
"""A consultation and a member."""

# Statements of every answer are built once: building one costs more than running it.
_PAIRS = Among(response.c.consultation_id, response.c.member_id)
_PARTS = Among(participation.c.consultation_id, participation.c.member_id)
_PLACES = Among(answer.c.response_id, answer.c.question)
_CHOSEN_AT = Among(answer_choice.c.response_id, answer_choice.c.question)
_RESPONSES = sa.select(response.c.consultation_id, response.c.member_id, response.c.id).where(
    _PAIRS.where
)
_GIVEN = (
    sa.select(
        response.c.consultation_id, response.c.member_id, answer.c.response_id, answer.c.question,
        answer.c.text, answer.c.media_id, answer.c.declined,
    )
    .join(answer, answer.c.response_id == response.c.id)
    .where(_PAIRS.where)
)  # fmt: skip
_CHOSEN = (
    sa.select(answer_choice.c.response_id, answer_choice.c.question, answer_choice.c.choice)
    .where(answer_choice.c.response_id.in_(sa.bindparam("responses", expanding=True)))
    .order_by(answer_choice.c.choice)
)
_UNCHOOSE = answer_choice.delete().where(_CHOSEN_AT.where)
_FILES = sa.select(answer.c.media_id).where(_PLACES.where, answer.c.media_id.is_not(None))
_FIRST_ANSWER = (
    participation.update()
    .where(_PARTS.where, participation.c.answered_at.is_(None))
    .values(answered_at=sa.bindparam("at"))
    .returning(participation.c.consultation_id)
)


def load(connection: Connection, pairs: Sequence[Pair]) -> dict[Pair, dict[int, Given]]:
    """Give each pair's latest answers, by the question's number."""
    rows = connection.execute(_GIVEN, _PAIRS.given(pairs)).mappings().all()
    chosen = _choices(connection, list({row["response_id"] for row in rows}))
    opened = sealer_of(connection).open
    found: dict[Pair, dict[int, Given]] = {}
    for row in rows:
        mine = found.setdefault((row["consultation_id"], row["member_id"]), {})
        mine[row["question"]] = Given(
            choices=tuple(chosen.get((row["response_id"], row["question"]), ())),
            text=opened(row["text"], ANSWER, row),
            media=row["media_id"],
            declined=row["declined"],
        )
    return found


def _choices(connection: Connection, responses: Sequence[int]) -> dict[tuple[int, int], list[int]]:
    found: dict[tuple[int, int], list[int]] = {}
    if not responses:
        return found
    rows = connection.execute(_CHOSEN, {"responses": list(responses)})
    for number, question, choice in rows:
        found.setdefault((number, question), []).append(choice)
    return found


# --- effects ---------------------------------------------------------------------------------


def answered(connection: Connection, happened: Sequence[Happened[Answered]]) -> None:
    """Keep each answer in place of the one before, and count who answered for the first time."""
    responses = _responses(connection, [(one.event.consultation, one.member) for one in happened])
    rows = [_row(one, responses[one.event.consultation, one.member]) for one in happened]
    sealer = sealer_of(connection)
    rows = [row | {"text": sealer.seal(row["text"], ANSWER, row)} for row in rows]
    _drop_replaced_files(connection, rows)
    upsert(connection, answer, rows, ["response_id", "question"])
    places = [(row["response_id"], row["question"]) for row in rows]
    connection.execute(_UNCHOOSE, _CHOSEN_AT.given(places))
    choices = [
        {"response_id": row["response_id"], "question": row["question"], "choice": choice,
         "consultation_id": row["consultation_id"]}
        for one, row in zip(happened, rows, strict=True)
        for choice in one.event.given.choices
    ]  # fmt: skip
    insert_missing(connection, answer_choice, choices)
    _count(connection, happened)


def _row(one: Happened[Answered], responded: int) -> dict[str, Any]:
    given = one.event.given
    return {
        "response_id": responded,
        "question": one.event.question,
        "consultation_id": one.event.consultation,
        "version": one.event.version,
        "text": given.text,
        "media_id": given.media,
        "declined": given.declined,
    }


def _drop_replaced_files(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Let go of the voice notes that these answers replace."""
    places = [(row["response_id"], row["question"]) for row in rows]
    before = connection.execute(_FILES, _PLACES.given(places)).scalars()
    erase_files(connection, set(before).difference(row["media_id"] for row in rows))


def _responses(connection: Connection, pairs: Sequence[Pair]) -> dict[Pair, int]:
    """Find what these people's answers hang on; it is made with the first one."""
    found = _find_responses(connection, pairs)
    missing = [pair for pair in pairs if pair not in found]
    if not missing:
        return found
    new = [{"id": fresh(), "consultation_id": c, "member_id": m, "via": "chat"} for c, m in missing]
    insert_missing(connection, response, new)
    return found | _find_responses(connection, missing)


def _find_responses(connection: Connection, pairs: Sequence[Pair]) -> dict[Pair, int]:
    rows = connection.execute(_RESPONSES, _PAIRS.given(pairs))
    return {(consulted, who): number for consulted, who, number in rows}


def _count(connection: Connection, happened: Sequence[Happened[Answered]]) -> None:
    pairs = [(one.event.consultation, one.member) for one in happened]
    given = {"at": happened[0].now, **_PARTS.given(pairs)}
    first = connection.execute(_FIRST_ANSWER, given).scalars()
    for number, people in Counter(first).items():
        connection.execute(
            consultation.update()
            .where(consultation.c.id == number)
            .values(answered=consultation.c.answered + people)
        )


def _move(
    connection: Connection, happened: Sequence[Happened[Any]], status: str, when: str | None = None
) -> None:
    change: dict[str, Any] = {"status": status}
    if when:
        change[when] = happened[0].now
    pairs = [(one.event.consultation, one.member) for one in happened]
    where = among((participation.c.consultation_id, participation.c.member_id), pairs)
    connection.execute(participation.update().where(where).values(**change))


def started(connection: Connection, happened: Sequence[Happened[Started]]) -> None:
    """They opened the first question."""
    _move(connection, happened, "started", "started_at")


def finished(connection: Connection, happened: Sequence[Happened[Finished]]) -> None:
    """They came to the end."""
    _move(connection, happened, "finished", "finished_at")


def put_off(connection: Connection, happened: Sequence[Happened[PutOff]]) -> None:
    """They will go on later."""
    _move(connection, happened, "put_off")


def declined(connection: Connection, happened: Sequence[Happened[Declined]]) -> None:
    """They left this one out."""
    _move(connection, happened, "declined")
