"""The account of a story: people counted in the database, answers in the sandbox too."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.sandbox.updates import Update
from bot.store.tables import address, answer, member, notice, participation

ANSWERS = frozenset({"a.choose", "a.notsay", "a.skip"})
"""What a button does that gives an answer."""


@dataclass(frozen=True, slots=True)
class Account:
    """People, but `lost`: answers that the sandbox delivered less answers stored.

    `asked` had the ask on their phone; `answered` gave at least one answer: told + untold.
    """

    members: int
    languages: int
    asked: int
    answered: int
    told: int
    untold: Mapping[str, int]
    stopped: int
    unreachable: int
    lost: int

    def as_json(self) -> dict[str, Any]:
        """Give the figures by name."""
        return asdict(self)


def account(connection: Connection, delivered: int) -> Account:
    """Count everyone in the database; `delivered` counts the answers that the sandbox gave."""
    joined = member.c.joined_at.is_not(None)
    p, n = participation.c, notice.c
    untold = connection.execute(
        sa.select(n.reason, sa.func.count()).where(n.status == "untold").group_by(n.reason)
    )
    return Account(
        members=_count(connection, member.c.id, joined),
        languages=_count(connection, sa.distinct(member.c.language), joined),
        asked=_count(connection, p.member_id, p.status.not_in(("due", "unreached"))),
        answered=_count(connection, p.member_id, p.answered_at.is_not(None)),
        told=_count(connection, n.member_id, n.status == "told"),
        untold=dict(sorted(untold.all())),
        stopped=_count(connection, member.c.id, member.c.stopped_at.is_not(None)),
        unreachable=_count(
            connection, sa.distinct(address.c.member_id), address.c.unreachable_since.is_not(None)
        ),
        lost=delivered - _count(connection, answer.c.question, sa.true()),
    )


def _count(connection: Connection, what: Any, where: Any) -> int:
    return connection.execute(sa.select(sa.func.count(what)).where(where)).scalar_one()


def answers_delivered(
    confirmed: Iterable[Update], written: Mapping[tuple[int, int], int]
) -> Counter[tuple[int, int]]:
    """Count the answers among updates, by (person, question): one answer may be given twice.

    `written` says which question each typed or spoken message answers, by (person, message).
    """
    given: Counter[tuple[int, int]] = Counter()
    for update in confirmed:
        body = update.body[update.kind]
        if update.kind == "callback_query":
            question = _answered(body["data"])
        else:
            question = written.get((update.person_id, body.get("message_id", 0)))
        if question is not None:
            given[update.person_id, question] += 1
    return given


def _answered(data: str) -> int | None:
    """Read the question's number from a button's data ('1:a.choose:c.q.n:member')."""
    _, verb, numbers, *_ = data.split(":")
    return int(numbers.split(".")[1], 36) if verb in ANSWERS else None
