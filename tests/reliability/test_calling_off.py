"""Moved or called off while it is announced: what stands there in the end is never what is not true any more."""

import asyncio
from random import Random  # noqa: TID251 - when the change comes is drawn, and the seed says when

import pytest
from sqlalchemy import func, select

from bot.ports import Delivery, InDoubt, Outcome
from bot.vocabulary.card import Card
from bot.vocabulary.effect import PublishCard
from bot.vocabulary.people import SpaceAddress
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import text
from jobs.delivery import DeliveryWork
from storage.deliveries import SqlDeliveries
from storage.tables import UNFINISHED, outbox
from tests.fakes.courier import FakeCourier
from tests.stores import Town, memory_town

SPACE = SpaceAddress("slack", "T1", "つくば")
MEETUP = Subject("meetup", "1")


class Slow(FakeCourier):
    """Takes a while to answer, and now and then its answer is lost; says when it was first asked and had answered."""

    def __init__(self, luck: Random) -> None:
        super().__init__()
        self.luck = luck
        self.asked = asyncio.Event()
        self.answered = asyncio.Event()

    async def deliver(self, delivery: Delivery) -> Outcome:
        self.asked.set()
        await loitering(self.luck)
        outcome = await super().deliver(delivery)
        self.answered.set()
        await loitering(self.luck)
        return InDoubt("the reply was lost") if self.luck.random() < 0.3 else outcome


async def loitering(luck: Random) -> None:
    for _ in range(luck.randrange(12)):
        await asyncio.sleep(0)


async def said(town: Town, words: str, *, standing: bool = False) -> None:
    async with town.store.transaction() as work:
        space = await work.directory.space(SPACE)
        scope = work.of(space.community)
        await scope.communities.spoken_to_in(space.id, "C1")
        card = PublishCard(MEETUP, Card(text(words)), "meetups", standing=standing)
        await scope.outbox.publish(card, town.clock.now())


async def left(town: Town) -> int:
    async with town.database.begin() as connection:
        return await connection.scalar(select(func.count()).where(outbox.c.state.in_(UNFINISHED))) or 0


async def race(seed: int, words: str, *, standing: bool) -> list[object]:
    """Publish a date, change it at a moment that the seed says, and give what stands in the channel in the end."""
    luck = Random(seed)
    async with memory_town() as town:
        courier = Slow(luck)
        await said(town, "at seven")
        work = DeliveryWork(SqlDeliveries(town.database, {"slack"}), {"slack": courier}, town.clock)

        moment = luck.choice([None, courier.asked, courier.answered])

        async def change() -> None:
            if moment:
                await moment.wait()
            await loitering(luck)
            await said(town, words, standing=standing)

        async with asyncio.TaskGroup() as group:
            group.create_task(work.run_until_idle())
            group.create_task(change())
        for _ in range(20):
            if not await left(town):
                break
            town.clock.move(seconds=20)
            await work.run_until_idle()
        assert not await left(town)
        return [card.title[0] for card in courier.in_channel("C1")]


@pytest.fixture
def seeds(request) -> range:
    return range(1000 if request.config.getoption("--long") else 15)


@pytest.mark.timeout(1200)
async def test_a_date_that_is_moved_while_it_is_announced_is_announced_as_it_is_now(seeds: range):
    for seed in seeds:
        assert await race(seed, "at eight", standing=False) == ["at eight"], seed


@pytest.mark.timeout(1200)
async def test_a_date_that_is_called_off_while_it_is_announced_is_called_off_there_or_was_never_there(seeds: range):
    ends = [await race(seed, "called off", standing=True) for seed in seeds]

    assert [end for end in ends if end not in ([], ["called off"])] == []
    assert [] in ends
    assert ["called off"] in ends
