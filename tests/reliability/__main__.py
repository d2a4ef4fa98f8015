"""The chaos run as a program: it prints its progress, and as its last line what was counted, as JSON."""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import SystemRandom  # noqa: TID251 - a seed for who gives none
from typing import Final

import cyclopts

from tests.reliability.chaos import ENOUGH, PACE, RATES, Plan, Result, Tell, control, database_called, run
from tests.reliability.stage import KINDS, PlatformName

_EVERY: Final = 2.0
_EXAMPLES: Final = 5


def main(
    *,
    seed: int | None = None,
    deliveries: int = 1000,
    kills: int = 20,
    platform: PlatformName = "discord",
    database: str = "sqlite",
    faults: str = "",
    pace: float = PACE,
    workers: int = 1,
    pauses: int = 0,
    crashes: int = 0,
    gone: int = 0,
    nonce_window: float = 180.0,
    lag: float = 3.0,
    control_deliveries: int = 200,
) -> None:
    """Kill the delivery worker at random on a platform where everything goes wrong, and count there.

    Args:
        seed: decides what goes wrong and when; drawn when there is none.
        deliveries: how many messages.
        kills: how many kill -9.
        platform: discord or slack.
        database: sqlite or postgresql.
        faults: shares of requests other than the usual ones, such as "lost=0.1 silent=0".
        pace: how much faster than the world the clock runs.
        workers: how many there are at a time; several need PostgreSQL.
        pauses: how often one of them is stopped (SIGSTOP) for longer than its lease.
        crashes: how often the PostgreSQL server is killed (kill -9).
        gone: how many channels are not there any more when it begins.
        nonce_window: seconds for which Discord remembers a nonce.
        lag: seconds for which Slack's history misses a message.
        control_deliveries: how many messages the naive worker sends; 0 to leave it out.
    """
    chosen = SystemRandom().randrange(1_000_000) if seed is None else seed
    rates = {**RATES, **{kind: float(rate) for kind, rate in (word.split("=") for word in faults.split())}}
    if unknown := rates.keys() - set().union(*KINDS.values()):
        raise SystemExit(f"no such faults: {', '.join(sorted(unknown))}")
    over = database_called(database)
    plan = Plan(
        platform, over, chosen, deliveries, kills, rates, pace, workers, pauses, crashes, gone, nonce_window, lag
    )
    if over == "sqlite" and (workers > 1 or crashes):
        raise SystemExit("Several workers and a server that can be killed need --database=postgresql.")
    _say(f"seed {chosen}: {deliveries} deliveries on {platform} over {over}, {kills} kills")
    result = asyncio.run(run(plan, _printing()))
    for line in _explained(result):
        _say(line)
    told, fine = result.told(), result.clean
    if control_deliveries:
        _say(f"control: {control_deliveries} deliveries by a naive worker")
        share = max(5, kills * control_deliveries // deliveries)
        bare = replace(plan, deliveries=control_deliveries, kills=share, workers=1, pauses=0, crashes=0, gone=0)
        told["control_duplicated_share"] = round(asyncio.run(control(bare, _printing())), 3)
        fine = fine and told["control_duplicated_share"] >= ENOUGH
    _say(json.dumps(told))
    sys.exit(0 if fine else 1)


def _explained(result: Result) -> Iterator[str]:
    verdict = result.verdict
    for name, keys in (("lost", verdict.lost), ("stuck", verdict.stuck), ("strange", verdict.strange)):
        if keys:
            yield f"{name}: {', '.join(keys[:_EXAMPLES])}{' …' if len(keys) > _EXAMPLES else ''}"
    told: Counter[str] = Counter()
    for violation in result.eyes.violations:
        told[violation.breach] += 1
        if told[violation.breach] <= _EXAMPLES:
            yield f"{violation.breach}: {violation.wire.bucket} {violation.wire.marker or ''}: {violation.detail}"
    if not result.clean:
        yield from (f"the worker said: {line}" for line in result.log.splitlines()[-_EXAMPLES:])


def _printing() -> Tell:
    spoken = time.monotonic()

    def tell(words: str) -> None:
        nonlocal spoken
        if time.monotonic() - spoken >= _EVERY:
            spoken = time.monotonic()
            _say(words)

    return tell


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 - it is a program


if __name__ == "__main__":
    cyclopts.run(main)
