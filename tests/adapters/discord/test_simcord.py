"""The real discord.py in a simulated Discord: what its rules say of us, without a socket."""

import pytest
import simcord

from adapters.discord.client import GatewayClient
from adapters.discord.courier import DiscordCourier
from bot.vocabulary.request import ButtonPress, Command, FormSubmission
from tests.adapters.discord.samples import JOIN
from tests.fakes import openapi


@pytest.fixture
def machi(town, shelf):
    """A client of Machi's, each time a fresh one with the same memory."""
    return lambda: GatewayClient(town.engine, shelf, DiscordCourier())


def shown(result):
    """The message somebody was answered with."""
    assert result.response is not None
    return result.response


def form(result):
    """The form somebody was answered with."""
    assert result.modal is not None
    return result.modal


def words(message):
    return "\n".join(part["content"] for part in _parts(message.components) if part["type"] == 10)


def _parts(components):
    for component in components:
        yield component
        yield from _parts(component.get("components", []))


async def test_from_the_command_over_the_form_and_its_problems_to_the_post(machi, town):
    async with simcord.run(machi()) as env:
        channel = env.create_guild().create_text_channel("general")
        aoi = env.guild.add_member(env.create_user("aoi"))

        opened = await aoi.slash(channel, "volunteer call")
        asked_again = await aoi.submit_modal(opened, {"title": "?", "kind": "value1"})
        reopened = await aoi.click(shown(asked_again), label="Change it")
        await aoi.submit_modal(reopened, {"title": "椅子運び", "kind": "value1"})
        posted = await aoi.click(shown(asked_again), label="Looks right")

    assert form(opened)["title"] == form(reopened)["title"] == "Ask for hands"
    assert [type(gesture) for gesture in town.engine.gestures] == [
        Command,
        FormSubmission,
        ButtonPress,
        FormSubmission,
        ButtonPress,
    ]
    assert posted.acknowledged
    assert town.draft["title"] == "椅子運び"


async def test_the_form_holds_what_was_filled_in_before(machi):
    async with simcord.run(machi()) as env:
        channel = env.create_guild().create_text_channel("general")
        aoi = env.guild.add_member(env.create_user("aoi"))

        opened = await aoi.slash(channel, "volunteer call")
        asked_again = await aoi.submit_modal(opened, {"title": "?", "kind": "value1", "channel": [channel]})
        reopened = await aoi.click(shown(asked_again), label="Change it")

    title, kind, where = (label["component"] for label in form(reopened)["components"])
    assert title["value"] == "?"
    assert [option["default"] for option in kind["options"]] == [False, True, False]
    assert [int(chosen["id"]) for chosen in where["default_values"]] == [channel.id]


async def test_a_private_answer_is_private(machi):
    async with simcord.run(machi()) as env:
        channel = env.create_guild().create_text_channel("general")
        aoi = env.guild.add_member(env.create_user("aoi"))

        answered = await aoi.slash(channel, "help")

    assert answered.ephemeral
    assert words(shown(answered)).startswith("## 椅子運び")


async def test_a_button_outlives_the_client_that_showed_it(machi, town):
    async with simcord.run(machi()) as env:
        channel = env.create_guild().create_text_channel("general")
        aoi = env.guild.add_member(env.create_user("aoi"))
        answered = await aoi.slash(channel, "help")

        await env.restart_bot(machi())
        pressed = await aoi.click(shown(answered), label="Looks right")

    assert pressed.acknowledged
    assert town.engine.gestures[-1].action == JOIN


async def test_every_request_is_one_that_discord_takes(machi):
    async with simcord.run(machi()) as env:
        channel = env.create_guild().create_text_channel("general")
        aoi = env.guild.add_member(env.create_user("aoi"))
        opened = await aoi.slash(channel, "volunteer call")
        await aoi.submit_modal(opened, {"title": "?", "kind": "value1"})
        await aoi.slash(channel, "help")
        sent = [(entry.method, entry.path, entry.json) for entry in env.http_requests if entry.json is not None]

    assert sent
    assert [str(problem) for request in sent for problem in openapi.problems_in_request(*request)] == []
