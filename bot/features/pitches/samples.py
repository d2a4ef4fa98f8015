"""Every screen of pitches, for the renderings to be looked at and checked."""

from collections.abc import Mapping
from datetime import UTC, datetime

from bot.features.pitches import views
from bot.features.pitches.handlers import feature
from bot.features.pitches.model import Pitch, PitchId, Step
from bot.vocabulary.card import Card
from bot.vocabulary.form import FormView
from bot.vocabulary.people import MemberId
from bot.vocabulary.text import say

AOI, BEN, CHIE = MemberId("aoi"), MemberId("ben"), MemberId("chie")
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
LIBRARY = Pitch(
    PitchId("pitch1"),
    AOI,
    "川沿いの小さな本棚",
    "散歩の途中で、だれかのすきな本に出会えたらうれしいからです。",
    "木工がすきな人、週に1時間くらい",
    Step("置き場所を下見する", datetime(2026, 12, 3, 19), "Asia/Tokyo"),  # noqa: DTZ001 - wall time
    NOW,
)
FOLLOWED = LIBRARY.follow(BEN, "teammate", NOW).follow(CHIE, "spark", NOW)


def cards() -> Mapping[str, Card]:
    """Each card by what it shows."""
    return {
        "new pitch": views.pitch_card(LIBRARY),
        "followed": views.pitch_card(FOLLOWED),
        "between two steps": views.pitch_card(FOLLOWED.take_step(AOI)),
        "resting": views.pitch_card(FOLLOWED.rested()),
        "done": views.pitch_card(FOLLOWED.finish(AOI)),
        "preview": views.preview(LIBRARY),
        "posted": views.posted(LIBRARY),
        "joined": views.joined_in(FOLLOWED),
        "left": views.said("pitch-left", LIBRARY),
        "sparked": views.said("pitch-sparked", FOLLOWED),
        "somebody is in": views.somebody_is_in(FOLLOWED, BEN),
        "step question": views.step_question(FOLLOWED),
        "step question, again": views.step_question(FOLLOWED, again=True),
        "step taken": views.step_taken(FOLLOWED.take_step(AOI)),
        "next step set": views.next_step_set(FOLLOWED),
        "step preview": views.step_preview(FOLLOWED),
        "to the owner: resting": views.resting(FOLLOWED.rested()),
        "finished": views.said("pitch-finished", FOLLOWED),
        "board": views.board(say("pitch-list"), [FOLLOWED], "show"),
        "empty board": views.board(say("pitch-list"), [], "show"),
        "none to choose": views.board(say("pitch-list-rest"), [], "rest"),
    }


def forms() -> Mapping[str, FormView]:
    """Each form, empty."""
    return {
        "pitch": feature.forms["pitches.pitch"].opened("draft1"),
        "step": feature.forms["pitches.step"].opened("draft1", (LIBRARY.id,), {"step": LIBRARY.step.words}),
    }
