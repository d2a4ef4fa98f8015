"""How a gathering repeats: the recurrence rules people can ask for, and the dates that a rule yields."""

import re
from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from itertools import islice

from dateutil.rrule import rrulestr

from bot.timing.moment import resolve, wall_time

WEEKDAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKING_DAYS = (0, 1, 2, 3, 4)
LAST = -1
SHORTEST_MONTH = 28
LONGEST_MONTH = 31
MONTHS_IN_YEAR = 12
FEBRUARY = 2
LEAP_YEAR = 2000
LAST_MOMENT = time(23, 59, 59)


class Unit(Enum):
    """What a rule counts in."""

    DAY = "DAILY"
    WEEK = "WEEKLY"
    MONTH = "MONTHLY"
    YEAR = "YEARLY"


@dataclass(frozen=True, slots=True)
class Repetition:
    """A rule: every so many units, on which weekdays (Monday is 0) or days of the month (-1 is the last).

    With ordinals, a monthly rule means the nth such weekday (-1 is the last). A yearly one also names its month. A day
    that some months lack (29 to 31) falls on the last day of those: BYMONTHDAY=28,29,30,31;BYSETPOS=-1 names every day
    that may stand in for the 31st and takes the latest there is. The end, if any, is a number of times or a last date
    (in wall time, whole day).
    """

    unit: Unit
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    ordinals: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    month: int | None = None
    count: int | None = None
    until: date | None = None

    @property
    def clamped(self) -> bool:
        """Whether the day is one that short months lack, or short years."""
        return any(day > SHORTEST_MONTH for day in self.month_days) and self.month in (None, FEBRUARY)

    def rrule(self) -> str:
        """The rule as RFC 5545 writes it; UNTIL is wall time, like the start it belongs to."""
        return ";".join(f"{name}={value}" for name, value in self._properties() if value)

    def _properties(self) -> Iterator[tuple[str, str]]:
        yield "FREQ", self.unit.value
        yield "INTERVAL", str(self.interval) if self.interval > 1 else ""
        yield "BYMONTH", str(self.month or "")
        yield "BYDAY", ",".join(self._weekday_codes())
        yield "BYMONTHDAY", _commas(range(SHORTEST_MONTH, self.month_days[0] + 1) if self.clamped else self.month_days)
        yield "BYSETPOS", "-1" if self.clamped else ""
        yield "COUNT", str(self.count or "")
        yield "UNTIL", f"{datetime.combine(self.until, LAST_MOMENT):%Y%m%dT%H%M%S}" if self.until else ""

    def _weekday_codes(self) -> Iterator[str]:
        for weekday in self.weekdays:
            for ordinal in self.ordinals or ("",):
                yield f"{ordinal}{WEEKDAY_CODES[weekday]}"


def weekly(every: int, weekdays: Iterable[int]) -> Repetition:
    """Every so many weeks on those weekdays."""
    return Repetition(Unit.WEEK, every, weekdays=tuple(sorted(set(weekdays))))


def monthly_on_weekday(every: int, ordinals: Iterable[int], weekday: int) -> Repetition:
    """Every so many months on the nth such weekdays, the last one at the end."""
    return Repetition(Unit.MONTH, every, weekdays=(weekday,), ordinals=_last_at_the_end(ordinals))


def monthly_on_days(every: int, days: Iterable[int]) -> Repetition:
    """Every so many months on those days, the last one at the end."""
    return Repetition(Unit.MONTH, every, month_days=_last_at_the_end(days))


def yearly_on_day(month: int, day: int) -> Repetition:
    """Every year on that day of that month, the last one being -1."""
    return Repetition(Unit.YEAR, month_days=(day,), month=month)


def yearly_on_weekday(month: int, ordinal: int, weekday: int) -> Repetition:
    """Every year on the nth such weekday of that month."""
    return Repetition(Unit.YEAR, weekdays=(weekday,), ordinals=(ordinal,), month=month)


def possible_day(month: int, day: int) -> bool:
    """Whether that month has such a day, in some year."""
    return 1 <= month <= MONTHS_IN_YEAR and (day == LAST or 1 <= day <= monthrange(LEAP_YEAR, month)[1])


def possible_days(days: Collection[int]) -> bool:
    """Whether a rule can name these days: days of some month, and one that short months lack only by itself."""
    real = all(day == LAST or 1 <= day <= LONGEST_MONTH for day in days)
    return real and (len(days) == 1 or max(days) <= SHORTEST_MONTH)


def _last_at_the_end(numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(numbers), key=lambda number: (number == LAST, number)))


def _commas(numbers: Iterable[int]) -> str:
    return ",".join(str(number) for number in numbers)


def parse(rrule: str) -> Repetition:
    """Read back a rule that `Repetition.rrule` wrote; ValueError for any other."""
    properties = dict(re.findall(r"(\w+)=([^;]+)", rrule))
    codes = [code for code in properties.get("BYDAY", "").split(",") if code]
    days = [int(day) for day in properties.get("BYMONTHDAY", "").split(",") if day]
    until = properties.get("UNTIL")
    repetition = Repetition(
        unit=Unit(properties.get("FREQ")),
        interval=int(properties.get("INTERVAL", 1)),
        weekdays=tuple(dict.fromkeys(WEEKDAY_CODES.index(code[-2:]) for code in codes)),
        ordinals=tuple(int(code[:-2]) for code in codes if code[:-2]),
        month_days=(max(days),) if "BYSETPOS" in properties else tuple(days),
        month=int(properties["BYMONTH"]) if "BYMONTH" in properties else None,
        count=int(properties["COUNT"]) if "COUNT" in properties else None,
        until=datetime.strptime(until, "%Y%m%dT%H%M%S").date() if until else None,  # noqa: DTZ007 - a day on the wall
    )
    if repetition.rrule() != rrule or (repetition.month is None) != (repetition.unit is not Unit.YEAR):
        raise ValueError(f"not a rule of ours: {rrule!r}")
    return repetition


def occurrences(
    start: datetime, rrule: str, zone: str, after: datetime, limit: int
) -> tuple[tuple[datetime, datetime], ...]:
    """The next dates of a series after an instant: each as its wall time and as its instant in UTC.

    The rule runs on wall time, so a gathering at 19:00 stays at 19:00 when clocks change.
    """
    rule = rrulestr(rrule, dtstart=start)
    # a day back, because clocks that jump may put a wall time before an instant it does not precede
    walls = rule.xafter(wall_time(after, zone) - timedelta(days=1), inc=True)
    moments = ((wall, resolve(wall, zone)) for wall in walls)
    return tuple(islice((moment for moment in moments if moment[1] > after), limit))
