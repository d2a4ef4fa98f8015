"""The store: where everything lives, and the transactions through which it is reached."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import (
    Agenda,
    Audit,
    Clock,
    Communities,
    Defaults,
    Directory,
    Drafts,
    Erasures,
    Happenings,
    Homes,
    Ids,
    Inbox,
    Letters,
    Members,
    Neighbours,
    Outbox,
    Plans,
    Postings,
    Preferences,
    Records,
    Removals,
    Rhythms,
    UnitOfWork,
)
from bot.vocabulary.people import CommunityId
from bot.vocabulary.request import Due
from storage.agenda import SqlAgenda
from storage.audit import SqlAudit
from storage.communities import SqlCommunities
from storage.database import Database
from storage.directory import SqlDirectory
from storage.drafts import SqlDrafts
from storage.forgetting import SqlErasures
from storage.happenings import SqlHappenings
from storage.homes import SqlHomes
from storage.inbox import SqlInbox
from storage.letters import SqlLetters
from storage.members import SqlMembers
from storage.meta import restored_at
from storage.neighbours import SqlNeighbours
from storage.outbox import SqlOutbox
from storage.plans import SqlPlans
from storage.postings import SqlPostings
from storage.preferences import SqlPreferences
from storage.records import SqlRecords
from storage.removals import SqlRemovals
from storage.repositories import REPOSITORIES, Registry
from storage.restored import DoubtfulOutbox
from storage.rhythms import SqlRhythms
from storage.soundness import telling_when_contended, telling_when_full
from storage.writer import breaking_off

PortT = TypeVar("PortT")


class SqlStore:
    """Fills :class:`bot.ports.Store`.

    Args:
        repositories: what fills in the ports of the features.
        wake: called after each commit that queued or planned something.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ids: Ids,
        defaults: Defaults,
        *,
        repositories: Registry = REPOSITORIES,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._defaults = defaults
        self._repositories = repositories
        self._wake = wake

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[UnitOfWork]:
        """Begin; commit at the end, roll back when an exception leaves it.

        Raises :class:`StoreFull` without room left, and :class:`StoreContended`.
        """
        with telling_when_full(), telling_when_contended():
            async with self._database.begin(shared=True) as connection:
                work = SqlUnitOfWork(connection, self._clock, self._ids, self._defaults, self._repositories)
                yield work
        if work.has_queued:
            self._wake()
        if work.sheds:
            await self._database.shed()


class SqlUnitOfWork:
    """Fills :class:`bot.ports.UnitOfWork`."""

    def __init__(
        self, connection: AsyncConnection, clock: Clock, ids: Ids, defaults: Defaults, repositories: Registry
    ) -> None:
        self.directory: Directory = SqlDirectory(connection, ids, clock, defaults)
        self._agenda = SqlAgenda(connection)
        self.agenda: Agenda = self._agenda
        self.has_queued = False
        self.sheds = False
        self._connection = connection
        self._clock = clock
        self._ids = ids
        self._repositories = repositories

    def of(self, community: CommunityId) -> "SqlScope":
        """The rows of one community."""
        told = (self._queued, self._shed)
        ids, clock, repositories = self._ids, self._clock, self._repositories
        return SqlScope(self._connection, community, clock, ids, repositories, *told, self._agenda)

    def doing(self, due: Due) -> "SqlScope":
        """The rows of the community of a claimed piece of work; what it says is in doubt if it may have been said."""
        scope = self.of(due.community)
        scope.doubt(due.at, self._agenda.restored)
        return scope

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """A part that can fail by itself: what it wrote is undone when it raises.

        Raises :class:`StoreFull` and :class:`StoreContended` where nothing of the whole transaction can be kept.
        """
        with telling_when_full(), telling_when_contended():
            savepoint = await self._connection.begin_nested()
            try:
                with telling_when_full():
                    yield
            except BaseException as why:
                with breaking_off(why):
                    await savepoint.rollback()
                raise
            with breaking_off():
                await savepoint.commit()

    def _queued(self) -> None:
        self.has_queued = True

    def _shed(self) -> None:
        self.sheds = True


class SqlScope:
    """Fills :class:`bot.ports.Scope`."""

    def __init__(
        self,
        connection: AsyncConnection,
        community: CommunityId,
        clock: Clock,
        ids: Ids,
        repositories: Registry,
        queued: Callable[[], None],
        shed: Callable[[], None],
        agenda: SqlAgenda,
    ) -> None:
        self.members: Members = SqlMembers(connection, community, ids, clock)
        self.communities: Communities = SqlCommunities(connection, community, queued, agenda.planned_anew)
        self.rhythms: Rhythms = SqlRhythms(connection, community)
        self.preferences: Preferences = SqlPreferences(connection, community)
        self.inbox: Inbox = SqlInbox(connection, community)
        self.drafts: Drafts = SqlDrafts(connection, community, clock)
        self.outbox: Outbox = SqlOutbox(connection, community, queued)
        self.neighbours: Neighbours = SqlNeighbours(connection, community)
        self.plans: Plans = SqlPlans(connection, community, ids, queued, agenda)
        self.postings: Postings = SqlPostings(connection, community)
        self.removals: Removals = SqlRemovals(connection, community, queued)
        self.happenings: Happenings = SqlHappenings(connection, community, queued)
        self.letters: Letters = SqlLetters(connection, community)
        self.homes: Homes = SqlHomes(connection, community, queued)
        self.records: Records = SqlRecords(connection, community)
        self.erasures: Erasures = SqlErasures(connection, community, queued, shed, self._doubting)
        self.audit: Audit = SqlAudit(connection, community, ids)
        self._connection = connection
        self._community = community
        self._repositories = repositories

    def __getitem__(self, port: type[PortT]) -> PortT:
        """The repository that fills in a feature's port, such as ``scope[Calls]``."""
        repository = self._repositories.get(port)
        if repository is None:
            raise LookupError(f"nothing fills in {port.__name__}: name its repository in storage/repositories.py")
        return repository(self._connection, self._community)

    def doubt(self, since: datetime, restored: datetime | None) -> None:
        """What is said from now on may have been said since that instant, if a backup was put back later."""
        if restored and since <= restored:
            self.outbox = DoubtfulOutbox(self.outbox, self._connection, self._community, since, restored)

    async def _doubting(self, since: datetime) -> None:
        self.doubt(since, await restored_at(self._connection))
