"""Reminders at scale: a million waiting, ten thousand due at once, beside APScheduler's own store with as many jobs.

``python -m benchmarks.scheduler`` prints what it measured. Both sides keep their rows in SQLite with a journal ahead
(WAL) on the same disk, Machi's durably (synchronous=FULL). Three things are told apart:

* claimed: all that is due is marked as done, in batches and due order, each batch committed; nobody is asked anything.
* asked: the same, and each piece's feature is asked, which has nothing to say; this is what APScheduler's side does,
  which runs an empty function for each.
* handled and queued: each feature says something, which stands in the outbox in the same transaction.
"""

import argparse
import asyncio
import itertools
import pickle
import resource
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.events import EVENT_JOB_EXECUTED
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import Engine as Engine_
from sqlalchemy import create_engine, event

from bot.app import keep_for_good
from bot.engine import Engine
from bot.feature import Context, Feature, Features
from bot.ports import Defaults, UnitOfWork
from bot.vocabulary.action import Action
from bot.vocabulary.card import Card
from bot.vocabulary.effect import Effect, Notify
from bot.vocabulary.people import AccountRef, Member, SpaceAddress
from bot.vocabulary.request import Due
from bot.vocabulary.text import text
from jobs.clock import SystemClock
from jobs.due import FEWEST, MOST, DueWork
from jobs.ids import RandomIds
from jobs.scheduler import Scheduler
from storage.opening import opened
from storage.store import SqlStore
from storage.tables import plans

BEAT = 0.002
FAR = timedelta(days=30)
_done = 0


@dataclass(slots=True)
class Pulse:
    """The event loop's own pulse: the longest between two beats, in milliseconds.

    ``worst`` is by the clock, and holds what other processes took; ``own`` is what this one worked meanwhile.
    """

    worst: float = 0.0
    own: float = 0.0

    @asynccontextmanager
    async def felt(self) -> AsyncIterator[None]:
        """Feel it while the block lasts."""
        async with asyncio.TaskGroup() as group:
            beating = group.create_task(self._beat())
            try:
                yield
            finally:
                beating.cancel()

    async def _beat(self) -> None:
        before, worked = time.perf_counter(), time.thread_time()
        while True:
            await asyncio.sleep(BEAT)
            now, work = time.perf_counter(), time.thread_time()
            self.worst = max(self.worst, (now - before - BEAT) * 1000)
            self.own = max(self.own, (work - worked) * 1000)
            before, worked = now, work


@dataclass(slots=True)
class Figures:
    """What was measured of one side; seconds, but for the stall (milliseconds) and the memory (MiB)."""

    name: str
    claimed: float = 0.0
    asked: float = 0.0
    handled: float = 0.0
    cpu: float = 0.0
    stall: float = 0.0
    own_stall: float = 0.0
    idle: float = 0.0
    memory: float = 0.0
    early: int = 0
    out_of_order: int = 0
    ran: int = 0
    late: list[float] = field(default_factory=list)

    def shown(self) -> str:
        """A line for people."""
        lateness = f"{sorted(self.late)[len(self.late) // 2]:.2f}/{max(self.late):.2f} s" if self.late else "-"
        return "   ".join(
            [
                f"{self.name:<12} claimed {self.claimed:.3f} s" if self.claimed else f"{self.name:<12}",
                f"asked, with nothing to say {self.asked:.2f} s",
                f"handled and queued {self.handled:.2f} s ({self.cpu:.2f} s CPU)" if self.handled else "",
                f"loop stood still {self.stall:.1f} ms ({self.own_stall:.1f} of own work)",
                f"late (median/most) {lateness}",
                f"idle {self.idle * 1000:.2f} ms CPU/s",
                f"memory {self.memory:.0f} MiB",
                f"ran {self.ran}, early {self.early}, out of order {self.out_of_order}",
            ]
        )


async def machi(folder: Path, waiting: int, due: int, idle: float) -> Figures:
    """Machi's own plans."""
    found = Figures("machi")
    path, clock = folder / "machi.db", SystemClock()
    async with opened(f"sqlite+aiosqlite:///{path}") as database:
        ids = RandomIds(clock)
        store = SqlStore(database, clock, ids, Defaults("en", "Asia/Tokyo"))
        async with store.transaction() as work:
            space = await work.directory.space(SpaceAddress("slack", "T1"))
            member = await work.of(space.community).members.of_account(space.id, AccountRef("U1", "Ada"))
        community = space.community
    later = clock.now() + FAR
    _fill_machi(path, community, (later + timedelta(seconds=31 * number) for number in range(waiting - due)))
    async with opened(f"sqlite+aiosqlite:///{path}") as database:
        store = SqlStore(database, clock, ids, Defaults("en", "Asia/Tokyo"))
        found.idle = await _idle(store, clock, idle)
        engine = Engine(Features([_reminding(member, found)]), store, clock, ids)
        ran: list[datetime] = []

        async def handle(work: UnitOfWork, piece: Due) -> None:
            found.early += clock.now() < piece.at
            ran.append(piece.at)
            await engine.handle_due(work, piece)

        async def run(name: str, many: int, pulse: Pulse) -> float:
            ran.clear()
            _fill_machi(path, community, _just_now(clock, many), name)
            begun = time.perf_counter()
            async with pulse.felt():
                await DueWork(store, handle, clock).run_until_idle()
            found.out_of_order += sum(later < earlier for earlier, later in itertools.pairwise(ran))
            return time.perf_counter() - begun

        await run("nothing", 2 * FEWEST, Pulse())  # so that no statement is compiled while it is measured
        await run("remind", 2 * FEWEST, Pulse())
        found.ran, found.late = 0, []
        keep_for_good()
        pulse = Pulse()
        _fill_machi(path, community, _just_now(clock, due), "claimed")
        begun = time.perf_counter()
        async with pulse.felt():
            await _claim_all(store, clock)
        found.claimed = time.perf_counter() - begun
        found.asked = await run("nothing", due, pulse)
        cpu = time.process_time()
        found.handled = await run("remind", due, pulse)
        found.cpu = time.process_time() - cpu
        found.stall, found.own_stall = pulse.worst, pulse.own
    found.memory = _memory()
    return found


def _just_now(clock: SystemClock, many: int) -> Iterator[datetime]:
    last = clock.now() - timedelta(milliseconds=50)
    return (last - timedelta(microseconds=back) for back in range(many))


async def _claim_all(store: SqlStore, clock: SystemClock) -> None:
    claimed = 1
    while claimed:
        async with store.transaction() as work:
            claimed = len(await work.agenda.claim(clock.now(), MOST))


def _reminding(member: Member, found: Figures) -> Feature:
    feature = Feature("probe")

    @feature.due("remind")
    async def remind(context: Context, name: str) -> list[Effect]:
        found.ran += 1
        found.late.append((context.now - found_at(name)).total_seconds())
        return [Notify(member.id, Card(text(name)), name)]

    @feature.due("nothing")
    async def nothing(context: Context, name: str) -> list[Effect]:  # noqa: ARG001
        return []

    return feature


def found_at(name: str) -> datetime:
    """When a reminder was due, by its name."""
    return datetime.fromtimestamp(int(name) / 1_000_000, UTC)


def _fill_machi(path: Path, community: str, instants: Iterable[datetime], name: str = "remind") -> None:
    columns = ["community_id", "id", "subject_kind", "subject_id", "action", "at", "due_at", "state"]
    run = f"{name}{time.monotonic_ns()}"

    def rows() -> Iterator[tuple[str, ...]]:
        for number, at in enumerate(instants):
            action = Action(f"probe.{name}", (str(round(at.timestamp() * 1_000_000)),)).encode()
            yield community, f"{run}-{number}", "reminder", f"{run}-{number}", action, _kept(at), _kept(at), "planned"

    with sqlite3.connect(path, timeout=30) as connection:
        marks = ", ".join("?" * len(columns))
        connection.executemany(f"INSERT INTO {plans.name} ({', '.join(columns)}) VALUES ({marks})", rows())  # noqa: S608
    connection.close()


def _kept(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S.%f}"


async def _idle(store: SqlStore, clock: SystemClock, seconds: float) -> float:
    async def nothing(*_: object) -> None:
        return

    scheduler = Scheduler({"due": DueWork(store, nothing, clock)}, clock)
    async with scheduler.running():
        await asyncio.sleep(0.5)
        begun = time.process_time()
        await asyncio.sleep(seconds)
        return (time.process_time() - begun) / seconds


async def apscheduler(folder: Path, waiting: int, due: int, idle: float) -> Figures:
    """APScheduler's own store with as many jobs."""
    found = Figures("apscheduler")
    engine = create_engine(f"sqlite:///{folder / 'apscheduler.db'}")
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA journal_mode = WAL"))
    store = SQLAlchemyJobStore(engine=engine)
    later = datetime.now(UTC) + FAR  # noqa: TID251 - there is no clock to inject into it
    _fill_apscheduler(engine, store, (later + timedelta(seconds=31 * number) for number in range(waiting - due)), "p")
    instant = datetime.now(UTC) + timedelta(seconds=idle + due / 2_000 + 5)  # noqa: TID251
    _fill_apscheduler(engine, store, itertools.repeat(instant, due), "d")
    scheduler = AsyncIOScheduler(
        timezone=UTC, jobstores={"default": store}, job_defaults={"misfire_grace_time": None, "max_instances": due}
    )
    finished = asyncio.Event()
    count = itertools.count(1)
    scheduler.add_listener(lambda _: finished.set() if next(count) >= due else None, EVENT_JOB_EXECUTED)
    scheduler.start()
    begun_idle = time.process_time()
    await asyncio.sleep(idle)
    found.idle = (time.process_time() - begun_idle) / idle
    await asyncio.sleep(max(0.0, (instant - datetime.now(UTC)).total_seconds() - 0.05))  # noqa: TID251
    pulse = Pulse()
    begun, cpu = time.perf_counter(), time.process_time()
    async with pulse.felt():
        await finished.wait()
    found.asked, found.stall, found.own_stall = time.perf_counter() - begun, pulse.worst, pulse.own
    found.ran, found.cpu = _done, time.process_time() - cpu
    scheduler.shutdown(wait=False)
    engine.dispose()
    found.memory = _memory()
    return found


def _fill_apscheduler(engine: Engine_, store: SQLAlchemyJobStore, instants: Iterable[datetime], named: str) -> None:
    """Put jobs in the way the store does, without its half a millisecond for each."""
    scheduler = AsyncIOScheduler(timezone=UTC, jobstores={"default": store})
    scheduler.start(paused=True)
    job = scheduler.add_job(nothing_at_all, "date", run_date=datetime.now(UTC) + FAR, misfire_grace_time=None)  # noqa: TID251
    state = job.__getstate__()
    scheduler.remove_job(job.id)
    scheduler.shutdown(wait=False)

    def rows() -> Iterator[tuple[str, float, bytes]]:
        for number, at in enumerate(instants):
            state["id"], state["next_run_time"] = f"{named}{number}", at
            yield state["id"], at.timestamp(), pickle.dumps(state, pickle.HIGHEST_PROTOCOL)

    raw = engine.raw_connection()
    raw.cursor().executemany("INSERT INTO apscheduler_jobs (id, next_run_time, job_state) VALUES (?, ?, ?)", rows())
    raw.commit()
    raw.close()


def nothing_at_all() -> None:
    """What APScheduler is asked to do."""
    global _done  # noqa: PLW0603 - a job is found by its name, and has nothing else to count in
    _done += 1


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def main() -> None:
    """Measure both sides, one after the other, and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--waiting", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=10_000)
    parser.add_argument("--idle", type=float, default=10.0, help="seconds of doing nothing that are looked at")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ours = await machi(Path(folder), asked.waiting, asked.due, asked.idle)
        print(ours.shown(), flush=True)  # noqa: T201
        theirs = await apscheduler(Path(folder), asked.waiting, asked.due, asked.idle)
        print(theirs.shown())  # noqa: T201
    print(  # noqa: T201
        f"{theirs.asked / ours.claimed:.0f} x as fast to claim, {theirs.asked / ours.asked:.1f} x to ask; "
        f"APScheduler stood still {theirs.own_stall / ours.own_stall:.0f} x as long by its own work"
    )


if __name__ == "__main__":
    asyncio.run(main())
