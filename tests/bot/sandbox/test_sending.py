"""Sending: what is refused, in Telegram's words, and what a phone shows of the rest."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from aiohttp import FormData

from bot.sandbox.images import plain_png
from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from tests.bot.sandbox.caller import Caller


def keyboard(**button: object) -> dict[str, object]:
    return {"inline_keyboard": [[{"text": "Yes"} | button]]}


async def test_a_phone_shows_what_was_sent(clinic: Caller, patient: Phone) -> None:
    await clinic.call(
        "sendMessage",
        chat_id=patient.id,
        text="Were you <b>heard</b>?",
        parse_mode="HTML",
        reply_markup=keyboard(callback_data="1"),
        disable_notification=True,
        protect_content=True,
        reply_parameters={"message_id": 1},
    )
    shown = patient.last
    assert shown
    assert (shown.text, shown.html) == ("Were you heard?", "Were you <b>heard</b>?")
    assert shown.entities == ({"type": "bold", "offset": 9, "length": 5},)
    assert [(it.label, it.data) for row in shown.buttons for it in row] == [("Yes", "1")]
    assert (shown.from_bot, shown.edited, shown.reply_to) == (True, False, 1)
    assert (shown.silent, shown.protected, shown.media) == (True, True, None)
    assert shown.date == datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


async def test_message_ids_rise_in_each_chat_by_themselves(
    sandbox: Sandbox, clinic: Caller, patient: Phone
) -> None:
    carer = sandbox.new_person("carer")
    assert carer.open(clinic.bot) == 1
    ids = [
        (await clinic.call("sendMessage", chat_id=chat, text="Hi"))["message_id"]
        for chat in (patient.id, carer.id, patient.id)
    ]
    assert ids == [2, 2, 3]


async def test_dates_are_whole_seconds_of_the_civil_clock(
    sandbox: Sandbox, clinic: Caller, patient: Phone
) -> None:
    sandbox.clock.move(by=timedelta(days=3, milliseconds=700))
    sent = await clinic.call("sendMessage", chat_id=patient.id, text="Hi")
    assert sent["date"] == int(datetime(2026, 3, 5, 10, 0, tzinfo=UTC).timestamp())


async def test_a_person_who_has_not_pressed_start_has_no_chat(
    sandbox: Sandbox, clinic: Caller
) -> None:
    stranger = sandbox.new_person("stranger")
    for chat_id in (stranger.id, 5, "@stranger"):
        refused = await clinic.refusal("sendMessage", chat_id=chat_id, text="Hi")
        assert refused == "400 Bad Request: chat not found"


async def test_a_person_who_blocks_the_bot_gets_nothing(clinic: Caller, patient: Phone) -> None:
    patient.block()
    for method, more in (("sendMessage", {"text": "Hi"}), ("sendChatAction", {"action": "typing"})):
        refused = await clinic.refusal(method, chat_id=patient.id, **more)
        assert refused == "403 Forbidden: bot was blocked by the user"
    patient.unblock()
    await clinic.call("sendMessage", chat_id=patient.id, text="Hi")


async def test_a_deleted_account_gets_nothing(clinic: Caller, patient: Phone) -> None:
    patient.deactivate()
    refused = await clinic.refusal("sendMessage", chat_id=patient.id, text="Hi")
    assert refused == "403 Forbidden: user is deactivated"


async def test_text_is_measured_in_utf16_units_after_entities(
    clinic: Caller, patient: Phone
) -> None:
    for text in ("a" * 4096, "😀" * 2048, "<b>" + "a" * 4096 + "</b>", "&lt;" * 4096):
        await clinic.call("sendMessage", chat_id=patient.id, text=text, parse_mode="HTML")
    for text in ("a" * 4097, "😀" * 2048 + "a"):
        refused = await clinic.refusal("sendMessage", chat_id=patient.id, text=text)
        assert refused == "400 Bad Request: message is too long"
    refused = await clinic.refusal("sendMessage", chat_id=patient.id, text="a" * 40_000)
    assert refused == "400 Bad Request: text is too long"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({}, "message text is empty"),
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "Hi", "parse_mode": "MarkdownV2"}, "the sandbox reads parse_mode HTML only"),
        ({"text": "Hi", "parse_mode": "poetry"}, "unsupported parse_mode"),
        (
            {"text": "Hi", "reply_parameters": {"message_id": 99}},
            "message to be replied not found",
        ),
        (
            {"text": "Hi", "reply_parameters": {"message_id": 1, "chat_id": 5}},
            "the sandbox replies within one chat only",
        ),
        (
            {"text": "Hi", "reply_parameters": {"message_id": 1, "quote": "a"}},
            'the sandbox does not know the reply parameter "quote"',
        ),
    ],
)
async def test_a_wrong_text_is_refused(
    clinic: Caller, patient: Phone, given: dict[str, object], reason: str
) -> None:
    refused = await clinic.refusal("sendMessage", chat_id=patient.id, **given)
    assert refused == f"400 Bad Request: {reason}"
    assert len(patient.messages) == 1


async def test_a_reply_to_nothing_may_be_sent_if_allowed(clinic: Caller, patient: Phone) -> None:
    parameters = {"message_id": 99, "allow_sending_without_reply": True}
    sent = await clinic.call(
        "sendMessage", chat_id=patient.id, text="Hi", reply_parameters=parameters
    )
    assert "reply_to_message" not in sent


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        (keyboard(callback_data="x" * 65), "BUTTON_DATA_INVALID"),
        (keyboard(callback_data="ä" * 33), "BUTTON_DATA_INVALID"),
        (keyboard(callback_data=5), "BUTTON_DATA_INVALID"),
        (
            keyboard(callback_data=""),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            keyboard(callback_data="1", pay=True),
            'can\'t parse inline keyboard button: the sandbox does not know the field "pay"',
        ),
        (
            keyboard(callback_data="1", style="pink"),
            "can't parse inline keyboard button: invalid button style specified",
        ),
        (
            keyboard(url="ward"),
            "inline keyboard button URL 'ward' is invalid: Wrong HTTP URL",
        ),
        (
            keyboard(copy_text="code"),
            "can't parse inline keyboard button: Can't find field \"text\"",
        ),
        (
            {"inline_keyboard": [[{"text": " ", "callback_data": "1"}]]},
            "inline keyboard button text must be non-empty",
        ),
        (
            {"inline_keyboard": [["Yes"]]},
            "can't parse inline keyboard button: InlineKeyboardButton must be an Object",
        ),
        (
            {"inline_keyboard": [[{"callback_data": "1"}]]},
            "can't parse inline keyboard button: Can't find field \"text\"",
        ),
        (
            {"inline_keyboard": ["Yes"]},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        (
            {"inline_keyboard": [[{"text": "Yes", "callback_data": "1"}] * 8] * 13},
            "reply markup is too long",
        ),
        ({"force_reply": True}, "the sandbox knows inline keyboards only"),
    ],
)
async def test_a_wrong_keyboard_is_refused(
    clinic: Caller, patient: Phone, markup: dict[str, object], reason: str
) -> None:
    refused = await clinic.refusal(
        "sendMessage", chat_id=patient.id, text="Hi", reply_markup=markup
    )
    assert refused == f"400 Bad Request: {reason}"


async def test_callback_data_of_64_bytes_pass(clinic: Caller, patient: Phone) -> None:
    markup = keyboard(callback_data="ä" * 32)
    await clinic.call("sendMessage", chat_id=patient.id, text="Hi", reply_markup=markup)
    assert patient.labels == ["Yes"]


def form(phone: Phone, kind: str, content: bytes, **more: str) -> FormData:
    made = FormData({"chat_id": str(phone.id)} | more)
    made.add_field(kind, BytesIO(content), filename="file.bin")
    return made


async def refused_upload(clinic: Caller, method: str, sent: FormData) -> str:
    response = await clinic.session.post(clinic.url(method), data=sent)
    return str((await response.json())["description"])


async def test_a_caption_is_at_most_1024_units(clinic: Caller, patient: Phone) -> None:
    await clinic.upload("sendVoice", form(patient, "voice", b"OggS", caption="a" * 1024))
    long = form(patient, "voice", b"OggS", caption="a" * 1025)
    assert await refused_upload(clinic, "sendVoice", long) == (
        "Bad Request: message caption is too long"
    )


async def test_a_wrong_file_is_refused(
    sandbox: Sandbox, clinic: Caller, hospice: Caller, patient: Phone
) -> None:
    patient.open(hospice.bot)
    theirs = sandbox.world.store(hospice.bot, "voice", b"OggS", None, "audio/ogg").file_id
    patient.open(clinic.bot)
    ours = sandbox.world.store(clinic.bot, "voice", b"OggS", None, "audio/ogg").file_id
    given = {
        "": "there is no voice in the request",
        "voice-1-1": "wrong file identifier/HTTP URL specified",
        theirs: "wrong file identifier/HTTP URL specified",
        "https://example.org/a.ogg": "failed to get HTTP URL content",
        "attach://missing": "there is no attached file in the request",
    }
    for voice, reason in given.items():
        refused = await clinic.refusal("sendVoice", chat_id=patient.id, voice=voice)
        assert refused == f"400 Bad Request: {reason}"
    refused = await clinic.refusal("sendDocument", chat_id=patient.id, document=ours)
    assert refused == "400 Bad Request: can't use file of type Voice as Document"
    nothing = form(patient, "voice", b"")
    assert await refused_upload(clinic, "sendVoice", nothing) == (
        "Bad Request: file must be non-empty"
    )
    text = form(patient, "photo", b"no picture")
    assert await refused_upload(clinic, "sendPhoto", text) == "Bad Request: IMAGE_PROCESS_FAILED"


async def test_an_attached_file_is_found_by_its_name(clinic: Caller, patient: Phone) -> None:
    made = FormData({"chat_id": str(patient.id), "document": "attach://leaflet"})
    made.add_field("leaflet", b"words", filename="leaflet.txt", content_type="text/plain")
    sent = await clinic.upload("sendDocument", made)
    assert sent["document"]["file_name"] == "leaflet.txt"
    assert patient.last
    assert patient.last.media
    assert (patient.last.media.kind, patient.last.media.size) == ("document", 5)


async def test_what_is_said_of_the_manner_comes_back(clinic: Caller, patient: Phone) -> None:
    preview = {"is_disabled": True}
    sent = await clinic.call(
        "sendMessage", chat_id=patient.id, text="Hi", link_preview_options=preview
    )
    assert sent["link_preview_options"] == preview
    shown = {"has_spoiler": "true", "show_caption_above_media": "1", "caption": "Look"}
    sent = await clinic.upload("sendPhoto", form(patient, "photo", plain_png(), **shown))
    assert (sent["has_media_spoiler"], sent["show_caption_above_media"]) == (True, True)


async def test_a_picture_is_not_too_large(clinic: Caller, patient: Phone) -> None:
    long = form(patient, "photo", plain_png(9_999, 2))
    assert await refused_upload(clinic, "sendPhoto", long) == (
        "Bad Request: PHOTO_INVALID_DIMENSIONS"
    )
    heavy = form(patient, "photo", plain_png() + bytes(10 * 2**20))
    assert "is too big for a photo" in await refused_upload(clinic, "sendPhoto", heavy)


async def test_a_chat_action_shows_until_the_next_message(clinic: Caller, patient: Phone) -> None:
    await clinic.call("sendChatAction", chat_id=patient.id, action="typing")
    shown = [patient.typing]
    await clinic.call("sendMessage", chat_id=patient.id, text="Hi")
    assert [*shown, patient.typing] == [True, False]
    refused = await clinic.refusal("sendChatAction", chat_id=patient.id, action="dancing")
    assert refused == "400 Bad Request: wrong parameter action in request"
