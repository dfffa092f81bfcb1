"""The whole story, and each of its figures counted again: in the database and on the phones."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.demo.account import account, answers_delivered
from bot.demo.care import CROWD, Care, found_in
from bot.demo.cast import MEMBERS
from bot.demo.loop import ANSWERS, TheLoop
from bot.demo.stage import Stage
from bot.demo.story import Story
from bot.demo.transcript import Transcript
from bot.sandbox.calls import Call
from bot.store.database import Database

pytestmark = pytest.mark.timeout(600)  # seconds; the whole story, on a machine shared by workers

ASKED, TOLD = "a.start", "h.rate"


async def test_each_figure_is_what_the_database_and_the_phones_say(
    database: Database, tmp_path: Path
) -> None:
    lines: list[str] = []
    async with Stage(database, tmp_path / "media") as stage:
        story = Story(stage, Transcript(lines.append, stage.clock.now))
        await story.play()
        given = answers_delivered(stage.bot.queue.confirmed, story.written)
        sent = stage.sandbox.calls.of("sendMessage", status=200)
    with database.reading() as connection:
        figures = account(connection, len(given)).as_json()

        def count(query: str) -> int:
            return int(connection.execute(sa.text(query)).scalar_one())

        assert figures["members"] == count("SELECT count(*) FROM consent") == len(MEMBERS) + 1
        assert figures["languages"] == len({part.language for part in MEMBERS}) == 3
        assert figures["asked"] == len(_chats_with(sent, ASKED)) == len(MEMBERS)
        assert figures["answered"] == count("SELECT count(DISTINCT member_id) FROM response")
        assert figures["answered"] == len({person for person, _ in given})
        assert figures["told"] == len(_chats_with(sent, TOLD))
        assert figures["untold"] == {"stopped": 1, "unreachable": 1}
        assert figures["answered"] == figures["told"] + sum(figures["untold"].values())
        assert figures["stopped"] == count(
            "SELECT count(*) FROM member WHERE stopped_at IS NOT NULL"
        )
        assert figures["unreachable"] == len(
            [phone for phone in story.members.values() if phone.chat.blocked]
        )
        assert count("SELECT count(*) FROM heard_rating") == figures["told"]
        assert figures["lost"] == len(given) - count("SELECT count(*) FROM answer") == 0
    assert len(given) == 15 * 7
    assert any("Welcome back" in line for line in lines)
    assert any("the program stops in the middle" in line for line in lines)


def _chats_with(sent: list[Call], verb: str) -> set[int]:
    """Give the chats that got a message whose buttons hold this verb."""
    return {
        call.parameters["chat_id"]
        for call in sent
        if verb in json.dumps(call.parameters.get("reply_markup", ""))
    }


async def test_the_story_of_the_loop_tells_everyone_upstream_of_every_end(
    database: Database, tmp_path: Path
) -> None:
    lines: list[str] = []
    async with Stage(database, tmp_path / "media") as stage:
        loop = TheLoop(stage, Transcript(lines.append, stage.clock.now))
        figures = (await loop.play()).as_json()
        notices = stage.sandbox.calls.of("sendMessage", status=200)

    assert figures["contributors"] == figures["told"] + sum(figures["untold"].values()) == ANSWERS
    assert figures["untold"] == {"unreachable": 1, "stopped": 1, "erased": 1}
    assert (figures["commitments"], figures["on_time"], figures["late_explained"]) == (4, 2, 1)
    with database.reading() as connection:

        def rows(query: str) -> list[tuple[Any, ...]]:
            return [tuple(row) for row in connection.execute(sa.text(query))]

        assert rows("SELECT DISTINCT status FROM loop") == [("archived",)]
        assert rows("SELECT status, count(*) FROM commitment GROUP BY status ORDER BY status") == [
            ("cannot", 1),
            ("done", 3),
        ]
        said = [row[0] for row in rows("SELECT count(*) FROM heard_rating GROUP BY rating")]
        assert sorted(said) == sorted(figures["heard"].values())
        assert sum(figures["heard"].values()) == figures["told"]
        waiting = "SELECT count(*) FROM notice WHERE status IN ('due', 'queued')"
        assert rows(waiting) == [(0,)]
        told = "SELECT count(*) FROM notice WHERE status = 'told' GROUP BY member_id"
        assert figures["notices_per_person_max"] == max(row[0] for row in rows(told))
    assert figures["gap"] is not None
    assert len(_chats_with(notices, "h.rate")) == figures["told"]
    assert any("It is handed over." in line for line in lines)


async def test_the_story_of_care_counts_what_the_phones_and_the_database_say(
    sqlite_database: Database, tmp_path: Path
) -> None:
    lines: list[str] = []
    async with Stage(sqlite_database, tmp_path / "media") as stage:
        care = Care(stage, Transcript(lines.append, stage.clock.now), [tmp_path])
        figures = (await care.play()).as_json()
        shown = "\n".join(lines)
    (gone,) = (one for one in care.phones.values() if "I have erased everyth" in str(one.messages))
    with sqlite_database.reading() as connection:

        def count(query: str) -> int:
            return int(connection.execute(sa.text(query)).scalar_one())

        assert figures["members"] == CROWD + 9 == count("SELECT count(*) FROM consent")
        assert count("SELECT count(*) FROM member WHERE stopped_at IS NOT NULL") == 2
        assert count("SELECT count(*) FROM member WHERE death = 'cared_for'") == 1
        assert count("SELECT count(*) FROM outbox WHERE kind = 'ask' AND status = 'sent'") > CROWD
        assert not count(f"SELECT count(*) FROM address WHERE external_id = '{gone.id}'")  # noqa: S608
    assert figures["erased"] == 1
    assert figures["signposts"] == 2
    assert figures["signpost_delay_s_max"] < 20
    for name in ("asks_during_break", "after_stop", "bytes_found_after_erase"):
        assert figures[name] == 0, name
    assert figures["audit_ok"] is True
    for told in ("I will not write for 2 weeks", "I am so sorry", "You have a message",
                 "Everything is on this account now", "Your break is over"):  # fmt: skip
        assert told in shown, told


def test_the_bytes_of_somebody_are_found_where_they_are(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "log").write_bytes(b"xx 5551 kingfisher 5551")
    assert found_in([tmp_path], (b"5551", b"kingfisher")) == 3


def test_the_command_prints_the_story_and_ends_with_its_account(tmp_path: Path) -> None:
    kept = tmp_path / "story.db"
    heard = Path(sys.executable).with_name("heard")
    command: list[str | Path] = [heard, "demo", "--script", "--database", kept]
    run = subprocess.run(command, capture_output=True, text=True, timeout=580, check=False)  # noqa: S603
    assert run.returncode == 0, run.stderr
    figures = json.loads(run.stdout.splitlines()[-1])
    with Database(f"sqlite:///{kept}") as database, database.reading() as connection:
        counted = account(connection, figures["answered"] * 7).as_json()
    assert figures == counted
    assert figures["lost"] == 0
