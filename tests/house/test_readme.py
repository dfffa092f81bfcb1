"""README tells of every command and option that there is, and of no other."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from bot.cli import app
from bot.cli.served import UNSET
from bot.settings import Settings
from tests.house.tree import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


@cache
def options() -> dict[str, set[str]]:
    """The long options of each command, those of its sub-commands among them."""
    return {name: set(_options(one)) for name, one in _commands(get_command(app)).items()}


def _commands(group: Any) -> dict[str, Any]:
    return dict(getattr(group, "commands", {}))


def _options(command: Any) -> Iterator[str]:
    for one in command.params:
        yield from (option for option in one.opts if option.startswith("--"))
    for below in _commands(command).values():
        yield from _options(below)


@cache
def sections() -> dict[str, str]:
    """What README says under the heading of each command."""
    parts = re.split(r"^### `heard ([a-z]+)`$", README, flags=re.MULTILINE)
    ends = (re.split(r"^## ", text, maxsplit=1, flags=re.MULTILINE)[0] for text in parts[2::2])
    return dict(zip(parts[1::2], ends, strict=True))


def test_each_command_has_its_section_in_readme_and_no_other_has() -> None:
    assert options()
    assert set(sections()) == set(options())


def test_each_option_is_told_where_its_command_is_and_no_other_is() -> None:
    told = {
        name: set(re.findall(r"^\| `(--[a-z-]+)", text, re.MULTILINE))
        for name, text in sections().items()
    }
    assert told == options()


def test_readme_names_what_a_pilot_should_not_be_without() -> None:
    table = set(re.findall(r"^\| `HEARD_([A-Z_]+)` \|", README, re.MULTILINE))
    assert table == {name.upper() for name in ("telegram_token", "organisation", *UNSET)}


def test_every_setting_and_make_target_that_readme_names_is_there() -> None:
    settings = set(re.findall(r"HEARD_([A-Z_]+)", README))
    assert settings <= {name.upper() for name in Settings.model_fields}
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make ([a-z]+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize(
    "path", re.findall(r"\]\((?!#)([^)]+)\)|<img[^>]* src=\"([^\"]+)\"", README)
)
def test_every_file_that_readme_leads_to_is_there(path: tuple[str, str]) -> None:
    assert (ROOT / Path(path[0] or path[1])).is_file()


def test_every_place_in_readme_that_readme_leads_to_is_there() -> None:
    headings = re.findall(r"^#+ (.*)$", README, re.MULTILINE)
    places = {re.sub(r"[^a-z0-9 -]", "", one.lower()).replace(" ", "-") for one in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", README)) <= places
