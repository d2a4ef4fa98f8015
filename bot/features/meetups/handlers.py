"""What people do with meetups, and what is done when their time comes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.feature import Context, Feature, Handler
from bot.features.meetups import views
from bot.features.meetups.model import (
    KIND,
    MOST_PLACES,
    Meetup,
    MeetupId,
    Meetups,
    Occurrence,
    OccurrenceId,
    Offset,
    Reminder,
)
from bot.timing import Reading
from bot.vocabulary.action import Action
from bot.vocabulary.card import MAX_BUTTONS, Block, Card
from bot.vocabulary.effect import Effect, Notify, OpenForm, Plan, Planned, PlanState, PostToThread, PublishCard, Reply
from bot.vocabulary.form import Number, Paragraph, ShortText, When, ask
from bot.vocabulary.refusal import Refused
from bot.vocabulary.roster import Standing, moved_up
from bot.vocabulary.text import say

feature = Feature("meetups")

DATES_SHOWN: Final = 3


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


@feature.form("meetup", MeetupForm, preview=show_preview)
async def post_meetup(context: Context, form: MeetupForm) -> Sequence[Effect]:
    """Put the first date where everybody sees it, and plan its reminders."""
    first = _first(context, form)
    if first.starts_at <= context.now:
        raise Refused(say("meetup-date-passed"))
    return [Reply(views.posted(first)), *await _begun(context, first)]


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
    return meetup.on(meetup.start, OccurrenceId(context.new_id()))


@feature.command("meetup list")
async def list_meetups(context: Context) -> Sequence[Effect]:
    """The next dates."""
    return [_picker("meetup-list", await _upcoming(context), "show", "show")]


@feature.command("meetup rsvp")
async def choose_to_answer(context: Context) -> Sequence[Effect]:
    """Choose a date to answer."""
    return [_picker("meetup-list-rsvp", await _upcoming(context), "show", "answer")]


@feature.command("meetup move")
async def choose_to_move(context: Context) -> Sequence[Effect]:
    """Choose a date to move."""
    return [_picker("meetup-list-move", await _managed(context), "move", "move")]


@feature.command("meetup cancel")
async def choose_to_cancel(context: Context) -> Sequence[Effect]:
    """Choose a date to call off."""
    return [_picker("meetup-list-cancel", await _managed(context), "cancel", "cancel")]


@feature.button("show")
async def show_occurrence(context: Context, occurrence_id: str) -> Sequence[Effect]:
    """One date in private, with its buttons."""
    occurrence = await _get(context, occurrence_id)
    if not _manages(context, occurrence):
        return [Reply(views.occurrence_card(occurrence))]
    return [Reply(views.managed(occurrence, await _reminded(context, occurrence)))]


async def _reminded(context: Context, occurrence: Occurrence) -> Mapping[Offset, PlanState]:
    """What became of its reminders so far."""
    kept = {(plan.action, plan.at): plan.state for plan in await context.scope.plans.of(occurrence.subject)}
    found = {each.offset: kept.get((_reminding(occurrence, each), each.at)) for each in occurrence.every_reminder}
    return {offset: state for offset, state in found.items() if state}


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


def _taking_back(*standings: Standing) -> Handler:
    """A reaction taken away: withdraws its answer, unless they have answered otherwise since."""

    async def take_back(context: Context, occurrence_id: str) -> Sequence[Effect]:
        occurrence = await _get(context, occurrence_id)
        current = occurrence.rsvps.standing_of(context.member.id)
        if current not in standings or not occurrence.ahead(context.now):
            return []
        return await _answered(context, occurrence, occurrence.withdraw(context.member.id, context.now))

    return take_back


feature.reaction(KIND, "✅", go, _taking_back("in", "waiting"))
feature.reaction(KIND, "🤔", waver, _taking_back("maybe"))
feature.reaction(KIND, "🙅", decline, _taking_back("cant"))


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
    after = _moved(context, before, form)
    key = f"moved:{after.id}:{after.starts_at.isoformat()}:{context.now.isoformat()}"
    told = [Notify(member, views.asked_again(before, after), key, after.starts_at) for member in before.expecting]
    return [Reply(views.moved(before, after)), *await _begun(context, after), *told]


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
    occurrence = await _get_managed(context, occurrence_id)
    cancelled = occurrence.cancel(context.now)
    following = _following(context, cancelled)
    return [*await _called_off(context, cancelled, following), *await _continued(context, following)]


@feature.button("end_series")
async def end_series(context: Context, occurrence_id: str) -> Sequence[Effect]:
    """Call a date off and let no other follow."""
    occurrence = await _get_managed(context, occurrence_id)
    return await _called_off(context, occurrence.cancel(context.now), None)


async def _called_off(context: Context, cancelled: Occurrence, following: Occurrence | None) -> list[Effect]:
    await context[Meetups].save(cancelled)
    card, key = views.not_on(cancelled, following), f"called-off:{cancelled.id}"
    told = [Notify(member, card, key, cancelled.ends_at) for member in cancelled.expecting]
    reply = Reply(views.called_off(cancelled, following), replaces=True)
    return [reply, _published(cancelled), Plan(cancelled.subject), *told]


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
    if occurrence.state == "cancelled":
        return []
    key = f"missed:{occurrence.id}:{occurrence.lapsed(context.now)}:{occurrence.starts_at.isoformat()}"
    return [Notify(occurrence.meetup.host, views.reminder_missed(occurrence, context.now), key)]


@feature.due("roll")
async def roll(context: Context, occurrence_id: str) -> Sequence[Effect]:
    """It is over; a series goes on with its next date, and the host hears of those that have gone by unasked."""
    occurrence = await context[Meetups].get(OccurrenceId(occurrence_id))
    if occurrence.state != "planned":
        return []
    over = occurrence.finish()
    await context[Meetups].save(over)
    following, gone_by = _following(context, over), over.gone_by(context.now)
    card, key = views.dates_missed(over, gone_by, following), f"gone-by:{over.id}"
    told = [Notify(over.meetup.host, card, key)] if gone_by else []
    return [_published(over), *await _continued(context, following), *told]


@feature.replanned
async def keep_wall_time(context: Context) -> Sequence[Effect]:
    """Clocks in a zone will be set otherwise than was known: dates keep their wall time, and hosts hear of it."""
    effects: list[Effect] = []
    for occurrence, before in await context[Meetups].displaced():
        key = f"instant:{occurrence.id}:{occurrence.starts_at.isoformat()}:{context.now.isoformat()}"
        told = Notify(occurrence.meetup.host, views.instant_moved(occurrence, before), key, occurrence.ends_at)
        effects += [*await _begun(context, occurrence), told]
    return effects


@feature.home
async def corner(context: Context) -> Sequence[Block]:
    """The meetups I host or am expected at."""
    return views.corner(await context[Meetups].of_member(context.member.id, context.now, MAX_BUTTONS))


async def _get(context: Context, occurrence_id: str) -> Occurrence:
    try:
        return await context[Meetups].get(OccurrenceId(occurrence_id))
    except LookupError:
        raise Refused(say("meetup-gone")) from None


async def _get_managed(context: Context, occurrence_id: str) -> Occurrence:
    occurrence = await _get(context, occurrence_id)
    if not _manages(context, occurrence):
        raise Refused(say("meetup-only-host"))
    occurrence.must_be_ahead(context.now)
    return occurrence


def _manages(context: Context, occurrence: Occurrence) -> bool:
    return occurrence.managed_by(context.member.id, organizer=context.person.actor.organizer)


async def _upcoming(context: Context) -> Sequence[Occurrence]:
    return await context[Meetups].upcoming(context.now, MAX_BUTTONS)


async def _managed(context: Context) -> Sequence[Occurrence]:
    host = None if context.person.actor.organizer else context.member.id
    return await context[Meetups].upcoming(context.now, MAX_BUTTONS, host=host)


def _picker(title: str, occurrences: Sequence[Occurrence], action: str, pick: str) -> Reply:
    return Reply(views.listed(say(title), occurrences, action, pick))


async def _answered(context: Context, before: Occurrence, after: Occurrence) -> Sequence[Effect]:
    member = context.member.id
    waits = after.rsvps.standing_of(member) == "waiting"
    reply = Reply(views.answered(after, member), pressing=waits)
    if after == before:
        return [reply]
    await context[Meetups].save(after)
    return [reply, _published(after), *_told(context, before, after)]


def _told(context: Context, before: Occurrence, after: Occurrence) -> list[Effect]:
    """Whoever moved up from the queue must hear of it."""
    key = f"promoted:{after.id}:{context.now.isoformat()}"
    moving = moved_up(before.rsvps, after.rsvps, context.member.id)
    return [Notify(member, views.promoted(after), key, after.starts_at) for member in moving]


def _following(context: Context, occurrence: Occurrence) -> Occurrence | None:
    slot = occurrence.next_slot(context.now)
    return occurrence.meetup.on(slot, OccurrenceId(context.new_id())) if slot else None


async def _continued(context: Context, following: Occurrence | None) -> list[Effect]:
    return await _begun(context, following) if following else []


async def _begun(context: Context, occurrence: Occurrence) -> list[Effect]:
    """Keep a date that is new or has changed, show it, and plan its reminders and its end."""
    await context[Meetups].save(occurrence)
    reminders = (
        Planned(reminder.at, _reminding(occurrence, reminder), reminder.useful_until)
        for reminder in occurrence.reminders(context.now)
    )
    over = Planned(occurrence.ends_at, Action("meetups.roll", (occurrence.id,)))
    return [_published(occurrence), Plan(occurrence.subject, (*reminders, over))]


def _reminding(occurrence: Occurrence, reminder: Reminder) -> Action:
    return Action("meetups.remind", (occurrence.id, reminder.offset))


def _published(occurrence: Occurrence) -> PublishCard:
    standing = occurrence.state != "planned"
    return PublishCard(occurrence.subject, views.occurrence_card(occurrence), "meetups", standing=standing)
