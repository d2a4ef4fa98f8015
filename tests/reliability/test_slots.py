"""The last places: a rush of 64 people, and every way in which people come, go, and are cut off."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.engine import Engine
from bot.features import FEATURES
from bot.features.volunteering.model import Call, CallId, Calls, Role, teams_for
from bot.vocabulary.action import Action
from bot.vocabulary.effect import Reply
from bot.vocabulary.people import AccountRef, MemberId
from bot.vocabulary.request import Actor, ButtonPress
from storage.tables import outbox
from tests.reliability.slots import PLAZA, SPACE, run
from tests.stores import Town, memory_town

PEOPLE = [f"U{number}" for number in range(8)]
CUTS = st.sampled_from(["", "", "", "before", "after"])


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
async def test_of_64_at_once_exactly_as_many_get_in_as_there_are_places(database, request, tmp_path):
    rounds = 100 if request.config.getoption("--long") else 2

    counted, too_many = await run(database, rounds, 7, _silent, tmp_path)

    assert counted.clean, counted
    assert too_many > 0  # where it is looked first and written later, that is: the rush is one


class Cut(Exception):  # noqa: N818 - it is told as what it is
    """The process died here."""


@dataclass(slots=True)
class Cutting:
    """A store whose next transaction may be cut off, before its commit or after it."""

    town: Town
    cut: str = ""

    @asynccontextmanager
    async def transaction(self):
        cut, self.cut = self.cut, ""
        async with self.town.store.transaction() as work:
            yield work
            if cut == "before":
                raise Cut
        if cut == "after":
            raise Cut


@dataclass(slots=True)
class Expected:
    """What the call should be like, reckoned by itself."""

    places: int
    inside: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    promotions: int = 0
    closed: bool = False

    @property
    def everybody(self) -> list[str]:
        return self.inside + self.offered + self.waiting

    def join(self, person: str) -> None:
        if self.closed or person in self.inside + self.waiting:
            return
        if person in self.offered:
            self.offered.remove(person)
            self.inside.append(person)
            return
        full = self.waiting or len(self.inside) + len(self.offered) >= self.places
        (self.waiting if full else self.inside).append(person)

    def leave(self, person: str) -> None:
        if self.closed:
            return
        for places in (self.inside, self.offered, self.waiting):
            if person in places:
                places.remove(person)
        self.promotions += self.move_up()

    def move_up(self) -> int:
        free = max(0, self.places - len(self.inside) - len(self.offered))
        up, self.waiting = self.waiting[:free], self.waiting[free:]
        self.offered += up
        return len(up)


class Queue(RuleBasedStateMachine):
    """People at one call, through the real engine and the real store."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.keys = count()

    @initialize(places=st.integers(1, 4))
    def call(self, places: int) -> None:
        self.runner.run(self._call(places))

    async def _call(self, places: int) -> None:
        self.opened = memory_town()
        self.town = await self.opened.__aenter__()
        self.store = Cutting(self.town)
        self.engine = Engine(FEATURES, self.store, self.town.clock, self.town.ids)
        async with self.town.store.transaction() as work:
            self.space = await work.directory.space(SPACE)
            scope = work.of(self.space.community)
            caller = await scope.members.of_account(self.space.id, AccountRef("caller", "花"))
            self.members = {
                person: (await scope.members.of_account(self.space.id, AccountRef(person, person))).id
                for person in PEOPLE
            }
            teams = teams_for([Role("", places)])
            call = Call(CallId("c"), caller.id, "椅子運び", self.town.clock.now(), teams, "Asia/Tokyo")
            await scope[Calls].save(call)
        self.expected = Expected(places)

    @rule(person=st.sampled_from(PEOPLE), cut=CUTS)
    def join(self, person: str, cut: str) -> None:
        self._press(person, "join", cut)
        self.expected.join(person)

    @rule(
        person=st.sampled_from(PEOPLE),
        how=st.sampled_from(["leave", "cant"]),
        cut=CUTS,
    )
    def leave(self, person: str, how: str, cut: str) -> None:
        if how == "cant" or person in self.expected.everybody:
            self._press(person, how, cut)
            self.expected.leave(person)

    @rule(places=st.integers(1, 6))
    def change_places(self, places: int) -> None:
        if not self.expected.closed:
            self.runner.run(self._change_places(places))
            self.expected.places = places
            self.expected.move_up()

    @rule(cut=st.sampled_from(["", "before", "after"]), really=st.sampled_from([False] * 5 + [True]))
    def close(self, cut: str, really: bool) -> None:
        if really:
            self._press("caller", "call_off", cut)
            self.expected.closed = True

    def _press(self, person: str, what: str, cut: str) -> None:
        press = ButtonPress(
            f"key{next(self.keys)}",
            SPACE,
            Actor(AccountRef(person, person), "en"),
            PLAZA,
            Action(f"volunteering.{what}", ("c",)),
        )
        self.runner.run(self._pressed(press, cut))

    async def _pressed(self, press: ButtonPress, cut: str) -> None:
        """Whoever was cut off brings the same gesture again, and then once more."""
        self.town.clock.move(seconds=1)
        self.store.cut = cut
        with capture_logs():
            first = await self.engine.handle(press)
        again = await self.engine.handle(press)
        third = await self.engine.handle(press)
        assert again == third
        assert cut or first == again
        assert isinstance(again, Reply)

    async def _change_places(self, places: int) -> None:
        async with self.town.store.transaction() as work:
            calls = work.of(self.space.community)[Calls]
            call = await calls.get(CallId("c"))
            [team] = call.teams
            roster = team.roster.with_places(places, call.kept_until(self.town.clock.now()))
            await calls.save(replace(call, teams=(replace(team, roster=roster),)))

    @invariant()
    def the_call_is_as_it_should_be(self) -> None:
        if hasattr(self, "expected"):
            self.runner.run(self._compare())

    async def _compare(self) -> None:
        async with self.town.store.transaction() as work:
            [team] = (await work.of(self.space.community)[Calls].get(CallId("c"))).teams
        async with self.town.database.begin() as connection:
            told = (await connection.scalars(select(outbox.c.key).where(outbox.c.key.startswith("kept:")))).all()
        assert self._named(team.roster.inside) == sorted(self.expected.inside)
        assert self._named(team.roster.offered) == sorted(self.expected.offered)
        assert [self._name(member) for member in team.roster.waiting] == self.expected.waiting
        assert len(told) == self.expected.promotions

    def _named(self, members: tuple[MemberId, ...]) -> list[str]:
        return sorted(map(self._name, members))

    def _name(self, member: MemberId) -> str:
        return next(person for person, known in self.members.items() if known == member)

    def teardown(self) -> None:
        if hasattr(self, "opened"):
            self.runner.run(self.opened.__aexit__(None, None, None))
        self.runner.close()


@pytest.mark.timeout(3600)
def test_whatever_happens_nobody_gets_what_another_has_and_the_queue_keeps_its_order(request):
    examples, steps = (1000, 100) if request.config.getoption("--long") else (6, 20)
    checked = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Queue, settings=checked)


def _silent(words: str) -> None:
    pass
