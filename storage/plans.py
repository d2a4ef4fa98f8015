"""Plans: what one community has planned for later."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Ids, PlanKept
from bot.vocabulary.action import decode
from bot.vocabulary.effect import Plan, Planned
from bot.vocabulary.people import CommunityId
from bot.vocabulary.subject import Subject
from storage.agenda import SqlAgenda
from storage.database import insert
from storage.tables import plans


class SqlPlans:
    """Fills :class:`bot.ports.Plans`.

    Args:
        queued: told when the plan has changed.
        agenda: what of it was claimed in this transaction.
    """

    def __init__(
        self,
        connection: AsyncConnection,
        community: CommunityId,
        ids: Ids,
        queued: Callable[[], None],
        agenda: SqlAgenda,
    ) -> None:
        self._connection = connection
        self._community = community
        self._ids = ids
        self._queued = queued
        self._agenda = agenda

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
        ahead = self._agenda.ahead(self._community, subject)
        return tuple(PlanKept(row.at, decode(row.action), "planned" if row.id in ahead else row.state) for row in rows)

    async def _cancel(self, plan: Plan) -> None:
        kept = {(planned.action.encode(), planned.at) for planned in plan.work}
        ahead = self._agenda.ahead(self._community, plan.subject)
        still = self._about(plan.subject) & ((plans.c.state == "planned") | plans.c.id.in_(ahead))
        for row in (await self._connection.execute(select(plans).where(still).with_for_update())).all():
            if (row.action, row.at) not in kept:
                await self._connection.execute(update(plans).where(plans.c.id == row.id).values(state="replaced"))
        self._agenda.planned_anew(self._community, plan.subject)

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
