"""What happens to connections."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.feature import Context, Feature, Option
from bot.features.connections import views
from bot.features.connections.model import Connection, Connections, Pair, a_year_later, pair, pairs
from bot.vocabulary.action import Action
from bot.vocabulary.effect import Effect, Met, Notify, Plan, Planned, Reply
from bot.vocabulary.people import MemberId
from bot.vocabulary.refusal import Refused
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
        Notify(member, views.a_year_on(connection, member), f"year:{two.first}:{two.second}", useful_until)
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
    await context[Connections].keep_apart(mine, two.other(mine))
    return [Reply(views.kept_apart(two, mine))]
