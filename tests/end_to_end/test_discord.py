"""Machi on Discord, whole: the real process and the real discord.py, and a Discord on loopback."""

import signal
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

import pytest
from discord import Permissions

from tests.end_to_end.process import SECONDS, Process, machi
from tests.fakes.discord import FakeDiscord, Message, Person


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as discord:
        yield discord
    refused = [(each.method, each.path, each.answer) for each in discord.requests if each.status == 400]
    assert refused == [], "Discord takes everything that Machi says"


def running(discord: FakeDiscord, folder) -> AbstractAsyncContextManager[Process]:
    return machi(
        "run",
        folder=folder,
        DISCORD__TOKEN=discord.token,
        DISCORD__API_URL=discord.api_url,
        DISCORD__GATEWAY_URL=discord.gateway_url,
        LANGUAGE="en",
    )


CALL = {"title": "Carrying chairs", "places": "1"}


async def test_a_call_is_made_answered_and_waited_for_and_lives_on_after_a_restart(discord, tmp_path):
    aoi, ben, chie = (discord.member(name, locale="en-US") for name in ("Aoi", "Ben", "Chie"))
    async with running(discord, tmp_path) as process:
        await discord.connected(within=SECONDS)
        await discord.until(discord.commands, within=SECONDS)
        asked = await aoi.slash("volunteer call", channel=discord.channel("general"))
        preview = await aoi.submits(asked, CALL)
        await aoi.presses("Looks right", on=preview.reply)
        card = await discord.until(lambda: (discord.channel("general").messages or [None])[-1], within=SECONDS)
        first = await ben.presses("✋ I can help", on=card)
        second = await chie.presses("✋ I can help", on=card)

        assert "You're in" in first.text
        assert "number 1 in the queue" in second.text
        await discord.until(lambda: "1/1 (full)" in card.text, within=SECONDS)
        assert await process.stops() == 0

    async with running(discord, tmp_path) as process:
        await discord.connected(within=SECONDS)
        await ben.presses("Give my place back", on=card)
        await discord.until(
            lambda: "A place came free" in str([message.text for message in chie.inbox]), within=SECONDS
        )
        await discord.until(lambda: "Chie" in card.text or chie.mention in card.text, within=SECONDS)

        assert await process.stops() == 0
    assert len([message for message in discord.channel("general").messages if message.buttons]) == 1


async def test_a_reaction_is_a_hand(discord, tmp_path):
    aoi, ben = discord.member("Aoi", locale="en-US"), discord.member("Ben", locale="en-US")
    async with running(discord, tmp_path):
        await discord.connected(within=SECONDS)
        await discord.until(discord.commands, within=SECONDS)
        asked = await aoi.slash("volunteer call", channel=discord.channel("general"))
        preview = await aoi.submits(asked, CALL)
        await aoi.presses("Looks right", on=preview.reply)
        card = await discord.until(lambda: (discord.channel("general").messages or [None])[-1], within=SECONDS)

        await ben.reacts("✋", on=card)

        await discord.until(lambda: "1/1 (full)" in card.text, within=SECONDS)


async def test_a_token_that_discord_does_not_know_ends_the_run_with_a_sentence(discord, tmp_path):
    settings = {"DISCORD__API_URL": discord.api_url, "DISCORD__GATEWAY_URL": discord.gateway_url}
    async with machi("run", folder=tmp_path, DISCORD__TOKEN="not.the.token", **settings) as process:
        assert await process.ends() == 1

        assert "MACHI_DISCORD__TOKEN" in process.output
        assert "Traceback" not in process.output


async def card_of(discord: FakeDiscord) -> Message:
    """The card that stands in the channel."""
    return (await discord.until(lambda: discord.channel("general").messages, within=SECONDS))[-1]


async def call_by(aoi: Person, discord: FakeDiscord, **answers: str) -> Message:
    """A call with one place, posted."""
    await discord.until(discord.commands, within=SECONDS)
    asked = await aoi.slash("volunteer call", channel=discord.channel("general"))
    preview = await aoi.submits(asked, {**CALL, **answers})
    await aoi.presses("Looks right", on=preview.reply)
    return await card_of(discord)


async def test_a_hand_raised_while_machi_was_dead_counts_and_a_hand_taken_back_too(discord, tmp_path):
    aoi, ben, chie = (discord.member(name, locale="en-US") for name in ("Aoi", "Ben", "Chie"))
    async with running(discord, tmp_path) as process:
        await discord.connected(within=SECONDS)
        card = await call_by(aoi, discord)
        await ben.reacts("✋", on=card)
        await discord.until(lambda: "1/1 (full)" in card.text, within=SECONDS)
        await process.stops(signal.SIGKILL)
    await ben.unreacts("✋", on=card)
    await chie.reacts("✋🏽", on=card)

    async with running(discord, tmp_path):
        await discord.until(lambda: chie.mention in card.text and ben.mention not in card.text, within=SECONDS)

    assert "1/1 (full)" in card.text


async def test_a_card_that_was_deleted_comes_back_by_itself_once_and_answers_as_before(discord, tmp_path):
    aoi, ben, chie = (discord.member(name, locale="en-US") for name in ("Aoi", "Ben", "Chie"))
    olga = discord.member("Olga", locale="en-US", permissions=Permissions(manage_guild=True))
    general = discord.channel("general")
    async with running(discord, tmp_path) as process:
        await discord.connected(within=SECONDS)
        first = await call_by(aoi, discord, places="2")
        await ben.presses("✋ I can help", on=first)
        await discord.until(lambda: "1/2" in first.text, within=SECONDS)
        await process.stops(signal.SIGKILL)
    discord.world.delete(first)

    async with running(discord, tmp_path):
        await discord.connected(within=SECONDS)
        anew = await card_of(discord)
        await chie.reacts("✋", on=anew)
        await discord.until(lambda: "2/2 (full)" in anew.text, within=SECONDS)
        discord.world.delete(anew)
        notice = await card_of(discord)
        answered = await olga.presses("Put it up again", on=notice)
        back = await discord.until(lambda: [each for each in general.messages if each is not notice], within=SECONDS)

    assert "It's coming back" in answered.text
    assert ["2/2 (full)" in each.text for each in back] == [True]


async def test_who_takes_no_direct_messages_reads_them_beneath_the_card(discord, tmp_path):
    aoi, ben, chie = (discord.member(name, locale="en-US") for name in ("Aoi", "Ben", "Chie"))
    aoi.takes_dms(False)
    async with running(discord, tmp_path):
        await discord.connected(within=SECONDS)
        card = await call_by(aoi, discord)
        await ben.presses("✋ I can help", on=card)
        [thread] = await discord.until(lambda: discord.home.threads, within=SECONDS)
        word = (await discord.until(lambda: thread.messages, within=SECONDS))[-1]
        to_chie = await chie.presses("Read it", on=word)
        to_aoi = await aoi.presses("Read it", on=word)

    assert word.pings.users == frozenset({aoi.id})
    assert ben.user.name not in word.text
    assert "Nothing is waiting for you" in to_chie.text
    assert ben.mention in to_aoi.text
    assert to_aoi.ephemeral


async def test_a_meetup_stands_among_the_servers_events_and_interest_is_a_maybe(discord, tmp_path):
    aoi, ben, chie = (discord.member(name, locale="en-US") for name in ("Aoi", "Ben", "Chie"))
    async with running(discord, tmp_path) as process:
        await discord.connected(within=SECONDS)
        await discord.until(discord.commands, within=SECONDS)
        asked = await aoi.slash("meetup new", channel=discord.channel("general"))
        preview = await aoi.submits(asked, {"title": "Tea", "when": "tomorrow 7pm", "where": "the hall"})
        await aoi.presses("Looks right", on=preview.reply)
        [event] = await discord.until(discord.scheduled_events, within=SECONDS)
        card = await card_of(discord)
        await ben.is_interested(event)

        await discord.until(lambda: ben.mention in card.text, within=SECONDS)
        await process.stops(signal.SIGKILL)
    await chie.is_interested(event)
    await ben.is_interested(event, False)

    async with running(discord, tmp_path):
        await discord.until(lambda: chie.mention in card.text and ben.mention not in card.text, within=SECONDS)

    assert (event.name, event.body["entity_metadata"]["location"]) == ("Tea", "the hall")
    assert "<t:" in card.text
