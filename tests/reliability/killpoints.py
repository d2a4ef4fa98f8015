"""Kill points: the worker dies at one certain step of all that it does with its database and its platform."""

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.context import ForkServerProcess
from typing import Literal, TypeAlias

from tests.reliability import worker
from tests.reliability.chaos import Plan, Scene, laid_out, living
from tests.reliability.oracles import Eyes, Verdict, Wire

Where: TypeAlias = Literal["database", "platform"]

_GLANCE = 0.02


@dataclass(frozen=True, slots=True)
class Blow:
    """When a worker dies: at its so-manieth step, counted from 1, with the database or with the platform."""

    where: Where
    step: int


@dataclass(frozen=True, slots=True)
class Struck:
    """What became of the messages, and how many of the blows met somebody alive."""

    verdict: Verdict
    eyes: Eyes
    hits: int

    @property
    def clean(self) -> bool:
        return self.verdict.clean and not self.eyes.violations


async def struck(plan: Plan, blows: Sequence[Blow]) -> Struck:
    """Let one worker after the other die of a blow, and the last one finish."""
    async with laid_out(plan) as scene:
        executioner = _Executioner()
        scene.platform.watch(executioner)
        hits = [
            await _dies(scene, executioner, blow, life)
            for life, blow in enumerate(blows, 1)
            if scene.ledger.unfinished()
        ]
        await _lives(scene, len(blows) + 1)
        return Struck(scene.verdict(), scene.eyes, sum(hits))


class _Executioner:
    """Fills :class:`tests.reliability.stage.Onlooker`: kills a worker when a request comes in, or was carried out."""

    def __init__(self) -> None:
        self.steps_left = 0
        self.process: ForkServerProcess | None = None

    def arrived(self, wire: Wire) -> None:
        self._step()

    def answered(self, wire: Wire) -> None:
        self._step()

    def limited(self, wire: Wire, seconds: float, *, everywhere: bool = False) -> None:
        pass

    def _step(self) -> None:
        self.steps_left -= 1
        if self.steps_left == 0 and self.process is not None and self.process.pid is not None:
            os.kill(self.process.pid, signal.SIGKILL)


async def _dies(scene: Scene, executioner: _Executioner, blow: Blow, life: int) -> bool:
    """Whether the worker lived to meet the blow: it may have finished everything first."""
    fatal = blow.step if blow.where == "database" else None
    with suppress(EOFError):  # dead before it was ready
        async with living(worker.work, replace(scene.orders, fatal=fatal, life=life)) as process:
            executioner.process, executioner.steps_left = process, blow.step if fatal is None else 0
            try:
                await _ends(scene, process, life)
                return not process.is_alive()
            finally:
                executioner.process = None
    scene.eyes.died(life)
    return True


async def _lives(scene: Scene, life: int) -> None:
    async with living(worker.work, replace(scene.orders, life=life)) as process:
        async with asyncio.timeout(scene.plan.still):
            await _ends(scene, process, life)


async def _ends(scene: Scene, process: ForkServerProcess, life: int) -> None:
    while process.is_alive() and scene.ledger.unfinished():
        await asyncio.sleep(_GLANCE)
        scene.pass_time()
    scene.eyes.died(life)
