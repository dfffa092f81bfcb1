"""Column types that behave the same on SQLite and Postgres."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import types


class Moment(types.TypeDecorator[datetime]):
    """An aware moment in UTC; a naive one is refused, so that no zone is ever guessed."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Store UTC."""
        if value is None:
            return None
        if value.utcoffset() is None:
            msg = "A stored moment needs a time zone."
            raise ValueError(msg)
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Any,  # noqa: ARG002  SQLAlchemy passes it by this name
    ) -> datetime | None:
        """Give UTC back, aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.utcoffset() is None else value.astimezone(UTC)
