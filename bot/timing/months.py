"""Months: those of a community, as its own clocks count them."""

from dataclasses import dataclass
from datetime import datetime

from bot.timing.moment import resolve, wall_time


@dataclass(frozen=True, slots=True)
class Month:
    """A month in a zone (IANA name)."""

    year: int
    number: int
    zone: str

    @property
    def name(self) -> str:
        """As ISO 8601 has it: ``2026-12``."""
        return f"{self.year}-{self.number:02}"

    @property
    def begins(self) -> datetime:
        """The instant it begins."""
        return resolve(datetime(self.year, self.number, 1), self.zone)  # noqa: DTZ001 - wall time

    @property
    def following(self) -> "Month":
        """The one after it."""
        return Month(self.year + self.number // 12, self.number % 12 + 1, self.zone)

    @property
    def before(self) -> "Month":
        """The one before it."""
        years, month = divmod(self.number - 2, 12)
        return Month(self.year + years, month + 1, self.zone)


def month_of(instant: datetime, zone: str) -> Month:
    """The month that an instant is in."""
    wall = wall_time(instant, zone)
    return Month(wall.year, wall.month, zone)
