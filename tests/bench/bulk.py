"""A nation in a database within seconds: rows made by the database itself, on both kinds alike."""

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from conversations.consent import VERSION

_COUNT = (
    "WITH RECURSIVE n(i) AS "
    "(SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < :many)"
)
# Numbers of people's rows are spread over their whole range, as drawn ones are.
_SPREAD = "((i * 1103515245 + {seed}) % 2147483648) * 4294967296 + i"
_MEMBER, _ADDRESS, _RESPONSE = (_SPREAD.format(seed=seed) for seed in (12345, 54321, 33333))
FIRST_PLACE = 71_000_000


def number_of(place: int) -> int:
    """Give the number of the member with this place, counted from 1."""
    return (place * 1103515245 + 12345) % 2147483648 * 4294967296 + place


def add_members(connection: Connection, network: int, account: int, many: int) -> None:
    """Add members who joined long ago, at addresses FIRST_PLACE + 1 and on."""
    _run(
        connection,
        "INSERT INTO member (id, network_id, language, kind, ask_every_days, consent_version,"
        f" joined_at, created_at) {_COUNT}"
        f" SELECT {_MEMBER}, :network, 'en_GB', 'not_said', 0, :agreed, :then, :then FROM n",
        many=many, network=network, agreed=VERSION, then=_long_ago(connection),
    )  # fmt: skip
    _run(
        connection,
        "INSERT INTO address (id, channel_account_id, external_id, member_id)"
        f" {_COUNT} SELECT {_ADDRESS}, :account, CAST({FIRST_PLACE} + i AS VARCHAR), {_MEMBER}"
        " FROM n",
        many=many, account=account,
    )  # fmt: skip


def let_take_part(connection: Connection, consulted: int, many: int, status: str = "asked") -> None:
    """Let the first `many` members have been asked, or be due to be asked."""
    queued = "NULL" if status == "due" else ":then"
    _run(
        connection,
        "INSERT INTO participation (consultation_id, member_id, version, status, due_at, queued_at)"
        f" {_COUNT} SELECT :consulted, {_MEMBER}, 1, :status, :then, {queued} FROM n",
        many=many, consulted=consulted, status=status, then=_long_ago(connection),
    )  # fmt: skip


def add_answers(connection: Connection, consulted: int, many: int, kinds: dict[int, str]) -> None:
    """Let `many` members have answered questions; one in three chose two of 'several'."""
    number = f"{_RESPONSE} + :consulted % 1000 * 1000000"
    _run(
        connection,
        "INSERT INTO response (id, consultation_id, member_id, via)"
        f" {_COUNT} SELECT {number}, :consulted, {_MEMBER}, 'chat' FROM n",
        many=many, consulted=consulted,
    )  # fmt: skip
    for question, kind in kinds.items():
        given = {"many": many, "consulted": consulted, "question": question}
        _run(
            connection,
            "INSERT INTO answer (response_id, consultation_id, question, version)"
            f" {_COUNT} SELECT {number}, :consulted, :question, 1 FROM n",
            **given,
        )
        choose = (
            "INSERT INTO answer_choice (response_id, question, choice, consultation_id)"
            f" {_COUNT} SELECT {number}, :question, 1 + (i + :more) % 3, :consulted FROM n"
        )
        _run(connection, choose, more=0, **given)
        if kind == "several":
            _run(connection, choose + " WHERE i % 3 = 0", more=1, **given)
    _run(
        connection,
        "UPDATE consultation SET answered = :many WHERE id = :consulted",
        many=many, consulted=consulted,
    )  # fmt: skip


def in_memory(connection: Connection) -> None:
    """Let SQLite keep its pages in memory while it is filled: a gigabyte at most."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA cache_size = -1000000")


def settle(connection: Connection) -> None:
    """Let Postgres know what is there, as it would by itself within a minute.

    SQLite keeps as many pages in memory again as it does by itself.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("ANALYZE"))
    else:
        connection.exec_driver_sql("PRAGMA cache_size = -2000")


def _run(connection: Connection, statement: str, **given: object) -> None:
    connection.execute(sa.text(statement), given)


def _long_ago(connection: Connection) -> object:
    moment = datetime(2026, 1, 5, 10, tzinfo=UTC)
    return moment if connection.dialect.name == "postgresql" else "2026-01-05 10:00:00.000000"
