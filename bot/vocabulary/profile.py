"""Profiles: what people show of themselves, and why two of them might get along; never a score."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from bot.vocabulary.people import MemberId
from bot.vocabulary.tag import Tag

Interest: TypeAlias = Literal[
    "food", "kids", "nature", "making", "music", "sports", "books", "digital", "care", "events"
]
INTERESTS: Final[tuple[Interest, ...]] = (
    "food",
    "kids",
    "nature",
    "making",
    "music",
    "sports",
    "books",
    "digital",
    "care",
    "events",
)
"""What people enjoy, in words that both languages have; as many as fit a card's buttons."""

Hours: TypeAlias = Literal["weekday-day", "weekday-evening", "weekend-day", "weekend-evening"]
HOURS: Final[tuple[Hours, ...]] = ("weekday-day", "weekday-evening", "weekend-day", "weekend-evening")

Tie: TypeAlias = Literal["live", "work", "from", "want", "other"]
TIES: Final[tuple[Tie, ...]] = ("live", "work", "from", "want", "other")

SUPPORTING: Final = 5
"""The phase of those who support others."""
PHASES: Final = (1, 2, 3, 4, SUPPORTING)


@dataclass(frozen=True, slots=True)
class Profile:
    """What somebody may see of a member's introduction.

    Args:
        tags: the positioning, up to three.
        phase: one of ``PHASES``.
        words: what they can do and what excites them.
    """

    member: MemberId
    tags: tuple[Tag, ...]
    tie: Tie
    phase: int
    interests: frozenset[Interest] = frozenset()
    hours: frozenset[Hours] = frozenset()
    words: str = ""

    @property
    def kinds(self) -> frozenset[str]:
        """What the tags are."""
        return frozenset(tag.kind for tag in self.tags)


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why two people might get along, from what both show.

    Args:
        interests: what both enjoy.
        tags: what the other brings that one does not.
        hours: when both have time; empty also where one of them does not say.
    """

    interests: tuple[Interest, ...]
    tags: tuple[Tag, ...]
    hours: tuple[Hours, ...]


def peers_phases(phase: int, *, supporting: bool = False) -> frozenset[int]:
    """The phases at most one apart; those who support others only where they were asked for."""
    near = {other for other in PHASES if abs(other - phase) <= 1}
    return frozenset(near if supporting or phase == SUPPORTING else near - {SUPPORTING})


def reasons(one: Profile, other: Profile) -> Reasons | None:
    """Why one might like to meet the other; ``None`` where there is none: nothing shared, or nothing to add.

    Two who both say when they have time must have some of it in common.
    """
    interests = tuple(interest for interest in INTERESTS if interest in one.interests & other.interests)
    tags = tuple(tag for tag in other.tags if tag.kind not in one.kinds)
    hours = tuple(hour for hour in HOURS if hour in one.hours & other.hours)
    apart = one.hours and other.hours and not hours
    return None if apart or not interests or not tags else Reasons(interests, tags, hours)
