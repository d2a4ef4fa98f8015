"""Health: what ails a process is seen by whoever asks, whatever part of it is ill."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from bot.health import Health
from bot.vocabulary.card import Card
from bot.vocabulary.effect import PublishCard
from bot.vocabulary.people import SpaceAddress
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import text
from jobs.scheduler import Scheduler
from jobs.watch import Watch
from storage.deliveries import SqlDeliveries
from tests.jobs.test_scheduler import Diligence
from tests.stores import Town, memory_town


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with memory_town() as town:
        yield town


@pytest.fixture
def watch(town) -> Watch:
    return Watch(town.clock)


async def test_a_process_without_trouble_is_well(town, watch):
    report = await Health(town.database, watch, {"slack": lambda: True}, town.clock).report()

    assert report["ok"]
    assert report["database"]["server"].startswith("SQLite 3.")
    assert report["platforms"] == [{"name": "slack", "ok": True, "connected": True, "away_seconds": 0}]


@pytest.mark.parametrize("ill", ["due", "delivery", "homes"])
async def test_each_kind_of_work_that_fails_is_seen_at_once(town, watch, ill):
    works = {name: Diligence(fails=name == ill) for name in ("due", "delivery", "homes")}
    health = Health(town.database, watch, {}, town.clock)

    with capture_logs():
        async with Scheduler(works, town.clock, watch).running():
            for work in works.values():
                await work.next_run()
            await asyncio.sleep(0)
            report = await health.report()

    assert not report["ok"]
    assert [(task["name"], task["error"]) for task in report["tasks"] if not task["ok"]] == [
        (f"work: {ill}", "ZeroDivisionError")
    ]


async def test_a_platform_may_be_away_for_a_moment_and_not_for_long(town, watch):
    connected = True
    health = Health(town.database, watch, {"discord": lambda: connected}, town.clock)
    await health.report()

    connected = False
    town.clock.move(seconds=10)
    moment = await health.report()
    town.clock.move(seconds=25)
    long = await health.report()

    assert (moment["ok"], long["ok"]) == (True, False)
    assert long["platforms"][0]["away_seconds"] == 35


async def test_a_database_that_does_not_answer_is_said_to_be_ill(town, watch):
    await town.database.close()

    with capture_logs():
        report = await Health(town.database, watch, {}, town.clock).report()

    assert not report["ok"]
    assert not report["database"]["ok"]


async def test_messages_that_nobody_carries_are_counted(town, watch):
    card = PublishCard(Subject("pitch", "p"), Card(text("a pitch")), "pitches")
    async with town.store.transaction() as work:
        space = await work.directory.space(SpaceAddress("slack", "T1"))
        scope = work.of(space.community)
        await scope.communities.choose_place(space.id, "pitches", "C1")
        await scope.outbox.publish(card, town.clock.now())
    await SqlDeliveries(town.database, {"slack"}).next_at()

    soon = await Health(town.database, watch, {}, town.clock).report()
    town.clock.move(minutes=6)
    late = await Health(town.database, watch, {}, town.clock).report()

    assert soon["database"]["messages"] == {"pending": 1}
    assert (soon["ok"], late["ok"]) == (True, False)
    assert late["database"]["late_messages"] == 1
