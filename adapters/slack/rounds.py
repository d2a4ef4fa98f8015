"""Rounds: each workspace looked over at the start and every hour, as events get lost and Machi may be away."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from adapters.slack.workspaces import Workspace, Workspaces

log = structlog.get_logger(__name__)

EVERY: Final = 3600.0
"""Seconds between two rounds."""


async def rounds(workspaces: Workspaces, look_over: Callable[[Workspace], Awaitable[None]]) -> None:
    """Go round until cancelled; what fails is tried again the next time, and keeps no other workspace waiting."""
    while True:
        try:
            for workspace in await workspaces.all():
                await _tried(look_over(workspace))
        except Exception:
            log.exception("nobody knows which workspaces there are")
        await asyncio.sleep(EVERY)


async def _tried(looking: Awaitable[None]) -> None:
    try:
        await looking
    except Exception:
        log.exception("a workspace could not be looked over")
