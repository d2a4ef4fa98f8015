"""Socket Mode connections: several at once, and none that stays open and brings nothing."""

import asyncio

import pytest

from adapters.slack import app, lines
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
        engine, clock, slack.bot_token, app_token=slack.app_token, api_url=slack.api_url, silence=1.5
    )
    async with running(adapter):
        await slack.connected()
        for _ in range(9):
            await hana.runs("/volunteer", "list")
            await asyncio.sleep(0.2)

    assert len(slack.calls("apps.connections.open")) == 1


@pytest.fixture
def alone(slack, engine, clock, monkeypatch) -> SlackAdapter:
    monkeypatch.setattr(lines, "DRAINING", 0.2)
    monkeypatch.setattr(lines, "GLANCE", 0.05)
    return SlackAdapter(engine, clock, slack.bot_token, app_token=slack.app_token, api_url=slack.api_url)


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled", "of_another_year"])
async def test_a_line_that_slack_asks_to_leave_is_heard_until_another_is_there(alone, slack, hana, reason):
    async with running(alone):
        await slack.connected()
        (old,) = slack.socket_mode.connections
        await slack.socket_mode.disconnect(reason)
        await slack.until(lambda: len(slack.socket_mode.connections) == 2)
        both = [await hana.runs("/volunteer", "list") for _ in range(2)]
        await slack.until(lambda: old not in slack.socket_mode.connections)
        after = await hana.runs("/volunteer", "list")

    assert all(answer.text.startswith("volunteer list") for answer in (*both, after))
    assert len(slack.calls("apps.connections.open")) == 2


async def test_where_there_are_too_many_lines_one_leaves_and_waits(alone, slack, hana, monkeypatch):
    monkeypatch.setattr(lines, "CROWDED", 0.3)
    async with running(alone):
        await slack.connected()
        await slack.socket_mode.disconnect("too_many_websockets")
        await slack.until(lambda: not slack.socket_mode.connections)
        waiting = len(slack.calls("apps.connections.open"))
        await slack.connected()
        answer = await hana.runs("/volunteer", "list")

    assert waiting == 1
    assert answer.text.startswith("volunteer list")


async def test_a_broken_line_is_opened_anew_at_once(alone, slack, hana):
    async with running(alone):
        await slack.connected()
        slack.socket_mode.cut()
        await slack.until(lambda: not slack.socket_mode.connections)
        await slack.connected(within=3)
        answer = await hana.runs("/volunteer", "list")

    assert answer.text.startswith("volunteer list")


async def test_a_way_in_that_is_closed_for_a_while_is_tried_again(alone, slack, hana, monkeypatch):
    monkeypatch.setattr(app, "PATIENCE", 0.05)
    async with running(alone):
        await slack.connected()
        slack.fail_next("apps.connections.open", error="invalid_auth", times=2)
        slack.fail_next("apps.connections.open", retry_after=1)
        slack.socket_mode.cut()
        await slack.until(lambda: not slack.socket_mode.connections)
        await slack.connected(within=5)
        answer = await hana.runs("/volunteer", "list")

    assert answer.text.startswith("volunteer list")
    calls = slack.calls("apps.connections.open")
    assert len(calls) == 5
