"""The page with a copy of somebody's data opens once, within an hour; looking takes nothing."""

import json
import re
import sqlite3
from base64 import b64decode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.delivery.fetching import place_of
from bot.involvement.consultations import Contents
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.store import tables
from bot.store.database import Database
from bot.web.my_data import Copies
from conversations.content import Given, Question
from conversations.events import (
    AboutYouGiven,
    Answered,
    CopyWanted,
    Event,
    HeardExplained,
    HeardRated,
    LanguageChosen,
    MeErased,
)
from tests.bot.delivery.hall import CATALOGUES, EASIER, HOW_HOME, NOW, Hall
from tests.bot.web.conftest import Answer, Pages, serving

TOKEN = "kR3vB7pQ0sT1uVwXyZ2a4A"
AT = f"/my-data/{TOKEN}"
SAID = "Cold <script>alert('x')</script> & dark"
VOICE = bytes(range(256)) * 40
VOICES = {71: VOICE, 72: None}


@dataclass
class Front:
    """A web server in front of a hall in which one person answered, and wants a copy."""

    hall: Hall
    pages: Pages
    who: int
    now: datetime = NOW

    def do(self, *events: Event) -> None:
        with self.hall.database.transaction() as connection:
            perform(
                connection,
                [Happened(self.who, self.hall.network, one, self.now, 0) for one in events],
            )

    async def press(self, button: str, at: str = AT) -> Answer:
        return await self.pages.call("POST", at, data={"as": button})


@pytest.fixture
async def front(database: Database, tmp_path: Path) -> AsyncIterator[Front]:
    hall = Hall(database)
    (person,) = hall.seat(1)
    spoken = Question(3, "free_text", EASIER.text)
    hall.ask(1, HOW_HOME, EASIER, spoken, Question(4, "free_text", EASIER.text))
    front: Front
    copies = Copies(database, CATALOGUES, Contents(), tmp_path, lambda: front.now)
    async with serving([copies.route]) as pages:
        front = Front(hall, pages, hall.members[person])
        some_answers(front, tmp_path)
        front.do(CopyWanted(TOKEN))
        yield front


def some_answers(front: Front, folder: Path) -> None:
    for number, voice in VOICES.items():
        row = {"id": number, "network_id": front.hall.network, "kind": "voice", "file_id": "f",
               "channel_account_id": front.hall.account, "unique_id": "u", "status": "stored",
               "created_at": NOW, "member_id": front.who}  # fmt: skip
        with front.hall.database.transaction() as connection:
            connection.execute(tables.media.insert().values(row))
        if voice is not None:
            place_of(folder, number).parent.mkdir(parents=True)
            place_of(folder, number).write_bytes(voice)
    given = (Given(choices=(2,)), Given(text=SAID), Given(media=71), Given(media=72))
    front.do(*(Answered(1, 1, number, one) for number, one in enumerate(given, 1)))
    front.do(AboutYouGiven(kind="carer_or_family", area="Llanfair"), HeardRated(1, "no"))
    front.do(HeardExplained(1, "Nobody came"))


def text(answer: Answer) -> str:
    return answer.body.decode().replace("\u2068", "").replace("\u2069", "")


async def test_whoever_only_looks_learns_nothing_and_uses_nothing_up(front: Front) -> None:
    for _ in range(3):
        looked = await front.pages.get(AT)
        assert looked.status == 200
        assert "Read it here" in text(looked)
        assert not re.search("Riverside|Llanfair|Cold|cancer", text(looked))
    assert (await front.pages.call("HEAD", AT)).status == 200
    assert (await front.press("page")).status == 200


async def test_the_page_says_everything_and_opens_once(front: Front) -> None:
    opened = await front.press("page")
    for said in (
        "Your area: Llanfair", "You agreed", "I agree.", "How did you get home? — Car",
        "Were you heard? You said: No", "Nobody came", "Your voice message is kept.",
        "Cold &lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; dark",
    ):  # fmt: skip
        assert said.casefold() in text(opened).casefold(), said
    assert "<script" not in text(opened)
    for again in (await front.press("page"), await front.press("file"), await front.pages.get(AT)):
        assert again.status == 410
        assert "send /mydata in the chat" in text(again)


async def test_no_browser_keeps_it_tells_where_it_was_or_runs_anything(front: Front) -> None:
    for answer in (await front.pages.get(AT), await front.press("page"), await front.press("page")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; style")
        assert "form-action 'self'" in answer.headers["content-security-policy"]
        assert "noindex" in text(answer)


async def test_the_file_holds_the_same_and_the_voice_messages(front: Front) -> None:
    saved = await front.press("file")
    assert saved.headers["content-disposition"] == 'attachment; filename="my-data.json"'
    told = json.loads(saved.body)
    about, (part,) = told["about"], told["about"]["took_part"]
    assert (told["network"], about["area"], about["kind"]) == (
        "Riverside", "Llanfair", "carer_or_family",
    )  # fmt: skip
    assert about["consents"][0]["wording"] == "I agree."
    assert about["joined_at"] == NOW.isoformat()
    assert part["answers"][0] == {"question": "How did you get home?", "chosen": ["Car"]}
    assert part["answers"][1]["text"] == SAID
    assert b64decode(part["answers"][2]["voice"]) == VOICE
    assert part["answers"][3]["voice"] is None, "it never came"
    assert (part["rating"], part["why"]) == ("no", "Nobody came")


async def test_whoever_has_read_it_can_have_the_file_too_once(front: Front) -> None:
    opened = text(await front.press("page"))
    (following,) = re.findall(r'action="(/my-data/[\w-]+)"', opened)
    assert following != AT
    assert json.loads((await front.press("file", following)).body)["network"] == "Riverside"
    assert (await front.press("file", following)).status == 410


async def test_after_an_hour_it_opens_no_more_and_neither_does_what_follows(front: Front) -> None:
    opened = text(await front.press("page"))
    (following,) = re.findall(r'action="(/my-data/[\w-]+)"', opened)
    front.do(CopyWanted("another"))
    front.now = NOW + timedelta(hours=1)
    for at in (following, "/my-data/another"):
        assert (await front.pages.get(at)).status == 410
        assert (await front.press("page", at)).status == 410


async def test_the_newest_page_takes_the_place_of_the_one_before(front: Front) -> None:
    front.do(CopyWanted("newer"))
    assert (await front.press("page")).status == 410
    assert (await front.press("page", "/my-data/newer")).status == 200


async def test_who_was_erased_has_no_page(front: Front) -> None:
    front.do(MeErased())
    assert (await front.press("page")).status == 410


async def test_it_speaks_the_language_of_the_person_and_to_strangers_that_of_the_browser(
    front: Front,
) -> None:
    front.do(LanguageChosen("ur"))
    assert 'lang="ur" dir="rtl"' in text(await front.pages.get(AT))
    welsh = {"Accept-Language": "cy-GB,en;q=0.8"}
    assert 'lang="cy"' in text(await front.pages.call("GET", "/my-data/none", headers=welsh))
    assert 'lang="en-GB"' in text(await front.pages.get("/my-data/none"))


async def test_that_it_was_taken_is_on_record_and_its_token_nowhere(front: Front) -> None:
    await front.press("page")
    (line,) = front.hall.rows(tables.audit, act="data.taken")
    assert (line["actor_id"], line["subject"]) == (front.who, front.who)
    assert TOKEN not in str(front.hall.everything())


async def test_a_database_that_is_busy_uses_nothing_up(
    sqlite_database: Database, tmp_path: Path
) -> None:
    Hall(sqlite_database)
    path = sqlite_database.url.removeprefix("sqlite:///")
    with Database(sqlite_database.url, wait=0.05) as hasty:
        copies = Copies(hasty, CATALOGUES, Contents(), tmp_path, lambda: NOW)
        async with serving([copies.route]) as pages:
            other = sqlite3.connect(path, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            busy = await pages.call("POST", AT, data={"as": "page"})
            other.close()
    assert busy.status == 503
    assert "try again in some minutes" in text(busy)


async def test_a_fault_of_ours_leaves_no_token_in_the_log(
    sqlite_database: Database, tmp_path: Path
) -> None:
    def broken() -> datetime:
        raise RuntimeError

    copies = Copies(sqlite_database, CATALOGUES, Contents(), tmp_path, broken)
    with capture_logs() as logs:
        async with serving([copies.route]) as pages:
            assert (await pages.get(AT)).status == 500
    assert [one["page"] for one in logs] == ["/my-data"]
    assert TOKEN not in str([{**one, "exc_info": ""} for one in logs])
