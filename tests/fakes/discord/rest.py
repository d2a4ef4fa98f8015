"""The REST half of a fake Discord: which path does what to the world, and what is answered.

A route is a plain function of the world and the call; it answers JSON, or None for 204. Whatever Discord has and
Machi never asks for is missing here and answers 404 with code 0, which shows in `FakeDiscord.requests`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import discord

from tests.fakes.discord import errors, payloads
from tests.fakes.discord.state import DM_CHANNEL, Channel, Guild, Message
from tests.fakes.discord.world import Files, World
from tests.fakes.openapi import Problem

Json = dict[str, Any]
Answer = Json | list[Any] | None


@dataclass(frozen=True, slots=True)
class Call:
    """One request, read: the ids in its path, its query, its JSON and its files (field name: file name, bytes)."""

    path: Mapping[str, str]
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    files: Files = field(default_factory=dict)

    def id(self, name: str) -> int:
        """An id from the path; Discord refuses what is not a snowflake."""
        if not self.path[name].isdecimal():
            raise errors.invalid([Problem((name,), f'Value "{self.path[name]}" is not snowflake.')])
        return int(self.path[name])

    def limit(self, default: int, most: int) -> int:
        limit = int(self.query.get("limit", default))
        if not 1 <= limit <= most:
            raise errors.invalid([Problem(("limit",), f"int value should be between 1 and {most}.")])
        return limit


Route = Callable[[World, Call], Answer]
ROUTES: list[tuple[str, str, Route]] = []


def route(method: str, path: str) -> Callable[[Route], Route]:
    def keep(handler: Route) -> Route:
        ROUTES.append((method, path, handler))
        return handler

    return keep


# ------------------------------------------------------------------------------------------------ who am I


@route("GET", "/users/@me")
def get_me(world: World, call: Call) -> Answer:
    return {**payloads.user(world.bot), "verified": True, "mfa_enabled": False, "locale": "en-US", "flags": 0}


@route("GET", "/users/{user_id}")
def get_user(world: World, call: Call) -> Answer:
    return payloads.user(world.user(call.id("user_id")))


@route("GET", "/oauth2/applications/@me")
@route("GET", "/applications/@me")
def get_application(world: World, call: Call) -> Answer:
    return {
        "id": str(world.bot.id),
        "name": world.bot.name,
        "description": "",
        "icon": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": payloads.user(world.bot),
        "team": None,
        "verify_key": "0" * 64,
        "flags": _ticked(world.privileged),
        "bot": payloads.user(world.bot),
    }


def _ticked(privileged: discord.Intents) -> int:
    """The privileged intents as the application's flags tell of them: those of an app in fewer than 100 guilds."""
    return (privileged.presences << 13) | (privileged.members << 15) | (privileged.message_content << 19)


@route("GET", "/users/@me/guilds")
def get_my_guilds(world: World, call: Call) -> Answer:
    return [payloads.guild(each) for each in world.guilds.values() if not each.bot_removed]


@route("POST", "/users/@me/channels")
def open_dm(world: World, call: Call) -> Answer:
    return payloads.channel(world.dm(world.user(int(call.body["recipient_id"]))))


# ------------------------------------------------------------------------------------------------ commands


@route("PUT", "/applications/{application_id}/commands")
def put_commands(world: World, call: Call) -> Answer:
    return list(world.register(None, call.body))


@route("GET", "/applications/{application_id}/commands")
def get_commands(world: World, call: Call) -> Answer:
    return list(world.commands.get(None, []))


@route("PUT", "/applications/{application_id}/guilds/{guild_id}/commands")
def put_guild_commands(world: World, call: Call) -> Answer:
    return list(world.register(_seen_guild(world, call).id, call.body))


@route("GET", "/applications/{application_id}/guilds/{guild_id}/commands")
def get_guild_commands(world: World, call: Call) -> Answer:
    return list(world.commands.get(_seen_guild(world, call).id, []))


# ------------------------------------------------------------------------------------------------ guilds


@route("GET", "/guilds/{guild_id}")
def get_guild(world: World, call: Call) -> Answer:
    guild = world.guild(call.id("guild_id"))
    return {**payloads.guild(guild), "approximate_member_count": len(guild.members), "approximate_presence_count": 0}


@route("GET", "/guilds/{guild_id}/channels")
def get_channels(world: World, call: Call) -> Answer:
    return [payloads.channel(each) for each in _seen_guild(world, call).channels]


@route("GET", "/guilds/{guild_id}/roles")
def get_roles(world: World, call: Call) -> Answer:
    return [payloads.role(each) for each in _seen_guild(world, call).roles]


@route("GET", "/guilds/{guild_id}/members")
def get_members(world: World, call: Call) -> Answer:
    """All members, by id; only for an app whose members intent is ticked."""
    guild = _seen_guild(world, call)
    if not world.privileged.members:
        raise errors.missing_access()
    after, limit = int(call.query.get("after", 0)), call.limit(1, 1000)
    return [payloads.member(guild.members[each]) for each in sorted(guild.members) if each > after][:limit]


@route("GET", "/guilds/{guild_id}/members/{user_id}")
def get_member(world: World, call: Call) -> Answer:
    guild, user_id = _seen_guild(world, call), call.id("user_id")
    if user_id not in guild.members:
        raise errors.unknown("Member")
    return payloads.member(guild.members[user_id])


@route("GET", "/guilds/{guild_id}/threads/active")
def get_active_threads(world: World, call: Call) -> Answer:
    threads = [each for each in world.seen(_seen_guild(world, call).threads) if not each.archived]
    own = [payloads.thread_member(each, world.bot.id) for each in threads if world.bot.id in each.members]
    return {"threads": [payloads.thread(each) for each in threads], "members": own}


# ------------------------------------------------------------------------------------------------ channels


@route("GET", "/channels/{channel_id}")
def get_channel(world: World, call: Call) -> Answer:
    return payloads.channel(_channel(world, call))


@route("PATCH", "/channels/{channel_id}")
def change_channel(world: World, call: Call) -> Answer:
    thread = _thread(world, call)
    if thread.owner is not world.bot:
        world.require(thread, "manage_threads")
    return payloads.thread(world.change_thread(thread, call.body))


@route("DELETE", "/channels/{channel_id}")
def delete_channel(world: World, call: Call) -> Answer:
    thread = _thread(world, call)
    world.require(thread, "manage_threads")
    world.delete_channel(thread)
    return payloads.thread(thread)


@route("POST", "/channels/{channel_id}/typing")
def show_typing(world: World, call: Call) -> Answer:
    _channel(world, call)
    return None


@route("POST", "/channels/{channel_id}/threads")
def start_thread(world: World, call: Call) -> Answer:
    return payloads.thread(world.start_thread(_channel(world, call), call.body, None))


@route("POST", "/channels/{channel_id}/messages/{message_id}/threads")
def start_thread_from_message(world: World, call: Call) -> Answer:
    message = _message(world, call)
    return payloads.thread(world.start_thread(message.channel, call.body, message))


@route("GET", "/channels/{channel_id}/thread-members")
def get_thread_members(world: World, call: Call) -> Answer:
    thread = _thread(world, call)
    return [payloads.thread_member(thread, each) for each in thread.members]


@route("PUT", "/channels/{channel_id}/thread-members/{user_id}")
def add_thread_member(world: World, call: Call) -> Answer:
    world.thread_members(_thread(world, call), add=_user_id(world, call))
    return None


@route("DELETE", "/channels/{channel_id}/thread-members/{user_id}")
def remove_thread_member(world: World, call: Call) -> Answer:
    world.thread_members(_thread(world, call), remove=_user_id(world, call))
    return None


# ------------------------------------------------------------------------------------------------ messages


@route("POST", "/channels/{channel_id}/messages")
def create_message(world: World, call: Call) -> Answer:
    message = world.send(_channel(world, call), call.body or {}, call.files)
    return payloads.message(message, viewer=world.bot, with_nonce=True)


@route("GET", "/channels/{channel_id}/messages")
def get_history(world: World, call: Call) -> Answer:
    """A page, the newest first. Without READ_MESSAGE_HISTORY it is empty, and no error."""
    channel = _channel(world, call)
    if not world.permissions(world.bot, channel).read_message_history:
        return []
    return [_as_read(world, each) for each in _page(channel.history, call)]


@route("GET", "/channels/{channel_id}/messages/{message_id}")
def get_message(world: World, call: Call) -> Answer:
    message = _message(world, call)
    if not world.permissions(world.bot, message.channel).read_message_history:
        raise errors.missing_access()
    return _as_read(world, message)


@route("PATCH", "/channels/{channel_id}/messages/{message_id}")
def edit_message(world: World, call: Call) -> Answer:
    return payloads.message(world.edit(_message(world, call), call.body or {}, call.files), viewer=world.bot)


@route("DELETE", "/channels/{channel_id}/messages/{message_id}")
def delete_message(world: World, call: Call) -> Answer:
    message = _message(world, call)
    if message.author is not world.bot:
        world.require(message.channel, "manage_messages")
    world.delete(message)
    return None


# ------------------------------------------------------------------------------------------------ reactions


@route("PUT", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me")
def add_reaction(world: World, call: Call) -> Answer:
    world.bot_reacts(_message(world, call), call.path["emoji"])
    return None


@route("DELETE", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji}/{user_id}")
def remove_reaction(world: World, call: Call) -> Answer:
    message, user = _message(world, call), world.user(_user_id(world, call))
    if user is not world.bot:
        world.require(message.channel, "manage_messages")
    world.unreact(user, message, call.path["emoji"])
    return None


@route("GET", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji}")
def get_reactions(world: World, call: Call) -> Answer:
    """Who reacted with one emoji, by id, after `after`."""
    message = _message(world, call)
    if not world.permissions(world.bot, message.channel).read_message_history:
        raise errors.missing_access()
    after, limit = int(call.query.get("after", 0)), call.limit(25, 100)
    reacted = sorted(each for each in message.reactions.get(call.path["emoji"], []) if each > after)
    return [payloads.user(world.user(each)) for each in reacted[:limit]]


# ------------------------------------------------------------------------------------------------ interactions


@route("POST", "/interactions/{interaction_id}/{token}/callback")
def answer_interaction(world: World, call: Call) -> Answer:
    made = world.answer(call.id("interaction_id"), call.path["token"], call.body, call.files)
    if call.query.get("with_response") not in {"1", "true"}:
        return None
    said = made.original if made.callback in {4, 5, 7} else None
    about: Json = {"id": str(made.id), "type": made.kind}
    if said is not None:
        about |= {
            "response_message_id": str(said.id),
            "response_message_loading": said.loading,
            "response_message_ephemeral": said.ephemeral,
        }
    if said is None or said.loading:
        return {"interaction": about, "resource": {"type": made.callback}}
    return {"interaction": about, "resource": {"type": made.callback, "message": _own(world, said)}}


@route("POST", "/webhooks/{application_id}/{token}")
def follow_up(world: World, call: Call) -> Answer:
    return _own(world, world.follow_up(call.id("application_id"), call.path["token"], call.body or {}, call.files))


@route("GET", "/webhooks/{application_id}/{token}/messages/{reply}")
def get_reply(world: World, call: Call) -> Answer:
    return _own(world, _reply(world, call))


@route("PATCH", "/webhooks/{application_id}/{token}/messages/{reply}")
def edit_reply(world: World, call: Call) -> Answer:
    return _own(world, world.edit(_reply(world, call), call.body or {}, call.files))


@route("DELETE", "/webhooks/{application_id}/{token}/messages/{reply}")
def delete_reply(world: World, call: Call) -> Answer:
    world.unsay(_reply(world, call))
    return None


# ------------------------------------------------------------------------------------------------ scheduled events


@route("GET", "/guilds/{guild_id}/scheduled-events")
def get_events(world: World, call: Call) -> Answer:
    return [payloads.scheduled_event(each) for each in _seen_guild(world, call).events.values()]


@route("POST", "/guilds/{guild_id}/scheduled-events")
def create_event(world: World, call: Call) -> Answer:
    return payloads.scheduled_event(world.schedule(_seen_guild(world, call), call.body))


@route("GET", "/guilds/{guild_id}/scheduled-events/{event_id}")
def get_event(world: World, call: Call) -> Answer:
    return payloads.scheduled_event(world.event(call.id("guild_id"), call.id("event_id")))


@route("GET", "/guilds/{guild_id}/scheduled-events/{event_id}/users")
def get_interested(world: World, call: Call) -> Answer:
    event, after = world.event(call.id("guild_id"), call.id("event_id")), int(call.query.get("after", 0))
    people = sorted((user for user in event.interested if user.id > after), key=lambda user: user.id)
    page = people[: call.limit(100, 100)]
    told = [{"guild_scheduled_event_id": str(event.id), "user": payloads.user(each)} for each in page]
    if call.query.get("with_member", "false").lower() not in {"true", "1"}:
        return told
    members = event.guild.members
    return [
        {**each, "member": payloads.member(members[user.id])} if user.id in members else each
        for each, user in zip(told, page, strict=True)
    ]


@route("PATCH", "/guilds/{guild_id}/scheduled-events/{event_id}")
def change_event(world: World, call: Call) -> Answer:
    event = world.event(call.id("guild_id"), call.id("event_id"))
    return payloads.scheduled_event(world.reschedule(event, call.body))


@route("DELETE", "/guilds/{guild_id}/scheduled-events/{event_id}")
def delete_event(world: World, call: Call) -> Answer:
    world.unschedule(world.event(call.id("guild_id"), call.id("event_id")))
    return None


# ------------------------------------------------------------------------------------------------ reading a call


def _seen_guild(world: World, call: Call) -> Guild:
    """Below a guild, Discord answers a removed bot with Missing Access."""
    guild = world.guilds.get(call.id("guild_id"))
    if guild is not None and guild.bot_removed:
        raise errors.missing_access()
    return world.guild(call.id("guild_id"))


def _channel(world: World, call: Call) -> Channel:
    return world.channel(call.id("channel_id"))


def _thread(world: World, call: Call) -> Channel:
    channel = _channel(world, call)
    if not channel.is_thread:
        raise errors.missing_permissions()
    return channel


def _message(world: World, call: Call) -> Message:
    return world.message(call.id("channel_id"), call.id("message_id"))


def _user_id(world: World, call: Call) -> int:
    return world.bot.id if call.path["user_id"] == "@me" else call.id("user_id")


def _reply(world: World, call: Call) -> Message:
    return world.reply_of(call.id("application_id"), call.path["token"], call.path["reply"])


def _own(world: World, message: Message) -> Json:
    return payloads.message(message, viewer=world.bot)


def _as_read(world: World, message: Message) -> Json:
    """What REST shows of a message: not other people's words, for an app without the message-content intent."""
    written = payloads.message(message, viewer=world.bot)
    own = message.author is world.bot or message.channel.kind == DM_CHANNEL or world.bot.id in message.pings.users
    return written if own or world.privileged.message_content else payloads.without_content(written)


def _page(history: list[Message], call: Call) -> list[Message]:
    limit = call.limit(50, 100)
    if "around" in call.query:
        return _around(history, int(call.query["around"]), limit)
    if "after" in call.query:
        return [each for each in history if each.id > int(call.query["after"])][:limit][::-1]
    before = int(call.query.get("before", 1 << 63))
    return [each for each in history if each.id < before][-limit:][::-1]


def _around(history: list[Message], middle: int, limit: int) -> list[Message]:
    earlier = [each for each in history if each.id < middle][-(limit // 2) :] if limit > 1 else []
    later = [each for each in history if each.id >= middle][: limit - len(earlier)]
    return [*earlier, *later][::-1]
