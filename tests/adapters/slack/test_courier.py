"""The courier against Slack: where each delivery goes, whom it rings, and what every failure means."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError

from adapters.slack.app import SlackAdapter
from adapters.slack.courier import SlackCourier, outcome_of
from adapters.slack.web_client import new_client, new_session
from bot.ports import (
    Delivery,
    InDoubt,
    MessageRef,
    NotSent,
    Outcome,
    Rejected,
    Sent,
    Stopped,
    Target,
    TargetGone,
    ToAccount,
    ToChannel,
    ToMessage,
    ToThread,
)
from bot.vocabulary.card import Card, Paragraph
from bot.vocabulary.people import Reader, SpaceAddress
from bot.vocabulary.text import Mention, say, text
from tests.adapters.slack import town
from tests.fakes.slack import FakeSlack, Message, Person

MARKER = "marker-0123456789"
READER = Reader("ja", "Asia/Tokyo", town.PEOPLE)


def delivery(slack: FakeSlack, target: Target, card: Card = town.CALL) -> Delivery:
    return Delivery(MARKER, SpaceAddress("slack", slack.state.team_id), target, card, READER)


async def posted(machi: SlackAdapter, slack: FakeSlack, card: Card) -> Message:
    """A card in #general, as the jobs would bring it there."""
    outcome = await machi.courier.deliver(delivery(slack, ToChannel(slack.channel("general").id), card))
    assert isinstance(outcome, Sent)
    return slack.channel("general").messages[-1]


@pytest.fixture
async def courier(slack: FakeSlack) -> AsyncIterator[SlackCourier]:
    async with new_session() as session:
        client = new_client(slack.bot_token, slack.api_url)
        client.session = session
        yield SlackCourier(client)


@pytest.fixture
def channel(slack: FakeSlack) -> str:
    return slack.channel("general").id


async def test_a_card_bears_its_marker_twice_and_is_where_the_outcome_says(courier, slack: FakeSlack, channel: str):
    outcome = await courier.deliver(delivery(slack, ToChannel(channel)))

    (message,) = slack.channel("general").messages
    assert outcome == Sent(MessageRef(channel, message.ts, thread=message.ts))
    assert message.metadata == {"event_type": "machi_delivery", "event_payload": {"m": MARKER}}
    assert message.blocks[0]["block_id"] == MARKER
    assert message.readable.startswith("椅子運び")


async def test_a_card_in_a_channel_names_people_and_rings_nobody(courier, slack: FakeSlack, channel: str):
    await courier.deliver(delivery(slack, ToChannel(channel)))

    (message,) = slack.channel("general").messages
    assert "葵、Ben" in message.readable
    assert "U0AOI" not in str(message.blocks)


async def test_a_card_is_edited_where_it_stands_and_keeps_its_marker(courier, slack: FakeSlack, channel: str):
    sent = await courier.deliver(delivery(slack, ToChannel(channel)))

    outcome = await courier.deliver(delivery(slack, ToMessage(sent.message), town.card(title="満員")))

    (message,) = slack.channel("general").messages
    assert outcome == Sent(sent.message)
    assert message.readable.startswith("満員")
    assert message.metadata == {"event_type": "machi_delivery", "event_payload": {"m": MARKER}}


async def test_a_thread_rings_those_it_shall_ring_and_no_others(courier, slack: FakeSlack, channel: str):
    sent = await courier.deliver(delivery(slack, ToChannel(channel)))
    words = town.card(Paragraph(text(Mention(town.AOI), " ", Mention(town.BEN))), title="明日です")

    ringing = await courier.deliver(delivery(slack, ToThread(sent.message, rings=("U0AOI",)), words))
    silent = await courier.deliver(delivery(slack, ToThread(sent.message), words))

    first, second = slack.channel("general").replies(sent.message.message)
    assert ringing == Sent(MessageRef(channel, first.ts, thread=sent.message.message))
    assert isinstance(silent, Sent)
    assert "<@U0AOI> Ben" in first.readable
    assert "葵 Ben" in second.readable


async def test_a_direct_message_reaches_the_person(courier, slack: FakeSlack, hana: Person):
    outcome = await courier.deliver(delivery(slack, ToAccount(hana.id)))
    await courier.deliver(delivery(slack, ToAccount(hana.id)))

    assert outcome == Sent(MessageRef(hana.dm.id, hana.dms[0].ts))
    assert len(hana.dms) == 2
    assert len(slack.calls("conversations.open")) == 1


async def test_a_public_channel_is_joined_and_the_delivery_tried_again(courier, slack: FakeSlack):
    place = slack.channel("手伝い", app_is_member=False)

    first = await courier.deliver(delivery(slack, ToChannel(place.id)))
    second = await courier.deliver(delivery(slack, ToChannel(place.id)))

    assert first == NotSent("joined the channel just now", retry_after=0.0)
    assert isinstance(second, Sent)
    assert len(slack.calls("chat.postMessage")) == 2


async def test_a_channel_that_cannot_be_joined_is_out_of_reach(courier, slack: FakeSlack):
    place = slack.channel("手伝い", app_is_member=False)
    slack.fail_next("conversations.join", error="missing_scope")

    outcome = await courier.deliver(delivery(slack, ToChannel(place.id)))

    assert outcome == TargetGone("not_in_channel, and joining it: missing_scope")


async def test_somebody_unknown_is_out_of_reach(courier, slack: FakeSlack):
    assert await courier.deliver(delivery(slack, ToAccount("U0NOBODY"))) == TargetGone("user_not_found")


async def test_doubt_about_the_way_is_no_doubt_about_the_message(courier, slack: FakeSlack, hana: Person):
    slack.fail_next("conversations.open", drop_after=True)

    outcome = await courier.deliver(delivery(slack, ToAccount(hana.id)))

    assert isinstance(outcome, NotSent)
    assert slack.calls("chat.postMessage") == []


async def test_a_lost_reply_is_in_doubt_and_nothing_is_repeated(courier, slack: FakeSlack, channel: str):
    slack.fail_next("chat.postMessage", drop_after=True)

    outcome = await courier.deliver(delivery(slack, ToChannel(channel)))

    assert isinstance(outcome, InDoubt)
    assert len(slack.calls("chat.postMessage")) == 1
    assert len(slack.channel("general").messages) == 1


async def test_nobody_at_home_is_certainly_not_sent(slack: FakeSlack, unused_tcp_port: int):
    courier = SlackCourier(new_client("xoxb-none", f"http://127.0.0.1:{unused_tcp_port}/api/"))

    assert isinstance(await courier.deliver(delivery(slack, ToChannel("C1"))), NotSent)


async def test_too_fast_waits_as_long_as_slack_says(courier, slack: FakeSlack, channel: str):
    slack.fail_next("chat.postMessage", retry_after=17)

    assert await courier.deliver(delivery(slack, ToChannel(channel))) == NotSent("ratelimited", retry_after=17.0)


async def test_a_card_nobody_can_word_is_rejected_and_never_sent(courier, slack: FakeSlack, channel: str):
    outcome = await courier.deliver(delivery(slack, ToChannel(channel), Card(text(say("no-such-message")))))

    assert outcome == Rejected("it could not be rendered")
    assert slack.calls("chat.postMessage") == []


@pytest.mark.parametrize(
    ("error", "status", "outcome"),
    [
        ("ratelimited", 200, NotSent),
        ("rate_limited", 200, NotSent),
        ("request_timeout", 200, NotSent),
        ("internal_error", 200, InDoubt),
        ("fatal_error", 200, InDoubt),
        ("service_unavailable", 200, InDoubt),
        ("duplicate_message_not_found", 200, InDoubt),
        ("a_word_of_tomorrow", 200, InDoubt),
        (None, 200, InDoubt),
        (None, 500, InDoubt),
        ("internal_error", 503, InDoubt),
        (None, 404, InDoubt),
        ("invalid_blocks", 200, Rejected),
        ("invalid_blocks_format", 200, Rejected),
        ("msg_too_long", 200, Rejected),
        ("msg_blocks_too_long", 200, Rejected),
        ("no_text", 200, Rejected),
        ("metadata_too_large", 200, Rejected),
        ("invalid_metadata_format", 200, Rejected),
        ("invalid_arguments", 200, Rejected),
        ("channel_not_found", 200, TargetGone),
        ("is_archived", 200, TargetGone),
        ("restricted_action_read_only_channel", 200, TargetGone),
        ("messages_tab_disabled", 200, TargetGone),
        ("user_disabled", 200, TargetGone),
        ("invalid_auth", 200, Stopped),
        ("account_inactive", 200, Stopped),
        ("token_revoked", 200, Stopped),
        ("token_expired", 200, Stopped),
        ("missing_scope", 200, Stopped),
        ("team_access_not_granted", 200, Stopped),
        (None, 401, Stopped),
    ],
)
async def test_every_refusal_has_its_meaning(courier, slack: FakeSlack, channel, error, status, outcome: type[Outcome]):
    slack.fail_next("chat.postMessage", error=error, status=status)

    assert isinstance(await courier.deliver(delivery(slack, ToChannel(channel))), outcome)


@pytest.mark.parametrize(
    ("body", "content_type", "status", "outcome"),
    [
        ("{broken", "application/json", 200, InDoubt),
        ("[]", "application/json", 200, InDoubt),
        ('{"ok": true}', "application/json", 200, InDoubt),
        ("fine", "text/plain", 200, InDoubt),
        ("slow down", "text/plain", 429, NotSent),
        ("{broken", "application/json", 429, NotSent),
        ("bad gateway", "text/html", 502, InDoubt),
    ],
)
async def test_an_unreadable_reply_is_in_doubt(slack, body, content_type, status, outcome, unused_tcp_port: int):
    async def reply(request: web.Request) -> web.Response:
        return web.Response(text=body, content_type=content_type, status=status)

    app = web.Application()
    app.router.add_post("/api/{method}", reply)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    courier = SlackCourier(new_client("xoxb-any", f"http://127.0.0.1:{unused_tcp_port}/api/"))

    outcome_seen = await courier.deliver(delivery(slack, ToChannel("C1")))
    await runner.cleanup()

    assert isinstance(outcome_seen, outcome)


@pytest.mark.parametrize(
    "error", [TimeoutError(), asyncio.IncompleteReadError(b"", 1), aiohttp.ServerDisconnectedError(), KeyError("ts")]
)
def test_whatever_is_unknown_is_in_doubt(error: Exception):
    assert isinstance(outcome_of(error), InDoubt)


@pytest.mark.parametrize("data", [b"bytes", "words", None, []])
def test_a_refusal_without_an_object_is_in_doubt(data):
    class Response:
        status_code = 200

    Response.data = data

    assert isinstance(outcome_of(SlackApiError("strange", Response())), InDoubt)
