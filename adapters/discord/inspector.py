"""The inspector: what Discord lets Machi do in a guild and in its channels, and what is missing."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

import aiohttp
import discord

from adapters.discord import permissions
from bot.ports import Lack
from bot.vocabulary.people import SpaceAddress

SECONDS: Final = 1.8
"""How long may be looked at one guild."""

Json = Mapping[str, Any]


class Refusal(Exception):  # noqa: N818 - an answer of Discord's
    """Discord refused a question, with its status and its own code."""

    def __init__(self, status: int, code: int) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code


class Questions:
    """Asks Discord by REST, and changes nothing."""

    def __init__(self, session: aiohttp.ClientSession, token: str, api_url: str) -> None:
        self._session = session
        self._token = token
        self._api_url = api_url.rstrip("/")

    async def ask(self, path: str) -> Any:
        """What stands under a path; raises :class:`Refusal`, and aiohttp's errors without an answer."""
        headers = {"Authorization": f"Bot {self._token}"}
        async with self._session.get(f"{self._api_url}{path}", headers=headers) as response:
            told = await response.json() if response.content_type == "application/json" else {}
            if response.status != 200:
                raise Refusal(response.status, told.get("code", 0) if isinstance(told, dict) else 0)
            return told


@asynccontextmanager
async def asking(token: str, api_url: str, seconds: float = 10.0) -> AsyncIterator[Questions]:
    """Ask as long as the block lasts, each question for so many seconds at most."""
    timeout = aiohttp.ClientTimeout(total=seconds)
    async with aiohttp.ClientSession(timeout=timeout, trust_env=True) as session:
        yield Questions(session, token, api_url)


class DiscordInspector:
    """Fills :class:`bot.ports.Inspector`."""

    platform = "discord"

    def __init__(self, token: str, api_url: str) -> None:
        """Look in the name of a bot."""
        self._token = token
        self._api_url = api_url

    async def inspect(self, space: SpaceAddress, channels: Collection[str]) -> tuple[Lack, ...]:
        """What Machi lacks in a guild and in those channels of it; nothing where all is well."""
        try:
            async with asyncio.timeout(SECONDS), asking(self._token, self._api_url, SECONDS) as questions:
                return await lacks(questions, space.external_id, channels)
        except Refusal as refusal:
            return (_refused(refusal),)
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError):
            return (Lack("silence"),)


async def lacks(questions: Questions, guild: str, channels: Collection[str]) -> tuple[Lack, ...]:
    """What is missing in a guild as a whole, and, where that is there, in each channel; raises :class:`Refusal`."""
    me: Json = await questions.ask("/users/@me")
    town, member = await asyncio.gather(
        questions.ask(f"/guilds/{guild}"), questions.ask(f"/guilds/{guild}/members/{me['id']}")
    )
    whole = permissions.lacking(permissions.granted(town, member["roles"], me["id"]), permissions.EVERYTHING)
    found = [Lack("permission", name) for name in whole]
    needed = permissions.IN_A_CHANNEL & ~discord.Permissions(**dict.fromkeys(whole, True))
    for each in await asyncio.gather(*(_look(questions, channel) for channel in channels)):
        if isinstance(each, Lack):
            found.append(each)
            continue
        here = permissions.granted(town, member["roles"], me["id"], each)
        found += [
            Lack("permission", name, each["id"], each.get("name", "")) for name in permissions.lacking(here, needed)
        ]
    return tuple(found)


async def _look(questions: Questions, channel: str) -> Json | Lack:
    try:
        return await questions.ask(f"/channels/{channel}")
    except Refusal as refusal:
        match refusal.status:
            case 404:
                return Lack("channel", "unknown_channel", channel)
            case 403:
                return Lack("permission", "view_channel", channel)
            case _:
                raise


def _refused(refusal: Refusal) -> Lack:
    match refusal.status:
        case 401:
            return Lack("token", "401")
        case 403 | 404:
            return Lack("membership", "guild")
        case _:
            return Lack("silence", str(refusal.status))
