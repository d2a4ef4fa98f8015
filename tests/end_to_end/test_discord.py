"""Machi on Discord, whole: the real process and the real discord.py, and a Discord on loopback."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

import pytest

from tests.end_to_end.process import SECONDS, Process, machi
from tests.fakes.discord import FakeDiscord


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as discord:
        yield discord


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

        assert "You are in" in first.text
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
