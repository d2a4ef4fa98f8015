"""How the tests ask for a reading: on Monday 23 November 2026 at ten in the morning, in Tokyo."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.timing import Reading, read

TOKYO = "Asia/Tokyo"
NOW = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo(TOKYO))


def said(phrase: str, language: str = "ja", zone: str = TOKYO, now: datetime = NOW) -> Reading:
    return read(phrase, now=now, zone=zone, language=language)


def in_short(reading: Reading) -> str:
    """The start, the end after "/" and the rule after a space."""
    end = f"/{reading.end:%Y-%m-%dT%H:%M}" if reading.end else ""
    return f"{reading.start:%Y-%m-%dT%H:%M}{end} {reading.rrule or ''}".strip()
