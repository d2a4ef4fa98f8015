"""What happens when somebody would like everything of theirs erased."""

from collections.abc import Sequence

from bot.feature import Context, Feature
from bot.features.parting import views
from bot.features.parting.model import LOOKS
from bot.vocabulary.action import Action
from bot.vocabulary.effect import Effect, Forget, Plan, Planned, Reply
from bot.vocabulary.people import MemberId
from bot.vocabulary.subject import Subject

feature = Feature("parting", open_to_guests=True)


@feature.command("mydata delete")
async def ask_whether_to_delete(context: Context) -> Sequence[Effect]:
    """Say what goes and what stays, and ask once."""
    return [Reply(views.question(await context.at_stake()))]


@feature.button("delete")
async def delete(context: Context) -> Sequence[Effect]:
    """Erase everything that is kept of me."""
    return [Reply(views.gone(), replaces=True), *_forgotten(context)]


@feature.brought_back
async def forget_again(context: Context) -> Sequence[Effect]:
    """A backup knew them again."""
    return _forgotten(context)


@feature.due("tidy")
async def tidy(context: Context, remains: str, looked: str) -> Sequence[Effect]:
    """What stands in their chat says so by now, and need not be known any more; else it is looked again later."""
    turn = int(looked) + 1
    left = await context.scope.erasures.tidy(MemberId(remains), at_last=turn == len(LOOKS))
    return [_looked_after(context, MemberId(remains), turn)] if left else []


def _forgotten(context: Context) -> list[Effect]:
    remains = MemberId(context.new_id())
    return [Forget(context.member.id, remains, views.in_its_place()), _looked_after(context, remains, 0)]


def _looked_after(context: Context, remains: MemberId, turn: int) -> Plan:
    looks = Planned(context.now + LOOKS[turn], Action("parting.tidy", (remains, str(turn))))
    return Plan(Subject("erased", remains), (looks,))
