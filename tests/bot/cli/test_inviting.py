"""`heard invite` and `heard testers`: links, posters, and whom to list."""

import re
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.cli.plainly import TELEGRAM_SECRET
from bot.delivery import inbox as letters
from bot.delivery.ports import Arrived
from bot.involvement import invites, people, setup
from bot.store.database import Database
from bot.store.tables import group, invite, member
from tests.needs import needs_program

LINK = re.compile(r"https://t\.me/riverside_bot\?start=([A-Za-z0-9_-]{22})\n")

Heard = Callable[..., Result]


@pytest.fixture
def account(sqlite_database: Database) -> setup.Account:
    """The bot's account after a first run."""
    with sqlite_database.transaction() as connection:
        network = setup.ensure_network(
            connection, "main", "Riverside Cancer Network", datetime.now(UTC),
            languages=("en_GB", "cy", "ur"),
        )  # fmt: skip
        number = setup.ensure_account(connection, network, TELEGRAM_SECRET)
        setup.remember_username(connection, number, "riverside_bot")
    return setup.Account(number, network, "riverside_bot")


@pytest.fixture
def heard(here: Path, sqlite_database: Database, account: setup.Account) -> Heard:
    """Run a command on the database of this test."""
    assert here.is_dir()
    assert account.number

    def run(*arguments: str, **settings: str) -> Result:
        surroundings = {"HEARD_DATABASE_URL": sqlite_database.url} | settings
        return CliRunner().invoke(app, arguments, env=surroundings)

    return run


def rows(database: Database) -> list[Any]:
    with database.reading() as connection:
        return list(connection.execute(sa.select(invite)).mappings())


def found(database: Database, network: int, token: str, at: datetime) -> bool:
    with database.reading() as connection:
        return bool(invites.find(connection, network, [token], at))


def test_a_link_for_a_facilitator_works_once_and_for_14_days(
    heard: Heard, sqlite_database: Database, account: setup.Account
) -> None:
    result = heard("invite", "--role", "facilitator", "--group", "Breast cancer panel")

    assert result.exit_code == 0, result.output
    token = LINK.fullmatch(result.stdout)
    assert token, "standard output holds the link alone"
    assert "works for 1 person, until" in result.stderr
    assert "The group Breast cancer panel is new" in result.stderr
    [made] = rows(sqlite_database)
    assert (made["role"], made["uses_left"], made["label"]) == (
        "facilitator", 1, "Breast cancer panel",
    )  # fmt: skip
    now = datetime.now(UTC)
    assert found(sqlite_database, account.network, token[1], now + timedelta(days=13.9))
    assert not found(sqlite_database, account.network, token[1], now + timedelta(days=14.1))


def test_a_link_to_join_works_for_everybody_and_has_no_end(
    heard: Heard, sqlite_database: Database
) -> None:
    result = heard("invite", "--label", "Ward 4 poster", "--language", "cy")
    assert LINK.fullmatch(result.stdout)
    assert "is to join; it works for any number of people, with no end" in result.stderr
    [made] = rows(sqlite_database)
    assert (made["role"], made["uses_left"], made["expires_at"]) == (None, None, None)
    assert (made["label"], made["language"]) == ("Ward 4 poster", "cy")


def test_uses_and_days_are_as_asked(heard: Heard, sqlite_database: Database) -> None:
    assert "for 30 people" in heard("invite", "--uses", "30", "--days", "2").stderr
    [made] = rows(sqlite_database)
    assert made["uses_left"] == 30
    assert made["expires_at"] < datetime.now(UTC) + timedelta(days=2.1)


def test_a_group_that_is_there_is_taken(heard: Heard, sqlite_database: Database) -> None:
    heard("invite", "--group", "Panel")
    assert "is new" not in heard("invite", "--group", "Panel").stderr
    with sqlite_database.reading() as connection:
        assert connection.execute(sa.select(group.c.name)).scalars().all() == ["Panel"]


def test_a_poster_is_drawn_as_svg_and_pdf_and_bears_the_link(
    heard: Heard, here: Path, account: setup.Account
) -> None:
    reader = needs_program("pdftotext", package="poppler-utils")
    result = heard("invite", "--label", "Ward 4: poster!", "--poster", "posters")

    assert result.exit_code == 0, result.output
    assert "The poster is in posters/ward-4-poster.svg and posters/ward-4-poster.pdf." in (
        result.stderr
    )
    svg = (here / "posters/ward-4-poster.svg").read_text(encoding="utf-8")
    assert "Help improve cancer services" in svg
    assert "Riverside Cancer Network" in svg
    pdf = here / "posters/ward-4-poster.pdf"
    shown = subprocess.run(  # noqa: S603
        [str(reader), str(pdf), "-"], capture_output=True, check=True, text=True
    ).stdout
    assert result.stdout.strip().removeprefix("https://") in "".join(shown.split())
    assert account.username in shown


def test_a_poster_for_a_facilitator_says_that_it_is_not_for_the_ward(
    heard: Heard, here: Path
) -> None:
    heard("invite", "--role", "facilitator", "--poster", ".")
    svg = (here / "facilitator.svg").read_text(encoding="utf-8")
    assert "Please do not pass it on." in svg
    assert "It works until" in svg
    assert "Help improve" not in svg


def test_a_poster_in_a_language_that_nobody_reviewed_says_so(heard: Heard) -> None:
    result = heard("invite", "--label", "Bae", "--language", "cy", "--poster", ".")
    assert "Its words are a draft in Cymraeg: let a speaker read it" in result.stderr
    assert "draft" not in heard("invite", "--label", "Bay", "--poster", ".").stderr


def test_letters_that_a_pdf_cannot_show_leave_the_svg(
    heard: Heard, here: Path, sqlite_database: Database
) -> None:
    with sqlite_database.transaction() as connection:
        setup.ensure_network(connection, "main", "Sieć Rzeka", datetime.now(UTC))
    result = heard("invite", "--label", "Polish", "--poster", ".")
    assert result.exit_code == 0
    assert LINK.fullmatch(result.stdout)
    assert "Please print the SVG poster" in result.stderr
    assert [path.name for path in here.glob("polish.*")] == ["polish.svg"]


@pytest.mark.parametrize("there", ["ward.svg", "ward.pdf"])
def test_a_poster_never_replaces_another_and_then_no_link_is_made(
    heard: Heard, here: Path, sqlite_database: Database, there: str
) -> None:
    (here / there).write_text("older", encoding="utf-8")
    result = heard("invite", "--label", "Ward", "--poster", ".")
    assert result.exit_code == 1
    assert result.stderr == (
        f"The poster cannot be written to {there}: File exists. No link was made. "
        "Choose another folder with --poster, or another --label.\n"
    )
    assert rows(sqlite_database) == []
    assert [path.name for path in here.glob("ward.*")] == [there]


def test_a_folder_that_is_a_file_is_refused_and_no_link_is_made(
    heard: Heard, here: Path, sqlite_database: Database
) -> None:
    (here / "posters").write_text("a file", encoding="utf-8")
    result = heard("invite", "--group", "New group", "--poster", "posters")
    assert result.exit_code == 1
    assert result.stderr.startswith("The poster cannot be written to posters: File exists.")
    assert rows(sqlite_database) == []
    with sqlite_database.reading() as connection:
        assert connection.execute(sa.select(group.c.name)).all() == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--role", "queen"], "'queen' is not"),
        (["--uses", "0"], "greater than or equal to 1"),
        (["--days", "1000"], "less than or equal to 366"),
    ],
)
def test_an_option_that_cannot_be_is_refused_by_name(
    heard: Heard, sqlite_database: Database, arguments: list[str], sentence: str
) -> None:
    result = heard("invite", *arguments)
    assert result.exit_code == 2
    assert f"Invalid value for '{arguments[0]}'" in result.stderr
    assert sentence in " ".join(result.stderr.replace("│", "").split())
    assert rows(sqlite_database) == []


def test_a_language_that_is_not_offered_is_refused(heard: Heard) -> None:
    result = heard("invite", "--language", "pl")
    assert result.exit_code == 1
    assert result.stderr.startswith("The language pl is not offered. These are: en_GB, cy, ur.")


# --- testers ----------------------------------------------------------------------------------


def write(database: Database, account: setup.Account, sender: str, at: datetime) -> None:
    """Let somebody write to the bot at a moment."""
    arrived = [Arrived(f"{sender}-{at}", sender, {"update_id": 1})]
    with database.transaction() as connection:
        letters.store(connection, account.number, arrived, at)
        people.meet(connection, {(account.number, sender): "en"}, at)


def test_testers_shows_who_wrote_last_first_without_those_listed(
    heard: Heard, sqlite_database: Database, account: setup.Account
) -> None:
    day = datetime(2027, 2, 23, 10, 0, tzinfo=UTC)
    for sender, hour in (("7001", 0), ("7002", 1), ("7003", 2), ("7001", 3)):
        write(sqlite_database, account, sender, day + timedelta(hours=hour))

    result = heard("testers", HEARD_TESTERS="7003")

    assert result.exit_code == 0, result.output
    assert re.findall(r"^ +(\d+)  wrote on (.*)$", result.stdout, re.MULTILINE) == [
        ("7001", "23 February 2027 at 13:00"),
        ("7002", "23 February 2027 at 11:00"),
    ]


def test_testers_shows_at_most_20(
    heard: Heard, sqlite_database: Database, account: setup.Account
) -> None:
    day = datetime(2027, 2, 23, 10, 0, tzinfo=UTC)
    for number in range(23):
        write(sqlite_database, account, str(7000 + number), day + timedelta(minutes=number))
    shown = re.findall(r"^ +(\d+)  wrote", heard("testers").stdout, re.MULTILINE)
    assert shown == [str(7022 - place) for place in range(20)]


def test_testers_says_what_to_do_when_everybody_is_listed(heard: Heard) -> None:
    result = heard("testers")
    assert result.exit_code == 0
    assert result.stdout.startswith("Everybody who wrote to @riverside_bot is listed. Press Start")


def test_routes_counts_who_came_by_each_link_and_hides_small_numbers(
    heard: Heard, sqlite_database: Database, account: setup.Account
) -> None:
    assert "There is no link to join by yet" in heard("routes").stdout
    now = datetime.now(UTC)
    with sqlite_database.transaction() as connection:
        for label in ("Ward poster", "Nurse"):
            invites.create(connection, account.network, label)
        invites.create(connection, account.network, "Facilitators", role="facilitator")
        poster, nurse, _ = connection.execute(
            sa.select(invite.c.id).order_by(invite.c.id)
        ).scalars()
        for number, opened, joined in ((poster, 14, 12), (nurse, 3, 2)):
            connection.execute(invite.update().where(invite.c.id == number).values(used=opened))
            places: dict[people.Place, str | None] = {
                (account.number, f"{number}-{one}"): "en" for one in range(joined)
            }
            who = [one.person.id for one in people.meet(connection, places, now).values()]
            mine = member.c.id.in_(who)
            connection.execute(member.update().where(mine).values(came_by=number, joined_at=now))
    told = heard("routes")
    assert told.exit_code == 0
    assert told.stdout.splitlines() == [
        "Ward poster  opened by 14, joined: 12",
        "Nurse        opened by fewer than 10, joined: fewer than 10",
    ]
