"""Every act of power leaves a line: who did what, when, and never a word of what was said."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.demo.stage import Stage
from bot.involvement import people, record
from bot.involvement.record import Line
from bot.store.database import Database
from tests.journeys.consultations import a_draft, consult, news, seat, until
from tests.journeys.test_roles import forge

SAID, DECIDED = "Marmalade at midnight", "Quincetree Lane gets a bus"


@pytest.fixture
async def stage(database: Database, tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage on each database."""
    async with Stage(database, tmp_path / "media") as stage:
        yield stage


def on_record(stage: Stage) -> list[Line]:
    with stage.database.reading() as connection:
        assert record.verify(connection, stage.network).broken is None
        return [line for _, line in record.latest(connection, stage.network, 99)]


async def test_a_consultation_leaves_a_line_for_each_act_of_power(stage: Stage) -> None:
    token = stage.invite("Lead nurse", role="facilitator", uses=1)
    lead, other = seat(stage, "facilitator"), seat(stage, "operator")
    patient = seat(stage, "patient in treatment")
    lead.phone.open(stage.bot, token)
    await stage.settle()
    number = consult(stage, lead, a_draft(stage))
    await stage.settle()
    await stage.say(patient.phone, "Start", "By bus", SAID)

    for verb in ("c.pause", "c.resume"):
        await forge(stage, lead.phone, lead, verb, number)
    await stage.say(lead.phone, "/home", "Under way: Evening chemotherapy", "Close now")
    await stage.say(lead.phone, "Yes, close it")
    await stage.say(lead.phone, "/home", "Tell people: Evening chemotherapy", "Read answers")
    await until(lambda: SAID in news(lead.phone))
    await stage.say(lead.phone, "/home", "Tell people: Evening chemotherapy", "Write the decision")
    await stage.say(lead.phone, "Late buses", DECIDED, "A car park", "Skip", "Skip", "Skip", "Send")
    await stage.say(patient.phone, "/mydata", "Erase", "All my answers", "Yes, erase them")
    with stage.database.transaction() as connection:
        people.grant(connection, other.member, "operator", None, stage.clock.now())
    await stage.say(other.phone, "/roles", "Facilitator: Lead nurse", "Yes, take it away")

    lines = on_record(stage)
    assert [(line.act, line.actor) for line in lines] == [
        ("role.given", lead.member),
        ("consultation.approved", lead.member),
        ("sending.paused", lead.member),
        ("sending.on", lead.member),
        ("consultation.closed", lead.member),
        ("open_answer.read", lead.member),
        ("decision.approved", lead.member),
        ("answers.erased", patient.member),
        ("role.taken", other.member),
    ]
    written = str(lines)
    for word in (SAID, DECIDED, "Evening chemotherapy", str(patient.phone.id)):
        assert word not in written
    assert {line.subject for line in lines[1:7]} == {number}
