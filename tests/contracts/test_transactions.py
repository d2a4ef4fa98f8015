"""Transactions: all of it happens, or none; and the inbox, the drafts and the shelf that live by them."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import DBAPIError

from bot.ports import Draft, StoreContended
from bot.vocabulary.card import Card
from bot.vocabulary.effect import Reply
from bot.vocabulary.people import AccountRef, Space, SpaceAddress
from bot.vocabulary.text import Bold, text
from storage import database as database_module
from storage.database import Database
from storage.shelf import SqlShelf
from tests.contracts.conftest import Server
from tests.stores import Town, create_all, town_in

SLACK = SpaceAddress("slack", "T1")


async def space_in(town: Town) -> Space:
    async with town.store.transaction() as work:
        return await work.directory.space(SLACK)


async def is_new(town: Town, space: Space, key: str) -> bool:
    async with town.store.transaction() as work:
        return await work.of(space.community).inbox.claim(space.id, key, town.clock.now())


async def test_what_raises_leaves_nothing_behind(town: Town):
    space = await space_in(town)

    with suppress(ZeroDivisionError):
        async with town.store.transaction() as work:
            await work.of(space.community).inbox.claim(space.id, "k", town.clock.now())
            raise ZeroDivisionError

    assert await is_new(town, space, "k")


async def test_a_commit_that_failed_is_in_nobodys_way(town: Town):
    space, failing = await space_in(town), [True]

    def fail(_: object) -> None:
        if failing:
            failing.clear()
            raise OSError("the disk did not answer")

    event.listen(town.database.engine.sync_engine, "commit", fail)
    with suppress(OSError):
        await is_new(town, space, "k")

    assert failing == []
    assert await is_new(town, space, "k")


async def test_a_savepoint_fails_by_itself(town: Town):
    space = await space_in(town)

    async with town.store.transaction() as work:
        inbox = work.of(space.community).inbox
        await inbox.claim(space.id, "before", town.clock.now())
        with suppress(ZeroDivisionError):
            async with work.savepoint():
                await inbox.claim(space.id, "within", town.clock.now())
                raise ZeroDivisionError
        await inbox.claim(space.id, "after", town.clock.now())

    assert [await is_new(town, space, key) for key in ("before", "within", "after")] == [False, True, False]


async def test_somebody_who_goes_away_in_the_middle_takes_nothing_along(town: Town):
    space = await space_in(town)
    begun = asyncio.Event()

    async def hesitate() -> None:
        async with town.store.transaction() as work:
            await work.of(space.community).inbox.claim(space.id, "k", town.clock.now())
            begun.set()
            await asyncio.Event().wait()

    async with asyncio.TaskGroup() as group:
        hesitating = group.create_task(hesitate())
        await begun.wait()
        hesitating.cancel()

    assert await is_new(town, space, "k")


async def test_a_request_cancelled_at_the_database_does_not_harm_the_next(town: Town):
    space = await space_in(town)

    for delay in range(12):

        async def claim(key: str) -> None:
            await is_new(town, space, key)

        async with asyncio.TaskGroup() as group:
            claiming = group.create_task(claim(f"k{delay}"))
            for _ in range(delay):
                await asyncio.sleep(0)
            claiming.cancel()

    assert await is_new(town, space, "another")
    assert not await is_new(town, space, "another")


async def test_a_transaction_inside_a_transaction_is_refused_where_it_would_wait_for_itself(town: Town):
    if not town.database.embedded:
        return

    with pytest.raises(RuntimeError, match="savepoint"):
        async with town.store.transaction(), town.store.transaction():
            pass

    await space_in(town)


async def test_transactions_at_once_lose_nothing(town: Town):
    space = await space_in(town)

    async with asyncio.TaskGroup() as group:
        claims = [group.create_task(is_new(town, space, f"k{number}")) for number in range(40)]

    assert all(claim.result() for claim in claims)
    assert not any([await is_new(town, space, f"k{number}") for number in range(40)])


async def test_a_gesture_is_new_once_and_keeps_its_answer(town: Town):
    space = await space_in(town)
    answer = Reply(Card(text("ようこそ ", Bold("花"))), pressing=True)

    async with town.store.transaction() as work:
        inbox = work.of(space.community).inbox
        first = await inbox.claim(space.id, "k", town.clock.now())
        await inbox.answer(space.id, "k", answer)
        await inbox.claim(space.id, "silent", town.clock.now())
        await inbox.answer(space.id, "silent", None)

    async with town.store.transaction() as work:
        inbox = work.of(space.community).inbox
        assert first
        assert not await inbox.claim(space.id, "k", town.clock.now())
        assert await inbox.answered(space.id, "k") == answer
        assert await inbox.answered(space.id, "silent") is None


async def test_a_draft_is_its_writers_until_it_is_posted_or_too_old(town: Town):
    space = await space_in(town)
    async with town.store.transaction() as work:
        scope = work.of(space.community)
        hana = await scope.members.of_account(space.id, AccountRef("U1", "花"))
        ken = await scope.members.of_account(space.id, AccountRef("U2", "健"))
        now = town.clock.now()
        answers = {"title": "椅子運び", "roles": ("driver", "carry")}
        draft = Draft("d", hana.id, "volunteering.call", ("a",), answers, now, now + timedelta(days=7))
        await scope.drafts.save(Draft("d", hana.id, "volunteering.call", (), {}, now, now + timedelta(days=7)))
        await scope.drafts.save(draft)
        await scope.drafts.save(Draft("d", ken.id, "stolen", (), {}, now, now + timedelta(days=9)))

    async with town.store.transaction() as work:
        drafts = work.of(space.community).drafts
        assert await drafts.get("d", hana.id) == draft
        assert await drafts.get("d", ken.id) is None
        town.clock.move(days=8)
        assert await drafts.get("d", hana.id) is None
        town.clock.move(days=-8)
        await drafts.close("d")
        assert await drafts.get("d", hana.id) is None


async def test_a_shelf_keeps_things_by_owner_and_key(town: Town):
    slack, discord = SqlShelf(town.database, "slack"), SqlShelf(town.database, "discord")

    await slack.put("view:b", "1")
    await slack.put("view:a", "2")
    await slack.put("VIEW:c", "3")
    await slack.put("view:b", "4")
    await discord.put("view:z", "5")

    assert await slack.under("view:") == (("view:a", "2"), ("view:b", "4"))
    assert await slack.get("view:z") is None
    await slack.remove("view:a")
    assert await slack.under("view:") == (("view:b", "4"),)


async def test_sqlite_keeps_what_it_confirmed_and_its_references(tmp_path):
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/town.db")

    async with database.begin() as connection:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        pragmas = [(await connection.exec_driver_sql(f"PRAGMA {name}")).scalar() for name in names]

    assert pragmas == ["wal", 2, 1, 0]
    await database.close()


async def test_on_postgresql_nobody_waits_for_ever_for_what_another_holds(server: Server, monkeypatch):
    monkeypatch.setattr(database_module, "LOCKED", 0.2)
    async with server.database() as url:
        database, other = Database(url), Database(url)
        await create_all(database)
        town = town_in(database)
        async with other.begin() as holder:
            await holder.exec_driver_sql("LOCK TABLE communities IN ACCESS EXCLUSIVE MODE")
            with pytest.raises(StoreContended):
                await space_in(town)

        assert (await space_in(town)).address == SLACK
        await database.close()
        await other.close()


async def test_on_postgresql_a_statement_that_does_not_end_is_ended(server: Server, monkeypatch):
    monkeypatch.setattr(database_module, "RUNNING", 0.2)
    async with server.database() as url:
        database = Database(url)
        with pytest.raises(DBAPIError):
            async with database.begin() as connection:
                await connection.exec_driver_sql("SELECT pg_sleep(60)")
        async with database.begin() as connection:
            assert await connection.scalar(select(1)) == 1
        await database.close()
