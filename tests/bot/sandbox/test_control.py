"""World control over HTTP does what phones do in process."""

import asyncio
from typing import Any

import pytest
from aiohttp import ClientSession, web

from bot.sandbox.api import WORLD
from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from tests.bot.sandbox.caller import Caller


class Control:
    """A client of the world's control."""

    def __init__(self, session: ClientSession, sandbox: Sandbox) -> None:
        self._session = session
        self._sandbox = sandbox

    async def get(self, path: str = "", status: int = 200) -> Any:
        response = await self._session.get(f"{self._sandbox.address}/world{path}")
        assert response.status == status, await response.text()
        return await response.json()

    async def post(self, path: str, status: int = 200, **body: Any) -> Any:
        response = await self._session.post(f"{self._sandbox.address}/world{path}", json=body)
        assert response.status == status, await response.text()
        return await response.json()


@pytest.fixture
def control(session: ClientSession, sandbox: Sandbox) -> Control:
    return Control(session, sandbox)


async def test_a_person_is_made_and_opens_a_deep_link(control: Control, clinic: Caller) -> None:
    person = await control.post("/people", name="carer", language_code="cy")
    opened = await control.post(f"/people/{person['id']}/open", payload="poster")
    assert opened == {"message_id": 1}
    (update,) = await clinic.updates()
    assert update["message"]["text"] == "/start poster"
    assert (await control.get())["people"] == [
        person | {"deactivated": False, "bots": ["clinic_bot"]}
    ]


async def test_everything_a_phone_does_can_be_asked_for(
    control: Control, clinic: Caller, patient: Phone
) -> None:
    mine = f"/people/{patient.id}"
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "1"}]]}
    sent = await clinic.call("sendMessage", chat_id=patient.id, text="Well?", reply_markup=markup)
    own = await control.post(f"{mine}/type", text="Fine", reply_to=sent["message_id"])
    await control.post(f"{mine}/edit", message_id=own["message_id"], text="Good")
    await control.post(f"{mine}/tap", label="Yes")
    await control.post(f"{mine}/tap", message_id=sent["message_id"], data="forged")
    await control.post(f"{mine}/voice", seconds=9)
    await control.post(f"{mine}/photo", caption="Look")
    await control.post(f"{mine}/document", name="a.pdf")
    await control.post(f"{mine}/sticker")
    await control.post(f"{mine}/forward", text="News")
    await control.post(f"{mine}/block")
    await control.post(f"{mine}/unblock")
    kinds = [(update.keys() - {"update_id"}).pop() for update in await clinic.updates()]
    assert kinds == [
        "message",
        "edited_message",
        *["callback_query"] * 2,
        *["message"] * 5,
        *["my_chat_member"] * 2,
    ]
    await control.post(f"{mine}/deactivate")
    assert patient.person.deactivated


async def test_a_phones_screen_can_be_read(
    control: Control, clinic: Caller, patient: Phone
) -> None:
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "1"}]]}
    await clinic.call(
        "sendMessage",
        chat_id=patient.id,
        text="<b>Well?</b>",
        parse_mode="HTML",
        reply_markup=markup,
    )
    patient.tap("Yes")
    (update,) = await clinic.updates()
    tap = update["callback_query"]["id"]
    await clinic.call("answerCallbackQuery", callback_query_id=tap, text="Saved")
    await clinic.call("sendChatAction", chat_id=patient.id, action="typing")
    screen = await control.get(f"/people/{patient.id}?bot=clinic_bot")
    start, question = screen.pop("messages")
    assert (start["from_bot"], start["text"], start["message_id"]) == (False, "/start", 1)
    assert (question["html"], question["date"]) == ("<b>Well?</b>", "2026-03-02T10:00:00+00:00")
    assert question["buttons"] == [[{"label": "Yes", "data": "1", "url": None, "copy_text": None}]]
    assert screen == {
        "id": patient.id,
        "name": "patient in treatment",
        "language_code": "en",
        "started": True,
        "blocked": False,
        "deactivated": False,
        "typing": True,
        "alerts": [{"text": "Saved", "big": False, "url": None}],
    }


async def test_what_a_phone_cannot_do_is_refused_in_words(
    control: Control, clinic: Caller, patient: Phone
) -> None:
    mine = f"/people/{patient.id}"
    refusals = [
        await control.post(f"{mine}/open", 409, payload="a b"),
        await control.post(f"{mine}/tap", 409, label="Yes"),
        await control.post(f"{mine}/type", 409, text=" "),
        await control.post("/bots", 409, token=clinic.bot.token, username="clinic_bot"),
        await control.post("/people/5/type", 404, text="Hi"),
        await control.post(f"{mine}/type", 404),
        await control.post("/clock", 400, to="yesterday"),
        await control.post("/clock", 400, by={"days": -1}),
        await control.post("/clock", 400, by={"moons": 1}),
    ]
    assert all(refusal["error"] for refusal in refusals)
    assert len(patient.messages) == 1


async def test_only_json_is_obeyed(session: ClientSession, sandbox: Sandbox) -> None:
    response = await session.post(f"{sandbox.address}/world/people", data={"name": "intruder"})
    assert response.status == 400
    response = await session.post(f"{sandbox.address}/world/people", json=["intruder"])
    assert response.status == 400
    assert sandbox.world.people == {}


async def test_the_clock_is_moved(control: Control) -> None:
    moved = [
        await control.post("/clock", by={"days": 3}),
        await control.post("/clock", to="next morning"),
        await control.post("/clock", to="2026-04-01T12:00:00+01:00"),
    ]
    assert [it["now"] for it in moved] == [
        "2026-03-05T10:00:00+00:00",
        "2026-03-06T09:30:00+00:00",
        "2026-04-01T11:00:00+00:00",
    ]
    assert (await control.get())["now"] == moved[-1]["now"]


async def test_the_limits_are_switched(control: Control, sandbox: Sandbox) -> None:
    assert await control.post("/limits", on=True) == {"limited": True}
    assert sandbox.limits.on


async def test_a_second_bot_can_be_added(control: Control, clinic: Caller) -> None:
    await control.post("/bots", token="2002:sandbox", username="hospice_bot", name="Hospice")
    bots = (await control.get())["bots"]
    assert [bot["username"] for bot in bots] == [clinic.bot.username, "hospice_bot"]


async def test_calls_are_listed_after_a_number(control: Control, clinic: Caller) -> None:
    await clinic.call("getMe")
    await clinic.refusal("sendMessage")
    (call,) = await control.get("/calls?after=1")
    assert (call["number"], call["method"], call["status"]) == (2, "sendMessage", 400)
    assert call["error"] == "Bad Request: message text is empty"


async def test_changes_can_be_waited_for(control: Control, patient: Phone) -> None:
    strokes = (await control.get())["strokes"]
    waiting = asyncio.create_task(control.get(f"/changes?after={strokes}&wait=300"))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    patient.type("Hi")
    async with asyncio.timeout(30):
        assert (await waiting)["strokes"] > strokes
    now = (await control.get())["strokes"]
    assert await control.get(f"/changes?after={now}&wait=0.01") == {"strokes": now}


async def test_pages_can_be_added_beside(session: ClientSession) -> None:
    async def page(request: web.Request) -> web.Response:
        return web.Response(text=f"{len(request.app[WORLD].bots)} bots")

    async with Sandbox(extend=lambda app: app.router.add_get("/", page)) as sandbox:
        response = await session.get(f"{sandbox.address}/")
        assert await response.text() == "0 bots"


async def test_a_page_may_show_files_but_not_run_them(
    session: ClientSession, sandbox: Sandbox, clinic: Caller, patient: Phone
) -> None:
    patient.photo()
    patient.document(b"<script>", "a.html", "text/html")
    types = []
    for message in patient.messages[1:]:
        assert message.media
        path = f"/world/files/{clinic.bot.username}/{message.media.file_id}"
        response = await session.get(sandbox.address + path)
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        types.append(response.content_type)
        assert len(await response.read()) == message.media.size
    assert types == ["image/jpeg", "application/octet-stream"]
