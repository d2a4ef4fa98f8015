"""What organizers choose for the digest, and what happens when it is due."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Final

from bot.calendars import Calendars
from bot.feature import Context, Feature, Option
from bot.features.digests import views
from bot.features.digests.model import KIND, NEXT, USEFUL, USUAL, WEEK, Digests, News, instant, next_day, subject
from bot.ports import Rhythm
from bot.vocabulary.action import Action
from bot.vocabulary.card import Block, Card
from bot.vocabulary.effect import Effect, Plan, Planned, PublishCard, Reply
from bot.vocabulary.form import Channel, Choice, Number, ask
from bot.vocabulary.form import Option as Choosable
from bot.vocabulary.text import say

feature = Feature("digests")

LOOKED_THROUGH: Final = 50
"""Of each kind, to say how many more there are."""
WEEKDAYS: Final = tuple(Choosable(str(day), say(f"weekday-{day}")) for day in range(7))


@dataclass(frozen=True, slots=True)
class RhythmForm:
    """When and where it goes out."""

    weekday: str = ask("digest-ask-weekday", Choice(WEEKDAYS))
    hour: int = ask("digest-ask-hour", Number(0, 23), hint=True)
    channel: str | None = ask("digest-ask-channel", Channel(), required=False, hint=True)


# --- choosing -------------------------------------------------------------------------------------------------------


@feature.command(
    "settings digest",
    options=[
        Option("weekday", say("option-digest-weekday"), "choice", choices=WEEKDAYS),
        Option("hour", say("option-digest-hour"), "number", most=23),
        Option("channel", say("option-digest-channel"), "channel"),
    ],
    organizer=True,
)
async def choose(
    context: Context, weekday: str | None = None, hour: int | None = None, channel: str = ""
) -> Sequence[Effect]:
    """Whether and when it goes out; what is named is chosen at once."""
    rhythm = await context.scope.rhythms.of(KIND)
    if weekday is None and hour is None and not channel:
        return [Reply(await _settings(context, rhythm))]
    before = rhythm or USUAL
    day = before.day if weekday is None else int(weekday)
    return await _kept(context, replace(before, day=day, hour=before.hour if hour is None else hour), channel)


@feature.button("start", organizer=True)
async def start(context: Context) -> Sequence[Effect]:
    """Let it go out as is usual."""
    return await _kept(context, await context.scope.rhythms.of(KIND) or USUAL)


@feature.button("choose", organizer=True)
async def open_form(context: Context) -> Sequence[Effect]:
    """Ask when and where."""
    rhythm = await context.scope.rhythms.of(KIND) or USUAL
    return [feature.opens("rhythm", context, answers={"weekday": str(rhythm.day), "hour": str(rhythm.hour)})]


@feature.form("rhythm", RhythmForm, organizer=True)
async def keep(context: Context, form: RhythmForm) -> Sequence[Effect]:
    """Let it go out then and there."""
    before = await context.scope.rhythms.of(KIND) or USUAL
    return await _kept(context, replace(before, day=int(form.weekday), hour=form.hour), form.channel or "")


@feature.button("stop", organizer=True)
async def stop(context: Context) -> Sequence[Effect]:
    """Let it go out no more."""
    await context.scope.rhythms.stop(KIND)
    return [Reply(views.stopped(), replaces=True), Plan(NEXT)]


@feature.button("look", organizer=True)
async def look(context: Context) -> Sequence[Effect]:
    """Show what it would say just now, to whoever asks and nobody else."""
    rhythm = await context.scope.rhythms.of(KIND) or USUAL
    news = await _news(context, rhythm)
    return [Reply(views.digest(news, context.community.name) if news.any else views.nothing())]


async def _kept(context: Context, rhythm: Rhythm, channel: str = "") -> Sequence[Effect]:
    await context.scope.rhythms.keep(rhythm)
    await _place(context, channel)
    return [Reply(await _settings(context, rhythm, changed=True), replaces=True), _plan(context, rhythm)]


async def _place(context: Context, channel: str) -> None:
    """Where it goes: what was chosen, and in chats where nothing was, where gatherings are."""
    communities, here = context.scope.communities, context.person.space.id
    chosen = await context[Digests].spaces()
    for space in await communities.spaces():
        there = channel if space.id == here else ""
        if not there and space.id not in chosen:
            there = await communities.place(space.id, "meetups") or ""
        if there:
            await communities.choose_place(space.id, "digest", there)


async def _settings(context: Context, rhythm: Rhythm | None, *, changed: bool = False) -> Card:
    channel = await context.scope.communities.place(context.person.space.id, "digest")
    next_at = _next_at(context, rhythm) if rhythm else None
    return views.settings(rhythm, channel, next_at, changed=changed)


@feature.overview
async def overview(context: Context) -> Sequence[Block]:
    """When it goes out, where it does."""
    rhythm = await context.scope.rhythms.of(KIND)
    return views.overview(rhythm) if rhythm else ()


# --- when it is due -------------------------------------------------------------------------------------------------


@feature.due("post")
async def post(context: Context, day: str) -> Sequence[Effect]:
    """Say what is on, if anything is, and plan the next."""
    rhythm = await context.scope.rhythms.of(KIND)
    if rhythm is None:
        return []
    news = await _news(context, rhythm)
    gone_out = replace(rhythm, last=date.fromisoformat(day))
    await context.scope.rhythms.keep(gone_out)
    card = views.digest(news, context.community.name)
    useful_until = context.now + USEFUL
    said = [PublishCard(subject(date.fromisoformat(day)), card, "digest", useful_until=useful_until)]
    return [*(said if news.any else []), _plan(context, gone_out)]


@feature.missed("post")
async def tell_of_missed(context: Context, day: str) -> Sequence[Effect]:
    """Too late: organizers hear of it once, and it goes on with the next."""
    rhythm = await context.scope.rhythms.of(KIND)
    if rhythm is None:
        return []
    at = datetime.combine(date.fromisoformat(day), time(rhythm.hour))
    card = views.missed(at, context.community.timezone, _next_at(context, rhythm))
    told = PublishCard(replace(subject(date.fromisoformat(day)), kind="digest missed"), card, "organizers")
    return [told, _plan(context, rhythm)]


@feature.replanned
async def keep_wall_time(context: Context) -> Sequence[Effect]:
    """By other clocks it goes out at the same hour."""
    rhythm = await context.scope.rhythms.of(KIND)
    return [_plan(context, rhythm)] if rhythm else []


def _plan(context: Context, rhythm: Rhythm) -> Plan:
    day = next_day(rhythm, context.now, context.community.timezone)
    at = instant(rhythm, day, context.community.timezone)
    return Plan(NEXT, (Planned(at, Action("digests.post", (day.isoformat(),)), at + USEFUL),))


def _next_at(context: Context, rhythm: Rhythm) -> datetime:
    zone = context.community.timezone
    return instant(rhythm, next_day(rhythm, context.now, zone), zone)


async def _news(context: Context, rhythm: Rhythm) -> News:
    """What is on in the week ahead, and who can be read since the digest before."""
    digests, now, zone = context[Digests], context.now, context.community.timezone
    ahead = await context[Calendars].between(now, now + WEEK, now)
    since = max(instant(rhythm, rhythm.last, zone), now - WEEK) if rhythm.last else now - WEEK
    return News(
        [each for each in ahead if each.standing in ("planned", "moved")],
        await digests.calls(now, LOOKED_THROUGH),
        await digests.pitches(LOOKED_THROUGH),
        await digests.newcomers(since, LOOKED_THROUGH),
    )
