"""Every screen of calendars, for the renderings to be looked at and checked."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from bot.calendars import Gathering, Standing
from bot.features.calendars import views
from bot.features.calendars.model import address
from bot.timing import Month
from bot.vocabulary.card import Card
from bot.vocabulary.form import FormView

SINCE: Final = datetime(2026, 11, 23, 1, tzinfo=UTC)
ADDRESS: Final = address("https://machi.example.org", "community", "0123456789abcdef" * 3)


def _gathering(title: str, day: int, standing: Standing = "planned") -> Gathering:
    start = datetime(2026, 12, day, 10)  # noqa: DTZ001 - wall time
    return Gathering(title, "公民館", start, start.replace(hour=12), "Asia/Tokyo", start.replace(tzinfo=UTC), standing)


GATHERINGS: Final = (
    _gathering("朝の散歩", 1, "over"),
    _gathering("餅つき", 12),
    _gathering("*読書会* <b>", 19, "moved"),
    _gathering("忘年会", 26, "cancelled"),
)


def cards() -> Mapping[str, Card]:
    """Each card by what it shows."""
    return {
        "calendars, none yet": views.calendars(offered=True, mine=None, town=None, organizer=False),
        "calendars of an organizer": views.calendars(offered=True, mine=SINCE, town=SINCE, organizer=True),
        "no addresses here": views.calendars(offered=False, mine=None, town=None, organizer=False),
        "my address": views.address("personal", ADDRESS),
        "the town's address": views.address("community", ADDRESS),
        "the board, none yet": views.board(there=None),
        "the board": views.board(there=SINCE),
        "the board's address": views.address(
            "board", address("https://machi.example.org", "board", "0123456789abcdef" * 3)
        ),
        "the board under its name": views.public_board("https://machi.example.org/town/tsukuba"),
        "the board stopped": views.stopped("board"),
        "my address stopped": views.stopped("personal"),
        "the town's address stopped": views.stopped("community"),
        "a gathering as a file": views.file("朝の散歩"),
        "a month": views.month(Month(2026, 12, "Asia/Tokyo"), GATHERINGS),
        "a month with nothing": views.month(Month(2027, 1, "Asia/Tokyo"), ()),
        "a full month": views.month(Month(2026, 12, "Asia/Tokyo"), GATHERINGS * 6),
        "the month is shown": views.month_shown("C042"),
        "where the month is shown": views.month_where(shown=False),
        "where the month is shown, with a way to stop": views.month_where(shown=True),
        "the month is shown no more": views.month_hidden(),
        "everything as a file": views.everything(),
    }


def forms() -> Mapping[str, FormView]:
    """It asks nothing."""
    return {}
