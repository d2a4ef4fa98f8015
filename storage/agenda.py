"""The agenda: the plans of all communities, from the clock's side."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.vocabulary.action import decode
from bot.vocabulary.people import CommunityId
from bot.vocabulary.request import Due
from bot.vocabulary.subject import PAUSE, Subject
from storage.communities import is_paused
from storage.meta import restored_at
from storage.tables import plans

_PLANNED: Final = text("state = 'planned'")
_GOES_ON: Final = ~is_paused(plans.c.community_id) | (plans.c.subject_kind == PAUSE.kind)
_THIS: Final = (plans.c.community_id == bindparam("of")) & (plans.c.id == bindparam("key"))
_DUE: Final = (
    select(*(column for column in plans.c if column.name not in ("due_at", "state")))
    .where(_PLANNED, _GOES_ON, plans.c.due_at <= bindparam("at"))
    .order_by(plans.c.due_at, plans.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_NEXT: Final = select(plans.c.due_at).where(_PLANNED, _GOES_ON).order_by(plans.c.due_at).limit(1)
_STATE: Final = select(plans.c.state).where(_THIS)
_BECOMES: Final = update(plans).where(_THIS).values(state=bindparam("becomes"))
_PUT_OFF: Final = update(plans).where(_THIS).values(state="planned", due_at=bindparam("until"))


class SqlAgenda:
    """Fills :class:`bot.ports.Agenda`, in one transaction.

    What was claimed stands as done from the first moment on, so that it is done or not together with what follows from
    it. Until a piece is begun, a new plan for its subject can still replace it.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self.restored: datetime | None = None
        self._connection = connection
        self._ahead: dict[tuple[CommunityId, str], Due] = {}
        self._planned_anew: set[tuple[CommunityId, Subject | None]] = set()

    async def claim(self, at: datetime, most: int) -> tuple[Due, ...]:
        """What has come due, in due order, except for what another machine has claimed; it counts as done."""
        rows = (await self._connection.execute(_DUE, {"at": at, "most": most})).all()
        if not rows:
            return ()
        done = [{"of": row.community_id, "key": row.id, "becomes": "done"} for row in rows]
        await self._connection.execute(_BECOMES, done)
        self.restored = await restored_at(self._connection)
        claimed = tuple(
            Due(
                row.id,
                CommunityId(row.community_id),
                Subject(row.subject_kind, row.subject_id),
                decode(row.action),
                row.at,
                row.useful_until,
            )
            for row in rows
        )
        self._ahead |= {(due.community, due.key): due for due in claimed}
        return claimed

    async def begins(self, due: Due) -> bool:
        """Whether a claimed piece is still to be done: what came before it may have planned otherwise."""
        del self._ahead[due.community, due.key]
        if self._planned_anew.isdisjoint({(due.community, due.subject), (due.community, None)}):
            return True
        return await self._connection.scalar(_STATE, _this(due)) == "done"

    async def miss(self, due: Due) -> None:
        """Keep that it was of no use any more."""
        await self._connection.execute(_BECOMES, _this(due) | {"becomes": "missed"})

    async def postpone(self, due: Due, until: datetime) -> None:
        """Do not offer it again before that instant: it failed just now."""
        await self._connection.execute(_PUT_OFF, _this(due) | {"until": until})

    async def next_at(self) -> datetime | None:
        """When something comes due next."""
        return await self._connection.scalar(_NEXT)

    def ahead(self, community: CommunityId, subject: Subject) -> Sequence[str]:
        """The keys of what was claimed of a subject and has not begun."""
        return [due.key for due in self._ahead.values() if (due.community, due.subject) == (community, subject)]

    def planned_anew(self, community: CommunityId, subject: Subject | None = None) -> None:
        """Look again before a claimed piece of that subject begins, or of whatever subject."""
        self._planned_anew.add((community, subject))


def _this(due: Due) -> dict[str, object]:
    return {"of": due.community, "key": due.key}
