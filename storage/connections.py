"""Connections of one community."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.connections.model import Connection, Drinker, Group, Mingling, Pair, Proposal, pair
from bot.vocabulary.people import CommunityId, MemberId
from bot.vocabulary.subject import Subject
from storage.database import insert, inserted
from storage.neighbours import still_here
from storage.tables import coffee_groups, connections, introductions, kept_apart, mingling, proposals


class SqlConnections:
    """Fills :class:`bot.features.connections.model.Connections`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    async def met(self, connection: Connection) -> bool:
        """Keep that two met; whether it was for the first time. Later times change only when they met last."""
        values = {
            "met_at": connection.met_at,
            "last_at": connection.last_at,
            "subject_kind": connection.subject.kind,
            "subject_id": connection.subject.id,
        }
        new = insert(self._connection, connections).values(self._key(connection.pair) | values)
        if await inserted(self._connection, new.on_conflict_do_nothing()):
            return True
        later = self._is(connection.pair) & (connections.c.last_at < connection.last_at)
        await self._connection.execute(update(connections).where(later).values(last_at=connection.last_at))
        return False

    async def of(self, pair: Pair) -> Connection | None:
        """The connection of two, unless they never met."""
        row = (await self._connection.execute(select(connections).where(self._is(pair)))).one_or_none()
        return _connection(row) if row else None

    async def since(self, at: datetime) -> Sequence[Connection]:
        """Every connection made since then."""
        ours = connections.c.community_id == self._community
        statement = select(connections).where(ours, connections.c.met_at >= at).order_by(connections.c.met_at)
        return [_connection(row) for row in await self._connection.execute(statement)]

    async def keep_apart(self, member: MemberId, other: MemberId) -> None:
        """Never bring these two together: the first of them asked for it."""
        values = {"community_id": self._community, "member_id": member, "other_id": other}
        await self._connection.execute(insert(self._connection, kept_apart).values(values).on_conflict_do_nothing())

    async def save(self, proposal: Proposal) -> None:
        """Keep a proposal in place of what it was before."""
        values = {
            "asker_id": proposal.asker,
            "connector_id": proposal.connector,
            "target_id": proposal.target,
            "goal": proposal.goal,
            "asker_says": proposal.asker_says,
            "target_says": proposal.target_says,
            "passed": proposal.passed,
            "made_at": proposal.made_at,
        }
        key = {"community_id": self._community, "id": proposal.id}
        statement = insert(self._connection, proposals).values(key | values)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))

    async def proposal(self, id_: str) -> Proposal | None:
        """The proposal of that id."""
        statement = select(proposals).where(proposals.c.community_id == self._community, proposals.c.id == id_)
        row = (await self._connection.execute(statement.with_for_update())).one_or_none()
        return _proposal(row) if row else None

    async def between(self, pair: Pair, since: datetime) -> Proposal | None:
        """The last proposal made of those two since then, whichever of them asked."""
        two = or_(
            (proposals.c.asker_id == pair.first) & (proposals.c.target_id == pair.second),
            (proposals.c.asker_id == pair.second) & (proposals.c.target_id == pair.first),
        )
        statement = (
            select(proposals)
            .where(proposals.c.community_id == self._community, two, proposals.c.made_at > since)
            .order_by(proposals.c.made_at.desc(), proposals.c.id.desc())
            .limit(1)
        )
        row = (await self._connection.execute(statement)).one_or_none()
        return _proposal(row) if row else None

    async def connectors(self, since: datetime, most: int) -> Sequence[Mingling]:
        """Everybody who offers to introduce others, but those with so many requests waiting since then."""
        waiting = (
            select(func.count())
            .where(
                proposals.c.community_id == mingling.c.community_id,
                proposals.c.connector_id == mingling.c.member_id,
                proposals.c.target_id.is_(None),
                ~proposals.c.passed,
                proposals.c.made_at > since,
            )
            .scalar_subquery()
        )
        ours = mingling.c.community_id == self._community
        offering = select(mingling).where(ours, mingling.c.topics != "", still_here(mingling), waiting < most)
        return [_mingling(row) for row in await self._connection.execute(offering.order_by(mingling.c.member_id))]

    async def mingling(self, member: MemberId) -> Mingling:
        """How somebody likes to be brought together with others; nothing chosen where they never said."""
        theirs = (mingling.c.community_id == self._community) & (mingling.c.member_id == member)
        row = (await self._connection.execute(select(mingling).where(theirs))).one_or_none()
        return _mingling(row) if row else Mingling(member)

    async def choose(self, chosen: Mingling) -> None:
        """Keep how somebody likes to be brought together with others."""
        values = {
            "topics": chosen.topics,
            "contact": chosen.contact,
            "coffee": chosen.coffee,
            "skips": chosen.skips,
            "waited": chosen.waited,
        }
        key = {"community_id": self._community, "member_id": chosen.member}
        statement = insert(self._connection, mingling).values(key | values)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))

    async def drinkers(self, day: str) -> Sequence[Drinker]:
        """Who is in the round of that date: who has joined, has not left every chat, and does not leave it out."""
        said = (introductions.c.community_id == mingling.c.community_id) & (
            introductions.c.member_id == mingling.c.member_id
        )
        statement = (
            select(mingling, introductions.c.interests, introductions.c.phase)
            .outerjoin(introductions, said)
            .where(mingling.c.community_id == self._community, mingling.c.coffee == "in", mingling.c.skips != day)
            .where(still_here(mingling))
            .order_by(mingling.c.member_id)
        )
        return [
            Drinker(
                MemberId(row.member_id),
                frozenset(json.loads(row.interests or "[]")),
                int(row.phase or 0),
                bool(row.waited),
            )
            for row in await self._connection.execute(statement)
        ]

    async def not_again(self, since: str) -> frozenset[Pair]:
        """The pairs of rounds after that date, and those never to be brought together."""
        one, other = coffee_groups.alias(), coffee_groups.alias()
        same = and_(*(one.c[name] == other.c[name] for name in ("community_id", "day", "number")))
        met = select(one.c.member_id, other.c.member_id.label("other_id")).where(
            one.c.community_id == self._community, same, one.c.day > since, one.c.member_id < other.c.member_id
        )
        ours = kept_apart.c.community_id == self._community
        apart = select(kept_apart.c.member_id, kept_apart.c.other_id).where(ours)
        rows = [*await self._connection.execute(met), *await self._connection.execute(apart)]
        return frozenset(pair(MemberId(row.member_id), MemberId(row.other_id)) for row in rows)

    async def keep_round(self, day: str, groups: Sequence[Group], alone: Sequence[MemberId]) -> None:
        """Keep who was brought together, and who was not."""
        rows = [
            {"community_id": self._community, "day": day, "member_id": member, "number": number, "answer": ""}
            for number, group in enumerate(groups)
            for member in group
        ]
        if rows:
            await self._connection.execute(coffee_groups.insert(), rows)
        ours = mingling.c.community_id == self._community
        await self._connection.execute(update(mingling).where(ours).values(waited=mingling.c.member_id.in_(alone)))

    async def round(self, day: str) -> Sequence[Group]:
        """Who was brought together in the round of that date."""
        there = (coffee_groups.c.community_id == self._community) & (coffee_groups.c.day == day)
        ordered = select(coffee_groups).where(there).order_by(coffee_groups.c.number, coffee_groups.c.member_id)
        groups: dict[int, list[MemberId]] = {}
        for row in await self._connection.execute(ordered):
            groups.setdefault(row.number, []).append(MemberId(row.member_id))
        return [tuple(group) for group in groups.values()]

    async def answer(self, day: str, member: MemberId, answer: str) -> Sequence[MemberId]:
        """Keep what somebody says of a round, and give the others of their group who said the same."""
        there = (coffee_groups.c.community_id == self._community) & (coffee_groups.c.day == day)
        mine = there & (coffee_groups.c.member_id == member)
        number = await self._connection.scalar(select(coffee_groups.c.number).where(mine))
        await self._connection.execute(update(coffee_groups).where(mine).values(answer=answer))
        same = there & (coffee_groups.c.number == number) & (coffee_groups.c.answer == answer)
        others = select(coffee_groups.c.member_id).where(same, coffee_groups.c.member_id != member)
        return [MemberId(other) for other in await self._connection.scalars(others)]

    def _key(self, pair: Pair) -> dict[str, str]:
        return {"community_id": self._community, "first_id": pair.first, "second_id": pair.second}

    def _is(self, pair: Pair) -> ColumnElement[bool]:
        return (
            (connections.c.community_id == self._community)
            & (connections.c.first_id == pair.first)
            & (connections.c.second_id == pair.second)
        )


def _connection(row: Row) -> Connection:
    two = Pair(MemberId(row.first_id), MemberId(row.second_id))
    return Connection(two, row.met_at, row.last_at, Subject(row.subject_kind, row.subject_id))


def _proposal(row: Row) -> Proposal:
    return Proposal(
        row.id,
        MemberId(row.asker_id),
        row.made_at,
        row.goal,
        MemberId(row.connector_id) if row.connector_id else None,
        MemberId(row.target_id) if row.target_id else None,
        row.asker_says,
        row.target_says,
        row.passed,
    )


def _mingling(row: Row) -> Mingling:
    return Mingling(MemberId(row.member_id), row.topics, row.contact, row.coffee, row.skips, row.waited)
