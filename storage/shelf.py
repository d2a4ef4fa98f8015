"""The shelf: what an adapter must remember across restarts, each owner under keys of its own."""

from sqlalchemy import ColumnElement, func, select

from storage.database import Database, insert
from storage.tables import shelf


class SqlShelf:
    """Fills :class:`bot.ports.Shelf`; each call is a transaction."""

    def __init__(self, database: Database, owner: str) -> None:
        self._database = database
        self._owner = owner

    async def get(self, key: str) -> str | None:
        """What is kept under that key."""
        async with self._database.begin() as connection:
            return await connection.scalar(select(shelf.c.value).where(self._is(key)))

    async def put(self, key: str, value: str) -> None:
        """Keep it, in place of what was there."""
        async with self._database.begin() as connection:
            statement = insert(connection, shelf).values(owner=self._owner, key=key, value=value)
            replacing = statement.on_conflict_do_update(index_elements=["owner", "key"], set_={"value": value})
            await connection.execute(replacing)

    async def remove(self, key: str) -> None:
        """Forget it."""
        async with self._database.begin() as connection:
            await connection.execute(shelf.delete().where(self._is(key)))

    async def take(self, key: str) -> str | None:
        """What is kept under that key, and forget it: of several who take it at once, one is given it."""
        async with self._database.begin() as connection:
            return await connection.scalar(shelf.delete().where(self._is(key)).returning(shelf.c.value))

    async def under(self, prefix: str) -> tuple[tuple[str, str], ...]:
        """Every key that begins so with what it keeps, in the order of the keys."""
        # LIKE ignores case on SQLite, and each PostgreSQL sorts in its own way.
        begins = (shelf.c.owner == self._owner) & (func.substr(shelf.c.key, 1, len(prefix)) == prefix)
        async with self._database.begin() as connection:
            found = (await connection.execute(select(shelf.c.key, shelf.c.value).where(begins))).all()
        return tuple(sorted((row.key, row.value) for row in found))

    def _is(self, key: str) -> ColumnElement[bool]:
        return (shelf.c.owner == self._owner) & (shelf.c.key == key)
