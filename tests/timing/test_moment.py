"""Wall times become instants, also on the days when clocks change."""

from datetime import UTC, datetime

import pytest

from bot.timing import is_zone, resolve, wall_time, zone_named

NEW_YORK = "America/New_York"


@pytest.mark.parametrize(
    ("wall", "zone", "instant"),
    [
        ("2026-12-12T10:00", "Asia/Tokyo", "2026-12-12T01:00Z"),
        ("2027-03-14T01:59", NEW_YORK, "2027-03-14T06:59Z"),
        ("2027-03-14T03:00", NEW_YORK, "2027-03-14T07:00Z"),
        ("2026-07-01T12:00", "UTC", "2026-07-01T12:00Z"),
    ],
)
def test_a_wall_time_is_one_instant(wall: str, zone: str, instant: str):
    assert resolve(datetime.fromisoformat(wall), zone) == datetime.fromisoformat(instant)


def test_a_wall_time_that_clocks_jump_over_is_shifted_forward_once():
    skipped = resolve(datetime.fromisoformat("2027-03-14T02:30"), NEW_YORK)

    assert wall_time(skipped, NEW_YORK) == datetime.fromisoformat("2027-03-14T03:30")


def test_a_wall_time_that_clocks_show_twice_means_the_first():
    twice = resolve(datetime.fromisoformat("2026-11-01T01:30"), NEW_YORK)

    assert twice == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_the_second_of_two_equal_wall_times_is_not_asked_for_by_a_fold():
    folded = datetime.fromisoformat("2026-11-01T01:30").replace(fold=1)

    assert resolve(folded, NEW_YORK) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize("name", ["Asia/Tokyo", "America/Argentina/Buenos_Aires", "UTC", "Etc/GMT+9"])
def test_an_iana_name_is_a_zone(name: str):
    assert is_zone(name)


@pytest.mark.parametrize("name", ["", "Tokyo", "asia/tokyo", "JST", "../Asia/Tokyo", "Asia", "+09:00"])
def test_anything_else_is_no_zone(name: str):
    assert not is_zone(name)


@pytest.mark.parametrize("typed", ["Asia/Tokyo", "asia/tokyo", "JST", "日本時間"])
def test_a_zone_is_known_by_what_people_call_it(typed: str):
    assert zone_named(typed) == "Asia/Tokyo"


def test_a_word_that_only_resembles_a_zone_names_none():
    assert zone_named("gb") is None
    assert zone_named("Tokyo") is None
