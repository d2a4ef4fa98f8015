"""Interests: who is known to be interested in Machi's events, so that what it missed can be told from what it heard.

Discord tells of interest while Machi listens, and shows who is interested when it is asked. What is known already has
no effect, also where its author has answered otherwise since, on the card.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from typing import Any, Final, Protocol

import aiohttp
import discord
import structlog
from discord.http import HTTPClient

from adapters.discord import limits
from adapters.discord.parse import PLATFORM
from adapters.discord.reactions import Standing, changes
from bot.ports import Shelf
from bot.vocabulary.people import AccountRef, SpaceAddress
from bot.vocabulary.request import Actor, Interest

log = structlog.get_logger(__name__)

_PREFIX: Final = "interest:"
_INTERESTED: Final = "interested"

Json = Mapping[str, Any]


class Happenings(Protocol):
    """What is needed of the core."""

    async def happenings(self, address: SpaceAddress) -> tuple[str, ...]:
        """The platform's ids of what is still planned in a space's calendar."""
        ...


class Interests:
    """Hears of interest and looks for what it did not hear of.

    Args:
        happenings: knows which events are ours.
        shelf: keeps what is known, an event at a time.
        do: carries a gesture out.
    """

    def __init__(self, happenings: Happenings, shelf: Shelf, do: Callable[[Interest], Awaitable[None]]) -> None:
        self._happenings = happenings
        self._shelf = shelf
        self._do = do

    async def hear(self, gesture: Interest) -> None:
        """Somebody is interested, or not any more, just now; what is said of other people's events is nothing to us."""
        if gesture.happening not in await self._happenings.happenings(gesture.space):
            return
        person, known = gesture.actor.account.external_id, await self._known(gesture.happening)
        if known.has(person, _INTERESTED) != gesture.added:
            await self._do(gesture)
            await self._keep(gesture.happening, known.put(person, _INTERESTED, added=gesture.added))

    async def look_over(self, http: HTTPClient, guild: int, turn: asyncio.Lock | None = None) -> None:
        """Compare who is interested in a guild's events of ours with what is known, each event in its turn."""
        address = SpaceAddress(PLATFORM, str(guild))
        for event in await self._happenings.happenings(address):
            try:
                async with turn or nullcontext():
                    await self._compare(http, address, event)
            except (discord.NotFound, discord.Forbidden) as error:
                log.info("who is interested in an event cannot be seen", happening=event, reason=str(error))
            except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
                log.warning("interest cannot be looked over, and is when an hour has gone by", reason=str(error))
                return

    async def _compare(self, http: HTTPClient, address: SpaceAddress, event: str) -> None:
        names = await _people(http, int(address.external_id), int(event))
        for change in changes(await self._known(event), {_INTERESTED: names}, event):
            actor = Actor(AccountRef(change.person, names.get(change.person, "")))
            await self._do(Interest(change.name, address, actor, event, change.added))
            await self._keep(event, change.after)

    async def _known(self, event: str) -> Standing:
        kept = json.loads(await self._shelf.get(_PREFIX + event) or "{}")
        return Standing(kept.get("changes", 0), {_INTERESTED: tuple(kept.get("by", ()))})

    async def _keep(self, event: str, standing: Standing) -> None:
        by = standing.by.get(_INTERESTED, ())
        await self._shelf.put(_PREFIX + event, json.dumps({"changes": standing.changes, "by": by}))


async def _people(http: HTTPClient, guild: int, event: int) -> dict[str, str]:
    """The names of everybody who is interested in an event, by their ids, bots left out."""
    names: dict[str, str] = {}
    after: int | None = None
    while True:
        told = await http.get_scheduled_event_users(guild, event, limits.PAGE, with_member=True, after=after)
        page: list[Json] = [{**each["user"], "nick": (each.get("member") or {}).get("nick")} for each in told or ()]
        names |= {str(user["id"]): _name(user) for user in page if not user.get("bot")}
        if len(page) < limits.PAGE:
            return names
        after = max(int(user["id"]) for user in page)


def _name(user: Json) -> str:
    return user.get("nick") or user.get("global_name") or user["username"]
