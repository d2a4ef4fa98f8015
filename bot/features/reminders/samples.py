"""Every screen of reminders and of what one would like to be told, for the renderings to be looked at and checked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from bot.features.reminders import views
from bot.features.reminders.handlers import DATES_SHOWN, feature
from bot.features.reminders.model import Reminder, ReminderId
from bot.vocabulary.card import Card
from bot.vocabulary.form import FormView
from bot.vocabulary.people import MemberId, SpaceId
from bot.vocabulary.preference import Preference, Quiet
from bot.vocabulary.text import say, text

AOI = MemberId("aoi")
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
TOKYO = "Asia/Tokyo"
FIRST = datetime(2026, 11, 24, 8)  # noqa: DTZ001 - wall time
RUBBISH = Reminder(
    ReminderId("reminder1"), AOI, "燃えるごみを出す", FIRST, TOKYO, "FREQ=WEEKLY;BYDAY=TU,FR", SpaceId("s")
)
ONCE = Reminder(ReminderId("reminder2"), AOI, "回覧板をお隣へ", FIRST, TOKYO, None, SpaceId("s"))
CHANNEL = replace(RUBBISH, id=ReminderId("reminder3"), words="今週の町の掃除は、川べりです。", channel="C1")
DATES = RUBBISH.dates(NOW, DATES_SHOWN)


def cards() -> Mapping[str, Card]:
    """Each card by what it shows."""
    return {
        "to its owner": views.as_said(ONCE),
        "to its owner, late": views.as_said(ONCE, FIRST),
        "to a channel": views.as_said(CHANNEL),
        "missed, once": views.missed(ONCE, FIRST, None),
        "missed, and it goes on": views.missed(RUBBISH, FIRST, DATES[1]),
        "preview": views.preview(RUBBISH, DATES),
        "preview for a channel": views.preview(CHANNEL, DATES),
        "planned": views.kept(ONCE, (FIRST,)),
        "shown, sent the last time": views.shown(RUBBISH, DATES, (FIRST, "done")),
        "shown, missed the last time": views.shown(CHANNEL, DATES, (FIRST, "missed")),
        "shown, resting": views.shown(replace(RUBBISH, paused=True), (), None),
        "shown, over": views.shown(ONCE, (), (FIRST, "done")),
        "list": views.listed(say("reminder-list"), [(RUBBISH, FIRST), (replace(ONCE, paused=True), None)], "show"),
        "list to change": views.listed(say("reminder-list-edit"), [(ONCE, FIRST)], "edit"),
        "list to let rest": views.listed(say("reminder-list-pause"), [(ONCE, FIRST)], "pause"),
        "list to take away": views.listed(say("reminder-list-delete"), [(ONCE, FIRST)], "delete"),
        "list to read": views.listed(say("reminder-list-test"), [(ONCE, FIRST)], "test"),
        "list, empty": views.listed(say("reminder-list"), [], "show"),
        "rests": views.paused(RUBBISH),
        "taken away": views.deleted(ONCE),
        "on the home page": Card(
            text("Machi"), views.corner([(RUBBISH, FIRST), (replace(CHANNEL, paused=True), FIRST)])
        ),
        "hears everything": views.notices(Preference()),
        "hears of their own, a word two hours before": views.notices(Preference("mine", before=timedelta(hours=2))),
        "hears of changes": views.notices(Preference("needed")),
        "hears nothing": views.notices(Preference("none")),
        "no quiet hours": views.quiet(Preference()),
        "quiet hours": views.quiet(Preference(quiet=Quiet(time(22), time(7)))),
    }


def forms() -> Mapping[str, FormView]:
    """Each form, empty."""
    names = ("me", "channel", "edit_me", "edit_channel")
    return {name: feature.forms[f"reminders.{name}"].opened("draft1") for name in names}
