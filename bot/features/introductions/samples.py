"""Every screen of introductions, for the renderings to be looked at and checked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from bot.features.introductions import views
from bot.features.introductions.handlers import PHASES, feature
from bot.features.introductions.model import Introduction, Rarity
from bot.vocabulary.card import Card
from bot.vocabulary.form import FormView
from bot.vocabulary.people import MemberId, SpaceId
from bot.vocabulary.profile import INTERESTS, TIES

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


QUICK = replace(INTRODUCTION, tags=(), words="", interests=("food",), visibility="everyone")
LEANING = replace(INTRODUCTION, interests=("books", "nature"), hours=("weekday-evening", "weekend-day"))
BENS = replace(INTRODUCTION, member=MemberId("ben"))


def cards() -> Mapping[str, Card]:
    """Each card by what it shows."""
    return _written() | _found() | _rare() | _quick() | _composed()


def _composed() -> dict[str, Card]:
    chosen = zip(INTERESTS, TIES * 2, PHASES * 2, strict=True)
    return {
        f"composed, {interest} {tie} {phase}": views.introduction_card(
            replace(QUICK, interests=(interest,), tie=tie, phase=phase), AREA if position < len(TIES) else ""
        )
        for position, (interest, tie, phase) in enumerate(chosen)
    }


def _quick() -> dict[str, Card]:
    return {
        "first tap": views.choose_interest(),
        "second tap": views.choose_tie("food"),
        "third tap": views.choose_phase("food", "live"),
        "composed, to look at": views.quick_preview(replace(QUICK, visibility="watching"), AREA),
        "nudge": views.nudge(),
        "watching, nothing said": views.watching(),
    }


def _found() -> dict[str, Card]:
    first = views.Page(0, more=True, asked=("", "", "", "喫茶店"))
    return {
        "found": views.found("喫茶店", [INTRODUCTION], AREA),
        "everybody": views.found("", [INTRODUCTION, QUICK], AREA),
        "first page": views.found("喫茶店", [INTRODUCTION], AREA, first),
        "middle page": views.found("喫茶店", [INTRODUCTION], AREA, replace(first, number=1)),
        "last page": views.found("喫茶店", [INTRODUCTION], AREA, replace(first, number=2, more=False)),
        "more than a button carries": views.found("本", [QUICK], AREA, replace(first, asked=("本" * 90,))),
        "nobody found": views.found("将棋", [], AREA),
        "words alike": views.same_words([("キャリコン", "キャリアコンサルタント")]),
        "no words alike": views.same_words([]),
        "words kept": views.words_kept("キャリコン", "キャリアコンサルタント"),
        "words dropped": views.words_kept("キャリコン", None),
    }


def _rare() -> dict[str, Card]:
    return {
        "rare, one tag": views.rare(INTRODUCTION, Rarity(("元人事部長",)), AREA),
        "rare, what was chosen": views.rare(QUICK, Rarity(("interest-food",)), AREA),
        "rare, without an area": views.rare(INTRODUCTION, Rarity(INTRODUCTION.tags), ""),
        "shared with one": views.rare(INTRODUCTION, Rarity(shared=1), AREA),
        "shared with two": views.rare(INTRODUCTION, Rarity(shared=2), AREA),
        "too few to say": views.rare(INTRODUCTION, Rarity(enough=False), AREA),
        "same combination": views.same_combination(BENS, AREA),
    }


def _written() -> dict[str, Card]:
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
        "preview with a near spelling": views.preview(INTRODUCTION, AREA, [("キャリヤコン", "キャリコン")]),
        "posted, and rare": views.posted(INTRODUCTION, AREA, Rarity(("元人事部長",))),
        "with leanings": views.introduction_card(LEANING, AREA),
        "own, seen by all": views.own(LEANING, AREA),
        "shown again": views.shown_again(INTRODUCTION, AREA),
        "hidden": views.hidden(),
        "really delete": views.really_delete(),
        "deleted": views.deleted(),
        "leanings kept": views.leanings_kept(LEANING),
    }


def forms() -> Mapping[str, FormView]:
    """The form, empty and filled in."""
    form = feature.forms["introductions.introduction"]
    return {
        "introduction": form.opened("draft1"),
        "introduction to edit": form.opened("draft1", answers=views.as_typed(INTRODUCTION)),
        "leanings": feature.forms["introductions.leanings"].opened("draft1"),
        "words alike": feature.forms["introductions.words"].opened("draft1"),
    }
