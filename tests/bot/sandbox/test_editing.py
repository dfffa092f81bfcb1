"""Editing and deleting."""

from datetime import timedelta

import pytest

from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from tests.bot.sandbox.caller import Caller

NOT_MODIFIED = (
    "400 Bad Request: message is not modified: specified new message content and reply markup "
    "are exactly the same as a current content and reply markup of the message"
)
YES = {"inline_keyboard": [[{"text": "Yes", "callback_data": "1"}]]}


@pytest.fixture
async def asked(clinic: Caller, patient: Phone) -> dict[str, int]:
    """Where the question 'Well?' stands, with its button."""
    sent = await clinic.call(
        "sendMessage", chat_id=patient.id, text="<b>Well?</b>", parse_mode="HTML", reply_markup=YES
    )
    return {"chat_id": patient.id, "message_id": sent["message_id"]}


async def test_an_edit_changes_the_message_in_its_place(
    sandbox: Sandbox, clinic: Caller, patient: Phone, asked: dict[str, int]
) -> None:
    sandbox.clock.move(by=timedelta(days=40))
    edited = await clinic.call("editMessageText", **asked, text="Thank you")
    assert edited["edit_date"] == edited["date"] + 40 * 86_400
    (shown,) = patient.messages[1:]
    assert (shown.text, shown.labels, shown.edited) == ("Thank you", [], True)


async def test_the_same_content_is_not_modified(clinic: Caller, asked: dict[str, int]) -> None:
    same = {"text": "<strong>Well?</strong> ", "parse_mode": "HTML", "reply_markup": YES}
    assert await clinic.refusal("editMessageText", **asked, **same) == NOT_MODIFIED
    assert await clinic.refusal("editMessageReplyMarkup", **asked, reply_markup=YES) == NOT_MODIFIED


async def test_other_words_entities_or_buttons_are_a_modification(
    clinic: Caller, asked: dict[str, int]
) -> None:
    for given in (
        {"text": "Well?", "reply_markup": YES},
        {"text": "Well?"},
        {"text": "Well? https://example.org"},
    ):
        await clinic.call("editMessageText", **asked, **given)
        assert await clinic.refusal("editMessageText", **asked, **given) == NOT_MODIFIED


async def test_a_message_that_is_not_there_cannot_be_edited(clinic: Caller, patient: Phone) -> None:
    for method, more in (("editMessageText", {"text": "a"}), ("editMessageReplyMarkup", {})):
        refused = await clinic.refusal(method, chat_id=patient.id, message_id=99, **more)
        assert refused == "400 Bad Request: message to edit not found"
    refused = await clinic.refusal("editMessageText", chat_id=patient.id, text="a")
    assert refused == "400 Bad Request: message identifier is not specified"


async def test_a_persons_words_cannot_be_edited(clinic: Caller, patient: Phone) -> None:
    refused = await clinic.refusal(
        "editMessageText", chat_id=patient.id, message_id=1, text="I am well"
    )
    assert refused == "400 Bad Request: message can't be edited"


async def test_text_and_caption_are_not_mixed_up(
    clinic: Caller, patient: Phone, asked: dict[str, int]
) -> None:
    refused = await clinic.refusal("editMessageCaption", **asked, caption="a")
    assert refused == "400 Bad Request: there is no caption in the message to edit"
    patient.voice()
    voice = patient.last
    assert voice
    assert voice.media
    sent = await clinic.call("sendVoice", chat_id=patient.id, voice=voice.media.file_id)
    place = {"chat_id": patient.id, "message_id": sent["message_id"]}
    refused = await clinic.refusal("editMessageText", **place, text="a")
    assert refused == "400 Bad Request: there is no text in the message to edit"
    refused = await clinic.refusal("editMessageCaption", **place, caption="a" * 1025)
    assert refused == "400 Bad Request: message caption is too long"


async def test_who_blocked_the_bot_sees_no_edits(
    clinic: Caller, patient: Phone, asked: dict[str, int]
) -> None:
    patient.block()
    refused = await clinic.refusal("editMessageText", **asked, text="Bye")
    assert refused == "403 Forbidden: bot was blocked by the user"


async def test_a_deleted_message_is_gone(
    clinic: Caller, patient: Phone, asked: dict[str, int]
) -> None:
    await clinic.call("deleteMessage", **asked)
    assert len(patient.messages) == 1
    assert await clinic.refusal("deleteMessage", **asked) == (
        "400 Bad Request: message to delete not found"
    )
    sent = await clinic.call("sendMessage", chat_id=patient.id, text="Hi")
    assert sent["message_id"] == asked["message_id"] + 1


async def test_messages_older_than_48_hours_stay(
    sandbox: Sandbox, clinic: Caller, patient: Phone, asked: dict[str, int]
) -> None:
    sandbox.clock.move(by=timedelta(hours=48, seconds=1))
    assert await clinic.refusal("deleteMessage", **asked) == (
        "400 Bad Request: message can't be deleted for everyone"
    )
    newer = await clinic.call("sendMessage", chat_id=patient.id, text="Hi")
    ids = [asked["message_id"], newer["message_id"], 99]
    await clinic.call("deleteMessages", chat_id=patient.id, message_ids=ids)
    assert [it.message_id for it in patient.messages] == [1, asked["message_id"]]


async def test_message_identifiers_are_checked(clinic: Caller, patient: Phone) -> None:
    reasons = {
        "message identifiers are not specified": [],
        "too many message identifiers specified": list(range(1, 102)),
        "invalid message identifier specified": [0],
    }
    for reason, ids in reasons.items():
        refused = await clinic.refusal("deleteMessages", chat_id=patient.id, message_ids=ids)
        assert refused == f"400 Bad Request: {reason}"
