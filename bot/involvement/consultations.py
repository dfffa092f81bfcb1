"""Consultations as members see them. A version never changes, so each is read once and kept."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement.small_numbers import shown
from bot.store.tables import consultation, consultation_version, question_version
from conversations.content import Consultation, HonestAsk, Question
from conversations.plain import from_plain
from conversations.screen import Attachment

Version = tuple[int, int]
"""A consultation and its version."""

_NOW = sa.select(consultation).where(consultation.c.id.in_(sa.bindparam("ids", expanding=True)))


class Contents:
    """What was said in each version, kept in memory: versions are never changed."""

    def __init__(self) -> None:
        self._kept: dict[Version, tuple[HonestAsk, tuple[Question, ...], Attachment | None]] = {}

    def load(self, connection: Connection, numbers: Collection[int]) -> dict[int, Consultation]:
        """Give the consultations with these numbers, as they are now."""
        if not numbers:
            return {}
        rows = connection.execute(_NOW, {"ids": list(numbers)}).mappings().all()
        self._read({(row["id"], row["version"]) for row in rows}, connection)
        return {row["id"]: self._whole(row) for row in rows}

    def _whole(self, row: Mapping[Any, Any]) -> Consultation:
        ask, questions, attachment = self._kept[row["id"], row["version"]]
        return Consultation(
            id=row["id"],
            version=row["version"],
            ask=replace(ask, hear_back_on=row["hear_back_on"]),  # it may have been moved since
            questions=questions,
            closes_at=row["closes_at"],
            last_day=row["last_day"],
            status=row["status"],
            attachment=attachment,
            answered=shown(row["answered"]),
        )

    def _read(self, versions: Collection[Version], connection: Connection) -> None:
        new = [version for version in versions if version not in self._kept]
        if not new:
            return
        c, q = consultation_version.c, question_version.c
        asked = connection.execute(
            sa.select(q.consultation_id, q.version, q.content)
            .where(sa.tuple_(q.consultation_id, q.version).in_(new))
            .order_by(q.position)
        ).all()
        said = connection.execute(
            sa.select(consultation_version).where(sa.tuple_(c.consultation_id, c.version).in_(new))
        ).mappings()  # fmt: skip
        for row in said:
            version = (row["consultation_id"], row["version"])
            questions = [
                from_plain(Question, content) for *of, content in asked if (*of,) == version
            ]
            attachment = row["attachment"]
            self._kept[version] = (
                from_plain(HonestAsk, row["ask"]),
                tuple(questions),
                from_plain(Attachment, attachment) if attachment else None,
            )
