"""The first tables.

Revision 0001, after nothing.
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "network",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("languages", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("signposts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network")),
        sa.UniqueConstraint("slug", name=op.f("uq_network_slug")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "audit",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("network_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("subject", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("detail", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_audit_network_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_network_id"), ["network_id"], unique=False)

    op.create_table(
        "channel_account",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("network_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("secret_name", sa.String(), nullable=False),
        sa.Column("username", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["network_id"], ["network.id"], name=op.f("fk_channel_account_network_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_account")),
        sa.UniqueConstraint("secret_name", name=op.f("uq_channel_account_secret_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "involvement_group",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("network_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("parent_id", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('locality', 'site_specific', 'cross_cutting', 'panel')",
            name=op.f("ck_involvement_group_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["network.id"], name=op.f("fk_involvement_group_network_id")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["involvement_group.id"], name=op.f("fk_involvement_group_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_involvement_group")),
        sa.UniqueConstraint(
            "network_id", "name", name=op.f("uq_involvement_group_network_id_name")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "inbox",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("channel_account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("lease", sa.String(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('waiting', 'done', 'poison')", name=op.f("ck_inbox_status_known")
        ),
        sa.ForeignKeyConstraint(
            ["channel_account_id"], ["channel_account.id"], name=op.f("fk_inbox_channel_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint(
            "channel_account_id",
            "external_id",
            name=op.f("uq_inbox_channel_account_id_external_id"),
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index(
            "inbox_behind",
            ["channel_account_id", "sender", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'waiting'"),
            postgresql_where=sa.text("status = 'waiting'"),
        )
        batch_op.create_index(
            "inbox_next",
            ["id"],
            unique=False,
            sqlite_where=sa.text("status = 'waiting'"),
            postgresql_where=sa.text("status = 'waiting'"),
        )
        batch_op.create_index(
            "inbox_said",
            ["done_at"],
            unique=False,
            sqlite_where=sa.text("payload IS NOT NULL"),
            postgresql_where=sa.text("payload IS NOT NULL"),
        )

    op.create_table(
        "invite",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("network_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("group_id", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("uses_left", sa.Integer(), nullable=True),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["involvement_group.id"], name=op.f("fk_invite_group_id")
        ),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_invite_network_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invite")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invite_token_hash")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "member",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("network_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("guess", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=True),
        sa.Column("ask_every_days", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("came_by", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("recovery_hash", sa.String(), nullable=True),
        sa.Column("focus_conversation", sa.String(), nullable=True),
        sa.Column("focus_subject", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('in_treatment', 'after_treatment', 'carer_or_family', 'other', 'not_said')",
            name=op.f("ck_member_kind_known"),
        ),
        sa.CheckConstraint(
            "ask_every_days BETWEEN 0 AND 366", name=op.f("ck_member_ask_every_days_sane")
        ),
        sa.ForeignKeyConstraint(["came_by"], ["invite.id"], name=op.f("fk_member_came_by")),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_member_network_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("recovery_hash", name=op.f("uq_member_recovery_hash")),
    )
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.create_index("member_of_network", ["network_id", "joined_at"], unique=False)

    op.create_table(
        "address",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channel_account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("unreachable_since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["channel_account_id"],
            ["channel_account.id"],
            name=op.f("fk_address_channel_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_address_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address")),
        sa.UniqueConstraint(
            "channel_account_id",
            "external_id",
            name=op.f("uq_address_channel_account_id_external_id"),
        ),
    )
    with op.batch_alter_table("address", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_address_member_id"), ["member_id"], unique=False)

    op.create_table(
        "consent",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_consent_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_member_id"), ["member_id"], unique=False)

    op.create_table(
        "consultation",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("network_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("audience", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("hear_back_on", sa.Date(), nullable=False),
        sa.Column("sending", sa.String(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("nagged_on", sa.Date(), nullable=True),
        sa.Column("results", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint(
            "sending IN ('on', 'paused', 'cancelled')", name=op.f("ck_consultation_sending_known")
        ),
        sa.CheckConstraint(
            "status IN ('scheduled', 'open', 'closed', 'told', 'cancelled')",
            name=op.f("ck_consultation_status_known"),
        ),
        sa.CheckConstraint(
            "closes_at > opens_at", name=op.f("ck_consultation_closes_after_opening")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["member.id"], name=op.f("fk_consultation_asked_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["network.id"], name=op.f("fk_consultation_network_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
    )
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.create_index("consultation_due", ["status", "opens_at", "closes_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_consultation_network_id"), ["network_id"], unique=False
        )

    op.create_table(
        "conversation_state",
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("subject", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kept", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_conversation_state_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "member_id", "conversation", "subject", name=op.f("pk_conversation_state")
        ),
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("network_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("editor_id", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('open', 'approved', 'discarded')", name=op.f("ck_draft_status_known")
        ),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["member.id"], name=op.f("fk_draft_editor_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_draft_network_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_network_id"), ["network_id"], unique=False)

    op.create_table(
        "media",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("network_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channel_account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("unique_id", sa.String(), nullable=False),
        sa.Column("mime", sa.String(), nullable=True),
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('voice', 'photo', 'document', 'video')", name=op.f("ck_media_kind_known")
        ),
        sa.CheckConstraint(
            "status IN ('waiting', 'stored', 'lost', 'erased')", name=op.f("ck_media_status_known")
        ),
        sa.ForeignKeyConstraint(
            ["channel_account_id"], ["channel_account.id"], name=op.f("fk_media_channel_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_media_member_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_media_network_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
    )
    with op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_media_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_media_status"), ["status"], unique=False)

    op.create_table(
        "membership",
        sa.Column("group_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["involvement_group.id"], name=op.f("fk_membership_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_membership_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("group_id", "member_id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_member_id"), ["member_id"], unique=False)

    op.create_table(
        "role",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("group_id", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('helper', 'scribe', 'facilitator', 'professional', 'chair', 'operator')",
            name=op.f("ck_role_role_known"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["involvement_group.id"], name=op.f("fk_role_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_role_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("role", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_member_id"), ["member_id"], unique=False)

    op.create_table(
        "consultation_version",
        sa.Column("consultation_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ask", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("attachment", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_consultation_version_consultation_id"),
        ),
        sa.PrimaryKeyConstraint("consultation_id", "version", name=op.f("pk_consultation_version")),
    )
    op.create_table(
        "decision",
        sa.Column("consultation_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("approved_by", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by"],
            ["member.id"],
            name=op.f("fk_decision_approved_by"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_decision_consultation_id")
        ),
        sa.PrimaryKeyConstraint("consultation_id", "version", name=op.f("pk_decision")),
    )
    op.create_table(
        "heard_rating",
        sa.Column("consultation_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("rating", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "rating IN ('yes', 'partly', 'no', 'cannot_tell')",
            name=op.f("ck_heard_rating_rating_known"),
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_heard_rating_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_heard_rating_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("consultation_id", "member_id", name=op.f("pk_heard_rating")),
    )
    with op.batch_alter_table("heard_rating", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_heard_rating_member_id"), ["member_id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("consultation_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "reason IN ('stopped', 'erased', 'died', 'unreachable', 'failed', 'expired')",
            name=op.f("ck_notice_reason_known"),
        ),
        sa.CheckConstraint(
            "status IN ('due', 'queued', 'told', 'untold')", name=op.f("ck_notice_status_known")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_notice_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_notice_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("consultation_id", "version", "member_id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_member_id"), ["member_id"], unique=False)
        batch_op.create_index("notice_due", ["status", "due_at"], unique=False)

    op.create_table(
        "outbox",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("channel_account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("address_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=True),
        sa.Column("subject", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.String(), nullable=True),
        sa.Column("edits", sa.Boolean(), nullable=False),
        sa.Column("edits_message", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("media_id", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.String(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("message", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("lane IN ('reply', 'bulk')", name=op.f("ck_outbox_lane_known")),
        sa.CheckConstraint(
            "status IN ('waiting', 'leased', 'sending', 'sent', 'uncertain', 'unreachable', 'expired', 'failed', 'cancelled')",
            name=op.f("ck_outbox_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["address_id"], ["address.id"], name=op.f("fk_outbox_address_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["channel_account_id"],
            ["channel_account.id"],
            name=op.f("fk_outbox_channel_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media.id"], name=op.f("fk_outbox_media_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_outbox_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_dedupe_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_media_id"), ["media_id"], unique=False)
        batch_op.create_index(
            "outbox_behind",
            ["address_id", "lane", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'waiting'"),
            postgresql_where=sa.text("status = 'waiting'"),
        )
        batch_op.create_index(
            "outbox_due",
            ["lane", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'waiting'"),
            postgresql_where=sa.text("status = 'waiting'"),
        )
        batch_op.create_index(
            "outbox_late",
            ["not_after"],
            unique=False,
            sqlite_where=sa.text("status = 'waiting'"),
            postgresql_where=sa.text("status = 'waiting'"),
        )
        batch_op.create_index("outbox_message", ["address_id", "message"], unique=False)
        batch_op.create_index("outbox_of_member", ["member_id", "lane", "sent_at"], unique=False)
        batch_op.create_index("outbox_slot", ["address_id", "slot", "id"], unique=False)
        batch_op.create_index("outbox_subject", ["subject", "kind", "status"], unique=False)

    op.create_table(
        "participation",
        sa.Column("consultation_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('due', 'asked', 'started', 'put_off', 'finished', 'declined', 'unreached')",
            name=op.f("ck_participation_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_participation_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_participation_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("consultation_id", "member_id", name=op.f("pk_participation")),
    )
    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.create_index(
            "participation_due", ["consultation_id", "status", "due_at"], unique=False
        )
        batch_op.create_index(
            "participation_of_member", ["member_id", "consultation_id"], unique=False
        )

    op.create_table(
        "question",
        sa.Column("consultation_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_question_consultation_id")
        ),
        sa.PrimaryKeyConstraint("consultation_id", "number", name=op.f("pk_question")),
    )
    op.create_table(
        "question_version",
        sa.Column("consultation_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_question_version_consultation_id"),
        ),
        sa.PrimaryKeyConstraint(
            "consultation_id", "version", "number", name=op.f("pk_question_version")
        ),
    )
    op.create_table(
        "response",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("via", sa.String(), nullable=False),
        sa.CheckConstraint(
            "via IN ('chat', 'paper', 'helper')", name=op.f("ck_response_via_known")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_response_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_response_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint(
            "consultation_id", "member_id", name=op.f("uq_response_consultation_id_member_id")
        ),
    )
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_response_member_id"), ["member_id"], unique=False)

    op.create_table(
        "answer",
        sa.Column("response_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("media_id", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("declined", sa.String(), nullable=True),
        sa.CheckConstraint(
            "declined IN ('skipped', 'not_said', 'seen')", name=op.f("ck_answer_declined_known")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_answer_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media.id"], name=op.f("fk_answer_media_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_answer_response_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("response_id", "question", name=op.f("pk_answer")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_answer_consultation_id"), ["consultation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_answer_media_id"), ["media_id"], unique=False)

    op.create_table(
        "answer_choice",
        sa.Column("response_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("choice", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_answer_choice_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["response_id", "question"],
            ["answer.response_id", "answer.question"],
            name=op.f("fk_answer_choice_response_id_question"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("response_id", "question", "choice", name=op.f("pk_answer_choice")),
    )
    with op.batch_alter_table("answer_choice", schema=None) as batch_op:
        batch_op.create_index(
            "answer_choice_counted", ["consultation_id", "question", "choice"], unique=False
        )
