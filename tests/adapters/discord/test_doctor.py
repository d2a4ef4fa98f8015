"""What the doctor and the inspector see of Discord."""

import discord
import pytest

from adapters.discord import permissions
from adapters.discord.courier import DiscordCourier
from adapters.discord.doctor import examined
from adapters.discord.inspector import DiscordInspector
from bot.ports import Lack, TargetGone, ToChannel
from bot.vocabulary.people import SpaceAddress
from tests.adapters.discord.test_end_to_end import delivery
from tests.fakes.discord import FakeDiscord


@pytest.fixture
def whole(fake):
    """A guild where Machi may do all that it asks for, and nothing more."""
    fake.home.everyone.permissions = discord.Permissions.none()
    fake.home.roles[1].permissions = discord.Permissions(permissions.EVERYTHING.value)
    return fake.home


def at(guild) -> SpaceAddress:
    return SpaceAddress("discord", str(guild.id))


def channels(guild) -> tuple[str, ...]:
    return tuple(str(channel.id) for channel in guild.channels)


async def looked(fake, token=None, chosen=None) -> list[tuple[bool, str]]:
    return [finding async for finding in examined(token or fake.token, fake.api_url, chosen or {})]


async def test_where_all_is_granted_nothing_is_missing(fake, whole):
    assert await DiscordInspector(fake.token, fake.api_url).inspect(at(whole), channels(whole)) == ()


@pytest.mark.parametrize("name", permissions.lacking(discord.Permissions(view_channel=True), permissions.EVERYTHING))
async def test_a_permission_that_is_missing_everywhere_is_named_once(fake, whole, name):
    whole.roles[1].permissions &= ~discord.Permissions(**{name: True})

    found = await DiscordInspector(fake.token, fake.api_url).inspect(at(whole), channels(whole))

    assert found == (Lack("permission", name),)


async def test_a_permission_that_is_missing_in_one_channel_is_named_with_it(fake, whole):
    events = fake.channel("events")
    fake.permit(events, whole.roles[1], send_messages=False, attach_files=False)

    found = await DiscordInspector(fake.token, fake.api_url).inspect(at(whole), channels(whole))

    assert {(lack.name, lack.channel, lack.channel_name) for lack in found} == {
        ("send_messages", str(events.id), "events"),
        ("attach_files", str(events.id), "events"),
    }


async def test_a_channel_that_is_gone_or_hidden_is_named(fake, whole):
    hidden = fake.channel("events")
    fake.permit(hidden, whole.roles[1], view_channel=False)

    found = await DiscordInspector(fake.token, fake.api_url).inspect(at(whole), (str(hidden.id), "1"))

    assert found == (
        Lack("permission", "view_channel", str(hidden.id)),
        Lack("channel", "unknown_channel", "1"),
    )


async def test_what_discord_does_not_say_is_silence(fake, whole):
    fake.fail_next("GET", "/guilds/", status=500, times=9)
    inspector = DiscordInspector(fake.token, fake.api_url)

    assert await inspector.inspect(at(whole), ()) == (Lack("silence", "500"),)
    assert await DiscordInspector("no.such.token", fake.api_url).inspect(at(whole), ()) == (Lack("token", "401"),)
    assert await DiscordInspector(fake.token, "http://127.0.0.1:1").inspect(at(whole), ()) == (Lack("silence"),)
    fake.world.remove_bot(whole)
    assert (await inspector.inspect(at(whole), ()))[0].kind in ("membership", "silence")


async def test_the_doctor_names_what_to_allow_where_and_prints_the_invitation(fake, whole):
    fake.permit(fake.channel("events"), whole.roles[1], create_public_threads=False)

    findings = await looked(fake, chosen={str(whole.id): channels(whole)})

    assert findings[0] == (True, "known as Machi")
    assert (False, "つくば: allow “Create Public Threads” in #events (channel settings, Permissions)") in findings
    assert findings[-1][0]
    assert findings[-1][1].endswith(permissions.invite(fake.app_id))


async def test_the_doctor_says_when_machi_is_nowhere_yet_and_when_its_token_is_wrong(fake, whole):
    fake.world.remove_bot(whole)

    assert [ok for ok, _ in await looked(fake)] == [True, True, False]
    assert await looked(fake, "no.such.token") == [
        (False, "Discord does not know this token: reset it on the Bot page and copy it again")
    ]


async def test_the_doctor_tells_whether_newcomers_are_greeted():
    async with FakeDiscord(privileged=discord.Intents.none()) as bare, FakeDiscord() as full:
        assert "is off" in (await looked(bare))[1][1]
        assert "is on" in (await looked(full))[1][1]


async def test_a_message_that_is_refused_tells_which_permission_is_missing(fake, whole, town, shelf, connect):
    fake.permit(fake.channel("events"), whole.roles[1], send_messages=False, read_message_history=False)

    async with connect() as adapter:
        outcome = await adapter.courier.deliver(delivery(fake, ToChannel(str(fake.channel("events").id))))

    assert isinstance(outcome, TargetGone)
    assert outcome.reason.startswith("403 50013")
    assert outcome.reason.endswith("(missing: Send Messages, Read Message History)")
    assert DiscordCourier.platform == "discord"
