"""What organizers choose for their community."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, get_args

from bot.feature import Context, Feature, Option
from bot.features.settings import views
from bot.features.settings.model import RECENT, TOPICS, Troubles
from bot.vocabulary.card import Card
from bot.vocabulary.effect import Effect, Reply, Topic
from bot.vocabulary.form import Channel, Paragraph, ShortText, ask
from bot.vocabulary.form import Option as Choosable
from bot.vocabulary.people import LANGUAGES, Community, Language, RoleUse
from bot.vocabulary.refusal import Refused
from bot.vocabulary.text import say
from bot.vocabulary.zone import read_zone

feature = Feature("settings")

DEEDS_SHOWN: Final = 15

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
    return [Reply(views.saved(community))]


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


@feature.command("settings check", organizer=True, inspects=True)
async def check(context: Context) -> Sequence[Effect]:
    """What Machi lacks here, what it could not deliver, and what it missed."""
    troubles, since = context[Troubles], context.now - RECENT
    card = views.checked(
        context.lacks,
        await troubles.refusing(),
        await troubles.undelivered(since, views.SHOWN + 1),
        await troubles.missed(since),
    )
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
    return [Reply(views.saved(community))]


def _changed(community: Community, form: SetUpForm) -> Community:
    return replace(community, name=form.name, purpose=form.purpose or "", area=form.area or "", timezone=form.zone)
