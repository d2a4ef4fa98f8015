"""Oracles: what must hold of every request and every message, seen from the platform's side alone.

They believe nothing that Machi says of itself, but for one thing, which they read when a request comes in: the intent
that is committed in the database at that moment.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Literal, Protocol, TypeAlias

import psycopg
from sqlalchemy import make_url

from bot.pauses import LASTING
from storage.tables import BLOCKING, FINISHED, UNFINISHED, among

Breach: TypeAlias = Literal["unmarked", "unintended", "repeated", "early"]
"""A message without a marker; without a committed intent; a second request of one attempt; before ``Retry-After``."""

REACTION: Final = 0.2
"""Seconds that what was on its way when a limit was told may still arrive; a busy machine is slow to read."""
ON_THEIR_WAY: Final = 16
"""Requests of one sender that can be on their way at a time."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What the database says of a delivery while its request is looked at."""

    state: str
    fence: int
    attempt: int = 1
    marked_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Wire:
    """One request, as every platform's looks alike.

    Args:
        bucket: what the platform limits together.
        creates: whether it makes a message.
        marker: the name by which the sender knows the message again.
        life: which of all the senders of a run it is of, in the order of their births.
    """

    bucket: str
    creates: bool = False
    marker: str | None = None
    life: int = 1


@dataclass(slots=True)
class Told:
    """A limit that one sender was told of.

    Args:
        at: when, by the platform's clock; ``ends`` alike.
        lasting: whether whoever is born after that sender's death is bound by it as well.
        excused: how many requests were on their way by then.
    """

    life: int
    at: float
    ends: float
    lasting: bool
    excused: int = 0


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
        patience: how many of its seconds a sender waits for an answer.
        heeds_limits: whether one sender alone is looked at, so that whoever sends was told of every limit.
        unseen: how many requests came while the database could not be read.
    """

    ledger: Ledger
    now: Callable[[], float]
    pace: float = 1.0
    patience: float = 10.0
    heeds_limits: bool = True
    unseen: int = 0
    requests: int = 0
    violations: list[Violation] = field(default_factory=list)
    _attempts: dict[str, list[int]] = field(default_factory=dict)
    _told: dict[str, list[Told]] = field(default_factory=dict)
    _deaths: dict[int, float] = field(default_factory=dict)

    def arrived(self, wire: Wire) -> None:
        """Judge a request that came in."""
        self.requests += 1
        if self.heeds_limits:
            self._heed_limits(wire)
        if not wire.creates:
            return
        if not wire.marker:
            self._breaks("unmarked", wire, "a message that nobody could know again")
            return
        try:
            self._heed_intent(wire, wire.marker)
        except UnreachableError:
            self.unseen += 1

    def answered(self, wire: Wire) -> None:
        """Nothing is wrong with an answer."""

    def limited(self, wire: Wire, seconds: float, *, everywhere: bool = False) -> None:
        """Remember what a sender was told to wait."""
        told = Told(wire.life, self.now(), self.now() + seconds, lasting=seconds >= LASTING)
        self._told.setdefault("" if everywhere else wire.bucket, []).append(told)

    def died(self, life: int) -> None:
        """One of the senders is dead, or was stopped: what it sent before may be read later."""
        self._deaths.setdefault(life, self.now())

    def broken(self) -> Counter[Breach]:
        """How often each rule was broken."""
        return Counter(violation.breach for violation in self.violations)

    def _heed_limits(self, wire: Wire) -> None:
        for bucket in {"", wire.bucket}:
            running = [told for told in self._told.get(bucket, ()) if told.ends > self.now()]
            self._told[bucket] = running
            if told := next((told for told in running if self._binds(told, wire)), None):
                where = bucket or "everywhere"
                self._breaks("early", wire, f"{told.ends - self.now():.2f} s before the end of a limit on {where}")

    def _binds(self, told: Told, wire: Wire) -> bool:
        reaction = REACTION * self.pace
        if wire.life == told.life:
            if self.now() > told.at + reaction:
                return True
            told.excused += 1
            return told.excused > ON_THEIR_WAY
        # Whoever is born later knows what was kept; what one was told in the instant of its death, nobody knows.
        return wire.life > told.life and told.lasting and told.at + reaction <= self._deaths.get(told.life, 0.0)

    def _heed_intent(self, wire: Wire, marker: str) -> None:
        intent = self.ledger.intent(marker)
        attempts = self._attempts.setdefault(marker, [])
        if intent is None or not (intent.state == "sending" or self._is_late(wire, intent, len(attempts))):
            self._breaks("unintended", wire, f"the database says {intent}")
            return
        if intent.fence in attempts:
            self._breaks("repeated", wire, f"attempt {intent.fence} was on the wire before")
        attempts.append(intent.fence)

    def _is_late(self, wire: Wire, intent: Intent, requests: int) -> bool:
        """Whether it was read only when its sender was dead, or had waited for an answer to the end of its patience.

        For each mark there is one such request, and no more.
        """
        given_up = wire.life in self._deaths or self.now() - intent.marked_at >= self.patience
        return intent.state == "uncertain" and requests < intent.attempt and given_up

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

_INTENT: Final = "SELECT state, fence, attempt, last_at FROM outbox WHERE marker = {}"
_STATES: Final = "SELECT state, count(*) FROM outbox GROUP BY state"
_MARKERS: Final = "SELECT marker, coalesce(error, ''), state FROM outbox"
_NOTICES: Final = "SELECT marker FROM outbox WHERE kind = 'notice'"
_HELD: Final = "SELECT count(*) FROM outbox WHERE lease_until IS NOT NULL"
_FOLLOWING: Final = f"""
    SELECT min(next_at), (SELECT max(stopped_until) FROM spaces) FROM outbox
    WHERE {among(UNFINISHED)} AND lane IS NOT NULL AND (state = 'verify' OR NOT EXISTS (
        SELECT 1 FROM outbox AS earlier
        WHERE earlier.lane = outbox.lane AND earlier.id < outbox.id AND earlier.{among(BLOCKING)}))
"""


class UnreachableError(Exception):
    """The database cannot be read just now: its server was killed."""


@dataclass(slots=True)
class SqlLedger:
    """Fills :class:`Ledger` by a connection of its own that cannot write."""

    connect: Callable[[], Any]  # sqlite3 and psycopg alike: execute, then fetch
    placeholder: str
    _connection: Any = None
    _unfinished: int = 0

    def intent(self, marker: str) -> Intent | None:
        """What is committed of the delivery of that marker."""
        rows = self._read(_INTENT.format(self.placeholder), marker)
        if not rows:
            return None
        state, fence, attempt, last_at = rows[0]
        return Intent(state, fence, attempt, _seconds(last_at) if last_at else 0.0)

    def states(self) -> Counter[str]:
        """How many deliveries are in each state."""
        return Counter(dict(self._read(_STATES)))

    def markers(self, states: Collection[str]) -> dict[str, str]:
        """The markers of the deliveries in those states, with the last error of each."""
        return {marker: error for marker, error, state in self._read(_MARKERS) if state in states}

    def notices(self) -> set[str]:
        """The markers of what tells the organizers that something did not arrive."""
        return {marker for (marker,) in self._read(_NOTICES)}

    def unfinished(self) -> int:
        """How many deliveries are still to be finished; what was so before, while nobody can look."""
        with suppress(UnreachableError):
            self._unfinished = sum(count for state, count in self.states().items() if state not in FINISHED)
        return self._unfinished

    def idle_until(self) -> float | None:
        """When something is to be done next, in seconds since 1970; none where somebody is at something."""
        with suppress(UnreachableError):
            held, following = self._read(_HELD)[0][0], self._read(_FOLLOWING)[0]
            if not held and following[0]:
                return max(_seconds(at) for at in following if at)
        return None

    def close(self) -> None:
        """Read no more."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _read(self, statement: str, *arguments: str) -> list[Any]:
        for _ in range(2):
            try:
                self._connection = self._connection or self.connect()
                return self._connection.execute(statement, arguments).fetchall()
            except psycopg.OperationalError:
                self._connection = None
        raise UnreachableError


def _seconds(at: datetime | str) -> float:
    told = datetime.fromisoformat(at) if isinstance(at, str) else at
    return (told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp()


@contextmanager
def reading(url: str) -> Iterator[SqlLedger]:
    """A ledger over a database that somebody else writes."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        ledger = SqlLedger(lambda: sqlite3.connect(f"file:{address.database}?mode=ro", uri=True), "?")
    else:
        plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
        ledger = SqlLedger(lambda: _looking_on(plain), "%s")
    with closing(ledger):
        yield ledger


def _looking_on(url: str) -> psycopg.Connection:
    connection = psycopg.connect(url, autocommit=True, connect_timeout=1)
    connection.read_only = True
    return connection
