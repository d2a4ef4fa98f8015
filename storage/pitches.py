"""Pitches of one community, and who follows them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.pitches.model import Follower, Pitch, PitchId, Step
from bot.vocabulary.people import CommunityId, MemberId
from storage.database import insert
from storage.tables import pitch_followers, pitches


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
        """Keep a pitch and its followers."""
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
            "created_at": pitch.created_at,
        }
        key = {"community_id": self._community, "id": pitch.id}
        statement = insert(self._connection, pitches).values(key | values)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))
        await self._save_followers(pitch)

    async def board(self, limit: int) -> Sequence[Pitch]:
        """The open pitches, then the resting ones, newest first."""
        return await self._pitches(self._not_done().limit(limit))

    async def of_owner(self, member: MemberId, limit: int) -> Sequence[Pitch]:
        """The member's own pitches that are not done, newest first."""
        return await self._pitches(self._not_done().where(pitches.c.owner_id == member).limit(limit))

    async def _save_followers(self, pitch: Pitch) -> None:
        table = pitch_followers
        ours = (table.c.community_id == self._community) & (table.c.pitch_id == pitch.id)
        await self._connection.execute(table.delete().where(ours))
        rows = [
            {
                "community_id": self._community,
                "pitch_id": pitch.id,
                "member_id": follower.member,
                "following": follower.following,
                "at": follower.at,
                "position": position,
            }
            for position, follower in enumerate(pitch.followers)
        ]
        if rows:
            await self._connection.execute(table.insert(), rows)

    def _not_done(self) -> Select:
        newest_first = (pitches.c.state, pitches.c.created_at.desc())  # "open" sorts before "resting"
        return select(pitches).where(self._ours(), pitches.c.state != "done").order_by(*newest_first)

    def _ours(self) -> ColumnElement[bool]:
        return pitches.c.community_id == self._community

    async def _pitches(self, statement: Select) -> Sequence[Pitch]:
        rows = (await self._connection.execute(statement)).all()
        followers = await self._followers([row.id for row in rows])
        return [_pitch(row, followers.get(row.id, ())) for row in rows]

    async def _followers(self, ids: Sequence[str]) -> dict[str, tuple[Follower, ...]]:
        table = pitch_followers
        ours = (table.c.community_id == self._community) & table.c.pitch_id.in_(ids)
        followers: dict[str, tuple[Follower, ...]] = {}
        for row in await self._connection.execute(select(table).where(ours).order_by(table.c.position)):
            follower = Follower(MemberId(row.member_id), row.following, row.at)
            followers[row.pitch_id] = (*followers.get(row.pitch_id, ()), follower)
        return followers


def _pitch(row: Row, followers: tuple[Follower, ...]) -> Pitch:
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
        followers,
    )
