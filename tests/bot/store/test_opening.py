"""A database is opened as it must be, or refused in a sentence that says what to do."""

import stat
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store.database import Database
from bot.store.errors import (
    DatabaseUnreachable,
    NetworkFileSystem,
    StoreError,
    UnknownDatabase,
)
from bot.store.mounts import file_system_of

MOUNTS = """\
/dev/vda / ext4 rw 0 0
server:/people /data nfs4 rw 0 0
/dev/vdb /data/local ext4 rw 0 0
//server/share /mnt/shared\\040files cifs rw 0 0
/dev/vdc /srv ext4 rw 0 0
server:/srv /srv nfs rw 0 0
"""


def _pragma(connection: Connection, name: str) -> object:
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL
        ("secure_delete", 1),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("busy_timeout", 10_000),  # milliseconds
    ],
)
def test_the_writer_is_set_up(sqlite_database: Database, name: str, value: object) -> None:
    with sqlite_database.transaction() as connection:
        assert _pragma(connection, name) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [("query_only", 1), ("trusted_schema", 0), ("journal_mode", "wal"), ("busy_timeout", 10_000)],
)
def test_the_readers_are_set_up(sqlite_database: Database, name: str, value: object) -> None:
    with sqlite_database.reading() as connection:
        assert _pragma(connection, name) == value


def test_a_writer_holds_the_lock_from_the_start(sqlite_database: Database) -> None:
    with (
        Database(sqlite_database.url, wait=0) as other,
        sqlite_database.transaction(),
        pytest.raises(StoreError),
        other.transaction(),
    ):
        pytest.fail("two wrote at once")


def test_postgres_reads_and_writes_times_in_utc(postgres_database: Database) -> None:
    with postgres_database.transaction() as connection:
        assert connection.execute(sa.text("SHOW timezone")).scalar_one() == "UTC"


def test_a_new_file_is_for_this_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "heard.db"
    with Database(f"sqlite:///{path}") as database:
        database.upgrade()
        modes = {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert modes == {0o600}


@pytest.mark.parametrize(
    "url",
    ["sqlite://", "sqlite:///:memory:", "mysql://localhost/heard", "heard.db", "", "sqlite:heard"],
)
def test_what_is_neither_a_sqlite_file_nor_postgres_is_refused(url: str) -> None:
    with pytest.raises(UnknownDatabase, match="HEARD_DATABASE_URL names neither"):
        Database(url)


@pytest.mark.parametrize("driver", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgres_may_be_written_in_each_usual_way(driver: str) -> None:
    assert not Database(f"{driver}://heard@localhost/heard").is_sqlite


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/nowhere/heard.db")
    with pytest.raises(DatabaseUnreachable, match=r"nowhere/heard\.db: No such file"):
        database.open()


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear colleague, " * 100, encoding="utf-8")
    with pytest.raises(DatabaseUnreachable, match="not a database"):
        Database(f"sqlite:///{path}").open()
    assert path.read_text(encoding="utf-8").startswith("Dear")


def test_a_server_that_is_not_there_is_told_without_its_password(tmp_path: Path) -> None:
    database = Database(f"postgresql://heard:swordfish@/heard?host={tmp_path}")
    with pytest.raises(DatabaseUnreachable, match="Check HEARD_DATABASE_URL") as refused:
        database.open()
    assert "swordfish" not in str(refused.value)
    assert "swordfish" not in repr(database)


def test_a_network_file_system_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/heard.db")
    with pytest.raises(NetworkFileSystem, match="Move the database to a local disk"):
        database.open(mounts=f"server:/all {tmp_path} nfs4 rw 0 0\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/heard/heard.db", "ext4"),
        ("/data/heard.db", "nfs4"),
        ("/database/heard.db", "ext4"),
        ("/data/local/heard.db", "ext4"),
        ("/mnt/shared files/heard.db", "cifs"),
        ("/srv/heard.db", "nfs"),
    ],
)
def test_the_nearest_and_latest_mount_decides(path: str, kind: str) -> None:
    assert file_system_of(Path(path), MOUNTS) == kind


def test_where_mounts_are_not_told_nothing_is_refused() -> None:
    assert file_system_of(Path("/data/heard.db"), "") is None
