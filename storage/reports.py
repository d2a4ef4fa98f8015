"""Reports: what may be counted of one community. No statement here counts by person."""

from datetime import datetime

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.reports.model import Figures
from bot.vocabulary.people import CommunityId
from storage.tables import calls, introductions, members, occurrences, pitches, posts_proposed, sign_ups

_taken = (
    select(func.coalesce(func.sum(1 + sign_ups.c.guests), 0))
    .where(sign_ups.c.community_id == calls.c.community_id, sign_ups.c.call_id == calls.c.id)
    .where(sign_ups.c.standing.in_(("in", "offered")))
    .scalar_subquery()
)


class SqlReports:
    """Fills :class:`bot.features.reports.model.Reports`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId) -> None:
        """Speak of one community within one transaction."""
        self._connection = connection
        self._community = community

    async def figures(self, begins: datetime, ends: datetime, at: datetime) -> Figures:
        """Of the time from one instant until another, as far as it has gone by at a third."""

        def within(column: ColumnElement[datetime]) -> ColumnElement[bool]:
            return (column >= begins) & (column < ends)

        asked, full = within(calls.c.created_at), _taken >= calls.c.places
        took_place = (occurrences.c.state != "cancelled") & (occurrences.c.ends_at <= at)
        return Figures(
            held=await self._count(occurrences, within(occurrences.c.starts_at), took_place),
            asked=await self._count(calls, asked),
            filled=await self._count(calls, asked, full | (calls.c.state == "done")),
            unfilled=await self._count(calls, asked, ~full, calls.c.state == "open"),
            newcomers=await self._count(members, within(members.c.created_at)),
            introductions=await self._count(
                introductions, within(introductions.c.shown_at), introductions.c.visibility != "watching"
            ),
            started=await self._count(pitches, within(pitches.c.created_at)),
            resting=await self._count(pitches, pitches.c.state == "resting"),
            waiting=await self._count(posts_proposed, posts_proposed.c.state == "waiting"),
        )

    async def _count(self, table: Table, *which: ColumnElement[bool]) -> int:
        statement = select(func.count()).select_from(table).where(table.c.community_id == self._community, *which)
        return await self._connection.scalar(statement) or 0
