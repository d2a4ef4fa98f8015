"""Members: the people of one community and their logins."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from sqlalchemy import ColumnElement, Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.introductions.model import sought
from bot.ports import Clock, Ids
from bot.vocabulary.people import Account, AccountRef, CommunityId, Language, Member, MemberId, SpaceId
from storage.database import insert, inserted
from storage.tables import accounts, introductions
from storage.tables import members as people
from storage.unions import readdress, unite


class SqlMembers:
    """Fills :class:`bot.ports.Members`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId, ids: Ids, clock: Clock) -> None:
        self._connection = connection
        self._community = community
        self._ids = ids
        self._clock = clock

    async def of_account(self, space: SpaceId, account: AccountRef, language: Language | None = None) -> Member:
        """The member behind a login that acts; made when they are new. A changed name or locale is taken over."""
        known = await self._account(space, account) or await self._new(space, account, language)
        return await self._used(known, space, account, language)

    async def known(self, space: SpaceId, account: AccountRef) -> Member | None:
        """The member behind a login, if there is one; nobody is made by asking."""
        found = await self._account(space, account)
        return self._member(found) if found else None

    async def mentioned(self, space: SpaceId, account: AccountRef) -> Member:
        """The member behind a login that somebody else named; made when they are new, else left as it is."""
        known = await self._account(space, account) or await self._new(space, account, None)
        return self._member(known)

    async def get(self, member: MemberId) -> Member:
        """The member of that id, locked for update; ``LookupError`` if this community has none."""
        statement = select(people).where(self._is(member)).with_for_update()
        found = (await self._connection.execute(statement)).one_or_none()
        if found is None:
            raise LookupError(f"no member {member} in {self._community}")
        return self._member(found)

    async def called(self, name: str) -> Member | None:
        """The one member who goes by that name, in whatever case; nobody when there are several."""
        ours = (people.c.community_id == self._community) & (func.lower(people.c.name) == name.lower())
        found = (await self._connection.execute(select(people).where(ours).limit(2))).all()
        if len(found) != 1:
            return None
        [one] = found
        return Member(MemberId(one.id), self._community, one.name, one.language, one.timezone)

    async def save(self, member: Member) -> None:
        """Keep the member's name, language and zone."""
        statement = update(people).where(self._is(member.id))
        values = {"name": member.name, "language": member.language, "timezone": member.timezone}
        await self._connection.execute(statement.values(values))

    async def accounts(self, members: Collection[MemberId]) -> tuple[Account, ...]:
        """Every login of those members, the one used last first; those that left their space come last."""
        statement = (
            select(accounts)
            .where(accounts.c.community_id == self._community, accounts.c.member_id.in_(members))
            .order_by(accounts.c.left_at.is_not(None), accounts.c.used_at.desc())
        )
        found = (await self._connection.execute(statement)).all()
        return tuple(Account(row.space_id, row.external_id, row.member_id, row.name) for row in found)

    async def logins(self, space: SpaceId) -> tuple[AccountRef, ...]:
        """Every login in that space that has not left it."""
        there = (accounts.c.community_id == self._community) & (accounts.c.space_id == space)
        statement = select(accounts.c.external_id, accounts.c.name).where(there, accounts.c.left_at.is_(None))
        found = await self._connection.execute(statement.order_by(accounts.c.external_id))
        return tuple(AccountRef(row.external_id, row.name) for row in found)

    async def named(self, members: Collection[MemberId]) -> Mapping[MemberId, str]:
        """The names of those members."""
        ours = (people.c.community_id == self._community) & people.c.id.in_(members)
        found = await self._connection.execute(select(people.c.id, people.c.name).where(ours))
        return {MemberId(row.id): row.name for row in found}

    async def present(self, member: MemberId) -> bool:
        """Whether the member is still in one of the community's spaces."""
        theirs = (accounts.c.community_id == self._community) & (accounts.c.member_id == member)
        statement = select(accounts.c.member_id).where(theirs, accounts.c.left_at.is_(None)).limit(1)
        return (await self._connection.execute(statement)).first() is not None

    async def renamed(self, space: SpaceId, account: AccountRef) -> None:
        """Take over the name that a login goes by now; nobody is made by it."""
        known = await self._account(space, account)
        if known is None or not account.name or known.shown == account.name:
            return
        await self._connection.execute(update(accounts).where(self._at(space, account)).values(name=account.name))
        theirs = self._is(MemberId(known.id))
        await self._connection.execute(update(people).where(theirs).values(name=account.name))

    async def unite(self, member: MemberId, other: MemberId) -> None:
        """Let everything of the other's be the member's, logins and all; the other is nobody any more."""
        await unite(self._connection, self._community, member, other)

    async def separate(self, member: MemberId, space: SpaceId) -> None:
        """Let the member's logins in other spaces be newcomers; what is not sent to them yet goes to that space."""
        now = self._clock.now()
        for login in await self.accounts([member]):
            if login.space != space:
                fresh = {"community_id": self._community, "id": self._ids.new(), "name": login.name, "created_at": now}
                await self._connection.execute(people.insert().values(fresh))
                there = self._at(login.space, AccountRef(login.external_id))
                await self._connection.execute(update(accounts).where(there).values(member_id=fresh["id"]))
        await readdress(self._connection, self._community, member, space)

    async def left(self, space: SpaceId, account: AccountRef) -> None:
        """Remember that a login left its space; nothing of the member's is lost."""
        statement = update(accounts).where(self._at(space, account)).values(left_at=self._clock.now())
        await self._connection.execute(statement)

    async def _account(self, space: SpaceId, account: AccountRef) -> Row | None:
        of_ours = (people.c.community_id == accounts.c.community_id) & (people.c.id == accounts.c.member_id)
        statement = (
            select(people, accounts.c.name.label("shown"), accounts.c.locale, accounts.c.used_at, accounts.c.left_at)
            .join(accounts, of_ours)
            .where(self._at(space, account))
        )
        return (await self._connection.execute(statement)).one_or_none()

    async def _new(self, space: SpaceId, account: AccountRef, language: Language | None) -> Row:
        member, now = self._ids.new(), self._clock.now()
        name = account.name or account.external_id
        await self._connection.execute(
            people.insert().values(community_id=self._community, id=member, name=name, created_at=now)
        )
        login = insert(self._connection, accounts).values(
            community_id=self._community,
            space_id=space,
            external_id=account.external_id,
            member_id=member,
            name=name,
            locale=language,
            used_at=now,
        )
        if not await inserted(self._connection, login.on_conflict_do_nothing()):
            # The same person acted twice at once, for the first time: the member made first counts.
            await self._connection.execute(people.delete().where(self._is(MemberId(member))))
        made = await self._account(space, account)
        if made is None:
            raise LookupError(f"{account} was made and is not there")
        return made

    async def _used(self, known: Row, space: SpaceId, account: AccountRef, language: Language | None) -> Member:
        shown, locale = account.name or known.shown, language or known.locale
        now = self._clock.now()
        if (known.shown, known.locale, known.used_at, known.left_at) != (shown, locale, now, None):
            statement = update(accounts).where(self._at(space, account))
            await self._connection.execute(statement.values(name=shown, locale=locale, used_at=now, left_at=None))
        member = self._member(known)
        if shown == known.shown:
            return member
        await self._connection.execute(update(people).where(self._is(member.id)).values(name=shown))
        theirs = (introductions.c.community_id == self._community) & (introductions.c.member_id == member.id)
        await self._connection.execute(update(introductions).where(theirs).values(name=sought(shown)))
        return replace(member, name=shown)

    def _member(self, row: Row) -> Member:
        return Member(MemberId(row.id), self._community, row.name, row.language, row.timezone)

    def _is(self, member: MemberId) -> ColumnElement[bool]:
        return (people.c.community_id == self._community) & (people.c.id == member)

    def _at(self, space: SpaceId, account: AccountRef) -> ColumnElement[bool]:
        return (
            (accounts.c.community_id == self._community)
            & (accounts.c.space_id == space)
            & (accounts.c.external_id == account.external_id)
        )
