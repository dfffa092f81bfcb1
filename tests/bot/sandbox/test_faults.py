"""The script of faults: what the bot sees, what the phone gets, and what the log says of it."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.sandbox.calls import Call
from bot.sandbox.clock import CivilClock
from bot.sandbox.fault_kinds import Faults
from bot.sandbox.faults import Fault
from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from tests.bot.sandbox.caller import Caller
from tests.bot.sandbox.conftest import START
from tests.bot.sandbox.watch import Watch
from tests.journeys.consultations import until


async def said(clinic: Caller, phone: Phone, text: str = "Hi", seconds: float = 30.0) -> int | str:
    """Send a text; return the status, or what kind of error the bot got."""
    try:
        response = await clinic.session.post(
            clinic.url("sendMessage"),
            json={"chat_id": phone.id, "text": text},
            timeout=ClientTimeout(seconds),
        )
        await response.read()
    except TimeoutError:
        return "time-out"
    except (ClientError, ConnectionError):
        return "cut"
    return response.status


async def hangs_up(clinic: Caller, phone: Phone, when: Callable[[], object]) -> None:
    """Send, and hang up once something holds."""
    calling = asyncio.create_task(said(clinic, phone, seconds=300))
    await until(when)
    assert not calling.done()
    calling.cancel()
    await asyncio.gather(calling, return_exceptions=True)


def received(phone: Phone) -> int:
    return sum(message.from_bot for message in phone.messages)


def logged(sandbox: Sandbox) -> list[tuple[int, str | None, bool]]:
    def short(call: Call) -> tuple[int, str | None, bool]:
        return call.status, call.fault, call.processed

    return [short(call) for call in sandbox.calls.of("sendMessage")]


ONCE: dict[str, tuple[Callable[[Faults], Fault], int | str, int, bool]] = {
    "server_error": (lambda them: them.server_error(calls=1), 500, 500, False),
    "bad gateway": (lambda them: them.server_error(502, processed=True, calls=1), 502, 502, True),
    "reset_before": (lambda them: them.reset_before(calls=1), "cut", 0, False),
    "reset_after": (lambda them: them.reset_after(calls=1), "cut", 0, True),
    "slow": (lambda them: them.slow(0.05, calls=1), 200, 200, True),
    "slow at last": (lambda them: them.slow(0.05, processed_first=True, calls=1), 200, 200, True),
    "lose_answer": (lambda them: them.lose_answer(0.05, calls=1), "cut", 0, True),
}


@pytest.mark.parametrize("name", ONCE)
async def test_a_fault_hits_one_call_and_the_log_tells_whether_it_was_processed(
    sandbox: Sandbox, clinic: Caller, patient: Phone, name: str
) -> None:
    add, seen, status, processed = ONCE[name]
    fault = add(sandbox.faults)
    assert await said(clinic, patient) == seen
    assert received(patient) == processed
    assert await said(clinic, patient) == 200
    assert logged(sandbox) == [(status, fault.kind, processed), (200, None, True)]
    assert (fault.injected, fault.over) == (1, True)
    assert sandbox.faults.injected == {fault.kind: 1}
    assert sandbox.calls.processed["clinic_bot", "sendMessage"] == received(patient)


@pytest.mark.parametrize(("processed_first", "got"), [(False, 0), (True, 1)])
async def test_a_bot_that_hangs_up_on_a_slow_call_may_have_been_heard(
    sandbox: Sandbox, clinic: Caller, patient: Phone, *, processed_first: bool, got: int
) -> None:
    sandbox.faults.slow(300, processed_first=processed_first)
    await hangs_up(clinic, patient, lambda: sandbox.calls.in_progress and received(patient) == got)
    await sandbox.quiet()
    assert received(patient) == got
    assert logged(sandbox) == [(499, "slow", bool(got))]


async def test_a_slow_call_takes_its_time(sandbox: Sandbox, clinic: Caller, patient: Phone) -> None:
    sandbox.faults.slow(0.2, calls=1)
    await said(clinic, patient)
    (call,) = sandbox.calls.of("sendMessage")
    assert call.seconds >= 0.2


async def test_an_answer_is_lost_after_a_while(
    sandbox: Sandbox, clinic: Caller, patient: Phone
) -> None:
    sandbox.faults.lose_answer(300)
    await hangs_up(clinic, patient, lambda: received(patient))
    assert received(patient) == 1


async def test_what_is_refused_is_not_processed_even_after_it_was_tried(
    sandbox: Sandbox, clinic: Caller, patient: Phone
) -> None:
    sandbox.faults.reset_after()
    assert await said(clinic, patient, text="") == "cut"
    assert logged(sandbox) == [(0, "reset_after", False)]


async def retry_after(clinic: Caller, phone: Phone) -> int | None:
    """Send; return the seconds of the 429, or None if it went out."""
    given = {"chat_id": phone.id, "text": "Hi"}
    body = await (await clinic.session.post(clinic.url("sendMessage"), json=given)).json()
    seconds: int | None = body.get("parameters", {}).get("retry_after")
    return seconds


async def test_a_flood_refuses_all_sends_until_it_is_over_and_tells_what_is_left(
    session: ClientSession,
) -> None:
    watch = Watch()
    clock = CivilClock(START, frozen=True)
    async with Sandbox(clock=clock, limited=False, now=watch) as sandbox:
        clinic = Caller(session, sandbox, sandbox.add_bot("1001:sandbox", "clinic_bot"))
        patient, carer = sandbox.new_person("patient"), sandbox.new_person("carer")
        patient.open(), carer.open()
        flood = sandbox.faults.flood(10, nth=2)
        assert await retry_after(clinic, patient) is None
        assert [await retry_after(clinic, one) for one in (patient, carer)] == [10, 10]
        watch.seconds += 7.5
        assert await retry_after(clinic, carer) == 3
        await clinic.call("getMe")
        watch.seconds += 2.5
        assert await retry_after(clinic, carer) is None
        assert (flood.injected, flood.matched, flood.over) == (3, 4, True)
        assert sandbox.limits.floods.total() == 0


async def test_a_flood_of_one_chat_leaves_the_others_alone(
    sandbox: Sandbox, clinic: Caller, patient: Phone
) -> None:
    carer = sandbox.new_person("carer")
    carer.open()
    sandbox.faults.flood(5, per_chat=True)
    found = [await retry_after(clinic, one) for one in (patient, carer, patient)]
    assert found == [5, None, 5]


async def test_a_long_flood_is_waited_out_on_the_civil_clock(
    sandbox: Sandbox, clinic: Caller, patient: Phone
) -> None:
    sandbox.faults.flood(10_072)
    assert await retry_after(clinic, patient) == 10_072
    sandbox.clock.move(by=timedelta(seconds=10_000))
    assert await retry_after(clinic, patient) == 72
    sandbox.clock.move(by=timedelta(seconds=72))
    assert await retry_after(clinic, patient) is None


async def test_floods_come_again_if_they_are_not_bounded(
    sandbox: Sandbox, clinic: Caller, patient: Phone
) -> None:
    fault = sandbox.faults.flood(5, calls=None)
    for _ in range(3):
        assert await retry_after(clinic, patient) == 5
        sandbox.clock.move(by=timedelta(seconds=5))
    assert not fault.over


async def test_only_the_calls_that_are_meant_are_hit(
    sandbox: Sandbox, clinic: Caller, hospice: Caller, patient: Phone
) -> None:
    patient.open(hospice.bot)
    patient.look_at(clinic.bot)
    carer = sandbox.new_person("carer")
    carer.open(clinic.bot)
    sandbox.faults.server_error(methods=("sendMessage",), bot="clinic_bot", chat=patient.id, nth=2)
    statuses = [
        await said(clinic, patient),
        await said(clinic, carer),
        await said(hospice, patient),
        await said(clinic, patient),
        await said(clinic, patient),
    ]
    await clinic.call("sendChatAction", chat_id=patient.id, action="typing")
    assert statuses == [200, 200, 200, 500, 500]


async def test_long_polls_are_spared_unless_all_is_said(sandbox: Sandbox, clinic: Caller) -> None:
    fault = sandbox.faults.server_error()
    await clinic.updates()
    assert fault.matched == 0
    sandbox.faults.server_error(methods="all")
    assert (await clinic.refusal("getUpdates")).startswith("500")


async def test_a_fault_ends_after_so_many_seconds(
    sandbox: Sandbox, clinic: Caller, patient: Phone
) -> None:
    fault = sandbox.faults.server_error(seconds=60)
    assert await said(clinic, patient) == 500
    sandbox.clock.move(by=timedelta(seconds=60))
    assert fault.over
    assert await said(clinic, patient) == 200


async def test_chance_is_repeated_by_its_seed(
    sandbox: Sandbox, clinic: Caller, patient: Phone
) -> None:
    rows = []
    for seed in (7, 7, 8):
        fault = sandbox.faults.server_error(probability=0.5, seed=seed)
        rows.append([await said(clinic, patient) for _ in range(20)])
        sandbox.faults.remove(fault)
    assert rows[0] == rows[1] != rows[2]
    assert set(rows[0]) == {200, 500}


async def test_the_first_fault_has_the_call(
    sandbox: Sandbox, clinic: Caller, patient: Phone
) -> None:
    first = sandbox.faults.server_error(502, calls=1)
    second = sandbox.faults.server_error(503)
    assert [await said(clinic, patient) for _ in range(2)] == [502, 503]
    assert (first.matched, second.matched) == (1, 1)
    sandbox.faults.clear()
    assert await said(clinic, patient) == 200
    assert sandbox.faults.injected["server_error"] == 2


async def test_downloads_fail_too(sandbox: Sandbox, clinic: Caller, patient: Phone) -> None:
    patient.voice()
    (file_id,) = clinic.bot.files
    file = await clinic.call("getFile", file_id=file_id)
    sandbox.faults.server_error(methods="download", calls=1)
    address = f"{sandbox.base_file_url}{clinic.bot.token}/{file['file_path']}"
    statuses = [(await clinic.session.get(address)).status for _ in range(2)]
    assert statuses == [500, 200]
    found = [(call.status, call.fault, call.processed) for call in sandbox.calls.of("download")]
    assert found == [(500, "server_error", False), (200, None, True)]


async def test_a_poll_that_is_cut_has_confirmed_nevertheless(
    sandbox: Sandbox, clinic: Caller, patient: Phone
) -> None:
    patient.type("one")
    (update,) = await clinic.updates()
    sandbox.faults.reset_after(methods="getUpdates", calls=1)
    with pytest.raises((ClientError, ConnectionError)):
        await clinic.updates(offset=update["update_id"] + 1)
    assert clinic.bot.queue.pending == ()


async def test_parallel_calls_are_cut_one_by_one(
    sandbox: Sandbox, clinic: Caller, patient: Phone
) -> None:
    sandbox.faults.reset_after(probability=0.5, seed=3)
    found = await asyncio.gather(*(said(clinic, patient) for _ in range(40)))
    assert set(found) == {200, "cut"}
    assert received(patient) == 40
    assert sandbox.faults.injected["reset_after"] == found.count("cut")


async def test_the_script_is_written_over_http(
    session: ClientSession, sandbox: Sandbox, clinic: Caller, patient: Phone
) -> None:
    async def post(path: str, expected: int = 200, **body: Any) -> Any:
        response = await session.post(f"{sandbox.address}/world{path}", json=body)
        assert response.status == expected, await response.text()
        return await response.json()

    added = await post("/faults", kind="flood", retry_after=30, per_chat=True, chat=patient.id)
    assert (added["number"], added["methods"][0]) == (1, "editMessageCaption")
    await post("/faults", kind="slow", delay=0.01, processed_first=True, methods=["getMe"])
    await post("/faults", kind="lose_answer", delay=0, methods=["getMe"], seconds=10)
    await post("/faults", kind="server_error", status=503, calls=1)
    await post("/faults", kind="reset_before", nth=3, probability=0.5, seed=9)
    await post("/faults", kind="reset_after", bot="hospice_bot")
    assert await retry_after(clinic, patient) == 30
    listed = await (await session.get(f"{sandbox.address}/world/faults")).json()
    assert [one["kind"] for one in listed] == [
        "flood",
        "slow",
        "lose_answer",
        "server_error",
        "reset_before",
        "reset_after",
    ]
    assert listed[0] | {"injected": 1, "matched": 1, "over": False, "calls": 1} == listed[0]
    assert await post("/faults/clear", number=1) == {"left": 5}
    assert await post("/faults/clear") == {"left": 0}
    assert "error" in await post("/faults", 404, kind="earthquake")
    assert "error" in await post("/faults", 400, kind="slow", dealy=1)
    assert "error" in await post("/faults", 400, kind="reset_after", nth=0)
    assert "error" in await post("/faults", 400, kind="reset_after", calls="1")
    assert "error" in await post("/faults", 400, kind="flood", retry_after="soon")


async def test_counts_are_read_over_http(
    session: ClientSession, sandbox: Sandbox, clinic: Caller, patient: Phone
) -> None:
    sandbox.faults.server_error(nth=2, calls=1)
    assert [await said(clinic, patient) for _ in range(3)] == [200, 500, 200]
    counts = await (await session.get(f"{sandbox.address}/world/counts")).json()
    mine = {"bot": "clinic_bot", "method": "sendMessage"}
    assert counts == {
        "calls": [mine | {"status": 200, "count": 2}, mine | {"status": 500, "count": 1}],
        "processed": [mine | {"count": 2}],
        "floods": 0,
        "faults": {"server_error": 1},
    }
