"""Whatever step of a delivery fails, and however, each message arrives once; so it is for two steps."""

import itertools
from collections.abc import Sequence
from pathlib import Path
from random import Random  # noqa: TID251 - a sample, by a seed

import pytest

from tests.reliability.steps import PLATFORMS, WAYS, Kind, Way, lay_out, run, template

STRIDE = 9
SAMPLE = 12


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
    luck, count = Random(1), 0
    calm = list((await run(place, platform, {})).blows())
    for one, first in calm if long else luck.sample(calm, SAMPLE):
        # What comes after the first blow is told only by a run in which it fell.
        after = list((await run(place, platform, {one: first})).blows(one))
        for two, second in after if long else luck.sample(after, 1):
            ended = await run(place, platform, {one: first, two: second})
            count += 1
            assert ended.clean, f"steps {one}, {first}, and {two}, {second}: {ended}"
    print(f"{count} pairs on {platform}")  # noqa: T201 - a long run says what it did


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_what_happens_at_a_statement_is_what_would_have_happened_at_the_beginning(
    place: Path, platform: str, long: bool
):
    kinds = (await run(place, platform, {})).kinds
    statements = [step for step, kind in enumerate(kinds, 1) if kind == "statement"]
    assert len(statements) > 20
    for step in statements if long else statements[::STRIDE]:
        for way, first in (("kill before", ("begin",)), ("error", ("begin", "part"))):
            begun = max(each for each, kind in enumerate(kinds[:step], 1) if kind in first)
            there, at_first = await run(place, platform, {step: way}), await run(place, platform, {begun: way})
            # What was undone had to be taken back; all else goes on alike.
            assert _lasting(there.kinds[step:]) == _lasting(at_first.kinds[begun:]), f"{way} at step {step}"


def _lasting(kinds: Sequence[Kind]) -> list[Kind]:
    return [kind for kind in kinds if kind not in ("statement", "part ends")]


async def test_who_believes_that_nothing_is_there_is_found_out(place: Path):
    steps = (await run(place, "slack", {})).steps

    ended = [await run(place, "slack", {step: "lost reply"}, blind=True) for step in range(1, steps + 1, 3)]

    assert any(count > 1 for one in ended for count in one.standing.values())
