"""Migrations: they lead to exactly the tables that the code sees, all at once, and never back."""

import asyncio
from contextlib import suppress

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Inspector, inspect, text
from sqlalchemy.exc import DBAPIError

from bot.vocabulary.people import SpaceAddress
from storage.database import Database
from storage.migrate import NewerDatabase, current, head, upgrade
from storage.tables import metadata
from tests.stores import create_all, town_in


async def ask(address: str, question):
    """What a question to a synchronous connection is answered."""
    database = Database(address)
    async with database.begin() as connection:
        answer = await connection.run_sync(question)
    await database.close()
    return answer


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def shape(connection: Connection) -> dict[str, object]:
    """All that the database says of each of our tables."""
    inspector: Inspector = inspect(connection)
    return {
        table: [
            inspector.get_pk_constraint(table),
            sorted(map(plain, inspector.get_columns(table))),
            sorted(map(plain, inspector.get_indexes(table))),
            sorted(map(plain, inspector.get_foreign_keys(table))),
            sorted(map(plain, inspector.get_unique_constraints(table))),
            sorted(map(plain, inspector.get_check_constraints(table))),
        ]
        for table in metadata.tables
    }


def plain(said: object) -> str:
    """What the database says, with the SQL in it written out."""
    match said:
        case dict():
            return str({key: plain(value) for key, value in said.items()})
        case _:
            return str(said)


async def test_an_upgrade_makes_a_database_that_works(address: str):
    assert await current(address) is None

    await upgrade(address)
    await upgrade(address)

    assert await current(address) == head()
    database = Database(address)
    async with town_in(database).store.transaction() as work:
        space = await work.directory.space(SpaceAddress("slack", "T1"))
    assert space.address == SpaceAddress("slack", "T1")
    await database.close()


async def test_the_migrations_leave_nothing_to_migrate(address: str):
    await upgrade(address)

    differences = await ask(address, lambda it: compare_metadata(MigrationContext.configure(it), metadata))

    assert differences == []


async def test_the_migrations_lead_to_the_very_tables_the_code_sees(address: str):
    await upgrade(address)
    migrated = await ask(address, shape)

    database = Database(address)
    async with database.begin() as connection:
        await connection.run_sync(metadata.drop_all)
    await create_all(database)
    await database.close()

    assert await ask(address, shape) == migrated


async def test_an_upgrade_that_fails_leaves_nothing_behind(address: str):
    (last,) = [table.name for table in metadata.sorted_tables][-1:]
    await ask(address, lambda connection: connection.execute(text(f"CREATE TABLE {last} (stranger INTEGER)")).close())

    with suppress(DBAPIError):
        await upgrade(address)

    assert await ask(address, tables) == {last}


async def test_two_processes_that_start_at_once_upgrade_once(address: str):
    async with asyncio.TaskGroup() as group:
        for _ in range(2):
            group.create_task(upgrade(address))

    assert await current(address) == head()


async def test_a_newer_database_is_refused_in_plain_words(address: str):
    await upgrade(address)
    await ask(address, lambda it: it.execute(text("UPDATE alembic_version SET version_num = '9999'")).close())

    with pytest.raises(NewerDatabase, match="at revision 9999, which a newer Machi wrote"):
        await upgrade(address)
