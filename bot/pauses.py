"""Pauses: until when a platform has told us to wait, place by place, kept where it outlives the process.

A process that is begun anew must not ask at once what the one before it was told to ask later.
"""

import asyncio
import json
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.ports import Clock, Shelf

log = structlog.get_logger(__name__)

LASTING: Final = 1.0
"""Seconds from which on a pause is kept: no process is begun anew sooner."""
KEEPING: Final = 4.0
"""Seconds until it is given up to keep one; whoever was told still knows it."""


class Pauses:
    """What is to be left alone, and how long.

    Args:
        shelf: keeps what lasts; without one nothing outlives the process.
        clock: tells the instants that are kept.
        of: whose pauses these are, where one shelf keeps those of several.
    """

    def __init__(self, shelf: Shelf | None = None, clock: Clock | None = None, of: str = "") -> None:
        self._shelf = shelf
        self._clock = clock
        self._prefix = f"pause:{of}:"
        self._ends: dict[str, float] = {}  # by the loop's clock, which nobody sets
        self._kept: set[str] = set()
        self._recalled = shelf is None or clock is None
        self._recalling = asyncio.Lock()

    async def recall(self) -> None:
        """Know what the process before was told; once is enough."""
        if self._recalled or self._shelf is None or self._clock is None:
            return
        async with self._recalling:
            if self._recalled:
                return
            for key, value in await self._shelf.under(self._prefix):
                place, left = key.removeprefix(self._prefix), _left(value, self._clock.now())
                if left > 0:
                    self._ends[place] = max(self._ends.get(place, 0.0), _now() + left)
                    self._kept.add(place)
                else:
                    await self._shelf.remove(key)
            self._recalled = True

    def left(self, *places: str) -> float:
        """Seconds until all of these places may be asked again; 0 is now."""
        now = _now()
        return max([0.0, *(self._ends.get(place, 0.0) - now for place in places)])

    async def begin(self, place: str, seconds: float, *, told: bool = True) -> None:
        """Leave a place alone from now on; what was only reckoned and not told is not kept."""
        now = _now()
        self._ends = {name: ends for name, ends in self._ends.items() if ends > now}
        self._ends[place] = max(self._ends.get(place, 0.0), now + seconds)
        if told and seconds >= LASTING:
            await self._keep(place, seconds)

    async def _keep(self, place: str, seconds: float) -> None:
        if self._shelf is None or self._clock is None:
            return
        at = self._clock.now()
        value = json.dumps([at.isoformat(), (at + timedelta(seconds=seconds)).isoformat()])
        try:
            async with asyncio.timeout(KEEPING):
                await self._shelf.put(self._prefix + place, value)
                self._kept.add(place)
                for over in self._kept - self._ends.keys():
                    await self._shelf.remove(self._prefix + over)
                    self._kept.discard(over)
        except Exception:
            log.exception("a pause is not kept", place=place, seconds=seconds)


def _left(value: str, now: datetime) -> float:
    """Seconds that are left of a pause: all where the clock was set back since, none where it cannot be read."""
    with suppress(ValueError, TypeError):
        began, ends = map(datetime.fromisoformat, json.loads(value))
        return (ends - max(now, began)).total_seconds()
    return 0.0


def _now() -> float:
    return asyncio.get_running_loop().time()
