"""Doubt: what is to be done about a message that may or may not have been stored, as pure rules."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from bot.ports import Doubt, Doubtful, MessageRef, Seen, Sight, Unseen

BLIND: Final = timedelta(minutes=10)
"""How long doubt may last where looking again is of no use."""
UNREACHED: Final = timedelta(hours=24)
"""How long it may last where the platform cannot be reached."""
_SOONEST, _LATEST = timedelta(seconds=2), timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Found:
    """It is there; where it was sent more than once, a second copy may come to light until then."""

    message: MessageRef
    verify_until: datetime | None


@dataclass(frozen=True, slots=True)
class SendAgain:
    """It is not there; or the platform itself drops a repetition. A second copy may come to light until then."""

    verify_until: datetime


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing can be said yet."""

    until: datetime
    absences: int


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Nobody will ever know."""

    reason: str


Resolution: TypeAlias = Found | SendAgain | Wait | GiveUp


def quiet_until(doubtful: Doubtful, doubt: Doubt) -> datetime:
    """When the last request has arrived or never will."""
    return doubtful.last_at + timedelta(seconds=doubt.quiet)


def resolve(doubtful: Doubtful, sight: Sight, doubt: Doubt, at: datetime) -> Resolution:
    """What a look at the place, taken at that instant, means for the message."""
    age, verify_until = at - doubtful.first_at, at + timedelta(seconds=doubt.verified)
    match sight:
        case Seen((first, *others)):
            return Found(first, verify_until if others or doubtful.last_at > doubtful.first_at else None)
        case Seen() if doubtful.absences + 1 >= doubt.absences:
            return SendAgain(verify_until)
        case Seen():
            return Wait(at + timedelta(seconds=doubt.apart), doubtful.absences + 1)
        case Unseen(lasting=True) if age < timedelta(seconds=doubt.dropped):
            return SendAgain(verify_until)
        case Unseen(reason, lasting) if age > (BLIND if lasting else UNREACHED):
            return GiveUp(reason)
        case Unseen():
            return Wait(at + min(max(age / 4, _SOONEST), _LATEST), doubtful.absences)
