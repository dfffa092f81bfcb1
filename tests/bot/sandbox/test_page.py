"""The phones page without a browser: what it shows, what its forms do and whom it refuses."""

from collections.abc import AsyncIterator
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession

from bot.sandbox.clock import CivilClock
from bot.sandbox.pages import PhoneOnPage, phones
from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from tests.bot.sandbox.caller import Caller
from tests.bot.sandbox.conftest import START

HOSTILE = (
    "</p></li><script>alert(1)</script><!-- \"'>& ]]> {{ 7 * 7 }} <img src=x onerror=alert(1)>"
)

ALERT = '<div class="notice big">'


class Browser:
    """Reads the page and sends its forms, as a browser without JavaScript does."""

    def __init__(self, session: ClientSession) -> None:
        self.session = session
        self.places: list[PhoneOnPage] = []
        self.begun: list[str] = []
        page = phones(
            self.places.copy, "Phones", "Nobody here is real.", self._start_again,
            links=lambda: {"Come by a poster": "ward-poster"},
        )  # fmt: skip
        clock = CivilClock(START, frozen=True)
        self.sandbox = Sandbox(clock=clock, limited=False, extend=page)

    async def _start_again(self) -> None:
        self.begun.append("again")

    async def page(self, query: str = "") -> str:
        response = await self.session.get(f"{self.sandbox.address}/{query}")
        assert response.status == 200, await response.text()
        return await response.text()

    async def send(self, path: str, origin: str = "", **fields: str) -> ClientResponse:
        headers = {"Origin": origin or self.sandbox.address}
        url = f"{self.sandbox.address}{path}"
        return await self.session.post(url, data=fields, headers=headers, allow_redirects=False)

    async def do(self, path: str, **fields: str) -> str:
        """Send a form that is obeyed and return where it leads."""
        response = await self.send(path, **fields)
        assert response.status == 303, await response.text()
        return response.headers["Location"]


@pytest.fixture
async def browser(session: ClientSession) -> AsyncIterator[Browser]:
    browser = Browser(session)
    async with browser.sandbox:
        yield browser


@pytest.fixture
def sandbox(browser: Browser) -> Sandbox:
    """The sandbox with the page, for the fixtures of this folder."""
    return browser.sandbox


@pytest.fixture
def placed(browser: Browser, patient: Phone) -> Phone:
    """The patient, on the page."""
    browser.places.append(PhoneOnPage(patient.id, "Patient, reads Urdu", "ur"))
    return patient


class Reader(HTMLParser):
    """Collects the tags of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [
            given for name, given in self.tags if name == tag if wanted.items() <= given.items()
        ]


def key(label: str, **carries: Any) -> dict[str, Any]:
    return {"text": label} | carries


async def ask(clinic: Caller, phone: Phone, text: str, *keys: dict[str, Any]) -> int:
    markup = {"inline_keyboard": [list(keys)]} if keys else None
    given: dict[str, Any] = {"reply_markup": markup} if markup else {}
    sent = await clinic.call("sendMessage", chat_id=phone.id, text=text, **given)
    return int(sent["message_id"])


# --- what it shows -------------------------------------------------------------------------------


async def test_an_empty_world_has_a_page(browser: Browser) -> None:
    page = await browser.page()
    assert "Nobody is here yet" in page
    assert "Nobody here is real." in page


async def test_each_phone_shows_its_chat_in_its_language_and_direction(
    browser: Browser, clinic: Caller, placed: Phone
) -> None:
    await ask(clinic, placed, "کیا آپ کو بس ملی؟", key("جی", callback_data="1"))
    placed.type("NHS")
    read = Reader(await browser.page())
    (messages,) = read.all("ol")
    assert messages["lang"] == "ur"
    assert [it["dir"] for it in read.all("div", **{"class": "bubble"})] == ["ltr", "rtl", "ltr"]
    (keyboard,) = read.all("form", **{"class": "keyboard"})
    assert keyboard["dir"] == "rtl"


async def test_times_are_those_of_the_civil_clock_where_it_hangs(
    browser: Browser, sandbox: Sandbox, placed: Phone
) -> None:
    sandbox.clock.move(by=timedelta(days=30))
    placed.type("Good")
    page = await browser.page()
    assert "Wednesday 1 April 2026, <b>11:00</b>" in page  # British Summer Time
    assert "Wednesday 1 April 2026</li>" in page


async def test_hostile_words_are_words_wherever_they_stand(
    browser: Browser, sandbox: Sandbox, clinic: Caller, patient: Phone
) -> None:
    browser.places.append(PhoneOnPage(patient.id, HOSTILE, '"><script>'))
    clinic.bot.name = HOSTILE
    sandbox.new_person(HOSTILE, HOSTILE[:20])
    data = "<script>\"'</button>"
    url = "https://example.org/?<script>"
    keys = (
        key(HOSTILE, callback_data=data),
        key(HOSTILE, url=url),
        key("a", copy_text={"text": HOSTILE}),
    )
    await ask(clinic, patient, HOSTILE, *keys)
    patient.document(b"x", HOSTILE)
    patient.forward(HOSTILE, HOSTILE)
    patient.tap(HOSTILE)
    tap = next(iter(clinic.bot.taps))
    await clinic.call("answerCallbackQuery", callback_query_id=tap, text=HOSTILE)
    await clinic.refusal(
        "sendMessage", chat_id=patient.id, text="<script>alert(1)</script>", parse_mode="HTML"
    )
    page = await browser.page()
    read = Reader(page)
    assert read.all("script") == [{"src": "/static/page.js", "defer": None}]
    assert [it["class"] for it in read.all("img")] == []
    assert "{{ 7 * 7 }}" in page
    (tapped,) = read.all("button", name="tap")
    assert str(tapped["value"]).partition(" ")[2] == data
    assert not any(name.startswith("on") for _, given in read.tags for name in given)


async def test_every_kind_of_message_is_shown(
    browser: Browser, clinic: Caller, placed: Phone
) -> None:
    placed.voice(65)
    placed.photo()
    placed.sticker()
    placed.document(name="letter.pdf")
    placed.edit(placed.type("Good"), "Better")
    page = await browser.page()
    for shown in ("Voice message, 1:05", "Sticker", "File: letter.pdf", "edited <time"):
        assert shown in page
    (picture,) = Reader(page).all("img")
    response = await browser.session.get(f"{browser.sandbox.address}{picture['src']}")
    assert response.content_type == "image/jpeg"
    assert clinic.bot.username in str(picture["src"])


async def test_typing_and_the_menu_are_shown(
    browser: Browser, clinic: Caller, placed: Phone
) -> None:
    scope = {"type": "chat", "chat_id": placed.id}
    everyone = [{"command": "home", "description": "See what waits"}]
    own = [{"command": "ask", "description": "Ask something"}]
    await clinic.call("setMyCommands", commands=everyone)
    assert 'value="/home"' in await browser.page()
    await clinic.call("setMyCommands", commands=own, scope=scope)
    await clinic.call("sendChatAction", chat_id=placed.id, action="typing")
    page = await browser.page()
    assert 'value="/ask"' in page
    assert "typing…" in page


async def test_before_start_the_bot_describes_itself_and_a_link_can_be_followed(
    browser: Browser, sandbox: Sandbox, clinic: Caller
) -> None:
    new = sandbox.new_person("carer", "cy")
    browser.places.append(PhoneOnPage(new.id, "Carer", "cy"))
    await clinic.call("setMyDescription", description="Cwestiynau byr.", language_code="cy")
    page = await browser.page()
    assert "Cwestiynau byr." in page
    assert 'name="text"' not in page
    assert '<button name="payload" value="ward-poster">Come by a poster</button>' in page
    to = await browser.do(f"/phones/{new.id}/start", payload="ward-poster")
    assert to == f"/#phone-{new.id}"
    assert [message.text for message in new.messages] == ["/start ward-poster"]
    assert "Come by a poster" not in await browser.page()


async def test_an_answer_to_a_tap_is_shown_until_the_person_does_something(
    browser: Browser, clinic: Caller, placed: Phone
) -> None:
    await ask(clinic, placed, "Well?", key("Yes", callback_data="1"))
    placed.tap("Yes")
    assert ALERT not in await browser.page()
    (tap,) = clinic.bot.taps
    await clinic.call("answerCallbackQuery", callback_query_id=tap, text="Saved", show_alert=True)
    page = await browser.page()
    assert ALERT in page
    assert "Saved" in page
    placed.type("Thanks")
    assert ALERT not in await browser.page()


async def test_long_chats_show_their_end(browser: Browser, placed: Phone) -> None:
    for number in range(120):
        placed.type(f"Line {number}.")
    page = await browser.page()
    assert "61 earlier messages are left out." in page
    assert "Line 119." in page
    assert "Line 59." not in page


async def test_calls_are_shown_newest_first_without_the_waiting(
    browser: Browser, clinic: Caller, placed: Phone
) -> None:
    await clinic.call("getUpdates")
    await ask(clinic, placed, "Hello")
    await clinic.refusal("sendMessage", chat_id=1, text="Hello")
    page = await browser.page()
    assert '<span id="call-count" data-part>2</span>' in page
    assert "getUpdates" not in page
    assert page.index("Bad Request: chat not found") < page.index("<td>200</td>")


# --- what its forms do ----------------------------------------------------------------------------


async def test_what_a_person_does_reaches_the_bot_by_plain_forms(
    browser: Browser, clinic: Caller, placed: Phone
) -> None:
    message = await ask(clinic, placed, "Well?", key("Yes", callback_data="a b"))
    mine, back = f"/phones/{placed.id}", f"/#phone-{placed.id}"
    assert await browser.do(f"{mine}/say", text="Two\r\nlines") == back
    assert await browser.do(f"{mine}/tap", tap=f"{message} a b") == back
    for act in ("voice", "photo", "block", "unblock"):
        assert await browser.do(f"{mine}/{act}") == back
    updates = await clinic.updates()
    kinds = [(update.keys() - {"update_id"}).pop() for update in updates]
    told = ["message", "callback_query", "message", "message", *["my_chat_member"] * 2]
    assert kinds == told
    assert updates[0]["message"]["text"] == "Two\nlines"
    assert updates[1]["callback_query"]["data"] == "a b"


async def test_a_blocked_phone_offers_to_unblock_only(browser: Browser, placed: Phone) -> None:
    placed.block()
    page = await browser.page()
    assert f'action="/phones/{placed.id}/unblock"' in page
    assert 'name="text"' not in page
    placed.deactivate()
    assert "This account was deleted." in await browser.page()


async def test_a_button_that_links_to_this_bot_is_followed_in_the_sandbox(
    browser: Browser, clinic: Caller, placed: Phone
) -> None:
    keys = (
        key("Join", url="https://t.me/clinic_bot?start=group-7"),
        key("Read", url="https://a.b/"),
    )
    await ask(clinic, placed, "Welcome", *keys)
    read = Reader(await browser.page())
    (join,) = read.all("button", name="payload")
    assert (join["value"], join["formaction"]) == ("group-7", f"/phones/{placed.id}/start")
    (other,) = read.all("a", **{"class": "button"})
    assert other["href"] == "https://a.b/"


@pytest.mark.parametrize(
    ("act", "fields", "status"),
    [
        ("say", {"text": " "}, 409),
        ("start", {"payload": "a b"}, 409),
        ("tap", {"tap": "99 x"}, 409),
        ("tap", {"tap": "x"}, 400),
        ("tap", {}, 400),
        ("dance", {}, 400),
    ],
)
async def test_what_a_phone_cannot_do_is_said_with_a_way_back(
    browser: Browser, placed: Phone, act: str, fields: dict[str, str], status: int
) -> None:
    path = f"/phones/{placed.id}/{act}?fourth={placed.id}"
    response = await browser.send(path, **fields)
    assert response.status == status
    page = await response.text()
    assert "That is not possible" in page
    assert f'href="/?fourth={placed.id}"' in page


async def test_the_script_is_told_in_json(browser: Browser, placed: Phone) -> None:
    headers = {"Origin": browser.sandbox.address, "Accept": "application/json"}
    url = f"{browser.sandbox.address}/phones/{placed.id}/say"
    refused = await browser.session.post(url, data={"text": " "}, headers=headers)
    assert (refused.status, await refused.json()) == (
        409,
        {"error": "An app does not send an empty text."},
    )
    done = await browser.session.post(url, data={"text": "Good"}, headers=headers)
    assert (done.status, await done.json()) == (200, {})


async def test_anybody_can_be_opened_as_the_fourth_phone(
    browser: Browser, sandbox: Sandbox, clinic: Caller
) -> None:
    people = [sandbox.new_person(f"person {number}", "en") for number in range(6)]
    browser.places += [PhoneOnPage(it.id, f"Role {it.id}", "en_GB") for it in people[:5]]
    shown = Reader(await browser.page()).all("body")[0]["data-phones"]
    assert shown == " ".join(str(it.id) for it in people[:4])
    page = await browser.page(f"?fourth={people[5].id}")
    shown = Reader(page).all("body")[0]["data-phones"]
    assert shown == " ".join(str(people[index].id) for index in (0, 1, 2, 5))
    assert '<span id="people-count" data-part>2</span>' in page
    assert f'action="/phones/{people[0].id}/start?fourth={people[5].id}"' in page
    unknown = Reader(await browser.page("?fourth=<b>")).all("body")[0]["data-phones"]
    assert unknown == " ".join(str(it.id) for it in people[:4])
    assert clinic.bot.username == "clinic_bot"


async def test_a_new_person_comes_with_any_language_or_none(
    browser: Browser, sandbox: Sandbox, clinic: Caller
) -> None:
    to = await browser.do("/people", name="carer", language="")
    (person,) = sandbox.world.people.values()
    assert person.language_code is None
    assert to == f"/?fourth={person.id}#phone-{person.id}"
    await browser.do("/people", name="patient", language="x-odd")
    assert [it.language_code for it in sandbox.world.people.values()] == [None, "x-odd"]
    assert (await browser.send("/people", name=" ", language="")).status == 409
    assert f"/start {clinic.bot.username}" not in await browser.page()


async def test_the_clock_is_moved_by_its_buttons(browser: Browser, sandbox: Sandbox) -> None:
    for step in ("morning", "hour", "day", "days", "week"):
        assert await browser.do("/clock", step=step) == "/"
    moved = timedelta(days=11, hours=1) + timedelta(hours=23, minutes=30)
    assert sandbox.clock.now() == START + moved
    assert (await browser.send("/clock", step="back")).status == 400


async def test_start_again_begins_anew(browser: Browser) -> None:
    assert 'action="/again"' in await browser.page()
    assert await browser.do("/again") == "/"
    assert browser.begun == ["again"]


async def test_without_a_beginning_there_is_no_start_again(session: ClientSession) -> None:
    async with Sandbox(extend=phones(list)) as sandbox:
        response = await session.get(sandbox.address)
        assert "/again" not in await response.text()
        headers = {"Origin": sandbox.address}
        assert (await session.post(f"{sandbox.address}/again", headers=headers)).status == 409


async def test_a_phone_may_show_another_bot(
    browser: Browser, clinic: Caller, hospice: Caller, patient: Phone
) -> None:
    browser.places.append(PhoneOnPage(patient.id, "Patient", "en", bot="hospice_bot"))
    await browser.do(f"/phones/{patient.id}/start")
    (update,) = await hospice.updates()
    assert update["message"]["text"] == "/start"
    assert await clinic.updates() == []


# --- whom it refuses ------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", ""])
async def test_only_loopback_names_are_answered(browser: Browser, host: str) -> None:
    for path in ("/", "/world", "/static/page.js"):
        url = f"{browser.sandbox.address}{path}"
        response = await browser.session.get(url, headers={"Host": host})
        assert response.status == 403


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8080", "[::1]:8080", "LOCALHOST:1"])
async def test_every_loopback_name_is_answered(browser: Browser, host: str) -> None:
    response = await browser.session.get(f"{browser.sandbox.address}/", headers={"Host": host})
    assert response.status == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
async def test_pages_of_other_origins_cannot_act(
    browser: Browser, placed: Phone, origin: str
) -> None:
    before = len(placed.messages)
    response = await browser.send(f"/phones/{placed.id}/say", origin=origin, text="intruder")
    assert response.status == 403
    url = f"{browser.sandbox.address}/world/people/{placed.id}/type"
    response = await browser.session.post(url, json={"text": "x"}, headers={"Origin": origin})
    assert response.status == 403
    assert len(placed.messages) == before


async def test_a_form_must_say_where_it_comes_from(browser: Browser, placed: Phone) -> None:
    url = f"{browser.sandbox.address}/phones/{placed.id}/say"
    response = await browser.session.post(url, data={"text": "intruder"})
    assert response.status == 403
    assert len(placed.messages) == 1


async def test_the_page_may_load_nothing_from_elsewhere(browser: Browser) -> None:
    response = await browser.session.get(f"{browser.sandbox.address}/")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    named = [
        str(value)
        for _, given in Reader(await response.text()).tags
        for name, value in given.items()
        if name in {"src", "href", "action", "formaction"}
    ]
    assert all(value.startswith(("/", "#")) for value in named)
    for path in ("page.css", "page.js", "icon.svg"):
        found = await browser.session.get(f"{browser.sandbox.address}/static/{path}")
        assert found.status == 200
        text = (await found.text()).replace("http://www.w3.org/2000/svg", "")
        assert "://" not in text
    lost = await browser.session.get(f"{browser.sandbox.address}/static/page.py")
    assert lost.status == 404
