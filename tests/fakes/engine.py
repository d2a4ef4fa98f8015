"""The engine as an adapter sees it: remembers every gesture, and answers as the test says.

``answers`` is asked for each gesture; by default nothing is answered. With ``ready`` cleared every answer is held back
until it is set again. ``people`` are those a reader knows, ``titles`` what may be picked.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.feature import Features
from bot.ports import Clock, MessageRef
from bot.vocabulary.card import Block
from bot.vocabulary.effect import Answer
from bot.vocabulary.people import AccountRef, MemberId, Person, Reader, SpaceAddress
from bot.vocabulary.request import Asking, Gesture, HomeOpened, MemberLeft
from tests.stores import StandingClock


def _open() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


@dataclass(slots=True)
class FakeEngine:
    """Stands for :class:`bot.engine.Engine` in the tests of an adapter."""

    features: Features = field(default_factory=lambda: Features(()))
    answers: Callable[[Gesture], Answer | None] = lambda _gesture: None
    people: dict[MemberId, Person] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()
    titles: tuple[tuple[str, str], ...] = ()
    clock: Clock = field(default_factory=StandingClock)
    shown: tuple[tuple[MessageRef, frozenset[str]], ...] = ()
    spaces: tuple[SpaceAddress, ...] = ()
    departures: list[tuple[str, str]] = field(default_factory=list)
    planned: tuple[str, ...] = ()
    known: tuple[AccountRef, ...] = ()
    places: frozenset[str] = frozenset()
    renamings: list[tuple[SpaceAddress, AccountRef]] = field(default_factory=list)
    removals: list[tuple[SpaceAddress, str, str]] = field(default_factory=list)
    gestures: list[Gesture] = field(default_factory=list)
    looking: list[AccountRef] = field(default_factory=list)
    reachable: list[str] = field(default_factory=list)
    closed: list[tuple[str, str]] = field(default_factory=list)
    renamed_spaces: list[SpaceAddress] = field(default_factory=list)
    ready: asyncio.Event = field(default_factory=_open)

    async def handle(self, gesture: Gesture) -> Answer | None:
        """Remember the gesture, and answer it."""
        self.gestures.append(gesture)
        await self.ready.wait()
        return self.answers(gesture)

    async def home(self, gesture: HomeOpened) -> tuple[Block, ...]:
        """Show what a home page was told to show."""
        self.gestures.append(gesture)
        return self.blocks

    async def suggestions(self, asking: Asking) -> tuple[tuple[str, str], ...]:
        """Suggest what the test says there is, narrowed down to what was typed."""
        return tuple((value, words) for value, words in self.titles if asking.typed in words)

    async def cards(self, address: SpaceAddress) -> tuple[tuple[MessageRef, frozenset[str]], ...]:
        """The cards it was told of, in whatever space."""
        return self.shown

    async def logins(self, address: SpaceAddress) -> tuple[AccountRef, ...]:
        """Those it was told of, in whatever space, but for whoever left."""
        gone = {gesture.actor.account.external_id for gesture in self.gestures if isinstance(gesture, MemberLeft)}
        return tuple(account for account in self.known if account.external_id not in gone)

    async def channels(self, address: SpaceAddress) -> frozenset[str]:
        """The channels it was told of, in whatever space."""
        return self.places

    async def standing(self, platform: str) -> tuple[SpaceAddress, ...]:
        """The spaces it was told of that it has not left."""
        return tuple(space for space in self.spaces if space.platform == platform)

    async def left(self, address: SpaceAddress) -> None:
        """Remember which spaces were left."""
        self.departures.append(("left", address.external_id))

    async def returned(self, address: SpaceAddress, owner: str | None = None) -> None:
        """Remember in which spaces it was seen."""
        self.departures.append(("there", address.external_id))

    async def happenings(self, address: SpaceAddress) -> tuple[str, ...]:
        """The events it was told of, in whatever space."""
        return self.planned

    async def renamed(self, address: SpaceAddress, account: AccountRef) -> None:
        """Remember who goes by another name."""
        self.renamings.append((address, account))

    async def taken_away(self, address: SpaceAddress, channel: str, message: str) -> None:
        """Remember which messages are not there any more."""
        self.removals.append((address, channel, message))

    async def opened_home(self, gesture: HomeOpened) -> None:
        """Remember who looks at their home page."""
        self.looking.append(gesture.actor.account)

    async def channel_opened(self, space: SpaceAddress, channel: str) -> None:
        """Remember which channels can be reached again."""
        self.reachable.append(channel)

    async def channel_closed(self, space: SpaceAddress, channel: str, reason: str) -> None:
        """Remember which channels were closed, and why."""
        self.closed.append((channel, reason))

    async def space_renamed(self, space: SpaceAddress) -> None:
        """Remember under which address a space is known now."""
        self.renamed_spaces.append(space)

    async def reader(self, gesture: Gesture, members: frozenset[MemberId]) -> Reader:
        """Read in the actor's language, in Tokyo, and know the people there are."""
        known = {member: person for member, person in self.people.items() if member in members}
        return Reader(gesture.actor.language or "ja", "Asia/Tokyo", known)
