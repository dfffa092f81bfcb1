"""What a typed number may mean besides: the newest list that Heard sent of its own accord.

Whoever answers a question is left alone. But a menu that lies open, or the question whether to
erase something, must not be answered by a number that was meant for what came after it.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery.understanding import Understood
from bot.store.tables import conversation_state, member, outbox
from conversations import answering, joining
from conversations.reading import read_number
from conversations.screen import Act
from conversations.turn import Typed

_KEEP = frozenset({answering.NAME, joining.NAME})
"""Where somebody is in the middle of questions, and a number is the answer to one."""
LASTS = timedelta(days=30)
"""How long a number may be typed to a list that was sent."""


def lists(
    connection: Connection, understood: Iterable[Understood], now: datetime
) -> Mapping[int, tuple[Act, ...]]:
    """Give, by member, what the numbers do of a list that came after what they were at."""
    asked = {one.who.person.id for one in understood if _may_mean_another(one)}
    return _newest(connection, asked, now - LASTS) if asked else {}


def _may_mean_another(one: Understood) -> bool:
    is_number = isinstance(one.came_in, Typed) and read_number(one.came_in.text) is not None
    keeps = one.focus is not None and one.focus.conversation in _KEEP
    replies = one.focus != one.who.focus
    return is_number and not keeps and not replies


def _newest(
    connection: Connection, who: Collection[int], after: datetime
) -> Mapping[int, tuple[Act, ...]]:
    o, s, m = outbox.c, conversation_state.c, member.c
    since = (
        sa.select(s.changed_at)
        .where(s.member_id == m.id, s.conversation == m.focus_conversation)
        .where(s.subject == m.focus_subject)
        .scalar_subquery()
    )
    rows = connection.execute(
        sa.select(o.member_id, o.numbered)
        .join(member, m.id == o.member_id)
        .where(o.member_id.in_(who), o.lane == "bulk", o.status == "sent")
        .where(o.sent_at > after, sa.not_(o.edits), sa.or_(since.is_(None), o.sent_at > since))
        .order_by(o.sent_at, o.id)
    )
    newest: dict[int, list[Any] | None] = {row.member_id: row.numbered for row in rows}
    return {who: _acts(listed) for who, listed in newest.items() if listed}


def _acts(listed: Iterable[Any]) -> tuple[Act, ...]:
    return tuple(Act(verb, tuple(ids)) for verb, *ids in listed)
