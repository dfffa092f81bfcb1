"""Several networks in one deployment: each has its bot, and nothing crosses."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from bot.cli import app
from bot.cli.networks import served
from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from bot.settings import Settings
from bot.store import tables
from bot.store.database import Database
from tests.bot.cli.conftest import TOKEN
from tests.bot.cli.running import PATIENCE, Running, started
from tests.house.tree import ROOT

OTHER = "1002:lakeside_secret"
BOTH = """
[[network]]
slug = "riverside"
organisation = "Riverside Cancer Network"
token = "HEARD_TELEGRAM_TOKEN"
testers = [{tester}]
signposts = {{ emergency_number = "999", oncology_line = "01632 960000" }}

[[network]]
slug = "lakeside"
organisation = "Lakeside Cancer Network"
token = "LAKESIDE_TOKEN"
testers = [{other}]
languages = ["en_GB", "cy"]
timezone = "Europe/Dublin"
[network.signposts]
emergency_number = "112"
oncology_line = "01632 960002"
"""
ALONE = ("TESTERS", "ORGANISATION", "EMERGENCY_NUMBER", "ONCOLOGY_LINE")


@pytest.fixture
def lakeside(sandbox: Sandbox, tester: Phone) -> Phone:
    """A tester of another network's bot."""
    assert tester.id
    phone = sandbox.new_person("carer")
    phone.look_at(sandbox.add_bot(OTHER, "lakeside_bot", "Lakeside"))
    return phone


@pytest.fixture
def several(
    settings: dict[str, str], tester: Phone, lakeside: Phone, tmp_path: Path
) -> dict[str, str]:
    """Settings that name a file with two networks."""
    text = BOTH.format(tester=tester.id, other=lakeside.id)
    (tmp_path / "networks.toml").write_text(text, encoding="utf-8")
    left = {name: value for name, value in settings.items() if name.removeprefix("HEARD_")
            not in ALONE}  # fmt: skip
    return left | {"HEARD_NETWORKS_FILE": "networks.toml", "LAKESIDE_TOKEN": OTHER}


@pytest.fixture
async def running(several: dict[str, str], tmp_path: Path) -> AsyncIterator[Running]:
    async with started("run", folder=tmp_path, settings=several) as heard:
        await heard.says("@riverside_bot for Riverside Cancer Network")
        await heard.says("@lakeside_bot for Lakeside Cancer Network")
        yield heard


def rows(several: dict[str, str], query: sa.Select[Any]) -> list[tuple[Any, ...]]:
    with Database(several["HEARD_DATABASE_URL"]) as database, database.reading() as connection:
        return [tuple(row) for row in connection.execute(query)]


async def test_each_bot_answers_its_own_testers_in_its_own_name(
    running: Running, several: dict[str, str], sandbox: Sandbox, tester: Phone, lakeside: Phone
) -> None:
    crossing = sandbox.new_person("tester of the other network")
    for phone, bot in ((tester, "riverside_bot"), (lakeside, "lakeside_bot")):
        phone.open(bot)
        await phone.wait_for("language", PATIENCE)
    lakeside.tap("English")
    shown = await lakeside.wait_for("Lakeside", PATIENCE)
    crossing.open("riverside_bot")
    await sandbox.settled(for_seconds=0.5)
    code, told = await running.stopped()

    assert code == 0, told
    assert "Riverside" not in shown.text
    assert len(crossing.messages) == 1, "only what they wrote themselves"
    n, a, c = tables.network.c, tables.address.c, tables.channel_account.c
    served = sa.select(n.slug, n.name, n.zone, n.signposts["emergency_number"].as_string())
    assert rows(several, served.order_by(n.id)) == [
        ("riverside", "Riverside Cancer Network", "Europe/London", "999"),
        ("lakeside", "Lakeside Cancer Network", "Europe/Dublin", "112"),
    ]
    bots = sa.select(c.secret_name, c.bot, c.username).order_by(c.id)
    assert rows(several, bots) == [
        ("telegram_token", 1001, "riverside_bot"), ("lakeside_token", 1002, "lakeside_bot"),
    ]  # fmt: skip
    here = sa.select(n.slug, a.external_id).select_from(
        tables.address.join(tables.member, tables.member.c.id == a.member_id)
        .join(tables.network, n.id == tables.member.c.network_id)
    )  # fmt: skip
    assert set(rows(several, here)) == {
        ("riverside", str(tester.id)), ("lakeside", str(lakeside.id)),
        ("riverside", str(crossing.id)),
    }  # fmt: skip


async def test_the_commands_take_the_network_by_its_slug(
    running: Running, several: dict[str, str], sandbox: Sandbox, here: Path
) -> None:
    stranger = sandbox.new_person("patient in treatment")
    stranger.open("lakeside_bot")
    await sandbox.settled(for_seconds=0.5)
    await running.stopped()
    assert here.name

    def heard(*arguments: str) -> Any:
        return CliRunner().invoke(app, arguments, env=several)

    assert "https://t.me/lakeside_bot?start=" in heard("invite", "--network", "lakeside").stdout
    assert "https://t.me/riverside_bot?" in heard("invite", "--network", "riverside").stdout
    assert heard("invite", "--network", "lakeside", "--language", "cy").exit_code == 0
    assert heard("invite", "--network", "riverside", "--language", "cy").exit_code == 1
    assert str(stranger.id) in heard("testers", "--network", "lakeside").stdout
    assert "networks.toml" in heard("testers", "--network", "lakeside").stdout
    assert "Everybody who wrote" in heard("testers", "--network", "riverside").stdout
    assert heard("routes", "--network", "lakeside").stdout.count("opened by") == 2
    for command in ("invite", "testers", "routes"):
        assert heard(command).stderr == (
            "There are several networks: riverside, lakeside. Say which one with --network.\n"
        )
        assert heard(command, "--network", "seaside").stderr == (
            "There is no network seaside that has run. There is: riverside, lakeside.\n"
        )


async def test_another_bots_token_is_noticed_before_anybody_is_written_to(
    settings: dict[str, str], lakeside: Phone, tmp_path: Path
) -> None:
    async with started("run", folder=tmp_path, settings=settings) as heard:
        await heard.says("Heard runs as @riverside_bot")
        await heard.stopped()
    settings |= {"HEARD_TELEGRAM_TOKEN": OTHER, "HEARD_TESTERS": str(lakeside.id)}
    lakeside.open("lakeside_bot")
    async with started("run", folder=tmp_path, settings=settings) as heard:
        code, told = await heard.ended()

    assert code == 1
    assert "talks with people through @riverside_bot, and this is the token of a different" in told
    assert "Traceback" not in told
    assert OTHER not in told
    assert len(lakeside.messages) == 1


async def test_one_network_can_go_on_as_one_of_several(
    settings: dict[str, str], several: dict[str, str], tester: Phone, tmp_path: Path
) -> None:
    async with started("run", folder=tmp_path, settings=settings) as heard:
        await heard.says("Heard runs as @riverside_bot")
        tester.open("riverside_bot")
        await tester.wait_for("language", PATIENCE)
        await heard.stopped()
    file = tmp_path / "networks.toml"
    text = file.read_text(encoding="utf-8")
    async with started("run", folder=tmp_path, settings=several) as heard:
        code, told = await heard.ended()
        assert code == 1
        assert "serves the network 'main', and a network keeps its slug" in told
    file.write_text(text.replace('"riverside"', '"main"'), encoding="utf-8")
    async with started("run", folder=tmp_path, settings=several) as heard:
        await heard.says("@lakeside_bot for Lakeside")
        await heard.stopped()

    slugs = sa.select(tables.network.c.slug).order_by(tables.network.c.id)
    assert ("main",) in rows(several, slugs)
    assert len(rows(several, sa.select(tables.address.c.id))) == 1


async def test_a_wrong_token_among_several_is_told_without_showing_any(
    several: dict[str, str], tmp_path: Path
) -> None:
    several["LAKESIDE_TOKEN"] = "1002:revoked_secret"
    async with started("run", folder=tmp_path, settings=several) as heard:
        code, told = await heard.ended()
    assert code == 1
    assert "bot token of one of these networks: riverside, lakeside." in told
    assert "Traceback" not in told
    assert "revoked_secret" not in told


# --- what is wrong with the file ------------------------------------------------------------------

GOOD = BOTH.format(tester=1, other=2)


def refused(folder: Path, text: str, **more: str) -> str:
    """Run with a file that cannot be used; gives the one sentence that it is refused with."""
    (folder / "networks.toml").write_text(text, encoding="utf-8")
    surroundings = {"HEARD_NETWORKS_FILE": "networks.toml", "HEARD_TELEGRAM_TOKEN": TOKEN,
                    "LAKESIDE_TOKEN": OTHER, **more}  # fmt: skip
    result = CliRunner().invoke(app, ["run"], env=surroundings)
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1, result.stderr
    assert not (folder / "heard.db").exists()
    return result.stderr.strip()


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (r'slug = "lakeside"', "", "network 2: 'slug' is missing."),
        (r'"lakeside"', '"riverside"', "network 2: it has the same slug as network 1."),
        (r'"lakeside"', '"Lake Side"', "network 2: 'slug' takes small letters, digits and"),
        (r'"lakeside"', "7", "network 2: 'slug' must be words in quotes."),
        (r'organisation = "L.*"', "", "network 2: 'organisation' is missing."),
        (r'token = "L.*"', "", "network 2: 'token' is missing."),
        (r'"LAKESIDE_TOKEN"', '"heard_telegram_token"', "it has the same token as network 1."),
        (r'"LAKESIDE_TOKEN"', f'"{OTHER}"', "never the token itself."),
        (r'"LAKESIDE_TOKEN"', '"NOBODY_SET_IT"', "the token NOBODY_SET_IT is not set. Set it in"),
        (r"Europe/Dublin", "Mars/Olympus", "network 2: 'Mars/Olympus' is no time zone; write one"),
        (r'"en_GB", "cy"', '"tlh"', "'languages' names tlh, and Heard speaks en_GB, cy, ur."),
        (r'\["en_GB", "cy"\]', "[]", "'languages' must be a list such as ['en_GB', 'cy']."),
        (r"\[2\]", '["two"]', "'testers' must be a list of numbers such as [1001, 1002]."),
        (r"\[2\]", "2", "'testers' must be a list of numbers such as [1001, 1002]."),
        (r"timezone", "time_zone", "network 2: nothing reads 'time_zone'. It takes slug,"),
        (r'emergency_number = "112"', "", "network 2: 'signposts.emergency_number' is missing."),
        (r'"112"', "112", "network 2: 'signposts.emergency_number' must be words in quotes."),
        (r'"112"', '" "', "'signposts.emergency_number' cannot be used: it takes a name and a"),
        (r'_number = "112"', '_numbers = "112"', "nothing reads 'signposts.emergency_numbers'."),
        (r"\[network.signposts\]", "[signposts]", "nothing reads 'signposts' outside a [[network"),
        (r"(?s).*", "", "there is no [[network]] in it."),
        (r"(?s).*", "network = 3", "there is no [[network]] in it."),
        (r"(?s).*", "network = [3]", "network 1: write it under a line [[network]]."),
        (r"(?s).*", "= nonsense", "networks.toml, is no TOML:"),
    ],
)
def test_each_field_that_cannot_be_used_is_named_in_one_sentence(
    here: Path, before: str, after: str, sentence: str
) -> None:
    text = re.sub(before, lambda _: after, GOOD, count=1)
    assert text != GOOD
    told = refused(here, text)
    assert sentence in told
    assert "lakeside_secret" not in told


def test_what_holds_no_token_or_the_token_of_the_same_bot_is_told_without_it(here: Path) -> None:
    told = refused(here, GOOD, LAKESIDE_TOKEN="no token at all")
    assert told == "networks.toml, network 2: what LAKESIDE_TOKEN holds is no token of @BotFather."
    told = refused(here, GOOD, LAKESIDE_TOKEN="1001:another_secret")
    assert told == "networks.toml: the networks riverside and lakeside have the same bot."


@pytest.mark.parametrize("name", [*ALONE, "TIMEZONE", "LANGUAGES", "YOUNG_PEOPLE_LINE"])
def test_what_describes_one_network_does_not_stand_beside_the_file(here: Path, name: str) -> None:
    value = {"TESTERS": "1001", "TIMEZONE": "Europe/Paris", "LANGUAGES": "cy"}.get(name, "x")
    told = refused(here, GOOD, **{f"HEARD_{name}": value})
    assert told.startswith(f"HEARD_{name} is set beside HEARD_NETWORKS_FILE. Take it out:")


def test_a_file_that_is_not_there_or_no_text_is_told(here: Path) -> None:
    refused(here, GOOD, HEARD_TESTERS="1")
    (here / "networks.toml").unlink()
    result = CliRunner().invoke(app, ["run"], env={"HEARD_NETWORKS_FILE": "networks.toml"})
    assert result.stderr == (
        "The file of HEARD_NETWORKS_FILE, networks.toml, cannot be read: "
        "No such file or directory.\n"
    )
    (here / "networks.toml").write_bytes(b"\xff\xfe")
    result = CliRunner().invoke(app, ["run"], env={"HEARD_NETWORKS_FILE": "networks.toml"})
    assert result.stderr.endswith("networks.toml, is no text in UTF-8.\n")


def test_a_token_may_stand_in_a_secret_file_or_in_env_file(here: Path) -> None:
    secrets = here / "secrets"
    secrets.mkdir()
    (secrets / "lakeside_token").write_text("1001:the_same_bot\n", encoding="utf-8")
    (here / ".env").write_text(f"HEARD_TELEGRAM_TOKEN={TOKEN}\n", encoding="utf-8")
    (here / "networks.toml").write_text(GOOD, encoding="utf-8")
    surroundings = {"HEARD_NETWORKS_FILE": "networks.toml", "HEARD_SECRETS_DIR": str(secrets)}
    result = CliRunner().invoke(app, ["run"], env=surroundings)
    assert result.stderr == (
        "networks.toml: the networks riverside and lakeside have the same bot.\n"
    )


def test_the_example_is_a_file_that_can_be_used(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert here.is_dir()
    monkeypatch.setenv("RIVERSIDE_TOKEN", TOKEN)
    monkeypatch.setenv("LAKESIDE_TOKEN", OTHER)
    found = served(Settings(networks_file=ROOT / "deploy/networks.example.toml"))
    assert [(one.slug, one.bot, one.secret) for one in found] == [
        ("riverside", 1001, "riverside_token"), ("lakeside", 1002, "lakeside_token"),
    ]  # fmt: skip
