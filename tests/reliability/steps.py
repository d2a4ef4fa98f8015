"""Steps: each thing that the worker does with its database or its platform is made to fail in turn, in every way.

Everything happens in one process with a clock that stands still between two steps, so that thousands of runs take
minutes. A worker that dies here does nothing more: whatever it still tries raises, and its database is closed under it.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from sqlalchemy import event, select
from sqlalchemy.util import LRUCache
from structlog.testing import capture_logs

from bot.ports import (
    NOTHING_RESTS,
    Claimed,
    Delivery,
    Doubt,
    InDoubt,
    MessageRef,
    Outcome,
    Paces,
    Report,
    Resting,
    Seen,
    Sight,
    Unseen,
)
from bot.vocabulary.card import Card
from bot.vocabulary.effect import Notify, PostToThread, PublishCard
from bot.vocabulary.people import AccountRef, SpaceAddress
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import text
from jobs.delivery import DeliveryWork
from storage.database import Database
from storage.deliveries import SqlDeliveries
from storage.migrate import upgrade
from storage.store import SqlStore
from storage.tables import UNFINISHED, outbox
from tests.fakes.courier import FakeCourier
from tests.stores import DEFAULTS, CountingIds, StandingClock

Way: TypeAlias = Literal["kill before", "kill after", "lost reply", "error", "time-out"]
WAYS: Final[tuple[Way, ...]] = ("kill before", "kill after", "lost reply", "error", "time-out")
"""The process dies before or after a step; the step is done and says nothing; it fails; it is done much later."""

PLATFORMS: Final[Mapping[str, tuple[Doubt, bool]]] = {
    "discord": (Doubt(quiet=5.0, dropped=60.0, verified=120.0), True),
    "slack": (Doubt(quiet=15.0, absences=2, apart=5.0, verified=900.0), False),
}
"""How doubt is resolved there, and whether the platform itself drops a repetition."""

MESSAGES: Final = ("card", "reply", "letter")
LATE: Final = timedelta(seconds=4)
"""When a request arrives that timed out: within the quiet period of either platform."""
DOWN: Final = timedelta(seconds=1)
_MOST: Final = 500
_COMPILED: Final = LRUCache[Any, Any](500)


class Killed(BaseException):
    """The process is dead."""


class Faulty(Exception):  # noqa: N818 - what a driver would say
    """The step failed."""


Kind: TypeAlias = Literal["begin", "part", "statement", "part ends", "commit", "kept", "platform"]
"""A transaction begins, and a part of it; a statement; the part ends, well or not; all is committed, and is kept; or a
request to the platform."""
DIFFERENT: Final[Mapping[Kind, tuple[Way, ...]]] = {
    "begin": ("kill before", "error"),
    "part": ("error",),
    "statement": (),
    "part ends": ("error",),
    "commit": ("error",),
    "kept": ("kill after", "lost reply"),
    "platform": WAYS,
}
"""The ways that differ at each kind of step.

Of a transaction that is not committed nothing lasts, so to die anywhere in it is to die at its beginning; and nobody
catches anything inside a part, so whichever of its statements fails, it is undone as if its first one had. Where no
request is on its way, failing is one thing, by whatever word.
"""
_PARTS: Final[Mapping[str, Kind]] = {
    "BEGIN": "begin",
    "SAVEPOINT": "part",
    "RELEASE": "part ends",
    "ROLLBACK": "part ends",
}


@dataclass(slots=True)
class Fate:
    """Counts all steps, over all lives, and strikes at some.

    Args:
        blows: the step, counted from 1, and what happens there.
        kinds: what each step was, as far as it came.
    """

    blows: Mapping[int, Way]
    steps: int = 0
    dead: bool = False
    kinds: list[Kind] = field(default_factory=list)

    def next(self, kind: Kind = "platform") -> Way | None:
        """One more step: what happens at it."""
        if self.dead:
            raise Killed
        self.steps += 1
        self.kinds.append(kind)
        return self.blows.get(self.steps)

    def death(self) -> Killed:
        """Do nothing more from now on."""
        self.dead = True
        return Killed()


@dataclass(slots=True)
class Unsure:
    """Fills :class:`bot.ports.Courier`: a chat whose every request may fail."""

    chat: FakeCourier
    fate: Fate
    clock: StandingClock
    late: list[tuple[datetime, Delivery]] = field(default_factory=list)
    platform: str = "slack"
    paces: Paces = field(default_factory=Paces)

    @property
    def doubt(self) -> Doubt:
        return self.chat.doubt

    def rests(self) -> float:
        return 0.0

    async def deliver(self, delivery: Delivery) -> Outcome:
        match self.fate.next():
            case "kill before":
                raise self.fate.death()
            case "error":
                return InDoubt("500")
            case "time-out":
                self.late.append((self.clock.now() + LATE, delivery))
                return InDoubt("no answer")
            case "kill after" | "lost reply" | None as way:
                outcome = await self.chat.deliver(delivery)
                if way == "kill after":
                    raise self.fate.death()
                return outcome if way is None else InDoubt("the reply was lost")

    async def look_up(self, delivery: Delivery, since: datetime) -> Sight:
        match self.fate.next():
            case "kill before" | "kill after":
                raise self.fate.death()
            case "lost reply" | "error" | "time-out":
                return Unseen("no answer")
            case None:
                return await self.chat.look_up(delivery, since)

    async def remove(self, message: MessageRef) -> bool:
        match self.fate.next():
            case "kill before":
                raise self.fate.death()
            case "error" | "time-out":
                return False
            case "kill after" | "lost reply" | None as way:
                gone = await self.chat.remove(message)
                if way == "kill after":
                    raise self.fate.death()
                return gone and way is None

    async def arrive(self) -> None:
        """Let what was on its way for long arrive by now."""
        arrived = [delivery for at, delivery in self.late if at <= self.clock.now()]
        self.late = [(at, delivery) for at, delivery in self.late if at > self.clock.now()]
        for delivery in arrived:
            await self.chat.deliver(delivery)


class UnsureDeliveries(SqlDeliveries):
    """The real ones; what is lost is also the answer to a commit: it is kept, and whoever asked does not know."""

    def __init__(self, database: Database, fate: Fate) -> None:
        super().__init__(database, {"slack"})
        self._fate = fate
        engine = database.engine.sync_engine
        event.listen(engine, "begin", lambda _: self._strike("statement"))  # it has begun by then
        event.listen(engine, "commit", lambda _: self._strike("commit"))
        event.listen(engine, "before_cursor_execute", lambda _, __, said, *___: self._strike(_kind(said)))

    async def claim(self, at: datetime, limit: int, resting: Resting = NOTHING_RESTS) -> tuple[Claimed, ...]:
        claimed = await super().claim(at, limit, resting)
        self._strike("kept")
        return claimed

    async def mark(self, claimed: Sequence[Claimed], at: datetime) -> frozenset[str]:
        marked = await super().mark(claimed, at)
        self._strike("kept")
        return marked

    async def finish(self, reports: Sequence[Report], at: datetime) -> None:
        await super().finish(reports, at)
        self._strike("kept")

    def _strike(self, kind: Kind) -> None:
        # Between a statement and the next nothing lasts, so before one and after the one before it are the same.
        match self._fate.next(kind):
            case "kill before" | "kill after":
                raise self._fate.death()
            case "lost reply" | "error" | "time-out" as way:
                raise Faulty(way)
            case None:
                return


def _kind(statement: str) -> Kind:
    return _PARTS.get(statement.partition(" ")[0], "statement")


@dataclass(frozen=True, slots=True)
class Ended:
    """What one run came to.

    Args:
        standing: how often each message stands there.
        kinds: what each step was, one after the other.
        deaths: how often the process died.
    """

    standing: Mapping[str, int]
    unfinished: int
    kinds: Sequence[Kind]
    deaths: int

    @property
    def steps(self) -> int:
        """How many there were in all."""
        return len(self.kinds)

    def blows(self, after: int = 0) -> Iterator[tuple[int, Way]]:
        """All that may happen at one of its later steps and is not the same as something else."""
        for step, kind in enumerate(self.kinds, 1):
            if step > after:
                yield from ((step, way) for way in DIFFERENT[kind])

    @property
    def clean(self) -> bool:
        return not self.unfinished and all(count == 1 for count in self.standing.values())


@contextmanager
def template() -> Iterator[Path]:
    """A folder with a database in which three messages wait: a card, a reply beneath it, and a letter."""
    memory = Path("/dev/shm")
    place = Path(tempfile.mkdtemp(prefix="machi-steps-", dir=memory if memory.is_dir() else None))
    try:
        yield place
    finally:
        shutil.rmtree(place)


async def lay_out(place: Path) -> None:
    """Queue the three messages."""
    url = f"sqlite+aiosqlite:///{place}/template.db"
    await upgrade(url)
    database = Database(url)
    clock = StandingClock()
    async with SqlStore(database, clock, CountingIds(), DEFAULTS).transaction() as work:
        space = await work.directory.space(SpaceAddress("slack", "T1", "つくば"))
        scope = work.of(space.community)
        await scope.communities.spoken_to_in(space.id, "C1")
        hana = (await scope.members.mentioned(space.id, AccountRef("U1", "Hana"))).id
        subject = Subject("clean-up", "1")
        await scope.outbox.publish(PublishCard(subject, Card(text("card")), "volunteering"), clock.now())
        await scope.outbox.post(PostToThread(subject, Card(text("reply")), "1"), clock.now())
        await scope.outbox.notify(Notify(hana, Card(text("letter")), "1"), clock.now())
    await database.close()


async def run(place: Path, platform: str, blows: Mapping[int, Way], *, blind: bool = False) -> Ended:
    """Deliver the three messages through those blows.

    Args:
        place: where the three wait.
        platform: how doubt is resolved.
        blows: what happens at which step.
        blind: whether every look finds nothing: the control, which must leave a message doubled somewhere.
    """
    file, clock, fate = place / "run.db", StandingClock(), Fate(blows)
    shutil.copy(place / "template.db", file)
    doubt, drops = PLATFORMS[platform]
    courier = Unsure((_Blind if blind else FakeCourier)(doubt=doubt, drops=drops), fate, clock)
    deaths = unfinished = 0
    for _ in range(_MOST):
        fate.dead = False
        try:
            with capture_logs():  # to write down each failure costs several times as much as to live through it
                unfinished = await _live(file, fate, courier, clock)
        except BaseException:  # what a dying process says, in whatever group
            if not fate.dead:
                raise
            deaths += 1
            clock.instant += DOWN
        if not unfinished and not courier.late and not fate.dead:
            break
    for left in ("", "-wal", "-shm"):
        file.with_name(f"{file.name}{left}").unlink(missing_ok=True)
    return Ended(_standing(courier.chat), unfinished, fate.kinds, deaths)


async def _live(file: Path, fate: Fate, courier: Unsure, clock: StandingClock) -> int:
    """Work until all is done or dead; how much is left."""
    database = Database(f"sqlite+aiosqlite:///{file}")
    database.engine.sync_engine._compiled_cache = _COMPILED  # what to say to it is the same in every run
    try:
        deliveries = UnsureDeliveries(database, fate)
        work = DeliveryWork(deliveries, {"slack": courier}, clock)
        await _retried(lambda: deliveries.recover(clock.now()))
        for _ in range(_MOST):
            await courier.arrive()
            await work.run_until_idle()
            at = await _retried(work.next_at)
            if at is None and not courier.late:
                return 0
            _pass(clock, [at, *(late for late, _ in courier.late)])
        return await _unfinished(database)
    finally:
        await database.close()


def _pass(clock: StandingClock, instants: Sequence[datetime | None]) -> None:
    soonest = min(at for at in instants if at is not None)
    clock.instant = max(clock.instant + timedelta(milliseconds=10), soonest)


async def _retried(step: Callable[[], Any]) -> Any:
    """What a scheduler tries again at its next sweep, and the one after that."""
    for _ in range(2):
        with suppress(Exception):  # a step that failed, and what became of it on its way
            return await step()
    return await step()


async def _unfinished(database: Database) -> int:
    async with database.begin() as connection:
        return len((await connection.scalars(select(outbox.c.id).where(outbox.c.state.in_(UNFINISHED)))).all())


def _standing(chat: FakeCourier) -> dict[str, int]:
    said = [message.card.title[0] for message in chat.messages.values()]
    return {name: said.count(name) for name in MESSAGES}


class _Blind(FakeCourier):
    """Sees nothing, and drops nothing."""

    async def look_up(self, delivery: Delivery, since: datetime) -> Sight:
        return Seen()
