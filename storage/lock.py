"""The lock beside an embedded database: one Machi at a time, and a dead one holds nothing."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from storage.soundness import UnfitDatabase

log = structlog.get_logger(__name__)

PATIENCE: Final = 5.0
"""Seconds that one who starts waits for another to stop."""
_GLANCE: Final = 0.05
_NOTE: Final = (
    "Machi keeps a community's memory in the file of this name without .lock.\n"
    "It begins anew only where neither of the two is there.\n"
)


class Occupied(UnfitDatabase):
    """Another Machi works with the database."""


@dataclass(frozen=True, slots=True)
class Lock:
    """The lock while it is held; it also remembers that a community's memory was there."""

    descriptor: int

    @property
    def remembers(self) -> bool:
        """Whether the database beside it was ever in use."""
        return os.fstat(self.descriptor).st_size > 0

    def remember(self) -> None:
        """From now on the database beside it is in use."""
        if not self.remembers:
            os.write(self.descriptor, _NOTE.encode())


@asynccontextmanager
async def alone(file: Path, patience: float = PATIENCE) -> AsyncIterator[Lock]:
    """Hold the lock of that database; raise :class:`Occupied` where another still does after that many seconds."""
    descriptor = _open(Path(f"{file}.lock"))
    try:
        await _take(descriptor, file, patience)
        yield Lock(descriptor)
    finally:
        os.close(descriptor)


def _open(lock: Path) -> int:
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        return os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise UnfitDatabase(f"{lock} cannot be written: {error.strerror}.") from error


async def _take(descriptor: int, file: Path, patience: float) -> None:
    if _is_free(descriptor):
        return
    if patience:
        log.warning("another Machi works with this database: waiting for it to stop", seconds=patience)
    try:
        async with asyncio.timeout(patience):
            while not _is_free(descriptor):  # noqa: ASYNC110 - nobody tells when another process lets go
                await asyncio.sleep(_GLANCE)
    except TimeoutError:
        raise Occupied(f"Another Machi is running with {file}. Stop that one first.") from None


def _is_free(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
