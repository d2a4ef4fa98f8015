"""Due work: hands what is due to its feature, one by one, in the order it came due."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.ports import Agenda, Clock
from bot.vocabulary.request import Due

log = structlog.get_logger(__name__)

_BATCH: Final = 100
_SHORTEST_WAIT: Final = timedelta(seconds=30)
_LONGEST_WAIT: Final = timedelta(hours=1)


class DueWork:
    """Takes what is due and hands it on; what fails is postponed, and all else goes on.

    Args:
        handle: does one piece of work, as :meth:`bot.engine.Engine.handle_due`; raises when it could not.
    """

    def __init__(self, agenda: Agenda, handle: Callable[[Due], Awaitable[None]], clock: Clock) -> None:
        self._agenda = agenda
        self._handle = handle
        self._clock = clock
        self._turn = asyncio.Lock()
        self._closed = False

    async def run_until_idle(self) -> int:
        """Do what is due by now, and what comes due meanwhile."""
        done = 0
        async with self._turn:
            while batch := await self._due():
                for due in batch:
                    await self._try(due)
                done += len(batch)
        return done

    async def next_at(self) -> datetime | None:
        """When something comes due next."""
        return await self._agenda.next_at()

    def close(self) -> None:
        """Begin no further batch."""
        self._closed = True

    async def _due(self) -> tuple[Due, ...]:
        return () if self._closed else await self._agenda.due(self._clock.now(), _BATCH)

    async def _try(self, due: Due) -> None:
        try:
            await self._handle(due)
        except Exception:
            reference = secrets.token_hex(3)
            log.exception("due work failed", reference=reference, action=due.action.encode(), key=due.key)
            await self._agenda.postpone(due, self._later(due))

    def _later(self, due: Due) -> datetime:
        # Waiting as long as it is late already doubles the wait each time, with nothing to count.
        now = self._clock.now()
        return now + min(max(now - due.at, _SHORTEST_WAIT), _LONGEST_WAIT)
