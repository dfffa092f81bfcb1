"""Count what came to nothing without reading everything that was ever sent.

Revision 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    poison = sa.text("status = 'poison'")
    op.create_index(
        "inbox_poison", "inbox", ["id"], sqlite_where=poison, postgresql_where=poison
    )
    nothing = sa.text("status IN ('uncertain', 'failed')")
    op.create_index(
        "outbox_nothing", "outbox", ["lane", "status"],
        sqlite_where=nothing, postgresql_where=nothing,
    )  # fmt: skip
