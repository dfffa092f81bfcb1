"""How calls come in: three encodings, unknown things refused, all of it logged."""

import json
from io import BytesIO

import pytest
from aiohttp import FormData

from bot.sandbox.api import MOST_BODY
from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from tests.bot.sandbox.caller import Caller

MARKUP = {"inline_keyboard": [[{"text": "Yes", "callback_data": "1"}]]}


async def test_json_form_multipart_and_query_say_the_same(clinic: Caller, patient: Phone) -> None:
    given = {"chat_id": str(patient.id), "text": "Well?", "reply_markup": json.dumps(MARKUP)}
    url, session = clinic.url("sendMessage"), clinic.session
    await clinic.call("sendMessage", chat_id=patient.id, text="Well?", reply_markup=MARKUP)
    await clinic.read("sendMessage", await session.post(url, data=given))
    await clinic.read("sendMessage", await session.get(url, params=given))
    multipart = FormData(given)
    multipart.add_field("unused", "", content_type="text/plain")
    with pytest.raises(AssertionError, match="unknown parameter"):
        await clinic.upload("sendMessage", multipart)
    shown = [(it.text, it.labels) for it in patient.messages[1:]]
    assert shown == [("Well?", ["Yes"])] * 3


async def test_methods_are_found_whatever_their_case(clinic: Caller) -> None:
    response = await clinic.session.post(clinic.url("GETME"))
    assert (await response.json())["result"]["username"] == "clinic_bot"


async def test_an_unknown_token_is_unauthorized(sandbox: Sandbox, clinic: Caller) -> None:
    response = await clinic.session.post(f"{sandbox.base_url}1001:other/getMe")
    body = {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert (response.status, await response.json()) == (401, body)


async def test_an_unknown_method_is_not_found(clinic: Caller) -> None:
    assert await clinic.refusal("sendPigeon") == "404 Not Found"


async def test_an_unknown_parameter_is_refused(clinic: Caller, patient: Phone) -> None:
    refused = await clinic.refusal("sendMessage", chat_id=patient.id, text="Hi", colour="red")
    assert refused == '400 Bad Request: unknown parameter "colour"'
    assert patient.news == []


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"chat_id": 1.5, "text": "Hi"}, 'parameter "chat_id" must be an Integer or a String'),
        ({"chat_id": " ", "text": "Hi"}, "chat_id is empty"),
        ({"text": "Hi"}, "chat_id is empty"),
        ({"chat_id": 1, "text": 5}, 'parameter "text" must be a String'),
        ({"chat_id": 1, "text": "\ud800"}, "strings must be encoded in UTF-8"),
        ({"text": "Hi", "reply_markup": {"a": "\ud800"}}, "strings must be encoded in UTF-8"),
        ({"text": "Hi", "reply_markup": '{"a": "\\ud800"}'}, "strings must be encoded in UTF-8"),
        (
            {"text": "Hi", "protect_content": "perhaps"},
            'parameter "protect_content" must be a Boolean',
        ),
        ({"text": "Hi", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"text": "Hi", "reply_markup": "[]"}, "object expected as reply keyboard markup"),
        ({"text": "Hi", "entities": {}}, "expected an Array as entities"),
        ({"text": "Hi", "entities": ["bold"]}, "can't parse MessageEntity: expected an Object"),
    ],
)
async def test_a_parameter_of_the_wrong_type_is_refused(
    clinic: Caller, given: dict[str, object], reason: str
) -> None:
    assert await clinic.refusal("sendMessage", **given) == f"400 Bad Request: {reason}"


async def test_a_number_must_be_whole(clinic: Caller) -> None:
    for limit in ("many", 1.5, True):
        refused = await clinic.refusal("getUpdates", limit=limit)
        assert refused == '400 Bad Request: parameter "limit" must be an Integer'


async def test_a_file_that_nothing_names_is_refused(clinic: Caller) -> None:
    form = FormData()
    form.add_field("letter", b"words", filename="letter.txt")
    response = await clinic.session.post(clinic.url("getMe"), data=form)
    assert (await response.json())["description"] == 'Bad Request: unknown parameter "letter"'


async def test_a_request_over_52_mb_is_too_large(clinic: Caller) -> None:
    json_type = {"Content-Type": "application/json"}
    response = await clinic.session.post(
        clinic.url("getMe"), data=BytesIO(bytes(MOST_BODY + 1)), headers=json_type
    )
    assert (response.status, (await response.json())["error_code"]) == (413, 413)


async def test_a_body_that_is_no_json_object_is_refused(clinic: Caller) -> None:
    for body in (b"{", b"[]"):
        response = await clinic.session.post(
            clinic.url("getMe"), data=body, headers={"Content-Type": "application/json"}
        )
        assert response.status == 400


async def test_the_log_tells_each_call_without_the_bytes_of_files(
    sandbox: Sandbox, clinic: Caller, patient: Phone
) -> None:
    form = FormData({"chat_id": str(patient.id)})
    form.add_field("document", b"secret bytes", filename="letter.pdf")
    await clinic.upload("sendDocument", form)
    await clinic.refusal("sendMessage", chat_id=patient.id)
    sent, refused = list(sandbox.calls)
    assert sent.parameters == {"chat_id": str(patient.id), "document": "letter.pdf (12 bytes)"}
    assert (sent.number, sent.bot, sent.method, sent.status) == (
        1,
        "clinic_bot",
        "sendDocument",
        200,
    )
    assert (sent.chat_id, sent.message_id, sent.error) == (patient.id, 2, None)
    assert sent.at == sandbox.clock.now()
    assert (refused.status, refused.error) == (400, "Bad Request: message text is empty")
    assert sandbox.calls.counts["clinic_bot", "sendMessage", 400] == 1
    assert sandbox.calls.of("sendMessage", status=200) == []


async def test_the_log_is_bounded_but_its_counts_are_not(clinic: Caller) -> None:
    async with Sandbox(remember=3) as small:
        caller = Caller(clinic.session, small, small.add_bot("1001:small", "small_bot"))
        for _ in range(5):
            await caller.call("getMe")
        assert [call.number for call in small.calls] == [3, 4, 5]
        assert small.calls.counts["small_bot", "getMe", 200] == 5
