"""The wire: one request to Discord at a time, and never a second one behind our back.

The library's own requests are repeated on 500, 502, 504 and 524, and sleep through rate limits with the message half
on its way. Here each call is one request or none, and whoever called is told which. What Discord said of its limits is
kept by bucket; a global limit, a ban, and our own breaker close everything.
"""

import asyncio
import json
from collections import deque
from typing import Any, Final

import aiohttp
import discord
from discord.http import HTTPClient, Route, json_or_text

from adapters.discord import limits
from bot.vocabulary.effect import File

SECONDS: Final = 10.0
"""The limit of one request."""
CONNECTING: Final = 5.0
"""The limit of reaching Discord at all: what fails there has certainly not been sent."""
BANNED: Final = 600.0
"""Seconds of silence when a limit came without saying how long."""

_EVERYTHING: Final = ""
_INVALID: Final = frozenset({401, 403, 429})


class TooSoon(Exception):  # noqa: N818 - says what it was
    """Discord says to wait, or the breaker is open: nothing was stored."""

    def __init__(self, seconds: float) -> None:
        """For so many seconds from now on."""
        super().__init__(f"to be sent in {seconds:.1f} s")
        self.seconds = seconds


class Wire:
    """Requests in the name of a client that is logged in, through its connections."""

    def __init__(self, http: HTTPClient) -> None:
        """Send with its token and proxy."""
        self._http = http
        timeout = aiohttp.ClientTimeout(total=SECONDS, connect=CONNECTING)
        self._session = aiohttp.ClientSession(connector=http.connector, connector_owner=False, timeout=timeout)
        self._closed: dict[str, float] = {}
        self._refused: deque[float] = deque(maxlen=limits.REFUSALS)

    async def request(self, route: Route, body: Any = None, file: File | None = None, **query: str) -> Any:
        """Send one request, a file with it if there is one, and give what was answered.

        Raises :class:`TooSoon` where nothing was taken, :class:`discord.HTTPException` for what Discord refused, and
        aiohttp's errors where nothing can be known.
        """
        bucket = f"{route.key}:{route.major_parameters}"
        self._pass(bucket)
        async with self._session.request(
            route.method,
            route.url,
            **({"json": body} if file is None else {"data": _parts(body, file)}),
            params=query,
            headers={"Authorization": f"Bot {self._http.token}", "User-Agent": self._http.user_agent},
            proxy=self._http.proxy,
            proxy_auth=self._http.proxy_auth,
            allow_redirects=False,
        ) as response:
            told = await _read(response)
        self._heed(bucket, response, told)
        if not 200 <= response.status < 300:
            raise discord.HTTPException(response, told)
        return told

    def rests(self) -> float:
        """For how many seconds nothing at all passes."""
        return max(0.0, self._closed.get(_EVERYTHING, 0.0) - _now(), self._breaker() - _now())

    def leave(self) -> None:
        """Send nothing more; the connections are the client's to close."""
        self._session.detach()

    def _pass(self, bucket: str) -> None:
        until = max(self._closed.get(_EVERYTHING, 0.0), self._closed.get(bucket, 0.0), self._breaker())
        wait = until - _now()
        if wait > 0:
            raise TooSoon(wait)

    def _breaker(self) -> float:
        # A tenth of what Discord bans an address for.
        return self._refused[0] + limits.REFUSALS_WITHIN if len(self._refused) == limits.REFUSALS else 0.0

    def _heed(self, bucket: str, response: aiohttp.ClientResponse, told: Any) -> None:
        if response.status in _INVALID and response.headers.get("X-RateLimit-Scope") != "shared":
            self._refused.append(_now())
        if response.status == 429:
            wait = retry_after(response, told)
            self._close(bucket if _is_of_bucket(response, told) else _EVERYTHING, wait)
            raise TooSoon(wait)
        if response.headers.get("X-RateLimit-Remaining") == "0":
            self._close(bucket, _seconds(response.headers.get("X-RateLimit-Reset-After"), 1.0))

    def _close(self, bucket: str, seconds: float) -> None:
        now = _now()
        self._closed = {name: until for name, until in self._closed.items() if until > now}
        self._closed[bucket] = now + seconds


def _parts(body: Any, file: File) -> aiohttp.FormData:
    parts = aiohttp.FormData()
    parts.add_field("payload_json", json.dumps(body), content_type="application/json")
    parts.add_field("files[0]", file.content, filename=file.name, content_type=file.media_type)
    return parts


async def _read(response: aiohttp.ClientResponse) -> Any:
    try:
        return await json_or_text(response)
    except ValueError:
        if response.ok:
            raise
        return await response.text()  # a refusal is known by its status


def retry_after(response: Any, told: Any = None) -> float:
    """How many seconds a limit lasts; a ban that does not say so lasts ten minutes."""
    header = _seconds(response.headers.get("Retry-After"), BANNED)
    return _seconds(told.get("retry_after"), header) if isinstance(told, dict) else header


def _is_of_bucket(response: aiohttp.ClientResponse, told: Any) -> bool:
    """Not the whole bot's, and not a ban, which comes from before Discord and in HTML."""
    return isinstance(told, dict) and "Via" in response.headers and not told.get("global")


def _seconds(told: object, otherwise: float) -> float:
    try:
        return max(0.0, float(str(told)))
    except ValueError:
        return otherwise


def _now() -> float:
    return asyncio.get_running_loop().time()
