"""`heard doctor`: each check says what is the matter, and its mend works when it is followed."""

import asyncio
import json
import os
import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from bot.cli import app
from bot.cli.doctor import disk
from bot.cli.doctor.finding import BROKEN, OK, WARNING
from bot.cli.doctor.round import CHECKS
from bot.cli.plainly import read_settings
from bot.cli.the_list import the_list
from bot.involvement import people, setup
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from bot.store import tables
from bot.store.database import Database
from conversations.events import ConsentGiven, DutyTaken, Joined, LanguageChosen
from tests.bot.cli.conftest import TOKEN
from tests.bot.cli.running import PATIENCE, started
from tests.bot.cli.test_going_live import filled_in
from tests.house.tree import ROOT

NOW = datetime.now(UTC)
TODAY = NOW.date()


class Clinic:
    """A folder with settings in `.env`, and what the doctor finds there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env: dict[str, str] = {}
        self.governance = filled_in().replace("2026-11-30", str(TODAY))

    def write(self) -> None:
        lines = [f"{name}={value}" for name, value in self.env.items()]
        (self.folder / ".env").write_text("\n".join(lines), encoding="utf-8")
        (self.folder / ".env").chmod(0o600)
        (self.folder / "governance.toml").write_text(self.governance, encoding="utf-8")

    def set(self, **values: str | None) -> None:
        for name, value in values.items():
            self.env.pop(f"HEARD_{name.upper()}", None)
            if value is not None:
                self.env[f"HEARD_{name.upper()}"] = value

    def fill_in(self, name: str, line: str) -> None:
        """Replace the entry of that name in the governance file by a line."""
        pattern = rf"^#?{name} = .*$"
        assert re.search(pattern, self.governance, re.MULTILINE), name
        self.governance = re.sub(pattern, lambda _: line, self.governance, flags=re.MULTILINE)

    def whole(self) -> tuple[dict[str, Any], int]:
        """Give everything that it says, and its exit code."""
        self.write()
        result = CliRunner().invoke(app, ["doctor", "--json"])
        assert result.stdout.count("\n") == 1, result.output
        assert result.stderr == ""
        said: dict[str, Any] = json.loads(result.stdout)
        return said, result.exit_code

    def look(self, name: str) -> list[tuple[str, str, str]]:
        """Give (state, what is told, mend) of one check."""
        said, _ = self.whole()
        return [(one["status"], one["told"], one["mend"] or "")
                for one in said["checks"] if one["name"] == name]  # fmt: skip

    def worst(self, name: str) -> tuple[str, str, str]:
        """Give the worst that one check found."""
        return min(self.look(name), key=lambda one: [BROKEN, WARNING, OK].index(one[0]))

    def database(self) -> Database:
        return Database(self.env["HEARD_DATABASE_URL"])

    def follow(self, mend: str) -> None:
        """Run what a mend says to run with `heard`."""
        (command,) = re.findall(r"heard ((?:upgrade|resume|backup)[^,(;]*)", mend)
        result = CliRunner().invoke(app, command.split())
        assert result.exit_code == 0, result.output


async def seen(clinic: Clinic, name: str) -> tuple[str, str, str]:
    """Look from beside a running loop."""
    return await asyncio.to_thread(clinic.worst, name)


@contextmanager
def telegram(
    off: timedelta = timedelta(), *, joins: bool = False, status: int = 200
) -> Iterator[str]:
    """Serve getMe with a clock of its own, and give the address."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert self.path == f"/bot{TOKEN}/getMe"
            me = {"id": 1001, "username": "riverside_bot", "can_join_groups": joins}
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps({"ok": status == 200, "result": me}).encode())

        def date_time_string(self, timestamp: float | None = None) -> str:
            moment = (timestamp or time.time()) + off.total_seconds()
            return super().date_time_string(moment)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Write no access log."""

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture
def address() -> Iterator[str]:
    with telegram() as address:
        yield address


def facilitate(database: Database, *numbers: int) -> None:
    """Let these people have joined the network of the settings, as facilitators."""
    with database.transaction() as connection:
        network = setup.ensure_network(connection, "main", "Riverside", NOW)
        account = setup.ensure_account(connection, network, "telegram_token")
        setup.remember_username(connection, account, "riverside_bot")
        for number in numbers:
            place = (account, str(7_000_000_000 + number))
            who = people.meet(connection, {place: "en"}, NOW)[place].person.id
            consent = ConsentGiven(1, "en_GB", "I agree.", "all at once")
            for event in (LanguageChosen("en_GB"), consent, Joined(f"code {number}")):
                perform(connection, [Happened(who, network, event, NOW, 0)])
            people.grant(connection, who, "facilitator", None, NOW)


@pytest.fixture
def clinic(here: Path, address: str) -> Clinic:
    """A network that has gone live, where everything is well."""
    clinic = Clinic(here)
    for folder in ("backups", "stops", "media"):
        (here / folder).mkdir(mode=0o700)
    clinic.set(
        database_url=f"sqlite:///{here}/heard.db", media_dir=str(here / "media"),
        telegram_token=TOKEN, telegram_base_url=address, organisation="Riverside Cancer Network",
        emergency_number="999", oncology_line="01632 960000",
        support_line="Listeners, 01632 960003", complaints_office="Office, 01632 960005",
        governance_file="governance.toml",
        stops_file=str(here / "stops/stops.jsonl"), stops_key="k" * 64,
        text_key="A" * 43, backups_dir=str(here / "backups"),
    )  # fmt: skip
    with clinic.database() as database:
        database.upgrade()
        facilitate(database, 1, 2)
    (here / "backups/first.heard").touch()
    clinic.write()
    stop_list = the_list(read_settings())
    assert stop_list is not None
    stop_list.add([], NOW)
    return clinic


# --- the whole ------------------------------------------------------------------------------------


def test_where_all_is_well_every_check_says_so(clinic: Clinic) -> None:
    said, code = clinic.whole()
    assert [one for one in said["checks"] if one["status"] != OK or one["mend"]] == []
    assert code == 0
    assert said["status"] == OK
    assert said["mode"] == "live, everybody who writes gets an answer"
    assert list(dict.fromkeys(one["name"] for one in said["checks"])) == ["settings", *CHECKS]


def test_in_words_each_check_is_a_line_with_its_mend_under_it(clinic: Clinic) -> None:
    clinic.set(text_key=None)
    clinic.write()
    result = CliRunner().invoke(app, ["doctor"])
    lines = result.stdout.splitlines()
    at = next(
        place for place, line in enumerate(lines) if line.startswith("warning  key: There is")
    )
    assert lines[at + 1].startswith("         Mend: Make one with python3 -c")
    assert "ok       token: Telegram knows it as @riverside_bot." in lines
    assert lines[-1] == "Mode: live, everybody who writes gets an answer."
    assert result.exit_code == 0, "a warning is no fault"


def test_with_nothing_set_it_says_all_that_is_missing_and_makes_nothing(here: Path) -> None:
    result = CliRunner().invoke(app, ["doctor", "--json"])
    said = json.loads(result.stdout)
    states = {one["name"]: one["status"] for one in said["checks"]}
    assert (states["token"], states["database"], result.exit_code) == (BROKEN, BROKEN, 1)
    assert said["mode"] == "pilot, only listed testers are written to"
    assert all(one["mend"] for one in said["checks"] if one["status"] != OK)
    assert list(here.iterdir()) == []


def test_no_check_tells_a_token_or_a_key(clinic: Clinic) -> None:
    clinic.set(telegram_base_url="http://127.0.0.1:9")
    said, _ = clinic.whole()
    for secret in (TOKEN, "sandbox_secret", "k" * 64, "A" * 43):
        assert secret not in json.dumps(said)


def test_a_setting_that_cannot_be_used_is_all_that_is_told(clinic: Clinic) -> None:
    clinic.set(timezone="Mars/Olympus")
    said, code = clinic.whole()
    (only,) = said["checks"]
    assert (code, only["name"], only["status"]) == (1, "settings", BROKEN)
    assert "HEARD_TIMEZONE cannot be used" in only["told"]
    clinic.set(timezone=None)
    clinic.governance = "[controller"
    assert "is no TOML" in clinic.worst("settings")[1]


def test_several_networks_are_looked_at_one_by_one(clinic: Clinic, tmp_path: Path) -> None:
    alone = ("ORGANISATION", "EMERGENCY_NUMBER", "ONCOLOGY_LINE", "SUPPORT_LINE",
             "COMPLAINTS_OFFICE", "GOVERNANCE_FILE")  # fmt: skip
    clinic.set(**dict.fromkeys(map(str.lower, alone)))
    clinic.set(networks_file="networks.toml")
    (tmp_path / "networks.toml").write_text(
        """
        [[network]]
        slug = "main"
        organisation = "Riverside"
        token = "HEARD_TELEGRAM_TOKEN"
        governance = "governance.toml"
        [network.signposts]
        emergency_number = "999"
        oncology_line = "01632 960000"
        support_line = "Listeners, 01632 960003"
        complaints_office = "Office, 01632 960005"
        [[network]]
        slug = "lakeside"
        organisation = "Lakeside"
        token = "LAKESIDE_TOKEN"
        signposts = { emergency_number = "999", oncology_line = "01632 960002" }
        """,
        encoding="utf-8",
    )
    said, code = clinic.whole()
    found = {(one["name"], one["network"]): one for one in said["checks"]}
    assert code == 1
    assert said["mode"] == "live for main, a pilot for the others"
    assert found["token", "main"]["status"] == OK
    assert found["token", "lakeside"]["told"] == "LAKESIDE_TOKEN is not set."
    assert found["governance", "main"]["status"] == OK
    assert "signposts.support_line" in found["governance", "lakeside"]["told"]
    assert (
        "governance = 'governance.toml' into networks.toml, network 2"
        in (found["governance", "lakeside"]["mend"])
    )
    assert found["facilitators", "main"]["status"] == OK
    assert "--network lakeside" in found["facilitators", "lakeside"]["mend"]


# --- one by one, and each mend followed -----------------------------------------------------------


def test_token(clinic: Clinic, address: str) -> None:
    clinic.set(telegram_token=None)
    state, told, mend = clinic.worst("token")
    assert (state, told) == (BROKEN, "HEARD_TELEGRAM_TOKEN is not set.")
    assert "into .env as HEARD_TELEGRAM_TOKEN=" in mend
    clinic.set(telegram_token="no token at all")
    assert clinic.worst("token")[:2] == (BROKEN, "Telegram does not know this bot token.")
    clinic.set(telegram_token=TOKEN, telegram_base_url="http://127.0.0.1:9")
    state, told, mend = clinic.worst("token")
    assert (state, "cannot be reached" in told) == (BROKEN, True)
    assert "http://127.0.0.1:9" in mend
    clinic.set(telegram_base_url=address)
    assert clinic.worst("token") == (OK, "Telegram knows it as @riverside_bot.", "")


@pytest.mark.parametrize("status", [401, 404])
def test_a_token_that_telegram_refuses(clinic: Clinic, status: int) -> None:
    with telegram(status=status) as address:
        clinic.set(telegram_base_url=address)
        assert clinic.worst("token")[1] == "Telegram does not know this bot token."


def test_a_server_that_is_no_telegram(clinic: Clinic) -> None:
    with telegram(status=500) as address:
        clinic.set(telegram_base_url=address)
        assert clinic.worst("token")[:2] == (BROKEN, "Telegram cannot be reached (status 500).")


def test_certificates_that_are_not_there(clinic: Clinic) -> None:
    clinic.set(telegram_ca_file="none.pem")
    assert "none.pem, cannot be used" in clinic.worst("token")[1]


def test_a_bot_that_can_be_put_into_groups(clinic: Clinic) -> None:
    with telegram(joins=True) as address:
        clinic.set(telegram_base_url=address)
        state, _, mend = clinic.worst("token")
    assert (state, "/setjoingroups" in mend) == (WARNING, True)


def test_settings_that_others_can_read(clinic: Clinic) -> None:
    clinic.write()
    (clinic.folder / ".env").chmod(0o644)
    result = CliRunner().invoke(app, ["doctor", "--json"])
    mends = [one["mend"] for one in json.loads(result.stdout)["checks"] if one["name"] == "token"]
    assert mends == [None, "chmod 600 .env"]
    (clinic.folder / ".env").chmod(0o600)  # as it says
    assert len(clinic.look("token")) == 1


async def test_database_and_migration(clinic: Clinic, tmp_path: Path) -> None:
    before = clinic.env["HEARD_DATABASE_URL"]
    clinic.set(database_url=f"sqlite:///{tmp_path}/elsewhere/heard.db")
    state, told, mend = await seen(clinic, "database")
    assert (state, "is not there" in told) == (BROKEN, True)
    assert mend.startswith(f"mkdir -p {tmp_path}/elsewhere, then start `heard run`")
    assert (await seen(clinic, "migration"))[::2] == (
        WARNING,
        "Mend the database first, then look again.",
    )
    (tmp_path / "elsewhere").mkdir()
    async with started("run", folder=tmp_path, settings={}) as heard:  # with .env, as people do
        await heard.says("Health and figures")
        await heard.stopped()
    assert (await seen(clinic, "database"))[0] == (await seen(clinic, "migration"))[0] == OK

    clinic.set(database_url="mysql://heard")
    assert "names neither" in (await seen(clinic, "database"))[1]
    clinic.set(database_url="postgresql://heard@127.0.0.1:9/heard")
    assert (await seen(clinic, "database"))[2].startswith("Start the database server")
    clinic.set(database_url=before)
    assert (await seen(clinic, "database"))[0] == OK


def test_a_file_that_others_can_read(clinic: Clinic) -> None:
    (clinic.folder / "heard.db").chmod(0o644)
    state, _, mend = clinic.worst("database")
    assert (state, mend) == (WARNING, f"chmod 600 {clinic.folder}/heard.db")
    (clinic.folder / "heard.db").chmod(0o600)
    assert clinic.worst("database")[0] == OK


def test_what_a_restore_holds(clinic: Clinic) -> None:
    with clinic.database() as database, database.transaction() as connection:
        connection.execute(tables.network.update().values(held_at=NOW))
    state, told, mend = clinic.worst("database")
    assert (state, mend) == (WARNING, "heard resume")
    assert "a backup was restored" in told
    CliRunner().invoke(app, ["resume", "--leave-out"])
    assert clinic.worst("database")[0] == OK


def test_a_database_without_tables(clinic: Clinic, tmp_path: Path) -> None:
    clinic.set(database_url=f"sqlite:///{tmp_path}/empty.db")
    (tmp_path / "empty.db").touch(mode=0o600)
    state, told, mend = clinic.worst("migration")
    assert (state, "at none" in told) == (BROKEN, True)
    clinic.follow(mend)
    assert clinic.worst("migration")[0] == OK


def test_a_database_of_a_newer_heard(clinic: Clinic) -> None:
    with clinic.database() as database, database.transaction() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = 'from_the_future'"))
    state, told, mend = clinic.worst("migration")
    assert (state, told) == (BROKEN, "This database was made by a newer Heard.")
    assert "Install that version" in mend


def test_on_postgres(clinic: Clinic, postgres_database: Database) -> None:
    clinic.set(database_url=postgres_database.url)
    facilitate(postgres_database, 1, 2)
    said, code = clinic.whole()
    assert [one for one in said["checks"] if one["status"] != OK] == []
    assert code == 0


@pytest.mark.parametrize(
    ("free", "state", "mend"),
    [
        (3_000_000_000, OK, ""),
        (1_500_000_000, WARNING, "Free 501 MB on that disk, or move the files to a larger one."),
        (10_000_000, BROKEN, "Free 1,991 MB on that disk, or move the files to a larger one."),
    ],
)
def test_disk(tmp_path: Path, free: int, state: str, mend: str) -> None:
    found = disk.judge("the files", tmp_path, 1_000_000_000, free)
    assert (found.state, found.mend) == (state, mend)
    assert "which take 1,000 MB" in found.told


def test_a_folder_that_others_can_read(clinic: Clinic) -> None:
    (clinic.folder / "media").chmod(0o755)
    state, _, mend = clinic.worst("disk")
    assert (state, mend) == (WARNING, f"chmod 700 {clinic.folder}/media")
    (clinic.folder / "media").chmod(0o700)
    assert clinic.worst("disk")[0] == OK


@pytest.mark.parametrize("minutes", [-90, 90])
def test_clock(clinic: Clinic, minutes: int) -> None:
    with telegram(timedelta(minutes=minutes)) as address:
        clinic.set(telegram_base_url=address)
        state, told, mend = clinic.worst("clock")
    assert (state, mend) == (BROKEN, "sudo timedatectl set-ntp true, then start Heard again.")
    assert re.fullmatch(r"It is (89|90) minutes off Telegram's\.", told)
    clinic.set(telegram_base_url="http://127.0.0.1:9")
    assert clinic.worst("clock")[::2] == (WARNING, "Mend the token first, then look again.")


def test_signposts_that_are_not_set(clinic: Clinic) -> None:
    clinic.set(support_line=None, oncology_line=None)
    state, told, mend = clinic.worst("signposts")
    assert (state, told) == (WARNING, "Not set: HEARD_ONCOLOGY_LINE, HEARD_SUPPORT_LINE.")
    assert clinic.worst("governance")[0] == BROKEN, "it was decided to be live"
    assert mend.startswith("Write these into .env")
    clinic.set(support_line="Listeners, 01632 960003", oncology_line="01632 960000")
    assert clinic.worst("signposts")[0] == OK


def test_signposts_that_nobody_has_called_for_a_year(clinic: Clinic) -> None:
    clinic.fill_in("checked_on", f"checked_on = {TODAY - timedelta(days=366)}")
    state, told, mend = clinic.worst("signposts")
    assert (state, "last checked on" in told) == (BROKEN, True), "members are sent there"
    (line,) = re.findall(r"checked_on = \S+", mend)
    clinic.fill_in("checked_on", line)
    assert clinic.worst("signposts")[0] == OK


def test_governance(clinic: Clinic) -> None:
    clinic.set(governance_file=None, complaints_office=None)
    state, told, mend = clinic.worst("governance")
    assert (state, "until 36 things are there: HEARD_COMPLAINTS" in told) == (WARNING, True)
    assert told.endswith("retention.hold.")
    assert mend.startswith("Write into .env: HEARD_COMPLAINTS_OFFICE. cp deploy/governance.example")
    clinic.set(complaints_office="Office, 01632 960005", governance_file="governance.toml")
    whole, clinic.governance = clinic.governance, (
        (ROOT / "deploy/governance.example.toml").read_text(encoding="utf-8")
    )  # fmt: skip
    assert "until 16 things are there: controller.name" in clinic.worst("governance")[1]
    clinic.governance = whole
    assert clinic.worst("governance") == (OK, "All is filled in.", "")


def test_a_review_that_is_due_keeps_nobody_from_an_answer(clinic: Clinic) -> None:
    clinic.fill_in("review_on", f"review_on = {TODAY - timedelta(days=1)}")
    state, told, mend = clinic.worst("governance")
    assert (state, "was to be looked at again" in told) == (BROKEN, True)
    assert "dpia.review_on" in mend
    assert clinic.whole()[0]["mode"].startswith("live")
    clinic.fill_in("review_on", f"review_on = {TODAY + timedelta(days=365)}")
    assert clinic.worst("governance")[0] == OK


def test_a_day_of_going_live_that_is_to_come(clinic: Clinic) -> None:
    clinic.fill_in("live_from", f"live_from = {date(2199, 1, 5)}")
    assert clinic.worst("governance")[1] == "All is filled in. It is a pilot until 2199-01-05."
    assert clinic.whole()[0]["mode"] == "pilot, only listed testers are written to"


async def test_facilitators(
    clinic: Clinic, sandbox: Sandbox, tester: Phone, tmp_path: Path
) -> None:
    with clinic.database() as database, database.transaction() as connection:
        first = sa.select(sa.func.min(tables.role.c.id)).scalar_subquery()
        gone = tables.role.update().where(tables.role.c.id == first)
        connection.execute(gone.values(revoked_at=NOW))
    state, told, mend = await seen(clinic, "facilitators")
    assert (state, told[:12]) == (BROKEN, "There is 1, ")
    clinic.set(telegram_base_url=sandbox.address, web_listen="off")
    clinic.write()
    (command,) = re.findall(r"heard (invite --role facilitator)", mend)
    async with started("run", folder=tmp_path, settings={}) as heard:
        await heard.says("Heard runs")
        link = CliRunner().invoke(app, command.split()).stdout.strip()
        tester.open(payload=link.partition("start=")[2])
        await tester.wait_for("You can now ask", PATIENCE)
        await heard.stopped()
    assert (await seen(clinic, "facilitators"))[:2] == (OK, "There are 2.")


def test_facilitators_who_stopped_or_cannot_be_reached_do_not_count(clinic: Clinic) -> None:
    with clinic.database() as database, database.transaction() as connection:
        connection.execute(tables.member.update().values(stopped_at=NOW))
    assert clinic.worst("facilitators")[1].startswith("There is nobody")
    with clinic.database() as database, database.transaction() as connection:
        connection.execute(tables.member.update().values(stopped_at=None))
        connection.execute(tables.address.update().values(unreachable_since=NOW))
    assert clinic.worst("facilitators")[1].startswith("There is nobody")


def test_a_group_for_which_only_one_person_acts_is_named(clinic: Clinic) -> None:
    with clinic.database() as database, database.transaction() as connection:
        network = connection.execute(sa.select(tables.network.c.id)).scalar_one()
        lung = setup.ensure_group(connection, network, "Lung")
    assert clinic.worst("facilitators")[0] == OK
    with clinic.database() as database, database.transaction() as connection:
        connection.execute(tables.role.update().values(group_id=lung))
        setup.ensure_group(connection, network, "Breast")
    state, told, mend = clinic.worst("facilitators")
    assert (state, told) == (BROKEN, "For the group Breast there is nobody, and it takes 2.")
    assert 'heard invite --role facilitator --group "Breast"' in mend
    *_, (_, last, _) = clinic.look("facilitators")
    assert last.startswith("Nobody facilitates the whole network: nobody can ask everybody.")


def on_duty(clinic: Clinic, numbers: Sequence[int]) -> None:
    with clinic.database() as database, database.transaction() as connection:
        row = connection.execute(sa.select(tables.network.c.id)).scalar_one()
        who = sa.select(tables.role.c.member_id).order_by(tables.role.c.id)
        members = connection.execute(who).scalars().all()
        for number in numbers:
            event = DutyTaken(0b0011111, 9, 17)
            perform(connection, [Happened(members[number], row, event, NOW, 0)])


def test_rota(clinic: Clinic) -> None:
    assert clinic.worst("rota") == (OK, "Members are told that nobody may read this.", "")
    clinic.fill_in("who", 'who = "rota"')
    assert clinic.worst("rota")[0] == BROKEN
    on_duty(clinic, [0])
    state, told, mend = clinic.worst("rota")
    assert (state, "fewer than two" in told, "/rota" in mend) == (BROKEN, True, True)
    on_duty(clinic, [1])  # as it says
    assert clinic.worst("rota")[0] == OK

    clinic.fill_in("who", 'who = "nobody may read this"')
    state, told, mend = clinic.worst("rota")
    assert (state, told) == (BROKEN, "It was decided that nobody reads, and there is a rota.")
    (line,) = re.findall(r'who = "rota"', mend)
    clinic.fill_in("who", line)
    assert clinic.worst("rota")[0] == OK


def test_a_rota_of_which_nothing_was_decided(clinic: Clinic) -> None:
    clinic.fill_in("who", 'who = ""')
    state, _, mend = clinic.worst("rota")
    (line,) = re.findall(r'who = "nobody may read this"', mend)
    assert state == WARNING
    clinic.fill_in("who", line)
    assert clinic.worst("rota")[0] == OK


def test_languages(clinic: Clinic) -> None:
    clinic.fill_in("reviewed", 'reviewed = ["cy"]')
    state, told, mend = clinic.worst("languages")
    assert (state, told[:31]) == (BROKEN, "Nobody is said to have reviewed")
    (line,) = re.findall(r"reviewed = \[[^\]]*\]", mend)
    clinic.fill_in("reviewed", line)
    assert clinic.worst("languages")[:2] == (OK, "Reviewed: en_GB.")


def test_a_language_that_is_still_a_draft_is_not_reviewed_by_saying_so(clinic: Clinic) -> None:
    clinic.set(languages="en_GB, ur")
    clinic.fill_in("reviewed", 'reviewed = ["en_GB", "ur"]')
    state, told, mend = clinic.worst("languages")
    assert (state, "reviewed: ur. Newcomers are not" in told) == (BROKEN, True)
    assert "'fuzzy' from these in locales/ur/LC_MESSAGES/heard.po" in mend
    assert mend.endswith("or take ur out of HEARD_LANGUAGES.")
    clinic.set(languages="en_GB")
    assert clinic.worst("languages")[0] == OK


def test_key(clinic: Clinic) -> None:
    clinic.set(text_key=None)
    state, _, mend = clinic.worst("key")
    assert (state, "secrets.token_urlsafe(32)" in mend) == (WARNING, True)
    clinic.set(text_key="too short")
    assert clinic.worst("key")[0] == BROKEN
    clinic.set(text_key=None, text_key_old="A" * 43)
    assert clinic.worst("key")[0] == BROKEN
    with clinic.database() as database, database.transaction() as connection:
        row = {"mark": "0123456789ab", "known_since": NOW}
        connection.execute(tables.text_key.insert().values(row))
    clinic.set(text_key="A" * 43, text_key_old=None)
    state, told, mend = clinic.worst("key")
    assert (state, "0123456789ab" in told, "HEARD_TEXT_KEY_OLD" in mend) == (BROKEN, True, True)


@pytest.mark.usefixtures("bot")
async def test_stops(clinic: Clinic, sandbox: Sandbox, tmp_path: Path) -> None:
    file = Path(clinic.env["HEARD_STOPS_FILE"])
    clinic.set(stops_file=None, stops_key=None)
    assert (await seen(clinic, "stops"))[0] == BROKEN
    clinic.set(stops_file=str(file))
    assert "HEARD_STOPS_KEY is not set" in (await seen(clinic, "stops"))[1]
    clinic.set(stops_key="another key " * 5)
    state, told, mend = await seen(clinic, "stops")
    assert (state, "is not the key" in told) == (BROKEN, True)
    assert "move the file away and start `heard run`" in mend
    await asyncio.to_thread(file.rename, tmp_path / "stops.old")
    assert (await seen(clinic, "stops"))[:2] == (WARNING, "It is not begun yet.")
    clinic.set(telegram_base_url=sandbox.address, web_listen="off")
    clinic.write()
    async with started("run", folder=tmp_path, settings={}) as heard:
        await heard.says("Heard runs")
        await heard.stopped()
    assert (await seen(clinic, "stops"))[0] == OK


def test_backup(clinic: Clinic) -> None:
    clinic.set(text_key=None)  # a backup reads with the keys that the database knows
    (clinic.folder / "backups/first.heard").unlink()
    state, told, mend = clinic.worst("backup")
    assert (state, told) == (BROKEN, f"There is none in {clinic.folder}/backups.")
    clinic.follow(mend)
    assert clinic.worst("backup")[0] == OK
    old = (NOW - timedelta(days=3)).timestamp()
    for file in (clinic.folder / "backups").iterdir():
        os.utime(file, (old, old))
    state, told, mend = clinic.worst("backup")
    assert (state, told) == (BROKEN, "The last one is 3 days old.")
    clinic.follow(mend)
    assert clinic.worst("backup")[0] == OK
    clinic.set(backups_dir=None)
    assert "set HEARD_BACKUPS_DIR" in clinic.worst("backup")[2]


@pytest.mark.usefixtures("here")
def test_live_can_be_told_as_json_too(tmp_path: Path) -> None:
    where = {"HEARD_WEB_LISTEN": "off", "HEARD_DATABASE_URL": f"sqlite:///{tmp_path}/none.db"}
    result = CliRunner().invoke(app, ["doctor", "--live", "--json"], env=where)
    said = json.loads(result.stdout)
    assert (result.exit_code, said["status"]) == (1, "broken")
    assert [one["name"] for one in said["checks"]] == ["database"]
