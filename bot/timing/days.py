"""The ways to say a day, each of which knows the dates it may mean, seen from today."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.timing.refusal import NotUnderstood, Reason

DAYS_IN_WEEK = 7
MONTHS_IN_YEAR = 12
YEARS = range(1900, 3000)
LAST = -1
LATELY = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class InDays:
    """Tomorrow is 1, yesterday -1."""

    count: int

    def dates(self, today: date) -> tuple[date, ...]:
        return (today + timedelta(days=self.count),)


@dataclass(frozen=True, slots=True)
class InMonths:
    """The same day of another month."""

    count: int

    def dates(self, today: date) -> tuple[date, ...]:
        return MonthsOn(self.count).dates(DayNumber(today.day), today)


@dataclass(frozen=True, slots=True)
class ComingWeekday:
    """The next such weekday whose hour is still to come: today or within a week."""

    weekday: int

    def dates(self, today: date) -> tuple[date, ...]:
        nearest = today + timedelta(days=(self.weekday - today.weekday()) % DAYS_IN_WEEK)
        return nearest, nearest + timedelta(days=DAYS_IN_WEEK)


@dataclass(frozen=True, slots=True)
class NextWeekday:
    """The first such weekday after today."""

    weekday: int

    def dates(self, today: date) -> tuple[date, ...]:
        return ComingWeekday(self.weekday).dates(today + timedelta(days=1))[:1]


@dataclass(frozen=True, slots=True)
class LastWeekday:
    """The latest such weekday before today."""

    weekday: int

    def dates(self, today: date) -> tuple[date, ...]:
        return ComingWeekday(self.weekday).dates(today - timedelta(days=DAYS_IN_WEEK))[:1]


@dataclass(frozen=True, slots=True)
class WeekdayAfterWeeks:
    """So many weeks after the next such weekday: a week from Friday."""

    weeks: int
    weekday: int

    def dates(self, today: date) -> tuple[date, ...]:
        (coming,) = NextWeekday(self.weekday).dates(today)
        return (coming + timedelta(days=self.weeks * DAYS_IN_WEEK),)


@dataclass(frozen=True, slots=True)
class WeekdayOfWeek:
    """A weekday of this week (0) or another; weeks begin on Monday."""

    weeks: int
    weekday: int

    def dates(self, today: date) -> tuple[date, ...]:
        monday = today - timedelta(days=today.weekday())
        return (monday + timedelta(days=self.weeks * DAYS_IN_WEEK + self.weekday),)


@dataclass(frozen=True, slots=True)
class DayNumber:
    """A day of some month by its number; -1 is the last."""

    number: int

    def within(self, year: int, month: int) -> date | None:
        length = monthrange(year, month)[1]
        day = length if self.number == LAST else self.number
        return date(year, month, day) if 1 <= day <= length else None


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """The nth such weekday of some month; -1 is the last."""

    ordinal: int
    weekday: int

    def within(self, year: int, month: int) -> date | None:
        first, length = monthrange(year, month)
        days = range(1 + (self.weekday - first) % DAYS_IN_WEEK, length + 1, DAYS_IN_WEEK)
        if self.ordinal == LAST:
            return date(year, month, days[-1])
        return date(year, month, days[self.ordinal - 1]) if 1 <= self.ordinal <= len(days) else None


Selector = DayNumber | NthWeekday


@dataclass(frozen=True, slots=True)
class MonthsOn:
    """The month we are in (0), or another counted from it."""

    count: int

    def dates(self, selector: Selector, today: date) -> tuple[date, ...]:
        years, month = divmod(today.month - 1 + self.count, MONTHS_IN_YEAR)
        return (_existing(selector, today.year + years, month + 1),)


@dataclass(frozen=True, slots=True)
class YearsOn:
    """The year we are in (0), or another counted from it."""

    count: int


@dataclass(frozen=True, slots=True)
class MonthNumber:
    """A month by its number: of the year that is said, else of the next one in which its day is still to come."""

    number: int
    year: int | YearsOn | None = None

    def dates(self, selector: Selector, today: date) -> tuple[date, ...]:
        match self.year:
            case None if lately := self._lately(selector, today):
                raise NotUnderstood(Reason.IN_THE_PAST, date=lately)
            case int():
                return (_existing(selector, self.year, self.number),)
            case YearsOn(count):
                return (_existing(selector, today.year + count, self.number),)
            case None:
                return (next(self._from(selector, today)),)

    def _lately(self, selector: Selector, today: date) -> date | None:
        """The latest such day, if it is over for less than a month: it is a slip, and nobody means next year's."""
        for year in (today.year, today.year - 1):
            found = selector.within(year, self.number) if 1 <= self.number <= MONTHS_IN_YEAR else None
            if found and timedelta(0) < today - found <= LATELY:
                return found
        return None

    def _from(self, selector: Selector, today: date) -> Iterator[date]:
        for year in (today.year, today.year + 1):
            over = (year, self.number) < (today.year, today.month)
            found = None if over else _existing(selector, year, self.number)
            if found and found >= today:
                yield found


Month = MonthNumber | MonthsOn


@dataclass(frozen=True, slots=True)
class InMonth:
    """A day of a month: the 3rd of December, the second Saturday of next month."""

    month: Month
    selector: Selector

    def dates(self, today: date) -> tuple[date, ...]:
        return self.month.dates(self.selector, today)


@dataclass(frozen=True, slots=True)
class NextNumbered:
    """The 3rd: of this month, or of the next where it is over."""

    number: int

    def dates(self, today: date) -> tuple[date, ...]:
        return MonthsOn(0 if self.number >= today.day else 1).dates(DayNumber(self.number), today)


@dataclass(frozen=True, slots=True)
class EitherOrder:
    """Two numbers of which one is the month, as different countries write them."""

    first: int
    second: int
    year: int | None = None

    def month_first(self) -> InMonth:
        return InMonth(MonthNumber(self.first, self.year), DayNumber(self.second))

    def day_first(self) -> InMonth:
        return InMonth(MonthNumber(self.second, self.year), DayNumber(self.first))


CertainDay = (
    InDays
    | InMonths
    | ComingWeekday
    | NextWeekday
    | LastWeekday
    | WeekdayAfterWeeks
    | WeekdayOfWeek
    | InMonth
    | NextNumbered
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A day together with the weekday that somebody says it is."""

    day: CertainDay | EitherOrder
    weekday: int


@dataclass(frozen=True, slots=True)
class Dated:
    """A day together with the date that somebody says it is: next Saturday (5 December)."""

    day: CertainDay
    date: CertainDay | EitherOrder


Day = CertainDay | EitherOrder | Checked | Dated


def _existing(selector: Selector, year: int, month: int) -> date:
    found = selector.within(year, month) if year in YEARS and 1 <= month <= MONTHS_IN_YEAR else None
    if found is None:
        raise NotUnderstood(Reason.NO_SUCH_DATE)
    return found
