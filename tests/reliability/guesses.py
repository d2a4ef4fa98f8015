"""Guesses: somebody asks for feeds and boards at addresses nobody gave them, from many machines, and counts what comes.

The real pages over the real storage, through real sockets. Beside the guesser sits a calendar program that knows its
address and must never be kept waiting.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from random import Random, SystemRandom  # noqa: TID251 - what is guessed, by a seed
from typing import Final

import cyclopts

from adapters.web.board import BoardPages
from adapters.web.calendars import CalendarPages
from adapters.web.doors import ALL, Doors
from adapters.web.server import application, serving
from bot.calendars import Board, Calendars, Feed
from bot.features.calendars.model import digest_of
from bot.vocabulary.people import Community, SpaceAddress
from jobs.clock import SystemClock
from storage.calendars import SqlFeeds
from tests.stores import memory_town

SECRETS: Final = 200
"""Feeds there are."""
MACHINES: Final = 50
"""From which is guessed."""
LINES: Final = 8
BATCH: Final = 50
"""Guesses that are sent before the first answer is read."""


@dataclass(slots=True)
class Tally:
    """What the guesser and the one who knows got.

    Args:
        statuses: how often each answer was given to a guess.
        looked: guesses for which the database was asked.
        known: the same of the one who knows an address.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    known: Counter[int] = field(default_factory=Counter)
    looked: int = 0
    seconds: float = 0.0

    @property
    def clean(self) -> bool:
        allowed = ALL * (self.seconds / 60 + 1) + self.known.total()
        return set(self.statuses) <= {404, 429} and set(self.known) == {200} and self.looked <= allowed


@dataclass(slots=True)
class _Counting:
    """Fills :class:`bot.calendars.Feeds`: the real ones, counted."""

    feeds: SqlFeeds
    asked: int = 0

    async def behind(self, digest: str, at: object) -> tuple[Community, Feed] | None:
        self.asked += 1
        return await self.feeds.behind(digest, SystemClock().now())

    async def digests(self) -> Collection[str]:
        return await self.feeds.digests()

    async def board(self, digest: str, at: object) -> Board | None:
        self.asked += 1
        return await self.feeds.board(digest, SystemClock().now())


async def run(guesses: int, seed: int) -> Tally:
    """Guess so often, and count."""
    luck, tally = Random(seed), Tally()
    secrets = [luck.randbytes(24).hex() for _ in range(SECRETS)]
    async with _town(secrets) as (port, feeds):
        begun = time.monotonic()
        async with asyncio.TaskGroup() as group:
            shares = [guesses // LINES + (number < guesses % LINES) for number in range(LINES)]
            guessing = [
                group.create_task(_guess(port, Random(f"{seed}{number}"), share, secrets, tally))
                for number, share in enumerate(shares)
            ]
            reading = group.create_task(_know(port, secrets[0], tally))
            await asyncio.wait(guessing)
            reading.cancel()
        tally.seconds, tally.looked = time.monotonic() - begun, feeds.asked
    return tally


@asynccontextmanager
async def _town(secrets: list[str]) -> AsyncIterator[tuple[int, _Counting]]:
    """Communities with those addresses, each a feed; the first has a board as well."""
    async with memory_town() as town:
        async with town.store.transaction() as work:
            for number, secret in enumerate(secrets):
                space = await work.directory.space(SpaceAddress("slack", f"T{number}"))
                calendars = work.of(space.community)[Calendars]
                await calendars.subscribe("community", None, digest_of(secret), town.clock.now())
        feeds, doors = _Counting(SqlFeeds(town.database)), Doors(SqlFeeds(town.database), SystemClock())
        pages = CalendarPages(feeds, SystemClock(), doors), BoardPages(feeds, SystemClock(), doors)
        async with serving(application([], [route for page in pages for route in page.routes()]), "127.0.0.1", 0) as at:
            yield int(at.rpartition(":")[2]), feeds


async def _know(port: int, secret: str, tally: Tally) -> None:
    """Read one's own feed again and again, from a machine that guesses too."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with closing(writer):
        while True:
            writer.write(_asking(f"/calendar/{secret}.ics", "203.0.113.0"))
            tally.known[await _status(reader)] += 1
            await asyncio.sleep(0.2)


async def _guess(port: int, luck: Random, many: int, secrets: list[str], tally: Tally) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for begin in range(0, many, BATCH):
        batch = min(BATCH, many - begin)
        machine = f"203.0.113.{luck.randrange(MACHINES)}"
        writer.write(b"".join(_asking(_address(luck, secrets), machine) for _ in range(batch)))
        for _ in range(batch):
            tally.statuses[await _status(reader)] += 1
    writer.close()


def _address(luck: Random, secrets: list[str]) -> str:
    """Anything at all, or what is near to a secret: one letter of it another, cut short, longer, or as a board."""
    near = luck.choice(secrets)
    place = luck.randrange(len(near))
    other = luck.choice([letter for letter in "0123456789abcdef" if letter != near[place]])
    found = luck.choice(
        [
            *[luck.randbytes(24).hex()] * 6,
            near[:place] + other + near[place + 1 :],
            near[:place] or "0",
            near + other,
            near[::-1],
        ]
    )
    page = "/town/{}" if luck.random() < 0.2 else "/calendar/{}.ics"
    return page.format(found if found not in secrets else found[::-1])


def _asking(path: str, machine: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: calendar.example\r\nX-Forwarded-For: {machine}\r\n\r\n".encode()


async def _status(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
    )
    await reader.readexactly(length)
    return int(head[9:12])


def main(*, seed: int | None = None, guesses: int = 1_000_000) -> None:
    """Guess at feeds and boards, and count what comes.

    Args:
        seed: decides what is guessed; drawn when there is none.
        guesses: how many.
    """
    chosen = SystemRandom().randrange(1_000_000) if seed is None else seed
    sys.stdout.write(f"seed {chosen}: {guesses} guesses\n")
    tally = asyncio.run(run(guesses, chosen))
    told = {
        "guesses": tally.statuses.total(),
        "hits": tally.statuses.total() - tally.statuses[404] - tally.statuses[429],
        "had_to_wait": tally.statuses[429],
        "looked_up": tally.looked,
        "known_address": {str(status): count for status, count in tally.known.items()},
        "seconds": round(tally.seconds, 1),
        "seed": chosen,
    }
    sys.stdout.write(json.dumps(told) + "\n")
    sys.exit(0 if tally.clean else 1)


if __name__ == "__main__":
    cyclopts.run(main)
