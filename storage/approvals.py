"""Approvals: what members of one community would like to post, and what organizers said to it."""

import json
from collections.abc import Sequence

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.approvals.model import OPEN, Proposal, ProposalId
from bot.vocabulary import codec
from bot.vocabulary.effect import Filled
from bot.vocabulary.form import Answers
from bot.vocabulary.people import CommunityId, MemberId, SpaceId
from storage.database import insert
from storage.tables import posts_proposed

_answers: TypeAdapter[Answers] = TypeAdapter(Answers)


class SqlProposals:
    """Fills :class:`bot.features.approvals.model.Proposals`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId) -> None:
        """Speak of one community within one transaction."""
        self._connection = connection
        self._community = community

    async def get(self, proposal: ProposalId) -> Proposal:
        """The proposal of that id, locked for update; ``LookupError`` if there is none."""
        found = await self._one(posts_proposed.c.id == proposal)
        if found is None:
            raise LookupError(f"no proposal {proposal} in {self._community}")
        return found

    async def written_in(self, draft: str) -> Proposal | None:
        """The proposal that was sent, or is being changed, in that draft; locked for update."""
        return await self._one(
            (posts_proposed.c.draft == draft)
            | ((posts_proposed.c.changing == draft) & (posts_proposed.c.changing != ""))
        )

    async def save(self, proposal: Proposal) -> None:
        """Keep it."""
        filled = proposal.filled
        values = {
            "draft": proposal.draft,
            "changing": proposal.changing,
            "form": filled.action,
            "arguments": json.dumps(filled.arguments),
            "answers": _answers.dump_json(filled.answers).decode(),
            "written_at": filled.written_at,
            "zone": filled.zone,
            "language": filled.language,
            "card": codec.cards.dump_json(proposal.card).decode(),
            "until": proposal.until,
            "state": proposal.state,
            "word": proposal.word,
        }
        key = {"community_id": self._community, "id": proposal.id}
        first = {
            "member_id": proposal.member,
            "space_id": proposal.space,
            "topic": proposal.topic,
            "proposed_at": proposal.proposed_at,
        }
        statement = insert(self._connection, posts_proposed).values(key | first | values)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))

    async def waiting(self, limit: int) -> Sequence[Proposal]:
        """Those that nobody has decided, the oldest first."""
        return await self._several(posts_proposed.c.state.in_(OPEN), limit)

    async def of_member(self, member: MemberId, limit: int) -> Sequence[Proposal]:
        """A member's own that nobody has decided, the oldest first."""
        return await self._several(posts_proposed.c.state.in_(OPEN) & (posts_proposed.c.member_id == member), limit)

    async def count(self) -> int:
        """How many wait for an organizer's word."""
        waits = posts_proposed.c.state == "waiting"
        return await self._connection.scalar(select(func.count()).where(self._ours(), waits)) or 0

    async def _one(self, which: ColumnElement[bool]) -> Proposal | None:
        statement = select(posts_proposed).where(self._ours(), which).with_for_update()
        row = (await self._connection.execute(statement)).first()
        return _proposal(row) if row else None

    async def _several(self, which: ColumnElement[bool], limit: int) -> Sequence[Proposal]:
        order = (posts_proposed.c.proposed_at, posts_proposed.c.id)
        rows = await self._connection.execute(
            select(posts_proposed).where(self._ours(), which).order_by(*order).limit(limit)
        )
        return [_proposal(row) for row in rows]

    def _ours(self) -> ColumnElement[bool]:
        return posts_proposed.c.community_id == self._community


def _proposal(row: Row) -> Proposal:
    answers = _answers.validate_json(row.answers)
    filled = Filled(row.form, tuple(json.loads(row.arguments)), answers, row.written_at, row.zone, row.language)
    return Proposal(
        ProposalId(row.id),
        MemberId(row.member_id),
        SpaceId(row.space_id),
        row.draft,
        filled,
        row.topic,
        codec.cards.validate_json(row.card),
        row.until,
        row.proposed_at,
        row.state,
        row.word,
        row.changing,
    )
