"""The clocks and the ids, which everything else is given from outside."""

from datetime import UTC, timedelta

from jobs.clock import AdjustableClock, SystemClock
from jobs.ids import RandomIds
from tests.stores import MONDAY, StandingClock


def test_the_systems_clock_is_aware_and_goes_on():
    clock = SystemClock()

    first, second = clock.now(), clock.now()

    assert first.tzinfo is UTC
    assert first <= second


def test_a_clock_that_was_set_goes_on_from_there():
    below = StandingClock()
    clock = AdjustableClock(below)

    clock.set(MONDAY + timedelta(days=7))
    below.move(minutes=1)

    assert clock.now() == MONDAY + timedelta(days=7, minutes=1)
    assert clock.offset == timedelta(days=7)
    assert AdjustableClock(below, clock.offset).now() == clock.now()


def test_ids_are_twenty_letters_and_digits_and_never_alike():
    ids = RandomIds(StandingClock())

    made = {ids.new() for _ in range(1_000)}

    assert len(made) == 1_000
    assert all(len(each) == 20 and each.isalnum() and each.islower() for each in made)


def test_ids_sort_by_the_time_they_were_made():
    clock = StandingClock()
    ids, made = RandomIds(clock), []

    for _ in range(50):
        made.append(ids.new())
        clock.move(seconds=0.001)

    assert made == sorted(made)
