"""Every screen of calendars, for the renderings to be looked at and checked."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from bot.features.calendars import views
from bot.features.calendars.model import address
from bot.vocabulary.card import Card
from bot.vocabulary.form import FormView

SINCE: Final = datetime(2026, 11, 23, 1, tzinfo=UTC)
ADDRESS: Final = address("https://machi.example.org", "0123456789abcdef" * 3)


def cards() -> Mapping[str, Card]:
    """Each card by what it shows."""
    return {
        "calendars, none yet": views.calendars(offered=True, mine=None, town=None, organizer=False),
        "calendars of an organizer": views.calendars(offered=True, mine=SINCE, town=SINCE, organizer=True),
        "no addresses here": views.calendars(offered=False, mine=None, town=None, organizer=False),
        "my address": views.address("personal", ADDRESS),
        "the town's address": views.address("community", ADDRESS),
        "my address stopped": views.stopped("personal"),
        "the town's address stopped": views.stopped("community"),
        "a gathering as a file": views.file("朝の散歩"),
        "everything as a file": views.everything(),
    }


def forms() -> Mapping[str, FormView]:
    """It asks nothing."""
    return {}
