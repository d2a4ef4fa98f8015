"""Delivery: carries the outbox to the couriers, several messages at once, those of one place in their order."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import structlog

from bot.ports import (
    Claimed,
    Clock,
    Courier,
    Deliveries,
    Delivery,
    Doubtful,
    InDoubt,
    MessageRef,
    NotSent,
    Outcome,
    Report,
    Seen,
    Sent,
    Sight,
    Unseen,
    Unsent,
    Verifying,
)
from jobs.doubt import Found, GiveUp, SendAgain, Wait, quiet_until, resolve
from jobs.pace import Pacer

log = structlog.get_logger(__name__)

_AT_ONCE: Final = 16
_LONGEST_TURN: Final = 5.0
"""Seconds until its turn for which a message keeps its place among those; else it is given back."""
_LOOK_AGAIN: Final = 0.5
"""Seconds until a slow delivery is left alone to look for others."""
_LOOK_LATER: Final = timedelta(seconds=30)
"""How long it takes until it is looked for a second copy again where that did not work out."""
_LOOK_NO_MORE: Final = timedelta(hours=1)
"""How long that is tried beyond its time."""
TIME_LIMIT: Final = 20.0
"""Seconds until nobody waits for a platform's answer any longer."""

STALE: Final = 20.0
"""Seconds from a mark on after which nothing is sent on its strength; with the time limit, well within a lease."""


class DeliveryWork:
    """Claims what is to be sent, resolves doubt, marks it, has its courier carry it, and records what became of it.

    Several steps share one transaction: those of all that is claimed at once, and those of all that is done meanwhile.
    """

    def __init__(
        self, deliveries: Deliveries, couriers: Mapping[str, Courier], clock: Clock, *, time_limit: float = TIME_LIMIT
    ) -> None:
        self._deliveries = deliveries
        self._couriers = couriers
        self._clock = clock
        self._time_limit = time_limit
        self._pacer = Pacer(couriers)
        self._turn = asyncio.Lock()
        self._closed = False

    async def run_until_idle(self) -> int:
        """Carry what is to be sent by now, and what is queued meanwhile."""
        async with self._turn, asyncio.TaskGroup() as group:
            return await self._carry_all(group)

    async def next_at(self) -> datetime | None:
        """When something is to be sent next."""
        at, now = await self._deliveries.next_at(), self._clock.now()
        # What is due and was left waits for its place.
        return at if at is None or at > now else now + timedelta(seconds=self._pacer.wakes())

    def close(self) -> None:
        """Claim nothing more."""
        self._closed = True

    async def _carry_all(self, group: asyncio.TaskGroup) -> int:
        carried, away = 0, set[asyncio.Task[Report | None]]()
        while True:
            free = _AT_ONCE - len(away)
            # A claim for each one that is done would cost more than the message itself.
            claimed = await self._claim(free) if free >= _AT_ONCE // 2 else ()
            carried += len(claimed)
            away |= {group.create_task(each) for each in await self._begun(claimed)}
            if not away:
                if not claimed:
                    return carried
                continue  # given back, as it is to be sent otherwise now
            done, away = await asyncio.wait(away, timeout=self._patience(), return_when=asyncio.FIRST_COMPLETED)
            await self._record([report for task in done if (report := task.result())])

    def _patience(self) -> float:
        return min(_LOOK_AGAIN, self._pacer.wakes() or _LOOK_AGAIN)

    async def _claim(self, limit: int) -> tuple[Claimed, ...]:
        if self._closed:
            return ()
        try:
            return await self._deliveries.claim(self._clock.now(), limit, self._pacer.resting())
        except Exception:
            # What is on its way must still be recorded.
            log.exception("nothing can be claimed from the outbox")
            return ()

    async def _begun(self, claimed: Sequence[Claimed]) -> list[Coroutine[Any, Any, Report | None]]:
        """What is to be done about each; those that may leave at once are marked together."""
        turns = {one.id: self._pacer.take_turn(one.delivery) for one in claimed if isinstance(one.standing, Unsent)}
        at_once = [one for one in claimed if turns.get(one.id) == 0]
        since = self._moment()
        marked = await self._mark(at_once)
        others = [self._carry(one, turns.get(one.id)) for one in claimed if one not in at_once]
        return others + [self._delivered(one, since) for one in at_once if one.id in marked]

    async def _carry(self, claimed: Claimed, turn: float | None) -> Report | None:
        try:
            match claimed.standing:
                case Unsent():
                    return await self._send(claimed, turn or 0.0)
                case Doubtful() as doubtful:
                    return await self._resolve(claimed, doubtful)
                case Verifying() as verifying:
                    return await self._verify(claimed, verifying)
        except Exception:
            log.exception("a delivery could not be recorded", delivery=claimed.id)

    async def _send(
        self, claimed: Claimed, turn: float, absences: int = 0, verify_until: datetime | None = None
    ) -> Report | None:
        if turn > _LONGEST_TURN:
            until = self._clock.now() + timedelta(seconds=turn)
            return await self._deliveries.put_off(claimed, until, absences=absences)
        await asyncio.sleep(turn)
        since = self._moment()
        return await self._delivered(claimed, since, verify_until) if await self._mark([claimed]) else None

    async def _mark(self, claimed: Sequence[Claimed]) -> frozenset[str]:
        try:
            return await self._deliveries.mark(claimed, self._clock.now()) if claimed else frozenset()
        except Exception:
            # Nothing leaves that is not known to be on its way; when the lease is over, it is claimed again.
            log.exception("nothing can be marked in the outbox", deliveries=[one.id for one in claimed])
            return frozenset()

    async def _record(self, reports: Sequence[Report]) -> None:
        if not reports:
            return
        try:
            await self._deliveries.finish(reports, self._clock.now())
        except Exception:
            log.exception("deliveries could not be recorded", deliveries=[report.claimed.id for report in reports])
            if len(reports) > 1:  # one of them may be the reason
                for report in reports:
                    await self._record([report])

    async def _resolve(self, claimed: Claimed, doubtful: Doubtful) -> Report | None:
        doubt = self._courier(claimed).doubt
        quiet = quiet_until(doubtful, doubt)
        if self._clock.now() < quiet:
            return await self._deliveries.put_off(claimed, quiet, absences=doubtful.absences)
        sight = await self._look_up(claimed, doubtful.first_at)
        at = self._clock.now()
        match resolve(doubtful, sight, doubt, at):
            case Found(message, verify_until):
                return Report(claimed, Sent(message), verify_until)
            case SendAgain(verify_until):
                turn = self._pacer.take_turn(claimed.delivery)
                return await self._send(claimed, turn, doubtful.absences, verify_until)
            case Wait(until, absences):
                return await self._deliveries.put_off(claimed, until, absences=absences)
            case GiveUp(reason):
                return await self._deliveries.give_up(claimed, reason, at)

    async def _verify(self, claimed: Claimed, verifying: Verifying) -> None:
        # Not the earliest one stays but the one on record: edits, buttons and the thread beneath know it.
        sight = await self._look_up(claimed, verifying.since)
        at = self._clock.now()
        if await self._is_alone(claimed, verifying.message, sight) or at > verifying.until + _LOOK_NO_MORE:
            await self._deliveries.verified(claimed, at)
        else:
            await self._deliveries.put_off(claimed, at + _LOOK_LATER)

    async def _is_alone(self, claimed: Claimed, message: MessageRef, sight: Sight) -> bool:
        """Whether no second copy stands there, after those that do were removed; where nobody can look, it is so."""
        match sight:
            case Unseen(lasting=lasting):
                return lasting
            case Seen(messages):
                copies = [copy for copy in messages if copy.message != message.message]
                return all([await self._courier(claimed).remove(copy) for copy in copies])

    def _courier(self, claimed: Claimed) -> Courier:
        return self._couriers[claimed.delivery.space.platform]

    async def _look_up(self, claimed: Claimed, since: datetime) -> Sight:
        try:
            async with asyncio.timeout(self._time_limit):
                return await self._courier(claimed).look_up(claimed.delivery, since)
        except TimeoutError:
            return Unseen(f"no answer in {self._time_limit:g} s")
        except Exception as error:
            log.exception("a courier failed to look", delivery=claimed.id)
            return Unseen(f"the courier failed: {error!r}")

    async def _delivered(
        self, claimed: Claimed, since: tuple[float, float], verify_until: datetime | None = None
    ) -> Report:
        # A process may be stopped between any two steps; to go on when its lease is over would be a second message.
        if max(now - then for now, then in zip(self._moment(), since, strict=True)) > STALE:
            return Report(claimed, NotSent("it was marked too long ago", 0.0), verify_until)
        return Report(claimed, await self._deliver(claimed.delivery), verify_until)

    def _moment(self) -> tuple[float, float]:
        """By both clocks: one stands still while the machine sleeps, and the other may be set."""
        return asyncio.get_running_loop().time(), self._clock.now().timestamp()

    async def _deliver(self, delivery: Delivery) -> Outcome:
        try:
            async with asyncio.timeout(self._time_limit):
                return await self._couriers[delivery.space.platform].deliver(delivery)
        except TimeoutError:
            return InDoubt(f"no answer in {self._time_limit:g} s")
        except Exception as error:
            log.exception("a courier failed", platform=delivery.space.platform, marker=delivery.marker)
            return InDoubt(f"the courier failed: {error!r}")
