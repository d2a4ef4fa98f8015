"""Machi on Slack, whole: the real process and the real Bolt, and a Slack on loopback, in both modes."""

import socket
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

import pytest

from tests.end_to_end.process import SECONDS, Process, machi
from tests.fakes.slack import FakeSlack, Person

CALL = {"title": "Carrying chairs", "places": "1"}


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as slack:
        yield slack


def in_socket_mode(slack: FakeSlack, folder) -> AbstractAsyncContextManager[Process]:
    tokens = {"SLACK__BOT_TOKEN": slack.bot_token, "SLACK__APP_TOKEN": slack.app_token}
    return machi("run", folder=folder, SLACK__API_URL=slack.api_url, LANGUAGE="en", **tokens)


def over_http(slack: FakeSlack, folder, port: int) -> AbstractAsyncContextManager[Process]:
    secrets = {"SLACK__BOT_TOKEN": slack.bot_token, "SLACK__SIGNING_SECRET": slack.signing_secret}
    return machi("run", folder=folder, SLACK__API_URL=slack.api_url, LANGUAGE="en", WEB__PORT=str(port), **secrets)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


async def form_shown(slack: FakeSlack, person: Person) -> None:
    """Wait for the form itself: a busy machine shows a word that it takes a moment first."""
    await slack.until(lambda: person.view and person.view.callback_id == "machi-form", within=SECONDS)


async def live(slack: FakeSlack) -> None:
    """A call, the last place, the queue, a reaction, and a place given back."""
    aoi, ben, chie = (slack.user(name=name, locale="en-US") for name in ("aoi", "ben", "chie"))
    asked = await aoi.runs("/volunteer", "call")
    await form_shown(slack, aoi)
    preview = await aoi.submits(asked.view, CALL)
    await aoi.presses("Looks right", on=preview.view or aoi.view)
    card = await slack.until(lambda: [m for m in slack.channel("general").messages if m.buttons], within=SECONDS)
    [card] = card

    first = await ben.presses("✋ I can help", on=card)
    assert "You're in" in first.text
    await chie.reacts("raised_hand", on=card)
    await slack.until(
        lambda: "number 1 in the queue" in str([message.readable for message in chie.ephemerals]), within=SECONDS
    )
    await slack.until(lambda: "1/1 (full)" in str(card.readable), within=SECONDS)

    await ben.presses("Give my place back", on=card)

    await slack.until(lambda: "A place came free" in str([message.readable for message in chie.dms]), within=SECONDS)
    assert slack.refusals == []


async def test_a_call_over_socket_mode(slack, tmp_path):
    async with in_socket_mode(slack, tmp_path) as process:
        await slack.connected(within=SECONDS)

        await live(slack)

        assert await process.stops() == 0


async def test_a_call_over_signed_http(slack, tmp_path):
    port = free_port()
    async with over_http(slack, tmp_path, port) as process:
        await process.says("Listening at")
        slack.sends_to(f"http://127.0.0.1:{port}/slack/events")
        await slack.verifies_request_url()

        await live(slack)

        assert await process.stops() == 0


async def test_a_button_works_after_a_restart(slack, tmp_path):
    aoi, ben = slack.user(name="aoi", locale="en-US"), slack.user(name="ben", locale="en-US")
    async with in_socket_mode(slack, tmp_path) as process:
        await slack.connected(within=SECONDS)
        asked = await aoi.runs("/machi", "手伝い 募集")
        await form_shown(slack, aoi)
        preview = await aoi.submits(asked.view, CALL)
        await aoi.presses("Looks right", on=preview.view or aoi.view)
        [card] = await slack.until(lambda: [m for m in slack.channel("general").messages if m.buttons], within=SECONDS)
        await process.stops()

    async with in_socket_mode(slack, tmp_path) as process:
        await slack.connected(within=SECONDS)
        pressed = await ben.presses("✋ I can help", on=card)

        assert "You're in" in pressed.text
        await process.stops()


async def test_a_home_page_follows_what_happens_elsewhere(slack, tmp_path):
    aoi, ben = slack.user(name="aoi", locale="en-US"), slack.user(name="ben", locale="en-US")
    async with in_socket_mode(slack, tmp_path) as process:
        await slack.connected(within=SECONDS)
        await ben.opens_home(patience=SECONDS)
        asked = await aoi.runs("/volunteer", "call")
        await form_shown(slack, aoi)
        preview = await aoi.submits(asked.view, CALL)
        await aoi.presses("Looks right", on=preview.view or aoi.view)

        await slack.until(lambda: "Carrying chairs" in ben.home.readable, within=SECONDS)
        shown = await ben.presses("Details: Carrying chairs", on=ben.home, patience=SECONDS)

        assert "Carrying chairs" in (ben.view or shown.view).readable
        assert await process.stops() == 0
