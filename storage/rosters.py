"""Rosters: who answered a call or a date, kept as one row a person, in the order they came."""

from collections.abc import Collection, Sequence

from sqlalchemy import Table, literal_column, select
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
        self._read: dict[str, tuple[Entry, ...]] = {}

    async def of(self, ids: Collection[str]) -> dict[str, tuple[Entry, ...]]:
        """The answers to each of them, in order; those nobody answered are left out."""
        table = self._table
        ours = (table.c.community_id == self._community) & self._column.in_(ids)
        statement = select(self._column.label("answered"), table).where(ours).order_by(table.c.position)
        answers: dict[str, tuple[Entry, ...]] = {}
        for row in await self._connection.execute(statement):
            entry = Entry(row.member_id, row.standing, row.at, row.guests, row.until, row.role or "")
            answers[row.answered] = (*answers.get(row.answered, ()), entry)
        self._read |= {answered: answers.get(answered, ()) for answered in ids}
        return answers

    async def save(self, answered: str, entries: tuple[Entry, ...]) -> None:
        """Keep these answers and no others; of those that were read before, only what changed is written."""
        before, after = _numbered(self._read.get(answered, ())), _numbered(entries)
        if answered not in self._read or before.keys() - after.keys():
            await self._forget_others(answered, after)
        if changed := [numbered for member, numbered in after.items() if before.get(member) != numbered]:
            await self._write(answered, changed)
        self._read[answered] = entries

    async def _forget_others(self, answered: str, members: Collection[str]) -> None:
        ours = (self._table.c.community_id == self._community) & (self._column == answered)
        await self._connection.execute(self._table.delete().where(ours & self._table.c.member_id.not_in(members)))

    async def _write(self, answered: str, numbered: Sequence[tuple[int, Entry]]) -> None:
        key = {"community_id": self._community, self._column.name: answered}
        rows = [
            {
                **key,
                "member_id": entry.member,
                "standing": entry.standing,
                "role": entry.role or None,
                "at": entry.at,
                "until": entry.until,
                "position": position,
                "guests": entry.guests,
            }
            for position, entry in numbered
        ]
        columns = ("standing", "role", "at", "until", "position", "guests")
        replaced = {name: literal_column(f"excluded.{name}") for name in columns}
        statement = insert(self._connection, self._table)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=[*key, "member_id"], set_=replaced), rows
        )


def _numbered(entries: tuple[Entry, ...]) -> dict[str, tuple[int, Entry]]:
    """Each member's answer, and which one it is."""
    return {entry.member: (position, entry) for position, entry in enumerate(entries)}
