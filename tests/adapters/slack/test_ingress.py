"""The ingress against what Slack would never send: nothing unsigned is read, and nothing ends in a fault of ours."""

import json
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.slack.app import SlackAdapter
from adapters.slack.ingress import LIMIT, decoded, signed
from adapters.slack.web_client import ResponseUrls
from tests.adapters.slack.conftest import running, served
from tests.fakes.engine import FakeEngine
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.delivery import SignedRequests, signature
from tests.stores import StandingClock

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
SECRET = FakeSlack.signing_secret


@pytest.fixture
async def adapter(slack: FakeSlack, engine: FakeEngine, clock: StandingClock) -> AsyncIterator[SlackAdapter]:
    adapter = SlackAdapter(engine, clock, slack.bot_token, signing_secret=SECRET, api_url=slack.api_url)
    async with running(adapter):
        yield adapter


@pytest.fixture
async def door(adapter: SlackAdapter, slack: FakeSlack) -> AsyncIterator[SignedRequests]:
    async with served(adapter) as address:
        yield slack.sends_to(address)


async def test_the_request_url_is_verified(door: SignedRequests, slack: FakeSlack):
    assert await slack.verifies_request_url()


def stamped(clock: StandingClock, seconds: int = 0) -> str:
    return str(int(clock.now().timestamp()) + seconds)


@pytest.mark.parametrize("seconds", [-299, 299])
async def test_a_signature_is_good_for_five_minutes(door: SignedRequests, clock: StandingClock, seconds: int):
    body, stamp = '{"type": "url_verification", "challenge": "c"}', stamped(clock, seconds)
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature(SECRET, stamp, body)}

    assert (await door.post(body, JSON, headers)).status == 200


@pytest.mark.parametrize("seconds", [-301, 301])
async def test_a_stale_signature_is_refused(door: SignedRequests, clock: StandingClock, seconds: int):
    body, stamp = '{"type": "url_verification", "challenge": "c"}', stamped(clock, seconds)
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature(SECRET, stamp, body)}

    assert (await door.post(body, JSON, headers)).status == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0=0000"},
        {"X-Slack-Signature": "v0=é"},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "now"},
        {"X-Slack-Request-Timestamp": "-1"},
        {"X-Slack-Request-Timestamp": "1e9"},
        {"X-Slack-Request-Timestamp": "٣"},
        {"X-Slack-Request-Timestamp": "9" * 5_000},
    ],
    ids=str,
)
async def test_what_is_not_signed_by_slack_is_refused(door: SignedRequests, engine, headers: dict[str, str]):
    ack = await door.post(json.dumps({"type": "event_callback"}), JSON, headers)

    assert ack.status == 401
    assert engine.gestures == []


def test_a_signature_holds_for_its_own_bytes_and_secret_only(clock: StandingClock):
    stamp = stamped(clock)
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature("s", stamp, "body")}

    assert signed(b"body", headers, "s", clock.now())
    assert not signed(b"bodY", headers, "s", clock.now())
    assert not signed(b"body", headers, "t", clock.now())
    assert not signed(b"body", {**headers, "X-Slack-Signature": headers["X-Slack-Signature"].upper()}, "s", clock.now())


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("[]", JSON),
        ("{broken", JSON),
        ("", JSON),
        ("null", JSON),
        ("[" * 100_000, JSON),
        ("payload=not json", FORM),
        (urlencode({"payload": "[]"}), FORM),
        ("no form at all", FORM),
        ("&".join(["a=b"] * 1_000), FORM),
        ("x", "text/plain"),
    ],
    ids=range(10),
)
async def test_what_is_signed_and_malformed_is_refused(door: SignedRequests, body: str, content_type: str):
    assert (await door.post(body, content_type)).status == 400


async def test_bytes_that_are_no_text_are_refused(door: SignedRequests, clock: StandingClock):
    stamp, raw = stamped(clock), b'{"a": "\xff"}'
    mac = signature(SECRET, stamp, "").removeprefix("v0=")
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mac}", "Content-Type": JSON}

    async with aiohttp.ClientSession() as session, session.post(door.url, data=raw, headers=headers) as response:
        assert response.status == 401
    with pytest.raises(Exception, match="utf-8"):
        decoded(raw, JSON)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
async def test_what_pretends_to_be_packed_is_refused(door: SignedRequests, encoding: str):
    ack = await door.post("not packed at all", JSON, {"Content-Encoding": encoding})

    assert ack.status == 400


async def test_what_is_too_large_is_refused_unread(door: SignedRequests):
    async with aiohttp.ClientSession() as session, session.post(door.url, data=BytesIO(b"x" * (LIMIT + 1))) as response:
        assert response.status == 400


async def test_what_is_too_large_and_does_not_say_so_is_refused(door: SignedRequests):
    async def endless():
        for _ in range(20):
            yield b"x" * 100_000

    async with aiohttp.ClientSession() as session, session.post(door.url, data=endless()) as response:
        assert response.status == 400


@pytest.mark.parametrize("method", ["get", "put", "delete"])
async def test_other_methods_are_refused(door: SignedRequests, method: str):
    async with aiohttp.ClientSession() as session, session.request(method, door.url) as response:
        assert response.status == 405


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"type": "event_callback"},
        {"type": "event_callback", "event": None},
        {"type": "event_callback", "event": []},
        {"type": "event_callback", "event": {"type": "reaction_added"}},
        {"type": "event_callback", "event": {"type": "reaction_added", "user": "U1", "item": 3, "reaction": "hand"}},
        {"type": "event_callback", "event": {"type": "team_join", "user": {}}},
        {"type": "block_actions"},
        {"type": "block_actions", "actions": []},
        {"type": "block_actions", "actions": [{"action_id": "x"}], "user": {"id": "U1"}},
        {"type": "block_actions", "actions": [{"action_id": "x", "value": "::"}], "user": {"id": "U1"}, "view": {}},
        {"type": "view_submission", "view": {"callback_id": "machi-form"}, "user": {"id": "U1"}},
        {"type": "view_submission", "view": {"callback_id": "x", "private_metadata": "{}"}, "user": {"id": "U1"}},
        {"type": "view_closed", "view": {"callback_id": "x", "private_metadata": "[1,2,3]"}, "user": {"id": "U1"}},
        {"type": "shortcut", "callback_id": "", "user": {"id": "U1"}},
        {"type": "shortcut", "callback_id": "run:volunteer:call", "user": {"id": "U1"}},
        {"command": "/volunteer", "user_id": "U1"},
        {"command": "/volunteer", "text": ["list"], "user_id": "U1", "channel_id": "C1", "trigger_id": "1"},
        {"command": "/volunteer", "text": "list", "user_id": "U1", "channel_id": 3, "trigger_id": "1"},
        {"type": "dialog_submission"},
        {"team": "T1", "user": 3, "type": "view_submission"},
        {"authorizations": [3], "type": "event_callback", "event": {"type": "x"}},
    ],
    ids=range(22),
)
async def test_what_pretends_to_be_something_is_refused_or_ignored(adapter: SlackAdapter, engine, body: dict[str, Any]):
    response = await adapter.dispatch(body)

    assert response.status < 500
    assert engine.gestures == []


KEYS = st.sampled_from(
    ["type", "event", "user", "team", "actions", "view", "command", "text", "channel", "container", "item", "state"]
)
KINDS = st.sampled_from(
    ["event_callback", "block_actions", "view_submission", "view_closed", "shortcut", "reaction_added"]
)
SCALARS = st.none() | st.booleans() | st.integers() | KINDS | st.text(max_size=5)
PAYLOADS = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=12
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(KEYS, PAYLOADS, max_size=8), KINDS)
async def test_no_payload_whatever_ends_in_a_fault(adapter: SlackAdapter, body: dict[str, Any], kind: str):
    response = await adapter.dispatch({"type": kind} | body)

    assert response.status < 500


async def test_a_slack_out_of_reach_is_said_so_that_slack_comes_again(slack, engine, clock):
    adapter = SlackAdapter(engine, clock, slack.bot_token, signing_secret=SECRET, api_url=slack.api_url)
    slack.fail_next("auth.test", status=500)

    assert (await adapter.dispatch({"type": "event_callback"})).status == 503


@pytest.mark.parametrize(
    ("api_url", "url", "trusted"),
    [
        ("https://slack.com/api/", "https://hooks.slack.com/actions/T1/2/3", True),
        ("https://slack.com/api/", "http://hooks.slack.com/actions/T1/2/3", False),
        ("https://slack.com/api/", "https://hooks.slack.com.evil.example/", False),
        ("https://slack.com/api/", "https://hooks.slack.com@evil.example/", False),
        ("https://slack.com/api/", "https://hooks.slack.com:8443/", False),
        ("https://slack.com/api/", "https://slack.com/api/", False),
        ("https://slack.com/api/", "https://evil.example/", False),
        ("https://slack.com/api/", "http://127.0.0.1/", False),
        ("https://slack.com/api/", "http://[", False),
        ("https://slack.com/api/", "", False),
        ("http://127.0.0.1:9000/api/", "http://127.0.0.1:9001/commands/1", True),
        ("http://127.0.0.1:9000/api/", "http://localhost:9001/commands/1", True),
        ("http://127.0.0.1:9000/api/", "file://127.0.0.1/commands/1", False),
        ("http://127.0.0.1:9000/api/", "http://127.0.0.2:9000/commands/1", False),
        ("http://127.0.0.1:9000/api/", "https://hooks.slack.com/commands/1", True),
    ],
)
async def test_only_slacks_own_addresses_are_answered(api_url: str, url: str, trusted: bool):
    urls = ResponseUrls(api_url)

    assert urls.trusted(url) is trusted
    assert trusted or await urls.answer(url, {}) is False
