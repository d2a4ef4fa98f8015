"""Plans: what is planned happens once, at its own instant, unless it was planned otherwise meanwhile."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from bot.ports import Taken
from bot.vocabulary.action import Action
from bot.vocabulary.effect import Plan, Planned
from bot.vocabulary.people import CommunityId, SpaceAddress
from bot.vocabulary.request import Due
from bot.vocabulary.subject import Subject
from storage.agenda import SqlAgenda
from tests.stores import MONDAY, Town

MEETUP = Subject("meetup", "m")
DAY_BEFORE = Action("meetups.remind", ("m", "day"))
HOUR_BEFORE = Action("meetups.remind", ("m", "hour"))
IN_A_DAY, IN_A_WEEK = MONDAY + timedelta(days=1), MONDAY + timedelta(days=7)


@dataclass(slots=True)
class Diary:
    """One community's plans, and everybody's agenda."""

    town: Town
    community: CommunityId
    agenda: SqlAgenda

    async def plan(self, *work: Planned, subject: Subject = MEETUP) -> None:
        async with self.town.store.transaction() as unit:
            await unit.of(self.community).plans.replace(Plan(subject, work), self.town.clock.now())

    async def due(self, at: datetime) -> tuple[Due, ...]:
        return await self.agenda.due(at, 10)

    async def take(self, due: Due, at: datetime = MONDAY) -> Taken | None:
        async with self.town.store.transaction() as unit:
            return await unit.of(self.community).plans.take(due, at)


@pytest.fixture
async def diary(town: Town) -> Diary:
    async with town.store.transaction() as work:
        space = await work.directory.space(SpaceAddress("slack", "T1"))
    return Diary(town, space.community, SqlAgenda(town.database))


async def test_nothing_is_due_before_its_instant(diary: Diary):
    await diary.plan(Planned(IN_A_WEEK, HOUR_BEFORE), Planned(IN_A_DAY, DAY_BEFORE))

    assert await diary.agenda.next_at() == IN_A_DAY
    assert await diary.due(IN_A_DAY - timedelta(microseconds=1)) == ()
    (due,) = await diary.due(IN_A_DAY)
    assert (due.community, due.subject, due.action, due.at) == (diary.community, MEETUP, DAY_BEFORE, IN_A_DAY)


async def test_what_is_due_is_offered_in_its_order(diary: Diary):
    await diary.plan(Planned(IN_A_WEEK, HOUR_BEFORE), Planned(IN_A_DAY, DAY_BEFORE))

    assert [due.action for due in await diary.due(IN_A_WEEK)] == [DAY_BEFORE, HOUR_BEFORE]


async def test_work_is_taken_once(diary: Diary):
    await diary.plan(Planned(IN_A_DAY, DAY_BEFORE))
    (due,) = await diary.due(IN_A_DAY)

    assert [await diary.take(due), await diary.take(due)] == ["done", None]
    assert await diary.due(IN_A_WEEK) == ()
    assert await diary.agenda.next_at() is None


async def test_a_new_plan_takes_the_place_of_what_has_not_happened(diary: Diary):
    await diary.plan(Planned(IN_A_DAY, DAY_BEFORE), Planned(IN_A_WEEK, HOUR_BEFORE))
    (replaced,) = await diary.due(IN_A_DAY)

    await diary.plan(Planned(IN_A_WEEK, HOUR_BEFORE))

    assert await diary.take(replaced) is None
    assert [due.action for due in await diary.due(IN_A_WEEK)] == [HOUR_BEFORE]


async def test_no_plan_at_all_cancels_what_was_planned_for_that_subject_alone(diary: Diary):
    other = Subject("meetup", "other")
    await diary.plan(Planned(IN_A_DAY, DAY_BEFORE))
    await diary.plan(Planned(IN_A_DAY, HOUR_BEFORE), subject=other)

    await diary.plan()

    assert [due.subject for due in await diary.due(IN_A_WEEK)] == [other]


async def test_what_happened_does_not_happen_again_for_the_same_instant_but_for_another(diary: Diary):
    await diary.plan(Planned(IN_A_DAY, DAY_BEFORE))
    (done,) = await diary.due(IN_A_DAY)
    await diary.take(done)

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


@pytest.mark.parametrize(("late", "taken"), [(59, "done"), (60, "missed"), (61, "missed")])
async def test_what_is_of_no_use_any_more_is_taken_as_missed_and_not_offered_again(diary: Diary, late, taken):
    await diary.plan(Planned(IN_A_DAY, DAY_BEFORE, useful_until=IN_A_DAY + timedelta(minutes=60)))
    (due,) = await diary.due(IN_A_DAY + timedelta(minutes=late))

    assert await diary.take(due, IN_A_DAY + timedelta(minutes=late)) == taken
    assert await diary.due(IN_A_WEEK) == ()
    assert await diary.agenda.next_at() is None


async def test_what_was_missed_is_done_when_it_is_planned_anew_with_more_time(diary: Diary):
    await diary.plan(Planned(IN_A_DAY, DAY_BEFORE, useful_until=IN_A_DAY))
    (due,) = await diary.due(IN_A_DAY)
    await diary.take(due, IN_A_DAY)

    await diary.plan(Planned(IN_A_DAY, DAY_BEFORE, useful_until=IN_A_WEEK))

    (again,) = await diary.due(IN_A_DAY)
    assert await diary.take(again, IN_A_DAY) == "done"


async def test_what_is_postponed_comes_due_later_under_its_own_instant(diary: Diary):
    await diary.plan(Planned(IN_A_DAY, DAY_BEFORE))
    (due,) = await diary.due(IN_A_DAY)

    await diary.agenda.postpone(due, IN_A_WEEK)

    assert await diary.due(IN_A_WEEK - timedelta(seconds=1)) == ()
    assert await diary.due(IN_A_WEEK) == (due,)


async def test_a_plan_belongs_to_its_community(diary: Diary):
    await diary.plan(Planned(IN_A_DAY, DAY_BEFORE))
    (due,) = await diary.due(IN_A_DAY)
    async with diary.town.store.transaction() as work:
        stranger = await work.directory.space(SpaceAddress("slack", "T2"))
        elsewhere = work.of(stranger.community).plans
        await elsewhere.replace(Plan(MEETUP), diary.town.clock.now())
        taken = await elsewhere.take(due, MONDAY)

    assert taken is None
    assert await diary.take(due) == "done"
