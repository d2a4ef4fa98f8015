"""Every screen of reports, for the renderings to be looked at and checked."""

from collections.abc import Mapping
from typing import Final

from bot.features.reports import views
from bot.features.reports.model import Figures
from bot.timing import Month
from bot.vocabulary.card import Card
from bot.vocabulary.form import FormView
from bot.vocabulary.text import text

NOVEMBER: Final = Month(2026, 11, "Asia/Tokyo")
BUSY: Final = Figures(7, 9, 6, 2, 23, 4, 3, 1, 2)


def cards() -> Mapping[str, Card]:
    """Each card by what it shows."""
    return {
        "busy": views.report(NOVEMBER, BUSY),
        "one of each": views.report(NOVEMBER, Figures(1, 1, 1, 0, 1, 1, 1, 1, 1)),
        "quiet, under way": views.report(NOVEMBER, Figures(), under_way=True),
        "to one": views.to_one(views.report(NOVEMBER, BUSY), NOVEMBER, under_way=False, monthly=False),
        "to one, under way": views.to_one(
            views.report(NOVEMBER, BUSY, under_way=True), NOVEMBER, under_way=True, monthly=True
        ),
        "shared": views.shared(),
        "goes out": views.monthly(goes_out=True),
        "stopped": views.monthly(goes_out=False),
        "overview": Card(text("Machi"), tuple(views.overview())),
    }


def forms() -> Mapping[str, FormView]:
    """It asks nothing."""
    return {}
