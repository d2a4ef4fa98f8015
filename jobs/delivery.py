"""Delivery: carries the outbox to the couriers, several messages at once, those of one place in their order."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Final

import structlog

from bot.ports import Claimed, Clock, Courier, Deliveries, Delivery, InDoubt, Outcome

log = structlog.get_logger(__name__)

_AT_ONCE: Final = 8
_LOOK_AGAIN: Final = 0.5
"""Seconds until a slow delivery is left alone to look for others."""
TIME_LIMIT: Final = 20.0
"""Seconds until nobody waits for a platform's answer any longer."""


class DeliveryWork:
    """Claims what is to be sent, marks it, has its courier carry it, and records what the platform said."""

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
        carried = 0
        on_their_way: set[asyncio.Task[None]] = set()
        while True:
            claimed = await self._claim(_AT_ONCE - len(on_their_way))
            carried += len(claimed)
            on_their_way |= {group.create_task(self._carry(one)) for one in claimed}
            if not on_their_way:
                return carried
            _, on_their_way = await asyncio.wait(on_their_way, timeout=_LOOK_AGAIN, return_when=asyncio.FIRST_COMPLETED)

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
            if await self._deliveries.mark(claimed, self._clock.now()):
                outcome = await self._deliver(claimed.delivery)
                await self._deliveries.finish(claimed, outcome, self._clock.now())
        except Exception:
            log.exception("a delivery could not be recorded", delivery=claimed.id)

    async def _deliver(self, delivery: Delivery) -> Outcome:
        try:
            async with asyncio.timeout(self._time_limit):
                return await self._couriers[delivery.space.platform].deliver(delivery)
        except TimeoutError:
            return InDoubt(f"no answer in {self._time_limit:g} s")
        except Exception as error:
            log.exception("a courier failed", platform=delivery.space.platform, marker=delivery.marker)
            return InDoubt(f"the courier failed: {error!r}")
