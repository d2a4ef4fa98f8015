"""What organizers do about guests."""

from collections.abc import Sequence
from typing import Final

from bot.feature import Context, Feature, Option
from bot.features.guests import views
from bot.features.guests.model import CHOICES, WELCOME
from bot.vocabulary.effect import Effect, Reply
from bot.vocabulary.form import Option as Choosable
from bot.vocabulary.refusal import Refused
from bot.vocabulary.text import say

feature = Feature("guests")

HOW: Final = Option(
    "how",
    say("option-guests"),
    "choice",
    choices=tuple(Choosable(choice, say(f"guests-{choice}")) for choice in CHOICES),
)


@feature.command("settings guests", options=[HOW], organizer=True)
async def choose_guests(context: Context, how: str = "") -> Sequence[Effect]:
    """Whether guests take part; without a word, how it is now."""
    return await choose(context, how) if how else [Reply(views.chosen(welcome=context.community.guests))]


@feature.button("choose", organizer=True)
async def choose(context: Context, how: str) -> Sequence[Effect]:
    """Keep what was chosen."""
    if how not in CHOICES:
        raise Refused(say("form-choice"))
    await context.scope.communities.admit_guests(welcome=how == WELCOME)
    return [Reply(views.chosen(welcome=how == WELCOME), replaces=True)]
