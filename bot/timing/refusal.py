"""Why a date phrase is refused: a reason by name and its facts, to be worded in the reader's language."""

from datetime import date
from enum import Enum

from bot.timing.names import MONTHS, WEEKDAYS, short


class Reason(Enum):
    """What is the matter with a phrase, and the details that come with it."""

    NO_DATE = "no date"
    """A time of day alone; no details."""
    NO_TIME_OF_DAY = "no time of day"
    """A day or a repetition alone; no details."""
    WRONG_WEEKDAY = "wrong weekday"
    """`date`, its true `weekday` (Monday is 0), and the `language` it was written in ("ja", "en")."""
    NO_SUCH_DATE = "no such date"
    """The 30th of February, the fifth Saturday of a month with four; no details."""
    IN_THE_PAST = "in the past"
    """`date`: the day that is over, or whose hour is."""
    NOT_UNDERSTOOD = "not understood"
    """`unknown`: the characters that were not understood."""
    AMBIGUOUS_HOUR = "ambiguous hour"
    """`hour`: an hour of a clock of twelve, with nothing to tell morning from evening."""
    AMBIGUOUS_ORDER = "ambiguous order"
    """`first` and `second`: the two numbers, either of which may be the month."""


class NotUnderstood(Exception):  # noqa: N818 - no failure of the program's: a person is asked to say it differently
    """A phrase that is not read, rather than read wrongly."""

    def __init__(self, reason: Reason, **details: object) -> None:
        super().__init__(reason, details)
        self.reason = reason
        self.details = details

    def __str__(self) -> str:
        match self.reason, self.details:
            case Reason.WRONG_WEEKDAY, {"date": date() as day, "weekday": int() as weekday, **rest}:
                return f"{_written(day, rest.get('language'))} is a {WEEKDAYS[weekday]}"
            case reason, _:
                return reason.value


def _written(day: date, language: object) -> str:
    return f"{short(MONTHS[day.month - 1])} {day.day}" if language == "en" else f"{day.month}/{day.day}"
