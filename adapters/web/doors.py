"""Doors: who may look behind addresses that nobody can guess, and who has guessed too often."""

import ipaddress
import math
from collections import deque
from collections.abc import Collection
from datetime import timedelta
from typing import Final

from aiohttp import web

from bot.calendars import Feeds
from bot.ports import Clock

EACH: Final = 60
"""Different addresses that lead nowhere, from one caller within a minute, before that caller has to wait."""
ALL: Final = 600
"""The same of all callers together: who has many machines gets no further with them."""
BELIEVED: Final = timedelta(seconds=15)
"""How long it is remembered which addresses there are, while somebody guesses."""
MINUTE: Final = timedelta(minutes=1)
_NETWORK: Final = 64
"""Bits of an IPv6 address that name whose it is; the rest its owner may choose anew for every call."""


class Doors:
    """Whom to let ask: who knows an address always, others no more than so often.

    Different addresses are counted and not calls: a provider's calendar asks for thousands of people from one machine,
    also for addresses that are no more, and each of them again and again. Only who guesses asks for ever new ones.
    Where somebody does, it is told from memory whether there is such an address at all.
    """

    def __init__(self, feeds: Feeds, clock: Clock) -> None:
        self._feeds = feeds
        self._clock = clock
        self._latest: deque[tuple[float, str, str]] = deque()
        self._wrong: dict[str, set[str]] = {}
        self._there: Collection[str] = ()
        self._there_at = -math.inf

    async def let(self, caller: str, digest: str) -> bool:
        """Whether a caller may look behind the address of that digest."""
        self._forget()
        theirs = self._wrong.get(caller, set())
        if digest in theirs or (len(theirs) < EACH and len(self._latest) < ALL):
            return True
        return digest in await self._known()

    def wrong(self, caller: str, digest: str) -> None:
        """There was nothing, or nothing any more."""
        theirs = self._wrong.setdefault(caller, set())
        if digest not in theirs:
            theirs.add(digest)
            self._latest.append((self._now(), caller, digest))

    async def _known(self) -> Collection[str]:
        if self._now() - self._there_at > BELIEVED.total_seconds():
            self._there_at = self._now()
            self._there = await self._feeds.digests()
        return self._there

    def _forget(self) -> None:
        since = self._now() - MINUTE.total_seconds()
        while self._latest and self._latest[0][0] <= since:
            _, caller, digest = self._latest.popleft()
            self._wrong[caller].discard(digest)
            if not self._wrong[caller]:
                del self._wrong[caller]

    def _now(self) -> float:
        return self._clock.now().timestamp()


def caller_of(request: web.Request) -> str:
    """From where somebody asks; a web server at hand says for whom it does, and what it added itself comes last."""
    near = _address(request.remote or "")
    told = request.headers.getall("X-Forwarded-For", [])
    if told and near is not None and near.is_private:
        near = _address(told[-1].rpartition(",")[2].strip()) or near
    return _whose(near)


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _whose(address: ipaddress.IPv4Address | ipaddress.IPv6Address | None) -> str:
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _NETWORK), strict=False))
    return str(address)
