"""What a restore leaves in doubt: messages sent after the backup was made, which it knows nothing of.

They bear the markers that they would bear again, so they are found by those: what may have been sent is ``uncertain``
and is looked for on its platform before it is sent.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, Update, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Outbox
from bot.vocabulary.effect import Conversation, Notify, Outdated, PostToThread, PublishCard
from bot.vocabulary.people import CommunityId
from storage.meta import note_restored, restore_epoch
from storage.outbox import edits
from storage.tables import outbox

_UNSENT = ("pending", "claimed", "sending")
_ANY_REVISION = 0
"""A revision that is never the wanted one: what was sent may be newer than the backup, so the card is shown anew."""


async def mark_restored(connection: AsyncConnection, at: datetime, epoch: int = 0) -> int:
    """Put in doubt what may have been sent since the backup was made; how many messages those are.

    The epoch is that of the database whose place the backup takes.
    """
    await note_restored(connection, max(epoch, await restore_epoch(connection)) + 1, at)
    overdue = outbox.c.state.in_(_UNSENT) & (outbox.c.due_at <= at)
    first = func.coalesce(outbox.c.first_at, outbox.c.due_at)
    return (await connection.execute(_doubt(overdue, first, at))).rowcount


class DoubtfulOutbox:
    """Fills :class:`bot.ports.Outbox` for work that may have been done before: what it queues is in doubt.

    Args:
        first_at: when the work was due.
        last_at: when the backup was put back.
    """

    def __init__(
        self, inner: Outbox, connection: AsyncConnection, community: CommunityId, first_at: datetime, last_at: datetime
    ) -> None:
        self._inner = inner
        self._connection = connection
        self._community = community
        self._first_at = first_at
        self._last_at = last_at

    async def publish(self, effect: PublishCard, at: datetime) -> None:
        """Queue a subject's card."""
        last = await self._last()
        await self._inner.publish(effect, at)
        await self._doubt(last)

    async def notify(self, effect: Notify, at: datetime) -> None:
        """Queue a direct message."""
        last = await self._last()
        await self._inner.notify(effect, at)
        await self._doubt(last)

    async def post(self, effect: PostToThread, at: datetime) -> None:
        """Queue a thread message for every space."""
        last = await self._last()
        await self._inner.post(effect, at)
        await self._doubt(last)

    async def outdate(self, effect: Outdated, at: datetime) -> None:
        """Have what was said before say that it is not true any more."""
        await self._inner.outdate(effect, at)

    async def converse(self, effect: Conversation, at: datetime) -> None:
        """Queue the opening of a conversation."""
        last = await self._last()
        await self._inner.converse(effect, at)
        await self._doubt(last)

    async def _last(self) -> int:
        return await self._connection.scalar(select(func.coalesce(func.max(outbox.c.id), 0))) or 0

    async def _doubt(self, last: int) -> None:
        queued = (outbox.c.community_id == self._community) & (outbox.c.id > last) & (outbox.c.state == "pending")
        await self._connection.execute(_doubt(queued, self._first_at, self._last_at))


def _doubt(rows: ColumnElement[bool], first_at: ColumnElement[datetime] | datetime, last_at: datetime) -> Update:
    doubt = {"state": "uncertain", "doubted": _ANY_REVISION, "first_at": first_at, "last_at": last_at}
    return update(outbox).where(rows, ~edits).values(doubt)  # an edit may be repeated
