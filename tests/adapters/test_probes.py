"""The probes: what they find of a platform is how that platform is, and nothing of them stays there."""

import json

import pytest

from adapters.discord.probe import measured as of_discord
from adapters.slack import probe
from adapters.slack.probe import measured as of_slack
from tests.end_to_end.process import machi
from tests.fakes.discord import FakeDiscord
from tests.fakes.measured import history_lag, nonce_window
from tests.fakes.slack import FakeSlack


@pytest.mark.parametrize(("window", "dropped", "forgotten"), [(0.0, None, 0.0), (0.25, 0.0, 0.6), (60.0, 0.6, None)])
async def test_how_long_discord_remembers_a_nonce_is_found(window, dropped, forgotten):
    async with FakeDiscord(nonce_window=window, strict=False) as discord:
        channel = discord.channel("general")

        found = await of_discord(discord.token, discord.api_url, str(channel.id), waits=(0.0, 0.6))

    assert (found["nonce_dropped_after"], found["nonce_forgotten_after"]) == (dropped, forgotten)
    assert found["history_readable"]
    assert found["history_gives_custom_id"]
    assert [message for message in channel.messages if not message.deleted] == []


async def test_a_history_that_may_not_be_read_is_found():
    async with FakeDiscord(strict=False) as discord:
        channel = discord.channel("general")
        discord.permit(channel, discord.home.roles[0], read_message_history=False)

        found = await of_discord(discord.token, discord.api_url, str(channel.id), waits=(0.0,))

    assert not found["history_readable"]


async def test_how_far_slacks_history_lags_behind_is_found(monkeypatch):
    monkeypatch.setattr(probe, "_GLANCE", 0.02)
    async with FakeSlack(subscriptions=()) as slack:
        slack.state.history_lag = 0.3
        channel = slack.channel("test")

        found = await of_slack(slack.bot_token, slack.api_url, channel.id, posts=3, pause=0.0)

    assert 0.2 < found["history_lag_longest"] < 3.0
    assert found["history_gives_metadata"]
    assert found["history_gives_block_id"]
    assert found["client_msg_id_drops"] is False
    assert channel.messages == []


async def test_the_doctor_writes_what_it_measured_and_a_fake_can_live_by_it(tmp_path):
    file = tmp_path / "live.json"
    async with FakeSlack(subscriptions=()) as slack:
        channel = slack.channel("test")
        settings = {"SLACK__BOT_TOKEN": slack.bot_token, "SLACK__SIGNING_SECRET": "s", "SLACK__API_URL": slack.api_url}
        arguments = ("doctor", "--live", str(file), "--slack-channel", channel.id, "--posts", "2")
        async with machi(*arguments, folder=tmp_path, **settings) as process:
            assert await process.ends() == 0, process.output

    assert "measured_at" in json.loads(file.read_text())
    assert 0.0 <= history_lag(file) < 5.0
    assert nonce_window(file) == 180.0


async def test_the_doctor_says_why_nothing_could_be_measured(tmp_path):
    async with FakeSlack(subscriptions=()) as slack:
        settings = {"SLACK__BOT_TOKEN": slack.bot_token, "SLACK__SIGNING_SECRET": "s", "SLACK__API_URL": slack.api_url}
        arguments = ("doctor", "--live", str(tmp_path / "live.json"), "--slack-channel", "C0NOWHERE")
        async with machi(*arguments, folder=tmp_path, **settings) as process:
            assert await process.ends() == 1

    assert "channel_not_found" in process.output
    assert "Traceback" not in process.output
