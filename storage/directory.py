"""The directory: spaces and communities by a platform's names, across all communities."""

from typing import Final

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Clock, Defaults, Ids
from bot.vocabulary.people import Community, CommunityId, Pause, Space, SpaceAddress, SpaceId
from storage.database import insert, inserted
from storage.tables import communities, spaces

_COMMUNITY: Final = select(communities).where(communities.c.id == bindparam("of"))


class SqlDirectory:
    """Fills :class:`bot.ports.Directory`."""

    def __init__(self, connection: AsyncConnection, ids: Ids, clock: Clock, defaults: Defaults) -> None:
        self._connection = connection
        self._ids = ids
        self._clock = clock
        self._defaults = defaults

    async def space(self, address: SpaceAddress) -> Space:
        """The space at that address; made with a community of its own when it is new."""
        return await self.known(address) or await self._new(address)

    async def known(self, address: SpaceAddress) -> Space | None:
        """The space at that address, if anybody has ever spoken to Machi there."""
        at_address = (spaces.c.platform == address.platform) & (spaces.c.external_id == address.external_id)
        found = (await self._connection.execute(select(spaces).where(at_address))).one_or_none()
        if found is None:
            return None
        if address.name and address.name != found.name:
            await self._connection.execute(update(spaces).where(at_address).values(name=address.name))
            return Space(SpaceId(found.id), CommunityId(found.community_id), address)
        return space_of(found)

    async def attach(self, address: SpaceAddress, community: CommunityId) -> Space:
        """The space at that address, made as a further space of a community when it is new."""
        space = await self.known(address)
        if space is None:
            await self._insert(address, community)
            space = await self.known(address)
        if space is None or space.community != community:
            raise ValueError(f"{address} belongs to another community")
        return space

    async def community(self, community: CommunityId) -> Community:
        """The community of that id."""
        found = (await self._connection.execute(_COMMUNITY, {"of": community})).one()
        return community_of(found)

    async def standing(self, platform: str) -> tuple[SpaceAddress, ...]:
        """The spaces of a platform that Machi has not left."""
        there = (spaces.c.platform == platform) & spaces.c.left_at.is_(None)
        rows = await self._connection.execute(select(spaces).where(there).order_by(spaces.c.created_at, spaces.c.id))
        return tuple(space_of(row).address for row in rows)

    async def everywhere(self) -> tuple[Community, ...]:
        """Every community there is, oldest first."""
        oldest_first = select(communities).order_by(communities.c.created_at, communities.c.id)
        return tuple(community_of(row) for row in await self._connection.execute(oldest_first))

    async def _new(self, address: SpaceAddress) -> Space:
        community = CommunityId(self._ids.new())
        await self._connection.execute(
            communities.insert().values(
                id=community,
                name=address.name,
                purpose="",
                area="",
                language=self._defaults.language,
                timezone=self._defaults.timezone,
                created_at=self._clock.now(),
            )
        )
        if not await self._insert(address, community):
            # Somebody else made it at the same moment: theirs counts.
            await self._connection.execute(communities.delete().where(communities.c.id == community))
        return await self.space(address)

    async def _insert(self, address: SpaceAddress, community: CommunityId) -> bool:
        statement = insert(self._connection, spaces).values(
            community_id=community,
            id=self._ids.new(),
            platform=address.platform,
            external_id=address.external_id,
            name=address.name,
            created_at=self._clock.now(),
        )
        return await inserted(self._connection, statement.on_conflict_do_nothing())


def community_of(row: Row) -> Community:
    pause = Pause(row.paused_at, row.paused_until) if row.paused_at else None
    looks_at = frozenset(row.looks_at.split())
    return Community(row.id, row.name, row.purpose, row.area, row.language, row.timezone, pause, looks_at, row.guests)


def space_of(row: Row) -> Space:
    """The space that a row of ``spaces`` keeps."""
    address = SpaceAddress(row.platform, row.external_id, row.name)
    return Space(SpaceId(row.id), CommunityId(row.community_id), address)
