"""Chance: draws what goes wrong on a platform, each request by itself and by a seed, so that a run can be repeated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random  # noqa: TID251 - what goes wrong is drawn, and the seed says how


@dataclass(frozen=True, slots=True)
class Draw:
    """One misfortune: its kind, and the luck that decides its details."""

    kind: str
    luck: Random


@dataclass(slots=True)
class Chance:
    """Which requests fail, and how.

    A request is drawn for by its name (such as a marker) and by how often that name came before, so its fate does not
    hang on what else happens at the same time.

    Args:
        rates: the share of requests that meet each kind, from 0 to 1.
        patience: seconds after which the client has certainly given up waiting.
    """

    seed: int
    rates: Mapping[str, float]
    patience: float
    drawn: Counter[str] = field(default_factory=Counter)
    _seen: Counter[str] = field(default_factory=Counter)

    def draw(self, name: str) -> Draw | None:
        """What befalls the next request of that name, if anything."""
        self._seen[name] += 1
        luck = Random(f"{self.seed} {name} {self._seen[name]}")
        at = luck.random()
        for kind, rate in self.rates.items():
            if at < rate:
                self.drawn[kind] += 1
                return Draw(kind, luck)
            at -= rate
        return None
