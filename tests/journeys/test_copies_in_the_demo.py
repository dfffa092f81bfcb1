"""In the demo, too, a link in the chat leads to a page with a copy of one's data."""

import re
from pathlib import Path

from aiohttp import ClientSession

from bot.demo.run import Demo
from tests.journeys.consultations import news


async def test_a_link_in_the_chat_leads_to_a_page_in_this_round_and_the_next(
    tmp_path: Path,
) -> None:
    async with Demo(tmp_path, port=0) as demo, ClientSession() as browser:
        for _ in ("first round", "second round"):
            phone = demo.phones[1]
            await demo.stage.say(phone, "/mydata", "Take a copy")
            (link,) = re.findall(r"http://127\.0\.0\.1:\d+/my-data/[\w-]+", news(phone))
            async with browser.post(link, data={"as": "page"}) as page:
                assert (page.status, "What I know of you" in await page.text()) == (200, True)
            await demo.start_again()

        await demo.stage.stop()
        async with browser.get(link) as between:
            assert between.status == 503
        await demo.stage.start()
