"""History: what stands in a channel under a marker, and whether it can be told that nothing does.

Discord tells a message's nonce when it is created and need not tell it ever again, so the marker is also written into
the ids of two components, which come back with every message; a card without buttons has them too. Without the
permission to read the history, Discord answers with an empty page and no error: then nothing can be told.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any, Final

import discord
from discord.http import Route

from adapters.discord import limits, permissions
from adapters.discord.wire import Wire

SKEW: Final = timedelta(seconds=60)
"""How far Discord's clock may be behind ours: looked back so much further."""
_ABOVE_COUNTED: Final = 1 << 30  # components without an id of ours are counted from one
_UNKNOWN_CHANNEL: Final = 10003
_NEEDED: Final = discord.Permissions(view_channel=True, read_message_history=True)

Json = dict[str, Any]


class CannotRead(Exception):  # noqa: N818 - says what is missing
    """An empty page tells nothing: the permission to read the history is missing there."""


def signed(payload: Json, marker: str) -> Json:
    """A message that bears the marker in its components."""
    container, *others = payload["components"]
    first, *parts = container["components"]
    one, other = witnesses(marker)
    return {
        **payload,
        "components": [{**container, "id": one, "components": [{**first, "id": other}, *parts]}, *others],
    }


def witnesses(marker: str) -> tuple[int, int]:
    """The marker as two component ids: sixty bits of it, as an id has only 32."""
    digest = hashlib.sha256(marker.encode()).digest()
    one, other = (int.from_bytes(digest[at : at + 4]) % _ABOVE_COUNTED | _ABOVE_COUNTED for at in (0, 4))
    return one, other if other != one else other ^ 1


async def find(wire: Wire, channel: str, marker: str, since: datetime, me: str) -> list[str] | None:
    """The ids of our messages under the marker since then, the earliest first; ``None`` if nothing at all was shown."""
    after, shown, found = discord.utils.time_snowflake(since - SKEW), False, []
    while True:
        route = Route("GET", "/channels/{channel_id}/messages", channel_id=channel)
        page: list[Json] = await wire.request(route, after=str(after), limit=str(limits.HISTORY))
        shown = shown or bool(page)
        found += [int(told["id"]) for told in page if told["author"]["id"] == me and _bears(told, marker)]
        if len(page) < limits.HISTORY:
            return [str(id_) for id_ in sorted(found)] if shown else None
        after = max(int(told["id"]) for told in page)


async def check_readable(wire: Wire, guild: str, channel: str, me: str) -> None:
    """Raise :class:`CannotRead` unless we may read the history of a guild's channel."""
    if not (await held(wire, guild, channel, me)).is_superset(_NEEDED):
        raise CannotRead(f"no permission to read the history of {channel}")


async def held(wire: Wire, guild: str, channel: str, me: str) -> discord.Permissions:
    """What we may in a guild's channel; nothing in one that we cannot see."""
    try:
        place: Json = await wire.request(Route("GET", "/channels/{channel_id}", channel_id=channel))
    except discord.Forbidden:
        return discord.Permissions.none()
    town: Json = await wire.request(Route("GET", "/guilds/{guild_id}", guild_id=guild))
    route = Route("GET", "/guilds/{guild_id}/members/{user_id}", guild_id=guild, user_id=me)
    roles = (await wire.request(route))["roles"]
    return permissions.granted(town, roles, me, place)


def is_no_channel(error: discord.HTTPException) -> bool:
    """Whether there is no such channel; so it is with a thread that nobody has opened."""
    return (error.status, error.code) == (404, _UNKNOWN_CHANNEL)


def _bears(told: Json, marker: str) -> bool:
    if told.get("nonce") == marker:
        return True
    match told.get("components"):
        case [{"id": one, "components": [{"id": other}, *_]}, *_]:
            return (one, other) == witnesses(marker)
        case _:
            return False
