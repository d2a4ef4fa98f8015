"""Workspaces: each one that Machi lives in, with its own token, people and pace, and the courier to all of them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.answers import Answers
from adapters.slack.courier import DOUBT, PACES, SlackCourier
from adapters.slack.installations import Installation, Installations
from adapters.slack.people import People
from bot.ports import Delivery, Doubt, MessageRef, Outcome, Paces, Seen, Sight, Stopped, Unseen

log = structlog.get_logger(__name__)

BELIEVED: Final = 300.0
"""Seconds until it is looked once more whether a workspace is there: another process may have heard that it left."""
PATIENCE: Final = 0.5
"""Seconds that looking may take where somebody waits for an answer, which Slack wants within three."""
_REMEMBERED: Final = 1_000
"""Channels of which it is remembered whose they are."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """All that speaks to one workspace, by its token and no other."""

    client: AsyncWebClient
    people: People
    answers: Answers
    courier: SlackCourier


Furnish = Callable[[str, str], Workspace]
"""Makes all that speaks to a workspace, of its token and its id."""


class Workspaces(Protocol):
    """Which workspaces there are."""

    async def of(self, team: str) -> Workspace | None:
        """The workspace of that id; nothing where Machi is not installed."""
        ...

    async def all(self) -> tuple[Workspace, ...]:
        """Every workspace."""
        ...

    async def leave(self, team: str) -> None:
        """Machi was uninstalled there: say nothing more."""
        ...


class OneWorkspace:
    """The one workspace of a bot token in the settings; whatever is signed with its secret comes from there."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def of(self, team: str) -> Workspace | None:  # noqa: ARG002 - there is one
        """The workspace."""
        return self._workspace

    async def all(self) -> tuple[Workspace, ...]:
        """The workspace."""
        return (self._workspace,)

    async def leave(self, team: str) -> None:
        """Nothing is kept that could be forgotten: Slack refuses the token from now on."""


@dataclass(frozen=True, slots=True)
class _Known:
    token: str
    workspace: Workspace
    until: float


class InstalledWorkspaces:
    """The workspaces that installed Machi by OAuth."""

    def __init__(self, installations: Installations, furnish: Furnish) -> None:
        self._installations = installations
        self._furnish = furnish
        self._known: dict[str, _Known] = {}

    async def of(self, team: str) -> Workspace | None:
        """The workspace of that id, by the token it had minutes ago at most; nothing where Machi is not installed."""
        known, now = self._known.get(team), asyncio.get_running_loop().time()
        if known and now < known.until:  # nobody waits for the database to be told what was told just now
            return known.workspace
        try:
            async with asyncio.timeout(PATIENCE if known else None):
                installation = await self._installations.of(team)
        except TimeoutError:
            log.warning("it takes long to look whether a workspace is there", team=team)
            return known.workspace if known else None  # somebody waits, and it was there minutes ago
        if installation is None:
            self._known.pop(team, None)
            return None
        same = known is not None and known.token == installation.token
        workspace = known.workspace if known and same else self._furnish(installation.token, team)
        self._known[team] = _Known(installation.token, workspace, now + BELIEVED)
        return workspace

    async def install(self, installation: Installation) -> None:
        """Take a workspace in, or its new token."""
        await self._installations.save(installation)
        self._known.pop(installation.team, None)

    async def all(self) -> tuple[Workspace, ...]:
        """Every workspace that Machi is installed in."""
        found = [await self.of(installation.team) for installation in await self._installations.all()]
        return tuple(workspace for workspace in found if workspace is not None)

    async def leave(self, team: str) -> None:
        """Forget the token of a workspace that uninstalled Machi."""
        await self._installations.remove(team)
        self._known.pop(team, None)


class SlackCouriers:
    """Delivers to every workspace, each by its own courier."""

    platform = "slack"
    doubt: Doubt = DOUBT
    paces: Paces = PACES

    def __init__(self, workspaces: Workspaces) -> None:
        """Carry to those workspaces."""
        self._workspaces = workspaces
        self._whose: dict[str, str] = {}

    def rests(self) -> float:
        """Slack limits each method and channel by itself."""
        return 0.0

    async def deliver(self, delivery: Delivery) -> Outcome:
        """Try once; nothing is sent to a workspace that Machi is not installed in."""
        workspace = await self._workspaces.of(delivery.space.external_id)
        if workspace is None:
            return Stopped("Machi is not installed there")
        return await workspace.courier.deliver(delivery)

    async def look_up(self, delivery: Delivery, since: datetime) -> Sight:
        """Find what was stored of a delivery since then, by its marker."""
        workspace = await self._workspaces.of(delivery.space.external_id)
        if workspace is None:
            return Unseen("Machi is not installed there")
        sight = await workspace.courier.look_up(delivery, since)
        if isinstance(sight, Seen):
            self._remember(sight.messages, delivery.space.external_id)
        return sight

    async def remove(self, message: MessageRef) -> bool:
        """Take back a message of ours, which a look-up has shown; whether it is gone now."""
        workspace = await self._workspaces.of(self._whose.get(message.channel, ""))
        return workspace is not None and await workspace.courier.remove(message)

    def _remember(self, messages: tuple[MessageRef, ...], team: str) -> None:
        for message in messages:
            self._whose[message.channel] = team
        while len(self._whose) > _REMEMBERED:
            del self._whose[next(iter(self._whose))]
