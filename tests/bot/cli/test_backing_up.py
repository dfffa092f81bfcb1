"""`heard backup`, `heard restore`, `heard resume` and `heard upgrade`, as people type them."""

import asyncio
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.store import schema, tables
from bot.store.backup.checking import check
from bot.store.database import Database
from tests.bot.store.filled import everything, filled
from tests.bot.store.rows import NOON

Heard = Callable[..., Result]


@pytest.fixture
def heard(here: Path) -> Heard:
    """Run a command in an empty folder."""

    def run(*arguments: str, **settings: str) -> Result:
        surroundings = {"HEARD_DATABASE_URL": f"sqlite:///{here}/heard.db"} | settings
        return CliRunner().invoke(app, arguments, env=surroundings)

    return run


@pytest.fixture
def there(here: Path) -> Path:
    """A folder with a network in it."""
    url = f"sqlite:///{here}/heard.db"
    with Database(url) as database:
        database.upgrade()
        filled(database, here / "media")
    return here


def elsewhere(folder: Path) -> dict[str, str]:
    """Settings of another place."""
    return {
        "HEARD_DATABASE_URL": f"sqlite:///{folder}/other.db",
        "HEARD_MEDIA_DIR": str(folder / "other"),
    }


def contents(path: Path) -> dict[str, list[dict[str, object]]]:
    with Database(f"sqlite:///{path}") as database:
        return everything(database)


def test_a_backup_says_what_is_in_it_and_a_restore_too(heard: Heard, there: Path) -> None:
    made = heard("backup", "monday.heard")
    assert made.exit_code == 0, made.output
    assert "rows (3 members) and 3 files (3.8 MB) to monday.heard." in made.stdout

    restored = heard("restore", "monday.heard", **elsewhere(there))
    assert restored.exit_code == 0, restored.output
    assert "(3 members) and 3 files (3.8 MB) from the backup of" in restored.stdout
    assert "`heard resume` lets it go on." in restored.stdout
    assert contents(there / "other.db")["member"] == contents(there / "heard.db")["member"]


def test_a_backup_replaces_a_file_only_by_force(heard: Heard, there: Path) -> None:
    heard("backup", "a.heard")
    refused = heard("backup", "a.heard")
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert "say --force" in refused.stderr
    assert heard("backup", "a.heard", "--force").exit_code == 0
    assert there.is_dir()


def test_without_a_database_nothing_is_made(heard: Heard, here: Path) -> None:
    result = heard("backup", "a.heard")
    assert result.exit_code == 1
    assert "no Heard database" in result.stderr
    assert list(here.iterdir()) == []


def test_a_restore_says_why_it_does_nothing(heard: Heard, there: Path) -> None:
    heard("backup", "a.heard")
    before = contents(there / "heard.db")
    assert "say --replace" in heard("restore", "a.heard").stderr
    assert "No such file" in heard("restore", "b.heard").stderr
    (there / "b.heard").write_text("hello", encoding="utf-8")
    assert "no backup that Heard wrote" in heard("restore", "b.heard").stderr
    with Database(f"sqlite:///{there}/heard.db") as database, database.running():
        assert "is running" in heard("restore", "a.heard", "--replace").stderr
    assert contents(there / "heard.db") == before
    assert heard("restore", "a.heard", "--replace").exit_code == 0


def test_after_a_restore_a_person_decides_what_may_be_said_twice(heard: Heard, there: Path) -> None:
    make_unclear(there)
    heard("backup", "a.heard")
    assert "Nothing is held" in heard("resume").stdout
    restored = heard("restore", "a.heard", **elsewhere(there))
    assert "Think before you say `heard resume`." in restored.stderr

    asked = heard("resume", **elsewhere(there))
    assert asked.exit_code == 1
    assert "Nobody knows who stopped since the backup of" in asked.stderr
    assert "whether 1 messages" in asked.stderr
    assert "Choose one" in heard("resume", "--send-again", "--leave-out").stderr
    left = heard("resume", "--leave-out", **elsewhere(there))
    assert "Left out, as perhaps sent: 1." in left.stdout
    assert "Nothing is held" in heard("resume", **elsewhere(there)).stdout
    acts = [row["act"] for row in contents(there / "other.db")["audit"]]
    assert acts == ["network.restored", "network.resumed"]


def test_what_waits_may_be_sent_again(heard: Heard, there: Path) -> None:
    make_unclear(there)
    heard("backup", "a.heard")
    heard("restore", "a.heard", **elsewhere(there))
    assert heard("resume", "--send-again", **elsewhere(there)).exit_code == 0
    assert contents(there / "other.db")["participation"][0]["status"] == "due"


def make_unclear(folder: Path) -> None:
    """Let somebody be about to be asked."""
    with Database(f"sqlite:///{folder}/heard.db") as database, database.transaction() as connection:
        who = 2**63 - 1
        joined = tables.member.update().where(tables.member.c.id == who)
        connection.execute(joined.values(joined_at=NOON))
        part = {"consultation_id": 5, "member_id": who, "status": "due", "due_at": NOON}
        connection.execute(tables.participation.insert().values(**part, version=1))


def test_a_planned_move_goes_on_at_once(heard: Heard, there: Path) -> None:
    heard("backup", "a.heard")
    moved = heard("restore", "a.heard", "--moved", **elsewhere(there))
    assert "A planned move" in moved.stdout
    assert "Nothing is held" in heard("resume", **elsewhere(there)).stdout


def test_a_backup_of_a_running_heard_is_no_planned_move(heard: Heard, there: Path) -> None:
    with Database(f"sqlite:///{there}/heard.db") as database, database.running():
        assert heard("backup", "a.heard").exit_code == 0
    refused = heard("restore", "a.heard", "--moved", **elsewhere(there))
    assert refused.exit_code == 1
    assert "so it is no planned move" in refused.stderr
    with Database(f"sqlite:///{there}/other.db") as other, other.reading() as connection:
        assert sa.inspect(connection).get_table_names() == []


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"HEARD_STOPS_FILE": "stops"}, "HEARD_STOPS_KEY is not set"),
        ({"HEARD_STOPS_KEY": "k" * 32}, "HEARD_STOPS_FILE is not set"),
        ({"HEARD_STOPS_FILE": "no/stops", "HEARD_STOPS_KEY": "k" * 32}, "There is no folder no"),
        ({"HEARD_STOPS_KEY": "short"}, "at least 32 characters"),
    ],
)
def test_half_a_list_of_stops_is_refused(
    heard: Heard, there: Path, settings: dict[str, str], told: str
) -> None:
    heard("backup", "a.heard")
    refused = heard("restore", "a.heard", **elsewhere(there), **settings)
    assert refused.exit_code == 1
    assert told in refused.stderr
    assert not (there / "other.db").exists()


# --- upgrading ------------------------------------------------------------------------------------


def old(folder: Path) -> None:
    """Make a database of the first release, with a row."""
    with Database(f"sqlite:///{folder}/heard.db") as database:
        with database.rebuilding() as connection:
            schema.upgrade(connection, "0001")
        with database.transaction() as connection:
            now = datetime.now(UTC).isoformat(" ")
            connection.exec_driver_sql(
                "INSERT INTO network (slug, name, zone, languages, signposts, created_at) "
                "VALUES ('a', 'A', 'UTC', '[]', '{}', ?)", (now,),
            )  # fmt: skip


def test_an_upgrade_backs_up_migrates_and_checks(heard: Heard, here: Path) -> None:
    old(here)
    result = heard("upgrade")
    assert result.exit_code == 0, result.output
    assert f"Upgraded from 0001 to {schema.newest()}. Checked: 1 rows" in result.stdout
    [backup] = here.glob("before-upgrade-from-0001-*.heard")
    assert check(backup).about.migration == "0001"
    assert "Nothing to do" in heard("upgrade").stdout


def test_the_backup_of_an_older_heard_is_brought_up_to_date(heard: Heard, here: Path) -> None:
    old(here)
    assert heard("backup", "old.heard").exit_code == 0
    assert heard("restore", "old.heard", **elsewhere(here)).exit_code == 0
    with Database(f"sqlite:///{here}/other.db") as other, other.reading() as connection:
        assert schema.stands_at(connection) == schema.newest()
    assert contents(here / "other.db")["network"][0]["slug"] == "a"


def test_an_upgrade_without_a_backup_makes_none(heard: Heard, here: Path) -> None:
    old(here)
    assert heard("upgrade", "--no-backup").exit_code == 0
    assert not list(here.glob("*.heard"))


def test_an_upgrade_waits_for_heard_to_be_stopped(heard: Heard, here: Path) -> None:
    old(here)
    with Database(f"sqlite:///{here}/heard.db") as database, database.running():
        result = heard("upgrade", "--backup", "a.heard")
    assert result.exit_code == 1
    assert "is running" in result.stderr
    assert "0001" in heard("upgrade", "--no-backup").stdout


def test_a_database_of_a_newer_heard_is_left_alone(heard: Heard, there: Path) -> None:
    with Database(f"sqlite:///{there}/heard.db") as database, database.transaction() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    result = heard("upgrade")
    assert result.exit_code == 1
    assert "made by a newer Heard" in result.stderr
    assert not list(there.glob("*.heard"))


def test_an_upgrade_that_loses_a_row_is_taken_back(
    heard: Heard, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old(here)
    scripts = here / "migrations"
    (scripts / "versions").mkdir(parents=True)
    for name in ("env.py", "versions/0001_first.py"):
        (scripts / name).write_text((schema.MIGRATIONS / name).read_text("utf-8"), "utf-8")
    (scripts / "versions/0002_greedy.py").write_text(
        '"""Greedy."""\nfrom alembic import op\n'
        'revision, down_revision = "0002", "0001"\n'
        'def upgrade():\n    op.execute("DELETE FROM network")\n', "utf-8",
    )  # fmt: skip
    monkeypatch.setattr(schema, "MIGRATIONS", scripts)
    result = heard("upgrade", "--no-backup")
    assert result.exit_code == 1
    assert "network had 0 rows instead of 1" in result.stderr
    with Database(f"sqlite:///{here}/heard.db") as database, database.reading() as connection:
        assert schema.stands_at(connection) == "0001"
        assert connection.execute(sa.text("SELECT count(*) FROM network")).scalar() == 1


# --- no room, and no end --------------------------------------------------------------------------


def run_limited(folder: Path, most: int, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a command that can write no file longer than so many bytes."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    surroundings = {k: v for k, v in os.environ.items() if not k.startswith("HEARD_")}
    return subprocess.run(  # noqa: S603  nothing else runs in this process
        [sys.executable, "-W", "error", "-c", "from bot.cli import app; app()", *arguments],
        cwd=folder, env=surroundings, capture_output=True, text=True, check=False,
        preexec_fn=limit,
    )  # fmt: skip


def test_without_room_one_sentence_is_said_and_nothing_is_left(there: Path) -> None:
    before = {*there.iterdir()}
    result = run_limited(there, 2_000_000, "backup", "a.heard")
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1, result.stderr
    assert "cannot be written to a.heard: File too large. Nothing is left there." in result.stderr
    assert {*there.iterdir()} - {there / "heard.db.lock"} == before


def test_without_room_for_the_files_nothing_is_restored(heard: Heard, there: Path) -> None:
    heard("backup", "a.heard")
    (there / "b").mkdir()
    result = run_limited(there / "b", 1_000_000, "restore", "../a.heard")
    assert result.returncode == 1
    assert "Nothing was restored." in result.stderr
    assert not list((there / "b").rglob("[0-9]*/*"))
    with Database(f"sqlite:///{there}/b/heard.db") as database, database.reading() as connection:
        assert sa.inspect(connection).get_table_names() == []


KILLED = """
import os, signal, sys
from bot.store.backup import {module}
def killed(*_): os.kill(os.getpid(), signal.SIGKILL)
{module}.{name} = killed
from bot.cli import app
app(sys.argv[1:])
"""


@pytest.mark.parametrize(
    ("module", "name"), [("taking", "_Taking._file"), ("taking", "PartWriter.close")]
)
def test_a_backup_that_is_killed_leaves_no_file_under_its_name(
    heard: Heard, there: Path, module: str, name: str
) -> None:
    killed = subprocess.run(  # noqa: S603
        [sys.executable, "-c", KILLED.format(module=module, name=name), "backup", "a.heard"],
        cwd=there, check=False,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL
    assert not (there / "a.heard").exists()
    assert heard("backup", "a.heard").exit_code == 0


@pytest.mark.parametrize("name", ["_insert", "_settle", "_Files.keep"])
def test_a_restore_that_is_killed_has_restored_nothing_or_everything(
    heard: Heard, there: Path, name: str
) -> None:
    heard("backup", "a.heard")
    (there / "b").mkdir()
    killed = subprocess.run(  # noqa: S603
        [sys.executable, "-c", KILLED.format(module="restoring", name=name), "restore",
         "../a.heard"],
        cwd=there / "b", check=False,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL
    settings = {
        "HEARD_DATABASE_URL": f"sqlite:///{there}/b/heard.db",
        "HEARD_MEDIA_DIR": str(there / "b/media"),
    }
    again = heard("restore", "a.heard", **settings)
    if name == "_Files.keep":  # the transaction was over
        assert "say --replace" in again.stderr
    else:
        assert again.exit_code == 0, again.output
    assert contents(there / "b/heard.db")["member"] == contents(there / "heard.db")["member"]
    assert len(list((there / "b/media").rglob("*/*"))) == 3


async def test_progress_is_told_after_a_second(there: Path) -> None:
    slow = (
        "import sys, time\nfrom bot.store.backup import taking\n"
        "file = taking._Taking._file\n"
        "def slowly(*a):\n    time.sleep(0.7)\n    return file(*a)\n"
        "taking._Taking._file = slowly\nfrom bot.cli import app\napp(sys.argv[1:])\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", slow, "backup", "a.heard", cwd=there,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    began = time.monotonic()
    _, errors = await process.communicate()
    assert time.monotonic() > began
    assert b"Backing up: " in errors
    assert process.returncode == 0
