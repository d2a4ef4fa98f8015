"""The outbox: what one community must say, as rows in the transaction of its cause."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, and_, bindparam, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.vocabulary import codec
from bot.vocabulary.effect import Conversation, Notify, Outdated, PostToThread, PublishCard
from bot.vocabulary.people import CommunityId, MemberId
from bot.vocabulary.subject import Subject
from storage import lanes
from storage.database import insert, inserted
from storage.markers import marker
from storage.meta import install_key
from storage.neighbours import just_watches
from storage.postings import of_posting
from storage.preferences import preferred
from storage.tables import FINISHED, accounts, outbox, places, roles, spaces

COALESCING: Final = timedelta(seconds=0.5)
"""How long an edit waits for the next one."""
PARKED: Final = (timedelta(minutes=5), timedelta(hours=2), timedelta(hours=8))
"""Waits for a place that is out of reach: five tries on the first day, three on each other."""
PERSISTENT: Final = ("thread", "direct")
"""Kinds that are said once and stay as they are, unless they turn out not to be true any more."""
STAYS_AWAY: Final = 2
"""How often somebody took a card away from when on it does not come back by itself."""
ROLE: Final = "&"
"""Stands before a role among the logins that a message rings."""
_SUBJECT: Final = ("community_id", "space_id", "subject_kind", "subject_id")


_said: Final = outbox.c.kind.in_(PERSISTENT) & outbox.c.message.is_not(None) & outbox.c.doubted.is_(None)
_LAST_USED: Final = (
    select(accounts.c.space_id, accounts.c.external_id)
    .where(accounts.c.community_id == bindparam("of"), accounts.c.member_id == bindparam("whose"))
    .order_by(accounts.c.left_at.is_not(None), accounts.c.used_at.desc())
    .limit(1)
)
edits: Final = ((outbox.c.kind == "card") & exists().where(of_posting)) | _said
"""Whether sending a row changes what stands there already, which may be repeated."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes a message that message and no other; its marker is made of this alone.

    Args:
        key: what it is about.
        target: for whom it is: a space, or a member.
        generation: raised when it must be posted anew.
    """

    community: str
    kind: str
    key: str
    target: str
    generation: int = 0

    async def marker(self, connection: AsyncConnection) -> str:
        """The name by which a platform knows the message again."""
        key = await install_key(connection)
        return marker(key, self.community, self.kind, self.key, self.target, self.generation)


async def queue(connection: AsyncConnection, identity: Identity, at: datetime, **values: object) -> bool:
    """Put a message in; false when it is there already."""
    fresh = {
        "community_id": identity.community,
        "kind": identity.kind,
        "key": identity.key,
        "target": identity.target,
        "generation": identity.generation,
        "marker": await identity.marker(connection),
        "rings": "[]",
        "state": "pending",
        "due_at": at,
        "next_at": at,
    }
    return await inserted(connection, insert(connection, outbox).on_conflict_do_nothing(), fresh | values)


class SqlOutbox:
    """Fills :class:`bot.ports.Outbox`.

    Args:
        queued: told when something is to be sent.
    """

    def __init__(self, connection: AsyncConnection, community: CommunityId, queued: Callable[[], None]) -> None:
        self._connection = connection
        self._community = community
        self._queued = queued

    async def publish(self, effect: PublishCard, at: datetime) -> None:
        """Queue a subject's card for the spaces it is meant for; a pending one for the same subject is overwritten."""
        payload = codec.cards.dump_json(effect.card).decode()
        for space in [effect.space] if effect.space else await self._spaces():
            queued = await self._card(space, effect.subject)
            if queued is None and (effect.standing or await self._publish_first(space, effect, payload, at)):
                continue
            queued = queued or await self._card(space, effect.subject)  # made by somebody else at the same moment
            if queued and effect.standing and _was_never_shown(queued):
                await self._cancel(queued, payload)
            elif queued and _differs(queued, effect, payload):
                await self._publish_again(queued, effect, payload, at)

    async def notify(self, effect: Notify, at: datetime) -> None:
        """Queue a direct message to the login the member used last, once per member and key.

        What they would rather not be told is left out, news is for nobody who just watches, and what falls into
        their quiet hours waits.
        """
        chosen, zone = await preferred(self._connection, self._community, effect.member)
        account = await self._last_used(effect.member)
        watches = effect.weight == "news" and await just_watches(self._connection, self._community, effect.member)
        if account and chosen.admits(effect.weight) and not watches:
            when = at if effect.weight == "asked" else chosen.when(at, effect.useful_until, zone)
            lane = lanes.of_account(account.space_id, account.external_id)
            await self._notify(effect, account, when, lane=lane if when == at else lanes.held(lane))

    async def _notify(self, effect: Notify, account: Row, at: datetime, **values: object) -> None:
        letter = {
            "space_id": account.space_id,
            "member_id": effect.member,
            "account": account.external_id,
            "payload": codec.cards.dump_json(effect.card).decode(),
            "file": codec.files.dump_json(effect.file).decode() if effect.file else None,
            "expires_at": effect.useful_until,
            "about": _named(effect.about) if effect.about else None,
        }
        await self._queue("direct", effect.key, effect.member, at, **(letter | values))

    async def post(self, effect: PostToThread, at: datetime) -> None:
        """Queue a thread message for every space, once per subject and key; it waits for the subject's card."""
        for space in await self._spaces():
            role = await self._role(space) if effect.rings_role else []
            await self._queue(
                "thread",
                f"{_named(effect.subject)}:{effect.key}",
                space,
                at,
                space_id=space,
                subject_kind=effect.subject.kind,
                subject_id=effect.subject.id,
                payload=codec.cards.dump_json(effect.card).decode(),
                rings=json.dumps([*await self._logins(space, effect.rings), *role]),
                expires_at=effect.useful_until,
            )

    async def outdate(self, effect: Outdated, at: datetime) -> None:
        """Call off what is not sent yet, and have what is sent say that it is not true any more."""
        kind, about = ("thread", f"{_named(effect.subject)}:") if effect.subject else ("direct", "")
        spoken = (outbox.c.kind == kind) & outbox.c.key.startswith(about + effect.begins, autoescape=True)
        statement = select(outbox).where(outbox.c.community_id == self._community, spoken).with_for_update()
        payload = codec.cards.dump_json(effect.card).decode()
        for row in (await self._connection.execute(statement)).all():
            if changed := outdated(row, payload, at):
                await self._connection.execute(update(outbox).where(outbox.c.id == row.id).values(changed))
                self._queued()

    async def converse(self, effect: Conversation, at: datetime) -> None:
        """Queue the opening of a conversation in the chat they used last that they share.

        What is said otherwise waits beneath it, and is called off once the conversation is there.
        """
        subject = Subject("conversation", effect.key)
        space = await self._shared(effect.members)
        if space is None:
            for told in effect.otherwise:
                await self.notify(told, at)
            return
        logins = json.dumps(await self._logins(space, effect.members))
        about = {"subject_kind": subject.kind, "subject_id": subject.id}
        lane = lanes.of_thread(space, subject)
        payload = codec.cards.dump_json(effect.card).decode()
        opening = {"space_id": space, "topic": effect.topic, "rings": logins, "lane": lane, "payload": payload}
        among = "+".join(sorted(effect.members))
        if await self._queue("direct", effect.key, among, at, **about, **opening):
            for told in effect.otherwise:
                if account := await self._last_used(told.member):
                    await self._notify(told, account, at, **about, lane=None)

    async def _shared(self, members: Sequence[MemberId]) -> str | None:
        """The chat in which all of them have a login, the one used last first."""
        statement = (
            select(accounts.c.space_id)
            .where(
                accounts.c.community_id == self._community,
                accounts.c.member_id.in_(members),
                accounts.c.left_at.is_(None),
            )
            .group_by(accounts.c.space_id)
            .having(func.count(accounts.c.member_id.distinct()) == len(set(members)))
            .order_by(func.max(accounts.c.used_at).desc(), accounts.c.space_id)
            .limit(1)
        )
        return await self._connection.scalar(statement)

    async def _publish_first(self, space: str, effect: PublishCard, payload: str, at: datetime) -> bool:
        return await self._queue(
            "card",
            _named(effect.subject),
            space,
            at,
            space_id=space,
            subject_kind=effect.subject.kind,
            subject_id=effect.subject.id,
            topic=await self._topic(effect, space),
            payload=payload,
            expires_at=effect.useful_until,
        )

    async def _topic(self, effect: PublishCard, space: str) -> str:
        """What finds the place of a card: its topic, or a channel that stands for itself."""
        if effect.channel is None:
            return effect.topic
        row = {"community_id": self._community, "space_id": space, "topic": f"#{effect.channel}"}
        kept = insert(self._connection, places).values(row | {"channel": effect.channel}).on_conflict_do_nothing()
        await self._connection.execute(kept)
        return row["topic"]

    async def _publish_again(self, queued: Row, effect: PublishCard, payload: str, at: datetime) -> None:
        changed: dict[str, Any] = {
            "payload": payload,
            "topic": queued.topic if effect.channel else effect.topic,
            "revision": queued.revision + 1,
            "ended": int(effect.standing),
        }
        if queued.removals < STAYS_AWAY and queued.state in (*FINISHED, "verify"):
            changed |= {"state": "pending", "attempt": 0, "refusals": 0, "due_at": at, "lane": None, "error": None}
            changed["lease_until"] = None
            changed["next_at"] = at + COALESCING if queued.message else at
        await self._connection.execute(update(outbox).where(outbox.c.id == queued.id).values(changed))
        self._queued()

    async def _cancel(self, queued: Row, payload: str) -> None:
        """What nobody has seen need not be called off before their eyes; nor what would have stood beneath it."""
        cancelled = {"state": "cancelled", "payload": payload, "lease_until": None, "ended": 1}
        await self._connection.execute(update(outbox).where(outbox.c.id == queued.id).values(cancelled))
        of_subject = and_(*(outbox.c[name] == getattr(queued, name) for name in _SUBJECT))
        beneath = of_subject & (outbox.c.kind == "thread") & (outbox.c.state == "pending")
        await self._connection.execute(update(outbox).where(beneath).values(state="cancelled", lease_until=None))

    async def _queue(self, kind: str, key: str, target: str, at: datetime, **values: object) -> bool:
        new = await queue(self._connection, Identity(self._community, kind, key, target), at, **values)
        if new:
            self._queued()
        return new

    async def _role(self, space: str) -> list[str]:
        chosen = (roles.c.community_id == self._community) & (roles.c.space_id == space) & (roles.c.use == "ring")
        found = await self._connection.scalar(select(roles.c.role).where(chosen))
        return [f"{ROLE}{found}"] if found else []

    async def _spaces(self) -> Sequence[str]:
        ours = spaces.c.community_id == self._community
        return (await self._connection.scalars(select(spaces.c.id).where(ours).order_by(spaces.c.id))).all()

    async def _card(self, space: str, subject: Subject) -> Row | None:
        card = (outbox.c.kind == "card") & (outbox.c.key == _named(subject)) & (outbox.c.target == space)
        statement = select(outbox).where(outbox.c.community_id == self._community, card).with_for_update()
        return (await self._connection.execute(statement)).one_or_none()

    async def _last_used(self, member: MemberId) -> Row | None:
        """The login a member used last; whoever was erased has none."""
        last = await self._connection.execute(_LAST_USED, {"of": self._community, "whose": member})
        return last.one_or_none()

    async def _logins(self, space: str, members: Sequence[MemberId]) -> list[str]:
        statement = select(accounts.c.external_id).where(
            accounts.c.community_id == self._community,
            accounts.c.space_id == space,
            accounts.c.member_id.in_(members),
            accounts.c.left_at.is_(None),
        )
        return sorted(await self._connection.scalars(statement))


def outdated(row: Row, payload: str, at: datetime) -> dict[str, Any]:
    """What changes of a message that shall say this instead: what is not sent yet is called off."""
    changed = {"payload": payload, "revision": row.revision + 1}
    match row.state:
        case "pending" if row.message is None:
            return {"state": "cancelled", "lease_until": None}
        case "sending" | "uncertain" if row.message is None:
            return changed | {"expires_at": at}  # on its way: shown otherwise when it has arrived, else not sent again
        case "pending" | "sending" | "uncertain":
            return changed
        case "sent" | "verify":
            again = {"state": "pending", "attempt": 0, "refusals": 0, "expires_at": None, "error": None}
            return changed | again | {"due_at": at, "next_at": at, "lease_until": None}
        case _:
            return {}


def _was_never_shown(queued: Row) -> bool:
    return queued.message is None and queued.state in ("pending", "expired", "cancelled", "dead")


def _differs(queued: Row, effect: PublishCard, payload: str) -> bool:
    topic = queued.topic if effect.channel else effect.topic
    changed = (queued.payload, queued.topic) != (payload, topic)
    return changed or (queued.state in ("dead", "cancelled") and not effect.standing)


def _named(subject: Subject) -> str:
    return f"{subject.kind}:{subject.id}"
