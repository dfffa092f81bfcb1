"""/health: what is late, what is broken, and that it never keeps anybody waiting."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import pytest
from starlette.routing import Route

from bot.delivery import health
from bot.delivery.health import BROKEN, LATE, OK, PATIENCE, Health, Seen, judge
from bot.store.database import Database
from bot.store.tables import channel_account
from bot.web.pages import HEALTH, health_route
from tests.bot.web.conftest import Serve
from tests.bot.web.rows import an_account, hanging, letters

NOW = datetime(2027, 2, 23, 10, 0, tzinfo=UTC)
STARTED = NOW - timedelta(hours=3)
ALL = ("receive", "work", "send", "tick")


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def states(seen: Seen, *, started: datetime = STARTED, does: bool = True) -> dict[str, str]:
    checks = judge(seen, NOW, started, takes=does, receives=does)
    return {check.name: check.state for check in checks}


@pytest.mark.parametrize(("seconds", "state"), [(1, OK), (59, OK), (61, LATE), (601, BROKEN)])
def test_what_waits_long_is_late_and_then_broken(seconds: int, state: str) -> None:
    seen = Seen(ago(seconds), {1: NOW})
    assert states(seen) == {"database": OK, "inbox": state, "channel 1": OK}


@pytest.mark.parametrize(("seconds", "state"), [(26, OK), (121, LATE), (601, BROKEN)])
def test_a_silent_channel_is_late_and_then_broken(seconds: int, state: str) -> None:
    seen = Seen(None, {1: ago(seconds), 2: NOW})
    assert states(seen) == {"database": OK, "inbox": OK, "channel 1": state, "channel 2": OK}


def test_what_happened_before_it_started_is_not_held_against_it() -> None:
    seen = Seen(ago(86400), {1: ago(86400), 2: None})
    just_now = states(seen, started=ago(5))
    assert set(just_now.values()) == {OK}
    later = states(seen, started=ago(601))
    assert (later["inbox"], later["channel 1"], later["channel 2"]) == (BROKEN, BROKEN, BROKEN)


def test_a_process_is_not_judged_by_what_others_do() -> None:
    seen = Seen(ago(3600), {1: ago(3600)})
    assert set(states(seen, does=False).values()) == {OK}


@pytest.mark.parametrize(
    ("seconds", "span"),
    [(1, "1 second"), (45, "45 seconds"), (60, "1 minute"), (7300, "2 hours"), (86400, "1 day")],
)
def test_a_time_is_told_as_people_do(seconds: int, span: str) -> None:
    _, inbox, channel = judge(
        Seen(ago(seconds), {1: ago(seconds)}), NOW, STARTED, takes=True, receives=True
    )
    assert inbox.told == f"The oldest update waits for {span}."
    assert channel.told == f"The last contact was {span} ago."


def routes_of(database: Database, accounts: list[int], clock: Any = lambda: NOW) -> list[Route]:
    return [health_route(Health(database, accounts, ALL, clock))]


async def test_the_page_tells_each_check_and_the_roles_but_nobodys_words(
    database: Database, serve: Serve
) -> None:
    account = an_account(database, NOW)
    letters(database, account, ago(2), sender="7000000001", payload={"text": "private"})
    with database.transaction() as connection:
        connection.execute(channel_account.update().values(heard_at=ago(3)))
    async with serve(routes_of(database, [account])) as pages:
        answer = await pages.get(HEALTH)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert json.loads(answer.body) == {
        "status": "ok",
        "roles": ["receive", "send", "tick", "work"],
        "checks": [
            {"name": "database", "status": "ok", "told": "It answers.", "seconds": None},
            {
                "name": "inbox", "status": "ok", "seconds": 2.0,
                "told": "The oldest update waits for 2 seconds.",
            },
            {
                "name": f"channel {account}", "status": "ok", "seconds": 3.0,
                "told": "The last contact was 3 seconds ago.",
            },
        ],
    }  # fmt: skip


async def test_late_is_200_and_broken_is_503(sqlite_database: Database, serve: Serve) -> None:
    account = an_account(sqlite_database, NOW)
    letters(sqlite_database, account, NOW)
    clock = [NOW]
    async with serve(routes_of(sqlite_database, [account], lambda: clock[0])) as pages:
        for later, status, state in ((61, 200, "late"), (601, 503, "broken")):
            clock[0] = NOW + timedelta(seconds=later)
            answer = await pages.get(HEALTH)
            assert (answer.status, json.loads(answer.body)["status"]) == (status, state)


async def test_a_database_that_hangs_is_told_within_3_seconds_to_everybody_who_asks(
    sqlite_database: Database, serve: Serve
) -> None:
    account = an_account(sqlite_database, NOW)
    async with serve(routes_of(sqlite_database, [account])) as pages:
        async with hanging(sqlite_database):
            begun = monotonic()
            answers = await asyncio.gather(*(pages.get(HEALTH) for _ in range(20)))
            assert monotonic() - begun < 20 * PATIENCE, "they wait together"
        assert PATIENCE < 3
        assert {one.status for one in answers} == {503}
        (check,) = json.loads(answers[0].body)["checks"]
        assert check["told"] == "It does not answer in time."
        assert (await pages.get(HEALTH)).status == 200


async def test_a_database_that_is_gone_is_told_without_its_address(
    sqlite_database: Database,
) -> None:
    sqlite_database.close()
    checked = Health(sqlite_database, [1], ALL, lambda: NOW)
    assert health.worst(await checked.checks()) == BROKEN
    assert not await checked.answers()
