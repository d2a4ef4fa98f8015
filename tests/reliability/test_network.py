"""What a network does to bytes on their way: nobody is held by it, and each request is an attempt on record."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver

from adapters.discord.client import GatewayClient, _reached_at
from adapters.discord.courier import DiscordCourier
from adapters.slack.courier import SlackCourier
from adapters.slack.web_client import new_client, new_session
from bot.feature import Features
from bot.ports import Courier, Delivery, InDoubt, NotSent, Sent, ToChannel
from bot.vocabulary.card import Card
from bot.vocabulary.effect import Notify, PublishCard
from bot.vocabulary.people import AccountRef, Reader
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import text
from jobs.delivery import DeliveryWork
from storage.deliveries import SqlDeliveries
from tests.fakes.engine import FakeEngine
from tests.fakes.proxy import Proxy, before
from tests.fakes.shelf import FakeShelf
from tests.reliability.hurry import HurriedClock, HurriedLoop, Hurry
from tests.reliability.stage import PlatformName, Stage, stage
from tests.stores import Town, memory_town

POSTS = {"discord": "/messages", "slack": "/chat.postMessage"}
GLANCE = 0.05
PLATFORMS: list[PlatformName] = ["discord", "slack"]


@asynccontextmanager
async def courier_to(platform: PlatformName, there: Stage, url: str) -> AsyncIterator[Courier]:
    """Production's courier, which reaches its platform at that address."""
    if platform == "discord":
        discord = DiscordCourier()
        with _reached_at(url.rstrip("/")):
            async with GatewayClient(FakeEngine(Features(())), FakeShelf(), discord) as client:
                await client.login(there.token)
                yield discord
    else:
        async with new_session() as session:
            client = new_client(there.token, url)
            client.session = session
            yield SlackCourier(client)


@asynccontextmanager
async def behind_a_proxy(platform: PlatformName, clock: Any) -> AsyncIterator[tuple[Stage, Proxy, Courier]]:
    async with (
        stage(platform, clock) as there,
        before(there.api_url) as proxy,
        courier_to(platform, there, proxy.url(there.api_url)) as courier,
    ):
        yield there, proxy, courier


def delivery(there: Stage, words: str, room: str) -> Delivery:
    return Delivery(f"marker-{words}", there.address, ToChannel(room), Card(text(words)), Reader("en", "UTC"))


def hurried(pace: float, story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Live through a story so many times as fast as the world."""
    with asyncio.Runner(loop_factory=lambda: HurriedLoop(pace)) as runner:
        runner.run(story())


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("weather", ["trickle", "half-open", "partition"])
def test_an_answer_that_does_not_come_holds_nobody_and_leaves_doubt(platform, weather):
    async def story() -> None:
        async with behind_a_proxy(platform, Hurry.from_now(4.0)) as (there, proxy, courier):
            (room,) = there.rooms(1)
            assert isinstance(await courier.deliver(delivery(there, "no.1", room)), Sent)
            proxy.weather = weather
            began = asyncio.get_running_loop().time()

            outcome = await courier.deliver(delivery(there, "no.2", room))

            assert isinstance(outcome, InDoubt)
            assert asyncio.get_running_loop().time() - began < 15
            assert proxy.posted(POSTS[platform]) == 2

    hurried(4.0, story)


class Counted(SqlDeliveries):
    """The real ones, with a count of all attempts that are on record."""

    attempts = 0

    async def mark(self, claimed: Any, at: Any) -> frozenset[str]:
        marked = await super().mark(claimed, at)
        self.attempts += len(marked)
        return marked


async def queue(town: Town, there: Stage, rooms: list[str], letters: int, at: datetime) -> None:
    async with town.store.transaction() as work:
        space = await work.directory.space(there.address)
        scope = work.of(space.community)
        for number, room in enumerate(rooms):
            subject, card = Subject("clean-up", str(number)), Card(text(f"no.{number}"))
            await scope.outbox.publish(PublishCard(subject, card, "volunteering", channel=room), at)
        for number, login in enumerate(there.people(letters), len(rooms)):
            member = (await scope.members.of_account(space.id, AccountRef(login, login))).id
            await scope.outbox.notify(Notify(member, Card(text(f"no.{number}")), f"l{number}"), at)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_every_request_on_the_wire_is_an_attempt_on_record(platform: PlatformName):
    faults = [{"status": 500}, {"drop_after": True}, {"status": 503}, {"drop_before": True}, {"status": 502}]
    async with (
        memory_town() as town,
        behind_a_proxy(platform, lambda: town.clock.now().timestamp()) as (there, proxy, courier),
    ):
        await queue(town, there, there.rooms(4), 4, town.clock.now())
        for fault in faults:
            plan_fault(platform, there, fault)
        deliveries = Counted(town.database, {platform})
        work = DeliveryWork(deliveries, {platform: courier}, town.clock)

        await work.run_until_idle()
        while at := await work.next_at():
            town.clock.instant = max(town.clock.instant + timedelta(seconds=1), at)
            await asyncio.sleep(GLANCE)  # the pace of a channel is kept by the world's time
            await work.run_until_idle()

        assert sorted(seen.key for seen in there.standing()) == [f"no.{number}" for number in range(8)]
        assert proxy.posted(POSTS[platform]) == deliveries.attempts > 8


def plan_fault(platform: PlatformName, there: Any, fault: dict[str, Any]) -> None:
    where = ("POST", "/messages$") if platform == "discord" else ("chat.postMessage",)
    there.fake.fail_next(*where, **fault)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_after_half_a_minute_without_any_network_everything_arrives_once(platform: PlatformName):
    async def story() -> None:
        hurry = Hurry.from_now(10.0)
        async with memory_town() as town, behind_a_proxy(platform, hurry) as (there, proxy, courier):
            clock = HurriedClock(hurry)
            await queue(town, there, there.rooms(6), 6, clock.now())
            work = DeliveryWork(SqlDeliveries(town.database, {platform}), {platform: courier}, clock)

            proxy.weather = "partition"
            async with asyncio.TaskGroup() as group:
                group.create_task(work.run_until_idle())
                await asyncio.sleep(30)
                proxy.weather = "fair"
                healed = hurry()
            while (at := await work.next_at()) and at < clock.now() + timedelta(seconds=60):
                await asyncio.sleep(max(0.1, (at - clock.now()).total_seconds()))
                await work.run_until_idle()
                if len(list(there.standing())) == 12:
                    break

            assert sorted(seen.key for seen in there.standing()) == sorted(f"no.{number}" for number in range(12))
            assert hurry() - healed < 60

    hurried(10.0, story)


class Nameless(AbstractResolver):
    """Knows no name."""

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> Any:
        raise OSError(f"no such name: {host}")

    async def close(self) -> None:
        pass


@pytest.mark.parametrize("trouble", ["refused", "no name", "no certificate"])
async def test_what_never_reached_the_platform_is_in_no_doubt(trouble: str, unused_tcp_port: int):
    async with stage("slack", lambda: 0.0) as there:
        urls = {
            "refused": f"http://127.0.0.1:{unused_tcp_port}/api/",
            "no name": "http://slack.test/api/",
            "no certificate": there.api_url.replace("http:", "https:"),
        }
        connector = aiohttp.TCPConnector(resolver=Nameless(), ssl=ssl.create_default_context())
        async with aiohttp.ClientSession(connector=connector) as session:
            client = new_client(there.token, urls[trouble])
            client.session = session

            outcome = await SlackCourier(client).deliver(delivery(there, "no.1", "C1"))

        assert isinstance(outcome, NotSent)
        assert not list(there.standing())
