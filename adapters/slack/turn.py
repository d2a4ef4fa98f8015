"""Turns: what was heard from Slack and is not answered yet; nobody is kept waiting, and nothing is broken off."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, TypeVar

import structlog

log = structlog.get_logger(__name__)

PATIENCE: Final = 1.8
"""Seconds from hearing a person until they are told that it takes a moment; Slack itself waits three."""
FAREWELL: Final = 3.0
"""Seconds that what was heard has to be answered when Machi stops."""
_SETTLES: Final = 0.5
"""Seconds until what was acknowledged is surely shown, and may be replaced."""
_REMEMBERED: Final = 10_000
"""Events that were answered lately, and are not answered once more when Slack brings them again."""

Ack: TypeAlias = dict[str, Any] | None
ResultT = TypeVar("ResultT")


class Leaving(Exception):  # noqa: N818 - a state, which passes with the process
    """Machi stops: what comes now is for whoever runs next."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One gesture on its way to an answer.

    Args:
        patient_until: by the event loop's clock.
        acknowledged: what Slack is told that it arrived, set early where it takes long.
    """

    patient_until: float
    acknowledged: asyncio.Future[Ack]

    @property
    def over(self) -> bool:
        """Whether Slack was answered: everything else goes by its API."""
        return self.acknowledged.done()

    async def patiently(
        self, doing: Coroutine[Any, Any, ResultT], moment: Ack = None, then: Callable[[], Awaitable[None]] | None = None
    ) -> ResultT:
        """Do it; when it takes too long, acknowledge with ``moment``, do what comes ``then``, and go on."""
        async with asyncio.TaskGroup() as tasks:
            done = tasks.create_task(doing)
            await asyncio.wait({done}, timeout=self.patient_until - asyncio.get_running_loop().time())
            if not done.done():
                log.info("somebody has to wait a moment")
                self.acknowledged.set_result(moment)
                await asyncio.gather(asyncio.sleep(_SETTLES), *([then()] if then else []))
        return done.result()


class Turns:
    """All turns there are, from the first connection to the last word."""

    def __init__(self) -> None:
        self._tasks: asyncio.TaskGroup | None = None
        self._open = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        self._told: dict[str, None] = {}
        self._leaving = False

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Take turns while the block runs; at its end, those under way have some seconds."""
        try:
            async with asyncio.TaskGroup() as self._tasks:
                self._leaving = False
                self._open.set()
                try:
                    yield
                finally:
                    await self.end()
        except BaseExceptionGroup as group:  # turns raise nothing: it is the block's own
            raise group.exceptions[0] from None

    async def end(self) -> None:
        """Take no more, and give those under way some seconds."""
        self._leaving = True
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=FAREWELL)
            for turn in late:
                turn.cancel()

    async def take(self, hear: Callable[[Turn], Awaitable[Ack]]) -> Ack:
        """Hear what came, and give what to acknowledge it with: in the end, or as soon as that must not wait longer."""
        loop = asyncio.get_running_loop()
        turn = Turn(loop.time() + PATIENCE, loop.create_future())
        with suppress(TimeoutError):
            async with asyncio.timeout_at(turn.patient_until):
                await self._open.wait()
        if self._leaving or self._tasks is None:
            raise Leaving
        heard = self._tasks.create_task(_heard_out(hear(turn), turn))
        self._under_way.add(heard)
        heard.add_done_callback(self._under_way.discard)
        return await turn.acknowledged

    def afterwards(self, doing: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do something that nobody waits for, and that raises nothing; at the end it has some seconds, as a turn."""
        if self._tasks is None:
            return
        task = self._tasks.create_task(doing())
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    def is_first_to_tell(self, key: str) -> bool:
        """Whether an event was not answered yet; Slack may bring it again while it is, and after."""
        if key in self._told:
            return False
        self._told[key] = None
        if len(self._told) > _REMEMBERED:
            del self._told[next(iter(self._told))]
        return True


async def _heard_out(hearing: Awaitable[Ack], turn: Turn) -> None:
    try:
        ack = await hearing
        if not turn.over:
            turn.acknowledged.set_result(ack)
    except asyncio.CancelledError:
        if not turn.over:
            turn.acknowledged.set_exception(Leaving())
        raise
    except Exception as error:
        if turn.over:
            log.exception("a payload could not be handled in the end")
        else:
            turn.acknowledged.set_exception(error)
