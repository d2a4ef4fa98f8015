"""Migrations: they lead to exactly the tables that the code sees, all at once, and never back."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Inspector, MetaData, inspect, text
from sqlalchemy.exc import DBAPIError

from bot.features.introductions.model import Introductions, Sought, sought
from bot.features.volunteering.model import CallId, Calls
from bot.vocabulary.people import CommunityId, MemberId, SpaceAddress
from storage.database import Database
from storage.migrate import NewerDatabase, configuration, current, head, upgrade
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


# --- what older versions kept ---------------------------------------------------------------------------------------

THEN = datetime(2026, 11, 23, 1, tzinfo=UTC)
TOWN = {"community_id": "town"}
OLD_ROWS: Mapping[str, list[dict[str, Any]]] = {
    "communities": [
        {"id": "town", "name": "つくば", "purpose": "", "area": "つくば", "language": "ja", "timezone": "Asia/Tokyo"}
    ],
    "spaces": [TOWN | {"id": "space", "platform": "slack", "external_id": "T1", "name": "つくば"}],
    "members": [TOWN | {"id": name, "name": shown} for name, shown in (("hana", "ハナ"), ("ken", "健"))],
    "accounts": [
        TOWN | {"space_id": "space", "external_id": name, "member_id": name, "name": name, "used_at": THEN}
        for name in ("hana", "ken")
    ],
    "introductions": [
        TOWN
        | {"member_id": "hana", "space_id": "space", "tags": '["パン職人", "ＢＩＫＥ"]', "tie": "live", "phase": "2"}
        | {"words": "コーヒー", "visibility": "everyone", "searchable": "パン職人 bike コーヒー", "written_at": THEN}
    ],
    "calls": [
        TOWN
        | {"id": "call", "caller_id": "hana", "title": "椅子運び", "places": 2, "zone": "Asia/Tokyo", "place": ""}
        | {"details": "", "private_details": "", "state": "open"}
    ],
    "sign_ups": [TOWN | {"call_id": "call", "member_id": "ken", "standing": "in", "at": THEN, "position": 0}],
}
"""What a town had at the very first revision, in the order in which it may be put in."""


def had_been_at(revision: str, connection: Connection) -> None:
    """A database of that revision, with what a town had kept by then."""
    command.upgrade(configuration(connection), revision)
    there = MetaData()
    there.reflect(connection)
    rows = dict(OLD_ROWS)
    if "introduction_tags" in there.tables:  # kept with each introduction from then on
        tag = TOWN | {"member_id": "hana", "visibility": "everyone", "space_id": "space"}
        rows["introduction_tags"] = [tag | {"word": word} for word in ("パン職人", "bike")]
    if revision >= "0009":  # looked for in hiragana from then on
        [introduction] = rows["introductions"]
        rows["introductions"] = [introduction | {"searchable": "ぱん職人 bike こーひー"}]
    for name, kept in rows.items():
        table = there.tables[name]
        made = {"created_at": THEN} if "created_at" in table.c else {}
        connection.execute(table.insert(), [made | row for row in kept])


@pytest.mark.parametrize("revision", ["0001", "0002", "0008", "0015"])
async def test_what_was_kept_before_an_upgrade_is_found_after_it(address: str, revision: str):
    """The first revision, and those before one that moves what is kept."""
    await ask(address, lambda connection: had_been_at(revision, connection))

    await upgrade(address)

    database = Database(address)
    async with town_in(database).store.transaction() as work:
        scope = work.of(CommunityId("town"))
        hana, ken = MemberId("hana"), MemberId("ken")
        for wanted in ("ぱん", "コーヒー", "bike", "はな"):  # by words in either kana, and by the name
            found = await scope[Introductions].find(Sought(tuple(sought(wanted).split())), ken, 5)
            assert [one.member for one in found] == [hana], wanted
        by_tag = await scope[Introductions].find(Sought((), (frozenset({"bike"}),)), ken, 5)
        call = await scope[Calls].get(CallId("call"))
    await database.close()
    assert [(one.tags, one.interests) for one in by_tag] == [(("パン職人", "ＢＩＫＥ"), ())]
    assert (call.inside, [team.roster.places for team in call.teams]) == ((ken,), [2])
