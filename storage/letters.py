"""Letters: direct messages to people who take none, and the word beneath a card that one waits."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.letters import waits
from bot.ports import Letter
from bot.vocabulary import codec
from bot.vocabulary.effect import File
from bot.vocabulary.people import CommunityId, MemberId
from storage.outbox import Identity, queue
from storage.tables import outbox, postings

KEPT: Final = timedelta(days=30)
"""How long a letter can be read."""
SELDOM: Final = timedelta(hours=1)
"""How long the same person is not called again to the same place."""


class SqlLetters:
    """Fills :class:`bot.ports.Letters`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    async def waiting(self, member: MemberId, at: datetime) -> tuple[Letter, ...]:
        """What waits for a member and is still of use, the latest first."""
        theirs = (outbox.c.community_id == self._community) & (outbox.c.member_id == member)
        useful = outbox.c.expires_at.is_(None) | (outbox.c.expires_at > at)
        statement = (
            select(outbox.c.payload, outbox.c.file)
            .where(theirs, outbox.c.closed_at > at - KEPT, useful)
            .order_by(outbox.c.closed_at.desc(), outbox.c.id.desc())
        )
        found = (await self._connection.execute(statement)).all()
        return tuple(Letter(codec.cards.validate_json(row.payload), _file(row)) for row in found)


async def call(connection: AsyncConnection, row: Row, at: datetime) -> None:
    """Tell the reader of a direct message where others read too that one waits: beneath the card it is about."""
    kind, _, subject = (row.about or "").partition(":")
    posted = bool(subject) and await _is_posted(connection, row, kind, subject)
    identity = Identity(row.community_id, "thread" if posted else "notice", f"letter:{row.member_id}", row.space_id)
    last = await _last(connection, identity)
    if last and last.due_at > at - SELDOM:
        return
    anew = replace(identity, generation=last.generation + 1 if last else 0)
    where = {"subject_kind": kind, "subject_id": subject} if posted else {"topic": "introductions"}
    await queue(
        connection,
        anew,
        at,
        space_id=row.space_id,
        payload=codec.cards.dump_json(waits(MemberId(row.member_id))).decode(),
        rings=json.dumps([row.account]),
        expires_at=row.expires_at,
        **where,
    )


async def _is_posted(connection: AsyncConnection, row: Row, kind: str, subject: str) -> bool:
    its = (postings.c.subject_kind == kind) & (postings.c.subject_id == subject)
    there = (postings.c.community_id == row.community_id) & (postings.c.space_id == row.space_id)
    return (await connection.execute(select(postings.c.message).where(its, there))).first() is not None


async def _last(connection: AsyncConnection, identity: Identity) -> Row | None:
    same = (outbox.c.kind == identity.kind) & (outbox.c.key == identity.key) & (outbox.c.target == identity.target)
    statement = (
        select(outbox.c.generation, outbox.c.due_at)
        .where(outbox.c.community_id == identity.community, same)
        .order_by(outbox.c.generation.desc())
        .limit(1)
    )
    return (await connection.execute(statement)).one_or_none()


def _file(row: Row) -> File | None:
    return codec.files.validate_json(row.file) if row.file else None
