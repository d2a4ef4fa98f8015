"""The rules of a fake Discord: everything that can happen to its state, and the gateway event each change causes.

Every method is one indivisible step (nothing here waits), so a race between two requests is decided by their order.
Methods named after what the app asks raise `ApiError`; methods named after what people do never refuse politely: the
driver asks `permissions` first, as a real client greys out what is not allowed.
"""

from __future__ import annotations

import asyncio
import copy
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import discord

from tests.fakes.discord import errors, payloads
from tests.fakes.discord.state import (
    ANSWER,
    AUTOCOMPLETE,
    CHOICES,
    COMMAND,
    COMMAND_ANSWER,
    COMPONENT,
    COMPONENTS_V2,
    CONTEXT_MENU_ANSWER,
    DEFERRED_ANSWER,
    DEFERRED_UPDATE,
    DM_CHANNEL,
    EPHEMERAL,
    JOINED,
    LOADING,
    MODAL_SUBMIT,
    ORDINARY,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    REPLY,
    SHOW_MODAL,
    TEXT_CHANNEL,
    THREAD_CREATED,
    THREAD_STARTER,
    UPDATE,
    Channel,
    Guild,
    Interaction,
    Membership,
    Message,
    Modal,
    Overwrite,
    Pings,
    Role,
    ScheduledEvent,
    User,
    walk,
)
from tests.fakes.openapi import Problem, problems_in_message

Json = dict[str, Any]
Files = Mapping[str, tuple[str, bytes]]

LONG_AGO = 30 * 86_400.0
"""Seconds since the bot came into a guild that is simply there."""
EPOCH = 1_420_070_400.0
ANSWER_WITHIN = 3.0
TOKEN_LIVES = 15 * 60.0
MOST_REACTIONS = 20
DM_PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    read_message_history=True,
    add_reactions=True,
    embed_links=True,
    attach_files=True,
    use_application_commands=True,
)
EVERYBODY_MAY = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    read_message_history=True,
    add_reactions=True,
    embed_links=True,
    attach_files=True,
    use_application_commands=True,
)
BOT_MAY = EVERYBODY_MAY | discord.Permissions(manage_threads=True, create_events=True, manage_events=True)

_CALLBACKS = {
    COMMAND: {ANSWER, DEFERRED_ANSWER, SHOW_MODAL},
    COMPONENT: {ANSWER, DEFERRED_ANSWER, DEFERRED_UPDATE, UPDATE, SHOW_MODAL},
    AUTOCOMPLETE: {CHOICES},
    MODAL_SUBMIT: {ANSWER, DEFERRED_ANSWER},
}
_NEXT_STATUS = {1: {1, 2, 4}, 2: {2, 3}, 3: set(), 4: set()}


@dataclass(frozen=True, slots=True)
class Event:
    """A gateway event. `redacted` is what an app without the message-content intent gets instead."""

    name: str
    data: Json
    guild: Guild | None = None
    redacted: Json | None = None


class Pulse:
    """Wakes whoever waits for the world to look different."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def beat(self) -> None:
        self._next.set()
        self._next = asyncio.Event()

    async def wait(self, *, at_most: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(at_most):
                await self._next.wait()


@dataclass(slots=True, eq=False)
class World:
    """All of Discord that one app can see.

    `clock` gives seconds since 1970. `privileged` are the intents ticked in the developer portal. Within
    `nonce_window` seconds a second message of the same author with the same enforced nonce is the first one.
    """

    clock: Callable[[], float]
    privileged: discord.Intents
    nonce_window: float
    users: dict[int, User] = field(default_factory=dict)
    guilds: dict[int, Guild] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    interactions: dict[int, Interaction] = field(default_factory=dict)
    modals: dict[int, Modal] = field(default_factory=dict)
    commands: dict[int | None, list[Json]] = field(default_factory=dict)
    listeners: list[Callable[[Event], None]] = field(default_factory=list)
    pulse: Pulse = field(default_factory=Pulse)
    bot: User = field(init=False)
    _dms: dict[int, Channel] = field(default_factory=dict)
    _nonces: dict[tuple[int, str], tuple[float, Message]] = field(default_factory=dict)
    _by_secret: dict[str, Interaction] = field(default_factory=dict)
    _last_id: int = 0

    def __post_init__(self) -> None:
        self.bot = self.add_user("Machi", bot=True)

    # -------------------------------------------------------------------------------------- ids, time, news

    def new_id(self) -> int:
        """A snowflake: the clock's milliseconds in front, never twice."""
        self._last_id = max(self._last_id + 1, int((self.clock() - EPOCH) * 1000) << 22)
        return self._last_id

    def now(self, *, ago: float = 0.0) -> str:
        return datetime.fromtimestamp(self.clock() - ago, UTC).isoformat()

    def publish(self, name: str, data: Json, guild: Guild | None = None, redacted: Json | None = None) -> None:
        event = Event(name, data, guild, redacted)
        for listener in self.listeners:
            listener(event)
        self.pulse.beat()

    # -------------------------------------------------------------------------------------- building

    def add_user(self, name: str, *, locale: str = "ja", bot: bool = False) -> User:
        user = User(self.new_id(), name, locale, bot)
        self.users[user.id] = user
        return user

    def add_guild(
        self,
        name: str,
        *,
        locale: str,
        bot_permissions: discord.Permissions,
        channels: Iterable[str],
        since: float = LONG_AGO,
    ) -> Guild:
        """A guild with the bot in it (its role holds `bot_permissions`), an owner and text channels."""
        guild = Guild(self.new_id(), name, locale, self.add_user(f"owner of {name}", locale=locale))
        guild.roles = [Role(guild.id, "@everyone", EVERYBODY_MAY, 0), Role(self.new_id(), "Machi", bot_permissions)]
        for user, roles in ((guild.owner, []), (self.bot, guild.roles[1:])):
            guild.members[user.id] = Membership(user, self.now(ago=since), roles=list(roles))
        self.guilds[guild.id] = guild
        for channel in channels:
            self.add_channel(guild, channel, announce=False)
        guild.system_channel = guild.channels[0] if guild.channels else None
        self._announce(guild)
        return guild

    def add_channel(self, guild: Guild, name: str, *, announce: bool = True) -> Channel:
        channel = Channel(self.new_id(), TEXT_CHANNEL, name, guild, created_at=self.now())
        guild.channels.append(channel)
        self.channels[channel.id] = channel
        if announce:
            self.publish("CHANNEL_CREATE", payloads.channel(channel), guild)
        return channel

    def add_role(self, guild: Guild, name: str, permissions: discord.Permissions) -> Role:
        role = Role(self.new_id(), name, permissions, len(guild.roles))
        guild.roles.append(role)
        self.publish("GUILD_ROLE_CREATE", {"guild_id": str(guild.id), "role": payloads.role(role)}, guild)
        return role

    def overwrite(self, channel: Channel, overwrite: Overwrite) -> None:
        channel.overwrites = [each for each in channel.overwrites if each.target is not overwrite.target]
        channel.overwrites.append(overwrite)
        self.publish("CHANNEL_UPDATE", payloads.channel(channel), channel.guild)

    # -------------------------------------------------------------------------------------- who may what

    def permissions(self, user: User, channel: Channel) -> discord.Permissions:
        """What Discord computes for a member in a channel; nothing for somebody who is not there."""
        if channel.guild is None:
            return DM_PERMISSIONS
        member = channel.guild.members.get(user.id)
        if member is None:
            return discord.Permissions.none()
        base = self._base_permissions(member, channel.guild)
        if base.administrator:
            return discord.Permissions.all()
        granted = _overwritten(base, member, channel.parent or channel, channel.guild)
        return granted if granted.view_channel and _is_let_in(member, channel, granted) else discord.Permissions.none()

    def base_permissions(self, user: User, guild: Guild) -> discord.Permissions:
        """What a member may in the guild as a whole."""
        return self._base_permissions(guild.members[user.id], guild)

    def _base_permissions(self, member: Membership, guild: Guild) -> discord.Permissions:
        if member.user is guild.owner:
            return discord.Permissions.all()
        granted = guild.everyone.permissions
        for role in member.roles:
            granted = granted | role.permissions  # |= would change those of @everyone
        return granted

    def require(self, channel: Channel, *names: str) -> None:
        """Refuse with 50013 unless the bot has every permission named."""
        granted = self.permissions(self.bot, channel)
        if not all(getattr(granted, name) for name in names):
            raise errors.missing_permissions()

    def seen(self, channels: Iterable[Channel]) -> list[Channel]:
        return [each for each in channels if self.permissions(self.bot, each).view_channel]

    # -------------------------------------------------------------------------------------- finding

    def guild(self, guild_id: int) -> Guild:
        guild = self.guilds.get(guild_id)
        if guild is None or guild.bot_removed:
            raise errors.unknown("Guild")
        return guild

    def channel(self, channel_id: int) -> Channel:
        """A channel the bot can see; otherwise 10003 or 50001, as Discord tells them apart."""
        channel = self.channels.get(channel_id)
        if channel is None:
            raise errors.unknown("Channel")
        removed = channel.guild is not None and channel.guild.bot_removed
        if removed or not self.permissions(self.bot, channel).view_channel:
            raise errors.missing_access()
        return channel

    def message(self, channel_id: int, message_id: int) -> Message:
        """A message in a channel; an ephemeral one is nobody's but its reader's, so it is unknown here."""
        channel, message = self.channel(channel_id), self.messages.get(message_id)
        if message is None or message.deleted or message.ephemeral or message.channel is not channel:
            raise errors.unknown("Message")
        return message

    def user(self, user_id: int) -> User:
        if user_id not in self.users:
            raise errors.unknown("User")
        return self.users[user_id]

    def event(self, guild_id: int, event_id: int) -> ScheduledEvent:
        guild = self.guild(guild_id)
        if event_id not in guild.events:
            raise errors.unknown("Guild Scheduled Event")
        return guild.events[event_id]

    def dm(self, user: User) -> Channel:
        """The bot's direct messages with a user; opened on first use, however closed the user is."""
        if user.id not in self._dms:
            channel = Channel(self.new_id(), DM_CHANNEL, "", recipient=user, created_at=self.now())
            self._dms[user.id] = self.channels[channel.id] = channel
        return self._dms[user.id]

    # -------------------------------------------------------------------------------------- messages

    def send(self, channel: Channel, body: Json, files: Files) -> Message:
        """A message of the bot's own."""
        self.require(channel, "send_messages_in_threads" if channel.is_thread else "send_messages")
        if files:
            self.require(channel, "attach_files")
        self._require_reachable(channel)
        if (known := self._sent_before(body)) is not None:
            return known
        message = self._draft(channel, self.bot, body, files, kind=REPLY if body.get("message_reference") else ORDINARY)
        message.reference = _reference(channel, body.get("message_reference"))
        self.set_pings(message, body, default=["users", "roles", "everyone"])
        self._post(message)
        if message.nonce is not None and body.get("enforce_nonce"):
            self._nonces[self.bot.id, message.nonce] = (self.clock(), message)
        return message

    def edit(self, message: Message, body: Json, files: Files) -> Message:
        """Change a message of the bot's own, wherever it came from."""
        if message.author is not self.bot:
            raise errors.not_your_message()
        if message.channel.archived:
            raise errors.thread_is_archived()
        flags = message.flags | (int(body.get("flags") or 0) & COMPONENTS_V2)
        _refuse(problems_in_message({**body, "flags": flags}))
        thinking = message.loading
        self._rewrite(message, body, files, flags & ~LOADING)
        if thinking:
            self.set_pings(message, body, default=["users"])
        else:
            message.edits, message.edited_at = message.edits + 1, self.now()
        if not message.ephemeral:
            self._publish_message("MESSAGE_UPDATE", message)
        self.pulse.beat()
        return message

    def delete(self, message: Message) -> None:
        """Take a message away, whoever asks."""
        message.deleted = True
        if message in message.channel.history:
            message.channel.history.remove(message)
        if not message.ephemeral:
            where = {"id": str(message.id), "channel_id": str(message.channel.id)}
            self.publish("MESSAGE_DELETE", {**where, **_of_guild(message.channel.guild)}, message.channel.guild)

    def purge(self, messages: Sequence[Message]) -> None:
        """Take several messages of one channel away at once, as a moderator's bot does."""
        channel = messages[0].channel
        for message in messages:
            message.deleted = True
            channel.history.remove(message)
        where = {"ids": [str(message.id) for message in messages], "channel_id": str(channel.id)}
        self.publish("MESSAGE_DELETE_BULK", {**where, **_of_guild(channel.guild)}, channel.guild)

    def write(self, author: User, channel: Channel, content: str, *, kind: int = ORDINARY) -> Message:
        """A message of a person's, or a notice of Discord's own about a person."""
        message = Message(self.new_id(), channel, author, kind, content, created_at=self.now())
        self._post(message)
        return message

    def _sent_before(self, body: Json) -> Message | None:
        if body.get("nonce") is None or not body.get("enforce_nonce"):
            return None
        at, message = self._nonces.get((self.bot.id, str(body["nonce"])), (0.0, None))
        fresh = message is not None and not message.deleted and self.clock() - at < self.nonce_window
        return message if fresh else None

    def _require_reachable(self, channel: Channel) -> None:
        reader = channel.recipient
        if reader is not None and not (reader.takes_dms and not reader.bot and self._shares_a_guild(reader)):
            raise errors.cannot_message_user()
        if channel.archived and channel.locked:
            raise errors.thread_is_archived()

    def _shares_a_guild(self, user: User) -> bool:
        return any(user.id in guild.members and not guild.bot_removed for guild in self.guilds.values())

    def _draft(self, channel: Channel, author: User, body: Json, files: Files, *, kind: int = ORDINARY) -> Message:
        if not any(body.get(name) for name in ("content", "embeds", "components", "sticker_ids", "poll")) and not files:
            raise errors.empty_message()
        message = Message(self.new_id(), channel, author, kind, created_at=self.now())
        message.nonce = str(body["nonce"]) if body.get("nonce") is not None else None
        self._rewrite(message, body, files, int(body.get("flags") or 0))
        return message

    def _rewrite(self, message: Message, body: Json, files: Files, flags: int) -> None:
        """Put what the body says in place of what was there; what it does not speak of stays."""
        kept = {int(each["id"]) for each in body.get("attachments") or () if "id" in each}
        if "attachments" in body:
            message.attachments = [each for each in message.attachments if int(each["id"]) in kept]
        described = body.get("attachments") or []
        for index, (name, content) in enumerate(files.values()):
            self._attach(message, name, content, described[index] if index < len(described) else {})
        if "content" in body:
            message.content = body["content"] or ""
        if "embeds" in body:
            message.embeds = copy.deepcopy(body["embeds"] or [])
        if "components" in body:
            message.components = _stored(body["components"] or [], message.attachments)
        message.flags = flags

    def _attach(self, message: Message, name: str, content: bytes, described: Json) -> None:
        message.files[name] = content
        url = f"https://cdn.discordapp.com/attachments/{message.channel.id}/{message.id}/{name}"
        about = {"id": str(self.new_id()), "filename": name, "size": len(content), "url": url, "proxy_url": url}
        message.attachments.append({**about, "description": described.get("description")})

    def _post(self, message: Message) -> None:
        channel = message.channel
        self.messages[message.id] = message
        channel.history.append(message)
        if channel.is_thread:
            self._enter(channel, message)
        self._publish_message("MESSAGE_CREATE", message, with_nonce=True)

    def _enter(self, thread: Channel, message: Message) -> None:
        """Whoever writes in a thread or is called into it belongs to it; a message wakes an archived one."""
        for user_id in {message.author.id, *message.pings.users}:
            thread.members.setdefault(user_id, self.now())
        if thread.archived:
            self.change_thread(thread, {"archived": False})

    def _publish_message(self, name: str, message: Message, *, with_nonce: bool = False) -> None:
        guild = message.channel.guild
        data = payloads.message_event(message, viewer=self.bot, with_nonce=with_nonce)
        open_to_all = guild is None or message.author is self.bot or self.bot.id in message.pings.users
        if guild is None or self.permissions(self.bot, message.channel).view_channel:
            self.publish(name, data, guild, redacted=None if open_to_all else payloads.without_content(data))

    def set_pings(self, message: Message, body: Json, *, default: Iterable[str]) -> None:
        """Work out whom a new message notifies: what it says, what it allows, what the bot may."""
        allowed = body.get("allowed_mentions")
        parse = set(default) if allowed is None else set(allowed.get("parse") or ())
        said = message.text
        users = {int(each) for each in re.findall(r"<@!?(\d+)>", said)} & self.users.keys()
        roles = {int(each) for each in re.findall(r"<@&(\d+)>", said)}
        listed = allowed or {}
        message.pings = Pings(
            users=frozenset(users if "users" in parse else users & _ids(listed.get("users"))),
            roles=frozenset(roles if "roles" in parse else roles & _ids(listed.get("roles"))),
            everyone=bool(re.search("@(everyone|here)", said))
            and "everyone" in parse
            and self.permissions(self.bot, message.channel).mention_everyone,
        )

    # -------------------------------------------------------------------------------------- reactions

    def react(self, user: User, message: Message, emoji: str) -> None:
        reacted = message.reactions.setdefault(emoji, [])
        if user.id not in reacted:
            reacted.append(user.id)
            self._publish_reaction("MESSAGE_REACTION_ADD", user, message, emoji)

    def unreact(self, user: User, message: Message, emoji: str) -> None:
        reacted = message.reactions.get(emoji, [])
        if user.id not in reacted:
            return
        reacted.remove(user.id)
        if not reacted:
            del message.reactions[emoji]
        self._publish_reaction("MESSAGE_REACTION_REMOVE", user, message, emoji)

    def clear_reactions(self, message: Message, emoji: str | None = None) -> None:
        """Take everybody's reactions away, or everybody's of one emoji, as who manages messages may."""
        where = {"channel_id": str(message.channel.id), "message_id": str(message.id)}
        where |= _of_guild(message.channel.guild)
        if emoji is None:
            message.reactions.clear()
            self.publish("MESSAGE_REACTION_REMOVE_ALL", where, message.channel.guild)
        else:
            message.reactions.pop(emoji, None)
            told = {**where, "emoji": {"id": None, "name": emoji}}
            self.publish("MESSAGE_REACTION_REMOVE_EMOJI", told, message.channel.guild)

    def bot_reacts(self, message: Message, emoji: str) -> None:
        self.require(message.channel, "read_message_history")
        if emoji.isascii() and ":" not in emoji:
            raise errors.unknown("Emoji")
        if message.channel.archived:
            raise errors.thread_is_archived()
        if emoji not in message.reactions:
            self.require(message.channel, "add_reactions")
            if len(message.reactions) >= MOST_REACTIONS:
                raise errors.too_many_reactions()
        self.react(self.bot, message, emoji)

    def _publish_reaction(self, name: str, user: User, message: Message, emoji: str) -> None:
        guild = message.channel.guild
        data: Json = {
            "user_id": str(user.id),
            "channel_id": str(message.channel.id),
            "message_id": str(message.id),
            "emoji": payloads.emoji(emoji),
            "burst": False,
            "type": 0,
            **_of_guild(guild),
        }
        if name == "MESSAGE_REACTION_ADD":
            data["message_author_id"] = str(message.author.id)
            if guild is not None and user.id in guild.members:
                data["member"] = payloads.member(guild.members[user.id])
        if self.permissions(self.bot, message.channel).view_channel:
            self.publish(name, data, guild)

    # -------------------------------------------------------------------------------------- threads

    def start_thread(self, channel: Channel, body: Json, starter: Message | None) -> Channel:
        """A thread of the bot's: under a message (then both have one id) or beside the talk."""
        self.require(channel, "create_public_threads")
        if starter is not None and starter.thread is not None:
            raise errors.thread_exists()
        thread = Channel(
            id=starter.id if starter else self.new_id(),
            kind=PUBLIC_THREAD if starter else body.get("type") or PRIVATE_THREAD,
            name=body["name"],
            guild=channel.guild,
            parent=channel,
            owner=self.bot,
            members={self.bot.id: self.now()},
            auto_archive_duration=body.get("auto_archive_duration") or 4320,
            created_at=self.now(),
        )
        self._announce_thread(thread, starter)
        return thread

    def change_thread(self, thread: Channel, body: Json) -> Channel:
        for name in ("name", "archived", "locked", "auto_archive_duration"):
            if body.get(name) is not None:
                setattr(thread, name, body[name])
        self.publish("THREAD_UPDATE", payloads.thread(thread), thread.guild)
        return thread

    def thread_members(self, thread: Channel, *, add: int | None = None, remove: int | None = None) -> None:
        if add is not None:
            thread.members.setdefault(self.user(add).id, self.now())
        if remove is not None:
            thread.members.pop(remove, None)
        news = {
            "id": str(thread.id),
            **_of_guild(thread.guild),
            "member_count": len(thread.members),
            "added_members": [payloads.thread_member(thread, add)] if add is not None else [],
            "removed_member_ids": [str(remove)] if remove is not None else [],
        }
        self.publish("THREAD_MEMBERS_UPDATE", news, thread.guild)

    def _announce_thread(self, thread: Channel, starter: Message | None) -> None:
        guild, parent = thread.guild, thread.parent
        assert guild is not None
        assert parent is not None
        guild.threads.append(thread)
        self.channels[thread.id] = thread
        self.publish("THREAD_CREATE", {**payloads.thread(thread), "newly_created": True}, guild)
        if starter is None:
            self.write(self.bot, parent, thread.name, kind=THREAD_CREATED)
            return
        starter.thread = thread
        self._publish_message("MESSAGE_UPDATE", starter)
        opening = Message(self.new_id(), thread, starter.author, THREAD_STARTER, created_at=self.now())
        opening.reference = {"channel_id": str(parent.id), "message_id": str(starter.id), **_of_guild(guild)}
        self.messages[opening.id] = opening
        thread.history.append(opening)

    # -------------------------------------------------------------------------------------- interactions

    def interact(
        self,
        kind: int,
        user: User,
        channel: Channel,
        data: Json,
        *,
        message: Message | None = None,
        triggered_by: Interaction | None = None,
    ) -> Interaction:
        """A person does something; the app hears of it and has three seconds."""
        number = self.new_id()
        made = Interaction(number, f"token-{number}", kind, user, channel, data, self.clock(), message, triggered_by)
        self.interactions[number] = self._by_secret[made.token] = made
        self.publish("INTERACTION_CREATE", self._interaction_payload(made), made.guild)
        return made

    def _interaction_payload(self, made: Interaction) -> Json:
        user, channel, guild = made.user, made.channel, made.guild
        data: Json = {
            "id": str(made.id),
            "application_id": str(self.bot.id),
            "type": made.kind,
            "token": made.token,
            "version": 1,
            "data": made.data,
            "channel_id": str(channel.id),
            "channel": {**payloads.channel(channel), "permissions": str(self.permissions(user, channel).value)},
            "app_permissions": str(self.permissions(self.bot, channel).value),
            "locale": user.locale,
            "entitlements": [],
            "entitlement_sku_ids": [],
            "authorizing_integration_owners": payloads.integration_owners(made),
            "context": 0 if guild else 1,
            "attachment_size_limit": 10 * 1024 * 1024,
        }
        if made.message is not None:
            data["message"] = payloads.message(made.message, viewer=self.bot)
        if guild is None:
            return {**data, "user": payloads.user(user)}
        member = payloads.member(guild.members[user.id])
        return data | {
            "guild_id": str(guild.id),
            "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
            "guild_locale": guild.locale,
            "member": {**member, "permissions": str(self.permissions(user, channel).value)},
        }

    def answer(self, interaction_id: int, token: str, body: Json, files: Files) -> Interaction:
        """The first answer to an interaction: once, within three seconds, of a kind that fits."""
        made = self.interactions.get(interaction_id)
        if made is None or made.token != token:
            raise errors.unknown("interaction")
        if made.answered:
            raise errors.already_answered()
        if self.clock() - made.at > ANSWER_WITHIN:
            raise errors.unknown("interaction")
        callback, data = body["type"], body.get("data") or {}
        if callback not in self._callbacks(made):
            raise errors.invalid([Problem(("type",), f"Value must be one of {sorted(self._callbacks(made))}.")])
        self._carry_out(made, callback, data, files)
        made.callback = callback
        self.pulse.beat()
        return made

    def _callbacks(self, made: Interaction) -> set[int]:
        from_message = made.kind == MODAL_SUBMIT and made.message is not None
        return _CALLBACKS[made.kind] | ({DEFERRED_UPDATE, UPDATE} if from_message else set())

    def _carry_out(self, made: Interaction, callback: int, data: Json, files: Files) -> None:
        match callback:
            case 4:
                made.original = self._reply(made, data, files)
            case 5:
                made.original = self._think(made, int(data.get("flags") or 0))
            case 6:
                made.original = made.message
            case 7:
                assert made.message is not None
                made.original = made.updated = self.edit(made.message, data, files)
            case 8:
                made.choices = data.get("choices") or []
            case _:
                self._show(made, data)

    def _show(self, made: Interaction, data: Json) -> None:
        if (former := self.modals.get(made.user.id)) is not None:
            former.is_open = False
        made.modal = Modal(data["custom_id"], data["title"], _stored(data["components"], []), made)
        self.modals[made.user.id] = made.modal

    def _think(self, made: Interaction, flags: int) -> Message:
        message = Message(self.new_id(), made.channel, self.bot, _answer_kind(made), created_at=self.now())
        message.interaction, message.flags = made, (flags & EPHEMERAL) | LOADING
        return self._keep(made, message)

    def _reply(self, made: Interaction, data: Json, files: Files) -> Message:
        message = self._draft(made.channel, self.bot, data, files, kind=_answer_kind(made))
        message.interaction = made
        self.set_pings(message, data, default=["users"])
        return self._keep(made, message)

    def _keep(self, made: Interaction, message: Message) -> Message:
        made.replies.append(message)
        self.messages[message.id] = message
        if not message.ephemeral:
            self._post(message)
        return message

    def _by_token(self, application_id: int, token: str) -> Interaction:
        made = self._by_secret.get(token)
        if made is None or application_id != self.bot.id or not made.answered:
            raise errors.unknown("Webhook")
        if self.clock() - made.at > TOKEN_LIVES:
            raise errors.webhook_expired()
        return made

    def follow_up(self, application_id: int, token: str, body: Json, files: Files) -> Message:
        """One more message with an interaction's token; while it is "thinking", the thought itself."""
        made = self._by_token(application_id, token)
        if made.original is not None and made.original.loading:
            return self.edit(made.original, body, files)
        message = self._reply(made, body, files)
        self.pulse.beat()
        return message

    def reply_of(self, application_id: int, token: str, message: str) -> Message:
        """The message an interaction's token reaches: `@original`, or one of its follow-ups."""
        made = self._by_token(application_id, token)
        original = [made.original] if made.original is not None else []
        if message == "@original":
            found = original
        else:
            found = [each for each in (*made.replies, *original) if str(each.id) == message]
        if not found or found[0].deleted:
            raise errors.unknown("Message")
        return found[0]

    def unsay(self, message: Message) -> None:
        """Delete a reply by its interaction's token."""
        self.delete(message)
        if message.interaction is not None and message in message.interaction.replies:
            message.interaction.replies.remove(message)
        self.pulse.beat()

    # -------------------------------------------------------------------------------------- commands

    def register(self, guild_id: int | None, commands: list[Json]) -> list[Json]:
        """Put these application commands in the place of all there were; one of the same name keeps its id."""
        known = {(each["type"], each["name"]): each["id"] for each in self.commands.get(guild_id, [])}
        self.commands[guild_id] = [self._registered(guild_id, each, known) for each in commands]
        self.pulse.beat()
        return self.commands[guild_id]

    def _registered(self, guild_id: int | None, command: Json, known: Mapping[tuple[int, str], str]) -> Json:
        kind = command.get("type") or 1
        permissions = command.get("default_member_permissions")
        return {
            "description": "",
            "nsfw": False,
            **_without_nothing(command),
            "id": known.get((kind, command["name"])) or str(self.new_id()),
            "application_id": str(self.bot.id),
            "version": str(self.new_id()),
            "type": kind,
            "default_member_permissions": None if permissions is None else str(permissions),
            **({"guild_id": str(guild_id)} if guild_id is not None else {}),
        }

    # -------------------------------------------------------------------------------------- scheduled events

    def schedule(self, guild: Guild, body: Json) -> ScheduledEvent:
        granted = self.base_permissions(self.bot, guild)
        if not (granted.administrator or granted.create_events or granted.manage_events):
            raise errors.missing_permissions()
        self._require_plausible(body)
        event = ScheduledEvent(self.new_id(), guild, self.bot, _without_nothing(body))
        guild.events[event.id] = event
        self.publish("GUILD_SCHEDULED_EVENT_CREATE", payloads.scheduled_event(event), guild)
        return event

    def reschedule(self, event: ScheduledEvent, body: Json) -> ScheduledEvent:
        if body.get("status") is not None and body["status"] not in _NEXT_STATUS[event.status]:
            raise errors.invalid([Problem(("status",), f"cannot become {body['status']} from {event.status}")])
        changed = {**event.body, **body}
        if "scheduled_start_time" in body:
            self._require_plausible(changed)
        event.body = changed
        self.publish("GUILD_SCHEDULED_EVENT_UPDATE", payloads.scheduled_event(event), event.guild)
        return event

    def interest(self, user: User, event: ScheduledEvent, *, is_so: bool) -> None:
        """Somebody presses "Interested" on an event, or takes it back."""
        if is_so == (user in event.interested):
            return
        event.interested.append(user) if is_so else event.interested.remove(user)
        news = {"guild_scheduled_event_id": str(event.id), "user_id": str(user.id), "guild_id": str(event.guild.id)}
        self.publish(f"GUILD_SCHEDULED_EVENT_USER_{'ADD' if is_so else 'REMOVE'}", news, event.guild)

    def unschedule(self, event: ScheduledEvent) -> None:
        del event.guild.events[event.id]
        self.publish("GUILD_SCHEDULED_EVENT_DELETE", payloads.scheduled_event(event), event.guild)

    def _require_plausible(self, body: Json) -> None:
        problems = []
        if datetime.fromisoformat(body["scheduled_start_time"]).timestamp() <= self.clock():
            problems.append(Problem(("scheduled_start_time",), "Cannot schedule event in the past."))
        if body["entity_type"] == 3 and not body.get("scheduled_end_time"):
            problems.append(Problem(("scheduled_end_time",), "This field is required"))
        _refuse(problems)

    # -------------------------------------------------------------------------------------- coming and going

    def join(self, user: User, guild: Guild) -> None:
        """Somebody enters: an event for who may see members, and the notice in the system channel for all."""
        member = guild.members[user.id] = Membership(user, self.now())
        self.publish("GUILD_MEMBER_ADD", {"guild_id": str(guild.id), **payloads.member(member)}, guild)
        if guild.system_channel is not None:
            self.write(user, guild.system_channel, "", kind=JOINED)

    def leave(self, user: User, guild: Guild) -> None:
        del guild.members[user.id]
        self.publish("GUILD_MEMBER_REMOVE", {"guild_id": str(guild.id), "user": payloads.user(user)}, guild)

    def set_roles(self, user: User, guild: Guild, roles: Iterable[Role]) -> None:
        member = guild.members[user.id]
        member.roles = list(roles)
        self.publish("GUILD_MEMBER_UPDATE", {"guild_id": str(guild.id), **payloads.member(member)}, guild)

    def delete_channel(self, channel: Channel) -> None:
        guild = channel.guild
        assert guild is not None
        written = payloads.channel(channel)
        (guild.threads if channel.is_thread else guild.channels).remove(channel)
        del self.channels[channel.id]
        for message in channel.history:
            message.deleted = True
        for thread in [each for each in guild.threads if each.parent is channel]:
            self.delete_channel(thread)
        self.publish("THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE", written, guild)

    def remove_bot(self, guild: Guild) -> None:
        guild.bot_removed = True
        del guild.members[self.bot.id]
        self.publish("GUILD_DELETE", {"id": str(guild.id)}, guild)

    def invite_bot(self, guild: Guild) -> None:
        guild.bot_removed = False
        guild.members[self.bot.id] = Membership(self.bot, self.now(), roles=[guild.roles[1]])
        self._announce(guild)

    def begin_outage(self, guild: Guild) -> None:
        guild.unavailable = True
        self.publish("GUILD_DELETE", {"id": str(guild.id), "unavailable": True}, guild)

    def end_outage(self, guild: Guild) -> None:
        guild.unavailable = False
        self._announce(guild)

    def guild_create(self, guild: Guild) -> Json:
        seen = self.seen([*guild.channels, *guild.threads])
        return payloads.guild_create(guild, me=self.bot, seen=seen)

    def _announce(self, guild: Guild) -> None:
        self.publish("GUILD_CREATE", self.guild_create(guild), guild)


def _overwritten(base: discord.Permissions, member: Membership, channel: Channel, guild: Guild) -> discord.Permissions:
    """Discord's order: what @everyone is denied and allowed here, then the roles together, then the member."""
    roles = [each for each in channel.overwrites if isinstance(each.target, Role) and each.target in member.roles]
    for group in (
        [each for each in channel.overwrites if each.target is guild.everyone],
        roles,
        [each for each in channel.overwrites if each.target is member.user],
    ):
        denied = allowed = 0
        for each in group:
            denied |= each.deny.value
            allowed |= each.allow.value
        base = discord.Permissions((base.value & ~denied) | allowed)
    return base


def _is_let_in(member: Membership, channel: Channel, granted: discord.Permissions) -> bool:
    return channel.kind != PRIVATE_THREAD or member.user.id in channel.members or granted.manage_threads


def _answer_kind(made: Interaction) -> int:
    if made.kind != COMMAND:
        return ORDINARY
    return COMMAND_ANSWER if made.data.get("type") == 1 else CONTEXT_MENU_ANSWER


def _stored(components: list[Json], attachments: list[Json]) -> list[Json]:
    """Components as Discord keeps them: without nulls, each with an id, files by their address."""
    kept = _without_nothing(copy.deepcopy(components))
    parts = list(walk(kept))
    taken = {part["id"] for part in parts if part.get("id")}
    free = (number for number in range(1, len(parts) + len(taken) + 1) if number not in taken)
    for part in parts:
        part["id"] = part.get("id") or next(free)
        for media in (part.get("media"), part.get("file"), *(item["media"] for item in part.get("items") or ())):
            if media is not None:
                media.update(_media(media["url"], attachments))
    return kept


def _media(url: str, attachments: list[Json]) -> Json:
    if not url.startswith("attachment://"):
        return {"url": url, "proxy_url": url}
    name = url.removeprefix("attachment://")
    found = [each["url"] for each in attachments if each["filename"] == name]
    _refuse([] if found else [Problem(("components",), f"Unknown attachment {name}")])
    return {"url": found[0], "proxy_url": found[0]}


def _without_nothing(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nothing(each) for name, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_without_nothing(each) for each in value]
    return value


def _reference(channel: Channel, reference: Json | None) -> Json | None:
    if not reference:
        return None
    return {"channel_id": str(channel.id), "message_id": str(reference["message_id"]), **_of_guild(channel.guild)}


def _refuse(problems: Iterable[Problem]) -> None:
    if found := list(problems):
        raise errors.invalid(found)


def _of_guild(guild: Guild | None) -> Json:
    return {"guild_id": str(guild.id)} if guild is not None else {}


def _ids(written: Iterable[Any] | None) -> set[int]:
    return {int(each) for each in written or ()}
