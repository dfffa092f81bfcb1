"""One line of the log: an exception by its type and place, and never by what it says."""

import json
import logging
import sys
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog

from bot import logs

LIBRARY = logging.getLogger("a.library")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """What stands in the log, as JSON; afterwards everybody logs as before."""
    text, root, own = StringIO(), logging.getLogger(), logging.getLogger("bot")
    levels = root.level, own.level
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", text)
        patch.setattr(root, "handlers", [])
        logs.configure("debug", as_json=True)
        yield text
    root.setLevel(levels[0])
    own.setLevel(levels[1])
    structlog.reset_defaults()


def line(written: StringIO) -> dict[str, object]:
    (only,) = written.getvalue().splitlines()
    found: dict[str, object] = json.loads(only)
    return found


def failed() -> Exception:
    """An error whose own words quote what somebody said."""
    try:
        int("Marmalade")
    except ValueError as error:
        return error
    raise AssertionError


def test_an_exception_of_a_library_is_told_by_its_type_and_place(written: StringIO) -> None:
    LIBRARY.error("It failed\nfuture: Marmalade", exc_info=failed())
    told = line(written)
    assert (told["event"], told["error"]) == ("It failed", "ValueError")
    assert (told["logger"], told["level"]) == ("a.library", "error")
    assert str(told["at"]).startswith("['tests/bot/test_logs.py:")
    assert "Marmalade" not in written.getvalue()


def test_a_librarys_own_traceback_is_left_out(written: StringIO) -> None:
    LIBRARY.error("Where am I", stack_info=True)
    assert line(written).keys() == {"event", "logger", "level", "timestamp"}


def test_libraries_say_nothing_below_a_warning_whatever_the_level(written: StringIO) -> None:
    LIBRARY.info("SELECT 'Marmalade'")
    assert written.getvalue() == ""
    logging.getLogger("bot.somewhere").debug("Heard itself may")
    assert line(written)["event"] == "Heard itself may"


@pytest.mark.parametrize("error", [failed(), True])
def test_an_exception_of_heard_is_told_by_its_type_and_place(
    written: StringIO, error: object
) -> None:
    own = structlog.get_logger("bot")
    try:
        int("Marmalade")
    except ValueError:
        own.error("it failed", letter=7, exc_info=error)
    told = line(written)
    assert (told["error"], told["letter"]) == ("ValueError", 7)
    assert "Marmalade" not in written.getvalue()


def test_a_line_without_an_exception_names_none(written: StringIO) -> None:
    structlog.get_logger("bot").warning("it waits", exc_info=False)
    assert line(written).keys() == {"event", "level", "timestamp"}
