"""Drafts: forms of one community that were filled in and not posted yet."""

import json
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Clock, Draft
from bot.vocabulary.form import Answers
from bot.vocabulary.people import CommunityId, MemberId
from storage.database import insert
from storage.tables import drafts

_answers: Final[TypeAdapter[Answers]] = TypeAdapter(Answers)


class SqlDrafts:
    """Fills :class:`bot.ports.Drafts`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId, clock: Clock) -> None:
        self._connection = connection
        self._community = community
        self._clock = clock

    async def save(self, draft: Draft) -> None:
        """Keep a draft under its id, in place of an earlier one of the same member."""
        values = {
            "form": draft.form,
            "arguments": json.dumps(draft.arguments),
            "answers": _answers.dump_json(draft.answers).decode(),
            "written_at": draft.written_at,
            "expires_at": draft.expires_at,
        }
        key = {"community_id": self._community, "id": draft.id, "member_id": draft.member}
        statement = insert(self._connection, drafts).values(key | values)
        own = drafts.c.member_id == draft.member
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["community_id", "id"], set_=values, where=own)
        )

    async def get(self, draft: str, member: MemberId) -> Draft | None:
        """The member's own draft of that id, locked for update, unless it was posted or has expired."""
        own = self._is(draft) & (drafts.c.member_id == member) & (drafts.c.expires_at > self._clock.now())
        found = (await self._connection.execute(select(drafts).where(own).with_for_update())).one_or_none()
        if found is None:
            return None
        arguments = tuple(json.loads(found.arguments))
        answers = _answers.validate_json(found.answers)
        return Draft(found.id, member, found.form, arguments, answers, found.written_at, found.expires_at)

    async def remove(self, draft: str) -> None:
        """Forget a draft that was posted."""
        await self._connection.execute(drafts.delete().where(self._is(draft)))

    def _is(self, draft: str) -> ColumnElement[bool]:
        return (drafts.c.community_id == self._community) & (drafts.c.id == draft)
