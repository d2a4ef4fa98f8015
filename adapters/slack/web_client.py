"""The way to Slack's Web API: one session, one request a call, nothing repeated behind our back, and none too early."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.pauses import Pauses

SECONDS: Final = 10
"""The limit of one request."""
CONNECTING: Final = 5
"""The limit of reaching Slack at all: what fails there has certainly not been sent."""

HOOKS: Final = "hooks.slack.com"
SLACK: Final = "slack.com"
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})

# The libraries write tokens and people's words at DEBUG.
LOGGER: Final = logging.getLogger("machi.slack")
LOGGER.setLevel(logging.INFO)


def new_session() -> aiohttp.ClientSession:
    """A session that honours the proxies of the environment, and ``NO_PROXY``, which slack_sdk does not know."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS, connect=CONNECTING), trust_env=True)


POSTING: Final = "chat.postMessage"
"""The one method that has a limit for each channel; every other has one for the workspace."""
RECALLING: Final = 0.3
"""Seconds that a call waits to know what the process before was told."""
WAIT: Final = 30.0
"""Seconds to wait when Slack says "too fast" and not how long."""


class PatientClient(AsyncWebClient):
    """A client that calls nothing before the time that Slack has said for it.

    What would come too early raises what Slack itself would answer: ``ratelimited``, with the seconds that are left.

    Args:
        pauses: what Slack has said so far.
    """

    def __init__(self, pauses: Pauses, **settings: Any) -> None:
        super().__init__(**settings)
        self.pauses = pauses

    async def api_call(self, api_method: str, **given: Any) -> AsyncSlackResponse:
        """Call a method once, unless Slack has said to call it later in this workspace."""
        bucket = _bucket(api_method, given)
        await self._recall()
        if wait := self.pauses.left(bucket):
            raise too_early(wait)
        try:
            return await super().api_call(api_method, **given)
        except SlackApiError as refused:
            if "Retry-After" in refused.response.headers:
                await self.pauses.begin(bucket, retry_after(refused.response))
            raise

    async def _recall(self) -> None:
        # Somebody may be waiting: where the database does not answer, it is not waited for. Deliveries do wait.
        with suppress(Exception):
            async with asyncio.timeout(RECALLING):
                await self.pauses.recall()


def _bucket(method: str, given: Mapping[str, Any]) -> str:
    arguments = given.get("json") or given.get("data") or given.get("params") or {}
    channel = arguments.get("channel") if method == POSTING and isinstance(arguments, Mapping) else None
    return f"{method} {channel or ''}".rstrip()


def too_early(seconds: float) -> SlackApiError:
    """What is said of a call that has to wait so many seconds more; nothing was sent."""
    answer = SimpleNamespace(status_code=429, headers={"Retry-After": f"{seconds:.3f}"}, data={"error": "ratelimited"})
    return SlackApiError(f"to be called in {seconds:.1f} s", answer)


def retry_after(response: Any) -> float:
    """Seconds to wait, as Slack said, or as many as do no harm."""
    told = response.headers.get("Retry-After", "")
    try:
        seconds = float(told)
    except ValueError:
        return WAIT
    return seconds if 0 <= seconds < float("inf") else WAIT


def new_client(token: str | None, api_url: str, pauses: Pauses | None = None) -> PatientClient:
    """A client without retries: the outbox owns every retry, and a lost reply repeated would be a second message.

    As long as nobody has given it a session, each call makes one of its own.
    """
    client = PatientClient(
        pauses or Pauses(), token=token, base_url=api_url, timeout=SECONDS, retry_handlers=[], logger=LOGGER
    )
    client.proxy = None  # the session knows better
    return client


class ResponseUrls:
    """Answers by the address that came with a gesture: thirty minutes, five times, no token needed."""

    def __init__(self, api_url: str) -> None:
        """Trust Slack's own host, and where the API is reached elsewhere, that host as well."""
        self.session: aiohttp.ClientSession | None = None
        self._api_host = urlsplit(api_url).hostname

    def trusted(self, url: str) -> bool:
        """Whether an address is Slack's: who could name another would make Machi call anywhere."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        if (parts.scheme, parts.netloc) == ("https", HOOKS):
            return True
        own = self._api_host not in (None, SLACK) and _same_host(parts.hostname, self._api_host)
        return own and parts.scheme in ("http", "https")

    async def answer(self, url: str, body: dict[str, object]) -> bool:
        """Post an answer; false when Slack did not take it."""
        if not self.trusted(url):
            return False
        hook = AsyncWebhookClient(url, timeout=SECONDS, session=self.session, retry_handlers=[], logger=LOGGER)
        hook.proxy = None
        try:
            return (await hook.send_dict(body)).status_code == 200
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            return False  # certainly nothing was said


def _same_host(one: str | None, other: str | None) -> bool:
    return one == other or {one, other} <= LOOPBACK
