"""Delivery to a webhook, as Telegram does it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from aiohttp import ClientSession, web

from bot.sandbox.model import Webhook
from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from tests.bot.sandbox.caller import Caller
from tests.bot.sandbox.hook import Hook, hook, words_of
from tests.journeys.consultations import until


@pytest.fixture
async def clinics(sandbox: Sandbox, clinic: Caller) -> AsyncIterator[Hook]:
    """The clinic's webhook, set, with short pauses."""
    sandbox.webhooks.first_pause = 0.02
    async with hook() as made:
        await clinic.call("setWebhook", url=made.address, secret_token="a_secret-1")
        yield made
        await clinic.call("deleteWebhook")


async def test_updates_are_posted_with_the_secret_and_confirmed_by_2xx(
    sandbox: Sandbox, clinic: Caller, clinics: Hook, patient: Phone
) -> None:
    patient.type("one")
    patient.type("two")
    await sandbox.settled()
    assert clinics.words == ["one", "two"]
    assert clinics.secrets == ["a_secret-1"] * 2
    assert [update.body for update in clinic.bot.queue.confirmed][-2:] == clinics.updates
    webhook = clinic.bot.webhook
    assert webhook
    assert (webhook.attempts, webhook.accepted, webhook.refused) == (2, 2, 0)


async def test_without_a_secret_there_is_no_header(
    sandbox: Sandbox, clinic: Caller, clinics: Hook, patient: Phone
) -> None:
    await clinic.call("setWebhook", url=clinics.address)
    patient.type("one")
    await sandbox.settled()
    assert clinics.secrets == [None]


async def test_what_waits_when_the_webhook_is_set_is_delivered(
    sandbox: Sandbox, clinic: Caller, patient: Phone
) -> None:
    patient.type("before")
    async with hook() as made:
        sandbox.webhooks.set(clinic.bot, Webhook(made.address))
        await sandbox.settled()
        assert made.words == ["before"]


async def test_pending_updates_are_dropped_on_demand_and_kinds_are_filtered(
    sandbox: Sandbox, clinic: Caller, clinics: Hook, patient: Phone
) -> None:
    await clinic.call("deleteWebhook")
    patient.type("dropped")
    given = {"drop_pending_updates": True, "allowed_updates": ["callback_query"]}
    await clinic.call("setWebhook", url=clinics.address, **given)
    patient.type("filtered")
    sent = await clinic.call("sendMessage", chat_id=patient.id, text="Well?")
    patient.tap_data(sent["message_id"], "tapped")
    await sandbox.settled()
    assert clinics.words == ["tapped"]
    assert (await clinic.call("getWebhookInfo"))["allowed_updates"] == ["callback_query"]


async def test_one_at_a_time_for_a_person_and_people_in_parallel(
    sandbox: Sandbox, clinics: Hook, patient: Phone
) -> None:
    clinics.before = lambda _: clinics.most_at_once >= 6
    people = [patient, *(sandbox.new_person(f"member {number}") for number in range(5))]
    for person in people[1:]:
        person.open()
    for text in ("one", "two"):
        for person in people:
            person.type(text)
    await sandbox.settled()
    assert clinics.most_of_one == 1
    assert clinics.most_at_once == 6
    assert Counter(clinics.words) == {"/start": 5, "one": 6, "two": 6}


async def test_no_more_at_once_than_connections_are_allowed(
    sandbox: Sandbox, clinic: Caller, clinics: Hook
) -> None:
    await clinic.call("setWebhook", url=clinics.address, max_connections=2)
    clinics.before = lambda _: clinics.most_at_once >= 2
    for number in range(6):
        sandbox.new_person(f"member {number}").open()
    await sandbox.settled()
    assert clinics.most_at_once == 2
    assert len(clinics.updates) == 6


async def test_what_is_refused_comes_again_while_others_go_on(
    sandbox: Sandbox, clinic: Caller, clinics: Hook, patient: Phone
) -> None:
    carer = sandbox.new_person("carer")
    carer.open()
    await sandbox.settled()
    refusals = iter([503, 404, 302])

    def answer(update: dict[str, Any]) -> web.Response:
        return web.Response(status=next(refusals, 200) if words_of(update) == "one" else 204)

    def before(update: dict[str, Any]) -> bool:
        """Let the third answer wait until somebody else's message came."""
        return words_of(update) != "one" or len(one_at(clinics)) < 3 or "carer's" in clinics.words

    clinics.answer, clinics.before = answer, before
    patient.type("one")
    patient.type("two")
    carer.type("carer's")
    await sandbox.settled()
    patients = [word for word in clinics.words if word not in {"/start", "carer's"}]
    assert patients == ["one", "one", "one", "one", "two"]
    waited = [later - sooner for sooner, later in pairwise(one_at(clinics))]
    assert all(took >= least for took, least in zip(waited, (0.02, 0.04, 0.08), strict=True))
    info = await clinic.call("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 302 Found"
    assert info["last_error_date"] == int(sandbox.clock.now().timestamp())
    assert info["pending_update_count"] == 0


def one_at(made: Hook) -> list[float]:
    return [at for at, words in zip(made.at, made.words, strict=True) if words == "one"]


async def test_retry_after_is_obeyed(sandbox: Sandbox, clinics: Hook, patient: Phone) -> None:
    waits = iter([web.Response(status=503, headers={"Retry-After": "1"})])
    clinics.answer = lambda _: next(waits, web.Response())
    patient.type("one")
    await sandbox.settled()
    first, second = clinics.at
    assert second - first >= 1


async def test_what_is_answered_too_late_counts_as_refused(
    sandbox: Sandbox, clinic: Caller, clinics: Hook, patient: Phone
) -> None:
    sandbox.webhooks.patience = 0.05
    clinics.seconds = 0.2
    patient.type("one")
    await until(lambda: clinic.bot.webhook and clinic.bot.webhook.last_error)
    info = await clinic.call("getWebhookInfo")
    assert (info["last_error_message"], info["pending_update_count"]) == ("Read timeout expired", 1)
    sandbox.webhooks.patience = 30
    clinics.seconds = 0
    await sandbox.settled()
    assert set(clinics.words) == {"one"}


async def test_a_server_that_is_gone_is_tried_until_it_is_back(
    sandbox: Sandbox, clinic: Caller, patient: Phone, unused_port: int
) -> None:
    sandbox.webhooks.first_pause = 0.02
    sandbox.webhooks.set(clinic.bot, Webhook(f"http://127.0.0.1:{unused_port}/hook"))
    patient.type("one")
    await until(lambda: clinic.bot.webhook and clinic.bot.webhook.last_error)
    info = await clinic.call("getWebhookInfo")
    assert (info["last_error_message"], info["pending_update_count"]) == ("Connection refused", 1)
    async with hook() as made:
        await clinic.call("setWebhook", url=made.address)
        await sandbox.settled()
        assert made.words == ["one"]


@pytest.fixture
async def unused_port() -> int:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return port


async def test_each_update_is_delivered_as_often_as_asked(
    sandbox: Sandbox, clinic: Caller, clinics: Hook, patient: Phone
) -> None:
    clinic.bot.queue.copies = 3
    patient.type("one")
    patient.type("two")
    await sandbox.settled()
    assert clinics.words == ["one"] * 3 + ["two"] * 3
    assert len({update["update_id"] for update in clinics.updates}) == 2


async def test_deleting_the_webhook_leaves_what_waits_to_polling(
    clinic: Caller, clinics: Hook, patient: Phone
) -> None:
    clinics.answer = lambda _: web.Response(status=500)
    patient.type("one")
    await until(lambda: clinics.updates)
    assert (await clinic.refusal("getUpdates")).startswith("409 Conflict: can't use getUpdates")
    await clinic.call("deleteWebhook")
    (update,) = await clinic.updates()
    assert update == clinics.updates[0]
    tried = len(clinics.updates)
    await asyncio.sleep(0.1)
    assert len(clinics.updates) == tried


async def test_what_expires_is_tried_no_more(
    sandbox: Sandbox, clinic: Caller, clinics: Hook, patient: Phone
) -> None:
    clinics.answer = lambda _: web.Response(status=500)
    patient.type("too late")
    await until(lambda: clinics.updates)
    sandbox.clock.move(by=timedelta(days=1))
    clinics.answer = lambda _: web.Response()
    patient.type("in time")
    await sandbox.settled()
    assert clinics.words[-1] == "in time"
    assert clinic.bot.queue.expired == {"message": 1}
    assert clinic.bot.queue.lost[0].deliveries == clinics.words.count("too late")


async def test_nothing_but_loopback_is_contacted(
    sandbox: Sandbox, clinic: Caller, patient: Phone
) -> None:
    await clinic.call("setWebhook", url="https://example.org/hook")
    patient.type("one")
    await asyncio.sleep(0.05)
    assert clinic.bot.webhook
    assert (clinic.bot.webhook.attempts, len(clinic.bot.queue)) == (0, 1)
    await sandbox.quiet()


async def test_deliveries_are_set_and_read_over_http(
    session: ClientSession, sandbox: Sandbox, clinic: Caller, clinics: Hook, patient: Phone
) -> None:
    address = f"{sandbox.address}/world/deliveries"
    given = {"copies": 2, "shuffle": 7, "spread": 0.01, "tap_seconds": 10, "message_seconds": 60}
    pauses = {"first_pause": 0.5, "longest_pause": 2, "patience": 9}
    answer = await (await session.post(address, json=given | pauses)).json()
    patient.type("one")
    await sandbox.settled()
    (entry,) = await (await session.get(address)).json()
    assert entry == answer | {
        "confirmed": 2,
        "expired": {},
        "webhook": {
            "url": clinics.address,
            "attempts": 2,
            "accepted": 2,
            "refused": 0,
            "last_error": None,
        },
    }
    assert entry["copies"] == 2
    assert sandbox.webhooks.longest_pause == 2
    assert (clinic.bot.queue.tap_seconds, clinic.bot.queue.message_seconds) == (10, 60)
    assert (await session.post(address, json={"copies": 0})).status == 400
    await session.post(address, json={"shuffle": None})
    assert clinic.bot.queue.shuffler is None
