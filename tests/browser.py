"""Debian's Chromium, driven by Playwright: started for a test or a shot, and ended after it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, async_playwright

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@asynccontextmanager
async def chromium(program: Path) -> AsyncIterator[Browser]:
    """Run the Chromium at `program` without a window."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program, args=list(_FLAGS), timeout=120_000
        )
        try:
            yield browser
        finally:
            await browser.close()
