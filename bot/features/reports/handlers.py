"""How a town is doing: when organizers ask, and once a month by itself."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.feature import Context, Feature, Option
from bot.features.reports import views
from bot.features.reports.model import (
    KIND,
    NEXT,
    USUAL,
    Reports,
    first_day,
    instant,
    month_named,
    next_month,
    subject,
)
from bot.ports import Rhythm
from bot.timing import Month, month_of
from bot.vocabulary.action import Action
from bot.vocabulary.card import Block, Card
from bot.vocabulary.effect import Effect, Plan, Planned, PublishCard, Reply
from bot.vocabulary.form import Option as Choosable
from bot.vocabulary.refusal import Refused
from bot.vocabulary.text import say

feature = Feature("reports")

WHICH: Final = Option(
    "month",
    say("option-report-month"),
    "choice",
    choices=tuple(Choosable(which, say(f"report-{which}")) for which in ("this", "last")),
)
EVERY: Final = Option(
    "monthly",
    say("option-report-monthly"),
    "choice",
    choices=tuple(Choosable(choice, say(f"report-{choice}")) for choice in ("start", "stop")),
)


@feature.command("settings report", options=[WHICH, EVERY], organizer=True)
async def report(context: Context, month: str = "this", monthly: str = "") -> Sequence[Effect]:
    """How the town is doing, told to whoever asks; or whether organizers are told every month."""
    if monthly:
        return await (start(context) if monthly == "start" else stop(context))
    this = month_of(context.now, context.community.timezone)
    return await _told(context, this.before if month == "last" else this)


@feature.button("look", organizer=True)
async def look(context: Context, month: str) -> Sequence[Effect]:
    """The same of another month."""
    return await _told(context, _named(context, month), replaces=True)


@feature.button("share", organizer=True)
async def share(context: Context, month: str) -> Sequence[Effect]:
    """Show it to all organizers, in their channel."""
    chosen = _named(context, month)
    card = await _report(context, chosen)
    return [Reply(views.shared(), replaces=True), PublishCard(subject(chosen), card, "organizers")]


@feature.button("start", organizer=True)
async def start(context: Context) -> Sequence[Effect]:
    """Tell organizers every month from now on."""
    rhythm = await context.scope.rhythms.of(KIND) or USUAL
    await context.scope.rhythms.keep(rhythm)
    return [Reply(views.monthly(goes_out=True), replaces=True), _plan(context, rhythm)]


@feature.button("stop", organizer=True)
async def stop(context: Context) -> Sequence[Effect]:
    """Tell nobody by itself any more."""
    await context.scope.rhythms.stop(KIND)
    return [Reply(views.monthly(goes_out=False), replaces=True), Plan(NEXT)]


@feature.overview
async def overview(context: Context) -> Sequence[Block]:
    """That it goes out every month, where it does."""
    return views.overview() if await context.scope.rhythms.of(KIND) else ()


@feature.due("post")
async def post(context: Context, month: str) -> Sequence[Effect]:
    """A month has begun: tell organizers of the one before, however late it is by now, and plan the next."""
    rhythm, begun = await context.scope.rhythms.of(KIND), month_named(month, context.community.timezone)
    if rhythm is None or begun is None:
        return []
    gone_out = replace(rhythm, last=first_day(begun))
    await context.scope.rhythms.keep(gone_out)
    card = await _report(context, begun.before)
    return [PublishCard(subject(begun.before), card, "organizers"), _plan(context, gone_out)]


@feature.replanned
async def keep_wall_time(context: Context) -> Sequence[Effect]:
    """By other clocks it goes out on the same morning."""
    rhythm = await context.scope.rhythms.of(KIND)
    return [_plan(context, rhythm)] if rhythm else []


def _plan(context: Context, rhythm: Rhythm) -> Plan:
    month = next_month(rhythm, context.now, context.community.timezone)
    return Plan(NEXT, (Planned(instant(rhythm, month), Action("reports.post", (month.name,))),))


async def _told(context: Context, month: Month, *, replaces: bool = False) -> Sequence[Effect]:
    monthly = await context.scope.rhythms.of(KIND) is not None
    card = views.to_one(await _report(context, month), month, under_way=_is_under_way(context, month), monthly=monthly)
    return [Reply(card, replaces=replaces)]


async def _report(context: Context, month: Month) -> Card:
    figures = await context[Reports].figures(month.begins, month.following.begins, context.now)
    return views.report(month, figures, under_way=_is_under_way(context, month))


def _is_under_way(context: Context, month: Month) -> bool:
    return month.following.begins > context.now


def _named(context: Context, name: str) -> Month:
    month = month_named(name, context.community.timezone)
    if month is None or month.begins > context.now:
        raise Refused(say("button-unknown"))
    return month
