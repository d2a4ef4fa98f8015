"""Sessions: how often Discord is asked for a new one, counted across restarts.

Discord ends every session and resets the bot's token when it is asked for more than a thousand new ones a day. A
process that dies and is started over and over asks each time, so what was asked is kept where it outlives the process.
"""

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.ports import Clock, Shelf

DAY: Final = timedelta(hours=24)
MOST: Final = 100
"""New sessions a day of one connection, a tenth of what Discord allows; ten connections may share a bot."""
AT_ONCE: Final = 10
"""Of these, so many may follow each other at once."""
SOON: Final = 40
"""Beyond these, so many a day may follow a few minutes apart; the rest are spread over the day."""
SOON_APART: Final = timedelta(minutes=5)
LATE_APART: Final = timedelta(minutes=24)
BETWEEN: Final = 5.0
"""Seconds between two new sessions of one process: Discord takes one at a time."""


class TooManySessions(Exception):  # noqa: N818 - says what it was
    """A new session has to wait for so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the next session begins in {seconds:.0f} s")
        self.seconds = seconds


class Sessions:
    """The new sessions of one connection.

    Args:
        shelf: keeps when they began.
        shard: which of the bot's connections it is.
    """

    def __init__(self, shelf: Shelf, clock: Clock, shard: int | None = None) -> None:
        self._shelf = shelf
        self._clock = clock
        self._key = f"sessions:{shard or 0}"

    async def wait(self) -> float:
        """Seconds until a new one may begin."""
        now = self._clock.now()
        return max((next_at(await self._begun(now)) or now) - now, timedelta()).total_seconds()

    async def begin(self) -> None:
        """Count a new one, before it is asked for; raises :class:`TooManySessions` where it has to wait."""
        if wait := await self.wait():
            raise TooManySessions(wait)
        now = self._clock.now()
        begun = [*await self._begun(now), now]
        await self._shelf.put(self._key, json.dumps([at.isoformat() for at in begun]))

    async def _begun(self, now: datetime) -> list[datetime]:
        kept = json.loads(await self._shelf.get(self._key) or "[]")
        # A clock that was set back must not hold up everything until it has caught up.
        return [at for at in map(datetime.fromisoformat, kept) if now - DAY < at <= now]


def next_at(begun: Sequence[datetime]) -> datetime | None:
    """When the next one may begin after those of the last day, the earliest first; ``None`` is at once."""
    if len(begun) < AT_ONCE:
        return None
    if len(begun) >= MOST:
        return begun[-MOST] + DAY
    return begun[-1] + (SOON_APART if len(begun) < SOON else LATE_APART)


class Turns:
    """Lets the connections of one process begin their sessions one after the other."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._free_at = 0.0

    async def take(self) -> None:
        """Wait for one's turn."""
        loop = asyncio.get_running_loop()
        async with self._turn:
            await asyncio.sleep(max(0.0, self._free_at - loop.time()))
            self._free_at = loop.time() + BETWEEN
