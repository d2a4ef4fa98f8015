"""Homes: the home pages that people have open, and which of them show something old."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Row, Update, and_, bindparam, case, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import StaleHome
from bot.vocabulary.people import AccountRef, CommunityId, MemberId, SpaceAddress, SpaceId
from storage.database import Database, insert
from storage.tables import accounts, homes, spaces

COALESCING: Final = timedelta(seconds=2)
"""How long a change waits for the next one."""
LEASE: Final = timedelta(seconds=60)
"""How long somebody may take to show one."""

_of_space: Final = (spaces.c.community_id == homes.c.community_id) & (spaces.c.id == homes.c.space_id)
_of_login: Final = and_(
    accounts.c.community_id == homes.c.community_id,
    accounts.c.space_id == homes.c.space_id,
    accounts.c.external_id == homes.c.external_id,
)


def _changed(whose: ColumnElement[bool]) -> Update:
    stale = exists().where(_of_login, accounts.c.left_at.is_(None), whose)
    later = func.coalesce(homes.c.next_at, bindparam("later"))
    changed = update(homes).where(homes.c.community_id == bindparam("of"), stale)
    return changed.values(revision=homes.c.revision + 1, next_at=later)


_theirs: Final = accounts.c.member_id.in_(bindparam("whose", expanding=True))
_THEIRS: Final = _changed(_theirs)
_THEIRS_AND_SEEN: Final = _changed(or_(_theirs, homes.c.opened_at >= bindparam("since")))


class SqlHomes:
    """Fills :class:`bot.ports.Homes`.

    Args:
        queued: told when a home page is to be shown anew.
    """

    def __init__(self, connection: AsyncConnection, community: CommunityId, queued: Callable[[], None]) -> None:
        self._connection = connection
        self._community = community
        self._queued = queued

    async def opened(self, space: SpaceId, account: AccountRef, at: datetime) -> None:
        """Remember that somebody has a home page there, and when they last looked at it."""
        key = {"community_id": self._community, "space_id": space, "external_id": account.external_id}
        statement = insert(self._connection, homes).values(key | {"opened_at": at})
        looked = statement.on_conflict_do_update(index_elements=list(key), set_={"opened_at": at})
        await self._connection.execute(looked)

    async def changed(self, members: Collection[MemberId], at: datetime, *, seen_since: datetime | None = None) -> None:
        """Let the home pages of those members be shown anew, and all that were opened since that instant."""
        which = {"of": self._community, "whose": list(members), "later": at + COALESCING}
        changed = await self._connection.execute(
            _THEIRS if seen_since is None else _THEIRS_AND_SEEN, which | ({"since": seen_since} if seen_since else {})
        )
        if changed.rowcount:
            self._queued()


class SqlStaleHomes:
    """Fills :class:`bot.ports.StaleHomes`; each call is a transaction.

    Args:
        platforms: those that somebody shows home pages on.
    """

    def __init__(self, database: Database, platforms: Collection[str]) -> None:
        self._database = database
        self._platforms = tuple(platforms)

    async def claim(self, at: datetime, limit: int) -> tuple[StaleHome, ...]:
        """Take on what is to be shown anew; whoever does not finish it within a minute has lost it."""
        due = (
            select(homes, spaces.c.platform, spaces.c.external_id.label("space"), spaces.c.name.label("called"))
            .join(spaces, _of_space)
            .where(homes.c.next_at <= at, spaces.c.platform.in_(self._platforms))
            .order_by(homes.c.next_at)
            .limit(limit)
            .with_for_update(of=homes, skip_locked=True)
        )
        async with self._database.begin() as connection:
            found = (await connection.execute(due)).all()
            claimed = [_stale(row) for row in found]
            for home in claimed:
                await connection.execute(_of(home).values(next_at=at + LEASE, attempt=homes.c.attempt + 1))
        return tuple(claimed)

    async def shown(self, home: StaleHome, at: datetime) -> None:
        """Record that it shows that revision; what changed meanwhile is shown once more."""
        once_more = case((homes.c.revision > home.revision, at + COALESCING), else_=None)
        await self._change(home, next_at=once_more, attempt=0)

    async def put_off(self, home: StaleHome, until: datetime) -> None:
        """Try again then."""
        await self._change(home, next_at=until)

    async def gone(self, home: StaleHome) -> None:
        """Forget it, until it is opened again."""
        async with self._database.begin() as connection:
            await connection.execute(homes.delete().where(_is(home)))

    async def next_at(self) -> datetime | None:
        """When one is to be shown next."""
        statement = select(func.min(homes.c.next_at)).join(spaces, _of_space)
        async with self._database.begin() as connection:
            return await connection.scalar(statement.where(spaces.c.platform.in_(self._platforms)))

    async def _change(self, home: StaleHome, **values: object) -> None:
        async with self._database.begin() as connection:
            await connection.execute(_of(home).values(values))


def _stale(row: Row) -> StaleHome:
    space = SpaceAddress(row.platform, row.space, row.called)
    return StaleHome(space, AccountRef(row.external_id), row.revision, row.attempt)


def _of(home: StaleHome) -> Update:
    return update(homes).where(_is(home))


def _is(home: StaleHome) -> ColumnElement[bool]:
    address = home.space
    there = exists().where(
        _of_space, spaces.c.platform == address.platform, spaces.c.external_id == address.external_id
    )
    return there & (homes.c.external_id == home.account.external_id)
