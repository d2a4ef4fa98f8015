"""The database: one writer over embedded SQLite, or connections to PostgreSQL, of which gestures share one."""

import asyncio
import itertools
import sqlite3
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy import URL, Insert, Table, event, make_url
from sqlalchemy import Connection as SyncConnection
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry

from storage.sqlite import Connection, connect
from storage.writer import Writer

log = structlog.get_logger(__name__)

_PATIENCE_TO_SHED: Final = 5.0  # seconds
_PRAGMAS: Final = (
    "synchronous = FULL",  # in WAL, NORMAL may lose the last commits when the power goes
    "foreign_keys = ON",
    "secure_delete = ON",  # what is deleted is overwritten, and lies in no free page of the file
)
_WAL: Final = "PRAGMA journal_mode = WAL"
LOCKED: Final = 10.0
"""Seconds that PostgreSQL waits for what another transaction holds; who works with it tries again or says so."""
RUNNING: Final = 60.0
"""Seconds that one statement of ours may run there, and for which a transaction may stand about without any."""
_TRIES: Final = 40
_BETWEEN_TRIES: Final = 0.05  # seconds
_memories = itertools.count()


class Database:
    """Where transactions begin. On SQLite they take turns, so that nobody ever meets a locked database.

    Those that wait for the same turn are committed together.

    Args:
        url: ``sqlite+aiosqlite:///file.db``, ``sqlite+aiosqlite://`` (in memory) or ``postgresql+psycopg://…``.
    """

    def __init__(self, url: str) -> None:
        self._memory: sqlite3.Connection | None = None
        self._file: str | None = None
        address = make_url(url)
        self.embedded: Final = address.get_backend_name() == "sqlite"
        self.engine: Final[AsyncEngine] = self._sqlite(address) if self.embedded else _postgresql(address)
        self._writer = Writer(self.engine)

    @asynccontextmanager
    async def begin(self, *, shared: bool = False) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed at the end, rolled back when an exception leaves it.

        Args:
            shared: whether it may be committed together with others, also where there are several connections.
        """
        async with self._writer.part() if shared or self.embedded else self.engine.begin() as connection:
            yield connection

    async def shed(self) -> None:
        """Empty the journal of an embedded database: what was deleted lies in it until then.

        Somebody else in the way, such as a backup, leaves it for the next time.
        """
        if self._file is not None:
            await asyncio.to_thread(_empty_journal, self._file)

    async def close(self) -> None:
        """Close every connection; what is in memory is gone."""
        await self.engine.dispose()
        if self._memory is not None:
            self._memory.close()

    def _sqlite(self, address: URL) -> AsyncEngine:
        in_memory = address.database in (None, "", ":memory:")
        name = self._in_memory() if in_memory else str(address.database)
        if not in_memory:
            self._file = name
            Path(name).parent.mkdir(parents=True, exist_ok=True)

        async def opened() -> Connection:
            return connect(name, uri=in_memory)

        engine = create_async_engine(
            address, async_creator=opened, poolclass=AsyncAdaptedQueuePool, pool_size=1, max_overflow=0
        )
        event.listen(engine.sync_engine, "connect", _configure)
        event.listen(engine.sync_engine, "begin", _begin_immediately)
        return engine

    def _in_memory(self) -> str:
        # A cancelled request makes SQLAlchemy drop its connection, and plain :memory: would go with it: a shared cache
        # lives as long as the connection held here.
        name = f"file:machi-{next(_memories)}?mode=memory&cache=shared"
        self._memory = sqlite3.connect(name, uri=True, check_same_thread=False)
        return name


def insert(connection: AsyncConnection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An ``INSERT`` that knows ``ON CONFLICT``, in the dialect of the connection."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


async def inserted(connection: AsyncConnection, statement: Insert, row: Mapping[str, object] | None = None) -> bool:
    """Whether an ``INSERT … ON CONFLICT`` put its row in, or changed the one that was there.

    A row that is given beside its statement, and not in it, costs half as much.
    """
    result = await connection.execute(statement, row, execution_options={"preserve_rowcount": True})
    return result.rowcount == 1


def _postgresql(address: URL) -> AsyncEngine:
    engine = create_async_engine(address, pool_size=10, pool_pre_ping=True)
    event.listen(engine.sync_engine, "connect", _let_nobody_wait_for_ever)
    return engine


def _let_nobody_wait_for_ever(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    limits = {"lock_timeout": LOCKED, "statement_timeout": RUNNING, "idle_in_transaction_session_timeout": RUNNING}
    with closing(connection.cursor()) as cursor:
        for name, seconds in limits.items():
            cursor.execute(f"SET {name} = {round(seconds * 1000)}")
    connection.commit()


def _configure(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
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


def _empty_journal(file: str) -> None:
    with closing(sqlite3.connect(file, timeout=_PATIENCE_TO_SHED, isolation_level=None)) as connection:
        (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        log.warning("the journal could not be emptied: somebody else has the database open")


def _begin_immediately(connection: SyncConnection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
