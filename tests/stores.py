"""Stores for tests: the real one over SQLite in memory."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.ports import Defaults
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


async def create_all(database: Database) -> None:
    """Every table as the code sees it, without the migrations."""
    async with database.begin() as connection:
        await connection.run_sync(metadata.create_all)
        await make_install_key(connection)


@asynccontextmanager
async def memory_town(*, repositories: Registry = REPOSITORIES) -> AsyncIterator[Town]:
    """A town of its own in memory."""
    database = Database("sqlite+aiosqlite://")
    try:
        await create_all(database)
        yield town_in(database, repositories=repositories)
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
