"""Sign-ups: a rush through the whole engine, beside an idiomatic bot that stores the sign-up alone.

``python -m benchmarks.signups`` prints what it measured. Both sides keep their rows in SQLite with a journal ahead
(WAL) and synchronous=FULL on the same disk, 64 at once. Machi's side knows each gesture by its key, finds who acts,
keeps the answer, queues the card and the letters, and is durable when it answers; the peer (SQLAlchemy's ORM over
aiosqlite) looks for a place left and stores a row.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from sqlalchemy import ForeignKey, event, func, select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from tests.reliability.slots import counter

AT_ONCE = 64
PLACES = 30


class Base(DeclarativeBase):
    """The peer's tables."""


class PeerCall(Base):
    """A call for hands."""

    __tablename__ = "calls"
    id: Mapped[int] = mapped_column(primary_key=True)
    places: Mapped[int]


class PeerSignUp(Base):
    """One sign-up."""

    __tablename__ = "sign_ups"
    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"))
    person: Mapped[str]
    waiting: Mapped[bool]


async def all_at_once(
    presses: int, press: Callable[[int], Awaitable[object]], at_once: int
) -> tuple[float, list[float]]:
    """How many a second, and how long each waited from the moment it was let in."""
    free, waits = asyncio.Semaphore(at_once), list[float]()

    async def one(number: int) -> None:
        async with free:
            began = time.perf_counter()
            await press(number)
            waits.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*map(one, range(presses)))
    return presses / (time.perf_counter() - began), sorted(waits)


async def peer(folder: Path, presses: int) -> float:
    """The idiomatic bot."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{folder}/peer.db", connect_args={"timeout": 60})

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection, _) -> None:  # noqa: ANN001 - as SQLAlchemy calls it
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection) -> None:  # noqa: ANN001
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    sessions = async_sessionmaker(engine)
    async with sessions.begin() as session:
        session.add_all(PeerCall(id=number, places=5) for number in range(presses // AT_ONCE + 1))

    async def press(number: int) -> None:
        async with sessions.begin() as session:
            call = await session.get_one(PeerCall, number // AT_ONCE)
            taken = await session.scalar(select(func.count()).where(PeerSignUp.call_id == call.id))
            session.add(PeerSignUp(call_id=call.id, person=f"U{number}", waiting=(taken or 0) >= call.places))

    rate, _ = await all_at_once(presses, press, AT_ONCE)
    await engine.dispose()
    return rate


async def ours(folder: Path, presses: int) -> float:
    """Machi, whole."""
    async with counter(f"sqlite+aiosqlite:///{folder}/ours.db", 1) as at:
        calls = [await at.call(f"call{number}", 0, 5) for number in range(presses // AT_ONCE + 1)]

        async def press(number: int) -> None:
            await at.press(f"U{number % AT_ONCE}", calls[number // AT_ONCE])

        rate, _ = await all_at_once(presses, press, AT_ONCE)
    return rate


async def crowd(folder: Path, presses: int) -> dict[str, float]:
    """Everybody presses the same button in the same instant."""
    async with counter(f"sqlite+aiosqlite:///{folder}/crowd.db", 1) as at:
        call = await at.call("call", 0, PLACES)
        _, waits = await all_at_once(presses, lambda number: at.press(f"U{number}", call), presses)
        roster, _ = await at.after(call)
    within = sum(wait <= 3.0 for wait in waits)
    return {"crowd": presses, "inside": len(roster.inside), "within_3_s": within, "slowest_s": round(waits[-1], 2)}


async def run(presses: int, people: int) -> None:
    """All of it, in one run."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        theirs, machi = await peer(place, presses), await ours(place, presses)
        told = {"peer_per_second": round(theirs), "machi_per_second": round(machi), "ratio": round(machi / theirs, 2)}
        print(json.dumps(told | (await crowd(place, people) if people else {})))  # noqa: T201 - it is a program


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--presses", type=int, default=640)
    parser.add_argument("--crowd", type=int, default=2000)
    chosen = parser.parse_args()
    asyncio.run(run(chosen.presses, chosen.crowd))
