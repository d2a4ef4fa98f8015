"""Moving the playground's clock forward, so that everything planned on the way happens at its own time."""

from collections.abc import Sequence
from datetime import datetime

from jobs.clock import AdjustableClock
from jobs.work import Work


async def advance(clock: AdjustableClock, works: Sequence[Work], to: datetime) -> None:
    """Step from one planned instant to the next until ``to``; each finds the clock at its own instant."""
    await _settle(works)
    while (instant := await _next(works)) is not None and instant <= to:
        ahead = instant > clock.now()
        if ahead:
            clock.set(instant)
        if not await _settle(works) and not ahead:
            break  # nothing moves any more, as when the works are closed
    if to > clock.now():
        clock.set(to)
    await _settle(works)


async def _settle(works: Sequence[Work]) -> int:
    """Work until nobody finds anything more to do, and say how much it was."""
    settled = 0
    while done := sum([await work.run_until_idle() for work in works]):
        settled += done
    return settled


async def _next(works: Sequence[Work]) -> datetime | None:
    return min([instant for work in works if (instant := await work.next_at())], default=None)
