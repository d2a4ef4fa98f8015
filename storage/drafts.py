"""Drafts: forms of one community that were filled in and not posted yet."""

import json
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Clock, Draft
from bot.vocabulary.form import Answers
from bot.vocabulary.people import CommunityId, MemberId
from storage.database import insert, inserted
from storage.tables import drafts

_answers: Final[TypeAdapter[Answers]] = TypeAdapter(Answers)


class SqlDrafts:
    """Fills :class:`bot.ports.Drafts`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId, clock: Clock) -> None:
        self._connection = connection
        self._community = community
        self._clock = clock

    async def save(self, draft: Draft) -> bool:
        """Keep a draft under its id, in place of the same member's earlier one; false when that one was posted."""
        values = {
            "form": draft.form,
            "arguments": json.dumps(draft.arguments),
            "answers": _answers.dump_json(draft.answers).decode(),
            "written_at": draft.written_at,
            "expires_at": draft.expires_at,
        }
        key = {"community_id": self._community, "id": draft.id, "member_id": draft.member}
        statement = insert(self._connection, drafts).values(key | values)
        theirs_to_change = (drafts.c.member_id == draft.member) & drafts.c.posted_at.is_(None)
        return await inserted(
            self._connection,
            statement.on_conflict_do_update(index_elements=["community_id", "id"], set_=values, where=theirs_to_change),
        )

    async def get(self, draft: str, member: MemberId) -> Draft | None:
        """The member's own draft of that id, locked for update, unless it was posted or has expired."""
        own = self._is(draft) & (drafts.c.member_id == member)
        waiting = drafts.c.posted_at.is_(None) & (drafts.c.expires_at > self._clock.now())
        found = (await self._connection.execute(select(drafts).where(own & waiting).with_for_update())).one_or_none()
        if found is None:
            return None
        arguments = tuple(json.loads(found.arguments))
        answers = _answers.validate_json(found.answers)
        return Draft(found.id, member, found.form, arguments, answers, found.written_at, found.expires_at)

    async def close(self, draft: str) -> None:
        """Forget what a draft said, and remember that it was posted."""
        emptied = {"arguments": "[]", "answers": "{}", "posted_at": self._clock.now()}
        await self._connection.execute(update(drafts).where(self._is(draft)).values(emptied))

    def _is(self, draft: str) -> ColumnElement[bool]:
        return (drafts.c.community_id == self._community) & (drafts.c.id == draft)
