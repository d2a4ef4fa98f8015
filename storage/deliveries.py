"""Deliveries: the outbox of all communities, from the carrier's side.

A row that leaves for good passes ``pending → claimed → sending → sent``. What may have been stored without our knowing
is ``uncertain``: it is tried again after a quiet period under the same marker, by which the platform or its courier
tells a repetition. Edits are safe to repeat, so they are never uncertain.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from pydantic import ValidationError
from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import (
    Claimed,
    Delivery,
    InDoubt,
    MessageRef,
    NotSent,
    Outcome,
    Rejected,
    Sent,
    Stopped,
    Target,
    TargetGone,
    ToAccount,
    ToChannel,
    ToMessage,
    ToThread,
)
from bot.vocabulary import codec
from bot.vocabulary.card import Card, mentioned
from bot.vocabulary.people import MemberId, Person, Reader, SpaceAddress
from bot.vocabulary.subject import Subject
from storage import lanes
from storage.database import Database, insert
from storage.markers import marker
from storage.meta import install_key
from storage.outbox import COALESCING
from storage.postings import of_posting
from storage.tables import (
    UNFINISHED,
    WAITING,
    accounts,
    among,
    communities,
    members,
    outbox,
    places,
    postings,
    spaces,
)

log = structlog.get_logger(__name__)

QUIET: Final = 15.0
"""Seconds before what is in doubt is tried again: longer than any request of ours lives."""
LONGEST_WAIT: Final = 600.0
"""Seconds between two tries at most, unless the platform asks for more."""
STOPPED_FOR: Final = timedelta(minutes=5)
"""How long nothing is sent to a space that refuses everything of ours."""

_earlier: Final = outbox.alias("earlier")
_is_next: Final = ~exists().where(
    _earlier.c.lane == outbox.c.lane,
    _earlier.c.id < outbox.c.id,
    literal_column(f"earlier.{among(UNFINISHED)}"),
)
_is_waiting: Final = literal_column(f"outbox.{among(WAITING)}") & outbox.c.lane.is_not(None)
_of_space: Final = (spaces.c.community_id == outbox.c.community_id) & (spaces.c.id == outbox.c.space_id)
_of_place: Final = and_(
    places.c.community_id == outbox.c.community_id,
    places.c.space_id == outbox.c.space_id,
    places.c.topic == outbox.c.topic,
)
_place: Final = func.coalesce(places.c.channel, spaces.c.default_channel)
_is_edit: Final = (outbox.c.kind == "card") & exists().where(of_posting)
_open_at: Final = case((spaces.c.stopped_until > outbox.c.next_at, spaces.c.stopped_until), else_=outbox.c.next_at)


class SqlDeliveries:
    """Fills :class:`bot.ports.Deliveries`; each call is a transaction.

    Args:
        platforms: those that somebody carries to; what is for another waits.
    """

    def __init__(self, database: Database, platforms: Collection[str]) -> None:
        self._database = database
        self._platforms = tuple(platforms)

    async def claim(self, at: datetime, limit: int) -> tuple[Claimed, ...]:
        """Take on what is due, in due order; never two messages of one channel or person out of their order."""
        async with self._database.begin() as connection:
            await connection.execute(_expire(at))
            await _choose_lanes(connection)
            rows = (await connection.execute(self._due(at, limit))).all()
            cards = {row.id: card for row in rows if (card := await _card(connection, row))}
            readable = [row for row in rows if row.id in cards]
            people = await _people(connection, readable, cards.values())
            taken = {"state": "claimed", "fence": outbox.c.fence + 1, "carried": outbox.c.revision}
            await connection.execute(update(outbox).where(outbox.c.id.in_(cards)).values(taken))
        return tuple(
            Claimed(str(row.id), row.fence + 1, row.attempt, _delivery(row, cards[row.id], people)) for row in readable
        )

    async def mark(self, claimed: Claimed, at: datetime) -> bool:
        """Record that it is about to be sent; false when it was cancelled, replaced or taken over meanwhile."""
        ours = _claimed(claimed) & (outbox.c.state == "claimed")
        current = ours & (outbox.c.revision == outbox.c.carried)
        sending = {
            "state": "sending",
            "attempt": outbox.c.attempt + 1,
            "first_at": func.coalesce(outbox.c.first_at, at),
            "last_at": at,
        }
        async with self._database.begin() as connection:
            if (await connection.execute(update(outbox).where(current).values(sending))).rowcount:
                return True
            await connection.execute(update(outbox).where(ours).values(state=_waiting_again()))
            return False

    async def finish(self, claimed: Claimed, outcome: Outcome, at: datetime) -> None:
        """Record what the platform said, and when to try again if it is to be tried again."""
        in_flight = _claimed(claimed) & outbox.c.state.in_(("claimed", "sending"))
        statement = select(outbox, _is_edit.label("is_edit")).where(in_flight)
        async with self._database.begin() as connection:
            row = (await connection.execute(statement.with_for_update(of=outbox))).one_or_none()
            if row is None:
                log.warning("a late report is not believed", delivery=claimed.id, outcome=outcome)
                return
            changes = await _concluded(connection, row, outcome, at)
            await connection.execute(update(outbox).where(outbox.c.id == row.id).values(changes))

    async def recover(self, at: datetime) -> int:
        """After a start: give back what a dead worker had taken on, and say how many; stopped spaces are tried anew."""
        sending = outbox.c.state == "sending"
        doubted = func.coalesce(outbox.c.doubted, outbox.c.carried)
        later = {"state": "uncertain", "doubted": doubted, "next_at": at + timedelta(seconds=QUIET)}
        async with self._database.begin() as connection:
            await connection.execute(update(spaces).values(stopped_until=None, stopped_reason=None))
            given_back = [
                update(outbox).where(outbox.c.state == "claimed").values(state=_waiting_again()),
                update(outbox).where(sending & _is_edit).values(state="pending", next_at=at),
                update(outbox).where(sending).values(later),
            ]
            return sum([(await connection.execute(statement)).rowcount for statement in given_back])

    async def next_at(self) -> datetime | None:
        """When something is to be sent next."""
        statement = (
            select(func.min(_open_at))
            .select_from(outbox.join(spaces, _of_space))
            .where(_is_waiting, spaces.c.platform.in_(self._platforms), _is_next)
        )
        async with self._database.begin() as connection:
            await _choose_lanes(connection)
            return await connection.scalar(statement)

    def _due(self, at: datetime, limit: int) -> Select[Any]:
        of_community = communities.c.id == outbox.c.community_id
        of_member = (members.c.community_id == outbox.c.community_id) & (members.c.id == outbox.c.member_id)
        of_login = (accounts.c.community_id == outbox.c.community_id) & (accounts.c.space_id == outbox.c.space_id)
        return (
            select(
                outbox,
                spaces.c.platform,
                spaces.c.external_id,
                spaces.c.name,
                communities.c.language,
                communities.c.timezone,
                _place.label("place"),
                postings.c.channel.label("posted_in"),
                postings.c.message.label("posted_as"),
                postings.c.thread.label("posted_thread"),
                members.c.language.label("member_language"),
                accounts.c.locale,
            )
            .select_from(
                outbox.join(spaces, _of_space)
                .join(communities, of_community)
                .outerjoin(places, _of_place)
                .outerjoin(postings, of_posting)
                .outerjoin(members, of_member)
                .outerjoin(accounts, of_login & (accounts.c.external_id == outbox.c.account))
            )
            .where(_is_waiting, _open_at <= at, spaces.c.platform.in_(self._platforms), _is_next)
            .order_by(outbox.c.due_at, outbox.c.id)
            .limit(limit)
            .with_for_update(of=outbox, skip_locked=True)
        )


# --- claiming -------------------------------------------------------------------------------------------------------


def _expire(at: datetime) -> Any:  # noqa: ANN401 - an UPDATE, whose type names its rows
    late = select(outbox.c.id).where(text(among(WAITING)), outbox.c.expires_at < at).with_for_update(skip_locked=True)
    return update(outbox).where(outbox.c.id.in_(late)).values(state="expired")


async def _choose_lanes(connection: AsyncConnection) -> None:
    # What has nowhere to go yet has no lane: a card without a place, a thread message without a card.
    can_go = or_(postings.c.message.is_not(None), (outbox.c.kind == "card") & _place.is_not(None))
    statement = (
        select(outbox, _place.label("place"), postings.c.message.label("posted_as"))
        .select_from(outbox.join(spaces, _of_space).outerjoin(places, _of_place).outerjoin(postings, of_posting))
        .where(text(f"outbox.{among(UNFINISHED)}"), outbox.c.lane.is_(None), can_go)
        .with_for_update(of=outbox, skip_locked=True)
    )
    chosen = [{"row": row.id, "chosen": _lane(row)} for row in await connection.execute(statement)]
    if chosen:
        choose = update(outbox).where(outbox.c.id == bindparam("row")).values(lane=bindparam("chosen"))
        await connection.execute(choose, chosen)


def _lane(row: Row) -> str:
    if row.kind == "thread":
        return lanes.of_thread(row.space_id, _subject(row))
    if row.posted_as:
        return lanes.of_card(row.space_id, _subject(row))
    return lanes.of_channel(row.space_id, row.place)


async def _card(connection: AsyncConnection, row: Row) -> Card | None:
    try:
        return codec.cards.validate_json(row.payload)
    except ValidationError as error:
        # Kept by an older vocabulary: one card that cannot be read must not hold up all others.
        log.exception("a card in the outbox cannot be read", delivery=row.id)
        dead = {"state": "dead", "error": str(error)}
        await connection.execute(update(outbox).where(outbox.c.id == row.id).values(dead))
        return None


async def _people(connection: AsyncConnection, rows: Sequence[Row], cards: Collection[Card]) -> Sequence[Row]:
    wanted = frozenset().union(*map(mentioned, cards))
    if not wanted:
        return ()
    of_member = (accounts.c.community_id == members.c.community_id) & (accounts.c.member_id == members.c.id)
    statement = (
        select(members.c.community_id, members.c.id, members.c.name, accounts.c.space_id, accounts.c.external_id)
        .outerjoin(accounts, of_member & accounts.c.left_at.is_(None))
        .where(members.c.community_id.in_({row.community_id for row in rows}), members.c.id.in_(wanted))
        .order_by(accounts.c.used_at)
    )
    return (await connection.execute(statement)).all()


def _delivery(row: Row, card: Card, people: Sequence[Row]) -> Delivery:
    language = row.member_language or row.locale or row.language if row.kind == "direct" else row.language
    reader = Reader(language, row.timezone, _known(row, mentioned(card), people))
    space = SpaceAddress(row.platform, row.external_id, row.name)
    return Delivery(row.marker, space, _target(row), card, reader)


def _known(row: Row, wanted: Collection[MemberId], people: Sequence[Row]) -> Mapping[MemberId, Person]:
    known: dict[MemberId, Person] = {}
    for person in people:
        if person.community_id == row.community_id and person.id in wanted:
            here = person.external_id if person.space_id == row.space_id else None
            before = known.get(person.id)
            known[person.id] = Person(person.name, here or (before.account if before else None))
    return known


def _target(row: Row) -> Target:
    posted = MessageRef(row.posted_in, row.posted_as, row.posted_thread)
    match row.kind:
        case "direct":
            return ToAccount(row.account)
        case "thread":
            return ToThread(posted, tuple(json.loads(row.rings)))
        case _:
            return ToMessage(posted) if row.posted_as else ToChannel(row.place)


def _claimed(claimed: Claimed) -> ColumnElement[bool]:
    return (outbox.c.id == int(claimed.id)) & (outbox.c.fence == claimed.fence)


def _waiting_again() -> ColumnElement[str]:
    return case((outbox.c.doubted.is_not(None), "uncertain"), else_="pending")


# --- finishing ------------------------------------------------------------------------------------------------------


async def _concluded(connection: AsyncConnection, row: Row, outcome: Outcome, at: datetime) -> dict[str, Any]:
    match outcome:
        case Sent(message):
            return await _sent(connection, row, message, at)
        case NotSent(reason, retry_after):
            return _again(row, at, _backed_off(row, retry_after), reason)
        case InDoubt(reason) if row.is_edit:
            return _again(row, at, _backed_off(row, 1.0), reason)
        case InDoubt(reason):
            doubted = row.carried if row.doubted is None else row.doubted
            return _again(row, at, _backed_off(row, QUIET), reason) | {"state": "uncertain", "doubted": doubted}
        case TargetGone(reason) if row.is_edit:
            return await _anew(connection, row, reason, at)
        case TargetGone(reason) | Rejected(reason):
            return _dead(row, reason, at)
        case Stopped(reason):
            await _stop(connection, row, reason, at)
            return _again(row, at, 0.0, reason)


async def _sent(connection: AsyncConnection, row: Row, message: MessageRef, at: datetime) -> dict[str, Any]:
    reference = {"channel": message.channel, "message": message.message, "thread": message.thread}
    sent = reference | {"state": "sent", "attempt": 0, "doubted": None, "error": None}
    if row.kind == "thread":
        await _remember_thread(connection, row, message)
    if row.kind != "card":
        return sent
    await _remember_posting(connection, row, reference)
    sent["lane"] = lanes.of_card(row.space_id, _subject(row))
    # What was stored in doubt may show an older revision than the one carried now.
    shown = row.carried if row.doubted is None else row.doubted
    return sent if shown == row.revision else sent | {"state": "pending", "next_at": at + COALESCING}


async def _remember_posting(connection: AsyncConnection, row: Row, reference: dict[str, str | None]) -> None:
    key = {name: getattr(row, name) for name in ("community_id", "space_id", "subject_kind", "subject_id")}
    statement = insert(connection, postings).values(key | reference)
    kept = reference | {"thread": func.coalesce(statement.excluded.thread, postings.c.thread)}
    await connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=kept))


async def _remember_thread(connection: AsyncConnection, row: Row, message: MessageRef) -> None:
    if message.thread:
        await connection.execute(update(postings).where(_about(postings, row)).values(thread=message.thread))


async def _anew(connection: AsyncConnection, row: Row, reason: str, at: datetime) -> dict[str, Any]:
    await connection.execute(postings.delete().where(_about(postings, row)))
    beneath = _about(outbox, row) & outbox.c.state.in_(WAITING) & (outbox.c.kind == "thread")
    await connection.execute(update(outbox).where(beneath).values(lane=None))
    generation = row.generation + 1
    key = await install_key(connection)
    return {
        "state": "pending",
        "generation": generation,
        "marker": marker(key, row.community_id, row.kind, row.key, row.target, generation),
        "lane": None,
        "attempt": 0,
        "first_at": None,
        "next_at": at,
        "error": reason,
    }


def _dead(row: Row, reason: str, at: datetime) -> dict[str, Any]:
    if row.revision != row.carried:
        return {"state": "pending", "attempt": 0, "next_at": at, "error": reason}
    log.warning("a message cannot be delivered", delivery=row.id, kind=row.kind, key=row.key, reason=reason)
    return {"state": "dead", "error": reason}


async def _stop(connection: AsyncConnection, row: Row, reason: str, at: datetime) -> None:
    log.error("a space refuses everything of ours", space=row.space_id, reason=reason)
    space = (spaces.c.community_id == row.community_id) & (spaces.c.id == row.space_id)
    stopped = {"stopped_until": at + STOPPED_FOR, "stopped_reason": reason}
    await connection.execute(update(spaces).where(space).values(stopped))


def _again(row: Row, at: datetime, seconds: float, reason: str) -> dict[str, Any]:
    state = "pending" if row.doubted is None else "uncertain"
    return {"state": state, "next_at": at + timedelta(seconds=seconds), "error": reason}


def _backed_off(row: Row, first: float) -> float:
    doublings = min(max(row.attempt - 1, 0), 10)
    return max(first, min(first * 2**doublings, LONGEST_WAIT))


def _about(table: Table, row: Row) -> ColumnElement[bool]:
    same = ("community_id", "space_id", "subject_kind", "subject_id")
    return and_(*(table.c[name] == getattr(row, name) for name in same))


def _subject(row: Row) -> Subject:
    return Subject(row.subject_kind, row.subject_id)
