"""Wall time and zones: every date at the wall time it was given, once, with one reminder for each offset."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.features.meetups.model import Meetup, MeetupId, Occurrence, OccurrenceId
from bot.timing import occurrences, resolve
from bot.vocabulary.people import MemberId
from tests.reliability.almanac import DAY, Clocks, Rule, civil, day_number, weekday
from tests.reliability.time import REMARKABLE, clocks_of, compare

DATES = 5_000


def test_dates_in_all_zones_are_those_of_the_almanac_and_those_of_the_control_are_not():
    tally = compare(DATES, seed=1)

    assert tally.mismatches == []
    assert tally.zones >= {*REMARKABLE}
    assert tally.hows["jumped over"] > 0
    assert tally.hows["shown twice"] > 0
    assert tally.cron > 0
    assert tally.interval > 0


def test_the_command_fails_where_nothing_was_tried():
    tally = compare(1, seed=1)

    assert not tally.convinces


@pytest.mark.parametrize(
    ("zone", "wall", "instant", "how"),
    [
        ("America/New_York", "2027-03-14T02:30", "2027-03-14T07:30", "jumped over"),
        ("America/New_York", "2027-11-07T01:30", "2027-11-07T05:30", "shown twice"),
        ("America/New_York", "2027-11-07T02:00", "2027-11-07T07:00", "shown once"),
        ("Australia/Lord_Howe", "2027-10-03T02:15", "2027-10-02T15:45", "jumped over"),
        ("Asia/Tokyo", "2027-10-03T02:15", "2027-10-02T17:15", "shown once"),
    ],
)
def test_the_almanac_knows_what_was_reckoned_by_hand(zone: str, wall: str, instant: str, how: str):
    found, found_how = clocks_of(zone).instant(_seconds(wall))

    assert (found, found_how) == (_seconds(instant), how)


def test_the_almanac_counts_days_as_calendars_do():
    assert civil(day_number(2028, 2, 29) + 1) == (2028, 3, 1)
    assert civil(day_number(2027, 2, 28) + 1) == (2027, 3, 1)
    assert weekday(day_number(2026, 11, 23)) == 0
    ends = Rule("month", days=(31,)).dates(day_number(2027, 1, 1), day_number(2027, 5, 1))
    assert [civil(day)[1:] for day in ends] == [(1, 31), (2, 28), (3, 31), (4, 30)]


def test_ours_finds_the_instants_that_clocks_looked_at_every_quarter_of_an_hour_show():
    start = day_number(2027, 10, 1)
    shown = Clocks("Australia/Lord_Howe", start * DAY, (start + 5) * DAY)

    for instant in range((start + 1) * DAY, (start + 4) * DAY, 15 * 60):
        wall = instant + shown.at(instant)
        ours = resolve(datetime.fromtimestamp(wall, UTC).replace(tzinfo=None), "Australia/Lord_Howe")
        assert ours.timestamp() == min(instant, shown.instant(wall)[0])


def test_a_weekly_gathering_in_the_hour_that_is_shown_twice_comes_once():
    start = datetime.fromisoformat("2027-10-31T01:30")

    dates = occurrences(start, "FREQ=WEEKLY;BYDAY=SU", "Europe/London", datetime(2027, 10, 1, tzinfo=UTC), 2)

    assert [f"{at:%Y-%m-%d %H:%M}" for _, at in dates] == ["2027-10-31 00:30", "2027-11-07 01:30"]


def test_a_reminder_the_day_before_is_a_day_before_even_where_clocks_are_set_between():
    gathering = _occurrence("2027-03-14T10:00", "America/New_York")

    due = {reminder.name: reminder.at for reminder in gathering.reminders(datetime(2027, 1, 1, tzinfo=UTC))}

    assert gathering.starts_at - due["1440"] == timedelta(hours=24)
    assert len(due) == 3


def _occurrence(start: str, zone: str) -> Occurrence:
    meetup = Meetup(MeetupId("m"), MemberId("host"), "", datetime.fromisoformat(start), zone)
    return meetup.on(meetup.start, OccurrenceId("o"))


def _seconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp())
