"""The watch: what ends by itself begins again, and whoever asks learns of it."""

import asyncio

import pytest
from structlog.testing import capture_logs

from jobs import watch as module
from jobs.watch import Watch
from tests.stores import StandingClock


@pytest.fixture(autouse=True)
def hurried(monkeypatch):
    monkeypatch.setattr(module, "FIRST_WAIT", 0.01)


@pytest.fixture
def watch() -> Watch:
    return Watch(StandingClock())


class Endings:
    """A task that ends in one way after the other, and then lives on."""

    def __init__(self, *endings) -> None:
        self.endings = list(endings)
        self.begun = 0
        self.lives_on = asyncio.Event()

    async def live(self) -> None:
        self.begun += 1
        if not self.endings:
            self.lives_on.set()
            await asyncio.Event().wait()
        if (ending := self.endings.pop(0)) is not None:
            raise ending


async def kept(watch: Watch, task: Endings, **options):
    with capture_logs() as logs:
        async with asyncio.TaskGroup() as group:
            keeping = group.create_task(watch.keep("probe", task.live, **options))
            await asyncio.wait_for(task.lives_on.wait(), timeout=5)
            watch.close()
            keeping.cancel()
    return logs


@pytest.mark.parametrize("ending", [RuntimeError("secret words"), asyncio.CancelledError(), None], ids=repr)
async def test_what_ends_by_itself_begins_again_and_is_logged(watch, ending):
    task = Endings(ending)

    logs = await kept(watch, task)

    assert task.begun == 2
    assert [entry["task"] for entry in logs if "begins again" in entry["event"]] == ["probe"]
    assert "secret" not in str([pulse.error for pulse in watch.pulses])


async def test_who_asks_learns_that_it_fails_and_that_it_is_well_again(watch):
    task = Endings(RuntimeError(), RuntimeError())

    await kept(watch, task)
    [failing] = watch.pulses
    watch.well("probe")
    [well] = watch.pulses

    assert (failing.well, failing.failures, failing.error) == (False, 2, "RuntimeError")
    assert well.well


async def test_it_waits_longer_each_time(watch):
    logs = await kept(watch, Endings(*[RuntimeError() for _ in range(3)]))

    assert [entry["again_in"] for entry in logs if "again_in" in entry] == [0.01, 0.02, 0.04]


async def test_what_is_no_matter_of_trying_again_is_raised(watch):
    with pytest.raises(LookupError):
        await watch.keep("probe", Endings(LookupError()).live, unless=LookupError)


async def test_somebody_who_stops_does_not_wait_for_the_next_try(watch, monkeypatch):
    monkeypatch.setattr(module, "FIRST_WAIT", 60.0)
    task = Endings(RuntimeError())

    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        group.create_task(watch.keep("probe", task.live))
        asyncio.get_running_loop().call_later(0.1, watch.close)

    assert task.begun == 1
