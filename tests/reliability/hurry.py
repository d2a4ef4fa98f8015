"""The hurried clock: one time for a platform and its workers, faster than the world's, with leaps where nobody acts."""

import time
from ctypes import c_double
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from typing import Final

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


class HurriedClock:
    """Fills :class:`bot.ports.Clock` in every process of a run."""

    def __init__(self, hurry: Hurry) -> None:
        self._hurry = hurry

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._hurry(), UTC)
