"""Happenings: what is to stand in the platforms' calendars, as the mirror takes it on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.ports import Happening, NotSent, Rejected, Shown, TargetGone
from bot.vocabulary.effect import Schedule
from bot.vocabulary.people import SpaceAddress
from bot.vocabulary.subject import Subject
from jobs.mirroring import REFUSED_FOR, MirrorWork
from storage.happenings import SqlMirrors
from tests.stores import MONDAY, Town

GUILD = SpaceAddress("discord", "9001", "つくば")
TEA = Subject("occurrence", "tea")
SATURDAY = MONDAY + timedelta(days=5)
PLANNED = Schedule(TEA, "Tea", SATURDAY, SATURDAY + timedelta(hours=2), "the hall")


class FakeCalendar:
    """A platform's calendar that exists only here; ``says`` is what it answers next, one by one."""

    platform = "discord"

    def __init__(self) -> None:
        self.shown: list[Happening] = []
        self.says: list[NotSent | TargetGone | Rejected] = []

    async def show(self, happening: Happening, now) -> Shown | NotSent | TargetGone | Rejected:
        if self.says:
            return self.says.pop(0)
        self.shown.append(happening)
        return Shown(happening.external or f"event{len(self.shown)}")


@pytest.fixture
def calendar() -> FakeCalendar:
    return FakeCalendar()


@pytest.fixture
def work(town: Town, calendar: FakeCalendar) -> MirrorWork:
    return MirrorWork(SqlMirrors(town.database, ["discord"]), {"discord": calendar}, town.clock)


async def plan(town: Town, *effects: Schedule) -> None:
    async with town.store.transaction() as work:
        space = await work.directory.space(GUILD)
        for effect in effects:
            await work.of(space.community).happenings.schedule(effect, town.clock.now())


async def about(town: Town, event: str) -> Subject | None:
    async with town.store.transaction() as work:
        space = await work.directory.space(GUILD)
        return await work.of(space.community).happenings.subject_of(space.id, event)


async def notices(town: Town) -> int:
    from sqlalchemy import func, select

    from storage.tables import outbox

    async with town.database.begin() as connection:
        statement = select(func.count()).select_from(outbox).where(outbox.c.kind == "notice")
        return await connection.scalar(statement) or 0


async def test_what_is_planned_is_shown_once_and_leads_back_to_its_subject(town, calendar, work):
    await plan(town, PLANNED, PLANNED)

    assert await work.run_until_idle() == 1
    assert await work.run_until_idle() == 0

    [shown] = calendar.shown
    assert (shown.title, shown.where, shown.starts_at, shown.space) == ("Tea", "the hall", SATURDAY, GUILD)
    assert await about(town, "event1") == TEA
    assert await about(town, "event2") is None
    assert await work.next_at() is None


async def test_a_change_is_shown_under_the_same_name_and_several_as_one(town, calendar, work):
    await plan(town, PLANNED)
    await work.run_until_idle()

    await plan(town, replace(PLANNED, title="Coffee"), replace(PLANNED, title="Coffee", state="cancelled"))
    await work.run_until_idle()

    assert [(each.title, each.state, each.external) for each in calendar.shown[1:]] == [
        ("Coffee", "cancelled", "event1")
    ]


async def test_what_was_never_there_need_not_be_called_off(town, calendar, work):
    await plan(town, replace(PLANNED, state="cancelled"))

    assert await work.run_until_idle() == 0


async def test_what_could_not_be_shown_is_tried_again_later_and_later(town, calendar, work):
    calendar.says = [NotSent("busy", 30.0), NotSent("busy"), NotSent("busy")]
    await plan(town, PLANNED)

    waits = []
    while not calendar.shown:
        await work.run_until_idle()
        at = await work.next_at()
        if at is not None:
            waits.append((at - town.clock.now()).total_seconds())
            town.clock.move(seconds=waits[-1])

    assert waits == [30.0, 2.0, 4.0]


async def test_a_missing_permission_is_told_once_and_the_event_comes_when_it_is_granted(town, calendar, work):
    calendar.says = [TargetGone("403 50013: Missing Permissions")] * 2
    await plan(town, PLANNED, replace(PLANNED, subject=Subject("occurrence", "walk"), title="Walk"))
    await work.run_until_idle()

    town.clock.move(seconds=REFUSED_FOR.total_seconds())
    await work.run_until_idle()

    assert await notices(town) == 1
    assert {each.title for each in calendar.shown} == {"Tea", "Walk"}


async def test_what_the_platform_will_never_take_is_left_alone(town, calendar, work):
    calendar.says = [Rejected("400")]
    await plan(town, PLANNED)

    await work.run_until_idle()

    assert await work.next_at() is None


async def test_a_mirror_that_died_with_something_in_hand_leaves_it_to_the_next(town, calendar, work):
    await plan(town, PLANNED)
    mirrors = SqlMirrors(town.database, ["discord"])

    taken = await mirrors.claim(town.clock.now(), 10)
    at_once = await mirrors.claim(town.clock.now(), 10)
    town.clock.move(seconds=60)
    later = await mirrors.claim(town.clock.now(), 10)

    assert (len(taken), at_once, len(later)) == (1, (), 1)


async def test_other_platforms_have_no_calendar_to_mirror(town, work):
    async with town.store.transaction() as transaction:
        space = await transaction.directory.space(SpaceAddress("slack", "T1"))
        await transaction.of(space.community).happenings.schedule(PLANNED, town.clock.now())

    assert await work.run_until_idle() == 0
