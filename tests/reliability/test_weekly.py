"""A year of weekly gatherings where clocks are set twice a year, or otherwise than was known.

Each is at its hour, and each reminder is queued at its moment by the almanac, once. How what is queued is carried is
tried elsewhere; here it would take most of the time.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.vocabulary import codec
from bot.vocabulary.people import Reader
from jobs.advance import advance
from storage.tables import outbox
from tests.people import Resident, Town, living_town, shown
from tests.reliability.almanac import DAY, day_number
from tests.reliability.test_clocks import an_hour_earlier_in_japan
from tests.reliability.time import clocks_of

__all__ = ["an_hour_earlier_in_japan"]

WEEKS = 53
FIRST_FRIDAY = day_number(2026, 11, 27)
MINUTE = timedelta(minutes=1)
BEFORE = {minutes: minutes * MINUTE for minutes in (10_080, 1_440, 60)}


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with living_town() as town:
        yield town


@pytest.fixture
def ada(town: Town) -> Resident:
    """Ada hosts, and reads English."""
    return town.person("Ada")


def fridays(zone: str, minutes: int, weeks: range = range(WEEKS)) -> Iterator[datetime]:
    """The instants of Fridays at that minute of the day, by the almanac."""
    for week in weeks:
        instant, _ = clocks_of(zone).instant((FIRST_FRIDAY + 7 * week) * DAY + minutes * 60)
        yield datetime.fromtimestamp(instant, UTC)


async def lives(town: Town, until: datetime) -> None:
    """Do what comes due, without carrying what is said."""
    await advance(town.clock, [town.due], until)


async def queued(town: Town, kind: str) -> list:
    """What was queued of a kind for one of the chats, in its order."""
    statement = select(outbox).where(outbox.c.kind == kind).order_by(outbox.c.target, outbox.c.id)
    async with town.store._database.begin() as connection:
        rows = (await connection.execute(statement)).all()
    return [row for row in rows if row.target == rows[0].target]


async def reminded(town: Town) -> list[tuple[int, datetime, datetime]]:
    """Of each reminder how many minutes before, of which start, and when it was queued."""
    found = [(row.key.split(":", 4)[3:], row.due_at) for row in await queued(town, "thread")]
    return sorted((int(minutes), datetime.fromisoformat(start), at) for (minutes, start), at in found)


def due(starts: list[datetime], since: datetime, until: datetime) -> list[tuple[int, datetime, datetime]]:
    """When each reminder has to be queued."""
    moments = [(minutes, start, start - before) for start in starts for minutes, before in BEFORE.items()]
    return sorted(moment for moment in moments if since < moment[2] <= until)


@pytest.mark.parametrize(
    ("zone", "hour", "minute"),
    [("America/New_York", 2, 30), ("Europe/London", 1, 30), ("Australia/Lord_Howe", 2, 15)],
)
async def test_a_year_of_weekly_gatherings_keeps_its_hour_and_reminds_of_each_date_once(town, ada, zone, hour, minute):
    since = town.clock.now()
    await ada.runs("/meetup new")
    await ada.posts(title="Night walk", when=f"every Friday {hour}:{minute} {zone}")
    starts = list(fridays(zone, 60 * hour + minute, range(WEEKS + 1)))

    await lives(town, starts[WEEKS - 1] + timedelta(hours=3))

    assert await reminded(town) == due(starts, since, town.clock.now())
    reader = Reader("en", zone)
    cards = [shown(codec.cards.validate_json(row.payload), reader) for row in await queued(town, "card")]
    assert all(f", {hour:02}:{minute} {zone}" in card for card in cards)
    assert sum("[over]" in card for card in cards) == WEEKS
    assert await queued(town, "direct") == []


async def test_a_year_through_a_change_of_a_zones_rules_keeps_its_hour_by_the_new_ones(
    town, ada, an_hour_earlier_in_japan: Callable[[], None]
):
    since, an_hour = town.clock.now(), timedelta(hours=1)
    await ada.runs("/meetup new")
    await ada.posts(title="Night walk", when=f"毎週金曜 19時 全{WEEKS}回")
    before = list(fridays("Asia/Tokyo", 19 * 60, range(26)))
    after = [start - an_hour for start in fridays("Asia/Tokyo", 19 * 60, range(26, WEEKS))]
    released = before[-1] + timedelta(days=1)

    await lives(town, released)
    an_hour_earlier_in_japan()
    await town.engine.plan_anew()
    await lives(town, after[-1] + timedelta(days=1))

    by_old_rules = due([*before, after[0] + an_hour], since, released)
    by_new_rules = due(after, released, town.clock.now())
    assert await reminded(town) == sorted([*by_old_rules, *by_new_rules])
    told = [shown(codec.cards.validate_json(row.payload), Reader("en", "UTC")) for row in await queued(town, "direct")]
    assert [letter.splitlines()[0] for letter in told] == ["Clocks will change differently"]
    assert await town.due.next_at() is None
