"""Results: counts with small numbers hidden, and open answers without identity."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement.small_numbers import hide, shown
from bot.store.tables import answer, answer_choice, consultation, participation, question_version
from conversations.content import Question
from conversations.facts import OpenAnswer, QuestionResult, Results
from conversations.plain import from_plain, to_plain

ONE_CHOICE = frozenset({"single", "scale"})
"""Kinds of question to which an answer is one choice."""


def results(connection: Connection, number: int) -> Results:
    """Give the results as they were frozen at closing, or as they are now."""
    row = connection.execute(sa.select(consultation).where(consultation.c.id == number)).one()
    if row.results is not None:
        return from_plain(Results, row.results)
    part = participation.c
    asked = connection.execute(
        sa.select(sa.func.count()).where(
            part.consultation_id == number, part.status.not_in(("due", "unreached"))
        )
    ).scalar_one()
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
    q = question_version.c
    rows = connection.execute(
        sa.select(q.content)
        .where(q.consultation_id == number, q.version == version)
        .order_by(q.position)
    ).scalars()
    return [from_plain(Question, content) for content in rows]


def _count(connection: Connection, number: int) -> dict[int, dict[int, int]]:
    c = answer_choice.c
    rows = connection.execute(
        sa.select(c.question, c.choice, sa.func.count())
        .where(c.consultation_id == number)
        .group_by(c.question, c.choice)
    )
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
    c = answer_choice.c
    if many:
        people = sa.func.count(sa.distinct(c.response_id))
        mine = (c.consultation_id == number) & c.question.in_(many)
        rows = connection.execute(sa.select(c.question, people).where(mine).group_by(c.question))
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
    return OpenAnswer(row.question, position, len(rows), row.text, row.media_id)


def _shuffled(row: Any) -> bytes:
    return hashlib.sha256(f"{row.response_id}:{row.question}".encode()).digest()
