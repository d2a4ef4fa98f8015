"""Time as people say and live it: date phrases, wall times and zones, repetitions, and how each is said back."""

from bot.timing.echo import describe, echo
from bot.timing.moment import is_zone, resolve, wall_time, zone_named, zone_rules
from bot.timing.months import Month, month_of
from bot.timing.phrase import Reading, read
from bot.timing.recurrence import Repetition, occurrences
from bot.timing.refusal import NotUnderstood, Reason

__all__ = [
    "Month",
    "NotUnderstood",
    "Reading",
    "Reason",
    "Repetition",
    "describe",
    "echo",
    "is_zone",
    "month_of",
    "occurrences",
    "read",
    "resolve",
    "wall_time",
    "zone_named",
    "zone_rules",
]
