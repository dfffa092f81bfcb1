"""`heard letters`: what did not go is seen without its words, tried again when asked, dropped."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.delivery.ports import Outcome, Refused, Sent, Unknown
from bot.store import tables
from bot.store.database import Database
from tests.bot.delivery.hall import Hall
from tests.bot.delivery.post import Post

Heard = Callable[..., Result]
LOST = Unknown("the connection broke")


@pytest.fixture
def post(sqlite_database: Database) -> Post:
    return Post(Hall(sqlite_database))


@pytest.fixture
def heard(here: Path, sqlite_database: Database) -> Heard:
    assert here.is_dir()

    def run(*arguments: str, says: str | None = None) -> Result:
        surroundings = {"HEARD_DATABASE_URL": sqlite_database.url}
        return CliRunner().invoke(app, ["letters", *arguments], env=surroundings, input=says)

    return run


def lost(post: Post, *outcomes: Outcome) -> None:
    """Let notices end like this, one for each person."""
    hall = post.hall
    seats = hall.seat(len(outcomes))
    hall.ask(1)
    told = [
        {"loop_id": 1, "version": 1, "member_id": who, "status": "queued",
         "due_at": hall.rows(tables.consultation)[0]["opens_at"]}
        for who in hall.members.values()
    ]  # fmt: skip
    with hall.database.transaction() as connection:
        connection.execute(tables.consultation.update().values(status="closed"))
        connection.execute(tables.notice.insert(), told)
    for person in seats:
        post.put(person, "Marmalade at midnight", kind="notice", subject=1)
    by_address = dict(zip(seats, outcomes, strict=True))
    for one in post.claim().claimed:
        post.end([one], by_address[one.external_id])


def listed(heard: Heard) -> Sequence[dict[str, Any]]:
    found: Sequence[dict[str, Any]] = json.loads(heard("list", "--json").stdout)
    return found


def states(post: Post) -> list[str]:
    return sorted(row["status"] for row in post.hall.rows(tables.notice))


def test_with_nothing_lost_it_says_so(heard: Heard, post: Post) -> None:
    assert post.hall.network
    assert heard("list").stdout.startswith("Nothing lies here")
    assert heard("list", "--json").stdout == "[]\n"


def test_the_list_says_what_when_and_why_and_neither_what_was_said_nor_to_whom(
    heard: Heard, post: Post
) -> None:
    lost(post, LOST, Refused("the text is too long"), Sent(1))
    shown = heard("list").stdout

    assert len(shown.splitlines()) == 2
    for part in ("out-", "riverside", "notice", "uncertain", "too long", "can be tried again",
                 "tries: 1", "2027-03-02 10:00 UTC"):  # fmt: skip
        assert part in shown
    everything = shown + heard("list", "--json").stdout
    for secret in ("Marmalade", *post.hall.members, *map(str, post.hall.members.values())):
        assert secret not in everything
    assert {one["state"] for one in listed(heard)} == {"uncertain", "failed"}
    assert all(one["can_be_tried_again"] for one in listed(heard))


def test_of_very_many_the_latest_are_shown(heard: Heard, post: Post) -> None:
    for person in post.hall.seat(60):
        post.put(person, "hello")
    post.send(outcome=Refused("no"))

    shown = heard("list").stdout.splitlines()
    assert len(shown) == 51
    assert shown[-1] == "These are the latest 50 of 60; --json shows them all."
    assert len(listed(heard)) == 60


def test_trying_again_asks_first_and_says_how_many_it_reaches(heard: Heard, post: Post) -> None:
    lost(post, LOST, Refused("no"), Sent(1))
    result = heard("retry", "--all", says="n\n")

    assert result.exit_code == 1
    assert "This reaches 2 people. Some may get the same message twice." in result.stdout
    assert "Nothing was done." in result.stderr
    assert states(post).count("untold") == 2

    result = heard("retry", "--all", says="y\n")
    assert result.exit_code == 0
    assert "Tried again: 2." in result.stdout
    assert states(post).count("due") == 2
    assert listed(heard) == []


def test_one_letter_can_be_tried_again_without_being_asked(heard: Heard, post: Post) -> None:
    lost(post, Refused("no"), Refused("no"))
    first, second = [one["number"] for one in listed(heard)]
    result = heard("retry", first, "--yes")

    assert result.exit_code == 0, result.output
    assert "This reaches 1 person.\n" in result.stdout
    assert [one["number"] for one in listed(heard)] == [second]


def test_a_reply_cannot_be_tried_again_and_it_says_why(heard: Heard, post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "hello")
    post.send(outcome=Refused("no"))
    [letter] = listed(heard)
    result = heard("retry", letter["number"], "--yes")

    assert result.exit_code == 1
    assert "what it said is not kept" in result.stderr
    assert "There is nothing that can be tried again." in heard("retry", "--all").stderr


def test_dropping_needs_a_reason_and_keeps_it(heard: Heard, post: Post) -> None:
    lost(post, LOST, LOST)
    first, second = [one["number"] for one in listed(heard)]

    assert heard("drop", first).exit_code == 2
    assert heard("drop", first, "--reason", "told by phone").stdout == "Dropped: 1.\n"
    assert [one["number"] for one in listed(heard)] == [second]
    (kept,) = [row for row in post.hall.rows(tables.audit) if row["act"] == "letter.out.dropped"]
    assert kept["detail"] == {"kind": "notice", "reason": "told by phone"}
    assert heard("drop", "--all", "--reason", "the same").stdout == "Dropped: 1.\n"


@pytest.mark.parametrize("arguments", [(), ("out-1", "--all")])
@pytest.mark.parametrize("what", [("retry",), ("drop", "--reason", "x")])
def test_one_letter_or_all_must_be_named(
    heard: Heard, what: tuple[str, ...], arguments: tuple[str, ...]
) -> None:
    result = heard(*what, *arguments)
    assert result.exit_code == 1
    assert result.stderr == "Name one letter, such as out-12, or say --all.\n"


@pytest.mark.parametrize("what", [("retry",), ("drop", "--reason", "x")])
def test_a_letter_that_is_not_there_is_named(heard: Heard, what: tuple[str, ...]) -> None:
    result = heard(*what, "out-4711")
    assert result.exit_code == 1
    assert result.stderr.startswith("There is no letter out-4711.")
