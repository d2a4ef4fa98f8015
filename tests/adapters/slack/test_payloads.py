"""Payloads in the shapes that Slack documents, every field of them, by both transports, taken for what they are."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.manifest import EVENTS
from bot import drafts
from bot.vocabulary.action import Action, run
from bot.vocabulary.request import (
    ButtonPress,
    Command,
    FormSubmission,
    HomeOpened,
    MemberJoined,
    MemberLeft,
    MenuChoice,
    Place,
    Reaction,
)
from tests.adapters.slack import town
from tests.fakes.slack.delivery import Envelope, EnvelopeKind

FOLDER = Path(__file__).parent / "payloads"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
PLAZA = Place("C0PLAZA")
BENEATH = Place("C0PLAZA", "1795395000.000100")
DIRECT = Place("U0HANA", direct=True)

HEARD: dict[str, Callable[[Any], bool]] = {
    "command": lambda it: isinstance(it, Command) and it.options == {"which": "mine"} and it.place == PLAZA,
    "block_actions_on_a_message": lambda it: (
        isinstance(it, ButtonPress) and (it.action, it.place) == (town.JOIN, PLAZA)
    ),
    "block_actions_in_private": lambda it: isinstance(it, ButtonPress) and it.place == BENEATH,
    "block_actions_in_a_modal": lambda it: isinstance(it, ButtonPress) and it.place == PLAZA,
    "block_actions_on_the_home_tab": lambda it: isinstance(it, HomeOpened),
    "view_submission": lambda it: isinstance(it, FormSubmission) and it.sent and it.answers["places"] == "２",
    "view_closed": lambda it: isinstance(it, ButtonPress) and it.action == Action(drafts.CANCEL, ("draft1",)),
    "view_closed_with_words": lambda it: isinstance(it, FormSubmission) and not it.sent,
    "shortcut": lambda it: isinstance(it, ButtonPress) and it.action == run("volunteer", "call"),
    "message_action": lambda it: isinstance(it, MenuChoice) and it.on == "椅子を運べる人 & 車",
    "event_app_home_opened": lambda it: isinstance(it, HomeOpened),
    "event_app_mention": lambda it: isinstance(it, Command) and (it.name, it.place) == ("volunteer", BENEATH),
    "event_member_joined_channel": lambda it: isinstance(it, MemberJoined),
    "event_reaction_added": lambda it: isinstance(it, Reaction) and (it.emoji, it.added) == ("✋", True),
    "event_reaction_removed": lambda it: isinstance(it, Reaction) and (it.emoji, it.added) == ("🙌", False),
    "event_team_join": lambda it: isinstance(it, MemberJoined),
    "event_user_change": lambda it: isinstance(it, MemberLeft),
}
"""What the last gesture must be; the others make none."""


def payload(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def kind_of(body: dict[str, Any]) -> EnvelopeKind:
    if "command" in body or "ssl_check" in body:
        return "slash_commands"
    events = ("event_callback", "app_rate_limited", "url_verification")
    return "events_api" if body["type"] in events else "interactive"


@dataclass
class Sender:
    slack: Any
    response_url: str

    async def sends(self, body: dict[str, Any]) -> Any:
        whole = json.loads(json.dumps(body).replace("RESPONSE_URL", self.response_url))
        return (await self.slack.deliver(Envelope(kind_of(body), whole))).ack


@pytest.fixture
def sender(machi, slack) -> Iterator[Sender]:
    slack.user("U0HANA", name="hana", real_name="花")
    slack.user("U0BEN", name="ben")
    yield Sender(slack, f"{slack.state.address}/actions/T0TOWN/1/secret")
    slack.refusals.clear()  # the view, the trigger and the address of a payload are nobody's


def test_every_event_that_is_subscribed_to_has_its_shape():
    assert {f"event_{kind}" for kind in EVENTS} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
async def test_a_documented_payload_is_taken_for_what_it_is(sender, engine, name):
    ack = await sender.sends(payload(name))

    assert ack is not None
    assert ack.ok
    if name in HEARD:
        assert HEARD[name](engine.gestures[-1]), engine.gestures
    else:
        assert engine.gestures == []


SPARE = ("token", "api_app_id", "enterprise", "is_enterprise_install", "state", "container", "message", "channel")
SPARE += ("team_domain", "user_name", "channel_name", "response_url", "response_urls", "authed_users", "event_time")
SPARE += ("authorizations", "event_context", "is_ext_shared_channel", "enterprise_id", "enterprise_name", "is_cleared")
SPARE += ("context_team_id", "context_enterprise_id", "authed_teams", "action_ts", "message_ts", "team")


@pytest.mark.parametrize("name", sorted(HEARD))
async def test_what_a_payload_may_lack_is_not_missed(sender, engine, name):
    whole = payload(name)
    for spare in SPARE:
        if spare not in whole or _is_needed(name, spare):
            continue
        body = {key: value for key, value in whole.items() if key != spare}
        ack = await sender.sends(body)

        assert ack is not None, f"without {spare}"
        assert ack.ok, f"without {spare}"
        assert HEARD[name](engine.gestures[-1]), f"without {spare}"


def _is_needed(name: str, spare: str) -> bool:
    """Where a press stood, and what a message said, can be told from nothing else."""
    told = {"block_actions_in_private": ("container",), "message_action": ("message", "channel")}
    return spare in told.get(name, ())


async def test_a_challenge_is_given_back_and_no_suggestion_is_an_answer(sender):
    challenge = payload("url_verification")["challenge"]

    assert challenge in str((await sender.sends(payload("url_verification"))).body)
    assert (await sender.sends(payload("block_suggestion"))).body == {"options": []}


async def test_no_payload_is_heard_twice_when_slack_brings_it_again(sender, engine, slack):
    for name in sorted(HEARD):
        body = payload(name)
        await sender.sends(body)
        before = {gesture.key for gesture in engine.gestures}
        await sender.sends(body)

        assert {gesture.key for gesture in engine.gestures} == before, name
