"""How Discord writes what it remembers: the JSON of REST answers and gateway events."""

from __future__ import annotations

from typing import Any

from tests.fakes.discord.state import (
    DM_CHANNEL,
    HAS_THREAD,
    REPLY,
    Channel,
    Guild,
    Interaction,
    Membership,
    Message,
    Overwrite,
    Role,
    ScheduledEvent,
    User,
)

Json = dict[str, Any]


def user(each: User) -> Json:
    return {
        "id": str(each.id),
        "username": each.name,
        "global_name": each.name,
        "discriminator": "0000" if each.bot else "0",
        "avatar": None,
        "bot": each.bot,
        "public_flags": 0,
    }


def role(each: Role) -> Json:
    return {
        "id": str(each.id),
        "name": each.name,
        "permissions": str(each.permissions.value),
        "position": each.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "flags": 0,
        "icon": None,
        "unicode_emoji": None,
    }


def member(each: Membership, *, with_user: bool = True) -> Json:
    """A member; inside a message Discord leaves the user out, because the author stands beside it."""
    written: Json = {
        "roles": [str(held.id) for held in each.roles],
        "nick": each.nick,
        "avatar": None,
        "joined_at": each.joined_at,
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
        "communication_disabled_until": None,
    }
    return {**written, "user": user(each.user)} if with_user else written


def channel(each: Channel) -> Json:
    if each.is_thread:
        return thread(each)
    written: Json = {"id": str(each.id), "type": each.kind, "flags": 0, "last_message_id": _last(each)}
    if each.kind == DM_CHANNEL:
        return {**written, "recipients": [user(each.recipient)] if each.recipient else []}
    return {
        **written,
        "guild_id": _id(each.guild),
        "name": each.name,
        "topic": each.topic,
        "position": each.guild.channels.index(each) if each.guild and each in each.guild.channels else 0,
        "parent_id": None,
        "nsfw": False,
        "rate_limit_per_user": 0,
        "permission_overwrites": [_overwrite(one) for one in each.overwrites],
    }


def thread(each: Channel) -> Json:
    return {
        "id": str(each.id),
        "type": each.kind,
        "guild_id": _id(each.guild),
        "name": each.name,
        "parent_id": _id(each.parent),
        "owner_id": _id(each.owner),
        "last_message_id": _last(each),
        "rate_limit_per_user": 0,
        "message_count": len(each.messages),
        "member_count": len(each.members),
        "total_message_sent": len(each.messages),
        "flags": 0,
        "thread_metadata": {
            "archived": each.archived,
            "locked": each.locked,
            "auto_archive_duration": each.auto_archive_duration,
            "archive_timestamp": each.created_at,
            "create_timestamp": each.created_at,
        },
    }


def thread_member(each: Channel, user_id: int) -> Json:
    return {"id": str(each.id), "user_id": str(user_id), "join_timestamp": each.members[user_id], "flags": 0}


def message(each: Message, *, viewer: User, with_nonce: bool = False) -> Json:
    """A message as `viewer` gets it (their own reactions marked). The nonce is told once, when it is created."""
    written: Json = {
        "id": str(each.id),
        "channel_id": str(each.channel.id),
        "type": each.kind,
        "author": user(each.author),
        "content": each.content,
        "timestamp": each.created_at,
        "edited_timestamp": each.edited_at,
        "tts": False,
        "mention_everyone": each.pings.everyone,
        "mentions": [],
        "mention_roles": [str(one) for one in sorted(each.pings.roles)],
        "attachments": each.attachments,
        "embeds": each.embeds,
        "components": each.components,
        "pinned": False,
        "flags": each.flags | (HAS_THREAD if each.thread else 0),
        "reactions": [_reaction(emoji, ids, viewer) for emoji, ids in each.reactions.items()],
    }
    if with_nonce and each.nonce is not None:
        written["nonce"] = each.nonce
    if each.thread is not None:
        written["thread"] = thread(each.thread)
    if each.reference is not None:
        written["message_reference"] = each.reference
    if each.kind == REPLY:
        written["referenced_message"] = None
    if each.interaction is not None:
        written |= {
            "application_id": str(each.author.id),
            "webhook_id": str(each.author.id),
            "interaction_metadata": interaction_metadata(each.interaction),
        }
    return written


def message_event(each: Message, *, viewer: User, with_nonce: bool = False) -> Json:
    """A message in a gateway event: with the guild and, in a guild, the author as a member."""
    written = message(each, viewer=viewer, with_nonce=with_nonce)
    guild = each.channel.guild
    if guild is None:
        return {**written, "channel_type": each.channel.kind}
    written |= {"guild_id": str(guild.id), "channel_type": each.channel.kind}
    if each.author.id in guild.members and each.interaction is None:
        written["member"] = member(guild.members[each.author.id], with_user=False)
    return written


def without_content(written: Json) -> Json:
    """What an app without the message-content intent gets of other people's messages."""
    return {**written, "content": "", "embeds": [], "attachments": [], "components": []}


def interaction_metadata(each: Interaction) -> Json:
    written: Json = {
        "id": str(each.id),
        "type": each.kind,
        "user": user(each.user),
        "authorizing_integration_owners": integration_owners(each),
    }
    if each.message is not None and each.triggered_by is None:
        written["interacted_message_id"] = str(each.message.id)
    if each.triggered_by is not None:
        written["triggering_interaction_metadata"] = interaction_metadata(each.triggered_by)
    return written


def integration_owners(each: Interaction) -> Json:
    return {"0": _id(each.guild) or "0"}


def guild(each: Guild) -> Json:
    """A guild as REST gives it."""
    return {
        "id": str(each.id),
        "name": each.name,
        "owner_id": str(each.owner.id),
        "preferred_locale": each.locale,
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "banner": None,
        "description": None,
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "system_channel_id": _id(each.system_channel),
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "vanity_url_code": None,
        "application_id": None,
        "max_members": 500_000,
        "features": [],
        "emojis": [],
        "stickers": [],
        "roles": [role(one) for one in each.roles],
    }


def guild_create(each: Guild, *, me: User, seen: list[Channel]) -> Json:
    """A guild as the gateway gives it: with its channels, and of the members only the bot itself."""
    return {
        **guild(each),
        "unavailable": False,
        "large": False,
        "joined_at": each.members[me.id].joined_at,
        "member_count": len(each.members),
        "members": [member(each.members[me.id])],
        "channels": [channel(one) for one in each.channels if one in seen],
        "threads": [thread(one) for one in each.threads if one in seen and not one.archived],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [scheduled_event(one) for one in each.events.values()],
        "soundboard_sounds": [],
    }


def scheduled_event(each: ScheduledEvent) -> Json:
    return {
        "channel_id": None,
        "description": None,
        "scheduled_end_time": None,
        "entity_metadata": None,
        "recurrence_rule": None,
        "status": 1,
        **each.body,
        "id": str(each.id),
        "guild_id": str(each.guild.id),
        "creator_id": str(each.creator.id),
        "creator": user(each.creator),
        "entity_id": None,
        "image": None,
        "user_count": len(each.interested),
    }


def emoji(written: str) -> Json:
    name, _, identifier = written.partition(":")
    return {"id": identifier or None, "name": name, "animated": False}


def _overwrite(each: Overwrite) -> Json:
    return {
        "id": str(each.target.id),
        "type": 0 if isinstance(each.target, Role) else 1,
        "allow": str(each.allow.value),
        "deny": str(each.deny.value),
    }


def _reaction(written: str, ids: list[int], viewer: User) -> Json:
    return {
        "emoji": emoji(written),
        "count": len(ids),
        "count_details": {"normal": len(ids), "burst": 0},
        "me": viewer.id in ids,
        "me_burst": False,
        "burst_colors": [],
    }


def _last(each: Channel) -> str | None:
    return str(each.history[-1].id) if each.history else None


def _id(each: Guild | Channel | User | None) -> str | None:
    return str(each.id) if each is not None else None
