"""Forgetting: everything that is kept of one member goes, table by table, as the register says.

A message that was theirs, or says something of theirs, shows a card instead that says nothing; one that only names them
is shown anew, without the name. Of their logins a hash is kept, so that a backup does not bring them back.
"""

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Table, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Account
from bot.vocabulary import codec
from bot.vocabulary.effect import Forget
from bot.vocabulary.people import CommunityId, Member, MemberId, SpaceId
from storage.database import insert
from storage.meta import install_key
from storage.outbox import outdated
from storage.register import FATES, TITLES, WITH_ALL, beneath
from storage.tables import (
    FINISHED,
    accounts,
    communities,
    erased,
    gives,
    happenings,
    inbox,
    members,
    outbox,
    plans,
    sign_ups,
    spaces,
)

_TELLING: Final = 6
"""Letters from which on a title is told from a common word."""
_AT_ONCE: Final = 40
"""Ids that are looked for with one statement."""
_REPEATING: Final = ("direct", "notice")
_LISTS: Final = ("month", "open_places", "handover", "digest")
"""Cards that list what several people made."""


class SqlErasures:
    """Fills :class:`bot.ports.Erasures`.

    Args:
        queued: told when messages are to be shown anew.
        shed: told when what was deleted shall leave the journal too.
        doubting: told since when what is said from now on may have been said before a backup was put back.
    """

    def __init__(
        self,
        connection: AsyncConnection,
        community: CommunityId,
        queued: Callable[[], None],
        shed: Callable[[], None],
        doubting: Callable[[datetime], Awaitable[None]],
    ) -> None:
        self._connection = connection
        self._community = community
        self._queued = queued
        self._shed = shed
        self._doubting = doubting

    async def begin(self) -> int:
        """The last message that was queued before."""
        return await self._connection.scalar(select(func.coalesce(func.max(outbox.c.id), 0))) or 0

    async def erase(self, forget: Forget, since: int, at: datetime) -> None:
        """Erase a member, in the order in which rows depend on each other."""
        logins = await self._logins(forget.member)
        await self._remember(logins, at)
        await self._connection.execute(insert(self._connection, members).values(await self._remains(forget)))
        owned = await self._owned(forget.member)
        await self._messages(forget, logins, owned, since, at)
        await self._traces({forget.member, *owned.ids}, logins)
        await self._rows(forget, owned)
        self._shed()

    async def tidy(self, remains: MemberId, *, at_last: bool) -> bool:
        """Forget the messages of an erased member that say so by now, or all; whether any are left."""
        theirs = (outbox.c.community_id == self._community) & (outbox.c.member_id == remains)
        done = theirs if at_last else theirs & outbox.c.state.in_(FINISHED)
        await self._connection.execute(delete(outbox).where(done))
        self._shed()
        left = await self._connection.execute(select(outbox.c.id).where(theirs).limit(1))
        return left.first() is not None

    async def brought_back(self) -> Sequence[tuple[Member, Account]]:
        """Members made before they were erased, each with one of their logins."""
        gone = {row.digest: row.at for row in await self._connection.execute(select(erased).where(self._ours(erased)))}
        if not gone:
            return ()
        key, found = await install_key(self._connection), dict[str, tuple[Member, Account]]()
        of_member = (members.c.community_id == accounts.c.community_id) & (members.c.id == accounts.c.member_id)
        theirs = select(accounts, members.c.name.label("called"), members.c.language, members.c.timezone)
        statement = theirs.add_columns(members.c.created_at).join(members, of_member).where(self._ours(accounts))
        for row in await self._connection.execute(statement):
            at = gone.get(digest(key, self._community, row.space_id, row.external_id))
            if at is not None and row.created_at < at:
                member = Member(MemberId(row.member_id), self._community, row.called, row.language, row.timezone)
                account = Account(SpaceId(row.space_id), row.external_id, member.id, row.name)
                found.setdefault(member.id, (member, account))
                await self._doubting(at)
        return tuple(found.values())

    # --- what is theirs ---------------------------------------------------------------------------------------------

    async def _logins(self, member: MemberId) -> Sequence[Row]:
        statement = select(accounts).where(self._ours(accounts), accounts.c.member_id == member)
        return (await self._connection.execute(statement)).all()

    async def _remember(self, logins: Sequence[Row], at: datetime) -> None:
        key = await install_key(self._connection)
        for login in logins:
            hashed = digest(key, self._community, login.space_id, login.external_id)
            statement = insert(self._connection, erased).values(community_id=self._community, digest=hashed, at=at)
            again = statement.on_conflict_do_update(index_elements=["community_id", "digest"], set_={"at": at})
            await self._connection.execute(again)

    async def _remains(self, forget: Forget) -> dict[str, Any]:
        """A member without a name or a login; the language lets what still stands in their chat say so in it."""
        theirs = select(members).where(self._ours(members), members.c.id == forget.member)
        before = (await self._connection.execute(theirs)).one()
        kept = {"language": before.language, "timezone": None, "created_at": before.created_at}
        return {"community_id": self._community, "id": forget.remains, "name": ""} | kept

    async def _owned(self, member: MemberId) -> "_Owned":
        """Every row that goes with all beneath it: its key, and what was typed there."""
        owned = _Owned()
        for column in (column for column, fate in FATES.items() if fate == WITH_ALL):
            await self._collect(owned, column.table, column == member)
        return owned

    async def _collect(self, owned: "_Owned", table: Table, which: ColumnElement[bool]) -> None:
        rows = (await self._connection.execute(select(table).where(self._ours(table), which))).mappings().all()
        if not rows:
            return
        owned.take(table, rows)
        for other, column, of in beneath(table):
            await self._collect(owned, other, other.c[column].in_([row[of] for row in rows]))

    # --- messages ---------------------------------------------------------------------------------------------------

    async def _messages(self, forget: Forget, logins: Sequence[Row], owned: "_Owned", since: int, at: datetime) -> None:
        payload = codec.cards.dump_json(forget.card).decode()
        for row in await self._concerned(forget.member, logins, owned):
            if changed := self._changed(row, forget, logins, owned, payload, since, at):
                await self._connection.execute(update(outbox).where(outbox.c.id == row.id).values(changed))
                self._queued()
        never_sent = outbox.c.message.is_(None) & outbox.c.state.in_(FINISHED)
        theirs = self._ours(outbox) & (outbox.c.member_id == forget.remains)
        await self._connection.execute(delete(outbox).where(theirs, never_sent))

    async def _concerned(self, member: MemberId, logins: Sequence[Row], owned: "_Owned") -> Sequence[Row]:
        found: dict[int, Row] = {}
        wanted = [member, *owned.ids, *(json.dumps(login.external_id) for login in logins)]
        columns = (outbox.c.key, outbox.c.target, outbox.c.payload, outbox.c.subject_id, outbox.c.about, outbox.c.rings)
        for some in _some(wanted):
            named = or_(*(column.contains(one, autoescape=True) for one in some for column in columns))
            found |= {row.id: row for row in await self._rows_where(or_(outbox.c.member_id == member, named))}
        repeating = outbox.c.kind.in_(_REPEATING) | outbox.c.subject_kind.in_(_LISTS)
        for some in _some(owned.words):
            repeated = or_(*(outbox.c.payload.contains(word, autoescape=True) for word in some))
            found |= {row.id: row for row in await self._rows_where(repeating & repeated)}
        return list(found.values())

    async def _rows_where(self, condition: ColumnElement[bool]) -> Sequence[Row]:
        statement = select(outbox).where(self._ours(outbox), condition).order_by(outbox.c.id).with_for_update()
        return (await self._connection.execute(statement)).all()

    def _changed(
        self,
        row: Row,
        forget: Forget,
        logins: Sequence[Row],
        owned: "_Owned",
        payload: str,
        since: int,
        at: datetime,
    ) -> dict[str, Any]:
        """What becomes of one message."""
        theirs = {login.external_id for login in logins if login.space_id == row.space_id}
        rings = [login for login in json.loads(row.rings) if login not in theirs]
        kept = {"rings": json.dumps(rings)} if rings != json.loads(row.rings) else {}
        if row.member_id == forget.member:
            said = {"member_id": forget.remains, "payload": payload, "file": None, "closed_at": None, "about": None}
            return said | _unkeyed(row) | outdated(row, payload, at)
        if self._says_theirs(row, forget.member, owned) and (row.id <= since or row.kind == "card"):
            gone = kept | {"payload": payload, "file": None, "ended": 1} | _unkeyed(row)
            return gone | outdated(row, payload, at)
        if forget.member in row.payload and row.message is not None:
            return kept | outdated(row, row.payload, at)
        return kept

    def _says_theirs(self, row: Row, member: MemberId, owned: "_Owned") -> bool:
        """Whether it says something of theirs, and not only their name among others'."""
        about = f"{row.key} {row.target} {row.subject_id} {row.about} {row.payload}"
        if any(one in about for one in owned.ids):
            return True
        if _repeats(row) and any(word in row.payload for word in owned.words):
            return True
        between_two = row.kind == "direct" or row.key.startswith("letter:") or row.subject_id == member
        return between_two and member in about

    # --- rows -------------------------------------------------------------------------------------------------------

    async def _traces(self, ids: Collection[str], logins: Sequence[Row]) -> None:
        """What is planned under those ids, stands in calendars under them, or was answered to anybody at all.

        An answer is kept only for a gesture that comes again, and says nothing of whose it is: all of them go.
        """
        for some in _some([one for one in ids if one]):
            named = (plans.c.subject_id, plans.c.action)
            about = or_(*(column.contains(one, autoescape=True) for one in some for column in named))
            await self._connection.execute(delete(plans).where(self._ours(plans), about))
            words = {"title": "", "place": "", "details": ""}
            theirs = happenings.c.subject_id.in_(some)
            await self._connection.execute(update(happenings).where(self._ours(happenings), theirs).values(words))
        for login in logins:
            kept = self._ours(spaces) & (spaces.c.id == login.space_id) & (spaces.c.keeper == login.external_id)
            await self._connection.execute(update(spaces).where(kept).values(keeper=None))
            by_them = (inbox.c.space_id == login.space_id) & inbox.c.key.contains(login.external_id, autoescape=True)
            if len(login.external_id) >= _TELLING:
                await self._connection.execute(delete(inbox).where(self._ours(inbox), by_them))
        answered = self._ours(inbox) & inbox.c.answer.is_not(None)
        await self._connection.execute(update(inbox).where(answered).values(answer=None))

    async def _rows(self, forget: Forget, owned: "_Owned") -> None:
        nameless = (gives.c.receiver_id == forget.member) & self._ours(gives)
        await self._connection.execute(update(gives).where(nameless).values(title=""))
        undecided = sign_ups.c.standing.in_(("maybe", "cant")) & (sign_ups.c.member_id == forget.member)
        await self._connection.execute(delete(sign_ups).where(self._ours(sign_ups), undecided))
        for table, keys in reversed(owned.keys.items()):
            for key in keys:
                its = and_(*(table.c[name] == value for name, value in key.items()))
                await self._connection.execute(delete(table).where(self._ours(table), its))
        for column, fate in reversed(list(FATES.items())):
            its = self._ours(column.table) & (column == forget.member)
            match fate:
                case "goes":
                    await self._connection.execute(delete(column.table).where(its))
                case "stays without the name":
                    await self._connection.execute(update(column.table).where(its).values({column: forget.remains}))
                case "is emptied":
                    await self._connection.execute(update(column.table).where(its).values({column: None}))
                case "goes with all beneath":
                    pass  # gone already

    def _ours(self, table: Table) -> ColumnElement[bool]:
        return table.c.community_id == self._community


async def keep_erased(connection: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Remember whose everything was erased after a backup was made; of communities the backup does not know, nothing.

    The later of two instants counts.
    """
    known = set(await connection.scalars(select(communities.c.id)))
    for row in rows:
        if row["community_id"] in known:
            fresh = insert(connection, erased).values(dict(row))
            later = {"at": fresh.excluded.at}
            where = erased.c.at < fresh.excluded.at
            await connection.execute(
                fresh.on_conflict_do_update(index_elements=["community_id", "digest"], set_=later, where=where)
            )


class _Owned:
    """The rows that go with all beneath them, in the order in which they depend on each other."""

    def __init__(self) -> None:
        self.keys: dict[Table, list[dict[str, Any]]] = {}
        self.ids: set[str] = set()
        self.words: set[str] = set()

    def take(self, table: Table, rows: Sequence[Any]) -> None:
        """Keep their keys, their own ids, and what was typed there that others' messages may repeat."""
        names = [column.name for column in table.primary_key if column.name != "community_id"]
        self.keys.setdefault(table, []).extend({name: row[name] for name in names} for row in rows)
        if "id" in table.c:
            self.ids |= {row["id"] for row in rows}
        for column in (column for column in TITLES if column.table is table):
            self.words |= {word for row in rows for word in _lines(row[column.name] or "")}


def _unkeyed(row: Row) -> dict[str, str]:
    """Under another key: it may say in words what the message was about."""
    return {} if row.kind == "card" else {"key": f"erased:{row.id}"}


def _repeats(row: Row) -> bool:
    """Whether it is of a kind that repeats what was typed elsewhere, without an id of it."""
    return row.kind in _REPEATING or row.subject_kind in _LISTS


def _lines(typed: str) -> Iterator[str]:
    """The lines of a text as they stand in JSON, without those that anybody may have typed."""
    return (json.dumps(line, ensure_ascii=False)[1:-1] for line in typed.splitlines() if len(line) >= _TELLING)


def _some(wanted: Collection[str]) -> Iterator[Sequence[str]]:
    every = sorted(wanted)
    return (every[at : at + _AT_ONCE] for at in range(0, len(every), _AT_ONCE))


def digest(key: bytes, community: str, space: str, login: str) -> str:
    """What is kept of an erased login: the same for the same login, and nobody finds the login by it."""
    return hmac.digest(key, f"erased\0{community}\0{space}\0{login}".encode(), hashlib.sha256).hex()
