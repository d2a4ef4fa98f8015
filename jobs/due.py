"""Due work: hands what is due to its feature, piece by piece, in the order it came due."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.ports import Agenda, Clock
from bot.vocabulary.request import Due

log = structlog.get_logger(__name__)

_BATCH: Final = 320
TOGETHER: Final = 32
"""Pieces that ask for their turn at the same time, where transactions take turns."""
_SHORTEST_WAIT: Final = timedelta(seconds=30)
_LONGEST_WAIT: Final = timedelta(hours=1)


class DueWork:
    """Takes what is due and hands it on; what fails is postponed, and all else goes on.

    Args:
        handle: does one piece of work, as :meth:`bot.engine.Engine.handle_due`; raises when it could not.
        together: how many pieces ask for their turn at the same time, so that a store that commits together what waits
            together need not wait for its disk after each. They get their turns in due order only where all
            transactions take turns; elsewhere it must be one.
    """

    def __init__(
        self, agenda: Agenda, handle: Callable[[Due], Awaitable[None]], clock: Clock, *, together: int = 1
    ) -> None:
        self._agenda = agenda
        self._handle = handle
        self._clock = clock
        self._together = together
        self._turn = asyncio.Lock()
        self._closed = False

    async def run_until_idle(self) -> int:
        """Do what is due by now, and what comes due meanwhile."""
        done = 0
        async with self._turn:
            while batch := await self._due():
                for begin in range(0, len(batch), self._together):
                    await self._try_all(batch[begin : begin + self._together])
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

    async def _try_all(self, batch: Sequence[Due]) -> None:
        async with asyncio.TaskGroup() as group:
            for due in batch:
                group.create_task(self._try(due))

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
