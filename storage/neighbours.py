"""Neighbours: what the people of one community may see of each other's introductions."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, FromClause, Row, exists, false, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.vocabulary.people import CommunityId, MemberId
from bot.vocabulary.profile import Profile, reasons
from bot.vocabulary.tag import tagged
from storage.tables import accounts, connections, introductions, kept_apart, tag_words

_CANDIDATES = 50
"""Of how many who fit the first ones are chosen; more would not change whom somebody is told of."""


def seen_by(viewer: MemberId | BindParameter[Any], table: FromClause = introductions) -> ColumnElement[bool]:
    """The one rule of who sees whom: what is for everyone, and what is for a chat in which the viewer is.

    Args:
        viewer: who looks.
        table: a table with ``visibility`` and ``space_id``.
    """
    chats = select(accounts.c.space_id).where(
        accounts.c.community_id == table.c.community_id, accounts.c.member_id == viewer, accounts.c.left_at.is_(None)
    )
    to_them = (table.c.visibility == "space") & table.c.space_id.in_(chats)
    return or_(table.c.visibility == "everyone", to_them)


def still_here(table: FromClause = introductions) -> ColumnElement[bool]:
    """Whether the member of a row has not left every chat."""
    return exists().where(
        accounts.c.community_id == table.c.community_id,
        accounts.c.member_id == table.c.member_id,
        accounts.c.left_at.is_(None),
    )


async def just_watches(connection: AsyncConnection, community: str, member: str) -> bool:
    """Whether a member chose just to watch."""
    theirs = (introductions.c.community_id == community) & (introductions.c.member_id == member)
    return await connection.scalar(select(introductions.c.visibility).where(theirs)) == "watching"


async def aliases_of(connection: AsyncConnection, community: CommunityId) -> Mapping[str, str]:
    """What this town's organizers said that words mean."""
    statement = select(tag_words.c.word, tag_words.c.means).where(tag_words.c.community_id == community)
    return {row.word: row.means for row in await connection.execute(statement)}


class SqlNeighbours:
    """Fills :class:`bot.ports.Neighbours`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    async def of(self, member: MemberId, viewer: MemberId) -> Profile | None:
        """What the viewer may see of a member; of oneself, all of it."""
        seen = or_(introductions.c.member_id == viewer, seen_by(viewer))
        statement = select(introductions).where(self._ours(), introductions.c.member_id == member, seen)
        row = (await self._connection.execute(statement)).one_or_none()
        return self._profile(row, await aliases_of(self._connection, self._community)) if row else None

    async def near(
        self, viewer: MemberId, phases: Collection[int], met_before: datetime, limit: int
    ) -> Sequence[Profile]:
        """Whom the viewer may see at one of those phases, last met before that instant; shared interests first."""
        mine = await self.of(viewer, viewer)
        if mine is None:
            return ()
        others = introductions.c.member_id != viewer
        at_phase = introductions.c.phase.in_([str(phase) for phase in phases])
        free = ~self._met_since(viewer, met_before) & ~self._apart(viewer)
        mine_too = [introductions.c.interests.contains(f'"{interest}"') for interest in sorted(mine.interests)]
        shared = or_(false(), *mine_too)
        statement = select(introductions).where(self._ours(), others, at_phase, seen_by(viewer), still_here(), free)
        newest = introductions.c.written_at.desc()
        ordered = statement.order_by(shared.desc(), newest) if mine.interests else statement.order_by(newest)
        rows = (await self._connection.execute(ordered.limit(max(limit, _CANDIDATES)))).all()
        aliases = await aliases_of(self._connection, self._community)
        found = [self._profile(row, aliases) for row in rows]
        # Who has a reason to be named comes before who only is near.
        return sorted(found, key=lambda other: reasons(mine, other) is None)[:limit]

    async def watches(self, member: MemberId) -> bool:
        """Whether they chose just to watch, so that nothing is to be suggested to them."""
        return await just_watches(self._connection, self._community, member)

    async def are_apart(self, one: MemberId, other: MemberId) -> bool:
        """Whether one of the two asked never to be brought together with the other."""
        either = or_(
            (kept_apart.c.member_id == one) & (kept_apart.c.other_id == other),
            (kept_apart.c.member_id == other) & (kept_apart.c.other_id == one),
        )
        statement = select(kept_apart.c.member_id).where(kept_apart.c.community_id == self._community, either)
        return (await self._connection.execute(statement.limit(1))).one_or_none() is not None

    async def here(self, members: Sequence[MemberId]) -> frozenset[MemberId]:
        """Those of the members who have not left every chat."""
        statement = select(accounts.c.member_id).where(
            accounts.c.community_id == self._community,
            accounts.c.member_id.in_(members),
            accounts.c.left_at.is_(None),
        )
        return frozenset(await self._connection.scalars(statement))

    def _met_since(self, viewer: MemberId, at: datetime) -> ColumnElement[bool]:
        both = or_(
            (connections.c.first_id == viewer) & (connections.c.second_id == introductions.c.member_id),
            (connections.c.second_id == viewer) & (connections.c.first_id == introductions.c.member_id),
        )
        return exists().where(connections.c.community_id == self._community, both, connections.c.last_at > at)

    def _apart(self, viewer: MemberId) -> ColumnElement[bool]:
        either = or_(
            (kept_apart.c.member_id == viewer) & (kept_apart.c.other_id == introductions.c.member_id),
            (kept_apart.c.other_id == viewer) & (kept_apart.c.member_id == introductions.c.member_id),
        )
        return exists().where(kept_apart.c.community_id == self._community, either)

    def _profile(self, row: Row, aliases: Mapping[str, str]) -> Profile:
        return Profile(
            MemberId(row.member_id),
            tuple(tagged(shown, aliases) for shown in json.loads(row.tags)),
            row.tie,
            int(row.phase),
            frozenset(json.loads(row.interests)),
            frozenset(json.loads(row.hours)),
            row.words,
        )

    def _ours(self) -> ColumnElement[bool]:
        return introductions.c.community_id == self._community
