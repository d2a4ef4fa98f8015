"""People who live in a test's town: they type, fill in, press, react and read, through the real engine and store.

A town has two chats of one community, here called ``discord`` and ``slack``, each with a channel for every topic.
Nothing between a gesture and what is read is faked but the two platforms themselves.
"""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.command_line import parse
from bot.engine import Engine
from bot.feature import Features
from bot.features import FEATURES
from bot.features.settings.model import TOPICS
from bot.locales import plain
from bot.ports import MessageRef
from bot.vocabulary.action import Action
from bot.vocabulary.card import Button, Buttons, Card, Facts, buttons_of, mentioned
from bot.vocabulary.effect import Answer, File, OpenForm, Reply
from bot.vocabulary.form import FormView
from bot.vocabulary.people import AccountRef, Community, Language, MemberId, Person, Reader, Space, SpaceAddress
from bot.vocabulary.request import (
    Actor,
    ButtonPress,
    Command,
    FormSubmission,
    Gesture,
    HomeOpened,
    MemberJoined,
    MenuChoice,
    Place,
    Reaction,
)
from bot.vocabulary.text import Text, text
from jobs.advance import advance
from jobs.clock import AdjustableClock
from jobs.delivery import DeliveryWork
from jobs.due import DueWork
from storage.database import Database
from storage.deliveries import SqlDeliveries
from storage.store import SqlStore
from tests.fakes.courier import FakeCourier, Message
from tests.stores import DEFAULTS, CountingIds, StandingClock, memory_database

CHATS: Final = ("discord", "slack")
SITE: Final = "https://machi.example.org"


@dataclass(slots=True)
class Town:
    """A community with two chats, and the time that passes in it."""

    store: SqlStore
    engine: Engine
    clock: AdjustableClock
    couriers: Mapping[str, FakeCourier]
    due: DueWork
    delivery: DeliveryWork
    database: Database
    gestures: int = 0

    def person(
        self,
        name: str,
        *,
        on: str = "discord",
        language: Language | None = "en",
        organizer: bool = False,
        roles: Collection[str] = (),
    ) -> "Resident":
        """Somebody with a login in one of the chats; Machi knows them, and their language, once they have acted."""
        account = AccountRef(name.casefold(), name)
        return Resident(self, on, Actor(account, language, organizer, roles=frozenset(roles)))

    async def passes(self, **duration: float) -> None:
        """Let time go by, as in ``town.passes(days=3)``: everything on the way happens at its own time."""
        await self.goes_to(self.clock.now() + timedelta(**duration))

    async def goes_to(self, moment: datetime) -> None:
        """Let time go by until that moment."""
        await advance(self.clock, [self.due, self.delivery], moment.astimezone(UTC))

    async def settles(self) -> None:
        """Carry out what is to be said by now, edits included."""
        await self.passes(seconds=1)

    def cards(self, topic: str, on: str = "discord") -> list[Message]:
        """The messages of a topic's channel in one of the chats."""
        return [message for message in self.couriers[on].messages.values() if message.ref.channel == f"#{topic}"]

    def thread(self, message: Message, on: str = "discord") -> list[Message]:
        """The messages in the thread beneath another."""
        return [
            beneath
            for beneath in self.couriers[on].messages.values()
            if beneath.ref.channel == f"{message.ref.channel}/{message.ref.message}"
        ]

    async def people(self, card: Card) -> Mapping[MemberId, Person]:
        """The people a card mentions."""
        async with self.store.transaction() as work:
            space = await work.directory.space(SpaceAddress("discord", "discord"))
            names = await work.of(space.community).members.named(mentioned(card))
        return {member: Person(name) for member, name in names.items()}

    async def community(self) -> Community:
        """The community as its settings now are."""
        async with self.store.transaction() as work:
            space = await work.directory.space(SpaceAddress("discord", "discord"))
            return await work.directory.community(space.community)

    async def spaces(self) -> tuple[Space, ...]:
        """The chats of the community."""
        async with self.store.transaction() as work:
            space = await work.directory.space(SpaceAddress("discord", "discord"))
            return await work.of(space.community).communities.spaces()


@dataclass(slots=True)
class Resident:
    """Somebody in one of the chats, and what they have in front of them."""

    town: Town
    chat: str
    actor: Actor
    form: FormView | None = None
    card: Card | None = None
    home: Card | None = None
    file: File | None = None
    heard: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.actor.account.name

    @property
    def reads(self) -> str:
        """What they were told last, in private: an answer, or what a form says is to be mended."""
        return self.heard[-1]

    @property
    def letters(self) -> list[Message]:
        """The direct messages they got, oldest first."""
        place = f"@{self.actor.account.external_id}"
        messages = self.town.couriers[self.chat].messages.values()
        return [message for message in messages if message.ref.channel == place]

    @property
    def mail(self) -> list[str]:
        """Their direct messages as they read them, oldest first."""
        return [shown(letter.card, letter.reader) for letter in self.letters]

    async def runs(self, line: str, *, channel: str = "plaza") -> None:
        """Type a command."""
        typed = parse(self.town.engine.features, line, _pointed_at)
        place = Place(f"#{channel}")
        await self.does(
            Command(self.new_key(), self.space, self.actor, place, typed.name, typed.subcommand, typed.options)
        )

    async def runs_with(self, name: str, subcommand: str, **options: str) -> None:
        """Run a command whose options were picked, not typed."""
        place = Place("#plaza")
        await self.does(Command(self.new_key(), self.space, self.actor, place, name, subcommand, options))

    async def chooses(self, entry: str, *, on: "Resident | str") -> None:
        """Choose an entry, by its name, from the menu on somebody or on a message with those words."""
        target = on if isinstance(on, str) else on.actor.account
        await self.does(MenuChoice(self.new_key(), self.space, self.actor, Place("#plaza"), entry, target))

    async def fills(self, **answers: str | tuple[str, ...]) -> None:
        """Fill in the form in front of them and send it; what is not named stays as it stands there."""
        assert self.form, f"{self.name} has no form in front of them, but: {self.heard[-1:]}"
        filled_in = {**self.form.answers, **answers}
        form, self.form = self.form, None
        await self.does(
            FormSubmission(self.new_key(), self.space, self.actor, Place("#plaza"), form.action, form.draft, filled_in)
        )

    async def posts(self, **answers: str | tuple[str, ...]) -> None:
        """Fill in the form and say yes to the preview."""
        await self.fills(**answers)
        await self.presses("Looks right" if self._reader().language == "en" else "これでよい")

    async def presses(self, label: str, *, on: Card | Message | None = None) -> None:
        """Press the button with these words, on a card or on what they read last."""
        card = on.card if isinstance(on, Message) else on or self.card
        assert card, f"{self.name} has no card in front of them"
        await self.presses_action(self._button(card, label, await self.town.people(card)).action)

    async def presses_action(self, action: Action, *, key: str | None = None) -> None:
        """Press a button that carries this, however old it is; the same key is the same press."""
        place = Place("#plaza")
        await self.does(ButtonPress(key or self.new_key(), self.space, self.actor, place, action))

    async def presses_nth(self, position: int) -> None:
        """Press the button of that position, from nought, among those of what they read last."""
        assert self.card, f"{self.name} has no card in front of them"
        await self.presses_action(list(buttons_of(self.card))[position].action)

    async def reacts(self, emoji: str, *, on: Message) -> None:
        """Put an emoji on a message."""
        await self._reacts(emoji, on.ref, added=True)

    async def unreacts(self, emoji: str, *, on: Message) -> None:
        """Take an emoji away again."""
        await self._reacts(emoji, on.ref, added=False)

    async def opens_home(self) -> str:
        """Open the home page, and read it."""
        blocks = await self.town.engine.home(HomeOpened(self.new_key(), self.space, self.actor))
        self.home = Card((), blocks)
        return shown(self.home, self._reader(await self.town.people(self.home))).strip()

    async def comes_in(self) -> None:
        """Join the chat."""
        await self.does(MemberJoined(self.new_key(), self.space, self.actor))

    async def _reacts(self, emoji: str, ref: MessageRef, *, added: bool) -> None:
        place = Place(ref.channel)
        await self.does(Reaction(self.new_key(), self.space, self.actor, place, ref.message, emoji, added))

    async def does(self, gesture: Gesture) -> None:
        """Make a gesture of any kind, hear the answer, and let what it causes be carried out."""
        await self._hears(gesture, await self.town.engine.handle(gesture))
        await self.town.settles()

    async def _hears(self, gesture: Gesture, answer: Answer | None) -> None:
        match answer:
            case Reply(card, file=file):
                self.card, self.file = card, file
                self.heard.append(shown(card, await self.town.engine.reader(gesture, mentioned(card))))
            case OpenForm(form):
                self.form = form
                reader = await self.town.engine.reader(gesture, frozenset())
                self.heard.append(
                    "\n".join(plain(words, reader) for words in [text(form.title), *form.problems.values()])
                )
            case None:
                pass

    @property
    def space(self) -> SpaceAddress:
        """The chat they live in."""
        return SpaceAddress(self.chat, self.chat)

    def new_key(self) -> str:
        """The key of a gesture that was never made before."""
        self.town.gestures += 1
        return f"gesture-{self.town.gestures}"

    def _reader(self, people: Mapping[MemberId, Person] | None = None) -> Reader:
        return Reader(self.actor.language or DEFAULTS.language, DEFAULTS.timezone, people or {})

    def _button(self, card: Card, label: str, people: Mapping[MemberId, Person]) -> Button:
        # A card in a channel is worded for the community; people find a button by the words they know for it.
        for button in buttons_of(card):
            words = [plain(text(button.label), Reader(language, "UTC", people)) for language in ("ja", "en")]
            if any(label in word for word in words):
                return button
        raise AssertionError(f"no button {label!r} among {list(buttons_of(card))}")


def _pointed_at(word: str) -> AccountRef | None:
    """Somebody in the same chat, by ``@Name``."""
    return AccountRef(word[1:].casefold(), word[1:]) if word.startswith("@") else None


def shown(card: Card, reader: Reader) -> str:
    """A card as somebody reads it, line by line."""
    lines = [_line(card.title, reader) + (f" [{_line(text(card.state), reader)}]" if card.state else "")]
    for block in card.blocks:
        match block:
            case Facts(facts):
                lines += [f"{_line(text(fact.label), reader)}: {_line(fact.value, reader)}" for fact in facts]
            case Buttons(buttons):
                lines.append(" ".join(f"[{_line(text(button.label), reader)}]" for button in buttons))
            case _:
                lines.append(_line(block.text, reader))
    return "\n".join(lines)


def _line(words: Text, reader: Reader) -> str:
    return plain(words, reader)


@asynccontextmanager
async def living_town(
    features: Features = FEATURES, file: Database | None = None, *, made: int = 0
) -> AsyncIterator[Town]:
    """A town, in memory unless a file is given, on Monday, 23 November 2026, ten in the morning in Japan."""
    async with nullcontext(file) if file else memory_database() as database:
        clock = AdjustableClock(StandingClock())
        ids = CountingIds(made)
        store = SqlStore(database, clock, ids, DEFAULTS)
        engine = Engine(features, store, clock, ids, SITE)
        couriers = {chat: FakeCourier(chat) for chat in CHATS}
        due = DueWork(store, engine.handle_due, clock)
        delivery = DeliveryWork(SqlDeliveries(database, CHATS), couriers, clock)
        await _settle_in(store)
        yield Town(store, engine, clock, couriers, due, delivery, database)


async def _settle_in(store: SqlStore) -> None:
    async with store.transaction() as work:
        first = await work.directory.space(SpaceAddress("discord", "discord", "みどり町"))
        scope = work.of(first.community)
        others = [await work.directory.attach(SpaceAddress(chat, chat, chat), first.community) for chat in CHATS[1:]]
        for space in (first, *others):
            for topic in TOPICS:
                await scope.communities.choose_place(space.id, topic, f"#{topic}")
