"""What organizers of one community did for others."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Deed, Ids
from bot.vocabulary.people import CommunityId, MemberId
from bot.vocabulary.subject import Subject
from storage.tables import audit


class SqlAudit:
    """Fills :class:`bot.ports.Audit`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId, ids: Ids) -> None:
        """Speak of one community within one transaction."""
        self._connection = connection
        self._community = community
        self._new_id: Callable[[], str] = ids.new

    async def note(self, deed: Deed) -> None:
        """Keep it."""
        await self._connection.execute(
            audit.insert().values(
                community_id=self._community,
                id=self._new_id(),
                at=deed.at,
                by_id=deed.by,
                what=deed.what,
                subject_kind=deed.subject.kind,
                subject_id=deed.subject.id,
                member_id=deed.member,
            )
        )

    async def latest(self, limit: int) -> tuple[Deed, ...]:
        """The latest, newest first."""
        ours = audit.c.community_id == self._community
        newest = select(audit).where(ours).order_by(audit.c.at.desc(), audit.c.id.desc()).limit(limit)
        return tuple(
            Deed(
                row.at,
                MemberId(row.by_id),
                row.what,
                Subject(row.subject_kind, row.subject_id),
                MemberId(row.member_id) if row.member_id else None,
            )
            for row in await self._connection.execute(newest)
        )
