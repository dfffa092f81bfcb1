"""A death goes to the list of stops, and no restored backup forgets it; on both databases."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy import Connection

from bot.involvement import after_restoring, deaths, own_choices
from bot.involvement.after_restoring import TakenOver
from bot.involvement.happened import Happened
from bot.involvement.listing import catch_up
from bot.involvement.stop_list import BEREAVED, DIED, STARTED, STOPPED, Line, StopList
from bot.store import tables
from bot.store.database import Database
from conversations.events import DeathTold, Stopped, StopUndone
from tests.bot.store.rows import NOON, a_network

MEMBER, PLACE = 7, "7000000007"
NOTHING: Mapping[str, Any] = {"stopped_at": None, "death": None, "death_at": None}


@pytest.fixture
def stops(tmp_path: Path) -> StopList:
    return StopList(tmp_path / "stops.jsonl", SecretStr("k" * 32))


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def a_patient(connection: Connection) -> int:
    """Insert a member with an address; gives their network."""
    network = a_network(connection)
    who = {"id": MEMBER, "network_id": network, "created_at": NOON, "joined_at": NOON}
    connection.execute(tables.member.insert().values(who))
    account = {"network_id": network, "kind": "telegram", "secret_name": "token"}
    added = tables.channel_account.insert().values(account)
    number = connection.execute(added.returning(tables.channel_account.c.id)).scalar_one()
    place = {"id": 5, "channel_account_id": number, "external_id": PLACE, "member_id": MEMBER}
    connection.execute(tables.address.insert().values(place))
    return network


def happens(connection: Connection, network: int, event: Any, when: datetime) -> None:
    effect = {
        DeathTold: deaths.death_told, Stopped: own_choices.stopped,
        StopUndone: own_choices.stop_undone,
    }[type(event)]  # fmt: skip
    effect(connection, [Happened(MEMBER, network, event, when, 1)])


def backed_up(connection: Connection) -> None:
    """Put the member back to where a backup has them."""
    connection.execute(tables.member.update().values(NOTHING))


def the_member(connection: Connection) -> tuple[str | None, bool]:
    row = connection.execute(sa.select(tables.member)).mappings().one()
    return row["death"], row["stopped_at"] is not None


def line_of(stops: StopList) -> Line:
    return (
        StopList(stops.path, SecretStr("k" * 32))
        .read()
        .stops[stops.mark("telegram", "token", PLACE)]
    )


@pytest.mark.parametrize(("who", "kind"), [("cared_for", BEREAVED), ("member", DIED)])
async def test_a_death_is_listed_and_holds_after_a_restore(
    database: Database, stops: StopList, who: str, kind: str
) -> None:
    def story(connection: Connection) -> tuple[TakenOver, TakenOver, tuple[str | None, bool]]:
        network = a_patient(connection)
        catch_up(connection, stops, at(0))
        happens(connection, network, DeathTold(who), at(2))
        catch_up(connection, stops, at(3))
        assert line_of(stops) == Line(at(2), kind, line_of(stops).mark)
        backed_up(connection)
        first = after_restoring.take_over(connection, stops, at(1))
        second = after_restoring.take_over(connection, stops, at(1))
        return first, second, the_member(connection)

    first, second, after = await database.write(story)
    assert (first.died, first.stopped, second.died) == (1, 0, 0)
    assert after == (who, True)


async def test_a_stop_that_became_a_death_is_one_after_a_restore(
    database: Database, stops: StopList
) -> None:
    def story(connection: Connection) -> tuple[str, str, TakenOver, tuple[str | None, bool]]:
        network = a_patient(connection)
        catch_up(connection, stops, at(0))
        happens(connection, network, Stopped(), at(1))
        catch_up(connection, stops, at(2))
        before = line_of(stops).kind
        happens(connection, network, DeathTold("cared_for"), at(3))
        catch_up(connection, stops, at(4))
        connection.execute(
            tables.member.update().values(stopped_at=at(1), death=None, death_at=None)
        )
        taken = after_restoring.take_over(connection, stops, at(2))
        return before, line_of(stops).kind, taken, the_member(connection)

    before, after, taken, who = await database.write(story)
    assert (before, after) == (STOPPED, BEREAVED)
    assert (taken.died, taken.stopped) == (1, 0)
    assert who == ("cared_for", True)


async def test_whoever_started_again_is_not_stopped_by_a_restore(
    database: Database, stops: StopList
) -> None:
    def story(connection: Connection) -> tuple[str, TakenOver, tuple[str | None, bool]]:
        network = a_patient(connection)
        catch_up(connection, stops, at(0))
        happens(connection, network, DeathTold("member"), at(1))
        catch_up(connection, stops, at(2))
        happens(connection, network, StopUndone(), at(4))
        catch_up(connection, stops, at(5))
        happens(connection, network, DeathTold("member"), at(1))  # as the backup has it
        taken = after_restoring.take_over(connection, stops, at(3))
        return line_of(stops).kind, taken, the_member(connection)

    kind, taken, who = await database.write(story)
    assert kind == STARTED
    assert (taken.started, taken.died) == (1, 0)
    assert who == (None, False)


async def test_while_a_restore_is_held_no_death_is_taken_back(
    database: Database, stops: StopList
) -> None:
    def story(connection: Connection) -> str:
        network = a_patient(connection)
        catch_up(connection, stops, at(0))
        happens(connection, network, DeathTold("member"), at(1))
        catch_up(connection, stops, at(2))
        backed_up(connection)
        connection.execute(tables.network.update().values(held_at=at(3)))
        catch_up(connection, stops, at(4))
        return line_of(stops).kind

    assert await database.write(story) == DIED
