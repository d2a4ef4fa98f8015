"""Due work in batches: each piece once, whichever machine it comes to, and whatever becomes of the others."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from structlog.testing import capture_logs

from bot.ports import StoreContended, UnitOfWork
from bot.vocabulary.action import Action
from bot.vocabulary.card import Card
from bot.vocabulary.effect import Plan, Planned, PublishCard
from bot.vocabulary.people import CommunityId, SpaceAddress
from bot.vocabulary.request import Due
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import text
from jobs.due import DueWork
from storage.agenda import SqlAgenda
from storage.database import Database
from storage.tables import outbox
from tests.stores import MONDAY, Town, due_by, next_due, town_in

Handle = Callable[[UnitOfWork, Due], Awaitable[None]]


@dataclass(slots=True)
class Board:
    """A community in which pieces of work come due; each puts a card into the outbox."""

    town: Town
    community: CommunityId
    did: dict[str, list[str]] = field(default_factory=dict)

    async def plans(self, *names: str) -> None:
        """Each a millisecond after the one before."""
        async with self.town.store.transaction() as work:
            plans = work.of(self.community).plans
            for number, name in enumerate(names):
                at = MONDAY - timedelta(seconds=1) + timedelta(milliseconds=number)
                await plans.replace(Plan(Subject("probe", name), (Planned(at, Action("probe.do", (name,))),)), MONDAY)

    def machine(self, named: str, town: Town | None = None, before: Handle | None = None) -> DueWork:
        """A machine that does what is due, and notes what it did."""
        done = self.did.setdefault(named, [])

        async def handle(work: UnitOfWork, due: Due) -> None:
            assert await work.agenda.begins(due)
            if before:
                await before(work, due)
            name = due.subject.id
            card = PublishCard(Subject("probe", name), Card(text(name)), "meetups")
            await work.doing(due).outbox.publish(card, self.town.clock.now())
            done.append(name)

        return DueWork((town or self.town).store, handle, self.town.clock)

    async def queued(self) -> list[str]:
        """What is to be sent, in its order."""
        async with self.town.database.begin() as connection:
            return list(await connection.scalars(select(outbox.c.subject_id).order_by(outbox.c.id)))


@pytest.fixture
async def board(town: Town) -> Board:
    async with town.store.transaction() as work:
        space = await work.directory.space(SpaceAddress("slack", "T1"))
    return Board(town, space.community)


@pytest.fixture
async def other(town: Town) -> AsyncIterator[Town]:
    """The same town from another machine; an embedded database has none, so there it is the same one."""
    if town.database.embedded:
        yield town
        return
    database = Database(town.database.engine.url.render_as_string(hide_password=False))
    yield town_in(database)
    await database.close()


def connection_of(work: UnitOfWork) -> AsyncConnection:
    assert isinstance(work.agenda, SqlAgenda)
    return work.agenda._connection


NAMES = [f"{number:03}" for number in range(120)]


async def test_two_machines_share_what_is_due_and_do_each_piece_once(board: Board, other: Town):
    await board.plans(*NAMES)

    async def slowly(*_: object) -> None:
        await asyncio.sleep(0.001)

    one, two = board.machine("one", before=slowly), board.machine("two", other, before=slowly)
    done = await asyncio.gather(one.run_until_idle(), two.run_until_idle())

    assert sum(done) == len(NAMES)
    assert sorted(board.did["one"] + board.did["two"]) == NAMES
    assert sorted(await board.queued()) == NAMES
    assert all(names == sorted(names) for names in board.did.values())
    assert all(board.did.values()), "one of them did everything"


async def test_what_another_machine_has_claimed_is_passed_over_and_is_free_again_when_that_one_dies(
    board: Board, other: Town
):
    if other is board.town:
        return  # an embedded database is held by one machine, whose transactions take turns
    await board.plans("a", "b", "c")

    with suppress(ZeroDivisionError):
        async with other.store.transaction() as work:
            assert [due.subject.id for due in await work.agenda.claim(MONDAY, 2)] == ["a", "b"]
            await board.machine("here").run_until_idle()
            assert await board.queued() == ["c"]
            raise ZeroDivisionError

    await board.machine("here").run_until_idle()
    assert await board.queued() == ["c", "a", "b"]


async def test_a_piece_that_fails_takes_none_with_it_and_says_nothing(board: Board):
    await board.plans(*NAMES[:20])

    async def fails(work: UnitOfWork, due: Due) -> None:
        card = PublishCard(Subject("probe", f"half {due.subject.id}"), Card(text("half")), "meetups")
        await work.doing(due).outbox.publish(card, MONDAY)
        if due.subject.id in ("003", "017"):
            raise ZeroDivisionError

    with capture_logs() as logs:
        done = await board.machine("here", before=fails).run_until_idle()

    kept = [name for name in NAMES[:20] if name not in ("003", "017")]
    assert done == 20
    assert [name for name in await board.queued() if not name.startswith("half")] == kept
    assert [name for name in await board.queued() if name.startswith("half")] == [f"half {name}" for name in kept]
    assert [entry["event"] for entry in logs] == ["due work failed"] * 2
    assert await next_due(board.town.store) == MONDAY + timedelta(seconds=30)


async def test_a_statement_that_the_database_refuses_takes_none_with_it(board: Board):
    await board.plans("a", "b", "c")

    async def refused(work: UnitOfWork, due: Due) -> None:
        if due.subject.id == "b":
            await connection_of(work).exec_driver_sql("SELECT nonsense FROM nowhere")

    with capture_logs():
        await board.machine("here", before=refused).run_until_idle()

    assert await board.queued() == ["a", "c"]


async def test_a_batch_in_which_others_were_in_the_way_is_tried_again_as_a_whole(board: Board):
    await board.plans("a", "b", "c")
    blows = [StoreContended("a deadlock")]

    async def contended(_: UnitOfWork, due: Due) -> None:
        if due.subject.id == "b" and blows:
            raise blows.pop()

    await board.machine("here", before=contended).run_until_idle()

    assert board.did["here"] == ["a", "a", "b", "c"]
    assert await board.queued() == ["a", "b", "c"]


async def test_a_commit_that_fails_leaves_everything_as_it_was(board: Board):
    await board.plans("a", "b")
    due = await due_by(board.town.store, MONDAY)
    failing = [True]

    def fail(_: object) -> None:
        if failing:
            failing.clear()
            raise OSError("the disk did not answer")

    event.listen(board.town.database.engine.sync_engine, "commit", fail)
    machine = board.machine("here")
    with suppress(OSError):
        await machine.run_until_idle()

    assert failing == []
    assert await board.queued() == []
    assert await due_by(board.town.store, MONDAY) == due
    await machine.run_until_idle()
    assert await board.queued() == ["a", "b"]


async def test_a_savepoint_that_cannot_be_undone_takes_the_whole_batch_back(board: Board):
    if not board.town.database.embedded:
        return  # PostgreSQL never ends a transaction by itself
    await board.plans("a", "b", "c")
    blows = [True]

    async def breaks(work: UnitOfWork, due: Due) -> None:
        if due.subject.id == "b" and blows:
            blows.clear()  # as SQLite does by itself when a disk is full
            await connection_of(work).exec_driver_sql("ROLLBACK")
            raise ZeroDivisionError

    with capture_logs():
        await board.machine("here", before=breaks).run_until_idle()

    assert await board.queued() == ["a", "b", "c"]
    async with board.town.database.begin() as connection:
        assert await connection.scalar(select(func.count()).select_from(outbox)) == 3


async def test_what_was_claimed_of_a_community_that_is_forgotten_meanwhile_is_not_begun(board: Board):
    await board.plans("a", "b")

    async with board.town.store.transaction() as work:
        first, second = await work.agenda.claim(MONDAY, 10)
        assert await work.agenda.begins(first)
        await work.doing(first).communities.erase()
        assert not await work.agenda.begins(second)

    assert await next_due(board.town.store) is None
