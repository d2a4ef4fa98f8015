"""Erasure: a community forgotten as a whole, together with what adapters keep about it."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.vocabulary.people import CommunityId
from storage.tables import communities, happenings, metadata, postings, shelf, spaces


async def erased(connection: AsyncConnection, community: CommunityId) -> None:
    """Forget everything that belongs to a community, and the community."""
    await _forget_on_shelf(connection, await _spaces(connection, community), await _ids(connection, community))
    for table in reversed(metadata.sorted_tables):
        if "community_id" in table.c:
            await connection.execute(table.delete().where(table.c.community_id == community))
    await connection.execute(communities.delete().where(communities.c.id == community))


async def _ids(connection: AsyncConnection, community: CommunityId) -> set[str]:
    """The platforms' ids of its spaces, and of everything that is about it there."""
    found: set[str] = set()
    for column in (spaces.c.external_id, postings.c.message, happenings.c.external_id):
        found |= set(await connection.scalars(select(column).where(column.table.c.community_id == community)))
    return found


async def _spaces(connection: AsyncConnection, community: CommunityId) -> set[tuple[str, str]]:
    """The platform of each of its spaces, and its id there."""
    statement = select(spaces.c.platform, spaces.c.external_id).where(spaces.c.community_id == community)
    return {(row.platform, row.external_id) for row in (await connection.execute(statement)).all()}


async def _forget_on_shelf(connection: AsyncConnection, theirs: set[tuple[str, str]], ids: set[str]) -> None:
    """Forget what is about one of those ids, ``what:id``, and what a platform keeps of a space, ``what/space/…``."""
    for row in (await connection.execute(select(shelf.c.owner, shelf.c.key))).all():
        _, colon, about = row.key.rpartition(":")
        _, _, within = row.key.partition("/")
        if (colon and about in ids) or (row.owner, within.partition("/")[0]) in theirs:
            await connection.execute(shelf.delete().where(shelf.c.owner == row.owner, shelf.c.key == row.key))
