"""The inbox: which gestures of one community were handled, and how they were answered."""

from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.vocabulary import codec
from bot.vocabulary.effect import Answer
from bot.vocabulary.people import CommunityId, SpaceId
from storage.database import insert, inserted
from storage.tables import inbox


class SqlInbox:
    """Fills :class:`bot.ports.Inbox`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    async def claim(self, space: SpaceId, key: str, at: datetime) -> bool:
        """Whether this is the first time that key is seen; of several at once exactly one is told yes."""
        row = {"community_id": self._community, "space_id": space, "key": key, "received_at": at}
        statement = insert(self._connection, inbox).values(row).on_conflict_do_nothing()
        return await inserted(self._connection, statement)

    async def answered(self, space: SpaceId, key: str) -> Answer | None:
        """The answer given when the key was first seen."""
        answer = await self._connection.scalar(select(inbox.c.answer).where(self._is(space, key)))
        return codec.answers.validate_json(answer) if answer is not None else None

    async def answer(self, space: SpaceId, key: str, answer: Answer | None) -> None:
        """Keep the answer of a claimed key."""
        if answer is not None:
            kept = codec.answers.dump_json(answer).decode()
            await self._connection.execute(update(inbox).where(self._is(space, key)).values(answer=kept))

    def _is(self, space: SpaceId, key: str) -> ColumnElement[bool]:
        return (inbox.c.community_id == self._community) & (inbox.c.space_id == space) & (inbox.c.key == key)
