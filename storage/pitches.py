"""Pitches of one community, who follows them, and when their teams can meet."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.pitches.model import ONE_EACH, Follower, Partner, Pitch, PitchId, Step, Vote
from bot.vocabulary.people import CommunityId, MemberId
from storage.database import insert, inserted
from storage.tables import (
    pitch_followers,
    pitch_invitations,
    pitch_partners,
    pitch_rules,
    pitch_votes,
    pitches,
)


class SqlPitches:
    """Fills :class:`bot.features.pitches.model.Pitches`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId) -> None:
        """Speak of one community within one transaction."""
        self._connection = connection
        self._community = community

    async def get(self, pitch: PitchId) -> Pitch:
        """The pitch of that id, locked for update; ``LookupError`` if this community has none."""
        found = await self._pitches(select(pitches).where(self._ours(), pitches.c.id == pitch).with_for_update())
        if not found:
            raise LookupError(f"no pitch {pitch} in {self._community}")
        return found[0]

    async def save(self, pitch: Pitch) -> None:
        """Keep a pitch, its followers and its dates."""
        values = {
            "owner_id": pitch.owner,
            "title": pitch.title,
            "why": pitch.why,
            "looking_for": pitch.looking_for,
            "step": pitch.step.words,
            "step_at": pitch.step.at,
            "zone": pitch.step.zone,
            "state": pitch.state,
            "steps_taken": pitch.steps_taken,
            "dates": json.dumps([date.isoformat() for date in pitch.dates]) if pitch.dates else None,
            "meeting_at": pitch.meeting_at,
            "created_at": pitch.created_at,
        }
        key = {"community_id": self._community, "id": pitch.id}
        statement = insert(self._connection, pitches).values(key | values)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))
        await self._save_followers(pitch)
        votes = [{"member_id": vote.member, "date": vote.date} for vote in pitch.votes]
        await self._replace(pitch_votes, pitch, votes)
        partner = [{"member_id": pitch.partner.member, "agreed": int(pitch.partner.agreed)}] if pitch.partner else []
        await self._replace(pitch_partners, pitch, partner)

    async def board(self, limit: int) -> Sequence[Pitch]:
        """The open pitches, then the resting ones, newest first."""
        return await self._pitches(self._not_done().limit(limit))

    async def of_owner(self, member: MemberId, limit: int) -> Sequence[Pitch]:
        """The member's own pitches that are not done, newest first; also those that go by their name as a partner."""
        by_their_name = select(pitch_partners.c.pitch_id).where(
            pitch_partners.c.community_id == self._community,
            pitch_partners.c.member_id == member,
            pitch_partners.c.agreed == 1,
        )
        theirs = or_(pitches.c.owner_id == member, pitches.c.id.in_(by_their_name))
        return await self._pitches(self._not_done().where(theirs).limit(limit))

    async def concerning(self, member: MemberId) -> Sequence[Pitch]:
        """Every pitch that a member made, or that the next question finds."""
        own = await self._pitches(select(pitches).where(self._ours(), pitches.c.owner_id == member))
        return [*own, *(one for one in await self.followed_by(member) if one.owner != member)]

    async def followed_by(self, member: MemberId) -> Sequence[Pitch]:
        """The pitches that a member is in on, excited by or follows, or whose partner they are, done or not."""
        theirs = [
            select(table.c.pitch_id).where(table.c.community_id == self._community, table.c.member_id == member)
            for table in (pitch_followers, pitch_partners)
        ]
        of_theirs = or_(*(pitches.c.id.in_(those) for those in theirs))
        return await self._pitches(select(pitches).where(self._ours(), of_theirs).order_by(pitches.c.id))

    async def invite(self, pitch: PitchId, member: MemberId, at: datetime) -> bool:
        """Remember that a member is asked whether they would be in; false when they were asked before."""
        statement = insert(self._connection, pitch_invitations).values(
            community_id=self._community, pitch_id=pitch, member_id=member, at=at
        )
        return await inserted(self._connection, statement.on_conflict_do_nothing())

    async def invited(self, pitch: PitchId) -> frozenset[MemberId]:
        """Who was asked; what they said is kept nowhere."""
        table = pitch_invitations
        asked = select(table.c.member_id).where(self._of(table, pitch))
        return frozenset(MemberId(row.member_id) for row in await self._connection.execute(asked))

    async def most_open(self) -> int | None:
        """How many pitches of one person may be open at a time; ``None`` is as many as they like."""
        ours = pitch_rules.c.community_id == self._community
        row = (await self._connection.execute(select(pitch_rules).where(ours))).one_or_none()
        return row.most_open if row else ONE_EACH

    async def allow(self, most: int | None) -> None:
        """Keep another number."""
        statement = insert(self._connection, pitch_rules).values(community_id=self._community, most_open=most)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["community_id"], set_={"most_open": most})
        )

    async def _replace(self, table: Table, pitch: Pitch, rows: Sequence[dict[str, Any]]) -> None:
        await self._connection.execute(table.delete().where(self._of(table, pitch.id)))
        if rows:
            key = {"community_id": self._community, "pitch_id": pitch.id}
            await self._connection.execute(table.insert(), [{**key, **row} for row in rows])

    def _of(self, table: Table, pitch: PitchId) -> ColumnElement[bool]:
        return (table.c.community_id == self._community) & (table.c.pitch_id == pitch)

    async def _save_followers(self, pitch: Pitch) -> None:
        rows = [
            {
                "member_id": follower.member,
                "following": follower.following,
                "brings": json.dumps([follower.brings, follower.hours], ensure_ascii=False)
                if follower.brings
                else None,
                "at": follower.at,
                "position": position,
            }
            for position, follower in enumerate(pitch.followers)
        ]
        await self._replace(pitch_followers, pitch, rows)

    def _not_done(self) -> Select:
        newest_first = (pitches.c.state, pitches.c.created_at.desc())  # "open" sorts before "resting"
        return select(pitches).where(self._ours(), pitches.c.state != "done").order_by(*newest_first)

    def _ours(self) -> ColumnElement[bool]:
        return pitches.c.community_id == self._community

    async def _pitches(self, statement: Select) -> Sequence[Pitch]:
        rows = (await self._connection.execute(statement)).all()
        ids = [row.id for row in rows]
        followers = await self._beneath(pitch_followers, ids)
        votes, partners = await self._beneath(pitch_votes, ids), await self._beneath(pitch_partners, ids)
        return [_pitch(row, followers.get(row.id, []), votes.get(row.id, []), partners.get(row.id, [])) for row in rows]

    async def _beneath(self, table: Table, ids: Sequence[str]) -> dict[str, list[Row]]:
        order = [table.c.position] if "position" in table.c else []
        ours = (table.c.community_id == self._community) & table.c.pitch_id.in_(ids)
        found: dict[str, list[Row]] = {}
        for row in await self._connection.execute(select(table).where(ours).order_by(*order)):
            found.setdefault(row.pitch_id, []).append(row)
        return found


def _pitch(row: Row, followers: Sequence[Row], votes: Sequence[Row], partners: Sequence[Row]) -> Pitch:
    return Pitch(
        PitchId(row.id),
        MemberId(row.owner_id),
        row.title,
        row.why,
        row.looking_for,
        Step(row.step, row.step_at, row.zone),
        row.created_at,
        row.state,
        row.steps_taken,
        tuple(_follower(one) for one in followers),
        next((Partner(MemberId(one.member_id), bool(one.agreed)) for one in partners), None),
        tuple(datetime.fromisoformat(date) for date in json.loads(row.dates or "[]")),
        tuple(Vote(MemberId(one.member_id), one.date) for one in votes),
        row.meeting_at,
    )


def _follower(row: Row) -> Follower:
    brings, hours = json.loads(row.brings) if row.brings else ("", None)
    return Follower(MemberId(row.member_id), row.following, row.at, brings, hours)
