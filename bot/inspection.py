"""Inspection: what the spaces of a community lack, looked up on their platforms before a transaction is begun.

A platform takes a second to answer, and nothing else must wait for it meanwhile.
"""

import asyncio
from collections.abc import Mapping
from typing import Final, get_args

import structlog

from bot.feature import Features, Lacking
from bot.ports import Communities, Inspector, Lack, Store
from bot.vocabulary.action import RUN, Action
from bot.vocabulary.effect import Topic
from bot.vocabulary.people import Space, SpaceId
from bot.vocabulary.request import ButtonPress, Command, Gesture

log = structlog.get_logger(__name__)

SECONDS: Final = 2.0
"""How long is looked; whoever asked waits for it."""


async def inspected(
    features: Features, store: Store, inspectors: Mapping[str, Inspector], gesture: Gesture
) -> tuple[Lacking, ...]:
    """What is lacking where a gesture's handler wants to know it and its maker may; nothing is looked up for others."""
    handler = features.commands.get(_asked(gesture))
    if handler is None or not handler.inspects or not gesture.actor.organizer:
        return ()
    async with asyncio.TaskGroup() as group:
        looks = [
            group.create_task(_inspect(inspectors[space.address.platform], space, channels))
            for space, channels in (await _places(store, gesture)).items()
            if space.address.platform in inspectors
        ]
    return tuple(lacking for look in looks for lacking in look.result())


def _asked(gesture: Gesture) -> tuple[str, str]:
    match gesture:
        case Command(name=name, subcommand=subcommand):
            return name, subcommand
        case ButtonPress(action=Action(name, (command, subcommand, *_))) if name == RUN:
            return command, subcommand
        case _:
            return "", ""


async def _places(store: Store, gesture: Gesture) -> dict[Space, frozenset[str]]:
    async with store.transaction() as work:
        scope = work.of((await work.directory.space(gesture.space)).community)
        places: dict[Space, frozenset[str]] = {}
        for space in await scope.communities.spaces():
            places[space] = await spoken_in(scope.communities, space.id)
    return places


async def spoken_in(communities: Communities, space: SpaceId) -> frozenset[str]:
    """The channels of a space that cards of any topic go to."""
    chosen = [await communities.place(space, topic) for topic in get_args(Topic)]
    return frozenset(channel for channel in chosen if channel)


async def _inspect(inspector: Inspector, space: Space, channels: frozenset[str]) -> list[Lacking]:
    try:
        async with asyncio.timeout(SECONDS):
            found = await inspector.inspect(space.address, channels)
    except TimeoutError:
        found = (Lack("silence"),)
    except Exception:
        log.exception("a space cannot be inspected", platform=inspector.platform)
        found = (Lack("silence"),)
    return [Lacking(space, lack) for lack in found]
