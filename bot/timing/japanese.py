"""How Japanese says when: 来週土曜 15時, 毎月第2土曜 10時, 12月3日(木) 19時半〜21時."""

import re
from dataclasses import replace

from bot.timing.days import (
    DAYS_IN_WEEK,
    LAST,
    Checked,
    ComingWeekday,
    Dated,
    DayNumber,
    InDays,
    InMonth,
    InMonths,
    MonthNumber,
    MonthsOn,
    NextNumbered,
    NextWeekday,
    NthWeekday,
    WeekdayOfWeek,
    YearsOn,
)
from bot.timing.hours import AM, MINUTES_IN_HOUR, PM, Daypart, Hour, Meridiem, Span, later, same
from bot.timing.names import WEEKDAY_LETTERS, WEEKDAYS, short
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
from bot.timing.rules import (
    SILENT,
    either,
    given,
    maybe,
    number,
    perhaps,
    sequence,
    several,
    token,
    unless_next,
    where,
    word,
)
from bot.timing.tokens import (
    SHAPES,
    ClockFace,
    Every,
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

FIRST_REIWA_YEAR = 2019
DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"零": 0}
UNITS = {"十": 10, "百": 100, "千": 1000}

BEFORE_NOON = Daypart(same(*range(12)))
AFTER_NOON = Daypart({0: 12} | later(*range(1, 12)) | same(*range(13, 24)))
EARLY_MORNING = Daypart(same(*range(4, 9)))
MORNING = Daypart(same(*range(4, 12)))
MIDDAY = Daypart(same(*range(11, 17)) | later(*range(1, 5)))
EARLY_EVENING = Daypart(same(*range(15, 20)) | later(*range(3, 8)))
NIGHT = Daypart(same(*range(17, 24)) | later(*range(5, 12)) | {12: 24})
LATE_NIGHT = Daypart(same(22, 23) | later(10, 11))

DAYPARTS = {
    "午前": BEFORE_NOON, "午後": AFTER_NOON, "早朝": EARLY_MORNING, "朝": MORNING, "昼": MIDDAY, "お昼": MIDDAY,
    "夕方": EARLY_EVENING, "夕": EARLY_EVENING, "夜": NIGHT, "晩": NIGHT, "深夜": LATE_NIGHT,
    "ごぜん": BEFORE_NOON, "ごご": AFTER_NOON, "あさ": MORNING, "ひる": MIDDAY, "おひる": MIDDAY,
    "ゆうがた": EARLY_EVENING, "よる": NIGHT,
}  # fmt: skip
RELATIVE_DAYS = {
    "今日": 0, "きょう": 0, "本日": 0, "明日": 1, "あした": 1, "あす": 1, "明後日": 2, "あさって": 2,
    "しあさって": 3, "明々後日": 3, "昨日": -1, "きのう": -1, "一昨日": -2, "おととい": -2,
}  # fmt: skip
RELATIVE_DAYPARTS = {
    "今朝": (0, MORNING), "今夜": (0, NIGHT), "今晩": (0, NIGHT), "明朝": (1, MORNING), "明晩": (1, NIGHT),
}  # fmt: skip
RELATIVE_WEEKS = {
    "先週": -1, "今週": 0, "こんしゅう": 0, "来週": 1, "らいしゅう": 1, "再来週": 2, "さ来週": 2, "さらいしゅう": 2,
}  # fmt: skip
RELATIVE_MONTHS = {"先月": -1, "今月": 0, "こんげつ": 0, "来月": 1, "らいげつ": 1, "再来月": 2}
NAMED_DAYS = {"元日": (1, 1), "元旦": (1, 1), "大晦日": (12, 31), "大みそか": (12, 31)}
SPOKEN_WEEKDAYS = ("げつよう", "かよう", "すいよう", "もくよう", "きんよう", "どよう", "にちよう")
RELATIVE_YEARS = {"去年": -1, "昨年": -1, "今年": 0, "来年": 1, "再来年": 2}
REPETITIONS = {
    "毎日": Every(Unit.DAY),
    "毎週": Every(Unit.WEEK),
    "隔週": Every(Unit.WEEK, 2),
    "毎月": Every(Unit.MONTH),
    "隔月": Every(Unit.MONTH, 2),
    "毎年": Every(Unit.YEAR),
}
REPEATED_DAYPARTS = {"毎朝": MORNING, "毎晩": NIGHT, "毎夕": EARLY_EVENING}  # fmt: skip
SPELLINGS = {
    "次": ("次", "次回", "今度", "つぎ", "こんど"),
    "後": ("後", "あと"),
    "か月": ("か月", "ヶ月", "カ月", "ヵ月", "ケ月", "ヶ月", "箇月"),
    "週間": ("週間", "週"),
    "ごと": ("ごと", "毎"),
    "から": ("から", "より"),
    "開始": ("開始", "スタート", "集合"),
    "翌": ("翌", "翌日"),
    "令和": ("令和", "r"),
    "-": ("-", "ー"),
    "と": ("と", "・"),
    "末": ("末", "末日"),
    "祝": ("祝", "祝日"),
}
PLAIN_WORDS = (
    "前", "今", "元", "年", "月", "火", "水", "木", "金", "土", "日", "時", "分", "時間", "半", "間", "まで",
    "に", "で", "第", "回", "度", "全", "(ない月は末日)", "(ない年は28日)", "(", ")", ",", "、", "の",
)  # fmt: skip

WORDS: dict[str, tuple[object, ...]] = {
    **{text: (Word(text),) for text in PLAIN_WORDS},
    **{text: (Word(meaning),) for meaning, texts in SPELLINGS.items() for text in texts},
    **{text: (daypart,) for text, daypart in DAYPARTS.items()},
    **{text: (InDays(count),) for text, count in RELATIVE_DAYS.items()},
    **{text: (InDays(count), daypart) for text, (count, daypart) in RELATIVE_DAYPARTS.items()},
    **{text: (WeeksOn(count),) for text, count in RELATIVE_WEEKS.items()},
    **{text: (MonthsOn(count),) for text, count in RELATIVE_MONTHS.items()},
    **{text: (YearsOn(count),) for text, count in RELATIVE_YEARS.items()},
    **{text: (every,) for text, every in REPETITIONS.items()},
    **{text: (Every(Unit.DAY), daypart) for text, daypart in REPEATED_DAYPARTS.items()},
    **{text: (InMonth(MonthNumber(month), DayNumber(day)),) for text, (month, day) in NAMED_DAYS.items()},
    **{name + end: (Weekday(day),) for day, name in enumerate(SPOKEN_WEEKDAYS) for end in ("", "び")},
    **{letter + end: (Weekday(day),) for day, letter in enumerate(WEEKDAY_LETTERS) for end in ("曜", "曜日")},
    **{short(name).casefold(): (Weekday(day),) for day, name in enumerate(WEEKDAYS)},
    "平日": (Repetition(Unit.WEEK, weekdays=WORKING_DAYS),),
    "正午": (Hour(12),),
    "最終": (Ordinal(-1),),
    "最後": (Ordinal(-1),),
    "am": (Meridiem(AM),),
    "pm": (Meridiem(PM),),
}


def kanji_number(digits: str) -> int | None:
    """A number in kanji, place by place (二〇二六) or with its units (二十三); None where it is neither."""
    if not any(unit in digits for unit in UNITS):
        return int("".join(str(DIGITS[digit]) for digit in digits))
    total, above, digit = 0, 10_000, 0
    for character in digits:
        unit = UNITS.get(character)
        if unit is None and digit == 0:
            digit = DIGITS[character]
        elif unit is not None and unit < above:
            total, above, digit = total + (digit or 1) * unit, unit, 0
        else:
            return None
    return total + digit


def _kanji_token(found: re.Match[str]) -> object:
    value = kanji_number(found[0])
    return Word(found[0]) if value is None else Number(value)


def _era_date(found: re.Match[str]) -> FullDate:
    return FullDate(FIRST_REIWA_YEAR - 1 + int(found[1]), int(found[2]), int(found[3]))


NO_TIME_OF_DAY = re.compile(
    r"(?:[0-9]{1,2}|[〇一二三四五六七八九十]{1,3})時(?:[6-9][0-9]|[1-9][0-9]{2,3}|[六七八九]十[一二三四五六七八九]?)分(?!間)"
)
"""14時60分 is no time of day, and nothing tells that it would be an hour from two o'clock on, as 14時から60分 is."""

LEXICON = Lexicon(
    words=WORDS,
    shapes=(
        *SHAPES,
        (re.compile(r"(?:r|令和)([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{1,2})(?![0-9])"), _era_date),
        (re.compile(f"[{''.join(DIGITS)}{''.join(UNITS)}]{{1,7}}"), _kanji_token),
        (NO_TIME_OF_DAY, lambda _: ClockFace(0, MINUTES_IN_HOUR)),
    ),
    joints=frozenset({"の"}),
)

COUNT = number(1, 9999)
LIST_MARK = word("と", "、", ",")
LOOSE_MARK = perhaps("と", "、", ",")

# Weekdays: 木曜日 anywhere, the letter 木 only where nothing but a weekday can stand. The letters of Monday and Sunday
# also mean month and day (次の日 is the next day), so they stand in brackets and in lists only.

WEEKDAY = given(lambda weekday: weekday.number, token(Weekday))
LETTERS = [sequence(lambda day=day: day, word(letter)) for day, letter in enumerate(WEEKDAY_LETTERS)]
CLEAR_WEEKDAY = either(WEEKDAY, *LETTERS[1:-1])
ANY_WEEKDAY = either(WEEKDAY, *LETTERS)
RANGE_OF_WEEKDAYS = given(
    lambda ends: tuple(range(ends[0], ends[1] + 1)),
    where(
        sequence(lambda first, last: (first, last), ANY_WEEKDAY, word("-", "から"), ANY_WEEKDAY, perhaps("まで")),
        lambda ends: ends[0] < ends[1],
    ),
)
LISTED_WEEKDAYS = either(
    several(ANY_WEEKDAY, LOOSE_MARK),
    RANGE_OF_WEEKDAYS,
    sequence(lambda days: days, word("("), either(several(ANY_WEEKDAY, LOOSE_MARK), RANGE_OF_WEEKDAYS), word(")")),
)
HOLIDAY = sequence(lambda: SILENT, perhaps("と"), word("祝"))
SAID_WEEKDAY = either(
    WEEKDAY,
    sequence(lambda day: day, word("("), ANY_WEEKDAY, word(")")),
    sequence(lambda day: day, word("("), ANY_WEEKDAY, HOLIDAY, word(")")),
    sequence(lambda day: day, word("("), word("祝"), perhaps("と"), ANY_WEEKDAY, word(")")),
)

# Days of a month: 3日, 第2土曜, 末日

DAY_NUMBER = sequence(lambda day: day, number(0, 99), word("日"))
LAST_WORD = sequence(lambda _: SILENT, where(token(Ordinal), lambda ordinal: ordinal.nth == LAST))
LAST_DAY = either(sequence(lambda: LAST, word("末")), sequence(lambda: LAST, LAST_WORD, word("日")))
NUMBERED = sequence(lambda nth: nth, word("第"), number(1, 5))
ORDINAL = either(NUMBERED, given(lambda ordinal: ordinal.nth, token(Ordinal)))
SELECTOR = either(given(DayNumber, either(DAY_NUMBER, LAST_DAY)), sequence(NthWeekday, ORDINAL, CLEAR_WEEKDAY))

# Days

YEAR = either(
    sequence(lambda year: year, number(1000, 9999), word("年")),
    sequence(lambda year: FIRST_REIWA_YEAR - 1 + year, word("令和"), number(1, 99), word("年")),
    sequence(lambda: FIRST_REIWA_YEAR, word("令和"), word("元"), word("年")),
    token(YearsOn),
)
MONTH = either(
    token(MonthsOn),
    sequence(lambda year, month: MonthNumber(month, year), maybe(YEAR), number(0, 99), word("月")),
)
WITHOUT_YEAR = where(token(SlashDate), lambda found: found.year is None)
DATE = either(
    given(lambda found: InMonth(MonthNumber(found.month, found.year), DayNumber(found.day)), token(FullDate)),
    given(lambda found: InMonth(MonthNumber(found.first), DayNumber(found.second)), WITHOUT_YEAR),
    sequence(InMonth, MONTH, SELECTOR),
    given(NextNumbered, DAY_NUMBER),
    token(InDays),
    sequence(InDays, COUNT, word("日"), word("後")),
    sequence(lambda count: InDays(-count), COUNT, word("日"), word("前")),
)
WRITTEN_DATE = either(
    given(lambda found: InMonth(MonthNumber(found.month, found.year), DayNumber(found.day)), token(FullDate)),
    given(lambda found: InMonth(MonthNumber(found.first), DayNumber(found.second)), WITHOUT_YEAR),
    sequence(InMonth, MONTH, given(DayNumber, DAY_NUMBER)),
)
WEEKDAY_SAID = either(
    sequence(lambda week, weekday: WeekdayOfWeek(week.count, weekday), token(WeeksOn), CLEAR_WEEKDAY),
    sequence(NextWeekday, word("次"), WEEKDAY),
    given(ComingWeekday, WEEKDAY),
)
DAY = either(
    DATE,
    token(InMonth),
    sequence(Checked, DATE, either(*LETTERS[1:-1])),
    sequence(Dated, either(token(InDays), WEEKDAY_SAID), word("("), WRITTEN_DATE, word(")")),
    sequence(Checked, DATE, SAID_WEEKDAY),
    sequence(lambda weekday, day: Checked(day, weekday), SAID_WEEKDAY, DATE),
    sequence(lambda count: InDays(DAYS_IN_WEEK * count), COUNT, word("週間"), word("後")),
    sequence(WeekdayOfWeek, COUNT, word("週間"), word("後"), CLEAR_WEEKDAY),
    sequence(lambda week, weekday: WeekdayOfWeek(week.count, weekday), token(WeeksOn), CLEAR_WEEKDAY),
    sequence(InMonths, COUNT, word("か月"), word("後")),
    sequence(NextWeekday, word("次"), WEEKDAY),
    given(ComingWeekday, SAID_WEEKDAY),
)

# Hours

FACE = given(lambda face: Hour(face.hour, face.minute), where(token(ClockFace), lambda face: face.late))
HOUR_AND_MINUTES = either(
    sequence(Hour, number(0, 29), word("時")),
    sequence(lambda hour: Hour(hour, 30), number(0, 29), word("時"), word("半")),
    sequence(Hour, number(0, 29), word("時"), number(0, 59), word("分"), unless_next("間")),
)
PLAIN_HOUR = either(FACE, HOUR_AND_MINUTES)
LATIN_HOUR = sequence(
    lambda hour, meridiem: hour.within(meridiem.daypart), either(FACE, given(Hour, number(1, 12))), token(Meridiem)
)
HOUR = either(
    PLAIN_HOUR,
    LATIN_HOUR,
    token(Hour),
    sequence(lambda daypart, hour: hour.within(daypart), token(Daypart), PLAIN_HOUR),
    sequence(lambda meridiem, hour: hour.within(meridiem.daypart), token(Meridiem), PLAIN_HOUR),
)
TO = word("-", "から")
SPAN = either(
    sequence(Span, HOUR, perhaps("に", "から", "-", "開始")),
    sequence(Span, HOUR, TO, HOUR, perhaps("まで")),
    sequence(lambda start, end: Span(start, end, next_day=True), HOUR, TO, word("翌"), HOUR, perhaps("まで")),
    sequence(lambda hour, end: Span(Hour(hour), end), number(0, 24), word("-"), HOUR_AND_MINUTES),
    sequence(lambda hour, end: Span(Hour(hour, bare=True), end), number(1, 12), word("-"), LATIN_HOUR),
)
COMMA = perhaps("、", ",")
STRETCH = sequence(Stretch, DAY, COMMA, HOUR, TO, DAY, COMMA, HOUR, perhaps("まで"))

# Durations: a few minutes must be said to be one (30分間, から30分), because 19時 30分 is half past seven

MINUTES = sequence(lambda minutes: minutes, COUNT, word("分"))
HOURS = either(
    sequence(lambda hours: hours * MINUTES_IN_HOUR, number(1, 99), word("時間")),
    sequence(lambda hours: hours * MINUTES_IN_HOUR + 30, number(1, 99), word("時間"), word("半")),
    sequence(lambda hours: hours.whole * MINUTES_IN_HOUR + 30, token(NumberAndHalf), word("時間")),
    sequence(lambda hours, minutes: hours * MINUTES_IN_HOUR + minutes, number(1, 99), word("時間"), MINUTES),
)
LENGTH = either(
    HOURS,
    sequence(lambda minutes: minutes, MINUTES, word("間")),
    sequence(lambda minutes: minutes, word("から"), MINUTES),
    where(MINUTES, lambda minutes: minutes >= MINUTES_IN_HOUR),
)
IN_BRACKETS = sequence(lambda length: length, word("("), either(LENGTH, MINUTES), word(")"))
DURATION = given(Duration, either(LENGTH, IN_BRACKETS))
LATER = either(
    sequence(Later, either(HOURS, MINUTES), word("後"), perhaps("に")),
    sequence(Later, word("今"), word("から"), either(HOURS, MINUTES), word("後"), perhaps("に")),
)

# Repetitions

ONCE = sequence(lambda _: SILENT, number(1, 1), word("回", "度"))
EVERY_WEEK = either(
    given(lambda every: every.interval, where(token(Every), lambda every: every.unit is Unit.WEEK)),
    sequence(lambda weeks: weeks, number(1, 52), word("週間"), word("ごと"), perhaps("に")),
    sequence(lambda weeks: weeks, number(1, 52), word("週間"), word("に"), ONCE),
)
EVERY_MONTH = either(
    given(lambda every: every.interval, where(token(Every), lambda every: every.unit is Unit.MONTH)),
    sequence(lambda months: months, number(1, 12), word("か月"), word("ごと"), perhaps("に")),
    sequence(lambda months: months, number(1, 12), word("か月"), word("に"), ONCE),
)
EVERY_DAY = where(token(Every), lambda every: every.unit is Unit.DAY)
EVERY_YEAR = sequence(lambda _: SILENT, where(token(Every), lambda every: every.unit is Unit.YEAR))
SAME_WEEKDAYS = where(
    several(sequence(lambda nth, weekday: (nth, weekday), ORDINAL, CLEAR_WEEKDAY), LIST_MARK),
    lambda named: len(named) > 1 and len({weekday for _, weekday in named}) == 1,
)
ORDINALS = either(
    several(ORDINAL, LOOSE_MARK),
    sequence(lambda first, more: (first, *more), NUMBERED, LIST_MARK, several(number(1, 5), LIST_MARK)),
)
SEVERAL_ORDINALS = where(ORDINALS, lambda ordinals: len(set(ordinals)) > 1)
MONTH_DAYS = either(
    several(either(DAY_NUMBER, LAST_DAY), LIST_MARK),
    sequence(lambda days, last: (*days, last), several(number(1, 31), LIST_MARK), LIST_MARK, DAY_NUMBER),
    sequence(lambda: (LAST,), word("月"), word("末")),
)
REPETITION = either(
    given(lambda _: Repetition(Unit.DAY), EVERY_DAY),
    token(Repetition),
    sequence(lambda weeks, repetition: replace(repetition, interval=weeks), EVERY_WEEK, token(Repetition)),
    sequence(lambda repetition, _: repetition, token(Repetition), EVERY_DAY),
    sequence(weekly, EVERY_WEEK, perhaps("で"), LISTED_WEEKDAYS),
    sequence(lambda weekdays, weeks: weekly(weeks, weekdays), several(WEEKDAY, LOOSE_MARK), EVERY_WEEK),
    sequence(monthly_on_weekday, EVERY_MONTH, ORDINALS, CLEAR_WEEKDAY),
    sequence(lambda ordinals, weekday: monthly_on_weekday(1, ordinals, weekday), SEVERAL_ORDINALS, CLEAR_WEEKDAY),
    sequence(
        lambda months, named: monthly_on_weekday(months, [nth for nth, _ in named], named[0][1]),
        EVERY_MONTH,
        SAME_WEEKDAYS,
    ),
    sequence(
        lambda named: yearly_on_day(*named),
        EVERY_YEAR,
        where(
            sequence(lambda *named: named, number(1, 12), word("月"), either(DAY_NUMBER, LAST_DAY)),
            lambda named: possible_day(*named),
        ),
        perhaps("(ない年は28日)"),
    ),
    sequence(yearly_on_weekday, EVERY_YEAR, number(1, 12), word("月"), ORDINAL, CLEAR_WEEKDAY),
    sequence(monthly_on_days, EVERY_MONTH, where(MONTH_DAYS, possible_days), perhaps("(ない月は末日)")),
)

# Bounds: 全12回, 3月31日まで, 12月4日から

TIMES = sequence(Times, perhaps("全"), number(1, 999), word("回"))
UNTIL = either(
    sequence(Until, DAY, word("まで")),
    sequence(lambda month: Until(InMonth(month, DayNumber(LAST))), MONTH, word("まで")),
)
SINCE = either(
    sequence(Since, DAY, word("から")),
    sequence(lambda month: Since(InMonth(month, DayNumber(1))), MONTH, word("から")),
    sequence(lambda week: Since(WeekdayOfWeek(week.count, 0)), token(WeeksOn), word("から")),
)

GRAMMAR = Grammar(
    language="ja",
    lexicon=LEXICON,
    part=either(DAY, REPETITION, SPAN, token(Daypart), STRETCH, DURATION, LATER, TIMES, UNTIL, SINCE),
    link=perhaps("、", ",", "に"),
    hour_may_come_first=False,
)
