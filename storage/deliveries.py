"""Deliveries: the outbox of all communities, from the carrier's side.

What is known of a message on its platform is told by its state alone, and whether somebody is at it by its lease:

========== ============================================= ==========================================================
state      on the platform                               goes on by itself
========== ============================================= ==========================================================
pending    certainly not, or to be edited                is sent at ``next_at``
sending    a request may be on its way                   is uncertain (an edit: pending) when its lease is over
uncertain  yes or no                                     is looked up at ``next_at``, then found, sent again or given up
verify     yes; a second copy may come to light          is looked over at ``next_at`` until ``verify_until``
sent       yes                                           is over
expired    no: its time had passed                       is over
cancelled  no: it was called off                         is over
dead       no, or nobody will ever know: see ``error``   is over
========== ============================================= ==========================================================

Edits are safe to repeat, so they are never uncertain.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeGuard

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
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import (
    NOTHING_RESTS,
    Claimed,
    Delivery,
    Doubtful,
    InDoubt,
    MessageRef,
    NotSent,
    Outcome,
    Rejected,
    Report,
    Resting,
    Sent,
    Stopped,
    Target,
    TargetGone,
    ToAccount,
    ToChannel,
    ToConversation,
    ToMessage,
    ToThread,
    Unsent,
    Verifying,
)
from bot.vocabulary import codec
from bot.vocabulary.card import Card, mentioned
from bot.vocabulary.people import MemberId, Person, Reader, SpaceAddress
from bot.vocabulary.subject import Subject
from storage import lanes, letters, notices, removals
from storage.communities import is_paused
from storage.database import Database, insert
from storage.outbox import COALESCING, PARKED, PERSISTENT, ROLE, edits
from storage.postings import of_posting
from storage.tables import (
    BLOCKING,
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

LEASE: Final = timedelta(seconds=60)
"""How long a worker holds what it claimed, and again from its mark: longer than a look and an attempt may take."""
LONGEST_WAIT: Final = 600.0
"""Seconds between two tries at most, unless the platform asks for more."""
STOPPED_FOR: Final = timedelta(minutes=5)
"""How long nothing is sent to a space that refuses everything of ours; then one message finds out."""
LIFE: Final = timedelta(days=7)
"""How long it is tried to send anything."""
LANES: Final = 500
"""For how many a lane is chosen at once: who is killed again and again must get somewhere all the same."""
TIDYING: Final = timedelta(seconds=5)
"""How seldom it is looked through all that waits while there is enough to send."""
FIRST_LOOK: Final = timedelta(seconds=60)
"""When it is looked for a second copy first; the last look is at the end."""

_earlier: Final = outbox.alias("earlier")
_is_next: Final = ~exists().where(
    _earlier.c.lane == outbox.c.lane,
    _earlier.c.id < outbox.c.id,
    literal_column(f"earlier.{among(BLOCKING)}"),
)
_is_unfinished: Final = literal_column(f"outbox.{among(UNFINISHED)}")
_is_free: Final = outbox.c.lease_until.is_(None)
_is_held: Final = outbox.c.lease_until.is_not(None)
_can_go: Final = outbox.c.lane.is_not(None) & or_(outbox.c.state == "verify", _is_next)
# A pause holds what would be sent. What is in doubt is looked for all the same: later it could not be found.
_may_go: Final = outbox.c.state.in_(("uncertain", "verify")) | ~is_paused(outbox.c.community_id)
_of_space: Final = (spaces.c.community_id == outbox.c.community_id) & (spaces.c.id == outbox.c.space_id)
_of_place: Final = and_(
    places.c.community_id == outbox.c.community_id,
    places.c.space_id == outbox.c.space_id,
    places.c.topic == outbox.c.topic,
)
_place: Final = func.coalesce(places.c.channel, spaces.c.default_channel)
# Looked up row by row, so that the order of the outbox leads and nothing is sorted: of many that wait a few are wanted.
_platform: Final = select(spaces.c.platform).where(_of_space).scalar_subquery()
_address: Final = select(spaces.c.external_id).where(_of_space).scalar_subquery()
_stopped_until: Final = select(spaces.c.stopped_until).where(_of_space).scalar_subquery()
_posted_as: Final = select(postings.c.message).where(of_posting).scalar_subquery()
_chosen_place: Final = func.coalesce(
    select(places.c.channel).where(_of_place).scalar_subquery(),
    select(spaces.c.default_channel).where(_of_space).scalar_subquery(),
)
_is_edit: Final = edits
_posted_in: Final = select(postings.c.channel).where(of_posting).scalar_subquery()
_open_at: Final = case((spaces.c.stopped_until > outbox.c.next_at, spaces.c.stopped_until), else_=outbox.c.next_at)
_released: Final[Mapping[str, Any]] = {"lease_until": None}
_certain: Final[Mapping[str, Any]] = {"doubted": None, "absences": 0}
_over: Final[Mapping[str, Any]] = {**_released, **_certain, "first_at": None, "verify_until": None}


class SqlDeliveries:
    """Fills :class:`bot.ports.Deliveries`; each call is a transaction.

    Args:
        platforms: those that somebody carries to; what is for another waits.
    """

    def __init__(self, database: Database, platforms: Collection[str]) -> None:
        self._database = database
        self._platforms = tuple(platforms)
        self._tidied = datetime.min.replace(tzinfo=UTC)

    async def claim(self, at: datetime, limit: int, resting: Resting = NOTHING_RESTS) -> tuple[Claimed, ...]:
        """Take on what is due, in due order; never two messages of one channel or person out of their order."""
        async with self._database.begin() as connection:
            rows = await self._due_rows(connection, at, limit, resting)
            rows = await _sounded(connection, rows, at)
            cards = {row.id: card for row in rows if (card := await _card(connection, row))}
            readable = [row for row in rows if row.id in cards]
            people = await _people(connection, readable, cards.values())
            if cards:
                taken = {"fence": outbox.c.fence + 1, "carried": outbox.c.revision, "lease_until": at + LEASE}
                await connection.execute(update(outbox).where(outbox.c.id.in_(cards)).values(taken))
        return tuple(_claimed(row, _delivery(row, cards[row.id], people)) for row in readable)

    async def mark(self, claimed: Sequence[Claimed], at: datetime) -> frozenset[str]:
        """Record that these are about to be sent; what must not be sent as it was claimed is given back."""
        marked, locked = await self._mark(claimed, at, skip_locked=True)
        for one in locked:
            marked |= (await self._mark([one], at, skip_locked=False))[0]
        return marked

    async def finish(self, reports: Sequence[Report], at: datetime) -> None:
        """Record what became of each."""
        for one in await self._finish(reports, at, skip_locked=True):
            if await self._finish([one], at, skip_locked=False):
                log.warning("a late report is not believed", delivery=one.claimed.id, outcome=one.outcome)

    async def put_off(self, claimed: Claimed, until: datetime, *, absences: int = 0) -> None:
        """Give it back as it stands, to be claimed again at that instant."""
        async with self._database.begin() as connection:
            if row := (await _held(connection, [claimed], WAITING)).get(claimed.id):
                await _change(connection, row, {**_released, "next_at": until, "absences": absences})

    async def give_up(self, claimed: Claimed, reason: str, at: datetime) -> None:
        """Record that nobody will ever know whether it was stored."""
        async with self._database.begin() as connection:
            if row := (await _held(connection, [claimed], ("uncertain",))).get(claimed.id):
                await _end(connection, row, "dead", "doubt", f"may or may not have been posted: {reason}", at)

    async def verified(self, claimed: Claimed, at: datetime) -> None:
        """Record that there is no second copy at that instant."""
        async with self._database.begin() as connection:
            if row := (await _held(connection, [claimed], ("verify",))).get(claimed.id):
                over = at >= row.verify_until
                later = {**_released, "next_at": row.verify_until}
                await _change(connection, row, {**_over, "state": "sent"} if over else later)

    async def recover(self, at: datetime) -> int:
        """After a start: take over what dead workers held, and say how many deliveries; stopped spaces are tried anew.

        An embedded database is held by one process alone, so whoever held anything is dead. Elsewhere others may be
        alive: there a lease must be over.
        """
        async with self._database.begin() as connection:
            await connection.execute(update(spaces).values(stopped_until=None, stopped_reason=None))
            return await _take_over(connection, _is_held if self._database.embedded else outbox.c.lease_until <= at, at)

    async def next_at(self) -> datetime | None:
        """When something is to be done next."""
        statement = (
            select(func.min(case((_is_held, outbox.c.lease_until), else_=_open_at)))
            .select_from(outbox.join(spaces, _of_space))
            .where(_is_unfinished, spaces.c.platform.in_(self._platforms), or_(_is_held, _can_go & _may_go))
        )
        async with self._database.begin() as connection:
            await _choose_lanes(connection)
            return await connection.scalar(statement)

    async def _due_rows(self, connection: AsyncConnection, at: datetime, limit: int, resting: Resting) -> Sequence[Row]:
        # Looking through everything that waits costs more than a message, so while there is enough to do it is done
        # once in a while.
        due, ids = self._due(at, limit, resting), list[int]()
        if self._tidied <= at < self._tidied + TIDYING:
            ids = list(await connection.scalars(due))
        if len(ids) < limit:
            await self._tidy(connection, at)
            ids = list(await connection.scalars(due))
        return (await connection.execute(_in_full(ids))).all() if ids else ()

    async def _tidy(self, connection: AsyncConnection, at: datetime) -> None:
        await _take_over(connection, outbox.c.lease_until <= at, at)
        await _choose_lanes(connection)
        await _end_late(connection, at)
        self._tidied = at

    async def _mark(
        self, claimed: Sequence[Claimed], at: datetime, *, skip_locked: bool
    ) -> tuple[frozenset[str], list[Claimed]]:
        async with self._database.begin() as connection:
            held = await _held(connection, claimed, ("pending", "uncertain"), skip_locked=skip_locked)
            sending = [
                (row, _sending(row, one.delivery.target, at))
                for one in claimed
                if (row := held.get(one.id)) is not None and await _may_leave(connection, row, at)
            ]
            await _change_all(connection, sending)
        return frozenset(str(row.id) for row, _ in sending), [one for one in claimed if one.id not in held]

    async def _finish(self, reports: Sequence[Report], at: datetime, *, skip_locked: bool) -> list[Report]:
        """Record them; gives back those of which no row is held, or somebody is changing it at this moment."""
        async with self._database.begin() as connection:
            reported = [report.claimed for report in reports]
            held = await _held(connection, reported, ("sending", "uncertain"), skip_locked=skip_locked)
            believed = [(row, one) for one in reports if _is_believed(row := held.get(one.claimed.id), one)]
            concluded = []
            for row, report in believed:
                await _heard_of(connection, row, report.outcome)
                concluded.append((row, await _concluded(connection, row, report.outcome, at, report.verify_until)))
            await _change_all(connection, concluded)
        done = {str(row.id) for row, _ in believed}
        return [one for one in reports if one.claimed.id not in done]

    def _due(self, at: datetime, limit: int, resting: Resting) -> Select[int]:
        """The ids of what may be claimed, locked."""
        return (
            select(outbox.c.id)
            .where(_is_unfinished, _is_free, outbox.c.next_at <= at, _can_go, _may_go, _platform.in_(self._platforms))
            .where(or_(_stopped_until.is_(None), _stopped_until <= at), *_awake(resting))
            .order_by(outbox.c.due_at, outbox.c.id)
            .limit(limit)
            .with_for_update(of=outbox, skip_locked=True)
        )


def _in_full(ids: Sequence[int]) -> Select[Any]:
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
            spaces.c.stopped_until,
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
        .where(outbox.c.id.in_(ids))
        .order_by(outbox.c.due_at, outbox.c.id)
    )


def _awake(resting: Resting) -> Iterator[ColumnElement[bool]]:
    if resting.platforms:
        yield _platform.not_in(resting.platforms)
    if resting.places:
        apart = (outbox.c.kind == "thread") & _platform.in_(resting.threads_apart)
        place = func.coalesce(_posted_in, outbox.c.account, _chosen_place)
        where = tuple_(_address, case((apart, _posted_as), else_=place))
        yield where.not_in(resting.places)


# --- claiming -------------------------------------------------------------------------------------------------------


async def _take_over(connection: AsyncConnection, held: ColumnElement[bool], at: datetime) -> int:
    """Free what dead workers held; of what they were sending, nobody knows whether it was stored."""
    sending = held & (outbox.c.state == "sending")
    doubted = {"doubted": func.coalesce(outbox.c.doubted, outbox.c.carried), "absences": 0}
    freed = [
        update(outbox).where(sending & ~_is_edit).values({**_released, **doubted, "state": "uncertain", "next_at": at}),
        update(outbox).where(sending).values({**_released, "state": "pending", "next_at": at}),
        update(outbox).where(held).values(_released),
    ]
    return sum([(await connection.execute(statement)).rowcount for statement in freed])


async def _end_late(connection: AsyncConnection, at: datetime) -> None:
    tried_long = (outbox.c.due_at < at - LIFE) & ~is_paused(outbox.c.community_id)
    late = or_(outbox.c.expires_at < at, tried_long)
    # What is in doubt is looked for; unless it has nowhere to go, so that nobody could look.
    unsent = or_(outbox.c.state == "pending", outbox.c.lane.is_(None))
    statement = select(outbox).where(_is_unfinished, _is_free, unsent, late)
    for row in (await connection.execute(statement.with_for_update(skip_locked=True))).all():
        expired = row.state == "pending" and row.expires_at and row.expires_at < at
        state, said = ("expired", "its time had passed") if expired else ("dead", "it could not go anywhere")
        await _end(connection, row, state, "late", row.error or said, at)


async def _sounded(connection: AsyncConnection, rows: Sequence[Row], at: datetime) -> Sequence[Row]:
    """All rows, but of a space that refused everything only one: it finds out whether it still does."""
    silent = {row.space_id: row for row in reversed(rows) if row.stopped_until is not None}
    if silent:
        held = {"stopped_until": at + LEASE}
        await connection.execute(update(spaces).where(spaces.c.id.in_(silent)).values(held))
    return [row for row in rows if silent.get(row.space_id, row) is row]


async def _choose_lanes(connection: AsyncConnection) -> None:
    # What has nowhere to go yet has no lane: a card without a place, a thread message without a card.
    can_go = or_(_posted_as.is_not(None), outbox.c.kind.in_(("card", "notice")) & _chosen_place.is_not(None))
    statement = (
        select(outbox, _chosen_place.label("place"), _posted_as.label("posted_as"))
        .where(_is_unfinished, outbox.c.lane.is_(None), can_go)
        .order_by(outbox.c.id)
        .limit(LANES)
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
    if row.kind == "notice":
        return lanes.of_notices(row.space_id, row.place)
    return lanes.of_channel(row.space_id, row.place)


async def _card(connection: AsyncConnection, row: Row) -> Card | None:
    try:
        return codec.cards.validate_json(row.payload)
    except ValidationError as error:
        # Kept by an older vocabulary: one card that cannot be read must not hold up all others.
        log.exception("a card in the outbox cannot be read", delivery=row.id)
        await _change(connection, row, {**_over, "state": "dead", "error": str(error)})
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
    file = codec.files.validate_json(row.file) if row.file else None
    return Delivery(row.marker, space, _target(row), card, reader, file)


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
    if row.kind in PERSISTENT and row.state == "pending" and row.message:
        return ToMessage(MessageRef(row.channel, row.message, row.thread), beneath=row.kind == "thread")
    match row.kind:
        case "direct" if row.member_id is None:
            return ToConversation(tuple(json.loads(row.rings)), row.place)
        case "direct":
            return ToAccount(row.account)
        case "notice" if row.account:
            return ToAccount(row.account)
        case "thread":
            return ToThread(posted, *_rung(row))
        case _:
            # What may have been stored is looked for where it went, even where its place was changed meanwhile.
            channel = row.place if row.doubted is None else row.channel or row.place
            return ToMessage(posted) if row.posted_as else ToChannel(channel, _rung(row)[0])


def _rung(row: Row) -> tuple[tuple[str, ...], str | None]:
    """The logins that a message rings, and the role."""
    rings: list[str] = json.loads(row.rings)
    role = next((each.removeprefix(ROLE) for each in rings if each.startswith(ROLE)), None)
    return tuple(each for each in rings if not each.startswith(ROLE)), role


def _claimed(row: Row, delivery: Delivery) -> Claimed:
    return Claimed(str(row.id), row.fence + 1, row.attempt, delivery, _standing(row))


def _standing(row: Row) -> Unsent | Doubtful | Verifying:
    match row.state:
        case "uncertain":
            return Doubtful(row.first_at, row.last_at, row.absences)
        case "verify":
            return Verifying(MessageRef(row.channel, row.message, row.thread), row.first_at, row.verify_until)
        case _:
            return Unsent()


# --- changing -------------------------------------------------------------------------------------------------------


async def _held(
    connection: AsyncConnection, claimed: Sequence[Claimed], states: Collection[str], *, skip_locked: bool = False
) -> Mapping[str, Row]:
    """The rows as their workers left them, locked, by id; without those taken over, or in no such state."""
    fences = {int(one.id): one.fence for one in claimed}
    statement = (
        select(outbox, _is_edit.label("is_edit"), _posted_in.label("posted_in"), spaces.c.stopped_until)
        .add_columns(is_paused(outbox.c.community_id).label("is_paused"))
        .select_from(outbox.join(spaces, _of_space))
        .where(outbox.c.id.in_(fences), _is_held, outbox.c.state.in_(states))
        .with_for_update(of=outbox, skip_locked=skip_locked)
    )
    rows = (await connection.execute(statement)).all()
    return {str(row.id): row for row in rows if row.fence == fences[row.id]}


async def _change(connection: AsyncConnection, row: Row, changes: Mapping[str, Any]) -> None:
    await connection.execute(update(outbox).where(outbox.c.id == row.id).values(dict(changes)))


async def _change_all(connection: AsyncConnection, changes: Sequence[tuple[Row, Mapping[str, Any]]]) -> None:
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row, changed in changes:
        alike.setdefault(tuple(changed), []).append({"row": row.id, **changed})
    for several in alike.values():
        await connection.execute(update(outbox).where(outbox.c.id == bindparam("row")), several)


async def _may_leave(connection: AsyncConnection, row: Row, at: datetime) -> bool:
    """Whether it is to be sent as it was claimed; else it is given back."""
    if row.expires_at and row.expires_at < at:
        await _end(connection, row, "expired", "late", row.error or "its time had passed", at)
        return False
    if row.is_paused:
        later = at if row.doubted is None else at + PARKED[0]
        await _change(connection, row, {**_released, "next_at": later})
        return False
    if row.revision != row.carried and row.doubted is None:
        await _change(connection, row, _released)
        return False
    return True


def _is_believed(row: Row | None, report: Report) -> TypeGuard[Row]:
    # What was only looked for has been found, or is as it was.
    return row is not None and (row.state == "sending" or isinstance(report.outcome, Sent))


async def _end(
    connection: AsyncConnection, row: Row, state: str, reason: notices.Reason, said: str, at: datetime
) -> None:
    await _change(connection, row, await _ended(connection, row, state, reason, said, at))


async def _ended(
    connection: AsyncConnection, row: Row, state: str, reason: notices.Reason, said: str, at: datetime
) -> dict[str, Any]:
    log.warning("a message is not delivered", delivery=row.id, kind=row.kind, key=row.key, state=state, said=said)
    await notices.tell(connection, row, _where(row), reason, said, at)
    if _is_conversation(row):
        await _say_otherwise(connection, row)
    if row.kind == "card":
        beneath = _about(outbox, row) & outbox.c.state.in_(("pending", "uncertain")) & (outbox.c.kind == "thread")
        lost = {**_over, "state": state, "error": "the card it belongs to was not posted"}
        await connection.execute(update(outbox).where(beneath, outbox.c.lane.is_(None)).values(lost))
    return {**_over, "state": state, "error": said}


def _where(row: Row) -> str:
    return getattr(row, "posted_in", None) or row.channel or row.lane or row.topic or row.kind


def _sending(row: Row, target: Target, at: datetime) -> dict[str, Any]:
    sending = {"state": "sending", "attempt": row.attempt + 1, "lease_until": at + LEASE, "absences": 0}
    if row.is_edit:
        return sending
    channel = {"channel": target.channel} if isinstance(target, ToChannel) else {}
    return sending | channel | {"first_at": row.first_at or at, "last_at": at}


# --- finishing ------------------------------------------------------------------------------------------------------


async def _heard_of(connection: AsyncConnection, row: Row, outcome: Outcome) -> None:
    # Whatever a platform says of one message shows that it does not refuse everything.
    if row.stopped_until is not None and isinstance(outcome, Sent | Rejected | TargetGone):
        stopped = _space(row) & spaces.c.stopped_until.is_not(None)
        await connection.execute(update(spaces).where(stopped).values(stopped_until=None, stopped_reason=None))


async def _concluded(
    connection: AsyncConnection, row: Row, outcome: Outcome, at: datetime, verify_until: datetime | None
) -> dict[str, Any]:
    match outcome:
        case Sent(message):
            return await _sent(connection, row, message, at, verify_until)
        case NotSent(reason, seconds):
            wait = _backed_off(row) if seconds is None else timedelta(seconds=seconds)
            return _again(row, at + wait, reason)
        case InDoubt(reason) if row.is_edit:
            return _again(row, at + _backed_off(row), reason)
        case InDoubt(reason):
            doubted = row.carried if row.doubted is None else row.doubted
            return _again(row, at, reason) | {"state": "uncertain", "doubted": doubted, "first_at": row.first_at}
        case TargetGone(reason) if row.is_edit and row.kind in PERSISTENT:
            return {**_over, "state": "cancelled", "error": reason}  # it was taken away: nothing untrue is left
        case TargetGone(reason, removed=True) if row.is_edit:
            return {**_over, **await removals.taken_away(connection, row, reason, at)}
        case TargetGone(reason, removed=True) if row.kind == "thread":
            await removals.card_of(connection, row, reason, at)
            return _again(row, at, reason) | {"lane": None}  # it waits for the card, should that come back
        case TargetGone(reason, denied=False) if row.is_edit:
            return {**_over, **await removals.anew(connection, row, reason, at)}
        case TargetGone(reason) if row.kind == "notice" and (to := await notices.turned(connection, row, reason, at)):
            return _again(row, at, reason) | to
        case TargetGone(reason) if row.kind in ("card", "notice"):
            await notices.tell(connection, row, _where(row), "gone", reason, at)
            parked = _again(row, at + PARKED[min(row.refusals, len(PARKED) - 1)], reason)
            return parked | {"refusals": row.refusals + 1}
        case TargetGone(reason, closed=True) if row.kind == "direct":
            await letters.call(connection, row, at)
            return await _dead(connection, row, "gone", reason, at) | {"closed_at": at}
        case TargetGone(reason):
            return await _dead(connection, row, "gone", reason, at)
        case Rejected(reason):
            return await _dead(connection, row, "refused", reason, at)
        case Stopped(reason):
            await _stop(connection, row, reason, at)
            return _again(row, at, reason)


async def _sent(
    connection: AsyncConnection, row: Row, message: MessageRef, at: datetime, verify_until: datetime | None
) -> dict[str, Any]:
    reference = {"channel": message.channel, "message": message.message, "thread": message.thread}
    tried = {**_released, **_certain, "attempt": 0, "refusals": 0, "error": None}
    sent = reference | tried | _settled(row, verify_until, at)
    if row.kind == "thread":
        await _remember_thread(connection, row, message)
    if _is_conversation(row):
        await connection.execute(update(outbox).where(_held_back(row)).values({**_over, "state": "cancelled"}))
    if row.kind in PERSISTENT:
        return sent if _shown(row) == row.revision else sent | {"state": "pending", "next_at": at, "expires_at": None}
    if row.kind != "card":
        return sent
    await _remember_posting(connection, row, reference)
    sent["lane"] = lanes.of_card(row.space_id, _subject(row))
    return sent if _shown(row) == row.revision else sent | {"state": "pending", "next_at": at + COALESCING}


def _shown(row: Row) -> int:
    # What was stored in doubt may show an older revision than the one carried now.
    return row.carried if row.doubted is None else row.doubted


def _settled(row: Row, verify_until: datetime | None, at: datetime) -> dict[str, Any]:
    until = verify_until or row.verify_until
    if until is None:
        return {"state": "sent", "first_at": None}
    return {"state": "verify", "verify_until": until, "next_at": min(at + FIRST_LOOK, until)}


async def _remember_posting(connection: AsyncConnection, row: Row, reference: dict[str, str | None]) -> None:
    key = {name: getattr(row, name) for name in ("community_id", "space_id", "subject_kind", "subject_id")}
    statement = insert(connection, postings).values(key | reference)
    kept = reference | {"thread": func.coalesce(statement.excluded.thread, postings.c.thread)}
    await connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=kept))


async def _remember_thread(connection: AsyncConnection, row: Row, message: MessageRef) -> None:
    if message.thread:
        await connection.execute(update(postings).where(_about(postings, row)).values(thread=message.thread))


def _is_conversation(row: Row) -> bool:
    return row.kind == "direct" and row.member_id is None


def _held_back(row: Row) -> ColumnElement[bool]:
    """What is said instead where a conversation cannot be opened: letters that have nowhere to go until then."""
    same = ("community_id", "subject_kind", "subject_id")
    letters = (outbox.c.kind == "direct") & outbox.c.lane.is_(None) & outbox.c.state.in_(("pending", "uncertain"))
    return and_(letters, *(outbox.c[name] == getattr(row, name) for name in same))


async def _say_otherwise(connection: AsyncConnection, row: Row) -> None:
    for letter in (await connection.execute(select(outbox).where(_held_back(row)))).all():
        await _change(connection, letter, {"lane": lanes.of_account(letter.space_id, letter.account)})


async def _dead(
    connection: AsyncConnection, row: Row, told: notices.Reason, reason: str, at: datetime
) -> dict[str, Any]:
    if row.revision != row.carried:
        return _again(row, at, reason) | {"attempt": 0}
    return await _ended(connection, row, "dead", told, reason, at)


async def _stop(connection: AsyncConnection, row: Row, reason: str, at: datetime) -> None:
    log.error("a space refuses everything of ours", space=row.space_id, reason=reason)
    stopped = {"stopped_until": at + STOPPED_FOR, "stopped_reason": reason}
    await connection.execute(update(spaces).where(_space(row)).values(stopped))


def _again(row: Row, at: datetime, reason: str) -> dict[str, Any]:
    again = {**_released, "next_at": at, "error": reason}
    if row.doubted is not None:
        return again | {"state": "uncertain"}
    return again | {"state": "pending", "first_at": row.first_at if row.verify_until else None}


def _backed_off(row: Row) -> timedelta:
    return timedelta(seconds=min(2.0 ** min(max(row.attempt - 1, 0), 10), LONGEST_WAIT))


def _space(row: Row) -> ColumnElement[bool]:
    return (spaces.c.community_id == row.community_id) & (spaces.c.id == row.space_id)


def _about(table: Table, row: Row) -> ColumnElement[bool]:
    same = ("community_id", "space_id", "subject_kind", "subject_id")
    return and_(*(table.c[name] == getattr(row, name) for name in same))


def _subject(row: Row) -> Subject:
    return Subject(row.subject_kind, row.subject_id)
