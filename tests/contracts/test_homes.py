"""Home pages in every store: who has one open, and which of them show something old."""

from datetime import timedelta

import pytest

from bot.vocabulary.people import AccountRef, MemberId, SpaceAddress
from storage.homes import COALESCING, LEASE, SqlStaleHomes
from tests.stores import Town

OFFICE = SpaceAddress("slack", "T1", "Office")
AOI, BEN = AccountRef("U1", "Aoi"), AccountRef("U2", "Ben")


@pytest.fixture
def stale(town: Town) -> SqlStaleHomes:
    return SqlStaleHomes(town.database, ["slack"])


async def opens(town: Town, account: AccountRef) -> MemberId:
    async with town.store.transaction() as work:
        space = await work.directory.space(OFFICE)
        scope = work.of(space.community)
        member = await scope.members.of_account(space.id, account)
        await scope.homes.opened(space.id, account, town.clock.now())
    return member.id


async def changes(town: Town, *members: MemberId, seen_since=None) -> None:
    async with town.store.transaction() as work:
        space = await work.directory.space(OFFICE)
        await work.of(space.community).homes.changed(members, town.clock.now(), seen_since=seen_since)


async def test_only_whose_home_changed_is_shown_anew(town, stale):
    aoi = await opens(town, AOI)
    await opens(town, BEN)
    await changes(town, aoi)
    town.clock.move(seconds=COALESCING.total_seconds())

    claimed = await stale.claim(town.clock.now(), 10)

    assert [(home.space, home.account) for home in claimed] == [(OFFICE, AOI)]
    assert await stale.claim(town.clock.now(), 10) == ()


async def test_what_nobody_has_open_is_never_stale(town, stale):
    aoi = await opens(town, AOI)
    [home] = await claimed_after_change(town, stale, aoi)

    await stale.gone(home)
    await changes(town, aoi)

    assert await stale.next_at() is None


async def claimed_after_change(town, stale, member):
    await changes(town, member)
    town.clock.move(seconds=COALESCING.total_seconds())
    return await stale.claim(town.clock.now(), 10)


async def test_several_changes_are_shown_once_and_one_meanwhile_once_more(town, stale):
    aoi = await opens(town, AOI)
    await changes(town, aoi)
    await changes(town, aoi)
    town.clock.move(seconds=COALESCING.total_seconds())
    [home] = await stale.claim(town.clock.now(), 10)

    await changes(town, aoi)
    await stale.shown(home, town.clock.now())
    [again] = await stale.claim(town.clock.now() + COALESCING, 10)
    await stale.shown(again, town.clock.now())

    assert await stale.next_at() is None
    assert again.revision == home.revision + 1


async def test_whoever_looked_lately_sees_what_changes_for_all(town, stale):
    await opens(town, AOI)
    town.clock.move(minutes=20)
    await opens(town, BEN)

    await changes(town, seen_since=town.clock.now() - timedelta(minutes=15))

    claimed = await stale.claim(town.clock.now() + COALESCING, 10)
    assert [home.account for home in claimed] == [BEN]


async def test_what_its_worker_never_finished_is_taken_on_by_another(town, stale):
    aoi = await opens(town, AOI)
    [home] = await claimed_after_change(town, stale, aoi)
    town.clock.move(seconds=LEASE.total_seconds())

    [again] = await stale.claim(town.clock.now(), 10)

    assert (again.account, again.attempt) == (AOI, home.attempt + 1)


async def test_what_failed_waits(town, stale):
    aoi = await opens(town, AOI)
    [home] = await claimed_after_change(town, stale, aoi)
    until = town.clock.now() + timedelta(seconds=30)

    await stale.put_off(home, until)

    assert await stale.next_at() == until


async def test_who_has_left_is_shown_nothing(town, stale):
    aoi = await opens(town, AOI)
    async with town.store.transaction() as work:
        space = await work.directory.space(OFFICE)
        await work.of(space.community).members.left(space.id, AOI)

    await changes(town, aoi, seen_since=town.clock.now() - timedelta(minutes=15))

    assert await stale.next_at() is None


async def test_other_platforms_are_left_alone(town, stale):
    aoi = await opens(town, AOI)
    await changes(town, aoi)

    assert await SqlStaleHomes(town.database, ["discord"]).next_at() is None
    assert await stale.next_at() is not None
