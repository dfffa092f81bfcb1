"""The program is told to stop while it is in the middle of sending."""

from collections.abc import Sequence

import sqlalchemy as sa

from bot.demo.stage import Stage
from bot.sandbox.people import Phone
from bot.store.tables import channel_account, outbox

CROWD = 40


async def test_what_is_being_sent_when_the_program_stops_arrives_once(stage: Stage) -> None:
    phones = [stage.sandbox.new_person(f"person {number}") for number in range(CROWD)]
    for phone in phones:
        phone.open(stage.bot)
    await _until_one_has_an_answer(stage)

    await stage.stop()

    with stage.database.reading() as connection:
        sending = sa.select(outbox.c.id).where(outbox.c.status == "sending")
        assert connection.execute(sending).all() == []
    assert _answers(phones) < CROWD, "it stopped in the middle"
    await stage.start()
    await stage.settle()
    assert [len(phone.news) for phone in phones] == [1] * CROWD


async def test_a_program_that_starts_remembers_the_name_of_its_bot(stage: Stage) -> None:
    with stage.database.reading() as connection:
        assert connection.execute(sa.select(channel_account.c.username)).scalars().all() == [
            stage.bot.username
        ]


async def _until_one_has_an_answer(stage: Stage) -> None:
    strokes = stage.sandbox.world.bell.strokes
    while not stage.sandbox.calls.of("sendMessage"):
        assert await stage.sandbox.world.bell.wait_past(strokes, 10)
        strokes = stage.sandbox.world.bell.strokes


def _answers(phones: Sequence[Phone]) -> int:
    return sum(bool(phone.news) for phone in phones)
