"""Delivery through a worker that dies at each step in turn: whatever it was doing, every message arrives once."""

from random import Random  # noqa: TID251 - a sample of pairs, by a seed

import pytest

from tests.reliability.chaos import RATES, Plan
from tests.reliability.killpoints import Blow, struck

CALM = dict.fromkeys(RATES, 0.0)
WEATHER = {
    "calm": CALM,
    "lost replies": CALM | {"lost": 0.4},
    "failures after": CALM | {"failed_after": 0.4},
    "failures before": CALM | {"failed_before": 0.4},
    "connections cut": CALM | {"cut": 0.4},
}
STRIDE = 19
"""How many steps with the database are passed over in the short form: most of them lie in one transaction."""
PAIRS = 200
MOST = 1000

PLATFORMS = ["discord", "slack"]


def plan(platform, weather="calm"):
    """Two cards, a reply beneath one of them, and a letter; the clock runs a hundred times as fast as the world."""
    return Plan(platform, seed=1, deliveries=4, rates=WEATHER[weather], pace=100.0, lag=0.0, still=30.0)


@pytest.fixture
def long(request):
    return request.config.getoption("--long")


@pytest.mark.timeout(900)
@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("where", ["database", "platform"])
async def test_a_worker_may_die_at_any_step(platform, where, long):
    stride = STRIDE if where == "database" and not long else 1

    hits = await _each(plan(platform), where, range(1, MOST, stride))

    assert hits > (100 // stride if where == "database" else 8)


def pytest_generate_tests(metafunc):
    """In the short form one kind of bad weather is enough."""
    if "weather" in metafunc.fixturenames:
        every = sorted(WEATHER.keys() - {"calm"})
        metafunc.parametrize("weather", every if metafunc.config.getoption("--long") else ["lost replies"])


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_worker_may_die_at_any_step_with_the_platform_when_that_fails_too(platform, weather, long):
    assert await _each(plan(platform, weather), "platform", range(1, MOST, 1 if long else 7))


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("platform", PLATFORMS)
async def test_two_workers_may_die_one_after_the_other(platform, long):
    luck = Random(1)
    for _ in range(PAIRS if long else 5):
        blows = [Blow("database", luck.randint(1, 150)), Blow("platform", luck.randint(1, 8))]
        result = await struck(plan(platform), blows)

        assert result.clean, f"{blows}: {result.verdict} {result.eyes.violations}"


async def _each(plan, where, steps):
    """Strike at each of these steps in a run of its own, until one is never reached; how many were."""
    for hits, step in enumerate(steps):
        result = await struck(plan, [Blow(where, step)])
        assert result.clean, f"{where} step {step}: {result.verdict} {result.eyes.violations}"
        if not result.hits:
            return hits
    raise AssertionError("there is no end of steps")
