"""Reactions: which of them were seen, so that those made or taken back while nobody told us are caught up with.

Slack may drop events, and Machi may be away. A reaction is taken as new only where it was not seen before: somebody who
reacted, and then gave their place back by a button, is not signed up again because their emoji still stands there.
"""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from adapters.slack.courier import error_of
from adapters.slack.parse import meaning
from adapters.slack.web_client import retry_after
from adapters.slack.workspaces import Workspace
from bot.ports import MessageRef, Shelf
from bot.vocabulary.emoji import normalised
from bot.vocabulary.people import AccountRef, SpaceAddress
from bot.vocabulary.request import Actor, Place, Reaction

log = structlog.get_logger(__name__)

PACE: Final = 1.3
"""Seconds between two calls: ``reactions.get`` may be called about fifty times a minute."""
_SEEN: Final = "reactions/"

Made = frozenset[tuple[str, str]]
"""Who made which reaction: the emoji and the account."""


class Reactions:
    """What was seen of the reactions to each card."""

    def __init__(self, shelf: Shelf) -> None:
        """Keep it on that shelf."""
        self._shelf = shelf
        self._turn = asyncio.Lock()

    async def saw(self, reaction: Reaction) -> None:
        """Remember one that was handled."""
        async with self._turn:
            key = _key(reaction.space.external_id, reaction.place.channel, reaction.message)
            one = frozenset({(reaction.emoji, reaction.actor.account.external_id)})
            turn, seen = await self._seen(key)
            now = seen | one if reaction.added else seen - one
            await self._shelf.put(key, json.dumps([turn + 1, sorted(now)], ensure_ascii=False))

    async def missed(self, space: SpaceAddress, card: MessageRef, made: Made) -> tuple[Reaction, ...]:
        """What changed since, as the reactions that it takes to come there."""
        turn, seen = await self._seen(_key(space.external_id, card.channel, card.message))
        gone, new = sorted(seen - made), sorted(made - seen)
        return tuple(
            [_reaction(space, card, *one, turn, added=False) for one in gone]
            + [_reaction(space, card, *one, turn, added=True) for one in new]
        )

    async def _seen(self, key: str) -> tuple[int, Made]:
        turn, seen = json.loads(await self._shelf.get(key) or "[0, []]")
        return turn, frozenset((emoji, account) for emoji, account in seen)


class Catching:
    """Catches up with every card."""

    def __init__(
        self,
        cards: Callable[[SpaceAddress], Awaitable[tuple[tuple[MessageRef, frozenset[str]], ...]]],
        reactions: Reactions,
        handle: Callable[[Workspace, Reaction], Awaitable[None]],
    ) -> None:
        """Hand what was missed to ``handle``, as if it had been told."""
        self._cards = cards
        self._reactions = reactions
        self._handle = handle

    async def catch_up(self, workspace: Workspace) -> None:
        """Look at every card of a workspace once."""
        space = (await workspace.people.workspace()).address
        async for card, made in self._made(workspace, space):
            for reaction in await self._reactions.missed(space, card, made):
                await self._handle(workspace, reaction)
                await self._reactions.saw(reaction)

    async def _made(self, workspace: Workspace, space: SpaceAddress) -> AsyncIterator[tuple[MessageRef, Made]]:
        for card, answers_to in await self._cards(space):
            try:
                told = await workspace.client.reactions_get(channel=card.channel, timestamp=card.message, full=True)
            except SlackApiError as refused:
                # A message that is gone says nothing of who answered it.
                log.info("reactions to a card cannot be read", reason=error_of(refused))
                await asyncio.sleep(retry_after(refused.response) if error_of(refused) == "ratelimited" else PACE)
                continue
            except (aiohttp.ClientError, TimeoutError) as error:
                log.info("reactions to a card cannot be read", reason=type(error).__name__)
                return
            yield card, _read(told.get("message") or {}, answers_to)
            await asyncio.sleep(PACE)


def _read(message: dict[str, object], answers_to: frozenset[str]) -> Made:
    found = message.get("reactions")
    return frozenset(
        (emoji, str(account))
        for told in (found if isinstance(found, list) else ())
        if (emoji := meaning(str(told.get("name")))) is not None and normalised(emoji) in answers_to
        for account in told.get("users") or ()
    )


def _key(team: str, channel: str, message: str) -> str:
    return f"{_SEEN}{team}/{channel}/{message}"


def _reaction(space: SpaceAddress, card: MessageRef, emoji: str, account: str, turn: int, *, added: bool) -> Reaction:
    # Found twice at once it is one and the same; found once more after it was taken back, it is another.
    said = json.dumps([card.channel, card.message, emoji, account, turn, added])
    key = f"caught-up:{hashlib.sha256(said.encode()).hexdigest()[:24]}"
    return Reaction(key, space, Actor(AccountRef(account)), Place(card.channel), card.message, emoji, added)
