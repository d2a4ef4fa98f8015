"""Calendars: addresses that can be taken back, versions that only rise, and what is on, over every database."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.calendars import Calendars, Feed
from bot.features.meetups.model import Meetup, MeetupId, Meetups, OccurrenceId
from bot.vocabulary.people import AccountRef, CommunityId, MemberId, Space, SpaceAddress
from storage.calendars import SqlFeeds
from tests.stores import Town

STARTS = datetime(2026, 11, 27, 19)  # noqa: DTZ001 - wall time


async def settled(town: Town, name: str = "T1") -> tuple[CommunityId, MemberId]:
    """A community with one member, who holds a gathering every Friday."""
    async with town.store.transaction() as work:
        space = await work.directory.space(SpaceAddress("slack", name))
        scope = work.of(space.community)
        ada = await scope.members.of_account(space.id, AccountRef("U1", "Ada"))
        meetup = Meetup(
            MeetupId(f"m{name}"), ada.id, "Walk", STARTS, "Asia/Tokyo", timedelta(hours=2), "FREQ=WEEKLY;BYDAY=FR"
        )
        await scope[Meetups].save(meetup.on(STARTS, OccurrenceId(f"o{name}")))
    return space.community, ada.id


async def read(town: Town, digest: str) -> Feed | None:
    found = await SqlFeeds(town.database).behind(digest, town.clock.now())
    return found[1] if found else None


async def test_an_address_leads_somewhere_until_it_is_renewed_or_stopped(town: Town):
    community, ada = await settled(town)
    async with town.store.transaction() as work:
        calendars = work.of(community)[Calendars]
        await calendars.subscribe("community", None, "old", town.clock.now())
        await calendars.subscribe("personal", ada, "mine", town.clock.now())
        await calendars.subscribe("community", None, "new", town.clock.now())
    renewed = [await read(town, digest) is not None for digest in ("old", "new", "mine")]
    async with town.store.transaction() as work:
        await work.of(community)[Calendars].revoke("community", None)

    assert renewed == [False, True, True]
    assert [await read(town, digest) is not None for digest in ("new", "mine")] == [False, True]


async def test_what_a_community_shows_the_world_ends_when_machi_has_left_it_and_comes_back_with_it(town: Town):
    community, ada = await settled(town)
    async with town.store.transaction() as work:
        for kind, member in (("community", None), ("personal", ada), ("board", None)):
            await work.of(community)[Calendars].subscribe(kind, member, kind, town.clock.now())
        first = await work.directory.space(SpaceAddress("slack", "T1"))
        second = await work.directory.attach(SpaceAddress("discord", "G1"), community)

    async def shown() -> list[bool]:
        board = await SqlFeeds(town.database).board("board", town.clock.now())
        return [await read(town, "community") is not None, await read(town, "personal") is not None, board is not None]

    async def moves(*spaces: Space, away: bool) -> None:
        async with town.store.transaction() as work:
            for space in spaces:
                communities = work.of(community).communities
                await (communities.left(space.id, town.clock.now()) if away else communities.returned(space.id))

    assert await shown() == [True] * 3
    await moves(first, away=True)
    assert await shown() == [True] * 3, "its other chat is still there"
    await moves(second, away=True)
    assert await shown() == [False] * 3
    await moves(second, away=False)
    assert await shown() == [True] * 3


async def test_a_version_rises_with_each_change_and_with_nothing_else(town: Town):
    community, _ = await settled(town)
    sequences = []
    for title in ("Walk", "Walk", "Stroll", "Stroll", "Walk"):
        town.clock.move(hours=1)
        async with town.store.transaction() as work:
            scope = work.of(community)
            occurrence = await scope[Meetups].get(OccurrenceId("oT1"))
            meetup = Meetup(MeetupId("mT1"), occurrence.meetup.host, title, STARTS, "Asia/Tokyo", None, None)
            await scope[Meetups].save(meetup.on(STARTS, OccurrenceId("oT1")))
            (entry,) = await scope[Calendars].of_everybody(town.clock.now())
        sequences.append(entry.stamp.sequence)

    assert sequences == [0, 0, 1, 1, 2]


async def test_what_is_on_holds_dates_that_nobody_was_asked_to_yet(town: Town):
    community, _ = await settled(town)
    first, last = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)
    async with town.store.transaction() as work:
        found = await work.of(community)[Calendars].between(first, last, town.clock.now())

    assert [each.start.day for each in found] == [27, 4, 11, 18, 25]


async def test_a_page_is_under_one_name_in_one_town(town: Town):
    one, _ = await settled(town, "T1")
    other, _ = await settled(town, "T2")
    async with town.store.transaction() as work:
        await work.of(one)[Calendars].subscribe("board", None, "tsukuba", town.clock.now())
        with pytest.raises(ValueError, match="taken"):
            await work.of(other)[Calendars].subscribe("board", None, "tsukuba", town.clock.now())

    board = await SqlFeeds(town.database).board("tsukuba", town.clock.now())

    assert board
    assert board.community.id == one


async def test_one_community_reads_nothing_of_anothers(town: Town):
    await settled(town, "T1")
    async with town.store.transaction() as work:
        space = await work.directory.space(SpaceAddress("slack", "T2"))
        calendars = work.of(space.community)[Calendars]
        everything = await calendars.of_everybody(town.clock.now())
        with pytest.raises(LookupError):
            await calendars.of_gathering("oT1", town.clock.now())

    assert everything == ()
