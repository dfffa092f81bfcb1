"""Files that members sent are kept whole, or not at all; one that fails holds up no other."""

import asyncio
import stat
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot import logs
from bot.delivery import fetching
from bot.delivery.fetching import Fetcher, place_of
from bot.delivery.files import MOST_BYTES
from bot.store import tables
from tests.bot.delivery.hall import NOW, Hall
from tests.bot.delivery.post import Scripted, until

SPOKEN = b"OggS what was spoken"
LATER = NOW + timedelta(hours=13)


class Files(Scripted):
    """A channel whose files come as the test says."""

    def __init__(self, comes: Callable[[str], Any]) -> None:
        super().__init__()
        self.comes = comes
        self.asked: list[str] = []

    async def download(self, file_id: str, most: int) -> bytes:
        """Give what the test says, or raise it, or wait for it."""
        assert most == MOST_BYTES
        self.asked.append(file_id)
        found = self.comes(file_id)
        if isinstance(found, asyncio.Event):
            await found.wait()
            return SPOKEN
        if isinstance(found, BaseException):
            raise found
        return bytes(found)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "media"


def send(hall: Hall, number: int, file: str, **more: Any) -> None:
    """Let a file be sent."""
    row = {
        "id": number, "network_id": hall.network, "channel_account_id": hall.account,
        "kind": "voice", "file_id": file, "unique_id": file, "status": "waiting", "tries": 0,
        "created_at": NOW,
    }  # fmt: skip
    with hall.database.transaction() as connection:
        connection.execute(tables.media.insert().values(row | more))


def fetcher(
    hall: Hall,
    folder: Path,
    comes: Callable[[str], Any],
    clock: Callable[[], datetime] | None = None,
) -> tuple[Fetcher, Files]:
    files = Files(comes)
    return Fetcher(hall.database, {hall.account: files}, folder, clock or (lambda: NOW)), files


def due(hall: Hall) -> list[float | None]:
    """Give in how many seconds each file is fetched next; None for now."""
    rows = hall.rows(tables.media)
    return [row["due_at"] and (row["due_at"] - NOW).total_seconds() for row in rows]


def states(hall: Hall) -> list[tuple[str, int]]:
    return [(row["status"], row["tries"]) for row in hall.rows(tables.media)]


def kept(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


async def test_a_file_is_kept_under_its_number_for_this_user_only(hall: Hall, folder: Path) -> None:
    send(hall, 4711, "voice-1", name="../../etc/passwd")
    one, _ = fetcher(hall, folder, lambda _: SPOKEN)

    assert await one.fetch_some() == 1
    assert kept(folder) == ["11/4711"]
    place = place_of(folder, 4711)
    assert place.read_bytes() == SPOKEN
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert states(hall) == [("stored", 1)]
    assert hall.rows(tables.media)[0]["size"] == len(SPOKEN)


@pytest.mark.parametrize("error", [OSError("no"), TimeoutError(), ValueError("strange")])
async def test_a_file_that_fails_is_left_for_later_and_no_half_of_it_stays(
    hall: Hall, folder: Path, error: Exception
) -> None:
    send(hall, 1, "bad")
    send(hall, 2, "good")
    one, files = fetcher(hall, folder, lambda file: error if file == "bad" else SPOKEN)

    assert await one.fetch_some() == 1
    assert await one.fetch_some() == 0
    assert states(hall) == [("waiting", 1), ("stored", 1)]
    assert kept(folder) == ["02/2"]
    assert sorted(files.asked) == ["bad", "good"]


async def test_a_disk_that_is_full_leaves_no_half_file(
    hall: Hall, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(hall, 1, "voice")
    one, _ = fetcher(hall, folder, lambda _: SPOKEN)

    def full(self: Path, content: bytes) -> int:
        with self.open("wb") as file:
            file.write(content[:2])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(Path, "write_bytes", full)
        assert await one.fetch_some() == 0
    assert kept(folder) == []
    assert states(hall) == [("waiting", 0)], "a full disk is not the file's fault"
    assert due(hall) == [fetching.NO_ROOM]
    later, _ = fetcher(hall, folder, lambda _: SPOKEN, lambda: LATER)
    assert await later.fetch_some() == 1
    assert kept(folder) == ["01/1"]


async def test_an_hour_without_a_connection_loses_no_file(hall: Hall) -> None:
    send(hall, 1, "voice", tries=6)

    assert sum(fetching.WAITS[:6]) > 1800
    assert sum(fetching.WAITS) > 24 * 3600
    assert states(hall) == [("waiting", 6)]


async def test_a_file_that_never_comes_is_given_up(hall: Hall, folder: Path) -> None:
    send(hall, 1, "voice", tries=fetching.MOST_TRIES - 1)
    one, _ = fetcher(hall, folder, lambda _: OSError("no"))
    await one.fetch_some()

    assert states(hall) == [("lost", fetching.MOST_TRIES)]
    assert await one.fetch_some() == 0


async def test_a_file_that_is_too_large_is_not_even_asked_for(hall: Hall, folder: Path) -> None:
    send(hall, 1, "film", size=MOST_BYTES + 1)
    one, files = fetcher(hall, folder, lambda _: b"")
    await one.fetch_some()

    assert files.asked == []
    assert states(hall) == [("lost", 0)]


async def test_files_that_fail_do_not_stand_before_those_that_come(
    hall: Hall, folder: Path
) -> None:
    for number in range(1, 20):
        send(hall, number, "bad" if number < 17 else "good")
    one, _ = fetcher(hall, folder, lambda file: OSError() if file == "bad" else SPOKEN)
    fetched = sum([await one.fetch_some() for _ in range(3)])

    assert fetched == 3


async def test_after_each_failure_a_file_waits_longer_also_for_another_process(
    hall: Hall, folder: Path
) -> None:
    send(hall, 1, "voice")
    now = [NOW]
    for wait in fetching.WAITS:
        one, files = fetcher(hall, folder, lambda _: OSError("no"), lambda: now[0])
        await one.fetch_some()
        assert len(files.asked) == 1
        assert await one.fetch_some() == 0
        assert len(files.asked) == 1, "it waits"
        now[0] += timedelta(seconds=wait)
    assert states(hall) == [("waiting", len(fetching.WAITS))]


async def test_what_one_process_fetches_no_other_does_until_its_claim_is_over(
    hall: Hall, folder: Path
) -> None:
    for number in range(1, 13):
        send(hall, number, f"voice {number}")
    stuck = asyncio.Event()
    one, mine = fetcher(hall, folder, lambda _: stuck)
    other, theirs = fetcher(hall, folder, lambda _: SPOKEN)
    running = asyncio.create_task(one.fetch_some())
    await until(lambda: len(mine.asked) == fetching.AT_ONCE)

    assert await other.fetch_some() == 12 - fetching.AT_ONCE
    assert not set(mine.asked) & set(theirs.asked)
    running.cancel()
    over = NOW + timedelta(seconds=fetching.LASTS + 1)
    third, again = fetcher(hall, folder, lambda _: SPOKEN, lambda: over)
    assert await third.fetch_some() == fetching.AT_ONCE, "as after a kill"
    assert sorted(again.asked) == sorted(mine.asked)
    assert len(kept(folder)) == 12


@pytest.mark.parametrize("kind", ["voice", "photo", "video", "document"])
async def test_what_is_not_what_it_was_announced_as_is_not_kept(
    hall: Hall, folder: Path, kind: str
) -> None:
    send(hall, 1, "program", kind=kind)
    one, _ = fetcher(hall, folder, lambda _: b"MZ\x90\x00 a program")
    with capture_logs() as lines:
        await one.fetch_some()

    assert states(hall) == [("lost", 0)]
    assert kept(folder) == []
    assert [(line["event"], line["kind"]) for line in lines] == [("a file was refused", kind)]


async def test_a_slow_file_does_not_hold_up_the_others_of_its_round(
    hall: Hall, folder: Path
) -> None:
    stuck = asyncio.Event()
    for number in (1, 2, 3):
        send(hall, number, "slow" if number == 1 else "good")
    one, _ = fetcher(hall, folder, lambda file: stuck if file == "slow" else SPOKEN)
    running = asyncio.create_task(one.fetch_some())
    await until(lambda: states(hall) == [("waiting", 0), ("stored", 1), ("stored", 1)])
    stuck.set()

    assert await running == 3


async def test_what_is_erased_while_it_comes_does_not_stay(hall: Hall, folder: Path) -> None:
    send(hall, 1, "voice")
    stuck = asyncio.Event()
    one, files = fetcher(hall, folder, lambda _: stuck)
    running = asyncio.create_task(one.fetch_some())
    await until(lambda: bool(files.asked))
    with hall.database.transaction() as connection:
        connection.execute(tables.media.update().values(status="erased"))
    stuck.set()
    await running
    assert await one.remove_some() == 1

    assert kept(folder) == []
    assert hall.rows(tables.media) == []


async def test_half_a_file_from_before_a_crash_is_erased_too(hall: Hall, folder: Path) -> None:
    send(hall, 1, "voice", status="erased")
    place = place_of(folder, 1)
    place.parent.mkdir(parents=True)
    place.with_suffix(".half").write_bytes(b"hal")
    one, _ = fetcher(hall, folder, lambda _: b"")
    await one.remove_some()

    assert kept(folder) == []


async def test_a_file_of_an_account_that_is_not_served_is_left_alone(
    hall: Hall, folder: Path
) -> None:
    send(hall, 1, "voice")
    one = Fetcher(hall.database, {}, folder)

    assert await one.fetch_some() == 0
    assert states(hall) == [("waiting", 0)]


async def test_the_log_says_neither_which_file_nor_whose(hall: Hall, folder: Path) -> None:
    send(hall, 1, "secret-file", name="my diagnosis")
    one, _ = fetcher(hall, folder, lambda file: OSError(f"cannot fetch {file}"))
    with capture_logs(processors=[logs.name_the_error]) as lines:
        await one.fetch_some()

    assert [line["event"] for line in lines] == ["a file was not fetched"]
    assert "secret" not in str(lines)
    assert "diagnosis" not in str(lines)
