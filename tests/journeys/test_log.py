"""The log says what went wrong and where; not what anybody wrote, nor who, nor any secret."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.timeout(
    600
)  # seconds; a story with pauses, on a machine shared by workers

FAILED = (
    "a turn failed",
    "an update was set aside",
    "not sent",
    "Task exception was never retrieved",
)


@pytest.mark.parametrize("form", ["json", "console"])
def test_nothing_that_was_said_and_no_secret_stands_in_the_log_or_on_a_page(
    tmp_path: Path, form: str
) -> None:
    command = (sys.executable, "-W", "error", "-m", "tests.journeys.log_story", str(tmp_path), form)
    told = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert told.returncode == 0, told.stderr[-2000:]

    never = (tmp_path / "never").read_text(encoding="utf-8").splitlines()
    assert len(never) == 11
    for canary in never:
        assert canary not in told.stderr
        assert canary not in told.stdout
    for failed in FAILED:
        assert failed in told.stderr, "the story is one in which this goes wrong"
    assert "/health 200" in told.stdout
    assert "heard_turns_failed" in told.stdout
    if form == "json":
        lines = [json.loads(line) for line in told.stderr.splitlines()]
        assert all({"event", "level", "timestamp"} <= line.keys() for line in lines)
        (failed, *_) = [line for line in lines if line["event"] == "a turn failed"]
        assert failed["error"] == "IntegrityError"
        assert any(place.startswith("bot/involvement/answers.py:") for place in failed["at"])
