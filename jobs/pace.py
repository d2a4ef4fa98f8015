"""Pace: when the next message may leave for a place, so that no platform is written to faster than it says it reads.

It lives as long as its process. What a dead one has sent is not known here, nor what another process sends: there the
platform's own limits are met, and kept.
"""

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from bot.ports import Courier, Delivery, Pace, Resting, ToAccount, ToChannel, ToConversation, ToMessage, ToThread

SLACK: Final = 0.05
"""The share by which a pace is kept below what is allowed: requests overtake each other on their way."""

Place: TypeAlias = tuple[str, str]


@dataclass(slots=True)
class _Window:
    """The instants at which the last messages left, or will."""

    pace: Pace
    left: deque[float] = field(default_factory=deque)

    def free_at(self, now: float) -> float:
        """When the next one may leave."""
        while self.left and self._ends(self.left[0]) <= now:
            self.left.popleft()
        taken = len(self.left) - self.pace.messages
        return self._ends(self.left[taken]) if taken >= 0 else now

    def _ends(self, instant: float) -> float:
        return instant + self.pace.seconds * (1 + SLACK / self.pace.messages)


class Pacer:
    """Keeps the paces of all platforms that somebody carries to."""

    def __init__(self, couriers: Mapping[str, Courier]) -> None:
        self._couriers = couriers
        self._places: dict[Place, _Window] = {}
        self._wholes = {name: _Window(one.paces.whole) for name, one in couriers.items() if one.paces.whole}
        self._apart = frozenset(name for name, one in couriers.items() if one.paces.threads_apart)

    def take_turn(self, delivery: Delivery) -> float:
        """Take the next turn at its place, and say in how many seconds that is."""
        now, platform = _now(), delivery.space.platform
        windows = [self._wholes[platform]] if platform in self._wholes else []
        pace = self._couriers[platform].paces.place
        if pace:
            windows.append(self._places.setdefault(self._place(delivery), _Window(pace)))
        at = max((window.free_at(now) for window in windows), default=now)
        for window in windows:
            window.left.append(at)
        return at - now

    def resting(self) -> Resting:
        """What nothing is to be sent to now."""
        now = _now()
        self._forget(now)
        places = {place for place, window in self._places.items() if window.free_at(now) > now}
        platforms = {name for name in self._couriers if self._rests(name, now) > 0}
        return Resting(frozenset(platforms), frozenset(places), self._apart)

    def wakes(self) -> float:
        """In how many seconds something that rests may be written to again; 0 where nothing rests."""
        now = _now()
        rests = [window.free_at(now) - now for window in self._places.values()]
        rests += [self._rests(name, now) for name in self._couriers]
        return min((rest for rest in rests if rest > 0), default=0.0)

    def _rests(self, platform: str, now: float) -> float:
        whole = self._wholes.get(platform)
        return max(self._couriers[platform].rests(), whole.free_at(now) - now if whole else 0.0)

    def _place(self, delivery: Delivery) -> Place:
        space = delivery.space
        match delivery.target:
            case ToThread(message) if space.platform in self._apart:
                place = message.message
            case ToThread(message) | ToMessage(message):
                place = message.channel
            case ToChannel(channel):
                place = channel
            case ToAccount(account):
                place = account
            case ToConversation():
                place = delivery.marker  # one of its own, which begins with this message
        return space.external_id, place

    def _forget(self, now: float) -> None:
        for window in self._places.values():
            window.free_at(now)
        self._places = {place: window for place, window in self._places.items() if window.left}


def _now() -> float:
    return asyncio.get_running_loop().time()
