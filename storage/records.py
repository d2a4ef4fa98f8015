"""Records: everything that is kept of one member, table by table, to be handed to that member."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Table, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.vocabulary.people import CommunityId, MemberId
from storage.register import BESIDES, naming_members
from storage.tables import gives, kept_apart, metadata, outbox, proposals

_TOLD_ALREADY: Final = frozenset({outbox.name})
"""What Machi has said to them stands in their chat; it may hold others' words."""
_ANOTHERS: Final = frozenset(
    {gives.c.receiver_id, kept_apart.c.other_id, proposals.c.connector_id, proposals.c.target_id}
)
"""Who lent them a hand is kept for those who did; who would rather not meet them, and who was thought of, for those."""
_PROMISED: Final = frozenset({proposals.c.target_id, proposals.c.target_says, proposals.c.passed})
"""What another said in confidence: nobody learns who declined."""


class SqlRecords:
    """Fills :class:`bot.ports.Records`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    async def of(self, member: MemberId) -> Mapping[str, tuple[Mapping[str, Any], ...]]:
        """Every row that is about a member, by table, without the community's own id."""
        found = {table.name: await self._rows(table, columns, member) for table, columns in about_members()}
        return {name: rows for name, rows in found.items() if rows}

    async def _rows(self, table: Table, columns: list[str], member: MemberId) -> tuple[Mapping[str, Any], ...]:
        own = [table.c[column] for column in columns if table.c[column] not in _ANOTHERS]
        theirs = or_(*(column == member for column in own))
        statement = select(table).where((table.c.community_id == self._community) & theirs).order_by(*table.primary_key)
        rows = (await self._connection.execute(statement)).mappings()
        withheld = {"community_id", *(column.name for column in _PROMISED if column.table is table)}
        return tuple({str(name): _plain(value) for name, value in row.items() if name not in withheld} for row in rows)


def about_members() -> Iterator[tuple[Table, list[str]]]:
    """Each table that names members, and the columns that do so."""
    for table in metadata.sorted_tables:
        columns = [column.name for column in naming_members(table) if column not in BESIDES]
        if columns and table.name not in _TOLD_ALREADY:
            yield table, columns


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value
