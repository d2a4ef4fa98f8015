"""Every screen of meetups, for the renderings to be looked at and checked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

from bot.features.meetups import views
from bot.features.meetups.handlers import DATES_SHOWN, feature
from bot.features.meetups.model import Held, Meetup, MeetupId, OccurrenceId, Own
from bot.vocabulary.card import Card
from bot.vocabulary.effect import PlanState
from bot.vocabulary.form import FormView
from bot.vocabulary.people import MemberId
from bot.vocabulary.text import say, text

AOI, BEN, CHIE = MemberId("aoi"), MemberId("ben"), MemberId("chie")
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
BOOKS = Meetup(
    MeetupId("meetup1"),
    AOI,
    "朝の読書会",
    datetime(2026, 12, 12, 10),  # noqa: DTZ001 - wall time
    "Asia/Tokyo",
    timedelta(hours=2),
    rrule="FREQ=MONTHLY;BYDAY=2SA",
    where="駅前の図書館 2階",
    capacity=4,
    details="好きな本を一冊お持ちください。読むだけの参加も歓迎です。",
)
ONCE = Meetup(
    MeetupId("meetup2"),
    AOI,
    "川べりの焼きいも会",
    datetime(2026, 12, 5, 15),  # noqa: DTZ001 - wall time
    "Asia/Tokyo",
    where="https://map.example/kawabe",
)
FIRST = BOOKS.on(BOOKS.start, OccurrenceId("occurrence1"))
SECOND = BOOKS.on(datetime(2027, 1, 9, 10), OccurrenceId("occurrence2"))  # noqa: DTZ001 - wall time
BONFIRE = ONCE.on(ONCE.start, OccurrenceId("occurrence3"))
ANSWERED = FIRST.go(BEN, NOW).answer(CHIE, "maybe", NOW)
FULL = replace(ANSWERED, rsvps=ANSWERED.rsvps.with_places(1)).go(CHIE, NOW)
MOVED = ANSWERED.move(datetime(2026, 12, 13, 10), None, "Asia/Tokyo", NOW)  # noqa: DTZ001 - wall time
SOON = FULL.starts_at
WITH_GUESTS = replace(ANSWERED, meetup=replace(BOOKS, guests=2, cohosts=(CHIE,))).bring(BEN, 1, NOW)
WAITING = replace(WITH_GUESTS, rsvps=WITH_GUESTS.rsvps.with_places(2)).go(CHIE, NOW).bring(CHIE, 1, NOW)
ELSEWHERE = replace(ANSWERED, own=Own("朝の読書会（遠足）", "川べりの公園", ""))
OVER = ANSWERED.finish().attend([BEN])
HELD = (Held((BEN,)), Held((BEN, CHIE)), Held((BEN, CHIE)), Held((BEN, CHIE)), Held((CHIE,)))


def cards() -> Mapping[str, Card]:
    """Each card by what it shows."""
    return (
        _on_the_card() | _to_the_host() | _of_changes() | _of_hosts() | _afterwards() | _to_others() | _to_choose_from()
    )


def _of_changes() -> dict[str, Card]:
    dates = BOOKS.dates(NOW, DATES_SHOWN)
    return {
        "which dates are changed?": views.edit_question(ANSWERED),
        "one date changed, preview": views.edit_preview(ANSWERED, ELSEWHERE, "this"),
        "following dates changed, preview": views.edit_preview(FIRST, SECOND, "following", dates),
        "all dates changed, preview": views.edit_preview(FIRST, FIRST, "all", dates),
        "one date changed": views.edited(ELSEWHERE),
        "series changed": views.series_edited(BOOKS, NOW),
        "told of a change": views.changed(ANSWERED, ELSEWHERE),
        "brought back": views.restored(ANSWERED, FIRST),
        "on after all": views.on_after_all(FIRST),
        "reminder of a date that moved": views.reminder_of_moved(MOVED),
        "reminder of a date elsewhere": views.reminder_of_changed(ELSEWHERE),
        "reminder of a date brought back": views.reminder_of_restored(FIRST),
        "reminder of a date called off": views.reminder_of_called_off(FIRST),
        "how it is run": views.habits(replace(BOOKS, guests=2)),
        "how it is run, without reminders": views.habits(replace(BOOKS, reminders=(), days_ahead=1)),
    }


def _of_hosts() -> dict[str, Card]:
    return {
        "asked to host": views.would_you_host(BOOKS, AOI),
        "somebody was asked to host": views.host_asked(BOOKS, BEN),
        "new host": views.you_host(BOOKS),
        "told of a new host": views.taken_over(replace(BOOKS, host=BEN)),
        "question to organizers, settled": views.orphan_taken(replace(BOOKS, host=BEN)),
        "would rather not host": views.not_hosting(BOOKS),
        "somebody would rather not host": views.not_taken(BOOKS, BEN),
        "host has left": views.host_left(BOOKS),
        "host erased, told to a co-host": views.host_erased(BOOKS),
        "called off for good": views.off_for_good(FIRST),
        "co-host added": views.cohost_changed(replace(BOOKS, cohosts=(CHIE,)), CHIE),
        "co-host taken off": views.cohost_changed(BOOKS, CHIE),
        "asked to help": views.you_help(BOOKS, AOI),
    }


def _afterwards() -> dict[str, Card]:
    return {
        "who came?": views.who_came(OVER),
        "who came, by name": views.choose_who_came(OVER.attend([BEN])),
        "attendance noted": views.attended(OVER, HELD[:1]),
        "attendance noted, fewer came": views.attended(OVER, (HELD[0], Held(()), *HELD[1:4])),
        "attendance noted, nobody came twice": views.attended(OVER.attend([]), (Held(()), Held(()), *HELD[1:4])),
        "attendance noted, steady": views.attended(OVER, HELD[1:]),
        "attendance noted, more came": views.attended(OVER, (*HELD[1:3], HELD[0], Held(()), HELD[0])),
        "attendance noted, people waited": views.attended(OVER, (Held((BEN,), 2), Held((BEN,), 1), HELD[0])),
        "thanks": views.thanked(OVER.with_mark(BEN, "thanks").with_mark(CHIE, "thanks")),
    }


def _on_the_card() -> dict[str, Card]:
    return {
        "new date of a series": views.occurrence_card(FIRST),
        "once, for any number": views.occurrence_card(BONFIRE.go(BEN, NOW)),
        "answered": views.occurrence_card(ANSWERED),
        "with guests and a co-host": views.occurrence_card(WITH_GUESTS),
        "one date elsewhere": views.occurrence_card(ELSEWHERE),
        "full, one waiting": views.occurrence_card(FULL),
        "moved": views.occurrence_card(MOVED),
        "called off": views.occurrence_card(ANSWERED.cancel(NOW)),
        "over": views.occurrence_card(ANSWERED.finish()),
        "reminder a week before": views.reminder(FULL, SOON - timedelta(days=7)),
        "reminder a day before": views.reminder(FULL, SOON - timedelta(days=1)),
        "reminder an hour before": views.reminder(FULL, SOON - timedelta(hours=1)),
        "late reminder, nobody going yet": views.reminder(BONFIRE, BONFIRE.starts_at - timedelta(minutes=20)),
    }


def _to_the_host() -> dict[str, Card]:
    return {
        "preview": views.preview(BONFIRE, ONCE.dates(NOW, DATES_SHOWN)),
        "preview of a series": views.preview(FIRST, BOOKS.dates(NOW, DATES_SHOWN)),
        "posted": views.posted(BONFIRE),
        "series posted": views.posted(FIRST),
        "shown to its host": views.managed(ANSWERED, dict(zip(BOOKS.reminders, get_args(PlanState), strict=True))),
        "a reminder was missed": views.reminder_missed(FIRST, FIRST.starts_at - timedelta(hours=30)),
        "a reminder was missed and it has begun": views.reminder_missed(BONFIRE, BONFIRE.starts_at),
        "another instant by new rules of its zone": views.instant_moved(FIRST, FIRST.starts_at + timedelta(hours=1)),
        "one date went by unannounced": views.dates_missed(FIRST, 1, SECOND),
        "several dates went by unannounced, and the series is over": views.dates_missed(FIRST, 3, None),
        "new date, preview": views.move_preview(ANSWERED, MOVED),
        "new date kept": views.moved(ANSWERED, MOVED),
        "call it off?": views.cancel_question(BONFIRE),
        "call off a date of a series?": views.cancel_question(ANSWERED),
        "called off, told to the host": views.called_off(ANSWERED, SECOND),
        "called off, nobody had answered": views.called_off(BONFIRE, None),
    }


def _to_others() -> dict[str, Card]:
    return {
        "going": views.answered(ANSWERED, BEN),
        "going with a guest": views.answered(WITH_GUESTS, BEN),
        "waiting with a guest, room for one": views.room_for_fewer(WAITING, 1),
        "follows changes": views.following(FIRST),
        "personal reminder": views.whispered(FULL, SOON - timedelta(hours=2)),
        "for a newcomer": Card(text("…"), views.for_newcomers(FIRST)),
        "waiting": views.answered(FULL, CHIE),
        "maybe": views.answered(ANSWERED, CHIE),
        "cannot": views.answered(FIRST.answer(BEN, "cant", NOW), BEN),
        "taken back": views.answered(FIRST, BEN),
        "promoted": views.promoted(FULL.withdraw(BEN, NOW)),
        "asked again": views.asked_again(ANSWERED, MOVED),
        "not on": views.not_on(BONFIRE, None),
        "not on, but the series goes on": views.not_on(ANSWERED, SECOND),
    }


def _to_choose_from() -> dict[str, Card]:
    return {
        "coming up": views.listed(say("meetup-list"), [BONFIRE, FULL], "show", "show"),
        "to answer": views.listed(say("meetup-list-rsvp"), [BONFIRE, ANSWERED], "show", "answer"),
        "to move": views.listed(say("meetup-list-move"), [FULL], "move", "move"),
        "to call off": views.listed(say("meetup-list-cancel"), [FULL], "cancel", "cancel"),
        "which one gets a co-host": views.listed_for(say("meetup-list-cohost"), [BONFIRE, FULL], "cohost", CHIE),
        "which one is handed over": views.listed_for(say("meetup-list-handover"), [FULL], "handover", CHIE),
        "nothing coming up": views.listed(say("meetup-list"), [], "show", "show"),
    }


def forms() -> Mapping[str, FormView]:
    """Each form, empty."""
    return {
        "meetup": feature.forms["meetups.meetup"].opened("draft1"),
        "move": feature.forms["meetups.move"].opened("draft1", (FIRST.id,)),
        "edit": feature.forms["meetups.edit"].opened("draft1", (FIRST.id, "all")),
        "how it is run": feature.forms["meetups.habits"].opened("draft1", (FIRST.id,)),
    }
