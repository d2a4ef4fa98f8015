"""What happens when people come in, and when they ask for help."""

import json
from collections.abc import Sequence
from dataclasses import replace

from bot.feature import Context, Feature, Option
from bot.features.membership import views
from bot.features.membership.model import goals_of
from bot.vocabulary.effect import Effect, File, Notify, Reply
from bot.vocabulary.form import Option as Choosable
from bot.vocabulary.people import LANGUAGES
from bot.vocabulary.refusal import Refused
from bot.vocabulary.text import say
from bot.vocabulary.zone import read_zone

feature = Feature("membership", open_to_guests=True)

LANGUAGE = Option(
    "language",
    say("option-language"),
    "choice",
    choices=tuple(Choosable(language, say(f"language-{language}")) for language in LANGUAGES),
)


@feature.command("help")
async def show_help(context: Context) -> Sequence[Effect]:
    """Help by goal."""
    goals = goals_of(organizer=context.person.actor.organizer)
    return [Reply(views.goals(context.community, goals))]


@feature.command("mydata show")
async def show_mine(context: Context) -> Sequence[Effect]:
    """What is mine: the home page, where a platform has none."""
    return [Reply(views.mine(await context.home()))]


@feature.command("mydata language", options=[LANGUAGE])
async def choose_language(context: Context, language: str = "") -> Sequence[Effect]:
    """The language Machi speaks with me, whatever my platform is set to."""
    return await speak(context, language) if language else [Reply(views.languages())]


@feature.button("language")
async def speak(context: Context, language: str) -> Sequence[Effect]:
    """Keep the language that was chosen."""
    if language not in LANGUAGES:
        raise Refused(say("form-choice"))
    member = await context.scope.members.get(context.member.id)
    await context.scope.members.save(replace(member, language=language))
    return [Reply(views.spoken(), replaces=True)]


@feature.command("mydata timezone", options=[Option("zone", say("option-zone"))])
async def choose_zone(context: Context, zone: str = "") -> Sequence[Effect]:
    """The zone I live in; without a word, the one Machi goes by."""
    if not zone:
        return [Reply(views.zone("zone-now", context.timezone))]
    named = read_zone(zone)
    member = await context.scope.members.get(context.member.id)
    await context.scope.members.save(replace(member, timezone=named))
    return [Reply(views.zone("zone-kept", named))]


@feature.command("mydata export")
async def hand_over(context: Context) -> Sequence[Effect]:
    """Everything that is kept of me, in one file, sent to me alone."""
    kept = {"community": context.community.name, "exported_at": context.now.isoformat()}
    records = json.dumps(kept | dict(await context.scope.records.of(context.member.id)), ensure_ascii=False, indent=1)
    file = File(f"machi-{context.now:%Y-%m-%d}.json", "application/json", records.encode())
    key = f"export:{context.now.isoformat()}"
    return [Reply(views.handing_over()), Notify(context.member.id, views.handed_over(), key, file=file)]


@feature.joined
async def welcome(context: Context) -> Sequence[Effect]:
    """Greet somebody once in their life, however often they come and go."""
    member = context.member.id
    card = views.welcome(context.community, await context.for_newcomers())
    return [Notify(member, card, f"welcome:{member}")]
