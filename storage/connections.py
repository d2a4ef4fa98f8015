"""Connections of one community."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.connections.model import Connection, Pair
from bot.vocabulary.people import CommunityId, MemberId
from bot.vocabulary.subject import Subject
from storage.database import insert, inserted
from storage.tables import connections, kept_apart


class SqlConnections:
    """Fills :class:`bot.features.connections.model.Connections`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    async def met(self, connection: Connection) -> bool:
        """Keep that two met; whether it was for the first time. Later times change only when they met last."""
        values = {
            "met_at": connection.met_at,
            "last_at": connection.last_at,
            "subject_kind": connection.subject.kind,
            "subject_id": connection.subject.id,
        }
        new = insert(self._connection, connections).values(self._key(connection.pair) | values)
        if await inserted(self._connection, new.on_conflict_do_nothing()):
            return True
        later = self._is(connection.pair) & (connections.c.last_at < connection.last_at)
        await self._connection.execute(update(connections).where(later).values(last_at=connection.last_at))
        return False

    async def of(self, pair: Pair) -> Connection | None:
        """The connection of two, unless they never met."""
        row = (await self._connection.execute(select(connections).where(self._is(pair)))).one_or_none()
        return _connection(row) if row else None

    async def since(self, at: datetime) -> Sequence[Connection]:
        """Every connection made since then."""
        ours = connections.c.community_id == self._community
        statement = select(connections).where(ours, connections.c.met_at >= at).order_by(connections.c.met_at)
        return [_connection(row) for row in await self._connection.execute(statement)]

    async def keep_apart(self, member: MemberId, other: MemberId) -> None:
        """Never bring these two together: the first of them asked for it."""
        values = {"community_id": self._community, "member_id": member, "other_id": other}
        await self._connection.execute(insert(self._connection, kept_apart).values(values).on_conflict_do_nothing())

    def _key(self, pair: Pair) -> dict[str, str]:
        return {"community_id": self._community, "first_id": pair.first, "second_id": pair.second}

    def _is(self, pair: Pair) -> ColumnElement[bool]:
        return (
            (connections.c.community_id == self._community)
            & (connections.c.first_id == pair.first)
            & (connections.c.second_id == pair.second)
        )


def _connection(row: Row) -> Connection:
    two = Pair(MemberId(row.first_id), MemberId(row.second_id))
    return Connection(two, row.met_at, row.last_at, Subject(row.subject_kind, row.subject_id))
