"""Machi on Discord and on Slack at once: one process, one database, two platforms on loopback."""

from tests.end_to_end.process import SECONDS, machi
from tests.fakes.discord import FakeDiscord
from tests.fakes.slack import FakeSlack

CALL = {"title": "Carrying chairs", "places": "1"}


async def test_one_process_serves_both(tmp_path):
    async with FakeDiscord() as discord, FakeSlack() as slack:
        settings = {
            "DISCORD__TOKEN": discord.token,
            "DISCORD__API_URL": discord.api_url,
            "DISCORD__GATEWAY_URL": discord.gateway_url,
            "SLACK__BOT_TOKEN": slack.bot_token,
            "SLACK__APP_TOKEN": slack.app_token,
            "SLACK__API_URL": slack.api_url,
        }
        async with machi("run", folder=tmp_path, **settings) as process:
            await discord.connected(within=SECONDS)
            await discord.until(discord.commands, within=SECONDS)
            await slack.connected(within=SECONDS)
            aoi, ben = discord.member("Aoi", locale="en-US"), slack.user(name="ben", locale="en-US")

            asked = await aoi.slash("volunteer call", channel=discord.channel("general"))
            await aoi.presses("Looks right", on=(await aoi.submits(asked, CALL)).reply)
            opened = await ben.runs("/volunteer", "call")
            await ben.submits(opened.view, CALL)
            await ben.presses("Looks right")

            on_discord = await discord.until(lambda: discord.channel("general").messages, within=SECONDS)
            on_slack = await slack.until(lambda: slack.channel("general").messages, within=SECONDS)
            # Two chats that nobody has tied together are two communities: neither sees the other's call.
            assert (len(on_discord), len(on_slack)) == (1, 1)
            assert slack.refusals == []
            assert await process.stops() == 0


async def test_a_platform_that_refuses_its_token_leaves_the_other_alone(tmp_path):
    async with FakeDiscord() as discord, FakeSlack() as slack:
        settings = {
            "DISCORD__TOKEN": "not.the.token",
            "DISCORD__API_URL": discord.api_url,
            "DISCORD__GATEWAY_URL": discord.gateway_url,
            "SLACK__BOT_TOKEN": slack.bot_token,
            "SLACK__APP_TOKEN": slack.app_token,
            "SLACK__API_URL": slack.api_url,
        }
        async with machi("run", folder=tmp_path, **settings) as process:
            await process.says("MACHI_DISCORD__TOKEN")
            await slack.connected(within=SECONDS)

            answer = await slack.user(name="ben", locale="en-US").runs("/machi", "help")

            assert "What would you like to do?" in answer.text
            assert await process.stops() == 0
