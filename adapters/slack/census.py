"""The census: who left or goes by another name, and which channels were closed or opened, while nobody told us.

Only what Slack says is believed, never what it does not say: a list that broke off, or an account that is not on it, is
no sign that anybody left. Whoever seems to be gone is looked up, and is gone where Slack says that they are.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final, Protocol

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from adapters.slack.courier import error_of
from adapters.slack.inspector import look
from adapters.slack.people import name_of
from adapters.slack.workspaces import Workspace
from bot.ports import Shelf
from bot.vocabulary.effect import Answer
from bot.vocabulary.people import AccountRef, SpaceAddress
from bot.vocabulary.request import Actor, Gesture, MemberLeft

log = structlog.get_logger(__name__)

LIST_PACE: Final = 3.1
"""Seconds between two pages: ``users.list`` may be called about twenty times a minute."""
PACE: Final = 1.3
"""Seconds between two people or channels: they may be looked up about fifty times a minute."""
PAGE: Final = 200
"""People on one page, as many as Slack recommends."""
_CLOSED: Final = "closed/"

_NO_ANSWER: Final = (SlackApiError, aiohttp.ClientError, TimeoutError)


class Incomplete(Exception):  # noqa: N818 - a state, which the next round may end
    """A list of people that cannot be all of them."""


class Registry(Protocol):
    """What the census needs of the core."""

    async def handle(self, gesture: Gesture) -> Answer | None:
        """Do what somebody asked for or did, and say what to answer them at once."""
        ...

    async def logins(self, address: SpaceAddress) -> tuple[AccountRef, ...]:
        """Who is known in a space and has not left it."""
        ...

    async def channels(self, address: SpaceAddress) -> frozenset[str]:
        """The channels that are spoken in."""
        ...

    async def renamed(self, address: SpaceAddress, account: AccountRef) -> None:
        """Somebody goes by another name from now on."""
        ...

    async def channel_opened(self, space: SpaceAddress, channel: str) -> None:
        """Send at once what waited because a channel was out of reach."""
        ...

    async def channel_closed(self, space: SpaceAddress, channel: str, reason: str) -> None:
        """Let what is for a channel wait, and tell the organizers."""
        ...


class Census:
    """Looks over the people and the channels of a workspace."""

    def __init__(self, registry: Registry, shelf: Shelf) -> None:
        """Tell that registry; which channels were found closed is remembered on that shelf."""
        self._registry = registry
        self._shelf = shelf

    async def look_over(self, workspace: Workspace) -> None:
        """Find out what was missed in a workspace; nothing comes of what Slack does not answer."""
        space = (await workspace.people.workspace()).address
        await self._count(workspace, space)
        for channel in sorted(await self._registry.channels(space)):
            await self._look_at(workspace, space, channel)
            await asyncio.sleep(PACE)

    # --- people -----------------------------------------------------------------------------------------------------

    async def _count(self, workspace: Workspace, space: SpaceAddress) -> None:
        if not await self._registry.logins(space):
            return
        try:
            listed = await _everybody(workspace)
        except (*_NO_ANSWER, Incomplete) as error:
            log.info("the people of a workspace cannot be counted", reason=_reason(error))
            return
        # Who is known is asked after the list is whole: what was told in the meantime is not found out once more.
        for login in await self._registry.logins(space):
            told = listed.get(login.external_id)
            if told is None or told.get("deleted"):
                told = await _looked_up(workspace, login.external_id)
            if told is not None:
                await self._compare(workspace, space, login, told)

    async def _compare(
        self, workspace: Workspace, space: SpaceAddress, login: AccountRef, told: Mapping[str, Any]
    ) -> None:
        account = login.external_id
        now = AccountRef(account, name_of(account, dict(told)))
        if told.get("deleted") is True:
            workspace.people.forget(account)
            key = f"found-left:{account}:{told.get('updated')}"
            await self._registry.handle(MemberLeft(key, space, Actor(login)))
        elif now.name not in {login.name, account}:
            workspace.people.forget(account)
            await self._registry.renamed(space, now)

    # --- channels ---------------------------------------------------------------------------------------------------

    async def _look_at(self, workspace: Workspace, space: SpaceAddress, channel: str) -> None:
        try:
            lack = await look(workspace.client, channel)
        except _NO_ANSWER as error:
            log.info("a channel cannot be looked at", channel=channel, reason=_reason(error))
            return
        key = f"{_CLOSED}{channel}:{space.external_id}"
        known = await self._shelf.get(key)
        if lack is not None and lack.kind == "channel":
            if known != lack.name:
                await self._registry.channel_closed(space, channel, lack.name)
                await self._shelf.put(key, lack.name)
        elif known is not None:
            workspace.courier.reaches(channel)
            await self._registry.channel_opened(space, channel)
            await self._shelf.remove(key)


async def _everybody(workspace: Workspace) -> Mapping[str, dict[str, Any]]:
    """All accounts of a workspace, those that were deactivated among them; raises unless that is certain."""
    listed = {str(told["id"]): told async for page in _pages(workspace) for told in page if told.get("id")}
    if (await workspace.people.workspace()).bot_user not in listed:
        raise Incomplete("Machi itself is not on the list")
    return listed


async def _pages(workspace: Workspace) -> AsyncIterator[list[dict[str, Any]]]:
    cursor, seen = "", set[str]()
    while True:
        told = await workspace.client.users_list(limit=PAGE, cursor=cursor or None)
        page = told.get("members")
        if not isinstance(page, list):
            raise Incomplete("a page without people")
        yield [each for each in page if isinstance(each, dict)]
        cursor = str((told.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            return
        if cursor in seen:
            raise Incomplete("a page leads back to another")
        seen.add(cursor)
        await asyncio.sleep(LIST_PACE)


async def _looked_up(workspace: Workspace, account: str) -> Mapping[str, Any] | None:
    """What Slack says of one account; nothing where it does not say."""
    await asyncio.sleep(PACE)
    try:
        told = (await workspace.client.users_info(user=account)).get("user")
    except _NO_ANSWER as error:
        log.info("somebody cannot be looked up", account=account, reason=_reason(error))
        return None
    return told if isinstance(told, dict) and told.get("id") == account else None


def _reason(error: Exception) -> str:
    return error_of(error) if isinstance(error, SlackApiError) else f"{type(error).__name__}: {error}"
