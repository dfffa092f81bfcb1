"""Results: counts with small numbers hidden, and open answers without identity."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement.small_numbers import hide, shown
from bot.store.sealing import ANSWER, sealer_of
from bot.store.tables import answer, answer_choice, consultation, participation, question_version
from conversations.content import Question
from conversations.facts import OpenAnswer, QuestionResult, Results
from conversations.plain import from_plain, to_plain

ONE_CHOICE = frozenset({"single", "scale"})
"""Kinds of question to which an answer is one choice."""


_number = sa.bindparam("number", type_=consultation.c.id.type)
_c, _q, _p = answer_choice.c, question_version.c, participation.c
_CONSULTATION = sa.select(consultation).where(consultation.c.id == _number)
_ASKED = sa.select(sa.func.count()).where(
    _p.consultation_id == _number, _p.status.not_in(("due", "unreached"))
)
_QUESTIONS = (
    sa.select(_q.content)
    .where(_q.consultation_id == _number, _q.version == sa.bindparam("version"))
    .order_by(_q.position)
)
_COUNTED = (
    sa.select(_c.question, _c.choice, sa.func.count())
    .where(_c.consultation_id == _number)
    .group_by(_c.question, _c.choice)
)
_PEOPLE = (
    sa.select(_c.question, sa.func.count(sa.distinct(_c.response_id)))
    .where(_c.consultation_id == _number, _c.question.in_(sa.bindparam("many", expanding=True)))
    .group_by(_c.question)
)


def results(connection: Connection, number: int) -> Results:
    """Give the results as they were frozen at closing, or as they are now."""
    row = connection.execute(_CONSULTATION, {"number": number}).one()
    if row.results is not None:
        return from_plain(Results, row.results)
    asked = connection.execute(_ASKED, {"number": number}).scalar_one()
    counted = _count(connection, number)
    put = [one for one in _questions(connection, number, row.version) if one.choices]
    answered = _answered(connection, number, put, counted)
    questions = tuple(_result(one, counted[one.number], answered[one.number]) for one in put)
    visible = shown(row.answered)
    return Results(asked, visible, questions if visible is not None else ())


def freeze(connection: Connection, number: int) -> None:
    """Keep the results as they are: erasing later does not change what was published."""
    frozen = to_plain(results(connection, number))
    connection.execute(
        consultation.update().where(consultation.c.id == number).values(results=frozen)
    )


def _questions(connection: Connection, number: int, version: int) -> list[Question]:
    rows = connection.execute(_QUESTIONS, {"number": number, "version": version}).scalars()
    return [from_plain(Question, content) for content in rows]


def _count(connection: Connection, number: int) -> dict[int, dict[int, int]]:
    rows = connection.execute(_COUNTED, {"number": number})
    counted: dict[int, dict[int, int]] = defaultdict(dict)
    for question, choice, people in rows:
        counted[question][choice] = people
    return counted


def _answered(
    connection: Connection, number: int, put: Sequence[Question],
    counted: Mapping[int, Mapping[int, int]],
) -> dict[int, int]:  # fmt: skip
    """Count who answered each question; people are looked at one by one only where they must be.

    That costs ten times as much as counting choices.
    """
    answered = {one.number: sum(counted[one.number].values()) for one in put}
    many = [one.number for one in put if one.kind not in ONE_CHOICE]
    if many:
        rows = connection.execute(_PEOPLE, {"number": number, "many": many})
        answered |= dict.fromkeys(many, 0) | dict(rows.all())
    return answered


def _result(question: Question, counted: dict[int, int], people: int) -> QuestionResult:
    counts = {choice.number: counted.get(choice.number, 0) for choice in question.choices}
    visible = hide(counts, people)
    if visible is None:
        return QuestionResult(question.number)
    return QuestionResult(question.number, tuple(visible.items()), people)


# --- open answers ----------------------------------------------------------------------------


def open_answer(connection: Connection, number: int, position: int) -> OpenAnswer | None:
    """Give one written or spoken answer, by its place in a shuffled but steady order (from 0)."""
    a = answer.c
    rows = connection.execute(
        sa.select(a.response_id, a.question, a.text, a.media_id).where(
            a.consultation_id == number, sa.or_(a.text.is_not(None), a.media_id.is_not(None))
        )
    ).all()
    if not 0 <= position < len(rows):
        return None
    row = sorted(rows, key=_shuffled)[position]
    words = sealer_of(connection).open(row.text, ANSWER, row._mapping)  # noqa: SLF001  its public name
    mark = mark_of(row.response_id, row.question)
    return OpenAnswer(row.question, position, len(rows), words, row.media_id, mark)


def _shuffled(row: Any) -> bytes:
    return _digest(row.response_id, row.question)


def _digest(response_id: int, question: int) -> bytes:
    return hashlib.sha256(f"{response_id}:{question}".encode()).digest()


def mark_of(response_id: int, question: int) -> int:
    """Give 48 bits that name an answer, and do not tell whose it is."""
    return int.from_bytes(_digest(response_id, question)[:6])
