"""What Machi lacks on Slack, as organizers and the doctor are told."""

import pytest

from adapters.slack.app import SlackAdapter
from adapters.slack.doctor import examined
from adapters.slack.manifest import SCOPES
from bot.ports import Lack
from bot.vocabulary.people import SpaceAddress
from tests.adapters.slack.conftest import running

HERE = SpaceAddress("slack", "T0TOWN")


@pytest.fixture
def adapter(slack, engine, clock) -> SlackAdapter:
    return SlackAdapter(engine, clock, slack.bot_token, app_token=slack.app_token, api_url=slack.api_url)


async def inspected(adapter, slack, *channels: str) -> tuple[Lack, ...]:
    async with running(adapter):
        await slack.connected()
        return await adapter.inspector.inspect(HERE, channels)


async def told(slack, *channels: str, token: str = "") -> list[tuple[bool, str]]:
    return [
        finding
        async for finding in examined(token or slack.bot_token, slack.app_token, slack.api_url, {"T0TOWN": channels})
    ]


async def test_where_all_is_well_nothing_is_lacking(adapter, slack):
    slack.scopes = ",".join(SCOPES)
    hall = slack.channel("hall")

    assert await inspected(adapter, slack, hall.id) == ()
    assert [ok for ok, _ in await told(slack, hall.id)] == [True, True, True]


async def test_a_scope_that_was_not_granted_is_named(adapter, slack):
    slack.scopes = ",".join(scope for scope in SCOPES if scope != "reactions:read")

    assert await inspected(adapter, slack) == (Lack("scope", "reactions:read"),)
    assert any("reactions:read" in words and "manifest" in words for ok, words in await told(slack) if not ok)


async def test_a_channel_machi_is_not_in_comes_with_the_line_to_type(adapter, slack):
    hall = slack.channel("hall", app_is_member=False)

    assert await inspected(adapter, slack, hall.id) == (Lack("membership", "not_in_channel", hall.id, "hall"),)
    invites = [words for ok, words in await told(slack, hall.id) if not ok]
    assert invites == [f"Machi is not in #hall (not_in_channel): type /invite @{slack.state.bot.name} there"]


async def test_channels_that_are_archived_or_gone_are_told_apart(adapter, slack):
    hall = slack.channel("hall")
    hall.is_archived = True

    assert await inspected(adapter, slack, hall.id, "C0GONE") == (
        Lack("channel", "is_archived", hall.id, "hall"),
        Lack("channel", "channel_not_found", "C0GONE"),
    )
    wrong = [words for ok, words in await told(slack, hall.id, "C0GONE") if not ok]
    assert ["archived" in wrong[0], "C0GONE" in wrong[1]] == [True, True]
    slack.refusals.clear()


async def test_a_token_that_is_refused_is_said(adapter, slack):
    async with running(adapter):
        await slack.connected()
        slack.fail_next("auth.test", error="token_revoked")
        lacking = await adapter.inspector.inspect(HERE, ())

    assert lacking == (Lack("token", "token_revoked"),)
    [(ok, words)] = [finding for finding in await told(slack, token="xoxb-other") if "BOT_TOKEN" in finding[1]]
    assert not ok
    assert "invalid_auth" in words
    slack.refusals.clear()


async def test_a_slack_that_does_not_answer_is_no_finding_about_machi(adapter, slack, monkeypatch):
    monkeypatch.setattr("adapters.slack.inspector.SECONDS", 0.2)
    async with running(adapter):
        await slack.connected()
        slack.fail_next("auth.test", hold=1.0, drop_before=True)

        assert await adapter.inspector.inspect(HERE, ()) == (Lack("silence"),)


async def test_before_a_channel_is_chosen_the_doctor_says_how(slack):
    assert (True, "no channel is chosen yet: type /machi settings setup") in await told(slack)
