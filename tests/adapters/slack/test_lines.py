"""Socket Mode connections: several at once, and none that stays open and brings nothing."""

import asyncio

import pytest

from adapters.slack import lines
from adapters.slack.app import SlackAdapter
from tests.adapters.slack.conftest import running


@pytest.fixture
def adapter(slack, engine, clock, monkeypatch) -> SlackAdapter:
    monkeypatch.setattr(lines, "DRAINING", 0.2)
    return SlackAdapter(
        engine, clock, slack.bot_token, app_token=slack.app_token, api_url=slack.api_url, connections=2, silence=0.5
    )


def test_a_silent_line_is_noticed_within_two_minutes():
    assert lines.SILENCE + lines.DRAINING <= 120


async def test_as_many_lines_are_held_as_are_wished_for(adapter, slack, hana):
    async with running(adapter):
        await slack.connected(2)
        answers = [await hana.runs("/volunteer", "list") for _ in range(4)]

    assert all(answer.text.startswith("volunteer list") for answer in answers)


async def test_a_line_on_which_nothing_is_said_is_opened_anew(adapter, slack, hana):
    async with running(adapter):
        await slack.connected(2)
        first = set(slack.socket_mode.connections)

        await slack.until(lambda: len(slack.calls("apps.connections.open")) >= 4, within=5)
        await slack.until(lambda: not first & set(slack.socket_mode.connections), within=5)
        answer = await hana.runs("/volunteer", "list")

    assert answer.text.startswith("volunteer list")


async def test_the_new_line_is_there_before_the_old_one_is_closed(adapter, slack):
    least = 2
    async with running(adapter):
        await slack.connected(2)
        async with asyncio.timeout(3):
            while len(slack.calls("apps.connections.open")) < 5:
                least = min(least, len(slack.socket_mode.connections))
                await asyncio.sleep(0.02)

    assert least == 2


async def test_a_line_on_which_something_is_said_is_kept(slack, engine, clock, hana):
    adapter = SlackAdapter(
        engine, clock, slack.bot_token, app_token=slack.app_token, api_url=slack.api_url, silence=0.6
    )
    async with running(adapter):
        await slack.connected()
        for _ in range(5):
            await hana.runs("/volunteer", "list")
            await asyncio.sleep(0.2)

    assert len(slack.calls("apps.connections.open")) == 1
