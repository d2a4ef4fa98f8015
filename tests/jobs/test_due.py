"""Due work: each piece once, in its order, and one that fails holds up nothing."""

from datetime import timedelta

from structlog.testing import capture_logs

from tests.jobs.conftest import Works
from tests.stores import MONDAY, next_due


async def test_what_is_due_is_done_once_in_its_order(works: Works):
    await works.plan(second=MONDAY, first=MONDAY - timedelta(hours=1), later=MONDAY + timedelta(hours=1))
    due = works.due_work()

    done = await due.run_until_idle()

    assert done == 2
    assert [name for name, _ in works.happened] == ["first", "second"]
    assert await due.run_until_idle() == 0
    assert await due.next_at() == MONDAY + timedelta(hours=1)


async def test_work_that_fails_is_logged_and_postponed_and_others_go_on(works: Works):
    await works.plan(a=MONDAY, b=MONDAY)
    works.failing = {"a"}

    with capture_logs() as logs:
        await works.due_work().run_until_idle()

    assert [name for name, _ in works.happened] == ["b"]
    (entry,) = logs
    assert (entry["event"], entry["action"], entry["exc_info"]) == ("due work failed", "probe.remind:a", True)
    assert len(entry["reference"]) == 6


async def test_work_that_keeps_failing_waits_twice_as_long_each_time_and_happens_in_the_end(works: Works):
    await works.plan(a=MONDAY)
    works.failing = {"a"}
    due = works.due_work()
    waits = []
    with capture_logs():
        for _ in range(4):
            await due.run_until_idle()
            at = await due.next_at()
            assert at is not None
            waits.append((at - works.clock.now()).total_seconds())
            works.clock.set(at)

    works.failing = set()
    await due.run_until_idle()

    assert waits == [30, 30, 60, 120]
    assert [name for name, _ in works.happened] == ["a"]


async def test_work_that_fails_says_nothing(works: Works):
    await works.plan(a=MONDAY)
    works.failing = {"a"}
    with capture_logs():
        await works.due_work().run_until_idle()

    assert await works.deliveries.next_at() is None


async def test_a_closed_work_begins_nothing(works: Works):
    await works.plan(a=MONDAY)
    due = works.due_work()

    due.close()

    assert await due.run_until_idle() == 0
    assert works.happened == []


async def test_of_many_due_at_once_none_is_early_none_is_lost_and_all_keep_their_order(works: Works):
    now = works.clock.now()
    at = {f"r{number:03}": now - timedelta(milliseconds=400 - number) for number in range(400)}
    await works.plan(**at, later=now + timedelta(minutes=1))
    works.failing.add("r007")

    done = await works.due_work().run_until_idle()

    names = [name for name, _ in works.happened]
    assert done == 400
    assert names == sorted(set(at) - works.failing)
    assert await next_due(works.store) == now + timedelta(seconds=30)
