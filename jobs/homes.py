"""Home pages: shows anew those that show something old, several at once, each as it is at that moment."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.ports import Clock, Failure, HomeShower, NotSent, Rejected, StaleHome, StaleHomes, TargetGone

log = structlog.get_logger(__name__)

_AT_ONCE: Final = 4
_LONGEST_WAIT: Final = 600.0
"""Seconds between two tries at most."""
_TIME_LIMIT: Final = 20.0
"""Seconds until nobody waits for a platform's answer any longer."""
_TRIES: Final = 10
"""How often it is tried until the next change, or the next look, is waited for."""


class HomeWork:
    """Takes on home pages and has their platform show them; to show one twice does no harm."""

    def __init__(self, homes: StaleHomes, showers: Mapping[str, HomeShower], clock: Clock) -> None:
        self._homes = homes
        self._showers = showers
        self._clock = clock
        self._turn = asyncio.Lock()
        self._closed = False

    async def run_until_idle(self) -> int:
        """Show what is to be shown by now."""
        done = 0
        async with self._turn:
            while not self._closed and (claimed := await self._homes.claim(self._clock.now(), _AT_ONCE)):
                async with asyncio.TaskGroup() as group:
                    for home in claimed:
                        group.create_task(self._show(home))
                done += len(claimed)
        return done

    async def next_at(self) -> datetime | None:
        """When there is one to be shown next."""
        return await self._homes.next_at()

    def close(self) -> None:
        """Begin nothing more."""
        self._closed = True

    async def _show(self, home: StaleHome) -> None:
        try:
            await self._record(home, await self._shown(home))
        except Exception:
            log.exception("a home page could not be shown", account=home.account.external_id)

    async def _shown(self, home: StaleHome) -> Failure | None:
        try:
            async with asyncio.timeout(_TIME_LIMIT):
                return await self._showers[home.space.platform].show_home(home.space, home.account)
        except TimeoutError:
            return NotSent(f"no answer in {_TIME_LIMIT:g} s")

    async def _record(self, home: StaleHome, failure: Failure | None) -> None:
        now = self._clock.now()
        match failure:
            case None:
                await self._homes.shown(home, now)
            case TargetGone() | Rejected():
                log.warning("a home page cannot be shown", account=home.account.external_id, reason=failure.reason)
                await self._homes.gone(home)
            case _ if home.attempt >= _TRIES:
                await self._homes.gone(home)
            case NotSent(retry_after=float() as seconds):
                await self._homes.put_off(home, now + timedelta(seconds=seconds))
            case _:
                await self._homes.put_off(home, now + timedelta(seconds=min(2.0**home.attempt, _LONGEST_WAIT)))
