"""`heard digest`: a proposal from minutes, as JSON and to read."""

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from bot.cli import app

TEXT = """Minutes of 15 October 2026
Present: AB, CD

It was agreed to buy a kettle.
AB to buy it by the end of October.
Please bring cups.

Next meeting: 5 December 2026
"""


def run(here: Path, text: str, *options: str) -> Result:
    file = here / "minutes.txt"
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(app, ["digest", str(file), *options])


def test_json_has_exactly_what_was_found(here: Path) -> None:
    result = run(here, TEXT, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "decisions": [{"text": "It was agreed to buy a kettle.", "line": 4}],
        "actions": [
            {
                "text": "AB to buy it by the end of October.",
                "line": 5,
                "owner": "AB",
                "due": "2026-10-31",
            }
        ],
        "asked_of_members": [{"text": "Please bring cups.", "line": 6}],
        "next_meeting": "2026-12-05",
        "digest": "It was agreed to buy a kettle.\nAB to buy it by the end of October.\n"
        "Please bring cups.\nNext meeting: 5 December 2026",
    }


def test_without_json_it_reads_plainly(here: Path) -> None:
    told = run(here, TEXT).stdout
    assert "line 4: It was agreed to buy a kettle." in told
    assert "[AB, by 31 October 2026]" in told
    assert "Saturday 5 December 2026" in told


def test_parts_of_which_there_is_nothing_say_so(here: Path) -> None:
    assert run(here, "We talked about the weather and the tea.").stdout.count("nothing found") == 4


def test_the_meetings_day_can_be_given(here: Path) -> None:
    text = "Present: AB, CD\n\nAB to buy a kettle by Friday."
    (action,) = json.loads(run(here, text, "--json", "--held", "2026-10-15").stdout)["actions"]
    assert action["due"] == "2026-10-16"


def test_what_cannot_be_read_is_one_sentence_and_the_file_stays(here: Path) -> None:
    result = run(here, "")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("minutes.txt is empty")
    assert result.stderr.count("\n") == 1
    assert (here / "minutes.txt").exists()
