"""Moving the clock forward: everything planned on the way happens, each at its own time."""

from datetime import timedelta

from structlog.testing import capture_logs

from bot.ports import NotSent
from jobs.advance import advance
from tests.jobs.conftest import Works
from tests.stores import MONDAY

IN_AN_HOUR, IN_A_DAY, IN_A_WEEK = (MONDAY + timedelta(hours=hours) for hours in (1, 24, 168))


async def test_each_reminder_happens_at_its_own_instant(works: Works):
    await works.plan(week=IN_A_WEEK, hour=IN_AN_HOUR, day=IN_A_DAY, never=IN_A_WEEK + timedelta(seconds=1))

    await advance(works.clock, [works.due_work(), works.delivery_work()], IN_A_WEEK)

    assert works.happened == [("hour", IN_AN_HOUR), ("day", IN_A_DAY), ("week", IN_A_WEEK)]
    assert works.in_channel == ["hour", "day", "week"]
    assert works.clock.now() == IN_A_WEEK


async def test_a_delivery_that_is_tried_again_is_tried_on_the_way(works: Works):
    await works.plan(hour=IN_AN_HOUR)
    works.courier.will(NotSent("busy", retry_after=600))

    await advance(works.clock, [works.due_work(), works.delivery_work()], IN_A_DAY)

    assert works.in_channel == ["hour"]
    assert works.clock.now() == IN_A_DAY


async def test_the_clock_is_never_set_back(works: Works):
    await advance(works.clock, [works.due_work()], IN_A_DAY)

    await advance(works.clock, [works.due_work()], IN_AN_HOUR)

    assert works.clock.now() == IN_A_DAY


async def test_work_that_fails_for_ever_does_not_stop_the_clock(works: Works):
    await works.plan(a=IN_AN_HOUR)
    works.failing = {"a"}

    with capture_logs():
        await advance(works.clock, [works.due_work()], IN_A_DAY)

    assert works.clock.now() == IN_A_DAY


async def test_closed_works_let_the_clock_pass(works: Works):
    await works.plan(a=IN_AN_HOUR)
    work = works.due_work()
    work.close()

    await advance(works.clock, [work], IN_A_DAY)

    assert works.clock.now() == IN_A_DAY
