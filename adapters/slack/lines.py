"""Lines: Socket Mode connections, as many as are wished for, each opened anew before it falls silent for good.

The library pings each connection. What it cannot see is one that answers every ping and brings nothing any more: so a
line on which nothing was said for a while is opened anew, as is one that broke, and one that Slack asks to leave. The
new one is there before the old one is closed, and what still comes over the old one is heard.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.web_client import SECONDS

log = structlog.get_logger(__name__)

PING: Final = 10
"""Seconds between the pings that tell whether a connection still lives."""
SILENCE: Final = 100.0
"""Seconds without a word from Slack until a line is opened anew; a minute is the least Slack allows for."""
DRAINING: Final = 5.0
"""Seconds that a line which was replaced is still listened to."""
GLANCE: Final = 0.5
"""Seconds between two looks at whether a line is still there."""
TOO_MANY: Final = "too_many_websockets"
"""Slack's word where an app holds more connections than it may, which is ten."""
CROWDED: Final = 30.0
"""Seconds until there may be room for one more."""

Address = Callable[[], Awaitable[str]]
"""Asks Slack where to connect to; waits until it says so."""


class Lines:
    """The connections of one app.

    Args:
        address: asks Slack where to connect to.
        silence: seconds without a word until a line is opened anew.
    """

    def __init__(
        self, app: AsyncApp, app_token: str, client: AsyncWebClient, address: Address, *, silence: float = SILENCE
    ) -> None:
        self._app = app
        self._app_token = app_token
        self._client = client
        self._address = address
        self._silence = silence
        self._held: set[Line] = set()
        self.was_open = False
        """Whether Slack has let us in once."""

    @property
    def is_open(self) -> bool:
        """Whether Slack reaches Machi over one of them right now."""
        return any(line.is_open for line in self._held)

    async def hold(self, count: int, *, before_closing: Callable[[], Awaitable[None]]) -> None:
        """Keep so many lines open until cancelled, and do that before they close; raises what ``address`` raises."""
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(count):
                    group.create_task(self._hold_one(group, before_closing))
        except BaseExceptionGroup as group:
            raise group.exceptions[0] from None

    async def _hold_one(self, group: asyncio.TaskGroup, before_closing: Callable[[], Awaitable[None]]) -> None:
        line = await self._open()
        try:
            while True:
                ended = await line.ends(self._silence)
                log.info("the line to Slack is opened anew", reason=ended)
                if ended == TOO_MANY:  # there would be no room for another beside it
                    await line.close()
                    await asyncio.sleep(CROWDED)
                old, line = line, await self._open()
                self._held.discard(old)
                group.create_task(old.drain())
        finally:
            await before_closing()  # while what was heard can still be acknowledged
            self._held.discard(line)
            await line.close()

    async def _open(self) -> "Line":
        while True:
            line = await Line.new(self._app, self._app_token, self._client)
            if await line.connects(self._address):
                self._held.add(line)
                self.was_open = True
                return line
            log.warning("Slack did not let us connect")


class Line:
    """One connection, whether something was heard on it, and whether Slack has asked to come again."""

    def __init__(self, handler: AsyncSocketModeHandler) -> None:
        self._handler = handler
        self._heard = asyncio.Event()
        self._asked = ""
        handler.client.on_message_listeners.append(self._hear)
        # The library by itself closes the old connection before it opens another, and what was heard on it could not be
        # acknowledged any more; and it comes again at once, however often it is sent away.
        handler.client.connect_to_new_endpoint = self._leaves_that_to_us

    @classmethod
    async def new(cls, app: AsyncApp, app_token: str, client: AsyncWebClient) -> "Line":
        """A line that goes through the proxies of the environment, except to the hosts in ``NO_PROXY``."""
        handler = AsyncSocketModeHandler(app, app_token, web_client=client, ping_interval=PING)
        await handler.client.aiohttp_client_session.close()
        handler.client.aiohttp_client_session = aiohttp.ClientSession(trust_env=True)
        handler.client.proxy = None
        return cls(handler)

    async def connects(self, address: Address) -> bool:
        """Connect once; the library by itself would try one stale address for ever, and one refused token too."""
        try:
            self._handler.client.wss_uri = await address()
            async with asyncio.timeout(SECONDS):
                await self._handler.connect_async()
        except BaseException as problem:
            await self.close()
            if isinstance(problem, TimeoutError):
                return False
            raise
        return True

    @property
    def is_open(self) -> bool:
        """Whether it is connected right now."""
        session = self._handler.client.current_session
        return session is not None and not session.closed

    async def ends(self, silence: float) -> str:
        """Wait until it is lost, Slack asks to come again, or nothing was said for so long; gives the reason."""
        loop = asyncio.get_running_loop()
        heard = loop.time()
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(GLANCE):
                    await self._heard.wait()
                heard = loop.time()
                self._heard.clear()
            if self._asked:
                return self._asked
            if not self.is_open or self._handler.client.stale:
                return "lost"
            if loop.time() - heard >= silence:
                return "silence"

    async def drain(self) -> None:
        """Hear out what still comes, and close."""
        try:
            await asyncio.sleep(DRAINING)
        finally:
            await self.close()

    async def close(self) -> None:
        """Close it for good."""
        await self._handler.close_async()

    async def _hear(self, frame: aiohttp.WSMessage) -> None:
        if '"disconnect"' in frame.data:
            told = _read(frame.data)
            if told.get("type") == "disconnect":
                self._asked = str(told.get("reason") or "disconnect")
        self._heard.set()

    async def _leaves_that_to_us(self, force: bool = False) -> None:
        """In place of the library's way to come again."""


def _read(words: str) -> dict[str, object]:
    try:
        told = json.loads(words)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
