"""The calendar of one community: its gatherings as entries, which version each is, and who subscribed to them."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Row, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.calendars import Board, Entry, Feed, Gathering, Idea, Kind, Stamp, Status, Wanted
from bot.timing import occurrences as dates_of
from bot.vocabulary.people import Community, CommunityId, MemberId, SpaceId
from storage.database import Database, insert
from storage.directory import community_of
from storage.tables import (
    calendar_entries,
    calls,
    communities,
    feeds,
    meetups,
    occurrences,
    pitches,
    places,
    rsvps,
    spaces,
)

KEPT_FOR: Final = timedelta(days=365)
"""How long a date stays in a feed after it is over."""
AHEAD: Final = timedelta(days=60)
"""How far ahead the board looks."""
UNDER_WAY: Final = timedelta(hours=12)
"""How long ago something may have begun that is still on."""
ON_THE_BOARD: Final = 40
"""Of each kind, at most."""
MOST_TO_COME: Final = 40
"""Dates of one series that are looked at ahead."""
MOST: Final = 2_000
"""Dates of a feed, the latest first."""
_EVERYBODY: Final = ""
_SOMEWHERE: Final = exists().where(spaces.c.community_id == feeds.c.community_id, spaces.c.left_at.is_(None))
"""Whether Machi still is in any chat of a community: what it shows the world ends with that, and comes back with it."""
_NEVER: Final = Stamp(0, datetime(2026, 1, 1, tzinfo=UTC))
_EXPECTED: Final[Mapping[str, Status]] = {"in": "confirmed", "waiting": "tentative", "maybe": "tentative"}


class SqlCalendars:
    """Fills :class:`bot.calendars.Calendars`."""

    def __init__(self, connection: AsyncConnection, community: CommunityId) -> None:
        """Speak of one community within one transaction."""
        self._connection = connection
        self._community = community

    async def of_gathering(self, date: str, at: datetime) -> tuple[Entry, ...]:
        """The whole gathering that a date (an occurrence's id) belongs to; ``LookupError`` if there is none."""
        of_date = select(occurrences.c.meetup_id).where(
            occurrences.c.community_id == self._community, occurrences.c.id == date
        )
        rows = await self._rows(occurrences.c.meetup_id.in_(of_date))
        if not rows:
            raise LookupError(f"no date {date} in {self._community}")
        return await self._stamped(_of_meetups(rows), at)

    async def of_everybody(self, at: datetime) -> tuple[Entry, ...]:
        """All gatherings that are not long over."""
        recent = select(occurrences.c.meetup_id).where(
            occurrences.c.community_id == self._community, occurrences.c.ends_at > at - KEPT_FOR
        )
        return await self._stamped(_of_meetups(await self._rows(occurrences.c.meetup_id.in_(recent))), at)

    async def of_member(self, member: MemberId, at: datetime) -> tuple[Entry, ...]:
        """The dates a member hosts or has answered, other than by "cannot"."""
        answers = select(rsvps.c.occurrence_id, rsvps.c.standing).where(
            rsvps.c.community_id == self._community,
            rsvps.c.member_id == member,
            rsvps.c.standing.in_(_EXPECTED),
        )
        standings = {row.occurrence_id: row.standing for row in await self._connection.execute(answers)}
        theirs = (meetups.c.host_id == member) | occurrences.c.id.in_(standings)
        rows = await self._rows(theirs & (occurrences.c.ends_at > at - KEPT_FOR))
        return await self._stamped([_of_date(row, standings.get(row.id, "in")) for row in rows], at, member)

    async def between(self, first: datetime, last: datetime, at: datetime) -> tuple[Gathering, ...]:
        """The dates from an instant until another, those of series that nobody has been asked to yet among them."""
        kept = await self._rows((occurrences.c.starts_at >= first) & (occurrences.c.starts_at < last))
        found = [_gathering(row, at) for row in kept]
        repeating = await self._rows(meetups.c.rrule.is_not(None) & (occurrences.c.ends_at > at - KEPT_FOR))
        slots: dict[str, set[datetime]] = {}
        for row in repeating:
            slots.setdefault(row.meetup_id, set()).add(row.slot)
        series = {row.meetup_id: row for row in repeating}
        for meetup, row in series.items():
            found += _to_come(row, slots[meetup], max(first, at), last)
        return tuple(sorted(found, key=lambda each: (each.starts_at, each.title)))

    async def months_shown(self) -> tuple[SpaceId, ...]:
        """The spaces in which a channel was chosen for the month."""
        chosen = (places.c.community_id == self._community) & (places.c.topic == "month")
        found = await self._connection.scalars(select(places.c.space_id).where(chosen).order_by(places.c.space_id))
        return tuple(SpaceId(space) for space in found)

    async def hide_month(self, space: SpaceId) -> None:
        """Let the month go up in that space no more."""
        there = (places.c.space_id == space) & (places.c.topic == "month")
        await self._connection.execute(delete(places).where(places.c.community_id == self._community, there))

    async def subscribe(self, kind: Kind, member: MemberId | None, digest: str, at: datetime) -> None:
        """Keep the digest of a new address; the one before it leads nowhere from now on.

        ``ValueError`` where that address is another community's.
        """
        owner = await self._connection.scalar(select(feeds.c.community_id).where(feeds.c.digest == digest))
        if owner is not None and owner != self._community:
            raise ValueError("that address is taken")
        key = {"community_id": self._community, "kind": kind, "of": member or _EVERYBODY}
        new = {"member_id": member, "digest": digest, "created_at": at}
        statement = insert(self._connection, feeds).values(key | new)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=new))

    async def subscribed(self, kind: Kind, member: MemberId | None) -> datetime | None:
        """Since when there has been such an address, if there is one."""
        return await self._connection.scalar(select(feeds.c.created_at).where(self._feed(kind, member)))

    async def revoke(self, kind: Kind, member: MemberId | None) -> None:
        """Let such an address lead nowhere from now on."""
        await self._connection.execute(delete(feeds).where(self._feed(kind, member)))

    def _feed(self, kind: Kind, member: MemberId | None) -> ColumnElement[bool]:
        this = (feeds.c.kind == kind) & (feeds.c.of == (member or _EVERYBODY))
        return (feeds.c.community_id == self._community) & this

    async def _rows(self, wanted: ColumnElement[bool]) -> Sequence[Row]:
        together = (meetups.c.community_id == occurrences.c.community_id) & (meetups.c.id == occurrences.c.meetup_id)
        of_meetup = [column.label(f"meetup_{column.name}") for column in meetups.c if column.name != "id"]
        statement = (
            select(occurrences, *of_meetup)
            .join(meetups, together)
            .where(occurrences.c.community_id == self._community, wanted)
            .order_by(occurrences.c.starts_at.desc(), occurrences.c.id)
            .limit(MOST)
        )
        return (await self._connection.execute(statement)).all()

    async def _stamped(self, entries: Iterable[Entry], at: datetime, member: str = _EVERYBODY) -> tuple[Entry, ...]:
        """Each entry with its version: raised when it does not say what it said last to that reader."""
        said = {f"{_named(entry)} {member}".rstrip(): (entry, _digest(entry)) for entry in entries}
        known = await self._known(said)
        changed = {
            name: Stamp(known[name].sequence + 1 if name in known else 0, at)
            for name, (_, digest) in said.items()
            if name not in known or known[name].digest != digest
        }
        await self._keep({name: (said[name][1], stamp) for name, stamp in changed.items()})
        stamps = {name: Stamp(row.sequence, row.changed_at) for name, row in known.items()} | changed
        return tuple(replace(entry, stamp=stamps[name]) for name, (entry, _) in sorted(said.items()))

    async def _known(self, names: Collection[str]) -> dict[str, Row]:
        ours = calendar_entries.c.community_id == self._community
        rows = await self._connection.execute(select(calendar_entries).where(ours))
        return {row.entry: row for row in rows if row.entry in names}

    async def _keep(self, changed: Mapping[str, tuple[str, Stamp]]) -> None:
        for name, (digest, stamp) in changed.items():
            key = {"community_id": self._community, "entry": name}
            new = {"digest": digest, "sequence": stamp.sequence, "changed_at": stamp.at}
            statement = insert(self._connection, calendar_entries).values(key | new)
            await self._connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=new))


class SqlFeeds:
    """Fills :class:`bot.calendars.Feeds`; each call is a transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def behind(self, digest: str, at: datetime) -> tuple[Community, Feed] | None:
        """What stands behind the address of that digest; ``None`` where there is no such address, or none any more."""
        async with self._database.begin() as connection:
            statement = select(feeds, communities).join(communities, communities.c.id == feeds.c.community_id)
            wanted = feeds.c.digest == digest, feeds.c.kind.in_(("community", "personal")), _SOMEWHERE
            row = (await connection.execute(statement.where(*wanted))).one_or_none()
            if row is None:
                return None
            community = community_of(row)
            calendars = SqlCalendars(connection, community.id)
            entries = (
                await calendars.of_everybody(at) if row.kind == "community" else await calendars.of_member(row.of, at)
            )
        return community, Feed(community.name or "Machi", community.language, entries)

    async def digests(self) -> Collection[str]:
        """The digests of all addresses there are."""
        async with self._database.begin() as connection:
            return frozenset(await connection.scalars(select(feeds.c.digest).where(_SOMEWHERE)))

    async def board(self, digest: str, at: datetime) -> Board | None:
        """The page at the address of that digest; ``None`` where there is no such address, or none any more."""
        async with self._database.begin() as connection:
            statement = select(communities).join(feeds, communities.c.id == feeds.c.community_id)
            wanted = statement.where(feeds.c.digest == digest, feeds.c.kind == "board", _SOMEWHERE)
            row = (await connection.execute(wanted)).one_or_none()
            if row is None:
                return None
            community = community_of(row)
            gatherings = await SqlCalendars(connection, community.id).between(at - UNDER_WAY, at + AHEAD, at)
            ahead = tuple(each for each in gatherings if each.standing != "over")
            wanting = await _calls(connection, community.id)
            return Board(community, ahead[:ON_THE_BOARD], wanting, await _pitches(connection, community.id))


async def _calls(connection: AsyncConnection, community: CommunityId) -> tuple[Wanted, ...]:
    open_ones = (calls.c.community_id == community) & (calls.c.state == "open")
    statement = select(calls).where(open_ones).order_by(calls.c.start.is_(None), calls.c.start, calls.c.id)
    rows = await connection.execute(statement.limit(ON_THE_BOARD))
    return tuple(Wanted(row.title, row.place, row.start, row.end, row.zone) for row in rows)


async def _pitches(connection: AsyncConnection, community: CommunityId) -> tuple[Idea, ...]:
    open_ones = (pitches.c.community_id == community) & (pitches.c.state == "open")
    statement = select(pitches).where(open_ones).order_by(pitches.c.created_at.desc(), pitches.c.id)
    return tuple(Idea(row.title, row.why) for row in await connection.execute(statement.limit(ON_THE_BOARD)))


def _of_meetups(rows: Sequence[Row]) -> Iterator[Entry]:
    """A one-off is one entry; a series is its rule, and each date that is not as the rule says."""
    by_meetup: dict[str, list[Row]] = {}
    for row in rows:
        by_meetup.setdefault(row.meetup_id, []).append(row)
    for dates in by_meetup.values():
        first = dates[0]
        if first.meetup_rrule is None:
            yield replace(_of_date(first, "in"), uid=_uid(first.meetup_id))
            continue
        # A series that was changed begins anew; the dates before that are entries of their own.
        yield from (_of_date(row, "in") for row in dates if row.slot < row.meetup_start)
        of_rule = [row for row in dates if row.slot >= row.meetup_start]
        skipped = [row.slot for row in of_rule if row.state == "cancelled" and not row.shown]
        yield replace(_of_series(first), left_out=tuple(sorted(skipped)))
        yield from (_instead(row) for row in of_rule if row.slot not in skipped and _differs(row))


def _gathering(row: Row, at: datetime) -> Gathering:
    over = row.state == "over" or (row.state == "planned" and row.ends_at <= at)
    moved = (row.start, row.zone) != (row.slot, row.meetup_zone)
    standing = "cancelled" if row.state == "cancelled" else "over" if over else "moved" if moved else "planned"
    title, where = _own(row.own_title, row.meetup_title), _own(row.own_place, row.meetup_place)
    return Gathering(title, where, row.start, row.end, row.zone, row.starts_at, standing)


def _to_come(row: Row, known: set[datetime], first: datetime, last: datetime) -> Iterator[Gathering]:
    """The dates of a series that are not kept yet."""
    length = timedelta(minutes=row.meetup_minutes) if row.meetup_minutes else None
    for wall, instant in dates_of(row.meetup_start, row.meetup_rrule, row.meetup_zone, first, limit=MOST_TO_COME):
        if instant >= last:
            return
        if wall not in known:
            end = wall + length if length else None
            yield Gathering(row.meetup_title, row.meetup_place, wall, end, row.meetup_zone, instant, "planned")


def _of_series(row: Row) -> Entry:
    end = row.meetup_start + timedelta(minutes=row.meetup_minutes) if row.meetup_minutes else None
    return Entry(
        _uid(row.meetup_id),
        row.meetup_title,
        row.meetup_place,
        row.meetup_details,
        row.meetup_start,
        end,
        row.meetup_zone,
        _NEVER,
        row.meetup_rrule,
    )


def _of_date(row: Row, standing: str) -> Entry:
    status = "cancelled" if row.state == "cancelled" else _EXPECTED[standing]
    title = _own(row.own_title, row.meetup_title)
    where = _own(row.own_place, row.meetup_place)
    details = _own(row.own_details, row.meetup_details)
    return Entry(_uid(row.id), title, where, details, row.start, row.end, row.zone, _NEVER, status=status)


def _instead(row: Row) -> Entry:
    return replace(_of_date(row, "in"), uid=_uid(row.meetup_id), instead_of=(row.slot, row.meetup_zone))


def _differs(row: Row) -> bool:
    """Whether a date is not as the rule of its series says."""
    end = row.slot + timedelta(minutes=row.meetup_minutes) if row.meetup_minutes else None
    moved = (row.start, row.end, row.zone) != (row.slot, end, row.meetup_zone)
    own = any(each is not None for each in (row.own_title, row.own_place, row.own_details))
    return moved or own or row.state == "cancelled"


def _own(own: str | None, otherwise: str) -> str:
    return otherwise if own is None else own


def _uid(of: str) -> str:
    return f"{of}@machi"


def _named(entry: Entry) -> str:
    return f"{entry.uid} {entry.instead_of[0].isoformat()}" if entry.instead_of else entry.uid


def _digest(entry: Entry) -> str:
    said = json.dumps(astuple(replace(entry, stamp=_NEVER)), default=str, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()
