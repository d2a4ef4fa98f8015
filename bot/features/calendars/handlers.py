"""What people do with calendars."""

from collections.abc import Sequence
from typing import Final, cast, get_args

from bot.calendars import MEDIA_TYPE, Calendars, Entry, Feed, Kind, written
from bot.feature import Context, Feature, Option
from bot.features.calendars import views
from bot.features.calendars.model import (
    FILE_NAME,
    address,
    digest_of,
    new_secret,
    of_member,
    page_name,
    subject_of,
)
from bot.timing import Month, month_of
from bot.vocabulary.action import Action
from bot.vocabulary.card import Card
from bot.vocabulary.effect import Effect, File, Plan, Planned, PublishCard, Reply
from bot.vocabulary.people import MemberId
from bot.vocabulary.refusal import Refused
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import say

feature = Feature("calendars")

_TURN: Final = Subject("month", "turn")


@feature.command("meetup ics")
async def show_calendars(context: Context) -> Sequence[Effect]:
    """My calendar and the town's: their addresses, and everything as a file."""
    calendars = context[Calendars]
    card = views.calendars(
        offered=bool(context.site),
        mine=await calendars.subscribed("personal", context.member.id),
        town=await calendars.subscribed("community", None),
        organizer=context.person.actor.organizer,
    )
    return [Reply(card)]


@feature.button("subscribe")
async def subscribe(context: Context, kind: str) -> Sequence[Effect]:
    """A new address, told once; the one before it leads nowhere."""
    if not context.site:
        raise Refused(say("calendars-not-offered"))
    said, member = _checked(context, kind)
    secret = new_secret()
    await context[Calendars].subscribe(said, member, digest_of(secret), context.now)
    return [Reply(views.address(said, address(context.site, said, secret)), once=True)]


@feature.button("stop")
async def stop(context: Context, kind: str) -> Sequence[Effect]:
    """Let an address lead nowhere from now on."""
    said, member = _checked(context, kind)
    await context[Calendars].revoke(said, member)
    return [Reply(views.stopped(said), replaces=True)]


@feature.button("file")
async def save_gathering(context: Context, occurrence: str) -> Sequence[Effect]:
    """The gathering of a card as a file, with all its dates."""
    try:
        entries = await context[Calendars].of_gathering(occurrence, context.now)
    except LookupError:
        raise Refused(say("meetup-gone")) from None
    return [Reply(views.file(entries[0].title), file=_file(context, entries))]


@feature.button("everything")
async def save_everything(context: Context) -> Sequence[Effect]:
    """All gatherings as a file, as they stand now."""
    entries = await context[Calendars].of_everybody(context.now)
    if not entries:
        raise Refused(say("calendars-empty"))
    return [Reply(views.everything(), file=_file(context, entries))]


@feature.command("settings board", options=[Option("name", say("option-page-name"))], organizer=True)
async def offer_board(context: Context, name: str = "") -> Sequence[Effect]:
    """The page of what is on: at an address that nobody guesses, or under a name for everybody."""
    if not context.site:
        raise Refused(say("calendars-not-offered"))
    calendars = context[Calendars]
    if not name:
        return [Reply(views.board(there=await calendars.subscribed("board", None)))]
    chosen = page_name(name)
    if chosen is None:
        raise Refused(say("calendars-board-name"))
    try:
        await calendars.subscribe("board", None, digest_of(chosen), context.now)
    except ValueError:
        raise Refused(say("calendars-board-taken", name=chosen)) from None
    return [Reply(views.public_board(address(context.site, "board", chosen)))]


@feature.command("settings month", options=[Option("channel", say("option-channel"), "channel")], organizer=True)
async def choose_month_channel(context: Context, channel: str = "") -> Sequence[Effect]:
    """Choose the channel in which one message lists the gatherings of the month."""
    space = context.person.space.id
    if not channel:
        return [Reply(views.month_where(shown=space in await context[Calendars].months_shown()))]
    await context.scope.communities.choose_place(space, "month", channel)
    return [Reply(views.month_shown(channel)), *await keep_month_in_step(context)]


@feature.button("hide_month", organizer=True)
async def hide_month(context: Context) -> Sequence[Effect]:
    """Keep it in step no more in this space."""
    await context[Calendars].hide_month(context.person.space.id)
    return [Reply(views.month_hidden(), replaces=True)]


@feature.follows("meetups")
@feature.replanned
async def keep_month_in_step(context: Context) -> Sequence[Effect]:
    """Show the month as it is now, where a channel was chosen for it, and plan for the next one."""
    month = month_of(context.now, context.community.timezone)
    spaces = await context[Calendars].months_shown()
    if not spaces:
        return []
    card = await _month(context, month)
    turn = Plan(_TURN, (Planned(month.following.begins, Action("calendars.turn")),))
    return [*(PublishCard(subject_of(month), card, "month", space) for space in spaces), turn]


@feature.due("turn")
async def turn_the_page(context: Context) -> Sequence[Effect]:
    """A month begins: it gets a message of its own, and the one before is shown as it was at its end."""
    over = month_of(context.now, context.community.timezone).before
    spaces = await context[Calendars].months_shown()
    card = await _month(context, over)
    ended = [PublishCard(subject_of(over), card, "month", space, standing=True) for space in spaces]
    return [*ended, *await keep_month_in_step(context)]


async def _month(context: Context, month: Month) -> Card:
    gatherings = await context[Calendars].between(month.begins, month.following.begins, context.now)
    return views.month(month, gatherings)


def _file(context: Context, entries: tuple[Entry, ...]) -> File:
    community = context.community
    return File(FILE_NAME, MEDIA_TYPE, written(Feed(community.name or "Machi", community.language, entries)))


def _checked(context: Context, kind: str) -> tuple[Kind, MemberId | None]:
    """Whose calendar it is; the community's is the organizers' to give."""
    if kind not in get_args(Kind):
        raise Refused(say("button-unknown"))
    said = cast("Kind", kind)
    if of_member(said):
        return said, context.member.id
    if not context.person.actor.organizer:
        raise Refused(say("organizers-only"))
    return said, None
