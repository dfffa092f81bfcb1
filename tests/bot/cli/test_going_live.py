"""Pilot mode: until all is filled in, only listed testers are written to, whatever is sent."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.cli import governance
from bot.cli.governance import Governance
from bot.cli.networks import served
from bot.cli.plainly import Problem
from bot.involvement import people, setup
from bot.involvement.audiences import ask_everyone
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.involvement.retention import DEFAULTS
from bot.sandbox.model import Bot
from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from bot.settings import Settings
from bot.store import tables
from bot.store.database import Database
from conversations.content import Audience
from conversations.draft import Draft
from conversations.events import Approved, ConsentGiven, DraftStarted, Joined, LanguageChosen
from tests.bot.cli.conftest import TOKEN
from tests.bot.cli.running import PATIENCE, started
from tests.bot.delivery.hall import HOW_HOME, words
from tests.house.tree import ROOT

EXAMPLE = (ROOT / "deploy/governance.example.toml").read_text(encoding="utf-8")
TODAY = date(2026, 12, 1)
HUNDRED = 100
LISTED = 3


def filled_in(live_from: date = date(2026, 1, 5)) -> str:
    """Give the example as an organisation fills it in."""
    said = {
        "names": '["lead nurse", "involvement manager"]', "reviewed": '["en_GB"]',
        "who": '"nobody may read this"', "address": '"https://www.example.org/heard"',
    }  # fmt: skip

    def fill(line: re.Match[str]) -> str:
        value = said.get(line[1], '"settled"')
        return f"{line[1]} = {value}"

    text = re.sub(r'^(\w+) = (?:""|\[\])$', fill, EXAMPLE, flags=re.MULTILINE)
    text = re.sub(r"^#(\w+ = \d{4}-)", r"\1", text, flags=re.MULTILINE)
    return re.sub(r"live_from = \S+", f"live_from = {live_from}", text)


@pytest.fixture
def ready(settings: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """Settings of a network that has gone live."""
    (tmp_path / "governance.toml").write_text(filled_in(), encoding="utf-8")
    return settings | {
        "HEARD_GOVERNANCE_FILE": str(tmp_path / "governance.toml"),
        "HEARD_SUPPORT_LINE": "Listeners, 01632 960003",
        "HEARD_COMPLAINTS_OFFICE": "Office, 01632 960005",
    }


def read(tmp_path: Path, text: str) -> Governance:
    file = tmp_path / "ours.toml"
    file.write_text(text, encoding="utf-8")
    return governance.read(file)


# --- the file -------------------------------------------------------------------------------------


def test_without_a_file_everything_is_missing() -> None:
    assert governance.read(None).missing == governance.needed()


def test_the_example_can_be_read_and_holds_proposals_for_the_periods_and_nothing_else(
    tmp_path: Path,
) -> None:
    found = read(tmp_path, EXAMPLE)
    assert found.retention == DEFAULTS
    assert set(found.said) == {f"retention.{name}" for name in DEFAULTS}


def test_each_entry_stands_in_the_example_under_a_comment() -> None:
    for name in governance.entries():
        head, _, entry = name.partition(".")
        (part,) = re.findall(rf"\n\n((?:# .*\n)+)\[{head}\]\n((?:#?\w.*\n)+)", EXAMPLE)
        assert re.search(rf"^#?{entry} = ", part[1], re.MULTILINE), name


def test_filled_in_nothing_is_missing_and_the_day_decides(tmp_path: Path) -> None:
    found = read(tmp_path, filled_in(TODAY))
    assert found.missing == []
    assert found.is_decided(TODAY)
    assert not found.is_decided(TODAY - timedelta(days=1))


def test_what_came_later_may_be_left_out_of_a_file_that_was_whole(tmp_path: Path) -> None:
    later = governance.entries().keys() - set(governance.needed())
    assert "retention.task" in later
    text = filled_in(TODAY)
    for name in later:
        text = re.sub(rf"^{name.partition('.')[2]} = .*\n", "", text, flags=re.MULTILINE)
    found = read(tmp_path, text)
    assert not found.retention.keys() & {name.partition(".")[2] for name in later}
    assert found.is_decided(TODAY)


@pytest.mark.parametrize("name", governance.needed())
def test_whatever_one_entry_is_left_out_it_is_named_and_this_is_a_pilot(
    tmp_path: Path, name: str
) -> None:
    head, _, entry = name.partition(".")
    parts = re.split(r"(?=^\[)", filled_in(), flags=re.MULTILINE)
    text = "".join(
        re.sub(rf"^{entry} = .*\n", "", part, flags=re.MULTILINE)
        if part.startswith(f"[{head}]") else part
        for part in parts
    )  # fmt: skip
    found = read(tmp_path, text)
    assert found.missing == [name]
    assert not found.is_decided(TODAY)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('[controller]\nname = "[fill in: who]"', "controller.name"),
        ('[controller]\nname = "  "', "controller.name"),
        ('[facilitators]\nnames = ["lead nurse"]', "facilitators.names"),
        ('[facilitators]\nnames = ["lead nurse", "lead nurse"]', "facilitators.names"),
        ('[facilitators]\nnames = ["lead nurse", "[fill in]"]', "facilitators.names"),
        ("[languages]\nreviewed = []", "languages.reviewed"),
        ('[reading]\nwho = ""', "reading.who"),
        ('[privacy_notice]\naddress = "[fill in: address]"', "privacy_notice.address"),
    ],
)
def test_what_is_not_really_filled_in_is_missing(tmp_path: Path, line: str, name: str) -> None:
    assert name in read(tmp_path, line).missing


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[controller", "is no TOML"),
        ("name = 'us'", "nothing reads 'name' outside a table such as [controller]."),
        ("[controler]\nname = 'us'", "nothing reads 'controler.name'. There is controller, lawful"),
        ("[dpia]\nnumber = 'us'", "nothing reads 'dpia.number'. [dpia] takes reference, review_on"),
        ("[controller]\nname = 7", "'controller.name' must be words in quotes."),
        ("[dpia]\nreview_on = '2027'", "'dpia.review_on' must be a day like 2027-01-31, without"),
        ("[dpia]\nreview_on = 2027-01-01T00:00:00", "must be a day like 2027-01-31"),
        ("[privacy_notice]\naddress = 'www.example.org'", "must be an address like https://"),
        ("[privacy_notice]\naddress = 7", "must be words in quotes"),
        ("[facilitators]\nnames = 'two'", 'must be a list like ["one", "two"]'),
        ("[reading]\nwho = 'somebody'", "must be 'rota' or 'nobody may read this'"),
        ("[retention]\ninbox = 2", "'retention.inbox' must be a number of days, at least 3."),
        ("[retention]\ninbox = true", "must be a number of days"),
        ("[retention]\naudit = 30", "nothing reads 'retention.audit'"),
    ],
)
def test_what_cannot_be_meant_is_told_in_a_sentence(
    tmp_path: Path, text: str, sentence: str
) -> None:
    with pytest.raises(Problem) as told:
        read(tmp_path, text)
    assert sentence in str(told.value)
    assert str(told.value).startswith((f"{tmp_path}/ours.toml", "The governance file"))


def test_a_file_that_cannot_be_read_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="cannot be read: No such file or directory"):
        governance.read(tmp_path / "none.toml")
    (tmp_path / "x.toml").write_bytes(b"\xff")
    with pytest.raises(Problem, match="no text in UTF-8"):
        governance.read(tmp_path / "x.toml")


# --- a pilot, or not ------------------------------------------------------------------------------


@contextmanager
def surroundings(values: Mapping[str, str]) -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in values.items():
            patch.setenv(name, value)
        yield patch


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    "unset", ["ORGANISATION", "EMERGENCY_NUMBER", "ONCOLOGY_LINE", "SUPPORT_LINE",
              "COMPLAINTS_OFFICE", "GOVERNANCE_FILE"],
)  # fmt: skip
def test_it_is_live_only_with_all_of_the_settings(ready: dict[str, str], unset: str) -> None:
    now = datetime(2026, 12, 1, tzinfo=UTC)
    with surroundings(ready) as patch:
        assert [(one.is_live(now), one.lacking) for one in served(Settings())] == [(True, [])]
        patch.delenv(f"HEARD_{unset}")
        (one,) = served(Settings())
    missing = governance.needed() if unset == "GOVERNANCE_FILE" else [f"HEARD_{unset}"]
    assert (one.is_live(now), one.lacking) == (False, missing)


def seat(database: Database, sandbox: Sandbox, bot: Bot, most: int) -> list[Phone]:
    """Let so many people have joined, and be asked something that is open."""
    now = datetime.now(UTC)
    there = [sandbox.world.add_person(f"member {place}") for place in range(most)]
    for person in there:
        sandbox.world.chat(bot, person).started = True
    phones = [sandbox.phone(person.id) for person in there]
    with database.transaction() as connection:
        network = setup.ensure_network(connection, "main", "Riverside", now)
        account = setup.ensure_account(connection, network, "telegram_token")
        places = {(account, str(phone.id)): "en" for phone in phones}
        consent = ConsentGiven(1, "en_GB", "I agree.", "all at once")
        met = [one.person.id for one in people.meet(connection, places, now).values()]
        perform(connection, [
            Happened(who, network, event, now, 0)
            for who in met for event in (LanguageChosen("en_GB"), consent, Joined(f"code {who}"))
        ])  # fmt: skip
        content = Draft(
            title=words("Going home"), asker=words("the nurse"), informs=words("Buses"),
            can_change=words("hours"), cannot_change=words("price"), decider=words("the board"),
            closes_on=now.date() + timedelta(days=14), hear_back_on=now.date() + timedelta(days=30),
            audience=Audience(), questions=(HOW_HOME,),
        )  # fmt: skip
        for event in (DraftStarted(1, content), Approved(1, 1)):
            perform(connection, [Happened(met[0], network, event, now, 0)])
        c = tables.consultation
        connection.execute(c.update().values(status="open", opens_at=now - timedelta(hours=1)))
        ask_everyone(connection, 1, now)
        # Awake at any hour, so that only pilot mode is left to keep anything back.
        awake = {"quiet_from": 0, "quiet_until": 0, "quiet_sundays": False}
        connection.execute(tables.member.update().values(**awake))
    return phones


def ended(url: str) -> dict[tuple[str, str | None], int]:
    """Count messages by what became of them, and why."""
    o = tables.outbox.c
    counted = sa.select(o.status, o.why, sa.func.count()).group_by(o.status, o.why)
    with Database(url) as database, database.reading() as connection:
        return {(status, why): number for status, why, number in connection.execute(counted)}


def asked(url: str) -> int:
    o = tables.outbox.c
    over = sa.select(sa.func.count()).where(o.kind == "ask", o.status.in_(("sent", "failed")))
    with Database(url) as database, database.reading() as connection:
        return connection.execute(over).scalar_one()


async def test_with_a_token_alone_a_hundred_members_are_there_and_listed_testers_are_written_to(
    sandbox: Sandbox, bot: Bot, settings: dict[str, str], tmp_path: Path
) -> None:
    with Database(settings["HEARD_DATABASE_URL"]) as database:
        database.upgrade()
        phones = seat(database, sandbox, bot, HUNDRED)
    alone = ("DATABASE_URL", "MEDIA_DIR", "TELEGRAM_TOKEN", "TELEGRAM_BASE_URL", "WEB_LISTEN")
    mine: dict[str, Any] = {f"HEARD_{name}": settings[f"HEARD_{name}"] for name in alone}
    mine["HEARD_TESTERS"] = " ".join(str(phone.id) for phone in phones[:LISTED])
    mine |= {"HEARD_MESSAGES_PER_SECOND": "0", "HEARD_CHAT_MESSAGES_PER_SECOND": "0"}
    async with started("run", folder=tmp_path, settings=mine) as heard:
        await heard.says("@riverside_bot for Heard, on trial")
        await heard.says("This is a pilot: 40 things are missing")
        for phone in phones:
            phone.type("Good morning, I have a fever")
        for phone in phones[:LISTED]:
            await phone.wait_for("your emergency number", PATIENCE)
            await phone.wait_for("Going home", PATIENCE)
        while asked(mine["HEARD_DATABASE_URL"]) < HUNDRED:
            await sandbox.settled(for_seconds=0.3)
        await sandbox.settled(for_seconds=0.5)
        code, told = await heard.stopped()

    assert code == 0, told
    written_to = [phone for phone in phones if len(phone.messages) > 1]
    assert written_to == phones[:LISTED], "the others have only what they wrote themselves"
    why = {reason for (status, reason) in ended(mine["HEARD_DATABASE_URL"]) if status == "failed"}
    assert why == {"this person is not a listed tester"}


async def test_once_all_is_filled_in_everybody_who_writes_gets_an_answer(
    sandbox: Sandbox, ready: dict[str, str], tmp_path: Path
) -> None:
    stranger = sandbox.new_person("patient in treatment")
    async with started("run", folder=tmp_path, settings=ready) as heard:
        await heard.says("This is no pilot: everybody who writes gets an answer.")
        stranger.open("riverside_bot")
        await stranger.wait_for("language", PATIENCE)
        await heard.stopped()
    with Database(ready["HEARD_DATABASE_URL"]) as database, database.reading() as connection:
        kept = connection.execute(sa.select(tables.network.c.signposts)).scalar_one()
    assert kept["contact"] == "settled"
    assert kept["privacy_notice"] == "https://www.example.org/heard"
    assert kept["checked_on"] == "2026-11-30"
    assert TOKEN not in str(kept)


async def test_what_goes_missing_after_the_day_of_going_live_is_said_aloud(
    sandbox: Sandbox, ready: dict[str, str], tmp_path: Path
) -> None:
    assert sandbox.world.bots
    del ready["HEARD_SUPPORT_LINE"]
    async with started("run", folder=tmp_path, settings=ready) as heard:
        told = await heard.says("WARNING: it was decided to be live, and this is a pilot")
        await heard.stopped()
    assert told.endswith("Missing: HEARD_SUPPORT_LINE.\n")


async def test_before_the_day_of_going_live_it_is_a_pilot_that_names_the_day(
    sandbox: Sandbox, ready: dict[str, str], tmp_path: Path
) -> None:
    stranger = sandbox.new_person("carer")
    (tmp_path / "governance.toml").write_text(filled_in(date(2199, 1, 5)), encoding="utf-8")
    async with started("run", folder=tmp_path, settings=ready) as heard:
        await heard.says("This is a pilot until 05 January 2199, the day in decision.live_from.")
        stranger.open("riverside_bot")
        await sandbox.settled(for_seconds=0.5)
        await heard.stopped()
    assert len(stranger.messages) == 1, "only what they wrote themselves"
