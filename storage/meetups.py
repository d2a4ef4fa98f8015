"""Meetups of one community, their dates, and who comes to each."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import ColumnElement, Row, Select, Table, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.meetups.model import Held, Mark, Meetup, MeetupId, Occurrence, OccurrenceId, Own
from bot.timing import wall_time
from bot.vocabulary.people import CommunityId, MemberId
from bot.vocabulary.roster import Entry, Roster
from storage.database import insert
from storage.rosters import Rosters
from storage.tables import cohosts, meetups, occurrence_marks, occurrences, rsvps

_MINUTE = timedelta(minutes=1)
_A_DAY = timedelta(days=1)


class SqlMeetups:
    """Fills :class:`bot.features.meetups.model.Meetups`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId) -> None:
        """Speak of one community within one transaction."""
        self._connection = connection
        self._community = community
        self._rsvps = Rosters(connection, community, rsvps, "occurrence_id")

    async def get(self, occurrence: OccurrenceId) -> Occurrence:
        """The occurrence of that id, locked for update; ``LookupError`` if this community has none."""
        found = await self._locked(occurrences.c.id == occurrence)
        if not found:
            raise LookupError(f"no occurrence {occurrence} in {self._community}")
        return found[0]

    async def on(self, meetup: MeetupId, slot: datetime) -> Occurrence | None:
        """The occurrence of a meetup's slot, locked for update, if it is kept already."""
        found = await self._locked((occurrences.c.meetup_id == meetup) & (occurrences.c.slot == slot))
        return found[0] if found else None

    async def series(self, meetup: MeetupId) -> Meetup:
        """The meetup of that id, locked for update; ``LookupError`` if this community has none."""
        ours = (meetups.c.community_id == self._community) & (meetups.c.id == meetup)
        rows = (await self._connection.execute(_select_meetups().where(ours).with_for_update())).all()
        if not rows:
            raise LookupError(f"no meetup {meetup} in {self._community}")
        return (await self._meetups(rows))[0]

    async def save(self, occurrence: Occurrence) -> None:
        """Keep an occurrence, its answers and its meetup."""
        await self.save_meetup(occurrence.meetup)
        await self._save_occurrence(occurrence)
        await self._rsvps.save(occurrence.id, occurrence.rsvps.entries)
        await self._save_marks(occurrence)

    async def coming(self, meetup: MeetupId, at: datetime) -> Sequence[Occurrence]:
        """The kept occurrences of a meetup whose slot or start is still to come, called off or not, by their slots."""
        # Slots are wall time in a zone that the row of the occurrence does not name: a day too many does no harm.
        ahead = or_(occurrences.c.starts_at > at, occurrences.c.slot > wall_time(at, "UTC") - _A_DAY)
        ours = (occurrences.c.meetup_id == meetup) & ahead
        return await self._locked(ours, occurrences.c.slot)

    async def displaced(self) -> Sequence[tuple[Occurrence, datetime]]:
        """The planned occurrences that start or end at other instants than were kept, and the kept start, locked."""
        planned = self._select().where(occurrences.c.state == "planned").order_by(occurrences.c.starts_at)
        rows = (await self._connection.execute(planned.with_for_update(of=occurrences))).all()
        kept = {row.id: (row.starts_at, row.ends_at) for row in rows}
        found = await self._whole(rows)
        return [(each, kept[each.id][0]) for each in found if (each.starts_at, each.ends_at) != kept[each.id]]

    async def upcoming(self, at: datetime, limit: int, *, host: MemberId | None = None) -> Sequence[Occurrence]:
        """The planned occurrences that are not over at that instant, of a host or co-host or of all, soonest first."""
        return await self._occurrences(self._upcoming(at).where(self._managed(host)).limit(limit))

    async def called_off(self, at: datetime, limit: int, *, host: MemberId | None = None) -> Sequence[Occurrence]:
        """Those called off that would still be to come, soonest first."""
        off = (occurrences.c.state == "cancelled") & (occurrences.c.starts_at > at)
        statement = self._select().where(off, self._managed(host)).order_by(occurrences.c.starts_at, occurrences.c.id)
        return await self._occurrences(statement.limit(limit))

    async def of_member(self, member: MemberId, at: datetime, limit: int) -> Sequence[Occurrence]:
        """The upcoming ones that a member hosts or is expected at (going, waiting, maybe), soonest first."""
        expected = select(rsvps.c.occurrence_id).where(
            rsvps.c.community_id == self._community,
            rsvps.c.member_id == member,
            rsvps.c.standing.in_(("in", "waiting", "maybe")),
        )
        theirs = or_(self._managed(member), occurrences.c.id.in_(expected))
        return await self._occurrences(self._upcoming(at).where(theirs).limit(limit))

    async def ended(self, at: datetime, limit: int, *, host: MemberId | None = None) -> Sequence[Occurrence]:
        """Those that took place before that instant, the newest first."""
        over = (occurrences.c.state == "over") & (occurrences.c.ends_at <= at)
        statement = self._select().where(over, self._managed(host)).order_by(occurrences.c.starts_at.desc())
        return await self._occurrences(statement.limit(limit))

    async def held(self, meetup: Meetup, limit: int) -> Sequence[Held]:
        """Who came to the last dates of a series of which it is known, the newest first."""
        found: list[Held] = []
        series: Meetup | None = meetup
        while series is not None and len(found) < limit:
            known = (occurrences.c.meetup_id == series.id) & occurrences.c.attended & (occurrences.c.state == "over")
            statement = self._select().where(known).order_by(occurrences.c.starts_at.desc())
            for each in await self._occurrences(statement.limit(limit - len(found))):
                came = tuple(member for member in each.marked("came") if member != meetup.host)
                found.append(Held(came, len(each.rsvps.waiting)))
            series = await self.series(series.follows) if series.follows else None
        return found

    async def concerning(self, member: MemberId) -> Sequence[Occurrence]:
        """Every date that a member hosts, helps to host, has answered or marked, over or not, locked for update."""
        answered = [
            select(table.c.occurrence_id).where(table.c.community_id == self._community, table.c.member_id == member)
            for table in (rsvps, occurrence_marks)
        ]
        theirs = or_(self._managed(member), *(occurrences.c.id.in_(those) for those in answered))
        return await self._locked(theirs, occurrences.c.id)

    async def hosted(self, member: MemberId, at: datetime) -> Sequence[Meetup]:
        """The meetups that a member hosts and that are not over."""
        ahead = (occurrences.c.state == "planned") & (occurrences.c.ends_at > at) & self._ours()
        of_theirs = meetups.c.id.in_(select(occurrences.c.meetup_id).where(ahead))
        ours = (meetups.c.community_id == self._community) & (meetups.c.host_id == member)
        rows = (await self._connection.execute(_select_meetups().where(ours, of_theirs).order_by(meetups.c.id))).all()
        return await self._meetups(rows)

    async def save_meetup(self, meetup: Meetup) -> None:
        """Keep what all dates of a meetup have in common."""
        values = {
            "host_id": meetup.host,
            "title": meetup.title,
            "start": meetup.start,
            "zone": meetup.zone,
            "minutes": meetup.length and meetup.length // _MINUTE,
            "rrule": meetup.rrule,
            "place": meetup.where,
            "capacity": meetup.capacity,
            "details": meetup.details,
            "guests": meetup.guests,
            "days_ahead": meetup.days_ahead,
            "reminders": json.dumps([before // _MINUTE for before in meetup.reminders]),
            "follows_id": meetup.follows,
            "offered_id": meetup.offered_to,
        }
        await self._put(meetups, meetup.id, values)
        key = {"community_id": self._community, "meetup_id": meetup.id}
        rows = [key | {"member_id": member, "position": place} for place, member in enumerate(meetup.cohosts)]
        await self._replace(cohosts, cohosts.c.meetup_id == meetup.id, rows)

    async def _save_occurrence(self, occurrence: Occurrence) -> None:
        values = {
            "meetup_id": occurrence.meetup.id,
            "slot": occurrence.slot,
            "start": occurrence.start,
            "end": occurrence.end,
            "zone": occurrence.zone,
            "places": occurrence.rsvps.places,
            "state": occurrence.state,
            "shown": occurrence.shown,
            "own_title": occurrence.own.title,
            "own_place": occurrence.own.where,
            "own_details": occurrence.own.details,
            "attended": occurrence.attended,
            "starts_at": occurrence.starts_at,
            "ends_at": occurrence.ends_at,
        }
        await self._put(occurrences, occurrence.id, values)

    async def _save_marks(self, occurrence: Occurrence) -> None:
        key = {"community_id": self._community, "occurrence_id": occurrence.id}
        rows = [
            key | {"member_id": mark.member, "kind": mark.kind, "position": place}
            for mark, place in zip(dict.fromkeys(occurrence.marks), count(), strict=False)
        ]
        await self._replace(occurrence_marks, occurrence_marks.c.occurrence_id == occurrence.id, rows)

    async def _replace(self, table: Table, which: ColumnElement[bool], rows: Sequence[Mapping[str, object]]) -> None:
        """These rows and no others; whoever saves holds the lock of what they belong to."""
        await self._connection.execute(table.delete().where((table.c.community_id == self._community) & which))
        if rows:
            await self._connection.execute(table.insert(), list(rows))

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

    def _managed(self, member: MemberId | None) -> ColumnElement[bool]:
        if member is None:
            return self._ours()
        helped = select(cohosts.c.meetup_id).where(
            cohosts.c.community_id == self._community, cohosts.c.member_id == member
        )
        return or_(meetups.c.host_id == member, meetups.c.id.in_(helped))

    def _ours(self) -> ColumnElement[bool]:
        return occurrences.c.community_id == self._community

    async def _locked(self, which: ColumnElement[bool], *order: ColumnElement) -> Sequence[Occurrence]:
        return await self._occurrences(self._select().where(which).order_by(*order).with_for_update(of=occurrences))

    async def _occurrences(self, statement: Select) -> Sequence[Occurrence]:
        return await self._whole((await self._connection.execute(statement)).all())

    async def _whole(self, rows: Sequence[Row]) -> Sequence[Occurrence]:
        ids = [row.id for row in rows]
        answers, marks = await self._rsvps.of(ids), await self._marks(ids)
        helpers = await self._cohosts({row.meetup_id for row in rows})
        return [
            _occurrence(row, answers.get(row.id, ()), marks.get(row.id, ()), helpers.get(row.meetup_id, ()))
            for row in rows
        ]

    async def _marks(self, ids: Collection[str]) -> Mapping[str, tuple[Mark, ...]]:
        table = occurrence_marks
        ours = (table.c.community_id == self._community) & table.c.occurrence_id.in_(ids)
        found: dict[str, tuple[Mark, ...]] = {}
        for row in await self._connection.execute(select(table).where(ours).order_by(table.c.position)):
            mark = Mark(MemberId(row.member_id), row.kind)
            found[row.occurrence_id] = (*found.get(row.occurrence_id, ()), mark)
        return found

    async def _cohosts(self, ids: Collection[str]) -> Mapping[str, tuple[MemberId, ...]]:
        ours = (cohosts.c.community_id == self._community) & cohosts.c.meetup_id.in_(ids)
        found: dict[str, tuple[MemberId, ...]] = {}
        for row in await self._connection.execute(select(cohosts).where(ours).order_by(cohosts.c.position)):
            found[row.meetup_id] = (*found.get(row.meetup_id, ()), MemberId(row.member_id))
        return found

    async def _meetups(self, rows: Sequence[Row]) -> Sequence[Meetup]:
        helpers = await self._cohosts({row.meetup_id for row in rows})
        return [_meetup(row, helpers.get(row.meetup_id, ())) for row in rows]


def _select_meetups() -> Select:
    return select(*[column.label(f"meetup_{column.name}") for column in meetups.c])


def _occurrence(
    row: Row, entries: tuple[Entry, ...], marks: tuple[Mark, ...], helpers: tuple[MemberId, ...]
) -> Occurrence:
    return Occurrence(
        OccurrenceId(row.id),
        _meetup(row, helpers),
        row.slot,
        row.start,
        row.end,
        row.zone,
        Roster(row.places, entries),
        row.state,
        shown=row.shown,
        own=Own(row.own_title, row.own_place, row.own_details),
        marks=marks,
        attended=row.attended,
    )


def _meetup(row: Row, helpers: tuple[MemberId, ...]) -> Meetup:
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
        cohosts=helpers,
        guests=row.meetup_guests,
        days_ahead=row.meetup_days_ahead,
        reminders=tuple(timedelta(minutes=minutes) for minutes in json.loads(row.meetup_reminders)),
        follows=row.meetup_follows_id and MeetupId(row.meetup_follows_id),
        offered_to=row.meetup_offered_id and MemberId(row.meetup_offered_id),
    )
