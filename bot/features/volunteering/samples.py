"""Every screen of volunteering, for the renderings to be looked at and checked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from bot.features.volunteering import views
from bot.features.volunteering.handlers import feature
from bot.features.volunteering.model import Call, CallId
from bot.vocabulary.card import Card
from bot.vocabulary.form import FormView
from bot.vocabulary.people import MemberId
from bot.vocabulary.roster import Roster
from bot.vocabulary.text import say

AOI, BEN, CHIE = MemberId("aoi"), MemberId("ben"), MemberId("chie")
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
CHAIRS = Call(
    CallId("call1"),
    AOI,
    "椅子運び",
    NOW,
    Roster(2),
    "Asia/Tokyo",
    start=datetime(2026, 12, 5, 15),  # noqa: DTZ001 - wall time
    where="公民館",
    details="長机も少しあります。",
    private_details="当日の連絡先: 000-0000-0000",
)
ONE_IN = CHAIRS.join(BEN, NOW)
FULL = replace(ONE_IN, sign_ups=ONE_IN.sign_ups.with_places(1)).join(CHIE, NOW)


def cards() -> Mapping[str, Card]:
    """Each card by what it shows."""
    return {
        "new call": views.call_card(CHAIRS),
        "one helper": views.call_card(ONE_IN),
        "full, one waiting": views.call_card(FULL),
        "done": views.call_card(ONE_IN.finish(AOI)),
        "any time": views.call_card(replace(CHAIRS, start=None, where="", details="")),
        "to its caller": views.own_call(ONE_IN),
        "preview": views.preview(CHAIRS),
        "posted": views.posted(CHAIRS),
        "in": views.answered(ONE_IN, BEN),
        "waiting": views.answered(FULL, CHIE),
        "cannot": views.answered(CHAIRS.decline(BEN, NOW), BEN),
        "taken back": views.answered(CHAIRS, BEN),
        "promoted": views.promoted(FULL.leave(BEN)),
        "somebody joined": views.somebody_joined(ONE_IN, BEN),
        "somebody left": views.somebody_left(CHAIRS, BEN),
        "finished": views.finished(CHAIRS),
        "open calls": views.listed(say("call-list-open"), [CHAIRS, replace(FULL, id=CallId("call2"))], "join"),
        "no calls": views.listed(say("call-list-open"), [], "join"),
    }


def forms() -> Mapping[str, FormView]:
    """Each form, empty."""
    return {"call": feature.forms["volunteering.call"].opened("draft1")}
