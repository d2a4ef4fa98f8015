"""A process that lets one child after the other die of a signal, each one step later than the one before.

The children are forked from a process that has imported everything and holds nothing open, so that many can die in a
second. After each death it is told what was left behind; at the end, that somebody came through.
"""

import asyncio
import itertools
import json
import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, LiteralString

import psycopg
from sqlalchemy import Engine, Pool, event, make_url

from bot.ports import UnitOfWork
from bot.vocabulary.card import Card
from bot.vocabulary.effect import PublishCard
from bot.vocabulary.request import Due
from bot.vocabulary.text import text
from jobs.due import DueWork
from storage.backup import restore
from storage.database import Database
from storage.migrate import upgrade
from tests.stores import town_in

SURVIVED: Final = "survived"
_AT: Final = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
_MOST: Final = 2000
_TOUCHING: Final = ("open", "os.rename", "os.remove", "os.chmod", "os.chown", "sqlite3.connect")
"""What a process does with files, as Python's audit events name it."""

Life = Callable[[Callable[[], None]], None]
"""What a child does; it calls what it is given at each step."""


def deaths(life: Life, left: Callable[[], str], stride: int) -> Iterator[str]:
    """What each child left behind that died, one step later than the one before; the last one survives."""
    for fatal in range(1, _MOST, stride):
        child = os.fork()
        if child == 0:
            _live(life, fatal)
        _, status = os.waitpid(child, 0)
        if status == 0:
            yield SURVIVED
            return
        if not os.WIFSIGNALED(status):
            raise RuntimeError(f"a child failed by itself before step {fatal}")
        yield left()
    raise RuntimeError("there is no end of steps")


def migrating(url: str) -> Life:
    """Migrate; each statement is a step, before it and after it, and so are the beginning and the end."""

    def live(step: Callable[[], None]) -> None:
        for name in ("begin", "before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(Engine, name, lambda *_: step())
        event.listen(Pool, "checkin", lambda *_: step())
        asyncio.run(upgrade(url))

    return live


def restoring(url: str, backup: Path) -> Life:
    """Put a backup back; whatever is done with a file is a step."""

    def live(step: Callable[[], None]) -> None:
        def touched(name: str, arguments: Sequence[object]) -> None:
            if name in _TOUCHING and str(backup.parent) in str(arguments[0]):
                step()

        sys.addaudithook(touched)
        at = _AT + timedelta(seconds=os.getpid())  # what was there is kept under a name of its own each time
        asyncio.run(restore(url, backup, at, lambda *_: step()))

    return live


def doing(url: str) -> Life:
    """Do what is due; each statement is a step, before it and after it, and so are the beginning and the end."""

    def live(step: Callable[[], None]) -> None:
        for name in ("begin", "before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(Engine, name, lambda *_: step())
        event.listen(Pool, "checkin", lambda *_: step())
        asyncio.run(_do(url))

    return live


async def _do(url: str) -> None:
    database = Database(url)
    town = town_in(database)

    async def handle(work: UnitOfWork, due: Due) -> None:
        if await work.agenda.begins(due):
            card = PublishCard(due.subject, Card(text(due.subject.id)), "meetups")
            await work.doing(due).outbox.publish(card, town.clock.now())

    await DueWork(town.store, handle, town.clock).run_until_idle()
    await database.close()


def plans_kept(url: str) -> str:
    """How many pieces are done, and how many messages they left."""
    done = _counted(url, "SELECT count(*) FROM plans WHERE state = 'done'")
    return f"{done}/{_counted(url, 'SELECT count(*) FROM outbox')}"


def _counted(url: str, question: LiteralString) -> int:
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(address.database))) as connection:
            return connection.execute(question).fetchone()[0]
    with psycopg.connect(address.set(drivername="postgresql").render_as_string(hide_password=False)) as connection:
        counted = connection.execute(question).fetchone()
        return counted[0] if counted else 0


def tables(url: str) -> int:
    """How many tables a database has; a file must be sound as well."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(address.database))) as connection:
            (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
        assert verdict == "ok", verdict
        return _counted(url, "SELECT count(*) FROM sqlite_master WHERE type = 'table'")
    return _counted(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")


def kept(url: str) -> str:
    """What the shelf of a database says, which must be sound."""
    with closing(sqlite3.connect(str(make_url(url).database))) as connection:
        (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
        assert verdict == "ok", verdict
        return connection.execute("SELECT value FROM shelf WHERE key = 'age'").fetchone()[0]


def _live(life: Life, fatal: int) -> None:
    steps = itertools.count(1)

    def step() -> None:
        if next(steps) == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        life(step)
        os._exit(0)
    finally:
        os._exit(1)


def _run(deed: str, url: str, stride: str, *more: str) -> list[str]:
    if deed == "migrate":
        return list(deaths(migrating(url), lambda: str(tables(url)), int(stride)))
    if deed == "do":
        return list(deaths(doing(url), lambda: plans_kept(url), int(stride)))
    return list(deaths(restoring(url, Path(*more)), lambda: kept(url), int(stride)))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_run(*sys.argv[1:])))
