"""The command says what it is."""

import tomllib

from typer.testing import CliRunner

from bot import __version__
from bot.cli import app
from tests.house.tree import ROOT


def test_the_command_says_its_version() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert result.exit_code == 0
    assert result.output == f"heard {__version__}\n"


def test_the_version_is_the_same_in_the_package_and_in_the_program() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
