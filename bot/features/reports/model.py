"""The rules of a report: what is counted, what is not, and when it goes out."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final, Protocol

from bot.ports import Rhythm
from bot.timing import Month, month_of, resolve
from bot.vocabulary.subject import Subject

KIND: Final = "report"
USUAL: Final = Rhythm(KIND, day=1, hour=9)
"""The first morning of a month, of the month before."""
NEXT: Final = Subject(KIND, "next")
"""What its plan is about."""
FEW: Final = 5
"""So many people and more are told in round numbers, fewer as a few: nobody is to be made out among them."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What happened in a month, and how things stand; nothing about anybody by themselves.

    Args:
        held: gatherings that took place.
        asked: calls for hands that were posted.
        filled: of them, those whose places were all taken, or that are done.
        unfilled: of them, those that have places left just now.
        newcomers: people who came.
        introductions: people whom others can read since that month; who just watches is none of them.
        started: pitches that were posted.
        resting: pitches that are resting just now.
        waiting: proposals that wait for an organizer just now.
    """

    held: int = 0
    asked: int = 0
    filled: int = 0
    unfilled: int = 0
    newcomers: int = 0
    introductions: int = 0
    started: int = 0
    resting: int = 0
    waiting: int = 0


class Reports(Protocol):
    """What may be counted of one community."""

    async def figures(self, begins: datetime, ends: datetime, at: datetime) -> Figures:
        """Of the time from one instant until another, as far as it has gone by at a third."""
        ...


def rounded(people: int) -> int:
    """A number of people that tells nobody apart: none, a few (1), or so many fives."""
    if people < FEW:
        return min(people, 1)
    return round(people / FEW) * FEW


def subject(month: Month) -> Subject:
    """What the report of a month is about; there is one of each month."""
    return Subject(KIND, month.name)


def next_month(rhythm: Rhythm, after: datetime, zone: str) -> Month:
    """The next month whose first morning is to come, and has not been reported on."""
    month = month_of(after, zone)
    while instant(rhythm, month) <= after or (rhythm.last is not None and first_day(month) <= rhythm.last):
        month = month.following
    return month


def instant(rhythm: Rhythm, month: Month) -> datetime:
    """When the report goes out in a month."""
    return resolve(datetime.combine(first_day(month), time(rhythm.hour)), month.zone)


def first_day(month: Month) -> date:
    """The first day of a month."""
    return date(month.year, month.number, 1)


def month_named(name: str, zone: str) -> Month | None:
    """The month of that name, such as ``2026-12``; ``None`` where it is none."""
    try:
        day = date.fromisoformat(f"{name}-01")
    except ValueError:
        return None
    return Month(day.year, day.month, zone)
