"""What people do with meetups, and what is done when their time comes."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.feature import Context, Feature, Handler, LookedAt, Offered, Offers, Option
from bot.features.meetups import views
from bot.features.meetups.model import (
    KIND,
    MOST_DATES,
    MOST_GUESTS,
    MOST_PLACES,
    MOST_STANDING,
    REACTED,
    REGULAR_OF,
    STALE,
    Answer,
    Change,
    Meetup,
    MeetupId,
    Meetups,
    Occurrence,
    OccurrenceId,
    Reminder,
)
from bot.locales import plain
from bot.timing import Reading, resolve
from bot.vocabulary.action import Action
from bot.vocabulary.ahead import all_ahead, read_ahead
from bot.vocabulary.card import MAX_BUTTONS, Block, Card
from bot.vocabulary.effect import (
    Effect,
    Met,
    Notify,
    OpenForm,
    Outdated,
    Plan,
    Planned,
    PlanState,
    PostToThread,
    Prefer,
    PublishCard,
    Reply,
    Schedule,
    Thanked,
    ThanksTakenBack,
    Unite,
)
from bot.vocabulary.form import Answers, Number, Paragraph, ShortText, When, ask
from bot.vocabulary.people import MemberId, Reader
from bot.vocabulary.refusal import Refused
from bot.vocabulary.roster import moved_up
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import say

feature = Feature("meetups")

DATES_SHOWN: Final = 3
MOST_OFFERED: Final = 50
"""Dates to pick from by title; a menu shows half as many at a time."""
MOST_DAYS_AHEAD: Final = 60
SLOT: Final = "%Y%m%dT%H%M"
THANKS_GATHERED: Final = timedelta(hours=12)
"""How long thanks are gathered before the host hears of them together."""


@dataclass(frozen=True, slots=True)
class MeetupForm:
    """What is asked of somebody who would like people to meet."""

    title: str = ask("meetup-ask-title", ShortText(80), hint=True)
    when: Reading = ask("meetup-ask-when", When(), hint=True)
    where: str | None = ask("meetup-ask-where", ShortText(200), required=False)
    capacity: int | None = ask("meetup-ask-capacity", Number(1, MOST_PLACES), required=False, hint=True)
    details: str | None = ask("meetup-ask-details", Paragraph(1_200), required=False)


@dataclass(frozen=True, slots=True)
class MoveForm:
    """The new date of one occurrence."""

    when: Reading = ask("meetup-ask-new-date", When(once=True), hint=True)


@dataclass(frozen=True, slots=True)
class EditForm:
    """What may be changed of one date or of several; a date that is left out stays."""

    title: str = ask("meetup-ask-title", ShortText(80), hint=True)
    when: Reading | None = ask("meetup-ask-other-when", When(), required=False, hint=True)
    where: str | None = ask("meetup-ask-where", ShortText(200), required=False)
    capacity: int | None = ask("meetup-ask-capacity", Number(1, MOST_PLACES), required=False, hint=True)
    details: str | None = ask("meetup-ask-details", Paragraph(1_200), required=False)

    @property
    def change(self) -> Change:
        """It as a change."""
        return Change(self.title, self.where or "", self.capacity, self.details or "", self.when)


@dataclass(frozen=True, slots=True)
class HabitsForm:
    """How a meetup is run: when it reminds, when its dates go up, and whom people may bring."""

    reminders: tuple[timedelta, ...] = ask("meetup-ask-reminders", ShortText(100), hint=True, reads=read_ahead)
    days_ahead: int = ask("meetup-ask-days-ahead", Number(1, MOST_DAYS_AHEAD), hint=True)
    guests: int | None = ask("meetup-ask-guests", Number(0, MOST_GUESTS), required=False, hint=True)


# --- proposing ------------------------------------------------------------------------------------------------------


@feature.command("meetup new")
async def propose(context: Context) -> Sequence[Effect]:
    """Open the form of a meetup; it understands repetition too."""
    return [feature.opens("meetup", context)]


@feature.command("meetup series")
async def propose_series(context: Context) -> Sequence[Effect]:
    """Open the same form with a hint of how to write a repetition."""
    form = feature.opens("meetup", context).form
    hint = say("meetup-ask-when-series-hint")
    asked = tuple(replace(question, hint=hint) if question.name == "when" else question for question in form.questions)
    return [OpenForm(replace(form, title=say("form-meetups-series"), questions=asked))]


async def show_preview(context: Context, form: MeetupForm) -> Card:
    """The meetup as it will look, and the next dates of a series."""
    first = _first(context, form)
    return views.preview(first, first.meetup.dates(context.now, DATES_SHOWN))


def _first_start(form: MeetupForm) -> datetime:
    return resolve(form.when.start, form.when.zone)


@feature.form("meetup", MeetupForm, preview=show_preview, looked_at=LookedAt("meetups", show_preview, _first_start))
async def post_meetup(context: Context, form: MeetupForm) -> Sequence[Effect]:
    """Put the first date where everybody sees it, and plan what follows."""
    first = _first(context, form).announced()
    if first.starts_at <= context.now:
        raise Refused(say("meetup-date-passed"))
    return [Reply(views.posted(first)), *await _begun(context, first), *await _filled(context, first.meetup)]


def _first(context: Context, form: MeetupForm) -> Occurrence:
    when = form.when
    meetup = Meetup(
        MeetupId(context.new_id()),
        context.member.id,
        form.title,
        when.start,
        when.zone,
        when.end - when.start if when.end else None,
        when.rrule,
        form.where or "",
        form.capacity,
        form.details or "",
    )
    return meetup.as_usual(context.now).on(meetup.start, OccurrenceId(context.new_id()))


# --- choosing a date ------------------------------------------------------------------------------------------------


async def offer_upcoming(context: Context) -> Sequence[Offered]:
    """Every date that may be answered."""
    return _offers(await context[Meetups].upcoming(context.now, MOST_OFFERED))


async def offer_managed(context: Context) -> Sequence[Offered]:
    """Every date that the person manages."""
    return _offers(await context[Meetups].upcoming(context.now, MOST_OFFERED, host=_host(context)))


async def offer_dates_of_series(context: Context) -> Sequence[Offered]:
    """Every date to come of the series that the person manages."""
    return _offers(await _dates_of_series(context, MOST_OFFERED))


async def offer_called_off(context: Context) -> Sequence[Offered]:
    """Every date that was called off and would still be to come."""
    return _offers(await context[Meetups].called_off(context.now, MOST_OFFERED, host=_host(context)))


async def offer_over(context: Context) -> Sequence[Offered]:
    """The last dates that the person managed."""
    return _offers(await context[Meetups].ended(context.now, MOST_OFFERED, host=_host(context)))


def _offers(occurrences: Sequence[Occurrence]) -> Sequence[Offered]:
    return [Offered(each.id, views.offered(each)) for each in occurrences]


def _which(offers: Offers) -> Option:
    return Option("meetup", say("option-meetup"), "pick", offers=offers)


@feature.command("meetup list")
async def list_meetups(context: Context) -> Sequence[Effect]:
    """The next dates."""
    return [_picker("meetup-list", await _upcoming(context), "show", "show")]


@feature.command("meetup rsvp", options=[_which(offer_upcoming)])
async def choose_to_answer(context: Context, meetup: str = "") -> Sequence[Effect]:
    """Choose a date to answer."""
    if meetup:
        return await show_occurrence(context, meetup)
    return [_picker("meetup-list-rsvp", await _upcoming(context), "show", "answer")]


@feature.command("meetup edit", options=[_which(offer_managed)])
async def choose_to_edit(context: Context, meetup: str = "") -> Sequence[Effect]:
    """Choose what to change."""
    if meetup:
        return await ask_what_to_edit(context, meetup)
    return [_picker("meetup-list-edit", await _managed(context), "edit", "edit")]


@feature.command("meetup skip", options=[_which(offer_dates_of_series)])
async def choose_to_skip(context: Context, meetup: str = "") -> Sequence[Effect]:
    """Choose a date of a series that is left out."""
    if meetup:
        return await ask_whether_to_cancel(context, meetup)
    return [_picker("meetup-list-skip", await _dates_of_series(context, MAX_BUTTONS), "cancel", "skip")]


@feature.command("meetup move", options=[_which(offer_managed)])
async def choose_to_move(context: Context, meetup: str = "") -> Sequence[Effect]:
    """Choose a date to move."""
    if meetup:
        return await ask_for_new_date(context, meetup)
    return [_picker("meetup-list-move", await _managed(context), "move", "move")]


@feature.command("meetup cancel", options=[_which(offer_managed)])
async def choose_to_cancel(context: Context, meetup: str = "") -> Sequence[Effect]:
    """Choose a date to call off."""
    if meetup:
        return await ask_whether_to_cancel(context, meetup)
    return [_picker("meetup-list-cancel", await _managed(context), "cancel", "cancel")]


@feature.command("meetup restore", options=[_which(offer_called_off)])
async def choose_to_restore(context: Context, meetup: str = "") -> Sequence[Effect]:
    """Choose a date that takes place after all."""
    if meetup:
        return await restore(context, meetup)
    found = await context[Meetups].called_off(context.now, MAX_BUTTONS, host=_host(context))
    return [_picker("meetup-list-restore", found, "restore", "restore")]


@feature.button("show")
async def show_occurrence(context: Context, occurrence_id: str) -> Sequence[Effect]:
    """One date in private, with its buttons."""
    occurrence = await _get(context, occurrence_id)
    if not _manages(context, occurrence):
        return [Reply(views.occurrence_card(occurrence))]
    return [Reply(views.managed(occurrence, await _reminded(context, occurrence)))]


async def _reminded(context: Context, occurrence: Occurrence) -> Mapping[timedelta, PlanState]:
    """What became of its reminders so far."""
    kept = {(plan.action, plan.at): plan.state for plan in await context.scope.plans.of(occurrence.subject)}
    found = {each.before: kept.get((_reminding(occurrence, each), each.at)) for each in occurrence.every_reminder}
    return {before: state for before, state in found.items() if state}


# --- answering ------------------------------------------------------------------------------------------------------


@feature.button("going")
async def go(context: Context, occurrence_id: str) -> Sequence[Effect]:
    """Going: a place if one is left, else a place in the queue."""
    occurrence = await _get(context, occurrence_id)
    return await _answered(context, occurrence, occurrence.go(context.member.id, context.now))


@feature.button("maybe")
async def waver(context: Context, occurrence_id: str) -> Sequence[Effect]:
    """Maybe."""
    occurrence = await _get(context, occurrence_id)
    return await _answered(context, occurrence, occurrence.answer(context.member.id, "maybe", context.now))


@feature.button("cant")
async def decline(context: Context, occurrence_id: str) -> Sequence[Effect]:
    """Not this time."""
    occurrence = await _get(context, occurrence_id)
    return await _answered(context, occurrence, occurrence.answer(context.member.id, "cant", context.now))


@feature.button("withdraw")
async def withdraw(context: Context, occurrence_id: str) -> Sequence[Effect]:
    """Take an answer back."""
    occurrence = await _get(context, occurrence_id)
    return await _answered(context, occurrence, occurrence.withdraw(context.member.id, context.now))


@feature.button("bring")
async def bring(context: Context, occurrence_id: str, guests: str) -> Sequence[Effect]:
    """Bring so many guests along."""
    occurrence = await _get(context, occurrence_id)
    number = int(guests) if guests.isdecimal() else 0
    return await _answered(context, occurrence, occurrence.bring(context.member.id, number, context.now))


def _reacting(handle: Handler, answer: Answer) -> Handler:
    """A reaction put on: the answer, unless it is one from before everybody was asked again."""

    async def react(context: Context, occurrence_id: str) -> Sequence[Effect]:
        occurrence = await _get(context, occurrence_id)
        if context.member.id in occurrence.marked(STALE[answer]):
            return []
        effects = await handle(context, occurrence_id)
        answered = await _get(context, occurrence_id)
        await context[Meetups].save(answered.with_mark(context.member.id, REACTED[answer]))
        return effects

    return react


def _taking_back(answer: Answer) -> Handler:
    """A reaction taken away: withdraws its answer, unless they have answered otherwise since."""

    async def take_back(context: Context, occurrence_id: str) -> Sequence[Effect]:
        occurrence, member = await _get(context, occurrence_id), context.member.id
        stale = member in occurrence.marked(STALE[answer])
        without = occurrence.without_mark(member, STALE[answer], REACTED[answer])
        if without != occurrence:
            await context[Meetups].save(without)
        standing = occurrence.rsvps.standing_of(member)
        answers = answer == ("in" if standing == "waiting" else standing)
        if stale or not answers or not occurrence.ahead(context.now):
            return []
        return await _answered(context, without, without.withdraw(member, context.now))

    return take_back


feature.reaction(KIND, "✅", _reacting(go, "in"), _taking_back("in"))
feature.reaction(KIND, "🤔", _reacting(waver, "maybe"), _taking_back("maybe"))
feature.reaction(KIND, "🙅", _reacting(decline, "cant"), _taking_back("cant"))


async def follow(context: Context, occurrence_id: str) -> Sequence[Effect]:
    """Hear of changes without answering."""
    occurrence = await _get(context, occurrence_id)
    if not occurrence.ahead(context.now):
        return []
    await context[Meetups].save(occurrence.with_mark(context.member.id, "follow"))
    return [Reply(views.following(occurrence))]


async def unfollow(context: Context, occurrence_id: str) -> Sequence[Effect]:
    """Hear of changes no more."""
    occurrence = await _get(context, occurrence_id)
    await context[Meetups].save(occurrence.without_mark(context.member.id, "follow"))
    return []


feature.reaction(KIND, "👀", follow, unfollow)


async def take_interest(context: Context, occurrence_id: str) -> Sequence[Effect]:
    """Interest shown in the platform's own calendar: maybe, unless they have answered."""
    occurrence = await _get(context, occurrence_id)
    return [] if occurrence.rsvps.standing_of(context.member.id) else await waver(context, occurrence_id)


feature.interest(KIND, take_interest, _taking_back("maybe"))


async def _answered(context: Context, before: Occurrence, after: Occurrence) -> Sequence[Effect]:
    member = context.member.id
    waits = after.rsvps.standing_of(member) == "waiting"
    if after == before:
        return [Reply(views.answered(after, member), pressing=waits)]
    after = _with_own_id(context, after)
    kept = await _begun(context, after) if after.id != before.id else await _kept(context, after)
    changed = {entry.member for entry in {*before.rsvps.entries} ^ {*after.rsvps.entries}}
    personal = [await _whispering(context, after, each) for each in sorted(changed)]
    return [Reply(views.answered(after, member), pressing=waits), *kept, *_told(context, before, after), *personal]


async def _kept(context: Context, occurrence: Occurrence) -> list[Effect]:
    await context[Meetups].save(occurrence)
    return [_published(occurrence)]


def _told(context: Context, before: Occurrence, after: Occurrence) -> list[Effect]:
    """Whoever moved up from the queue must hear of it, and whoever could if they came with fewer guests."""
    now = context.now.isoformat()
    promoted, key = views.promoted(after), f"promoted:{after.id}:{now}"
    moving = moved_up(before.rsvps, after.rsvps, context.member.id)
    effects: list[Effect] = [Notify(member, promoted, key, after.starts_at, weight="needed") for member in moving]
    if after.rsvps.waiting and after.rsvps.left and after.rsvps.left != before.rsvps.left:
        first = after.rsvps.waiting[0]
        card = views.room_for_fewer(after, after.rsvps.left)
        effects.append(Notify(first, card, f"fewer:{after.id}:{now}", after.starts_at, weight="needed"))
    return effects


# --- changing one date ----------------------------------------------------------------------------------------------


@feature.button("move")
async def ask_for_new_date(context: Context, occurrence_id: str) -> Sequence[Effect]:
    """Ask to when it moves."""
    occurrence = await _get_managed(context, occurrence_id)
    return [feature.opens("move", context, occurrence.id)]


async def preview_move(context: Context, form: MoveForm, occurrence_id: str) -> Card:
    """The new date before it is kept."""
    before = await _get_managed(context, occurrence_id)
    return views.move_preview(before, _moved(context, before, form))


@feature.form("move", MoveForm, preview=preview_move)
async def move(context: Context, form: MoveForm, occurrence_id: str) -> Sequence[Effect]:
    """Move one date: new reminders, and everybody expected is asked again."""
    before = await _get_managed(context, occurrence_id)
    after = _with_own_id(context, _moved(context, before, form))
    reply = Reply(views.moved(before, after))
    return [reply, *await _changed(context, before, after), *await _filled(context, after.meetup)]


def _moved(context: Context, occurrence: Occurrence, form: MoveForm) -> Occurrence:
    return occurrence.move(form.when.start, form.when.end, form.when.zone, context.now)


@feature.button("cancel")
async def ask_whether_to_cancel(context: Context, occurrence_id: str) -> Sequence[Effect]:
    """Ask once more before calling it off."""
    occurrence = await _get_managed(context, occurrence_id)
    return [Reply(views.cancel_question(occurrence))]


@feature.button("call_off")
async def call_off(context: Context, occurrence_id: str) -> Sequence[Effect]:
    """Call one date off; a series goes on with its next one."""
    occurrence = _with_own_id(context, await _get_managed(context, occurrence_id))
    cancelled = occurrence.cancel(context.now)
    await context[Meetups].save(cancelled)
    filled = await _filled(context, cancelled.meetup)
    following = await _following(context, cancelled)
    reply = Reply(views.called_off(cancelled, following), replaces=True)
    return [reply, *_called_off(cancelled, following), *filled]


@feature.button("end_series")
async def end_series(context: Context, occurrence_id: str) -> Sequence[Effect]:
    """Call a date off, and every one after it: the series is over."""
    occurrence = await _get_managed(context, occurrence_id)
    meetup = occurrence.meetup.ended(occurrence.slot)
    await context[Meetups].save_meetup(meetup)
    effects: list[Effect] = [Reply(views.called_off(occurrence, None), replaces=True)]
    for each in await context[Meetups].coming(meetup.id, context.now):
        if each.slot >= occurrence.slot and each.ahead(context.now):
            cancelled = replace(each, meetup=meetup).cancel(context.now)
            await context[Meetups].save(cancelled)
            effects += _called_off(cancelled, None)
    return effects


def _called_off(cancelled: Occurrence, following: Occurrence | None) -> list[Effect]:
    card, key = views.not_on(cancelled, following), f"called-off:{cancelled.id}:{cancelled.starts_at.isoformat()}"
    told = [Notify(member, card, key, cancelled.ends_at, weight="needed") for member in cancelled.concerned]
    forgotten = [Plan(_of_one(cancelled, member)) for member in cancelled.rsvps.inside]
    outdated = _outdated(cancelled, views.reminder_of_called_off(cancelled))
    return [_published(cancelled), *_scheduled(cancelled), Plan(cancelled.subject), *told, *forgotten, *outdated]


@feature.button("restore")
async def restore(context: Context, occurrence_id: str) -> Sequence[Effect]:
    """A date that was called off takes place after all, and everybody who had answered is asked again."""
    before = await _get(context, occurrence_id)
    if not _manages(context, before):
        raise Refused(say("meetup-only-host"))
    after = before.restore(context.now)
    key, card = f"restored:{after.id}:{context.now.isoformat()}", views.on_after_all(after)
    told = [Notify(member, card, key, after.starts_at, weight="needed") for member in before.concerned]
    on_again = _outdated(before, views.reminder_of_restored(after))
    begun = await _begun(context, after)
    filled = await _filled(context, after.meetup)
    return [Reply(views.restored(before, after), replaces=True), *on_again, *begun, *told, *filled]


async def _changed(context: Context, before: Occurrence, after: Occurrence) -> list[Effect]:
    """Keep a date that was changed, and tell everybody concerned: with another moment they are asked again."""
    if (after.starts_at, after.ends_at) == (before.starts_at, before.ends_at):
        return [*await _begun(context, after), *_told(context, before, after), *_told_of_change(context, before, after)]
    key = f"moved:{after.id}:{after.starts_at.isoformat()}:{context.now.isoformat()}"
    card = views.asked_again(before, after)
    told = [Notify(member, card, key, after.starts_at, weight="needed") for member in before.concerned]
    forgotten = [Plan(_of_one(before, member)) for member in before.rsvps.inside]
    outdated = _outdated(before, views.reminder_of_moved(after))
    return [*outdated, *await _begun(context, after), *told, *forgotten]


def _told_of_change(context: Context, before: Occurrence, after: Occurrence) -> list[Effect]:
    if (before.title, before.where, before.details) == (after.title, after.where, after.details):
        return []
    # One word of a change of the whole series, however many of its dates somebody answered.
    key, card = f"changed:{after.meetup.id}:{context.now.isoformat()}", views.changed(before, after)
    told = [Notify(member, card, key, after.ends_at, weight="needed") for member in before.concerned]
    elsewhere = (before.title, before.where) != (after.title, after.where)
    return [*(_outdated(before, views.reminder_of_changed(after)) if elsewhere else ()), *told]


def _outdated(occurrence: Occurrence, card: Card) -> list[Effect]:
    """Reminders of what is not so any more: those on their way are called off, those that stand say what is so."""
    return [Outdated("remind:", card, occurrence.subject), Outdated(f"personal:{occurrence.id}:", card)]


# --- editing one date, the following or all -------------------------------------------------------------------------


@feature.button("edit")
async def ask_what_to_edit(context: Context, occurrence_id: str, which: str = "") -> Sequence[Effect]:
    """Ask which dates of a series are meant; then open the form with what is so now."""
    occurrence = await _get_managed(context, occurrence_id)
    if not which and occurrence.meetup.rrule:
        return [Reply(views.edit_question(occurrence))]
    which = which or "this"
    return [feature.opens("edit", context, occurrence.id, which, answers=_as_it_is(occurrence, which))]


def _as_it_is(occurrence: Occurrence, which: str) -> Answers:
    meetup, this = occurrence.meetup, which == "this"
    capacity = occurrence.rsvps.places if this else meetup.capacity
    return {
        "title": occurrence.title if this else meetup.title,
        "where": occurrence.where if this else meetup.where,
        "capacity": "" if capacity is None else str(capacity),
        "details": occurrence.details if this else meetup.details,
    }


async def preview_edit(context: Context, form: EditForm, occurrence_id: str, which: str) -> Card:
    """What will be so, before it is kept."""
    before = await _get_managed(context, occurrence_id)
    if which == "this":
        return views.edit_preview(before, _edited(context, before, form), which)
    meetup = _edited_meetup(context, before, form, which)
    date = meetup.on(meetup.start if form.when else before.slot, before.id)
    after = min(context.now, date.starts_at - timedelta(seconds=1))
    return views.edit_preview(before, date, which, meetup.dates(after, DATES_SHOWN))


@feature.form("edit", EditForm, preview=preview_edit)
async def edit(context: Context, form: EditForm, occurrence_id: str, which: str) -> Sequence[Effect]:
    """Change one date, that one and all after it, or all that are to come."""
    before = await _get_managed(context, occurrence_id)
    if which == "this":
        after = _with_own_id(context, _edited(context, before, form))
        changed = await _changed(context, before, after)
        return [Reply(views.edited(after)), *changed, *await _filled(context, after.meetup)]
    meetup = _edited_meetup(context, before, form, which)
    if meetup.id != before.meetup.id:
        await context[Meetups].save_meetup(before.meetup.ended(before.slot))
    await context[Meetups].save_meetup(meetup)
    carried = await _carried(context, before, meetup)
    return [Reply(views.series_edited(meetup, context.now)), *carried, *await _filled(context, meetup)]


def _edited(context: Context, occurrence: Occurrence, form: EditForm) -> Occurrence:
    if form.when and form.when.rrule:
        raise Refused(say("meetup-edit-once"))
    return occurrence.changed(form.change, context.now)


def _edited_meetup(context: Context, occurrence: Occurrence, form: EditForm, which: str) -> Meetup:
    meetup = occurrence.meetup
    first = not meetup.rrule or occurrence.slot <= meetup.start
    if which == "following" and not first:
        meetup = meetup.from_on(occurrence.slot, MeetupId(context.new_id()))
    return meetup.changed(form.change)


async def _carried(context: Context, chosen: Occurrence, meetup: Meetup) -> list[Effect]:
    """Every kept date of the changed series on the slot that it has there: the nth to come stays the nth to come."""
    old, since = chosen.meetup, chosen.slot if meetup.id != chosen.meetup.id else None
    kept = [each for each in await context[Meetups].coming(old.id, context.now) if since is None or each.slot >= since]
    after = context.now if since is None else resolve(since, old.zone) - timedelta(seconds=1)
    new = after if (meetup.start, meetup.zone) == (old.start, old.zone) else _just_before(meetup)
    slots = dict(zip(old.dates(after, MOST_DATES), meetup.dates(min(after, new), MOST_DATES), strict=False))
    waiting = [(each, slots.get(each.slot)) for each in kept]
    effects: list[Effect] = []
    while waiting:  # a slot that another date still holds is taken when that one has left it
        held = {each.slot for each, _ in waiting}
        pair = next((pair for pair in waiting if pair[1] in (None, pair[0].slot) or pair[1] not in held), waiting[0])
        waiting.remove(pair)
        effects += await _carry(context, *pair, meetup)
    return effects


def _just_before(meetup: Meetup) -> datetime:
    return resolve(meetup.start, meetup.zone) - timedelta(seconds=1)


async def _carry(context: Context, before: Occurrence, slot: datetime | None, meetup: Meetup) -> list[Effect]:
    after = before.carried(meetup, slot, before.meetup.capacity)
    if before.state != "planned":
        await context[Meetups].save(after)
        return [_published(after)]
    if slot is None and before.slot > before.start - timedelta(days=MOST_DATES) and not meetup.has(before.slot):
        cancelled = after.cancel(context.now)  # the changed series has no such date any more
        await context[Meetups].save(cancelled)
        return _called_off(cancelled, None)
    return await _changed(context, before, after)


# --- hosts ----------------------------------------------------------------------------------------------------------


@feature.button("take")
async def take_over(context: Context, meetup_id: str) -> Sequence[Effect]:
    """Host a meetup from now on: whoever was asked, a co-host or an organizer."""
    meetup = await _series(context, meetup_id)
    member = context.member.id
    if member != meetup.offered_to and not meetup.managed_by(member, organizer=context.person.actor.organizer):
        raise Refused(say("meetup-take-not-asked"))
    if member == meetup.host:
        raise Refused(say("meetup-host-already"))
    handed = meetup.handed_to(member)
    told = Notify(meetup.host, views.taken_over(handed), f"taken:{meetup.id}:{context.now.isoformat()}")
    settled = PublishCard(_orphan(meetup), views.orphan_taken(handed), "organizers", standing=True)
    return [Reply(views.you_host(handed), replaces=True), *await _shown_anew(context, handed), told, settled]


@feature.button("leave_it")
async def decline_hosting(context: Context, meetup_id: str) -> Sequence[Effect]:
    """Rather not host it: whoever asked hears of it, without a reason."""
    meetup = await _series(context, meetup_id)
    if meetup.offered_to != context.member.id:
        return [Reply(views.not_hosting(meetup), replaces=True)]
    await context[Meetups].save_meetup(replace(meetup, offered_to=None))
    key = f"not-taken:{meetup.id}:{context.now.isoformat()}"
    told = Notify(meetup.host, views.not_taken(meetup, context.member.id), key)
    return [Reply(views.not_hosting(meetup), replaces=True), told]


async def _offered(context: Context, meetup: Meetup, member: MemberId) -> Sequence[Effect]:
    if member == meetup.host:
        raise Refused(say("meetup-host-already"))
    await context[Meetups].save_meetup(replace(meetup, offered_to=member))
    key = f"offered:{meetup.id}:{context.now.isoformat()}"
    asked = Notify(member, views.would_you_host(meetup, context.member.id), key)
    return [Reply(views.host_asked(meetup, member)), asked]


async def _helped(context: Context, meetup: Meetup, member: MemberId) -> Sequence[Effect]:
    changed = meetup.with_cohost(member)
    told: list[Effect] = []
    if member in changed.cohosts:
        key = f"cohost:{meetup.id}:{context.now.isoformat()}"
        told = [Notify(member, views.you_help(changed, context.member.id), key)]
    return [Reply(views.cohost_changed(changed, member)), *await _shown_anew(context, changed), *told]


async def _shown_anew(context: Context, meetup: Meetup) -> list[Effect]:
    """Every date to come of a meetup whose hosts or habits have changed."""
    await context[Meetups].save_meetup(meetup)
    effects: list[Effect] = []
    for occurrence in await context[Meetups].coming(meetup.id, context.now):
        if occurrence.ahead(context.now):
            effects += await _begun(context, replace(occurrence, meetup=meetup))
    return [*effects, *await _filled(context, meetup)]


async def _orphaned(context: Context, member: MemberId) -> list[Effect]:
    """The host has left: the co-hosts are asked to take over, else the organizers."""
    effects: list[Effect] = []
    for meetup in await context[Meetups].hosted(member, context.now):
        key = f"orphaned:{meetup.id}:{context.now.isoformat()}"
        card = views.host_left(meetup)
        asked = [Notify(each, card, key, weight="needed") for each in meetup.cohosts]
        effects += asked or [PublishCard(_orphan(meetup), card, "organizers")]
    return effects


def _orphan(meetup: Meetup) -> Subject:
    return Subject("handover", meetup.id)


# --- when its time comes --------------------------------------------------------------------------------------------


@feature.due("announce")
async def announce(context: Context, occurrence_id: str) -> Sequence[Effect]:
    """Its card goes up, and the date after it is kept for its own day."""
    occurrence = await context[Meetups].get(OccurrenceId(occurrence_id))
    if occurrence.state != "planned":
        return []
    return [*await _begun(context, occurrence.announced()), *await _filled(context, occurrence.meetup)]


@feature.due("remind")
async def remind(context: Context, occurrence_id: str, offset: str) -> Sequence[Effect]:
    """Remind in the thread, as things stand now."""
    occurrence = await context[Meetups].get(OccurrenceId(occurrence_id))
    if occurrence.state != "planned":
        return []
    key, card = f"remind:{offset}:{occurrence.starts_at.isoformat()}", views.reminder(occurrence, context.now)
    return [PostToThread(occurrence.subject, card, key, occurrence.rsvps.inside, occurrence.starts_at)]


@feature.missed("remind")
async def tell_of_missed_reminder(context: Context, occurrence_id: str, offset: str) -> Sequence[Effect]:  # noqa: ARG001
    """Too late to remind anybody: the host hears of it, once for all that have lapsed together."""
    occurrence = await context[Meetups].get(OccurrenceId(occurrence_id))
    if occurrence.state == "cancelled" or not occurrence.shown:
        return []
    lapsed = occurrence.lapsed(context.now)
    key = f"missed:{occurrence.id}:{lapsed}:{occurrence.starts_at.isoformat()}"
    return [Notify(occurrence.meetup.host, views.reminder_missed(occurrence, context.now), key)]


@feature.due("whisper")
async def whisper(context: Context, occurrence_id: str, member: str) -> Sequence[Effect]:
    """Remind one member in private, at the time they chose."""
    occurrence, going = await context[Meetups].get(OccurrenceId(occurrence_id)), MemberId(member)
    if not occurrence.ahead(context.now) or occurrence.rsvps.standing_of(going) != "in":
        return []
    key = f"personal:{occurrence.id}:{occurrence.starts_at.isoformat()}"
    return [Notify(going, views.whispered(occurrence, context.now), key, occurrence.starts_at, weight="asked")]


async def _whispering(context: Context, occurrence: Occurrence, member: MemberId) -> Plan:
    """What one member chose to be reminded of a date they go to, in place of what was planned for them before."""
    subject, chosen = _of_one(occurrence, member), await context.scope.preferences.of(member)
    if chosen.before is None or occurrence.rsvps.standing_of(member) != "in":
        return Plan(subject)
    zone = (await context.scope.members.get(member)).timezone or context.community.timezone
    at = chosen.in_time(occurrence.starts_at - chosen.before, zone)
    whispers = Planned(at, Action("meetups.whisper", (occurrence.id, member)), occurrence.starts_at)
    return Plan(subject, (whispers,) if at > context.now else ())


@feature.hears(Prefer)
async def whisper_otherwise(context: Context, chosen: Prefer) -> Sequence[Effect]:
    """Somebody would like a word at another time before what they go to."""
    theirs = await context[Meetups].of_member(chosen.member, context.now, MOST_OFFERED)
    return [await _whispering(context, each, chosen.member) for each in theirs]


def _of_one(occurrence: Occurrence, member: MemberId) -> Subject:
    return Subject("going", f"{occurrence.id}.{member}")


@feature.due("roll")
async def roll(context: Context, occurrence_id: str) -> Sequence[Effect]:
    """It is over: its host is asked who came, and hears of the dates of a series that have gone by unasked."""
    occurrence = await context[Meetups].get(OccurrenceId(occurrence_id))
    if occurrence.state != "planned":
        return []
    over = occurrence.finish()
    await context[Meetups].save(over)
    filled = await _filled(context, over.meetup)
    return [
        _published(over),
        *_scheduled(over),
        *filled,
        *_asked_who_came(over),
        *await _told_of_silence(context, over),
    ]


def _asked_who_came(over: Occurrence) -> list[Effect]:
    others = [member for member in over.rsvps.inside if member != over.meetup.host]
    return [Notify(over.meetup.host, views.who_came(over), f"came:{over.id}")] if others else []


async def _told_of_silence(context: Context, over: Occurrence) -> list[Effect]:
    gone_by, following = over.gone_by(context.now), await _following(context, over)
    card, key = views.dates_missed(over, gone_by, following), f"gone-by:{over.meetup.id}:{following and following.slot}"
    return [Notify(over.meetup.host, card, key)] if gone_by and over.meetup.rrule else []


@feature.replanned
async def keep_wall_time(context: Context) -> Sequence[Effect]:
    """Clocks in a zone will be set otherwise than was known: dates keep their wall time, and hosts hear of it."""
    effects: list[Effect] = []
    for occurrence, before in await context[Meetups].displaced():
        key = f"instant:{occurrence.meetup.id}:{context.now.isoformat()}"  # one word, however many dates stand
        told = Notify(occurrence.meetup.host, views.instant_moved(occurrence, before), key, occurrence.ends_at)
        personal = [await _whispering(context, occurrence, member) for member in occurrence.rsvps.inside]
        effects += [*await _begun(context, occurrence), told, *personal]
    return effects


@feature.newcomer
async def next_chance(context: Context) -> Sequence[Block]:
    """The next date a newcomer could come to."""
    found = await context[Meetups].upcoming(context.now, 1)
    return views.for_newcomers(found[0]) if found else ()


@feature.left
async def mind_hosts(context: Context) -> Sequence[Effect]:
    """Somebody has left; if they are nowhere any more, what they hosted needs somebody else."""
    if await context.scope.members.present(context.member.id):
        return []
    return await _orphaned(context, context.member.id)


@feature.forgotten
async def part(context: Context) -> Sequence[Effect]:
    """Somebody has everything of theirs erased: a co-host takes over, else it is called off; their places go on."""
    member = context.member.id
    effects: list[Effect] = []
    for meetup in await context[Meetups].hosted(member, context.now):
        effects += await (_handed_on(context, meetup) if meetup.cohosts else _called_off_for_good(context, meetup))
    upcoming = await context[Meetups].upcoming(context.now, MOST_DATES)
    helped = {each.meetup.id: each.meetup for each in upcoming if member in each.meetup.cohosts}
    for meetup in helped.values():
        effects += await _shown_anew(context, meetup.with_cohost(member))
    for before in await context[Meetups].upcoming(context.now, MOST_DATES):
        effects += await _given_up(context, before)
    return effects


async def _handed_on(context: Context, meetup: Meetup) -> list[Effect]:
    heir, key = meetup.cohosts[0], f"host-erased:{meetup.id}:{context.now.isoformat()}"
    handed = meetup.handed_to(heir)
    return [*await _shown_anew(context, handed), Notify(heir, views.host_erased(handed), key, weight="needed")]


async def _called_off_for_good(context: Context, meetup: Meetup) -> list[Effect]:
    effects: list[Effect] = []
    for date in await context[Meetups].coming(meetup.id, context.now):
        if date.ahead(context.now):
            cancelled = date.cancel(context.now)
            await context[Meetups].save(cancelled)
            card, key = views.off_for_good(cancelled), f"called-off:{date.id}:{date.starts_at.isoformat()}"
            told = [Notify(member, card, key, date.ends_at, weight="needed") for member in date.concerned]
            effects += [*told, *_scheduled(cancelled), Plan(date.subject)]
    return effects


async def _given_up(context: Context, before: Occurrence) -> list[Effect]:
    member = context.member.id
    if before.meetup.host == member:
        return []
    marks = tuple(mark for mark in before.marks if mark.member != member)
    after = replace(before.withdraw(member, context.now), marks=marks)
    return [*await _kept(context, after), *_told(context, before, after)] if after != before else []


@feature.united
async def unite(context: Context, unite: Unite) -> Sequence[Effect]:
    """Two members are one person: they have one place at most, and who waits for the other hears of it."""
    effects: list[Effect] = []
    for before in await context[Meetups].concerning(unite.other):
        after = before.united(unite.member, unite.other)
        await context[Meetups].save(after)
        effects.append(_published(after))
        if before.ahead(context.now):
            personal = await _whispering(context, after, unite.member)
            effects += [*_told(context, before, after), Plan(_of_one(before, unite.other)), personal]
    return effects


@feature.at_stake
async def at_stake(context: Context) -> Sequence[Block]:
    """My meetups, which would be called off or go to a co-host."""
    return views.at_stake(await context[Meetups].hosted(context.member.id, context.now))


@feature.home
async def corner(context: Context) -> Sequence[Block]:
    """The meetups I host or am expected at."""
    return views.corner(await context[Meetups].of_member(context.member.id, context.now, MAX_BUTTONS))


@feature.home
async def next_corner(context: Context) -> Sequence[Block]:
    """The next dates that the member has not answered to."""
    mine = {each.id for each in await context[Meetups].of_member(context.member.id, context.now, MAX_BUTTONS)}
    return views.next_corner([each for each in await _upcoming(context) if each.id not in mine][:DATES_SHOWN])


# --- afterwards -----------------------------------------------------------------------------------------------------


@feature.command("meetup attendance", options=[_which(offer_over), Option("also", say("option-came-also"), "member")])
async def choose_whose_attendance(context: Context, meetup: str = "", also: MemberId | None = None) -> Sequence[Effect]:
    """Choose a date to say who came to it; somebody who came without having answered may be added."""
    if meetup and also:
        return await add_who_came(context, meetup, also)
    if meetup:
        return await ask_who_came(context, meetup)
    found = await context[Meetups].ended(context.now, MAX_BUTTONS, host=_host(context))
    return [_picker("meetup-list-attendance", found, "attendance", "attendance")]


@feature.button("attendance")
async def ask_who_came(context: Context, occurrence_id: str) -> Sequence[Effect]:
    """Ask who came."""
    return [Reply(views.who_came(await _get_over(context, occurrence_id)))]


@feature.command(
    "meetup cohost",
    options=[Option("member", say("option-cohost"), "member", required=True), _which(offer_managed)],
)
async def choose_cohost(context: Context, member: MemberId, meetup: str = "") -> Sequence[Effect]:
    """Have somebody manage a meetup too, or no more."""
    if meetup:
        return await help_host(context, meetup, member)
    return [Reply(views.listed_for(say("meetup-list-cohost"), await _managed_meetups(context), "cohost", member))]


@feature.button("cohost")
async def help_host(context: Context, occurrence_id: str, member: str) -> Sequence[Effect]:
    """Have somebody manage this one too, or no more."""
    return await _helped(context, (await _get_managed(context, occurrence_id)).meetup, MemberId(member))


@feature.command(
    "meetup handover",
    options=[Option("member", say("option-handover"), "member", required=True), _which(offer_managed)],
)
async def choose_new_host(context: Context, member: MemberId, meetup: str = "") -> Sequence[Effect]:
    """Ask somebody to host a meetup from now on."""
    if meetup:
        return await hand_over(context, meetup, member)
    return [Reply(views.listed_for(say("meetup-list-handover"), await _managed_meetups(context), "handover", member))]


@feature.button("handover")
async def hand_over(context: Context, occurrence_id: str, member: str) -> Sequence[Effect]:
    """Ask somebody to host this one from now on."""
    return await _offered(context, (await _get_managed(context, occurrence_id)).meetup, MemberId(member))


async def add_who_came(context: Context, occurrence_id: str, member: MemberId) -> Sequence[Effect]:
    """Somebody came without having answered."""
    over = await _get_over(context, occurrence_id)
    return await _attended(context, over.attend((*(over.marked("came") or over.rsvps.inside), member)))


@feature.button("all_came")
async def everybody_came(context: Context, occurrence_id: str) -> Sequence[Effect]:
    """Everybody who was going came."""
    over = await _get_over(context, occurrence_id)
    return await _attended(context, over.attend((*over.rsvps.inside, *over.marked("came"))))


@feature.button("choose_came")
async def choose_who_came(context: Context, occurrence_id: str) -> Sequence[Effect]:
    """Everybody, but those who are named now."""
    over = await _get_over(context, occurrence_id)
    over = over if over.marked("came") else over.attend(over.rsvps.inside)
    await context[Meetups].save(over)
    return [Reply(views.choose_who_came(over), replaces=True)]


@feature.button("came")
async def turn_came(context: Context, occurrence_id: str, member: str) -> Sequence[Effect]:
    """Somebody came after all, or did not."""
    over, who = await _get_over(context, occurrence_id), MemberId(member)
    came = over.marked("came")
    if who not in (*over.rsvps.inside, *came):
        raise Refused(say("button-unknown"))
    over = over.attend([each for each in came if each != who] if who in came else [*came, who])
    await context[Meetups].save(over)
    return [Reply(views.choose_who_came(over), replaces=True)]


@feature.button("these_came")
async def these_came(context: Context, occurrence_id: str) -> Sequence[Effect]:
    """That is who came."""
    return await _attended(context, await _get_over(context, occurrence_id))


async def _attended(context: Context, over: Occurrence) -> Sequence[Effect]:
    over = replace(over, attended=True)
    await context[Meetups].save(over)
    held = await context[Meetups].held(over.meetup, REGULAR_OF)
    together = tuple(dict.fromkeys((over.meetup.host, *over.marked("came"))))
    met = [Met(together, over.subject)] if len(together) > 1 else []
    return [Reply(views.attended(over, held), replaces=True), *met]


async def thank(context: Context, occurrence_id: str) -> Sequence[Effect]:
    """Thanks for a date that is over; the host hears of all of them together."""
    over, member = await _get(context, occurrence_id), context.member.id
    if over.state != "over" or member == over.meetup.host:
        return []
    await context[Meetups].save(over.with_mark(member, "thanks"))
    said = Thanked(member, over.meetup.host, over.subject, over.title, told=True)
    if over.marked("thanks"):
        return [said]
    return [said, Plan(_thanks(over), (Planned(context.now + THANKS_GATHERED, Action("meetups.thanked", (over.id,))),))]


async def take_thanks_back(context: Context, occurrence_id: str) -> Sequence[Effect]:
    """The hand slipped."""
    over = await _get(context, occurrence_id)
    if context.member.id not in over.marked("thanks"):
        return []
    await context[Meetups].save(over.without_mark(context.member.id, "thanks"))
    return [ThanksTakenBack(context.member.id, over.subject)]


feature.reaction(KIND, "🙏", thank, take_thanks_back)


@feature.due("thanked")
async def pass_thanks_on(context: Context, occurrence_id: str) -> Sequence[Effect]:
    """The host hears who said thanks."""
    over = await context[Meetups].get(OccurrenceId(occurrence_id))
    thankful = over.marked("thanks")
    return [Notify(over.meetup.host, views.thanked(over), f"thanked:{over.id}")] if thankful else []


def _thanks(occurrence: Occurrence) -> Subject:
    return Subject("thanks for", occurrence.id)


# --- how it is run --------------------------------------------------------------------------------------------------


@feature.command("remind meetup", options=[_which(offer_managed)])
async def choose_to_remind(context: Context, meetup: str = "") -> Sequence[Effect]:
    """Choose a meetup whose reminders are set."""
    if meetup:
        return await ask_for_habits(context, meetup)
    return [_picker("meetup-list-habits", await _managed(context), "habits", "habits")]


@feature.button("habits")
async def ask_for_habits(context: Context, occurrence_id: str) -> Sequence[Effect]:
    """Open the form with what is so now."""
    meetup = (await _get_managed(context, occurrence_id)).meetup
    words = plain(all_ahead(meetup.reminders), Reader(context.language, context.community.timezone))
    answers = {"reminders": words, "days_ahead": str(meetup.days_ahead), "guests": str(meetup.guests)}
    return [feature.opens("habits", context, occurrence_id, answers=answers)]


@feature.form("habits", HabitsForm)
async def keep_habits(context: Context, form: HabitsForm, occurrence_id: str) -> Sequence[Effect]:
    """Keep them, for every date to come."""
    meetup = (await _get_managed(context, occurrence_id)).meetup
    changed = replace(meetup, reminders=form.reminders, days_ahead=form.days_ahead, guests=form.guests or 0)
    return [Reply(views.habits(changed)), *await _shown_anew(context, changed)]


# --- what they share ------------------------------------------------------------------------------------------------


async def _get(context: Context, occurrence_id: str) -> Occurrence:
    """A date by its id, or one of a series that is not kept yet by the series and its slot."""
    meetup_id, _, slot = occurrence_id.partition(".")
    with suppress(LookupError, ValueError):
        if not slot:
            return await context[Meetups].get(OccurrenceId(occurrence_id))
        meetup, day = await context[Meetups].series(MeetupId(meetup_id)), datetime.strptime(slot, SLOT)  # noqa: DTZ007
        if kept := await context[Meetups].on(meetup.id, day):
            return kept
        if meetup.has(day):
            return _not_kept(meetup, day)
    raise Refused(say("meetup-gone"))


def _not_kept(meetup: Meetup, slot: datetime) -> Occurrence:
    return meetup.on(slot, OccurrenceId(f"{meetup.id}.{slot:{SLOT}}"))


def _with_own_id(context: Context, occurrence: Occurrence) -> Occurrence:
    return replace(occurrence, id=OccurrenceId(context.new_id())) if "." in occurrence.id else occurrence


async def _get_managed(context: Context, occurrence_id: str) -> Occurrence:
    occurrence = await _get(context, occurrence_id)
    if not _manages(context, occurrence):
        raise Refused(say("meetup-only-host"))
    occurrence.must_be_ahead(context.now)
    return occurrence


async def _get_over(context: Context, occurrence_id: str) -> Occurrence:
    occurrence = await _get(context, occurrence_id)
    if not _manages(context, occurrence):
        raise Refused(say("meetup-only-host"))
    if occurrence.state != "over":
        raise Refused(say("meetup-not-over"))
    return occurrence


async def _series(context: Context, meetup_id: str) -> Meetup:
    try:
        return await context[Meetups].series(MeetupId(meetup_id))
    except LookupError:
        raise Refused(say("meetup-gone")) from None


def _manages(context: Context, occurrence: Occurrence) -> bool:
    return occurrence.managed_by(context.member.id, organizer=context.person.actor.organizer)


def _host(context: Context) -> MemberId | None:
    """Whose meetups somebody may manage; an organizer everybody's."""
    return None if context.person.actor.organizer else context.member.id


async def _upcoming(context: Context) -> Sequence[Occurrence]:
    return await context[Meetups].upcoming(context.now, MAX_BUTTONS)


async def _managed(context: Context) -> Sequence[Occurrence]:
    return await context[Meetups].upcoming(context.now, MAX_BUTTONS, host=_host(context))


async def _managed_meetups(context: Context) -> Sequence[Occurrence]:
    """The next date of every meetup one manages."""
    upcoming = await context[Meetups].upcoming(context.now, MOST_OFFERED, host=_host(context))
    first = {each.meetup.id: each for each in reversed(upcoming)}
    return sorted(first.values(), key=lambda each: each.starts_at)[:MAX_BUTTONS]


async def _dates_of_series(context: Context, limit: int) -> Sequence[Occurrence]:
    """The next dates of every series one manages, kept or not, soonest first."""
    upcoming = await context[Meetups].upcoming(context.now, MOST_OFFERED, host=_host(context))
    series = {each.meetup.id: each.meetup for each in upcoming if each.meetup.rrule}
    dates: list[Occurrence] = []
    for meetup in series.values():
        kept = {each.slot: each for each in await context[Meetups].coming(meetup.id, context.now)}
        slots = meetup.dates(context.now, limit)
        dates += [kept.get(slot) or _not_kept(meetup, slot) for slot in slots]
    ahead = [date for date in dates if date.state == "planned"]
    return sorted(ahead, key=lambda date: date.starts_at)[:limit]


def _picker(title: str, occurrences: Sequence[Occurrence], action: str, pick: str) -> Reply:
    return Reply(views.listed(say(title), occurrences, action, pick))


async def _following(context: Context, occurrence: Occurrence) -> Occurrence | None:
    """The next date of its series that takes place."""
    coming = await context[Meetups].coming(occurrence.meetup.id, context.now)
    later = [each for each in coming if each.ahead(context.now) and each.slot > occurrence.slot]
    return min(later, key=lambda each: each.starts_at, default=None)


async def _filled(context: Context, meetup: Meetup) -> list[Effect]:
    """Every date of a series that is to stand by now stands, and the one after those is kept for its day."""
    kept = {each.slot: each for each in await context[Meetups].coming(meetup.id, context.now)}
    effects: list[Effect] = []
    for slot in meetup.dates(context.now, MOST_STANDING) if meetup.rrule else ():
        date = kept.get(slot)
        if date is None:
            date = _up_by_now(context, meetup.on(slot, OccurrenceId(context.new_id())))
            effects += await _begun(context, date)
        if date.state == "planned" and not date.shown and not date.moved:
            break
    return effects


def _up_by_now(context: Context, occurrence: Occurrence) -> Occurrence:
    return occurrence.announced() if occurrence.announced_at <= context.now else occurrence


async def _begun(context: Context, occurrence: Occurrence) -> list[Effect]:
    """Keep a date that is new or has changed, show it from its day on, and plan its reminders and its end."""
    occurrence = _up_by_now(context, occurrence)
    await context[Meetups].save(occurrence)
    announced = Planned(occurrence.announced_at, Action("meetups.announce", (occurrence.id,)), occurrence.starts_at)
    reminders = (
        Planned(reminder.at, _reminding(occurrence, reminder), reminder.useful_until)
        for reminder in occurrence.reminders(context.now)
    )
    over = Planned(occurrence.ends_at, Action("meetups.roll", (occurrence.id,)))
    work = (*(() if occurrence.shown else (announced,)), *reminders, over)
    return [_published(occurrence), *_scheduled(occurrence), Plan(occurrence.subject, work)]


def _reminding(occurrence: Occurrence, reminder: Reminder) -> Action:
    return Action("meetups.remind", (occurrence.id, reminder.name))


def _published(occurrence: Occurrence) -> PublishCard:
    standing = occurrence.state != "planned" or not occurrence.shown
    return PublishCard(occurrence.subject, views.occurrence_card(occurrence), "meetups", standing=standing)


def _scheduled(each: Occurrence) -> list[Effect]:
    """In the platforms' own calendars stands what has a card."""
    told = Schedule(each.subject, each.title, each.starts_at, each.ends_at, each.where, each.details, each.state)
    return [told] if each.shown else []
