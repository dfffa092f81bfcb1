"""Find what is due for one account without looking at what waits for the others.

Revision 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    waiting = sa.text("status = 'waiting'")
    op.drop_index("outbox_due", "outbox")
    op.create_index(
        "outbox_due", "outbox", ["channel_account_id", "lane", "due_at", "id"],
        sqlite_where=waiting, postgresql_where=waiting,
    )  # fmt: skip
