"""With a key set, whoever gets hold of the database reads no word of anybody."""

import secrets
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from bot import logs
from bot.demo.stage import Stage
from bot.store import tables
from bot.store.database import Database
from bot.store.sealing import Sealer
from tests.journeys.consultations import a_draft, consult, news, seat, until

SAID = "Kingfisher parking is dear"
BEGUN = "Kingfisher half a draft"


@pytest.fixture(params=["sqlite", "postgres"])
def sealed(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A fresh database in which words are sealed."""
    plain: Database = request.getfixturevalue(f"{request.param}_database")
    plain.close()
    with Database(plain.url, sealer=Sealer(secrets.token_urlsafe(32))) as database:
        yield database
    plain.open()


@pytest.fixture
async def stage(sealed: Database, tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage with that database."""
    async with Stage(sealed, tmp_path / "media") as stage:
        yield stage


async def test_words_are_read_by_whom_they_are_for_and_stand_nowhere_in_the_database(
    stage: Stage, tmp_path: Path
) -> None:
    lead = seat(stage, "facilitator", facilitates=True)
    patient = seat(stage, "patient in treatment")
    consult(stage, lead, a_draft(stage))
    await stage.settle()
    await stage.say(patient.phone, "Start", "By bus", SAID)
    patient.phone.voice(content=b"OggS" + b"kingfisher" * 50)
    await stage.settle()
    await stage.say(lead.phone, "/ask", "Write my own", BEGUN)
    await stage.say(patient.phone, "/home", "My answers", "Evening chemotherapy")
    assert SAID in news(patient.phone)

    assert b"ingfisher" not in everything_in(stage.database)
    assert files_with(b"ingfisher", tmp_path) == []

    await stage.move(by=timedelta(days=16))
    await stage.say(lead.phone, "/home", "Tell people: Evening chemotherapy", "Read answers")
    await until(lambda: SAID in news(lead.phone))


async def test_a_state_that_was_tampered_with_holds_up_nobody_else(stage: Stage) -> None:
    lead = seat(stage, "facilitator", facilitates=True)
    patient, carer = seat(stage, "patient in treatment"), seat(stage, "carer")
    consult(stage, lead, a_draft(stage))
    await stage.settle()
    await stage.say(patient.phone, "Start")
    await stage.say(carer.phone, "Start")
    s = tables.conversation_state
    with stage.database.transaction() as connection:
        other = sa.select(s.c.kept).where(s.c.member_id == carer.member).scalar_subquery()
        connection.execute(s.update().where(s.c.member_id == patient.member).values(kept=other))

    with capture_logs(processors=[logs.name_the_error]) as lines:
        await stage.say(patient.phone, "By bus")
        await stage.say(carer.phone, "By car")

    assert {line["error"] for line in lines if "error" in line} == {"BrokenSeal"}
    assert "Question 2 of 2" in news(carer.phone)
    assert "Question 2 of 2" not in news(patient.phone)


def files_with(words: bytes, folder: Path) -> list[str]:
    """Give the files, of databases too, in which these words stand."""
    found = [one for one in folder.rglob("*") if one.is_file() and words in one.read_bytes()]
    return [one.name for one in found]


def everything_in(database: Database) -> bytes:
    """Give all rows of all tables as text."""
    known = [one for one in vars(tables).values() if isinstance(one, sa.Table)]
    with database.reading() as connection:
        return "".join(str(connection.execute(sa.select(one)).all()) for one in known).encode()
