"""Wall time and instants: what the clock on the wall says in a zone, and the one moment it means."""

from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo, available_timezones

ZONE_ALIASES = {"JST": "Asia/Tokyo", "日本時間": "Asia/Tokyo"}


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _zones_as_typed() -> dict[str, str]:
    """Every zone as it may be typed: a place in any case, an abbreviation ("UTC", "GB") only as it is written."""
    places = {name.casefold(): name for name in _zones() if "/" in name}
    return places | {name: name for name in _zones()} | ZONE_ALIASES


def zone_named(text: str) -> str | None:
    """The IANA name of the zone somebody typed ("asia/tokyo", "JST"), or None where there is none."""
    return _zones_as_typed().get(text) or _zones_as_typed().get(text.casefold())


def is_zone(name: str) -> bool:
    """Whether this is the exact name of an IANA time zone."""
    return name in _zones()


def zone_rules() -> str:
    """Which rules of time zones are in use: the release of this machine's, and the package's that stands in for it."""
    releases = [Path(folder, "tzdata.zi") for folder in TZPATH]
    of_machine = [_first_line(release) for release in releases if release.is_file()]
    return " ".join([*of_machine[:1], f"tzdata {version('tzdata')}"])


def _first_line(file: Path) -> str:
    with file.open(encoding="utf-8") as lines:
        return next(lines, "").strip("# \n")


def zone_info(name: str) -> ZoneInfo:
    """The zone of that IANA name; ValueError where there is none."""
    if not is_zone(name):
        raise ValueError(f"no such time zone: {name!r}")
    return ZoneInfo(name)


def resolve(local: datetime, zone: str) -> datetime:
    """The instant, in UTC, at which clocks in the zone show the wall time.

    A wall time that clocks jump over is shifted forward by the jump; one that they show twice means the first.
    """
    return local.replace(tzinfo=zone_info(zone), fold=0).astimezone(UTC)


def wall_time(instant: datetime, zone: str) -> datetime:
    """What clocks in the zone show at an instant: naive, as it is stored."""
    return instant.astimezone(zone_info(zone)).replace(tzinfo=None, fold=0)
