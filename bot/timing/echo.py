"""How a time is said back, with its weekday and zone, in words that read as the same time again."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.timing.names import MONTHS, ORDINALS, WEEKDAY_LETTERS, WEEKDAYS, short
from bot.timing.recurrence import LAST, WORKING_DAYS, Repetition, Unit, parse

EVERY_OTHER = 2


def echo(start: datetime, end: datetime | None, zone: str, language: str) -> str:
    """A wall time, or a span of it, with weekday and zone: 2026年12月12日(土) 10:00〜12:00 Asia/Tokyo."""
    say_day, apart, until = (_day_in_japanese, " ", "〜") if language == "ja" else (_day_in_english, ", ", "–")
    said = f"{say_day(start)}{apart}{start:%H:%M}"
    if end is None:
        return f"{said} {zone}"
    if end.date() == start.date():
        return f"{said}{until}{end:%H:%M} {zone}"
    return f"{said} {until} {say_day(end)}{apart}{end:%H:%M} {zone}"


def describe(rrule: str, language: str) -> str:
    """A rule in words: 毎月第2土曜, every other Friday; ValueError for a rule no phrase of ours can mean."""
    repetition = parse(rrule)
    return _in_japanese(repetition) if language == "ja" else _in_english(repetition)


def _day_in_japanese(day: date) -> str:
    return f"{_date_in_japanese(day)}({WEEKDAY_LETTERS[day.weekday()]})"


def _date_in_japanese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _day_in_english(day: date) -> str:
    return f"{short(WEEKDAYS[day.weekday()])} {_date_in_english(day)}"


def _date_in_english(day: date) -> str:
    return f"{day.day} {short(MONTHS[day.month - 1])} {day.year}"


def _in_japanese(repetition: Repetition) -> str:
    count = f"、全{repetition.count}回" if repetition.count else ""
    until = f"、{_date_in_japanese(repetition.until)}まで" if repetition.until else ""
    return f"{_rule_in_japanese(repetition)}{count}{until}"


def _rule_in_japanese(repetition: Repetition) -> str:
    match repetition:
        case Repetition(unit=Unit.DAY):
            return "毎日"
        case Repetition(unit=Unit.WEEK, interval=1, weekdays=days) if days == WORKING_DAYS:
            return "平日"
        case Repetition(unit=Unit.WEEK, interval=weeks, weekdays=days):
            every = {1: "毎週", EVERY_OTHER: "隔週"}.get(weeks, f"{weeks}週間ごとの")
            return f"{every}{'・'.join(WEEKDAY_LETTERS[day] for day in days)}曜"
        case Repetition(unit=Unit.YEAR, month=month):
            return f"毎年{month}月{_day_of_month_in_japanese(repetition)}"
        case Repetition(interval=months):
            every = {1: "毎月", EVERY_OTHER: "隔月"}.get(months, f"{months}か月ごとの")
            return f"{every}{_day_of_month_in_japanese(repetition)}"


def _day_of_month_in_japanese(repetition: Repetition) -> str:
    if repetition.ordinals:
        ordinals = "・".join("最終" if nth == LAST else f"第{nth}" for nth in repetition.ordinals)
        return f"{ordinals}{WEEKDAY_LETTERS[repetition.weekdays[0]]}曜"
    days = "・".join("末日" if day == LAST else f"{day}日" for day in repetition.month_days)
    if not repetition.clamped:
        return days
    return f"{days}(ない年は28日)" if repetition.unit is Unit.YEAR else f"{days}(ない月は末日)"


def _in_english(repetition: Repetition) -> str:
    count = f", {repetition.count} times" if repetition.count else ""
    until = f", until {_date_in_english(repetition.until)}" if repetition.until else ""
    return f"{_rule_in_english(repetition)}{count}{until}"


def _rule_in_english(repetition: Repetition) -> str:
    match repetition:
        case Repetition(unit=Unit.DAY):
            return "every day"
        case Repetition(unit=Unit.WEEK, interval=1, weekdays=days) if days == WORKING_DAYS:
            return "every weekday"
        case Repetition(unit=Unit.WEEK, interval=weeks, weekdays=days):
            every = {1: "every", EVERY_OTHER: "every other"}.get(weeks, f"every {weeks} weeks on")
            return f"{every} {_listed([WEEKDAYS[day] for day in days])}"
        case Repetition(unit=Unit.YEAR, month=int(month)):
            return f"every year on {_day_of_month_in_english(repetition)} of {MONTHS[month - 1]}{_stand_in(repetition)}"
        case Repetition(interval=1):
            return f"{_day_of_month_in_english(repetition)} of every month{_stand_in(repetition)}"
        case Repetition(interval=months):
            every = "every other month" if months == EVERY_OTHER else f"every {months} months"
            return f"{every} on {_day_of_month_in_english(repetition)}{_stand_in(repetition)}"


def _day_of_month_in_english(repetition: Repetition) -> str:
    if repetition.ordinals:
        ordinals = ["last" if nth == LAST else ORDINALS[nth - 1] for nth in repetition.ordinals]
        return f"the {_listed(ordinals)} {WEEKDAYS[repetition.weekdays[0]]}"
    return f"the {_listed(['last day' if day == LAST else _nth(day) for day in repetition.month_days])}"


def _stand_in(repetition: Repetition) -> str:
    if not repetition.clamped:
        return ""
    return ", or the 28th" if repetition.unit is Unit.YEAR else ", or its last day"


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _nth(day: int) -> str:
    ending = "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"
