"""What may happen to updates on their way: expiry, copies, taps and texts in either order."""

from datetime import timedelta

import pytest

from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from tests.bot.sandbox.caller import Caller
from tests.bot.sandbox.hook import words_of


@pytest.fixture
async def question(clinic: Caller, patient: Phone) -> int:
    """A message with a button; its id."""
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}
    given = {"chat_id": patient.id, "text": "Well?", "reply_markup": markup}
    message_id: int = (await clinic.call("sendMessage", **given))["message_id"]
    return message_id


async def test_taps_expire_after_150_s_and_messages_after_24_h(
    sandbox: Sandbox, clinic: Caller, patient: Phone, question: int
) -> None:
    patient.tap("Yes")
    patient.type("one")
    sandbox.clock.move(by=timedelta(seconds=149))
    patient.tap_data(question, "later")
    assert [words_of(it) for it in await clinic.updates()] == ["yes", "one", "later"]
    sandbox.clock.move(by=timedelta(seconds=1))
    assert [words_of(it) for it in await clinic.updates()] == ["one", "later"]
    sandbox.clock.move(by=timedelta(hours=24))
    assert await clinic.updates() == []
    assert clinic.bot.queue.expired == {"callback_query": 2, "message": 1}
    assert [(it.kind, it.deliveries) for it in clinic.bot.queue.lost] == [
        ("callback_query", 1),
        ("callback_query", 2),
        ("message", 2),
    ]


async def test_how_long_updates_are_kept_can_be_set(
    sandbox: Sandbox, clinic: Caller, patient: Phone, question: int
) -> None:
    clinic.bot.queue.tap_seconds, clinic.bot.queue.message_seconds = 1000, 10
    patient.tap_data(question, "yes")
    patient.type("one")
    sandbox.clock.move(by=timedelta(seconds=500))
    assert [it.kind for it in clinic.bot.queue.pending] == ["callback_query"]
    assert len(clinic.bot.queue) == 1


async def test_what_was_confirmed_does_not_expire(
    sandbox: Sandbox, clinic: Caller, patient: Phone
) -> None:
    patient.type("one")
    (update,) = await clinic.updates()
    await clinic.updates(offset=update["update_id"] + 1)
    sandbox.clock.move(by=timedelta(days=3))
    assert clinic.bot.queue.expired == {}


async def test_a_poll_gives_as_many_copies_as_asked_and_confirms_them_as_one(
    clinic: Caller, patient: Phone
) -> None:
    clinic.bot.queue.copies = 3
    patient.type("one")
    patient.type("two")
    found = await clinic.updates()
    assert [words_of(it) for it in found] == ["one"] * 3 + ["two"] * 3
    later = await clinic.updates(offset=found[0]["update_id"] + 1)
    assert [words_of(it) for it in later] == ["two"] * 3


async def shuffled(clinic: Caller, patient: Phone, seed: int) -> list[str]:
    """What arrives of four taps and four texts in turn, by this seed."""
    queue = clinic.bot.queue
    queue.shuffle(seed, spread=3600)  # so long that no pause of this machine changes the order
    for number in range(4):
        patient.tap_data(2, f"tap {number}")
        patient.type(f"text {number}")
    assert len(queue) == 8
    queue.shuffle(None)
    found = await clinic.updates()
    assert [it["update_id"] for it in found] == sorted(it["update_id"] for it in found)
    queue.confirm(10**9)
    return [words_of(it) for it in found]


@pytest.mark.usefixtures("question")
async def test_taps_and_texts_come_in_either_order_each_in_its_own(
    clinic: Caller, patient: Phone
) -> None:
    orders = [await shuffled(clinic, patient, seed) for seed in (1, 2)]
    for order in orders:
        for kind in ("tap", "text"):
            own = [it for it in order if it.startswith(kind)]
            assert own == [f"{kind} {number}" for number in range(4)]
    turns = [f"{kind} {number}" for number in range(4) for kind in ("tap", "text")]
    assert turns != orders[0] != orders[1]


async def test_what_is_shuffled_arrives_by_itself(
    sandbox: Sandbox, clinic: Caller, patient: Phone
) -> None:
    clinic.bot.queue.shuffle(seed=1, spread=0.1)
    for number in range(4):
        patient.type(f"text {number}")
    while len(clinic.bot.queue.pending) < 4:
        await sandbox.world.bell.wait_past(sandbox.world.bell.strokes, 5)
    assert [words_of(it) for it in await clinic.updates()] == [f"text {it}" for it in range(4)]


async def test_the_end_of_shuffling_lets_all_go(clinic: Caller, patient: Phone) -> None:
    clinic.bot.queue.shuffle(seed=1, spread=60)
    patient.type("one")
    patient.type("two")
    assert await clinic.updates() == []
    clinic.bot.queue.shuffle(None)
    assert [words_of(it) for it in await clinic.updates()] == ["one", "two"]


async def test_what_is_held_can_be_dropped(clinic: Caller, patient: Phone) -> None:
    clinic.bot.queue.shuffle(seed=1, spread=60)
    patient.type("one")
    await clinic.call("deleteWebhook", drop_pending_updates=True)
    assert len(clinic.bot.queue) == 0


async def test_only_the_last_messages_are_kept_if_that_is_asked() -> None:
    async with Sandbox(keep_messages=3) as small:
        bot = small.add_bot("1001:sandbox", "small_bot")
        patient = small.new_person("patient")
        patient.open()
        patient.voice()
        for number in range(4):
            patient.type(f"{number}", reply_to=patient.chat.last_id)
        assert [message.text for message in patient.messages] == ["1", "2", "3"]
        oldest = next(iter(patient.chat.messages.values()))
        assert oldest.reply_to
        assert oldest.reply_to.reply_to is None
        assert patient.messages[0].reply_to is None
        assert bot.files == {}
