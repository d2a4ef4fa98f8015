"""Pace: no platform is written to faster than it reads, and what waits for one place holds up no other."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.ports import Claimed, Delivery, Pace, Paces, ToChannel
from jobs.delivery import STALE, DeliveryWork
from jobs.pace import Pacer
from storage.tables import outbox
from tests.fakes.courier import FakeCourier
from tests.jobs.conftest import Works

A_MINUTE = 60.0


def most_within(seconds: float, turns: list[float]) -> int:
    """How many turns there are at most in any so many seconds."""
    return max(sum(at <= other < at + seconds for other in turns) for at in turns)


@pytest.mark.parametrize("pace", [Pace(1, 1.0), Pace(5, 5.0)])
async def test_no_place_is_written_to_faster_than_it_may_be(works: Works, pace: Pace):
    pacer = Pacer({"slack": FakeCourier(paces=Paces(place=pace))})
    delivery = await a_delivery(works)

    turns = [now() + pacer.take_turn(delivery) for _ in range(32)]

    assert most_within(pace.seconds, turns) == pace.messages
    assert max(turns) - min(turns) < 32 * pace.seconds / pace.messages * 1.1


async def test_a_whole_platform_is_not_written_to_faster_than_it_may_be(works: Works):
    pacer = Pacer({"slack": FakeCourier(paces=Paces(place=Pace(1, 1.0), whole=Pace(10, 1.0)))})
    delivery = await a_delivery(works)
    everywhere = [replace(delivery, target=ToChannel(f"C{number}")) for number in range(100)]

    turns = [now() + pacer.take_turn(each) for each in everywhere]

    assert most_within(1.0, turns) == 10


def now() -> float:
    return asyncio.get_running_loop().time()


async def a_delivery(works: Works) -> Delivery:
    await works.publish("a")
    (claimed,) = await works.deliveries.claim(works.clock.now(), 1)
    return claimed.delivery


async def test_what_waits_for_its_place_holds_up_no_other(works: Works):
    works.courier.paces = Paces(place=Pace(1, A_MINUTE))
    await works.publish("a", "b", "c")
    for number in range(20):
        await works.notify(f"U{number}", "hello")

    carried = await works.delivery_work().run_until_idle()

    assert carried == 21
    assert works.in_channel == ["a"]


async def test_it_is_known_when_the_next_place_may_be_written_to(works: Works):
    works.courier.paces = Paces(place=Pace(1, A_MINUTE))
    await works.publish("a", "b")
    work = works.delivery_work()
    await work.run_until_idle()

    at = await work.next_at()

    assert at is not None
    assert A_MINUTE - 5 < (at - works.clock.now()).total_seconds() < A_MINUTE + 5


@pytest.mark.parametrize(("apart", "in_thread"), [(False, 0), (True, 1)])
async def test_a_thread_counts_for_its_channel_unless_it_is_a_channel_of_its_own(works: Works, apart, in_thread):
    works.courier.paces = Paces(place=Pace(1, A_MINUTE), threads_apart=apart)
    await works.publish("a")
    work = works.delivery_work()
    await work.run_until_idle()
    await works.post("a", "hello")

    await work.run_until_idle()

    assert len(works.courier.in_thread("C1", "m1")) == in_thread


async def test_a_platform_that_takes_nothing_is_not_asked(works: Works):
    works.courier.resting = 30.0
    await works.publish("a")
    work = works.delivery_work()

    carried = await work.run_until_idle()

    assert (carried, works.courier.tried) == (0, [])
    assert await work.next_at() == works.clock.now() + timedelta(seconds=30)
    works.courier.resting = 0.0
    await work.run_until_idle()
    assert works.in_channel == ["a"]


async def test_what_was_marked_too_long_ago_is_not_sent_on_the_strength_of_that(works: Works):
    class Frozen(DeliveryWork):
        """Its process is stopped for a while, right after its first mark."""

        async def _mark(self, claimed: Sequence[Claimed]) -> frozenset[str]:
            marked = await super()._mark(claimed)
            if not works.courier.tried and not thawed:
                thawed.append(works.clock.now())
                works.town.clock.move(seconds=STALE + 1)
            return marked

    thawed: list[datetime] = []
    await works.publish("a")

    await Frozen(works.deliveries, {"slack": works.courier}, works.clock).run_until_idle()

    assert thawed
    assert works.courier.tried == [ToChannel("C1")]
    async with works.town.database.begin() as connection:
        row = (await connection.execute(select(outbox.c.state, outbox.c.attempt, outbox.c.fence))).one()
    assert tuple(row) == ("sent", 0, 2)
