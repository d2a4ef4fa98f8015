"""Installations: the workspaces that Machi was installed in by OAuth, kept with their tokens sealed."""

import json
from dataclasses import dataclass, field
from typing import Final

import structlog

from adapters.slack.vault import Sealed, Vault
from bot.ports import Shelf

log = structlog.get_logger(__name__)

_KEPT: Final = "installation/"


@dataclass(frozen=True, slots=True)
class Installation:
    """Machi in one workspace, as Slack gave it when it was installed there.

    Args:
        team: the workspace's id.
        token: the bot token; sealed wherever it is kept.
        scopes: what it may do.
    """

    team: str
    name: str
    bot_user: str
    token: str = field(repr=False)
    scopes: tuple[str, ...] = ()


class Installations:
    """Which workspaces there are, and the token of each."""

    def __init__(self, shelf: Shelf, vault: Vault) -> None:
        """Keep them on that shelf, sealed by that vault."""
        self._shelf = shelf
        self._vault = vault

    async def of(self, team: str) -> Installation | None:
        """Machi in that workspace; nothing where it is not installed, or nobody has the key to its token any more."""
        kept = await self._shelf.get(_KEPT + team)
        return await self._opened(team, kept) if kept is not None else None

    async def save(self, installation: Installation) -> None:
        """Keep it, in place of an earlier one of the same workspace."""
        team = installation.team
        told = {
            "name": installation.name,
            "bot_user": installation.bot_user,
            "token": self._vault.seal(installation.token, team),
            "scopes": installation.scopes,
        }
        await self._shelf.put(_KEPT + team, json.dumps(told, ensure_ascii=False))

    async def remove(self, team: str) -> None:
        """Forget its token; what its people gave is kept for those who install Machi again, for a while."""
        await self._shelf.remove(_KEPT + team)

    async def all(self) -> tuple[Installation, ...]:
        """Every workspace whose token can be opened."""
        kept = await self._shelf.under(_KEPT)
        opened = [await self._opened(key.removeprefix(_KEPT), value) for key, value in kept]
        return tuple(installation for installation in opened if installation is not None)

    async def _opened(self, team: str, kept: str) -> Installation | None:
        told = json.loads(kept)
        try:
            token = self._vault.open(told["token"], team)
        except Sealed as sealed:
            log.error("a Slack token cannot be opened: install Machi there once more", team=team, reason=str(sealed))
            return None
        installation = Installation(team, told["name"], told["bot_user"], token, tuple(told["scopes"]))
        if self._vault.is_stale(told["token"]):
            await self.save(installation)
        return installation
