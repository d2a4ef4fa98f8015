"""Reactions: which ones are known to stand on Machi's cards, so that what it missed can be told from what it heard.

Of each card it is kept who has put which emoji on it. What Discord tells of is compared with that, and so is what it
shows when it is asked: a reaction that was made or taken away meanwhile becomes a gesture once. One that is known
already has no effect, also where its author has answered otherwise since by a button. Skin tones and other variants of
an emoji are one answer.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import aiohttp
import discord
import structlog
from discord.http import HTTPClient

from adapters.discord import limits
from adapters.discord.courier import UNKNOWN_MESSAGE
from adapters.discord.parse import PLATFORM
from bot.feature import Features
from bot.ports import MessageRef, Shelf
from bot.vocabulary.emoji import normalised
from bot.vocabulary.people import AccountRef, SpaceAddress
from bot.vocabulary.request import Actor, Place, Reaction

log = structlog.get_logger(__name__)

_PREFIX: Final = "reactions:"

Json = Mapping[str, Any]
Names = Mapping[str, str]
"""People's names by their ids."""


class Cards(Protocol):
    """What is needed of the core."""

    features: Features

    async def cards(self, address: SpaceAddress) -> tuple[tuple[MessageRef, frozenset[str]], ...]:
        """The newest cards of a space, and the emoji each answers to."""
        ...

    async def taken_away(self, address: SpaceAddress, channel: str, message: str) -> None:
        """A message is not there any more, whoever took it away."""
        ...


@dataclass(frozen=True, slots=True)
class Standing:
    """Who has put what on a card: the ids of people by emoji, variants apart.

    Args:
        changes: how often that changed, so that each change has a name of its own.
    """

    changes: int = 0
    by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def has(self, person: str, emoji: str) -> bool:
        """Whether the person has put the emoji there, in whatever variant."""
        return any(person in people for each, people in self.by.items() if normalised(each) == normalised(emoji))

    def put(self, person: str, emoji: str, *, added: bool) -> "Standing":
        """With the person's emoji, or without it."""
        others = tuple(each for each in self.by.get(emoji, ()) if each != person)
        return Standing(self.changes + 1, {**self.by, emoji: (*others, person) if added else others})


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody's answer by emoji that was put on a card, or taken away, and what is known of the card after it.

    Args:
        name: the same whenever this change is found again, and no other's.
    """

    person: str
    emoji: str
    added: bool
    name: str
    after: Standing


class Reactions:
    """Hears of reactions and looks for those it did not hear of.

    Args:
        cards: knows which cards answer to emoji.
        shelf: keeps what is known, a card at a time.
        do: carries a gesture out.
    """

    def __init__(self, cards: Cards, shelf: Shelf, do: Callable[[Reaction], Awaitable[None]]) -> None:
        self._cards = cards
        self._shelf = shelf
        self._do = do
        self._answered = frozenset(emoji for _, emoji in cards.features.reactions)

    async def hear(self, gesture: Reaction) -> None:
        """A reaction was made, or taken away, just now."""
        if normalised(gesture.emoji) not in self._answered:
            return
        person, before = gesture.actor.account.external_id, await self._known(gesture.message)
        after = before.put(person, gesture.emoji, added=gesture.added)
        told_anew = not before.has(person, gesture.emoji) if gesture.added else not after.has(person, gesture.emoji)
        if told_anew:
            await self._do(gesture)
        if gesture.added or before.changes:
            await self._keep(gesture.message, after)

    async def forget(self, message: str, emoji: str | None = None) -> None:
        """Somebody tidied reactions away, all or those of one emoji: whoever had answered by them has not changed
        their mind.
        """
        known = await self._known(message)
        left = {each: people for each, people in known.by.items() if emoji is not None and each != emoji}
        if left != known.by:
            await self._keep(message, Standing(known.changes + 1, left))

    async def look_over(
        self, http: HTTPClient, guild: int, turn: asyncio.Lock | None = None, *, thorough: bool = True
    ) -> None:
        """Compare what stands on a guild's cards with what is known, each in its turn.

        Unless it is to be thorough, a card on which as many reactions stand as are known is left alone.
        """
        address = SpaceAddress(PLATFORM, str(guild))
        for card, emojis in await self._cards.cards(address):
            try:
                async with turn or nullcontext():
                    await self._compare(http, address, card, emojis, thorough=thorough)
            except (discord.NotFound, discord.Forbidden) as error:
                # What Discord does not show is no proof of anything, unless it says that the message is gone.
                log.info("a card cannot be seen", message=card.message, reason=str(error))
                if error.code == UNKNOWN_MESSAGE:
                    await self._cards.taken_away(address, card.channel, card.message)
            except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
                log.warning("reactions cannot be looked over, and are when an hour has gone by", reason=str(error))
                return

    async def _compare(
        self, http: HTTPClient, address: SpaceAddress, card: MessageRef, emojis: Collection[str], *, thorough: bool
    ) -> None:
        known, counted = await self._known(card.message), await _counted(http, card, emojis)
        if not thorough and counted == {emoji: len(people) for emoji, people in known.by.items()}:
            return
        now = {emoji: await _people(http, card, emoji) for emoji in counted}
        for change in changes(known, now, card.message):
            name = now.get(change.emoji, {}).get(change.person, "")
            actor, place = Actor(AccountRef(change.person, name)), Place(card.channel)
            await self._do(Reaction(change.name, address, actor, place, card.message, change.emoji, change.added))
            await self._keep(card.message, change.after)
            known = change.after
        there = {emoji: tuple(names) for emoji, names in now.items() if names}
        if there != known.by:
            await self._keep(card.message, Standing(known.changes + 1, there))

    async def _known(self, message: str) -> Standing:
        kept = json.loads(await self._shelf.get(_PREFIX + message) or "{}")
        return Standing(kept.get("changes", 0), {emoji: tuple(ids) for emoji, ids in kept.get("by", {}).items()})

    async def _keep(self, message: str, standing: Standing) -> None:
        by = {emoji: ids for emoji, ids in standing.by.items() if ids}
        await self._shelf.put(_PREFIX + message, json.dumps({"changes": standing.changes, "by": by}))


def changes(known: Standing, now: Mapping[str, Names], message: str) -> Iterator[Change]:
    """What happened between what is known of a card and what is shown on it now, by emoji.

    What was taken away comes first: of somebody's two answers the one that stands is the later.
    """
    there = Standing(0, {emoji: tuple(names) for emoji, names in now.items()})
    for emoji, person in [(emoji, person) for emoji, people in known.by.items() for person in people]:
        if not there.has(person, emoji) and known.has(person, emoji):
            before, known = known, _without(known, person, emoji)
            yield _change(before, known, message, person, emoji, added=False)
    for emoji, person in [(emoji, person) for emoji, names in now.items() for person in names]:
        if not known.has(person, emoji):
            before, known = known, known.put(person, emoji, added=True)
            yield _change(before, known, message, person, emoji, added=True)


def _without(known: Standing, person: str, emoji: str) -> Standing:
    for variant in known.by:
        if normalised(variant) == normalised(emoji):
            known = known.put(person, variant, added=False)
    return known


def _change(before: Standing, after: Standing, message: str, person: str, emoji: str, *, added: bool) -> Change:
    name = f"found:{message}:{person}:{emoji}:{before.changes}:{'added' if added else 'removed'}"
    return Change(person, emoji, added, name, after)


async def _counted(http: HTTPClient, card: MessageRef, emojis: Collection[str]) -> Mapping[str, int]:
    """How many have put which of those emoji on a card, variants apart; raises what Discord answers."""
    message: Json = await http.get_message(int(card.channel), int(card.message))
    told = [each for each in message.get("reactions") or () if each["emoji"].get("id") is None]
    return {each["emoji"]["name"]: each["count"] for each in told if normalised(each["emoji"]["name"]) in emojis}


async def _people(http: HTTPClient, card: MessageRef, emoji: str) -> Names:
    """Everybody who has put an emoji on a card, bots left out, in the order in which Discord tells of them."""
    names: dict[str, str] = {}
    after: int | None = None
    while True:
        page = await http.get_reaction_users(int(card.channel), int(card.message), emoji, limits.PAGE, after)
        names |= {str(user["id"]): user.get("global_name") or user["username"] for user in page if not user.get("bot")}
        if len(page) < limits.PAGE:
            return names
        after = max(int(user["id"]) for user in page)
