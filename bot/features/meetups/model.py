"""The rules of meetups: when their dates are, who comes to each, and what moving or cancelling one does."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final, Literal, NewType, Protocol, TypeAlias

from bot.timing import occurrences, resolve
from bot.vocabulary.people import MemberId
from bot.vocabulary.refusal import Refused
from bot.vocabulary.roster import Roster
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import say

MeetupId = NewType("MeetupId", str)
OccurrenceId = NewType("OccurrenceId", str)

KIND: Final = "occurrence"
MOST_PLACES: Final = 500
MOST_GONE_BY: Final = 100
"""Dates that are counted when a series was silent; of more, this many are told."""
USUAL_LENGTH: Final = timedelta(hours=2)
"""How long a gathering is taken to last when nobody said until when."""

State: TypeAlias = Literal["planned", "cancelled", "over"]
Offset: TypeAlias = Literal["week", "day", "hour"]

BEFORE: Final[dict[Offset, timedelta]] = {
    "week": timedelta(days=7),
    "day": timedelta(hours=24),
    "hour": timedelta(hours=1),
}


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder of one date: when it is due, and until when it still helps."""

    offset: Offset
    at: datetime
    useful_until: datetime


@dataclass(frozen=True, slots=True)
class Meetup:
    """What all dates of a gathering or a series have in common.

    Args:
        start: the first date, as local wall time in the zone.
        length: how long it lasts; ``None`` when nobody said.
        rrule: how it repeats (RFC 5545, on wall time); ``None`` is once.
        capacity: how many may come; ``None`` is as many as like.
    """

    id: MeetupId
    host: MemberId
    title: str
    start: datetime
    zone: str
    length: timedelta | None = None
    rrule: str | None = None
    where: str = ""
    capacity: int | None = None
    details: str = ""

    def dates(self, after: datetime, limit: int) -> tuple[datetime, ...]:
        """The wall times of its next dates after an instant."""
        if self.rrule is None:
            return (self.start,) if resolve(self.start, self.zone) > after else ()
        return tuple(wall for wall, _ in occurrences(self.start, self.rrule, self.zone, after, limit))

    def on(self, slot: datetime, occurrence: OccurrenceId) -> "Occurrence":
        """One of its dates, with nobody's answer yet."""
        end = slot + self.length if self.length else None
        return Occurrence(occurrence, self, slot, slot, end, self.zone, Roster(self.capacity))


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of a meetup, with a card, a thread and answers of its own.

    Args:
        slot: the date that the meetup's rule gave it (wall time in the meetup's zone), wherever it has moved since.
        start: local wall time in the zone.
        end: local wall time in the zone; ``None`` when nobody said.
    """

    id: OccurrenceId
    meetup: Meetup
    slot: datetime
    start: datetime
    end: datetime | None
    zone: str
    rsvps: Roster
    state: State = "planned"

    @property
    def subject(self) -> Subject:
        """What its card and thread are about."""
        return Subject(KIND, self.id)

    @property
    def starts_at(self) -> datetime:
        """The instant it starts."""
        return resolve(self.start, self.zone)

    @property
    def ends_at(self) -> datetime:
        """The instant it is over."""
        return resolve(self.end, self.zone) if self.end else self.starts_at + USUAL_LENGTH

    @property
    def moved(self) -> bool:
        """Whether it is on another date than its rule gave it."""
        return (self.start, self.zone) != (self.slot, self.meetup.zone)

    @property
    def expecting(self) -> tuple[MemberId, ...]:
        """Everybody who might come, and so has to hear of changes: going, waiting, maybe."""
        return (*self.rsvps.inside, *self.rsvps.waiting, *self.rsvps.members("maybe"))

    def ahead(self, at: datetime) -> bool:
        """Whether it is still to come, or under way, at that instant."""
        return self.state == "planned" and at < self.ends_at

    def go(self, member: MemberId, at: datetime) -> "Occurrence":
        """Going: a place, or the end of the queue."""
        return self._answered(self.rsvps.join(member, at), at)

    def answer(self, member: MemberId, standing: Literal["maybe", "cant"], at: datetime) -> "Occurrence":
        """Maybe, or not this time; whoever waits longest takes the place given back."""
        return self._answered(self.rsvps.answer(member, standing, at), at)

    def withdraw(self, member: MemberId, at: datetime) -> "Occurrence":
        """As if the member had not answered."""
        return self._answered(self.rsvps.without(member), at)

    def managed_by(self, member: MemberId, *, organizer: bool = False) -> bool:
        """Whether the member may move or cancel it."""
        return organizer or member == self.meetup.host

    def move(self, start: datetime, end: datetime | None, zone: str, at: datetime) -> "Occurrence":
        """On another date, as long as before unless said otherwise; everybody is asked again."""
        self.must_be_ahead(at)
        if (start, zone) == (self.start, self.zone):
            raise Refused(say("meetup-same-date"))
        if resolve(start, zone) <= at:
            raise Refused(say("meetup-date-passed"))
        length = self.end - self.start if self.end else None
        end = end or (start + length if length else None)
        return replace(self, start=start, end=end, zone=zone, rsvps=Roster(self.rsvps.places))

    def cancel(self, at: datetime) -> "Occurrence":
        """Called off; the answers stay, so that it is known whom to tell."""
        self.must_be_ahead(at)
        return replace(self, state="cancelled")

    def finish(self) -> "Occurrence":
        """Over."""
        return replace(self, state="over")

    def next_slot(self, at: datetime) -> datetime | None:
        """The next date of its series that is still to come; ``None`` when there is none."""
        after = max(resolve(self.slot, self.meetup.zone), at)
        return next(iter(self.meetup.dates(after, 1)), None)

    @property
    def every_reminder(self) -> tuple[Reminder, ...]:
        """Its reminders, each useful until the next one takes over."""
        instants = (*(self.starts_at - before for before in BEFORE.values()), self.starts_at)
        return tuple(Reminder(offset, *turn) for offset, turn in zip(BEFORE, pairwise(instants), strict=True))

    def reminders(self, at: datetime) -> tuple[Reminder, ...]:
        """Its reminders that are still to come."""
        return tuple(reminder for reminder in self.every_reminder if reminder.at > at)

    def lapsed(self, at: datetime) -> Offset | None:
        """The last of its reminders that is of no use any more at that instant."""
        gone = [reminder.offset for reminder in self.every_reminder if reminder.useful_until <= at]
        return gone[-1] if gone else None

    def gone_by(self, at: datetime) -> int:
        """How many dates of its series have begun between its end and that instant: nobody was asked to them."""
        since = max(resolve(self.slot, self.meetup.zone), self.ends_at)
        dates = self.meetup.dates(since, MOST_GONE_BY)
        return sum(resolve(date, self.meetup.zone) <= at for date in dates)

    def must_be_ahead(self, at: datetime) -> None:
        """Refuse what comes too late."""
        if self.state == "cancelled":
            raise Refused(say("meetup-called-off"))
        if not self.ahead(at):
            raise Refused(say("meetup-over"))

    def _answered(self, rsvps: Roster, at: datetime) -> "Occurrence":
        self.must_be_ahead(at)
        return replace(self, rsvps=rsvps)


class Meetups(Protocol):
    """The meetups of one community, by their dates."""

    async def get(self, occurrence: OccurrenceId) -> Occurrence:
        """The occurrence of that id, locked for update; ``LookupError`` if this community has none."""
        ...

    async def save(self, occurrence: Occurrence) -> None:
        """Keep an occurrence, its answers and its meetup."""
        ...

    async def displaced(self) -> Sequence[tuple[Occurrence, datetime]]:
        """The planned occurrences that start or end at other instants than were kept, and the kept start, locked."""
        ...

    async def upcoming(self, at: datetime, limit: int, *, host: MemberId | None = None) -> Sequence[Occurrence]:
        """The planned occurrences that are not over at that instant, of one host or of all, soonest first."""
        ...

    async def of_member(self, member: MemberId, at: datetime, limit: int) -> Sequence[Occurrence]:
        """The upcoming ones that a member hosts or is expected at (going, waiting, maybe), soonest first."""
        ...
