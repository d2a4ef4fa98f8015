"""Opening: a database for one run of Machi, held alone, sound, up to date and durable, or not at all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

from storage.database import Database
from storage.lock import PATIENCE, alone
from storage.migrate import current, upgrade
from storage.soundness import UnfitDatabase, assert_durable, examine, file_of, refusing_what_cannot_be_opened

_GONE: Final = (
    "A community's memory was kept in {file}, and now there is none. Put back a backup: machi restore FILE. "
    "To begin anew instead, remove {file} and {file}.lock."
)
_ADVICE: Final = (
    "Machi does not touch it. Put back a backup: machi restore FILE. What is there now will be kept beside it."
)


@asynccontextmanager
async def opened(url: str, patience: float = PATIENCE) -> AsyncIterator[Database]:
    """The database, brought up to this version; raise :class:`UnfitDatabase` with the reason where it cannot be used.

    Another Machi that uses the same file is given so many seconds to stop.
    """
    file = file_of(url)
    async with AsyncExitStack() as stack:
        lock = await stack.enter_async_context(alone(file, patience)) if file else None
        if await found(url) is None and lock and lock.remembers:
            raise UnfitDatabase(_GONE.format(file=file))
        with refusing_what_cannot_be_opened():
            await upgrade(url)
            database = Database(url)
            stack.push_async_callback(database.close)
            await assert_durable(database)
        if lock:
            lock.remember()
        yield database


async def found(url: str) -> str | None:
    """The revision of a sound database, as it is; ``None`` where there is none yet."""
    file = file_of(url)
    if file and file.exists():
        await asyncio.to_thread(examine, file, _ADVICE)
    with refusing_what_cannot_be_opened():
        return await current(url)
