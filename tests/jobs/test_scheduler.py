"""The scheduler: wakes work in time, at once when it is asked to, and ends without breaking anything off."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from structlog.testing import capture_logs

from bot.ports import ToChannel
from jobs.clock import AdjustableClock, SystemClock
from jobs.scheduler import Scheduler
from tests.jobs.conftest import Works


@dataclass(slots=True)
class Diligence:
    """A work that notes when it ran, and has something to do when the test says so."""

    at: datetime | None = None
    fails: bool = False
    runs: int = 0
    ran: asyncio.Event = field(default_factory=asyncio.Event)
    may_end: asyncio.Event = field(default_factory=asyncio.Event)
    ended: int = 0
    closed: bool = False

    def __post_init__(self) -> None:
        self.may_end.set()

    async def run_until_idle(self) -> int:
        self.runs += 1
        self.ran.set()
        await self.may_end.wait()
        self.ended += 1
        if self.fails:
            raise ZeroDivisionError
        return 0

    async def next_at(self) -> datetime | None:
        planned, self.at = self.at, None
        return planned

    def close(self) -> None:
        self.closed = True

    async def next_run(self) -> None:
        await self.ran.wait()
        self.ran.clear()


async def test_work_runs_at_the_start_and_whenever_it_is_woken():
    work = Diligence()
    scheduler = Scheduler({"probe": work}, SystemClock())

    async with scheduler.running():
        await work.next_run()
        scheduler.wake()
        await work.next_run()

    assert work.closed


async def test_work_is_woken_when_its_next_instant_comes():
    clock = AdjustableClock(SystemClock(), timedelta(days=100))
    work = Diligence(at=clock.now() + timedelta(seconds=0.05))

    async with Scheduler({"probe": work}, clock).running():
        await work.next_run()
        await asyncio.wait_for(work.next_run(), timeout=5)

    assert work.runs >= 2


async def test_an_instant_that_has_passed_is_not_missed():
    clock = SystemClock()
    work = Diligence(at=clock.now() - timedelta(days=3))

    async with Scheduler({"probe": work}, clock).running():
        await work.next_run()
        await asyncio.wait_for(work.next_run(), timeout=5)


async def test_a_call_during_the_work_is_not_lost():
    work = Diligence()
    work.may_end.clear()
    scheduler = Scheduler({"probe": work}, SystemClock())

    async with scheduler.running():
        await work.next_run()
        scheduler.wake()
        work.may_end.set()
        await asyncio.wait_for(work.next_run(), timeout=5)


async def test_work_that_fails_is_logged_and_goes_on_and_so_does_other_work():
    broken, fine = Diligence(fails=True), Diligence()
    scheduler = Scheduler({"broken": broken, "fine": fine}, SystemClock())

    with capture_logs() as logs:
        async with scheduler.running():
            await broken.next_run()
            await fine.next_run()
            scheduler.wake()
            await broken.next_run()
            await fine.next_run()

    assert {entry["task"] for entry in logs} == {"work: broken"}


async def test_what_has_begun_is_finished_before_the_end():
    work = Diligence()
    work.may_end.clear()

    async with Scheduler({"probe": work}, SystemClock()).running():
        await work.next_run()
        asyncio.get_running_loop().call_later(0.05, work.may_end.set)

    assert work.ended == work.runs == 1


async def test_what_is_queued_goes_out_by_itself(works: Works):
    scheduler = Scheduler({"due": works.due_work(), "delivery": works.delivery_work()}, works.clock)

    works.wake = scheduler.wake

    async with scheduler.running():
        await works.plan(reminder=works.clock.now())
        target = await asyncio.wait_for(works.courier.next_attempt(), timeout=5)

    assert target == ToChannel("C1")
    assert works.in_channel == ["reminder"]
