"""The writer: one transaction at a time, and in it all that wait for their turn, each a part that fails by itself.

To commit is to wait for the disk. What waits together is therefore committed together: each part is told that it is
kept when the commit they share is done, and never before.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncTransaction

from bot.ports import StoreFull

log = structlog.get_logger(__name__)

_PARTS: Final = 64
"""Parts of one transaction at most: the first of them must not wait too long for the last."""


class BrokenOff(Exception):  # noqa: N818 - it is no fault of the part that is told
    """The transaction that a part shared is gone as a whole: nothing of the part is kept, and it may be tried again."""


@dataclass(slots=True)
class _Batch:
    connection: AsyncConnection
    transaction: AsyncTransaction
    committed: asyncio.Future[None] = field(default_factory=asyncio.Future)
    parts: int = 0
    broken: bool = False


class Writer:
    """Lets transactions take turns on one connection of an engine."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._batch: _Batch | None = None
        self._holder: asyncio.Task[object] | None = None

    @asynccontextmanager
    async def part(self) -> AsyncIterator[AsyncConnection]:
        """One transaction as its owner sees it: committed at the end, undone when an exception leaves it."""
        await self._take_turn()
        try:
            batch = self._batch = self._batch or await self._begun()
            batch.parts += 1
            async with _savepoint(batch):
                yield batch.connection
        finally:
            await self._give_turn()
        await asyncio.shield(batch.committed)

    async def _take_turn(self) -> None:
        task = asyncio.current_task()
        if self._holder is task:
            raise RuntimeError("a transaction inside a transaction would wait for itself: use a savepoint")
        self._waiting += 1
        try:
            await self._turn.acquire()
        finally:
            self._waiting -= 1
        self._holder = task

    async def _give_turn(self) -> None:
        batch = self._batch
        if batch is not None and (batch.broken or not self._waiting or batch.parts >= _PARTS):
            await asyncio.shield(self._end(batch))
        else:
            self._next()

    async def _end(self, batch: _Batch) -> None:
        """Commit all parts of a transaction, whatever becomes of the one that came last."""
        try:
            await _committed(batch)
        except Exception as error:  # noqa: BLE001 - every part of it raises it
            batch.committed.set_exception(error)
            batch.committed.exception()  # each part is told; with none left, nobody needs to be
        else:
            batch.committed.set_result(None)
        finally:
            self._batch = None
            try:
                await batch.connection.close()
            finally:
                self._next()

    def _next(self) -> None:
        self._holder = None
        self._turn.release()

    async def _begun(self) -> _Batch:
        connection = await self._engine.connect()
        try:
            return _Batch(connection, await connection.begin())
        except BaseException:
            await asyncio.shield(connection.close())
            raise


@contextmanager
def breaking_off(why: BaseException | None = None) -> Iterator[None]:
    """Raise :class:`BrokenOff` where a savepoint can neither be kept nor undone: after that nothing more is safe.

    A full store is told as such: it is why savepoints break off.
    """
    try:
        yield
    except Exception as error:
        raise (why if isinstance(why, StoreFull) else BrokenOff()) from error


@asynccontextmanager
async def _savepoint(batch: _Batch) -> AsyncIterator[None]:
    """Undo a part that fails; where that fails too, such as after a full disk, the whole transaction is gone."""
    savepoint = await batch.connection.begin_nested()
    try:
        yield
    except BaseException:
        with _breaking(batch):
            await savepoint.rollback()
        raise
    with _breaking(batch):
        await savepoint.commit()
    if batch.broken:
        raise BrokenOff


@contextmanager
def _breaking(batch: _Batch) -> Iterator[None]:
    try:
        yield
    except Exception:
        log.exception("a transaction is gone as a whole")
        batch.broken = True


async def _committed(batch: _Batch) -> None:
    if batch.broken:
        await batch.transaction.rollback()
        raise BrokenOff
    try:
        await batch.transaction.commit()
    except BaseException:
        # It may still be open, and nothing can begin inside of it: with its connection it is gone.
        await batch.connection.invalidate()
        raise
