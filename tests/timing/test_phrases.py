"""Phrases that are read, each with the one reading it may have."""

import csv
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.timing import NotUnderstood, Reading
from tests.timing.readings import NOW, TOKYO, in_short, said

SAMPLES = list(csv.DictReader(Path(__file__).with_name("date-phrases.csv").read_text(encoding="utf-8").splitlines()))

TYPED = [
    (language, *line.split(" → "))
    for language in ("ja", "en")
    for line in Path(__file__).with_name(f"phrases.{language}.txt").read_text(encoding="utf-8").splitlines()
    if " → " in line
]
"""The phrases of each language, each with what it means or, after "!", why it is refused."""

JAPANESE = {
    # days
    "十二月三日 十九時半": "2026-12-03T19:30",
    "二〇二六年十二月三日十九時": "2026-12-03T19:00",
    "令和八年十二月三日 午後七時半": "2026-12-03T19:30",
    "R8.12.3 19:00": "2026-12-03T19:00",
    "R8年12月3日 19時": "2026-12-03T19:00",
    "令和9年1月10日 10時": "2027-01-10T10:00",
    "2026/12/3 19:30": "2026-12-03T19:30",
    "１２／３（木）１９：３０～２１：００": "2026-12-03T19:30/2026-12-03T21:00",
    "12/3木曜日19時": "2026-12-03T19:00",
    "木曜 12/3 19時": "2026-12-03T19:00",
    "12月3日(Thu) 19時": "2026-12-03T19:00",
    "来年1月10日 10時": "2027-01-10T10:00",
    "来月3日 19時": "2026-12-03T19:00",
    "来月末日 18時": "2026-12-31T18:00",
    "今月末 18時": "2026-11-30T18:00",
    "3日 19時": "2026-12-03T19:00",
    "30日(月) 19時": "2026-11-30T19:00",
    "しあさって 朝9時": "2026-11-26T09:00",
    "二週間後の土曜 15時": "2026-12-12T15:00",
    "2週間後 15時": "2026-12-07T15:00",
    "1ヶ月後 19時": "2026-12-23T19:00",
    "来週の水曜の正午": "2026-12-02T12:00",
    "11月最後の土曜 10時": "2026-11-28T10:00",
    "12月第2土曜 10時": "2026-12-12T10:00",
    "今度の土曜 15時": "2026-11-28T15:00",
    "次の月曜 9時": "2026-11-30T09:00",
    "月曜 19時": "2026-11-23T19:00",
    "月曜 9時": "2026-11-30T09:00",
    # times of day
    "明日の夜、8時": "2026-11-24T20:00",
    "明日 昼の1時": "2026-11-24T13:00",
    "明日 夕方5時半": "2026-11-24T17:30",
    "今夜8時": "2026-11-23T20:00",
    "明朝7時": "2026-11-24T07:00",
    "明日 PM7:30": "2026-11-24T19:30",
    "明日 7pm": "2026-11-24T19:00",
    "明日 24時": "2026-11-25T00:00",
    "明日19時に": "2026-11-24T19:00",
    "明日 19時 30分": "2026-11-24T19:30",
    "30分後": "2026-11-23T10:30",
    "今から2時間後": "2026-11-23T12:00",
    # spans
    "明日 14-16時": "2026-11-24T14:00/2026-11-24T16:00",
    "明日 午後2時〜4時": "2026-11-24T14:00/2026-11-24T16:00",
    "明日 夜8時〜10時": "2026-11-24T20:00/2026-11-24T22:00",
    "明日 9時〜午後3時": "2026-11-24T09:00/2026-11-24T15:00",
    "明日 19時〜夜9時": "2026-11-24T19:00/2026-11-24T21:00",
    "明日 22時〜翌2時": "2026-11-24T22:00/2026-11-25T02:00",
    "明日 20時〜24時": "2026-11-24T20:00/2026-11-25T00:00",
    "明日 19時から2時間": "2026-11-24T19:00/2026-11-24T21:00",
    "明日 19時から30分": "2026-11-24T19:00/2026-11-24T19:30",
    "明日 19:00 90分": "2026-11-24T19:00/2026-11-24T20:30",
    "明日 19時(1時間半)": "2026-11-24T19:00/2026-11-24T20:30",
    "12/5(土) 10:00〜12/6(日) 16:00": "2026-12-05T10:00/2026-12-06T16:00",
    # repetitions
    "毎週火木 19時": "2026-11-24T19:00 FREQ=WEEKLY;BYDAY=TU,TH",
    "毎週木・火曜 19時": "2026-11-24T19:00 FREQ=WEEKLY;BYDAY=TU,TH",
    "毎週日 10時": "2026-11-29T10:00 FREQ=WEEKLY;BYDAY=SU",
    "2週間ごとの金曜 19時": "2026-11-27T19:00 FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
    "平日 8時": "2026-11-24T08:00 FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "毎日 7時": "2026-11-24T07:00 FREQ=DAILY",
    "毎月第2・第4土曜 10時〜12時": "2026-11-28T10:00/2026-11-28T12:00 FREQ=MONTHLY;BYDAY=2SA,4SA",
    "第2・第4土曜 10時": "2026-11-28T10:00 FREQ=MONTHLY;BYDAY=2SA,4SA",
    "毎月最終金曜 19時": "2026-11-27T19:00 FREQ=MONTHLY;BYDAY=-1FR",
    "毎月1日・15日 10時": "2026-12-01T10:00 FREQ=MONTHLY;BYMONTHDAY=1,15",
    "毎月月末 18時": "2026-11-30T18:00 FREQ=MONTHLY;BYMONTHDAY=-1",
    "毎月30日 10時": "2026-11-30T10:00 FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1",
    "隔月第1日曜 10時": "2026-12-06T10:00 FREQ=MONTHLY;INTERVAL=2;BYDAY=1SU",
    "毎週金曜 19時 全12回": "2026-11-27T19:00 FREQ=WEEKLY;BYDAY=FR;COUNT=12",
    "毎週金曜に19時から 3月31日まで": "2026-11-27T19:00 FREQ=WEEKLY;BYDAY=FR;UNTIL=20270331T235959",
    "12/4から毎週金曜 19時": "2026-12-04T19:00 FREQ=WEEKLY;BYDAY=FR",
    "来月から毎月第2土曜 10時": "2026-12-12T10:00 FREQ=MONTHLY;BYDAY=2SA",
    # the other language
    "Dec 3 7pm": "2026-12-03T19:00",
    "12/3 (Thu) 7:30pm": "2026-12-03T19:30",
}

ENGLISH = {
    # days
    "the day after tomorrow at noon": "2026-11-25T12:00",
    "next Saturday 3pm": "2026-11-28T15:00",
    "next Monday 7pm": "2026-11-30T19:00",
    "Thurs 7 p.m.": "2026-11-26T19:00",
    "Friday next week at 7pm": "2026-12-04T19:00",
    "Saturday the week after next, 3pm": "2026-12-12T15:00",
    "in 2 weeks at 7pm": "2026-12-07T19:00",
    "in two weeks on Saturday at 3pm": "2026-12-12T15:00",
    "3 days from now at 7pm": "2026-11-26T19:00",
    "next month on the 3rd at 10am": "2026-12-03T10:00",
    "the 3rd of next month at 10am": "2026-12-03T10:00",
    "the 3rd at 10am": "2026-12-03T10:00",
    "last Saturday of November 10am": "2026-11-28T10:00",
    "second Saturday of next month 10am": "2026-12-12T10:00",
    "last day of December 6pm": "2026-12-31T18:00",
    "Thu, Dec 3, 2026 at 7pm": "2026-12-03T19:00",
    "3rd of December, 7pm": "2026-12-03T19:00",
    "7pm on Dec. 3": "2026-12-03T19:00",
    "7 Dec 3pm": "2026-12-07T15:00",
    "Friday the 4th at 7pm": "2026-12-04T19:00",
    "the 4th (Fri) at 7pm": "2026-12-04T19:00",
    "Dec 4th, Friday 7pm": "2026-12-04T19:00",
    "December first 7pm": "2026-12-01T19:00",
    "12/25/2026 10am": "2026-12-25T10:00",
    "2026-12-05T15:00:00": "2026-12-05T15:00",
    # times of day
    "tomorrow morning at 10": "2026-11-24T10:00",
    "tomorrow at 8 in the evening": "2026-11-24T20:00",
    "tonight at 8:30": "2026-11-23T20:30",
    "tonight at midnight": "2026-11-24T00:00",
    "tomorrow midnight": "2026-11-24T00:00",
    "tomorrow at 12am": "2026-11-24T00:00",
    "tomorrow 7:30": "2026-11-24T07:30",
    "in half an hour": "2026-11-23T10:30",
    "2 hours from now": "2026-11-23T12:00",
    # spans
    "tomorrow from 7 to 9pm": "2026-11-24T19:00/2026-11-24T21:00",
    "tomorrow between 3 and 5pm": "2026-11-24T15:00/2026-11-24T17:00",
    "tomorrow 11-1pm": "2026-11-24T11:00/2026-11-24T13:00",
    "tomorrow 10-12pm": "2026-11-24T10:00/2026-11-24T12:00",
    "tomorrow 7:30-9pm": "2026-11-24T19:30/2026-11-24T21:00",
    "tomorrow 10am-2": "2026-11-24T10:00/2026-11-24T14:00",
    "tomorrow 10pm-1am": "2026-11-24T22:00/2026-11-25T01:00",
    "tomorrow 8pm to midnight": "2026-11-24T20:00/2026-11-25T00:00",
    "tonight 7-9": "2026-11-23T19:00/2026-11-23T21:00",
    "tomorrow 7pm for an hour and a half": "2026-11-24T19:00/2026-11-24T20:30",
    "tomorrow 7pm (90 minutes)": "2026-11-24T19:00/2026-11-24T20:30",
    "Sat Dec 5 10am to Sun Dec 6 4pm": "2026-12-05T10:00/2026-12-06T16:00",
    # repetitions
    "Fridays at 7pm": "2026-11-27T19:00 FREQ=WEEKLY;BYDAY=FR",
    "every Mon, Wed, and Fri at 7pm": "2026-11-23T19:00 FREQ=WEEKLY;BYDAY=MO,WE,FR",
    "every 2 weeks on Friday 7pm": "2026-11-27T19:00 FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
    "every fortnight on Friday 7pm": "2026-11-27T19:00 FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
    "everyday at 7am": "2026-11-24T07:00 FREQ=DAILY",
    "every weekday at 8am": "2026-11-24T08:00 FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "2nd and 4th Saturday of every month 10am": "2026-11-28T10:00 FREQ=MONTHLY;BYDAY=2SA,4SA",
    "every month on the 2nd Saturday at 10am": "2026-12-12T10:00 FREQ=MONTHLY;BYDAY=2SA",
    "last Friday of every month 6-8pm": "2026-11-27T18:00/2026-11-27T20:00 FREQ=MONTHLY;BYDAY=-1FR",
    "the 1st of every month 10am": "2026-12-01T10:00 FREQ=MONTHLY;BYMONTHDAY=1",
    "the 31st of every month 10am": "2026-11-30T10:00 FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
    "last day of every month 6pm": "2026-11-30T18:00 FREQ=MONTHLY;BYMONTHDAY=-1",
    "every Friday 7pm for 10 times": "2026-11-27T19:00 FREQ=WEEKLY;BYDAY=FR;COUNT=10",
    "every Friday 7pm until March 31": "2026-11-27T19:00 FREQ=WEEKLY;BYDAY=FR;UNTIL=20270331T235959",
    "every Friday 7pm starting Dec 11": "2026-12-11T19:00 FREQ=WEEKLY;BYDAY=FR",
    # the other language
    "来週土曜 15時": "2026-12-05T15:00",
    "19:30 12/3": "2026-12-03T19:30",
    "12/3(木) 19時半": "2026-12-03T19:30",
}


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample["phrase"] for sample in SAMPLES])
def test_each_sample_has_exactly_its_result(sample: dict[str, str]):
    expected = {column: sample[column] for column in ("start", "end", "rrule", "refuse")}

    result = result_of(sample["phrase"], sample["locale"])

    assert result == expected


@pytest.mark.parametrize(("phrase", "expected"), JAPANESE.items())
def test_japanese_as_people_type_it(phrase: str, expected: str):
    reading = said(phrase, "ja")

    assert in_short(reading) == expected


@pytest.mark.parametrize(("phrase", "expected"), ENGLISH.items())
def test_english_as_people_type_it(phrase: str, expected: str):
    reading = said(phrase, "en")

    assert in_short(reading) == expected


@pytest.mark.parametrize("phrase", ["12/5 15:00 America/New_York", "12/5 15:00 america/new_york"])
def test_a_zone_at_the_end_goes_before_the_one_given(phrase: str):
    reading = said(phrase)

    assert reading == Reading(datetime.fromisoformat("2026-12-05T15:00"), None, None, "America/New_York")


def test_today_is_the_day_it_is_in_the_zone_of_the_phrase():
    reading = said("明日 10:00 America/New_York")

    assert in_short(reading) == "2026-11-23T10:00"


def test_a_leap_day_that_is_over_is_the_next_one_if_that_exists():
    reading = said("2/29 10時", now=datetime(2027, 3, 1, tzinfo=ZoneInfo(TOKYO)))

    assert in_short(reading) == "2028-02-29T10:00"


def test_on_the_last_night_of_the_year_tomorrow_is_next_year():
    now = datetime(2026, 12, 31, 23, 30, tzinfo=ZoneInfo(TOKYO))

    assert in_short(said("12/31 23:45〜1/1 2:00", now=now)) == "2026-12-31T23:45/2027-01-01T02:00"
    assert in_short(said("明日 10時", now=now)) == "2027-01-01T10:00"


def test_a_length_is_a_length_on_the_night_clocks_change():
    reading = said("Mar 14 2027 1:00 for 2 hours", "en", "America/New_York")

    assert in_short(reading) == "2027-03-14T01:00/2027-03-14T04:00"


def test_a_number_of_minutes_from_now_counts_real_minutes_on_the_night_clocks_change():
    now = datetime(2027, 3, 14, 1, 30, 20, tzinfo=ZoneInfo("America/New_York"))

    reading = said("in 60 minutes", "en", "America/New_York", now)

    assert in_short(reading) == "2027-03-14T03:30"


def test_a_month_first_date_is_read_in_japan_and_america():
    assert in_short(said("12/3 7pm", "en", TOKYO)) == "2026-12-03T19:00"
    assert in_short(said("12/3 7pm", "en", "America/Chicago")) == "2026-12-03T19:00"


def test_a_date_that_leaves_one_order_is_read_anywhere():
    assert in_short(said("25/12 7pm", "en", "Europe/London")) == "2026-12-25T19:00"
    assert in_short(said("12/25 7pm", "en", "Europe/London")) == "2026-12-25T19:00"


def test_now_must_be_an_instant():
    with pytest.raises(ValueError, match="instant"):
        said("明日 19時", now=NOW.replace(tzinfo=None))


def test_a_zone_and_a_language_must_exist():
    with pytest.raises(ValueError, match="no such time zone"):
        said("明日 19時", zone="Asia/Edo")
    with pytest.raises(ValueError, match="no grammar"):
        said("明日 19時", language="tlh")


@pytest.mark.parametrize(("language", "phrase", "expected"), TYPED)
def test_what_people_type_is_read_as_they_mean_it_or_refused_by_name(language: str, phrase: str, expected: str):
    try:
        reading = said(phrase, language)
    except NotUnderstood as refused:
        result = f"!{refused}"
    else:
        result = in_short(reading) + (f" {reading.zone}" if reading.zone != TOKYO else "")

    assert result == expected


def result_of(phrase: str, language: str) -> dict[str, str]:
    try:
        reading = said(phrase, language)
    except NotUnderstood as refused:
        return {"start": "", "end": "", "rrule": "", "refuse": str(refused)}
    end = reading.end.isoformat(timespec="minutes") if reading.end else ""
    start = reading.start.isoformat(timespec="minutes")
    return {"start": start, "end": end, "rrule": reading.rrule or "", "refuse": ""}
