"""Plans: what is planned happens once, at its own instant, unless it was planned otherwise meanwhile."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from bot.vocabulary.action import Action
from bot.vocabulary.effect import Plan, Planned
from bot.vocabulary.people import CommunityId, SpaceAddress
from bot.vocabulary.request import Due
from bot.vocabulary.subject import Subject
from tests.stores import MONDAY, Town, due_by, next_due

MEETUP = Subject("meetup", "m")
DAY_BEFORE = Action("meetups.remind", ("m", "day"))
HOUR_BEFORE = Action("meetups.remind", ("m", "hour"))
IN_A_DAY, IN_A_WEEK = MONDAY + timedelta(days=1), MONDAY + timedelta(days=7)


@dataclass(slots=True)
class Diary:
    """One community's plans, and what is due of them."""

    town: Town
    community: CommunityId

    async def plan(self, *work: Planned, subject: Subject = MEETUP) -> None:
        async with self.town.store.transaction() as unit:
            await unit.of(self.community).plans.replace(Plan(subject, work), self.town.clock.now())

    async def due(self, at: datetime) -> tuple[Due, ...]:
        return await due_by(self.town.store, at)

    async def does(self, at: datetime, most: int = 10) -> list[Action]:
        """Claim what is due, and be done with it."""
        async with self.town.store.transaction() as unit:
            return [due.action for due in await unit.agenda.claim(at, most) if await unit.agenda.begins(due)]

    async def next_at(self) -> datetime | None:
        return await next_due(self.town.store)

    async def states(self, subject: Subject = MEETUP) -> list[str]:
        async with self.town.store.transaction() as unit:
            return [plan.state for plan in await unit.of(self.community).plans.of(subject)]


@pytest.fixture
async def diary(town: Town) -> Diary:
    async with town.store.transaction() as work:
        space = await work.directory.space(SpaceAddress("slack", "T1"))
    return Diary(town, space.community)


async def test_nothing_is_due_before_its_instant(diary: Diary):
    await diary.plan(Planned(IN_A_WEEK, HOUR_BEFORE), Planned(IN_A_DAY, DAY_BEFORE))

    assert await diary.next_at() == IN_A_DAY
    assert await diary.due(IN_A_DAY - timedelta(microseconds=1)) == ()
    (due,) = await diary.due(IN_A_DAY)
    assert (due.community, due.subject, due.action, due.at) == (diary.community, MEETUP, DAY_BEFORE, IN_A_DAY)


async def test_what_is_due_is_offered_in_its_order(diary: Diary):
    await diary.plan(Planned(IN_A_WEEK, HOUR_BEFORE), Planned(IN_A_DAY, DAY_BEFORE))

    assert [due.action for due in await diary.due(IN_A_WEEK)] == [DAY_BEFORE, HOUR_BEFORE]


async def test_work_is_claimed_once(diary: Diary):
    await diary.plan(Planned(IN_A_DAY, DAY_BEFORE))

    assert [await diary.does(IN_A_DAY), await diary.does(IN_A_WEEK)] == [[DAY_BEFORE], []]
    assert await diary.states() == ["done"]
    assert await diary.next_at() is None


async def test_no_more_is_claimed_than_was_asked_for_and_the_earliest_first(diary: Diary):
    await diary.plan(Planned(IN_A_WEEK, HOUR_BEFORE), Planned(IN_A_DAY, DAY_BEFORE))

    assert await diary.does(IN_A_WEEK, most=1) == [DAY_BEFORE]
    assert await diary.does(IN_A_WEEK, most=1) == [HOUR_BEFORE]


async def test_with_its_transaction_a_claim_is_undone(diary: Diary):
    await diary.plan(Planned(IN_A_DAY, DAY_BEFORE))

    with suppress(ZeroDivisionError):
        async with diary.town.store.transaction() as unit:
            await unit.agenda.claim(IN_A_DAY, 10)
            raise ZeroDivisionError

    assert await diary.does(IN_A_DAY) == [DAY_BEFORE]


async def test_a_new_plan_takes_the_place_of_what_has_not_happened(diary: Diary):
    await diary.plan(Planned(IN_A_DAY, DAY_BEFORE), Planned(IN_A_WEEK, HOUR_BEFORE))

    await diary.plan(Planned(IN_A_WEEK, HOUR_BEFORE))

    assert await diary.does(IN_A_WEEK) == [HOUR_BEFORE]


async def test_a_new_plan_takes_the_place_of_what_was_claimed_with_it_and_has_not_begun(diary: Diary):
    other = Subject("meetup", "other")
    await diary.plan(Planned(IN_A_DAY, DAY_BEFORE), Planned(IN_A_WEEK, HOUR_BEFORE))
    await diary.plan(Planned(IN_A_WEEK, DAY_BEFORE), subject=other)

    async with diary.town.store.transaction() as unit:
        agenda, plans = unit.agenda, unit.of(diary.community).plans
        first, *others = await agenda.claim(IN_A_WEEK, 10)
        begun = [await agenda.begins(first)]
        assert [plan.state for plan in await plans.of(MEETUP)] == ["done", "planned"]
        await plans.replace(Plan(MEETUP, (Planned(IN_A_WEEK, DAY_BEFORE),)), MONDAY)
        begun += [await agenda.begins(due) for due in others]

    assert sorted(zip([first.subject, *(due.subject for due in others)], begun, strict=True), key=str) == [
        (MEETUP, False),
        (MEETUP, True),
        (other, True),
    ]
    assert await diary.does(IN_A_WEEK) == [DAY_BEFORE]


async def test_a_new_plan_leaves_what_was_claimed_with_it_and_is_in_it_too(diary: Diary):
    await diary.plan(Planned(IN_A_DAY, DAY_BEFORE), Planned(IN_A_WEEK, HOUR_BEFORE))

    async with diary.town.store.transaction() as unit:
        first, second = await unit.agenda.claim(IN_A_WEEK, 10)
        assert await unit.agenda.begins(first)
        await unit.of(diary.community).plans.replace(Plan(MEETUP, (Planned(IN_A_WEEK, HOUR_BEFORE),)), MONDAY)
        assert await unit.agenda.begins(second)

    assert await diary.does(IN_A_WEEK) == []
    assert await diary.states() == ["done", "done"]


async def test_a_new_plan_that_was_undone_leaves_what_was_claimed_with_it(diary: Diary):
    await diary.plan(Planned(IN_A_DAY, DAY_BEFORE), Planned(IN_A_WEEK, HOUR_BEFORE))

    async with diary.town.store.transaction() as unit:
        first, second = await unit.agenda.claim(IN_A_WEEK, 10)
        with suppress(ZeroDivisionError):
            async with unit.savepoint():
                assert await unit.agenda.begins(first)
                await unit.of(diary.community).plans.replace(Plan(MEETUP), MONDAY)
                raise ZeroDivisionError
        assert await unit.agenda.begins(second)

    assert await diary.states() == ["done", "done"]


async def test_no_plan_at_all_cancels_what_was_planned_for_that_subject_alone(diary: Diary):
    other = Subject("meetup", "other")
    await diary.plan(Planned(IN_A_DAY, DAY_BEFORE))
    await diary.plan(Planned(IN_A_DAY, HOUR_BEFORE), subject=other)

    await diary.plan()

    assert [due.subject for due in await diary.due(IN_A_WEEK)] == [other]


async def test_what_happened_does_not_happen_again_for_the_same_instant_but_for_another(diary: Diary):
    await diary.plan(Planned(IN_A_DAY, DAY_BEFORE))
    await diary.does(IN_A_DAY)

    await diary.plan(Planned(IN_A_DAY, DAY_BEFORE))
    again = await diary.due(IN_A_WEEK)
    await diary.plan(Planned(IN_A_WEEK, DAY_BEFORE))

    assert again == ()
    assert [due.at for due in await diary.due(IN_A_WEEK)] == [IN_A_WEEK]


async def test_what_was_planned_otherwise_and_back_again_happens(diary: Diary):
    await diary.plan(Planned(IN_A_DAY, DAY_BEFORE))
    await diary.plan(Planned(IN_A_WEEK, DAY_BEFORE))
    await diary.plan(Planned(IN_A_DAY, DAY_BEFORE))

    assert [due.at for due in await diary.due(IN_A_WEEK)] == [IN_A_DAY]


async def test_what_was_missed_is_not_offered_again(diary: Diary):
    await diary.plan(Planned(IN_A_DAY, DAY_BEFORE, useful_until=IN_A_WEEK))

    async with diary.town.store.transaction() as unit:
        (due,) = await unit.agenda.claim(IN_A_WEEK, 10)
        await unit.agenda.miss(due)

    assert due.useful_until == IN_A_WEEK
    assert await diary.states() == ["missed"]
    assert await diary.due(IN_A_WEEK) == ()
    assert await diary.next_at() is None


async def test_what_was_missed_is_done_when_it_is_planned_anew_with_more_time(diary: Diary):
    await diary.plan(Planned(IN_A_DAY, DAY_BEFORE, useful_until=IN_A_DAY))
    async with diary.town.store.transaction() as unit:
        (due,) = await unit.agenda.claim(IN_A_DAY, 10)
        await unit.agenda.miss(due)

    await diary.plan(Planned(IN_A_DAY, DAY_BEFORE, useful_until=IN_A_WEEK))

    assert await diary.does(IN_A_DAY) == [DAY_BEFORE]


async def test_what_is_postponed_comes_due_later_under_its_own_instant(diary: Diary):
    await diary.plan(Planned(IN_A_DAY, DAY_BEFORE))

    async with diary.town.store.transaction() as unit:
        (due,) = await unit.agenda.claim(IN_A_DAY, 10)
        await unit.agenda.postpone(due, IN_A_WEEK)

    assert await diary.due(IN_A_WEEK - timedelta(seconds=1)) == ()
    assert await diary.due(IN_A_WEEK) == (due,)


async def test_a_plan_belongs_to_its_community(diary: Diary):
    await diary.plan(Planned(IN_A_DAY, DAY_BEFORE))

    async with diary.town.store.transaction() as work:
        stranger = await work.directory.space(SpaceAddress("slack", "T2"))
        await work.of(stranger.community).plans.replace(Plan(MEETUP), diary.town.clock.now())

    assert await diary.does(IN_A_DAY) == [DAY_BEFORE]
