"""The inspector: what Slack lets Machi do in a workspace and in its channels, and what is missing."""

import asyncio
from collections.abc import Collection
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.courier import error_of, outcome_of
from adapters.slack.manifest import SCOPES
from adapters.slack.workspaces import Workspaces
from bot.ports import Lack, Stopped
from bot.vocabulary.people import SpaceAddress

SECONDS: Final = 1.8
"""How long may be looked at one workspace."""
_GONE: Final = frozenset({"channel_not_found", "is_archived"})


class SlackInspector:
    """Fills :class:`bot.ports.Inspector`."""

    platform = "slack"

    def __init__(self, workspaces: Workspaces) -> None:
        """Look at those workspaces."""
        self._workspaces = workspaces

    async def inspect(self, space: SpaceAddress, channels: Collection[str]) -> tuple[Lack, ...]:
        """What Machi lacks in a workspace and in those channels of it; nothing where all is well."""
        workspace = await self._workspaces.of(space.external_id)
        if workspace is None:
            return (Lack("token", "not_installed"),)
        try:
            async with asyncio.timeout(SECONDS):
                return await lacks(workspace.client, channels)
        except SlackApiError as refused:
            return (_refused(refused),)
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError):
            return (Lack("silence"),)


async def lacks(client: AsyncWebClient, channels: Collection[str]) -> tuple[Lack, ...]:
    """What is missing in a workspace as a whole, and in each channel; raises what the client raises."""
    known = await client.auth_test()
    given = {scope.strip() for scope in _header(known.headers, "x-oauth-scopes").split(",")} - {""}
    scopes = [Lack("scope", scope) for scope in SCOPES if given and scope not in given]
    found = await asyncio.gather(*(look(client, channel) for channel in channels))
    return (*scopes, *(lack for lack in found if lack))


async def look(client: AsyncWebClient, channel: str) -> Lack | None:
    """What keeps Machi out of a channel; raises what the client raises where Slack does not say."""
    try:
        told: dict[str, Any] = (await client.conversations_info(channel=channel)).get("channel") or {}
    except SlackApiError as refused:
        if error_of(refused) in _GONE:  # a private channel that Machi was never let into is not found either
            return Lack("channel", error_of(refused), channel)
        if error_of(refused) == "missing_scope":
            return None  # it is named among the scopes
        raise
    name = str(told.get("name") or "")
    if told.get("is_archived"):
        return Lack("channel", "is_archived", channel, name)
    # A direct message has no members to be among.
    if told.get("is_member") is False and not told.get("is_im"):
        return Lack("membership", "not_in_channel", channel, name)
    return None


def _refused(refused: SlackApiError) -> Lack:
    if isinstance(outcome_of(refused), Stopped):
        return Lack("token", error_of(refused))
    return Lack("silence", error_of(refused))


def _header(headers: Any, name: str) -> str:
    return next((str(value) for key, value in dict(headers).items() if key.lower() == name), "")
