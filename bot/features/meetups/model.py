"""The rules of meetups: when their dates are, who comes to each, and what moving, skipping or editing them does."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Final, Literal, NewType, Protocol, TypeAlias

from bot.timing import Reading, occurrences, resolve
from bot.vocabulary.people import MemberId
from bot.vocabulary.refusal import Refused
from bot.vocabulary.roster import Roster
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import say

MeetupId = NewType("MeetupId", str)
OccurrenceId = NewType("OccurrenceId", str)

KIND: Final = "occurrence"
MOST_PLACES: Final = 500
MOST_GUESTS: Final = 5
MOST_GONE_BY: Final = 100
"""Dates that are counted when a series was silent; of more, this many are told."""
MOST_DATES: Final = 1_000
"""Dates of a series that are looked through when it changes."""
MOST_STANDING: Final = 10
"""Dates of one series that stand at the same time."""
USUAL_LENGTH: Final = timedelta(hours=2)
"""How long a gathering is taken to last when nobody said until when."""
USUAL_DAYS_AHEAD: Final = 7
A_CROWD: Final = 4
"""Dates within one week that would be too many cards at once."""
USUAL_REMINDERS: Final = (timedelta(days=7), timedelta(hours=24), timedelta(hours=1))
MORNING: Final = time(8)
"""When a date is announced, on its day: before anybody is reminded of it, and while people are up."""


State: TypeAlias = Literal["planned", "cancelled", "over"]
Answer: TypeAlias = Literal["in", "maybe", "cant"]
MarkKind: TypeAlias = Literal[
    "follow", "thanks", "came", "reacted-in", "reacted-maybe", "reacted-cant", "stale-in", "stale-maybe", "stale-cant"
]
"""Follows changes; said thanks; came; answered by a reaction; did so before everybody was asked again."""
REACTED: Final[dict[Answer, MarkKind]] = {"in": "reacted-in", "maybe": "reacted-maybe", "cant": "reacted-cant"}
STALE: Final[dict[Answer, MarkKind]] = {"in": "stale-in", "maybe": "stale-maybe", "cant": "stale-cant"}
_GOES_STALE: Final = {REACTED[answer]: STALE[answer] for answer in REACTED}


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder of one date: when it is due, and until when it still helps."""

    before: timedelta
    at: datetime
    useful_until: datetime

    @property
    def name(self) -> str:
        """How planned work names it: minutes before."""
        return str(self.before // timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Meetup:
    """What all dates of a gathering or a series have in common.

    Args:
        start: the first date, as local wall time in the zone.
        length: how long it lasts; ``None`` when nobody said.
        rrule: how it repeats (RFC 5545, on wall time); ``None`` is once.
        capacity: how many may come; ``None`` is as many as like.
        cohosts: who manages it beside the host.
        guests: how many each may bring along.
        days_ahead: how many days before a date its card goes up.
        reminders: how long before a date it is reminded of, the longest first.
        follows: the series that this one goes on from, where its later dates were changed.
        offered_to: whom the host has asked to take over.
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
    cohosts: tuple[MemberId, ...] = ()
    guests: int = 0
    days_ahead: int = USUAL_DAYS_AHEAD
    reminders: tuple[timedelta, ...] = USUAL_REMINDERS
    follows: MeetupId | None = None
    offered_to: MemberId | None = None

    def dates(self, after: datetime, limit: int) -> tuple[datetime, ...]:
        """The wall times of its next dates after an instant."""
        if self.rrule is None:
            return (self.start,) if resolve(self.start, self.zone) > after else ()
        return tuple(wall for wall, _ in occurrences(self.start, self.rrule, self.zone, after, limit))

    def as_usual(self, after: datetime) -> "Meetup":
        """With its cards a week ahead; of what takes place on most days a day ahead, or they would fill the channel."""
        dates = self.dates(after, A_CROWD)
        crowded = len(dates) == A_CROWD and dates[-1] - dates[0] < timedelta(days=7)
        return replace(self, days_ahead=1) if crowded else self

    def has(self, slot: datetime) -> bool:
        """Whether its rule yields this date."""
        return slot in self.dates(resolve(slot, self.zone) - timedelta(days=1), 3)

    def on(self, slot: datetime, occurrence: OccurrenceId) -> "Occurrence":
        """One of its dates, with nobody's answer yet."""
        end = slot + self.length if self.length else None
        return Occurrence(occurrence, self, slot, slot, end, self.zone, Roster(self.capacity))

    def managed_by(self, member: MemberId, *, organizer: bool = False) -> bool:
        """Whether the member may change it."""
        return organizer or member == self.host or member in self.cohosts

    def handed_to(self, member: MemberId) -> "Meetup":
        """With another host."""
        others = tuple(each for each in self.cohosts if each != member)
        return replace(self, host=member, offered_to=None, cohosts=others)

    def with_cohost(self, member: MemberId) -> "Meetup":
        """With somebody more who manages it; the same member again is taken off."""
        if member == self.host:
            raise Refused(say("meetup-host-already"))
        others = tuple(each for each in self.cohosts if each != member)
        return replace(self, cohosts=others if member in self.cohosts else (*others, member))

    def united(self, member: MemberId, other: MemberId) -> "Meetup":
        """With two members who are one person as that member."""
        both = (member, other)
        host = member if self.host in both else self.host
        named = dict.fromkeys(member if one in both else one for one in self.cohosts)
        offered = member if self.offered_to in both else self.offered_to
        cohosts = tuple(one for one in named if one != host)
        return replace(self, host=host, cohosts=cohosts, offered_to=None if offered == host else offered)

    def ended(self, slot: datetime) -> "Meetup":
        """Without the dates from that one on."""
        return replace(self, rrule=_ended_before(self.rrule, slot) if self.rrule else None)

    def changed(self, change: "Change") -> "Meetup":
        """With what was changed of all its dates."""
        meetup = replace(self, title=change.title, where=change.where, capacity=change.capacity, details=change.details)
        when = change.when
        if when is None:
            return meetup
        if self.rrule and not when.rrule:
            raise Refused(say("meetup-edit-repeats"))
        length = when.end - when.start if when.end else self.length
        return replace(meetup, start=when.start, zone=when.zone, rrule=when.rrule, length=length)

    def from_on(self, slot: datetime, meetup: MeetupId) -> "Meetup":
        """The series that goes on from that date by itself."""
        rrule = self.rrule
        if rrule and "COUNT" in rrule:
            dates = self.dates(resolve(self.start, self.zone) - timedelta(seconds=1), MOST_DATES)
            before = sum(date < slot for date in dates)
            rrule = ";".join(
                f"COUNT={int(part[6:]) - before}" if part.startswith("COUNT=") else part for part in rrule.split(";")
            )
        return replace(self, id=meetup, start=slot, rrule=rrule, follows=self.id)


def _ended_before(rrule: str, slot: datetime) -> str:
    kept = [part for part in rrule.split(";") if not part.startswith(("COUNT=", "UNTIL="))]
    return ";".join((*kept, f"UNTIL={slot - timedelta(days=1):%Y%m%d}T235959"))


@dataclass(frozen=True, slots=True)
class Change:
    """What a host changes of one date or of several; a date that stays is ``None``."""

    title: str
    where: str
    capacity: int | None
    details: str
    when: Reading | None = None


@dataclass(frozen=True, slots=True)
class Own:
    """What is different about one date of a meetup; ``None`` is as always."""

    title: str | None = None
    where: str | None = None
    details: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Something about one member and one date."""

    member: MemberId
    kind: MarkKind


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of a meetup, with a card, a thread and answers of its own.

    Args:
        slot: the date that the meetup's rule gave it (wall time in the meetup's zone), wherever it has moved since.
        start: local wall time in the zone.
        end: local wall time in the zone; ``None`` when nobody said.
        shown: whether its card has gone up.
        attended: whether its host has said who came.
    """

    id: OccurrenceId
    meetup: Meetup
    slot: datetime
    start: datetime
    end: datetime | None
    zone: str
    rsvps: Roster
    state: State = "planned"
    shown: bool = False
    own: Own = Own()
    marks: tuple[Mark, ...] = ()
    attended: bool = False

    @property
    def subject(self) -> Subject:
        """What its card and thread are about."""
        return Subject(KIND, self.id)

    @property
    def title(self) -> str:
        """What it is called."""
        return self.meetup.title if self.own.title is None else self.own.title

    @property
    def where(self) -> str:
        """Where it is."""
        return self.meetup.where if self.own.where is None else self.own.where

    @property
    def details(self) -> str:
        """What else is to be known."""
        return self.meetup.details if self.own.details is None else self.own.details

    @property
    def starts_at(self) -> datetime:
        """The instant it starts."""
        return resolve(self.start, self.zone)

    @property
    def ends_at(self) -> datetime:
        """The instant it is over."""
        return resolve(self.end, self.zone) if self.end else self.starts_at + USUAL_LENGTH

    @property
    def announced_at(self) -> datetime:
        """When its card goes up: in the morning, so many days before; a day earlier for what begins earlier."""
        day = self.start.date() - timedelta(days=self.meetup.days_ahead)
        if self.start.time() <= MORNING:
            day -= timedelta(days=1)
        return resolve(datetime.combine(day, MORNING), self.zone)

    @property
    def moved(self) -> bool:
        """Whether it is on another date than its rule gave it."""
        return (self.start, self.zone) != (self.slot, self.meetup.zone)

    @property
    def expecting(self) -> tuple[MemberId, ...]:
        """Everybody who might come, and so has to hear of changes: going, waiting, maybe."""
        return (*self.rsvps.inside, *self.rsvps.waiting, *self.rsvps.members("maybe"))

    @property
    def concerned(self) -> tuple[MemberId, ...]:
        """Everybody who might come or follows it."""
        return tuple(dict.fromkeys((*self.expecting, *self.marked("follow"))))

    def marked(self, kind: MarkKind) -> tuple[MemberId, ...]:
        """Everybody with that mark, in order."""
        return tuple(mark.member for mark in self.marks if mark.kind == kind)

    def with_mark(self, member: MemberId, kind: MarkKind) -> "Occurrence":
        """With a mark more."""
        mark = Mark(member, kind)
        return self if mark in self.marks else replace(self, marks=(*self.marks, mark))

    def without_mark(self, member: MemberId, *kinds: MarkKind) -> "Occurrence":
        """Without those marks."""
        kept = tuple(mark for mark in self.marks if mark.member != member or mark.kind not in kinds)
        return replace(self, marks=kept)

    def ahead(self, at: datetime) -> bool:
        """Whether it is still to come, or under way, at that instant."""
        return self.state == "planned" and at < self.ends_at

    def announced(self) -> "Occurrence":
        """With its card up."""
        return replace(self, shown=True)

    def go(self, member: MemberId, at: datetime) -> "Occurrence":
        """Going: a place, or the end of the queue."""
        return self._answered(self.rsvps.join(member, at), at)

    def answer(self, member: MemberId, standing: Literal["maybe", "cant"], at: datetime) -> "Occurrence":
        """Maybe, or not this time; whoever waits longest takes the place given back."""
        return self._answered(self.rsvps.answer(member, standing, at), at)

    def withdraw(self, member: MemberId, at: datetime) -> "Occurrence":
        """As if the member had not answered."""
        return self._answered(self.rsvps.without(member), at)

    def bring(self, member: MemberId, guests: int, at: datetime) -> "Occurrence":
        """So many guests beside a member who is going or waits."""
        if guests > self.meetup.guests:
            raise Refused(say("meetup-guests-too-many", most=self.meetup.guests))
        if self.rsvps.standing_of(member) not in ("in", "waiting"):
            raise Refused(say("meetup-guests-without-you"))
        try:
            return self._answered(self.rsvps.bring(member, guests), at)
        except ValueError:
            raise Refused(say("meetup-guests-no-room", left=self.rsvps.left or 0)) from None

    def united(self, member: MemberId, other: MemberId) -> "Occurrence":
        """With two members who are one person as that member, who has one place at most."""
        marks = dict.fromkeys(replace(mark, member=member) if mark.member == other else mark for mark in self.marks)
        rsvps = self.rsvps.united(member, other, over=self.state != "planned")
        return replace(self, meetup=self.meetup.united(member, other), rsvps=rsvps, marks=tuple(marks))

    def managed_by(self, member: MemberId, *, organizer: bool = False) -> bool:
        """Whether the member may move or cancel it."""
        return self.meetup.managed_by(member, organizer=organizer)

    def move(self, start: datetime, end: datetime | None, zone: str, at: datetime) -> "Occurrence":
        """On another date, as long as before unless said otherwise; everybody is asked again."""
        self.must_be_ahead(at)
        if (start, zone) == (self.start, self.zone):
            raise Refused(say("meetup-same-date"))
        if resolve(start, zone) <= at:
            raise Refused(say("meetup-date-passed"))
        length = self.end - self.start if self.end else None
        end = end or (start + length if length else None)
        return replace(self, start=start, end=end, zone=zone).asking_again()

    def asking_again(self) -> "Occurrence":
        """Without answers: what was said was said of something else. Reactions that still stand there do not count."""
        kept = tuple(replace(mark, kind=_GOES_STALE.get(mark.kind, mark.kind)) for mark in self.marks)
        return replace(self, rsvps=Roster(self.rsvps.places), marks=kept)

    def cancel(self, at: datetime) -> "Occurrence":
        """Called off; the answers stay, so that it is known whom to tell."""
        self.must_be_ahead(at)
        return replace(self, state="cancelled")

    def restore(self, at: datetime) -> "Occurrence":
        """Taking place after all; who was expected has other plans by now, so everybody is asked again."""
        if self.state != "cancelled":
            raise Refused(say("meetup-not-cancelled"))
        if self.starts_at <= at:
            raise Refused(say("meetup-over"))
        return replace(self.asking_again(), state="planned")

    def finish(self) -> "Occurrence":
        """Over."""
        return replace(self, state="over")

    def changed(self, change: Change, at: datetime) -> "Occurrence":
        """With what was changed of this one date; another date asks everybody again."""
        self.must_be_ahead(at)
        own = Own(
            change.title if change.title != self.meetup.title else None,
            change.where if change.where != self.meetup.where else None,
            change.details if change.details != self.meetup.details else None,
        )
        when = change.when
        moves = when is not None and (when.start, when.zone) != (self.start, self.zone)
        moved = self.move(when.start, when.end, when.zone, at) if when and moves else self
        if when and when.end and not moves:
            moved = replace(self, end=when.end)
        return replace(moved, own=own, rsvps=moved.rsvps.with_places(change.capacity))

    def carried(self, meetup: Meetup, slot: datetime | None, places: int | None) -> "Occurrence":
        """The same date of a changed series: on the slot that it has there, unless it was moved by itself."""
        capacity = meetup.capacity if self.rsvps.places == places else self.rsvps.places
        changed = replace(self, meetup=meetup, rsvps=self.rsvps.with_places(capacity))
        if slot is None:
            return changed
        stays = self.moved
        end = slot + meetup.length if meetup.length else None
        on_slot = (
            replace(changed, slot=slot) if stays else replace(changed, slot=slot, start=slot, end=end, zone=meetup.zone)
        )
        if (on_slot.start, on_slot.zone) == (self.start, self.zone):
            return on_slot
        return on_slot.asking_again()

    def next_slot(self, at: datetime) -> datetime | None:
        """The next date of its series that is still to come; ``None`` when there is none."""
        after = max(resolve(self.slot, self.meetup.zone), at)
        return next(iter(self.meetup.dates(after, 1)), None)

    @property
    def every_reminder(self) -> tuple[Reminder, ...]:
        """Its reminders, each useful until the next one takes over."""
        befores = self.meetup.reminders
        instants = (*(self.starts_at - before for before in befores), self.starts_at)
        return tuple(Reminder(before, *turn) for before, turn in zip(befores, pairwise(instants), strict=True))

    def reminders(self, at: datetime) -> tuple[Reminder, ...]:
        """Its reminders that are still to come."""
        return tuple(reminder for reminder in self.every_reminder if reminder.at > at)

    def lapsed(self, at: datetime) -> timedelta | None:
        """The last of its reminders that is of no use any more at that instant."""
        gone = [reminder.before for reminder in self.every_reminder if reminder.useful_until <= at]
        return gone[-1] if gone else None

    def gone_by(self, at: datetime) -> int:
        """How many dates of its series have begun since this one, up to that instant, without a card."""
        since = max(resolve(self.slot, self.meetup.zone), self.ends_at)
        dates = self.meetup.dates(since, MOST_GONE_BY)
        return sum(resolve(date, self.meetup.zone) <= at for date in dates) + (not self.shown)

    def attend(self, came: Sequence[MemberId]) -> "Occurrence":
        """With who came, as its host says."""
        kept = tuple(mark for mark in self.marks if mark.kind != "came")
        return replace(self, marks=(*kept, *(Mark(member, "came") for member in dict.fromkeys(came))))

    def must_be_ahead(self, at: datetime) -> None:
        """Refuse what comes too late."""
        if self.state == "cancelled":
            raise Refused(say("meetup-called-off"))
        if not self.ahead(at):
            raise Refused(say("meetup-over"))

    def _answered(self, rsvps: Roster, at: datetime) -> "Occurrence":
        self.must_be_ahead(at)
        return replace(self, rsvps=rsvps)


# --- how a series fares ---------------------------------------------------------------------------------------------

REGULAR_OF: Final = 5
REGULAR: Final = 3

Health: TypeAlias = Literal["young", "full", "growing", "steady", "thinner", "empty"]


@dataclass(frozen=True, slots=True)
class Held:
    """A date that took place, and who came to it, host aside."""

    came: tuple[MemberId, ...]
    waited: int = 0


def regulars(held: Sequence[Held]) -> tuple[MemberId, ...]:
    """Who came to three of the last five dates that took place, the newest first; a skipped week is no absence."""
    recent = held[:REGULAR_OF]
    counted = Counter(member for date in recent for member in set(date.came))
    return tuple(sorted(member for member, times in counted.items() if times >= REGULAR))


def health(held: Sequence[Held]) -> Health:
    """How a series fares by those who came to its last dates, the newest first."""
    if len(held) < REGULAR:
        return "young"
    came = [len(date.came) for date in held]
    if came[0] == came[1] == 0:
        return "empty"
    if held[0].waited and held[1].waited:
        return "full"
    newer, older = sum(came[:2]) / 2, sum(came[2:REGULAR_OF]) / len(came[2:REGULAR_OF])
    if newer <= older / 2:
        return "thinner"
    return "growing" if newer >= older * 1.5 else "steady"


class Meetups(Protocol):
    """The meetups of one community, by their dates."""

    async def get(self, occurrence: OccurrenceId) -> Occurrence:
        """The occurrence of that id, locked for update; ``LookupError`` if this community has none."""
        ...

    async def on(self, meetup: MeetupId, slot: datetime) -> Occurrence | None:
        """The occurrence of a meetup's slot, locked for update, if it is kept already."""
        ...

    async def series(self, meetup: MeetupId) -> Meetup:
        """The meetup of that id, locked for update; ``LookupError`` if this community has none."""
        ...

    async def save(self, occurrence: Occurrence) -> None:
        """Keep an occurrence, its answers and its meetup."""
        ...

    async def save_meetup(self, meetup: Meetup) -> None:
        """Keep what all dates of a meetup have in common."""
        ...

    async def coming(self, meetup: MeetupId, at: datetime) -> Sequence[Occurrence]:
        """The kept occurrences of a meetup whose slot or start is still to come, called off or not, by their slots."""
        ...

    async def displaced(self) -> Sequence[tuple[Occurrence, datetime]]:
        """The planned occurrences that start or end at other instants than were kept, and the kept start, locked."""
        ...

    async def upcoming(self, at: datetime, limit: int, *, host: MemberId | None = None) -> Sequence[Occurrence]:
        """The planned occurrences that are not over at that instant, of a host or co-host or of all, soonest first."""
        ...

    async def called_off(self, at: datetime, limit: int, *, host: MemberId | None = None) -> Sequence[Occurrence]:
        """Those called off that would still be to come, soonest first."""
        ...

    async def of_member(self, member: MemberId, at: datetime, limit: int) -> Sequence[Occurrence]:
        """The upcoming ones that a member hosts or is expected at (going, waiting, maybe), soonest first."""
        ...

    async def ended(self, at: datetime, limit: int, *, host: MemberId | None = None) -> Sequence[Occurrence]:
        """Those that took place before that instant, the newest first."""
        ...

    async def held(self, meetup: Meetup, limit: int) -> Sequence[Held]:
        """Who came to the last dates of a series of which it is known, the newest first."""
        ...

    async def concerning(self, member: MemberId) -> Sequence[Occurrence]:
        """Every date that a member hosts, helps to host, has answered or marked, over or not, locked for update."""
        ...

    async def hosted(self, member: MemberId, at: datetime) -> Sequence[Meetup]:
        """The meetups that a member hosts and that are not over."""
        ...
