"""The next meetup among the events of a server: there once, in step, and never in the way."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import discord
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.discord import events
from adapters.discord.events import DiscordCalendar
from bot.ports import Happening, NotSent, Rejected, Shown, TargetGone
from bot.vocabulary.people import SpaceAddress
from bot.vocabulary.request import Interest
from tests.fakes import openapi

NOW = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - the fake Discord lives in the present
TEA = Happening(
    1,
    1,
    SpaceAddress("discord", "1"),
    "お茶の会",
    NOW + timedelta(days=3),
    NOW + timedelta(days=3, hours=2),
    "公民館",
    "お菓子を持ちよりましょう。",
    "planned",
    "ja",
)


@pytest.fixture
def tea(fake) -> Happening:
    return replace(TEA, space=SpaceAddress("discord", str(fake.home.id)))


@pytest.fixture
def calendar(connect):
    @asynccontextmanager
    async def running():
        async with connect() as adapter:
            yield DiscordCalendar(adapter.courier)

    return running


def mine(fake):
    return [(event.name, event.status, event.body["entity_metadata"]["location"]) for event in fake.scheduled_events()]


async def test_it_stands_there_with_its_end_and_place_and_is_not_made_twice(fake, calendar, tea):
    async with calendar() as shows:
        first = await shows.show(tea, NOW)
        again = await shows.show(tea, NOW)  # as after a crash before anybody noted that it is there

    [event] = fake.scheduled_events()
    assert first == again == Shown(str(event.id))
    assert mine(fake) == [("お茶の会", 1, "公民館")]
    assert event.body["entity_type"] == 3
    assert datetime.fromisoformat(event.body["scheduled_end_time"]) == tea.ends_at
    assert event.body["description"].startswith("お菓子を持ちよりましょう。")


async def test_an_event_whose_making_was_never_confirmed_is_found(fake, calendar, tea):
    fake.fail_next("POST", "/scheduled-events$", drop_after=True)

    async with calendar() as shows:
        lost = await shows.show(tea, NOW)
        found = await shows.show(tea, NOW)

    assert isinstance(lost, NotSent)
    assert isinstance(found, Shown)
    assert len(fake.scheduled_events()) == 1


async def test_it_moves_and_is_called_off_with_the_meetup(fake, calendar, tea):
    async with calendar() as shows:
        made = await shows.show(tea, NOW)
        assert isinstance(made, Shown)
        later = replace(tea, external=made.external, starts_at=tea.starts_at + timedelta(days=1), where="川べり")
        await shows.show(replace(later, ends_at=tea.ends_at + timedelta(days=1)), NOW)
        moved = mine(fake)
        await shows.show(replace(later, state="cancelled"), NOW)

    assert moved == [("お茶の会", 1, "川べり")]
    assert mine(fake) == [("お茶の会", 4, "川べり")]


async def test_what_is_over_or_has_begun_is_left_to_discord(fake, calendar, tea):
    async with calendar() as shows:
        over = await shows.show(replace(tea, state="over"), NOW)
        begun = await shows.show(tea, tea.starts_at)
        never_there = await shows.show(replace(tea, state="cancelled"), NOW)

    assert over == begun == never_there == Shown(None)
    assert fake.scheduled_events() == []


async def test_an_event_that_somebody_took_away_is_made_anew_when_the_meetup_changes(fake, calendar, tea):
    async with calendar() as shows:
        made = await shows.show(tea, NOW)
        assert isinstance(made, Shown)
        fake.world.unschedule(fake.scheduled_events()[0])
        anew = await shows.show(replace(tea, external=made.external), NOW)

    assert isinstance(anew, Shown)
    assert anew.external != made.external
    assert len(fake.scheduled_events()) == 1


async def test_without_the_permission_it_is_said_what_discord_said(fake, calendar, tea):
    fake.home.roles[1].permissions = discord.Permissions(view_channel=True)
    fake.home.everyone.permissions = discord.Permissions(view_channel=True)

    async with calendar() as shows:
        refused = await shows.show(tea, NOW)

    assert isinstance(refused, TargetGone)
    assert "50013" in refused.reason


async def test_interest_told_and_taken_back_is_heard_and_needs_no_privileged_intent(fake, connect, town, tea):
    aoi = fake.member("あおい")

    async with connect() as adapter:
        await fake.connected()
        await DiscordCalendar(adapter.courier).show(tea, NOW)
        [event] = fake.scheduled_events()
        town.engine.planned = (str(event.id),)
        await aoi.is_interested(event)
        await aoi.is_interested(event, False)
        await fake.until(lambda: len(town.engine.gestures) == 2)

    told, lost = town.engine.gestures
    assert isinstance(told, Interest)
    assert (told.happening, told.added, told.actor.account.external_id) == (str(event.id), True, str(aoi.id))
    assert isinstance(lost, Interest)
    assert not lost.added


def interested(town) -> list[tuple[str, bool]]:
    """Who was interested, or not any more, in the order it was heard of."""
    gestures = [gesture for gesture in town.engine.gestures if isinstance(gesture, Interest)]
    return [(gesture.actor.account.external_id, gesture.added) for gesture in gestures]


async def planned(fake, connect, town, tea):
    """The event, made by a Machi that has stopped since."""
    async with connect() as adapter:
        await fake.connected()
        await DiscordCalendar(adapter.courier).show(tea, NOW)
    [event] = fake.scheduled_events()
    town.engine.planned = (str(event.id),)
    return event


async def test_who_was_interested_while_machi_was_away_is_heard_once_and_who_is_no_longer_too(fake, connect, town, tea):
    aoi, ben = fake.member("あおい"), fake.member("ben")
    event = await planned(fake, connect, town, tea)
    await aoi.is_interested(event)
    async with connect():
        await fake.until(lambda: interested(town))
    await aoi.is_interested(event, False)
    await ben.is_interested(event)

    for _ in range(2):
        seen = len(fake.sent("GET", r"/scheduled-events/\d+/users$"))
        async with connect():
            await fake.until(lambda seen=seen: len(fake.sent("GET", r"/scheduled-events/\d+/users$")) > seen)
            await aoi.slash("help")

    await fake.until(lambda: len(interested(town)) == 3)
    assert interested(town) == [(str(aoi.id), True), (str(aoi.id), False), (str(ben.id), True)]
    assert town.engine.gestures[0].actor.account.name == "あおい"


async def test_more_than_a_page_of_interested_people_are_all_heard(fake, connect, town, tea):
    event = await planned(fake, connect, town, tea)
    people = [fake.member(f"person {number}") for number in range(101)]
    for person in people:
        event.interested.append(person.user)

    async with connect():
        await fake.until(lambda: len(interested(town)) == len(people))

    assert {person for person, _ in interested(town)} == {str(person.id) for person in people}


async def test_when_a_session_goes_on_interest_that_was_not_told_is_looked_for(fake, connect, town, tea):
    aoi = fake.member("あおい")
    event = await planned(fake, connect, town, tea)
    async with connect():
        await fake.until(lambda: fake.sent("GET", r"/scheduled-events/\d+/users$"))
        event.interested.append(aoi.user)  # and no news of it
        await fake.drop_gateway(4000)
        await fake.until(lambda: interested(town), within=10.0)

    assert fake.gateway.resumes
    assert interested(town) == [(str(aoi.id), True)]


async def test_interest_in_somebody_elses_event_is_nobodys_business(fake, connect, town, tea):
    aoi = fake.member("あおい")
    event = await planned(fake, connect, town, tea)
    town.engine.planned = ()

    async with connect():
        await fake.connected()
        await aoi.is_interested(event)
        await aoi.slash("help")

    assert interested(town) == []


async def test_who_is_interested_cannot_be_seen_and_everybody_stays(fake, connect, town, tea):
    aoi = fake.member("あおい")
    event = await planned(fake, connect, town, tea)
    await aoi.is_interested(event)
    async with connect():
        await fake.until(lambda: interested(town))
    fake.fail_next("GET", r"/scheduled-events/\d+/users$", status=404, code=10070)

    async with connect():
        await fake.until(lambda: len(fake.sent("GET", r"/scheduled-events/\d+/users$")) == 2)
        await aoi.slash("help")

    assert interested(town) == [(str(aoi.id), True)]


@settings(deadline=None)
@example(words="", where="\r", title="")
@given(words=st.text(max_size=3_000), where=st.text(max_size=300), title=st.text(max_size=300))
def test_whatever_is_typed_discord_takes_it(words, where, title):
    body = events._body(replace(TEA, title=title, where=where, details=words))

    assert openapi.problems_in_request("POST", "/guilds/1/scheduled-events", body) == []
    assert len(body["name"]) <= 100
    assert 1 <= len(body["entity_metadata"]["location"]) <= 100
    assert len(body["description"]) <= 1_000


async def test_while_discord_is_away_it_waits(connect, town, tea):
    from adapters.discord.courier import DiscordCourier

    waits = await DiscordCalendar(DiscordCourier()).show(tea, NOW)

    assert isinstance(waits, NotSent)
    assert not isinstance(waits, Rejected)
    await asyncio.sleep(0)
