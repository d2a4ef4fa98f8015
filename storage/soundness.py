"""Soundness: whether a database may be worked with, and in plain words why not."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, Literal, TypeAlias

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import StoreContended, StoreFull
from storage.database import Database
from storage.writer import BrokenOff

Depth: TypeAlias = Literal["quick_check", "integrity_check"]
"""How closely a file is looked at: its structure, or also whether every index agrees with its table."""

_DURABLE: Final = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
_DAMAGED: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR}
_DISK_FULL: Final = "53100"
"""What PostgreSQL calls it."""
_CONTENDED: Final = {"40001", "40P01", "55P03"}
"""What PostgreSQL calls a conflict, a deadlock, and a lock that was not to be had in time."""
_PRIMARY: Final = 0xFF  # the extended error codes keep the plain one in their lowest byte


class UnfitDatabase(Exception):  # noqa: N818 - said to the person who runs Machi, not a fault
    """The database cannot be worked with, and the message says why and what to do."""


def file_of(url: str) -> Path | None:
    """The file in which an embedded database is kept; ``None`` for one in memory or on a server."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or address.database in (None, "", ":memory:"):
        return None
    return Path(address.database).resolve()


def examine(file: Path, advice: str, depth: Depth = "quick_check") -> None:
    """Refuse a file that is damaged or no database at all, with advice what to do then."""
    try:
        with closing(opened_file(file)) as connection:
            verdicts = [verdict for (verdict,) in connection.execute(f"PRAGMA {depth}(1)")]
    except sqlite3.DatabaseError as error:
        if (error.sqlite_errorcode & _PRIMARY) not in _DAMAGED:
            raise UnfitDatabase(f"{file} cannot be opened: {error}.") from error
        verdicts = [str(error)]
    if verdicts != ["ok"]:
        raise UnfitDatabase(f"{file} is damaged ({verdicts[0].strip().splitlines()[-1]}). {advice}")


def opened_file(file: Path) -> sqlite3.Connection:
    """A connection to a file that is there already; it is never made."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)


async def assert_durable(database: Database) -> None:
    """Refuse a database that could lose what it has confirmed."""
    async with database.begin() as connection:
        weak = await (_weak_pragmas(connection) if database.embedded else _weak_settings(connection))
    if weak:
        raise UnfitDatabase(f"The database could lose what it has confirmed: {weak}")


@contextmanager
def refusing_what_cannot_be_opened() -> Iterator[None]:
    """Say in one sentence what a database driver says at the first attempt."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise UnfitDatabase(f"The database cannot be opened: {str(error.orig).strip()}") from error


@contextmanager
def telling_when_full() -> Iterator[None]:
    """Raise :class:`StoreFull` where the database has no room left."""
    try:
        yield
    except DBAPIError as error:
        if _is_full(error.orig):
            raise StoreFull(str(error.orig)) from error
        raise


@contextmanager
def telling_when_contended() -> Iterator[None]:
    """Raise :class:`StoreContended` where others were in the way."""
    try:
        yield
    except BrokenOff as error:
        raise StoreContended(str(error)) from error
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) in _CONTENDED:
            raise StoreContended(str(error.orig)) from error
        raise


def _is_full(error: object) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    return code == sqlite3.SQLITE_FULL or getattr(error, "sqlstate", None) == _DISK_FULL


async def _weak_pragmas(connection: AsyncConnection) -> str:
    found = {name: str((await connection.exec_driver_sql(f"PRAGMA {name}")).scalar()) for name in _DURABLE}
    weak = [f"{name} is {found[name]}, not {wanted}" for name, wanted in _DURABLE.items() if found[name] != wanted]
    if not weak:
        return ""
    return f"SQLite's {', '.join(weak)}. Keep the file on a disk of this machine, not on a network share."


async def _weak_settings(connection: AsyncConnection) -> str:
    if (await connection.exec_driver_sql("SHOW synchronous_commit")).scalar() != "off":
        return ""
    return "synchronous_commit is off. Switch it on: ALTER ROLE CURRENT_USER SET synchronous_commit = on;"
