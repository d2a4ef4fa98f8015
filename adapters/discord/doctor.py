"""The doctor's look at Discord: token, intents, permissions where Machi is to speak, and the way to invite it."""

from collections.abc import AsyncIterator, Collection, Mapping
from typing import Any, Final

import aiohttp
import discord

from adapters.discord import permissions
from adapters.discord.inspector import Questions, Refusal, asking, lacks
from bot.ports import Lack

Json = Mapping[str, Any]

_MEMBERS: Final = (
    "the Server Members Intent is off, and not needed: with it (developer portal, Bot) newcomers are greeted"
)


async def examined(
    token: str, api_url: str, channels: Mapping[str, Collection[str]]
) -> AsyncIterator[tuple[bool, str]]:
    """What was looked at, one after the other: whether it is well, and in words.

    ``channels`` are those chosen in each guild, by the guild's id.
    """
    try:
        async with asking(token, api_url) as questions:
            application: Json = await questions.ask("/applications/@me")
            yield True, f"known as {application['name']}"
            yield True, _intents(application)
            guilds: list[Json] = await questions.ask("/users/@me/guilds")
            for guild in guilds:
                yield await _guild(questions, guild, channels.get(guild["id"], ()))
            yield bool(guilds), _invitation(application, there=bool(guilds))
    except Refusal as refusal:
        yield False, _refused(refusal)
    except (aiohttp.ClientError, TimeoutError) as error:
        yield False, f"no answer from {api_url}: {error or 'it took too long'}"


async def _guild(questions: Questions, guild: Json, channels: Collection[str]) -> tuple[bool, str]:
    try:
        found = await lacks(questions, guild["id"], channels)
    except Refusal as refusal:
        return False, f"{guild['name']}: cannot be looked at ({refusal})"
    if found:
        return False, f"{guild['name']}: {'; '.join(map(_lack, found))}"
    looked = f"in each of its {len(channels)} channels" if channels else "; no channel is chosen yet (/settings setup)"
    return True, f"{guild['name']}: every permission is there {looked}".replace(" ;", ";")


def _lack(lack: Lack) -> str:
    where = f" in #{lack.channel_name or lack.channel}" if lack.channel else ""
    match lack.kind:
        case "channel":
            return f"the channel {lack.channel} is gone: choose another with /settings channels"
        case _ if lack.channel:
            return f"allow “{permissions.in_words(lack.name)}”{where} (channel settings, Permissions)"
        case _:
            return f"allow “{permissions.in_words(lack.name)}” (server settings, Roles, or invite Machi once more)"


def _intents(application: Json) -> str:
    flags = discord.ApplicationFlags._from_value(application.get("flags") or 0)  # noqa: SLF001 - it has no other way in
    if flags.gateway_guild_members or flags.gateway_guild_members_limited:
        return "the Server Members Intent is on: newcomers are greeted"
    return _MEMBERS


def _invitation(application: Json, *, there: bool) -> str:
    words = "to invite it to another server" if there else "it is on no server yet: invite it"
    return f"{words}: {permissions.invite(application['id'])}"


def _refused(refusal: Refusal) -> str:
    if refusal.status == 401:
        return "Discord does not know this token: reset it on the Bot page and copy it again"
    return f"Discord refused to tell of the application ({refusal})"
