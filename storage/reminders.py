"""Reminders of one community: words planned for a moment, to oneself or to a channel."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Row, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.reminders.model import Reminder, ReminderId
from bot.vocabulary.people import CommunityId, MemberId, SpaceId
from storage.database import insert
from storage.tables import reminders


class SqlReminders:
    """Fills :class:`bot.features.reminders.model.Reminders`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId) -> None:
        """Speak of one community within one transaction."""
        self._connection = connection
        self._community = community

    async def get(self, reminder: ReminderId) -> Reminder:
        """The reminder of that id, locked for update; ``LookupError`` if there is none."""
        statement = select(reminders).where(self._ours(), reminders.c.id == reminder).with_for_update()
        row = (await self._connection.execute(statement)).one_or_none()
        if row is None:
            raise LookupError(f"no reminder {reminder} in {self._community}")
        return _reminder(row)

    async def save(self, reminder: Reminder) -> None:
        """Keep a reminder."""
        key = {"community_id": self._community, "id": reminder.id}
        values = {
            "owner_id": reminder.owner,
            "words": reminder.words,
            "start": reminder.start,
            "zone": reminder.zone,
            "rrule": reminder.rrule,
            "space_id": reminder.space,
            "channel": reminder.channel,
            "paused": reminder.paused,
        }
        statement = insert(self._connection, reminders).values(key | values)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))

    async def remove(self, reminder: ReminderId) -> None:
        """Forget a reminder."""
        await self._connection.execute(reminders.delete().where(self._ours(), reminders.c.id == reminder))

    async def of(self, member: MemberId, limit: int, *, channels: bool = False) -> Sequence[Reminder]:
        """The reminders that a member wrote, and where asked for everybody's to channels; the newest first."""
        theirs = reminders.c.owner_id == member
        which = or_(theirs, reminders.c.channel.is_not(None)) if channels else theirs
        newest = select(reminders).where(self._ours(), which).order_by(reminders.c.start.desc(), reminders.c.id.desc())
        return [_reminder(row) for row in await self._connection.execute(newest.limit(limit))]

    async def all(self) -> Sequence[Reminder]:
        """Every reminder that is not paused."""
        going = select(reminders).where(self._ours(), ~reminders.c.paused).order_by(reminders.c.id)
        return [_reminder(row) for row in await self._connection.execute(going)]

    def _ours(self) -> ColumnElement[bool]:
        return reminders.c.community_id == self._community


def _reminder(row: Row) -> Reminder:
    return Reminder(
        ReminderId(row.id),
        MemberId(row.owner_id),
        row.words,
        row.start,
        row.zone,
        row.rrule,
        SpaceId(row.space_id),
        row.channel,
        row.paused,
    )
