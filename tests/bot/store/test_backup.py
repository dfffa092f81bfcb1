"""A backup holds everything from one moment, and a restore gives it back, on either database."""

import stat
import tarfile
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.delivery.fetching import place_of
from bot.store import tables
from bot.store.backup.checking import Checked, check
from bot.store.backup.errors import (
    BackupDamaged,
    BackupExists,
    BackupNotWritten,
    BackupTooNew,
    HoldsData,
    MediaFolderMissing,
    NoBackup,
    NothingToBackUp,
    NotOurs,
    StillRunning,
)
from bot.store.backup.parts import PartReader, PartWriter
from bot.store.backup.restoring import restore
from bot.store.backup.taking import Source, take
from bot.store.database import Database
from bot.store.errors import AnotherProgram
from tests.bot.store.filled import PURGED, VOICE, everything, filled
from tests.bot.store.rows import NOON, a_network


@pytest.fixture(params=["sqlite", "postgres"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Source]:
    """An empty database somewhere else, with an empty media folder."""
    folder = tmp_path / "elsewhere/media"
    folder.parent.mkdir()
    if request.param == "sqlite":
        with Database(f"sqlite:///{tmp_path}/elsewhere/heard.db") as database:
            yield Source(database, lambda number: place_of(folder, number))
    else:
        with request.getfixturevalue("postgres").empty() as url, Database(url) as database:
            yield Source(database, lambda number: place_of(folder, number))


@pytest.fixture
def source(database: Database, tmp_path: Path) -> Source:
    """A database that is in use, with its files."""
    return filled(database, tmp_path / "media")


@pytest.fixture
def small(sqlite_database: Database, tmp_path: Path) -> Source:
    """The same on SQLite only."""
    return filled(sqlite_database, tmp_path / "media")


def nothing_more(_connection: sa.Connection, _checked: Checked) -> None:
    """Let nothing follow a restore."""


def files(source: Source) -> dict[str, bytes]:
    folder = source.place(0).parent.parent
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def is_untouched(source: Source) -> bool:
    """Tell whether a database has no table and the media folder no file."""
    with source.database.reading() as connection:
        return not sa.inspect(connection).get_table_names() and not files(source)


def test_what_is_restored_is_what_was_backed_up_from_each_database_to_each(
    source: Source, elsewhere: Source, tmp_path: Path
) -> None:
    manifest = take(source, tmp_path / "a.heard", NOON)
    restored = restore(tmp_path / "a.heard", elsewhere, nothing_more)

    assert everything(elsewhere.database) == everything(source.database)
    assert files(elsewhere) == files(source)
    assert len(files(elsewhere)) == manifest.files == 3
    assert restored.manifest == manifest
    assert manifest.rows["member"] == 3
    assert restored.about.moment == NOON


def test_a_number_that_was_given_is_never_given_again(
    source: Source, elsewhere: Source, tmp_path: Path
) -> None:
    take(source, tmp_path / "a.heard", NOON)
    restore(tmp_path / "a.heard", elsewhere, nothing_more)

    with elsewhere.database.transaction() as connection:
        network = a_network(connection, "another")
        row = {"channel_account_id": 1, "address_id": 1, "member_id": 2**63 - 1, "lane": "reply",
               "dedupe_key": "new", "kind": "reply", "due_at": NOON, "created_at": NOON,
               "subject": 0, "edits": False, "status": "waiting", "tries": 0}  # fmt: skip
        made = tables.outbox.insert().values(row).returning(tables.outbox.c.id)
        message = connection.execute(made).scalar_one()
    assert network == 2
    assert message == 4 + PURGED


def test_many_rows_go_through_many_parts(database: Database, tmp_path: Path) -> None:
    source = filled(database, tmp_path / "media", people=5_000)
    take(source, tmp_path / "a.heard", NOON)
    with tarfile.open(tmp_path / "a.heard") as archive:
        parts = [name for name in archive.getnames() if name.startswith("tables/member/")]
    assert len(parts) > 1
    with Database(f"sqlite:///{tmp_path}/b.db") as other:
        to = Source(other, lambda number: place_of(tmp_path / "other", number))
        restore(tmp_path / "a.heard", to, nothing_more)
        assert everything(other) == everything(database)


def test_more_files_than_one_list_of_sums_holds(sqlite_database: Database, tmp_path: Path) -> None:
    source = filled(sqlite_database, tmp_path / "media")
    with sqlite_database.transaction() as connection:
        like = dict(connection.execute(sa.select(tables.media)).mappings().first() or {})
        new = [like | {"id": 1000 + n, "unique_id": f"u{n}"} for n in range(2100)]
        connection.execute(tables.media.insert(), new)
    for row in new:
        source.place(row["id"]).parent.mkdir(exist_ok=True)
        source.place(row["id"]).write_bytes(str(row["id"]).encode())
    take(source, tmp_path / "a.heard", NOON)
    assert check(tmp_path / "a.heard").manifest.files == 2103
    with tarfile.open(tmp_path / "a.heard") as archive:
        assert sum(name.startswith("sums/") for name in archive.getnames()) == 3


def test_a_backup_is_of_one_moment_and_keeps_nobody_from_writing(
    source: Source, tmp_path: Path
) -> None:
    before = everything(source.database)

    def write_meanwhile(_done: int, _all: int) -> None:
        with source.database.transaction() as connection:
            late = tables.member.update().values(area="written meanwhile")
            connection.execute(late)
            connection.execute(tables.address.delete())

    take(source, tmp_path / "a.heard", NOON, progress=write_meanwhile)

    assert not everything(source.database)["address"]
    with Database(f"sqlite:///{tmp_path}/b.db") as other:
        to = Source(other, lambda number: place_of(tmp_path / "other", number))
        restore(tmp_path / "a.heard", to, nothing_more)
        assert everything(other) == before


async def test_an_erasure_is_complete_while_a_backup_goes_on(small: Source, tmp_path: Path) -> None:
    emptied = []

    def erase_meanwhile(_done: int, _all: int) -> None:
        with small.database.transaction() as connection:
            connection.execute(tables.conversation_state.delete())
        small.database._empty_log()  # noqa: SLF001  what an erasure waits for
        emptied.append(True)

    take(small, tmp_path / "a.heard", NOON, progress=erase_meanwhile)
    assert emptied


def test_progress_is_told_and_ends_at_the_end(small: Source, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    manifest = take(
        small, tmp_path / "a.heard", NOON, progress=lambda done, all_: told.append((done, all_))
    )
    whole = manifest.all_rows + manifest.files
    assert told[-1] == (whole, whole)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


# --- the file -------------------------------------------------------------------------------------


def test_only_its_user_may_read_it_and_any_tar_lists_it(small: Source, tmp_path: Path) -> None:
    take(small, tmp_path / "a.heard", NOON)
    assert stat.S_IMODE((tmp_path / "a.heard").stat().st_mode) == 0o600
    with tarfile.open(tmp_path / "a.heard") as archive:
        names = archive.getnames()
        voice = archive.extractfile("media/01/101")
        assert voice
        assert voice.read() == VOICE + b"101"
    assert names[0] == "about.json"
    assert names[-2:] == ["sums.json", "sums.sha256"]


def test_a_file_that_is_there_is_replaced_only_when_told(small: Source, tmp_path: Path) -> None:
    target = tmp_path / "a.heard"
    target.write_text("mine", encoding="utf-8")
    with pytest.raises(BackupExists, match="--force"):
        take(small, target, NOON)
    assert target.read_text(encoding="utf-8") == "mine"
    take(small, target, NOON, force=True)
    assert check(target).about.moment == NOON


def test_the_old_one_stays_until_the_new_one_is_whole(small: Source, tmp_path: Path) -> None:
    target = tmp_path / "a.heard"
    take(small, target, NOON)

    def fail(_done: int, _all: int) -> None:
        assert check(target).about.moment == NOON
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take(small, target, NOON + timedelta(days=1), force=True, progress=fail)
    assert check(target).about.moment == NOON
    assert sorted(path.name for path in tmp_path.glob("*a.heard*")) == ["a.heard"]


def test_a_folder_that_is_not_there_is_told(small: Source, tmp_path: Path) -> None:
    with pytest.raises(BackupNotWritten, match="No such file or directory"):
        take(small, tmp_path / "nowhere/a.heard", NOON)


def test_without_a_database_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with Database(f"sqlite:///{tmp_path}/heard.db") as database:
        source = Source(database, lambda number: place_of(tmp_path, number))
        with pytest.raises(NothingToBackUp):
            take(source, tmp_path / "a.heard", NOON)
    assert not (tmp_path / "a.heard").exists()


def test_a_media_folder_that_is_not_there_is_no_folder_without_files(
    small: Source, tmp_path: Path
) -> None:
    (tmp_path / "media").rename(tmp_path / "moved")
    with pytest.raises(MediaFolderMissing, match="3 files should be in it"):
        take(small, tmp_path / "a.heard", NOON)


def test_a_file_that_was_erased_meanwhile_is_counted_and_not_fetched_again(
    small: Source, elsewhere: Source, tmp_path: Path
) -> None:
    small.place(101).unlink()
    manifest = take(small, tmp_path / "a.heard", NOON)
    assert (manifest.files, manifest.missing) == (2, (101,))
    restore(tmp_path / "a.heard", elsewhere, nothing_more)
    found = {row["id"]: row["status"] for row in everything(elsewhere.database)["media"]}
    assert found == {101: "lost", 303: "stored", 2**62: "stored"}


# --- a file that is not as it was -----------------------------------------------------------------


@pytest.mark.parametrize("kept", [0, 100, 511, 512, 600, 5000, -1, -512, -1024, -1025, -2000])
def test_a_file_that_was_cut_off_is_refused(small: Source, tmp_path: Path, kept: int) -> None:
    path = tmp_path / "a.heard"
    take(small, path, NOON)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises((NoBackup, BackupDamaged)):
        check(path)


def test_a_changed_byte_is_found_wherever_it_is(small: Source, tmp_path: Path) -> None:
    for number in (101, 303, 2**62):  # so that each byte can be tried
        small.place(number).write_bytes(b"voice")
    take(small, tmp_path / "a.heard", NOON)
    whole = (tmp_path / "a.heard").read_bytes()
    assert is_whole(whole)
    changed = bytearray(whole)
    for place in (*range(1024), *range(1024, len(whole), 7)):
        changed[place] ^= 0x21
        assert not is_whole(changed), place
        changed[place] = whole[place]


def is_whole(content: bytes | bytearray) -> bool:
    try:
        list(PartReader(BytesIO(content)))
    except (NoBackup, BackupDamaged):
        return False
    return True


def test_bytes_behind_the_end_are_found(small: Source, tmp_path: Path) -> None:
    path = tmp_path / "a.heard"
    take(small, path, NOON)
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(BackupDamaged, match="its end"):
        check(path)


def test_a_damaged_backup_touches_nothing(small: Source, elsewhere: Source, tmp_path: Path) -> None:
    path = tmp_path / "a.heard"
    take(small, path, NOON)
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(whole)
    with pytest.raises(BackupDamaged, match="Nothing of it was taken over"):
        restore(path, elsewhere, nothing_more)
    assert is_untouched(elsewhere)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04" * 300, bytes(2048)])
def test_another_file_is_no_backup(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.heard").write_bytes(content)
    with pytest.raises(NoBackup):
        check(tmp_path / "a.heard")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoBackup, match="No such file"):
        check(tmp_path / "a.heard")


@pytest.mark.parametrize("changed", ['"format": 2', '"migration": "9999"'])
def test_a_backup_of_a_newer_heard_is_refused_by_its_version(tmp_path: Path, changed: str) -> None:
    about = '{"format": 1, "version": "9.9", "migration": "0001", "running": false,'
    about += '"database": "sqlite",'
    about += f'"moment": "2026-11-20T12:00:00+00:00", {changed}}}'
    with (tmp_path / "a.heard").open("wb") as file:
        writer = PartWriter(file, 0)
        writer.add("about.json", about.encode())
        writer.close()
    with pytest.raises(BackupTooNew, match=r"newer Heard, 9\.9"):
        check(tmp_path / "a.heard")


def test_no_file_of_a_backup_can_lie_outside_the_media_folder(
    small: Source, elsewhere: Source, tmp_path: Path
) -> None:
    path = tmp_path / "a.heard"
    take(small, path, NOON)
    forged = tmp_path / "forged.heard"
    with tarfile.open(path) as archive, forged.open("wb") as file:
        writer = PartWriter(file, 0)
        for member in archive.getmembers():
            content = archive.extractfile(member)
            assert content
            if not member.name.startswith("sums"):
                name = member.name.replace("media/01/101", "media/01/../../../evil")
                writer.add(name, content.read())
        writer.close()
    with pytest.raises(BackupDamaged, match="no number of a file"):
        restore(forged, elsewhere, nothing_more)
    assert is_untouched(elsewhere)
    assert not list(tmp_path.rglob("evil"))


# --- what is there already ------------------------------------------------------------------------


def test_a_database_that_is_not_empty_is_replaced_only_when_told(
    source: Source, tmp_path: Path
) -> None:
    take(source, tmp_path / "a.heard", NOON)
    before = everything(source.database)
    with source.database.transaction() as connection:
        connection.execute(tables.member.update().values(area="changed since"))
        a_network(connection, "new since")
    source.place(777).parent.mkdir(exist_ok=True)
    source.place(777).write_bytes(b"recorded since")
    (source.place(777).parent / "notes.txt").write_text("not Heard's", encoding="utf-8")
    since = everything(source.database)

    with pytest.raises(HoldsData, match="--replace"):
        restore(tmp_path / "a.heard", source, nothing_more)
    assert everything(source.database) == since
    assert source.place(777).exists()

    restore(tmp_path / "a.heard", source, nothing_more, replace=True)
    assert everything(source.database) == before
    assert not source.place(777).exists()
    assert len(files(source)) == 4, "three of the backup, and one that is not Heard's"


def test_tables_without_a_row_are_no_data(source: Source, tmp_path: Path) -> None:
    take(source, tmp_path / "a.heard", NOON)
    with Database(f"sqlite:///{tmp_path}/b.db") as other:
        other.upgrade()
        to = Source(other, lambda number: place_of(tmp_path / "other", number))
        restore(tmp_path / "a.heard", to, nothing_more)
        assert everything(other) == everything(source.database)


def test_tables_that_are_not_heards_are_left_alone(
    small: Source, elsewhere: Source, tmp_path: Path
) -> None:
    take(small, tmp_path / "a.heard", NOON)
    with elsewhere.database.transaction() as connection:
        connection.execute(sa.text("CREATE TABLE wages (id INTEGER)"))
    with pytest.raises(NotOurs):
        restore(tmp_path / "a.heard", elsewhere, nothing_more, replace=True)
    with elsewhere.database.reading() as connection:
        assert sa.inspect(connection).get_table_names() == ["wages"]


def test_a_database_on_which_heard_runs_is_not_replaced(source: Source, tmp_path: Path) -> None:
    take(source, tmp_path / "a.heard", NOON)
    before = everything(source.database)
    if source.database.is_sqlite:
        with source.database.running(), pytest.raises(AnotherProgram):
            restore(tmp_path / "a.heard", source, nothing_more, replace=True)
    else:
        late = sa.func.clock_timestamp() + timedelta(seconds=8)
        with source.database.transaction() as connection:
            connection.execute(tables.lease.insert().values(name="tick", holder="a", until=late))
        with pytest.raises(StillRunning):
            restore(tmp_path / "a.heard", source, nothing_more, replace=True)
    assert everything(source.database)["member"] == before["member"]


def test_a_lease_of_a_process_elsewhere_is_not_restored(
    source: Source, elsewhere: Source, tmp_path: Path
) -> None:
    with source.database.transaction() as connection:
        held = {"name": "tick", "holder": "a", "until": NOON + timedelta(days=9999)}
        connection.execute(tables.lease.insert().values(held))
    take(source, tmp_path / "a.heard", NOON)
    restore(tmp_path / "a.heard", elsewhere, nothing_more)
    assert everything(elsewhere.database)["lease"] == []


def test_whatever_fails_at_the_end_leaves_everything_as_it_was(
    small: Source, elsewhere: Source, tmp_path: Path
) -> None:
    take(small, tmp_path / "a.heard", NOON)

    def fail(_connection: sa.Connection, _checked: Checked) -> None:
        assert len(files(elsewhere)) == 3, "the files are there before the rows are"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        restore(tmp_path / "a.heard", elsewhere, fail)
    assert is_untouched(elsewhere)
    restore(tmp_path / "a.heard", elsewhere, nothing_more)
    assert everything(elsewhere.database) == everything(small.database)
