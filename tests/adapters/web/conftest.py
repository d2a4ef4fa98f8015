"""A playground on loopback, and a browser to open it with."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession
from playwright.async_api import Browser, BrowserContext, Page, Playwright, async_playwright

from tests.adapters.web.town import Town, open_town
from tests.fakes.shelf import FakeShelf
from tests.stores import StandingClock

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
PLACES = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
]
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


# Idiomorph counts the root of what it morphs twice when two changes meet; no element of ours bears an id twice, which
# a test of its own sees to.
HARMLESS = frozenset(
    {"[Warning] duplicate ids found during morph, state loss within these elements is possible: [town]"}
)


@pytest.fixture
def shelf() -> FakeShelf:
    return FakeShelf()


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
async def town(shelf: FakeShelf, clock: StandingClock) -> AsyncIterator[Town]:
    async with open_town(shelf, clock) as opened:
        yield opened


@pytest.fixture
async def client() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


def find_chromium(playwright: Playwright) -> str | None:
    """A Chromium of this machine, or the one that Playwright keeps (``PLAYWRIGHT_BROWSERS_PATH``)."""
    installed = [found for name in NAMES if (found := shutil.which(name))]
    kept = [place for place in (*PLACES, playwright.chromium.executable_path) if Path(place).exists()]
    return next(iter([*installed, *kept]), None)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        chromium = find_chromium(playwright)
        if chromium is None:
            pytest.skip("no Chromium on this machine: install one (Debian: apt install chromium fonts-noto-cjk)")
        started = await playwright.chromium.launch(executable_path=chromium, args=QUIET)
        try:
            yield started
        finally:
            await started.close()


@pytest.fixture
async def context(browser: Browser, town: Town) -> AsyncIterator[BrowserContext]:
    """A window of the browser in which nothing may go wrong, and nothing may be fetched from elsewhere."""
    opened = await browser.new_context(viewport={"width": 1440, "height": 900}, base_url=town.address)
    opened.set_default_timeout(10_000)
    wrong: list[str] = []
    opened.on("weberror", lambda error: wrong.append(str(error.error)))
    opened.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
    opened.on("request", lambda asked: None if asked.url.startswith(town.address) else wrong.append(asked.url))
    try:
        yield opened
    finally:
        await opened.close()
    assert [words for words in wrong if words not in HARMLESS] == []


@pytest.fixture
async def page(context: BrowserContext) -> Page:
    opened = await context.new_page()
    await opened.goto("/")
    return opened
