"""A person's own choices, the reading rota, one-time pages, and a sealed audit.

Revision 0008, after 0007.
"""

import hashlib
import json
from datetime import UTC
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _members()
    op.add_column("address", sa.Column("deactivated_at", MOMENT, nullable=True))
    op.add_column("invite", sa.Column("revoked_at", MOMENT, nullable=True))
    # The table is rebuilt on SQLite, which would forget this option by itself.
    with op.batch_alter_table("role", table_kwargs={"sqlite_autoincrement": True}) as role:
        role.add_column(sa.Column("invite_id", sa.BigInteger(), nullable=True))
        role.create_foreign_key(
            op.f("fk_role_invite_id"), "invite", ["invite_id"], ["id"], ondelete="SET NULL"
        )
    op.add_column("audit", sa.Column("seal", sa.String(), nullable=True))
    op.execute("ALTER TABLE consultation ADD COLUMN erased INTEGER DEFAULT 0 NOT NULL")
    _one_time_pages()
    _rota()
    _seal_the_audit()
    _guard_the_audit()
    op.create_table(
        "text_key",
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("known_since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_text_key")),
    )


def _members() -> None:
    for name in ("break_since", "break_until", "death_at", "wrote_at", "wrong_code_at"):
        op.add_column("member", sa.Column(name, MOMENT, nullable=True))
    op.add_column("member", sa.Column("quiet_sundays", sa.Boolean(), nullable=True))
    op.add_column("member", sa.Column("consent_version", sa.Integer(), nullable=True))
    for column in ("discreet BOOLEAN DEFAULT false", "wrong_codes INTEGER DEFAULT 0"):
        op.execute(f"ALTER TABLE member ADD COLUMN {column} NOT NULL")
    # With the column, for which SQLite does not make the table, and all that hangs on it, anew.
    for column, check in (
        ("quiet_from INTEGER", "quiet_from_sane CHECK (quiet_from BETWEEN 0 AND 23)"),
        ("quiet_until INTEGER", "quiet_until_sane CHECK (quiet_until BETWEEN 0 AND 24)"),
        ("death VARCHAR", "death_known CHECK (death IN ('cared_for', 'member'))"),
        (
            "tell VARCHAR DEFAULT 'all' NOT NULL",
            "tell_known CHECK (tell IN ('all', 'only_changes'))",
        ),
    ):
        op.execute(f"ALTER TABLE member ADD COLUMN {column} CONSTRAINT ck_member_{check}")
    agreed = "SELECT max(version) FROM consent WHERE member_id = member.id AND withdrawn_at IS NULL"
    op.execute(f"UPDATE member SET consent_version = ({agreed}) WHERE joined_at IS NOT NULL")  # noqa: S608
    on_break = sa.text("break_since IS NOT NULL")
    op.create_index(
        "member_on_break", "member", ["break_until"],
        sqlite_where=on_break, postgresql_where=on_break,
    )  # fmt: skip


def _serial() -> sa.Column[int]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", kind, autoincrement=True, nullable=False)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=nullable)


def _key(table: str, column: str, to: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete=ondelete)


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _one_time_pages() -> None:
    op.create_table(
        "one_time_page",
        _serial(),
        _number("member_id"),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=True),
        _check("one_time_page", "kind_known", "kind IN ('my_data')"),
        _key("one_time_page", "member_id", "member", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_page")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_one_time_page_token_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_one_time_page_member_id"), "one_time_page", ["member_id"])


def _rota() -> None:
    op.create_table(
        "reader",
        _number("network_id"),
        _number("member_id"),
        sa.Column("weekdays", sa.Integer(), nullable=False),
        sa.Column("from_hour", sa.Integer(), nullable=False),
        sa.Column("until_hour", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        _check("reader", "weekdays_sane", "weekdays BETWEEN 1 AND 127"),
        _check("reader", "from_hour_sane", "from_hour BETWEEN 0 AND 23"),
        _check("reader", "until_hour_sane", "until_hour BETWEEN 1 AND 24"),
        _key("reader", "network_id", "network"),
        _key("reader", "member_id", "member", "CASCADE"),
        sa.PrimaryKeyConstraint("network_id", "member_id", name=op.f("pk_reader")),
    )
    op.create_index(op.f("ix_reader_member_id"), "reader", ["member_id"])
    op.create_table(
        "flag",
        _serial(),
        _number("network_id"),
        _number("member_id"),
        sa.Column("kind", sa.String(), nullable=False),
        _number("consultation_id", nullable=True),
        sa.Column("question", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("shown_at", MOMENT, nullable=True),
        sa.Column("escalated_at", MOMENT, nullable=True),
        sa.Column("read_at", MOMENT, nullable=True),
        _number("read_by", nullable=True),
        _check("flag", "kind_known", "kind IN ('urgent', 'unsafe', 'distress')"),
        _key("flag", "network_id", "network"),
        _key("flag", "member_id", "member", "CASCADE"),
        _key("flag", "consultation_id", "consultation"),
        _key("flag", "read_by", "member", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_flag_member_id"), "flag", ["member_id"])
    unread = sa.text("read_at IS NULL")
    op.create_index(
        "flag_unread", "flag", ["network_id", "raised_at"],
        sqlite_where=unread, postgresql_where=unread,
    )  # fmt: skip


def _seal_the_audit() -> None:
    """Seal each line to the one before it in its network, as `bot.involvement.record` does."""
    names = "id", "network_id", "at", "act", "actor_id", "subject", "detail", "seal"
    kinds: dict[str, Any] = {"at": MOMENT, "detail": sa.JSON()}
    audit = sa.table("audit", *(sa.column(name, kinds.get(name)) for name in names))
    one = audit.update().where(audit.c.id == sa.bindparam("line"))
    seals: dict[int, str] = {}
    rows = op.get_bind().execute(sa.select(audit).order_by(audit.c.id)).mappings().all()
    for row in rows:
        at = row["at"].replace(tzinfo=row["at"].tzinfo or UTC).astimezone(UTC)
        said = [row["network_id"], at.isoformat(timespec="microseconds"), row["act"],
                row["actor_id"], row["subject"], row["detail"]]  # fmt: skip
        written = json.dumps(said, sort_keys=True, separators=(",", ":"))
        before = seals.get(row["network_id"], "0" * 64)
        seal = hashlib.sha256(f"{before}\n{written}".encode()).hexdigest()
        op.get_bind().execute(one.values(seal=seal), {"line": row["id"]})
        seals[row["network_id"]] = seal


def _guard_the_audit() -> None:
    """Let the database itself refuse to change or remove what stands in the audit."""
    if op.get_bind().dialect.name == "sqlite":
        for name, act in (("audit_not_changed", "UPDATE"), ("audit_not_removed", "DELETE")):
            refuse = "SELECT RAISE(ABORT, 'the audit is only added to')"
            op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON audit BEGIN {refuse}; END")
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit is only added to'; END $$"
    )
    then = "EXECUTE FUNCTION audit_is_only_added_to()"
    for name, act in (
        ("audit_not_changed", "UPDATE OR DELETE ON audit FOR EACH ROW"),
        ("audit_not_removed", "TRUNCATE ON audit FOR EACH STATEMENT"),
    ):
        op.execute(f"CREATE TRIGGER {name} BEFORE {act} {then}")
