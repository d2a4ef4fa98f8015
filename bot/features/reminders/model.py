"""The rules of reminders: when one is due next, how long it is of use, and how quiet hours are written."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final, NewType, Protocol

from bot.timing import Reading, occurrences, resolve
from bot.vocabulary.people import MemberId, SpaceId
from bot.vocabulary.preference import Quiet
from bot.vocabulary.refusal import Refused
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import say

ReminderId = NewType("ReminderId", str)

KIND: Final = "reminder"
MOST: Final = 25
"""Reminders of one member that are not over."""
USEFUL_TO_ONE: Final = timedelta(hours=12)
"""How late a word to oneself still helps."""
USEFUL_TO_MANY: Final = timedelta(hours=2)
"""How late a word to a channel still helps."""
LATE: Final = timedelta(minutes=5)
"""From here on it is said that it comes late."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """Words planned for one moment or several.

    Args:
        start: the first moment, as local wall time in the zone.
        rrule: how it repeats (RFC 5545, on wall time); ``None`` is once.
        space: the chat it was written in.
        channel: where it is said, as the platform names it; ``None`` is to its owner alone.
    """

    id: ReminderId
    owner: MemberId
    words: str
    start: datetime
    zone: str
    rrule: str | None
    space: SpaceId
    channel: str | None = None
    paused: bool = False

    @property
    def subject(self) -> Subject:
        """What its plan is about."""
        return Subject(KIND, self.id)

    def dates(self, after: datetime, limit: int) -> tuple[datetime, ...]:
        """The wall times it is due at next after an instant."""
        if self.rrule is None:
            return (self.start,) if self.instant(self.start) > after else ()
        return tuple(wall for wall, _ in occurrences(self.start, self.rrule, self.zone, after, limit))

    def next(self, after: datetime) -> datetime | None:
        """The wall time it is due at next after an instant."""
        return next(iter(self.dates(after, 1)), None)

    def instant(self, slot: datetime) -> datetime:
        """The instant of one of its wall times."""
        return resolve(slot, self.zone)

    def useful_until(self, slot: datetime) -> datetime:
        """Until when it helps to say it late; never beyond the next time."""
        until = self.instant(slot) + (USEFUL_TO_MANY if self.channel else USEFUL_TO_ONE)
        following = self.next(self.instant(slot))
        return min(until, self.instant(following)) if following else until

    def changed(self, words: str, when: Reading | None, channel: str | None) -> "Reminder":
        """With other words, another moment, or another channel."""
        changed = replace(self, words=words, channel=channel)
        if when is None:
            return changed
        return replace(changed, start=when.start, zone=when.zone, rrule=when.rrule, paused=False)

    def managed_by(self, member: MemberId, *, organizer: bool) -> bool:
        """Whether somebody may change it: its owner, and what goes to a channel every organizer."""
        return member == self.owner or (organizer and self.channel is not None)


_HOUR: Final = r"(\d{1,2})(?:[::](\d{2})|時(?:(\d{1,2})分|(半))?|h)?"
_SPAN: Final = re.compile(rf"{_HOUR}\s*(?:-|–|—|~|〜|から|to|till|until)\s*{_HOUR}(?:まで)?")
_OFF: Final = ("off", "none", "no", "なし", "無し", "いらない", "解除")
_END_OF_DAY: Final = 24


def read_quiet(typed: str) -> Quiet | None:
    """Quiet hours as people type them: "22-7", 「22時半から7時」; nothing for "off" and 「なし」."""
    words = unicodedata.normalize("NFKC", typed).casefold().strip()
    if words in _OFF:
        return None
    match = _SPAN.fullmatch(words)
    if match is None:
        raise Refused(say("quiet-not-understood", typed=typed))
    begins, ends = _clock(match.groups()[:4], typed), _clock(match.groups()[4:], typed)
    if begins == ends:
        raise Refused(say("quiet-all-day"))
    return Quiet(begins, ends)


def _clock(parts: Sequence[str | None], typed: str) -> time:
    hour, minute, spoken, half = parts
    minutes = 30 if half else int(minute or spoken or 0)
    hours = int(hour or 0) % _END_OF_DAY if int(hour or 0) == _END_OF_DAY else int(hour or 0)
    try:
        return time(hours, minutes)
    except ValueError:
        raise Refused(say("quiet-not-understood", typed=typed)) from None


class Reminders(Protocol):
    """The reminders of one community."""

    async def get(self, reminder: ReminderId) -> Reminder:
        """The reminder of that id, locked for update; ``LookupError`` if there is none."""
        ...

    async def save(self, reminder: Reminder) -> None:
        """Keep a reminder."""
        ...

    async def remove(self, reminder: ReminderId) -> None:
        """Forget a reminder."""
        ...

    async def of(self, member: MemberId, limit: int, *, channels: bool = False) -> Sequence[Reminder]:
        """The reminders that a member wrote, and where asked for everybody's to channels; the newest first."""
        ...

    async def all(self) -> Sequence[Reminder]:
        """Every reminder that is not paused."""
        ...
