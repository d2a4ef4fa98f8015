"""Every screen of the digest, for the renderings to be looked at and checked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from bot.calendars import Gathering
from bot.features.digests import views
from bot.features.digests.handlers import feature
from bot.features.digests.model import USUAL, News, OpenCall
from bot.vocabulary.card import Card
from bot.vocabulary.form import FormView
from bot.vocabulary.people import MemberId
from bot.vocabulary.text import text

ZONE: Final = "Asia/Tokyo"
MONDAY: Final = datetime(2026, 11, 30, tzinfo=UTC)
WALK: Final = datetime(2026, 12, 5, 7)  # noqa: DTZ001 - wall time
GATHERING: Final = Gathering("朝の散歩", "公民館", WALK, WALK.replace(hour=8), ZONE, MONDAY, "planned")
CALLS: Final = (
    OpenCall("椅子運び", 2, WALK, None, ZONE),
    OpenCall("*チラシ* <b>", 1, WALK, None, ZONE, deadline=True),
    OpenCall("ミシンを教えてください", 1, None, None, ZONE),
)
PEOPLE: Final = (MemberId("aoi"), MemberId("ben"))
NEWS: Final = News([GATHERING], CALLS, ["本の交換棚"], PEOPLE)


def cards() -> Mapping[str, Card]:
    """Each card by what it shows."""
    full = News([GATHERING] * 9, CALLS * 4, ["本の交換棚"] * 7, (MemberId("aoi"),) * 12)
    return {
        "digest": views.digest(NEWS, "みどり町"),
        "full": views.digest(full, "みどり町"),
        "only people": views.digest(News(newcomers=PEOPLE[:1]), ""),
        "nothing": views.nothing(),
        "off": views.settings(None, "C042", None),
        "on": views.settings(USUAL, "C042", MONDAY),
        "changed": views.settings(replace(USUAL, day=5, hour=18), None, MONDAY, changed=True),
        "stopped": views.stopped(),
        "missed": views.missed(WALK, ZONE, MONDAY),
        "overview": Card(text("Machi"), tuple(views.overview(USUAL))),
    }


def forms() -> Mapping[str, FormView]:
    """When and where it goes out."""
    return {"rhythm": feature.forms["digests.rhythm"].opened("draft1", answers={"weekday": "0", "hour": "9"})}
