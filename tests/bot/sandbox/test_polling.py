"""getUpdates and its rules."""

import asyncio
from datetime import timedelta
from time import monotonic

from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from tests.bot.sandbox.caller import Caller


def texts(updates: list[dict[str, dict[str, str]]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def waits(clinic: Caller, *, no_longer: bool = False) -> None:
    """Wait until a poll waits at the server, or until none does any longer."""
    queue = clinic.bot.queue
    async with asyncio.timeout(30):
        while (queue._poller is None) is not no_longer:  # noqa: ASYNC110, SLF001  nothing rings
            await asyncio.sleep(0.01)


async def test_an_update_comes_again_until_a_higher_offset_confirms_it(
    clinic: Caller, patient: Phone
) -> None:
    patient.type("one")
    patient.type("two")
    first = await clinic.updates()
    again = await clinic.updates(offset=first[0]["update_id"])
    later = await clinic.updates(offset=first[0]["update_id"] + 1)
    assert (texts(first), texts(again), texts(later)) == (
        ["one", "two"],
        ["one", "two"],
        ["two"],
    )
    assert [update.deliveries for update in clinic.bot.queue.confirmed][-1] == 2


async def test_a_negative_offset_keeps_only_the_last(clinic: Caller, patient: Phone) -> None:
    for text in ("one", "two", "three"):
        patient.type(text)
    assert texts(await clinic.updates(offset=-1)) == ["three"]
    assert texts(await clinic.updates()) == ["three"]


async def test_the_limit_is_kept_between_1_and_100(clinic: Caller, patient: Phone) -> None:
    for number in range(120):
        patient.type(f"answer {number}")
    counts = [len(await clinic.updates(limit=limit)) for limit in (0, 3, 1000)]
    assert counts == [1, 3, 100]


async def test_update_ids_rise_by_one(clinic: Caller, patient: Phone) -> None:
    patient.type("one")
    patient.type("two")
    first, second = await clinic.updates()
    assert second["update_id"] == first["update_id"] + 1


async def test_a_long_poll_ends_when_something_is_said(clinic: Caller, patient: Phone) -> None:
    poll = asyncio.create_task(clinic.updates(timeout=300))
    await waits(clinic)
    patient.type("Hello")
    async with asyncio.timeout(30):
        assert texts(await poll) == ["Hello"]


async def test_a_long_poll_ends_empty_in_real_time(
    sandbox: Sandbox, clinic: Caller, patient: Phone
) -> None:
    begun = monotonic()
    poll = asyncio.create_task(clinic.updates(timeout=1))
    await waits(clinic)
    sandbox.clock.move(by=timedelta(days=3))
    async with asyncio.timeout(30):
        assert await poll == []
    assert monotonic() - begun >= 1
    assert patient.last


async def test_a_second_poller_ends_the_first(clinic: Caller, patient: Phone) -> None:
    first = asyncio.create_task(clinic.refusal("getUpdates", timeout=300))
    await waits(clinic)
    second = asyncio.create_task(clinic.updates(timeout=300))
    async with asyncio.timeout(30):
        assert await first == (
            "409 Conflict: terminated by other getUpdates request; "
            "make sure that only one bot instance is running"
        )
    patient.type("Hello")
    async with asyncio.timeout(30):
        assert texts(await second) == ["Hello"]


async def test_setting_a_webhook_ends_the_poll(clinic: Caller) -> None:
    poll = asyncio.create_task(clinic.refusal("getUpdates", timeout=300))
    await waits(clinic)
    await clinic.call("setWebhook", url="https://example.org/hook")
    async with asyncio.timeout(30):
        assert await poll == "409 Conflict: terminated by setWebhook request"


async def test_polling_is_refused_while_a_webhook_is_set(clinic: Caller, patient: Phone) -> None:
    await clinic.call("setWebhook", url="https://example.org/hook", secret_token="abc")
    assert await clinic.refusal("getUpdates") == (
        "409 Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    patient.type("Hello")
    assert (await clinic.call("getWebhookInfo"))["pending_update_count"] == 1
    await clinic.call("setWebhook", url="")
    assert texts(await clinic.updates()) == ["Hello"]


async def test_a_webhook_needs_https(clinic: Caller) -> None:
    assert await clinic.refusal("setWebhook", url="http://example.org/hook") == (
        "400 Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
    )
    refused = await clinic.refusal("setWebhook", url="https://a.org", secret_token="a b")
    assert refused == "400 Bad Request: secret token contains unallowed characters"


async def test_pending_updates_can_be_dropped(clinic: Caller, patient: Phone) -> None:
    patient.type("Hello")
    await clinic.call("deleteWebhook", drop_pending_updates=True)
    assert await clinic.updates() == []


async def test_only_allowed_kinds_arise_until_all_are_allowed_again(
    clinic: Caller, patient: Phone
) -> None:
    await clinic.updates(allowed_updates=["callback_query"])
    patient.type("unheard")
    await clinic.updates(allowed_updates=[])
    patient.type("heard")
    assert texts(await clinic.updates()) == ["heard"]


async def test_a_poller_that_hung_up_is_no_second_poller(clinic: Caller, patient: Phone) -> None:
    poll = asyncio.create_task(clinic.updates(timeout=300))
    await waits(clinic)
    poll.cancel()
    await asyncio.gather(poll, return_exceptions=True)
    await waits(clinic, no_longer=True)
    patient.type("Hello")
    assert texts(await clinic.updates(timeout=1)) == ["Hello"]
    assert [call.status for call in clinic.sandbox.calls.of("getUpdates")] == [499, 200]
