"""Every method and every update is read by PTB and by aiogram without a field left over."""

from typing import Any

import pytest
from aiohttp import FormData
from telegram import Update

from bot.sandbox.images import plain_png
from bot.sandbox.methods import METHODS
from bot.sandbox.people import Phone
from tests.bot.sandbox.caller import Caller

KEYBOARD = {
    "inline_keyboard": [
        [{"text": "Yes", "callback_data": "1"}, {"text": "No", "callback_data": "2"}],
        [{"text": "Read", "url": "https://example.org/leaflet", "style": "primary"}],
        [{"text": "Copy", "copy_text": {"text": "0000-0000"}}],
    ]
}
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("getMe", {}),
    ("getWebhookInfo", {}),
    ("setWebhook", {"url": "https://example.org/hook", "allowed_updates": ["message"]}),
    ("getWebhookInfo", {}),
    ("deleteWebhook", {}),
    ("getUpdates", {}),
    ("getChat", {}),
    ("sendChatAction", {"action": "typing"}),
    ("sendMessage", {"text": "<b>Hi</b> https://a.org", "parse_mode": "HTML"}),
    ("editMessageText", {"message_id": 2, "text": "<i>Ho</i>", "parse_mode": "HTML"}),
    ("editMessageReplyMarkup", {"message_id": 2, "reply_markup": KEYBOARD}),
    ("sendMessage", {"text": "Re", "reply_parameters": {"message_id": 2}, "protect_content": True}),
    ("deleteMessage", {"message_id": 3}),
    ("deleteMessages", {"message_ids": [1, 2]}),
    ("setMyCommands", {"commands": [{"command": "stop", "description": "Stop"}]}),
    ("getMyCommands", {}),
    ("deleteMyCommands", {}),
    ("setMyName", {"name": "Heard"}),
    ("getMyName", {}),
    ("setMyDescription", {"description": "We ask."}),
    ("getMyDescription", {}),
    ("setMyShortDescription", {"short_description": "We ask."}),
    ("getMyShortDescription", {}),
]
NEEDS_MORE = {
    "answerCallbackQuery",
    "editMessageCaption",
    "getFile",
    "sendDocument",
    "sendPhoto",
    "sendVideo",
    "sendVoice",
}
UPLOADED = {"sendPhoto": "photo", "sendVoice": "voice", "sendDocument": "document"} | {
    "sendVideo": "video"
}


def test_no_method_is_left_unread() -> None:
    assert {name for name, _ in CALLS} | NEEDS_MORE == {it.name for it in METHODS.values()}


async def test_both_parsers_read_every_reply(clinic: Caller, patient: Phone) -> None:
    for method, given in CALLS:
        known = METHODS[method.lower()].parameters
        await clinic.call(
            method, **given, **({"chat_id": patient.id} if "chat_id" in known else {})
        )


@pytest.mark.parametrize("method", UPLOADED)
async def test_both_parsers_read_every_kind_of_media(
    clinic: Caller, patient: Phone, method: str
) -> None:
    kind = UPLOADED[method]
    form = FormData({"chat_id": str(patient.id), "caption": "<u>Look</u>", "parse_mode": "HTML"})
    form.add_field(kind, plain_png(), filename="leaflet.png", content_type="image/png")
    sent = await clinic.upload(method, form)
    await clinic.call(
        "editMessageCaption", chat_id=patient.id, message_id=sent["message_id"], caption="Again"
    )
    media = sent[kind][0] if kind == "photo" else sent[kind]
    again = await clinic.call(method, chat_id=patient.id, **{kind: media["file_id"]})
    assert again[kind] == sent[kind]
    await clinic.call("getFile", file_id=media["file_id"])


async def test_both_parsers_read_every_update(clinic: Caller, patient: Phone) -> None:
    question = await clinic.call(
        "sendMessage", chat_id=patient.id, text="Well?", reply_markup=KEYBOARD
    )
    own = patient.type("Very well", reply_to=question["message_id"])
    patient.edit(own, "Well")
    patient.tap("Yes")
    patient.voice(4)
    patient.photo(caption="My letter")
    patient.document()
    patient.sticker()
    patient.forward("Read this")
    patient.block()
    patient.unblock()
    await clinic.call("deleteMessage", chat_id=patient.id, message_id=question["message_id"])
    patient.tap_data(question["message_id"], "1")
    updates = await clinic.updates()
    assert [update.keys() - {"update_id"} for update in updates] == [
        {"message"},
        {"edited_message"},
        {"callback_query"},
        *[{"message"}] * 5,
        {"my_chat_member"},
        {"my_chat_member"},
        {"callback_query"},
    ]


async def test_a_forwarded_text_names_its_writer(clinic: Caller, patient: Phone) -> None:
    patient.forward("Read this", written_by="A neighbour")
    (raw,) = await clinic.updates()
    message = Update.de_json(raw).message
    assert message
    assert message.forward_origin
    assert message.forward_origin.to_dict()["sender_user_name"] == "A neighbour"


async def test_a_tap_on_a_deleted_message_carries_no_content(
    clinic: Caller, patient: Phone
) -> None:
    sent = await clinic.call("sendMessage", chat_id=patient.id, text="Well?", reply_markup=KEYBOARD)
    await clinic.call("deleteMessage", chat_id=patient.id, message_id=sent["message_id"])
    patient.tap_data(sent["message_id"], "1")
    (raw,) = await clinic.updates()
    query = Update.de_json(raw).callback_query
    assert query
    assert query.message
    assert not query.message.is_accessible


async def test_a_tap_is_answered_for_both(clinic: Caller, patient: Phone) -> None:
    await clinic.call("sendMessage", chat_id=patient.id, text="Well?", reply_markup=KEYBOARD)
    patient.tap("Yes")
    (update,) = await clinic.updates()
    tap = update["callback_query"]["id"]
    await clinic.call("answerCallbackQuery", callback_query_id=tap, text="Thank you")
    assert [alert.text for alert in patient.alerts] == ["Thank you"]
