"""Several processes: leases, stored waits, and no message that is leased but not being sent.

Revision 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATES = ("waiting", "sending", "sent", "uncertain", "unreachable", "expired", "failed", "cancelled")


def upgrade() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "hold",
        sa.Column("channel_account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("address_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_account_id"],
            ["channel_account.id"],
            name=op.f("fk_hold_channel_account_id"),
        ),
        sa.PrimaryKeyConstraint("channel_account_id", "address_id", name=op.f("pk_hold")),
    )
    moment = sa.DateTime(timezone=True)
    op.add_column("network", sa.Column("held_at", moment, nullable=True))
    op.add_column("channel_account", sa.Column("heard_at", moment, nullable=True))
    op.add_column("media", sa.Column("due_at", moment, nullable=True))
    known = ", ".join(f"'{state}'" for state in STATES)
    # The table is rebuilt on SQLite, which would forget this option by itself.
    never_again = {"sqlite_autoincrement": True}
    with op.batch_alter_table("outbox", table_kwargs=never_again) as outbox:
        outbox.drop_column("leased_until")
        outbox.drop_constraint(op.f("ck_outbox_status_known"), type_="check")
        outbox.create_check_constraint(op.f("ck_outbox_status_known"), f"status IN ({known})")
    sending = sa.text("status = 'sending'")
    op.create_index(
        "outbox_sending", "outbox", ["channel_account_id"],
        sqlite_where=sending, postgresql_where=sending,
    )  # fmt: skip
