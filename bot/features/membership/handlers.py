"""What happens when people come in, and when they ask for help."""

from collections.abc import Sequence

from bot.feature import Context, Feature
from bot.features.membership import views
from bot.features.membership.model import goals_of
from bot.vocabulary.effect import Effect, Notify, Reply

feature = Feature("membership")


@feature.command("help")
async def show_help(context: Context) -> Sequence[Effect]:
    """Help by goal."""
    goals = goals_of(organizer=context.person.actor.organizer)
    return [Reply(views.goals(context.community, goals))]


@feature.joined
async def welcome(context: Context) -> Sequence[Effect]:
    """Greet somebody once in their life, however often they come and go."""
    member = context.member.id
    return [Notify(member, views.welcome(context.community), f"welcome:{member}")]
