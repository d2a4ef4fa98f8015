"""The watch: keeps what runs in the background alive, and knows how each of it is."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import structlog

from bot.ports import Clock

log = structlog.get_logger(__name__)

FIRST_WAIT: Final = 1.0
LONGEST_WAIT: Final = 30.0
"""Seconds until what ended is begun again: doubled each time, up to the longest."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """How one background task is.

    Args:
        failures: how often in a row it ended without having been told to.
        error: what ended it last, by its type alone: messages may hold people's words.
        since: when it became as it is.
    """

    name: str
    since: datetime
    failures: int = 0
    error: str = ""

    @property
    def well(self) -> bool:
        """Whether it runs, as far as anybody knows."""
        return not self.failures


class Watch:
    """Begins each task again that ends by itself: with an error, cancelled by mistake, or without a word."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._pulses: dict[str, Pulse] = {}
        self._closing = asyncio.Event()

    @property
    def pulses(self) -> tuple[Pulse, ...]:
        """How every task is, in the order they were begun first."""
        return tuple(self._pulses.values())

    def close(self) -> None:
        """From now on what ends may end."""
        self._closing.set()

    def well(self, name: str) -> None:
        """Note that a task has got something done: what failed before is over."""
        if self._pulses[name].failures:
            log.info("a background task is well again", task=name)
            self._pulses[name] = Pulse(name, self._clock.now())

    async def keep(
        self, name: str, live: Callable[[], Awaitable[None]], *, unless: type[Exception] | None = None
    ) -> None:
        """Live until the watch is closed; ``unless`` is raised: there it is no use to begin again."""
        self._pulses[name] = Pulse(name, self._clock.now())
        while not self._closing.is_set():
            try:
                await live()
                error = "it ended"
            except asyncio.CancelledError as cancelled:
                task = asyncio.current_task()
                if self._closing.is_set() or task is None:
                    raise
                task.uncancel()
                error = type(cancelled).__name__
            except Exception as failure:
                if unless is not None and isinstance(failure, unless):
                    raise
                error = type(failure).__name__
                log.exception("a background task failed", task=name)
            if not self._closing.is_set():
                await self._rest(name, error)

    async def _rest(self, name: str, error: str) -> None:
        pulse = self._pulses[name]
        failures = pulse.failures + 1
        self._pulses[name] = replace(pulse, since=self._clock.now(), failures=failures, error=error)
        wait = min(FIRST_WAIT * 2 ** (failures - 1), LONGEST_WAIT)
        log.error("a background task ended and begins again", task=name, error=error, failures=failures, again_in=wait)
        try:
            async with asyncio.timeout(wait):
                await self._closing.wait()
        except TimeoutError:
            pass
