"""Faults, ordered by a test or drawn by chance: calls fail as chosen, before or after Slack did what was asked."""

from collections import deque
from dataclasses import dataclass

from tests.fakes.chance import Draw

ANY = "*"
BROKEN = (500, 502, 503, 504)
BROKEN_IN_WORDS = ("internal_error", "fatal_error", "service_unavailable")
LATER_IN_WORDS = ("ratelimited", "rate_limited", "request_timeout")

KINDS = frozenset(
    {
        "limited",
        "limited_in_words",
        "failed_before",
        "failed_after",
        "cut",
        "lost",
        "silent",
        "late",
        "half",
        "unauthorized",
        "forbidden",
        "missing",
    }
)
"""What `drawn` knows."""


@dataclass(frozen=True, slots=True)
class Fault:
    """How one call fails.

    `stored` tells whether the call takes effect all the same: a lost reply leaves the app in doubt, and this is how
    the doubt is made. `drop` cuts the connection without a reply; otherwise `status`, `error` and `retry_after` make
    up the reply. It comes after `hold` seconds; with `late` the call takes effect only then, and with `half` the first
    half of the honest reply is sent before them, and no more.
    """

    method: str
    error: str | None = None
    status: int = 200
    retry_after: int | None = None
    drop: bool = False
    stored: bool = False
    hold: float = 0.0
    late: bool = False
    half: bool = False


def drawn(draw: Draw, patience: float) -> Fault:
    """The failure of one call that chance has drawn; `patience` is how long the client waits for a reply."""
    luck = draw.luck
    match draw.kind:
        case "limited":
            return Fault(ANY, status=429, retry_after=luck.randint(1, 3))
        case "limited_in_words":
            return Fault(ANY, error=luck.choice(LATER_IN_WORDS))
        case "failed_before" | "failed_after":
            stored = draw.kind == "failed_after"
            if luck.random() < 0.5:
                return Fault(ANY, status=luck.choice(BROKEN), stored=stored)
            return Fault(ANY, error=luck.choice(BROKEN_IN_WORDS), stored=stored)
        case "cut" | "lost":
            return Fault(ANY, drop=True, stored=draw.kind == "lost")
        case "silent":
            return Fault(ANY, drop=True, hold=2 * patience, stored=luck.random() < 0.5)
        case "late":
            return Fault(ANY, drop=True, hold=1.1 * patience, late=True)
        case "half":
            return Fault(ANY, drop=True, hold=2 * patience, stored=True, half=True)
        case "unauthorized":
            return Fault(ANY, error=luck.choice(("invalid_auth", "token_revoked", "account_inactive")))
        case "forbidden":
            return Fault(ANY, error=luck.choice(("restricted_action", "is_archived")))
        case "missing":
            return Fault(ANY, error="channel_not_found")
        case unknown:
            raise ValueError(f"no such misfortune on Slack: {unknown}")


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
