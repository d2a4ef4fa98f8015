"""The scheduler: wakes each kind of work when it has something to do. Nothing else knows APScheduler.

APScheduler holds alarms only, in memory: what is planned lives in the database, so an alarm may be lost or ring twice
without harm. Its own stores forget a one-shot job before the job has run.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from bot.ports import Clock
from jobs.clock import SystemClock
from jobs.watch import Watch
from jobs.work import Work

log = structlog.get_logger(__name__)

SWEEP: Final = timedelta(seconds=30)
"""How often every kind of work is looked at, whatever the alarms say: another machine may have planned something."""
NOTICEABLE: Final = 2.0
"""Seconds by which the clock and the event loop may go apart between two looks before it is logged."""
GRACE: Final = 5.0
"""Seconds that what has begun is given to finish at the end; what does not is in doubt, and looked for at the start."""


class Scheduler:
    """Drives works by alarms, by :meth:`wake`, and by a sweep.

    Args:
        clock: the one that the works live by; it may be ahead of the machine's.
        watch: keeps them alive.
    """

    def __init__(self, works: Mapping[str, Work], clock: Clock, watch: Watch | None = None) -> None:
        self._works = works
        self._watch = watch or Watch(clock)
        self._clock = clock
        self._machine = SystemClock()
        self._calls = {name: asyncio.Event() for name in works}
        self._closed = False
        self._ahead: float | None = None
        self._alarms = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work as long as the block lasts; at its end, what has begun is finished and nothing more is begun."""
        async with asyncio.TaskGroup() as group:
            runners = [group.create_task(self._kept(name), name=f"work: {name}") for name in self._works]
            self._start()
            try:
                yield
            finally:
                self._stop()
                if runners:
                    _, late = await asyncio.wait(runners, timeout=GRACE)
                    for runner in late:
                        runner.cancel()

    def wake(self) -> None:
        """Let all work look for something to do at once."""
        for call in self._calls.values():
            call.set()

    def _start(self) -> None:
        self._alarms.start()
        self.wake()

    def _stop(self) -> None:
        self._closed = True
        self._watch.close()
        for work in self._works.values():
            work.close()
        self._alarms.shutdown(wait=False)
        self.wake()

    async def _ring(self, name: str) -> None:
        self._calls[name].set()

    async def _kept(self, name: str) -> None:
        task = f"work: {name}"

        async def work() -> None:
            self._calls[name].set()
            while not self._closed:
                await self._called(name)
                await self._works[name].run_until_idle()
                self._set_alarm(name, await self._works[name].next_at())
                self._watch.well(task)

        await self._watch.keep(task, work)

    async def _called(self, name: str) -> None:
        # Sweeps are counted by the event loop: a clock that is set back stops APScheduler's own intervals until it has
        # caught up, and one that is set ten years forward has them counted one by one.
        with suppress(TimeoutError):
            async with asyncio.timeout(SWEEP.total_seconds()):
                await self._calls[name].wait()
        self._calls[name].clear()
        self._watch_clock()

    def _watch_clock(self) -> None:
        ahead = self._machine.now().timestamp() - asyncio.get_running_loop().time()
        if self._ahead is not None and abs(ahead - self._ahead) > NOTICEABLE:
            log.warning("the clock was set, or the machine slept", seconds=round(ahead - self._ahead))
        self._ahead = ahead

    def _set_alarm(self, name: str, at: datetime | None) -> None:
        if at is None or self._closed:
            return
        on_this_machine = self._machine.now() + (at - self._clock.now())
        self._alarms.add_job(self._ring, DateTrigger(on_this_machine), args=[name], id=name, replace_existing=True)
