"""The rules of the digest: when it goes out, and what is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Protocol

from bot.calendars import Gathering
from bot.ports import Rhythm
from bot.timing import resolve, wall_time
from bot.vocabulary.people import MemberId, SpaceId
from bot.vocabulary.subject import Subject

KIND: Final = "digest"
USUAL: Final = Rhythm(KIND, day=0, hour=9)
"""Monday morning, before anybody has planned their week."""
WEEK: Final = timedelta(days=7)
USEFUL: Final = timedelta(hours=24)
"""How long after its time it still goes out."""
NEXT: Final = Subject(KIND, "next")
"""What its plan is about."""


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A call that wants hands, as it is listed.

    Args:
        start: local wall time in the zone, of its start or its deadline; ``None`` is any time.
    """

    title: str
    left: int
    start: datetime | None
    end: datetime | None
    zone: str
    deadline: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """What is on: the gatherings of the week ahead, places that are open, pitches, and who has introduced themselves.

    Args:
        newcomers: who can be read by everybody since the digest before; who is hidden is not among them.
    """

    gatherings: Sequence[Gathering] = ()
    calls: Sequence[OpenCall] = ()
    pitches: Sequence[str] = ()
    newcomers: Sequence[MemberId] = ()

    @property
    def any(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.gatherings or self.calls or self.pitches or self.newcomers)


class Digests(Protocol):
    """What a digest tells of one community."""

    async def spaces(self) -> frozenset[SpaceId]:
        """The chats in which a channel was chosen for it."""
        ...

    async def calls(self, at: datetime, limit: int) -> Sequence[OpenCall]:
        """The calls that have places left, soonest first, those without a date last."""
        ...

    async def pitches(self, limit: int) -> Sequence[str]:
        """The titles of the open pitches, newest first."""
        ...

    async def newcomers(self, since: datetime, limit: int) -> Sequence[MemberId]:
        """Who can be read by everybody since that instant, and could not before, in their order."""
        ...


def instant(rhythm: Rhythm, day: date, zone: str) -> datetime:
    """When it goes out on that day."""
    return resolve(datetime.combine(day, time(rhythm.hour)), zone)


def next_day(rhythm: Rhythm, after: datetime, zone: str) -> date:
    """The next day it goes out on: after that instant, and on no day it has gone out for."""
    day = wall_time(after, zone).date()
    if rhythm.last:
        day = max(day, rhythm.last + timedelta(days=1))
    day += timedelta(days=(rhythm.day - day.weekday()) % 7)
    return day if instant(rhythm, day, zone) > after else day + WEEK


def subject(day: date) -> Subject:
    """What the digest of a day is about."""
    return Subject(KIND, day.isoformat())
