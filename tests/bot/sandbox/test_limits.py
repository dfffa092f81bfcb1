"""Token buckets, on a monotonic clock that the test moves."""

import pytest
from aiohttp import ClientSession

from bot.sandbox.errors import ApiError
from bot.sandbox.limits import SPENDING, SPENDS, Limits, Rate
from bot.sandbox.methods import METHODS
from bot.sandbox.server import Sandbox
from tests.bot.sandbox.caller import Caller
from tests.bot.sandbox.watch import Watch


def sent(limits: Limits, chats: range, bot_id: int = 1) -> int:
    """Return how many of these chats get a message before the first refusal."""
    for count, chat in enumerate(chats):
        try:
            limits.spend_on_message(bot_id, chat)
        except ApiError:
            return count
    return len(chats)


def test_a_chat_takes_a_burst_of_3_then_1_a_second() -> None:
    watch = Watch()
    limits = Limits(now=watch)
    for _ in range(3):
        limits.spend_on_message(1, 7)
    with pytest.raises(ApiError, match="Too Many Requests: retry after 1") as refused:
        limits.spend_on_message(1, 7)
    assert (refused.value.status, refused.value.retry_after) == (429, 1)
    watch.seconds += 1
    limits.spend_on_message(1, 7)
    with pytest.raises(ApiError):
        limits.spend_on_message(1, 7)


def test_a_bot_takes_a_burst_of_5_then_30_a_second() -> None:
    watch = Watch()
    limits = Limits(now=watch)
    assert sent(limits, range(100)) == 5
    total = 0
    for _ in range(100):
        watch.seconds += 0.1
        total += sent(limits, range(1000 + total, 2000 + total))
    assert total == 300


def test_edits_spend_from_the_overall_bucket_only() -> None:
    limits = Limits(now=Watch())
    for _ in range(5):
        limits.spend_on_edit(1)
    with pytest.raises(ApiError):
        limits.spend_on_edit(1)


def test_bots_do_not_share_buckets() -> None:
    limits = Limits(now=Watch())
    assert sent(limits, range(100), bot_id=1) == 5
    assert sent(limits, range(100), bot_id=2) == 5


def test_a_refused_message_spends_nothing() -> None:
    watch = Watch()
    limits = Limits(now=watch)
    for _ in range(3):
        limits.spend_on_message(1, 7)
    for _ in range(50):
        with pytest.raises(ApiError):
            limits.spend_on_message(1, 7)
    assert sent(limits, range(10, 20)) == 2


def test_switched_off_everything_passes() -> None:
    limits = Limits(on=False, now=Watch())
    assert sent(limits, range(100)) == 100


def test_chats_that_are_long_quiet_are_forgotten() -> None:
    watch, wide = Watch(), Rate(per_second=1e9, burst=1e9)
    limits = Limits(now=watch, overall=wide)
    assert sent(limits, range(10_001)) == 10_001
    limits.spend_on_message(1, 1)
    limits.spend_on_message(1, 1)
    watch.seconds += 1
    assert sent(limits, range(20_000, 20_001)) == 1
    with pytest.raises(ApiError):
        spend(limits, chat=1, times=2)


def spend(limits: Limits, chat: int, times: int) -> None:
    for _ in range(times):
        limits.spend_on_message(1, chat)


async def test_a_429_tells_when_to_come_back_in_body_and_header(session: ClientSession) -> None:
    watch = Watch()
    async with Sandbox(now=watch) as sandbox:
        clinic = Caller(session, sandbox, sandbox.add_bot("1001:sandbox", "clinic_bot"))
        phone = sandbox.new_person("patient")
        phone.open()
        given = {"chat_id": phone.id, "text": "Hi"}
        for _ in range(3):
            await clinic.call("sendMessage", **given)
        response = await session.post(clinic.url("sendMessage"), json=given)
        assert response.status == 429
        assert response.headers["Retry-After"] == "1"
        assert await response.json() == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 1",
            "parameters": {"retry_after": 1},
        }
        assert len(phone.news) == 3
        assert sandbox.limits.floods == {1001: 1}
        sandbox.limits.on = False
        await clinic.call("sendMessage", **given)


def test_the_table_tells_of_every_method_what_it_spends() -> None:
    assert set(SPENDS) == {method.name for method in METHODS.values()}


async def test_what_spends_nothing_goes_on_when_the_buckets_are_empty(
    session: ClientSession,
) -> None:
    async with Sandbox(now=Watch()) as sandbox:
        clinic = Caller(session, sandbox, sandbox.add_bot("1001:sandbox", "clinic_bot"))
        patient = sandbox.new_person("patient")
        patient.open()
        sent = await clinic.call("sendMessage", chat_id=patient.id, text="Hi")
        for chat in range(4):
            sandbox.limits.spend("sendMessage", clinic.bot.id, chat)
        patient.tap_data(sent["message_id"], "1")
        patient.voice()
        _, tap, voice = await clinic.updates()
        identity = tap["callback_query"]["id"]
        await clinic.call("answerCallbackQuery", callback_query_id=identity)
        await clinic.call("getFile", file_id=voice["message"]["voice"]["file_id"])
        await clinic.call("setMyCommands", commands=[])
        which = {"chat_id": patient.id, "message_id": sent["message_id"]}
        edit = await clinic.refusal("editMessageText", **which, text="Hello")
        assert edit == "429 Too Many Requests: retry after 1"
        assert sandbox.limits.floods == {clinic.bot.id: 1}


def test_sends_and_edits_are_what_spends() -> None:
    assert {name[:4] for name in SPENDING} == {"send", "edit"}
    assert "sendChatAction" not in SPENDING
