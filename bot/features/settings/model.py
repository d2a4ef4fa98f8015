"""The rules of a community's settings."""

import zoneinfo
from functools import cache
from typing import Final

from bot.vocabulary.effect import Topic
from bot.vocabulary.refusal import Refused
from bot.vocabulary.text import say

TOPICS: Final[tuple[Topic, ...]] = ("introductions", "volunteering", "pitches", "meetups", "organizers")


@cache
def _zones() -> dict[str, str]:
    return {zone.casefold(): zone for zone in zoneinfo.available_timezones() if "/" in zone or zone == "UTC"}


def read_zone(typed: str) -> str:
    """The IANA zone that was typed, in whatever case, or by its city alone: ``tokyo`` is ``Asia/Tokyo``."""
    folded = typed.strip().replace(" ", "_").casefold()
    if folded in _zones():
        return _zones()[folded]
    by_city = {zone for name, zone in _zones().items() if name.rsplit("/", 1)[-1] == folded}
    if len(by_city) != 1:
        raise Refused(say("settings-zone-unknown", typed=typed))
    return by_city.pop()
