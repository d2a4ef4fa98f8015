"""The courier against Slack: where each delivery goes, whom it rings, and what every failure means."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError

from adapters.slack import courier as slack_courier
from adapters.slack.app import SlackAdapter
from adapters.slack.courier import SlackCourier, outcome_of
from adapters.slack.web_client import new_client, new_session, retry_after
from bot.pauses import Pauses
from bot.ports import (
    Delivery,
    InDoubt,
    MessageRef,
    NotSent,
    Outcome,
    Rejected,
    Seen,
    Sent,
    Stopped,
    Target,
    TargetGone,
    ToAccount,
    ToChannel,
    ToConversation,
    ToMessage,
    ToThread,
    Unseen,
)
from bot.vocabulary.card import Card, Paragraph
from bot.vocabulary.effect import File
from bot.vocabulary.people import Reader, SpaceAddress
from bot.vocabulary.text import Mention, say, text
from tests.adapters.slack import town
from tests.fakes.shelf import FakeShelf
from tests.fakes.slack import FakeSlack, Message, Person
from tests.fakes.slack.web_api import METHODS
from tests.stores import MONDAY, StandingClock

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


DATE = File("machi-picnic.ics", "text/calendar", "BEGIN:VCALENDAR 花見\r\n".encode())


async def test_a_file_follows_its_direct_message(courier, slack: FakeSlack, hana: Person):
    outcome = await courier.deliver(replace(delivery(slack, ToAccount(hana.id)), file=DATE))

    message, file = slack.state.group([hana.id]).messages
    assert outcome == Sent(MessageRef(message.channel_id, message.ts))
    assert file.files == {DATE.name: DATE.content}


async def test_where_slack_takes_no_file_the_message_says_so_beneath(courier, slack: FakeSlack, hana: Person):
    slack.fail_next("files.getUploadURLExternal", error="missing_scope")

    outcome = await courier.deliver(replace(delivery(slack, ToAccount(hana.id)), file=DATE))

    message, said = slack.state.group([hana.id]).messages
    assert outcome == Sent(MessageRef(message.channel_id, message.ts))
    assert "files:write" in said.readable


STEPS = ("files.getUploadURLExternal", "files.completeUploadExternal")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    "fault", [{"status": 500}, {"retry_after": 0}, {"drop_before": True}, {"error": "fatal_error"}]
)
async def test_a_file_that_did_not_arrive_follows_once_somebody_looks(courier, slack, hana: Person, step, fault):
    sent = replace(delivery(slack, ToAccount(hana.id)), file=DATE)
    slack.fail_next(step, **fault)

    outcome = await courier.deliver(sent)
    sights = [await courier.look_up(sent, MONDAY) for _ in range(2)]

    message, file = slack.state.group([hana.id]).messages
    assert isinstance(outcome, InDoubt)
    assert sights == [Seen((MessageRef(message.channel_id, message.ts),))] * 2
    assert file.files == {DATE.name: DATE.content}


async def test_a_file_whose_reply_was_lost_is_not_handed_over_twice(courier, slack, hana: Person):
    sent = replace(delivery(slack, ToAccount(hana.id)), file=DATE)
    slack.fail_next("files.completeUploadExternal", drop_after=True)

    await courier.deliver(sent)
    await courier.look_up(sent, MONDAY)

    assert [message.files for message in slack.state.group([hana.id]).messages] == [{}, {DATE.name: DATE.content}]


async def test_a_file_that_still_does_not_arrive_leaves_the_delivery_in_doubt(courier, slack, hana: Person):
    sent = replace(delivery(slack, ToAccount(hana.id)), file=DATE)
    slack.fail_next("files.getUploadURLExternal", status=503, times=2)

    await courier.deliver(sent)

    assert isinstance(await courier.look_up(sent, MONDAY), Unseen)
    assert isinstance(await courier.look_up(sent, MONDAY), Seen)
    assert len(slack.state.group([hana.id]).messages) == 2


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


async def test_a_word_in_a_thread_is_edited_where_it_stands(courier, slack: FakeSlack, channel: str):
    sent = await courier.deliver(delivery(slack, ToChannel(channel)))
    beneath = await courier.deliver(delivery(slack, ToThread(sent.message), town.card(title="明日です")))
    moved = town.card(title="日時が変わりました")

    outcome = await courier.deliver(delivery(slack, ToMessage(beneath.message, beneath=True), moved))

    [reply] = slack.channel("general").replies(sent.message.message)
    assert outcome == Sent(beneath.message)
    assert "日時が変わりました" in reply.readable


async def test_a_direct_message_reaches_the_person(courier, slack: FakeSlack, hana: Person):
    outcome = await courier.deliver(delivery(slack, ToAccount(hana.id)))
    await courier.deliver(delivery(slack, ToAccount(hana.id)))

    assert outcome == Sent(MessageRef(hana.dm.id, hana.dms[0].ts))
    assert len(hana.dms) == 2
    assert len(slack.calls("conversations.open")) == 1


async def test_a_conversation_is_one_of_these_people_and_machi_however_often_it_is_opened(
    courier, slack: FakeSlack, hana: Person
):
    ken = slack.user(name="ken", real_name="健")
    among = ToConversation((hana.id, ken.id))

    outcome = await courier.deliver(delivery(slack, among))
    again = await courier.deliver(delivery(slack, ToConversation((ken.id, hana.id))))

    assert isinstance(outcome, Sent)
    assert isinstance(again, Sent)
    assert outcome.message.channel == again.message.channel
    place = slack.state.channels[outcome.message.channel]
    assert (place.is_mpim, set(place.members) - {hana.id, ken.id}) == (True, {slack.state.bot.id})


async def test_a_conversation_is_found_again_by_its_marker(courier, slack: FakeSlack, hana: Person):
    among = delivery(slack, ToConversation((hana.id, slack.user(name="ken", real_name="健").id)))
    slack.fail_next("chat.postMessage", drop_after=True)
    doubtful = await courier.deliver(among)

    seen = await courier.look_up(among, MONDAY)

    assert isinstance(doubtful, InDoubt)
    assert len(seen.messages) == 1


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

    assert outcome == TargetGone("not_in_channel, and joining it: missing_scope", denied=True)


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


@pytest.mark.parametrize("seconds", [30, 600])
async def test_what_slack_asked_to_be_called_later_is_not_called_sooner_by_whoever_is_begun_anew(
    slack: FakeSlack, channel: str, seconds: int
):
    shelf, clock = FakeShelf(), StandingClock()
    async with new_session() as session:
        clients = [new_client(slack.bot_token, slack.api_url, Pauses(shelf, clock)) for _ in range(2)]
        for client in clients:
            client.session = session
        slack.fail_next("chat.postMessage", retry_after=seconds)
        await SlackCourier(clients[0]).deliver(delivery(slack, ToChannel(channel)))
        clock.move(seconds=10)
        after = SlackCourier(clients[1])
        outcome = await after.deliver(delivery(slack, ToChannel(channel)))
        elsewhere = await after.deliver(delivery(slack, ToChannel(slack.channel("random").id)))

    assert isinstance(outcome, NotSent)
    assert outcome.retry_after == pytest.approx(seconds - 10, abs=2)
    assert isinstance(elsewhere, Sent)


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


@pytest.mark.parametrize("data", [{}, {"ok": False}, {"error": None}, {"error": "a_word_of_tomorrow"}, "<html>", None])
def test_every_status_has_an_outcome_and_the_unknown_is_in_doubt(data):
    statuses = range(100, 1_000)
    known = {401: Stopped, 429: NotSent}

    outcomes = {each: type(outcome_of(refused(each, data))) for each in statuses}

    assert outcomes == {each: known.get(each, InDoubt) for each in statuses}


@pytest.mark.parametrize("status", [500, 502, 503, 504, 529])
@pytest.mark.parametrize("word", ["invalid_auth", "channel_not_found", "msg_too_long", "ok", ""])
def test_whatever_a_broken_slack_says_is_in_doubt(status, word):
    assert isinstance(outcome_of(refused(status, {"error": word})), InDoubt)


def refused(status: int, data: object) -> SlackApiError:
    response: Any = SimpleNamespace(status_code=status, data=data, headers={})
    return SlackApiError("refused", response)


@pytest.mark.parametrize("data", [b"bytes", "words", None, []])
def test_a_refusal_without_an_object_is_in_doubt(data):
    class Response:
        status_code = 200

    Response.data = data

    assert isinstance(outcome_of(SlackApiError("strange", Response())), InDoubt)


# --- looking up -----------------------------------------------------------------------------------------------------


async def test_what_was_posted_is_found_by_its_marker(courier, slack: FakeSlack, channel: str, hana: Person):
    sent = await courier.deliver(delivery(slack, ToChannel(channel)))

    for target in (ToChannel(channel), ToThread(sent.message), ToAccount(hana.id)):
        other = replace(delivery(slack, target), marker="another-marker")
        assert await courier.look_up(other, MONDAY) == Seen()
        there = await courier.deliver(other)
        assert await courier.look_up(other, MONDAY) == Seen((there.message,))
    assert await courier.look_up(delivery(slack, ToChannel(channel)), MONDAY) == Seen((sent.message,))


@pytest.mark.parametrize("lost", ["metadata", "blocks"])
async def test_one_witness_is_enough(courier, slack: FakeSlack, channel: str, lost: str):
    sent = await courier.deliver(delivery(slack, ToChannel(channel)))
    setattr(slack.channel("general").messages[0], lost, None)

    assert await courier.look_up(delivery(slack, ToChannel(channel)), MONDAY) == Seen((sent.message,))


async def test_two_copies_are_both_found_the_earliest_first(courier, slack: FakeSlack, channel: str):
    sent = [await courier.deliver(delivery(slack, ToChannel(channel))) for _ in range(2)]

    assert await courier.look_up(delivery(slack, ToChannel(channel)), MONDAY) == Seen(
        tuple(one.message for one in sent)
    )


async def test_somebody_elses_copy_is_not_ours(courier, slack: FakeSlack, channel: str, hana: Person):
    await courier.deliver(delivery(slack, ToChannel(channel)))
    slack.channel("general").messages[0].by_app = False
    slack.channel("general").messages[0].user_id = hana.id

    assert await courier.look_up(delivery(slack, ToChannel(channel)), MONDAY) == Seen()


async def test_every_page_is_looked_at(courier, slack: FakeSlack, channel: str, monkeypatch):
    monkeypatch.setattr(slack_courier, "PAGE", 2)
    sent = await courier.deliver(delivery(slack, ToChannel(channel)))
    for number in range(5):
        await courier.deliver(replace(delivery(slack, ToChannel(channel)), marker=f"another{number}"))

    assert await courier.look_up(delivery(slack, ToChannel(channel)), MONDAY) == Seen((sent.message,))
    assert len(slack.calls("conversations.history")) == 3


async def test_an_older_message_is_not_looked_at(courier, slack: FakeSlack, channel: str):
    await courier.deliver(delivery(slack, ToChannel(channel)))

    assert await courier.look_up(delivery(slack, ToChannel(channel)), MONDAY + timedelta(hours=1)) == Seen()


@pytest.mark.parametrize(
    ("fault", "lasting"),
    [
        ({"error": "missing_scope"}, True),
        ({"error": "not_in_channel"}, True),
        ({"error": "internal_error"}, False),
        ({"status": 503}, False),
        ({"retry_after": 3}, False),
        ({"drop_after": True}, False),
    ],
)
async def test_a_look_that_failed_tells_nothing(courier, slack: FakeSlack, channel: str, fault, lasting: bool):
    slack.fail_next("conversations.history", times=2, **fault)  # what is only read, aiohttp asks for twice

    sight = await courier.look_up(delivery(slack, ToChannel(channel)), MONDAY)

    assert isinstance(sight, Unseen)
    assert sight.lasting is lasting


async def test_a_copy_is_removed_and_what_is_not_there_is_gone(courier, slack: FakeSlack, channel: str):
    sent = await courier.deliver(delivery(slack, ToChannel(channel)))

    assert await courier.remove(sent.message)
    assert slack.channel("general").messages == []
    assert await courier.remove(sent.message)
    slack.fail_next("chat.delete", error="fatal_error")
    assert not await courier.remove(sent.message)


# --- one request ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [{"status": 500}, {"retry_after": 1}, {"drop_after": True}, {"drop_before": True}])
async def test_an_attempt_is_one_request_whatever_is_answered(courier, slack: FakeSlack, channel: str, fault):
    slack.fail_next("chat.postMessage", **fault)

    await courier.deliver(delivery(slack, ToChannel(channel)))

    assert len(slack.calls("chat.postMessage")) == 1


async def test_a_limit_holds_for_its_channel_alone(courier, slack: FakeSlack, channel: str):
    other = slack.channel("random").id
    slack.fail_next("chat.postMessage", retry_after=30)

    limited = [await courier.deliver(delivery(slack, ToChannel(channel))) for _ in range(2)]
    elsewhere = await courier.deliver(delivery(slack, ToChannel(other)))

    assert [type(outcome) for outcome in limited] == [NotSent, NotSent]
    assert limited[1].retry_after == pytest.approx(30, abs=1)
    assert isinstance(elsewhere, Sent)
    assert len(slack.calls("chat.postMessage")) == 2


async def test_every_method_waits_as_long_as_slack_says_and_no_other_does(courier, slack: FakeSlack, channel: str):
    client = courier._client
    for name, arguments in (
        ("users.info", {"user": slack.state.bot.id}),
        ("conversations.open", {"users": slack.state.bot.id}),
        ("conversations.history", {"channel": channel}),
        ("views.publish", {"user_id": slack.state.bot.id, "view": {"type": "home", "blocks": []}}),
    ):
        slack.fail_next(name, retry_after=30)
        method = getattr(client, name.replace(".", "_"))
        for _ in range(3):
            with pytest.raises(SlackApiError) as refused:
                await method(**arguments)
            assert retry_after(refused.value.response) == pytest.approx(30, abs=1)

        assert len(slack.calls(name)) == 1

    assert isinstance(await courier.deliver(delivery(slack, ToChannel(channel))), Sent)


async def test_what_was_taken_away_is_told_from_what_may_not_be_written_to(courier, slack: FakeSlack, channel: str):
    sent = await courier.deliver(delivery(slack, ToChannel(channel)))
    place = slack.channel("general")
    slack.state.delete(place.messages[0])

    edited = await courier.deliver(delivery(slack, ToMessage(sent.message)))
    beneath = await courier.deliver(delivery(slack, ToThread(sent.message)))
    place.is_archived = True
    closed = await courier.deliver(delivery(slack, ToChannel(channel)))

    assert edited == TargetGone("message_not_found", removed=True)
    assert beneath == TargetGone("thread_not_found", removed=True)
    assert closed == TargetGone("is_archived", denied=True)


async def test_a_slack_that_tells_little_is_understood(courier, slack: FakeSlack, channel: str, monkeypatch):
    def little(answer):
        return {key: value for key, value in answer.items() if key in ("ts", "user_id", "team_id", "messages")}

    for name in ("auth.test", "chat.postMessage", "conversations.history"):
        whole = METHODS[name]
        monkeypatch.setitem(METHODS, name, lambda slack, given, whole=whole: little(whole(slack, given)))
    slack.channel("general")

    outcome = await courier.deliver(delivery(slack, ToChannel(channel)))
    for message in slack.channel("general").messages:
        message.by_app = False
    sight = await courier.look_up(delivery(slack, ToChannel(channel)), MONDAY)

    (message,) = slack.channel("general").messages
    assert outcome == Sent(MessageRef(channel, message.ts, thread=message.ts))
    assert sight == Seen((outcome.message,))
