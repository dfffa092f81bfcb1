"""What the database itself refuses: to change or to remove a line of the audit.

Whoever may make and drop tables can take this away; a seal that no longer fits then tells of it.
"""

import sqlalchemy as sa
from sqlalchemy import Connection

NAMES = frozenset({"audit_not_changed", "audit_not_removed"})
_SQLITE = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
_POSTGRES = "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit'::regclass AND tgenabled = 'O'"


def audit_is_guarded(connection: Connection) -> bool:
    """Tell whether the database refuses to change and to remove what stands in the audit."""
    asked = _SQLITE if connection.dialect.name == "sqlite" else _POSTGRES
    return set(connection.execute(sa.text(asked)).scalars()) >= NAMES
