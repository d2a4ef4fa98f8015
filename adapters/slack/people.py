"""People of a workspace, as Slack vouches for them: their name, language and rights, never older than minutes."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.ports import Clock
from bot.vocabulary.people import AccountRef, Language, SpaceAddress
from bot.vocabulary.request import Actor

log = structlog.get_logger(__name__)

PLATFORM: Final = "slack"
BELIEVED: Final = timedelta(minutes=5)
"""How long somebody's rights are taken for granted."""
GROUP: Final = "S"
"""What the id of a user group begins with."""
PATIENCE: Final = 1.0
"""Seconds until somebody is taken to be a plain member: Slack waits three for the whole answer."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The workspace a bot token belongs to, and who Machi is there."""

    address: SpaceAddress
    bot_user: str
    bot_id: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack says of an account; ``is_known`` while it has said so at all."""

    actor: Actor
    is_bot: bool = False
    is_known: bool = True


class People:
    """Who somebody is, looked up when they act."""

    def __init__(self, client: AsyncWebClient, clock: Clock, organizers: Collection[str] = ()) -> None:
        """Ask through that client, and forget by that clock.

        Beside the workspace's own administrators those are organizers whose id, or whose user group's, is among
        ``organizers``.
        """
        self._client = client
        self._clock = clock
        self._organizers = frozenset(organizers)
        self._workspace: Identity | None = None
        self._known: dict[str, tuple[Profile, datetime]] = {}
        self._groups: dict[str, tuple[frozenset[str], datetime]] = {}

    @property
    def is_known(self) -> bool:
        """Whether Slack has said where Machi is."""
        return self._workspace is not None

    async def workspace(self) -> Identity:
        """Where Machi is; raises what the client raises as long as Slack has not said it once."""
        if self._workspace is None:
            told = await self._client.auth_test()
            address = SpaceAddress(PLATFORM, str(told["team_id"]), told.get("team") or "")
            self._workspace = Identity(address, told.get("user_id") or "", told.get("bot_id") or "")
        return self._workspace

    def renamed(self, name: str, before: Identity) -> Identity:
        """The workspace goes by another name."""
        self._workspace = replace(before, address=replace(before.address, name=name))
        return self._workspace

    async def profile(self, account: str, name: str = "") -> Profile:
        """The person behind an account; a plain member of that name as long as Slack does not answer."""
        known, until = self._known.get(account, (None, self._clock.now()))
        if known is not None and self._clock.now() < until:
            return known
        team = (await self.workspace()).address.external_id
        try:
            async with asyncio.timeout(PATIENCE):
                told = await self._client.users_info(user=account, include_locale=True)
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("Slack did not say who somebody is", account=account, reason=str(error))
            return known or Profile(Actor(AccountRef(account, name or account)), is_known=False)
        profile = _profile(account, told.get("user", {}), team)
        if self._organizers and await self._is_chosen(account):
            profile = replace(profile, actor=replace(profile.actor, organizer=True))
        self._known[account] = profile, self._clock.now() + BELIEVED
        return profile

    def named(self, name: str) -> AccountRef | None:
        """The one account of that name among those who acted lately."""
        wanted = name.removeprefix("@").casefold()
        accounts = [profile.actor.account for profile, _ in self._known.values()]
        found = [account for account in accounts if account.name.casefold() == wanted]
        return found[0] if len(found) == 1 else None

    async def _is_chosen(self, account: str) -> bool:
        """Whether somebody is an organizer by the settings: by name, or as a member of a user group."""
        if account in self._organizers:
            return True
        groups = sorted(chosen for chosen in self._organizers if chosen.startswith(GROUP))
        return any([account in await self._members(group) for group in groups])

    async def _members(self, group: str) -> frozenset[str]:
        members, until = self._groups.get(group, (frozenset[str](), self._clock.now()))
        if self._clock.now() < until:
            return members
        try:
            async with asyncio.timeout(PATIENCE):
                told = await self._client.usergroups_users_list(usergroup=group)
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            # Whoever cannot be seen in it has no rights by it.
            log.warning("Slack did not say who is in a user group", group=group, reason=str(error))
            return frozenset()
        members = frozenset(map(str, told.get("users") or ()))
        self._groups[group] = members, self._clock.now() + BELIEVED
        return members

    def forget_everybody(self) -> None:
        """Ask again for all: nothing is known any more."""
        self._known.clear()
        self._groups.clear()

    def forget(self, account: str) -> None:
        """Ask again when they act next: something about them has changed."""
        self._known.pop(account, None)


def _profile(account: str, told: dict[str, object], team: str) -> Profile:
    # Somebody in a shared channel may be an administrator of their own workspace; that says nothing here.
    ours = _is_ours(told, team)
    rights = any(told.get(right) for right in ("is_admin", "is_owner", "is_primary_owner"))
    login = AccountRef(account, name_of(account, told))
    limited = any(told.get(limit) for limit in ("is_restricted", "is_ultra_restricted", "is_stranger"))
    actor = Actor(
        login,
        _language(told.get("locale")),
        bool(ours and rights and not limited),
        _zone(told.get("tz")),
        guest=bool(limited or not ours),
    )
    return Profile(actor, bool(told.get("is_bot")))


def _is_ours(told: dict[str, object], team: str) -> bool:
    """Whether somebody is at home in this workspace; in an organization of several, they may be in each of them."""
    grid = told.get("enterprise_user")
    teams = grid.get("teams") if isinstance(grid, dict) else None
    return (told.get("team_id") or team) == team or (isinstance(teams, list) and team in teams)


def name_of(account: str, told: dict[str, object]) -> str:
    """What an account goes by, as Slack describes it; its id where it has no name."""
    profile = told.get("profile")
    shown = profile.get("display_name") if isinstance(profile, dict) else None
    names = (shown, told.get("real_name"), told.get("name"))
    return next((name for name in names if isinstance(name, str) and name), account)


def _zone(name: object) -> str | None:
    try:
        return ZoneInfo(name).key if isinstance(name, str) else None
    except (ValueError, OSError, KeyError):
        return None


def _language(locale: object) -> Language | None:
    match str(locale)[:2]:
        case "ja":
            return "ja"
        case "en":
            return "en"
        case _:
            return None
