"""What comes in, brought again and again to a receiver that is killed; and what Slack would never send."""

import pytest

from tests.reliability import fuzz, inbound


@pytest.fixture
def events(request: pytest.FixtureRequest) -> int:
    return 1000 if request.config.getoption("--long") else 24


@pytest.mark.timeout(900)
@pytest.mark.parametrize("door", ["http", "socket", "discord"])
async def test_every_gesture_is_done_once_however_often_it_comes_and_whoever_dies(door, events):
    count = await inbound.run(door, events, 2, 5, _silent)

    assert count.clean, count
    assert count.kills == 2
    assert count.deliveries > events


async def test_of_what_slack_would_never_send_nothing_ends_in_a_fault(request):
    many = 20_000 if request.config.getoption("--long") else 400

    tally = await fuzz.run(many, 5, _silent)

    assert tally.clean, tally.strange[:3]
    assert {200, 400, 401} <= tally.statuses.keys()


def _silent(words: str) -> None:
    pass
