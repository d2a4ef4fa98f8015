"""An almanac: dates and instants by whole numbers alone, for `bot.timing` to be held against.

It shares nothing with what it checks. Days are counted by integer arithmetic, where production asks dateutil; a wall
time is found by going through what clocks show from one change of the zone's offset to the next, where production has
the time zone database read local times. Instants and wall times are seconds since 1970, the latter as if in UTC.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

DAY = 86_400
LAST = -1
THURSDAY = 3

How: TypeAlias = Literal["shown once", "jumped over", "shown twice"]


# --- days -----------------------------------------------------------------------------------------------------------


def day_number(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01."""
    years = year - (month <= 2)
    days_since_march = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return 365 * years + years // 4 - years // 100 + years // 400 + days_since_march - 719_468


def civil(number: int) -> tuple[int, int, int]:
    """Year, month and day of a day number: the year and the month that begin last before it."""
    year = 1970 + number // 365
    while day_number(year, 1, 1) > number:
        year -= 1
    month = next(month for month in range(12, 0, -1) if day_number(year, month, 1) <= number)
    return year, month, number - day_number(year, month, 1) + 1


def weekday(number: int) -> int:
    """The day of the week; Monday is 0."""
    return (number + THURSDAY) % 7


def _month_length(year: int, month: int) -> int:
    return day_number(year + month // 12, month % 12 + 1, 1) - day_number(year, month, 1)


# --- rules ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rule:
    """When something happens: every so many days, weeks or months, on which days of them.

    Args:
        unit: what the interval counts.
        weekdays: Monday is 0.
        ordinals: the nth such weekday of a month; -1 is the last.
        days: of the month; -1 is the last, and so is one that the month lacks.
    """

    unit: Literal["day", "week", "month"]
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    ordinals: tuple[int, ...] = ()
    days: tuple[int, ...] = ()

    def holds(self, day: int, start: int) -> bool:
        """Whether something that began on a day happens on another."""
        return (self._period(day) - self._period(start)) % self.interval == 0 and self._names(day)

    def dates(self, start: int, end: int) -> Iterator[int]:
        """The days on which it happens, from the first to before the end."""
        return (day for day in range(start, end) if self.holds(day, start))

    def _period(self, day: int) -> int:
        if self.unit == "month":
            year, month, _ = civil(day)
            return 12 * year + month
        return day if self.unit == "day" else (day + THURSDAY) // 7

    def _names(self, number: int) -> bool:
        if self.unit != "month":
            return not self.weekdays or weekday(number) in self.weekdays
        year, month, day = civil(number)
        length = _month_length(year, month)
        if self.ordinals:
            nth = {1 + (day - 1) // 7, *_last(day + 7, length)}
            return weekday(number) in self.weekdays and bool(nth & {*self.ordinals})
        return day in self.days or (day == length and any(named == LAST or named > length for named in self.days))


def _last(a_week_later: int, length: int) -> tuple[int, ...]:
    return (LAST,) if a_week_later > length else ()


# --- zones ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """Clocks of a zone are set at an instant, from one offset to another."""

    at: int
    before: int
    after: int


class Clocks:
    """What clocks of one zone show between two instants, found by looking at them once a day."""

    def __init__(self, zone: str, since: int, until: int) -> None:
        self._zone = ZoneInfo(zone)
        self.changes: Sequence[Change] = tuple(self._look(since, until))
        self._first = self._offset(since)

    def instant(self, wall: int) -> tuple[int, How]:
        """The first instant at which they show it; where they jump over it, as much later as they jump."""
        shown = [wall - offset for offset in self._offsets_near(wall) if wall - offset + self.at(wall - offset) == wall]
        if shown:
            return min(shown), "shown once" if len(shown) == 1 else "shown twice"
        (jump,) = [change for change in self.changes if change.before <= wall - change.at < change.after]
        return wall - jump.before, "jumped over"

    def at(self, instant: int) -> int:
        """By how much they are ahead of UTC."""
        position = bisect_right(self.changes, instant, key=lambda change: change.at)
        return self.changes[position - 1].after if position else self._first

    def _offsets_near(self, wall: int) -> set[int]:
        near = [change for change in self.changes if abs(change.at - wall) < 3 * DAY]
        return {self.at(wall), *(offset for change in near for offset in (change.before, change.after))}

    def _look(self, since: int, until: int) -> Iterator[Change]:
        for early, late in pairwise(range(since, until + DAY, DAY)):
            if self._offset(early) != self._offset(late):
                at = self._narrow(early, late)
                yield Change(at, self._offset(at - 1), self._offset(at))

    def _narrow(self, early: int, late: int) -> int:
        while late - early > 1:
            middle = (early + late) // 2
            early, late = (middle, late) if self._offset(middle) == self._offset(early) else (early, middle)
        return late

    def _offset(self, instant: int) -> int:
        ahead = datetime.fromtimestamp(instant, self._zone).utcoffset()
        assert ahead is not None
        return int(ahead.total_seconds())
