"""How English says when: next Saturday 3pm, second Saturday of every month at 10am, Sat Dec 5, 3-5pm."""

import re
from dataclasses import replace

from bot.timing.days import (
    DAYS_IN_WEEK,
    LAST,
    Checked,
    ComingWeekday,
    Dated,
    DayNumber,
    EitherOrder,
    InDays,
    InMonth,
    InMonths,
    LastWeekday,
    MonthNumber,
    MonthsOn,
    NextNumbered,
    NextWeekday,
    NthWeekday,
    WeekdayAfterWeeks,
    WeekdayOfWeek,
)
from bot.timing.hours import AM, MINUTES_IN_HOUR, PM, Daypart, Hour, Meridiem, Span, later, same
from bot.timing.names import MONTHS, ORDINALS, WEEKDAYS, short
from bot.timing.parts import Duration, Grammar, Later, Since, Stretch, Times, Until
from bot.timing.recurrence import (
    WORKING_DAYS,
    Repetition,
    Unit,
    monthly_on_days,
    monthly_on_weekday,
    possible_day,
    possible_days,
    weekly,
    yearly_on_day,
    yearly_on_weekday,
)
from bot.timing.rules import SILENT, either, given, maybe, number, perhaps, sequence, several, token, where, word
from bot.timing.tokens import (
    SHAPES,
    ClockFace,
    FullDate,
    Lexicon,
    Number,
    NumberAndHalf,
    Ordinal,
    SlashDate,
    Weekday,
    WeeksOn,
    Word,
)

MORNING = Daypart(same(*range(4, 12)))
AFTERNOON = Daypart({12: 12} | later(*range(1, 7)) | same(*range(13, 19)))
EVENING = Daypart(later(*range(4, 12)) | same(*range(16, 24)))
NIGHT = Daypart(later(*range(5, 12)) | same(*range(17, 24)) | {0: 24, 12: 24})

DAYPARTS = {"morning": MORNING, "afternoon": AFTERNOON, "evening": EVENING, "night": NIGHT}
RELATIVE_DAYS = {
    "today": 0,
    "tomorrow": 1,
    "tmrw": 1,
    "day after tomorrow": 2,
    "yesterday": -1,
    "day before yesterday": -2,
}
RELATIVE_WEEKS = {"last week": -1, "this week": 0, "next week": 1, "week after next": 2}
RELATIVE_MONTHS = {"last month": -1, "this month": 0, "next month": 1, "month after next": 2}
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NAMED_DAYS = {
    "christmas eve": (12, 24), "christmas day": (12, 25), "new year's eve": (12, 31), "new year's day": (1, 1),
}  # fmt: skip
WEEKDAY_SPELLINGS = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
MONTH_SPELLINGS = {"sept": 9}
SPELLINGS = {
    "day": ("day", "days"),
    "week": ("week", "weeks"),
    "month": ("month", "months"),
    "hour": ("hour", "hours", "hr", "hrs", "h"),
    "minute": ("minute", "minutes", "min", "mins"),
    "time": ("time", "times"),
    "weekday": ("weekday", "weekdays"),
    "daily": ("daily", "everyday"),
    "a": ("a", "an"),
    "at": ("at", "@"),
    "and": ("and", "&"),
    "every": ("every", "each"),
    "until": ("until", "till", "til", "'til"),
    "since": ("starting", "beginning"),
}
PLAIN_WORDS = (
    "in", "ago", "alternate", "annually", "year", "yearly", "past", "quarter", "through", "/",
    "from", "now", "this", "next", "coming", "other", "weekly", "fortnight", "fortnightly",
    "monthly", "for", "half", "to", "between", "end", "o'clock", "or its last day", "or the 28th", "(", ")", ",", "-",
    "the", "on", "of", "t",
)  # fmt: skip


def _abbreviated(name: str) -> tuple[str, ...]:
    return name.casefold(), short(name).casefold(), f"{short(name).casefold()}."


WEEKDAY_NUMBERS = {
    **{text: day for day, name in enumerate(WEEKDAYS) for text in _abbreviated(name)},
    **{text + dot: day for text, day in WEEKDAY_SPELLINGS.items() for dot in ("", ".")},
}
MONTH_NUMBERS = {
    **{text: month for month, name in enumerate(MONTHS, start=1) for text in _abbreviated(name)},
    **{text + dot: month for text, month in MONTH_SPELLINGS.items() for dot in ("", ".")},
}
WORDS: dict[str, tuple[object, ...]] = {
    **{text: (Word(text),) for text in PLAIN_WORDS},
    **{text: (Word(meaning),) for meaning, texts in SPELLINGS.items() for text in texts},
    **{text: (daypart,) for text, daypart in DAYPARTS.items()},
    **{
        f"{every} {text}": (Word("daily"), daypart) for text, daypart in DAYPARTS.items() for every in ("every", "each")
    },
    **{text: (InMonth(MonthNumber(month), DayNumber(day)),) for text, (month, day) in NAMED_DAYS.items()},
    **{f"in the {text}": (daypart,) for text, daypart in DAYPARTS.items()},
    **{f"this {text}": (InDays(0), daypart) for text, daypart in DAYPARTS.items()},
    **{text: (InDays(count),) for text, count in RELATIVE_DAYS.items()},
    **{text: (WeeksOn(count),) for text, count in RELATIVE_WEEKS.items()},
    **{text: (MonthsOn(count),) for text, count in RELATIVE_MONTHS.items()},
    **{text: (Number(value),) for value, text in enumerate(NUMBERS, start=1)},
    "twenty": (Number(20),),
    **{text: (Ordinal(value),) for value, text in enumerate(ORDINALS, start=1)},
    **{text: (Weekday(day),) for text, day in WEEKDAY_NUMBERS.items()},
    **{f"{name.casefold()}s": (Weekday(day, plural=True),) for day, name in enumerate(WEEKDAYS)},
    **{text: (MonthNumber(month),) for text, month in MONTH_NUMBERS.items()},
    **{text: (Meridiem(AM),) for text in ("am", "a.m.", "a.m")},
    **{text: (Meridiem(PM),) for text in ("pm", "p.m.", "p.m")},
    "at night": (NIGHT,),
    "tonight": (InDays(0), NIGHT),
    "last": (Ordinal(LAST),),
    "noon": (Hour(12),),
    "midday": (Hour(12),),
    "midnight": (Hour(0),),
}


def _span(start: Hour, end: Hour) -> Span:
    """In "7:30-9pm" the half of the day is said once for both."""
    if start.daypart or end.daypart:
        return Span(_open_to_halves(start), _open_to_halves(end))
    return Span(start, end)


def _open_to_halves(hour: Hour) -> Hour:
    return replace(hour, bare=hour.daypart is None and 1 <= hour.hour <= 12)


LEXICON = Lexicon(
    words=WORDS,
    shapes=(
        *SHAPES,
        (
            re.compile(r"([0-9]{1,2})\.([0-5][0-9])(?= ?[ap]\.?m\b)"),
            lambda found: ClockFace(int(found[1]), int(found[2])),
        ),
        (re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)(?![a-z])"), lambda found: Ordinal(int(found[1]), spelled=False)),
    ),
    joints=frozenset({"of"}),
    articles=frozenset({"the", "on"}),
)

COUNT = either(number(1, 9999), sequence(lambda: 1, word("a")))
COMMA = perhaps(",")
AT = perhaps("at")
ALSO = either(perhaps(",", "and", "/"), sequence(lambda: SILENT, word(","), word("and")))

# Weekdays, and days of a month: the 3rd, the second Saturday, the last day

WEEKDAY = given(lambda weekday: weekday.number, where(token(Weekday), lambda weekday: not weekday.plural))
PLURAL_WEEKDAY = given(lambda weekday: weekday.number, where(token(Weekday), lambda weekday: weekday.plural))
ANY_WEEKDAY = either(WEEKDAY, PLURAL_WEEKDAY)
ORDINAL = given(lambda ordinal: ordinal.nth, token(Ordinal))
ORDINAL_DAY = where(ORDINAL, lambda nth: nth != LAST)
LAST_WORD = sequence(lambda _: SILENT, where(ORDINAL, lambda nth: nth == LAST))
LAST_DAY = sequence(lambda: LAST, LAST_WORD, word("day"))
SELECTOR = either(given(DayNumber, either(ORDINAL_DAY, LAST_DAY)), sequence(NthWeekday, ORDINAL, WEEKDAY))
NAMED_DAY = either(SELECTOR, given(DayNumber, number(0, 99)))

# Days

YEAR = sequence(lambda year: year, COMMA, number(1000, 9999))
NAMED_MONTH = token(MonthNumber)
TODAY = sequence(lambda _: SILENT, where(token(InDays), lambda day: day.count == 0))
FROM_NOW = sequence(lambda: SILENT, word("from"), either(word("now"), TODAY))
WEEKS_AWAY = either(
    sequence(lambda weeks: weeks, word("in"), COUNT, word("week")),
    sequence(lambda weeks: weeks, COUNT, word("week"), FROM_NOW),
)
WRITTEN_DATE = either(
    given(lambda found: InMonth(MonthNumber(found.month, found.year), DayNumber(found.day)), token(FullDate)),
    given(lambda found: EitherOrder(found.first, found.second, found.year), token(SlashDate)),
    sequence(lambda month, day, year: InMonth(replace(month, year=year), day), NAMED_MONTH, NAMED_DAY, maybe(YEAR)),
    sequence(lambda day, month, year: InMonth(replace(month, year=year), day), NAMED_DAY, NAMED_MONTH, maybe(YEAR)),
)
DATE = either(
    sequence(
        lambda found: InMonth(MonthNumber(found.month, found.year), DayNumber(found.day)), token(FullDate), perhaps("t")
    ),
    given(lambda found: EitherOrder(found.first, found.second, found.year), token(SlashDate)),
    sequence(lambda month, day, year: InMonth(replace(month, year=year), day), NAMED_MONTH, NAMED_DAY, maybe(YEAR)),
    sequence(lambda day, month, year: InMonth(replace(month, year=year), day), NAMED_DAY, NAMED_MONTH, maybe(YEAR)),
    token(InMonth),
    sequence(InMonth, token(MonthsOn), SELECTOR),
    sequence(lambda day, month: InMonth(month, day), SELECTOR, token(MonthsOn)),
    token(InDays),
    sequence(InDays, word("in"), COUNT, word("day")),
    sequence(InDays, COUNT, word("day"), FROM_NOW),
    sequence(lambda count: InDays(-count), COUNT, word("day"), word("ago")),
)
NUMBERED_DAY = given(lambda day: NextNumbered(day.nth), where(token(Ordinal), lambda ordinal: not ordinal.spelled))
DAY_SAID = either(
    token(InDays),
    sequence(lambda week, weekday: WeekdayOfWeek(week.count, weekday), token(WeeksOn), WEEKDAY),
    sequence(lambda weekday, week: WeekdayOfWeek(week.count, weekday), WEEKDAY, COMMA, token(WeeksOn)),
    sequence(lambda weekday: WeekdayOfWeek(0, weekday), word("this"), WEEKDAY),
    sequence(NextWeekday, word("next", "coming"), WEEKDAY),
    given(ComingWeekday, WEEKDAY),
)
DAY = either(
    DATE,
    NUMBERED_DAY,
    sequence(Dated, DAY_SAID, word("("), WRITTEN_DATE, word(")")),
    sequence(
        lambda weeks, day: InDays(DAYS_IN_WEEK * weeks + day.count),
        COUNT,
        word("week"),
        word("from"),
        where(token(InDays), lambda day: day.count > 0),
    ),
    sequence(WeekdayAfterWeeks, COUNT, word("week"), word("from"), WEEKDAY),
    sequence(Checked, DATE, COMMA, WEEKDAY),
    sequence(Checked, either(DATE, NUMBERED_DAY), word("("), WEEKDAY, word(")")),
    sequence(lambda weekday, day: Checked(day, weekday), WEEKDAY, COMMA, either(DATE, NUMBERED_DAY)),
    given(lambda weeks: InDays(DAYS_IN_WEEK * weeks), WEEKS_AWAY),
    sequence(WeekdayOfWeek, WEEKS_AWAY, WEEKDAY),
    sequence(lambda weekday, weeks: WeekdayOfWeek(weeks, weekday), WEEKDAY, WEEKS_AWAY),
    sequence(lambda week, weekday: WeekdayOfWeek(week.count, weekday), token(WeeksOn), WEEKDAY),
    sequence(lambda weekday, week: WeekdayOfWeek(week.count, weekday), WEEKDAY, COMMA, token(WeeksOn)),
    sequence(lambda weekday: WeekdayOfWeek(0, weekday), word("this"), WEEKDAY),
    sequence(NextWeekday, perhaps("this"), word("next", "coming"), WEEKDAY),
    sequence(LastWeekday, LAST_WORD, WEEKDAY),
    sequence(InMonths, word("in"), COUNT, word("month")),
    sequence(InMonths, COUNT, word("month"), FROM_NOW),
    given(ComingWeekday, WEEKDAY),
)

# Hours: a bare one ("at 7") waits for a daypart or for the other end of a span

FACE = given(lambda face: Hour(face.hour, face.minute), where(token(ClockFace), lambda face: face.real))
ROUND_HOUR = sequence(lambda hour: Hour(hour, bare=True), number(1, 12), perhaps("o'clock"))
BARE_HOUR = either(
    ROUND_HOUR,
    sequence(lambda hour: replace(hour, minute=30), word("half"), word("past"), ROUND_HOUR),
    sequence(lambda hour: replace(hour, minute=15), perhaps("a"), word("quarter"), word("past"), ROUND_HOUR),
    sequence(lambda minutes, hour: replace(hour, minute=minutes), number(1, 29), word("past"), ROUND_HOUR),
    sequence(
        lambda hour: Hour((hour.hour - 2) % 12 + 1, 45, bare=True),
        perhaps("a"),
        word("quarter"),
        word("to"),
        where(ROUND_HOUR, lambda hour: hour.hour != 12),
    ),
)
HOUR = either(
    FACE,
    BARE_HOUR,
    sequence(
        lambda hour, half: replace(hour.within(half.daypart), bare=False), either(FACE, BARE_HOUR), token(Meridiem)
    ),
    token(Hour),
)
TO = word("-", "to", "until", "through")
SPAN = either(
    sequence(Span, perhaps("at", "from"), HOUR),
    sequence(_span, perhaps("at", "from"), HOUR, TO, HOUR),
    sequence(_span, word("between"), HOUR, word("and"), HOUR),
)
STRETCH = sequence(Stretch, perhaps("from"), DAY, COMMA, AT, HOUR, TO, DAY, COMMA, AT, HOUR)


# Durations

HOURS = either(
    sequence(lambda hours: hours * MINUTES_IN_HOUR, COUNT, word("hour")),
    sequence(lambda hours: hours.whole * MINUTES_IN_HOUR + 30, token(NumberAndHalf), word("hour")),
    sequence(lambda hours: hours * MINUTES_IN_HOUR + 30, COUNT, word("hour"), word("and"), word("a"), word("half")),
    sequence(lambda hours: hours * MINUTES_IN_HOUR + 30, COUNT, word("and"), word("a"), word("half"), word("hour")),
    sequence(lambda: 30, word("half"), word("a"), word("hour")),
)
MINUTES = sequence(lambda minutes: minutes, COUNT, word("minute"))
LENGTH = either(
    HOURS,
    MINUTES,
    sequence(lambda hours, minutes: hours * MINUTES_IN_HOUR + minutes, COUNT, word("hour"), perhaps("and"), MINUTES),
)
DURATION = given(
    Duration,
    either(
        sequence(lambda length: length, perhaps("for"), LENGTH),
        sequence(lambda length: length, word("("), LENGTH, word(")")),
    ),
)
LATER = either(
    sequence(Later, word("in"), LENGTH),
    sequence(Later, LENGTH, word("from"), word("now")),
)

# Repetitions

EVERY_WEEK = either(
    sequence(lambda: 1, word("every"), word("week")),
    sequence(lambda: 1, word("weekly")),
    sequence(lambda: 2, word("every"), word("other"), word("week")),
    sequence(lambda: 2, word("every"), word("fortnight")),
    sequence(lambda: 2, word("fortnightly")),
    sequence(lambda weeks: weeks, word("every"), number(2, 52), word("week")),
)
EVERY_NAMED = either(
    sequence(lambda: 1, word("every")),
    sequence(lambda: 2, word("every"), word("other")),
    sequence(lambda: 2, perhaps("every"), word("alternate")),
)
EVERY_YEAR = either(sequence(lambda: SILENT, word("every"), word("year")), word("yearly", "annually"))
EVERY_MONTH = either(
    sequence(lambda: 1, word("every"), word("month")),
    sequence(lambda: 1, word("monthly")),
    sequence(lambda: 2, word("every"), word("other"), word("month")),
    sequence(lambda months: months, word("every"), number(2, 12), word("month")),
)
LISTED_WEEKDAYS = several(ANY_WEEKDAY, ALSO)
RANGE_OF_WEEKDAYS = given(
    lambda ends: tuple(range(ends[0], ends[1] + 1)),
    where(
        sequence(lambda first, last: (first, last), WEEKDAY, word("-", "to", "through"), WEEKDAY),
        lambda ends: ends[0] < ends[1],
    ),
)
ORDINALS = several(ORDINAL, ALSO)
SEVERAL_ORDINALS = where(ORDINALS, lambda ordinals: len(ordinals) > 1)
NUMBERED_DAYS = several(ORDINAL_DAY, ALSO)
MONTH_DAYS = either(
    where(NUMBERED_DAYS, possible_days),
    given(lambda last: (last,), LAST_DAY),
    where(sequence(lambda days, last: (*days, last), NUMBERED_DAYS, ALSO, LAST_DAY), possible_days),
)
CLAMPED = either(perhaps("or its last day"), sequence(lambda: SILENT, word(","), word("or its last day")))
CLAMPED_YEAR = either(perhaps("or the 28th"), sequence(lambda: SILENT, word(","), word("or the 28th")))
NTH_WEEKDAY = sequence(lambda nth, weekday: (nth, weekday), ORDINAL, WEEKDAY)
YEARLY_DAY = either(ORDINAL_DAY, LAST_DAY, number(1, 31))
DAY_OF_YEAR = where(
    either(
        sequence(lambda month, day: (month.number, day), NAMED_MONTH, YEARLY_DAY),
        sequence(lambda day, month: (month.number, day), YEARLY_DAY, NAMED_MONTH),
    ),
    lambda day: possible_day(*day),
)
WORKING_WEEK = Repetition(Unit.WEEK, weekdays=WORKING_DAYS)
REPETITION = either(
    sequence(lambda: Repetition(Unit.DAY), either(word("daily"), sequence(lambda: SILENT, word("every"), word("day")))),
    sequence(lambda: WORKING_WEEK, perhaps("every"), word("weekday")),
    sequence(weekly, either(EVERY_WEEK, EVERY_NAMED), LISTED_WEEKDAYS),
    sequence(weekly, EVERY_NAMED, RANGE_OF_WEEKDAYS),
    sequence(lambda weekdays, weeks: weekly(weeks, weekdays), LISTED_WEEKDAYS, EVERY_WEEK),
    given(lambda weekdays: weekly(1, weekdays), several(PLURAL_WEEKDAY, ALSO)),
    sequence(monthly_on_weekday, EVERY_MONTH, ORDINALS, ANY_WEEKDAY),
    sequence(lambda nth, day, months: monthly_on_weekday(months, nth, day), ORDINALS, ANY_WEEKDAY, EVERY_MONTH),
    sequence(lambda nth, day: monthly_on_weekday(1, nth, day), word("every"), ORDINALS, ANY_WEEKDAY, word("month")),
    sequence(lambda nth, weekday: monthly_on_weekday(1, nth, weekday), SEVERAL_ORDINALS, ANY_WEEKDAY),
    sequence(lambda day: yearly_on_day(*day), EVERY_YEAR, DAY_OF_YEAR, CLAMPED_YEAR),
    sequence(lambda day, month: yearly_on_weekday(month.number, *day), EVERY_YEAR, NTH_WEEKDAY, NAMED_MONTH),
    sequence(monthly_on_days, EVERY_MONTH, MONTH_DAYS, CLAMPED),
    sequence(lambda days, months: monthly_on_days(months, days), MONTH_DAYS, EVERY_MONTH, CLAMPED),
    sequence(lambda days: monthly_on_days(1, days), word("every"), MONTH_DAYS, word("month"), CLAMPED),
)

# Bounds: 10 times, until March 31, starting Dec 4

MONTH = either(NAMED_MONTH, token(MonthsOn))
TIMES = sequence(Times, perhaps("for"), number(1, 999), word("time"))
UNTIL = either(
    sequence(Until, word("until"), DAY),
    sequence(Until, word("through"), where(DAY, lambda day: not isinstance(day, ComingWeekday))),
    sequence(lambda month: Until(InMonth(month, DayNumber(LAST))), word("until"), word("end"), MONTH),
)
SINCE = either(
    sequence(Since, word("since", "from"), DAY),
    sequence(lambda month: Since(InMonth(month, DayNumber(1))), word("since", "from"), MONTH),
    sequence(lambda week: Since(WeekdayOfWeek(week.count, 0)), word("since", "from"), token(WeeksOn)),
)

GRAMMAR = Grammar(
    language="en",
    lexicon=LEXICON,
    part=either(DAY, REPETITION, SPAN, token(Daypart), STRETCH, DURATION, LATER, TIMES, UNTIL, SINCE),
    link=perhaps(","),
    hour_may_come_first=True,
)
