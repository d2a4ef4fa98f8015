"""What holds of every phrase: what is said back reads the same, and what is not understood is only ever refused."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.timing import NotUnderstood, Reading, Reason, Repetition, describe, echo, read, resolve, wall_time
from bot.timing.english import LEXICON as ENGLISH
from bot.timing.japanese import LEXICON as JAPANESE
from bot.timing.recurrence import WORKING_DAYS, Unit, yearly_on_day, yearly_on_weekday
from tests.timing.readings import NOW, TOKYO, said
from tests.timing.test_phrases import ENGLISH as ENGLISH_PHRASES
from tests.timing.test_phrases import JAPANESE as JAPANESE_PHRASES

ZONES = st.sampled_from(sorted(available_timezones()))
LANGUAGES = st.sampled_from(["ja", "en"])
DATES = st.dates(min_value=date(2026, 11, 25), max_value=date(2199, 12, 31))
WALL_TIMES = st.builds(datetime.combine, DATES, st.builds(time, st.integers(0, 23), st.integers(0, 59)))
MIDNIGHT = datetime(2027, 1, 12)  # noqa: DTZ001 - a day on the wall
WORDS = st.sampled_from([*JAPANESE.words, *ENGLISH.words, *"0123456789:/-~(),、 ", "12/3", "19:30", "2026"])
JUNK = st.sampled_from(["猫", "x", "zz", "!", "。", "?", "🎉", "ん", "%", "²", "\u200b", "頃", "_"])

DAYS = st.tuples(st.integers(1, 28), st.integers(1, 28)).map(lambda days: tuple(sorted(set(days))))
REPETITIONS = st.one_of(
    st.just(Repetition(Unit.DAY)),
    st.just(Repetition(Unit.WEEK, weekdays=WORKING_DAYS)),
    st.builds(
        lambda interval, weekdays: Repetition(Unit.WEEK, interval, weekdays=tuple(sorted(weekdays))),
        st.integers(1, 9),
        st.sets(st.integers(0, 6), min_size=1, max_size=4),
    ),
    st.builds(
        lambda interval, weekday, ordinals: Repetition(Unit.MONTH, interval, (weekday,), ordinals),
        st.integers(1, 9),
        st.integers(0, 6),
        st.sampled_from([(1,), (2,), (3,), (4,), (5,), (-1,), (2, 4), (1, 3, 5), (2, -1)]),
    ),
    st.builds(
        lambda interval, days: Repetition(Unit.MONTH, interval, month_days=days),
        st.integers(1, 9),
        st.one_of(DAYS, st.sampled_from([(-1,), (29,), (30,), (31,), (15, -1)])),
    ),
    st.builds(yearly_on_day, st.integers(1, 12), st.integers(1, 28)),
    st.builds(yearly_on_weekday, st.integers(1, 12), st.sampled_from([1, 2, 3, 4, -1]), st.integers(0, 6)),
    st.sampled_from([yearly_on_day(2, 29), yearly_on_day(12, 31), yearly_on_day(2, -1)]),
)


@settings(deadline=None)
@given(WALL_TIMES, ZONES, LANGUAGES)
def test_an_echo_reads_as_the_same_instant(start: datetime, zone: str, language: str):
    reading = read(echo(start, None, zone, language), now=NOW, zone=TOKYO, language=language)

    assert reading == Reading(start, None, None, zone)
    assert resolve(reading.start, reading.zone) == resolve(start, zone)


@settings(deadline=None)
@given(WALL_TIMES, st.integers(1, 3 * 24 * 60), ZONES, LANGUAGES)
def test_an_echo_of_a_span_reads_as_the_same_span(start: datetime, minutes: int, zone: str, language: str):
    end = start + timedelta(minutes=minutes)
    assume(resolve(end, zone) > resolve(start, zone))

    reading = read(echo(start, end, zone, language), now=NOW, zone=TOKYO, language=language)

    assert reading == Reading(start, end, None, zone)


@settings(deadline=None)
@given(REPETITIONS, LANGUAGES)
def test_a_rule_in_words_reads_as_the_same_rule(repetition: Repetition, language: str):
    reading = said(f"{describe(repetition.rrule(), language)} 19:00", language)

    assert reading.rrule == repetition.rrule()


@settings(deadline=None)
@given(REPETITIONS, st.integers(0, 23 * 60), st.integers(5, 8 * 60), ZONES, LANGUAGES)
def test_a_series_said_back_with_its_hours_and_zone_reads_as_the_same_series(
    repetition: Repetition, opens: int, minutes: int, zone: str, language: str
):
    start, end = MIDNIGHT + timedelta(minutes=opens), MIDNIGHT + timedelta(minutes=opens + minutes)
    assume(end.date() == start.date())
    echoed = f"{describe(repetition.rrule(), language)} {start:%H:%M}–{end:%H:%M} {zone}"

    reading = read(echoed, now=NOW, zone=TOKYO, language=language)
    again = read(echoed, now=NOW, zone=TOKYO, language=language)

    assert (reading.rrule, reading.zone) == (repetition.rrule(), zone)
    assert (reading.start.time(), reading.end and reading.end.time()) == (start.time(), end.time())
    assert resolve(reading.start, zone) > NOW
    assert again == reading


@settings(deadline=None)
@given(REPETITIONS, st.integers(1, 99), LANGUAGES)
def test_a_rule_with_a_count_reads_as_the_same_rule(repetition: Repetition, count: int, language: str):
    rrule = replace(repetition, count=count).rrule()

    assert said(f"{describe(rrule, language)} 19:00", language).rrule == rrule


@settings(deadline=None)
@given(REPETITIONS, DATES, LANGUAGES)
def test_a_rule_with_a_last_day_reads_as_the_same_rule(repetition: Repetition, until: date, language: str):
    rrule = replace(repetition, until=until).rrule()
    assume(until >= said(f"{describe(repetition.rrule(), language)} 19:00", language).start.date())

    assert said(f"{describe(rrule, language)} 19:00", language).rrule == rrule


@settings(deadline=None)
@given(st.text(max_size=30), LANGUAGES)
def test_any_text_is_read_or_refused(text: str, language: str):
    assert_sane(text, language)


@settings(max_examples=1000, deadline=None)
@given(st.lists(WORDS, max_size=8), st.sampled_from(["", " "]), LANGUAGES)
def test_any_heap_of_words_is_read_or_refused(words: list[str], between: str, language: str):
    assert_sane(between.join(words), language)


@settings(deadline=None)
@given(st.sampled_from([*JAPANESE_PHRASES, *ENGLISH_PHRASES]), JUNK, st.data(), LANGUAGES)
def test_junk_anywhere_in_a_good_phrase_refuses_it(phrase: str, junk: str, data: st.DataObject, language: str):
    place = data.draw(st.integers(0, len(phrase)))

    with pytest.raises(NotUnderstood) as caught:
        said(phrase[:place] + junk + phrase[place:], language)

    assert caught.value.reason is Reason.NOT_UNDERSTOOD


@settings(deadline=None)
@given(st.sampled_from([*JAPANESE_PHRASES, *ENGLISH_PHRASES]), LANGUAGES)
def test_the_same_phrase_twice_is_not_one_phrase(phrase: str, language: str):
    with pytest.raises(NotUnderstood):
        said(f"{phrase} {phrase}", language)


@settings(deadline=None)
@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1)), ZONES)  # noqa: DTZ001
def test_a_wall_time_comes_back_from_its_instant_unless_clocks_jumped_over_it(wall: datetime, zone: str):
    shown = wall_time(resolve(wall, zone), zone)

    assert shown == wall or (shown > wall and resolve(shown, zone) == resolve(wall, zone))


def assert_sane(text: str, language: str) -> None:
    """Either refused, or a moment still to come that reads the same when it is said back."""
    try:
        reading = said(text, language)
    except NotUnderstood:
        return
    again = read(echo(reading.start, reading.end, reading.zone, language), now=NOW, zone=TOKYO, language=language)
    assert resolve(reading.start, reading.zone) > NOW
    assert (again.start, again.end) == (reading.start, reading.end)
