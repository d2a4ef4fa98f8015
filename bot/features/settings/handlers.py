"""What organizers choose for their community."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.feature import Context, Feature
from bot.features.settings import views
from bot.features.settings.model import TOPICS, read_zone
from bot.vocabulary.card import Card
from bot.vocabulary.effect import Effect, Reply
from bot.vocabulary.form import Channel, Paragraph, ShortText, ask
from bot.vocabulary.people import Community

feature = Feature("settings")


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


def _changed(community: Community, form: SetUpForm) -> Community:
    return replace(community, name=form.name, purpose=form.purpose or "", area=form.area or "", timezone=form.zone)
