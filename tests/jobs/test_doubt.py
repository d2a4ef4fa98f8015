"""Doubt: what each look at a place means for a message that may or may not be there."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.ports import Doubt, Doubtful, MessageRef, Seen, Unseen
from jobs.doubt import BLIND, UNREACHED, Found, GiveUp, SendAgain, Wait, quiet_until, resolve

FIRST = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
ONCE = Doubtful(FIRST, FIRST)
LOOKED = Doubtful(FIRST, FIRST, absences=1)
TWICE = Doubtful(FIRST, FIRST + timedelta(seconds=30))
ONE, OTHER = MessageRef("C1", "1"), MessageRef("C1", "2")

LAGGING = Doubt(quiet=15.0, absences=2, apart=5.0, verified=900.0)
"""A platform whose history lags, and which drops nothing."""
DROPPING = Doubt(quiet=5.0, dropped=60.0, verified=120.0)
"""A platform that drops repetitions for a minute."""


def after(seconds: float) -> datetime:
    return FIRST + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("doubtful", "sight", "doubt", "seconds", "resolution"),
    [
        (ONCE, Seen((ONE,)), LAGGING, 15, Found(ONE, None)),
        (ONCE, Seen((ONE, OTHER)), LAGGING, 15, Found(ONE, after(915))),
        (TWICE, Seen((ONE,)), LAGGING, 45, Found(ONE, after(945))),
        (ONCE, Seen(), LAGGING, 15, Wait(after(20), 1)),
        (LOOKED, Seen(), LAGGING, 20, SendAgain(after(920))),
        (LOOKED, Unseen("busy"), LAGGING, 20, Wait(after(25), 1)),
        (ONCE, Seen(), DROPPING, 5, SendAgain(after(125))),
        (ONCE, Seen(), DROPPING, 3_600, SendAgain(after(3_720))),
        (ONCE, Unseen("busy"), DROPPING, 5, Wait(after(7), 0)),
        (ONCE, Unseen("no permission", lasting=True), DROPPING, 59, SendAgain(after(179))),
        (ONCE, Unseen("no permission", lasting=True), DROPPING, 60, Wait(after(75), 0)),
        (TWICE, Unseen("no permission", lasting=True), DROPPING, 61, Wait(after(76.25), 0)),
        (ONCE, Unseen("no permission", lasting=True), LAGGING, 20, Wait(after(25), 0)),
        (ONCE, Unseen("busy"), LAGGING, 36_000, Wait(after(36_600), 0)),
    ],
)
def test_a_look_says_what_is_to_be_done(doubtful, sight, doubt, seconds, resolution):
    assert resolve(doubtful, sight, doubt, after(seconds)) == resolution


@pytest.mark.parametrize(("lasting", "bound"), [(True, BLIND), (False, UNREACHED)])
@pytest.mark.parametrize("doubt", [LAGGING, DROPPING])
def test_doubt_does_not_last_for_ever(lasting, bound, doubt):
    sight = Unseen("dark", lasting)
    just, over = FIRST + bound, FIRST + bound + timedelta(seconds=1)

    assert isinstance(resolve(ONCE, sight, doubt, just), Wait)
    assert resolve(ONCE, sight, doubt, over) == GiveUp("dark")


def test_the_quiet_begins_with_the_last_request():
    assert quiet_until(TWICE, LAGGING) == after(45)
