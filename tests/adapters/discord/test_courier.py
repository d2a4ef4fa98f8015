"""The courier: one attempt, and what became of it."""

import asyncio
import re
import time
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest

from adapters.discord import courier, limits
from adapters.discord.courier import DiscordCourier, outcome_of
from adapters.discord.history import witnesses
from adapters.discord.silence import BANNED, TooSoon
from bot.ports import (
    Delivery,
    InDoubt,
    MessageRef,
    NotSent,
    Rejected,
    Seen,
    Sent,
    Stopped,
    TargetGone,
    ToAccount,
    ToChannel,
    ToConversation,
    ToMessage,
    ToThread,
    Unseen,
)
from bot.vocabulary.card import Card
from bot.vocabulary.effect import File
from bot.vocabulary.people import Person, Reader, SpaceAddress
from bot.vocabulary.text import Mention, text
from tests.adapters.discord.samples import AOI, CHAIRS, JA
from tests.adapters.discord.town import said
from tests.fakes.discord.faults import Fault
from tests.fakes.discord.state import Overwrite


def delivery(fake, target, marker="marker1", card=CHAIRS, reader=JA):
    return Delivery(marker, SpaceAddress("discord", str(fake.home.id)), target, card, reader)


def general(fake):
    return ToChannel(str(fake.channel("general").id))


@pytest.fixture
async def carrier(connect):
    async with connect() as adapter:
        yield adapter.courier


async def test_a_card_comes_into_its_channel(fake, carrier):
    outcome = await carrier.deliver(delivery(fake, general(fake)))

    (card,) = fake.channel("general").messages
    assert outcome == Sent(MessageRef(str(card.channel.id), str(card.id)))
    assert card.text.startswith("## 椅子運び")


async def test_the_same_delivery_tried_twice_stands_there_once(fake, carrier):
    first = await carrier.deliver(delivery(fake, general(fake)))
    second = await carrier.deliver(delivery(fake, general(fake)))

    assert first == second
    assert len(fake.channel("general").messages) == 1


async def test_a_card_is_edited_where_it_stands(fake, carrier):
    sent = await carrier.deliver(delivery(fake, general(fake)))

    outcome = await carrier.deliver(delivery(fake, ToMessage(sent.message), "marker2", said("満員")))

    (card,) = fake.channel("general").messages
    assert outcome == sent
    assert card.text == "## 満員\n満員"


async def test_the_first_word_in_a_thread_opens_it(fake, carrier):
    sent = await carrier.deliver(delivery(fake, general(fake)))

    outcome = await carrier.deliver(delivery(fake, ToThread(sent.message), "marker2", said("明日です")))

    (thread,) = fake.home.threads
    assert thread.name == "明日です"
    assert outcome == Sent(MessageRef(sent.message.channel, str(thread.messages[-1].id), str(thread.id)))


async def test_the_next_word_goes_into_the_same_thread(fake, carrier):
    sent = await carrier.deliver(delivery(fake, general(fake)))
    first = await carrier.deliver(delivery(fake, ToThread(sent.message), "marker2", said("明日です")))
    card = MessageRef(sent.message.channel, sent.message.message, first.message.thread)

    known = await carrier.deliver(delivery(fake, ToThread(card), "marker3", said("今日です")))
    forgotten = await carrier.deliver(delivery(fake, ToThread(sent.message), "marker4", said("いまです")))

    assert known.message.thread == forgotten.message.thread == first.message.thread
    assert len(fake.home.threads) == 1


async def test_a_word_in_a_thread_is_edited_where_it_stands(fake, carrier):
    sent = await carrier.deliver(delivery(fake, general(fake)))
    first = await carrier.deliver(delivery(fake, ToThread(sent.message), "marker2", said("明日です")))

    edit = delivery(fake, ToMessage(first.message, beneath=True), "marker2", said("日時が変わりました"))
    outcome = await carrier.deliver(edit)

    (thread,) = fake.home.threads
    assert outcome == Sent(first.message)
    [words] = [message.text for message in thread.messages if message.text]
    assert words.startswith("## 日時が変わりました")


async def test_only_those_who_shall_be_rung_are_pinged_in_a_thread(fake, carrier):
    aoi = fake.member("あおい")
    reader = Reader("ja", "Asia/Tokyo", {AOI: Person("あおい", str(aoi.id))})
    card = Card(text("明日です ", Mention(AOI)))
    sent = await carrier.deliver(delivery(fake, general(fake)))

    quiet = await carrier.deliver(delivery(fake, ToThread(sent.message), "marker2", card, reader))
    loud = await carrier.deliver(delivery(fake, ToThread(sent.message, (str(aoi.id),)), "marker3", card, reader))

    assert not fake.message(quiet.message.message).pings.users
    assert fake.message(loud.message.message).pings.users == {aoi.id}


async def test_a_direct_message_reaches_its_person(fake, carrier):
    aoi = fake.member("あおい")

    outcome = await carrier.deliver(delivery(fake, ToAccount(str(aoi.id))))

    (message,) = aoi.inbox
    assert outcome == Sent(MessageRef(str(aoi.dm.id), str(message.id)))


async def test_a_conversation_is_a_private_thread_of_these_people(fake, carrier):
    aoi, ben = fake.member("あおい"), fake.member("Ben")
    among = ToConversation((str(aoi.id), str(ben.id)), str(fake.channel("general").id))

    outcome = await carrier.deliver(delivery(fake, among))
    again = await carrier.deliver(delivery(fake, among))

    (thread,) = fake.home.threads
    assert (thread.kind, set(thread.members)) == (12, {fake.bot.id, aoi.id, ben.id})
    assert outcome == again == Sent(MessageRef(str(thread.id), str(thread.messages[-1].id)))


async def test_others_of_the_same_names_get_a_thread_of_their_own(fake, carrier):
    aoi, ben, other = fake.member("あおい"), fake.member("Ben"), fake.member("Ben2")
    channel = str(fake.channel("general").id)

    await carrier.deliver(delivery(fake, ToConversation((str(aoi.id), str(ben.id)), channel)))
    await carrier.deliver(delivery(fake, ToConversation((str(aoi.id), str(other.id)), channel), "marker2"))

    first, second = fake.home.threads
    assert other.id not in first.members
    assert ben.id not in second.members


async def test_a_conversation_is_found_again_by_its_marker(fake, carrier):
    aoi, ben = fake.member("あおい"), fake.member("Ben")
    among = ToConversation((str(aoi.id), str(ben.id)), str(fake.channel("general").id))
    nothing = await carrier.look_up(delivery(fake, among), NOW)
    sent = await carrier.deliver(delivery(fake, among))

    found = await carrier.look_up(delivery(fake, among), NOW)

    assert nothing == seen()
    assert found == seen(sent.message)


async def test_without_a_channel_there_is_nowhere_for_a_conversation(fake, carrier):
    outcome = await carrier.deliver(delivery(fake, ToConversation((str(fake.member("あおい").id),))))

    assert isinstance(outcome, TargetGone)


async def test_a_file_comes_with_its_direct_message(fake, carrier):
    aoi = fake.member("あおい")
    date = File("machi-picnic.ics", "text/calendar", "BEGIN:VCALENDAR 花見\r\n".encode())

    outcome = await carrier.deliver(replace(delivery(fake, ToAccount(str(aoi.id))), file=date))

    (message,) = aoi.inbox
    assert outcome == Sent(MessageRef(str(aoi.dm.id), str(message.id)))
    assert message.files == {date.name: date.content}
    assert message.components[-1]["file"]["url"].endswith(date.name)


async def test_a_person_who_takes_no_direct_messages_cannot_be_reached(fake, carrier):
    aoi = fake.member("あおい")
    aoi.takes_dms(False)

    outcome = await carrier.deliver(delivery(fake, ToAccount(str(aoi.id))))

    assert isinstance(outcome, TargetGone)


async def test_what_was_deleted_is_gone(fake, carrier):
    outcome = await carrier.deliver(delivery(fake, ToMessage(MessageRef(general(fake).channel, "1234"))))

    assert isinstance(outcome, TargetGone)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"status": 503}, InDoubt),
        ({"drop_after": True}, InDoubt),
        ({"status": 400, "code": 50035}, Rejected),
        ({"status": 401}, Stopped),
        ({"status": 403, "code": 50013}, TargetGone),
        ({"status": 404, "code": 10003}, TargetGone),
        ({"status": 409}, InDoubt),
        ({"retry_after": 40.0}, NotSent),
    ],
)
async def test_an_answer_of_discord_says_what_became_of_the_message(fake, carrier, fault, kind):
    fake.fail_next("POST", "/messages$", **fault)

    outcome = await carrier.deliver(delivery(fake, general(fake)))

    assert isinstance(outcome, kind)


async def test_a_thread_that_could_not_be_opened_leaves_no_doubt(fake, carrier):
    sent = await carrier.deliver(delivery(fake, general(fake)))
    fake.fail_next("POST", "/threads$", status=503)

    outcome = await carrier.deliver(delivery(fake, ToThread(sent.message), "marker2"))

    assert isinstance(outcome, NotSent)


async def test_a_silent_discord_leaves_doubt(fake, carrier, monkeypatch):
    monkeypatch.setattr(courier, "PATIENCE", 0.05)
    fake.fail_next("POST", "/messages$", status=500)

    outcome = await carrier.deliver(delivery(fake, general(fake)))

    assert isinstance(outcome, InDoubt)


async def test_nothing_is_sent_without_a_connection(fake):
    outcome = await DiscordCourier().deliver(delivery(fake, general(fake)))

    assert isinstance(outcome, NotSent)
    assert fake.requests == []


async def test_a_name_of_a_thread_is_shortened(fake, carrier):
    sent = await carrier.deliver(delivery(fake, general(fake)))

    await carrier.deliver(delivery(fake, ToThread(sent.message), "marker2", said("あ" * 200)))

    (thread,) = fake.home.threads
    assert len(thread.name) == limits.THREAD_NAME
    assert thread.name.endswith("…")


def answered(status: int, code: int = 0, body: Any = None, **headers: str) -> discord.HTTPException:
    json = {"Content-Type": "application/json"} if body is None else {"Content-Type": "text/html"}
    response: Any = SimpleNamespace(status=status, reason="", headers={**json, **headers})
    return discord.HTTPException(response, {"code": code, "message": ""} if body is None else body)


KNOWN = {400: Rejected, 401: Stopped, 403: TargetGone, 404: TargetGone, 429: NotSent}
STATUSES = range(100, 1_000)


def test_every_status_has_an_outcome_and_the_unknown_is_in_doubt():
    outcomes = {status: type(outcome_of(answered(status))) for status in STATUSES}

    assert outcomes == {status: KNOWN.get(status, InDoubt) for status in STATUSES}


@pytest.mark.parametrize("page", ["", "<html>Bad gateway</html>", "error code: 1015"])
def test_what_is_not_discords_own_word_is_in_doubt(page):
    outcomes = {status: type(outcome_of(answered(status, body=page))) for status in STATUSES}

    assert outcomes == {status: NotSent if status == 429 else InDoubt for status in STATUSES}


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 524])
@pytest.mark.parametrize("code", [0, 10003, 30046, 50013, 50035, 130000])
def test_whatever_a_broken_discord_says_is_in_doubt(status, code):
    assert isinstance(outcome_of(answered(status, code)), InDoubt)


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (400, 50035, Rejected),  # invalid form body
        (400, 50006, Rejected),  # empty message
        (400, 50024, TargetGone),  # not in this kind of channel
        (400, 50083, TargetGone),  # the thread is archived
        (400, 30046, NotSent),  # too many edits of an old message
        (400, 160006, NotSent),  # too many threads
        (400, 160002, TargetGone),  # no permission to read what is replied to
        (403, 50001, TargetGone),  # missing access
        (403, 50013, TargetGone),  # missing permissions
        (403, 50007, TargetGone),  # takes no direct messages
        (403, 160005, TargetGone),  # the thread is locked
        (404, 10003, TargetGone),  # unknown channel
        (404, 10008, TargetGone),  # unknown message
        (409, 0, InDoubt),
    ],
)
def test_every_code_of_the_table_has_its_outcome(status, code, outcome):
    assert isinstance(outcome_of(answered(status, code)), outcome)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (answered(429, **{"Retry-After": "7"}), NotSent("429 0: ", 7.0)),
        (answered(429), NotSent("429 0: ", BANNED)),
        (TooSoon(45.0), NotSent("to be sent in 45.0 s", 45.0)),
        (TimeoutError(), InDoubt("TimeoutError: ")),
        (aiohttp.ConnectionTimeoutError("slow"), NotSent("no connection: slow", courier.AWAY)),
        (aiohttp.ServerTimeoutError("slow"), InDoubt("ServerTimeoutError: slow")),
        (aiohttp.ServerDisconnectedError(), InDoubt("ServerDisconnectedError: Server disconnected")),
        (aiohttp.ClientOSError(104, "reset"), InDoubt("ClientOSError: [Errno 104] reset")),
        (aiohttp.ClientPayloadError("cut"), InDoubt("ClientPayloadError: cut")),
        (ConnectionResetError(), InDoubt("ConnectionResetError: ")),
        (KeyError("id"), InDoubt("KeyError: 'id'")),
    ],
)
def test_an_error_says_what_became_of_the_message(error, outcome):
    assert outcome_of(error) == outcome


async def test_a_refused_connection_is_certainly_nothing_sent(unused_tcp_port):
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientConnectorError) as caught:
            await session.get(f"http://127.0.0.1:{unused_tcp_port}/")

    assert isinstance(outcome_of(caught.value), NotSent)


# --- looking up -----------------------------------------------------------------------------------------------------

NOW = datetime.fromtimestamp(time.time(), UTC)  # noqa: TID251 - the fake's clock is the world's


def seen(*messages):
    return Seen(tuple(messages))


async def test_a_message_is_found_by_its_marker_though_discord_does_not_tell_the_nonce_again(fake, carrier):
    sent = await carrier.deliver(delivery(fake, general(fake)))
    await carrier.deliver(delivery(fake, general(fake), "marker2"))

    assert await carrier.look_up(delivery(fake, general(fake)), NOW) == seen(sent.message)
    assert await carrier.look_up(delivery(fake, general(fake), "marker3"), NOW) == seen()


async def test_an_edited_message_keeps_its_marker(fake, carrier):
    sent = await carrier.deliver(delivery(fake, general(fake)))
    await carrier.deliver(delivery(fake, ToMessage(sent.message), card=said("満員")))

    assert await carrier.look_up(delivery(fake, general(fake)), NOW) == seen(sent.message)


async def test_a_look_goes_through_every_page(fake, carrier, monkeypatch):
    monkeypatch.setattr(limits, "HISTORY", 3)
    for number in range(7):
        await carrier.deliver(delivery(fake, general(fake), f"other{number}"))
    sent = await carrier.deliver(delivery(fake, general(fake)))

    assert await carrier.look_up(delivery(fake, general(fake)), NOW) == seen(sent.message)


async def test_a_message_in_a_thread_and_one_to_a_person_are_found(fake, carrier):
    aoi = fake.member("あおい")
    sent = await carrier.deliver(delivery(fake, general(fake)))
    for target in (ToThread(sent.message), ToAccount(str(aoi.id))):
        assert await carrier.look_up(delivery(fake, target, "marker2"), NOW) == seen()
        there = await carrier.deliver(delivery(fake, target, "marker2"))
        assert await carrier.look_up(delivery(fake, target, "marker2"), NOW) == seen(there.message)
        assert await carrier.remove(there.message)
        assert await carrier.look_up(delivery(fake, target, "marker2"), NOW) == seen()
        assert await carrier.remove(there.message)


@pytest.mark.parametrize("whom", ["everyone", "us"])
async def test_an_empty_page_tells_nothing_without_the_permission_to_read(fake, carrier, whom):
    await carrier.deliver(delivery(fake, general(fake)))
    target = fake.home.everyone if whom == "everyone" else fake.world.bot
    nothing, reading = discord.Permissions.none(), discord.Permissions(read_message_history=True)
    fake.world.overwrite(fake.channel("general"), Overwrite(target, nothing, reading))

    sight = await carrier.look_up(delivery(fake, general(fake)), NOW)

    assert isinstance(sight, Unseen)
    assert sight.lasting


async def test_an_empty_channel_that_may_be_read_is_empty(fake, carrier):
    assert await carrier.look_up(delivery(fake, general(fake)), NOW) == seen()


@pytest.mark.parametrize(
    ("fault", "lasting"),
    [({"status": 503}, False), ({"drop_after": True}, False), ({"status": 403, "code": 50001}, True)],
)
async def test_a_look_that_failed_tells_nothing(fake, carrier, fault, lasting):
    await carrier.deliver(delivery(fake, general(fake)))
    fake.fail_next("GET", "/messages$", **fault)
    fake.fail_next("GET", "/messages$", **fault)

    sight = await carrier.look_up(delivery(fake, general(fake)), NOW)

    assert isinstance(sight, Unseen)
    assert sight.lasting is lasting


async def test_nobody_is_asked_without_a_connection(fake):
    lost = DiscordCourier()

    assert isinstance(await lost.look_up(delivery(fake, general(fake)), NOW), Unseen)
    assert not await lost.remove(MessageRef("1", "2"))


def test_two_markers_have_two_pairs_of_witnesses():
    pairs = {witnesses(f"marker{number}") for number in range(10_000)}

    assert len(pairs) == 10_000
    assert all(limits.COMPONENTS < each < 2**31 for pair in pairs for each in pair)


# --- one request ----------------------------------------------------------------------------------------------------


def posts(fake) -> int:
    return sum(each.method == "POST" and each.path.endswith("/messages") for each in fake.requests)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 524, 429])
async def test_an_attempt_is_one_request_whatever_is_answered(fake, carrier, status):
    fault = {"retry_after": 0.2} if status == 429 else {"status": status}
    fake.fail_next("POST", "/messages$", **fault)

    await carrier.deliver(delivery(fake, general(fake)))

    assert posts(fake) == 1


async def test_a_limit_holds_for_its_bucket_alone_and_nothing_is_sent_before_its_end(fake, carrier):
    other = ToChannel(str(fake.add_channel("random").id))
    fake.fail_next("POST", "/messages$", retry_after=0.2)

    outcomes = [await carrier.deliver(delivery(fake, general(fake), f"m{number}")) for number in range(3)]
    elsewhere = await carrier.deliver(delivery(fake, other, "m4"))
    await asyncio.sleep(0.25)
    later = await carrier.deliver(delivery(fake, general(fake), "m5"))

    assert [type(outcome) for outcome in outcomes] == [NotSent] * 3
    assert (type(elsewhere), type(later)) == (Sent, Sent)
    assert posts(fake) == 3


@pytest.mark.parametrize("fault", [{"everywhere": True}, {"page": "<html>error code: 1015</html>"}])
async def test_a_global_limit_and_a_ban_stop_everything(fake, carrier, fault):
    other = ToChannel(str(fake.add_channel("random").id))
    fake.faults.append(Fault("POST", re.compile("/messages$"), 429, retry_after=30.0, **fault))

    first = await carrier.deliver(delivery(fake, general(fake)))
    second = await carrier.deliver(delivery(fake, other, "m2"))

    assert isinstance(first, NotSent)
    assert isinstance(second, NotSent)
    assert second.retry_after == pytest.approx(30, abs=2)
    assert posts(fake) == 1


async def test_the_breaker_opens_long_before_a_ban(fake, carrier, monkeypatch):
    monkeypatch.setattr(limits, "REFUSALS", 3)
    fake.fail_next("POST", "/messages$", status=403, code=50013, times=3)

    outcomes = [await carrier.deliver(delivery(fake, general(fake), f"m{number}")) for number in range(4)]

    assert [type(outcome) for outcome in outcomes] == [TargetGone, TargetGone, TargetGone, NotSent]
    assert posts(fake) == 3


async def test_a_role_is_rung_where_it_was_chosen_and_nothing_else_ever_rings_one(fake, carrier):
    volunteers, others = fake.role("手伝い"), fake.role("町の人")
    sent = await carrier.deliver(delivery(fake, general(fake)))
    smuggled = said(f"{others.mention} @everyone")

    await carrier.deliver(delivery(fake, ToThread(sent.message, role=str(volunteers.id)), "marker2", smuggled))
    await carrier.deliver(delivery(fake, ToThread(sent.message), "marker3", smuggled))

    (thread,) = fake.home.threads
    rung, quiet = thread.messages
    assert (rung.pings.roles, quiet.pings.roles) == (frozenset({volunteers.id}), frozenset())
    assert not rung.pings.everyone
    assert volunteers.mention in rung.text
