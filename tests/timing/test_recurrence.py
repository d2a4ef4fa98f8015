"""A series keeps its wall time, its weekdays and its end."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.timing import Repetition, occurrences, resolve
from bot.timing.recurrence import Unit, parse

NEW_YORK = "America/New_York"
BEFORE = datetime(2026, 10, 1, tzinfo=UTC)
ZONES = [
    NEW_YORK,
    "Europe/London",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "Asia/Tokyo",
]


def walls(start: str, rrule: str, zone: str = "Asia/Tokyo", after: datetime = BEFORE, limit: int = 5) -> list[str]:
    dates = occurrences(datetime.fromisoformat(start), rrule, zone, after, limit)
    return [wall.isoformat(timespec="minutes") for wall, _ in dates]


def test_a_weekly_gathering_stays_at_seven_when_clocks_change():
    start = datetime.fromisoformat("2026-10-30T19:00")

    dates = occurrences(start, "FREQ=WEEKLY;BYDAY=FR", NEW_YORK, BEFORE, limit=2)

    assert [instant.astimezone(ZoneInfo(NEW_YORK)).hour for _, instant in dates] == [19, 19]
    assert dates[1][1] - dates[0][1] == timedelta(days=7, hours=1)


def test_a_date_whose_hour_clocks_jump_over_is_shifted_and_the_next_is_not():
    start = datetime.fromisoformat("2027-03-13T02:30")

    dates = occurrences(start, "FREQ=DAILY", NEW_YORK, BEFORE, limit=3)

    assert [f"{wall:%d %H:%M}" for wall, _ in dates] == ["13 02:30", "14 02:30", "15 02:30"]
    assert [f"{at.astimezone(ZoneInfo(NEW_YORK)):%H:%M}" for _, at in dates] == ["02:30", "03:30", "02:30"]


def test_a_date_that_was_shifted_is_still_to_come_until_its_shifted_hour():
    ten_past_three = datetime.fromisoformat("2027-03-14T07:10Z")

    dates = walls("2027-03-13T02:30", "FREQ=DAILY", NEW_YORK, ten_past_three, limit=1)

    assert dates == ["2027-03-14T02:30"]


def test_only_what_is_after_the_instant_is_yielded():
    first = datetime(2026, 11, 27, 10, tzinfo=UTC)

    dates = walls("2026-11-27T19:00", "FREQ=WEEKLY;BYDAY=FR", after=first, limit=2)

    assert dates == ["2026-12-04T19:00", "2026-12-11T19:00"]


def test_every_other_week_counts_from_the_start():
    dates = walls("2026-11-26T19:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", limit=4)

    assert dates == ["2026-11-26T19:00", "2026-12-08T19:00", "2026-12-10T19:00", "2026-12-22T19:00"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [(29, [29, 28, 29, 29]), (30, [30, 28, 30, 30]), (31, [31, 28, 31, 30])],
)
def test_a_day_that_short_months_lack_falls_on_their_last(day: int, expected: list[int]):
    rrule = Repetition(Unit.MONTH, month_days=(day,)).rrule()

    dates = occurrences(datetime.fromisoformat("2027-01-01T10:00"), rrule, "Asia/Tokyo", BEFORE, limit=4)

    assert [wall.day for wall, _ in dates] == expected


def test_a_fifth_saturday_skips_the_months_with_four():
    dates = walls("2026-12-01T10:00", "FREQ=MONTHLY;BYDAY=5SA", limit=2)

    assert dates == ["2027-01-30T10:00", "2027-05-29T10:00"]


def test_a_series_ends_after_its_count():
    assert len(walls("2026-11-27T19:00", "FREQ=WEEKLY;BYDAY=FR;COUNT=3", limit=10)) == 3


def test_a_series_includes_the_whole_of_its_last_day():
    dates = walls("2026-11-27T19:00", "FREQ=WEEKLY;BYDAY=FR;UNTIL=20261204T235959", limit=10)

    assert dates == ["2026-11-27T19:00", "2026-12-04T19:00"]


@settings(deadline=None)
@given(
    st.sampled_from(ZONES),
    st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=SU", "FREQ=MONTHLY;BYDAY=2SU", "FREQ=MONTHLY;BYMONTHDAY=-1"]),
    st.times(),
    st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_every_date_has_the_same_wall_time_and_comes_after_the_one_before(zone, rrule, at, after):
    start = datetime.combine(date(2026, 1, 1), at.replace(second=0, microsecond=0))

    dates = occurrences(start, rrule, zone, after, limit=12)

    assert {wall.time() for wall, _ in dates} == {start.time()}
    assert all(instant == resolve(wall, zone) > after for wall, instant in dates)
    assert all(earlier < later for (_, earlier), (_, later) in pairwise(dates))


def test_a_rule_is_read_back_as_it_was_written():
    rule = Repetition(Unit.WEEK, 2, weekdays=(1, 3), until=date(2027, 3, 31))

    assert rule.rrule() == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;UNTIL=20270331T235959"
    assert parse(rule.rrule()) == rule


@pytest.mark.parametrize(
    "rrule",
    [
        "",
        "FREQ=YEARLY",
        "FREQ=MONTHLY;BYMONTH=3;BYMONTHDAY=1",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=DAILY;BYHOUR=3",
        "nonsense",
    ],
)
def test_a_rule_no_phrase_can_mean_is_not_read_back(rrule: str):
    with pytest.raises(ValueError, match=r".*"):
        parse(rrule)
