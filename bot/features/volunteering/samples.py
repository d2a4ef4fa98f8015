"""Every screen of volunteering, for the renderings to be looked at and checked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.features.volunteering import views
from bot.features.volunteering.handlers import feature
from bot.features.volunteering.model import Call, CallId, Offer, OfferId, Role, teams_for
from bot.vocabulary.card import Card
from bot.vocabulary.form import FormView
from bot.vocabulary.people import MemberId
from bot.vocabulary.text import say, text

AOI, BEN, CHIE = MemberId("aoi"), MemberId("ben"), MemberId("chie")
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
LATE = datetime(2026, 12, 5, 1, tzinfo=UTC)
CHAIRS = Call(
    CallId("call1"),
    AOI,
    "椅子運び",
    NOW,
    teams_for([Role("", 2)]),
    "Asia/Tokyo",
    start=datetime(2026, 12, 5, 15),  # noqa: DTZ001 - wall time
    where="公民館",
    details="長机も少しあります。",
    private_details="当日の連絡先: 000-0000-0000",
)
ONE_IN = CHAIRS.join(BEN, NOW)
FULL = replace(CHAIRS, teams=teams_for([Role("", 1)])).join(BEN, NOW).join(CHIE, NOW)
KEPT = FULL.leave(BEN, NOW)
MOVING = replace(CHAIRS, title="引っ越し", teams=teams_for([Role("運転", 1), Role("運搬", 3)]))
MOVED = replace(ONE_IN, start=datetime(2026, 12, 6, 10), where="小学校", private_details="鍵は受付に")  # noqa: DTZ001
WELCOMING = ONE_IN.looked_after_by(AOI)
KNIVES = Offer(
    OfferId("offer1"), BEN, "包丁研ぎ", "土曜の午前", "公民館", "家庭の包丁なら。", NOW, NOW + timedelta(days=30)
)


def cards() -> Mapping[str, Card]:
    """Each card by what it shows."""
    return _calls() | _answers() | _told() | _managing() | _offers()


def _calls() -> dict[str, Card]:
    return {
        "new call": views.call_card(CHAIRS),
        "one helper": views.call_card(WELCOMING),
        "full, one waiting": views.call_card(FULL),
        "a place kept": views.call_card(KEPT),
        "with roles": views.call_card(MOVING.join(BEN, NOW, "運転").join(CHIE, NOW, "運転").answer(CHIE, "maybe", NOW)),
        "done": views.call_card(ONE_IN.finish()),
        "closed": views.call_card(ONE_IN.close()),
        "called off": views.call_card(ONE_IN.cancel()),
        "expired": views.call_card(CHAIRS.over()),
        "any time": views.call_card(replace(CHAIRS, start=None, where="", details="")),
        "by a deadline": views.call_card(replace(CHAIRS, deadline=True)),
        "to its caller": views.own_call(ONE_IN),
        "to a helper": views.helpers_call(ONE_IN),
        "preview": views.preview(MOVING),
        "posted": views.posted(CHAIRS),
        "posted by an organizer": views.posted(CHAIRS, rings=True),
        "hands wanted": views.hands_wanted(CHAIRS),
        "rung": views.rung(CHAIRS),
        "open calls": views.listed(
            say("call-list-open"), [CHAIRS, replace(FULL, id=CallId("call2"))], "show", [KNIVES]
        ),
        "my calls": views.listed(say("call-list-mine"), [], "show", [KNIVES], own=True),
        "no calls": views.listed(say("call-list-open"), [], "join"),
        "open places of a day": views.open_places([CHAIRS, replace(MOVING, id=CallId("call2"))]),
        "open places, all taken": views.open_places([]),
        "beneath a newcomer's welcome": Card(text(say("call-newcomers")), views.newcomers_welcome(WELCOMING)),
        "before the first request": Card(text(say("giving-first-title")), views.lend_a_hand_first([CHAIRS])),
        "on the home page": Card(text(say("call-corner")), views.corner([CHAIRS], [KNIVES])),
    }


def _answers() -> dict[str, Card]:
    return {
        "in": views.answered(ONE_IN, BEN),
        "in, for the first time": views.answered(WELCOMING, BEN, AOI),
        "in, with a role": views.answered(MOVING.join(BEN, NOW, "運転"), BEN),
        "waiting": views.answered(FULL, CHIE),
        "it depends": views.answered(CHAIRS.answer(BEN, "maybe", NOW), BEN),
        "cannot": views.answered(CHAIRS.answer(BEN, "cant", NOW), BEN),
        "taken back": views.answered(CHAIRS, BEN),
        "overlap": views.overlap(CHAIRS, [replace(MOVING, id=CallId("call2"))], ""),
        "for somebody: choose": views.listed_for(say("call-list-join-for"), [CHAIRS], "join_for", BEN),
        "for somebody: nothing to leave": views.listed_for(say("call-list-leave-for"), [], "leave_for", BEN),
        "for somebody: in": views.done_for(ONE_IN, BEN),
        "for somebody: waiting": views.done_for(FULL, CHIE),
        "for somebody: given back": views.said("call-left-for", CHAIRS),
        "an organizer signed you up": views.signed_up_for_you(ONE_IN, BEN),
        "an organizer gave your place back": views.said("call-left-for-you", CHAIRS),
        "you look after newcomers": views.said("call-buddy-you", CHAIRS),
        "you do not look after newcomers": views.said("call-buddy-nobody", CHAIRS),
    }


def _told() -> dict[str, Card]:
    changes = MOVED.changes(ONE_IN)
    return {
        "promoted": views.promoted(FULL.leave(BEN, LATE), CHIE),
        "a place is kept for you": views.place_kept(KEPT, CHIE),
        "a place went on": views.said("call-passed-on", CHAIRS),
        "somebody joined": views.somebody_joined(ONE_IN, BEN),
        "somebody left": views.somebody_left(CHAIRS, BEN),
        "somebody left late": views.somebody_left_late(CHAIRS, BEN),
        "a newcomer comes": views.newcomer_comes(WELCOMING, BEN),
        "changed, and asked again": views.changed(ONE_IN, MOVED, BEN, changes),
        "changed": views.changed(ONE_IN, replace(ONE_IN, title="椅子と机運び"), CHIE, ("title",)),
        "called off, to helpers": views.called_off(ONE_IN.cancel()),
        "hands enough, to who waits": views.said("call-closed-waiting", FULL),
        "the caller left": views.caller_left(ONE_IN),
        "a new caller": views.new_caller(ONE_IN),
        "thanked": views.said("call-thanked", ONE_IN),
    }


def _managing() -> dict[str, Card]:
    names = {BEN: "Ben", CHIE: "千恵"}
    return {
        "who came": views.attendance(replace(ONE_IN.join(CHIE, NOW)), names, 0),
        "how it went": views.how_it_went(ONE_IN),
        "nobody this time": views.nobody_this_time(CHAIRS.over()),
        "finished": views.finished(ONE_IN.finish()),
        "finished alone": views.finished(CHAIRS.finish()),
        "edit preview": views.edit_preview(ONE_IN, MOVED),
        "edit preview, title only": views.edit_preview(ONE_IN, replace(ONE_IN, title="机運び")),
        "edit preview, unchanged": views.edit_preview(ONE_IN, ONE_IN),
        "edited": views.said("call-edited", ONE_IN),
        "unchanged": views.said("call-unchanged", ONE_IN),
        "closed, to the caller": views.said("call-closed-now", ONE_IN),
        "cancel question": views.cancel_question(ONE_IN),
        "cancel question, nobody answered": views.cancel_question(CHAIRS),
        "called off, to the caller": views.said("call-called-off", ONE_IN),
    }


def _offers() -> dict[str, Card]:
    return {
        "offer": views.offer_card(KNIVES),
        "offer, over": views.offer_card(KNIVES.over()),
        "offer, to its owner": views.own_offer(KNIVES),
        "offer, over, to its owner": views.own_offer(KNIVES.over()),
        "offer preview": views.offer_preview(KNIVES),
        "offer posted": views.offer_posted(KNIVES),
        "offer ended": views.offer_ended(KNIVES.over()),
        "offer asked for": views.offer_asked_for(KNIVES, CHIE),
        "offer, asked": views.offer_said("offer-asked", KNIVES),
        "offer, withdrawn": views.offer_said("offer-withdrawn", KNIVES),
        "an offer fits a call": views.offer_fits(KNIVES, CHAIRS),
        "a call fits an offer": views.call_fits(KNIVES, MOVING),
    }


def forms() -> Mapping[str, FormView]:
    """Each form, empty or as it is opened."""
    return {
        "call": feature.forms["volunteering.call"].opened("draft1"),
        "edit": feature.forms["volunteering.edit"].opened("draft1", (MOVING.id,), views.as_typed(MOVING)),
        "offer": feature.forms["volunteering.offer"].opened("draft1"),
    }
