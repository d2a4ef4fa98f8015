"""Chance and its misfortunes: the same for the same seed, and each doing to a request what its name says."""

from random import Random  # noqa: TID251 - the luck of a draw

import aiohttp
import pytest

from tests.fakes.chance import Chance, Draw
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord import faults as on_discord
from tests.fakes.slack import FakeSlack
from tests.fakes.slack import faults as on_slack

PATIENCE = 0.15
SILENT = {"silent", "late", "half"}
STORED = {"failed_after", "lost", "late", "half"}
CUT = {"cut", "lost"}
NAMES = [f"POST {number}" for number in range(2000)]


def test_the_same_seed_draws_the_same_and_another_seed_does_not():
    first, again, other = ([_kind(chance, name) for name in NAMES] for chance in (_usual(1), _usual(1), _usual(2)))

    assert first == again
    assert first != other


def test_what_befalls_a_request_does_not_hang_on_the_others():
    alone, among = _usual(1), _usual(1)
    for name in NAMES[:-1]:
        among.draw(name)

    assert _kind(alone, NAMES[-1]) == _kind(among, NAMES[-1])


def test_a_request_that_comes_again_is_drawn_for_again():
    chance = Chance(1, {"lost": 0.5}, PATIENCE)

    assert len({_kind(chance, "POST 1") for _ in range(20)}) == 2


def test_each_misfortune_comes_as_often_as_its_rate_says():
    chance = _usual(7)
    for name in NAMES:
        chance.draw(name)

    assert chance.drawn["lost"] == pytest.approx(400, rel=0.2)
    assert chance.drawn["cut"] == pytest.approx(200, rel=0.2)
    assert "silent" not in chance.drawn


@pytest.mark.parametrize("draw", [on_discord.drawn, on_slack.drawn])
def test_a_misfortune_that_nobody_knows_is_refused(draw):
    with pytest.raises(ValueError, match="plague"):
        draw(Draw("plague", Random(1)), PATIENCE)


@pytest.mark.parametrize("kind", sorted(on_discord.KINDS))
async def test_on_discord_each_misfortune_does_what_its_name_says(kind):
    async with FakeDiscord() as fake, _session(kind) as session:
        fake.chance = Chance(1, {kind: 1.0}, PATIENCE)
        url = f"{fake.api_url}/channels/{fake.channel('general').id}/messages"
        request = session.post(url, json={"content": "hi"}, headers={"Authorization": f"Bot {fake.token}"})

        answered = await _status(request)
        await fake.until(lambda: kind != "late" or fake.channel("general").messages)

        expected = {"unauthorized": 401, "forbidden": 403, "missing": 404, "banned": 429}
        if kind in SILENT | CUT:
            assert answered is (TimeoutError if kind in SILENT else aiohttp.ServerDisconnectedError)
        elif kind.startswith("failed"):
            assert answered in on_discord.BROKEN
        else:
            assert answered == expected.get(kind, 429)
        if kind != "silent":
            assert len(fake.channel("general").messages) == (kind in STORED)


@pytest.mark.parametrize("kind", sorted(on_slack.KINDS))
async def test_on_slack_each_misfortune_does_what_its_name_says(kind):
    async with FakeSlack() as fake, _session(kind) as session:
        fake.chance = Chance(1, {kind: 1.0}, PATIENCE)
        said = {"channel": "general", "text": "hi", "token": fake.bot_token}

        answered = await _status(session.post(f"{fake.api_url}chat.postMessage", data=said))
        await fake.until(lambda: kind != "late" or fake.channel("general").messages)

        if kind in SILENT | CUT:
            assert answered is (TimeoutError if kind in SILENT else aiohttp.ServerDisconnectedError)
        elif kind == "limited":
            assert answered == 429
        else:
            assert answered in {200, *on_slack.BROKEN}
        if kind != "silent":
            assert len(fake.channel("general").messages) == (kind in STORED)


async def test_a_planned_failure_comes_before_a_drawn_one():
    async with FakeDiscord() as fake, _session("forbidden") as session:
        fake.chance = Chance(1, {"lost": 1.0}, PATIENCE)
        fake.fail_next("POST", "/messages$", status=403, code=50013)
        url = f"{fake.api_url}/channels/{fake.channel('general').id}/messages"

        answered = await _status(session.post(url, json={}, headers={"Authorization": f"Bot {fake.token}"}))

        assert answered == 403
        assert not fake.chance.drawn


def _session(kind):
    """Gives up early only where no answer comes, so that a busy machine is not taken for a silent platform."""
    patience = PATIENCE if kind in SILENT else 30
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=patience))


def _usual(seed):
    return Chance(seed, {"lost": 0.2, "cut": 0.1, "silent": 0.0}, PATIENCE)


def _kind(chance, name):
    draw = chance.draw(name)
    return draw.kind if draw else None


async def _status(request):
    """The status of an answer, or the error in place of it."""
    try:
        async with request as response:
            await response.read()
            return response.status
    except (aiohttp.ClientError, TimeoutError) as error:
        return type(error)
