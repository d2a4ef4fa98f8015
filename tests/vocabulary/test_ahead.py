"""How long before something: read as people type it, and said back."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locales import plain
from bot.vocabulary.ahead import LONGEST, MOST, SHORTEST, all_ahead, read_ahead
from bot.vocabulary.people import LANGUAGES, Reader
from bot.vocabulary.refusal import Refused

WEEK, DAY, HOUR, MINUTE = timedelta(weeks=1), timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("7日前、24時間前、1時間前", (WEEK, DAY, HOUR)),
        ("１週間前と前日", (WEEK, DAY)),
        ("二時間前に", (2 * HOUR,)),
        ("1時間半前", (90 * MINUTE,)),
        ("半日前", (12 * HOUR,)),
        ("30分前", (30 * MINUTE,)),
        ("7 days, 1 day and 2h", (WEEK, DAY, 2 * HOUR)),
        ("half an hour before", (30 * MINUTE,)),
        ("an hour", (HOUR,)),
        ("2h, 3d", (3 * DAY, 2 * HOUR)),
        ("1 day, 24 hours", (DAY,)),
        ("なし", ()),
        ("None", ()),
    ],
)
def test_it_is_read_as_people_type_it_the_longest_first(typed, read):
    assert read_ahead(typed) == read


@pytest.mark.parametrize("typed", ["soon", "2", "時間", "2 hours or so", "1分前", "100日前", "99999999999 days", "、"])
def test_what_is_not_wholly_understood_or_out_of_reach_is_refused(typed):
    with pytest.raises(Refused):
        read_ahead(typed)


def test_more_than_a_handful_is_refused():
    with pytest.raises(Refused):
        read_ahead("1h, 2h, 3h, 4h, 5h, 6h")


@given(st.sets(st.integers(SHORTEST // MINUTE, LONGEST // MINUTE), max_size=MOST), st.sampled_from(LANGUAGES))
def test_what_is_said_back_reads_as_the_same(minutes, language):
    befores = tuple(sorted((number * MINUTE for number in minutes), reverse=True))

    assert read_ahead(plain(all_ahead(befores), Reader(language, "UTC"))) == befores
