"""Every screen of introductions, for the renderings to be looked at and checked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from bot.features.introductions import views
from bot.features.introductions.handlers import feature
from bot.features.introductions.model import Introduction
from bot.vocabulary.card import Card
from bot.vocabulary.form import FormView
from bot.vocabulary.people import MemberId, SpaceId

AOI = MemberId("aoi")
AREA = "つくば"
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
INTRODUCTION = Introduction(
    AOI,
    ("キャリアコンサルタント", "元人事部長"),
    "live",
    "4",
    "履歴書の相談に乗れます。川沿いの散歩と、古い喫茶店がすきです。",
    "everyone",
    SpaceId("plaza"),
    NOW,
)


def cards() -> Mapping[str, Card]:
    """Each card by what it shows."""
    watching = replace(INTRODUCTION, visibility="watching")
    return {
        "introduction": views.introduction_card(INTRODUCTION, AREA),
        "introduction without an area": views.introduction_card(INTRODUCTION, ""),
        "preview": views.preview(INTRODUCTION, AREA),
        "posted to everyone": views.posted(INTRODUCTION, AREA),
        "posted to this chat": views.posted(replace(INTRODUCTION, visibility="space"), AREA),
        "just watching": views.posted(watching, AREA),
        "own": views.own(watching, AREA),
        "withdrawn": views.withdrawn(AOI),
        "none yet": views.none_yet(),
        "nothing to see": views.nothing_to_see(AOI),
        "found": views.found("喫茶店", [INTRODUCTION], AREA),
        "everybody": views.found("", [INTRODUCTION], AREA),
        "more people than fit": views.found("", [INTRODUCTION], AREA, more=True),
        "nobody found": views.found("将棋", [], AREA),
    }


def forms() -> Mapping[str, FormView]:
    """The form, empty and filled in."""
    form = feature.forms["introductions.introduction"]
    return {
        "introduction": form.opened("draft1"),
        "introduction to edit": form.opened("draft1", answers=views.as_typed(INTRODUCTION)),
    }
