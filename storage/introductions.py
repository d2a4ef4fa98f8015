"""Introductions of one community."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, Select, String, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.introductions.model import Introduction, Sought, sought
from bot.vocabulary.people import CommunityId, MemberId, SpaceId
from storage.database import insert
from storage.neighbours import aliases_of, seen_by, still_here
from storage.tables import introduction_tags, introductions, members, tag_words


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

    async def seen(self, member: MemberId, viewer: MemberId) -> Introduction | None:
        """The member's introduction, if the viewer may see it."""
        theirs = introductions.c.member_id == member
        statement = select(introductions).where(
            self._ours(), theirs, or_(introductions.c.member_id == viewer, seen_by(viewer))
        )
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
            "interests": json.dumps(introduction.interests),
            "hours": json.dumps(introduction.hours),
            "written_at": introduction.written_at,
        }
        named = select(members.c.name).where(
            members.c.community_id == self._community, members.c.id == introduction.member
        )
        values["name"] = sought(await self._connection.scalar(named) or "")
        key = {"community_id": self._community, "member_id": introduction.member}
        shown = None if introduction.visibility == "watching" else introduction.written_at
        statement = insert(self._connection, introductions).values(key | values | {"shown_at": shown})
        first = {"shown_at": func.coalesce(introductions.c.shown_at, statement.excluded.shown_at)}
        await self._connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values | first))
        await self._find_by_tags(introduction)

    async def delete(self, member: MemberId) -> None:
        """Forget what the member said."""
        await self._connection.execute(introduction_tags.delete().where(self._tags_of(member)))
        theirs = introductions.c.member_id == member
        await self._connection.execute(introductions.delete().where(self._ours(), theirs))

    async def find(self, wanted: Sought, viewer: MemberId, limit: int, offset: int = 0) -> Sequence[Introduction]:
        """Introductions that the viewer may see, newest first; a part of a word is enough."""
        table = introductions
        conditions = [self._with(word) for word in wanted.words] + [self._holding(words) for words in wanted.tags]
        if wanted.phase:
            conditions.append(table.c.phase == wanted.phase)
        if wanted.tie:
            conditions.append(table.c.tie == wanted.tie)
        statement = select(table).where(self._ours(), seen_by(viewer), still_here(), *conditions)
        newest = statement.order_by(table.c.written_at.desc(), table.c.member_id.desc()).limit(limit).offset(offset)
        return [_introduction(row) for row in await self._connection.execute(newest)]

    async def holders(self, tags: Sequence[frozenset[str]], viewer: MemberId, limit: int) -> Sequence[MemberId]:
        """Others than the viewer, visible to them, who hold of each of the tags one of its words."""
        statement = _holding_all(range(len(tags))).order_by("member_id").limit(limit)
        return [MemberId(member) for member in await self._connection.scalars(statement, self._asking(tags, viewer))]

    async def held(self, tags: Sequence[frozenset[str]], viewer: MemberId) -> Mapping[int, int]:
        """Of how many others, visible to the viewer, each set of the tags is; exact for all of them, else 1 for any."""
        asked = self._asking(tags, viewer)
        sizes = (await self._connection.execute(_sizes(len(tags)), asked)).one()
        rarest_first = tuple(sorted(range(len(tags)), key=lambda at: sizes[at]))
        row = (await self._connection.execute(_of_each_set(rarest_first), asked)).one()
        return {mask: count for mask, count in enumerate(row, start=1) if count}

    async def visible(self, viewer: MemberId, limit: int) -> int:
        """How many introductions the viewer may see, their own among them; no more than the limit."""
        mine = introductions.c.member_id == viewer
        seen = select(introductions.c.member_id).where(self._ours(), or_(mine, seen_by(viewer) & still_here()))
        return await self._connection.scalar(select(func.count()).select_from(seen.limit(limit).subquery())) or 0

    async def tags_seen(self, viewer: MemberId, limit: int) -> frozenset[str]:
        """The tags of introductions that the viewer may see, folded, the most used first."""
        held = introduction_tags
        statement = (
            select(held.c.word)
            .where(held.c.community_id == self._community, seen_by(viewer, held), held.c.member_id != viewer)
            .group_by(held.c.word)
            .order_by(func.count().desc(), held.c.word)
            .limit(limit)
        )
        return frozenset(await self._connection.scalars(statement))

    async def aliases(self) -> Mapping[str, str]:
        """What this town's organizers said that words mean, folded."""
        return await aliases_of(self._connection, self._community)

    async def say_same(self, word: str, means: str | None) -> None:
        """A word means another, both folded, from now on; ``None`` takes that back."""
        if means is None:
            theirs = (tag_words.c.community_id == self._community) & (tag_words.c.word == word)
            await self._connection.execute(tag_words.delete().where(theirs))
            return
        statement = insert(self._connection, tag_words).values(community_id=self._community, word=word, means=means)
        key = ["community_id", "word"]
        await self._connection.execute(statement.on_conflict_do_update(index_elements=key, set_={"means": means}))

    async def _find_by_tags(self, introduction: Introduction) -> None:
        await self._connection.execute(introduction_tags.delete().where(self._tags_of(introduction.member)))
        whose = {
            "community_id": self._community,
            "member_id": introduction.member,
            "visibility": introduction.visibility,
            "space_id": introduction.space,
        }
        if words := sorted(introduction.tag_words):
            await self._connection.execute(introduction_tags.insert(), [whose | {"word": word} for word in words])

    def _asking(self, tags: Sequence[frozenset[str]], viewer: MemberId) -> Mapping[str, object]:
        words = {f"words_{at}": sorted(tag) for at, tag in enumerate(tags)}
        return {"community": self._community, "viewer": viewer, **words}

    def _with(self, word: str) -> ColumnElement[bool]:
        either = (introductions.c.searchable, introductions.c.name)
        return or_(*(column.contains(word, autoescape=True) for column in either))

    def _holding(self, words: frozenset[str]) -> ColumnElement[bool]:
        held = introduction_tags.c
        holding = select(held.member_id).where(held.community_id == self._community, held.word.in_(words))
        return introductions.c.member_id.in_(holding)

    def _tags_of(self, member: MemberId) -> ColumnElement[bool]:
        return (introduction_tags.c.community_id == self._community) & (introduction_tags.c.member_id == member)

    def _ours(self) -> ColumnElement[bool]:
        return introductions.c.community_id == self._community


# Built once for each number of tags: building is what costs most of such a query in a small town.


@cache
def _sizes(tags: int) -> Select[*tuple[Any, ...]]:
    """How many hold each of so many tags, whoever may see it: from which to begin."""
    return select(
        *(select(func.count()).where(_holding(introduction_tags, at)).scalar_subquery() for at in range(tags))
    )


@cache
def _of_each_set(rarest_first: tuple[int, ...]) -> Select[*tuple[Any, ...]]:
    """How many hold each set of the tags, at these places from the rarest on; 1 for any number but of all of them."""
    everything = (1 << len(rarest_first)) - 1
    counts = []
    for mask in range(1, everything + 1):
        holding = _holding_all([at for at in rarest_first if mask >> at & 1])
        some = holding if mask == everything else holding.limit(1)
        counts.append(select(func.count()).select_from(some.subquery()).scalar_subquery())
    return select(*counts)


def _holding_all(places: Sequence[int]) -> Select[str]:
    """Others than the viewer, visible to them, who hold of each of the tags one of its words; begins with the first."""
    first, *others = places
    held, viewer = introduction_tags.alias(), bindparam("viewer", type_=String())
    seen = seen_by(viewer, held) & (held.c.member_id != viewer) & still_here(held)
    statement = select(held.c.member_id).where(_holding(held, first), seen)
    for at in others:
        also = introduction_tags.alias()
        same = also.c.member_id == held.c.member_id
        statement = statement.where(select(also.c.word).where(_holding(also, at), same).exists())
    return statement.distinct()  # two words of one tag make two rows of one person


def _holding(held: FromClause, at: int) -> ColumnElement[bool]:
    ours = held.c.community_id == bindparam("community", type_=String)
    return ours & held.c.word.in_(bindparam(f"words_{at}", expanding=True))


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
        tuple(json.loads(row.interests)),
        tuple(json.loads(row.hours)),
    )
