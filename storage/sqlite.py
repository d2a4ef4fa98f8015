"""Embedded SQLite at its own speed: statements run where they are called, and only what may take long leaves the loop.

A statement takes some hundredths of a millisecond; handing it to a thread and its rows back takes many times as long,
which is what drivers for asyncio do. What may take long is a commit, which waits for the disk, and a lock that another
process holds, which is waited for by asking again.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, Final, Self

PATIENCE: Final = 30.0
"""Seconds that a lock is waited for; only other processes, such as a backup, can make us wait."""
_SOON: Final = 0.002
_LATER: Final = 0.05
_PRIMARY: Final = 0xFF  # the extended error codes keep the plain one in their lowest byte


class Connection:
    """One connection, in the shape that SQLAlchemy knows of ``aiosqlite``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take over a connection that may be used by any thread; one uses it at a time."""
        self._connection = connection
        self._connection.isolation_level = None  # the driver would begin by itself, late and deferred

    def cursor(self) -> "Cursor":
        """A cursor of its own for each statement."""
        return Cursor(self._connection.cursor())

    async def commit(self) -> None:
        """Commit, and let others go on while the disk is slow."""
        if self._connection.in_transaction:
            await asyncio.to_thread(self._connection.commit)

    async def rollback(self) -> None:
        """Undo what was not committed."""
        self._connection.rollback()

    async def close(self) -> None:
        """Close it; what was not committed is gone."""
        self._connection.close()

    def stop(self) -> None:
        """Close it where nobody can wait."""
        self._connection.close()

    async def create_function(self, name: str, arguments: int, function: Callable[..., Any], **how: bool) -> None:
        """Add a function to SQL."""
        self._connection.create_function(name, arguments, function, **how)


class Cursor:
    """One statement and its rows."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    async def __aenter__(self) -> Self:
        """Stand ready at once."""
        return self

    @property
    def description(self) -> Any:  # noqa: ANN401 - as the driver gives it
        """The columns of the rows there are."""
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        """The number of the row put in last."""
        return self._cursor.lastrowid

    async def execute(self, statement: str, parameters: Sequence[object] = ()) -> None:
        """Run a statement, once no other process holds what it needs."""
        await _in_time(lambda: self._cursor.execute(statement, parameters))

    async def executemany(self, statement: str, parameters: Sequence[Sequence[object]]) -> None:
        """Run a statement several times."""
        await _in_time(lambda: self._cursor.executemany(statement, parameters))

    async def fetchall(self) -> list[Any]:
        """All its rows."""
        return self._cursor.fetchall()

    async def close(self) -> None:
        """Let go of the rows."""
        self._cursor.close()


def connect(database: str, *, uri: bool) -> Connection:
    """Open a database; a lock is never waited for inside SQLite, where it would hold up the loop."""
    return Connection(sqlite3.connect(database, uri=uri, check_same_thread=False, timeout=0))


async def _in_time(step: Callable[[], object]) -> None:
    loop = asyncio.get_running_loop()
    until, wait = loop.time() + PATIENCE, _SOON
    while True:
        try:
            step()
        except sqlite3.OperationalError as error:
            if (error.sqlite_errorcode & _PRIMARY) != sqlite3.SQLITE_BUSY or loop.time() > until:
                raise
        else:
            return
        await asyncio.sleep(wait)
        wait = min(wait * 2, _LATER)
