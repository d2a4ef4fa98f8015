"""People of the workspace, as Slack vouches for them: their name, language and rights, never older than minutes."""

import asyncio
from dataclasses import dataclass
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
PATIENCE: Final = 1.5
"""Seconds until somebody is taken to be a plain member: Slack waits three for the whole answer."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """The one workspace a bot token belongs to, and who Machi is there."""

    address: SpaceAddress
    bot_user: str
    bot_id: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack says of an account."""

    actor: Actor
    is_bot: bool = False


class People:
    """Who somebody is, looked up when they act."""

    def __init__(self, client: AsyncWebClient, clock: Clock) -> None:
        """Ask through that client, and forget by that clock."""
        self._client = client
        self._clock = clock
        self._workspace: Workspace | None = None
        self._known: dict[str, tuple[Profile, datetime]] = {}

    @property
    def is_known(self) -> bool:
        """Whether Slack has said where Machi is."""
        return self._workspace is not None

    async def workspace(self) -> Workspace:
        """Where Machi is; raises what the client raises as long as Slack has not said it once."""
        if self._workspace is None:
            told = await self._client.auth_test()
            address = SpaceAddress(PLATFORM, str(told["team_id"]), told.get("team") or "")
            self._workspace = Workspace(address, told.get("user_id") or "", told.get("bot_id") or "")
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
            return known or Profile(Actor(AccountRef(account, name or account)))
        profile = _profile(account, told.get("user", {}), team)
        self._known[account] = profile, self._clock.now() + BELIEVED
        return profile

    def named(self, name: str) -> AccountRef | None:
        """The one account of that name among those who acted lately."""
        wanted = name.removeprefix("@").casefold()
        accounts = [profile.actor.account for profile, _ in self._known.values()]
        found = [account for account in accounts if account.name.casefold() == wanted]
        return found[0] if len(found) == 1 else None

    def forget(self, account: str) -> None:
        """Ask again when they act next: something about them has changed."""
        self._known.pop(account, None)


def _profile(account: str, told: dict[str, object], team: str) -> Profile:
    # Somebody in a shared channel may be an administrator of their own workspace; that says nothing here.
    ours = told.get("team_id", team) == team
    rights = any(told.get(right) for right in ("is_admin", "is_owner", "is_primary_owner"))
    login = AccountRef(account, _name(account, told))
    actor = Actor(login, _language(told.get("locale")), bool(ours and rights), _zone(told.get("tz")))
    return Profile(actor, bool(told.get("is_bot")))


def _name(account: str, told: dict[str, object]) -> str:
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
