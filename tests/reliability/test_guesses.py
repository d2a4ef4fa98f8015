"""Whoever guesses at feeds and boards finds none, has to wait, and keeps nobody else waiting."""

from tests.reliability import guesses


async def test_of_three_thousand_guesses_none_hits_and_most_have_to_wait():
    tally = await guesses.run(3_000, seed=1)

    assert tally.clean, tally
    assert tally.statuses.total() == 3_000
    assert tally.statuses[429] > 1_500
    assert tally.known[200] > 0
