"""The agenda: the plans of all communities, from the clock's side."""

from datetime import datetime
from typing import Final

from sqlalchemy import select, text, update

from bot.vocabulary.action import decode
from bot.vocabulary.people import CommunityId
from bot.vocabulary.request import Due
from bot.vocabulary.subject import PAUSE, Subject
from storage.communities import is_paused
from storage.database import Database
from storage.tables import plans

_PLANNED = text("state = 'planned'")
_GOES_ON: Final = ~is_paused(plans.c.community_id) | (plans.c.subject_kind == PAUSE.kind)


class SqlAgenda:
    """Fills :class:`bot.ports.Agenda`; each call is a transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, at: datetime, limit: int) -> tuple[Due, ...]:
        """What has come due, in due order, whether it is still of use or not."""
        statement = select(plans).where(_PLANNED, _GOES_ON, plans.c.due_at <= at).order_by(plans.c.due_at, plans.c.id)
        async with self._database.begin() as connection:
            rows = (await connection.execute(statement.limit(limit))).all()
        return tuple(
            Due(
                row.id,
                CommunityId(row.community_id),
                Subject(row.subject_kind, row.subject_id),
                decode(row.action),
                row.at,
            )
            for row in rows
        )

    async def postpone(self, due: Due, until: datetime) -> None:
        """Do not offer a piece of work again before that instant: it failed just now."""
        this = (plans.c.community_id == due.community) & (plans.c.id == due.key)
        async with self._database.begin() as connection:
            await connection.execute(update(plans).where(_PLANNED, this).values(due_at=until))

    async def next_at(self) -> datetime | None:
        """When something comes due next."""
        first = select(plans.c.due_at).where(_PLANNED, _GOES_ON).order_by(plans.c.due_at).limit(1)
        async with self._database.begin() as connection:
            return await connection.scalar(first)
