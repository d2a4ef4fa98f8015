"""What this installation knows of itself: the key that its markers are made with."""

import secrets
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import insert
from storage.tables import meta

_KEY: Final = "install_key"


async def make_install_key(connection: AsyncConnection) -> None:
    """Make the key unless there is one: it must outlive every restart and every restored backup."""
    statement = insert(connection, meta).values(name=_KEY, value=secrets.token_hex(32))
    await connection.execute(statement.on_conflict_do_nothing())


async def install_key(connection: AsyncConnection) -> bytes:
    """The key, as it was made with the tables."""
    value = await connection.scalar(select(meta.c.value).where(meta.c.name == _KEY))
    if value is None:
        raise LookupError("this database has no key of its own: it was not set up by a migration")
    return bytes.fromhex(value)
