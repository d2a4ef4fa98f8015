"""Happenings: how what a community has planned is to stand in the platforms' own calendars, and whether it does."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Happening
from bot.vocabulary import codec
from bot.vocabulary.card import Card, Fact, Facts, Note, Paragraph
from bot.vocabulary.effect import Schedule
from bot.vocabulary.people import CommunityId, SpaceAddress, SpaceId
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import Code, say, text
from storage.communities import is_paused
from storage.database import Database, insert
from storage.outbox import Identity, queue
from storage.tables import communities, happenings, spaces

LEASE: Final = timedelta(minutes=1)
"""How long whoever took something on is left alone with it."""
NOTICE_LIVES: Final = timedelta(days=7)
_waiting: Final = (happenings.c.revision != happenings.c.shown) & ~is_paused(happenings.c.community_id)
_of_space: Final = (spaces.c.community_id == happenings.c.community_id) & (spaces.c.id == happenings.c.space_id)


class SqlHappenings:
    """Fills :class:`bot.ports.Happenings`.

    Args:
        queued: told when a calendar is to be changed.
    """

    def __init__(self, connection: AsyncConnection, community: CommunityId, queued: Callable[[], None]) -> None:
        self._connection = connection
        self._community = community
        self._queued = queued

    async def schedule(self, effect: Schedule, at: datetime) -> None:
        """Keep how a subject is to stand there, in every space."""
        ours = spaces.c.community_id == self._community
        for space in (await self._connection.scalars(select(spaces.c.id).where(ours))).all():
            key = {"community_id": self._community, "space_id": space}
            key |= {"subject_kind": effect.subject.kind, "subject_id": effect.subject.id}
            known = await self._known(key)
            if known is None and effect.state != "planned":
                continue
            if known is None:
                await self._connection.execute(insert(self._connection, happenings).values(key | _values(effect, at)))
            elif _differs(known, effect):
                changed = _values(effect, at) | {"revision": known.revision + 1}
                await self._connection.execute(update(happenings).where(happenings.c.id == known.id).values(changed))
            else:
                continue
            self._queued()

    async def subject_of(self, space: SpaceId, happening: str) -> Subject | None:
        """The subject that a platform's happening is about."""
        there = (happenings.c.community_id == self._community) & (happenings.c.space_id == space)
        statement = select(happenings).where(there, happenings.c.external_id == happening)
        found = (await self._connection.execute(statement)).first()
        return Subject(found.subject_kind, found.subject_id) if found else None

    async def planned(self, space: SpaceId) -> Sequence[str]:
        """The platform's ids of what is still planned there and stands there."""
        there = (happenings.c.community_id == self._community) & (happenings.c.space_id == space)
        stands = (happenings.c.state == "planned") & happenings.c.external_id.is_not(None)
        statement = select(happenings.c.external_id).where(there, stands).order_by(happenings.c.starts_at)
        return (await self._connection.scalars(statement)).all()

    async def _known(self, key: dict[str, str]) -> Row | None:
        same = [happenings.c[name] == value for name, value in key.items()]
        return (await self._connection.execute(select(happenings).where(*same).with_for_update())).one_or_none()


class SqlMirrors:
    """Fills :class:`bot.ports.Mirrors`; each call is a transaction.

    Args:
        platforms: those whose calendars are kept here.
    """

    def __init__(self, database: Database, platforms: Collection[str]) -> None:
        self._database = database
        self._platforms = tuple(platforms)

    async def claim(self, at: datetime, limit: int) -> tuple[Happening, ...]:
        """Take on what stands otherwise than it should, for a minute."""
        statement = (
            select(happenings, spaces.c.platform, spaces.c.external_id.label("guild"), spaces.c.name)
            .add_columns(communities.c.language)
            .select_from(happenings.join(spaces, _of_space))
            .join(communities, communities.c.id == happenings.c.community_id)
            .where(
                _waiting,
                ~is_paused(happenings.c.community_id),
                happenings.c.next_at <= at,
                spaces.c.platform.in_(self._platforms),
            )
            .order_by(happenings.c.next_at, happenings.c.id)
            .limit(limit)
            .with_for_update(of=happenings, skip_locked=True)
        )
        async with self._database.begin() as connection:
            rows = (await connection.execute(statement)).all()
            taken = happenings.c.id.in_([row.id for row in rows])
            held = {"next_at": at + LEASE, "attempt": happenings.c.attempt + 1}
            await connection.execute(update(happenings).where(taken).values(held))
        return tuple(map(_happening, rows))

    async def shown(self, happening: Happening, external: str | None) -> None:
        """Record that it stands as it should."""
        there = {"shown": happening.revision, "external_id": external, "attempt": 0, "error": None}
        await self._change(happening, there)

    async def put_off(self, happening: Happening, until: datetime, reason: str) -> None:
        """Try it again at that instant."""
        await self._change(happening, {"next_at": until, "error": reason})

    async def refused(self, happening: Happening, until: datetime, reason: str, at: datetime) -> None:
        """The same, and tell the organizers of its space what is missing, once."""
        async with self._database.begin() as connection:
            its = happenings.c.id == happening.id
            row = (await connection.execute(select(happenings).where(its))).one()
            await connection.execute(update(happenings).where(its).values(next_at=until, error=reason))
            await queue(
                connection,
                Identity(row.community_id, "notice", "calendar", row.space_id),
                at,
                space_id=row.space_id,
                topic="organizers",
                payload=codec.cards.dump_json(_notice(happening, reason)).decode(),
                expires_at=at + NOTICE_LIVES,
            )

    async def next_at(self) -> datetime | None:
        """When something is to be tried next."""
        statement = (
            select(happenings.c.next_at)
            .select_from(happenings.join(spaces, _of_space))
            .where(_waiting, spaces.c.platform.in_(self._platforms))
            .order_by(happenings.c.next_at)
            .limit(1)
        )
        async with self._database.begin() as connection:
            return await connection.scalar(statement)

    async def _change(self, happening: Happening, changes: dict[str, Any]) -> None:
        async with self._database.begin() as connection:
            await connection.execute(update(happenings).where(happenings.c.id == happening.id).values(changes))


def _values(effect: Schedule, at: datetime) -> dict[str, Any]:
    return {
        "title": effect.title,
        "starts_at": effect.starts_at,
        "ends_at": effect.ends_at,
        "place": effect.where,
        "details": effect.details,
        "state": effect.state,
        "next_at": at,
        "attempt": 0,
    }


def _differs(known: Row, effect: Schedule) -> bool:
    told = (effect.title, effect.starts_at, effect.ends_at, effect.where, effect.details, effect.state)
    return (known.title, known.starts_at, known.ends_at, known.place, known.details, known.state) != told


def _happening(row: Row) -> Happening:
    return Happening(
        row.id,
        row.revision,
        SpaceAddress(row.platform, row.guild, row.name),
        row.title,
        row.starts_at,
        row.ends_at,
        row.place,
        row.details,
        row.state,
        row.language,
        row.external_id,
        row.attempt,
    )


def _notice(happening: Happening, reason: str) -> Card:
    about, said = Fact(say("notice-about"), text(happening.title)), Fact(say("notice-said"), text(Code(reason)))
    blocks = (Paragraph(text(say("notice-calendar"))), Facts((about, said)), Note(text(say("notice-calendar-note"))))
    return Card(text(say("notice-calendar-title")), blocks)
