"""Unions: everything that is kept of one member becomes another's, because the two are one person.

What they answered is united by the features before, who know what a place is. Here the rest follows the register: a row
that the member has already stays as it is, and the other's goes.
"""

from collections.abc import Sequence

from sqlalchemy import Column, ColumnElement, Table, and_, case, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import lanes
from storage.register import FATES
from storage.tables import (
    accounts,
    connections,
    drafts,
    feeds,
    gives,
    kept_apart,
    link_tries,
    links,
    members,
    outbox,
    plans,
    posts_proposed,
    proposals,
    thanks,
)

_PAIRS = (
    (gives.c.giver_id, gives.c.receiver_id),
    (thanks.c.by_id, thanks.c.to_id),
    (kept_apart.c.member_id, kept_apart.c.other_id),
    (proposals.c.asker_id, proposals.c.target_id),
)
"""Two people of one row, who cannot be the same."""
_NAMED = (outbox.c.payload, drafts.c.arguments, posts_proposed.c.card, posts_proposed.c.arguments)
"""Where ids stand inside of what is kept as JSON."""


async def unite(connection: AsyncConnection, community: str, member: str, other: str) -> None:
    """Let everything of the other's be the member's; the other is nobody any more."""
    await _without_oneself(connection, community, member, other)
    await _connections(connection, community, member, other)
    await _plans(connection, community, member, other)
    for column in _NAMED:
        named = (column.table.c.community_id == community) & column.contains(other, autoescape=True)
        put = {column: func.replace(column, other, member)}
        await connection.execute(update(column.table).where(named).values(put))
    mine = (feeds.c.community_id == community) & (feeds.c.of == member)
    theirs = (feeds.c.community_id == community) & (feeds.c.of == other)
    if (await connection.execute(select(feeds.c.of).where(mine))).first() is None:
        await connection.execute(update(feeds).where(theirs).values(of=member))
    for column in FATES:
        if column.table not in (members, connections):
            await _passed_on(connection, community, column, member, other)
    await _settings(connection, community, member, other)
    gone = (members.c.community_id == community) & (members.c.id == other)
    await connection.execute(delete(members).where(gone))


async def readdress(connection: AsyncConnection, community: str, member: str, space: str) -> None:
    """Let what is not sent yet to a member go to their login in that space."""
    there = (accounts.c.community_id == community) & (accounts.c.member_id == member) & (accounts.c.space_id == space)
    login = await connection.scalar(select(accounts.c.external_id).where(there))
    unsent = (outbox.c.state == "pending") & outbox.c.message.is_(None) & (outbox.c.space_id != space)
    theirs = (outbox.c.community_id == community) & (outbox.c.member_id == member) & (outbox.c.kind == "direct")
    if login is not None:
        lane = lanes.of_account(space, login)
        address = {"space_id": space, "account": login}
        held = case((outbox.c.lane.endswith(" held"), lanes.held(lane)), else_=lane)
        to = update(outbox).where(theirs, unsent).values(**address, lane=held, lease_until=None)
        await connection.execute(to)


async def _without_oneself(connection: AsyncConnection, community: str, member: str, other: str) -> None:
    both = (member, other)
    for one, two in _PAIRS:
        ours = one.table.c.community_id == community
        await connection.execute(delete(one.table).where(ours, one.in_(both), two.in_(both)))
    for table in (links, link_tries):
        theirs = [column.in_(both) for column in FATES if column.table is table]
        await connection.execute(delete(table).where(table.c.community_id == community, or_(*theirs)))
    asked = proposals.c.asker_id.in_(both) | proposals.c.target_id.in_(both)
    of_oneself = asked & proposals.c.connector_id.in_(both) & (proposals.c.community_id == community)
    await connection.execute(update(proposals).where(of_oneself).values(connector_id=None))


async def _connections(connection: AsyncConnection, community: str, member: str, other: str) -> None:
    """Who has met both has met the one since the earlier day."""
    ours = connections.c.community_id == community
    theirs = or_(connections.c.first_id == other, connections.c.second_id == other)
    for row in (await connection.execute(select(connections).where(ours, theirs))).mappings().all():
        third = row["second_id"] if row["first_id"] == other else row["first_id"]
        first, second = sorted((member, third))
        same = ours & (connections.c.first_id == row["first_id"]) & (connections.c.second_id == row["second_id"])
        await connection.execute(delete(connections).where(same))
        if third == member:
            continue
        pair = ours & (connections.c.first_id == first) & (connections.c.second_id == second)
        known = (await connection.execute(select(connections).where(pair))).mappings().one_or_none()
        if known is None:
            await connection.execute(connections.insert().values(dict(row) | {"first_id": first, "second_id": second}))
            continue
        earlier = min(row, known, key=lambda each: each["met_at"])
        last = max(row["last_at"], known["last_at"])
        when = {name: earlier[name] for name in ("met_at", "subject_kind", "subject_id")}
        await connection.execute(update(connections).where(pair).values(**when, last_at=last))


async def _plans(connection: AsyncConnection, community: str, member: str, other: str) -> None:
    ours = plans.c.community_id == community
    named = or_(*(column.contains(other, autoescape=True) for column in (plans.c.subject_id, plans.c.action)))
    for row in (await connection.execute(select(plans).where(ours, named))).all():
        renamed = {"subject_id": row.subject_id.replace(other, member), "action": row.action.replace(other, member)}
        same = and_(*(plans.c[name] == value for name, value in renamed.items()))
        twice = ours & same & (plans.c.subject_kind == row.subject_kind) & (plans.c.at == row.at)
        this = ours & (plans.c.id == row.id)
        if (await connection.execute(select(plans.c.id).where(twice))).first() is not None:
            await connection.execute(delete(plans).where(this))
        else:
            await connection.execute(update(plans).where(this).values(renamed))


async def _passed_on(connection: AsyncConnection, community: str, column: Column, member: str, other: str) -> None:
    table = column.table
    ours = (table.c.community_id == community) & (column == other)
    for unique in _uniques(table, column):
        also = table.alias()
        same = and_(*(also.c[name] == table.c[name] for name in unique), also.c[column.name] == member)
        await connection.execute(delete(table).where(ours, exists().where(same)))
    await connection.execute(update(table).where(ours).values({column: member}))


def _uniques(table: Table, column: Column) -> Sequence[list[str]]:
    """The other columns of the key, where the column is part of it."""
    names = [one.name for one in table.primary_key]
    return [[name for name in names if name != column.name]] if column.name in names else []


async def _settings(connection: AsyncConnection, community: str, member: str, other: str) -> None:
    """A language and a zone that only the other chose."""
    theirs: ColumnElement[bool] = (members.c.community_id == community) & (members.c.id == other)
    chosen = (await connection.execute(select(members.c.language, members.c.timezone).where(theirs))).one()
    mine = (members.c.community_id == community) & (members.c.id == member)
    for name, value in (("language", chosen.language), ("timezone", chosen.timezone)):
        unset = mine & members.c[name].is_(None)
        await connection.execute(update(members).where(unset).values({name: value}))
