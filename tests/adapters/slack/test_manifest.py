"""The manifest: what Slack is told of the app."""

import re
from pathlib import Path

import pytest

from adapters.slack import app
from adapters.slack.manifest import COMMANDS, EVENTS, SCOPES, manifest, renamed
from bot.features import FEATURES
from tests.adapters.slack import town
from tests.fakes.slack.server import SUBSCRIPTIONS
from tests.stores import StandingClock

FOLDER = Path(app.__file__).parent

# docs.slack.dev/reference/methods: what each method that is called, and each event, asks for
NEEDED = {
    "api_call": set(),  # oauth.v2.access, which the client secret pays for
    "apps_connections_open": set(),  # the app-level token's own scope, connections:write
    "auth_test": set(),
    "chat_postEphemeral": {"chat:write"},
    "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_info": {"channels:read", "groups:read"},
    "conversations_join": {"channels:join"},
    "chat_delete": {"chat:write"},
    "conversations_history": {"channels:history", "groups:history", "im:history", "mpim:history"},
    "conversations_replies": {"channels:history", "groups:history", "im:history", "mpim:history"},
    "conversations_open": {"im:write", "mpim:write"},
    "reactions_get": {"reactions:read"},
    "usergroups_users_list": {"usergroups:read"},
    "users_info": {"users:read"},
    "users_list": {"users:read"},
    "files_upload_v2": {"files:write"},
    "views_open": set(),
    "views_publish": set(),
    "views_update": set(),
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "app_uninstalled": set(),
    "channel_archive": {"channels:read"},
    "channel_deleted": {"channels:read"},
    "channel_rename": {"channels:read"},
    "channel_unarchive": {"channels:read"},
    "group_archive": {"groups:read"},
    "group_deleted": {"groups:read"},
    "group_rename": {"groups:read"},
    "group_unarchive": {"groups:read"},
    "tokens_revoked": set(),
    "member_joined_channel": {"channels:read", "groups:read"},
    "reaction_added": {"reactions:read"},
    "reaction_removed": {"reactions:read"},
    "team_join": {"users:read"},
    "team_rename": {"team:read"},
    "user_change": {"users:read"},
}


def called() -> set[str]:
    code = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))
    return set(re.findall(r"\b_?client\s*\.([a-z]+_[a-zA-Z_0-9]+)[(,]", code))


def test_the_scopes_are_those_of_what_is_called_and_heard_and_no_more():
    needed = set[str]().union({"commands"}, *(NEEDED[name] for name in called() | set(EVENTS)))

    assert called() <= set(NEEDED)
    assert set(SCOPES) == needed


def test_the_events_are_those_that_are_heard(engine):
    adapter = app.SlackAdapter(engine, StandingClock(), "xoxb-any")

    assert set(EVENTS) == set(adapter._heard)
    assert SUBSCRIPTIONS - {"member_left_channel"} <= set(EVENTS)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_slacks_limits_hold(language):
    made = manifest(FEATURES, language=language)

    information = made["display_information"]
    assert len(information["description"]) <= 140
    assert 174 <= len(information["long_description"]) <= 4000
    assert re.fullmatch("#[0-9a-f]{6}", information["background_color"])
    assert all(len(shortcut["name"]) <= 24 for shortcut in made["features"]["shortcuts"])
    assert all(re.fullmatch("/[a-z0-9_-]{1,31}", command["command"]) for command in made["features"]["slash_commands"])


def test_each_feature_that_is_there_has_its_command():
    made = manifest(FEATURES, language="en")["features"]["slash_commands"]

    volunteer = next(command for command in made if command["command"] == "/volunteer")
    assert [command["command"] for command in made] == [
        f"/{name}" for name in COMMANDS if name in (*FEATURES.names, "machi")
    ]
    assert volunteer["usage_hint"].startswith("call")
    assert all(command["should_escape"] for command in made)


def test_commands_may_have_other_names():
    made = manifest(town.FEATURES, names={"volunteer": "tetsudai", "machi": "machi"})["features"]["slash_commands"]

    assert [command["command"] for command in made] == ["/tetsudai", "/machi"]


def test_socket_mode_needs_no_address():
    made = manifest(FEATURES)

    assert made["settings"]["socket_mode_enabled"] is True
    assert "http" not in str(made)


def test_over_http_everything_comes_to_one_address():
    address = "https://machi.example/slack/events"

    made = manifest(FEATURES, request_url=address)

    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["event_subscriptions"]["request_url"] == address
    assert made["settings"]["interactivity"] == {"is_enabled": True, "request_url": address}
    assert {command["url"] for command in made["features"]["slash_commands"]} == {address}


def test_an_entry_of_the_menu_on_a_message_is_a_shortcut_there():
    shortcuts = manifest(FEATURES, language="ja")["features"]["shortcuts"]

    [entry] = [shortcut for shortcut in shortcuts if shortcut["type"] == "message"]
    assert entry["name"] == "手伝い募集にする"
    assert entry["callback_id"] == "menu:volunteering.call"


def test_other_workspaces_can_install_it_where_there_is_an_address_to_come_back_to():
    address = "https://machi.example/slack/oauth_redirect"

    assert manifest(FEATURES, redirect_url=address)["oauth_config"]["redirect_urls"] == [address]
    assert "redirect_urls" not in manifest(FEATURES)["oauth_config"]


def test_a_command_with_no_name_is_left_out():
    others = {name: word for name, word in COMMANDS.items() if name != "people"}

    assert renamed({"volunteer": "tetsudai", "people": ""}) == others | {"volunteer": "tetsudai"}


def test_a_shortcut_carries_the_command_it_runs():
    (shortcut, *_) = manifest(FEATURES)["features"]["shortcuts"]

    assert shortcut["callback_id"] == "run:volunteer:call"
