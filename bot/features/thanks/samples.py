"""Every screen of thanks, for the renderings to be looked at and checked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from bot.features.thanks import views
from bot.features.thanks.model import Gift, Thanks
from bot.vocabulary.card import Card
from bot.vocabulary.form import FormView
from bot.vocabulary.people import MemberId
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import text

AOI, BEN = MemberId("aoi"), MemberId("ben")
NOW = datetime(2026, 12, 6, 1, tzinfo=UTC)
THANKS = Thanks(AOI, BEN, "本棚、とても助かりました。", "day", NOW)
CHAIRS = Gift(BEN, AOI, Subject("call", "call1"), "椅子運び", NOW)


def cards() -> Mapping[str, Card]:
    """Each card by what it shows."""
    return {
        "thanked": views.thanked(THANKS),
        "thanked without words": views.thanked(Thanks(AOI, BEN, "", "day", NOW)),
        "thanked for a call": views.thanked_for(THANKS, "椅子運び"),
        "passed on": views.passed_on(BEN),
        "nothing given yet": views.given((), "Asia/Tokyo", shown=False),
        "given": views.given([CHAIRS], "Asia/Tokyo", shown=False, more=True),
        "given, with a line": views.given([CHAIRS], "Asia/Tokyo", shown=True),
        "given to somebody who is gone": views.given([replace(CHAIRS, title="")], "Asia/Tokyo", shown=False),
        "line chosen": views.chosen(shown=True),
        "no line chosen": views.chosen(shown=False),
        "line: some": Card(text("Ben"), views.portrait("some")),
        "line: often": Card(text("Ben"), views.portrait("often")),
        "line: always": Card(text("Ben"), views.portrait("always")),
    }


def forms() -> Mapping[str, FormView]:
    """It asks nothing."""
    return {}
