"""The hurried clock: one time for a platform and its workers, faster than the world's, with leaps where nobody acts."""

import asyncio
import selectors
import time
from ctypes import c_double
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from typing import Any, Final

PROCESSES: Final = get_context("forkserver")
"""Workers are forked from a process that has imported everything, so that a new one is ready at once."""


@dataclass(frozen=True, slots=True)
class Hurry:
    """Seconds since 1970 that pass ``pace`` times as fast; every process that is given it reads the same."""

    began: float
    pace: float
    ahead: c_double

    @classmethod
    def from_now(cls, pace: float) -> "Hurry":
        return cls(time.time(), pace, PROCESSES.RawValue(c_double, 0.0))  # noqa: TID251 - the world has its own clock

    def __call__(self) -> float:
        return self.began + (time.time() - self.began) * self.pace + self.ahead.value  # noqa: TID251

    def leap(self, seconds: float) -> None:
        """Let so much time have passed at once, for everybody."""
        self.ahead.value += seconds


class HurriedLoop(asyncio.SelectorEventLoop):
    """An event loop in whose eyes time passes so many times as fast: every time-out and every wait is shorter.

    It knows of no leaps: who waits for an answer must not be told that it did not come, as no time has passed.
    """

    def __init__(self, pace: float) -> None:
        self._pace = pace
        super().__init__(_Hasty(pace))

    def time(self) -> float:
        return super().time() * self._pace


class _Hasty(selectors.DefaultSelector):
    """Waits for less than it is asked to."""

    def __init__(self, pace: float) -> None:
        super().__init__()
        self._pace = pace

    def select(self, timeout: float | None = None) -> Any:
        return super().select(timeout if timeout is None else timeout / self._pace)


class HurriedClock:
    """Fills :class:`bot.ports.Clock` in every process of a run."""

    def __init__(self, hurry: Hurry) -> None:
        self._hurry = hurry

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._hurry(), UTC)
