"""Whether people felt heard is counted in batches, on both databases: no look tells of one."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import gaps, measures, telling
from bot.involvement.happened import Happened
from bot.involvement.heard_counts import FIRST_AFTER, SETTLED_AFTER, count
from bot.store import tables
from bot.store.database import Database
from conversations.events import HeardRated
from conversations.gap import Share
from conversations.open_loops import Measures
from tests.bot.involvement.loops import FIRST, LOOP, a_loop, rate
from tests.bot.store.rows import NOON

WEEK = NOON + FIRST_AFTER
HOUR = timedelta(hours=1)
SETTLED = WEEK + SETTLED_AFTER + 3 * HOUR


def say(connection: Connection, who: range, rating: str, hours: int, number: int = LOOP) -> None:
    """Let members rate so many hours after the week is over."""
    at = WEEK + hours * HOUR
    network = connection.execute(sa.select(tables.loop.c.network_id)).scalars().first() or 0
    rated = [Happened(one, network, HeardRated(number, rating), at, 0) for one in who]
    telling.heard_rated(connection, rated)


def look(connection: Connection, hours: int) -> Share:
    """Count what may be counted so many hours after the week, and look at it."""
    count(connection, sa.true(), WEEK + hours * HOUR)
    return gaps.of_loops(connection, [LOOP]).heard


def erase(connection: Connection, who: range) -> None:
    mine = tables.heard_rating.c.member_id.in_(who)
    connection.execute(tables.heard_rating.delete().where(mine))


async def test_a_loop_is_counted_after_a_week_and_then_five_people_at_a_time(
    database: Database,
) -> None:
    def story(connection: Connection) -> None:
        network = a_loop(connection, answered=40)
        assert look(connection, 0) == Share(None, 0), "nobody has said anything"
        rate(connection, dict.fromkeys(range(FIRST, FIRST + 20), "yes"))
        assert look(connection, -1) == Share(), "the week is not over"
        assert look(connection, 0) == Share(100, 20)

        say(connection, range(FIRST + 20, FIRST + 24), "no", 1)
        say(connection, range(FIRST, FIRST + 5), "no", 2)
        erase(connection, range(FIRST + 5, FIRST + 7))
        assert look(connection, 3) == Share(100, 20), "four are new, five say something else"
        say(connection, range(FIRST + 24, FIRST + 25), "no", 4)
        assert look(connection, 5) == Share(57, 23)
        assert look(connection, 6) == Share(57, 23)

        erase(connection, range(FIRST, FIRST + 40))
        assert look(connection, 7) == Share(57, 23), "what was counted stays"
        found = measures.of_network(connection, network, WEEK)
        assert dict(found.heard) == {"yes": 13, "partly": 0, "no": 10, "cannot_tell": 0}

    await database.write(story)


async def test_segments_are_counted_once(database: Database) -> None:
    def story(connection: Connection) -> None:
        a_loop(connection, answered=40)
        m = tables.member
        carers = m.update().where(m.c.id >= FIRST + 10)
        connection.execute(carers.values(kind="carer_or_family"))
        rate(connection, dict.fromkeys(range(FIRST, FIRST + 20), "yes"))
        look(connection, 0)
        say(connection, range(FIRST + 20, FIRST + 30), "no", 1)
        assert look(connection, 2) == Share(67, 30)
        assert gaps.of_loops(connection, [LOOP]).segments == (
            ("kind", "carer_or_family", Share(100, 10)),
            ("kind", "in_treatment", Share(100, 10)),
        )

    await database.write(story)


async def test_loops_that_few_rated_are_counted_together_once_they_are_settled(
    database: Database,
) -> None:
    def measured(connection: Connection, network: int, *, settled: bool) -> Measures:
        now = SETTLED if settled else WEEK + HOUR
        count(connection, sa.true(), now)
        return measures.of_network(connection, network, now)

    def story(connection: Connection) -> None:
        network = a_loop(connection, answered=20)
        for number in (LOOP + 1, LOOP + 2, LOOP + 3):
            a_loop(connection, number=number, network=network)
        rate(connection, dict.fromkeys(range(FIRST, FIRST + 20), "yes"))
        for number, first in ((LOOP + 1, FIRST), (LOOP + 2, FIRST + 5)):
            say(connection, range(first, first + 5), "no", 1, number)
        assert measured(connection, network, settled=False).gap.heard == Share(100, 20)
        found = measured(connection, network, settled=True)
        assert found.gap.heard == Share(67, 30)
        assert dict(found.heard) == {"yes": 20, "partly": 0, "no": 10, "cannot_tell": 0}
        for number in (LOOP + 1, LOOP + 2):
            assert gaps.of_loops(connection, [number]).heard == Share()

        say(connection, range(FIRST + 5, FIRST + 10), "yes", 2, LOOP + 1)
        say(connection, range(FIRST, FIRST + 9), "no", 2, LOOP + 3)
        assert measured(connection, network, settled=True).gap.heard == Share(67, 30), "one is left"

    await database.write(story)


async def test_a_loop_that_is_hidden_is_not_told_by_the_networks_measure(
    database: Database,
) -> None:
    def story(connection: Connection) -> None:
        network = a_loop(connection, answered=40)
        rate(connection, dict.fromkeys(range(FIRST, FIRST + 20), "yes"))
        for number in (LOOP + 1, LOOP + 2):
            a_loop(connection, number=number, network=network)
        one_no = dict.fromkeys(range(FIRST, FIRST + 15), "yes")
        rate(connection, one_no | {FIRST: "no"}, LOOP + 1)
        count(connection, sa.true(), WEEK)
        assert gaps.of_loops(connection, [LOOP + 1]).heard == Share()
        assert measures.of_network(connection, network, WEEK).gap.heard == Share(100, 20)

        rate(connection, one_no | dict.fromkeys(range(FIRST, FIRST + 4), "no"), LOOP + 2)
        count(connection, sa.true(), WEEK)
        assert gaps.of_loops(connection, [LOOP + 2]).heard == Share()
        assert measures.of_network(connection, network, WEEK).gap.heard == Share(90, 50)

    await database.write(story)
