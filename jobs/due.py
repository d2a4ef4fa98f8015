"""Due work: claims what is due in batches, and hands each piece to its feature in the order it came due."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.ports import Clock, Store, StoreContended, StoreFull, UnitOfWork
from bot.vocabulary.request import Due

log = structlog.get_logger(__name__)

FEWEST: Final = 32
MOST: Final = 500
"""Pieces of one batch."""
LENGTH: Final = 0.1
"""Seconds that a batch is to take: as long may a person wait whose gesture comes in between."""
_ON_END: Final = 0.005
"""Seconds of work on end after which others get their turn on the event loop."""
_TRIES: Final = 4
_SHORTEST_WAIT: Final = timedelta(seconds=30)
_LONGEST_WAIT: Final = timedelta(hours=1)


class DueWork:
    """Takes what is due and hands it on; what fails is postponed, and all else goes on.

    A batch is one transaction: what is claimed and what follows from it are kept together or not at all, so whatever
    dies in between leaves nothing half done, and nothing to be taken over. Other machines pass over what is claimed.

    Args:
        handle: does one claimed piece, as :meth:`bot.engine.Engine.handle_due`; raises when it could not.
    """

    def __init__(self, store: Store, handle: Callable[[UnitOfWork, Due], Awaitable[None]], clock: Clock) -> None:
        self._store = store
        self._handle = handle
        self._clock = clock
        self._turn = asyncio.Lock()
        self._most = FEWEST
        self._closed = False

    async def run_until_idle(self) -> int:
        """Do what is due by now, and what comes due meanwhile."""
        done = 0
        async with self._turn:
            while not self._closed and (many := await self._contended_batch()):
                done += many
        return done

    async def next_at(self) -> datetime | None:
        """When something comes due next."""
        async with self._store.transaction() as work:
            return await work.agenda.next_at()

    def close(self) -> None:
        """Begin no further batch."""
        self._closed = True

    async def _contended_batch(self) -> int:
        for _ in range(_TRIES - 1):
            try:
                return await self._batch()
            except StoreContended:  # a smaller one holds less that others might wait for
                self._most = FEWEST
        return await self._batch()

    async def _batch(self) -> int:
        loop = asyncio.get_running_loop()
        async with self._store.transaction() as work:
            begun = turn = loop.time()
            batch = await work.agenda.claim(self._clock.now(), self._most)
            for due in batch:
                if loop.time() - turn > _ON_END:
                    await asyncio.sleep(0)
                    turn = loop.time()
                await self._try(work, due)
            took = loop.time() - begun
        self._learn(len(batch), took)
        return len(batch)

    async def _try(self, work: UnitOfWork, due: Due) -> None:
        try:
            async with work.savepoint():
                await self._handle(work, due)
        except (StoreContended, StoreFull):
            raise  # nothing of the batch can be kept
        except Exception:
            reference = secrets.token_hex(3)
            log.exception("due work failed", reference=reference, action=due.action.encode(), key=due.key)
            await work.agenda.postpone(due, self._later(due))

    def _learn(self, many: int, took: float) -> None:
        """Let the next batch take about as long as one may; from one to the next it grows twofold at most."""
        if many == self._most or took > LENGTH:
            fitting = int(many * LENGTH / max(took, LENGTH / 1000))
            self._most = min(max(fitting, FEWEST), 2 * self._most, MOST)

    def _later(self, due: Due) -> datetime:
        # Waiting as long as it is late already doubles the wait each time, with nothing to count.
        now = self._clock.now()
        return now + min(max(now - due.at, _SHORTEST_WAIT), _LONGEST_WAIT)
