"""What this installation knows of itself: the key that its markers are made with, and when it was last restored.

``restore_epoch`` counts how often a backup was put back. ``restored_at`` is when that last happened: whatever was due
before then may have been sent already, unknown to the backup, so it is in doubt.

Both are asked for with every message, and neither changes while Machi runs: each is read once.
"""

import secrets
from collections.abc import MutableMapping
from datetime import datetime
from typing import Final
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import insert
from storage.tables import meta

_KEY: Final = "install_key"
_EPOCH: Final = "restore_epoch"
_RESTORED_AT: Final = "restored_at"
_known: Final[MutableMapping[Engine, dict[str, str | None]]] = WeakKeyDictionary()


async def make_install_key(connection: AsyncConnection) -> None:
    """Make the key unless there is one: it must outlive every restart and every restored backup."""
    _known.pop(connection.sync_engine, None)
    statement = insert(connection, meta).values(name=_KEY, value=secrets.token_hex(32))
    await connection.execute(statement.on_conflict_do_nothing())


async def install_key(connection: AsyncConnection) -> bytes:
    """The key, as it was made with the tables."""
    value = await _kept(connection, _KEY)
    if value is None:
        raise LookupError("this database has no key of its own: it was not set up by a migration")
    return bytes.fromhex(value)


async def restore_epoch(connection: AsyncConnection) -> int:
    """How often a backup was put back."""
    return int(await _kept(connection, _EPOCH) or 0)


async def restored_at(connection: AsyncConnection) -> datetime | None:
    """When a backup was last put back; ``None`` if that never happened."""
    value = await _kept(connection, _RESTORED_AT)
    return datetime.fromisoformat(value) if value else None


async def note_restored(connection: AsyncConnection, epoch: int, at: datetime) -> None:
    """Remember that a backup was put back."""
    _known.pop(connection.sync_engine, None)
    for name, value in ((_EPOCH, str(epoch)), (_RESTORED_AT, at.isoformat())):
        statement = insert(connection, meta).values(name=name, value=value)
        await connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


async def _kept(connection: AsyncConnection, name: str) -> str | None:
    known = _known.setdefault(connection.sync_engine, {})
    if name not in known:
        known[name] = await connection.scalar(select(meta.c.value).where(meta.c.name == name))
    return known[name]
