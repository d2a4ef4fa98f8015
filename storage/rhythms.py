"""Rhythms: what goes out again and again by itself in one community, and the day it went out for last."""

from datetime import date

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Rhythm
from bot.vocabulary.people import CommunityId
from storage.database import insert
from storage.tables import rhythms


class SqlRhythms:
    """Fills :class:`bot.ports.Rhythms`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    async def of(self, kind: str) -> Rhythm | None:
        """When it goes out; ``None`` where it does not."""
        row = (await self._connection.execute(select(rhythms).where(self._is(kind)))).one_or_none()
        return Rhythm(row.kind, row.day, row.hour, date.fromisoformat(row.last) if row.last else None) if row else None

    async def keep(self, rhythm: Rhythm) -> None:
        """Let it go out then from now on."""
        key = {"community_id": self._community, "kind": rhythm.kind}
        last = rhythm.last.isoformat() if rhythm.last else None
        values = {"day": rhythm.day, "hour": rhythm.hour, "last": last}
        statement = insert(self._connection, rhythms).values(key | values)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))

    async def stop(self, kind: str) -> None:
        """Let it go out no more."""
        await self._connection.execute(delete(rhythms).where(self._is(kind)))

    def _is(self, kind: str) -> ColumnElement[bool]:
        return (rhythms.c.community_id == self._community) & (rhythms.c.kind == kind)
