"""What happens to connections."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from bot.feature import Context, Feature, Option
from bot.features.connections import views
from bot.features.connections.model import (
    AGAIN_AFTER,
    ANSWERS,
    CANDIDATES,
    EVERY,
    MOST_REQUESTS,
    NOT_AGAIN_FOR,
    OPEN_FOR,
    PEERS,
    Connection,
    Connections,
    Group,
    Pair,
    Proposal,
    Says,
    a_year_later,
    asked_at,
    brought_together,
    fitting,
    heads_up_at,
    next_round,
    pair,
    pairs,
    round_at,
    thought_of,
)
from bot.vocabulary.action import Action
from bot.vocabulary.effect import Conversation, Effect, Met, Notify, Plan, Planned, Reply
from bot.vocabulary.form import Option as Choosable
from bot.vocabulary.form import Paragraph, ShortText, ask
from bot.vocabulary.people import MemberId
from bot.vocabulary.profile import PHASES, peers_phases, reasons
from bot.vocabulary.refusal import Refused
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import say

feature = Feature("connections")

A_YEAR: Final = timedelta(days=366)
STILL_NEWS: Final = timedelta(days=14)
"""How long after its day a year's note is still of use."""


@feature.met
async def keep(context: Context, met: Met) -> Sequence[Effect]:
    """Remember who did something together; the first time, plan a note for a year later."""
    planned: list[Effect] = []
    for two in pairs(met.members):
        connection = Connection(two, context.now, context.now, met.subject)
        if await context[Connections].met(connection):
            planned.append(_planned(context, connection))
    return planned


def _planned(context: Context, connection: Connection) -> Plan:
    at = a_year_later(connection.met_at, context.community.timezone)
    action = Action("connections.year", connection.pair.members)
    return Plan(connection.pair.subject, (Planned(at, action, at + STILL_NEWS),))


@feature.replanned
async def keep_wall_time(context: Context) -> Sequence[Effect]:
    """Ten in the morning, whatever the zone's rules have become."""
    recent = await context[Connections].since(context.now - A_YEAR)
    coming = [connection for connection in recent if _anniversary(context, connection) > context.now]
    return [_planned(context, connection) for connection in coming]


def _anniversary(context: Context, connection: Connection) -> datetime:
    return a_year_later(connection.met_at, context.community.timezone)


@feature.due("year")
async def tell_of_a_year(context: Context, first: str, second: str) -> Sequence[Effect]:
    """A private note to both, once in a life; none where one of them is gone or asked for none."""
    two = Pair(MemberId(first), MemberId(second))
    connection = await context[Connections].of(two)
    if connection is None or await context.scope.neighbours.are_apart(two.first, two.second):
        return []
    if await context.scope.neighbours.here(two.members) != frozenset(two.members):
        return []
    useful_until = context.now + STILL_NEWS
    return [
        Notify(member, views.a_year_on(connection, member), f"year:{two.first}:{two.second}", useful_until, "news")
        for member in two.members
    ]


@feature.button("apart")
async def never_again(context: Context, first: str, second: str) -> Sequence[Effect]:
    """Never bring me together with this person."""
    return await _kept_apart(context, Pair(MemberId(first), MemberId(second)))


@feature.command("connect never", options=[Option("member", say("option-never"), "member", required=True)])
async def never(context: Context, member: MemberId) -> Sequence[Effect]:
    """Never bring me together with this person."""
    if member == context.member.id:
        raise Refused(say("connect-yourself"))
    return await _kept_apart(context, pair(context.member.id, member))


async def _kept_apart(context: Context, two: Pair) -> Sequence[Effect]:
    mine = context.member.id
    if mine not in two.members:
        raise Refused(say("button-unknown"))
    if not await context.scope.members.named([two.other(mine)]):
        raise Refused(say("button-unknown"))
    await context[Connections].keep_apart(mine, two.other(mine))
    return [Reply(views.kept_apart(two, mine))]


# --- peers ----------------------------------------------------------------------------------------------------------

SUPPORTERS: Final = Option(
    "supporters",
    say("option-supporters"),
    "choice",
    choices=(Choosable("yes", say("option-supporters-yes")),),
)


@feature.command("people peers", options=[SUPPORTERS])
async def show_peers(context: Context, supporters: str = "") -> Sequence[Effect]:
    """Up to three people one might get along with, and why."""
    neighbours, me = context.scope.neighbours, context.member.id
    mine = await neighbours.of(me, me)
    if mine is None:
        return [Reply(views.no_introduction())]
    phases = peers_phases(mine.phase, supporting=bool(supporters))
    near = await neighbours.near(me, phases, context.now - AGAIN_AFTER, CANDIDATES)
    found = [(other, why) for other in near if (why := reasons(mine, other))]
    return [Reply(views.peers(found[:PEERS], leaning=bool(mine.interests)))]


@feature.on_member("wish")
@feature.button("wish")
async def wish(context: Context, other: str) -> Sequence[Effect]:
    """I would like to meet this person. Whatever becomes of it, the answer is the same."""
    me, target = context.member.id, MemberId(other)
    if me == target:
        raise Refused(say("connect-yourself"))
    told = [Reply(views.wished())]
    two = pair(me, target)
    before = await context[Connections].between(two, context.now - AGAIN_AFTER)
    if before and not before.over(context.now):
        return [*told, *await _said(context, before, me, "yes")]
    if before or not await _may_be_proposed(context, target):
        return told
    proposal = Proposal(context.new_id(), me, context.now, target=target, asker_says="yes")
    await context[Connections].save(proposal)
    return [*told, _asked(proposal, target)]


async def _may_be_proposed(context: Context, target: MemberId) -> bool:
    neighbours, me = context.scope.neighbours, context.member.id
    if await neighbours.of(target, me) is None or await neighbours.are_apart(me, target):
        return False
    return target in await neighbours.here([target])


def _asked(proposal: Proposal, member: MemberId) -> Notify:
    until = proposal.made_at + OPEN_FOR
    return Notify(member, views.would_you(proposal, member), f"proposal:{proposal.id}", until, weight="mine")


@feature.button("yes")
async def accept(context: Context, proposal_id: str) -> Sequence[Effect]:
    """Yes, I would like to talk with them."""
    return await _answered(context, proposal_id, "yes")


@feature.button("no")
async def decline(context: Context, proposal_id: str) -> Sequence[Effect]:
    """Not this time; nobody learns it."""
    return await _answered(context, proposal_id, "no")


async def _answered(context: Context, proposal_id: str, word: Says) -> Sequence[Effect]:
    proposal = await context[Connections].proposal(proposal_id)
    if proposal is None or proposal.over(context.now) or not proposal.asks(context.member.id):
        raise Refused(say("proposal-over"))
    return [Reply(views.answered(), replaces=True), *await _said(context, proposal, context.member.id, word)]


async def _said(context: Context, proposal: Proposal, member: MemberId, word: Says) -> Sequence[Effect]:
    after = proposal.says(member, word)
    if after == proposal:
        return []
    await context[Connections].save(after)
    if await context.scope.neighbours.are_apart(after.asker, after.other(after.asker)):
        return []  # one of them asked for it meanwhile
    if after.agreed:
        return [await _conversation(context, after)]
    if after.target_says == "yes" and not after.asker_says:
        return [_asked(after, after.asker)]
    return []


async def _conversation(context: Context, proposal: Proposal) -> Conversation:
    both = (proposal.asker, proposal.other(proposal.asker))
    key = f"talk:{proposal.id}"
    letters = []
    for member in both:
        other = proposal.other(member)
        contact = (await context[Connections].mingling(other)).contact
        letters.append(Notify(member, views.write_to_each_other(other, contact), key))
    return Conversation(both, views.together(proposal), key, otherwise=tuple(letters))


# --- connectors -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskForm:
    """What somebody is looking for."""

    goal: str = ask("ask-goal", Paragraph(300), hint=True)


@dataclass(frozen=True, slots=True)
class OfferForm:
    """What one can introduce others for, and how to be reached."""

    topics: str | None = ask("offer-ask-topics", Paragraph(300), required=False, hint=True)
    contact: str | None = ask("offer-ask-contact", ShortText(100), required=False, hint=True)


@dataclass(frozen=True, slots=True)
class PickForm:
    """Whom a connector thinks of."""

    name: str = ask("think-ask-name", ShortText(100), hint=True)


@feature.command("connect ask", options=[Option("goal", say("ask-goal"))])
async def ask_for_introduction(context: Context, goal: str = "") -> Sequence[Effect]:
    """Ask a connector to think of somebody."""
    if not goal:
        return [feature.opens("ask", context)]
    return await look_for_connectors(context, AskForm(goal[:300]))


@feature.form("ask", AskForm)
async def look_for_connectors(context: Context, form: AskForm) -> Sequence[Effect]:
    """At most two connectors whose topics fit; the asker chooses."""
    connections, me = context[Connections], context.member.id
    proposal = Proposal(context.new_id(), me, context.now, form.goal)
    offering = await connections.connectors(context.now - OPEN_FOR, MOST_REQUESTS)
    others = [one for one in offering if one.member != me]
    free = [one for one in others if not await context.scope.neighbours.are_apart(me, one.member)]
    await connections.save(proposal)
    return [Reply(views.choose_connector(proposal, fitting(form.goal, free)))]


@feature.button("request")
async def request(context: Context, proposal_id: str, connector: str) -> Sequence[Effect]:
    """Ask that connector."""
    connections, member = context[Connections], MemberId(connector)
    before = await connections.proposal(proposal_id)
    if before is None or before.asker != context.member.id or before.over(context.now):
        raise Refused(say("proposal-over"))
    if before.connector == member:
        return [Reply(views.requested())]
    offering = await connections.connectors(context.now - OPEN_FOR, MOST_REQUESTS)
    apart = await context.scope.neighbours.are_apart(context.member.id, member)
    if apart or member not in {one.member for one in offering}:
        raise Refused(say("ask-busy"))
    new = Proposal(context.new_id(), before.asker, context.now, before.goal) if before.connector else before
    proposal = replace(new, connector=member)
    await connections.save(proposal)
    near = await context.scope.neighbours.near(member, PHASES, context.now, CANDIDATES)
    people = [one.member for one in thought_of(proposal.goal, [one for one in near if one.member != proposal.asker])]
    until = proposal.made_at + OPEN_FOR
    told = Notify(member, views.think_of(proposal, people), f"think:{proposal.id}", until, weight="mine")
    return [Reply(views.requested()), told]


@feature.button("pick")
async def pick(context: Context, proposal_id: str, target: str) -> Sequence[Effect]:
    """The connector thinks of somebody, who decides in private."""
    proposal, other = await _mine_to_think_of(context, proposal_id), MemberId(target)
    if other not in await context.scope.neighbours.here([other]):
        raise Refused(say("think-unknown"))
    picked = proposal.pick(context.member.id, other)
    await context[Connections].save(picked)
    told: list[Effect] = [Reply(views.picked(), replaces=True)]
    # Who just watches is asked nothing; the connector reads the same, and only hears no more.
    watches = await context.scope.neighbours.watches(other)
    apart = await context.scope.neighbours.are_apart(picked.asker, other)
    return told if apart or watches else [*told, _asked(picked, other)]


@feature.button("other")
async def name_somebody(context: Context, proposal_id: str) -> Sequence[Effect]:
    """The connector thinks of somebody else."""
    await _mine_to_think_of(context, proposal_id)
    return [feature.opens("pick", context, proposal_id)]


@feature.form("pick", PickForm)
async def pick_by_name(context: Context, form: PickForm, proposal_id: str) -> Sequence[Effect]:
    """Somebody by name."""
    named = await context.scope.members.called(form.name.removeprefix("@").strip())
    if named is None:
        raise Refused(say("think-unknown"))
    return await pick(context, proposal_id, named.id)


@feature.button("pass")
async def pass_on(context: Context, proposal_id: str) -> Sequence[Effect]:
    """The connector can think of nobody; the asker is not told."""
    proposal = await _mine_to_think_of(context, proposal_id)
    await context[Connections].save(replace(proposal, passed=True))
    return [Reply(views.answered(), replaces=True)]


async def _mine_to_think_of(context: Context, proposal_id: str) -> Proposal:
    proposal = await context[Connections].proposal(proposal_id)
    mine = proposal is not None and proposal.connector == context.member.id
    if proposal is None or not mine or proposal.over(context.now) or proposal.target or proposal.passed:
        raise Refused(say("proposal-over"))
    return proposal


@feature.command("connect offer")
async def offer(context: Context) -> Sequence[Effect]:
    """Say what one can introduce others for."""
    mine = await context[Connections].mingling(context.member.id)
    return [feature.opens("offer", context, answers={"topics": mine.topics, "contact": mine.contact})]


@feature.form("offer", OfferForm)
async def keep_offer(context: Context, form: OfferForm) -> Sequence[Effect]:
    """Keep what one can introduce others for; without any topic one is no connector."""
    mine = await context[Connections].mingling(context.member.id)
    chosen = replace(mine, topics=form.topics or "", contact=form.contact or "")
    await context[Connections].choose(chosen)
    return [Reply(views.offering(chosen))]


# --- coffee ---------------------------------------------------------------------------------------------------------

COFFEE: Final = Subject("coffee", "rounds")
CHOICE: Final = Option(
    "choice",
    say("option-coffee"),
    "choice",
    choices=tuple(Choosable(choice, say(f"coffee-button-{choice}")) for choice in ("join", "pause", "skip")),
)
STILL_A_ROUND: Final = timedelta(hours=12)
STILL_A_QUESTION: Final = timedelta(days=5)


@feature.command("connect coffee", options=[CHOICE])
async def choose_coffee(context: Context, choice: str = "") -> Sequence[Effect]:
    """Join the coffee rounds, leave them for now, or leave out the next one."""
    connections, zone = context[Connections], context.community.timezone
    before = await connections.mingling(context.member.id)
    day = next_round(context.now, zone)
    match choice:
        case "join":
            after = replace(before, coffee="in", skips="")
        case "pause":
            after = replace(before, coffee="paused", skips="")
        case "skip":
            after = replace(before, skips=day.isoformat()) if before.coffee == "in" else before
        case _:
            after = before
    if after != before:
        await connections.choose(after)
    planned = [_rounds(context, day)] if after.coffee == "in" else []
    return [Reply(views.coffee(after, round_at(day, zone))), *planned]


def _rounds(context: Context, day: date) -> Plan:
    """The next round, from its heads-up on; planned again it is the same."""
    zone, name = context.community.timezone, day.isoformat()
    at = round_at(day, zone)
    return Plan(
        Subject(COFFEE.kind, name),
        (
            Planned(heads_up_at(day, zone), Action("connections.tomorrow", (name,)), at),
            Planned(at, Action("connections.round", (name,)), at + STILL_A_ROUND),
        ),
    )


@feature.button("skip")
async def skip(context: Context, day: str) -> Sequence[Effect]:
    """Leave this round out."""
    mine = await context[Connections].mingling(context.member.id)
    if context.now >= round_at(_day(day), context.community.timezone):
        raise Refused(say("coffee-begun"))
    skipping = replace(mine, skips=day)
    await context[Connections].choose(skipping)
    return [Reply(views.coffee(skipping, None), replaces=True)]


@feature.due("tomorrow")
async def tell_of_tomorrow(context: Context, day: str) -> Sequence[Effect]:
    """The evening before, to everybody in the round."""
    at = round_at(_day(day), context.community.timezone)
    drinkers = await context[Connections].drinkers(day)
    if len(drinkers) < 2:
        return []
    card = views.coffee_tomorrow(day, at)
    return [Notify(one.member, card, f"coffee-tomorrow:{day}", at, weight="mine") for one in drinkers]


@feature.due("round")
async def bring_together(context: Context, day: str) -> Sequence[Effect]:
    """Bring those of a round together, ask them some days later how it was, and plan the next round."""
    connections = context[Connections]
    drinkers = await connections.drinkers(day)
    following: list[Effect] = [_rounds(context, _day(day) + EVERY)] if drinkers else []
    not_again = await connections.not_again((_day(day) - NOT_AGAIN_FOR).isoformat())
    # Pairing many takes a moment, in which everybody else is served.
    groups, alone = await asyncio.to_thread(brought_together, drinkers, not_again)
    await connections.keep_round(day, groups, alone)
    talks = [await _coffee_conversation(context, day, group) for group in groups]
    sorry = [Notify(member, views.coffee_alone(), f"coffee-alone:{day}", weight="mine") for member in alone]
    asking = asked_at(_day(day), context.community.timezone)
    how = Planned(asking, Action("connections.how", (day,)), asking + STILL_A_QUESTION)
    questions = [Plan(Subject("coffee-how", day), (how,))] if groups else []
    return [*talks, *sorry, *questions, *following]


@feature.missed("round")
async def go_on(context: Context, day: str) -> Sequence[Effect]:
    """A round that was slept through is left out; the next one is planned."""
    return [_rounds(context, next_round(context.now, context.community.timezone))] if day else []


async def _coffee_conversation(context: Context, day: str, group: Group) -> Conversation:
    key = f"coffee:{day}:{group[0]}"
    contacts = {member: (await context[Connections].mingling(member)).contact for member in group}
    letters = []
    for member in group:
        others = [other for other in group if other != member]
        known = [(other, contacts[other]) for other in others if contacts[other]]
        letters.append(Notify(member, views.coffee_with(others, known), key))
    return Conversation(group, views.coffee_together(group), key, otherwise=tuple(letters))


@feature.due("how")
async def ask_how_it_was(context: Context, day: str) -> Sequence[Effect]:
    """Some days later: three answers, all of them fine."""
    groups = await context[Connections].round(day)
    return [
        Notify(
            member,
            views.how_was_coffee(day, [other for other in group if other != member]),
            f"coffee-how:{day}",
            context.now + STILL_A_QUESTION,
            weight="mine",
        )
        for group in groups
        for member in group
    ]


@feature.button("coffee")
async def answer_how_it_was(context: Context, day: str, answer: str) -> Sequence[Effect]:
    """We met; not yet; or not for me, which takes one out of the rounds for now."""
    if answer not in ANSWERS:
        raise Refused(say("button-unknown"))
    connections, me = context[Connections], context.member.id
    same = await connections.answer(day, me, answer)
    told: list[Effect] = [Reply(views.coffee_answered(answer), replaces=True)]
    if answer == "rest":
        await connections.choose(replace(await connections.mingling(me), coffee="paused"))
    if answer == "met" and same:
        told.append(Met((me, *same), Subject("coffee", day)))
    return told


def _day(name: str) -> date:
    try:
        return date.fromisoformat(name)
    except ValueError:
        raise Refused(say("button-unknown")) from None
