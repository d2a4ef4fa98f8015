"""What happens when people say thank you, and when they lent a hand."""

from collections.abc import Sequence
from typing import Final

from bot.feature import Context, Feature, Option
from bot.features.thanks import views
from bot.features.thanks.model import ENOUGH, Gift, Gifts, Thanks, ThankYous, habit, must_be_to_somebody_else
from bot.timing import wall_time
from bot.vocabulary.card import Block
from bot.vocabulary.effect import Effect, Gave, Notify, Reply, Thanked, ThanksTakenBack
from bot.vocabulary.people import MemberId
from bot.vocabulary.refusal import Refused
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import say

feature = Feature("thanks")

LONGEST: Final = 500
WHOM = Option("member", say("option-thanks-whom"), "member", required=True)
FOR = Option("for", say("option-thanks-for"))


@feature.command("thanks", options=[WHOM, FOR])
async def thank(context: Context, member: MemberId, **given: str) -> Sequence[Effect]:
    """Say thank you to somebody, with or without words."""
    must_be_to_somebody_else(context.member.id, member)
    words = given.get("for", "").strip()
    if len(words) > LONGEST:
        raise Refused(say("form-too-long", limit=LONGEST, length=len(words)))
    today = wall_time(context.now, context.community.timezone).date()
    thanks = Thanks(context.member.id, member, words, f"{today}:{words}", context.now)
    if not await context[ThankYous].keep(thanks):
        raise Refused(say("thanks-already"))
    return [Reply(views.passed_on(member)), Notify(member, views.thanked(thanks), _key(thanks))]


@feature.hears(Thanked)
async def pass_on(context: Context, said: Thanked) -> Sequence[Effect]:
    """🙏 on what is done: once a pair."""
    thanks = Thanks(said.by, said.to, "", _about(said.subject), context.now)
    if said.by == said.to or not await context[ThankYous].keep(thanks) or said.told:
        return []
    return [Notify(said.to, views.thanked_for(thanks, said.title), _key(thanks))]


@feature.hears(ThanksTakenBack)
async def take_back(context: Context, slipped: ThanksTakenBack) -> Sequence[Effect]:
    """The 🙏 is gone again: nothing was said."""
    await context[ThankYous].take_back(slipped.by, _about(slipped.subject))
    return []


@feature.hears(Gave)
async def remember(context: Context, gave: Gave) -> Sequence[Effect]:
    """Keep it for the giver; who helps themselves gives nothing."""
    if gave.giver != gave.receiver:
        await context[Gifts].keep(Gift(gave.giver, gave.receiver, gave.subject, gave.title, context.now))
    return []


@feature.command("mydata give")
async def show_own(context: Context) -> Sequence[Effect]:
    """The hands I lent; nobody else can see this."""
    gifts = await context[Gifts].of(context.member.id, ENOUGH + 1)
    shown = await context[Gifts].shown(context.member.id)
    more = len(gifts) > ENOUGH
    return [Reply(views.given(gifts[:ENOUGH], context.community.timezone, shown=shown, more=more))]


@feature.button("show")
async def show(context: Context) -> Sequence[Effect]:
    """A line about it beneath my introduction, without a number."""
    await context[Gifts].show(context.member.id, shown=True)
    return [Reply(views.chosen(shown=True))]


@feature.button("hide")
async def hide(context: Context) -> Sequence[Effect]:
    """No line."""
    await context[Gifts].show(context.member.id, shown=False)
    return [Reply(views.chosen(shown=False))]


@feature.portrait
async def line(context: Context, member: MemberId) -> Sequence[Block]:
    """What somebody chose to have said of the hands they lent."""
    if not await context[Gifts].shown(member):
        return ()
    word = habit(await context[Gifts].of(member, ENOUGH))
    return views.portrait(word) if word else ()


def _about(subject: Subject) -> str:
    return f"{subject.kind}:{subject.id}"


def _key(thanks: Thanks) -> str:
    return f"thanks:{thanks.by}:{thanks.key}"
