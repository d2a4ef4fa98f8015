"""What people do with reminders and with what they are told, and what is done when a reminder is due."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, cast

from bot.feature import Context, Feature, Offered, Option
from bot.features.reminders import views
from bot.features.reminders.model import LATE, MOST, Reminder, ReminderId, Reminders, read_quiet
from bot.timing import Reading
from bot.vocabulary.action import Action
from bot.vocabulary.ahead import read_ahead
from bot.vocabulary.card import MAX_BUTTONS, Block, Card
from bot.vocabulary.effect import Effect, Notify, Plan, Planned, PlanState, Prefer, PublishCard, Reply
from bot.vocabulary.form import Channel, Paragraph, When, ask
from bot.vocabulary.form import Option as Choosable
from bot.vocabulary.preference import NOTICES, Notices
from bot.vocabulary.refusal import Refused
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import say, text

feature = Feature("reminders")

DATES_SHOWN: Final = 3
AT_HOME: Final = 5
"""Reminders that a home page shows."""
MOST_KEPT: Final = 200
"""Reminders that are looked through, over or not."""
SLOT: Final = "%Y%m%dT%H%M"


@dataclass(frozen=True, slots=True)
class MeForm:
    """A word to oneself."""

    words: str = ask("reminder-ask-words", Paragraph(500), hint=True)
    when: Reading = ask("reminder-ask-when", When(), hint=True)


@dataclass(frozen=True, slots=True)
class ChannelForm:
    """A word to a channel."""

    words: str = ask("reminder-ask-words", Paragraph(500), hint=True)
    when: Reading = ask("reminder-ask-when", When(), hint=True)
    channel: str = ask("reminder-ask-channel", Channel())


@dataclass(frozen=True, slots=True)
class EditMeForm:
    """What may be changed of a word to oneself; a moment that is left out stays."""

    words: str = ask("reminder-ask-words", Paragraph(500), hint=True)
    when: Reading | None = ask("reminder-ask-other-when", When(), required=False, hint=True)


@dataclass(frozen=True, slots=True)
class EditChannelForm:
    """What may be changed of a word to a channel; a moment that is left out stays."""

    words: str = ask("reminder-ask-words", Paragraph(500), hint=True)
    when: Reading | None = ask("reminder-ask-other-when", When(), required=False, hint=True)
    channel: str = ask("reminder-ask-channel", Channel())


# --- planning -------------------------------------------------------------------------------------------------------


@feature.command("remind me")
async def remind_me(context: Context) -> Sequence[Effect]:
    """Open the form of a word to oneself."""
    return [feature.opens("me", context)]


@feature.command("remind channel", organizer=True)
async def remind_channel(context: Context) -> Sequence[Effect]:
    """Open the form of a word to a channel, the one they are in."""
    place = context.person.place
    here = {"channel": place.channel} if place and not place.direct else {}
    return [feature.opens("channel", context, answers=here)]


async def preview(context: Context, form: MeForm | ChannelForm) -> Card:
    """It as it will be said, and when."""
    reminder = _new(context, form)
    return views.preview(reminder, reminder.dates(context.now, DATES_SHOWN))


@feature.form("me", MeForm, preview=preview)
async def plan_for_me(context: Context, form: MeForm) -> Sequence[Effect]:
    """Plan a word to oneself."""
    return await _planned_anew(context, _new(context, form))


@feature.form("channel", ChannelForm, preview=preview, organizer=True)
async def plan_for_channel(context: Context, form: ChannelForm) -> Sequence[Effect]:
    """Plan a word to a channel."""
    return await _planned_anew(context, _new(context, form))


def _new(context: Context, form: MeForm | ChannelForm) -> Reminder:
    when, who = form.when, context.person
    channel = form.channel if isinstance(form, ChannelForm) else None
    identity = ReminderId(context.new_id())
    return Reminder(identity, who.member.id, form.words, when.start, when.zone, when.rrule, who.space.id, channel)


async def _planned_anew(context: Context, reminder: Reminder) -> Sequence[Effect]:
    dates = reminder.dates(context.now, DATES_SHOWN)
    if not dates:
        raise Refused(say("reminder-date-passed"))
    others = [each for each in await context[Reminders].of(reminder.owner, MOST_KEPT) if each.id != reminder.id]
    if sum(each.next(context.now) is not None for each in others) >= MOST:
        raise Refused(say("reminder-too-many", most=MOST))
    await context[Reminders].save(reminder)
    return [Reply(views.kept(reminder, dates)), _plan(reminder, context.now)]


def _plan(reminder: Reminder, after: datetime) -> Plan:
    """Its next moment and no other."""
    slot = None if reminder.paused else reminder.next(after)
    if slot is None:
        return Plan(reminder.subject)
    action = Action("reminders.ring", (reminder.id, f"{slot:{SLOT}}"))
    return Plan(reminder.subject, (Planned(reminder.instant(slot), action, reminder.useful_until(slot)),))


# --- when it is due -------------------------------------------------------------------------------------------------


@feature.due("ring")
async def ring(context: Context, reminder_id: str, slot: str) -> Sequence[Effect]:
    """Say it, and plan the next time."""
    reminder, at = await context[Reminders].get(ReminderId(reminder_id)), _slot(slot)
    if reminder.paused:
        return []
    late = at if context.now - reminder.instant(at) > LATE else None
    return [
        _said(reminder, slot, views.as_said(reminder, late)),
        _plan(reminder, max(context.now, reminder.instant(at))),
    ]


@feature.missed("ring")
async def tell_of_missed(context: Context, reminder_id: str, slot: str) -> Sequence[Effect]:
    """Too late to help: its owner hears of it once, and it goes on with a moment that is still to come."""
    reminder, at = await context[Reminders].get(ReminderId(reminder_id)), _slot(slot)
    card = views.missed(reminder, at, reminder.next(context.now))
    told = Notify(reminder.owner, card, f"reminder-missed:{reminder.id}:{slot}", weight="asked")
    return [told, _plan(reminder, context.now)]


def _said(reminder: Reminder, slot: str, card: Card) -> Effect:
    if reminder.channel is None:
        return Notify(reminder.owner, card, f"reminder:{reminder.id}:{slot}", weight="asked")
    subject = Subject("reminder said", f"{reminder.id}.{slot}")
    until = reminder.useful_until(_slot(slot))
    return PublishCard(subject, card, "organizers", reminder.space, channel=reminder.channel, useful_until=until)


def _slot(typed: str) -> datetime:
    return datetime.strptime(typed, SLOT)  # noqa: DTZ007 - wall time


@feature.replanned
async def keep_wall_time(context: Context) -> Sequence[Effect]:
    """Clocks in a zone will be set otherwise than was known: reminders keep their wall time."""
    return [_plan(reminder, context.now) for reminder in await context[Reminders].all()]


# --- what one has planned -------------------------------------------------------------------------------------------


async def offer_mine(context: Context) -> Sequence[Offered]:
    """The reminders that the person may change."""
    return [Offered(each.id, text(views.offered(each))) for each in await _mine(context, MOST)]


REMINDER: Final = Option("reminder", say("option-reminder"), "pick", offers=offer_mine)


@feature.command("remind list")
async def list_mine(context: Context) -> Sequence[Effect]:
    """What is planned, and what became of it."""
    return [await _choice(context, "reminder-list", "show")]


@feature.command("remind edit", options=[REMINDER])
async def choose_to_edit(context: Context, reminder: str = "") -> Sequence[Effect]:
    """Choose what to change."""
    return await edit(context, reminder) if reminder else [await _choice(context, "reminder-list-edit", "edit")]


@feature.command("remind pause", options=[REMINDER])
async def choose_to_pause(context: Context, reminder: str = "") -> Sequence[Effect]:
    """Choose what rests, or goes on again."""
    if not reminder:
        return [await _choice(context, "reminder-list-pause", "pause")]
    return await (resume if (await _get(context, reminder)).paused else pause)(context, reminder)


@feature.command("remind delete", options=[REMINDER])
async def choose_to_delete(context: Context, reminder: str = "") -> Sequence[Effect]:
    """Choose what to take away."""
    return await delete(context, reminder) if reminder else [await _choice(context, "reminder-list-delete", "delete")]


@feature.command("remind test", options=[REMINDER])
async def choose_to_test(context: Context, reminder: str = "") -> Sequence[Effect]:
    """Choose what to read now, as it will be said."""
    return await test(context, reminder) if reminder else [await _choice(context, "reminder-list-test", "test")]


async def _choice(context: Context, title: str, action: str) -> Reply:
    mine = [(each, None if each.paused else each.next(context.now)) for each in await _mine(context, MAX_BUTTONS)]
    return Reply(views.listed(say(title), mine, action))


async def _mine(context: Context, limit: int) -> Sequence[Reminder]:
    """Those to come, the next one first; then what is over, the newest first."""
    who = context.person
    kept = await context[Reminders].of(who.member.id, MOST_KEPT, channels=who.actor.organizer)
    coming = [(each.instant(date), each) for each in kept if (date := each.next(context.now))]
    over = [each for each in kept if each.next(context.now) is None]
    return [*(each for _, each in sorted(coming, key=lambda pair: pair[0])), *over][:limit]


@feature.button("show")
async def show(context: Context, reminder_id: str) -> Sequence[Effect]:
    """One reminder, with what may be done with it."""
    reminder = await _get(context, reminder_id)
    last = await _last(context, reminder)
    return [Reply(views.shown(reminder, _dates(context, reminder), last))]


def _dates(context: Context, reminder: Reminder) -> Sequence[datetime]:
    return () if reminder.paused else reminder.dates(context.now, DATES_SHOWN)


async def _last(context: Context, reminder: Reminder) -> tuple[datetime, PlanState] | None:
    """What became of it the last time."""
    plans = [plan for plan in await context.scope.plans.of(reminder.subject) if plan.state != "planned"]
    return (_slot(plans[-1].action.arguments[1]), plans[-1].state) if plans else None


@feature.button("edit")
async def edit(context: Context, reminder_id: str) -> Sequence[Effect]:
    """Open the form with what is so now."""
    reminder = await _get(context, reminder_id)
    if reminder.channel is None:
        return [feature.opens("edit_me", context, reminder.id, answers={"words": reminder.words})]
    answers = {"words": reminder.words, "channel": reminder.channel}
    return [feature.opens("edit_channel", context, reminder.id, answers=answers)]


async def preview_edit(context: Context, form: EditMeForm | EditChannelForm, reminder_id: str) -> Card:
    """It as it will be said, and when."""
    reminder = _edited(await _get(context, reminder_id), form)
    return views.preview(reminder, reminder.dates(context.now, DATES_SHOWN))


@feature.form("edit_me", EditMeForm, preview=preview_edit)
async def keep_edit_of_mine(context: Context, form: EditMeForm, reminder_id: str) -> Sequence[Effect]:
    """Keep a changed word to oneself."""
    return await _planned_anew(context, _edited(await _get(context, reminder_id), form))


@feature.form("edit_channel", EditChannelForm, preview=preview_edit, organizer=True)
async def keep_edit_of_channel(context: Context, form: EditChannelForm, reminder_id: str) -> Sequence[Effect]:
    """Keep a changed word to a channel; from now on it is said where whoever changed it is."""
    reminder = replace(_edited(await _get(context, reminder_id), form), space=context.person.space.id)
    return await _planned_anew(context, reminder)


def _edited(reminder: Reminder, form: EditMeForm | EditChannelForm) -> Reminder:
    return reminder.changed(form.words, form.when, form.channel if isinstance(form, EditChannelForm) else None)


@feature.button("pause")
async def pause(context: Context, reminder_id: str) -> Sequence[Effect]:
    """Let it rest."""
    reminder = replace(await _get(context, reminder_id), paused=True)
    await context[Reminders].save(reminder)
    return [Reply(views.paused(reminder), replaces=True), _plan(reminder, context.now)]


@feature.button("resume")
async def resume(context: Context, reminder_id: str) -> Sequence[Effect]:
    """Let it go on with a moment that is still to come."""
    reminder = replace(await _get(context, reminder_id), paused=False)
    if not (dates := reminder.dates(context.now, DATES_SHOWN)):
        raise Refused(say("reminder-date-passed"))
    await context[Reminders].save(reminder)
    return [Reply(views.kept(reminder, dates), replaces=True), _plan(reminder, context.now)]


@feature.button("test")
async def test(context: Context, reminder_id: str) -> Sequence[Effect]:
    """Show it to whoever asks, exactly as it will be said."""
    return [Reply(views.as_said(await _get(context, reminder_id)))]


@feature.button("delete")
async def delete(context: Context, reminder_id: str) -> Sequence[Effect]:
    """Take it away."""
    reminder = await _get(context, reminder_id)
    await context[Reminders].remove(reminder.id)
    return [Reply(views.deleted(reminder), replaces=True), Plan(reminder.subject)]


async def _get(context: Context, reminder_id: str) -> Reminder:
    try:
        reminder = await context[Reminders].get(ReminderId(reminder_id))
    except LookupError:
        raise Refused(say("reminder-gone")) from None
    if not reminder.managed_by(context.member.id, organizer=context.person.actor.organizer):
        raise Refused(say("reminder-gone"))
    return reminder


@feature.home
async def corner(context: Context) -> Sequence[Block]:
    """What I have planned, the next one first, and what of it rests."""
    kept = await context[Reminders].of(context.member.id, MOST_KEPT)
    coming = [(each, date) for each in kept if (date := each.next(context.now))]
    return views.corner(sorted(coming, key=lambda pair: (pair[0].paused, pair[0].instant(pair[1])))[:AT_HOME])


# --- what one would like to be told ---------------------------------------------------------------------------------

WHAT: Final = Option(
    "what",
    say("option-notices"),
    "choice",
    choices=tuple(Choosable(value, say(f"notices-{value}")) for value in NOTICES),
)


@feature.command("mydata notify", options=[WHAT, Option("before", say("option-before"))])
async def choose_notices(context: Context, what: str = "", before: str = "") -> Sequence[Effect]:
    """What to be told in private, and how long before a gathering."""
    chosen = await context.scope.preferences.of(context.member.id)
    if what:
        chosen = replace(chosen, notices=cast(Notices, what))
    if before:
        chosen = replace(chosen, before=next(iter(read_ahead(before)), None))
    changed = [Prefer(context.member.id, chosen)] if what or before else []
    return [Reply(views.notices(chosen)), *changed]


@feature.button("notices")
async def keep_notices(context: Context, what: str) -> Sequence[Effect]:
    """Keep what to be told in private."""
    if what not in NOTICES:
        raise Refused(say("form-choice"))
    chosen = replace(await context.scope.preferences.of(context.member.id), notices=what)
    return [Reply(views.notices(chosen), replaces=True), Prefer(context.member.id, chosen)]


@feature.button("before")
async def keep_before(context: Context, minutes: str) -> Sequence[Effect]:
    """Keep how long before a gathering to be told."""
    before = timedelta(minutes=int(minutes)) if minutes.isdecimal() and int(minutes) else None
    chosen = replace(await context.scope.preferences.of(context.member.id), before=before)
    return [Reply(views.notices(chosen), replaces=True), Prefer(context.member.id, chosen)]


@feature.command("mydata quiet", options=[Option("hours", say("option-quiet"))])
async def choose_quiet(context: Context, hours: str = "") -> Sequence[Effect]:
    """At which hours not to be told anything in private."""
    if hours:
        return await keep_quiet(context, hours)
    return [Reply(views.quiet(await context.scope.preferences.of(context.member.id)))]


@feature.button("quiet")
async def keep_quiet(context: Context, hours: str) -> Sequence[Effect]:
    """Keep the quiet hours."""
    chosen = replace(await context.scope.preferences.of(context.member.id), quiet=read_quiet(hours))
    return [Reply(views.quiet(chosen), replaces=True), Prefer(context.member.id, chosen)]
