"""Health: how this process is, for whoever looks after it: its tasks, its connections, its database and its backlog."""

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

from bot.ports import Clock
from jobs.watch import Pulse, Watch
from storage.backlog import backlog
from storage.database import Database

SECONDS: Final = 2.0
"""How long the database is given to answer."""
UNCONNECTED: Final = timedelta(seconds=30)
"""How long a platform may be away before that counts as ill: connections are renewed all the time."""


class Health:
    """Tells how a process is, at the moment it is asked; what people wrote is in no part of it.

    Args:
        connections: by platform, whether Machi is connected to it right now.
    """

    def __init__(
        self, database: Database, watch: Watch, connections: Mapping[str, Callable[[], bool]], clock: Clock
    ) -> None:
        self._database = database
        self._watch = watch
        self._connections = connections
        self._clock = clock
        self._last_seen = dict.fromkeys(connections, clock.now())

    async def report(self) -> Mapping[str, Any]:
        """All of it as JSON; ``ok`` says whether anybody has to look."""
        tasks = [_told(pulse) for pulse in self._watch.pulses]
        platforms = [self._platform(name) for name in self._connections]
        database = await self._kept()
        parts = [*tasks, *platforms, database]
        return {
            "ok": all(part["ok"] for part in parts),
            "version": _version(),
            "database": database,
            "tasks": tasks,
            "platforms": platforms,
        }

    def _platform(self, name: str) -> dict[str, Any]:
        now, connected = self._clock.now(), self._connections[name]()
        if connected:
            self._last_seen[name] = now
        away = now - self._last_seen.setdefault(name, now)
        return {
            "name": name,
            "ok": away < UNCONNECTED,
            "connected": connected,
            "away_seconds": int(away.total_seconds()),
        }

    async def _kept(self) -> dict[str, Any]:
        began = time.monotonic()
        try:
            async with asyncio.timeout(SECONDS):
                found = await backlog(self._database, self._clock.now())
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what has to be told
            return {"ok": False, "error": type(error).__name__}
        took = round((time.monotonic() - began) * 1000, 1)
        return {
            "ok": not found.late,
            "server": found.server,
            "milliseconds": took,
            "messages": found.waiting,
            "late_messages": found.late,
            "due": found.due,
        }


def _told(pulse: Pulse) -> dict[str, Any]:
    told = {"name": pulse.name, "ok": pulse.well, "since": pulse.since.isoformat(timespec="seconds")}
    return told if pulse.well else told | {"failures": pulse.failures, "error": pulse.error}


def _version() -> str:
    try:
        return version("machi")
    except PackageNotFoundError:  # run from a folder, without having been installed
        return "unknown"
