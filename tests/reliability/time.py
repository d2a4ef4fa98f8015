"""Every zone's gatherings from 2026 to 2035 held against the almanac: `python -m tests.reliability.time`.

Each series is aimed at a moment at which its zone's clocks are set, and is lived as Machi lives it: the next date is
made when one is over, and its reminders are planned then. APScheduler's own triggers run beside it as a control: they
have to fail, or nothing was tried. The last line is a JSON object; the status is 1 where anything is not as it must be.
"""

import argparse
import json
import random  # noqa: TID251 - seeded, so that a failure repeats itself
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice, takewhile
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.features.meetups.model import USUAL_REMINDERS, Meetup, MeetupId, Occurrence, OccurrenceId
from bot.timing import Repetition, occurrences
from bot.timing.recurrence import Unit, monthly_on_days, monthly_on_weekday, weekly
from bot.vocabulary.people import MemberId
from tests.reliability.almanac import DAY, LAST, Clocks, How, Rule, civil, day_number, weekday

FIRST_DAY: Final = day_number(2026, 1, 1)
LAST_DAY: Final = day_number(2035, 12, 31)
DATES: Final = 40
"""Dates of a series, at most."""
MINUTE: Final = 60
PROGRESS: Final = 20_000
SHOWN: Final = 10

REMARKABLE: Final = (
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",  # by half an hour
    "Antarctica/Troll",  # by two hours
    "America/Santiago",  # at midnight
    "Asia/Beirut",  # at midnight
    "Africa/Cairo",  # at midnight, on Fridays
    "Africa/Casablanca",  # around Ramadan
    "Europe/Dublin",  # winter time is the exception
    "Pacific/Chatham",  # at a quarter to
    "America/Havana",
    "America/Nuuk",
    "Asia/Tokyo",  # never
)


@dataclass(frozen=True, slots=True)
class Series:
    """A gathering that repeats, and all its dates by the almanac: day and instant of each."""

    zone: str
    rule: Rule
    minutes: int
    days: tuple[int, ...]
    instants: tuple[int, ...]
    hows: tuple[How, ...]

    @property
    def walls(self) -> tuple[datetime, ...]:
        """What clocks shall show on each date, in our own words."""
        return tuple(_wall(day, self.minutes) for day in self.days)


@dataclass(slots=True)
class Tally:
    """What was tried, and what went wrong."""

    seed: int
    zones: set[str] = field(default_factory=set)
    series: int = 0
    occurrences: int = 0
    reminders: int = 0
    hows: Counter[How] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    mismatches: list[str] = field(default_factory=list)
    cron: int = 0
    interval: int = 0
    seconds: float = 0.0

    @property
    def convinces(self) -> bool:
        """Nothing was wrong with ours, something was with the control, and clocks were jumped over and set back."""
        tried = self.cron and self.interval and self.hows["jumped over"] and self.hows["shown twice"]
        return bool(tried) and not self.mismatches

    def as_json(self) -> str:
        """One line for a machine."""
        return json.dumps(
            {
                "seed": self.seed,
                "zones": len(self.zones),
                "series": self.series,
                "occurrences": self.occurrences,
                "jumped_over": self.hows["jumped over"],
                "shown_twice": self.hows["shown twice"],
                "reminders": self.reminders,
                "mismatches": len(self.mismatches),
                "control_cron_mismatches": self.cron,
                "control_interval_mismatches": self.interval,
                "rules": dict(sorted(self.rules.items())),
                "seconds": round(self.seconds, 1),
            }
        )


def compare(wanted: int, seed: int, say: Callable[[str], None] = lambda _: None) -> Tally:
    """Hold at least that many dates against the almanac, every zone in its turn."""
    tally, chance, started = Tally(seed), random.Random(seed), time.perf_counter()
    for series in _series(chance):
        _count(tally, series)
        tally.mismatches += _wrong(series, chance)
        if tally.occurrences % PROGRESS < len(series.days):
            say(f"{tally.occurrences} dates in {len(tally.zones)} zones, {len(tally.mismatches)} wrong")
        if tally.occurrences >= wanted:
            break
    tally.seconds = time.perf_counter() - started
    return tally


def _count(tally: Tally, series: Series) -> None:
    tally.zones.add(series.zone)
    tally.series += 1
    tally.occurrences += len(series.days)
    tally.reminders += len(series.days) * len(USUAL_REMINDERS)
    tally.hows.update(series.hows)
    tally.rules[_named(series.rule)] += len(series.days)
    if series.rule == Rule("day"):
        tally.cron += _cron_mismatches(series)
    if _named(series.rule) == "week":
        tally.interval += _interval_mismatches(series)


# --- series ---------------------------------------------------------------------------------------------------------


def _series(chance: random.Random) -> Iterator[Series]:
    others = sorted(available_timezones() - {*REMARKABLE})
    zones = (*REMARKABLE, *chance.sample(others, len(others)))
    turn = 0
    while True:
        for position, zone in enumerate(zones):
            aim = AIMS[(position + turn) % len(AIMS)]
            if made := _made(zone, aim, chance):
                yield made
        turn += 1


def _made(zone: str, aim: "Aim", chance: random.Random) -> Series | None:
    clocks = clocks_of(zone)
    moment = _moment(clocks, chance)
    rule = aim(moment // DAY, chance)
    start = _start(rule, moment // DAY, chance)
    days = tuple(islice(rule.dates(start, LAST_DAY), DATES))
    minutes = moment % DAY // MINUTE
    found = [clocks.instant(day * DAY + minutes * MINUTE) for day in days]
    instants, hows = tuple(at for at, _ in found), tuple(how for _, how in found)
    return Series(zone, rule, minutes, days, instants, hows) if days else None


@cache
def clocks_of(zone: str) -> Clocks:
    """What clocks of a zone show in those years, and a little before and after."""
    return Clocks(zone, (FIRST_DAY - 31) * DAY, (LAST_DAY + 31) * DAY)


def _moment(clocks: Clocks, chance: random.Random) -> int:
    """A wall time near to one at which clocks are set, as often as not within what they jump over or show twice."""
    changes = [change for change in clocks.changes if FIRST_DAY * DAY < change.at < (LAST_DAY - 1) * DAY]
    if not changes:
        return chance.randrange(FIRST_DAY * DAY, LAST_DAY * DAY, MINUTE)
    change = chance.choice(changes)
    low, high = sorted((change.at + change.before, change.at + change.after))
    inside = chance.randrange(low, high, MINUTE)
    beside = low + chance.randrange(-180, 180) * MINUTE
    return chance.choice((low, inside, inside, high - MINUTE, high, low - MINUTE, beside))


def _start(rule: Rule, aimed_at: int, chance: random.Random) -> int:
    """A day on which the rule begins, some periods before the day it is aimed at; never before 2026."""
    periods = chance.randrange(1, DATES // 2) * rule.interval
    if rule.unit == "month":
        year, month, _ = civil(aimed_at)
        year, month = divmod(12 * year + month - 1 - periods, 12)
        first = max(day_number(year, month + 1, 1), _same_period(rule, FIRST_DAY, aimed_at))
    else:
        length = 1 if rule.unit == "day" else 7
        first = aimed_at - periods * length
        while first < FIRST_DAY:
            first += rule.interval * length
    return next(day for day in range(first, first + 400) if rule.holds(day, day))


def _same_period(rule: Rule, day: int, aimed_at: int) -> int:
    """The first day of the first month since a day that is whole intervals away from the one aimed at."""
    year, month, _ = civil(day)
    while not Rule("month", rule.interval, days=tuple(range(1, 32))).holds(day_number(year, month, 1), aimed_at):
        year, month = divmod(12 * year + month, 12)
        month += 1
    return day_number(year, month, 1)


Aim = Callable[[int, random.Random], Rule]
"""A rule that holds on a day."""


def _nth(day: int) -> int:
    return 1 + (civil(day)[2] - 1) // 7


def _two_weekdays(day: int, chance: random.Random) -> tuple[int, ...]:
    return tuple(sorted({weekday(day), chance.randrange(7), chance.randrange(7)}))


AIMS: Final[tuple[Aim, ...]] = (
    lambda _day, _chance: Rule("day"),
    lambda day, _chance: Rule("week", weekdays=(weekday(day),)),
    lambda day, chance: Rule("week", chance.randint(2, 5), (weekday(day),)),
    lambda day, chance: Rule("week", chance.randint(1, 3), _two_weekdays(day, chance)),
    lambda day, chance: Rule("month", chance.randint(1, 3), (weekday(day),), (_nth(day),)),
    lambda day, chance: Rule("month", 1, (weekday(day),), tuple(sorted({_nth(day), chance.randint(1, 5)}))),
    lambda day, chance: Rule("month", chance.randint(1, 2), (weekday(day),), (LAST,)),
    lambda day, chance: Rule("month", chance.randint(1, 3), days=(civil(day)[2],)),
    lambda _day, chance: Rule("month", 1, days=(chance.randint(29, 31),)),
    lambda _day, chance: Rule("month", chance.randint(1, 2), days=(LAST,)),
)


def _named(rule: Rule) -> str:
    every = "n " if rule.interval > 1 else ""
    match rule:
        case Rule(unit="day"):
            return "day"
        case Rule(unit="week"):
            return f"{every}week" + (", several days" if len(rule.weekdays) > 1 else "")
        case Rule(ordinals=(nth, *more)):
            return f"{every}month, {'last' if nth == LAST else 'nth'} weekday" + ("s" if more else "")
        case _:
            (day,) = rule.days
            return f"{every}month, " + ("last day" if day == LAST else "day 29-31" if day > 28 else "day")


# --- ours -----------------------------------------------------------------------------------------------------------


def repetition(rule: Rule) -> Repetition:
    """The same rule as our date phrases would build it."""
    if rule.unit == "day":
        return Repetition(Unit.DAY)
    if rule.unit == "week":
        return weekly(rule.interval, rule.weekdays)
    if rule.ordinals:
        return monthly_on_weekday(rule.interval, rule.ordinals, rule.weekdays[0])
    return monthly_on_days(rule.interval, rule.days)


def _wrong(series: Series, chance: random.Random) -> Iterator[str]:
    meetup = _meetup(series)
    for what, wrong in (
        ("dates", _wrong_dates(series)),
        ("dates after an instant", _wrong_since(series, chance)),
        ("dates as they are lived", _wrong_life(series, meetup)),
        ("reminders", _wrong_reminders(series, meetup)),
    ):
        if wrong:
            yield f"{what}: {series.zone} {_wall(series.days[0], series.minutes)} {meetup.rrule}: {wrong}"


def _meetup(series: Series) -> Meetup:
    start, rrule = series.walls[0], repetition(series.rule).rrule()
    return Meetup(MeetupId("meetup"), MemberId("host"), "", start, series.zone, rrule=rrule)


def _wrong_dates(series: Series) -> str:
    rrule = repetition(series.rule).rrule()
    before = _instant(series.instants[0] - 1)
    ours = occurrences(series.walls[0], rrule, series.zone, before, len(series.days))
    return _difference(ours, [*zip(series.walls, map(_instant, series.instants), strict=True)])


def _wrong_since(series: Series, chance: random.Random) -> str:
    rrule = repetition(series.rule).rrule()
    since = chance.choice(series.instants[:-3] or series.instants[:1]) + chance.choice((-1, 0, 1, -1800, 1800, 3600))
    later = [at for at in series.instants if at > since][:3]
    ours = occurrences(series.walls[0], rrule, series.zone, _instant(since), len(later))
    return _difference([at for _, at in ours], [_instant(at) for at in later])


def _wrong_life(series: Series, meetup: Meetup) -> str:
    lived = islice(_lived(meetup), len(series.days))
    ours = [(occurrence.start, occurrence.starts_at) for occurrence in lived]
    return _difference(ours, [*zip(series.walls, map(_instant, series.instants), strict=True)])


def _lived(meetup: Meetup) -> Iterator[Occurrence]:
    """One date after another: each is made when the one before it is over."""
    occurrence = meetup.on(meetup.start, OccurrenceId(""))
    while True:
        yield occurrence
        slot = occurrence.next_slot(occurrence.ends_at)
        if slot is None:
            return
        occurrence = meetup.on(slot, OccurrenceId(""))


def _wrong_reminders(series: Series, meetup: Meetup) -> str:
    """Each date has one reminder an offset, to the second; of those that have passed by then there is none."""
    ours, right = [], []
    for wall, instant in zip(series.walls, series.instants, strict=True):
        occurrence = meetup.on(wall, OccurrenceId(""))
        for now in (_instant(instant - 30 * DAY), _instant(instant - DAY), _instant(instant)):
            ours += [(reminder.name, reminder.at) for reminder in occurrence.reminders(now)]
            due = [(offset, _instant(instant) - before) for offset, before in _OFFSETS]
            right += [(offset, at) for offset, at in due if at > now]
    return _difference(ours, right)


_OFFSETS: Final = (("10080", timedelta(days=7)), ("1440", timedelta(days=1)), ("60", timedelta(hours=1)))


def _difference(ours: Sequence[object], right: Sequence[object]) -> str:
    if [*ours] == [*right]:
        return ""
    unlike = [f"{mine} is not {true}" for mine, true in zip(ours, right, strict=False) if mine != true]
    return "; ".join([*unlike[:2], f"{len(ours)} in place of {len(right)}" if len(ours) != len(right) else ""])


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _wall(day: int, minutes: int) -> datetime:
    return datetime(*civil(day), *divmod(minutes, 60))  # noqa: DTZ001 - wall time


# --- the control ----------------------------------------------------------------------------------------------------


def _cron_mismatches(series: Series) -> int:
    """On how many of its instants APScheduler's cron trigger and the almanac disagree."""
    hour, minute = divmod(series.minutes, 60)
    trigger = CronTrigger(hour=hour, minute=minute, timezone=ZoneInfo(series.zone))
    return _disagreements(series, trigger)


def _interval_mismatches(series: Series) -> int:
    """On how many of its instants APScheduler's interval trigger and the almanac disagree."""
    start = datetime.fromtimestamp(series.instants[0], ZoneInfo(series.zone))
    return _disagreements(series, IntervalTrigger(weeks=1, start_date=start, timezone=ZoneInfo(series.zone)))


def _disagreements(series: Series, trigger: CronTrigger | IntervalTrigger) -> int:
    # A cron trigger can stand still in an hour that is shown twice and fire for ever: twice as often is enough to see.
    fired = islice(_fired(trigger, series.instants[0] - 1), 2 * len(series.instants))
    theirs, right = Counter(takewhile(lambda at: at <= series.instants[-1], fired)), Counter(series.instants)
    return (theirs - right).total() + (right - theirs).total()


def _fired(trigger: CronTrigger | IntervalTrigger, since: int) -> Iterator[int]:
    now, previous = datetime.fromtimestamp(since, UTC), None
    while (previous := trigger.get_next_fire_time(previous, now)) is not None:
        yield int(previous.timestamp())
        now = previous + timedelta(microseconds=1)


# --- the command ----------------------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, show progress, and end with a line of JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.time", description=__doc__)
    parser.add_argument("--occurrences", type=int, default=200_000, help="how many dates to hold against the almanac")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same dates")
    chosen = parser.parse_args(arguments)
    _say(f"seed {chosen.seed}: {chosen.occurrences} dates from 2026 to 2035")
    tally = compare(chosen.occurrences, chosen.seed, _say)
    for mismatch in tally.mismatches[:SHOWN]:
        _say(mismatch)
    _say(tally.as_json())
    return 0 if tally.convinces else 1


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a command line prints


if __name__ == "__main__":
    sys.exit(main())
