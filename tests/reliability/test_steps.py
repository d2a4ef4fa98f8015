"""Whatever step of a delivery fails, and however, each message arrives once; so it is for two steps."""

import itertools
from pathlib import Path
from random import Random  # noqa: TID251 - a sample, by a seed

import pytest

from tests.reliability.steps import PLATFORMS, WAYS, Way, lay_out, run, template

PAIRS: list[tuple[Way, Way]] = [
    ("kill before", "kill before"),
    ("kill after", "kill after"),
    ("lost reply", "lost reply"),
    ("kill after", "lost reply"),
    ("lost reply", "kill after"),
    ("time-out", "kill after"),
]
STRIDE = 9
SAMPLE = 30


@pytest.fixture(scope="module")
async def place():
    with template() as folder:
        await lay_out(folder)
        yield folder


@pytest.fixture
def long(request) -> bool:
    return request.config.getoption("--long")


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_without_any_failure_each_message_arrives_once(place: Path, platform: str):
    ended = await run(place, platform, {})

    assert ended.clean, ended
    assert 30 < ended.steps < 200
    assert ended.deaths == 0


@pytest.mark.timeout(900)
@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("way", WAYS)
async def test_any_one_step_may_fail(place: Path, platform: str, way: Way, long: bool):
    for step in itertools.count(1, 1 if long else STRIDE):
        ended = await run(place, platform, {step: way})
        assert ended.clean, f"step {step}, {way}: {ended}"
        if step > ended.steps:
            assert step > 30
            return


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("platform", PLATFORMS)
async def test_any_two_steps_may_fail(place: Path, platform: str, long: bool):
    steps = (await run(place, platform, {})).steps
    pairs = [(one, two, ways) for one, two in itertools.combinations(range(1, steps + 1), 2) for ways in PAIRS]

    for one, two, (first, second) in pairs if long else Random(1).sample(pairs, SAMPLE):
        ended = await run(place, platform, {one: first, two: second})
        assert ended.clean, f"steps {one}, {first}, and {two}, {second}: {ended}"


async def test_who_believes_that_nothing_is_there_is_found_out(place: Path):
    steps = (await run(place, "slack", {})).steps

    ended = [await run(place, "slack", {step: "lost reply"}, blind=True) for step in range(1, steps + 1, 3)]

    assert any(count > 1 for one in ended for count in one.standing.values())
