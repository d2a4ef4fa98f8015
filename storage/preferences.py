"""Preferences: what the members of one community would like to be told, and when."""

from datetime import time, timedelta
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.vocabulary.people import CommunityId, MemberId
from bot.vocabulary.preference import Preference, Quiet
from storage.database import insert
from storage.tables import communities, members, preferences

_MINUTE = timedelta(minutes=1)


_chosen: Final = (preferences.c.community_id == members.c.community_id) & (preferences.c.member_id == members.c.id)
_PREFERRED: Final = (
    select(preferences, members.c.timezone.label("own_zone"), communities.c.timezone.label("zone"))
    .select_from(members.join(communities, communities.c.id == members.c.community_id).outerjoin(preferences, _chosen))
    .where(members.c.community_id == bindparam("of"), members.c.id == bindparam("whose"))
)


class SqlPreferences:
    """Fills :class:`bot.ports.Preferences`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    async def of(self, member: MemberId) -> Preference:
        """What the member chose; for whoever has not chosen, what is usual."""
        return (await preferred(self._connection, self._community, member))[0]

    async def keep(self, member: MemberId, preference: Preference) -> None:
        """Keep what the member chose."""
        key = {"community_id": self._community, "member_id": member}
        quiet = preference.quiet
        values = {
            "notices": preference.notices,
            "quiet_from": _minutes(quiet.begins) if quiet else None,
            "quiet_until": _minutes(quiet.ends) if quiet else None,
            "before": preference.before // _MINUTE if preference.before else None,
        }
        statement = insert(self._connection, preferences).values(key | values)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))


async def preferred(connection: AsyncConnection, community: str, member: str) -> tuple[Preference, str]:
    """What a member chose, and the zone their clock is in."""
    row = (await connection.execute(_PREFERRED, {"of": community, "whose": member})).one_or_none()
    if row is None:
        return Preference(), "UTC"
    zone = row.own_zone or row.zone
    if row.notices is None:
        return Preference(), zone
    quiet = None if row.quiet_from is None else Quiet(_clock(row.quiet_from), _clock(row.quiet_until))
    return Preference(row.notices, quiet, row.before and timedelta(minutes=row.before)), zone


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _clock(minutes: int) -> time:
    return time(*divmod(minutes, 60))
