"""Troubles: what of one community could not be said, and what came too late, for its organizers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import Row, Select, and_, func, or_, select
from sqlalchemy import text as words
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.settings.model import Fate, Refusing, Undelivered
from bot.vocabulary import codec
from bot.vocabulary.people import CommunityId
from bot.vocabulary.text import Text, text
from storage.directory import space_of
from storage.tables import UNFINISHED, among, outbox, plans, spaces

_PUBLIC: Final = ("card", "thread", "notice")  # a direct message is between Machi and one person
_DOUBT: Final = "may or may not have been posted"


class SqlTroubles:
    """Fills :class:`bot.features.settings.model.Troubles`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId) -> None:
        """Speak of one community within one transaction."""
        self._connection = connection
        self._community = community

    async def undelivered(self, since: datetime, limit: int) -> Sequence[Undelivered]:
        """What waits because something is in its way, or was given up since then; the latest first."""
        stuck = (outbox.c.state.in_(("pending", "uncertain"))) & (outbox.c.error.is_not(None))
        homeless = (outbox.c.state == "pending") & outbox.c.lane.is_(None) & (outbox.c.kind != "thread")
        given_up = outbox.c.state.in_(("dead", "expired")) & (outbox.c.next_at >= since)
        troubled = self._public(select(outbox, spaces)).where(or_(stuck, homeless, given_up))
        rows = (await self._connection.execute(troubled.order_by(outbox.c.due_at.desc()).limit(limit))).all()
        return [_undelivered(row) for row in rows]

    async def refusing(self) -> Sequence[Refusing]:
        """The spaces that refuse everything of ours."""
        ours = (spaces.c.community_id == self._community) & spaces.c.stopped_until.is_not(None)
        rows = (await self._connection.execute(select(spaces).where(ours))).all()
        return [Refusing(space_of(row), row.stopped_reason or "") for row in rows]

    async def waiting(self) -> int:
        """How many messages are to be sent."""
        ours = (outbox.c.community_id == self._community) & words(among(UNFINISHED)) & (outbox.c.state != "verify")
        return await self._connection.scalar(select(func.count()).select_from(outbox).where(ours)) or 0

    async def missed(self, since: datetime) -> int:
        """How much planned work was of no use any more by the time it could be done."""
        ours = (plans.c.community_id == self._community) & (plans.c.state == "missed") & (plans.c.at >= since)
        return await self._connection.scalar(select(func.count()).select_from(plans).where(ours)) or 0

    def _public(self, statement: Select[Any]) -> Select[Any]:
        of_space = and_(spaces.c.community_id == outbox.c.community_id, spaces.c.id == outbox.c.space_id)
        ours = (outbox.c.community_id == self._community) & outbox.c.kind.in_(_PUBLIC)
        return statement.select_from(outbox.join(spaces, of_space)).where(ours)


def _undelivered(row: Row) -> Undelivered:
    return Undelivered(_title(row), _fate(row), row.error or "", row.due_at)


def _fate(row: Row) -> Fate:
    match row.state:
        case "pending":
            return "waits" if row.error else "homeless"
        case "uncertain":
            return "doubted"
        case "expired":
            return "late"
        case _:
            return "unknown" if (row.error or "").startswith(_DOUBT) else "given-up"


def _title(row: Row) -> Text:
    try:
        return codec.cards.validate_json(row.payload).title
    except ValidationError:
        return text(row.kind)
