"""Sessions: begun anew rarely enough in whatever trouble, shared by shards, and given up when they are dead."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from adapters.discord import sessions
from adapters.discord.client import DiscordAdapter
from adapters.discord.sessions import DAY, MOST, Sessions, TooManySessions, next_at
from tests.fakes.shelf import FakeShelf
from tests.stores import StandingClock


@settings(deadline=None)
@given(st.lists(st.floats(0.0, 7_200.0), min_size=150, max_size=400))
def test_however_a_process_crashes_no_day_has_more_than_a_hundred_new_sessions(pauses):
    now, begun = StandingClock().now(), []
    for pause in pauses:
        now += timedelta(seconds=pause)
        lately = [at for at in begun if at > now - DAY]
        now = max(now, next_at(lately) or now)
        begun.append(now)

    for at in begun:
        assert len([other for other in begun if at - DAY < other <= at]) <= MOST


async def test_a_crash_loop_begins_at_once_at_first_and_ever_more_rarely_and_never_stops():
    shelf, clock, begun = FakeShelf(), StandingClock(), []
    start = clock.now()

    while clock.now() < start + timedelta(days=3):
        await Sessions(shelf, clock).begin()  # and the process dies
        begun.append(clock.now() - start)
        clock.move(seconds=max(1.0, await Sessions(shelf, clock).wait()))

    assert len([at for at in begun if at < DAY]) <= MOST
    assert begun[9] < timedelta(minutes=1)
    assert max(later - earlier for earlier, later in pairwise(begun)) <= timedelta(minutes=30)


async def test_one_too_many_is_refused_with_how_long_to_wait():
    shelf, clock = FakeShelf(), StandingClock()
    for _ in range(sessions.AT_ONCE):
        await Sessions(shelf, clock).begin()

    with pytest.raises(TooManySessions) as refused:
        await Sessions(shelf, clock).begin()

    assert refused.value.seconds == sessions.SOON_APART.total_seconds()
    assert await Sessions(shelf, clock, shard=1).wait() == 0


async def test_a_clock_that_was_set_back_holds_nothing_up():
    shelf, clock = FakeShelf(), StandingClock()
    for _ in range(sessions.AT_ONCE):
        await Sessions(shelf, clock).begin()

    clock.move(days=-400)

    assert await Sessions(shelf, clock).wait() == 0


async def test_a_process_that_is_started_over_and_over_asks_for_ten_sessions_and_then_waits(fake, connect, town, shelf):
    for _ in range(sessions.AT_ONCE):
        async with connect():
            pass
    adapter = DiscordAdapter(town.engine, shelf, fake.token, api_url=fake.api_url)

    with capture_logs() as logs:
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(adapter.run())
            await fake.until(lambda: logs)
            running.cancel()

    assert len(fake.gateway.identifies) == sessions.AT_ONCE
    assert logs[-1]["seconds"] == sessions.SOON_APART.total_seconds()


async def test_a_session_that_discord_ends_is_followed_by_another(fake, connect):
    aoi = fake.member("あおい")

    async with connect():
        await fake.drop_gateway(4000, forget=True)
        await fake.until(lambda: len(fake.gateway.identifies) == 2, within=10.0)
        await fake.connected()
        answered = await aoi.slash("help")

    assert answered.ephemeral


async def test_a_connection_that_answers_no_heartbeat_is_noticed_and_resumed(fake, connect):
    fake.gateway.heartbeat_interval = 0.3
    fake.gateway.acknowledges = False
    aoi = fake.member("あおい")

    async with connect():
        await fake.until(lambda: fake.gateway.resumes, within=10.0)
        fake.gateway.acknowledges = True
        await fake.connected(within=10.0)
        answered = await aoi.slash("help")

    assert answered.ephemeral
    assert len(fake.gateway.identifies) == 1


async def test_each_shard_hears_of_its_own_guilds_and_every_guild_is_heard(fake, connect, town, monkeypatch):
    monkeypatch.setattr(sessions, "BETWEEN", 0.05)
    guilds = [fake.home, *(fake.guild(f"町 {number}") for number in range(7))]
    people = [fake.member(f"person {number}", guild=guild) for number, guild in enumerate(guilds)]

    async with connect(shard_count=2):
        await fake.connected(sessions=2)
        answers = [await person.slash("help") for person in people]

    assert sorted(tuple(each["shard"]) for each in fake.gateway.identifies) == [(0, 2), (1, 2)]
    assert all(answered.ephemeral for answered in answers)


async def test_a_process_may_hold_some_of_the_shards(fake, connect):
    async with connect(shard_count=4, shard_ids=(2,)):
        await fake.connected()

    assert [each["shard"] for each in fake.gateway.identifies] == [[2, 4]]
