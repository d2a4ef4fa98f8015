"""The courier: one attempt, and what became of it."""

from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest

from adapters.discord import courier, limits
from adapters.discord.courier import DiscordCourier, outcome_of
from adapters.discord.wire import BANNED, TooSoon
from bot.ports import (
    Delivery,
    InDoubt,
    MessageRef,
    NotSent,
    Rejected,
    Sent,
    Stopped,
    TargetGone,
    ToAccount,
    ToChannel,
    ToMessage,
    ToThread,
)
from bot.vocabulary.card import Card
from bot.vocabulary.people import Person, Reader, SpaceAddress
from bot.vocabulary.text import Mention, text
from tests.adapters.discord.samples import AOI, CHAIRS, JA
from tests.adapters.discord.town import said


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


def answered(status: int, code: int = 0, **headers: str) -> discord.HTTPException:
    response: Any = SimpleNamespace(status=status, reason="", headers=headers)
    return discord.HTTPException(response, {"code": code, "message": ""})


KNOWN = {400: Rejected, 401: Stopped, 403: TargetGone, 404: TargetGone, 429: NotSent}


def test_every_status_has_an_outcome_and_the_unknown_is_in_doubt():
    outcomes = {status: type(outcome_of(answered(status))) for status in range(100, 1_000)}

    assert outcomes == {status: KNOWN.get(status, InDoubt) for status in range(100, 1_000)}


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (answered(429, **{"Retry-After": "7"}), NotSent("429 0: ", 7.0)),
        (answered(429), NotSent("429 0: ", BANNED)),
        (answered(400, 30046), NotSent("400 30046: ", 60.0)),
        (answered(400, 50083), TargetGone("400 50083: ")),
        (TooSoon(45.0), NotSent("to be sent in 45.0 s", 45.0)),
        (TimeoutError(), InDoubt("TimeoutError: ")),
        (aiohttp.ServerDisconnectedError(), InDoubt("ServerDisconnectedError: Server disconnected")),
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
