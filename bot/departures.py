"""Departures: what becomes of a community after Machi was taken out of every chat of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.feature import Context, Handler
from bot.vocabulary.action import Action
from bot.vocabulary.effect import Effect, Plan, Planned
from bot.vocabulary.people import SpaceId
from bot.vocabulary.subject import Subject

KEPT: Final = timedelta(days=30)
"""How long everything is kept for those who invite Machi again."""
AT_ONCE: Final = timedelta(minutes=10)
"""An erasure that cannot be done within this time is put off: Machi was away, and may have been invited meanwhile."""
_LATER: Final = timedelta(hours=1)
_ERASE: Final = "departures.erase"


async def left(context: Context, space: SpaceId) -> Sequence[Effect]:
    """Machi was taken out of a chat: what the community wrote is erased in time, if no other chat of it is left."""
    if await context.scope.communities.deserted(context.now):
        await context.scope.communities.resume(context.now)  # what pauses is done late, or not at all
    return [_erasing(space, context.now + KEPT)]


async def returned(context: Context, space: SpaceId) -> Sequence[Effect]:  # noqa: ARG001
    """Machi is in that chat again: everything goes on."""
    return [Plan(_subject(space))]


async def erase(context: Context, space: str) -> Sequence[Effect]:  # noqa: ARG001
    """Forget the community, unless it still has a chat, or had one a while ago."""
    if await context.scope.communities.deserted(context.now - KEPT):
        await context.scope.communities.erase()
    return []


async def put_off(context: Context, space: str) -> Sequence[Effect]:
    """Erase a little later, once the platform has had the time to say who is there."""
    return [_erasing(SpaceId(space), context.now + _LATER)]


WORKS: Final[dict[str, Handler]] = {_ERASE: erase}
MISSING: Final[dict[str, Handler]] = {_ERASE: put_off}


def _erasing(space: SpaceId, at: datetime) -> Plan:
    return Plan(_subject(space), (Planned(at, Action(_ERASE, (space,)), at + AT_ONCE),))


def _subject(space: SpaceId) -> Subject:
    return Subject("space", space)
