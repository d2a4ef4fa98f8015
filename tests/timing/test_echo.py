"""Times and rules are said back exactly so."""

from datetime import datetime

import pytest

from bot.timing import describe, echo

START = datetime.fromisoformat("2026-12-12T10:00")
NOON = datetime.fromisoformat("2026-12-12T12:00")
NEXT_DAY = datetime.fromisoformat("2026-12-13T01:00")


@pytest.mark.parametrize(
    ("end", "language", "words"),
    [
        (None, "ja", "2026年12月12日(土) 10:00 Asia/Tokyo"),
        (None, "en", "Sat 12 Dec 2026, 10:00 Asia/Tokyo"),
        (NOON, "ja", "2026年12月12日(土) 10:00〜12:00 Asia/Tokyo"),
        (NOON, "en", "Sat 12 Dec 2026, 10:00–12:00 Asia/Tokyo"),
        (NEXT_DAY, "ja", "2026年12月12日(土) 10:00 〜 2026年12月13日(日) 01:00 Asia/Tokyo"),
        (NEXT_DAY, "en", "Sat 12 Dec 2026, 10:00 – Sun 13 Dec 2026, 01:00 Asia/Tokyo"),
    ],
)
def test_a_time_is_said_back_with_weekday_and_zone(end: datetime | None, language: str, words: str):
    assert echo(START, end, "Asia/Tokyo", language) == words


@pytest.mark.parametrize(
    ("rrule", "japanese", "english"),
    [
        ("FREQ=DAILY", "毎日", "every day"),
        ("FREQ=WEEKLY;BYDAY=FR", "毎週金曜", "every Friday"),
        ("FREQ=WEEKLY;BYDAY=TU,TH", "毎週火・木曜", "every Tuesday and Thursday"),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR", "毎週月・水・金曜", "every Monday, Wednesday and Friday"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "平日", "every weekday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "隔週金曜", "every other Friday"),
        ("FREQ=WEEKLY;INTERVAL=3;BYDAY=FR", "3週間ごとの金曜", "every 3 weeks on Friday"),
        ("FREQ=MONTHLY;BYDAY=2SA", "毎月第2土曜", "the second Saturday of every month"),
        ("FREQ=MONTHLY;BYDAY=2SA,4SA", "毎月第2・第4土曜", "the second and fourth Saturday of every month"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "毎月最終金曜", "the last Friday of every month"),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=1SU", "隔月第1日曜", "every other month on the first Sunday"),
        ("FREQ=MONTHLY;BYMONTHDAY=1", "毎月1日", "the 1st of every month"),
        ("FREQ=MONTHLY;BYMONTHDAY=11,22", "毎月11日・22日", "the 11th and 22nd of every month"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "毎月末日", "the last day of every month"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
            "毎月31日(ない月は末日)",
            "the 31st of every month, or its last day",
        ),
        ("FREQ=WEEKLY;BYDAY=FR;COUNT=12", "毎週金曜、全12回", "every Friday, 12 times"),
        ("FREQ=DAILY;UNTIL=20270331T235959", "毎日、2027年3月31日まで", "every day, until 31 Mar 2027"),
    ],
)
def test_a_rule_is_said_in_words(rrule: str, japanese: str, english: str):
    assert describe(rrule, "ja") == japanese
    assert describe(rrule, "en") == english
