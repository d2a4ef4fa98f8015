"""Pauses: nothing of a community leaves or is done meanwhile, and all of it goes on exactly where it was."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from bot.ports import Claimed, Doubtful, InDoubt, MessageRef, Report, Sent
from bot.vocabulary.action import Action
from bot.vocabulary.card import Card
from bot.vocabulary.effect import Plan, Planned, PublishCard, Schedule
from bot.vocabulary.people import CommunityId, Pause, Space, SpaceAddress
from bot.vocabulary.subject import PAUSE, Subject
from bot.vocabulary.text import text
from storage.deliveries import LEASE, LIFE, SqlDeliveries
from storage.happenings import SqlMirrors
from tests.stores import MONDAY, Town, next_due

TEA = Subject("occurrence", "tea")
REMIND, END = Action("meetups.remind", ("tea", "60")), Action("settings.resume")
TOMORROW = MONDAY + timedelta(days=1)


@dataclass(slots=True)
class Club:
    """A community that can be paused, from the side of what carries its messages and does its work."""

    town: Town
    space: Space
    deliveries: SqlDeliveries

    @property
    def community(self) -> CommunityId:
        return self.space.community

    async def pauses(self, until=None) -> None:
        async with self.town.store.transaction() as work:
            await work.of(self.community).communities.pause(Pause(self.town.clock.now(), until))

    async def resumes(self) -> None:
        async with self.town.store.transaction() as work:
            await work.of(self.community).communities.resume(self.town.clock.now())

    async def pause(self) -> Pause | None:
        async with self.town.store.transaction() as work:
            return (await work.directory.community(self.community)).pause

    async def says(self, words: str, until=None) -> None:
        effect = PublishCard(Subject("call", words), Card(text(words)), "volunteering", useful_until=until)
        async with self.town.store.transaction() as work:
            await work.of(self.community).outbox.publish(effect, self.town.clock.now())

    async def plans(self, subject: Subject, *work: Planned) -> None:
        async with self.town.store.transaction() as unit:
            await unit.of(self.community).plans.replace(Plan(subject, work), self.town.clock.now())

    async def does(self) -> list[Action]:
        async with self.town.store.transaction() as work:
            return [due.action for due in await work.agenda.claim(self.town.clock.now(), 10)]

    async def next_at(self) -> datetime | None:
        return await next_due(self.town.store)

    async def claim(self) -> tuple[Claimed, ...]:
        return await self.deliveries.claim(self.town.clock.now(), 10)

    async def mark(self, *claimed: Claimed) -> frozenset[str]:
        return await self.deliveries.mark(claimed, self.town.clock.now())

    async def finish(self, claimed: Claimed, outcome) -> None:
        await self.deliveries.finish([Report(claimed, outcome)], self.town.clock.now())


@pytest.fixture
async def club(town: Town) -> Club:
    return await club_at(town, "T1")


async def club_at(town: Town, name: str) -> Club:
    async with town.store.transaction() as work:
        space = await work.directory.space(SpaceAddress("slack", name))
        await work.of(space.community).communities.spoken_to_in(space.id, "C1")
    return Club(town, space, SqlDeliveries(town.database, {"slack"}))


async def test_what_waits_is_not_taken_on_and_nobody_wakes_for_it(club: Club):
    await club.says("tea")
    await club.pauses()

    assert await club.claim() == ()
    assert await club.deliveries.next_at() is None


async def test_it_is_taken_on_in_its_order_once_it_goes_on(club: Club):
    await club.says("first")
    await club.pauses()
    await club.says("second")
    club.town.clock.move(days=1)
    await club.resumes()

    (first,) = await club.claim()
    assert first.delivery.card.title == ("first",)
    assert await club.mark(first)
    await club.finish(first, Sent(MessageRef("C1", "m1")))
    (second,) = await club.claim()
    assert second.delivery.card.title == ("second",)


async def test_what_was_taken_on_and_not_begun_is_given_back(club: Club):
    await club.says("tea")
    (claimed,) = await club.claim()
    await club.pauses()

    assert await club.mark(claimed) == frozenset()
    club.town.clock.move(days=1)
    assert await club.claim() == ()
    await club.resumes()
    (again,) = await club.claim()
    assert await club.mark(again)


async def test_what_was_on_its_way_is_recorded(club: Club):
    await club.says("tea")
    (claimed,) = await club.claim()
    assert await club.mark(claimed)
    await club.pauses()

    await club.finish(claimed, Sent(MessageRef("C1", "m1")))
    await club.resumes()

    assert await club.claim() == ()


async def test_what_is_in_doubt_is_looked_for_and_not_sent_again_before_it_goes_on(club: Club):
    await club.says("tea")
    (claimed,) = await club.claim()
    assert await club.mark(claimed)
    await club.finish(claimed, InDoubt("no answer"))
    await club.pauses()

    (doubted,) = await club.claim()
    assert isinstance(doubted.standing, Doubtful)
    assert await club.mark(doubted) == frozenset()
    assert await club.claim() == (), "it is not looked for over and over"
    await club.resumes()
    (again,) = await club.claim()
    assert await club.mark(again)


async def test_what_a_dead_worker_held_is_found_in_the_pause(club: Club):
    await club.says("tea")
    (claimed,) = await club.claim()
    assert await club.mark(claimed)
    await club.pauses()
    club.town.clock.move(seconds=LEASE.total_seconds() + 1)
    await club.deliveries.recover(club.town.clock.now())

    (doubted,) = await club.claim()

    assert isinstance(doubted.standing, Doubtful)
    await club.finish(doubted, Sent(MessageRef("C1", "m1")))
    await club.resumes()
    assert await club.claim() == ()


async def test_nothing_grows_too_old_in_a_pause_but_what_is_of_no_use_is_not_sent(club: Club):
    await club.says("tea")
    await club.says("yesterday's news", until=TOMORROW)
    await club.pauses()
    club.town.clock.move(seconds=2 * LIFE.total_seconds())
    assert await club.claim() == ()
    await club.resumes()

    (claimed,) = [each for each in await club.claim() if each.delivery.card.title[0] in ("tea", "yesterday's news")]
    assert claimed.delivery.card.title == ("tea",)


async def test_planned_work_waits_but_for_the_end_of_the_pause(club: Club):
    await club.plans(TEA, Planned(TOMORROW, REMIND))
    await club.plans(PAUSE, Planned(TOMORROW + timedelta(hours=1), END))
    await club.pauses()
    club.town.clock.move(days=2)

    assert await club.next_at() == TOMORROW + timedelta(hours=1)
    assert await club.does() == [END]
    assert await club.does() == []
    await club.resumes()
    assert await club.does() == [REMIND]


async def test_what_stands_in_a_calendar_stays_as_it_is(club: Club):
    mirrors = SqlMirrors(club.town.database, {"slack"})
    tea = Schedule(TEA, "Tea", TOMORROW, TOMORROW + timedelta(hours=2))
    async with club.town.store.transaction() as work:
        await work.of(club.community).happenings.schedule(tea, MONDAY)
    await club.pauses()

    assert await mirrors.claim(MONDAY, 10) == ()
    assert await mirrors.next_at() is None
    await club.resumes()
    assert len(await mirrors.claim(MONDAY, 10)) == 1


async def test_others_go_on(club: Club):
    other = await club_at(club.town, "T2")
    await club.pauses()
    await club.says("ours")
    await other.says("theirs")
    await other.plans(TEA, Planned(TOMORROW, REMIND))

    assert [each.delivery.card.title for each in await club.claim()] == [("theirs",)]
    assert await club.next_at() == TOMORROW
    assert await club.deliveries.next_at() is not None


async def test_one_that_lasts_goes_on_from_where_it_began(club: Club):
    await club.pauses()
    club.town.clock.move(hours=1)
    await club.pauses(TOMORROW)

    assert await club.pause() == Pause(MONDAY, TOMORROW)
    await club.resumes()
    assert await club.pause() is None
