"""The rules of connections: when people met, and when they are reminded of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import combinations
from typing import Final, Protocol

from dateutil.relativedelta import relativedelta

from bot.timing import resolve, wall_time
from bot.vocabulary.people import MemberId
from bot.vocabulary.subject import Subject

KIND: Final = "connection"
TEN: Final = time(10)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two members, whoever is named first."""

    first: MemberId
    second: MemberId

    @property
    def subject(self) -> Subject:
        """What plans about the two are kept under."""
        return Subject(KIND, f"{self.first}-{self.second}")

    @property
    def members(self) -> tuple[MemberId, MemberId]:
        """Both."""
        return self.first, self.second

    def other(self, member: MemberId) -> MemberId:
        """The one of them who is not that member."""
        return self.second if member == self.first else self.first


def pair(one: MemberId, other: MemberId) -> Pair:
    """The pair of two members, the same for either order."""
    return Pair(min(one, other), max(one, other))


def pairs(members: Sequence[MemberId]) -> list[Pair]:
    """Every two of those members."""
    return [pair(one, other) for one, other in combinations(sorted(set(members)), 2)]


@dataclass(frozen=True, slots=True)
class Connection:
    """Two people who did something together.

    Args:
        met_at: when that was confirmed for the first time; it stays, however often they meet.
        last_at: when it was confirmed last.
        subject: what they did first.
    """

    pair: Pair
    met_at: datetime
    last_at: datetime
    subject: Subject


def a_year_later(met_at: datetime, zone: str) -> datetime:
    """The instant of a connection's anniversary: the same day a year later at 10:00; 29 February's is the 28th."""
    day = wall_time(met_at, zone).date() + relativedelta(years=1)
    return resolve(datetime.combine(day, TEN), zone)


class Connections(Protocol):
    """The connections of one community."""

    async def met(self, connection: Connection) -> bool:
        """Keep that two met; whether it was for the first time. Later times change only when they met last."""
        ...

    async def of(self, pair: Pair) -> Connection | None:
        """The connection of two, unless they never met."""
        ...

    async def since(self, at: datetime) -> Sequence[Connection]:
        """Every connection made since then."""
        ...

    async def keep_apart(self, member: MemberId, other: MemberId) -> None:
        """Never bring these two together: the first of them asked for it."""
        ...
