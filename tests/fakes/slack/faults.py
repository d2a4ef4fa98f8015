"""Faults a test may order: the next calls of a method fail as chosen, before or after Slack did what was asked."""

from collections import deque
from dataclasses import dataclass

ANY = "*"


@dataclass(frozen=True, slots=True)
class Fault:
    """How one call fails.

    `stored` tells whether the call takes effect all the same: a lost reply leaves the app in doubt, and this is how
    the doubt is made. `drop` cuts the connection without a reply; otherwise `status`, `error` and `retry_after` make
    up the reply.
    """

    method: str
    error: str | None = None
    status: int = 200
    retry_after: int | None = None
    drop: bool = False
    stored: bool = False


class Faults:
    """The faults in waiting, taken in the order in which they were given."""

    def __init__(self) -> None:
        self._waiting: deque[Fault] = deque()

    def add(self, fault: Fault, times: int) -> None:
        self._waiting.extend([fault] * times)

    def take(self, method: str) -> Fault | None:
        found = next((fault for fault in self._waiting if fault.method in (method, ANY)), None)
        if found is not None:
            self._waiting.remove(found)
        return found

    @property
    def waiting(self) -> int:
        return len(self._waiting)
