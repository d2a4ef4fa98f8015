"""Oracles: what must hold of every request and every message, seen from the platform's side alone.

They believe nothing that Machi says of itself, but for one thing, which they read when a request comes in: the intent
that is committed in the database at that moment.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol, TypeAlias

import psycopg
from sqlalchemy import make_url

from storage.tables import FINISHED

Breach: TypeAlias = Literal["unmarked", "unintended", "repeated", "early"]
"""A message without a marker; without a committed intent; a second request of one attempt; before ``Retry-After``."""

REACTION: Final = 0.05
"""Seconds that what was on its way when a limit was told may still arrive."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What the database says of a delivery while its request is looked at."""

    state: str
    fence: int


@dataclass(frozen=True, slots=True)
class Wire:
    """One request, as every platform's looks alike.

    Args:
        bucket: what the platform limits together.
        creates: whether it makes a message.
        marker: the name by which the sender knows the message again.
    """

    bucket: str
    creates: bool = False
    marker: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A message that stands on the platform: the words that tell which was planned, and its marker."""

    key: str
    marker: str | None


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a request broke."""

    breach: Breach
    wire: Wire
    detail: str


class Ledger(Protocol):
    """The outbox as anybody may read it from outside."""

    def intent(self, marker: str) -> Intent | None:
        """What is committed of the delivery of that marker."""
        ...

    def states(self) -> Counter[str]:
        """How many deliveries are in each state."""
        ...

    def markers(self, states: Collection[str]) -> dict[str, str]:
        """The markers of the deliveries in those states, with the last error of each."""
        ...


@dataclass(slots=True)
class Eyes:
    """Look at every request before the platform acts on it, and keep what broke a rule.

    Args:
        now: the platform's clock, in seconds.
        pace: how many of its seconds pass in a real one.
    """

    ledger: Ledger
    now: Callable[[], float]
    pace: float = 1.0
    requests: int = 0
    violations: list[Violation] = field(default_factory=list)
    _attempts: dict[str, list[int]] = field(default_factory=dict)
    _quiet: dict[str, tuple[float, float]] = field(default_factory=dict)

    def arrived(self, wire: Wire) -> None:
        """Judge a request that came in."""
        self.requests += 1
        self._heed_limits(wire)
        if not wire.creates:
            return
        if not wire.marker:
            self._breaks("unmarked", wire, "a message that nobody could know again")
            return
        self._heed_intent(wire, wire.marker)

    def answered(self, wire: Wire) -> None:
        """Nothing is wrong with an answer."""

    def limited(self, wire: Wire, seconds: float, *, everywhere: bool = False) -> None:
        """Remember what a client was told to wait."""
        self._quiet["" if everywhere else wire.bucket] = (self.now() + REACTION * self.pace, self.now() + seconds)

    def killed(self) -> None:
        """Forget the limits: what was told to a process that is dead died with it."""
        self._quiet.clear()

    def broken(self) -> Counter[Breach]:
        """How often each rule was broken."""
        return Counter(violation.breach for violation in self.violations)

    def _heed_limits(self, wire: Wire) -> None:
        for bucket in ("", wire.bucket):
            known, ends = self._quiet.get(bucket, (0.0, 0.0))
            if known < self.now() < ends:
                where = bucket or "everywhere"
                self._breaks("early", wire, f"{ends - self.now():.2f} s before the end of a limit on {where}")

    def _heed_intent(self, wire: Wire, marker: str) -> None:
        intent = self.ledger.intent(marker)
        if intent is None or intent.state != "sending":
            self._breaks("unintended", wire, f"the database says {intent}")
            return
        attempts = self._attempts.setdefault(marker, [])
        if intent.fence in attempts:
            self._breaks("repeated", wire, f"attempt {intent.fence} was on the wire before")
        attempts.append(intent.fence)

    def _breaks(self, breach: Breach, wire: Wire, detail: str) -> None:
        self.violations.append(Violation(breach, wire, detail))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of everything that was planned, counted at the platform.

    Args:
        lost: finished, and not there.
        duplicated: copies beyond the first.
        stuck: neither there for sure nor given up when the time was over.
        refused: given up for a reason that the platform gave.
        strange: there, but planned by nobody, or under a marker of another.
    """

    lost: tuple[str, ...]
    duplicated: int
    stuck: tuple[str, ...]
    refused: tuple[str, ...]
    strange: tuple[str, ...]

    @property
    def clean(self) -> bool:
        return not (self.lost or self.duplicated or self.stuck or self.strange)


def judge(
    planned: Mapping[str, str], standing: Iterable[Seen], unfinished: Collection[str], refused: Collection[str] = ()
) -> Verdict:
    """Count.

    Args:
        planned: the key of each planned message, by the marker its delivery has in the end.
        standing: every message on the platform.
        unfinished: the markers of what is not finished.
        refused: the markers of what the platform said it would never take.
    """
    seen = list(standing)
    copies = Counter(message.key for message in seen)
    keys = set(planned.values())
    owner = {message.marker: message.key for message in seen if message.marker}
    gone = {marker for marker, key in planned.items() if not copies[key]} - set(unfinished)
    return Verdict(
        lost=tuple(sorted(planned[marker] for marker in gone - set(refused))),
        duplicated=sum(count - 1 for key, count in copies.items() if key in keys),
        stuck=tuple(sorted(planned[marker] for marker in unfinished if marker in planned)),
        refused=tuple(sorted(planned[marker] for marker in gone & set(refused))),
        strange=tuple(
            sorted({key for key in copies if key not in keys})
            + sorted({message.key for message in seen if message.marker and owner[message.marker] != message.key})
        ),
    )


# --- reading the database from outside ------------------------------------------------------------------------------

_INTENT: Final = "SELECT state, fence FROM outbox WHERE marker = {}"
_STATES: Final = "SELECT state, count(*) FROM outbox GROUP BY state"
_MARKERS: Final = "SELECT marker, coalesce(error, ''), state FROM outbox"


@dataclass(frozen=True, slots=True)
class SqlLedger:
    """Fills :class:`Ledger` by a connection of its own that cannot write."""

    connection: Any  # sqlite3 and psycopg alike: execute, then fetch
    placeholder: str

    def intent(self, marker: str) -> Intent | None:
        """What is committed of the delivery of that marker."""
        rows = self.connection.execute(_INTENT.format(self.placeholder), (marker,)).fetchall()
        return Intent(*rows[0]) if rows else None

    def states(self) -> Counter[str]:
        """How many deliveries are in each state."""
        return Counter(dict(self.connection.execute(_STATES).fetchall()))

    def markers(self, states: Collection[str]) -> dict[str, str]:
        """The markers of the deliveries in those states, with the last error of each."""
        return {marker: error for marker, error, state in self.connection.execute(_MARKERS) if state in states}

    def unfinished(self) -> int:
        """How many deliveries are still to be finished."""
        return sum(count for state, count in self.states().items() if state not in FINISHED)

    def only_waits(self) -> bool:
        """Whether all that is left is to look once more, much later, for second copies."""
        return self.unfinished() == self.states()["verify"] > 0


@contextmanager
def reading(url: str) -> Iterator[SqlLedger]:
    """A ledger over a database that somebody else writes."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(f"file:{address.database}?mode=ro", uri=True)) as file:
            yield SqlLedger(file, "?")
    else:
        plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
        with closing(psycopg.connect(plain, autocommit=True)) as server:
            server.read_only = True
            yield SqlLedger(server, "%s")
