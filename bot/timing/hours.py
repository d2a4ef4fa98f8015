"""The ways to say a time of day, and the minutes of the day that are meant."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

MINUTES_IN_HOUR = 60
NOON = 12 * MINUTES_IN_HOUR
DAY = 24 * MINUTES_IN_HOUR
EVENING = 18 * MINUTES_IN_HOUR
SMALL_HOURS = 6 * MINUTES_IN_HOUR
SITTING = 8 * MINUTES_IN_HOUR


@dataclass(frozen=True, slots=True, eq=False)
class Daypart:
    """A part of the day: the hour of 24 that each hour said in it means; hours it does not name make no sense in it."""

    hours: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Meridiem:
    """A daypart that is written as part of the hour: am, pm."""

    daypart: Daypart


def same(*hours: int) -> dict[int, int]:
    """Hours that mean what they say."""
    return {hour: hour for hour in hours}


def later(*hours: int) -> dict[int, int]:
    """Hours that are said on a clock of twelve and mean the second round."""
    return {hour: hour + 12 for hour in hours}


AM = Daypart({12: 0} | same(*range(12)))
PM = Daypart({12: 12} | later(*range(1, 12)) | same(*range(13, 24)))


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour as it was said. A bare one (English "at 7") means nothing until a daypart is known."""

    hour: int
    minute: int = 0
    daypart: Daypart | None = None
    bare: bool = False

    def within(self, daypart: Daypart) -> "Hour":
        return replace(self, daypart=daypart)


@dataclass(frozen=True, slots=True)
class Span:
    """From an hour, perhaps to another one, which may be said to be of the next day."""

    start: Hour
    end: Hour | None = None
    next_day: bool = False

    @property
    def open_to_halves(self) -> bool:
        """Whether nothing tells the morning from the evening."""
        hours = [self.start, self.end] if self.end else [self.start]
        return all(hour.bare and hour.daypart is None for hour in hours)


@dataclass(frozen=True, slots=True)
class Minutes:
    """A time of day in minutes after midnight; 24:00 and beyond belong to the next day."""

    start: int
    end: int | None = None


def settle(span: Span, daypart: Daypart | None) -> Minutes | None:
    """The minutes that a span means, beginning in the daypart said apart from it; None where that makes no sense."""
    minutes = _settle_both(span.start, span.end, next_day=span.next_day) if span.end else _settle_alone(span.start)
    if minutes and daypart and minutes.start // MINUTES_IN_HOUR not in daypart.hours.values():
        return None
    return minutes


def _settle_alone(hour: Hour) -> Minutes | None:
    return next((Minutes(start) for start in _meanings(hour)), None)


def _settle_both(start: Hour, end: Hour, *, next_day: bool) -> Minutes | None:
    """The shortest pair that fits; where only the end says its part of the day, the only one, and no long one.

    8時〜夜9時 may begin in the morning or at night, 2時〜夜8時 surely not before dawn: neither is said well enough.
    """
    fitting = {
        (closes - opens, opens, closes)
        for opens in _meanings(start, end.daypart)
        for said in _meanings(end, start.daypart)
        if (closes := _close(opens, said, next_day=next_day)) is not None
    }
    if not start.bare and end.daypart and start.daypart is None:
        fitting = {pair for pair in fitting if pair[0] <= SITTING and len(fitting) == 1}
    return Minutes(*min(fitting)[1:]) if fitting else None


def _close(opens: int, said: int, *, next_day: bool) -> int | None:
    """When a span ends that begins then; an evening may run into the small hours, a day may not."""
    if said > opens and not next_day:
        return said
    overnight = opens >= EVENING and said <= SMALL_HOURS and said + DAY - opens <= SITTING
    return said + DAY if next_day or overnight or said == 0 else None


def _meanings(hour: Hour, partner: Daypart | None = None) -> Iterator[int]:
    """The minutes an hour may mean: by its own daypart; else as it was said, or by its partner's."""
    dayparts = [hour.daypart] if hour.daypart else [partner] if partner else []
    if hour.daypart is None and hour.bare and partner:
        dayparts += [AM, PM]
    if hour.daypart is None and not hour.bare:
        yield hour.hour * MINUTES_IN_HOUR + hour.minute
    for daypart in dayparts:
        if hour.hour in daypart.hours:
            yield daypart.hours[hour.hour] * MINUTES_IN_HOUR + hour.minute
