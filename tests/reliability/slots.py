"""The rush for the last places, as a program: many people at once, round after round, and a count of who got in.

Everybody presses the same button of one call through the real engine and the real store. The last line is what was
counted, as JSON. A control that looks first and writes later must let too many in, or the rush was none.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random, SystemRandom  # noqa: TID251 - the seed says who comes and when
from typing import Final

import cyclopts
from sqlalchemy import text as sql

from bot.engine import Engine
from bot.features import FEATURES
from bot.features.volunteering.model import Call, CallId, Calls, Team
from bot.locales import plain
from bot.vocabulary.action import Action
from bot.vocabulary.card import Card, Paragraph
from bot.vocabulary.effect import Answer, Reply
from bot.vocabulary.people import AccountRef, MemberId, Reader, SpaceAddress
from bot.vocabulary.request import Actor, ButtonPress, Place
from bot.vocabulary.roster import Roster
from jobs.clock import SystemClock
from jobs.ids import RandomIds
from storage.database import Database
from storage.store import SqlStore
from tests.reliability.chaos import DatabaseName, _database, _folder, database_called
from tests.stores import DEFAULTS, create_all

ASKERS: Final = 64
PLACES: Final = 5
"""Places that are left when the rush begins."""
SPACE: Final = SpaceAddress("slack", "T1", "みどり町")
PLAZA: Final = Place("C1")
_ENGLISH: Final = Reader("en", "UTC")
_EVERY: Final = 5.0

Tell = Callable[[str], None]


@dataclass(slots=True)
class Count:
    """What went wrong, over all rounds; and how long the slowest had to wait in each."""

    rounds: int = 0
    oversold: int = 0
    undersold: int = 0
    out_of_order: int = 0
    misled: int = 0
    errors: int = 0
    waits: list[float] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not (self.oversold or self.undersold or self.out_of_order or self.misled or self.errors)


@dataclass(frozen=True, slots=True)
class Counter:
    """Where people press: the engines of one or more processes over one database."""

    stores: Sequence[SqlStore]
    engines: Sequence[Engine]

    async def call(self, name: str, taken: int, places: int) -> Call:
        """A call of which so many places are taken already."""
        async with self.stores[0].transaction() as work:
            space = await work.directory.space(SPACE)
            scope = work.of(space.community)
            caller = await scope.members.of_account(space.id, AccountRef("caller", "花"))
            roster, now = Roster(places), SystemClock().now()
            for number in range(taken):
                early = await scope.members.of_account(space.id, AccountRef(f"early{number}", f"early{number}"))
                roster = roster.join(early.id, now)
            call = Call(CallId(name), caller.id, "椅子運び", now, (Team("", roster),), "Asia/Tokyo")
            await scope[Calls].save(call)
        return call

    async def after(self, call: Call) -> tuple[Roster, dict[str, MemberId]]:
        """Who has a place and who waits, and which member is behind each login."""
        async with self.stores[0].transaction() as work:
            space = await work.directory.space(SPACE)
            scope = work.of(space.community)
            kept = await scope[Calls].get(call.id)
            [team] = kept.teams
            known = await scope.members.accounts(team.roster.inside + team.roster.waiting)
        return team.roster, {login.external_id: login.member for login in known}

    async def press(self, account: str, call: Call) -> tuple[Answer | None, float]:
        """One person presses, and how long they wait for the answer."""
        engine = self.engines[hash(account) % len(self.engines)]
        actor = Actor(AccountRef(account, account), "en")
        began = time.monotonic()
        press = ButtonPress(f"{call.id}:{account}", SPACE, actor, PLAZA, Action("volunteering.join", (call.id,)))
        answer = await engine.handle(press)
        return answer, time.monotonic() - began


@asynccontextmanager
async def counter(url: str, processes: int) -> AsyncIterator[Counter]:
    """A counter over an empty database; each of the processes has connections of its own."""
    databases = [Database(url) for _ in range(processes)]
    await create_all(databases[0])
    clock = SystemClock()
    ids = RandomIds(clock)
    stores = [SqlStore(database, clock, ids, DEFAULTS) for database in databases]
    yield Counter(stores, [Engine(FEATURES, store, clock, ids) for store in stores])
    for database in databases:
        await database.close()


async def rush(at: Counter, rounds: int, seed: int, tell: Tell) -> Count:
    """So many rounds; in some of them fewer come than there are places."""
    luck, count = Random(seed), Count()
    for number in range(rounds):
        askers = ASKERS if luck.random() < 0.9 else luck.randint(1, PLACES)
        taken = luck.randint(0, 3)
        people = [f"U{asker}" for asker in luck.sample(range(ASKERS), askers)]
        call = await at.call(f"call{seed}x{number}", taken, PLACES + taken)
        async with asyncio.TaskGroup() as group:
            presses = {person: group.create_task(at.press(person, call)) for person in people}
        answers = {person: press.result()[0] for person, press in presses.items()}
        count.rounds += 1
        count.waits.append(max(press.result()[1] for press in presses.values()))
        roster, members = await at.after(call)
        _judge(count, roster, answers, members, taken)
        tell(f"{number + 1:5} of {rounds} rounds, slowest answer {count.waits[-1] * 1000:.0f} ms")
    return count


def _judge(
    count: Count, roster: Roster, answers: dict[str, Answer | None], members: dict[str, MemberId], taken: int
) -> None:
    inside = len(roster.inside) - taken
    count.oversold += max(0, inside - PLACES)
    count.undersold += max(0, min(PLACES, len(answers)) - inside)
    count.out_of_order += len(roster.inside) + len(roster.waiting) != len(answers) + taken
    count.out_of_order += len({*roster.inside, *roster.waiting}) != len(answers) + taken
    for person, answer in answers.items():
        words = _read(answer)
        if not ("have a place" in words or "in the queue" in words):
            count.errors += 1
        elif members.get(person) in roster.inside:
            count.misled += "have a place" not in words
        else:
            place = roster.waiting.index(members[person]) + 1
            count.misled += f"number {place} in the queue" not in words


def _read(answer: Answer | None) -> str:
    match answer:
        case Reply(Card(title, blocks)):
            shown = [plain(block.text, _ENGLISH) for block in blocks if isinstance(block, Paragraph)]
            return "\n".join([plain(title, _ENGLISH), *shown])
        case _:
            return ""


async def control(url: str) -> int:
    """How many too many get in where it is looked first and written later."""
    database = Database(url)
    async with database.begin() as connection:
        await connection.execute(sql("CREATE TABLE naive (person INTEGER)"))

    async def ask(person: int) -> None:
        async with database.begin() as connection:
            taken = await connection.scalar(sql("SELECT count(*) FROM naive"))
        if (taken or 0) < PLACES:
            async with database.begin() as connection:
                await connection.execute(sql("INSERT INTO naive VALUES (:person)"), {"person": person})

    async with asyncio.TaskGroup() as group:
        for person in range(ASKERS):
            group.create_task(ask(person))
    async with database.begin() as connection:
        inside = await connection.scalar(sql("SELECT count(*) FROM naive")) or 0
    await database.close()
    return inside - PLACES


async def run(database: DatabaseName, rounds: int, seed: int, tell: Tell, place: Path) -> tuple[Count, int]:
    """The rush and its control, on a database of their own."""
    with _database(database, place) as (url, _):
        async with counter(url, processes=2 if database == "postgres" else 1) as at:
            count = await rush(at, rounds, seed, tell)
        return count, await control(url)


def main(*, seed: int | None = None, rounds: int = 1000, database: str = "sqlite") -> None:
    """Let 64 people press at once for the last five places, round after round, and count.

    Args:
        seed: decides who comes; drawn when there is none.
        rounds: how many times.
        database: sqlite, or postgresql with two pools of connections, as two machines have.
    """
    chosen, over = SystemRandom().randrange(1_000_000) if seed is None else seed, database_called(database)
    _say(f"seed {chosen}: {rounds} rounds of {ASKERS} people for {PLACES} places on {over}")
    began = time.monotonic()
    with _folder() as place:
        count, too_many = asyncio.run(run(over, rounds, chosen, _printing(), place))
    waits = sorted(count.waits)
    told = {
        "rounds": count.rounds,
        "oversold": count.oversold,
        "undersold": count.undersold,
        "out_of_order": count.out_of_order,
        "misled": count.misled,
        "errors": count.errors,
        "slowest_ms_median": round(waits[len(waits) // 2] * 1000),
        "slowest_ms_p99": round(waits[int(len(waits) * 0.99)] * 1000),
        "seconds": round(time.monotonic() - began, 1),
        "seed": chosen,
        "database": over,
        "control_oversold": too_many,
    }
    _say(json.dumps(told))
    sys.exit(0 if count.clean and too_many > 0 else 1)


def _printing() -> Tell:
    spoken = time.monotonic()

    def tell(words: str) -> None:
        nonlocal spoken
        if time.monotonic() - spoken >= _EVERY:
            spoken = time.monotonic()
            _say(words)

    return tell


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 - it is a program


if __name__ == "__main__":
    cyclopts.run(main)
