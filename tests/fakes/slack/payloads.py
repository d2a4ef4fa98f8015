"""The shapes in which Slack speaks: what it sends to an app, and the objects its Web API returns.

Shapes: docs.slack.dev/reference (events, interaction payloads, slash commands, objects) and slack_bolt's request
parsing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.fakes.slack.forms import state_of
from tests.fakes.slack.state import Channel, Json, Message, User, View, Workspace

TOKEN = "verification-token"  # Slack still sends it; nobody should look at it any more


# objects


def user(slack: Workspace, person: User, *, locale: bool = False) -> Json:
    """Describe a person as `users.info` does; the locale is there only for those who ask for it."""
    offset = datetime.fromtimestamp(slack.clock(), ZoneInfo(person.tz)).utcoffset()
    described = {
        "id": person.id,
        "team_id": person.team_id,
        "name": person.name,
        "deleted": person.deleted,
        "color": "9f69e7",
        "real_name": person.real_name,
        "tz": person.tz,
        "tz_label": person.tz,
        "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
        "profile": {
            "real_name": person.real_name,
            "real_name_normalized": person.real_name,
            "display_name": person.real_name,
            "display_name_normalized": person.real_name,
            "team": person.team_id,
        },
        "is_admin": person.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": int(slack.clock()),
    }
    return described | ({"locale": person.locale} if locale else {})


def channel(slack: Workspace, place: Channel) -> Json:
    described = {
        "id": place.id,
        "created": int(place.created),
        "creator": slack.bot.id,
        "is_channel": not (place.is_im or place.is_mpim),
        "is_group": False,
        "is_im": place.is_im,
        "is_mpim": place.is_mpim,
        "is_private": place.is_private,
        "is_archived": place.is_archived,
        "is_org_shared": False,
        "is_shared": False,
        "is_ext_shared": False,
        "context_team_id": slack.team_id,
        "updated": int(place.created * 1000),
    }
    if place.is_im:
        return described | {"user": slack.only_reader(place), "is_user_deleted": False}
    titles = {
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }
    return (
        described
        | titles
        | {
            "name": place.name,
            "name_normalized": place.name,
            "is_general": place.name == "general",
            "is_member": slack.bot.id in place.members,
        }
    )


def message(slack: Workspace, posted: Message, *, metadata: bool = False) -> Json:
    """Describe a message as history, events and interactions do; a thread's first message carries its summary."""
    described: Json = {
        "user": posted.user_id,
        "type": "message",
        "ts": posted.ts,
        "text": posted.text,
        "team": slack.team_id,
    }
    if posted.by_app:
        described |= {"bot_id": slack.bot_id, "app_id": slack.app_id, "bot_profile": bot(slack)}
    if posted.blocks:
        described["blocks"] = posted.blocks
    if posted.files:
        described["files"] = [{"id": f"F{posted.ts}", "name": name, "title": name} for name in posted.files]
    if posted.edited_ts is not None:
        described["edited"] = {"user": posted.user_id, "ts": posted.edited_ts}
    if posted.reactions:
        described["reactions"] = reactions(posted)
    if metadata and posted.metadata is not None:
        described["metadata"] = posted.metadata
    return described | _thread(slack, posted)


def _thread(slack: Workspace, posted: Message) -> Json:
    place = slack.channels[posted.channel_id]
    if posted.is_reply:
        parent = place.find(str(posted.thread_ts))
        subtype = {"subtype": "thread_broadcast"} if posted.reply_broadcast else {}
        return subtype | {"thread_ts": posted.thread_ts, "parent_user_id": parent.user_id if parent else None}
    if not (replies := place.replies(posted.ts)):
        return {}
    people = list(dict.fromkeys(reply.user_id for reply in replies))
    return {
        "thread_ts": posted.ts,
        "reply_count": len(replies),
        "reply_users_count": len(people),
        "reply_users": people,
        "latest_reply": replies[-1].ts,
        "is_locked": False,
        "subscribed": False,
    }


def reactions(posted: Message) -> list[Json]:
    return [{"name": name, "users": list(users), "count": len(users)} for name, users in posted.reactions.items()]


def bot(slack: Workspace) -> Json:
    return {
        "id": slack.bot_id,
        "app_id": slack.app_id,
        "user_id": slack.bot.id,
        "name": slack.bot.real_name,
        "deleted": False,
        "updated": int(slack.clock()),
        "team_id": slack.team_id,
        "icons": {},
    }


def view(slack: Workspace, shown: View) -> Json:
    defaults = {
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
    }
    return (
        defaults
        | {"title": None, "close": None, "submit": None, "submit_disabled": False}
        | shown.body
        | {
            "id": shown.id,
            "team_id": slack.team_id,
            "state": {"values": state_of(shown.blocks, shown.values)},
            "hash": shown.hash,
            "previous_view_id": shown.previous_view_id,
            "root_view_id": shown.root_view_id,
            "app_id": slack.app_id,
            "app_installed_team_id": slack.team_id,
            "bot_id": slack.bot_id,
        }
    )


# events


def event(slack: Workspace, inner: Json, *, outsider: bool = False) -> Json:
    """Wrap an event for delivery. The same wrapping, `event_id` and all, is sent again when Slack repeats itself."""
    return {
        "token": TOKEN,
        "team_id": slack.team_id,
        "context_team_id": slack.team_id,
        "context_enterprise_id": None,
        "api_app_id": slack.app_id,
        "event": inner,
        "type": "event_callback",
        "event_id": slack.new_id("Ev"),
        "event_time": int(slack.clock()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": slack.team_id,
                "user_id": slack.bot.id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": outsider,
        "event_context": slack.new_id("4-"),
    }


def reaction_event(slack: Workspace, kind: str, posted: Message, name: str, user_id: str) -> Json:
    return {
        "type": kind,
        "user": user_id,
        "reaction": name,
        "item": {"type": "message", "channel": posted.channel_id, "ts": posted.ts},
        "item_user": posted.user_id,
        "event_ts": slack.stamp(),
    }


def membership_event(slack: Workspace, kind: str, place: Channel, user_id: str) -> Json:
    return {
        "type": kind,
        "user": user_id,
        "channel": place.id,
        "channel_type": "G" if place.is_private else "C",
        "team": slack.team_id,
        "event_ts": slack.stamp(),
    }


def message_event(slack: Workspace, posted: Message) -> Json:
    place = slack.channels[posted.channel_id]
    extra = {"channel": place.id, "event_ts": posted.ts, "channel_type": channel_type(place)}
    return message(slack, posted) | extra


def channel_type(place: Channel) -> str:
    if place.is_im:
        return "im"
    if place.is_mpim:
        return "mpim"
    return "group" if place.is_private else "channel"


def mention_event(slack: Workspace, posted: Message) -> Json:
    kept = {
        key: part for key, part in message(slack, posted).items() if key in {"user", "ts", "text", "team", "thread_ts"}
    }
    words = posted.text.replace(f"<@{slack.bot.id}>", "", 1)
    spoken = [{"type": "user", "user_id": slack.bot.id}, {"type": "text", "text": words}]
    section = {"type": "rich_text_section", "elements": spoken}
    blocks = [{"type": "rich_text", "block_id": slack.new_id("b"), "elements": [section]}]
    return kept | {"type": "app_mention", "blocks": blocks, "channel": posted.channel_id, "event_ts": posted.ts}


# interactions


def command(slack: Workspace, who: User, place: Channel, name: str, text: str, *, trigger: str, answer_at: str) -> Json:
    """Describe a slash command: the fields of the form that Slack posts, all of them text."""
    return {
        "token": TOKEN,
        "team_id": who.team_id,
        "team_domain": slack.team_domain,
        "channel_id": place.id,
        "channel_name": place.name if not place.is_private or place.is_im else "privategroup",
        "user_id": who.id,
        "user_name": who.name,
        "command": name,
        "text": text,
        "api_app_id": slack.app_id,
        "is_enterprise_install": "false",
        "response_url": answer_at,
        "trigger_id": trigger,
    }


def gesture(slack: Workspace, who: User, kind: str, trigger: str | None) -> Json:
    """Describe what every interaction begins with; closing a modal gives no trigger."""
    opening = {
        "type": kind,
        "team": {"id": who.team_id, "domain": slack.team_domain},
        "user": {"id": who.id, "username": who.name, "name": who.name, "team_id": who.team_id},
        "api_app_id": slack.app_id,
        "token": TOKEN,
        "enterprise": None,
        "is_enterprise_install": False,
    }
    return opening | ({"trigger_id": trigger} if trigger is not None else {})


def on_message(slack: Workspace, posted: Message) -> Json:
    """Describe where a pressed button stood. An ephemeral message is named, never repeated."""
    place = slack.channels[posted.channel_id]
    container: Json = {
        "type": "message",
        "message_ts": posted.ts,
        "channel_id": place.id,
        "is_ephemeral": posted.recipient is not None,
    }
    if posted.thread_ts is not None:
        container["thread_ts"] = posted.thread_ts
    where = {"container": container, "channel": {"id": place.id, "name": place.name}}
    return where if posted.recipient is not None else where | {"message": message(slack, posted)}


def on_view(slack: Workspace, shown: View) -> Json:
    return {"container": {"type": "view", "view_id": shown.id}, "view": view(slack, shown)}


def action(block: Mapping[str, Any], element: Mapping[str, Any], chosen: Json, ts: str) -> Json:
    """Describe the one element that was used; `chosen` is its value or its selection."""
    kept = {
        name: element[name]
        for name in ("action_id", "type", "text", "value", "style", "placeholder")
        if name in element
    }
    return kept | {"block_id": block["block_id"], "action_ts": ts} | chosen
