"""Every screen of pitches, for the renderings to be looked at and checked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from bot.features.pitches import views
from bot.features.pitches.handlers import feature
from bot.features.pitches.model import Partner, Pitch, PitchId, Step, Suggested
from bot.vocabulary.card import Card
from bot.vocabulary.form import FormView
from bot.vocabulary.people import MemberId
from bot.vocabulary.profile import Profile, Reasons
from bot.vocabulary.tag import Tag
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
SHARED = replace(LIBRARY, partner=Partner(BEN))
THREE = FOLLOWED.follow(CHIE, "teammate", NOW).follow(MemberId("dan"), "teammate", NOW)
BUSY = THREE.bring(BEN, "木工", 1).follow(CHIE, "curious", NOW).looking_for_a_date(NOW)
BUSY = BUSY.vote(BEN, BUSY.dates[0]).vote(AOI, BUSY.dates[0])
SUGGESTED = Suggested(
    Profile(CHIE, (Tag("木工", "木工"),), "live", 2),
    Reasons(("making",), (Tag("木工", "木工"),), ()),
)


def cards() -> Mapping[str, Card]:
    """Each card by what it shows."""
    return _pitches() | _team() | _steps()


def _team() -> dict[str, Card]:
    met = BUSY.meet(AOI, BUSY.dates[0])
    return {
        "three are in": views.pitch_card(BUSY),
        "three are in, beneath": views.enough_to_meet(BUSY),
        "a date is chosen": views.pitch_card(met),
        "a date is chosen, beneath": views.meeting_chosen(met),
        "to its owner": views.own_pitch(BUSY),
        "to its owner, resting": views.own_pitch(FOLLOWED.rested()),
        "voted": views.voted(BUSY, BEN),
        "voted for none": views.voted(BUSY, CHIE),
        "everybody answered": views.everybody_answered(BUSY),
        "brings": views.somebody_brings(BUSY, BEN),
        "owner erased": views.owner_erased(),
        "owner erased, told to the partner": views.yours_alone(BUSY),
        "brought": views.said("pitch-brought", BUSY),
        "watched": views.said("pitch-watched", BUSY),
        "suggested teammates": views.suggestions(LIBRARY, [SUGGESTED]),
        "nobody to suggest": views.suggestions(LIBRARY, []),
        "introduce yourself first": views.said("pitch-introduce-first", LIBRARY),
        "invitation": views.invitation(LIBRARY, AOI),
        "invited": views.said("pitch-invited", LIBRARY),
        "declined": views.said("pitch-declined", LIBRARY),
        "with both names: asked": views.partner_question(SHARED),
        "with both names": views.pitch_card(SHARED.agree(BEN)),
        "with both names: agreed": views.partner_agreed(SHARED.agree(BEN)),
        "with both names: yes": views.said("pitch-agreed", SHARED),
        "with both names: no": views.said("pitch-not-mine", SHARED),
    }


def _steps() -> dict[str, Card]:
    changed = replace(FOLLOWED, title="川沿いの本棚", step=replace(FOLLOWED.step, at=datetime(2026, 12, 5, 10)))  # noqa: DTZ001
    return {
        "about the step": views.step_choices(FOLLOWED),
        "what comes next": views.step_question(FOLLOWED.take_step(AOI)),
        "woken": views.woken(FOLLOWED.rested().wake(AOI, NOW)),
        "edit preview": views.edit_preview(FOLLOWED, changed),
        "edit preview, unchanged": views.edit_preview(FOLLOWED, FOLLOWED),
        "edited": views.said("pitch-edited", FOLLOWED),
        "changed": views.changed(FOLLOWED, changed),
        "came true, to the team": views.said("pitch-came-true", FOLLOWED),
        "one at a time": views.allowed("2"),
    }


def _pitches() -> dict[str, Card]:
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
        "edit": feature.forms["pitches.edit"].opened("draft1", (LIBRARY.id,), views.as_typed(LIBRARY)),
        "bring": feature.forms["pitches.bring"].opened("draft1", (LIBRARY.id,)),
        "step": feature.forms["pitches.step"].opened("draft1", (LIBRARY.id,), {"step": LIBRARY.step.words}),
    }
