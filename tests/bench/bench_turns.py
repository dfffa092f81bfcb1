"""What a turn costs: sixteen people's taps in one transaction, against the same one by one.

Prints one line of JSON: processor milliseconds and statements a turn, and their ratio.
"""

import json
import sys
from collections.abc import Callable, Iterator
from itertools import count
from statistics import median
from time import process_time

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy import Connection

from bot.channels.telegram import TelegramChannel
from bot.delivery.inbox import UPDATE, Letter
from bot.delivery.ports import Heard
from bot.delivery.turns import Room, take_turns
from bot.delivery.understanding import Said
from bot.demo.sample import Resident, Sample
from bot.demo.stage import TUESDAY_MORNING
from bot.involvement import setup
from bot.involvement.consultations import Contents
from bot.involvement.facts import Shelf
from bot.involvement.languages import Catalogues
from bot.program import LOCALES
from bot.store.database import Database
from bot.store.tables import participation
from conversations.screen import Act
from tests.statements import statements

GROUP = 16
ROUNDS = 24
OPEN = 1003  # the sample's third consultation, 'Evening chemotherapy'


@pytest.fixture
def place(sqlite_database: Database) -> tuple[Database, int, list[int]]:
    """A sample network whose members are in the middle of a consultation."""
    residents = [Resident(str(number), "en_GB", "other") for number in range(1, 41)]
    with sqlite_database.transaction() as connection:
        network = setup.ensure_network(connection, "bench", "Bench", TUESDAY_MORNING)
        account = setup.ensure_account(connection, network, "bench")
        sample = Sample(connection, network, account, TUESDAY_MORNING)
        sample.fill(residents[:36], residents[36:])
        asked = connection.execute(
            sa.select(participation.c.member_id).where(participation.c.consultation_id == OPEN)
        ).scalars()
        return sqlite_database, account, [who for who in asked if who in sample.others][:GROUP]


def test_a_group_of_turns_costs_less_than_the_same_one_by_one(
    place: tuple[Database, int, list[int]],
) -> None:
    database, account, members = place
    catalogues = Catalogues.load(LOCALES)
    channel = TelegramChannel(SecretStr("1001:bench"), "http://127.0.0.1", catalogues.say)
    room = Room({account: channel}, catalogues, Shelf(Contents()))
    addresses = _addresses(database, members)
    letters = count(1)

    def taps(turn: int) -> Iterator[Said]:
        for who in members:
            act = Act("a.choose", (OPEN, 1 + turn % 2, 1 + turn % 3))
            letter = Letter(next(letters), account, addresses[who], UPDATE, {})
            yield Said(letter, Heard("tapped", act=act, meant_for=who, shown=1))

    def write(connection: Connection, said: list[Said]) -> None:
        take_turns(connection, said, room, TUESDAY_MORNING)

    grouped, single = [], []
    for turn in range(ROUNDS):
        grouped.append(_cost(database, write, [list(taps(turn))]))
        single.append(_cost(database, write, [[said] for said in taps(turn + 1)]))
    both = {"grouped": _summary(grouped), "one_by_one": _summary(single)}
    ratio = both["one_by_one"]["cpu_ms"] / both["grouped"]["cpu_ms"]
    sys.stdout.write("\n" + json.dumps({"bench": "turns", **both, "ratio": round(ratio, 2)}) + "\n")
    assert both["grouped"]["statements"] * 4 < both["one_by_one"]["statements"]


def _addresses(database: Database, members: list[int]) -> dict[int, str]:
    with database.reading() as connection:
        rows = connection.execute(sa.text("SELECT member_id, external_id FROM address"))
        return {who: place for who, place in rows if who in members}


def _cost(
    database: Database, write: Callable[[Connection, list[Said]], None], groups: list[list[Said]]
) -> tuple[float, int]:
    """Give processor seconds and statements of taking these groups, each in a transaction."""
    with statements() as seen:
        began = process_time()
        for group in groups:
            with database.transaction() as connection:
                write(connection, group)
        return process_time() - began, len(seen)


def _summary(costs: list[tuple[float, int]]) -> dict[str, float]:
    milliseconds = median(seconds for seconds, _ in costs) * 1000 / GROUP
    asked = median(number for _, number in costs) / GROUP
    return {"cpu_ms": round(milliseconds, 2), "statements": round(asked, 2)}
