"""Date phrases read as people type them, in Japanese and in English: every character is understood, or none is."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import NoReturn

from bot.timing.days import (
    MONTHS_IN_YEAR,
    CertainDay,
    Checked,
    ComingWeekday,
    Dated,
    Day,
    EitherOrder,
    NextWeekday,
    WeekdayOfWeek,
)
from bot.timing.english import GRAMMAR as ENGLISH
from bot.timing.hours import DAY as DAY_IN_MINUTES
from bot.timing.hours import Minutes, Span, settle
from bot.timing.japanese import GRAMMAR as JAPANESE
from bot.timing.moment import resolve, wall_time, zone_info, zone_named
from bot.timing.parts import Duration, Grammar, Later, Parts, Stretch, Until, parses
from bot.timing.recurrence import Repetition, Unit, occurrences
from bot.timing.refusal import NotUnderstood, Reason
from bot.timing.tokens import normalise, tokenise

GRAMMARS = {"ja": (JAPANESE, ENGLISH), "en": (ENGLISH, JAPANESE)}
LONGEST_PHRASE = 200
_ZONE_IN_BRACKETS = re.compile(r"(.*?)\s*[(（]([^()（）]+)[)）]", re.DOTALL)
_ZONE_AT_THE_END = re.compile(r"(.*?)\s+(\S+)", re.DOTALL)
MONTH_FIRST_ZONES = ("Asia/Tokyo", "Japan", "Pacific/Honolulu", "America/", "US/")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a phrase means: wall times in an IANA zone and, for what repeats, the RFC 5545 rule that starts there."""

    start: datetime
    end: datetime | None
    rrule: str | None
    zone: str


@dataclass(frozen=True, slots=True)
class Scene:
    """Where and when a phrase is read, and by which grammar."""

    text: str
    now: datetime
    zone: str
    grammar: Grammar

    @property
    def today(self) -> date:
        return wall_time(self.now, self.zone).date()

    def refuse(self) -> NoReturn:
        raise NotUnderstood(Reason.NOT_UNDERSTOOD, unknown=self.text)


def read(phrase: str, *, now: datetime, zone: str, language: str = "ja") -> Reading:
    """The one moment or series that a phrase means, seen from now (an aware instant) in an IANA zone.

    The phrase is read in the language and, where that does not understand it, in the other one. A zone at the end of
    the phrase goes before the one given. Raises NotUnderstood; ValueError for a zone or language that does not exist,
    or a now without a zone.
    """
    if now.tzinfo is None:
        raise ValueError("now must be an instant, with its zone")
    if language not in GRAMMARS:
        raise ValueError(f"no grammar for {language!r}")
    words, zone = _apart_from_zone(phrase, zone_info(zone).key)
    text, instant = normalise(words), now.astimezone(UTC)
    own, other = GRAMMARS[language]
    try:
        return _read(Scene(text, instant, zone, own))
    except NotUnderstood as refused:
        if refused.reason is not Reason.NOT_UNDERSTOOD:
            raise
        return _read_otherwise(Scene(text, instant, zone, other), refused)


def _read_otherwise(scene: Scene, refused: NotUnderstood) -> Reading:
    try:
        return _read(scene)
    except NotUnderstood as refused_again:
        raise (refused if refused_again.reason is Reason.NOT_UNDERSTOOD else refused_again) from None


def _apart_from_zone(phrase: str, zone: str) -> tuple[str, str]:
    """The phrase without the zone at its end, and that zone; else the phrase as it is, and the zone given."""
    for shape in (_ZONE_IN_BRACKETS, _ZONE_AT_THE_END):
        found = shape.fullmatch(phrase.rstrip())
        if found and (named := zone_named(found[2].strip())):
            return found[1], named
    return phrase, zone


def _read(scene: Scene) -> Reading:
    return _reading(_only_parse(scene), scene)


def _only_parse(scene: Scene) -> Parts:
    """The one way to read the whole phrase: a phrase that can be read in two ways is not understood."""
    if len(scene.text) > LONGEST_PHRASE:
        scene.refuse()
    tokens = tokenise(scene.text, scene.grammar.lexicon)
    found = list(parses(tokens, scene.grammar))
    whole = {parts.tidy() for parts, rest in found if not rest}
    if len(whole) == 1:
        return whole.pop()
    rests = [rest[0].begins for _, rest in found if rest]
    unknown = scene.text[max(rests) :] if rests and not whole else scene.text
    raise NotUnderstood(Reason.NOT_UNDERSTOOD, unknown=unknown)


def _reading(parts: Parts, scene: Scene) -> Reading:
    match parts.when:
        case Repetition() as repetition:
            return _series(repetition, parts, scene)
        case None if parts.span:
            raise NotUnderstood(Reason.NO_DATE)
        case None:
            return scene.refuse()
        case _ if parts.bounded:
            return scene.refuse()
        case Later() | Stretch() if parts.span or parts.daypart:
            return scene.refuse()
        case Later(minutes):
            return _single(_wall_in(minutes, scene), None, parts.duration, scene)
        case Stretch() as stretch:
            return _stretch(stretch, parts.duration, scene)
        case day:
            return _once(day, parts, scene)


def _once(day: Day, parts: Parts, scene: Scene) -> Reading:
    minutes = _minutes(parts.span, parts, scene) if parts.span else None
    found = _first_to_come(_dates(day, scene), minutes, scene)
    if minutes is None:
        raise NotUnderstood(Reason.NO_TIME_OF_DAY)
    end = None if minutes.end is None else _at(found, minutes.end)
    return _single(_at(found, minutes.start), end, parts.duration, scene)


def _stretch(stretch: Stretch, duration: Duration | None, scene: Scene) -> Reading:
    opens = _minutes(Span(stretch.start), Parts(), scene)
    closes = _minutes(Span(stretch.end), Parts(), scene)
    start = _at(_first_to_come(_dates(stretch.first_day, scene), opens, scene), opens.start)
    ends = (_at(day, closes.start) for day in _dates(stretch.last_day, scene))
    end = next((end for end in ends if end > start), None)
    return _single(start, end or scene.refuse(), duration, scene)


def _series(repetition: Repetition, parts: Parts, scene: Scene) -> Reading:
    if parts.span is None:
        raise NotUnderstood(Reason.NO_TIME_OF_DAY)
    minutes = _minutes(parts.span, parts, scene)
    if minutes.start >= DAY_IN_MINUTES or (parts.times and parts.until):
        scene.refuse()
    if parts.until and isinstance(parts.until.day, ComingWeekday) and repetition.unit is not Unit.DAY:
        scene.refuse()  # every Monday until Friday: nobody knows how long
    earliest = _first_to_come(_dates(parts.since.day, scene), None, scene) if parts.since else scene.today
    start = _first_of(repetition, _at(earliest, minutes.start), scene)
    end = None if minutes.end is None else _at(start.date(), minutes.end)
    until = _last_day(parts.until, start, scene) if parts.until else None
    bounded = replace(repetition, count=parts.times.count if parts.times else None, until=until)
    return replace(_single(start, end, parts.duration, scene), rrule=bounded.rrule())


def _first_of(repetition: Repetition, earliest: datetime, scene: Scene) -> datetime:
    """The first date to come; every other week, too, begins with the very next one."""
    rrule = replace(repetition, interval=1).rrule()
    return occurrences(earliest, rrule, scene.zone, scene.now, limit=1)[0][0]


def _last_day(until: Until, start: datetime, scene: Scene) -> date:
    last = _dates(until.day, scene)[0]
    return last if last >= start.date() else scene.refuse()


def _single(start: datetime, end: datetime | None, duration: Duration | None, scene: Scene) -> Reading:
    """The reading, once its end is known and comes after its start on every clock."""
    if duration and end:
        scene.refuse()
    begins = resolve(start, scene.zone)
    if duration:
        end = wall_time(begins + timedelta(minutes=duration.minutes), scene.zone)
    length = resolve(end, scene.zone) - begins if end else None
    if length is not None and (length <= timedelta(0) or (duration and length != timedelta(minutes=duration.minutes))):
        scene.refuse()
    return Reading(start, end, None, scene.zone)


def _wall_in(minutes: int, scene: Scene) -> datetime:
    """The wall time some minutes from now, to the minute; refused where clocks show it a second time."""
    instant = scene.now.replace(second=0, microsecond=0) + timedelta(minutes=minutes)
    wall = wall_time(instant, scene.zone)
    return wall if resolve(wall, scene.zone) == instant else scene.refuse()


def _minutes(span: Span, parts: Parts, scene: Scene) -> Minutes:
    minutes = settle(span, parts.daypart)
    if minutes is None and span.open_to_halves and parts.daypart is None:
        raise NotUnderstood(Reason.AMBIGUOUS_HOUR, hour=span.start.hour)
    return minutes or scene.refuse()


def _at(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time.min) + timedelta(minutes=minutes)


def _first_to_come(dates: tuple[date, ...], minutes: Minutes | None, scene: Scene) -> date:
    for day in dates:
        if _to_come(day, minutes, scene):
            return day
    raise NotUnderstood(Reason.IN_THE_PAST, date=dates[-1])


def _to_come(day: date, minutes: Minutes | None, scene: Scene) -> bool:
    if minutes is None:
        return day >= scene.today
    return resolve(_at(day, minutes.start), scene.zone) > scene.now


def _dates(day: Day, scene: Scene) -> tuple[date, ...]:
    match day:
        case Checked(said, weekday):
            return _checked(_in_order(said, scene), weekday, scene)
        case Dated(said, of_date):
            return _dated(said, _in_order(of_date, scene), scene)
        case _:
            return _in_order(day, scene).dates(scene.today)


def _checked(day: CertainDay, weekday: int, scene: Scene) -> tuple[date, ...]:
    found = day.dates(scene.today)[0]
    if found.weekday() != weekday:
        details = {"date": found, "weekday": found.weekday(), "language": scene.grammar.language}
        raise NotUnderstood(Reason.WRONG_WEEKDAY, **details)
    return (found,)


def _dated(said: CertainDay, of_date: CertainDay, scene: Scene) -> tuple[date, ...]:
    """The date, where the day it stands beside is that day; which Friday is meant, the date says better."""
    match said:
        case ComingWeekday(weekday) | NextWeekday(weekday):
            return _checked(of_date, weekday, scene)
        case WeekdayOfWeek(weekday=weekday):
            dates = _checked(of_date, weekday, scene)
        case _:
            dates = of_date.dates(scene.today)[:1]
    return dates if dates[0] in said.dates(scene.today) else scene.refuse()


def _in_order(day: CertainDay | EitherOrder, scene: Scene) -> CertainDay:
    """The day with its month in its place: first in Japan and America, elsewhere only where no other order is left."""
    match day:
        case EitherOrder(first, second) if scene.zone.startswith(MONTH_FIRST_ZONES) or first == second:
            return day.month_first()
        case EitherOrder(first, second) if first <= MONTHS_IN_YEAR and second <= MONTHS_IN_YEAR:
            raise NotUnderstood(Reason.AMBIGUOUS_ORDER, first=first, second=second)
        case EitherOrder(first):
            return day.month_first() if first <= MONTHS_IN_YEAR else day.day_first()
        case _:
            return day
