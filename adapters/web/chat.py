"""The chat: the playground's own spaces, with their channels, people and messages, kept on the shelf.

Everything is read once at the start and written through from then on, so that a restart changes nothing that anybody
sees. Every message has a marker; what is said twice with one marker is said once.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Literal, TypeAlias

from pydantic import TypeAdapter

from adapters.web.limits import NAME, PEOPLE
from bot.ports import Shelf
from bot.vocabulary.card import Card
from bot.vocabulary.effect import File
from bot.vocabulary.people import Language, Reader, SpaceAddress

PLATFORM: Final = "playground"
PLAZA: Final = SpaceAddress(PLATFORM, "plaza", "つくし町 ひろば")
OFFICE: Final = SpaceAddress(PLATFORM, "office", "つくし町 しごと場")
SPACES: Final = (PLAZA, OFFICE)

Manner: TypeAlias = Literal["discord", "slack"]
MANNERS: Final[Mapping[str, Manner]] = {"plaza": "discord", "office": "slack"}
"""In whose manner each space is drawn."""

MACHI: Final = "machi"
"""The author of what Machi says."""
CHANNELS: Final = ("plaza", "introductions", "volunteering", "pitches", "meetups")
"""The channels everybody sees; their ids are the topics they are for."""
ORGANIZERS: Final = "organizers"
"""The channel only organizers see."""
_DIRECT: Final = "dm-"
_GROUP: Final = "group-"
_AND: Final = "+"


class UnknownPlace(LookupError):  # noqa: N818 - reads as what it says
    """A person, a channel or a message that the space does not have, or that is not this person's to see."""


class NoRoom(Exception):  # noqa: N818 - said to a person, not a fault
    """One more person than a space takes, or one by a name that is there already."""


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody one can be: an account of a space, with the language of its platform."""

    id: str
    space: str
    name: str
    language: Language
    organizer: bool = False

    @property
    def handle(self) -> str:
        """The name as it is typed after an @: in one piece."""
        return "".join(self.name.split())


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody or Machi said.

    Args:
        id: in the order of speaking, across all spaces.
        at: the community's time when it was said.
        card: what Machi shows, worded for ``reader``; a person's message has ``words`` instead.
        thread: the message it is said beneath.
        private_to: the only one who sees it.
        asked: the words it answers, shown above a private answer.
        marker: the delivery or the gesture that made it; nothing else does so again.
        reactions: who put which emoji on it, in the order of coming.
        file: what came with it.
    """

    id: str
    space: str
    channel: str
    author: str
    at: datetime
    words: str = ""
    card: Card | None = None
    reader: Reader | None = None
    thread: str | None = None
    private_to: str | None = None
    asked: str = ""
    edited: bool = False
    rings: tuple[str, ...] = ()
    marker: str = ""
    reactions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    file: File | None = None

    def seen_by(self, resident: str) -> bool:
        """Whether it is that person's to see."""
        if self.channel.startswith(_DIRECT):
            return self.channel == direct(resident)
        if self.channel.startswith(_GROUP):
            return resident in members_of(self.channel)
        return self.private_to in (None, resident)


SAMPLE: Final = (
    Resident("aoi", "plaza", "葵", "ja", organizer=True),
    Resident("ren", "plaza", "蓮", "ja"),
    Resident("emma", "plaza", "Emma", "en"),
    Resident("sakura", "office", "さくら", "ja", organizer=True),
    Resident("daichi", "office", "大地", "ja"),
    Resident("noah", "office", "Noah", "en"),
)
"""Who lives here before anybody has been added."""

_residents: Final[TypeAdapter[Resident]] = TypeAdapter(Resident)
_messages: Final[TypeAdapter[Message]] = TypeAdapter(Message)
_reads: Final[TypeAdapter[dict[str, str]]] = TypeAdapter(dict[str, str])


def direct(resident: str) -> str:
    """The channel of somebody's direct messages with Machi."""
    return f"{_DIRECT}{resident}"


def is_direct(channel: str) -> bool:
    """Whether a channel is one of direct messages, with Machi or among a few."""
    return channel.startswith((_DIRECT, _GROUP))


def group(residents: Iterable[str]) -> str:
    """The channel of a conversation among a few."""
    return _GROUP + _AND.join(sorted(residents))


def members_of(channel: str) -> tuple[str, ...]:
    """The ids of those whose conversation a channel is; nobody's where it is none."""
    return tuple(channel.removeprefix(_GROUP).split(_AND)) if channel.startswith(_GROUP) else ()


@dataclass(slots=True, eq=False)
class Chat:
    """Both spaces, as they stand now.

    Args:
        shelf: where all of it is kept.
    """

    shelf: Shelf
    _people: dict[tuple[str, str], Resident] = field(default_factory=dict)
    _messages: dict[str, Message] = field(default_factory=dict)
    _marked: dict[tuple[str, str], str] = field(default_factory=dict)
    _read: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    _writing: asyncio.Lock = field(default_factory=asyncio.Lock)
    _run: str = field(default_factory=lambda: secrets.token_hex(4))
    _last: int = 0
    _changes: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    async def open(cls, shelf: Shelf) -> "Chat":
        """The chat as it was left; new, with its sample residents."""
        chat = cls(shelf)
        for resident in SAMPLE:
            chat._people[resident.space, resident.id] = resident
        for _, kept in await shelf.under("playground/person/"):
            resident = _residents.validate_json(kept)
            chat._people[resident.space, resident.id] = resident
        for _, kept in await shelf.under("playground/message/"):
            chat._hold(_messages.validate_json(kept))
        for key, kept in await shelf.under("playground/read/"):
            space, resident_id = key.removeprefix("playground/read/").split("/")
            chat._read[space, resident_id] = _reads.validate_json(kept)
        return chat

    # --- change ---------------------------------------------------------------------------------------------------

    @property
    def version(self) -> str:
        """Names this very state of the chat; another after each change and each start."""
        return f"{self._run}-{self._changes}"

    def change(self) -> None:
        """Tell every page that something is different."""
        self._changes += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def changes(self) -> AsyncIterator[str]:
        """The version now, and again after each change, for ever."""
        while True:
            changed = self._changed
            yield self.version
            await changed.wait()

    # --- people ---------------------------------------------------------------------------------------------------

    def people(self, space: str) -> tuple[Resident, ...]:
        """Everybody of a space, the first come first."""
        return tuple(resident for (of, _), resident in self._people.items() if of == space)

    def resident(self, space: str, resident: str) -> Resident:
        """Somebody of a space by their id."""
        try:
            return self._people[space, resident]
        except KeyError:
            raise UnknownPlace(resident) from None

    async def add(self, space: str, name: str, language: Language) -> Resident:
        """Let somebody come into a space."""
        async with self._writing:
            there = self.people(space)
            resident = Resident(f"r{len(there) + 1:03}", space, " ".join(name.split())[:NAME], language)
            if len(there) >= PEOPLE or resident.handle in {known.handle for known in there}:
                raise NoRoom(name)
            await self.shelf.put(f"playground/person/{space}/{resident.id}", _residents.dump_json(resident).decode())
            self._people[space, resident.id] = resident
        for channel in self.channels(resident):
            await self.read(resident, channel)
        self.change()
        return resident

    def channels(self, resident: Resident) -> tuple[str, ...]:
        """The channels somebody sees."""
        return (*CHANNELS, ORGANIZERS) if resident.organizer else CHANNELS

    def may_enter(self, resident: Resident, channel: str) -> bool:
        """Whether somebody sees that channel."""
        return channel in (*self.channels(resident), *self.groups(resident), direct(resident.id))

    def groups(self, resident: Resident) -> tuple[str, ...]:
        """The conversations somebody is in, the oldest first."""
        of_space = (said.channel for said in self._messages.values() if said.space == resident.space)
        return tuple(dict.fromkeys(channel for channel in of_space if resident.id in members_of(channel)))

    # --- messages -------------------------------------------------------------------------------------------------

    def message(self, space: str, message: str) -> Message:
        """A message of a space by its id."""
        found = self._messages.get(message)
        if found is None or found.space != space:
            raise UnknownPlace(message)
        return found

    def marked(self, space: str, marker: str) -> Message | None:
        """The message that bears a marker."""
        return self._messages.get(self._marked.get((space, marker), ""))

    def talk(self, space: str, channel: str, resident: str, thread: str | None = None) -> tuple[Message, ...]:
        """What somebody sees in a channel, or in a thread of it, the oldest first."""
        return tuple(
            message
            for message in self._messages.values()
            if (message.space, message.channel, message.thread) == (space, channel, thread)
            and message.seen_by(resident)
        )

    def count(self) -> int:
        """How many messages there are in all."""
        return len(self._messages)

    async def say(self, said: Message) -> Message:
        """Add a message, under an id of its own; one whose marker is there already is left as it is."""
        async with self._writing:
            if earlier := self.marked(said.space, said.marker):
                return earlier
            said = replace(said, id=f"m{self._last + 1:07}")
            await self._keep(said)
        self.change()
        return said

    async def edit(self, said: Message, card: Card, reader: Reader, file: File | None = None) -> Message:
        """Let a message of Machi's show another card; one that shows it already is left as it is."""
        async with self._writing:
            current = self.message(said.space, said.id)
            if (current.card, current.reader, current.file) == (card, reader, file):
                return current
            edited = replace(current, card=card, reader=reader, edited=True, file=file)
            await self._keep(edited)
        self.change()
        return edited

    async def react(self, said: Message, resident: str, emoji: str, *, added: bool) -> bool:
        """Put an emoji on a message or take it away; false when it was so already."""
        async with self._writing:
            current = self.message(said.space, said.id)
            reactions = dict(current.reactions)
            who = reactions.get(emoji, ())
            if (resident in who) == added:
                return False
            reactions[emoji] = (*who, resident) if added else tuple(other for other in who if other != resident)
            kept = tuple((kind, people) for kind, people in reactions.items() if people)
            await self._keep(replace(current, reactions=kept))
        self.change()
        return True

    async def dismiss(self, said: Message) -> None:
        """Forget a private message."""
        async with self._writing:
            if said.private_to is None or self._messages.pop(said.id, None) is None:
                return
            await self.shelf.remove(_message_key(said))
            self._marked.pop((said.space, said.marker), None)
        self.change()

    # --- what was read --------------------------------------------------------------------------------------------

    def unread(self, resident: Resident, channel: str) -> int:
        """How many messages of a channel somebody has not seen."""
        seen = self._read.get((resident.space, resident.id), {}).get(channel, "")
        return sum(1 for said in self._all_of(resident, channel) if said.id > seen and said.author != resident.id)

    async def read(self, resident: Resident, channel: str) -> None:
        """Remember that somebody has seen a channel to its end."""
        last = max((said.id for said in self._all_of(resident, channel)), default="")
        seen = self._read.setdefault((resident.space, resident.id), {})
        if seen.get(channel, "") < last:
            seen[channel] = last
            kept = _reads.dump_json(seen).decode()
            await self.shelf.put(f"playground/read/{resident.space}/{resident.id}", kept)

    def _all_of(self, resident: Resident, channel: str) -> Iterable[Message]:
        for message in self._messages.values():
            if (message.space, message.channel) == (resident.space, channel) and message.seen_by(resident.id):
                yield message

    # --- keeping --------------------------------------------------------------------------------------------------

    async def _keep(self, message: Message) -> None:
        await self.shelf.put(_message_key(message), _messages.dump_json(message).decode())
        self._hold(message)

    def _hold(self, message: Message) -> None:
        self._messages[message.id] = message
        self._last = max(self._last, int(message.id.removeprefix("m")))
        self._marked[message.space, message.marker] = message.id


def _message_key(message: Message) -> str:
    return f"playground/message/{message.id}"
