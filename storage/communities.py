"""Communities: the settings of one community, its spaces, and which channel is for what."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, case, exists, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.vocabulary.effect import Topic
from bot.vocabulary.people import Community, CommunityId, Pause, RoleUse, Space, SpaceId
from storage import lanes, notices
from storage.database import Database, insert
from storage.directory import space_of
from storage.erasure import erased
from storage.outbox import PARKED
from storage.postings import of_posting
from storage.tables import WAITING, Instant, communities, outbox, places, roles, spaces

_paused: Final = communities.alias("paused")


def is_paused(community: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a row belongs to a community that is paused."""
    return community.in_(select(_paused.c.id).where(_paused.c.paused_at.is_not(None)))


KEEPERS: Final = 3
"""Logins that are remembered of a space, for when nothing can be said in its organizers' channel."""


class SqlCommunities:
    """Fills :class:`bot.ports.Communities`.

    Args:
        queued: told when cards that waited for a place can leave.
        forgotten: told when nothing planned for the community is left.
    """

    def __init__(
        self,
        connection: AsyncConnection,
        community: CommunityId,
        queued: Callable[[], None],
        forgotten: Callable[[CommunityId], None],
    ) -> None:
        self._connection = connection
        self._community = community
        self._queued = queued
        self._forgotten = forgotten

    async def save(self, community: Community) -> None:
        """Keep its name, purpose, area, language and zone."""
        if community.id != self._community:
            raise ValueError(f"{community.id} is not {self._community}")
        await self._connection.execute(
            update(communities)
            .where(communities.c.id == self._community)
            .values(
                name=community.name,
                purpose=community.purpose,
                area=community.area,
                language=community.language,
                timezone=community.timezone,
            )
        )

    async def look_at(self, topics: Collection[Topic]) -> None:
        """Have an organizer look at what members propose for these topics, and for no others."""
        await self._mark({"looks_at": " ".join(sorted(topics))})

    async def pause(self, pause: Pause) -> None:
        """Post and send nothing, and do nothing that is planned, until it is resumed; one that lasts goes on."""
        since = func.coalesce(communities.c.paused_at, literal(pause.since, Instant))
        await self._mark({"paused_at": since, "paused_until": pause.until})

    async def resume(self, at: datetime) -> None:
        """Go on: what waits leaves in its order, what is planned is done, or has been missed."""
        await self._mark({"paused_at": None, "paused_until": None})
        ours = (outbox.c.community_id == self._community) & outbox.c.state.in_(WAITING)
        # How long something has been tried counts from now on; what is in doubt is looked for at once.
        await self._connection.execute(update(outbox).where(ours, outbox.c.due_at < at).values(due_at=at))
        doubted = ours & (outbox.c.state == "uncertain") & (outbox.c.next_at > at)
        await self._connection.execute(update(outbox).where(doubted).values(next_at=at))
        self._queued()

    async def admit_guests(self, *, welcome: bool) -> None:
        """Whether those take part who are only guests of one of its chats."""
        await self._mark({"guests": welcome})

    async def _mark(self, values: Mapping[str, Any]) -> None:
        ours = communities.c.id == self._community
        await self._connection.execute(update(communities).where(ours).values(dict(values)))

    async def spaces(self) -> tuple[Space, ...]:
        """Its spaces, oldest first."""
        ours = spaces.c.community_id == self._community
        statement = select(spaces).where(ours).order_by(spaces.c.created_at, spaces.c.id)
        return tuple(space_of(row) for row in await self._connection.execute(statement))

    async def place(self, space: SpaceId, topic: Topic) -> str | None:
        """The channel for a topic in a space: the one chosen for it, else where Machi was first spoken to."""
        chosen = (places.c.community_id == spaces.c.community_id) & (places.c.space_id == spaces.c.id)
        statement = (
            select(func.coalesce(places.c.channel, spaces.c.default_channel))
            .select_from(spaces.outerjoin(places, chosen & (places.c.topic == topic)))
            .where(self._is(space))
        )
        return await self._connection.scalar(statement)

    async def choose_place(self, space: SpaceId, topic: Topic, channel: str) -> None:
        """Choose the channel for a topic in a space; cards of the topic that were not posted yet go there."""
        statement = insert(self._connection, places).values(
            community_id=self._community, space_id=space, topic=topic, channel=channel
        )
        key = ["community_id", "space_id", "topic"]
        await self._connection.execute(statement.on_conflict_do_update(index_elements=key, set_={"channel": channel}))
        await self._release(space, topic)

    async def role(self, space: SpaceId, use: RoleUse) -> str | None:
        """The platform's id of the role that was chosen for a use in a space."""
        return await self._connection.scalar(select(roles.c.role).where(*self._used(space, use)))

    async def choose_role(self, space: SpaceId, use: RoleUse, role: str | None) -> None:
        """Choose the role for a use in a space; ``None`` is none."""
        if role is None:
            await self._connection.execute(roles.delete().where(*self._used(space, use)))
            return
        values = {"community_id": self._community, "space_id": space, "use": use, "role": role}
        statement = insert(self._connection, roles).values(values)
        keys = ["community_id", "space_id", "use"]
        await self._connection.execute(statement.on_conflict_do_update(index_elements=keys, set_={"role": role}))

    def _used(self, space: SpaceId, use: RoleUse) -> tuple[ColumnElement[bool], ...]:
        return (roles.c.community_id == self._community, roles.c.space_id == space, roles.c.use == use)

    async def kept_by(self, space: SpaceId, account: str, *, acting: bool) -> None:
        """Remember a login that may put things right in a space; who acts as an organizer comes before who owns it."""
        known = (await self._connection.scalar(select(spaces.c.keeper).where(self._is(space))) or "").split()
        others = [each for each in known if each != account]
        keepers = [account, *others] if acting else [*known, *([] if account in known else [account])]
        if (kept := keepers[:KEEPERS]) != known:
            await self._connection.execute(update(spaces).where(self._is(space)).values(keeper=" ".join(kept)))

    async def left(self, space: SpaceId, at: datetime) -> bool:
        """Machi is not in that space any more since then; whether it was until now."""
        there = self._is(space) & spaces.c.left_at.is_(None)
        return bool((await self._connection.execute(update(spaces).where(there).values(left_at=at))).rowcount)

    async def returned(self, space: SpaceId) -> bool:
        """Machi is in that space again; whether it had left."""
        gone = self._is(space) & spaces.c.left_at.is_not(None)
        return bool((await self._connection.execute(update(spaces).where(gone).values(left_at=None))).rowcount)

    async def deserted(self, at: datetime) -> bool:
        """Whether Machi had left every space of the community by that instant, and is in none again."""
        stands = spaces.c.left_at.is_(None) | (spaces.c.left_at > at)
        ours = select(spaces.c.id).where(spaces.c.community_id == self._community, stands).with_for_update()
        return (await self._connection.execute(ours)).first() is None

    async def erase(self) -> None:
        """Forget the community and everything in it, for good, and what adapters keep about it."""
        await erased(self._connection, self._community)
        self._forgotten(self._community)

    async def spoken_to_in(self, space: SpaceId, channel: str) -> None:
        """Remember the first channel Machi was spoken to in, for cards nobody has chosen a place for."""
        nowhere = self._is(space) & spaces.c.default_channel.is_(None)
        first = await self._connection.execute(update(spaces).where(nowhere).values(default_channel=channel))
        if first.rowcount:
            self._queued()

    async def opened(self, space: SpaceId, channel: str) -> None:
        """Let what waits because that channel was out of reach be sent at once."""
        waits = (outbox.c.community_id == self._community) & (outbox.c.space_id == space) & (outbox.c.refusals > 0)
        there = outbox.c.state.in_(WAITING) & outbox.c.lane.in_(lanes.in_channel(space, channel))
        freed = update(outbox).where(waits & there).values(next_at=outbox.c.due_at, refusals=0)
        if (await self._connection.execute(freed)).rowcount:
            self._queued()

    async def closed(self, space: SpaceId, channel: str, reason: str, at: datetime) -> None:
        """Let what is for that channel wait, as if it had been refused, and tell the organizers once.

        Nothing is said of a channel that nothing is for.
        """
        ours = (outbox.c.community_id == self._community) & (outbox.c.space_id == space)
        there = ours & outbox.c.state.in_(WAITING) & (outbox.c.lane == lanes.of_channel(space, channel))
        later = {"next_at": at + PARKED[0], "refusals": 1, "error": reason}
        waits = (
            await self._connection.execute(update(outbox).where(there, outbox.c.refusals == 0).values(later))
        ).rowcount
        if waits or await self._is_chosen(space, channel):
            await notices.tell_of_channel(self._connection, (self._community, space), channel, reason, at)
            self._queued()

    async def _is_chosen(self, space: SpaceId, channel: str) -> bool:
        chosen = (
            (places.c.community_id == self._community) & (places.c.space_id == space) & (places.c.channel == channel)
        )
        by_default = self._is(space) & (spaces.c.default_channel == channel)
        return bool(await self._connection.scalar(select(or_(exists().where(chosen), exists().where(by_default)))))

    async def _release(self, space: SpaceId, topic: Topic) -> None:
        # Cards that stand in the lane of another channel, and were not posted there yet, find their lane anew.
        unposted = outbox.c.state.in_(WAITING) & (outbox.c.kind == "card") & ~exists().where(of_posting)
        ours = (outbox.c.community_id == self._community) & (outbox.c.space_id == space) & (outbox.c.topic == topic)
        at_once = case((outbox.c.refusals > 0, outbox.c.due_at), else_=outbox.c.next_at)
        free = {"lane": None, "next_at": at_once, "refusals": 0}
        await self._connection.execute(update(outbox).where(ours & unposted).values(free))
        self._queued()

    def _is(self, space: SpaceId) -> ColumnElement[bool]:
        return (spaces.c.community_id == self._community) & (spaces.c.id == space)


async def chosen_channels(url: str, platform: str) -> Mapping[str, frozenset[str]]:
    """The channels that are spoken in, of every space of a platform, by its platform's id."""
    chosen = (places.c.community_id == spaces.c.community_id) & (places.c.space_id == spaces.c.id)
    statement = (
        select(spaces.c.external_id, spaces.c.default_channel, places.c.channel)
        .select_from(spaces.outerjoin(places, chosen))
        .where(spaces.c.platform == platform)
    )
    database, found = Database(url), dict[str, frozenset[str]]()
    try:
        async with database.begin() as connection:
            for row in await connection.execute(statement):
                channels = found.get(row.external_id, frozenset())
                found[row.external_id] = channels | {each for each in (row.default_channel, row.channel) if each}
    finally:
        await database.close()
    return found
