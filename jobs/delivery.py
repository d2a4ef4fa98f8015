"""Delivery: carries the outbox to the couriers, several messages at once, those of one place in their order."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

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
    Outcome,
    Seen,
    Sent,
    Sight,
    Unseen,
    Unsent,
    Verifying,
)
from jobs.doubt import Found, GiveUp, SendAgain, Wait, quiet_until, resolve

log = structlog.get_logger(__name__)

_AT_ONCE: Final = 8
_LOOK_AGAIN: Final = 0.5
"""Seconds until a slow delivery is left alone to look for others."""
_LOOK_LATER: Final = timedelta(seconds=30)
"""How long it takes until it is looked for a second copy again where that did not work out."""
_LOOK_NO_MORE: Final = timedelta(hours=1)
"""How long that is tried beyond its time."""
TIME_LIMIT: Final = 20.0
"""Seconds until nobody waits for a platform's answer any longer."""


class DeliveryWork:
    """Claims what is to be sent, resolves doubt, marks it, has its courier carry it, and records what became of it."""

    def __init__(
        self, deliveries: Deliveries, couriers: Mapping[str, Courier], clock: Clock, *, time_limit: float = TIME_LIMIT
    ) -> None:
        self._deliveries = deliveries
        self._couriers = couriers
        self._clock = clock
        self._time_limit = time_limit
        self._turn = asyncio.Lock()
        self._closed = False

    async def run_until_idle(self) -> int:
        """Carry what is to be sent by now, and what is queued meanwhile."""
        async with self._turn, asyncio.TaskGroup() as group:
            return await self._carry_all(group)

    async def next_at(self) -> datetime | None:
        """When something is to be sent next."""
        return await self._deliveries.next_at()

    def close(self) -> None:
        """Claim nothing more."""
        self._closed = True

    async def _carry_all(self, group: asyncio.TaskGroup) -> int:
        carried, done = 0, set[asyncio.Task[None]]()
        away: set[asyncio.Task[None]] = set()
        while True:
            free = _AT_ONCE - len(away)
            # A claim for each one that is done would cost more than the message itself.
            claimed = await self._claim(free if free >= _AT_ONCE // 2 or not done else 0)
            carried += len(claimed)
            away |= {group.create_task(self._carry(one)) for one in claimed}
            if not away:
                return carried
            done, away = await asyncio.wait(away, timeout=_LOOK_AGAIN, return_when=asyncio.FIRST_COMPLETED)

    async def _claim(self, limit: int) -> tuple[Claimed, ...]:
        if self._closed or not limit:
            return ()
        try:
            return await self._deliveries.claim(self._clock.now(), limit)
        except Exception:
            # What is on its way must still be recorded.
            log.exception("nothing can be claimed from the outbox")
            return ()

    async def _carry(self, claimed: Claimed) -> None:
        try:
            match claimed.standing:
                case Unsent():
                    await self._send(claimed)
                case Doubtful() as doubtful:
                    await self._resolve(claimed, doubtful)
                case Verifying() as verifying:
                    await self._verify(claimed, verifying)
        except Exception:
            log.exception("a delivery could not be recorded", delivery=claimed.id)

    async def _send(self, claimed: Claimed, verify_until: datetime | None = None) -> None:
        if await self._deliveries.mark(claimed, self._clock.now()):
            outcome = await self._deliver(claimed.delivery)
            await self._deliveries.finish(claimed, outcome, self._clock.now(), verify_until)

    async def _resolve(self, claimed: Claimed, doubtful: Doubtful) -> None:
        doubt = self._courier(claimed).doubt
        quiet = quiet_until(doubtful, doubt)
        if self._clock.now() < quiet:
            await self._deliveries.put_off(claimed, quiet, absences=doubtful.absences)
            return
        sight = await self._look_up(claimed, doubtful.first_at)
        at = self._clock.now()
        match resolve(doubtful, sight, doubt, at):
            case Found(message, verify_until):
                await self._deliveries.finish(claimed, Sent(message), at, verify_until)
            case SendAgain(verify_until):
                await self._send(claimed, verify_until)
            case Wait(until, absences):
                await self._deliveries.put_off(claimed, until, absences=absences)
            case GiveUp(reason):
                await self._deliveries.give_up(claimed, reason, at)

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

    async def _deliver(self, delivery: Delivery) -> Outcome:
        try:
            async with asyncio.timeout(self._time_limit):
                return await self._couriers[delivery.space.platform].deliver(delivery)
        except TimeoutError:
            return InDoubt(f"no answer in {self._time_limit:g} s")
        except Exception as error:
            log.exception("a courier failed", platform=delivery.space.platform, marker=delivery.marker)
            return InDoubt(f"the courier failed: {error!r}")
