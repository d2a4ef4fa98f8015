"""Quiet hours: when a private word is sent, by the clock of whoever gets it."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.timing import wall_time
from bot.vocabulary.preference import Preference, Quiet

TOKYO = "Asia/Tokyo"
NIGHT = Preference(quiet=Quiet(time(22), time(7)))


def at(hour: int, minute: int = 0, day: int = 24) -> datetime:
    """An instant by a clock in Tokyo."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=9)


def test_a_word_in_the_night_waits_until_the_morning():
    assert NIGHT.when(at(23, 30), None, TOKYO) == at(7, day=25)
    assert NIGHT.when(at(3), None, TOKYO) == at(7)
    assert NIGHT.when(at(12), None, TOKYO) == at(12)


def test_what_the_morning_would_be_too_late_for_is_said_at_once():
    assert NIGHT.when(at(3), at(6), TOKYO) == at(3)
    assert NIGHT.when(at(3), at(9), TOKYO) == at(7)


def test_a_reminder_that_falls_into_the_night_comes_before_it():
    assert NIGHT.in_time(at(5), TOKYO) == at(21, 59, day=23)
    assert NIGHT.in_time(at(8), TOKYO) == at(8)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds
    st.times(),
    st.times(),
    st.sampled_from([TOKYO, "Europe/London", "Australia/Lord_Howe", "America/New_York"]),
)
def test_nothing_that_can_wait_is_sent_in_quiet_hours_and_nothing_waits_longer_than_a_day(instant, begins, ends, zone):
    begins, ends = begins.replace(second=0, microsecond=0), ends.replace(second=0, microsecond=0)
    if begins == ends:
        return
    quiet = Quiet(begins, ends)

    told = Preference(quiet=quiet).when(instant, None, zone)

    assert instant <= told <= instant + timedelta(hours=25)
    clocks_are_set = wall_time(told, zone).time() != ends and told != instant
    assert not quiet.holds(told, zone) or clocks_are_set
