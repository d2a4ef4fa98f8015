"""Thanks and the give record of one community. No statement here counts, adds up or compares people."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.thanks.model import Gift, Thanks
from bot.vocabulary.people import CommunityId, MemberId
from bot.vocabulary.subject import Subject
from storage.database import insert, inserted
from storage.tables import gives, public_givers, thanks


class SqlGifts:
    """Fills :class:`bot.features.thanks.model.Gifts`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId) -> None:
        """Speak of one community within one transaction."""
        self._connection = connection
        self._community = community

    async def keep(self, gift: Gift) -> None:
        """Keep a gift, once a pair and subject."""
        statement = insert(self._connection, gives).values(
            community_id=self._community,
            giver_id=gift.giver,
            receiver_id=gift.receiver,
            subject_kind=gift.subject.kind,
            subject_id=gift.subject.id,
            title=gift.title,
            at=gift.at,
        )
        await self._connection.execute(statement.on_conflict_do_nothing())

    async def of(self, giver: MemberId, limit: int) -> Sequence[Gift]:
        """What one member gave, the latest first."""
        theirs = (gives.c.community_id == self._community) & (gives.c.giver_id == giver)
        latest = select(gives).where(theirs).order_by(gives.c.at.desc(), gives.c.subject_id).limit(limit)
        return [
            Gift(
                MemberId(row.giver_id),
                MemberId(row.receiver_id),
                Subject(row.subject_kind, row.subject_id),
                row.title,
                row.at,
            )
            for row in await self._connection.execute(latest)
        ]

    async def shown(self, giver: MemberId) -> bool:
        """Whether they chose to have a line about it beneath their introduction."""
        statement = select(public_givers.c.member_id).where(self._chose(giver))
        return (await self._connection.execute(statement)).first() is not None

    async def show(self, giver: MemberId, *, shown: bool) -> None:
        """Keep that choice."""
        if not shown:
            await self._connection.execute(public_givers.delete().where(self._chose(giver)))
            return
        statement = insert(self._connection, public_givers).values(community_id=self._community, member_id=giver)
        await self._connection.execute(statement.on_conflict_do_nothing())

    def _chose(self, giver: MemberId) -> ColumnElement[bool]:
        return (public_givers.c.community_id == self._community) & (public_givers.c.member_id == giver)


class SqlThankYous:
    """Fills :class:`bot.features.thanks.model.ThankYous`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId) -> None:
        """Speak of one community within one transaction."""
        self._connection = connection
        self._community = community

    async def keep(self, said: Thanks) -> bool:
        """Keep it; false when the same was said before."""
        statement = insert(self._connection, thanks).values(
            community_id=self._community,
            by_id=said.by,
            to_id=said.to,
            key=said.key,
            words=said.words,
            at=said.at,
        )
        return await inserted(self._connection, statement.on_conflict_do_nothing())

    async def take_back(self, by: MemberId, key: str) -> None:
        """Forget what somebody thanked for."""
        theirs = (thanks.c.community_id == self._community) & (thanks.c.by_id == by) & (thanks.c.key == key)
        await self._connection.execute(thanks.delete().where(theirs))
