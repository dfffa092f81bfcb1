"""The loop: one row for each consultation, meeting and issue, and what hangs on it.

Revision 0009, after 0008. Decisions and notices that are there keep their numbers; each decision
becomes the edition that was told.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _members()
    _the_ledger()
    _open_the_loops()
    _decisions()
    _notices()
    _ratings()
    _editions()
    _translations()
    _meetings_and_issues()
    _seats()


def _members() -> None:
    for name in ("rounded_up_on", "needs_you_on"):
        op.add_column("member", sa.Column(name, sa.Date(), nullable=True))
    op.add_column("member", sa.Column("induction", sa.Integer(), nullable=True))
    op.add_column("outbox", sa.Column("numbered", sa.JSON(), nullable=True))
    op.add_column("member", sa.Column("inducted_at", MOMENT, nullable=True))
    # With the column, for which SQLite does not make the table, and all that hangs on it, anew.
    for column, check in (
        ("notices VARCHAR DEFAULT 'every'", "notices_known CHECK (notices IN ('every', 'ends'))"),
        (
            "digests VARCHAR DEFAULT 'all'",
            "digests_known CHECK (digests IN ('all', 'mine', 'monthly', 'none'))",
        ),
    ):
        op.execute(f"ALTER TABLE member ADD COLUMN {column} NOT NULL CONSTRAINT ck_member_{check}")


def _open_the_loops() -> None:
    op.execute(
        "INSERT INTO loop (id, network_id, kind, title, hear_back_on, status, opened_at,"
        " archived_at, erased) SELECT id, network_id, 'consultation', title, hear_back_on,"
        " CASE WHEN status IN ('told', 'cancelled') THEN 'archived' ELSE 'open' END, opens_at,"
        " CASE WHEN status IN ('told', 'cancelled') THEN coalesce(closed_at, closes_at) END, 0"
        " FROM consultation"
    )


def _anew(table: str, columns: str, old: str, *shape: Any) -> None:
    """Make a table in a new shape, and put its rows back.

    No table hangs on it. Both databases do it the same way, and names of constraints stay.
    """
    op.execute(f"CREATE TABLE before_0009 AS SELECT {old} FROM {table}")  # noqa: S608
    op.drop_table(table)
    op.create_table(table, *shape)
    op.execute(f"INSERT INTO {table} ({columns}) SELECT {old} FROM before_0009")  # noqa: S608
    op.drop_table("before_0009")


def _check(table: str, column: str, *values: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}_known"))


def _key(table: str, column: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete=ondelete)


def _decisions() -> None:
    kept = "version, content, approved_by, approved_at"
    _anew(
        "decision", f"loop_id, {kept}", f"consultation_id, {kept}",
        sa.Column("loop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", MOMENT, nullable=False),
        _key("decision", "loop_id", "loop", "CASCADE"),
        _key("decision", "approved_by", "member", "SET NULL"),
        sa.PrimaryKeyConstraint("loop_id", "version", name=op.f("pk_decision")),
    )  # fmt: skip


def _notices() -> None:
    kept = "version, member_id, status, reason, due_at, told_at"
    _anew(
        "notice", f"loop_id, {kept}", f"consultation_id, {kept}",
        sa.Column("loop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("asks_heard", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        _check("notice", "status", "due", "queued", "told", "untold", "merged"),
        _check(
            "notice", "reason",
            "stopped", "erased", "died", "unreachable", "failed", "expired",
        ),
        _key("notice", "loop_id", "loop", "CASCADE"),
        _key("notice", "member_id", "member", "CASCADE"),
        sa.PrimaryKeyConstraint("loop_id", "version", "member_id", name=op.f("pk_notice")),
    )  # fmt: skip
    op.create_index("notice_due", "notice", ["status", "due_at"])
    op.create_index(op.f("ix_notice_member_id"), "notice", ["member_id"])
    op.execute("UPDATE notice SET asks_heard = (status = 'told')")


def _ratings() -> None:
    kept = "member_id, rating, why, rated_at"
    sure = "yes", "partly", "no", "cannot_tell"
    _anew(
        "heard_rating", f"loop_id, {kept}", f"consultation_id, {kept}",
        sa.Column("loop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("rating", sa.String(), nullable=False),
        sa.Column("first", sa.String(), nullable=True),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("rated_at", MOMENT, nullable=False),
        sa.Column("first_at", MOMENT, nullable=True),
        _check("heard_rating", "rating", *sure),
        _check("heard_rating", "first", *sure),
        _key("heard_rating", "loop_id", "loop", "CASCADE"),
        _key("heard_rating", "member_id", "member", "CASCADE"),
        sa.PrimaryKeyConstraint("loop_id", "member_id", name=op.f("pk_heard_rating")),
    )  # fmt: skip
    op.create_index(op.f("ix_heard_rating_member_id"), "heard_rating", ["member_id"])
    op.execute("UPDATE heard_rating SET first = rating, first_at = rated_at")


def _editions() -> None:
    """Make an edition of each decision, for that is what was told."""
    decision = sa.table(
        "decision", *(sa.column(name) for name in ("loop_id", "version")),
        sa.column("content", sa.JSON()), sa.column("approved_at", MOMENT),
    )  # fmt: skip
    edition = sa.table(
        "edition",
        *(sa.column(name) for name in ("loop_id", "version", "kind", "status")),
        sa.column("day", sa.Date()), sa.column("due_at", MOMENT), sa.column("content", sa.JSON()),
    )  # fmt: skip
    connection = op.get_bind()
    told = [
        {"loop_id": row.loop_id, "version": row.version, "kind": "decision", "status": "out",
         "day": row.approved_at.date(), "due_at": row.approved_at,
         "content": {"kind": "decision", "decision": row.content, "promises": []}}
        for row in connection.execute(sa.select(decision))
    ]  # fmt: skip
    if told:
        connection.execute(edition.insert(), told)


def _translations() -> None:
    op.create_table(
        "translation",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("network_id", sa.BigInteger(), nullable=False),
        sa.Column("loop_id", sa.BigInteger(), nullable=True),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        _key("translation", "loop_id", "loop", "CASCADE"),
        _key("translation", "made_by", "member", "SET NULL"),
        sa.ForeignKeyConstraint(
            ["network_id"], ["network.id"], name=op.f("fk_translation_network_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation")),
        sqlite_autoincrement=True,
    )
    op.create_index("translation_of_words", "translation", ["network_id", "mark"])
    op.create_index(op.f("ix_translation_loop_id"), "translation", ["loop_id"])


def _the_ledger() -> None:
    """Promises, what became of them, and what was told of it."""
    op.create_table(
        "loop",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("network_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("hear_back_on", sa.Date(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("archived_by", sa.BigInteger(), nullable=True),
        sa.Column("overrides", sa.JSON(), nullable=True),
        sa.Column("erased", sa.Integer(), nullable=False),
        sa.Column("heard", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('consultation', 'meeting', 'issue')", name=op.f("ck_loop_kind_known")
        ),
        sa.CheckConstraint("status IN ('open', 'archived')", name=op.f("ck_loop_status_known")),
        sa.ForeignKeyConstraint(
            ["archived_by"], ["member.id"], name=op.f("fk_loop_archived_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_loop_network_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loop")),
    )
    op.create_index("loop_of_network", "loop", ["network_id", "status", "hear_back_on"])
    op.create_table(
        "contributor",
        sa.Column("loop_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.CheckConstraint(
            "how IN ('asker', 'raiser', 'supporter', 'attendee', 'questioner', 'helper')",
            name=op.f("ck_contributor_how_known"),
        ),
        sa.ForeignKeyConstraint(
            ["loop_id"], ["loop.id"], name=op.f("fk_contributor_loop_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_contributor_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("loop_id", "member_id", name=op.f("pk_contributor")),
    )
    op.create_index(op.f("ix_contributor_member_id"), "contributor", ["member_id"])
    op.create_table(
        "commitment",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("loop_id", sa.BigInteger(), nullable=False),
        sa.Column("network_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("promise", sa.JSON(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("owner_name", sa.String(), nullable=True),
        sa.Column("invite_id", sa.BigInteger(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("first_due_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("lead", sa.String(), nullable=False),
        sa.Column("pathway_stage", sa.String(), nullable=True),
        sa.Column("commissioning_stage", sa.String(), nullable=True),
        sa.Column("nudged", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "lead IN ('members', 'professionals', 'both')", name=op.f("ck_commitment_lead_known")
        ),
        sa.CheckConstraint(
            "level IN ('information', 'consultation', 'partnership', 'delegated', 'user_control')",
            name=op.f("ck_commitment_level_known"),
        ),
        sa.CheckConstraint(
            "status IN ('waiting', 'done', 'partly', 'cannot')",
            name=op.f("ck_commitment_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["invite_id"], ["invite.id"], name=op.f("fk_commitment_invite_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["loop_id"], ["loop.id"], name=op.f("fk_commitment_loop_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["network.id"], name=op.f("fk_commitment_network_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["member.id"], name=op.f("fk_commitment_owner_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
    )
    op.create_index("commitment_due", "commitment", ["status", "due_on"])
    op.create_index(op.f("ix_commitment_loop_id"), "commitment", ["loop_id"])
    op.create_index(op.f("ix_commitment_owner_id"), "commitment", ["owner_id"])
    op.create_table(
        "commitment_change",
        sa.Column("commitment_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("material", sa.Boolean(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "what IN ('made', 'wording', 'owner', 'date', 'status')",
            name=op.f("ck_commitment_change_what_known"),
        ),
        sa.ForeignKeyConstraint(
            ["changed_by"],
            ["member.id"],
            name=op.f("fk_commitment_change_changed_by"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["commitment_id"],
            ["commitment.id"],
            name=op.f("fk_commitment_change_commitment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("commitment_id", "version", name=op.f("pk_commitment_change")),
    )
    op.create_table(
        "evidence",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("commitment_id", sa.BigInteger(), nullable=False),
        sa.Column("media_id", sa.BigInteger(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("shown", sa.Boolean(), nullable=True),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by"], ["member.id"], name=op.f("fk_evidence_added_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["commitment_id"],
            ["commitment.id"],
            name=op.f("fk_evidence_commitment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media.id"], name=op.f("fk_evidence_media_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_evidence_commitment_id"), "evidence", ["commitment_id"])
    op.create_index(op.f("ix_evidence_media_id"), "evidence", ["media_id"])
    op.create_table(
        "quote",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("loop_id", sa.BigInteger(), nullable=False),
        sa.Column("response_id", sa.BigInteger(), nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "status IN ('asked', 'agreed', 'refused')", name=op.f("ck_quote_status_known")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["member.id"], name=op.f("fk_quote_asked_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["loop_id"], ["loop.id"], name=op.f("fk_quote_loop_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_quote_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_quote_response_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_quote_loop_id"), "quote", ["loop_id"])
    op.create_index(op.f("ix_quote_member_id"), "quote", ["member_id"])
    op.create_index(op.f("ix_quote_response_id"), "quote", ["response_id"])
    op.create_table(
        "finding",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("loop_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("quote_id", sa.BigInteger(), nullable=True),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("dropped_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "kind IN ('heard', 'number', 'quote')", name=op.f("ck_finding_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["loop_id"], ["loop.id"], name=op.f("fk_finding_loop_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["member.id"], name=op.f("fk_finding_made_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["quote_id"], ["quote.id"], name=op.f("fk_finding_quote_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_finding_loop_id"), "finding", ["loop_id"])
    op.create_table(
        "edition",
        sa.Column("loop_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('decision', 'outcome', 'holding', 'digest')",
            name=op.f("ck_edition_kind_known"),
        ),
        sa.CheckConstraint("status IN ('gathering', 'out')", name=op.f("ck_edition_status_known")),
        sa.ForeignKeyConstraint(
            ["loop_id"], ["loop.id"], name=op.f("fk_edition_loop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("loop_id", "version", name=op.f("pk_edition")),
    )
    op.create_index(
        "edition_gathering",
        "edition",
        ["due_at"],
        sqlite_where=sa.text("status = 'gathering'"),
        postgresql_where=sa.text("status = 'gathering'"),
    )
    op.create_table(
        "belief",
        sa.Column("loop_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("as_role", sa.String(), nullable=False),
        sa.Column("know", sa.String(), nullable=True),
        sa.Column("influenced", sa.String(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("believed_at", MOMENT, nullable=True),
        sa.Column("shown_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "as_role IN ('professional', 'facilitator')", name=op.f("ck_belief_as_role_known")
        ),
        sa.CheckConstraint(
            "influenced IN ('yes', 'partly', 'no', 'cannot_tell')",
            name=op.f("ck_belief_influenced_known"),
        ),
        sa.CheckConstraint(
            "know IN ('yes', 'partly', 'no', 'cannot_tell')", name=op.f("ck_belief_know_known")
        ),
        sa.ForeignKeyConstraint(
            ["loop_id"], ["loop.id"], name=op.f("fk_belief_loop_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_belief_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("loop_id", "member_id", name=op.f("pk_belief")),
    )
    op.create_index(op.f("ix_belief_member_id"), "belief", ["member_id"])
    op.create_table(
        "task",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("network_id", sa.BigInteger(), nullable=False),
        sa.Column("loop_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.BigInteger(), nullable=True),
        sa.Column("member_id", sa.BigInteger(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("done_by", sa.BigInteger(), nullable=True),
        sa.Column("reply", sa.String(), nullable=True),
        sa.Column("replied_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["done_by"], ["member.id"], name=op.f("fk_task_done_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["loop_id"], ["loop.id"], name=op.f("fk_task_loop_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_task_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_task_network_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_task_loop_id"), "task", ["loop_id"])
    op.create_index(op.f("ix_task_member_id"), "task", ["member_id"])
    op.create_index(
        "task_undone",
        "task",
        ["network_id", "made_at"],
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "impact",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("network_id", sa.BigInteger(), nullable=False),
        sa.Column("loop_id", sa.BigInteger(), nullable=True),
        sa.Column("commitment_id", sa.BigInteger(), nullable=True),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.Column("noted_by", sa.BigInteger(), nullable=True),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.Column("dropped_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "kind IN ('services', 'professionals', 'members', 'policy', 'process')",
            name=op.f("ck_impact_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["commitment_id"],
            ["commitment.id"],
            name=op.f("fk_impact_commitment_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["loop_id"], ["loop.id"], name=op.f("fk_impact_loop_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_impact_network_id")),
        sa.ForeignKeyConstraint(
            ["noted_by"], ["member.id"], name=op.f("fk_impact_noted_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impact")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_impact_network_id"), "impact", ["network_id"])
    op.create_table(
        "influence",
        sa.Column("group_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("strength", sa.String(), nullable=False),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "strength IN ('strong', 'some', 'none')", name=op.f("ck_influence_strength_known")
        ),
        sa.CheckConstraint("quarter BETWEEN 1 AND 4", name=op.f("ck_influence_quarter_sane")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["involvement_group.id"], name=op.f("fk_influence_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_influence_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "group_id", "year", "quarter", "domain", "member_id", name=op.f("pk_influence")
        ),
    )
    op.create_index(op.f("ix_influence_member_id"), "influence", ["member_id"])


def _meetings_and_issues() -> None:
    """Meetings, and what members raise."""
    op.add_column("network", sa.Column("issue_rule", sa.JSON(), nullable=True))
    op.create_table(
        "issue",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("network_id", sa.BigInteger(), nullable=False),
        sa.Column("group_id", sa.BigInteger(), nullable=True),
        sa.Column("raised_by", sa.BigInteger(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("media_id", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.JSON(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("merged_into", sa.BigInteger(), nullable=True),
        sa.Column("supporters", sa.Integer(), nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("moderated_by", sa.BigInteger(), nullable=True),
        sa.Column("moderated_at", MOMENT, nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "status IN ('waiting', 'open', 'declined', 'merged', 'on_agenda', 'answered')",
            name=op.f("ck_issue_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["involvement_group.id"], name=op.f("fk_issue_group_id")
        ),
        sa.ForeignKeyConstraint(["id"], ["loop.id"], name=op.f("fk_issue_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media.id"], name=op.f("fk_issue_media_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["issue.id"], name=op.f("fk_issue_merged_into"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["moderated_by"], ["member.id"], name=op.f("fk_issue_moderated_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_issue_network_id")),
        sa.ForeignKeyConstraint(
            ["raised_by"], ["member.id"], name=op.f("fk_issue_raised_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue")),
    )
    op.create_index("issue_of_network", "issue", ["network_id", "status"])
    op.create_index(op.f("ix_issue_media_id"), "issue", ["media_id"])
    op.create_index(op.f("ix_issue_raised_by"), "issue", ["raised_by"])
    op.create_table(
        "meeting",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("network_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.JSON(), nullable=True),
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("told_revision", sa.Integer(), nullable=True),
        sa.Column("nagged", sa.Integer(), nullable=False),
        sa.Column("minutes_lines", sa.JSON(), nullable=True),
        sa.Column("minutes_at", MOMENT, nullable=True),
        sa.Column("minutes_media", sa.BigInteger(), nullable=True),
        sa.Column("minutes_by", sa.BigInteger(), nullable=True),
        sa.Column("minutes_asked_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "status IN ('draft', 'planned', 'cancelled', 'held')",
            name=op.f("ck_meeting_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["id"], ["loop.id"], name=op.f("fk_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["member.id"], name=op.f("fk_meeting_made_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["minutes_by"], ["member.id"], name=op.f("fk_meeting_minutes_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["minutes_media"],
            ["media.id"],
            name=op.f("fk_meeting_minutes_media"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_meeting_network_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    op.create_index(op.f("ix_meeting_minutes_media"), "meeting", ["minutes_media"])
    op.create_index("meeting_of_network", "meeting", ["network_id", "status", "starts_at"])
    op.create_table(
        "agenda_item",
        sa.Column("meeting_id", sa.BigInteger(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("issue_id", sa.BigInteger(), nullable=True),
        sa.Column("dropped_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "purpose IN ('information', 'views', 'decision')",
            name=op.f("ck_agenda_item_purpose_known"),
        ),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.id"], name=op.f("fk_agenda_item_issue_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_agenda_item_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("meeting_id", "item", name=op.f("pk_agenda_item")),
    )
    op.create_table(
        "attendance",
        sa.Column("meeting_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("reply", sa.String(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("asked_revision", sa.Integer(), nullable=True),
        sa.Column("reminded_revision", sa.Integer(), nullable=True),
        sa.Column("replied_at", MOMENT, nullable=True),
        sa.Column("came", sa.Boolean(), nullable=True),
        sa.Column("helps", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "reply IN ('comes', 'cannot', 'unsure')", name=op.f("ck_attendance_reply_known")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_attendance_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_attendance_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", "member_id", name=op.f("pk_attendance")),
    )
    op.create_index(op.f("ix_attendance_member_id"), "attendance", ["member_id"])
    op.create_table(
        "put_question",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("meeting_id", sa.BigInteger(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("media_id", sa.BigInteger(), nullable=True),
        sa.Column("read_out", sa.Boolean(), nullable=False),
        sa.Column("put_at", MOMENT, nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.CheckConstraint("kind IN ('question', 'view')", name=op.f("ck_put_question_kind_known")),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media.id"], name=op.f("fk_put_question_media_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_put_question_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_put_question_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_put_question")),
    )
    op.create_index(op.f("ix_put_question_media_id"), "put_question", ["media_id"])
    op.create_index(op.f("ix_put_question_meeting_id"), "put_question", ["meeting_id"])
    op.create_index(op.f("ix_put_question_member_id"), "put_question", ["member_id"])
    op.create_table(
        "digest",
        sa.Column("meeting_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("edited_by", sa.BigInteger(), nullable=True),
        sa.Column("edited_at", MOMENT, nullable=False),
        sa.Column("approved_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["edited_by"], ["member.id"], name=op.f("fk_digest_edited_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_digest_meeting_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", "revision", name=op.f("pk_digest")),
    )
    op.create_table(
        "reaction",
        sa.Column("meeting_id", sa.BigInteger(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("reaction", sa.String(), nullable=False),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "reaction IN ('good', 'worried', 'unclear')", name=op.f("ck_reaction_reaction_known")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_reaction_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_reaction_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", "item", "member_id", name=op.f("pk_reaction")),
    )
    op.create_index(op.f("ix_reaction_member_id"), "reaction", ["member_id"])


def _seats() -> None:
    """Who sits where, what is passed on, who offered, and words explained."""
    op.add_column("involvement_group", sa.Column("influence_asked", sa.String(), nullable=True))
    op.add_column("involvement_group", sa.Column("influence_map", sa.JSON(), nullable=True))
    op.create_table(
        "passed_on",
        sa.Column("loop_id", sa.BigInteger(), nullable=False),
        sa.Column("group_id", sa.BigInteger(), nullable=False),
        sa.Column("from_group", sa.BigInteger(), nullable=False),
        sa.Column("passed_by", sa.BigInteger(), nullable=True),
        sa.Column("passed_at", MOMENT, nullable=False),
        sa.Column("upto", sa.BigInteger(), nullable=True),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["from_group"], ["involvement_group.id"], name=op.f("fk_passed_on_from_group")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["involvement_group.id"], name=op.f("fk_passed_on_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["loop_id"], ["loop.id"], name=op.f("fk_passed_on_loop_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["passed_by"], ["member.id"], name=op.f("fk_passed_on_passed_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("loop_id", "group_id", name=op.f("pk_passed_on")),
    )
    op.create_table(
        "seat",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("group_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("code_hash", sa.String(), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["involvement_group.id"], name=op.f("fk_seat_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_seat_member_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_seat_group_id"), "seat", ["group_id"])
    op.create_index(op.f("ix_seat_code_hash"), "seat", ["code_hash"])
    op.create_index(op.f("ix_seat_member_id"), "seat", ["member_id"])
    op.create_table(
        "volunteer_call",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("network_id", sa.BigInteger(), nullable=False),
        sa.Column("group_id", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("brief", sa.JSON(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("seed", sa.String(), nullable=True),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("drawn_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "status IN ('draft', 'open', 'drawn', 'cancelled')",
            name=op.f("ck_volunteer_call_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["involvement_group.id"], name=op.f("fk_volunteer_call_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["member.id"], name=op.f("fk_volunteer_call_made_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["network.id"], name=op.f("fk_volunteer_call_network_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_call")),
    )
    op.create_index(op.f("ix_volunteer_call_network_id"), "volunteer_call", ["network_id"])
    op.create_table(
        "volunteer",
        sa.Column("call_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("offered_at", MOMENT, nullable=True),
        sa.Column("stratum", sa.String(), nullable=True),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Boolean(), nullable=True),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["volunteer_call.id"],
            name=op.f("fk_volunteer_call_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_volunteer_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("call_id", "member_id", name=op.f("pk_volunteer")),
    )
    op.create_index(op.f("ix_volunteer_member_id"), "volunteer", ["member_id"])
    op.create_table(
        "glossary_entry",
        sa.Column("network_id", sa.BigInteger(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("edited_by", sa.BigInteger(), nullable=True),
        sa.Column("edited_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["edited_by"],
            ["member.id"],
            name=op.f("fk_glossary_entry_edited_by"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["network.id"], name=op.f("fk_glossary_entry_network_id")
        ),
        sa.PrimaryKeyConstraint("network_id", "term", name=op.f("pk_glossary_entry")),
    )
    op.create_table(
        "follow",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("group_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["involvement_group.id"], name=op.f("fk_follow_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_follow_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "group_id", name=op.f("pk_follow")),
    )
    op.create_index(op.f("ix_follow_group_id"), "follow", ["group_id"])
