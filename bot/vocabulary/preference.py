"""Preferences: what a member would like to be told in private, and at which hours."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final, Literal, TypeAlias, get_args

from bot.timing import resolve, wall_time

Weight: TypeAlias = Literal["asked", "needed", "mine", "news"]
"""Why somebody is told: they asked for it; it changed what they count on; they take part or are asked; it is news."""

Notices: TypeAlias = Literal["all", "mine", "needed", "none"]
"""What somebody would like to be told in private."""

NOTICES: Final[tuple[Notices, ...]] = get_args(Notices)

_ADMITTED: Final[dict[Notices, tuple[Weight, ...]]] = {
    "all": ("asked", "needed", "mine", "news"),
    "mine": ("asked", "needed", "mine"),
    "needed": ("asked", "needed"),
    "none": ("asked",),
}


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours at which nothing private is sent, by the member's own clock; they may lie across midnight."""

    begins: time
    ends: time

    def holds(self, at: datetime, zone: str) -> bool:
        """Whether an instant lies within them."""
        clock = wall_time(at, zone).time()
        if self.begins < self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends

    def over(self, at: datetime, zone: str) -> datetime:
        """When they end next, seen from an instant within them."""
        wall = wall_time(at, zone)
        ends = datetime.combine(wall.date(), self.ends)
        return resolve(ends if ends > wall else ends + timedelta(days=1), zone)

    def begun(self, at: datetime, zone: str) -> datetime:
        """When they began, seen from an instant within them."""
        wall = wall_time(at, zone)
        begins = datetime.combine(wall.date(), self.begins)
        return resolve(begins if begins <= wall else begins - timedelta(days=1), zone)


@dataclass(frozen=True, slots=True)
class Preference:
    """What one member chose.

    Args:
        before: how long before a gathering they go to they would like a word in private; ``None`` is not at all.
    """

    notices: Notices = "all"
    quiet: Quiet | None = None
    before: timedelta | None = None

    def admits(self, weight: Weight) -> bool:
        """Whether they would like to be told of such a thing."""
        return weight in _ADMITTED[self.notices]

    def when(self, at: datetime, useful_until: datetime | None, zone: str) -> datetime:
        """When to tell them: not before their quiet hours are over, unless it would be of no use any more by then."""
        if self.quiet is None or not self.quiet.holds(at, zone):
            return at
        over = self.quiet.over(at, zone)
        return at if useful_until and useful_until <= over else over

    def in_time(self, at: datetime, zone: str) -> datetime:
        """When to remind them of something planned: before their quiet hours begin where it lies in them."""
        if self.quiet is None or not self.quiet.holds(at, zone):
            return at
        return self.quiet.begun(at, zone) - timedelta(minutes=1)
