"""Removals: what becomes of a card that somebody took away from where it stood.

Once it comes back by itself, as whoever removes a card seldom means what it is about. Who takes it away again means it:
from then on it stays away, and the organizers are told how to bring it back.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Table, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.removals import stays_away
from bot.vocabulary import codec
from bot.vocabulary.people import CommunityId, SpaceId
from bot.vocabulary.subject import Subject
from storage.outbox import STAYS_AWAY, Identity, queue
from storage.postings import of_posting
from storage.tables import outbox, postings

NOTICE_LIVES: Final = timedelta(days=7)
_NOTHING_STANDS: Final[Mapping[str, Any]] = {
    "lane": None,
    "channel": None,
    "message": None,
    "thread": None,
    "attempt": 0,
    "lease_until": None,
    "first_at": None,
    "verify_until": None,
    "doubted": None,
    "absences": 0,
}


class SqlRemovals:
    """Fills :class:`bot.ports.Removals`.

    Args:
        queued: told when something is to be sent.
    """

    def __init__(self, connection: AsyncConnection, community: CommunityId, queued: Callable[[], None]) -> None:
        self._connection = connection
        self._community = community
        self._queued = queued

    async def noticed(self, space: SpaceId, channel: str, message: str, at: datetime) -> bool:
        """That message is not there any more; whether it was a card."""
        there = (postings.c.space_id == space) & (postings.c.channel == channel) & (postings.c.message == message)
        row = await self._locked(there)
        if row is None:
            return False
        if row.state == "sending":  # whoever changes it just now changes it once more, and finds that it is gone
            changes = {"revision": row.revision + 1}
        else:
            changes = await taken_away(self._connection, row, "somebody took it away", at)
        await self._connection.execute(update(outbox).where(outbox.c.id == row.id).values(changes))
        self._queued()
        return True

    async def put_back(self, space: SpaceId, subject: Subject, at: datetime) -> bool:
        """Bring a subject's card back that stays away; whether it does."""
        row = await self._card(space, subject)
        if row is None or row.removals < STAYS_AWAY or row.ended:
            return False
        changes = {**await anew(self._connection, row, "", at), "removals": STAYS_AWAY - 1}
        await self._connection.execute(update(outbox).where(outbox.c.id == row.id).values(changes))
        self._queued()
        return True

    async def _locked(self, there: ColumnElement[bool]) -> Row | None:
        ours = (postings.c.community_id == self._community) & (outbox.c.kind == "card")
        statement = select(outbox).join(postings, of_posting).where(ours, there).with_for_update(of=outbox)
        return (await self._connection.execute(statement)).first()

    async def _card(self, space: SpaceId, subject: Subject) -> Row | None:
        ours = (outbox.c.community_id == self._community) & (outbox.c.space_id == space) & (outbox.c.kind == "card")
        its = (outbox.c.subject_kind == subject.kind) & (outbox.c.subject_id == subject.id)
        return (await self._connection.execute(select(outbox).where(ours, its).with_for_update())).first()


async def taken_away(connection: AsyncConnection, row: Row, reason: str, at: datetime) -> dict[str, Any]:
    """How a card's row goes on after somebody took its message away."""
    changes = await anew(connection, row, reason, at)
    if row.ended or row.expires_at is not None:
        return changes | {"state": "cancelled"}
    if row.removals + 1 < STAYS_AWAY:
        return changes | {"removals": row.removals + 1}
    await _tell(connection, row, at)
    return changes | {"state": "cancelled", "removals": STAYS_AWAY}


async def card_of(connection: AsyncConnection, beneath: Row, reason: str, at: datetime) -> None:
    """Somebody took away the card beneath which a message was to stand."""
    card = _about(outbox, beneath) & (outbox.c.kind == "card") & (outbox.c.state != "sending")
    statement = select(outbox).join(postings, of_posting).where(card).with_for_update(of=outbox)
    if row := (await connection.execute(statement)).first():
        changes = await taken_away(connection, row, reason, at)
        await connection.execute(update(outbox).where(outbox.c.id == row.id).values(changes))


async def anew(connection: AsyncConnection, row: Row, reason: str, at: datetime) -> dict[str, Any]:
    """How a card's row goes on to be posted as another message; what stands beneath it waits for that."""
    await connection.execute(postings.delete().where(_about(postings, row)))
    beneath = _about(outbox, row) & (outbox.c.state == "pending") & (outbox.c.kind == "thread")
    await connection.execute(update(outbox).where(beneath).values(lane=None))
    identity = Identity(row.community_id, row.kind, row.key, row.target, row.generation + 1)
    return {
        **_NOTHING_STANDS,
        "state": "pending",
        "generation": identity.generation,
        "marker": await identity.marker(connection),
        "due_at": at,
        "next_at": at,
        "error": reason or None,
    }


async def _tell(connection: AsyncConnection, row: Row, at: datetime) -> None:
    title = codec.cards.validate_json(row.payload).title
    await queue(
        connection,
        Identity(row.community_id, "notice", f"removed {row.key}", row.space_id, row.generation),
        at,
        space_id=row.space_id,
        topic="organizers",
        payload=codec.cards.dump_json(stays_away(title, _subject(row))).decode(),
        expires_at=at + NOTICE_LIVES,
    )


def _about(table: Table, row: Row) -> ColumnElement[bool]:
    same = ("community_id", "space_id", "subject_kind", "subject_id")
    return and_(*(table.c[name] == getattr(row, name) for name in same))


def _subject(row: Row) -> Subject:
    return Subject(row.subject_kind, row.subject_id)
