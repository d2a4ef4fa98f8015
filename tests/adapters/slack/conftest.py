"""What the tests of Slack share: a Slack on loopback, and Machi's adapter living on it, in either mode."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import TypeAlias

import pytest
from aiohttp import web

from adapters.slack.app import SlackAdapter
from adapters.slack.manifest import EVENTS
from tests.adapters.slack import town
from tests.fakes.engine import FakeEngine
from tests.fakes.shelf import FakeShelf
from tests.fakes.slack import FakeSlack, Person
from tests.stores import StandingClock

Living: TypeAlias = Callable[[], AbstractAsyncContextManager[SlackAdapter]]


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
async def slack(clock: StandingClock) -> AsyncIterator[FakeSlack]:
    def now() -> float:
        return clock.now().timestamp()

    async with FakeSlack(clock=now, signing_clock=now, subscriptions=EVENTS) as slack:
        yield slack


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine(town.FEATURES, town.answer, dict(town.PEOPLE))


@pytest.fixture(params=["socket mode", "http"])
def living(request: pytest.FixtureRequest, slack: FakeSlack, engine: FakeEngine, clock: StandingClock) -> Living:
    """A Machi that can be started and stopped, as often as one likes."""

    @asynccontextmanager
    async def over_socket_mode() -> AsyncIterator[SlackAdapter]:
        adapter = SlackAdapter(engine, clock, slack.bot_token, app_token=slack.app_token, api_url=slack.api_url)
        async with running(adapter):
            await slack.connected()
            yield adapter

    @asynccontextmanager
    async def over_http() -> AsyncIterator[SlackAdapter]:
        adapter = SlackAdapter(
            engine, clock, slack.bot_token, signing_secret=slack.signing_secret, api_url=slack.api_url
        )
        async with running(adapter), served(adapter) as address:
            slack.sends_to(address)
            yield adapter

    return over_socket_mode if request.param == "socket mode" else over_http


@pytest.fixture
async def machi(living: Living) -> AsyncIterator[SlackAdapter]:
    async with living() as adapter:
        yield adapter


@pytest.fixture
def shelf() -> FakeShelf:
    return FakeShelf()


@pytest.fixture
def adapter(slack: FakeSlack, engine: FakeEngine, clock: StandingClock, shelf: FakeShelf) -> SlackAdapter:
    """By Socket Mode, with a shelf that a test can look into; it runs as long as a test lets it."""
    return SlackAdapter(engine, clock, slack.bot_token, app_token=slack.app_token, api_url=slack.api_url, shelf=shelf)


@pytest.fixture
def hana(slack: FakeSlack) -> Person:
    return slack.user(name="hana", real_name="花", locale="ja-JP")


@asynccontextmanager
async def running(adapter: SlackAdapter) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as tasks:
        run = tasks.create_task(adapter.run())
        try:
            yield
        finally:
            run.cancel()


@asynccontextmanager
async def served(adapter: SlackAdapter) -> AsyncIterator[str]:
    app = web.Application()
    app.add_routes(adapter.routes())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    async with AsyncExitStack() as exits:
        await runner.setup()
        exits.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
