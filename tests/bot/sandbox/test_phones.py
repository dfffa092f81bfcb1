"""What people do with their phones, what bots learn of it, and what phones refuse."""

import asyncio

import pytest

from bot.sandbox import server
from bot.sandbox.errors import WorldError
from bot.sandbox.people import NotShownError, Phone
from bot.sandbox.server import Sandbox
from tests.bot.sandbox.caller import Caller


async def messages(caller: Caller) -> list[dict[str, object]]:
    return [update["message"] for update in await caller.updates() if "message" in update]


async def test_a_deep_link_is_a_start_command_with_its_payload(
    sandbox: Sandbox, clinic: Caller
) -> None:
    phone = sandbox.new_person("patient", language_code="ur")
    phone.open(clinic.bot, "poster-7_B")
    (message,) = await messages(clinic)
    assert message["text"] == "/start poster-7_B"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert message["from"] == {
        "id": phone.id,
        "is_bot": False,
        "first_name": "patient",
        "language_code": "ur",
    }


@pytest.mark.parametrize("payload", ["", "a b", "ä", "a" * 65, "a.b"])
def test_a_payload_of_other_letters_or_over_64_opens_nothing(
    sandbox: Sandbox, clinic: Caller, payload: str
) -> None:
    with pytest.raises(WorldError, match="deep link"):
        sandbox.new_person("patient").open(clinic.bot, payload)


async def test_a_language_code_may_be_absent(sandbox: Sandbox, clinic: Caller) -> None:
    sandbox.new_person("patient", language_code=None).open(clinic.bot)
    (message,) = await messages(clinic)
    assert "language_code" not in str(message)


def test_peoples_ids_do_not_fit_into_32_bits(patient: Phone) -> None:
    assert patient.id > 2**32


def test_nothing_can_be_done_before_start(sandbox: Sandbox, clinic: Caller) -> None:
    phone = sandbox.new_person("patient")
    phone.look_at(clinic.bot)
    for act in (lambda: phone.type("Hi"), phone.voice, phone.block, lambda: phone.tap("Yes")):
        with pytest.raises(WorldError, match="has not pressed Start"):
            act()


async def test_who_blocks_says_nothing_and_start_unblocks(clinic: Caller, patient: Phone) -> None:
    patient.block()
    patient.block()
    with pytest.raises(WorldError, match="has blocked the bot"):
        patient.type("Hi")
    patient.open(clinic.bot)
    blocked, unblocked, started = await clinic.updates()
    statuses = [
        (
            it["my_chat_member"]["old_chat_member"]["status"],
            it["my_chat_member"]["new_chat_member"]["status"],
        )
        for it in (blocked, unblocked)
    ]
    assert statuses == [("member", "kicked"), ("kicked", "member")]
    assert started["message"]["text"] == "/start"


def test_a_deleted_account_does_nothing(clinic: Caller, patient: Phone) -> None:
    patient.deactivate()
    for act in (lambda: patient.type("Hi"), patient.block, lambda: patient.open(clinic.bot)):
        with pytest.raises(WorldError, match="deleted their account"):
            act()


async def test_5000_characters_go_as_two_messages(clinic: Caller, patient: Phone) -> None:
    patient.type("a" * 5000)
    assert [len(str(it["text"])) for it in await messages(clinic)] == [4096, 904]
    with pytest.raises(WorldError, match="empty"):
        patient.type(" \n")


def test_half_a_character_cannot_be_typed(patient: Phone) -> None:
    own = patient.type("Hi")
    for act in (lambda: patient.type("\ud83d"), lambda: patient.edit(own, "\ud83d")):
        with pytest.raises(WorldError, match="whole characters"):
            act()


async def test_a_reply_carries_the_message_that_it_answers(clinic: Caller, patient: Phone) -> None:
    first = await clinic.call("sendMessage", chat_id=patient.id, text="Well?")
    answer = patient.type("Yes", reply_to=first["message_id"])
    patient.type("Really", reply_to=answer)
    _, second = await messages(clinic)
    replied = second["reply_to_message"]
    assert isinstance(replied, dict)
    assert replied["text"] == "Yes"
    assert "reply_to_message" not in replied
    with pytest.raises(WorldError, match="no message 99"):
        patient.type("What?", reply_to=99)


async def test_only_ones_own_words_can_be_edited(clinic: Caller, patient: Phone) -> None:
    own = patient.type("Yse")
    patient.edit(own, "Yes")
    (update,) = [it for it in await clinic.updates() if "edited_message" in it]
    assert update["edited_message"]["text"] == "Yes"
    assert update["edited_message"]["edit_date"] == update["edited_message"]["date"]
    theirs = await clinic.call("sendMessage", chat_id=patient.id, text="Hi")
    for message_id in (theirs["message_id"], patient.forward("News"), 99):
        with pytest.raises(WorldError, match="not this person's"):
            patient.edit(message_id, "Changed")
    with pytest.raises(WorldError, match="1 to 4096"):
        patient.edit(own, " ")


async def test_a_photo_must_be_a_picture(clinic: Caller, patient: Phone) -> None:
    gif = b"GIF89a" + (7).to_bytes(2, "little") + (9).to_bytes(2, "little")
    frame = bytes.fromhex("ffd8 ffe00004 0000 ffc00011 08 0010 0020")
    patient.photo(gif)
    patient.photo(frame)
    sizes = [(it.media.width, it.media.height) for it in patient.messages if it.media]
    assert sizes == [(7, 9), (32, 16)]
    for content in (b"text", b"GIF89a", b"\xff\xd8\xff", b"\xff\xd8\x00\x00"):
        with pytest.raises(WorldError, match="photo"):
            patient.photo(content)
    assert len(await messages(clinic)) == 2


async def test_waiting_sees_only_what_came_since_the_person_acted(
    clinic: Caller, patient: Phone
) -> None:
    await clinic.call("sendMessage", chat_id=patient.id, text="Hello")
    assert (await patient.wait_for("Hell")).text == "Hello"
    patient.type("Hi")
    with pytest.raises(NotShownError, match=r"waited for 'Hello' and sees \[\]"):
        await patient.wait_for("Hello", timeout=0.05)
    sent = await clinic.call("sendMessage", chat_id=patient.id, text="Again")
    edit = {"chat_id": patient.id, "message_id": sent["message_id"], "text": "At last"}
    await clinic.call("editMessageText", **edit)
    assert (await patient.wait_for(lambda it: it.edited)).text == "At last"


async def test_settled_waits_until_every_update_is_confirmed(
    sandbox: Sandbox, clinic: Caller, patient: Phone
) -> None:
    await sandbox.settled()
    patient.type("Hi")
    await sandbox.quiet()
    (update,) = await clinic.updates()
    assert [it.kind for it in clinic.bot.queue.pending] == ["message"]
    with pytest.raises(TimeoutError, match=r"\{'clinic_bot': 1\}"):
        await sandbox.settled(timeout=0.1)
    await clinic.updates(offset=update["update_id"] + 1)
    await sandbox.settled()
    assert clinic.bot.queue.confirmed[-1].person_id == patient.id


async def test_quiet_begins_anew_with_every_call(
    sandbox: Sandbox, clinic: Caller, patient: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = [0.0]
    monkeypatch.setattr(server, "monotonic", lambda: moment[0])
    waiting = asyncio.create_task(sandbox.quiet(for_seconds=0.15, timeout=300))
    for number in range(5):
        await clinic.call("sendMessage", chat_id=patient.id, text=f"{number}")
        moment[0] += 0.1
        await asyncio.sleep(0.05)
        assert not waiting.done()
    moment[0] += 0.2
    async with asyncio.timeout(30):
        await waiting
    assert len(patient.news) == 5


async def test_two_bots_know_nothing_of_each_other(
    sandbox: Sandbox, hospice: Caller, patient: Phone
) -> None:
    carer = sandbox.new_person("carer")
    carer.open(hospice.bot)
    patient.type("For the clinic")
    patient.voice()
    file_id = patient.messages[-1].media
    assert file_id
    assert [it["text"] for it in await messages(hospice)] == ["/start"]
    for method, given in (
        ("sendMessage", {"chat_id": patient.id, "text": "Hi"}),
        ("getChat", {"chat_id": patient.id}),
    ):
        refused = await hospice.refusal(method, **given)
        assert refused == "400 Bad Request: chat not found"
    refused = await hospice.refusal("getFile", file_id=file_id.file_id)
    assert refused == "400 Bad Request: invalid file_id"
    assert (await hospice.call("getMe"))["username"] == "hospice_bot"


async def test_a_person_with_two_bots_blocks_one_of_them(
    clinic: Caller, hospice: Caller, patient: Phone
) -> None:
    patient.open(hospice.bot)
    patient.type("For the hospice")
    patient.block(clinic.bot)
    patient.type("Still here")
    refused = await clinic.refusal("sendMessage", chat_id=patient.id, text="Hi")
    assert refused == "403 Forbidden: bot was blocked by the user"
    await hospice.call("sendMessage", chat_id=patient.id, text="Hi")
    texts = [it["text"] for it in await messages(hospice)]
    assert texts == ["/start", "For the hospice", "Still here"]
    patient.look_at("clinic_bot")
    assert [it.text for it in patient.messages] == ["/start"]


def test_a_phone_must_be_told_which_of_two_bots(
    sandbox: Sandbox, clinic: Caller, hospice: Caller
) -> None:
    phone = sandbox.new_person("patient")
    for known_as in (None, "nobody_bot"):
        with pytest.raises(WorldError, match="not exactly one bot"):
            phone.open(known_as)
    assert phone.open(hospice.bot.username) == phone.open(clinic.bot.token) == 1


def test_a_bot_needs_its_own_name_number_and_a_token(sandbox: Sandbox, clinic: Caller) -> None:
    assert clinic.bot.id == 1001
    for token, username in (
        ("1001:x", "a_bot"),
        ("7:x", "clinic_bot"),
        ("7", "b_bot"),
        ("x:y", "c"),
    ):
        with pytest.raises(WorldError):
            sandbox.add_bot(token, username)


def test_a_phone_can_be_taken_up_again(sandbox: Sandbox, patient: Phone) -> None:
    assert sandbox.phone(patient.id).messages == patient.messages
