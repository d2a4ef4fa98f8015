"""A town whose outbox and agenda are worked off by the real works, towards a courier that only keeps what it gets."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from bot.engine import Engine
from bot.feature import Context, Feature, Features
from bot.vocabulary.action import Action
from bot.vocabulary.card import Card
from bot.vocabulary.effect import Effect, Notify, Plan, Planned, PostToThread, PublishCard, Topic
from bot.vocabulary.people import AccountRef, MemberId, Space, SpaceAddress
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import text
from jobs.clock import AdjustableClock
from jobs.delivery import DeliveryWork
from jobs.due import DueWork
from storage.deliveries import SqlDeliveries
from storage.store import SqlStore
from tests.fakes.courier import FakeCourier
from tests.stores import DEFAULTS, Town, memory_town

SLACK = SpaceAddress("slack", "T1", "つくば")


def saying(words: str) -> Card:
    return Card(text(words))


@dataclass(slots=True)
class Works:
    """Everything that happens by itself in one town, and what came of it.

    Args:
        happened: what due work was done, and what the clock showed then.
        failing: the work that fails, by its argument.
        wake: told of each commit that queued or planned something.
    """

    town: Town
    clock: AdjustableClock
    space: Space
    courier: FakeCourier
    deliveries: SqlDeliveries
    happened: list[tuple[str, datetime]] = field(default_factory=list)
    failing: set[str] = field(default_factory=set)
    wake: Callable[[], None] = lambda: None
    store: SqlStore = field(init=False)

    def __post_init__(self) -> None:
        self.store = SqlStore(self.town.database, self.clock, self.town.ids, DEFAULTS, wake=self._woken)

    def due_work(self) -> DueWork:
        feature = Feature("probe")

        @feature.due("remind")
        async def remind(context: Context, name: str) -> list[Effect]:
            if name in self.failing:
                raise ZeroDivisionError(name)
            self.happened.append((name, context.now))
            return [PublishCard(Subject("reminder", name), saying(name), "meetups")]

        engine = Engine(Features([feature]), self.store, self.clock, self.town.ids)
        return DueWork(self.store, engine.handle_due, self.clock)

    def delivery_work(self, time_limit: float = 20.0) -> DeliveryWork:
        return DeliveryWork(self.deliveries, {"slack": self.courier}, self.clock, time_limit=time_limit)

    async def plan(self, **names: datetime) -> None:
        """Plan a reminder of each name at its instant."""
        async with self.store.transaction() as work:
            for name, at in names.items():
                plan = Plan(Subject("reminder", name), (Planned(at, Action("probe.remind", (name,))),))
                await work.of(self.space.community).plans.replace(plan, self.clock.now())

    async def publish(self, *names: str, topic: Topic = "meetups") -> None:
        """Publish a card of each name."""
        async with self.store.transaction() as work:
            outbox = work.of(self.space.community).outbox
            for name in names:
                await outbox.publish(PublishCard(Subject("probe", name), saying(name), topic), self.clock.now())

    async def notify(self, account: str, *names: str) -> None:
        """Send a direct message of each name."""
        async with self.store.transaction() as work:
            scope = work.of(self.space.community)
            member: MemberId = (await scope.members.of_account(self.space.id, AccountRef(account, account))).id
            for name in names:
                await scope.outbox.notify(Notify(member, saying(name), name), self.clock.now())

    async def post(self, beneath: str, *names: str) -> None:
        """Write beneath a card."""
        async with self.store.transaction() as work:
            outbox = work.of(self.space.community).outbox
            for name in names:
                await outbox.post(PostToThread(Subject("probe", beneath), saying(name), name), self.clock.now())

    def _woken(self) -> None:
        self.wake()

    @property
    def in_channel(self) -> list[str]:
        return [str(card.title[0]) for card in self.courier.in_channel("C1")]


@pytest.fixture
async def works() -> AsyncIterator[Works]:
    async with memory_town() as town:
        clock = AdjustableClock(town.clock)
        async with town.store.transaction() as work:
            space = await work.directory.space(SLACK)
            await work.of(space.community).communities.spoken_to_in(space.id, "C1")
        deliveries = SqlDeliveries(town.database, {"slack"})
        yield Works(town, clock, space, FakeCourier(), deliveries)
