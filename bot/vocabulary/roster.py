"""The roster: who has a place, who waits for one, and who comes next; strictly first come, first served."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal, TypeAlias

from bot.vocabulary.people import MemberId
from bot.vocabulary.text import Mention, Text, joined, say, text

NAMES: Final = 15
"""Names a card shows before it says how many more there are."""

Standing: TypeAlias = Literal["in", "waiting", "maybe", "cant"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One person's answer."""

    member: MemberId
    standing: Standing
    at: datetime


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
    def left(self) -> int | None:
        """How many places are left; ``None`` is no limit."""
        return None if self.places is None else max(0, self.places - len(self.inside))

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

    def join(self, member: MemberId, at: datetime) -> "Roster":
        """A place for the member if one is left and nobody waits, else the end of the queue."""
        if self.standing_of(member) in ("in", "waiting"):
            return self
        standing: Standing = "waiting" if self.full or self.waiting else "in"
        return self._with(Entry(member, standing, at))

    def answer(self, member: MemberId, standing: Literal["maybe", "cant"], at: datetime) -> "Roster":
        """Maybe, or not this time: gives back a place, and whoever waits longest moves up."""
        return self if self.standing_of(member) == standing else _promoted(self._with(Entry(member, standing, at)))

    def without(self, member: MemberId) -> "Roster":
        """As if the member had not answered; whoever waits longest moves up."""
        return _promoted(self._others(member))

    def with_places(self, places: int | None) -> "Roster":
        """Another number of places; nobody who has one loses it, and who waits moves up as far as there is room."""
        return _promoted(replace(self, places=places))

    def _others(self, member: MemberId) -> "Roster":
        return replace(self, entries=tuple(entry for entry in self.entries if entry.member != member))

    def _with(self, entry: Entry) -> "Roster":
        return replace(self, entries=(*self._others(entry.member).entries, entry))


def _promoted(roster: Roster) -> Roster:
    moving_up = set(roster.waiting if roster.left is None else roster.waiting[: roster.left])
    return replace(
        roster,
        entries=tuple(
            replace(entry, standing="in") if entry.member in moving_up else entry for entry in roster.entries
        ),
    )


def newly_in(before: Roster, after: Roster) -> tuple[MemberId, ...]:
    """Who has a place now and had none before."""
    return tuple(member for member in after.inside if member not in before.inside)


def names(members: Sequence[MemberId]) -> Text:
    """Members by name, in order, and how many more there are."""
    shown = joined([text(Mention(member)) for member in members[:NAMES]], say("list-separator"))
    others = len(members) - NAMES
    return (*shown, say("list-others", others=others)) if others > 0 else shown
