"""Rosters: who answered a call or a date, kept as one row a person, in the order they came."""

from collections.abc import Collection

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.vocabulary.people import CommunityId
from bot.vocabulary.roster import Entry
from storage.database import insert


class Rosters:
    """The answers of one community, in a table made by ``storage.tables._roster``."""

    def __init__(self, connection: AsyncConnection, community: CommunityId, table: Table, column: str) -> None:
        """Speak of one table; ``column`` names what was answered, such as ``call_id``."""
        self._connection = connection
        self._community = community
        self._table = table
        self._column = table.c[column]

    async def of(self, ids: Collection[str]) -> dict[str, tuple[Entry, ...]]:
        """The answers to each of them, in order; those nobody answered are left out."""
        table = self._table
        ours = (table.c.community_id == self._community) & self._column.in_(ids)
        statement = select(self._column.label("answered"), table).where(ours).order_by(table.c.position)
        answers: dict[str, tuple[Entry, ...]] = {}
        for row in await self._connection.execute(statement):
            answers[row.answered] = (
                *answers.get(row.answered, ()),
                Entry(row.member_id, row.standing, row.at, row.guests),
            )
        return answers

    async def save(self, answered: str, entries: tuple[Entry, ...]) -> None:
        """Keep these answers and no others."""
        table, key = self._table, {"community_id": self._community, self._column.name: answered}
        ours = (table.c.community_id == self._community) & (self._column == answered)
        present = [entry.member for entry in entries]
        await self._connection.execute(table.delete().where(ours & table.c.member_id.not_in(present)))
        if not entries:
            return
        rows = [
            {
                **key,
                "member_id": entry.member,
                "standing": entry.standing,
                "at": entry.at,
                "position": position,
                "guests": entry.guests,
            }
            for position, entry in enumerate(entries)
        ]
        statement = insert(self._connection, table)
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["community_id", self._column.name, "member_id"],
                set_={name: statement.excluded[name] for name in ("standing", "at", "position", "guests")},
            ),
            rows,
        )
