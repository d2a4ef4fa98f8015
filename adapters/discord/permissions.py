"""Permissions: what Machi needs on Discord and why, what it has in a channel, and the invitation that asks for them."""

from collections.abc import Collection, Mapping
from typing import Any, Final
from urllib.parse import urlencode

import discord

Json = Mapping[str, Any]

TO_SPEAK: Final = discord.Permissions(view_channel=True, send_messages=True, read_message_history=True)
"""To post cards in a channel, and to look whether they stand there already."""
TO_TALK: Final = discord.Permissions(create_public_threads=True, send_messages_in_threads=True)
"""To open the talk beneath a card, and to remind there."""
TO_INTRODUCE: Final = discord.Permissions(create_private_threads=True)
"""To open a conversation of a few."""
TO_HAND_OVER: Final = discord.Permissions(attach_files=True)
"""To hand over calendar files and exports."""
TO_SCHEDULE: Final = discord.Permissions(create_events=True)
"""To put the next meetup among the server's events; with it Machi may change its own."""
IN_A_CHANNEL: Final = TO_SPEAK | TO_TALK | TO_INTRODUCE | TO_HAND_OVER
EVERYTHING: Final = IN_A_CHANNEL | TO_SCHEDULE

_INVITING: Final = "https://discord.com/oauth2/authorize"


def invite(application: int | str) -> str:
    """The address that invites Machi to a server, with what it needs and nothing else."""
    asked = {"client_id": application, "scope": "bot applications.commands", "permissions": EVERYTHING.value}
    return f"{_INVITING}?{urlencode(asked)}"


def granted(town: Json, roles: Collection[str], me: str, place: Json | None = None) -> discord.Permissions:
    """What the member of that id, with those roles, may in a guild, or in a channel of it, as REST tells of them."""
    roles = {town["id"], *roles}
    base = 0
    for role in town["roles"]:
        base |= int(role["permissions"]) if role["id"] in roles else 0
    if town["owner_id"] == me or discord.Permissions(base).administrator:
        return discord.Permissions.all()
    overwrites: Mapping[str, Json] = {each["id"]: each for each in (place or {}).get("permission_overwrites", ())}
    for ids in ({town["id"]}, roles - {town["id"]}, {me}):
        denied = allowed = 0
        for id_ in ids & overwrites.keys():
            denied |= int(overwrites[id_]["deny"])
            allowed |= int(overwrites[id_]["allow"])
        base = base & ~denied | allowed
    return discord.Permissions(base)


def lacking(has: discord.Permissions, needed: discord.Permissions) -> tuple[str, ...]:
    """The needed ones that are not there, as Discord's documentation spells them; without seeing a place, only that."""
    if needed.view_channel and not has.view_channel:
        return ("view_channel",)
    return tuple(name for name, is_missing in needed & ~has if is_missing)


def in_words(name: str) -> str:
    """A permission as Discord's own settings call it in English."""
    return "View Channels" if name == "view_channel" else name.replace("_", " ").title().replace(" In ", " in ")
