"""Time zones as people name them."""

import unicodedata
import zoneinfo
from functools import cache

from babel.core import get_global

from bot.timing import zone_named
from bot.vocabulary.refusal import Refused
from bot.vocabulary.text import say


@cache
def _by_city() -> dict[str, frozenset[str]]:
    """Every zone by its city: "buenos_aires". Those of Etc are no places, and GMT+9 there means nine hours west."""
    cities: dict[str, frozenset[str]] = {}
    for zone in zoneinfo.available_timezones():
        area, _, city = zone.rpartition("/")
        if area and area != "Etc":
            cities[city.casefold()] = cities.get(city.casefold(), frozenset()) | {zone}
    return cities


def read_zone(typed: str) -> str:
    """The IANA zone that was typed, in whatever case and width, or by its city alone: ``tokyo`` is ``Asia/Tokyo``."""
    words = unicodedata.normalize("NFKC", typed).strip().replace(" ", "_")
    if named := zone_named(words):
        return named
    candidates = _by_city().get(words.casefold(), frozenset())
    if len(candidates) > 1:  # the same place under its older names too, as Asia/Istanbul is Europe/Istanbul
        candidates = frozenset(get_global("zone_aliases").get(zone, zone) for zone in candidates)
    if len(candidates) != 1:
        raise Refused(say("zone-unknown", typed=typed))
    [zone] = candidates
    return zone
