"""The backlog: how much is still to be said and done, counted across all communities."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.communities import is_paused
from storage.database import Database
from storage.tables import UNFINISHED, among, outbox, plans

LATE: Final = timedelta(minutes=5)
"""How long after its time something may wait, and nobody needs to look after it."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits.

    Args:
        server: what keeps it, with its version.
        waiting: messages on their way, by their state.
        late: of them, how many are to be sent and have had nobody for longer than :data:`LATE`.
        due: planned work whose time has come.
    """

    server: str
    waiting: dict[str, int]
    late: int
    due: int


async def backlog(database: Database, at: datetime) -> Backlog:
    """Count it."""
    unfinished = text(among(UNFINISHED))
    held = is_paused(outbox.c.community_id)
    late = ~held & (outbox.c.state == "pending") & (outbox.c.lane.is_not(None)) & (outbox.c.next_at < at - LATE)
    async with database.begin() as connection:
        states = await connection.execute(
            select(outbox.c.state, func.count()).where(unfinished).group_by(outbox.c.state)
        )
        waiting = {row[0]: row[1] for row in states}
        overdue = await connection.scalar(select(func.count()).select_from(outbox).where(unfinished, late))
        planned = (plans.c.state == "planned") & (plans.c.due_at <= at)
        due = await connection.scalar(select(func.count()).select_from(plans).where(planned))
        return Backlog(await _server(connection), waiting, overdue or 0, due or 0)


async def _server(connection: AsyncConnection) -> str:
    if connection.dialect.name == "sqlite":
        return f"SQLite {await connection.scalar(text('SELECT sqlite_version()'))}"
    return f"PostgreSQL {await connection.scalar(text('SHOW server_version'))}"
