"""The list of stops is a file that outlives crashes, and that only its key can ask."""

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.involvement.stop_list import SENT, STARTED, STOPPED, Line, StopList, StopListError

NOW = datetime(2027, 3, 2, 10, 0, tzinfo=UTC)
KEY = SecretStr("k" * 32)
PHONE = ("telegram", "token", "7000000001")


@pytest.fixture
def stop_list(tmp_path: Path) -> StopList:
    return StopList(tmp_path / "stops.jsonl", KEY)


def again(stop_list: StopList) -> StopList:
    """The same list, as a new process sees it."""
    return StopList(stop_list.path, KEY)


def test_what_was_added_is_there_for_the_next_process(stop_list: StopList) -> None:
    mark = stop_list.mark(*PHONE)
    stop_list.add([Line(NOW, STOPPED, mark)], NOW + timedelta(seconds=1))
    listed = again(stop_list).read()
    assert listed.stops == {mark: Line(NOW, STOPPED, mark)}
    assert listed.since == listed.until == NOW + timedelta(seconds=1)


def test_the_last_line_about_somebody_counts(stop_list: StopList) -> None:
    mark = stop_list.mark(*PHONE)
    stop_list.add([Line(NOW, STOPPED, mark), Line(NOW, STARTED, mark)], NOW)
    assert again(stop_list).read().stops[mark].kind == STARTED


def test_nobody_reads_from_it_who_stopped_and_only_its_user_may_read_it(
    stop_list: StopList,
) -> None:
    stop_list.add([Line(NOW, STOPPED, stop_list.mark(*PHONE))], NOW)
    assert PHONE[2] not in stop_list.path.read_text(encoding="utf-8")
    assert stat.S_IMODE(stop_list.path.stat().st_mode) == 0o600
    other = StopList(stop_list.path, SecretStr("o" * 32))
    assert other.mark(*PHONE) != stop_list.mark(*PHONE)


def test_another_key_is_told_and_changes_nothing(stop_list: StopList) -> None:
    stop_list.add([], NOW)
    before = stop_list.path.read_bytes()
    other = StopList(stop_list.path, SecretStr("o" * 32))
    with pytest.raises(StopListError, match="HEARD_STOPS_KEY is not the key"):
        other.add([], NOW)
    assert stop_list.path.read_bytes() == before


@pytest.mark.parametrize("cut", [1, 10, 60])
def test_a_line_that_a_crash_cut_off_spoils_no_other(stop_list: StopList, cut: int) -> None:
    first, second = stop_list.mark("first"), stop_list.mark("second")
    stop_list.add([Line(NOW, STOPPED, first)], NOW)
    whole = Line(NOW, STOPPED, second).write()
    with stop_list.path.open("a", encoding="utf-8") as file:
        file.write(whole[:-cut])
    after = again(stop_list)
    read_already = cut == 1  # only the end of the line is missing
    assert (second in after.read().stops) is read_already
    after.add([Line(NOW, STOPPED, second)], NOW)
    assert set(again(stop_list).read().stops) == {first, second}


def test_a_kind_of_a_later_heard_is_passed_over(stop_list: StopList) -> None:
    stop_list.add([Line(NOW, "erased", stop_list.mark(*PHONE))], NOW)
    assert again(stop_list).read().stops == {}


def test_what_another_process_adds_is_seen(stop_list: StopList) -> None:
    stop_list.add([], NOW)
    mark = stop_list.mark(*PHONE)
    again(stop_list).add([Line(NOW, STOPPED, mark)], NOW)
    assert mark in stop_list.read().stops


def test_it_covers_the_time_from_its_beginning_to_its_last_word(stop_list: StopList) -> None:
    assert not stop_list.read().covers(NOW)
    stop_list.add([], NOW)
    stop_list.add([], NOW + timedelta(hours=1))
    listed = again(stop_list).read_all()
    assert listed.covers(NOW + timedelta(minutes=30))
    assert not listed.covers(NOW - timedelta(seconds=1)), "it began later"
    assert not listed.covers(NOW + timedelta(hours=2)), "it ends earlier"


def test_the_running_program_forgets_messages_of_long_ago(stop_list: StopList) -> None:
    old = [Line(NOW, SENT, f"{number:064x}") for number in range(10_001)]
    stop_list.add(old, NOW)
    new = Line(NOW + timedelta(hours=1), SENT, "f" * 64)
    stop_list.add([new], NOW + timedelta(hours=1))
    assert set(stop_list.read().sent) == {"f" * 64}
    assert set(again(stop_list).read().sent) == {"f" * 64}
    assert len(again(stop_list).read_all().sent) == 10_002


def test_each_line_has_moment_kind_and_mark_and_nothing_else(stop_list: StopList) -> None:
    stop_list.add([Line(NOW, STOPPED, stop_list.mark(*PHONE))], NOW)
    lines = [json.loads(line) for line in stop_list.path.read_text("utf-8").splitlines()]
    assert [line["kind"] for line in lines] == ["list", "stopped", "until"]
    assert all(set(line) == {"at", "kind", "mark"} for line in lines)


def test_a_folder_that_is_gone_is_told(stop_list: StopList) -> None:
    lost = StopList(stop_list.path / "deeper", KEY)
    stop_list.add([], NOW)
    with pytest.raises(StopListError, match="cannot be"):
        lost.add([], NOW)
