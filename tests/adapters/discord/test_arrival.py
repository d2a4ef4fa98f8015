"""Coming to a server and leaving it: one sentence in the right place, and nothing forgotten."""

import asyncio

import discord
import pytest

from adapters.discord import permissions
from adapters.discord.client import DiscordAdapter
from bot.vocabulary.people import SpaceAddress
from tests.fakes.discord import FakeDiscord


def greetings(channel):
    return [message for message in channel.messages if message.buttons]


NOTHING = discord.Permissions(view_channel=True)


async def test_when_invited_machi_says_one_sentence_with_a_button_that_sets_it_up(fake, connect, town):
    async with connect():
        await fake.connected()
        guild = fake.guild("となり町", channels=("雑談", "お知らせ"), just_now=True)
        organizer = fake.member("あおい", guild=guild, permissions=discord.Permissions(manage_guild=True))
        [hello] = await fake.until(lambda: greetings(guild.channels[0]))
        await organizer.presses("準備する", on=hello)

    assert hello.text.startswith("## はじめまして、Machi（町）です")
    assert town.engine.gestures[-1].action.arguments == ("settings", "setup")
    assert hello.pings.users == frozenset()


async def test_hello_is_said_once_whatever_restarts(fake, connect):
    fake.world.invite_bot(fake.home)
    for _ in range(3):
        async with connect():
            await fake.until(lambda: greetings(fake.channel("general")))
            await fake.connected()

    assert len(greetings(fake.channel("general"))) == 1


async def test_where_the_announcements_are_closed_it_is_said_in_the_first_open_channel(fake, connect):
    fake.world.invite_bot(fake.home)
    fake.permit(fake.channel("general"), fake.home.roles[1], send_messages=False)

    async with connect():
        [hello] = await fake.until(lambda: greetings(fake.channel("events")))

    assert greetings(fake.channel("general")) == []
    assert hello.text


async def test_an_english_server_is_greeted_in_english(connect, fake):
    async with connect():
        await fake.connected()
        guild = fake.guild("Next door", locale="en-GB", channels=("hall",), just_now=True)
        [hello] = await fake.until(lambda: greetings(guild.channels[0]))

    assert hello.text.startswith("## Hello, I'm Machi")


async def test_where_newcomers_are_not_heard_of_the_greeting_is_their_door(town, shelf):
    async with FakeDiscord(privileged=discord.Intents.none()) as bare:
        bare.world.invite_bot(bare.home)
        adapter = DiscordAdapter(town.engine, shelf, bare.token, api_url=bare.api_url)
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(adapter.run())
            [hello] = await bare.until(lambda: greetings(bare.channel("general")))
            running.cancel()

    assert [button.label for button in hello.buttons] == ["準備する", "自己紹介する"]
    assert "ピン留め" in hello.text


async def test_who_invites_machi_again_reads_that_everything_is_as_it_was(fake, connect):
    fake.world.invite_bot(fake.home)
    async with connect():
        await fake.until(lambda: greetings(fake.channel("general")))
        fake.world.remove_bot(fake.home)
        fake.world.invite_bot(fake.home)
        await fake.until(lambda: len(fake.channel("general").messages) == 2)

    assert "前のまま" in fake.channel("general").last.text


async def test_a_large_guild_that_tells_of_no_members_is_greeted_too(fake, connect, monkeypatch):
    whole = type(fake.world).guild_create
    monkeypatch.setattr(type(fake.world), "guild_create", lambda *each: {**whole(*each), "large": True, "members": []})
    fake.world.invite_bot(fake.home)

    async with connect():
        [hello] = await fake.until(lambda: greetings(fake.channel("general")))
        answered = await fake.member("あおい").slash("help")

    assert "はじめまして" in hello.text
    assert answered.ephemeral


async def test_the_core_is_told_when_machi_is_taken_out_and_let_in_again(fake, connect, town):
    async with connect():
        await fake.until(lambda: town.engine.departures)
        fake.world.remove_bot(fake.home)
        fake.world.invite_bot(fake.home)
        await fake.until(lambda: len(town.engine.departures) == 3)

    here = str(fake.home.id)
    assert town.engine.departures == [("there", here), ("left", here), ("there", here)]


async def test_where_machi_was_taken_out_while_it_was_away_is_found_out_and_an_outage_is_not_that(fake, connect, town):
    other, dark = fake.guild("川越"), fake.guild("浦和")
    town.engine.spaces = tuple(SpaceAddress("discord", str(each.id)) for each in (fake.home, other, dark))
    fake.world.remove_bot(other)
    fake.world.begin_outage(dark)

    async with connect():
        await fake.until(lambda: ("left", str(other.id)) in town.engine.departures)
        await fake.member("あおい").slash("help")

    assert town.engine.departures == [("there", str(fake.home.id)), ("left", str(other.id))]


async def test_each_connection_minds_its_own_guilds(fake, connect, town):
    town.engine.spaces = tuple(SpaceAddress("discord", str(number << 22)) for number in (1, 2))

    async with connect(shard_count=2, shard_ids=[1]):
        await fake.until(lambda: [told for told in town.engine.departures if told[0] == "left"])

    assert [guild for what, guild in town.engine.departures if what == "left"] == [str(1 << 22)]


async def test_an_outage_of_discords_is_no_farewell(fake, connect, shelf, town):
    fake.world.invite_bot(fake.home)
    async with connect():
        await fake.until(lambda: greetings(fake.channel("general")))
        fake.world.begin_outage(fake.home)
        fake.world.end_outage(fake.home)
        aoi = fake.member("あおい")
        await aoi.slash("help")

    assert shelf.kept[f"greeted:{fake.home.id}"] == "here"
    assert {what for what, _ in town.engine.departures} == {"there"}
    assert len(fake.channel("general").messages) == 1


def test_the_invitation_asks_for_what_is_needed_and_nothing_else():
    asked = permissions.EVERYTHING

    assert permissions.invite(1).endswith(f"permissions={asked.value}")
    assert not asked.is_superset(discord.Permissions(manage_messages=True))
    assert not asked.administrator
    assert not asked.mention_everyone


@pytest.mark.parametrize("name", permissions.lacking(NOTHING, permissions.EVERYTHING))
def test_every_permission_is_called_by_a_name(name):
    assert permissions.in_words(name)[0].isupper()


async def test_a_server_that_has_known_machi_for_long_is_not_greeted(fake, connect, shelf):
    async with connect():
        await fake.until(lambda: shelf.kept.get(f"greeted:{fake.home.id}"))

    assert fake.channel("general").messages == []
