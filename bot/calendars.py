"""Calendars: gatherings as other calendar programs read them (iCalendar, RFC 5545), and who may subscribe to them."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Final, Literal, Protocol, TypeAlias
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vDuration, vRecur, vText

from bot.timing import resolve
from bot.vocabulary.people import Community, Language, MemberId, SpaceId

MEDIA_TYPE: Final = "text/calendar"
USUAL_LENGTH: Final = timedelta(hours=2)
"""How long a gathering is taken to last when nobody said until when."""
REFRESH: Final = timedelta(hours=1)
"""How often a subscriber is asked to look again."""
_CLAMPED: Final = re.compile(r"BYMONTHDAY=28(?:,29)?(?:,30)?,(29|30|31);BYSETPOS=-1")
_LONGEST: Final = 31
_HORIZON: Final = timedelta(days=10 * 366)
_SECOND: Final = timedelta(seconds=1)
_DAY: Final = timedelta(days=1)
_BREAKS: Final = ("\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029")
_UNSAID: Final = frozenset({"Cc", "Cs", "Co", "Cn"})

Status: TypeAlias = Literal["confirmed", "tentative", "cancelled"]
Kind: TypeAlias = Literal["community", "personal", "board"]
"""A feed of everybody's gatherings, one of those a member answered or hosts, and the page of what is on."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which version of an entry it is, counted from 0, and since when it is so."""

    sequence: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: a gathering, the rule of a series, or a date of it that is not as the rule says.

    Args:
        uid: the same for ever, and for a series and its dates.
        start: local wall time in the zone; of a series, its first date.
        end: local wall time in the zone; ``None`` when nobody said.
        rrule: how it repeats, on wall time; ``None`` is once.
        left_out: wall times of a series that nothing is on.
        instead_of: the wall time of the series, in the zone of the series, that it stands for.
    """

    uid: str
    title: str
    where: str
    details: str
    start: datetime
    end: datetime | None
    zone: str
    stamp: Stamp
    rrule: str | None = None
    left_out: tuple[datetime, ...] = ()
    instead_of: tuple[datetime, str] | None = None
    status: Status = "confirmed"


Standing: TypeAlias = Literal["planned", "moved", "cancelled", "over"]


@dataclass(frozen=True, slots=True)
class Gathering:
    """One date of a gathering, as it is listed: when and where, and how it stands."""

    title: str
    where: str
    start: datetime
    end: datetime | None
    zone: str
    starts_at: datetime
    standing: Standing


@dataclass(frozen=True, slots=True)
class Feed:
    """What a subscriber is given."""

    name: str
    language: Language
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A call for hands, as it is listed; without a start it is for any time."""

    title: str
    where: str
    start: datetime | None
    end: datetime | None
    zone: str


@dataclass(frozen=True, slots=True)
class Idea:
    """A pitch, as it is listed."""

    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Board:
    """What is on in a community, for everybody who reads its page; nobody is named in it."""

    community: Community
    gatherings: tuple[Gathering, ...]
    calls: tuple[Wanted, ...]
    pitches: tuple[Idea, ...]


class Calendars(Protocol):
    """The calendar of one community, and the addresses by which it is read from outside."""

    async def of_gathering(self, date: str, at: datetime) -> tuple[Entry, ...]:
        """The whole gathering that a date (an occurrence's id) belongs to; ``LookupError`` if there is none."""
        ...

    async def of_everybody(self, at: datetime) -> tuple[Entry, ...]:
        """All gatherings that are not long over."""
        ...

    async def between(self, first: datetime, last: datetime, at: datetime) -> tuple[Gathering, ...]:
        """The dates from an instant until another, those of series that nobody has been asked to yet among them."""
        ...

    async def months_shown(self) -> tuple[SpaceId, ...]:
        """The spaces in which a channel was chosen for the month."""
        ...

    async def hide_month(self, space: SpaceId) -> None:
        """Let the month go up in that space no more."""
        ...

    async def subscribe(self, kind: Kind, member: MemberId | None, digest: str, at: datetime) -> None:
        """Keep the digest of a new address; the one before it leads nowhere from now on.

        ``ValueError`` where that address is another community's.
        """
        ...

    async def subscribed(self, kind: Kind, member: MemberId | None) -> datetime | None:
        """Since when there has been such an address, if there is one."""
        ...

    async def revoke(self, kind: Kind, member: MemberId | None) -> None:
        """Let such an address lead nowhere from now on."""
        ...


class Feeds(Protocol):
    """The feeds of all communities, from the reader's side."""

    async def behind(self, digest: str, at: datetime) -> tuple[Community, Feed] | None:
        """What stands behind the address of that digest; ``None`` where there is no such address, or none any more."""
        ...

    async def digests(self) -> Collection[str]:
        """The digests of all addresses there are."""
        ...

    async def board(self, digest: str, at: datetime) -> Board | None:
        """The page at the address of that digest; ``None`` where there is no such address, or none any more."""
        ...


def written(feed: Feed) -> bytes:
    """The feed as a file; the same feed is the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Machi//Gatherings//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", vText(_line(feed.name)))
    calendar.add("x-wr-calname", vText(_line(feed.name)))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for zone in sorted({entry.zone for entry in feed.entries} | _zones_stood_for(feed.entries)):
        calendar.add_component(_zone(zone, *_years(feed.entries)))
    for entry in feed.entries:
        calendar.add_component(_event(entry))
    return calendar.to_ical()


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("summary", _line(entry.title))
    event.add("dtstart", _at(entry.start, entry.zone))
    event.add("dtend", _at(entry.end or entry.start + USUAL_LENGTH, entry.zone))
    event.add("dtstamp", entry.stamp.at.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", entry.stamp.at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", entry.stamp.sequence)
    event.add("status", entry.status.upper())
    if entry.where:
        event.add("location", _line(entry.where))
    if entry.details:
        event.add("description", _plain(entry.details))
    if entry.instead_of:
        wall, zone = entry.instead_of
        event.add("recurrence-id", _at(wall, zone))
    if entry.rrule:
        rrule, others = _widely_known(entry.rrule, entry.start)
        event.add("rrule", _rule(rrule, entry.zone))
        if others:
            event.add("rdate", [_at(wall, entry.zone) for wall in others])
    if entry.left_out:
        event.add("exdate", [_at(wall, entry.zone) for wall in entry.left_out])
    return event


def _widely_known(rrule: str, start: datetime) -> tuple[str, tuple[datetime, ...]]:
    """A rule that every program follows, and the dates that it leaves out.

    "The 30th, or the last day" needs BYSETPOS beside BYMONTHDAY, which some programs overlook. The last day of a month
    is one rule by itself; for the 29th and 30th the short Februaries are dates of their own.
    """
    found = _CLAMPED.search(rrule)
    if found is None:
        return rrule, ()
    day = int(found[1])
    if day == _LONGEST or "FREQ=YEARLY" in rrule:
        return _CLAMPED.sub("BYMONTHDAY=-1", rrule), ()
    horizon = start + _HORIZON
    dates = list(takewhile(lambda date: date < horizon, rrulestr(rrule, dtstart=start)))
    plain = _CLAMPED.sub(f"BYMONTHDAY={day}", rrule)
    # A number of times would count the dates of their own not; a last day does.
    bounded = re.sub(r"COUNT=\d+", f"UNTIL={dates[-1]:%Y%m%dT%H%M%S}", plain)
    return bounded, tuple(date for date in dates if date.day != day)


def _rule(rrule: str, zone: str) -> vRecur:
    """The rule as others read it: beside a start with a zone, the end is an instant."""
    rule = vRecur.from_ical(rrule)
    rule["UNTIL"] = [resolve(until.replace(tzinfo=None), zone) for until in rule.get("UNTIL", [])]
    return vRecur({name: value for name, value in rule.items() if value})


def _at(wall: datetime, zone: str) -> datetime:
    return wall.replace(tzinfo=ZoneInfo(zone))


def _zones_stood_for(entries: Iterable[Entry]) -> set[str]:
    return {entry.instead_of[1] for entry in entries if entry.instead_of}


def _zone(name: str, first: datetime, last: datetime) -> Timezone:
    """The rules of a zone between two instants, as they are known today: each change by its own date.

    icalendar's own tell the start of summer by the clock that is right after it; the standard wants the one before.
    """
    zone = ZoneInfo(name)
    told = Timezone()
    told.add("tzid", name)
    told.add_component(_observance(zone, first, zone.utcoffset(first.astimezone(zone)), []))
    changes: dict[tuple[timedelta | None, timedelta | None, str | None], list[datetime]] = {}
    for change in _changes(zone, first, last):
        before, after = (change - _SECOND).astimezone(zone), change.astimezone(zone)
        changes.setdefault((before.utcoffset(), after.utcoffset(), after.tzname()), []).append(change)
    for (before, _, _), (onset, *others) in changes.items():
        told.add_component(_observance(zone, onset, before, others))
    return told


def _observance(
    zone: ZoneInfo, onset: datetime, before: timedelta | None, others: list[datetime]
) -> TimezoneStandard | TimezoneDaylight:
    """What clocks show from an instant on, and again from others on; ``before`` is how far they were ahead until it."""
    local, ahead = onset.astimezone(zone), before or timedelta()
    ahead_now = local.utcoffset() or timedelta()
    # Ireland says that its winter is the exception; everybody else means summer.
    seasonal = bool(local.dst() or (onset - _SECOND).astimezone(zone).dst())
    shown = TimezoneDaylight() if seasonal and ahead_now > ahead else TimezoneStandard()
    shown.add("dtstart", (onset + ahead).replace(tzinfo=None))
    shown.add("tzoffsetfrom", ahead)
    shown.add("tzoffsetto", ahead_now)
    shown.add("tzname", local.tzname())
    if others:
        shown.add("rdate", [(each + ahead).replace(tzinfo=None) for each in others])
    return shown


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """The instants between two others at which clocks in a zone are set, to the second."""
    at = first
    while at < last:
        then = at + _DAY
        if at.astimezone(zone).utcoffset() != then.astimezone(zone).utcoffset():
            yield _change_within(zone, at, then)
        at = then


def _change_within(zone: ZoneInfo, first: datetime, last: datetime) -> datetime:
    before = first.astimezone(zone).utcoffset()
    while last - first > _SECOND:
        middle = first + (last - first) // 2
        middle = middle.replace(microsecond=0)
        first, last = (middle, last) if middle.astimezone(zone).utcoffset() == before else (first, middle)
    return last


def _years(entries: Iterable[Entry]) -> tuple[datetime, datetime]:
    """From when until when the zones must be told."""
    starts = list(_instants(entries)) or [datetime(2026, 1, 1, tzinfo=UTC)]
    return min(starts) - 366 * _DAY, max(starts) + _HORIZON


def _instants(entries: Iterable[Entry]) -> Iterator[datetime]:
    for entry in entries:
        yield resolve(entry.start, entry.zone)


def _plain(typed: str) -> str:
    """What people typed, with line breaks of one kind and without anything that is not to be read."""
    for line_break in _BREAKS:
        typed = typed.replace(line_break, "\n")
    return "".join(each for each in typed if each in "\n\t" or unicodedata.category(each) not in _UNSAID).strip()


def _line(typed: str) -> str:
    return " ".join(_plain(typed).split())
