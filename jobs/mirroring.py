"""Mirroring: keeps the platforms' own calendars in step with what a community has planned."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.ports import Calendar, Clock, Happening, Mirrors, NotSent, Rejected, Shown, TargetGone

log = structlog.get_logger(__name__)

_BATCH: Final = 20
_LONGEST_WAIT: Final = 3_600.0
REFUSED_FOR: Final = timedelta(hours=6)
"""How long a calendar that refuses something is left alone with it."""


class MirrorWork:
    """Takes what stands otherwise than it should, and has its calendar show it; one after the other."""

    def __init__(self, mirrors: Mirrors, calendars: Mapping[str, Calendar], clock: Clock) -> None:
        self._mirrors = mirrors
        self._calendars = calendars
        self._clock = clock
        self._turn = asyncio.Lock()
        self._closed = False

    async def run_until_idle(self) -> int:
        """Show what is to be shown by now, and what is planned meanwhile."""
        done = 0
        async with self._turn:
            while batch := await self._claimed():
                for happening in batch:
                    await self._show(happening)
                done += len(batch)
        return done

    async def next_at(self) -> datetime | None:
        """When something is to be tried next."""
        return await self._mirrors.next_at()

    def close(self) -> None:
        """Begin no further batch."""
        self._closed = True

    async def _claimed(self) -> tuple[Happening, ...]:
        return () if self._closed else await self._mirrors.claim(self._clock.now(), _BATCH)

    async def _show(self, happening: Happening) -> None:
        now = self._clock.now()
        outcome = await self._calendars[happening.space.platform].show(happening, now)
        match outcome:
            case Shown(external):
                await self._mirrors.shown(happening, external)
            case NotSent(reason, seconds):
                wait = min(2.0**happening.attempt, _LONGEST_WAIT) if seconds is None else seconds
                await self._mirrors.put_off(happening, now + timedelta(seconds=max(wait, 1.0)), reason)
            case TargetGone(reason):
                log.warning("a calendar refuses", space=happening.space.external_id, reason=reason)
                await self._mirrors.refused(happening, now + REFUSED_FOR, reason, now)
            case Rejected(reason):
                log.error("a calendar does not take this", space=happening.space.external_id, reason=reason)
                await self._mirrors.shown(happening, happening.external)
