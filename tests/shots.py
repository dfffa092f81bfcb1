"""Screenshots of the phones page in the middle of a story: `make shots` writes them to shots/."""

import asyncio
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, Page

from bot.demo.run import Demo
from bot.sandbox.server import Sandbox
from tests.browser import chromium

FOLDER = Path(__file__).parents[1] / "shots"
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}
NAMES = ("facilitator", "patient", "welsh", "urdu")


async def shots(
    sandbox: Sandbox, folder: Path, names: Sequence[str], program: Path, moment: str = "phones"
) -> list[Path]:
    """Take the page of a running sandbox as it is now, with the Chromium at `program`.

    Writes '<moment>-1280.png' with the phones side by side, '<moment>-1280-open.png' with what is
    beside them unfolded, and '<moment>-390-<name>.png' for each phone, `names` being theirs in the
    order of the page. Returns the files.
    """
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    async with chromium(program) as browser:
        page = await _opened(browser, sandbox, wide=True)
        files = [await _shot(page, folder / f"{moment}-1280.png")]
        await page.evaluate("for (const it of document.querySelectorAll('.panel')) it.open = true")
        files.append(await _shot(page, folder / f"{moment}-1280-open.png", whole=True))
        await page.close()
        page = await _opened(browser, sandbox, wide=False)
        for number, name in enumerate(names):
            await page.locator(".choice a:not(.skip)").nth(number).click()
            await page.evaluate("scrollTo(0, 0)")
            files.append(await _shot(page, folder / f"{moment}-390-{name}.png", whole=True))
        await page.close()
    return files


async def _opened(browser: Browser, sandbox: Sandbox, *, wide: bool) -> Page:
    width, height = (WIDE if wide else NARROW).values()
    page = await browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(60_000)
    await page.goto(sandbox.address)
    return page


async def _shot(page: Page, file: Path, *, whole: bool = False) -> Path:
    await page.screenshot(path=file, full_page=whole, animations="disabled")
    return file


async def main(program: Path) -> list[Path]:
    """Take the demo in the middle of its story."""
    with TemporaryDirectory() as folder:
        async with Demo(Path(folder), port=0) as demo:
            await middle_of_the_story(demo)
            return await shots(demo.stage.sandbox, FOLDER, NAMES, program)


async def middle_of_the_story(demo: Demo) -> None:
    """Let the facilitator look at the results so far, and the members answer some questions."""
    facilitator, patient, carer, reads_urdu = demo.phones
    for phone in demo.phones:
        phone.look_at(demo.stage.bot)
    await demo.stage.say(facilitator, "3")
    await demo.stage.say(patient, "Start", "1", "3")
    await demo.stage.say(carer, "1", "2")
    await demo.stage.say(reads_urdu, "1", "1")


if __name__ == "__main__":
    found = shutil.which("chromium")
    if found is None:
        sys.exit("chromium is missing: apt-get install chromium")
    for file in asyncio.run(asyncio.wait_for(main(Path(found)), timeout=120)):
        sys.stdout.write(f"{file.relative_to(Path.cwd())}\n")
