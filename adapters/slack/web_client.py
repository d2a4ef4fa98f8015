"""The way to Slack's Web API: one shared session, one request a call, and nothing repeated behind our back."""

import logging
from typing import Final
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

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


def new_client(token: str | None, api_url: str) -> AsyncWebClient:
    """A client without retries: the outbox owns every retry, and a lost reply repeated would be a second message.

    As long as nobody has given it a session, each call makes one of its own.
    """
    client = AsyncWebClient(token=token, base_url=api_url, timeout=SECONDS, retry_handlers=[], logger=LOGGER)
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
        return (await hook.send_dict(body)).status_code == 200


def _same_host(one: str | None, other: str | None) -> bool:
    return one == other or {one, other} <= LOOPBACK
