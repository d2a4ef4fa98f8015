"""Digests: what is on in one community, as far as everybody may read it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.digests.model import OpenCall
from bot.vocabulary.people import CommunityId, MemberId, SpaceId
from storage.neighbours import still_here
from storage.tables import introductions, pitches, places
from storage.volunteering import SqlCalls


class SqlDigests:
    """Fills :class:`bot.features.digests.model.Digests`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId) -> None:
        """Speak of one community within one transaction."""
        self._connection = connection
        self._community = community

    async def spaces(self) -> frozenset[SpaceId]:
        """The chats in which a channel was chosen for it."""
        chosen = (places.c.community_id == self._community) & (places.c.topic == "digest")
        return frozenset(map(SpaceId, await self._connection.scalars(select(places.c.space_id).where(chosen))))

    async def calls(self, at: datetime, limit: int) -> Sequence[OpenCall]:
        """The calls that have places left, soonest first, those without a date last."""
        found = await SqlCalls(self._connection, self._community).open(limit)
        return [
            OpenCall(each.title, each.left, each.start, each.end, each.zone, each.deadline)
            for each in found
            if each.left and each.ends_at > at
        ]

    async def pitches(self, limit: int) -> Sequence[str]:
        """The titles of the open pitches, newest first."""
        open_ones = (pitches.c.community_id == self._community) & (pitches.c.state == "open")
        newest = select(pitches.c.title).where(open_ones).order_by(pitches.c.created_at.desc(), pitches.c.id)
        return (await self._connection.scalars(newest.limit(limit))).all()

    async def newcomers(self, since: datetime, limit: int) -> Sequence[MemberId]:
        """Who can be read by everybody since that instant, and could not before, in their order."""
        ours = introductions.c.community_id == self._community
        new = (introductions.c.visibility == "everyone") & (introductions.c.shown_at > since)
        named = select(introductions.c.member_id).where(ours, new, still_here(introductions))
        found = await self._connection.scalars(named.order_by(introductions.c.shown_at).limit(limit))
        return [MemberId(member) for member in found]
