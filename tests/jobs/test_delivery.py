"""Delivery: everything arrives once, in order where order is seen, whatever the platform answers."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from structlog.testing import capture_logs

from bot.ports import (
    Claimed,
    Delivery,
    Doubt,
    InDoubt,
    NotSent,
    Outcome,
    Seen,
    Sent,
    Sight,
    ToAccount,
    ToChannel,
    Unseen,
)
from jobs.delivery import DeliveryWork
from storage.deliveries import SqlDeliveries
from storage.tables import outbox
from tests.fakes.courier import FakeCourier
from tests.jobs.conftest import Works


async def test_cards_arrive_in_their_channel_in_order(works: Works):
    await works.publish("a", "b", "c")

    carried = await works.delivery_work().run_until_idle()

    assert carried == 3
    assert works.in_channel == ["a", "b", "c"]


async def test_what_is_to_be_tried_again_holds_up_its_own_place_only(works: Works):
    await works.publish("a", "b")
    await works.notify("U1", "hello")
    works.courier.will(NotSent("busy", retry_after=5))
    work = works.delivery_work()

    await work.run_until_idle()

    assert (works.in_channel, len(works.courier.to_account("U1"))) == ([], 1)
    works.town.clock.move(seconds=5)
    await work.run_until_idle()
    assert works.in_channel == ["a", "b"]


async def test_a_slow_place_does_not_hold_up_what_is_queued_meanwhile(works: Works):
    await works.publish("a")
    works.courier.open.clear()
    async with asyncio.TaskGroup() as group:
        running = group.create_task(works.delivery_work().run_until_idle())
        assert await works.courier.next_attempt() == ToChannel("C1")
        await works.notify("U1", "hello")
        assert await works.courier.next_attempt() == ToAccount("U1")
        works.courier.open.set()

    assert running.result() == 2


async def test_a_reply_that_was_lost_leaves_one_message(works: Works):
    await works.publish("a")
    works.courier.will(InDoubt("no reply"), stored=True)
    work = works.delivery_work()

    await work.run_until_idle()
    works.town.clock.move(seconds=15)
    await work.run_until_idle()

    assert works.in_channel == ["a"]
    assert (len(works.courier.tried), works.courier.looked) == (1, 1)


async def test_a_request_that_was_lost_is_sent_after_the_quiet_period(works: Works):
    await works.publish("a")
    works.courier.will(InDoubt("no reply"), stored=False)
    work = works.delivery_work()

    await work.run_until_idle()
    works.town.clock.move(seconds=14)
    await work.run_until_idle()
    assert works.in_channel == []
    works.town.clock.move(seconds=1)
    await work.run_until_idle()

    assert works.in_channel == ["a"]


async def test_a_platform_that_never_answers_is_not_waited_for(works: Works):
    await works.publish("a")
    works.courier.open.clear()

    await works.delivery_work(time_limit=0.01).run_until_idle()

    works.courier.open.set()
    works.town.clock.move(seconds=15)
    await works.delivery_work().run_until_idle()
    assert works.in_channel == ["a"]


async def test_a_courier_that_breaks_is_in_doubt_and_is_logged(works: Works):
    class Broken(FakeCourier):
        async def deliver(self, delivery: Delivery) -> Outcome:
            raise ZeroDivisionError

    await works.publish("a")
    work = works.delivery_work()
    work._couriers = {"slack": Broken()}

    with capture_logs() as logs:
        await work.run_until_idle()

    assert [entry["event"] for entry in logs] == ["a courier failed"]
    works.town.clock.move(seconds=15)
    await works.delivery_work().run_until_idle()
    assert works.in_channel == ["a"]


LAGGING = Doubt(quiet=15.0, absences=2, apart=5.0, verified=900.0)


async def doubted(works: Works, *, stored: bool, doubt: Doubt = LAGGING) -> DeliveryWork:
    """A card in doubt; where it is not said otherwise, on a platform that drops nothing and whose history lags."""
    works.courier.doubt, works.courier.drops = doubt, doubt.dropped > 0
    await works.publish("a")
    works.courier.will(InDoubt("no reply"), stored=stored)
    work = works.delivery_work()
    await work.run_until_idle()
    return work


async def states(works: Works) -> list[str]:
    async with works.town.database.begin() as connection:
        return list(await connection.scalars(select(outbox.c.state).order_by(outbox.c.id)))


async def after(works: Works, work: DeliveryWork, seconds: float) -> None:
    works.town.clock.move(seconds=seconds)
    await work.run_until_idle()


async def test_what_is_found_is_not_sent_again(works: Works):
    work = await doubted(works, stored=True)

    await after(works, work, 15)

    assert works.in_channel == ["a"]
    assert await states(works) == ["sent"]


async def test_it_is_sent_again_only_after_two_looks_some_seconds_apart(works: Works):
    work = await doubted(works, stored=False)

    await after(works, work, 15)
    await after(works, work, 4)
    assert (works.courier.looked, works.in_channel) == (1, [])
    await after(works, work, 1)

    assert (works.courier.looked, works.in_channel) == (2, ["a"])
    assert await states(works) == ["verify"]


async def test_a_copy_that_comes_to_light_is_removed_and_the_one_on_record_stays(works: Works):
    work = await doubted(works, stored=True)
    works.courier.will_see(Seen(), Seen())
    await after(works, work, 15)
    await after(works, work, 5)
    assert works.in_channel == ["a", "a"]

    await after(works, work, 60)

    assert [ref for _, ref in works.courier.messages] == ["m2"]
    await after(works, work, 840)
    assert await states(works) == ["sent"]


async def test_it_is_not_looked_for_copies_for_ever(works: Works):
    work = await doubted(works, stored=False)
    await after(works, work, 15)
    await after(works, work, 5)
    works.courier.will_see(*[Unseen("busy")] * 200)

    for _ in range(76):
        await after(works, work, 60)

    assert await states(works) == ["sent"]
    assert works.in_channel == ["a"]


async def test_where_nobody_may_look_it_is_given_up_and_told(works: Works):
    work = await doubted(works, stored=False)
    works.courier.will_see(*[Unseen("no permission", lasting=True)] * 30)

    for _ in range(12):
        await after(works, work, 60)

    assert (await states(works))[0] == "dead"
    assert works.in_channel[0].startswith("Say(id='notice-title'")


async def test_where_the_platform_drops_repetitions_it_is_sent_again_unseen(works: Works):
    work = await doubted(works, stored=True, doubt=Doubt(quiet=5.0, dropped=60.0))
    works.courier.will_see(Unseen("no permission", lasting=True))

    await after(works, work, 5)

    assert (works.in_channel, len(works.courier.tried)) == (["a"], 2)


async def test_a_courier_that_fails_to_look_leaves_the_doubt(works: Works):
    class Blind(FakeCourier):
        async def look_up(self, delivery: Delivery, since: datetime) -> Sight:
            raise ZeroDivisionError

    work = await doubted(works, stored=False)
    work._couriers = {"slack": Blind(doubt=LAGGING)}

    with capture_logs() as logs:
        await after(works, work, 15)

    assert [entry["event"] for entry in logs] == ["a courier failed to look"]
    assert await states(works) == ["uncertain"]


async def test_what_a_dead_process_was_sending_arrives_once(works: Works):
    await works.publish("a")
    (claimed,) = await works.deliveries.claim(works.clock.now(), 1)
    await works.deliveries.mark([claimed], works.clock.now())
    assert isinstance(await works.courier.deliver(claimed.delivery), Sent)

    await works.deliveries.recover(works.clock.now())
    works.town.clock.move(seconds=15)
    await works.delivery_work().run_until_idle()

    assert works.in_channel == ["a"]


async def test_a_card_that_changes_at_the_last_moment_is_sent_as_it_is_now(works: Works):
    class Hasty(SqlDeliveries):
        async def mark(self, claimed: Sequence[Claimed], at: datetime) -> frozenset[str]:
            if not works.courier.tried:
                await works.publish("a", topic="pitches")
            return await super().mark(claimed, at)

    await works.publish("a")
    works.deliveries = Hasty(works.town.database, {"slack"})
    async with works.town.store.transaction() as work:
        await work.of(works.space.community).communities.choose_place(works.space.id, "pitches", "C7")

    await works.delivery_work().run_until_idle()

    assert works.courier.tried == [ToChannel("C7")]


async def test_a_card_changes_where_it_stands_and_is_posted_anew_where_it_was_deleted(works: Works):
    work = works.delivery_work()
    await works.publish("a")
    await work.run_until_idle()
    ((channel, message),) = works.courier.messages
    works.courier.delete(channel, message)
    await works.publish("a", topic="pitches")  # shown again, as when it changes
    works.town.clock.move(seconds=1)

    await work.run_until_idle()

    assert works.in_channel == ["a"]
    assert (channel, message) not in works.courier.messages


async def test_a_closed_work_claims_nothing(works: Works):
    await works.publish("a")
    work = works.delivery_work()

    work.close()

    assert await work.run_until_idle() == 0
    assert works.in_channel == []
