"""Links: the codes by which people of one community say that a login elsewhere is theirs too."""

from datetime import datetime

from sqlalchemy import ColumnElement, case, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.linking.model import VALID, Link
from bot.vocabulary.people import CommunityId, MemberId, SpaceId
from storage.database import insert
from storage.tables import link_tries, links


class SqlLinks:
    """Fills :class:`bot.features.linking.model.Links`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId) -> None:
        """Speak of one community within one transaction."""
        self._connection = connection
        self._community = community

    async def keep(self, link: Link) -> None:
        """Keep a code in place of the same member's earlier one."""
        earlier = self._ours() & (links.c.member_id == link.member) & (links.c.id != link.id)
        await self._connection.execute(delete(links).where(earlier))
        values = {
            "digest": link.digest,
            "member_id": link.member,
            "space_id": link.space,
            "typed_by": link.typed_by,
            "until": link.until,
        }
        key = {"community_id": self._community, "id": link.id}
        statement = insert(self._connection, links).values(key | values)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))

    async def by_code(self, digest: str) -> Link | None:
        """The code that somebody typed, locked for update, if this community has it."""
        return await self._one(links.c.digest == digest)

    async def get(self, link: str) -> Link | None:
        """The code of that id, locked for update."""
        return await self._one(links.c.id == link)

    async def forget(self, link: str) -> None:
        """Forget a code."""
        await self._connection.execute(delete(links).where(self._ours(), links.c.id == link))

    async def tried(self, member: MemberId, at: datetime) -> None:
        """Remember that a member typed what was no code."""
        values = {"community_id": self._community, "member_id": member, "tries": 1, "since": at}
        statement = insert(self._connection, link_tries).values(values)
        old = link_tries.c.since <= at - VALID
        again = {
            "tries": case((old, 1), else_=link_tries.c.tries + 1),
            "since": case((old, at), else_=link_tries.c.since),
        }
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["community_id", "member_id"], set_=again)
        )

    async def tries(self, member: MemberId, since: datetime) -> int:
        """How many they typed since then."""
        theirs = (link_tries.c.community_id == self._community) & (link_tries.c.member_id == member)
        statement = select(link_tries.c.tries).where(theirs, link_tries.c.since > since)
        return await self._connection.scalar(statement) or 0

    async def _one(self, which: ColumnElement[bool]) -> Link | None:
        row = (await self._connection.execute(select(links).where(self._ours(), which).with_for_update())).one_or_none()
        if row is None:
            return None
        typed_by = MemberId(row.typed_by) if row.typed_by else None
        return Link(row.id, row.digest, MemberId(row.member_id), SpaceId(row.space_id), row.until, typed_by)

    def _ours(self) -> ColumnElement[bool]:
        return links.c.community_id == self._community
