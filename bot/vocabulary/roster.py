"""The roster: who has a place, who waits for one, and who comes next; strictly first come, first served."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal, TypeAlias

from bot.vocabulary.people import MemberId
from bot.vocabulary.text import Mention, Say, Text, joined, say, text

NAMES: Final = 15
"""Names a card shows before it says how many more there are."""

Standing: TypeAlias = Literal["in", "offered", "waiting", "maybe", "cant"]
"""What somebody answered; ``offered`` is a place that came free and is kept for them until they say yes."""


BETTER: Final[tuple[Standing, ...]] = ("in", "offered", "waiting", "maybe", "cant")
"""Answers of one person, of which the first stands."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One person's answer.

    Args:
        guests: whom they bring along; each takes a place of their own.
        until: how long a place offered is kept.
        role: which of several kinds of places it is about, where there are several.
    """

    member: MemberId
    standing: Standing
    at: datetime
    guests: int = 0
    until: datetime | None = None
    role: str = ""

    @property
    def heads(self) -> int:
        """How many places they take."""
        return 1 + self.guests


@dataclass(frozen=True, slots=True)
class Roster:
    """Answers in the order they came, which is the order of the queue.

    Args:
        places: how many there are; ``None`` is as many as come.
    """

    places: int | None = None
    entries: tuple[Entry, ...] = ()

    @property
    def inside(self) -> tuple[MemberId, ...]:
        """Who has a place, first come first."""
        return self.members("in")

    @property
    def waiting(self) -> tuple[MemberId, ...]:
        """Who waits for a place, next one first."""
        return self.members("waiting")

    @property
    def heads(self) -> int:
        """How many people come, guests and all."""
        return sum(entry.heads for entry in self.entries if entry.standing == "in")

    @property
    def offered(self) -> tuple[MemberId, ...]:
        """For whom a place is kept that they have not said yes to."""
        return self.members("offered")

    @property
    def taken(self) -> int:
        """How many places nobody else can have now."""
        return sum(entry.heads for entry in self.entries if entry.standing in ("in", "offered"))

    @property
    def left(self) -> int | None:
        """How many places are left; ``None`` is no limit."""
        return None if self.places is None else max(0, self.places - self.taken)

    @property
    def full(self) -> bool:
        """Whether who comes now has to wait."""
        return self.left == 0

    def members(self, standing: Standing) -> tuple[MemberId, ...]:
        """Everybody of that standing, in order."""
        return tuple(entry.member for entry in self.entries if entry.standing == standing)

    def standing_of(self, member: MemberId) -> Standing | None:
        """What the member answered."""
        return next((entry.standing for entry in self.entries if entry.member == member), None)

    def guests_of(self, member: MemberId) -> int:
        """How many the member brings along."""
        return next((entry.guests for entry in self.entries if entry.member == member), 0)

    def join(self, member: MemberId, at: datetime) -> "Roster":
        """A place for the member if one is kept, or left and nobody waits, else the end of the queue."""
        current = self.standing_of(member)
        if current in ("in", "waiting"):
            return self
        if current == "offered":
            return self._changed(member, "in", None)
        standing: Standing = "waiting" if self.full or self.waiting else "in"
        return self._with(Entry(member, standing, at))

    def bring(self, member: MemberId, guests: int) -> "Roster":
        """So many guests beside the member, who keeps their turn; ``ValueError`` where there is no room for them."""
        entry = next(entry for entry in self.entries if entry.member == member)
        changed = replace(entry, guests=guests)
        if entry.standing == "in" and self.left is not None and changed.heads > self.left + entry.heads:
            raise ValueError(f"no room for {guests} guests")
        entries = tuple(changed if other is entry else other for other in self.entries)
        return _promoted(replace(self, entries=entries), None)

    def answer(
        self, member: MemberId, standing: Literal["maybe", "cant"], at: datetime, until: datetime | None = None
    ) -> "Roster":
        """Maybe, or not this time: gives back a place, and whoever waits longest moves up."""
        if self.standing_of(member) == standing:
            return self
        return _promoted(self._with(Entry(member, standing, at)), until)

    def without(self, member: MemberId, until: datetime | None = None) -> "Roster":
        """As if the member had not answered; whoever waits longest moves up."""
        return _promoted(self._others(member), until)

    def with_places(self, places: int | None, until: datetime | None = None) -> "Roster":
        """Another number of places; nobody who has one loses it, and who waits moves up as far as there is room."""
        return _promoted(replace(self, places=places), until)

    def lapsed(self, at: datetime, until: datetime | None = None) -> "Roster":
        """Without those whose offered place was kept long enough; it goes on to whoever waits longest."""
        gone = {entry.member for entry in self.entries if entry.until is not None and entry.until <= at}
        kept = tuple(entry for entry in self.entries if entry.member not in gone)
        return _promoted(replace(self, entries=kept), until) if gone else self

    def united(self, member: MemberId, other: MemberId, *, over: bool = False) -> "Roster":
        """With two members who are one person as that member: one answer stands, and a second place goes on.

        The better answer stands, in its turn; of two alike the earlier. Of what is over nobody moves up.
        """
        theirs = [entry for entry in self.entries if entry.member in (member, other)]
        if not theirs:
            return self
        stands = min(theirs, key=lambda entry: BETTER.index(entry.standing))
        entries = tuple(
            replace(entry, member=member) if entry is stands else entry
            for entry in self.entries
            if entry is stands or entry not in theirs
        )
        united = replace(self, entries=entries)
        return united if over or self.taken == united.taken else _promoted(united, None)

    def asked_again(self, until: datetime) -> "Roster":
        """Everybody's place is kept for them, and they are asked once more whether they want it."""
        kept = (replace(entry, standing="offered", until=until) for entry in self.entries if entry.standing == "in")
        by_member = {entry.member: entry for entry in kept}
        return replace(self, entries=tuple(by_member.get(entry.member, entry) for entry in self.entries))

    def _changed(self, member: MemberId, standing: Standing, until: datetime | None) -> "Roster":
        return replace(
            self,
            entries=tuple(
                replace(entry, standing=standing, until=until) if entry.member == member else entry
                for entry in self.entries
            ),
        )

    def _others(self, member: MemberId) -> "Roster":
        return replace(self, entries=tuple(entry for entry in self.entries if entry.member != member))

    def _with(self, entry: Entry) -> "Roster":
        return replace(self, entries=(*self._others(entry.member).entries, entry))


def _promoted(roster: Roster, until: datetime | None) -> Roster:
    """Whoever waits longest moves up with their guests, while there is room; nobody overtakes.

    Where there is time for it, the place is kept for them until then; else it is theirs at once.
    """
    left, moving_up = roster.left, set()
    for entry in roster.entries:
        if entry.standing != "waiting":
            continue
        if left is not None:
            if entry.heads > left:
                break
            left -= entry.heads
        moving_up.add(entry.member)
    standing: Standing = "offered" if until else "in"
    return replace(
        roster,
        entries=tuple(
            replace(entry, standing=standing, until=until) if entry.member in moving_up else entry
            for entry in roster.entries
        ),
    )


def newly_in(before: Roster, after: Roster) -> tuple[MemberId, ...]:
    """Who has a place now and had none before."""
    return tuple(member for member in after.inside if member not in before.inside)


def newly_offered(before: Roster, after: Roster) -> tuple[MemberId, ...]:
    """For whom a place is kept now that was not before."""
    return tuple(member for member in after.offered if member not in before.offered)


def moved_up(before: Roster, after: Roster, acting: MemberId) -> tuple[MemberId, ...]:
    """Who has a place now without having acted: they must hear of it."""
    return tuple(member for member in newly_in(before, after) if member != acting)


def places_taken(roster: Roster) -> Say:
    """How many places are taken, in words; of a roster with a number of places."""
    return say("places-taken", taken=roster.taken, places=roster.places or 0, left=roster.left or 0)


def names(members: Sequence[MemberId]) -> Text:
    """Members by name, in order, and how many more there are."""
    shown = joined([text(Mention(member)) for member in members[:NAMES]], say("list-separator"))
    others = len(members) - NAMES
    return (*shown, say("list-others", others=others)) if others > 0 else shown
