"""Silence: what Discord has asked us to leave alone, for every request of the bot, whoever makes it.

What goes through the courier's wire asks before each request. What the library sends by itself (the login, the
commands, answers to gestures) passes the same gate through the trace of its session, as it has no other door.
"""

import asyncio
from collections import deque
from collections.abc import Mapping
from typing import Any, Final

import aiohttp
from discord.http import Route

from adapters.discord import limits
from bot.pauses import Pauses

BANNED: Final = 600.0
"""Seconds of silence when a limit came without saying how long."""
LONGEST: Final = 30.0
"""Seconds that a request of the library's waits at most; one that would have to wait longer fails."""
AWAY: Final = 5.0
"""Seconds until it is worth trying again where nobody can say what was told before."""

_EVERYTHING: Final = ""
_BAN: Final = "ban"
_INVALID: Final = frozenset({401, 403, 429})
_ANSWERS: Final = ("/interactions/", "/webhooks/")
"""Paths that the limit on everything is not about; a ban is about these as well."""


class TooSoon(Exception):  # noqa: N818 - says what it was
    """Discord says to wait, or the breaker is open: nothing was stored."""

    def __init__(self, seconds: float) -> None:
        """For so many seconds from now on."""
        super().__init__(f"to be sent in {seconds:.1f} s")
        self.seconds = seconds


class Silence:
    """What is to be left alone by all connections of one process.

    Args:
        pauses: what the process before was told, and what the next one will be.
    """

    def __init__(self, pauses: Pauses | None = None) -> None:
        self._pauses = pauses or Pauses()
        self._refused: deque[float] = deque(maxlen=limits.REFUSALS)

    async def recall(self) -> None:
        """Know what was told before this process began; raises :class:`TooSoon` where that cannot be known now."""
        try:
            await self._pauses.recall()
        except Exception as error:
            raise TooSoon(AWAY) from error

    def left(self, bucket: str = _EVERYTHING) -> float:
        """Seconds until something may be sent there; without a bucket, anywhere."""
        return max(self._pauses.left(_EVERYTHING, _BAN, bucket), self._breaker())

    async def over(self) -> None:
        """Wait until anything may be sent."""
        await self.recall()
        while wait := self.left():  # noqa: ASYNC110 - the end of a silence is no event
            await asyncio.sleep(wait)

    async def heed(self, bucket: str, response: aiohttp.ClientResponse, told: Any) -> float | None:
        """Take note of what an answer says of limits, and give the seconds to wait where it was a refusal for that."""
        self._count(response)
        if response.status == 429:
            wait = retry_after(response, told)
            await self._pauses.begin(_place(bucket, response.headers, told), wait)
            return wait
        if response.headers.get("X-RateLimit-Remaining") == "0":
            after = _seconds(response.headers.get("X-RateLimit-Reset-After"), 1.0)
            await self._pauses.begin(bucket, after, told=False)
        return None

    def trace(self) -> aiohttp.TraceConfig:
        """The gate for what the library sends; limits on one bucket it keeps by itself."""
        trace = aiohttp.TraceConfig()
        trace.on_request_start.append(self._starts)
        trace.on_request_end.append(self._ended)
        return trace

    async def _starts(self, _session: object, _context: object, request: aiohttp.TraceRequestStartParams) -> None:
        path = _path(str(request.url))
        if path is None:
            return  # the gateway
        await self.recall()
        while wait := self._pauses.left(_BAN) if path.startswith(_ANSWERS) else self.left():
            if wait > LONGEST:
                raise TooSoon(wait)
            await asyncio.sleep(wait)

    async def _ended(self, _session: object, _context: object, request: aiohttp.TraceRequestEndParams) -> None:
        response = request.response
        if _path(str(request.url)) is None:
            return
        self._count(response)
        if response.status == 429 and ("Via" not in response.headers or _is_global(response.headers)):
            await self._pauses.begin(_place(_EVERYTHING, response.headers, {}), retry_after(response))

    def _count(self, response: aiohttp.ClientResponse) -> None:
        if response.status in _INVALID and response.headers.get("X-RateLimit-Scope") != "shared":
            self._refused.append(_now())

    def _breaker(self) -> float:
        # A tenth of what Discord bans an address for.
        full = len(self._refused) == limits.REFUSALS
        return max(0.0, self._refused[0] + limits.REFUSALS_WITHIN - _now()) if full else 0.0


def retry_after(response: Any, told: Any = None) -> float:
    """How many seconds a limit lasts; a ban that does not say so lasts ten minutes."""
    header = _seconds(response.headers.get("Retry-After"), BANNED)
    return _seconds(told.get("retry_after"), header) if isinstance(told, dict) else header


def _place(bucket: str, headers: Mapping[str, str], told: Any) -> str:
    """A ban comes from before Discord and in HTML."""
    if not isinstance(told, dict) or "Via" not in headers:
        return _BAN
    return _EVERYTHING if told.get("global") or _is_global(headers) else bucket


def _is_global(headers: Mapping[str, str]) -> bool:
    return "X-RateLimit-Global" in headers or headers.get("X-RateLimit-Scope") == "global"


def _path(url: str) -> str | None:
    return url.removeprefix(Route.BASE) if url.startswith(Route.BASE) else None


def _seconds(told: object, otherwise: float) -> float:
    try:
        return max(0.0, float(str(told)))
    except ValueError:
        return otherwise


def _now() -> float:
    return asyncio.get_running_loop().time()
