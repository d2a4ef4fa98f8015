"""Postings: which message of a space shows which subject of one community."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import MessageRef
from bot.vocabulary.people import CommunityId, SpaceId
from bot.vocabulary.subject import Subject
from storage.tables import outbox, postings

of_posting: Final = and_(
    postings.c.community_id == outbox.c.community_id,
    postings.c.space_id == outbox.c.space_id,
    postings.c.subject_kind == outbox.c.subject_kind,
    postings.c.subject_id == outbox.c.subject_id,
)
"""The posting of the subject that a row of the outbox is about."""


class SqlPostings:
    """Fills :class:`bot.ports.Postings`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    async def subject_of(self, space: SpaceId, channel: str, message: str) -> Subject | None:
        """The subject whose card that message is."""
        statement = select(postings.c.subject_kind, postings.c.subject_id).where(
            postings.c.community_id == self._community,
            postings.c.space_id == space,
            postings.c.channel == channel,
            postings.c.message == message,
        )
        found = (await self._connection.execute(statement)).one_or_none()
        return Subject(found.subject_kind, found.subject_id) if found else None

    async def newest(self, space: SpaceId, limit: int) -> Sequence[tuple[Subject, MessageRef]]:
        """The newest cards in a space, and where they stand."""
        # Messages are named in the order they were made: of two names the longer, else the greater, is the newer.
        newest = (func.length(postings.c.message).desc(), postings.c.message.desc())
        ours = (postings.c.community_id == self._community) & (postings.c.space_id == space)
        statement = select(postings).where(ours).order_by(*newest).limit(limit)
        found = (await self._connection.execute(statement)).all()
        return [
            (Subject(row.subject_kind, row.subject_id), MessageRef(row.channel, row.message, row.thread))
            for row in found
        ]
