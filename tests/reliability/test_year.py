"""Some weeks of a town that lives by chance; `make year` lives on for longer."""

from collections.abc import Sequence
from dataclasses import replace

from bot.feature import Context, Feature, Features
from bot.features import FEATURES
from bot.vocabulary.effect import Effect
from tests.reliability.year import MOST_LETTERS, Findings, lived


def quietly(_line: str) -> None:
    """Say nothing."""


async def test_nothing_fails_and_nobody_is_bothered_where_people_do_whatever_comes_to_their_minds():
    found = await lived(16, 12, 3, quietly)

    assert found.failures == []
    assert found.untakable == []
    assert found.unasked.keys() == {"watcher", "silent"}
    assert max(found.unasked.values()) <= MOST_LETTERS
    assert (found.gestures > 20, found.cards > 10) == (True, True)


async def test_what_fails_in_a_year_is_found():
    feature = Feature("trial")

    @feature.command("trial break")
    async def fail(context: Context) -> Sequence[Effect]:
        raise RuntimeError("a bug")

    found = await lived(4, 20, 1, quietly, Features([*FEATURES.all[:1], feature]))

    assert any("a bug" in failure for failure in found.failures)
    assert not found.convinces


def test_a_year_without_a_gesture_or_with_too_many_letters_convinces_nobody():
    fine = Findings(1, 1, 1, gestures=1)

    assert fine.convinces
    assert not replace(fine, gestures=0).convinces
    assert not replace(fine, unasked={"silent": MOST_LETTERS + 1}).convinces
    assert not replace(fine, untakable=["too long"]).convinces
