"""The rules of thanks and of the give record, which belongs to the giver alone and is never counted for others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol, TypeAlias

from bot.vocabulary.people import MemberId
from bot.vocabulary.refusal import Refused
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import say

ENOUGH: Final = 10
"""Gives that are looked at to find a word: nothing beyond is ever counted."""
OFTEN: Final = 3

Habit: TypeAlias = Literal["some", "often", "always"]
"""How somebody may be known to lend a hand: once or twice, three times or more, ten times or more."""


@dataclass(frozen=True, slots=True)
class Gift:
    """Somebody lent somebody else a hand, and it is confirmed."""

    giver: MemberId
    receiver: MemberId
    subject: Subject
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Thanks:
    """A thank-you.

    Args:
        key: what it is for, so that the same is said once: a subject, or the words and their day.
    """

    by: MemberId
    to: MemberId
    words: str
    key: str
    at: datetime


def must_be_to_somebody_else(by: MemberId, to: MemberId) -> None:
    """Refuse thanks to oneself."""
    if by == to:
        raise Refused(say("thanks-to-oneself"))


def habit(gifts: Sequence[Gift]) -> Habit | None:
    """The word for what somebody gave; ``None`` while there is nothing to say."""
    if not gifts:
        return None
    if len(gifts) >= ENOUGH:
        return "always"
    return "often" if len(gifts) >= OFTEN else "some"


class Gifts(Protocol):
    """The give record of one community. Every question is about one member: nothing compares or adds up people."""

    async def keep(self, gift: Gift) -> None:
        """Keep a gift, once a pair and subject."""
        ...

    async def of(self, giver: MemberId, limit: int) -> Sequence[Gift]:
        """What one member gave, the latest first."""
        ...

    async def shown(self, giver: MemberId) -> bool:
        """Whether they chose to have a line about it beneath their introduction."""
        ...

    async def show(self, giver: MemberId, *, shown: bool) -> None:
        """Keep that choice."""
        ...


class ThankYous(Protocol):
    """The thanks of one community."""

    async def keep(self, thanks: Thanks) -> bool:
        """Keep it; false when the same was said before."""
        ...

    async def take_back(self, by: MemberId, key: str) -> None:
        """Forget what somebody thanked for."""
        ...
