"""The phones page in a browser: nothing cut or overlapping, right to left, and without a mouse."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from playwright.async_api import Browser, Locator, Page, expect

from bot.sandbox.pages import phones
from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from tests import situation
from tests.bot.sandbox.caller import Caller
from tests.browser import chromium
from tests.needs import needs_font, needs_program
from tests.shots import shots

pytestmark = pytest.mark.asyncio(loop_scope="module")

COMPLAINTS = Path(__file__).with_name("complaints.js").read_text(encoding="utf-8")
WIDTHS = [1280, 390]
LONG_WORD = "Donaudampfschifffahrtsgesellschaft" * 4
HOSTILE = "</li></ol><style>*{display:none}</style><script>document.title='taken'</script>&lt;"
PATIENCE = 60_000  # milliseconds
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True, slots=True)
class Scene:
    """The sample situation, served, and a browser to look at it."""

    sandbox: Sandbox
    phones: dict[str, Phone]
    clinic: Caller
    browser: Browser
    program: Path

    async def page(self, width: int, query: str = "", *, script: bool = True) -> Page:
        context = await self.browser.new_context(
            viewport={"width": width, "height": 844}, java_script_enabled=script
        )
        context.set_default_timeout(PATIENCE)
        page = await context.new_page()
        await page.goto(f"{self.sandbox.address}/{query}")
        return page

    async def newcomer(self, role: str) -> Phone:
        """Give somebody new, who has met the bot."""
        phone = self.sandbox.new_person(role)
        phone.open(self.clinic.bot)
        return phone

    async def ask(self, phone: Phone, text: str, *labels: str) -> int:
        """Write to a phone as the bot, each label in a row of its own."""
        rows = [[{"text": label, "callback_data": str(at)}] for at, label in enumerate(labels)]
        given: dict[str, Any] = {"reply_markup": {"inline_keyboard": rows}} if rows else {}
        sent = await self.clinic.call("sendMessage", chat_id=phone.id, text=text, **given)
        return int(sent["message_id"])

    async def tap(self, phone: Phone) -> str:
        """Wait for this person's tap, which waits for an answer, and give its id."""
        async with asyncio.timeout(PATIENCE / 1000):
            while True:
                strokes = self.sandbox.world.bell.strokes
                for tap in self.clinic.bot.taps.values():
                    if tap.chat.id == phone.id:
                        return tap.id
                await self.sandbox.world.bell.wait_past(strokes, 1)

    async def answer(self, phone: Phone, **given: Any) -> None:
        """Answer this person's tap as the bot."""
        tap = await self.tap(phone)
        await self.clinic.call("answerCallbackQuery", callback_query_id=tap, **given)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene() -> AsyncIterator[Scene]:
    """One browser for the whole file; each test looks at a page of its own."""
    needs_font("Noto Naskh Arabic", package="fonts-noto-core")
    program = needs_program("chromium", package="chromium")
    sample = situation.Situation()
    page = phones(sample.people, "Heard: four phones", "Nobody here is real.", _nothing)
    async with (
        Sandbox(clock=situation.clock(), limited=False, extend=page) as sandbox,
        ClientSession() as session,
        chromium(program) as browser,
    ):
        await sample.begin(sandbox)
        clinic = Caller(session, sandbox, sandbox.world.bot())
        yield Scene(sandbox, sample.phones, clinic, browser, program)


async def _nothing() -> None:
    """Leave the sample as it is."""


async def open_everything(page: Page) -> None:
    await page.evaluate("for (const it of document.querySelectorAll('details')) it.open = true")


def chat(page: Page, phone: Phone) -> Locator:
    return page.locator(f"#phone-{phone.id} [role=log]")


async def directions(log: Locator) -> set[str]:
    """Give the directions in which the bot's words run in a chat."""
    words = log.locator(".theirs .bubble, .theirs .words")
    found = await words.evaluate_all("(all) => all.map((it) => getComputedStyle(it).direction)")
    return set(found)


# --- how it is drawn -----------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1920, 1280, 720, 390, 320])
async def test_nothing_is_cut_and_nothing_overlaps(scene: Scene, width: int) -> None:
    page = await scene.page(width)
    for tab in range(4 if width < 700 else 1):
        if width < 700:
            await page.locator(".choice a:not(.skip)").nth(tab).click()
        assert await page.evaluate(COMPLAINTS) == {}
    await open_everything(page)
    assert await page.evaluate(COMPLAINTS) == {}
    await page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
async def test_hostile_and_endless_words_do_not_break_the_page(scene: Scene, width: int) -> None:
    phone = await scene.newcomer(LONG_WORD)
    labels = (LONG_WORD[:100], HOSTILE, "1 · " + "بہت مشکل " * 9, "No")
    await scene.ask(phone, f"{HOSTILE} {LONG_WORD}\n\n{'▓' * 200}", *labels)
    phone.document(name=f"{LONG_WORD}.pdf")
    phone.type(HOSTILE)
    phone.tap("No")
    await scene.answer(phone, text=LONG_WORD, show_alert=True)
    page = await scene.page(width, f"?fourth={phone.id}#phone-{phone.id}")
    await open_everything(page)
    assert await page.evaluate(COMPLAINTS) == {}
    assert await page.title() == "Heard: four phones"
    shown = await chat(page, phone).inner_text()
    assert shown.count(HOSTILE) == 3
    await page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
async def test_urdu_runs_from_right_to_left(scene: Scene, width: int) -> None:
    urdu, patient = scene.phones["urdu"], scene.phones["patient"]
    page = await scene.page(width, f"#phone-{urdu.id}")
    log = chat(page, urdu)
    assert await directions(log) == {"rtl"}
    assert await directions(chat(page, patient)) == {"ltr"}
    first, second = await log.locator(".row").filter(has_text="2").last.locator("button").all()
    right, left = await first.bounding_box(), await second.bounding_box()
    assert right
    assert left
    assert right["x"] > left["x"] + left["width"] - 1
    await page.context.close()


async def test_on_a_wide_screen_the_four_phones_stand_side_by_side(scene: Scene) -> None:
    page = await scene.page(1280)
    boxes = [await phone.bounding_box() for phone in await page.locator(".phone").all()]
    lefts = [box["x"] for box in boxes if box]
    assert len(lefts) == 4
    assert lefts == sorted(lefts)
    assert all(box and box["x"] + box["width"] <= 1280 for box in boxes)
    await page.context.close()


async def test_on_a_narrow_screen_one_phone_is_shown_and_another_chosen(scene: Scene) -> None:
    page = await scene.page(390)
    shown = page.locator(".phone:visible")
    await expect(shown).to_have_count(1)
    tab = page.get_by_role("link", name="Carer, reads Welsh")
    await tab.focus()
    await page.keyboard.press("Enter")
    await expect(shown).to_have_id(f"phone-{scene.phones['carer'].id}")
    await expect(tab).to_have_attribute("aria-current", "true")
    await page.context.close()


# --- how it is used ------------------------------------------------------------------------------


async def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until `wanted` has the focus."""
    for _ in range(150):
        await page.keyboard.press("Tab")
        if await wanted.evaluate("(it) => it === document.activeElement"):
            return
    raise AssertionError("Tab does not get there.")


async def test_a_tap_and_its_reply_need_no_mouse(scene: Scene) -> None:
    phone = await scene.newcomer("Patient, uses a keyboard")
    question = await scene.ask(phone, "Did you get home well?", "Yes", "No")
    page = await scene.page(1280, f"?fourth={phone.id}")
    log = chat(page, phone)
    await expect(log).to_have_attribute("aria-live", "polite")
    button = log.get_by_role("button", name="Yes")
    await tab_to(page, button)
    outline = await button.evaluate("(it) => getComputedStyle(it).outlineStyle")
    assert outline == "solid"
    await page.keyboard.press("Enter")
    await scene.answer(phone)
    await scene.clinic.call(
        "editMessageText", chat_id=phone.id, message_id=question, text="You chose: Yes"
    )
    await scene.ask(phone, "Thank you.", "See my answers")
    await expect(log).to_contain_text("Thank you.")
    await expect(log).to_contain_text("edited")
    focused = f"m-{phone.id}-{question}"
    assert await page.evaluate("document.activeElement.id") == focused
    await page.keyboard.press("Tab")
    await expect(log.get_by_role("button", name="See my answers")).to_be_focused()
    await page.context.close()


async def test_the_first_tabs_lead_past_the_rest(scene: Scene) -> None:
    page = await scene.page(1280)
    carer = scene.phones["carer"]
    link = page.get_by_role("link", name="Carer, reads Welsh")
    await tab_to(page, link)
    box = await link.bounding_box()
    assert box
    assert box["height"] > 20
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await expect(chat(page, carer)).to_be_focused()
    await page.context.close()


async def test_half_written_words_and_the_focus_stay_when_news_comes(scene: Scene) -> None:
    phone = await scene.newcomer("Carer, writes slowly")
    page = await scene.page(1280, f"?fourth={phone.id}")
    field = page.locator(f"#text-{phone.id}")
    await field.focus()
    await page.keyboard.type("It was")
    for number in range(12):
        await scene.ask(phone, f"News {number}.\n\nWith a second line.", "Go on")
    log = chat(page, phone)
    await expect(log).to_contain_text("News 11.")
    await expect(field).to_be_focused()
    await page.keyboard.type(" far")
    await page.keyboard.press("Enter")
    await expect(log).to_contain_text("It was far")
    await expect(field).to_have_value("")
    await expect(field).to_be_focused()
    below = "(it) => it.scrollHeight - it.scrollTop - it.clientHeight"
    await page.wait_for_function(f"(it) => ({below})(it) < 8", arg=await log.element_handle())
    await page.locator(f"#phone-{phone.id} .more summary").click()
    await expect(page.get_by_role("textbox", name="Code").last).to_be_visible()
    await page.wait_for_function(f"(it) => ({below})(it) < 8", arg=await log.element_handle())
    (*_, last) = phone.messages
    assert (last.text, last.from_bot) == ("It was far", False)
    await page.context.close()


async def test_an_answer_to_a_tap_is_a_notice(scene: Scene) -> None:
    phone = await scene.newcomer("Patient, taps")
    await scene.ask(phone, "Well?", "Yes")
    page = await scene.page(1280, f"?fourth={phone.id}")
    chosen = page.locator(f"#phone-{phone.id}")
    await chosen.get_by_role("button", name="Yes").click()
    await scene.answer(phone, text="Saved", show_alert=True)
    notice = chosen.get_by_role("status").locator(".notice").filter(has_text="Saved")
    await expect(notice).to_be_visible()
    await notice.get_by_role("button", name="OK").click()
    await expect(chosen.locator(".notice")).to_have_count(0)
    await page.context.close()


async def test_what_is_refused_is_said_on_the_phone(scene: Scene) -> None:
    phone = await scene.newcomer("Patient, whose account goes")
    page = await scene.page(1280, f"?fourth={phone.id}")
    field = page.locator(f"#text-{phone.id}")
    await field.fill("   ")
    await field.press("Enter")
    status = page.locator(f"#phone-{phone.id}").get_by_role("status")
    await expect(status).to_contain_text("An app does not send an empty text.")
    await page.context.close()


async def test_clock_and_calls_follow(scene: Scene) -> None:
    page = await scene.page(1280)
    before = await page.locator("#now").inner_text()
    await page.get_by_role("button", name="+3 days").click()
    await expect(page.locator("#now")).not_to_have_text(before)
    await page.get_by_text("Calls to Telegram").click()
    await scene.clinic.call("sendChatAction", chat_id=scene.phones["carer"].id, action="typing")
    await expect(page.locator("#calls tr").first).to_contain_text("sendChatAction")
    await page.context.close()


async def test_nothing_comes_from_elsewhere_and_nothing_is_blocked(scene: Scene) -> None:
    context = await scene.browser.new_context()
    page = await context.new_page()
    asked, said = list[str](), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    await page.goto(scene.sandbox.address)
    await expect(page.locator(".phone").first).to_be_visible()
    assert asked
    assert [url for url in asked if not url.startswith(f"{scene.sandbox.address}/")] == []
    assert said == []
    await context.close()


async def test_it_works_without_javascript(scene: Scene) -> None:
    phone = await scene.newcomer("Patient, without JavaScript")
    await scene.ask(phone, "Well?", "Yes")
    page = await scene.page(390, f"?fourth={phone.id}#phone-{phone.id}", script=False)
    chosen = page.locator(f"#phone-{phone.id}")
    await chosen.get_by_role("button", name="Yes").click()
    assert await scene.tap(phone)
    await chosen.get_by_role("textbox", name="Message").fill("Good")
    await chosen.get_by_role("button", name="Send").click()
    await expect(chosen.get_by_role("log")).to_contain_text("Good")
    assert await page.evaluate(COMPLAINTS) == {}
    await page.context.close()


async def test_shots_are_written_for_each_width_and_phone(scene: Scene, tmp_path: Path) -> None:
    files = await shots(scene.sandbox, tmp_path, list(scene.phones), scene.program)
    assert [file.name for file in files] == [
        "phones-1280.png",
        "phones-1280-open.png",
        *(f"phones-390-{name}.png" for name in scene.phones),
    ]
    widths = [int.from_bytes(file.read_bytes()[16:20], "big") for file in files]
    assert widths == [1280, 1280, 390, 390, 390, 390]
