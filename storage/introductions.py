"""Introductions of one community."""

import json
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.introductions.model import Introduction
from bot.vocabulary.people import CommunityId, MemberId, SpaceId
from bot.vocabulary.text import folded
from storage.database import insert
from storage.tables import introduction_tags, introductions, members


class SqlIntroductions:
    """Fills :class:`bot.features.introductions.model.Introductions`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId) -> None:
        """Speak of one community within one transaction."""
        self._connection = connection
        self._community = community

    async def of(self, member: MemberId) -> Introduction | None:
        """The member's introduction, whoever may see it."""
        statement = select(introductions).where(self._ours(), introductions.c.member_id == member)
        row = (await self._connection.execute(statement)).one_or_none()
        return _introduction(row) if row else None

    async def save(self, introduction: Introduction) -> None:
        """Keep an introduction in place of the member's earlier one."""
        values = {
            "space_id": introduction.space,
            "tags": json.dumps(introduction.tags, ensure_ascii=False),
            "tie": introduction.tie,
            "phase": introduction.phase,
            "words": introduction.words,
            "visibility": introduction.visibility,
            "searchable": introduction.searchable,
            "written_at": introduction.written_at,
        }
        key = {"community_id": self._community, "member_id": introduction.member}
        statement = insert(self._connection, introductions).values(key | values)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))
        await self._find_by_tags(introduction)

    async def find(self, words: Sequence[str], space: SpaceId, limit: int) -> Sequence[Introduction]:
        """Introductions that people in the space may see, with all those words in them or in the name, newest first."""
        table = introductions
        visible = (table.c.visibility == "everyone") | ((table.c.visibility == "space") & (table.c.space_id == space))
        named = (members.c.community_id == table.c.community_id) & (members.c.id == table.c.member_id)
        name = func.lower(members.c.name)
        holding = [
            or_(table.c.searchable.contains(word, autoescape=True), name.contains(word, autoescape=True))
            for word in words
        ]
        statement = select(table).join(members, named).where(self._ours(), visible, *holding)
        newest = statement.order_by(table.c.written_at.desc(), table.c.member_id).limit(limit)
        return [_introduction(row) for row in await self._connection.execute(newest)]

    async def _find_by_tags(self, introduction: Introduction) -> None:
        ours = (introduction_tags.c.community_id == self._community) & (
            introduction_tags.c.member_id == introduction.member
        )
        await self._connection.execute(introduction_tags.delete().where(ours))
        whose = {
            "community_id": self._community,
            "member_id": introduction.member,
            "visibility": introduction.visibility,
            "space_id": introduction.space,
        }
        words = sorted({folded(tag) for tag in introduction.tags})
        await self._connection.execute(introduction_tags.insert(), [whose | {"word": word} for word in words])

    def _ours(self) -> ColumnElement[bool]:
        return introductions.c.community_id == self._community


def _introduction(row: Row) -> Introduction:
    return Introduction(
        MemberId(row.member_id),
        tuple(json.loads(row.tags)),
        row.tie,
        row.phase,
        row.words,
        row.visibility,
        SpaceId(row.space_id),
        row.written_at,
    )
