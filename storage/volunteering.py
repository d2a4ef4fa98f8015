"""Calls, sign-ups and offers of one community."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.volunteering.model import Call, CallId, Offer, OfferId, Team
from bot.vocabulary.people import CommunityId, MemberId
from bot.vocabulary.roster import Entry, Roster
from storage.database import insert
from storage.rosters import Rosters
from storage.tables import asked_first, call_buddies, call_watchers, calls, offers, pitches, sign_ups

GOING_ON = ("open", "closed")


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
        """Keep a call, its sign-ups and who watches it."""
        values = {
            "caller_id": call.caller,
            "title": call.title,
            "places": sum(role.places for role in call.roles),
            "roles": json.dumps([[role.name, role.places] for role in call.roles], ensure_ascii=False),
            "start": call.start,
            "end": call.end,
            "deadline": int(call.deadline),
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
        placed = [replace(entry, role=team.name) for team in call.teams for entry in team.roster.entries]
        await self._sign_ups.save(call.id, (*placed, *call.aside.entries))
        await self._save_watchers(call)
        await self._save_buddy(call)

    async def open(self, limit: int) -> Sequence[Call]:
        """The open calls, soonest first, those without a date last."""
        return await self._calls(self._going_on(("open",)).limit(limit))

    async def of_member(self, member: MemberId, limit: int) -> Sequence[Call]:
        """The calls a member made, has a place on or waits for, that are not over, soonest first."""
        answered = select(sign_ups.c.call_id).where(
            sign_ups.c.community_id == self._community,
            sign_ups.c.member_id == member,
            sign_ups.c.standing.in_(("in", "offered", "waiting")),
        )
        theirs = or_(calls.c.caller_id == member, calls.c.id.in_(answered))
        return await self._calls(self._going_on(GOING_ON).where(theirs).limit(limit))

    async def answered_by(self, member: MemberId) -> Sequence[Call]:
        """Every call that a member made or has answered in any way, over or not, locked for update."""
        answered = [
            select(table.c.call_id).where(table.c.community_id == self._community, table.c.member_id == member)
            for table in (sign_ups, call_watchers, call_buddies)
        ]
        theirs = or_(calls.c.caller_id == member, *(calls.c.id.in_(those) for those in answered))
        return await self._calls(select(calls).where(self._ours(), theirs).order_by(calls.c.id).with_for_update())

    async def helped_before(self, member: MemberId) -> bool:
        """Whether the member ever had a place on a call that is done."""
        done = (calls.c.community_id == sign_ups.c.community_id) & (calls.c.id == sign_ups.c.call_id)
        theirs = (sign_ups.c.community_id == self._community) & (sign_ups.c.member_id == member)
        statement = select(sign_ups.c.call_id).join(calls, done)
        helped = statement.where(theirs, sign_ups.c.standing == "in", calls.c.state == "done").limit(1)
        return (await self._connection.execute(helped)).first() is not None

    async def asks_first(self, member: MemberId, at: datetime) -> bool:  # noqa: ARG002 - a fact of this moment
        """Whether this is the first time in their life that they ask, and they have not been asked to give first."""
        asked = select(asked_first.c.member_id).where(
            asked_first.c.community_id == self._community, asked_first.c.member_id == member
        )
        called = select(calls.c.id).where(self._ours(), calls.c.caller_id == member)
        pitched = select(pitches.c.id).where(pitches.c.community_id == self._community, pitches.c.owner_id == member)
        for statement in (asked, called, pitched):
            if (await self._connection.execute(statement.limit(1))).first() is not None:
                return False
        return True

    async def asked_first(self, member: MemberId, at: datetime) -> None:
        """Remember that they were shown where they could lend a hand first; once in a life."""
        statement = insert(self._connection, asked_first).values(community_id=self._community, member_id=member, at=at)
        await self._connection.execute(statement.on_conflict_do_nothing())

    async def _save_watchers(self, call: Call) -> None:
        table = call_watchers
        ours = (table.c.community_id == self._community) & (table.c.call_id == call.id)
        await self._connection.execute(table.delete().where(ours, table.c.member_id.not_in(call.watchers)))
        rows = [{"community_id": self._community, "call_id": call.id, "member_id": member} for member in call.watchers]
        if rows:
            await self._connection.execute(insert(self._connection, table).on_conflict_do_nothing(), rows)

    async def _save_buddy(self, call: Call) -> None:
        key = {"community_id": self._community, "call_id": call.id}
        if call.buddy is None:
            ours = (call_buddies.c.community_id == self._community) & (call_buddies.c.call_id == call.id)
            await self._connection.execute(call_buddies.delete().where(ours))
            return
        statement = insert(self._connection, call_buddies).values(**key, member_id=call.buddy)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=list(key), set_={"member_id": call.buddy})
        )

    def _going_on(self, states: Sequence[str]) -> Select:
        in_order = (calls.c.start.is_(None), calls.c.start, calls.c.created_at)
        return select(calls).where(self._ours(), calls.c.state.in_(states)).order_by(*in_order)

    def _ours(self) -> ColumnElement[bool]:
        return calls.c.community_id == self._community

    async def _calls(self, statement: Select) -> Sequence[Call]:
        rows = (await self._connection.execute(statement)).all()
        ids = [row.id for row in rows]
        answers, watchers = await self._sign_ups.of(ids), await self._watchers(ids)
        buddies = await self._buddies(ids)
        return [_call(row, answers.get(row.id, ()), watchers.get(row.id, ()), buddies.get(row.id)) for row in rows]

    async def _buddies(self, ids: Sequence[str]) -> dict[str, MemberId]:
        ours = (call_buddies.c.community_id == self._community) & call_buddies.c.call_id.in_(ids)
        found = await self._connection.execute(select(call_buddies).where(ours))
        return {row.call_id: MemberId(row.member_id) for row in found}

    async def _watchers(self, ids: Sequence[str]) -> dict[str, tuple[MemberId, ...]]:
        ours = (call_watchers.c.community_id == self._community) & call_watchers.c.call_id.in_(ids)
        watchers: dict[str, tuple[MemberId, ...]] = {}
        for row in await self._connection.execute(select(call_watchers).where(ours)):
            watchers[row.call_id] = (*watchers.get(row.call_id, ()), MemberId(row.member_id))
        return watchers


def _call(row: Row, entries: tuple[Entry, ...], watchers: tuple[MemberId, ...], buddy: MemberId | None) -> Call:
    return Call(
        CallId(row.id),
        MemberId(row.caller_id),
        row.title,
        row.created_at,
        _teams(row, entries),
        row.zone,
        row.start,
        row.end,
        bool(row.deadline),
        row.place,
        row.details,
        row.private_details,
        row.state,
        Roster(None, tuple(entry for entry in entries if entry.standing in ("maybe", "cant"))),
        watchers,
        buddy,
    )


def _teams(row: Row, entries: tuple[Entry, ...]) -> tuple[Team, ...]:
    roles = json.loads(row.roles) if row.roles else [["", row.places]]
    placed = [entry for entry in entries if entry.standing not in ("maybe", "cant")]
    return tuple(
        Team(name, Roster(places, tuple(replace(entry, role="") for entry in placed if entry.role == name)))
        for name, places in roles
    )


class SqlOffers:
    """Fills :class:`bot.features.volunteering.model.Offers`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId) -> None:
        """Speak of one community within one transaction."""
        self._connection = connection
        self._community = community

    async def get(self, offer: OfferId) -> Offer:
        """The offer of that id, locked for update; ``LookupError`` if this community has none."""
        statement = select(offers).where(self._ours(), offers.c.id == offer).with_for_update()
        row = (await self._connection.execute(statement)).one_or_none()
        if row is None:
            raise LookupError(f"no offer {offer} in {self._community}")
        return _offer(row)

    async def save(self, offer: Offer) -> None:
        """Keep an offer."""
        values = {
            "member_id": offer.member,
            "what": offer.what,
            "amount": offer.amount,
            "place": offer.where,
            "words": offer.words,
            "state": offer.state,
            "created_at": offer.created_at,
            "until": offer.until,
        }
        key = {"community_id": self._community, "id": offer.id}
        statement = insert(self._connection, offers).values(key | values)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))

    async def open(self, at: datetime, limit: int, *, member: MemberId | None = None) -> Sequence[Offer]:
        """The offers held out at that instant, of one member or of all, newest first."""
        theirs = [offers.c.member_id == member] if member else []
        held_out = select(offers).where(self._ours(), offers.c.state == "open", offers.c.until > at, *theirs)
        newest = held_out.order_by(offers.c.created_at.desc(), offers.c.id).limit(limit)
        return [_offer(row) for row in await self._connection.execute(newest)]

    def _ours(self) -> ColumnElement[bool]:
        return offers.c.community_id == self._community


def _offer(row: Row) -> Offer:
    return Offer(
        OfferId(row.id),
        MemberId(row.member_id),
        row.what,
        row.amount,
        row.place,
        row.words,
        row.created_at,
        row.until,
        row.state,
    )
