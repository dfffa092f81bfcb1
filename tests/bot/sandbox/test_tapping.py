"""Taps: by visible label, forged, answered in time or too late."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from bot.sandbox.errors import WorldError
from bot.sandbox.model import Alert
from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from tests.bot.sandbox.caller import Caller

TOO_OLD = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"


class Watch:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
async def sandbox(watch: Watch) -> AsyncIterator[Sandbox]:
    async with Sandbox(limited=False, now=watch) as sandbox:
        yield sandbox


async def ask(clinic: Caller, phone: Phone, text: str, *labels: str) -> int:
    row = [{"text": label, "callback_data": f"{text}:{label}"} for label in labels]
    sent = await clinic.call(
        "sendMessage", chat_id=phone.id, text=text, reply_markup={"inline_keyboard": [row]}
    )
    return int(sent["message_id"])


async def test_a_label_is_tapped_on_the_latest_message_that_bears_it(
    clinic: Caller, patient: Phone
) -> None:
    await ask(clinic, patient, "first", "Yes", "No")
    await ask(clinic, patient, "second", "Yes")
    patient.tap("Yes")
    patient.tap("No")
    taps = [update["callback_query"] for update in await clinic.updates()]
    assert [tap["data"] for tap in taps] == ["second:Yes", "first:No"]
    assert [tap["message"]["text"] for tap in taps] == ["second", "first"]
    assert taps[0]["from"]["id"] == patient.id


async def test_a_label_that_is_not_shown_names_those_that_are(
    clinic: Caller, patient: Phone
) -> None:
    await ask(clinic, patient, "first", "Yes", "No")
    with pytest.raises(WorldError, match=r"No button 'Maybe' is shown.*\['Yes', 'No'\]"):
        patient.tap("Maybe")


async def test_a_link_is_no_tap(clinic: Caller, patient: Phone) -> None:
    button = {"text": "Read", "url": "https://example.org"}
    markup = {"inline_keyboard": [[button]]}
    await clinic.call("sendMessage", chat_id=patient.id, text="Hi", reply_markup=markup)
    with pytest.raises(WorldError, match="opens a link"):
        patient.tap("Read")


async def test_forged_data_come_with_a_message_of_ones_own_chat(
    clinic: Caller, patient: Phone
) -> None:
    question = await ask(clinic, patient, "first", "Yes")
    patient.tap_data(question, "anything")
    (update,) = await clinic.updates()
    assert update["callback_query"]["data"] == "anything"
    for message_id, data in ((1, "own message"), (99, "never sent"), (question, "x" * 65)):
        with pytest.raises(WorldError):
            patient.tap_data(message_id, data)


async def test_an_answer_shows_on_the_phone_once(clinic: Caller, patient: Phone) -> None:
    await ask(clinic, patient, "first", "Yes")
    patient.tap("Yes")
    (update,) = await clinic.updates()
    tap = update["callback_query"]["id"]
    await clinic.call("answerCallbackQuery", callback_query_id=tap, text="Saved", show_alert=True)
    assert patient.alerts == [Alert("Saved", big=True)]
    assert await clinic.refusal("answerCallbackQuery", callback_query_id=tap) == TOO_OLD


async def test_a_tap_cannot_be_answered_after_a_minute(
    clinic: Caller, patient: Phone, watch: Watch
) -> None:
    await ask(clinic, patient, "first", "Yes")
    patient.tap("Yes")
    (update,) = await clinic.updates()
    watch.seconds += 61
    tap = update["callback_query"]["id"]
    assert await clinic.refusal("answerCallbackQuery", callback_query_id=tap) == TOO_OLD


async def test_taps_that_are_too_old_are_forgotten(
    clinic: Caller, patient: Phone, watch: Watch
) -> None:
    await ask(clinic, patient, "first", "Yes")
    for _ in range(3):
        patient.tap("Yes")
        watch.seconds += 40
    assert len(clinic.bot.taps) == 2


async def test_an_unknown_tap_or_one_of_another_bot_is_too_old(
    sandbox: Sandbox, session: ClientSession, clinic: Caller, patient: Phone
) -> None:
    other = Caller(session, sandbox, sandbox.add_bot("3003:sandbox", "other_bot"))
    await ask(clinic, patient, "first", "Yes")
    patient.tap("Yes")
    (update,) = await clinic.updates()
    tap = update["callback_query"]["id"]
    assert await other.refusal("answerCallbackQuery", callback_query_id=tap) == TOO_OLD
    assert await clinic.refusal("answerCallbackQuery", callback_query_id="1") == TOO_OLD
    assert await clinic.refusal("answerCallbackQuery") == TOO_OLD
    await clinic.call("answerCallbackQuery", callback_query_id=tap)
    assert patient.alerts == []


async def test_an_answer_has_at_most_200_units(clinic: Caller, patient: Phone) -> None:
    await ask(clinic, patient, "first", "Yes")
    patient.tap("Yes")
    (update,) = await clinic.updates()
    given = {"callback_query_id": update["callback_query"]["id"], "text": "a" * 201}
    refused = await clinic.refusal("answerCallbackQuery", **given)
    assert refused == "400 Bad Request: MESSAGE_TOO_LONG"
