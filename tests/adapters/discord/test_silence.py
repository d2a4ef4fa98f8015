"""What Discord asked to be left alone is left alone, by whoever is begun anew as well."""

import re

import pytest

from adapters.discord.courier import AWAY
from adapters.discord.silence import Silence, TooSoon
from bot.pauses import Pauses
from bot.ports import NotSent, Sent
from tests.adapters.discord.test_courier import delivery, general
from tests.fakes.discord.faults import BAN, Fault
from tests.fakes.shelf import FakeShelf
from tests.stores import StandingClock

WAIT = 1.2
EVERYTHING = [{"everywhere": True}, {"page": BAN}]


def limited(fake, path, **fault):
    fake.faults.append(Fault("*", re.compile(path), 429, retry_after=WAIT, **fault))


def waited(fake) -> float:
    """Seconds between the answer that said to wait and the next request."""
    told = next(each for each in fake.requests if each.status == 429)
    following = [each.at for each in fake.requests if each.at > told.at]
    return min(following) - told.at


@pytest.mark.parametrize("fault", EVERYTHING)
async def test_a_process_begun_anew_does_not_even_log_in_before_the_end_of_what_the_one_before_was_told(
    fake, connect, town, fault
):
    async with connect() as adapter:
        limited(fake, "/messages$", **fault)
        outcome = await adapter.courier.deliver(delivery(fake, general(fake)))
    assert isinstance(outcome, NotSent)

    async with connect() as adapter:
        assert isinstance(await adapter.courier.deliver(delivery(fake, general(fake))), Sent)

    assert waited(fake) >= WAIT


async def test_a_ban_that_a_login_was_told_of_is_heeded_by_the_next_one(fake, connect):
    limited(fake, "/users/@me$", page=BAN)

    async with connect():
        pass

    assert waited(fake) >= WAIT


async def test_a_long_limit_on_one_channel_is_kept_for_whoever_comes_next(fake, connect, town):
    fake.faults.append(Fault("POST", re.compile("/messages$"), 429, retry_after=600.0))
    async with connect() as adapter:
        await adapter.courier.deliver(delivery(fake, general(fake)))
    town.engine.clock.move(seconds=200)

    async with connect() as adapter:
        later = await adapter.courier.deliver(delivery(fake, general(fake)))
        posts = [each for each in fake.requests if each.method == "POST" and each.path.endswith("/messages")]

    assert isinstance(later, NotSent)
    assert later.retry_after == pytest.approx(400, abs=5)
    assert len(posts) == 1


async def test_while_it_cannot_be_known_what_was_told_before_nothing_is_sent(fake, shelf, connect):
    class Broken(FakeShelf):
        async def under(self, prefix: str) -> tuple[tuple[str, str], ...]:
            raise OSError("the database is away")

    async with connect() as adapter:
        adapter.courier.silence = adapter.courier.wire._silence = Silence(Pauses(Broken(), StandingClock()))
        outcome = await adapter.courier.deliver(delivery(fake, general(fake)))

    assert outcome == NotSent(str(TooSoon(AWAY)), AWAY)
