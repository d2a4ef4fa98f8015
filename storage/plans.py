"""Plans: what one community has planned for later."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy import ColumnElement, case, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Ids, PlanKept, Taken
from bot.vocabulary.action import decode
from bot.vocabulary.effect import Plan, Planned
from bot.vocabulary.people import CommunityId
from bot.vocabulary.request import Due
from bot.vocabulary.subject import PAUSE, Subject
from storage.communities import is_paused
from storage.database import insert
from storage.tables import plans


class SqlPlans:
    """Fills :class:`bot.ports.Plans`.

    Args:
        queued: told when the plan has changed.
        taken: told of each piece of due work that is taken, and when it was due.
    """

    def __init__(
        self,
        connection: AsyncConnection,
        community: CommunityId,
        ids: Ids,
        queued: Callable[[], None],
        taken: Callable[[datetime], Awaitable[None]],
    ) -> None:
        self._connection = connection
        self._community = community
        self._ids = ids
        self._queued = queued
        self._taken = taken

    async def replace(self, plan: Plan, at: datetime) -> None:  # noqa: ARG002
        """Keep a subject's plan in place of what was planned for it and has not happened."""
        await self._cancel(plan)
        for planned in plan.work:
            await self._keep(plan.subject, planned)
        self._queued()

    async def of(self, subject: Subject) -> tuple[PlanKept, ...]:
        """What is planned for a subject and what became of it, in its order; what was replaced is left out."""
        kept = select(plans).where(self._about(subject), plans.c.state != "replaced").order_by(plans.c.at, plans.c.id)
        rows = (await self._connection.execute(kept)).all()
        return tuple(PlanKept(row.at, decode(row.action), row.state) for row in rows)

    async def take(self, due: Due, at: datetime) -> Taken | None:
        """Mark a piece of due work as done, or as missed where it is of no use any more at that instant."""
        still = (plans.c.community_id == self._community) & (plans.c.id == due.key) & (plans.c.state == "planned")
        still &= ~is_paused(plans.c.community_id) | (plans.c.subject_kind == PAUSE.kind)
        taken = case((plans.c.useful_until <= at, "missed"), else_="done")
        marked = update(plans).where(still).values(state=taken).returning(plans.c.state)
        became = await self._connection.scalar(marked)
        if became is not None:
            await self._taken(due.at)
        return became

    async def _cancel(self, plan: Plan) -> None:
        kept = {(planned.action.encode(), planned.at) for planned in plan.work}
        still = self._about(plan.subject) & (plans.c.state == "planned")
        for row in (await self._connection.execute(select(plans).where(still).with_for_update())).all():
            if (row.action, row.at) not in kept:
                await self._connection.execute(update(plans).where(plans.c.id == row.id).values(state="replaced"))

    async def _keep(self, subject: Subject, planned: Planned) -> None:
        changes = {"due_at": planned.at, "useful_until": planned.useful_until, "state": "planned"}
        statement = insert(self._connection, plans).values(
            community_id=self._community,
            id=self._ids.new(),
            subject_kind=subject.kind,
            subject_id=subject.id,
            action=planned.action.encode(),
            at=planned.at,
            **changes,
        )
        key = ["community_id", "subject_kind", "subject_id", "action", "at"]
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=key, set_=changes, where=plans.c.state != "done")
        )

    def _about(self, subject: Subject) -> ColumnElement[bool]:
        return (
            (plans.c.community_id == self._community)
            & (plans.c.subject_kind == subject.kind)
            & (plans.c.subject_id == subject.id)
        )
