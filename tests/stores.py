"""Stores for tests: the real one over SQLite in memory, and what every test of a store needs beside it."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

from sqlalchemy import StaticPool, create_engine

from bot.ports import Defaults
from bot.vocabulary.request import Due
from storage.database import Database
from storage.meta import make_install_key
from storage.repositories import REPOSITORIES, Registry
from storage.store import SqlStore
from storage.tables import metadata

MONDAY: Final = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Monday, ten in the morning in Japan."""
DEFAULTS: Final = Defaults("ja", "Asia/Tokyo")


@dataclass(slots=True)
class StandingClock:
    """A clock that moves only when it is told to."""

    instant: datetime = MONDAY

    def now(self) -> datetime:
        return self.instant

    def move(self, **by: float) -> None:
        """Move forward, as in ``clock.move(hours=1)``."""
        self.instant += timedelta(**by)


@dataclass(slots=True)
class CountingIds:
    """Ids that count, so that a test can foretell them and a failure repeats itself."""

    made: int = 0

    def new(self) -> str:
        self.made += 1
        return f"id{self.made:014}"


@dataclass(frozen=True, slots=True)
class Town:
    """A store with its parts in reach: what production makes, with a clock and ids that stand still until told."""

    database: Database
    store: SqlStore
    clock: StandingClock
    ids: CountingIds


@asynccontextmanager
async def memory_town(*, repositories: Registry = REPOSITORIES) -> AsyncIterator[Town]:
    """A town of its own in memory."""
    async with memory_database() as database:
        yield town_in(database, repositories=repositories)


@asynccontextmanager
async def memory_database() -> AsyncIterator[Database]:
    """A database of its own in memory, with every table there."""
    database = Database("sqlite+aiosqlite://")
    assert database._memory is not None
    _empty_town().backup(database._memory)  # a copy takes a millisecond where making the tables takes thirty
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def memory_store() -> AsyncIterator[SqlStore]:
    """A store of its own in memory."""
    async with memory_town() as town:
        yield town.store


def town_in(
    database: Database, *, repositories: Registry = REPOSITORIES, wake: Callable[[], None] = lambda: None
) -> Town:
    """A town in a database whose tables are there."""
    clock, ids = StandingClock(), CountingIds()
    return Town(database, SqlStore(database, clock, ids, DEFAULTS, repositories=repositories, wake=wake), clock, ids)


async def create_all(database: Database) -> None:
    """Every table as the code sees it, without the migrations."""
    async with database.begin() as connection:
        await connection.run_sync(metadata.create_all)
        await make_install_key(connection)


@cache
def _empty_town() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    metadata.create_all(engine)
    connection.execute("INSERT INTO meta (name, value) VALUES ('install_key', ?)", ["00" * 32])
    connection.commit()
    return connection


class _Undone(Exception):  # noqa: N818 - what was looked at is put back
    pass


async def due_by(store: SqlStore, at: datetime) -> tuple[Due, ...]:
    """What is due by an instant, in its order; it stays so."""
    found: tuple[Due, ...] = ()
    with suppress(_Undone):
        async with store.transaction() as work:
            found = await work.agenda.claim(at, 1000)
            raise _Undone
    return found


async def next_due(store: SqlStore) -> datetime | None:
    """When something comes due next."""
    async with store.transaction() as work:
        return await work.agenda.next_at()
