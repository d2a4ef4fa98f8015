"""Calls and sign-ups of one community."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Row, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.volunteering.model import Call, CallId
from bot.vocabulary.people import CommunityId, MemberId
from bot.vocabulary.roster import Entry, Roster
from storage.database import insert
from storage.rosters import Rosters
from storage.tables import calls, sign_ups


class SqlCalls:
    """Fills :class:`bot.features.volunteering.model.Calls`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId) -> None:
        """Speak of one community within one transaction."""
        self._connection = connection
        self._community = community
        self._sign_ups = Rosters(connection, community, sign_ups, "call_id")

    async def get(self, call: CallId) -> Call:
        """The call of that id, locked for update; ``LookupError`` if this community has none."""
        statement = select(calls).where(self._ours(), calls.c.id == call).with_for_update()
        found = await self._calls(statement)
        if not found:
            raise LookupError(f"no call {call} in {self._community}")
        return found[0]

    async def save(self, call: Call) -> None:
        """Keep a call and its sign-ups."""
        values = {
            "caller_id": call.caller,
            "title": call.title,
            "places": call.sign_ups.places,
            "start": call.start,
            "end": call.end,
            "zone": call.zone,
            "place": call.where,
            "details": call.details,
            "private_details": call.private_details,
            "state": call.state,
            "created_at": call.created_at,
        }
        key = {"community_id": self._community, "id": call.id}
        statement = insert(self._connection, calls).values(key | values)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))
        await self._sign_ups.save(call.id, call.sign_ups.entries)

    async def open(self, limit: int) -> Sequence[Call]:
        """The open calls, soonest first, those without a date last."""
        return await self._calls(self._open().limit(limit))

    async def of_member(self, member: MemberId, limit: int) -> Sequence[Call]:
        """The open calls a member made or has a place or a wait on, soonest first."""
        answered = select(sign_ups.c.call_id).where(
            sign_ups.c.community_id == self._community,
            sign_ups.c.member_id == member,
            sign_ups.c.standing.in_(("in", "waiting")),
        )
        theirs = or_(calls.c.caller_id == member, calls.c.id.in_(answered))
        return await self._calls(self._open().where(theirs).limit(limit))

    def _open(self) -> Select:
        in_order = (calls.c.start.is_(None), calls.c.start, calls.c.created_at)
        return select(calls).where(self._ours(), calls.c.state == "open").order_by(*in_order)

    def _ours(self) -> ColumnElement[bool]:
        return calls.c.community_id == self._community

    async def _calls(self, statement: Select) -> Sequence[Call]:
        rows = (await self._connection.execute(statement)).all()
        answers = await self._sign_ups.of([row.id for row in rows])
        return [_call(row, answers.get(row.id, ())) for row in rows]


def _call(row: Row, entries: tuple[Entry, ...]) -> Call:
    return Call(
        CallId(row.id),
        MemberId(row.caller_id),
        row.title,
        row.created_at,
        Roster(row.places, entries),
        row.zone,
        row.start,
        row.end,
        row.place,
        row.details,
        row.private_details,
        row.state,
    )
