"""Find who stopped, and what was sent lately, without reading everybody and everything.

Revision 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    stopped = sa.text("stopped_at IS NOT NULL")
    op.create_index(
        "member_stopped", "member", ["stopped_at"], sqlite_where=stopped, postgresql_where=stopped
    )
    begun = sa.text("lane = 'bulk' AND sent_at IS NOT NULL")
    op.create_index(
        "outbox_begun", "outbox", ["sent_at"], sqlite_where=begun, postgresql_where=begun
    )
