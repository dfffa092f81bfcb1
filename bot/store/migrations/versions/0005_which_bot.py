"""Remember which bot an account is, so that another bot's token is noticed.

Revision 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("channel_account", sa.Column("bot", sa.BigInteger(), nullable=True))
