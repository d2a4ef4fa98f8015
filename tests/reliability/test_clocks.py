"""Clocks that jump, machines that sleep, and Machi away while something was due.

What is right is said by the names. In short: what is late and still of use is said late, in words that are true then;
what is of no use any more is not said, and its owner hears so once; nothing is said twice, and nothing before the
clock shows its time.
"""

import asyncio
import random  # noqa: TID251 - seeded, so that a failure repeats itself
import tracemalloc
import zoneinfo
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.resources import files

import pytest
import time_machine
from structlog.testing import capture_logs

from bot.ports import NotSent
from bot.vocabulary.effect import Plan, Planned
from jobs.clock import SystemClock
from jobs.scheduler import Scheduler
from tests.fakes.courier import Message
from tests.jobs.conftest import Works, works
from tests.people import Resident, Town, living_town, shown
from tests.stores import MONDAY, due_by

__all__ = ["works"]

SATURDAY = "来週土曜 15時"
START = datetime.fromisoformat("2026-12-05T15:00+09:00")
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with living_town() as town:
        yield town


@pytest.fixture
async def ada(town: Town) -> Resident:
    """Ada hosts, and reads English."""
    return town.person("Ada")


async def meets(host: Resident, when: str = SATURDAY, title: str = "Book club") -> Message:
    await host.runs("/meetup new")
    await host.posts(title=title, when=when)
    return host.town.cards("meetups")[-1]


async def is_away(town: Town, until: datetime, since: datetime | None = None) -> None:
    """Machi runs until an instant, is not there, and comes back at another."""
    if since:
        await town.goes_to(since)
    town.clock.set(until)
    await works_off(town)


async def works_off(town: Town) -> None:
    while await town.due.run_until_idle() + await town.delivery.run_until_idle():
        pass


def thread(town: Town, card: Message) -> list[str]:
    """What stands beneath a card, first lines only."""
    return [shown(message.card, message.reader).splitlines()[0] for message in town.thread(card)]


# --- away -----------------------------------------------------------------------------------------------------------


async def test_a_reminder_missed_by_three_hours_is_not_sent_and_its_host_hears_so_once(town, ada):
    card = await meets(ada)

    await is_away(town, since=START - 2 * HOUR, until=START + HOUR)
    await town.passes(days=3)

    assert thread(town, card) == ["「Book club」まで、あと7日です", "「Book club」まで、あと24時間です"]
    (letter,) = ada.mail
    assert letter == (
        "A reminder didn't go out\n"
        "Machi was away when a reminder of “Book club” was due. It would help nobody now, so it stays unsent.\n"
        "When: Sat 5 Dec 2026, 15:00 Asia/Tokyo\n"
        "By now it should have begun. If you're waiting for somebody, a word from you may help."
    )


async def test_several_reminders_missed_at_once_are_one_notice(town, ada):
    card = await meets(ada)

    await is_away(town, since=START - 8 * DAY, until=START + HOUR)
    await town.passes(days=3)

    assert thread(town, card) == []
    assert len(ada.mail) == 1


async def test_a_host_of_several_meetups_hears_of_each(town, ada):
    for title in ("Books", "Chess", "Tea"):
        await meets(ada, title=title)

    await is_away(town, since=START - 2 * HOUR, until=START + HOUR)

    assert [next(title for title in ("Books", "Chess", "Tea") if title in letter) for letter in ada.mail] == [
        "Books",
        "Chess",
        "Tea",
    ]


async def test_what_is_missed_in_a_second_absence_is_told_too(town, ada):
    await meets(ada)

    await is_away(town, since=START - 8 * DAY, until=START - 20 * HOUR)
    await is_away(town, since=START - 2 * HOUR, until=START + HOUR)

    assert len(ada.mail) == 2
    assert "The reminders still to come go out as planned." in ada.mail[0]
    assert "By now it should have begun." in ada.mail[1]


async def test_a_japanese_host_is_told_in_japanese(town):
    chie = town.person("千恵", language="ja")
    await meets(chie, title="読書会")

    await is_away(town, since=START - 2 * HOUR, until=START + HOUR)

    (letter,) = chie.mail
    assert letter == (
        "お知らせを出せませんでした\n"
        "Machi が止まっていたため、「読書会」のお知らせを時間どおりに出せませんでした。"
        "もう役に立たないので、いまからは出しません。\n"
        "いつ: 2026年12月5日(土) 15:00 Asia/Tokyo\n"
        "もう始まっている時刻です。気になる方がいたら、声をかけてみてください。"
    )


async def test_a_late_reminder_that_still_helps_goes_out_and_nobody_is_bothered(town, ada):
    card = await meets(ada)

    await is_away(town, since=START - 2 * HOUR, until=START - timedelta(minutes=20))

    assert thread(town, card)[-1] == "「Book club」まで、あと20分です"
    assert ada.mail == []


@pytest.mark.parametrize(
    ("minutes", "said", "letters"),
    [
        (-61, [], 0),
        (-59, ["あと59分"], 0),
        (-1, ["あと1分"], 0),
        (-0.1, ["あと1分"], 0),
        (0, [], 1),
        (0.1, [], 1),
        (119, [], 1),
        (121, [], 1),
        (400 * 24 * 60, [], 1),
    ],
)
async def test_whenever_machi_comes_back_nothing_is_said_to_begin_that_has_begun(town, ada, minutes, said, letters):
    card = await meets(ada)

    await is_away(town, since=START - 2 * HOUR, until=START + timedelta(minutes=minutes))

    assert [line.removeprefix("「Book club」まで、").removesuffix("です") for line in thread(town, card)[2:]] == said
    assert len(ada.mail) == letters


async def test_a_reminder_whose_machine_slept_between_its_choice_and_its_doing_is_missed(town, ada):
    card = await meets(ada)
    await town.goes_to(START - 2 * HOUR)
    town.clock.set(START - HOUR)

    async with town.store.transaction() as work:
        (due,) = await work.agenda.claim(town.clock.now(), 10)
        town.clock.set(START + HOUR)
        await town.engine.handle_due(work, due)
    await works_off(town)

    assert len(thread(town, card)) == 2
    assert len(ada.mail) == 1


async def test_a_platform_that_is_gone_until_after_the_start_gets_no_reminder_any_more(town, ada):
    card = await meets(ada)
    await town.goes_to(START - HOUR - timedelta(minutes=1))
    for _ in range(400):
        town.couriers["discord"].will(NotSent("down", retry_after=30))

    await town.goes_to(START + 2 * HOUR)
    town.couriers["discord"]._foretold.clear()
    await town.passes(days=1)

    assert len(thread(town, card)) == 2


async def test_the_host_sees_what_became_of_each_reminder(town, ada):
    await meets(ada)
    await is_away(town, since=START - 8 * DAY, until=START - 20 * HOUR)

    await ada.runs("/meetup list")
    await ada.presses("Details")

    assert (
        "Reminders: a week before (missed: Machi was away), a day before (sent), an hour before (planned)" in ada.reads
    )


async def test_others_do_not_see_it(town, ada):
    ben = town.person("Ben")
    await meets(ada)

    await ben.runs("/meetup list")
    await ben.presses("Details")

    assert "Reminders" not in ben.reads


async def test_a_moved_date_has_reminders_of_its_own(town, ada):
    await meets(ada)
    await is_away(town, since=START - 8 * DAY, until=START - 20 * HOUR)
    await ada.runs("/meetup move")
    await ada.presses("Change the date")
    await ada.posts(when="12/19 15時")

    await ada.runs("/meetup list")
    await ada.presses("Details")

    assert "a week before (planned), a day before (planned), an hour before (planned)" in ada.reads


async def test_dates_of_a_series_that_went_by_are_told_and_it_goes_on_with_the_next(town, ada):
    await meets(ada, when="毎週金曜 19時")

    await is_away(town, until=MONDAY + 3 * WEEK)

    assert [letter.splitlines()[0] for letter in ada.mail] == [
        "A reminder didn't go out",
        "Some dates went by unannounced",
    ]
    assert "2 dates of “Book club” went by" in ada.mail[1]
    assert "18 Dec 2026" in ada.mail[1]
    assert len(town.cards("meetups")) == 2


async def test_a_series_that_rolls_on_in_time_tells_of_nothing(town, ada):
    await meets(ada, when="毎日 19時")

    await town.passes(days=5)

    assert ada.mail == []
    assert len(town.cards("meetups")) == 7  # today's and tomorrow's stand at once


# --- jumps ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Diligence:
    """A work that notes when it ran."""

    ran: asyncio.Queue[datetime] = field(default_factory=asyncio.Queue)
    at: datetime | None = None

    async def run_until_idle(self) -> int:
        self.ran.put_nowait(SystemClock().now())
        return 0

    async def next_at(self) -> datetime | None:
        return self.at

    def close(self) -> None:
        pass

    async def runs(self) -> datetime:
        return await asyncio.wait_for(self.ran.get(), timeout=5)


JUMPS = {
    "an hour forward": HOUR,
    "a day forward": DAY,
    "ten years forward": 3650 * DAY,
    "an hour back": -HOUR,
    "a day back": -DAY,
    "ten years back": -3650 * DAY,
}


@asynccontextmanager
async def jumped(by: timedelta) -> AsyncIterator[None]:
    """The machine's clock shows another time, and goes on from there; what counts seconds by itself is not moved."""
    with time_machine.travel(SystemClock().now() + by, tick=True):
        yield


@pytest.mark.parametrize("by", JUMPS.values(), ids=JUMPS)
async def test_wherever_the_machines_clock_jumps_the_sweep_goes_on_at_its_pace(monkeypatch, by):
    monkeypatch.setattr("jobs.scheduler.SWEEP", timedelta(seconds=0.2))
    work = Diligence()

    async with Scheduler({"probe": work}, SystemClock()).running():
        await work.runs()
        async with jumped(by):
            await work.runs()
            await work.runs()
            early = work.ran.qsize()
        await work.runs()

    assert early == 0


@pytest.mark.parametrize("by", JUMPS.values(), ids=JUMPS)
async def test_wherever_the_machines_clock_jumps_memory_stays_flat_and_the_work_is_not_run_again_and_again(
    monkeypatch, by
):
    monkeypatch.setattr("jobs.scheduler.SWEEP", timedelta(seconds=0.1))
    work = Diligence(at=SystemClock().now() + HOUR)

    async with Scheduler({"probe": work}, SystemClock()).running():
        await work.runs()
        tracemalloc.start()
        try:
            async with jumped(by):
                for _ in range(3):
                    await work.runs()
                _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert peak < 5_000_000


async def test_a_clock_that_was_set_is_logged_once(monkeypatch):
    monkeypatch.setattr("jobs.scheduler.SWEEP", timedelta(seconds=0.1))
    work = Diligence()

    with capture_logs() as logs:
        async with Scheduler({"probe": work}, SystemClock()).running():
            await work.runs()
            async with jumped(2 * HOUR):
                for _ in range(4):
                    await work.runs()
                noted = [(entry["event"], entry["seconds"]) for entry in logs]

    assert noted == [("the clock was set, or the machine slept", 7200)]


@asynccontextmanager
async def living(works: Works) -> AsyncIterator[None]:
    """Due work and delivery, driven by the real scheduler, at a quick pace."""
    scheduler = Scheduler({"due": works.due_work(), "delivery": works.delivery_work()}, works.clock)
    works.wake = scheduler.wake
    async with scheduler.running():
        yield


async def arrive(works: Works, count: int) -> None:
    """Wait until so many messages are in the channel, and a few sweeps longer for what should not come."""
    async with asyncio.timeout(20):
        while len(works.in_channel) < count:
            await works.courier.next_attempt()
            await asyncio.sleep(0)
    await asyncio.sleep(0.3)


PLANNED = {
    "in_half_an_hour": MONDAY + HOUR / 2,
    "in_five_hours": MONDAY + 5 * HOUR,
    "in_two_days": MONDAY + 2 * DAY,
    "in_five_years": MONDAY + 5 * 365 * DAY,
}


@pytest.mark.parametrize("by", JUMPS.values(), ids=JUMPS)
async def test_a_clock_that_jumps_and_is_set_right_again_sends_each_reminder_once_and_none_beyond_the_skew(
    works: Works, monkeypatch, by
):
    monkeypatch.setattr("jobs.scheduler.SWEEP", timedelta(seconds=0.05))
    await works.plan(**PLANNED)
    within = [name for name, at in PLANNED.items() if at <= MONDAY + by]

    async with living(works):
        works.clock.set(MONDAY + by)
        await arrive(works, len(within))
        sent_in_the_jump = works.in_channel
        works.clock.set(MONDAY)
        await arrive(works, len(within))
        sent_by_the_return = works.in_channel
        works.clock.set(MONDAY + 6 * 365 * DAY)
        await arrive(works, len(PLANNED))

    assert sent_in_the_jump == sent_by_the_return == within
    assert works.in_channel == list(PLANNED)
    assert len(works.courier.tried) == len(PLANNED)
    assert all(shown_then >= PLANNED[name] for name, shown_then in works.happened)


async def test_a_machine_that_sleeps_two_hours_says_what_came_due_at_its_next_sweep_once_each(
    works: Works, monkeypatch
):
    monkeypatch.setattr("jobs.scheduler.SWEEP", timedelta(seconds=0.05))
    names = {f"r{number}": MONDAY + timedelta(minutes=number) for number in range(1, 101)}
    await works.plan(**names)

    async with living(works):
        works.clock.set(MONDAY + 2 * HOUR)
        await arrive(works, len(names))

    assert works.in_channel == list(names)
    assert len(works.courier.tried) == len(names)


async def test_a_machine_that_falls_asleep_in_the_middle_of_a_message_sends_it_once(works: Works, monkeypatch):
    monkeypatch.setattr("jobs.scheduler.SWEEP", timedelta(seconds=0.05))
    works.courier.open.clear()
    await works.publish("card")

    async with living(works):
        await works.courier.next_attempt()
        works.clock.set(MONDAY + 2 * HOUR)
        works.courier.open.set()
        await asyncio.sleep(0.3)

    assert works.in_channel == ["card"]
    assert len(works.courier.tried) == 1


@pytest.mark.parametrize("by", JUMPS.values(), ids=JUMPS)
async def test_what_is_queued_after_a_jump_goes_out_at_once(works: Works, monkeypatch, by):
    monkeypatch.setattr("jobs.scheduler.SWEEP", timedelta(seconds=0.05))

    async with living(works):
        works.clock.set(MONDAY + by)
        await works.publish("card")
        await arrive(works, 1)

    assert works.in_channel == ["card"]


async def test_a_clock_that_went_a_day_too_far_and_back_reminds_and_reports_only_once(town, ada):
    card = await meets(ada)
    await town.goes_to(START - 2 * HOUR)

    town.clock.set(START + DAY)
    await works_off(town)
    town.clock.set(START - 2 * HOUR)
    await works_off(town)
    await town.goes_to(START + 2 * DAY)

    assert len(thread(town, card)) == 2
    assert len(ada.mail) == 1


# --- new rules of time zones ----------------------------------------------------------------------------------------


@pytest.fixture
def an_hour_earlier_in_japan(tmp_path) -> Iterator[Callable[[], None]]:
    """Lets Japan's clocks be those of Brisbane, as a release of the time zone database would."""
    zones = tmp_path / "Asia" / "Tokyo"
    zones.parent.mkdir()
    zones.write_bytes(_zone_file("Australia/Brisbane"))

    def release() -> None:
        zoneinfo.reset_tzpath([tmp_path, *before])
        zoneinfo.ZoneInfo.clear_cache()

    before = zoneinfo.TZPATH
    yield release
    zoneinfo.reset_tzpath(before)
    zoneinfo.ZoneInfo.clear_cache()


def _zone_file(name: str) -> bytes:
    return files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()


async def test_new_rules_of_a_zone_move_reminders_along_and_the_host_hears_of_it(town, ada, an_hour_earlier_in_japan):
    card = await meets(ada)
    sooner = START - HOUR

    an_hour_earlier_in_japan()
    await town.engine.plan_anew()
    await town.settles()
    await town.goes_to(sooner - HOUR - timedelta(seconds=1))
    before = thread(town, card)
    await town.goes_to(sooner + DAY)

    (letter,) = ada.mail
    assert letter.startswith("Clocks will change differently\n")
    assert "Until now: Sat 5 Dec 2026, 06:00 UTC\nFrom now on: Sat 5 Dec 2026, 05:00 UTC" in letter
    assert len(before) == 2
    assert thread(town, card)[-1] == "「Book club」まで、あと1時間です"
    assert len(thread(town, card)) == 3


async def test_planning_anew_by_the_same_rules_changes_nothing_however_often(town, ada):
    card = await meets(ada)
    moments = random.Random(1).sample(range(int((START - MONDAY).total_seconds())), 100)

    for moment in sorted(moments):
        await town.goes_to(MONDAY + timedelta(seconds=moment))
        await town.engine.plan_anew()
    await town.goes_to(START + DAY)

    assert len(thread(town, card)) == 3
    assert ada.mail == []


async def test_planning_again_and_again_at_any_moment_leaves_one_reminder_an_offset(town, ada):
    card = await meets(ada)
    planned = await due_by(town.store, START + DAY)
    moments = random.Random(1).sample(range(int((START - MONDAY).total_seconds())), 100)

    for moment in sorted(moments):
        await town.goes_to(MONDAY + timedelta(seconds=moment))
        async with town.store.transaction() as work:
            scope = work.of(planned[0].community)
            all_of_it = tuple(Planned(due.at, due.action) for due in planned)
            await scope.plans.replace(Plan(planned[0].subject, all_of_it), town.clock.now())
    await town.goes_to(START + DAY)

    assert [due.action.arguments[1:] for due in planned] == [("10080",), ("1440",), ("60",), ()]
    assert len(thread(town, card)) == 3
