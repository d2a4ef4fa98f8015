"""Clocks: the system's, and one that can be moved forward, for the playground."""

from datetime import UTC, datetime, timedelta

from bot.ports import Clock


class SystemClock:
    """The present of this machine."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is the clock


class AdjustableClock:
    """Another clock, ahead of it by an offset that can be changed; time goes on in it."""

    def __init__(self, clock: Clock, offset: timedelta = timedelta()) -> None:
        self._clock = clock
        self.offset = offset

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return self._clock.now() + self.offset

    def set(self, instant: datetime) -> None:
        """Let it be that instant now."""
        self.offset = instant - self._clock.now()
