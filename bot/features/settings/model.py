"""The rules of a community's settings, and the port of what went wrong in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final, Literal, Protocol, TypeAlias, get_args

from bot.timing import resolve, wall_time
from bot.vocabulary.effect import Topic
from bot.vocabulary.people import Space
from bot.vocabulary.text import Text

TOPICS: Final[tuple[Topic, ...]] = tuple(topic for topic in get_args(Topic) if topic not in ("month", "digest"))
"""What every community has a channel for; the month and the digest go up only where somebody asked for them."""
RECENT: Final = timedelta(days=7)
"""How far back a check looks."""

MORNING: Final = time(8)
"""When a pause until the morning ends, by the community's clocks."""


def morning_after(instant: datetime, zone: str) -> datetime:
    """The morning of the next day, as the clocks of that zone have it."""
    day = wall_time(instant, zone).date() + timedelta(days=1)
    return resolve(datetime.combine(day, MORNING), zone)


Fate: TypeAlias = Literal["waits", "homeless", "doubted", "late", "unknown", "given-up"]
"""Something is in its way; it has no channel; it is looked for; its time had passed; nobody will ever know; never."""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A message that did not arrive, or not yet.

    Args:
        about: its title.
        why: the platform's own words; empty where there are none.
    """

    about: Text
    fate: Fate
    why: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Refusing:
    """A space that refuses everything of Machi's, in the platform's own words."""

    space: Space
    why: str


class Troubles(Protocol):
    """What went wrong in one community."""

    async def undelivered(self, since: datetime, limit: int) -> Sequence[Undelivered]:
        """What waits because something is in its way, or was given up since then; the latest first."""
        ...

    async def refusing(self) -> Sequence[Refusing]:
        """The spaces that refuse everything of ours."""
        ...

    async def waiting(self) -> int:
        """How many messages are to be sent."""
        ...

    async def missed(self, since: datetime) -> int:
        """How much planned work was of no use any more by the time it could be done."""
        ...
