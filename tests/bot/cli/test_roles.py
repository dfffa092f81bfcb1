"""`heard roles` and `heard invites`: what was given is seen, and ended at once."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.involvement import people, record
from bot.store import tables
from bot.store.database import Database
from tests.bot.delivery.hall import NOW, Hall

Heard = Callable[..., Result]


@pytest.fixture
def hall(sqlite_database: Database) -> Hall:
    hall = Hall(sqlite_database)
    with sqlite_database.transaction() as connection:
        connection.execute(tables.channel_account.update().values(username="riverside_bot"))
    hall.seat(2)
    return hall


@pytest.fixture
def heard(here: Path, hall: Hall) -> Heard:
    assert here.is_dir()

    def run(*arguments: str) -> Result:
        surroundings = {"HEARD_DATABASE_URL": hall.database.url}
        return CliRunner().invoke(app, arguments, env=surroundings)

    return run


def invited(heard: Heard, *arguments: str) -> int:
    """Make a link; gives its number."""
    made = heard("invite", *arguments)
    assert made.exit_code == 0, made.output
    return int(heard("invites", "list").stdout.splitlines()[-1].split()[0])


def give(hall: Hall, role: str, *, link: int | None = None, who: int = 0) -> int:
    member = list(hall.members.values())[who]
    with hall.database.transaction() as connection:
        return people.grant(connection, member, role, None, NOW, link)


def in_force(hall: Hall) -> list[str]:
    return [row["role"] for row in hall.rows(tables.role) if row["revoked_at"] is None]


def acts(hall: Hall) -> list[str]:
    with hall.database.reading() as connection:
        assert record.verify(connection, hall.network).broken is None
        return [line.act for _, line in record.latest(connection, hall.network, 9)]


# --- links ----------------------------------------------------------------------------------------


def test_links_are_listed_with_what_they_are_for_and_never_as_links(
    heard: Heard, hall: Hall
) -> None:
    assert heard("invites", "list").stdout.startswith("There is no link yet.")
    invited(heard, "--label", "Ward 4 poster")
    invited(heard, "--role", "facilitator", "--group", "Lung", "--label", "Lung lead")
    poster, lead = heard("invites", "list").stdout.splitlines()
    assert (
        "open      Ward 4 poster: to join; used by 0, works for any number, with no end" in poster
    )
    assert re.search(r"Lung lead: facilitator of Lung; used by 0, works for 1 more, until \d", lead)
    assert "t.me" not in poster + lead
    assert acts(hall) == ["invite.made", "invite.made"]


def test_a_link_is_ended_at_once_and_only_once(heard: Heard, hall: Hall) -> None:
    number = invited(heard, "--role", "facilitator")
    assert heard("invites", "revoke", str(number)).stdout == "Links ended: 1.\n"
    assert "revoked" in heard("invites", "list").stdout
    assert heard("invites", "revoke", str(number)).stdout == "Links ended: 0.\n"
    assert acts(hall) == ["invite.made", "invite.revoked"]


def test_a_link_is_ended_with_the_roles_that_it_gave(heard: Heard, hall: Hall) -> None:
    number = invited(heard, "--role", "facilitator", "--uses", "2")
    give(hall, "facilitator", link=number)
    give(hall, "operator", who=1)
    said = heard("invites", "revoke", str(number), "--with-roles")
    assert said.stdout.endswith("Roles taken away: 1.\n")
    assert in_force(hall) == ["operator"]
    assert acts(hall)[-1] == "role.taken"


def test_all_links_that_give_a_role_are_ended_in_one_step(heard: Heard) -> None:
    invited(heard, "--label", "Ward 4 poster")
    invited(heard, "--role", "facilitator")
    invited(heard, "--role", "operator")
    assert heard("invites", "revoke", "--all").stdout == "Links ended: 2.\n"
    states = [line.split()[1] for line in heard("invites", "list").stdout.splitlines()]
    assert states == ["open", "revoked", "revoked"]
    neither = heard("invites", "revoke")
    assert neither.exit_code == 1
    assert neither.stderr == "Name one link by its number, or say --all.\n"


def test_an_unknown_link_is_told_in_one_sentence(heard: Heard) -> None:
    said = heard("invites", "revoke", "77")
    assert said.exit_code == 1
    assert said.stderr == "There is no link 77. `heard invites list` shows what there is.\n"


@pytest.mark.parametrize("limit", [("--uses", "21"), ("--days", "91")])
def test_a_link_that_gives_a_role_is_limited(
    heard: Heard, hall: Hall, limit: tuple[str, str]
) -> None:
    refused = heard("invite", "--role", "facilitator", *limit)
    assert refused.exit_code == 1
    assert "works for at most 20 people and 90 days" in refused.stderr
    assert hall.rows(tables.invite) == []
    assert heard("invite", "--label", "Poster", *limit).exit_code == 0


def test_what_a_role_for_one_group_is_for_is_said(heard: Heard) -> None:
    said = heard("invite", "--role", "facilitator", "--group", "Lung").stderr
    assert "the role of facilitator, for the group Lung only" in said
    assert "group" not in heard("invite", "--role", "operator").stderr


@pytest.mark.parametrize("role", ["scribe", "operator"])
def test_a_role_for_the_whole_network_takes_no_group(heard: Heard, hall: Hall, role: str) -> None:
    refused = heard("invite", "--role", role, "--group", "Lung")
    assert refused.exit_code == 1
    assert refused.stderr == (f"The role of {role} is for the whole network. Leave --group out.\n")
    assert hall.rows(tables.invite) == []


# --- roles ----------------------------------------------------------------------------------------


def test_roles_are_listed_by_link_and_group_without_a_name(heard: Heard, hall: Hall) -> None:
    assert heard("roles", "list").stdout.startswith("Nobody holds a role yet.")
    number = invited(heard, "--role", "facilitator", "--label", "Lead nurse")
    give(hall, "facilitator", link=number)
    give(hall, "operator", who=1)
    operator, lead = heard("roles", "list").stdout.splitlines()
    assert "facilitator  for the whole network, since 02 March 2027, by the link Lead nurse" in lead
    assert "by no link that is kept" in operator


def test_one_role_is_taken_away_at_once(heard: Heard, hall: Hall) -> None:
    taken = give(hall, "facilitator")
    give(hall, "operator", who=1)
    assert heard("roles", "revoke", str(taken)).stdout == "Roles taken away: 1.\n"
    assert in_force(hall) == ["operator"]
    again = heard("roles", "revoke", str(taken))
    assert again.exit_code == 1
    assert again.stderr == "There is no such role. `heard roles list` shows what there is.\n"
    assert acts(hall) == ["role.taken"]


def test_all_roles_are_taken_away_in_one_step(heard: Heard, hall: Hall) -> None:
    give(hall, "facilitator")
    give(hall, "scribe", who=1)
    assert heard("roles", "revoke", "--all").stdout == "Roles taken away: 2.\n"
    assert in_force(hall) == []
    assert acts(hall) == ["role.taken", "role.taken"]


@pytest.mark.parametrize("arguments", [(), ("1", "--all")])
def test_either_one_role_or_all_are_to_be_named(
    heard: Heard, hall: Hall, arguments: tuple[str, ...]
) -> None:
    give(hall, "facilitator")
    said = heard("roles", "revoke", *arguments)
    assert said.exit_code == 1
    assert said.stderr == "Name one role by its number, or say --all.\n"
    assert in_force(hall) == ["facilitator"]


def test_a_role_of_another_network_is_left(heard: Heard, hall: Hall) -> None:
    given = give(hall, "facilitator")
    with hall.database.transaction() as connection:
        other = {"slug": "south", "name": "South", "languages": [], "signposts": {},
                 "created_at": NOW}  # fmt: skip
        made = tables.network.insert().values(zone="UTC", **other)
        number = connection.execute(made.returning(tables.network.c.id)).scalar_one()
        account = {"network_id": number, "kind": "telegram", "secret_name": "s", "username": "s"}
        connection.execute(sa.insert(tables.channel_account).values(**account))
    refused = heard("roles", "revoke", str(given), "--network", "south")
    assert refused.exit_code == 1
    assert in_force(hall) == ["facilitator"]
