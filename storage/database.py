"""The database: one writer over embedded SQLite, or a pool of connections to PostgreSQL."""

import asyncio
import itertools
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing, nullcontext
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, Insert, Table, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry

_PRAGMAS: Final = (
    "synchronous = FULL",  # in WAL, NORMAL may lose the last commits when the power goes
    "foreign_keys = ON",
    "busy_timeout = 30000",  # milliseconds; only other processes, such as a backup, can make us wait
)
_WAL: Final = "PRAGMA journal_mode = WAL"
_TRIES: Final = 40
_BETWEEN_TRIES: Final = 0.05  # seconds
_memories = itertools.count()


class Database:
    """Where transactions begin. On SQLite they take turns, so that nobody ever meets a locked database.

    Args:
        url: ``sqlite+aiosqlite:///file.db``, ``sqlite+aiosqlite://`` (in memory) or ``postgresql+psycopg://…``.
    """

    def __init__(self, url: str) -> None:
        self._memory: sqlite3.Connection | None = None
        self._holder: asyncio.Task[object] | None = None
        address = make_url(url)
        self.embedded: Final = address.get_backend_name() == "sqlite"
        self.engine: Final[AsyncEngine] = self._sqlite(address) if self.embedded else _postgresql(address)
        self._turn: AbstractAsyncContextManager[object] = asyncio.Lock() if self.embedded else nullcontext()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed at the end, rolled back when an exception leaves it."""
        task = asyncio.current_task()
        if self._holder is task:
            raise RuntimeError("a transaction inside a transaction would wait for itself: use a savepoint")
        async with self._turn, self.engine.begin() as connection:
            self._holder = task if self.embedded else None
            try:
                yield connection
            finally:
                self._holder = None

    async def close(self) -> None:
        """Close every connection; what is in memory is gone."""
        await self.engine.dispose()
        if self._memory is not None:
            self._memory.close()

    def _sqlite(self, address: URL) -> AsyncEngine:
        if address.database in (None, "", ":memory:"):
            address = self._in_memory(address)
        else:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_async_engine(address, poolclass=AsyncAdaptedQueuePool, pool_size=1, max_overflow=0)
        event.listen(engine.sync_engine, "connect", _configure)
        event.listen(engine.sync_engine, "begin", _begin_immediately)
        return engine

    def _in_memory(self, address: URL) -> URL:
        # A cancelled request makes SQLAlchemy drop its connection, and plain :memory: would go with it: a shared cache
        # lives as long as the connection held here.
        name = f"file:machi-{next(_memories)}?mode=memory&cache=shared"
        self._memory = sqlite3.connect(name, uri=True, check_same_thread=False)
        return address.set(database=name.partition("?")[0], query={"mode": "memory", "cache": "shared", "uri": "true"})


def insert(connection: AsyncConnection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An ``INSERT`` that knows ``ON CONFLICT``, in the dialect of the connection."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


async def inserted(connection: AsyncConnection, statement: Insert) -> bool:
    """Whether an ``INSERT … ON CONFLICT`` put its row in, or changed the one that was there."""
    result = await connection.execute(statement, execution_options={"preserve_rowcount": True})
    return result.rowcount == 1


def _postgresql(address: URL) -> AsyncEngine:
    return create_async_engine(address, pool_size=10, pool_pre_ping=True)


def _configure(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver would begin by itself, late and deferred: for DML only, and failing when it must upgrade to writing.
    connection.isolation_level = None  # type: ignore[attr-defined]
    with closing(connection.cursor()) as cursor:
        _keep_journal_ahead(cursor)
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")


def _keep_journal_ahead(cursor: DBAPICursor) -> None:
    # Two connections that change the journal of a new file at once do not wait: SQLite refuses the later one.
    for _ in range(_TRIES - 1):
        try:
            cursor.execute(_WAL)
        except sqlite3.OperationalError:
            time.sleep(_BETWEEN_TRIES)
        else:
            return
    cursor.execute(_WAL)


def _begin_immediately(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
