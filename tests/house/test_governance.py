"""The governance papers are true to the program: what they name is there, no table is left out."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel
from typer.main import get_command
from typer.testing import CliRunner

from bot.channels.telegram.introduction import COMMANDS
from bot.cli import app
from bot.cli.doctor.round import CHECKS
from bot.clock.jobs import JOBS
from bot.involvement import invites, people
from bot.involvement.after_restoring import held_since
from bot.involvement.retention import RULES
from bot.involvement.setup import ensure_account, ensure_network, remember_username
from bot.settings import Settings
from bot.store import models, tables
from bot.store.database import Database
from tests.house.tree import ROOT
from tests.house.wording import english_of, labels, sentences, wordings, words

FOLDER = ROOT / "deploy/governance"
PAPERS = sorted(path.name for path in FOLDER.glob("*.md"))
FOR_MEMBERS = ("privacy-notice.md", "information-for-members.md")
LONGEST_SENTENCE = 20  # words
ONE_PAGE = 400  # words
MARKER = re.compile(r"\[fill in: [^\[\]\n]{3,}\]")
NOT_YET = "**Not built yet:** "


@cache
def read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def rows(text: str) -> Iterator[list[str]]:
    """The cells of each line of a table that begins with a name in code."""
    for line in re.findall(r"^\| (`.*) \|$", text, re.MULTILINE):
        yield line.split(" | ")


def test_the_index_leads_to_every_paper_and_says_who_fills_it_in() -> None:
    listed = re.findall(r"^\| \d+ \| \[([a-z-]+\.md)\]\(\1\) \| .{5,} \| .{5,} \|$",
                        read("README.md"), re.MULTILINE)  # fmt: skip
    assert sorted([*listed, "README.md"]) == PAPERS


@pytest.mark.parametrize("name", PAPERS)
def test_what_is_to_be_filled_in_has_one_form_everywhere(name: str) -> None:
    left = MARKER.sub("", read(name)).replace("`[fill in`", "")
    assert not re.search(r"\[\s*fill|fill in:|_{3,}|\bTBC\b|\bTBD\b|\bxxx\b", left, re.IGNORECASE)
    assert name == "README.md" or MARKER.search(read(name))


@pytest.mark.parametrize("name", PAPERS)
def test_what_is_not_built_has_one_form_everywhere(name: str) -> None:
    assert not re.search("not built", read(name).replace(NOT_YET, ""), re.IGNORECASE)


@pytest.mark.parametrize("name", PAPERS)
def test_every_link_leads_to_a_place_that_is_there(name: str) -> None:
    for link in re.findall(r"\]\(([^)]+)\)", read(name)):
        path, _, place = link.partition("#")
        target = FOLDER / (path or name)
        target = target / "README.md" if target.is_dir() else target
        assert target.is_file(), link
        headings = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE)
        places = {re.sub(r"[^a-z0-9 -]", "", one.lower()).replace(" ", "-") for one in headings}
        assert not place or place in places, link


@pytest.mark.parametrize("name", PAPERS)
def test_no_heading_names_a_body_whose_name_is_protected(name: str) -> None:
    assert not re.search(r"^#.*\bNHS\b", read(name), re.MULTILINE)


# --- what they name -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAPERS)
def test_every_command_and_option_that_is_named_is_there(name: str) -> None:
    for told in re.findall(r"`heard ([^`]+)`", read(name)):
        command: Any = get_command(app)
        options: set[str] = set()
        for word in told.split():
            if word.startswith("--"):
                assert word in options, told
            elif getattr(command, "commands", None):
                assert word in command.commands, told
                command = command.commands[word]
                options |= {option for one in command.params for option in one.opts}


@pytest.mark.parametrize("name", PAPERS)
def test_every_setting_file_and_test_that_is_named_is_there(name: str) -> None:
    named = set(re.findall(r"\bHEARD_[A-Z_]+\b", read(name)))
    assert named <= {f"HEARD_{field.upper()}" for field in Settings.model_fields}
    for path in re.findall(r"`((?:bot|conversations|deploy|locales|tests)/[^`]*)`", read(name)):
        assert (ROOT / path).exists(), path
    assert set(re.findall(r"`(test_\w+)`", read(name))) <= _tests()


@cache
def _tests() -> set[str]:
    texts = (path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    return {name for text in texts for name in re.findall(r"def (test_\w+)", text)}


def test_every_table_of_the_models_has_its_line_in_retention_and_no_other_has() -> None:
    assert models.Network.metadata is SQLModel.metadata
    listed = [cells[0].strip("`") for cells in rows(read("retention.md"))]
    assert sorted(listed) == sorted(SQLModel.metadata.tables)


def test_each_line_of_retention_says_how_long_and_what_deletes_it_today() -> None:
    for table, *told, period, deleted_by in rows(read("retention.md")):
        assert len(told) == 3, table
        assert re.match(r"\d+ days|seconds|as `\w+`|as long as |for good; ", period), table
        named = re.findall(r"`([^`]+)`", deleted_by)
        known = {*JOBS, *SQLModel.metadata.tables}
        assert named or deleted_by.startswith("nothing"), table
        assert all(one in known or (ROOT / one).is_file() for one in named), table


def test_the_days_that_retention_tells_are_those_that_the_program_keeps() -> None:
    periods = {cells[0].strip("`"): cells[-2] for cells in rows(read("retention.md"))}
    for name, rule in RULES.items():
        told = periods["member" if name == "stranger" else name]
        wanted = f"(`stranger`): {rule.days} days" if name == "stranger" else f"{rule.days} days"
        assert wanted in told, name
    told_days = {table for table, period in periods.items() if re.match(r"\d+ days", period)}
    assert told_days == RULES.keys() - {"stranger"}


def test_what_the_incident_plan_does_by_hand_works(database: Database) -> None:
    statements = re.findall(r"```sql\n(.*?)```", read("incident-and-breach-plan.md"), re.DOTALL)
    now = datetime.now(UTC)
    with database.transaction() as connection:
        ensure_network(connection, "riverside", "Riverside", now)
        assert held_since(connection) is None
        for statement in filter(str.strip, "".join(statements).split(";")):
            connection.execute(sa.text(statement))
        held = held_since(connection)
    assert held is not None
    assert abs(held - now) < timedelta(minutes=1)


def test_the_commands_of_the_incident_plan_end_every_role_and_every_link_to_one(
    database: Database,
) -> None:
    (block,) = re.findall(r"```\n(heard .*?)```", read("incident-and-breach-plan.md"), re.DOTALL)
    now = datetime.now(UTC)
    with database.transaction() as connection:
        number = ensure_network(connection, "riverside", "Riverside", now)
        remember_username(connection, ensure_account(connection, number, "token"), "a_bot")
        row = {"id": 7, "network_id": number, "language": "en_GB", "created_at": now}
        connection.execute(tables.member.insert().values(**row, kind="other", ask_every_days=14))
        people.grant(connection, 7, "facilitator", None, now)
        token = invites.create(connection, number, "F", role="facilitator")
    for line in block.splitlines():
        env = {"HEARD_DATABASE_URL": database.url}
        done = CliRunner().invoke(app, line.split()[1:], env=env)
        assert done.exit_code == 0, done.output
    with database.reading() as connection:
        assert connection.execute(sa.select(tables.role.c.revoked_at)).scalar_one() is not None
        assert invites.find(connection, number, [token], now) == {}


def test_the_checklist_has_every_check_that_the_doctor_makes() -> None:
    made, *_ = read("going-live-checklist.md").split("## What no program can see")
    assert [cells[0].strip("`") for cells in rows(made)] == list(CHECKS)


# --- the words ------------------------------------------------------------------------------------


def test_what_members_see_is_quoted_word_for_word() -> None:
    said = {one for _, call in wordings("conversations") for one in english_of(call) or []}
    quoted = re.findall(r"^> (.*)$", read("reading-rota.md"), re.MULTILINE)
    assert len(quoted) >= 5
    assert set(quoted) <= said


@pytest.mark.parametrize("name", FOR_MEMBERS)
def test_members_are_sent_to_buttons_and_commands_that_are_there(name: str) -> None:
    assert set(re.findall(r'"([^"]+)"', read(name))) <= {
        label for _, label in labels("conversations")
    }
    assert set(re.findall(r"(?<![\w.])/(\w+)", read(name))) <= set(COMMANDS)


@pytest.mark.parametrize("name", FOR_MEMBERS)
def test_sentences_for_members_have_at_most_20_words(name: str) -> None:
    plain = MARKER.sub("something", read(name)).replace("**", "")
    long = [one for one in sentences(plain) if len(words(one)) > LONGEST_SENTENCE]
    assert long == []


def test_information_for_members_fits_on_one_page() -> None:
    assert len(read("information-for-members.md").split()) < ONE_PAGE
