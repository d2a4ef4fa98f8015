"""Meetups of one community, their dates, and who comes to each."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, Select, Table, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.meetups.model import Meetup, MeetupId, Occurrence, OccurrenceId
from bot.vocabulary.people import CommunityId, MemberId
from bot.vocabulary.roster import Entry, Roster
from storage.database import insert
from storage.rosters import Rosters
from storage.tables import meetups, occurrences, rsvps


class SqlMeetups:
    """Fills :class:`bot.features.meetups.model.Meetups`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId) -> None:
        """Speak of one community within one transaction."""
        self._connection = connection
        self._community = community
        self._rsvps = Rosters(connection, community, rsvps, "occurrence_id")

    async def get(self, occurrence: OccurrenceId) -> Occurrence:
        """The occurrence of that id, locked for update; ``LookupError`` if this community has none."""
        statement = self._select().where(occurrences.c.id == occurrence).with_for_update(of=occurrences)
        found = await self._occurrences(statement)
        if not found:
            raise LookupError(f"no occurrence {occurrence} in {self._community}")
        return found[0]

    async def save(self, occurrence: Occurrence) -> None:
        """Keep an occurrence, its answers and its meetup."""
        await self._save_meetup(occurrence.meetup)
        await self._save_occurrence(occurrence)
        await self._rsvps.save(occurrence.id, occurrence.rsvps.entries)

    async def displaced(self) -> Sequence[tuple[Occurrence, datetime]]:
        """The planned occurrences that start or end at other instants than were kept, and the kept start, locked."""
        planned = self._select().where(occurrences.c.state == "planned").order_by(occurrences.c.starts_at)
        rows = (await self._connection.execute(planned.with_for_update(of=occurrences))).all()
        kept = {row.id: (row.starts_at, row.ends_at) for row in rows}
        found = await self._with_answers(rows)
        return [(each, kept[each.id][0]) for each in found if (each.starts_at, each.ends_at) != kept[each.id]]

    async def upcoming(self, at: datetime, limit: int, *, host: MemberId | None = None) -> Sequence[Occurrence]:
        """The planned occurrences that are not over at that instant, of one host or of all, soonest first."""
        statement = self._upcoming(at).limit(limit)
        return await self._occurrences(statement.where(meetups.c.host_id == host) if host else statement)

    async def of_member(self, member: MemberId, at: datetime, limit: int) -> Sequence[Occurrence]:
        """The upcoming ones that a member hosts or is expected at (going, waiting, maybe), soonest first."""
        expected = select(rsvps.c.occurrence_id).where(
            rsvps.c.community_id == self._community,
            rsvps.c.member_id == member,
            rsvps.c.standing.in_(("in", "waiting", "maybe")),
        )
        theirs = or_(meetups.c.host_id == member, occurrences.c.id.in_(expected))
        return await self._occurrences(self._upcoming(at).where(theirs).limit(limit))

    async def _save_meetup(self, meetup: Meetup) -> None:
        values = {
            "host_id": meetup.host,
            "title": meetup.title,
            "start": meetup.start,
            "zone": meetup.zone,
            "minutes": meetup.length and meetup.length // timedelta(minutes=1),
            "rrule": meetup.rrule,
            "place": meetup.where,
            "capacity": meetup.capacity,
            "details": meetup.details,
        }
        await self._put(meetups, meetup.id, values)

    async def _save_occurrence(self, occurrence: Occurrence) -> None:
        values = {
            "meetup_id": occurrence.meetup.id,
            "slot": occurrence.slot,
            "start": occurrence.start,
            "end": occurrence.end,
            "zone": occurrence.zone,
            "places": occurrence.rsvps.places,
            "state": occurrence.state,
            "starts_at": occurrence.starts_at,
            "ends_at": occurrence.ends_at,
        }
        await self._put(occurrences, occurrence.id, values)

    async def _put(self, table: Table, row: str, values: Mapping[str, object]) -> None:
        key = {"community_id": self._community, "id": row}
        statement = insert(self._connection, table).values({**key, **values})
        await self._connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))

    def _select(self) -> Select:
        together = (meetups.c.community_id == occurrences.c.community_id) & (meetups.c.id == occurrences.c.meetup_id)
        of_meetup = [column.label(f"meetup_{column.name}") for column in meetups.c if column.name != "id"]
        return select(occurrences, *of_meetup).join(meetups, together).where(self._ours())

    def _upcoming(self, at: datetime) -> Select:
        ahead = (occurrences.c.state == "planned") & (occurrences.c.ends_at > at)
        return self._select().where(ahead).order_by(occurrences.c.starts_at, occurrences.c.id)

    def _ours(self) -> ColumnElement[bool]:
        return occurrences.c.community_id == self._community

    async def _occurrences(self, statement: Select) -> Sequence[Occurrence]:
        return await self._with_answers((await self._connection.execute(statement)).all())

    async def _with_answers(self, rows: Sequence[Row]) -> Sequence[Occurrence]:
        answers = await self._rsvps.of([row.id for row in rows])
        return [_occurrence(row, answers.get(row.id, ())) for row in rows]


def _occurrence(row: Row, entries: tuple[Entry, ...]) -> Occurrence:
    return Occurrence(
        OccurrenceId(row.id),
        _meetup(row),
        row.slot,
        row.start,
        row.end,
        row.zone,
        Roster(row.places, entries),
        row.state,
    )


def _meetup(row: Row) -> Meetup:
    return Meetup(
        MeetupId(row.meetup_id),
        MemberId(row.meetup_host_id),
        row.meetup_title,
        row.meetup_start,
        row.meetup_zone,
        None if row.meetup_minutes is None else timedelta(minutes=row.meetup_minutes),
        row.meetup_rrule,
        row.meetup_place,
        row.meetup_capacity,
        row.meetup_details,
    )
