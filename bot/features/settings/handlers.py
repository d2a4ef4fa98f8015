"""What organizers choose for their community."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, get_args

from bot.feature import Context, Feature, Option
from bot.features.settings import views
from bot.features.settings.model import RECENT, TOPICS, Troubles, morning_after
from bot.ports import Deed
from bot.timing import Reading, resolve
from bot.vocabulary.action import Action
from bot.vocabulary.card import Block, Card
from bot.vocabulary.effect import Effect, Plan, PlanAnew, Planned, PublishCard, Reply, Topic
from bot.vocabulary.form import Channel, Misfilled, Paragraph, ShortText, When, ask, read
from bot.vocabulary.form import Option as Choosable
from bot.vocabulary.people import LANGUAGES, Community, Language, Pause, RoleUse
from bot.vocabulary.refusal import Refused
from bot.vocabulary.subject import PAUSE, Subject
from bot.vocabulary.text import say
from bot.vocabulary.zone import read_zone

feature = Feature("settings")

DEEDS_SHOWN: Final = 15
LOOKING: Final = timedelta(minutes=15)
"""How long after they opened it somebody is taken to look at their home page."""
MINUTE: Final = "%Y%m%dT%H%M"

LANGUAGE: Final = Option(
    "language",
    say("option-town-language"),
    "choice",
    choices=tuple(Choosable(language, say(f"language-{language}")) for language in LANGUAGES),
)
CHANNEL: Final = Option("channel", say("option-channel"), "channel")
ROLE: Final = Option("role", say("option-role"), "role")
TOPIC: Final = Option(
    "topic",
    say("option-topic"),
    "choice",
    choices=tuple(Choosable(topic, say(f"topic-{topic}")) for topic in TOPICS),
)


@dataclass(frozen=True, slots=True)
class SetUpForm:
    """Everything a community needs, in one form."""

    name: str = ask("settings-ask-name", ShortText(60))
    purpose: str | None = ask("settings-ask-purpose", Paragraph(300), required=False, hint=True)
    area: str | None = ask("settings-ask-area", ShortText(60), required=False, hint=True)
    zone: str = ask("settings-ask-zone", ShortText(60), hint=True, reads=read_zone)
    channel: str | None = ask("settings-ask-channel", Channel(), required=False, hint=True)


@dataclass(frozen=True, slots=True)
class PauseForm:
    """Until when nothing is said."""

    when: Reading = ask("pause-ask-when", When(once=True), hint=True)


@feature.command("settings setup", organizer=True)
async def open_set_up(context: Context) -> Sequence[Effect]:
    """Open the one form, filled in with what is so now."""
    community = context.community
    answers = {
        "name": community.name,
        "purpose": community.purpose,
        "area": community.area,
        "zone": community.timezone,
    }
    return [feature.opens("setup", context, answers=answers)]


async def show_preview(context: Context, form: SetUpForm) -> Card:
    """The settings as they will be."""
    return views.preview(_changed(context.community, form))


@feature.form("setup", SetUpForm, preview=show_preview, organizer=True)
async def set_up(context: Context, form: SetUpForm) -> Sequence[Effect]:
    """Keep the settings; the chosen channel is for every topic until one is chosen for each."""
    community = _changed(context.community, form)
    await context.scope.communities.save(community)
    if form.channel:
        for topic in TOPICS:
            await context.scope.communities.choose_place(context.person.space.id, topic, form.channel)
    return [Reply(views.saved(community)), *_of_clocks(context, community)]


@feature.command("settings purpose", options=[Option("words", say("option-purpose"))], organizer=True)
async def say_purpose(context: Context, words: str = "") -> Sequence[Effect]:
    """What people come together for; without a word the whole form."""
    return await _kept(context, purpose=words) if words else await open_set_up(context)


@feature.command("settings area", options=[Option("area", say("option-area"))], organizer=True)
async def name_area(context: Context, area: str = "") -> Sequence[Effect]:
    """The area that ends each introduction's line; without a word the whole form."""
    return await _kept(context, area=area) if area else await open_set_up(context)


@feature.command("settings timezone", options=[Option("zone", say("option-zone"))], organizer=True)
async def choose_zone(context: Context, zone: str = "") -> Sequence[Effect]:
    """The zone dates are read in; without a word the whole form."""
    return await _kept(context, timezone=read_zone(zone)) if zone else await open_set_up(context)


@feature.command("settings language", options=[LANGUAGE], organizer=True)
async def choose_language(context: Context, language: Language | None = None) -> Sequence[Effect]:
    """The language of cards that everybody reads, and of whoever has chosen none."""
    return await _kept(context, language=language) if language else [Reply(views.languages(context.community))]


@feature.button("language", organizer=True)
async def take_language(context: Context, language: str) -> Sequence[Effect]:
    """The language that was pressed."""
    if language not in LANGUAGES:
        raise Refused(say("form-choice"))
    return await _kept(context, language=language)


@feature.command("settings channels", options=[TOPIC, CHANNEL], organizer=True)
async def choose_channel(context: Context, topic: Topic | None = None, channel: str = "") -> Sequence[Effect]:
    """Which channel is for what in this chat: chosen where one is named, else here; without a topic, shown."""
    communities, space = context.scope.communities, context.person.space.id
    if topic:
        await communities.choose_place(space, topic, channel or _here(context))
    chosen = {each: await communities.place(space, each) for each in TOPICS}
    return [Reply(views.channels(chosen, changed=topic))]


@feature.command("settings organizers", options=[ROLE], organizer=True)
async def choose_organizers(context: Context, role: str = "") -> Sequence[Effect]:
    """Whose role makes them organizers in this chat, besides those who manage it."""
    return await _chosen_role(context, "organizers", role)


@feature.command("settings ring", options=[ROLE], organizer=True)
async def choose_role_to_ring(context: Context, role: str = "") -> Sequence[Effect]:
    """Which role an organizer may ring for a call, if they choose to."""
    return await _chosen_role(context, "ring", role)


@feature.button("norole", organizer=True)
async def choose_no_role(context: Context, use: RoleUse) -> Sequence[Effect]:
    """No role for that any more."""
    if use not in get_args(RoleUse):
        raise Refused(say("button-unknown"))
    await context.scope.communities.choose_role(context.person.space.id, use, None)
    return [Reply(views.role(use, chosen=False), replaces=True)]


async def _chosen_role(context: Context, use: RoleUse, role: str) -> Sequence[Effect]:
    communities, space = context.scope.communities, context.person.space.id
    if role:
        await communities.choose_role(space, use, role)
    return [Reply(views.role(use, chosen=await communities.role(space, use) is not None))]


# --- stopping -------------------------------------------------------------------------------------------------------


@feature.command("settings pause", options=[Option("until", say("option-pause-until"))], organizer=True)
async def choose_to_pause(context: Context, until: str = "") -> Sequence[Effect]:
    """Stop everything Machi says by itself: until a moment that is named, else how it stands and what may be done."""
    if not until:
        return [Reply(await _pausing(context, context.community.pause))]
    try:
        form = read(PauseForm, {"when": until}, context.circumstances)
    except Misfilled as misfilled:
        raise Refused(*misfilled.problems["when"]) from misfilled
    return await pause_until_then(context, form)


@feature.button("pause", organizer=True)
async def pause(context: Context, until: str = "") -> Sequence[Effect]:
    """Stop at once, until somebody ends it or the next morning comes."""
    return await _paused(context, morning_after(context.now, context.community.timezone) if until else None)


@feature.button("pause_until", organizer=True)
async def ask_until_when(context: Context) -> Sequence[Effect]:
    """Ask until when."""
    return [feature.opens("pause", context)]


@feature.form("pause", PauseForm, organizer=True)
async def pause_until_then(context: Context, form: PauseForm) -> Sequence[Effect]:
    """Stop at once, until the moment that was named."""
    until = resolve(form.when.start, form.when.zone)
    if until <= context.now:
        raise Refused(say("pause-passed"))
    return await _paused(context, until)


@feature.button("resume", organizer=True)
async def resume(context: Context) -> Sequence[Effect]:
    """Go on."""
    if context.community.pause is None:
        raise Refused(say("pause-over"))
    waiting = await context[Troubles].waiting()
    await _resumed(context)
    await context.scope.audit.note(Deed(context.now, context.member.id, "resume", PAUSE))
    return [Reply(views.resumed(waiting), replaces=True), Plan(PAUSE)]


@feature.due("resume")
async def resume_by_itself(context: Context) -> Sequence[Effect]:
    """The moment has come that was named when it was paused."""
    pause = context.community.pause
    if pause is None:
        return []
    waiting = await context[Troubles].waiting()
    await _resumed(context)
    subject = Subject("pause", f"{pause.since:{MINUTE}}")
    return [PublishCard(subject, views.resumed(waiting), "organizers", useful_until=context.now + RECENT)]


async def _paused(context: Context, until: datetime | None) -> Sequence[Effect]:
    before = context.community.pause
    now = Pause(before.since if before else context.now, until)
    await context.scope.communities.pause(now)
    await context.scope.audit.note(Deed(context.now, context.member.id, "pause", PAUSE))
    await context.scope.homes.changed((), context.now, seen_since=context.now - LOOKING)
    ends = (Planned(until, Action("settings.resume")),) if until else ()
    return [Reply(await _pausing(context, now), replaces=True), Plan(PAUSE, ends)]


async def _resumed(context: Context) -> None:
    await context.scope.communities.resume(context.now)
    await context.scope.homes.changed((), context.now, seen_since=context.now - LOOKING)


async def _pausing(context: Context, pause: Pause | None) -> Card:
    return views.pause(pause, await context[Troubles].waiting() if pause else 0)


@feature.home
async def corner(context: Context) -> Sequence[Block]:
    """That it is paused; organizers may end it."""
    pause = context.community.pause
    return views.corner(pause, organizer=context.person.actor.organizer) if pause else ()


# --- looking --------------------------------------------------------------------------------------------------------


@feature.command("settings check", organizer=True, inspects=True)
async def check(context: Context) -> Sequence[Effect]:
    """What Machi lacks here, what it could not deliver, and what it missed."""
    troubles, since = context[Troubles], context.now - RECENT
    card = views.checked(
        context.lacks,
        await troubles.refusing(),
        await troubles.undelivered(since, views.SHOWN + 1),
        await troubles.missed(since),
        await context.overview(),
    )
    if context.community.pause:
        card = views.paused_meanwhile(card, context.community.pause, await troubles.waiting())
    return [Reply(card)]


@feature.command("settings audit", organizer=True)
async def show_audit(context: Context) -> Sequence[Effect]:
    """What organizers did for others lately."""
    return [Reply(views.audit(await context.scope.audit.latest(DEEDS_SHOWN)))]


def _here(context: Context) -> str:
    place = context.person.place
    if place is None or place.direct:
        raise Refused(say("settings-channel-where"))
    return place.channel


async def _kept(context: Context, **changes: Any) -> Sequence[Effect]:  # noqa: ANN401 - fields of a community
    community = replace(context.community, **changes)
    await context.scope.communities.save(community)
    return [Reply(views.saved(community)), *_of_clocks(context, community)]


def _of_clocks(context: Context, community: Community) -> list[Effect]:
    """Where it goes by other clocks from now on, what stands on them is planned anew."""
    return [PlanAnew(community)] if community.timezone != context.community.timezone else []


def _changed(community: Community, form: SetUpForm) -> Community:
    return replace(community, name=form.name, purpose=form.purpose or "", area=form.area or "", timezone=form.zone)
