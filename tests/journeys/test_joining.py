"""Joining, through the real program: by a poster's link, left and resumed, declined, too young."""

from pathlib import Path

import sqlalchemy as sa

from bot.demo.stage import Stage
from bot.involvement.people import hashed
from bot.sandbox.people import Phone
from bot.store import tables
from tests.journeys.consultations import files_in, news, plain, rows, until

TOLD = "Llanfair Uchaf"
"""Words that the person types; nothing else in the program has them."""


async def come_in(stage: Stage, token: str | None = None, language: str = "en") -> Phone:
    """Let somebody press Start, perhaps on a poster's link."""
    phone = stage.sandbox.new_person("patient in treatment", language)
    phone.open(stage.bot, token)
    await stage.settle()
    return phone


def traces(stage: Stage, *words: str) -> list[str]:
    """Name the tables, and the files of the database, that hold one of these words."""
    found = [
        f"{table.name}: {row}"
        for table in vars(tables).values()
        if isinstance(table, sa.Table)
        for row in rows(stage, table)
        if any(word in str(row) for word in words)
    ]
    path = Path(stage.database.url.removeprefix("sqlite:///"))
    for file in path.parent.glob(f"{path.name}*"):
        content = file.read_bytes()
        found += [f"{file.name} holds {word}" for word in words if word.encode() in content]
    return found


# --- the way in ----------------------------------------------------------------------------------


async def test_a_poster_that_carries_urdu_offers_it_first_and_is_counted_once(stage: Stage) -> None:
    token = stage.invite("Ward poster, Urdu", language="ur")

    phone = await come_in(stage, token)
    assert phone.labels[0].endswith("اردو")
    phone.open(stage.bot, token)
    await stage.settle()
    await stage.say(phone, "اردو")

    person = rows(stage, tables.member)[0]
    assert person["language"] == "ur"
    assert rows(stage, tables.invite)[0]["used"] == 1
    assert person["came_by"] == rows(stage, tables.invite)[0]["id"]
    assert "Riverside Cancer Network" in news(phone)
    assert "پیچھے" in news(phone), "the way back is said in Urdu"


async def test_somebody_who_found_the_bot_joins_step_by_step(stage: Stage) -> None:
    phone = await come_in(stage)

    await stage.say(phone, "English", "Join", "OK", "OK", "OK", "OK", "I agree to all five", "Yes")
    await stage.say(phone, "I care for someone", TOLD, "Every 2 weeks", "No")

    assert "That is all. You have joined." in news(phone)
    person, consent = rows(stage, tables.member)[0], rows(stage, tables.consent)[0]
    assert (person["kind"], person["area"]) == ("carer_or_family", TOLD)
    assert person["ask_every_days"] == 14
    assert (consent["how"], consent["language"]) == ("one at a time", "en_GB")
    assert "Taking part is your choice." in consent["wording"]
    assert person["joined_at"] is not None


async def test_numbers_and_words_do_what_the_buttons_do(stage: Stage) -> None:
    phone = await come_in(stage)

    for typed in ("1", "2", "all at once", "1", "yes", "٣", "skip", "1", "2"):
        phone.type(typed)
        await stage.settle()

    assert "That is all. You have joined." in news(phone)
    assert rows(stage, tables.member)[0]["kind"] == "carer_or_family"


async def test_half_way_in_is_kept_over_a_restart_and_gone_on_with(stage: Stage) -> None:
    phone = await come_in(stage)
    await stage.say(phone, "English", "Join", "All at once", "I agree to all five")

    await stage.restart()
    phone.open(stage.bot)
    await stage.settle()

    assert "Welcome back. Here is where you were." in news(phone)
    assert "Are you 16 or older?" in news(phone)
    await stage.say(phone, "Yes", "Skip", "Skip", "Skip", "Skip")
    assert "That is all. You have joined." in news(phone)


async def test_the_recovery_code_is_shown_once_and_kept_only_as_a_hash(stage: Stage) -> None:
    phone = await come_in(stage)
    await stage.say(phone, "English", "Join", "All at once", "I agree to all five", "Yes")

    await stage.say(phone, "Skip", "Skip", "Skip", "Skip")

    shown = [one for one in phone.messages if "Your recovery code" in one.text]
    assert len(shown) == 1
    code = plain(shown[0].text).splitlines()[2]
    assert len(code) == 19
    assert rows(stage, tables.member)[0]["recovery_hash"] == hashed(code)
    await stage.database.empty_log()
    assert not traces(stage, code)


# --- turning away --------------------------------------------------------------------------------


async def test_somebody_under_16_leaves_nothing_behind_anywhere(
    stage: Stage, tmp_path: Path
) -> None:
    token = stage.invite("Ward poster")
    phone = await come_in(stage, token)
    await stage.say(phone, TOLD)
    phone.voice()
    await stage.settle()
    await stage.say(phone, "English", "Join", "All at once", "I agree to all five")

    await stage.say(phone, "No")

    assert "Heard is for people who are 16 or older." in news(phone)
    assert "I keep nothing of what you told me." in news(phone)
    await stage.settle()
    assert not rows(stage, tables.member)
    await until(lambda: not files_in(tmp_path / "media") and not rows(stage, tables.media))
    assert not traces(stage, TOLD, str(phone.id))


async def test_somebody_who_declines_leaves_nothing_and_may_come_back(stage: Stage) -> None:
    phone = await come_in(stage)
    await stage.say(phone, "English", TOLD, "Join", "OK")

    await stage.say(phone, "Not for me")

    assert "If you change your mind, send /start." in news(phone)
    await stage.settle()
    assert not traces(stage, TOLD, str(phone.id))
    phone.open(stage.bot)
    await stage.settle()
    assert "Which language shall I write to you in?" in news(phone)


async def test_stop_before_joining_leaves_nothing(stage: Stage) -> None:
    phone = await come_in(stage)
    await stage.say(phone, TOLD)

    await stage.say(phone, "stop")

    assert "I have stopped, and you have not joined." in news(phone)
    await stage.settle()
    assert not traces(stage, TOLD, str(phone.id))


async def test_what_is_typed_right_behind_a_no_goes_with_it(stage: Stage) -> None:
    phone = await come_in(stage)
    await stage.say(phone, "English", "Join", "All at once", "I agree to all five")

    phone.tap("No")
    phone.type(TOLD)
    await stage.settle()

    kept = [row for row in rows(stage, tables.member) if row["language"]]
    assert not kept
    phone.block()
    await stage.settle()
    assert not rows(stage, tables.response)
