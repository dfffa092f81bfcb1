"""Conversations' states between two replies."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store.sealing import STATE, sealer_of
from bot.store.sql import Among, upsert
from bot.store.tables import conversation_state
from conversations.state import State, keep, recall

Place = tuple[int, str, int]
"""A member, a conversation's name and its subject."""

_KEYS = ("member_id", "conversation", "subject")
_c = conversation_state.c
_PLACES = Among(*(_c[name] for name in _KEYS))
_KEPT = sa.select(_c.member_id, _c.conversation, _c.subject, _c.kept).where(_PLACES.where)
_OVER = conversation_state.delete().where(_PLACES.where)


def load(connection: Connection, places: Sequence[Place]) -> dict[Place, State]:
    """Give the states that are kept at these places."""
    if not places:
        return {}
    opened = sealer_of(connection).open_json
    rows = connection.execute(_KEPT, _PLACES.given(places)).mappings()
    return {_place(row): recall(opened(row["kept"], STATE, row) or {}) for row in rows}


def _place(row: Mapping[Any, Any]) -> Place:
    return (row["member_id"], row["conversation"], row["subject"])


def save(connection: Connection, kept: Mapping[Place, State | None], now: datetime) -> None:
    """Keep the states, and remove those that are over (None)."""
    sealed = sealer_of(connection).seal_json
    rows = [
        (key := dict(zip(_KEYS, place, strict=True)))
        | {"kept": sealed(keep(state), STATE, key), "changed_at": now}
        for place, state in kept.items()
        if state is not None
    ]
    upsert(connection, conversation_state, rows, _KEYS)
    over = [place for place, state in kept.items() if state is None]
    if over:
        connection.execute(_OVER, _PLACES.given(over))
