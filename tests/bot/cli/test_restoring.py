"""A running Heard is backed up, somebody stops, and the backup is restored; all as programs."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.involvement import people
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.sandbox.people import Phone
from bot.store.database import Database
from bot.store.tables import channel_account, member
from conversations.events import ConsentGiven, Joined, LanguageChosen
from tests.bot.cli.running import PATIENCE, Running, started
from tests.journeys.consultations import until


def stops(database: Database) -> int:
    with database.reading() as connection:
        stopped = sa.select(sa.func.count()).where(member.c.stopped_at.is_not(None))
        return int(connection.execute(stopped).scalar_one())


def join(url: str, phone: Phone) -> None:
    """Let somebody have joined, without the chat that leads there."""
    phone.look_at().started = True
    now = datetime.now(UTC)
    consent = ConsentGiven(1, "en_GB", "I agree.", "all at once")
    with Database(url) as database, database.transaction() as connection:
        c = channel_account.c
        account, network = connection.execute(sa.select(c.id, c.network_id)).one()
        place = (account, str(phone.id))
        who = people.meet(connection, {place: "en"}, now)[place].person.id
        said = (LanguageChosen("en_GB"), consent, Joined("code"))
        perform(connection, [Happened(who, network, event, now, 0) for event in said])


async def ended(heard: Running) -> str:
    code, told = await heard.ended()
    assert code == 0, told
    return told


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
async def test_who_stopped_after_a_backup_stays_stopped_when_it_is_restored(
    request: pytest.FixtureRequest, tester: Phone, settings: dict[str, str], tmp_path: Path,
    kind: str,
) -> None:  # fmt: skip
    (tmp_path / "disk").mkdir()
    stop_file = tmp_path / "disk/stops.jsonl"
    settings |= {"HEARD_STOPS_FILE": str(stop_file), "HEARD_STOPS_KEY": "k" * 32}
    async with started("run", folder=tmp_path, settings=settings) as running:
        await running.says("Heard runs")
        await until(stop_file.exists)
        join(settings["HEARD_DATABASE_URL"], tester)
        async with started("backup", "a.heard", folder=tmp_path, settings=settings) as heard:
            assert "Backed up" in await ended(heard)
        before = stop_file.read_text(encoding="utf-8")
        tester.type("stop")
        await tester.wait_for("stopped", PATIENCE)
        with Database(settings["HEARD_DATABASE_URL"]) as database:
            await until(lambda: stops(database))
        await until(
            lambda: '"stopped"' in stop_file.read_text(encoding="utf-8").removeprefix(before)
        )
        code, told = await running.stopped()
        assert code == 0, told

    elsewhere = settings | {"HEARD_MEDIA_DIR": str(tmp_path / "other")}
    if kind == "sqlite":
        elsewhere["HEARD_DATABASE_URL"] = f"sqlite:///{tmp_path}/other.db"
    else:
        database = request.getfixturevalue("postgres_database")
        elsewhere["HEARD_DATABASE_URL"] = database.url
    async with started("restore", "a.heard", folder=tmp_path, settings=elsewhere) as heard:
        told = await ended(heard)
    assert "1 stopped since the backup, 0 started again" in told
    with Database(elsewhere["HEARD_DATABASE_URL"]) as database:
        assert stops(database) == 1

    async with started("run", folder=tmp_path, settings=elsewhere) as running:
        await running.says("What Heard starts is held since")
        await running.says("Heard runs")
        async with started("resume", folder=tmp_path, settings=elsewhere) as heard:
            assert "Heard starts messages again." in await ended(heard)
        await running.stopped()
