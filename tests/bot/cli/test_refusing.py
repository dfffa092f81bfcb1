"""What a command cannot do is told in one sentence with what to do, and changes nothing."""

import socket
from collections.abc import Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa
import typer
from typer.testing import CliRunner

from bot.cli import app, governance
from bot.cli.plainly import plainly
from bot.sandbox.server import Sandbox
from bot.store.database import Database

ENOUGH = {
    "HEARD_TELEGRAM_TOKEN": "1001:sandbox_secret",
    "HEARD_ORGANISATION": "Riverside Cancer Network",
    "HEARD_EMERGENCY_NUMBER": "999",
    "HEARD_ONCOLOGY_LINE": "01632 960000",
}


def told(*arguments: str, settings: Mapping[str, str]) -> str:
    """Run a command that must fail, and give the one line that it says."""
    result = CliRunner().invoke(app, arguments, env=dict(settings))
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1, result.stderr
    return result.stderr.strip()


def test_run_with_nothing_set_refuses_with_the_list_of_what_is_missing_and_makes_nothing(
    here: Path,
) -> None:
    result = CliRunner().invoke(app, ["run"])
    assert result.exit_code == 1
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert lines[0] == (
        "Heard cannot start yet. Not set: HEARD_TELEGRAM_TOKEN, the token from @BotFather."
    )
    listed = [line.strip() for line in lines if line.startswith("  ")]
    numbers = ("EMERGENCY_NUMBER", "ONCOLOGY_LINE", "SUPPORT_LINE", "COMPLAINTS_OFFICE")
    assert listed == [
        "HEARD_ORGANISATION",
        *(f"HEARD_{name}" for name in numbers),
        "and in a file named in HEARD_GOVERNANCE_FILE:",
        *governance.needed(),
    ]
    assert list(here.iterdir()) == []


@pytest.mark.usefixtures("here")
def test_what_is_there_already_is_not_listed_as_missing(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text('[dpia]\nreference = "DPIA 7"\n', encoding="utf-8")
    settings = {name: value for name, value in ENOUGH.items() if name != "HEARD_TELEGRAM_TOKEN"}
    result = CliRunner().invoke(app, ["run"], env=settings | {"HEARD_GOVERNANCE_FILE": "ours.toml"})
    assert result.exit_code == 1
    assert "and in ours.toml:\n    controller.name\n" in result.stderr
    assert "dpia.review_on" in result.stderr
    assert "dpia.reference" not in result.stderr
    assert "HEARD_ORGANISATION" not in result.stderr


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "HEARD_TIMEZONE",
            "Mars/Olympus",
            "cannot be used: 'Mars/Olympus' is no time zone; write one like Europe/London. See",
        ),
        (
            "HEARD_TESTERS",
            "somebody",
            "HEARD_TESTERS cannot be used: Input should be a valid integer",
        ),
        (
            "HEARD_LANGUAGES",
            "en_GB, tlh",
            "HEARD_LANGUAGES names tlh, and Heard speaks en_GB, cy, ur.",
        ),
        (
            "HEARD_DATABASE_URL",
            "mysql://heard",
            "and HEARD_DATABASE_URL names neither. Write it like sqlite:///heard.db or",
        ),
    ],
)
def test_run_says_which_setting_cannot_be_used_and_why(
    name: str, value: str, sentence: str
) -> None:
    assert sentence in told("run", settings=ENOUGH | {name: value})


@pytest.mark.usefixtures("here")
def test_run_says_where_the_database_cannot_be_opened(tmp_path: Path) -> None:
    settings = ENOUGH | {"HEARD_DATABASE_URL": f"sqlite:///{tmp_path}/nowhere/heard.db"}
    assert "No such file or directory. Check HEARD_DATABASE_URL" in told("run", settings=settings)


def test_run_says_when_the_media_folder_cannot_be_made(here: Path) -> None:
    (here / "media").write_text("a file", encoding="utf-8")
    assert told("run", settings=ENOUGH) == (
        "The folder of HEARD_MEDIA_DIR, media, cannot be made: File exists."
    )


@pytest.mark.parametrize("command", ["run", "testers", "invite"])
def test_each_command_refuses_a_database_of_a_newer_heard(
    here: Path, sqlite_database: Database, command: str
) -> None:
    with sqlite_database.transaction() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = 'from_the_future'"))
    settings = ENOUGH | {"HEARD_DATABASE_URL": sqlite_database.url}
    assert told(command, settings=settings) == (
        "This database was made by a newer Heard. Install that version, or restore a backup from "
        "before its upgrade. Nothing was changed."
    )
    assert here.is_dir()


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("command", ["testers", "invite"])
def test_without_a_first_run_nobody_knows_the_name_of_the_bot(command: str) -> None:
    assert told(command, settings={}).startswith(
        "This database does not know the bot's name yet. Start `heard run` once,"
    )


async def test_a_port_in_use_is_told_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(typer.Exit) as ended, plainly():
            async with Sandbox(port=port):
                pass
    assert ended.value.exit_code == 1
    assert capsys.readouterr().err == (
        "Another program uses this port. Choose another one, or 0 for any that is free.\n"
    )


def test_a_fault_of_another_kind_is_not_hidden() -> None:
    with pytest.raises(PermissionError), plainly():
        raise PermissionError(13, "Permission denied")
