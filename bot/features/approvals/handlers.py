"""What becomes of a proposal: an organizer says yes, asks for a change or says no, or its writer takes it back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.feature import Context, Feature, Option
from bot.features.approvals import views
from bot.features.approvals.model import (
    CHOICES,
    MOST,
    Choice,
    Proposal,
    ProposalId,
    Proposals,
    choice_of,
)
from bot.ports import Deed
from bot.vocabulary.action import Action
from bot.vocabulary.card import MAX_BUTTONS, Block, Card
from bot.vocabulary.effect import Effect, Enact, Notify, Plan, Planned, Posted, Proposed, PublishCard, Reopen, Reply
from bot.vocabulary.form import Option as Choosable
from bot.vocabulary.form import Paragraph, ask
from bot.vocabulary.people import MemberId
from bot.vocabulary.refusal import Refused
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import say

feature = Feature("approvals")

CHOICE: Final = Option(
    "what",
    say("option-approvals"),
    "choice",
    choices=tuple(Choosable(choice, say(f"approvals-choice-{choice}")) for choice in CHOICES),
)


@dataclass(frozen=True, slots=True)
class AskForm:
    """What an organizer would like to be otherwise."""

    word: str = ask("proposal-ask-word", Paragraph(300), hint=True)


@dataclass(frozen=True, slots=True)
class DeclineForm:
    """Why it will not be posted, in words for whoever wrote it."""

    word: str = ask("proposal-decline-word", Paragraph(300), hint=True)


# --- choosing -------------------------------------------------------------------------------------------------------


@feature.command("settings approvals", options=[CHOICE], organizer=True)
async def open_choice(context: Context, what: str = "") -> Sequence[Effect]:
    """What organizers look at first, and what waits for one."""
    if what:
        return await choose(context, what)
    return [Reply(await _settings(context, choice_of(context.community.looks_at)))]


@feature.button("choose", organizer=True)
async def choose(context: Context, what: str) -> Sequence[Effect]:
    """Have an organizer look at this first from now on; what waits already goes on waiting."""
    if what not in CHOICES:
        raise Refused(say("form-choice"))
    await context.scope.communities.look_at(CHOICES[what])
    return [Reply(await _settings(context, what, changed=True), replaces=True)]


async def _settings(context: Context, chosen: Choice, *, changed: bool = False) -> Card:
    channel = await context.scope.communities.place(context.person.space.id, "organizers")
    waiting = await context[Proposals].waiting(MAX_BUTTONS)
    return views.settings(chosen, channel, waiting, changed=changed)


@feature.overview
async def overview(context: Context) -> Sequence[Block]:
    """What waits for an organizer."""
    return views.overview(choice_of(context.community.looks_at), await context[Proposals].count())


# --- proposing ------------------------------------------------------------------------------------------------------


@feature.hears(Proposed)
async def propose(context: Context, effect: Proposed) -> Sequence[Effect]:
    """Keep it, show it to the organizers, and say so; what was changed is shown to them anew."""
    before = await context[Proposals].written_in(effect.draft)
    if effect.until and effect.until <= context.now:
        raise Refused(say("proposal-date-passed"))
    proposal = await _again(context, before, effect) if before else await _first(context, effect)
    return [Reply(views.for_writer(proposal), replaces=True), *await _shown(context, proposal)]


async def _first(context: Context, effect: Proposed) -> Proposal:
    if len(await context[Proposals].of_member(context.member.id, MOST)) >= MOST:
        raise Refused(say("proposal-too-many", most=MOST))
    return Proposal(
        ProposalId(context.new_id()),
        context.member.id,
        context.person.space.id,
        effect.draft,
        effect.filled,
        effect.topic,
        effect.card,
        effect.until,
        context.now,
    )


async def _again(context: Context, before: Proposal, effect: Proposed) -> Proposal:
    sent = before.decided("waiting", context.now)
    return replace(sent, draft=effect.draft, changing="", filled=effect.filled, card=effect.card, until=effect.until)


@feature.hears(Posted)
async def drop(context: Context, effect: Posted) -> Sequence[Effect]:
    """It was posted without an organizer's yes, since none is needed any more: nobody has to decide it."""
    proposal = await context[Proposals].written_in(effect.draft)
    if proposal is None:
        return []
    return await _shown(context, proposal.decided("posted", context.now))


async def _shown(context: Context, proposal: Proposal, by: MemberId | None = None) -> list[Effect]:
    """Keep it, let the organizers' card follow, and plan until when it waits."""
    await context[Proposals].save(proposal)
    lapses = Planned(proposal.lapses_at(context.now), Action("approvals.lapse", (proposal.id,)))
    card = views.for_organizers(proposal, by)
    shown = PublishCard(proposal.subject, card, "organizers", standing=not proposal.open)
    return [shown, Plan(proposal.subject, (lapses,) if proposal.open else ())]


# --- deciding -------------------------------------------------------------------------------------------------------


@feature.button("approve", organizer=True)
async def approve(context: Context, proposal_id: str) -> Sequence[Effect]:
    """It is posted, as if its writer did so at this moment."""
    proposal = (await _get(context, proposal_id)).decided("approved", context.now)
    posted = Enact(proposal.member, proposal.space, proposal.filled)
    return [posted, *await _decided(context, proposal, "approve")]


@feature.button("ask", organizer=True)
async def open_ask(context: Context, proposal_id: str) -> Sequence[Effect]:
    """Ask what should be otherwise."""
    (await _get(context, proposal_id)).decided("asked", context.now)
    return [feature.opens("ask", context, proposal_id)]


@feature.form("ask", AskForm, organizer=True)
async def ask_for_change(context: Context, form: AskForm, proposal_id: str) -> Sequence[Effect]:
    """Its writer is told, and may change it."""
    proposal = (await _get(context, proposal_id)).decided("asked", context.now, form.word)
    return await _decided(context, proposal, "ask")


@feature.button("decline", organizer=True)
async def open_decline(context: Context, proposal_id: str) -> Sequence[Effect]:
    """Ask for a word to its writer."""
    (await _get(context, proposal_id)).decided("declined", context.now)
    return [feature.opens("decline", context, proposal_id)]


@feature.form("decline", DeclineForm, organizer=True)
async def decline(context: Context, form: DeclineForm, proposal_id: str) -> Sequence[Effect]:
    """Its writer is told in private, with the organizer's word; nobody else hears of it."""
    proposal = (await _get(context, proposal_id)).decided("declined", context.now, form.word)
    return await _decided(context, proposal, "decline")


async def _decided(context: Context, proposal: Proposal, deed: str) -> list[Effect]:
    by = context.member.id
    await context.scope.audit.note(Deed(context.now, by, f"proposal-{deed}", proposal.subject, proposal.member))
    told = Reply(views.done(proposal), replaces=True)
    return [told, *await _shown(context, proposal, by), _told(context, proposal)]


def _told(context: Context, proposal: Proposal) -> Notify:
    key = f"proposal:{proposal.id}:{context.now.isoformat()}"
    # Beneath the organizers' card its writer would not read that a letter waits.
    about = Subject("proposal of", proposal.id)
    return Notify(proposal.member, views.for_writer(proposal), key, about=about)


@feature.due("lapse")
async def lapse(context: Context, proposal_id: str) -> Sequence[Effect]:
    """Nobody decided in time: its writer hears of it kindly."""
    proposal = await context[Proposals].get(ProposalId(proposal_id))
    if not proposal.open:
        return []
    lapsed = proposal.decided("lapsed", context.now)
    return [*await _shown(context, lapsed), _told(context, lapsed)]


# --- what its writer may do -----------------------------------------------------------------------------------------


@feature.button("show")
async def show(context: Context, proposal_id: str) -> Sequence[Effect]:
    """How it stands: to its writer, and to an organizer."""
    proposal = await _get(context, proposal_id)
    if proposal.belongs_to(context.member.id):
        return [Reply(views.for_writer(proposal))]
    if not context.person.actor.organizer:
        raise Refused(say("proposal-gone"))
    return [Reply(views.for_organizers(proposal))]


@feature.button("change")
async def change(context: Context, proposal_id: str) -> Sequence[Effect]:
    """Open what was filled in; sent again, it is the same proposal."""
    proposal = await _own(context, proposal_id)
    proposal.decided("waiting", context.now)  # refused where nothing can become of it any more
    changing = replace(proposal, changing=proposal.changing or context.new_id())
    await context[Proposals].save(changing)
    return [Reopen(changing.filled, changing.changing)]


@feature.button("again")
async def begin_again(context: Context, proposal_id: str) -> Sequence[Effect]:
    """Open what was filled in as the beginning of another."""
    proposal = await _own(context, proposal_id)
    return [Reopen(proposal.filled, context.new_id())]


@feature.button("withdraw")
async def withdraw(context: Context, proposal_id: str) -> Sequence[Effect]:
    """Its writer has thought better of it."""
    proposal = (await _own(context, proposal_id)).decided("withdrawn", context.now)
    return [Reply(views.for_writer(proposal), replaces=True), *await _shown(context, proposal)]


@feature.home
async def corner(context: Context) -> Sequence[Block]:
    """What I would like to post, while an organizer looks at it."""
    return views.corner(await context[Proposals].of_member(context.member.id, MOST))


@feature.left
async def withdraw_all(context: Context) -> Sequence[Effect]:
    """Somebody has left; if they are nowhere any more, nobody has to decide what they proposed."""
    if await context.scope.members.present(context.member.id):
        return []
    effects: list[Effect] = []
    for proposal in await context[Proposals].of_member(context.member.id, MOST):
        effects += await _shown(context, proposal.decided("withdrawn", context.now))
    return effects


async def _get(context: Context, proposal_id: str) -> Proposal:
    try:
        return await context[Proposals].get(ProposalId(proposal_id))
    except LookupError:
        raise Refused(say("proposal-gone")) from None


async def _own(context: Context, proposal_id: str) -> Proposal:
    proposal = await _get(context, proposal_id)
    if not proposal.belongs_to(context.member.id):
        raise Refused(say("proposal-gone"))
    return proposal
