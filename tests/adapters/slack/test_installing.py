"""Installing in many workspaces: a browser goes to Slack and back, and each workspace gets a token of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from adapters.slack import workspaces
from adapters.slack.app import Installable, SlackAdapter
from adapters.slack.installing import CALLBACK, COOKIE, INSTALL, App
from adapters.slack.manifest import SCOPES
from adapters.slack.vault import KEY
from bot.ports import Sent, Stopped, ToChannel
from bot.vocabulary.people import SpaceAddress
from tests.adapters.slack.conftest import running, served
from tests.adapters.slack.test_courier import delivery
from tests.fakes.shelf import FakeShelf
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.delivery import Envelope
from tests.fakes.slack.payloads import event

REDIRECT = f"https://machi.example{CALLBACK}"


@dataclass
class Door:
    """Machi as a browser sees it."""

    adapter: SlackAdapter
    address: str
    shelf: FakeShelf

    async def begins(self) -> tuple[str, str]:
        """Open the first page; gives the state, and what the browser keeps."""
        async with aiohttp.ClientSession() as browser:
            page = await browser.get(self.address + INSTALL, allow_redirects=False)
            assert page.status == 302
            kept = page.cookies[COOKIE]
            assert (kept["secure"], kept["httponly"], kept["samesite"], kept["path"]) == (True, True, "Lax", "/")
            assert kept["domain"] == ""
            return parse_qs(urlsplit(page.headers["Location"]).query)["state"][0], kept.value

    async def comes_back(self, kept: str | None, **query: str) -> tuple[int, str]:
        cookies = {"Cookie": f"{COOKIE}={kept}"} if kept is not None else {}
        async with aiohttp.ClientSession() as browser:
            page = await browser.get(self.address + CALLBACK, params=query, headers=cookies, allow_redirects=False)
            return page.status, await page.text()

    async def installs(self, slack: FakeSlack, team: str) -> tuple[int, str]:
        state, kept = await self.begins()
        return await self.comes_back(kept, state=state, code=slack.consents(team, redirect_uri=REDIRECT))


@pytest.fixture
async def door(slack, engine, clock) -> AsyncIterator[Door]:
    shelf = FakeShelf()
    async with opened(slack, engine, clock, shelf) as door:
        yield door


@asynccontextmanager
async def opened(slack, engine, clock, shelf) -> AsyncIterator[Door]:
    app = App(slack.client_id, slack.client_secret, REDIRECT)
    installable = Installable(app, (b"k" * KEY,), shelf)
    adapter = SlackAdapter(
        engine, clock, installable=installable, signing_secret=slack.signing_secret, api_url=slack.api_url
    )
    async with running(adapter), served(adapter) as address:
        slack.sends_to(address)
        yield Door(adapter, address.removesuffix("/slack/events"), shelf)


async def test_the_browser_is_sent_to_slack_with_everything_slack_asks_for(door, slack):
    async with aiohttp.ClientSession() as browser:
        page = await browser.get(door.address + INSTALL, allow_redirects=False)

    there = urlsplit(page.headers["Location"])
    asked = {name: value for name, [value] in parse_qs(there.query).items()}
    assert f"{there.scheme}://{there.netloc}{there.path}" == "https://slack.com/oauth/v2/authorize"
    assert (asked["client_id"], asked["redirect_uri"]) == (slack.client_id, REDIRECT)
    assert asked["scope"].split(",") == list(SCOPES)
    assert len(asked["state"]) >= 22  # 128 bits and more
    assert asked["state"] not in str(door.shelf.kept)
    assert page.headers["Cache-Control"] == "no-store"


async def test_whoever_says_yes_has_machi_in_their_workspace(door, slack, engine):
    hana = slack.user(name="hana", real_name="花")

    status, page = await door.installs(slack, slack.state.team_id)
    answer = await hana.runs("/volunteer", "list")

    assert status == 200
    assert "Team T0TOWN" in page
    assert answer.text.startswith("volunteer list")
    assert engine.gestures[0].space == SpaceAddress("slack", "T0TOWN")
    assert {request.token for request in slack.calls("users.info")} == {slack.granted["T0TOWN"]}
    assert slack.granted["T0TOWN"] not in str(door.shelf.kept)


async def test_each_workspace_is_spoken_to_with_its_own_token(door, slack):
    await door.installs(slack, "T0TOWN")
    await door.installs(slack, "T0OTHER")
    there = ToChannel(slack.channel("general").id)

    first = await door.adapter.courier.deliver(addressed("T0TOWN", there))
    second = await door.adapter.courier.deliver(addressed("T0OTHER", there))

    assert isinstance(first, Sent)
    assert isinstance(second, Sent)
    tokens = [request.token for request in slack.calls("chat.postMessage")]
    assert tokens == [slack.granted["T0TOWN"], slack.granted["T0OTHER"]]


def addressed(team: str, target: ToChannel):
    return replace(delivery(FakeSlack(), target), space=SpaceAddress("slack", team))


async def test_nobody_waits_for_the_database_to_say_that_a_workspace_is_still_there(door, slack, engine, monkeypatch):
    await door.installs(slack, "T0TOWN")
    hana = slack.user(name="hana")
    await hana.runs("/volunteer", "list")
    monkeypatch.setattr(workspaces, "BELIEVED", 0.0)
    monkeypatch.setattr(workspaces, "PATIENCE", 0.05)
    await hana.runs("/volunteer", "list")

    held = asyncio.Event()
    monkeypatch.setattr(FakeShelf, "get", lambda *_: held.wait())
    answer = await hana.runs("/volunteer", "list")

    assert answer.text.startswith("volunteer list")
    assert answer.delivery.seconds < 2.5


async def test_after_a_restart_it_is_still_there(slack, engine, clock):
    shelf = FakeShelf()
    async with opened(slack, engine, clock, shelf) as door:
        await door.installs(slack, "T0TOWN")

    async with opened(slack, engine, clock, shelf) as door:
        hana = slack.user(name="hana")
        assert (await hana.runs("/volunteer", "list")).text.startswith("volunteer list")


async def test_a_workspace_that_was_never_asked_is_told_nothing(door, slack, engine):
    hana = slack.user(name="hana")

    answer = await hana.runs("/volunteer", "list", patience=0)
    outcome = await door.adapter.courier.deliver(addressed("T0TOWN", ToChannel("C1")))

    assert answer.effects == []
    assert engine.gestures == []
    assert isinstance(outcome, Stopped)
    assert slack.calls("chat.postMessage") == []


@pytest.mark.parametrize("happened", ["app_uninstalled", "tokens_revoked"])
async def test_a_workspace_that_lets_machi_go_is_left_alone(door, slack, engine, happened):
    await door.installs(slack, "T0TOWN")
    await door.installs(slack, "T0OTHER")
    told = {"type": happened, "tokens": {"bot": [slack.state.bot.id]}}

    ack = await slack.deliver(Envelope("events_api", event(slack.state, told)))
    gone = await door.adapter.courier.deliver(addressed("T0TOWN", ToChannel(slack.channel("general").id)))
    other = await door.adapter.courier.deliver(addressed("T0OTHER", ToChannel(slack.channel("general").id)))

    assert ack.acknowledged
    assert isinstance(gone, Stopped)
    assert isinstance(other, Sent)
    assert engine.departures == [("there", "T0TOWN"), ("there", "T0OTHER"), ("left", "T0TOWN")]


async def test_a_workspace_that_takes_machi_in_again_has_it_back(door, slack, engine):
    await door.installs(slack, "T0TOWN")
    await slack.deliver(Envelope("events_api", event(slack.state, {"type": "app_uninstalled"})))

    await door.installs(slack, "T0TOWN")

    assert [what for what, _ in engine.departures] == ["there", "left", "there"]


async def test_the_one_workspace_of_the_settings_may_let_machi_go_and_take_it_back(slack, engine, clock):
    for _ in range(2):
        adapter = SlackAdapter(engine, clock, slack.bot_token, app_token=slack.app_token, api_url=slack.api_url)
        async with running(adapter):
            await slack.connected()
            await slack.send_event({"type": "app_uninstalled"})

    assert engine.departures == [("there", "T0TOWN"), ("left", "T0TOWN")] * 2


async def test_a_persons_own_token_may_be_revoked(door, slack):
    await door.installs(slack, "T0TOWN")
    told = {"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}}

    await slack.deliver(Envelope("events_api", event(slack.state, told)))

    there = ToChannel(slack.channel("general").id)
    assert isinstance(await door.adapter.courier.deliver(addressed("T0TOWN", there)), Sent)


# --- what must not work ---------------------------------------------------------------------------------------------


async def test_a_state_is_good_once(door, slack):
    state, kept = await door.begins()
    first = await door.comes_back(kept, state=state, code=slack.consents("T0TOWN", redirect_uri=REDIRECT))
    again = await door.comes_back(kept, state=state, code=slack.consents("T0OTHER", redirect_uri=REDIRECT))

    assert (first[0], again[0]) == (200, 400)
    assert list(slack.granted) == ["T0TOWN"]


async def test_of_two_who_come_back_at_once_one_is_let_in(door, slack):
    state, kept = await door.begins()

    async def comes(team: str) -> int:
        code = slack.consents(team, redirect_uri=REDIRECT)
        return (await door.comes_back(kept, state=state, code=code))[0]

    statuses = await asyncio.gather(comes("T0TOWN"), comes("T0OTHER"))

    assert sorted(statuses) == [200, 400]
    assert len(slack.granted) == 1


@pytest.mark.parametrize("kept", [None, "", "another browser's"])
async def test_a_state_is_good_in_its_own_browser(door, slack, kept):
    state, _ = await door.begins()

    status, _ = await door.comes_back(kept, state=state, code=slack.consents("T0TOWN", redirect_uri=REDIRECT))

    assert status == 400
    assert slack.granted == {}


@pytest.mark.parametrize("state", ["", "never given", "é" * 500, "\x00"])
async def test_a_state_that_was_never_given_leads_nowhere(door, slack, state):
    _, kept = await door.begins()

    status, _ = await door.comes_back(kept, state=state, code=slack.consents("T0TOWN", redirect_uri=REDIRECT))

    assert status == 400
    assert slack.calls("oauth.v2.access") == []


async def test_a_state_is_good_for_ten_minutes(door, slack, clock):
    state, kept = await door.begins()
    clock.move(minutes=10)

    status, _ = await door.comes_back(kept, state=state, code=slack.consents("T0TOWN", redirect_uri=REDIRECT))
    await door.begins()

    assert status == 400
    assert slack.granted == {}
    assert len(door.shelf.kept) == 1  # what nobody came back with is forgotten


async def test_whoever_says_no_has_changed_nothing(door, slack):
    state, kept = await door.begins()

    status, page = await door.comes_back(kept, state=state, error="access_denied")

    assert status == 400
    assert "何も変わっていません" in page
    assert slack.granted == {}


@pytest.mark.parametrize("trouble", [{"error": "invalid_code"}, {"status": 503}, {"drop_before": True}])
async def test_a_slack_that_gives_no_token_is_said_so(door, slack, trouble):
    slack.fail_next("oauth.v2.access", **trouble)

    status, page = await door.installs(slack, "T0TOWN")

    assert status == 400
    assert "/slack/install" in page
    slack.refusals.clear()


async def test_a_whole_organization_is_not_taken_in(door, slack, monkeypatch):
    given = slack._grant
    monkeypatch.setattr(slack, "_grant", lambda asked: given(asked) | {"is_enterprise_install": True, "team": None})

    status, page = await door.installs(slack, "T0TOWN")

    assert status == 400
    assert "ワークスペース" in page


async def test_a_name_is_shown_as_letters(door, slack):
    status, page = await door.installs(slack, "<script>alert(1)</script>")

    assert status == 200
    assert "<script>" not in page
