"""Delivery through a worker that is killed at random, on platforms where everything goes wrong."""

import json

import pytest

from tests.reliability.chaos import ENOUGH, RATES, Plan, control, run
from tests.reliability.plan import homeless

CALM = dict.fromkeys(RATES, 0.0)
QUICK = {**RATES} | dict.fromkeys(("silent", "late", "half"), 0.0)


@pytest.fixture
def size(request):
    """How much is delivered and how often the worker is killed; with --long as much as a merge must stand."""
    long = request.config.getoption("--long")
    return {"deliveries": 1000, "kills": 20} if long else {"deliveries": 300, "kills": 8}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_everything_arrives_once_though_the_worker_is_killed_and_the_platform_fails(platform, size):
    result = await run(Plan(platform, seed=1, **size), _silent)

    assert result.clean, json.dumps(result.told(), indent=1)
    assert result.kills == size["kills"]
    assert sum(result.faults.values()) > size["deliveries"] * 0.05


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_a_worker_as_people_write_it_doubles_messages_in_the_same_weather(platform):
    plan = Plan(platform, seed=1, deliveries=240, kills=12, rates=QUICK)

    assert await control(plan, _silent) >= ENOUGH


async def test_what_a_platform_refuses_is_given_up_with_a_reason_and_not_called_lost():
    plan = Plan("slack", seed=1, deliveries=40, kills=0, rates=CALM | {"missing": 0.3}, still=3)

    result = await run(plan, _silent)

    assert len(result.verdict.refused) == result.told()["refused"] > 0
    assert not result.verdict.lost


async def test_what_can_go_nowhere_is_told_to_the_organizers_and_holds_up_nothing_else():
    plan = Plan("discord", seed=1, deliveries=40, kills=1, rates=CALM, gone=1, still=20)

    result = await run(plan, _silent)

    assert result.clean, json.dumps(result.told(), indent=1)
    assert set(result.verdict.refused) == homeless(plan.deliveries, plan.gone)
    assert result.notices


@pytest.mark.timeout(300)
@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_a_worker_that_is_stopped_for_longer_than_its_lease_sends_nothing_on_when_another_took_over(platform):
    plan = Plan(platform, "postgres", seed=1, deliveries=60, kills=1, rates=QUICK, workers=2, pauses=1)

    result = await run(plan, _silent)

    assert result.clean, f"{result.told()} {result.eyes.violations}"


@pytest.mark.timeout(300)
async def test_a_database_server_that_dies_takes_nothing_along():
    plan = Plan("slack", "postgres", seed=1, deliveries=60, kills=1, rates=QUICK, workers=2, crashes=1)

    result = await run(plan, _silent)

    assert result.clean, json.dumps(result.told(), indent=1)


async def test_a_worker_that_cannot_finish_leaves_what_is_stuck():
    plan = Plan("discord", seed=1, deliveries=8, kills=0, rates=CALM | {"failed_before": 1.0}, still=2)

    result = await run(plan, _silent)

    assert len(result.verdict.stuck) == plan.deliveries
    assert not result.clean


def _silent(words: str) -> None:
    """Nobody looks at the progress of a test."""
