"""The worker under test: production's own outbox, delivery and couriers, in a process that may die at any moment."""

import asyncio
import itertools
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final, TextIO

import structlog
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError

from adapters.discord.client import GatewayClient, _reached_at
from adapters.discord.courier import DiscordCourier
from adapters.discord.silence import Silence
from adapters.slack.courier import SlackCourier
from adapters.slack.web_client import new_client, new_session
from bot.feature import Features
from bot.pauses import Pauses
from bot.ports import Courier
from jobs.delivery import DeliveryWork
from storage.database import Database
from storage.deliveries import SqlDeliveries
from storage.shelf import SqlShelf
from tests.fakes.engine import FakeEngine
from tests.reliability.hurry import HurriedClock, HurriedLoop, Hurry
from tests.reliability.stage import PlatformName, signed

log = logging.getLogger(__name__)

READY: Final = "ready"
_SOON: Final = 0.005
_SELDOM: Final = 0.25


@dataclass(frozen=True, slots=True)
class Orders:
    """What a worker is told.

    Args:
        haste: how many times as fast as the world's its time-outs and waits pass.
        log: where it writes what it has to say.
        fatal: the step at which it kills itself, counted from 1.
        life: which of all the workers of a run it is.
    """

    url: str
    platform: PlatformName
    api_url: str
    token: str
    clock: Hurry
    haste: float
    log: Path
    fatal: int | None = None
    life: int = 1


def work(orders: Orders, report: Connection) -> None:
    """Deliver until killed; say so once everything is ready."""
    with orders.log.open("a") as log:
        _write_to(log)
        with asyncio.Runner(loop_factory=lambda: HurriedLoop(orders.haste)) as runner:
            runner.run(_deliver(orders, report))


async def _deliver(orders: Orders, report: Connection) -> None:
    clock = HurriedClock(orders.clock)
    database = Database(orders.url)
    if orders.fatal is not None:
        _die_at(orders.fatal, database)
    async with _courier(orders, database, clock) as courier:
        couriers: dict[str, Courier] = {orders.platform: courier}
        deliveries = SqlDeliveries(database, couriers)
        work = DeliveryWork(deliveries, couriers, clock)
        await deliveries.recover(clock.now())
        report.send(READY)
        while True:
            try:
                await work.run_until_idle()
                at = await work.next_at()
            except SQLAlchemyError:
                log.exception("the database is away")  # it may come back, as it may for a scheduler
                at = None
            wait = (at - clock.now()).total_seconds() / orders.clock.pace if at else _SELDOM
            await asyncio.sleep(min(max(wait, _SOON), _SELDOM) * orders.haste)


@asynccontextmanager
async def _courier(orders: Orders, database: Database, clock: HurriedClock) -> AsyncIterator[Courier]:
    shelf = SqlShelf(database, orders.platform)
    pauses = Pauses(shelf, clock)
    if orders.platform == "discord":
        discord = DiscordCourier(Silence(pauses))
        engine = FakeEngine(Features(()))
        # Logged in, which is all that carrying needs; a session at the gateway would only cost time.
        with _reached_at(orders.api_url):
            async with GatewayClient(engine, shelf, discord) as client:
                client.http.user_agent = signed(client.http.user_agent, orders.life)
                await client.login(orders.token)
                yield discord
    else:
        async with new_session() as session:
            client = new_client(orders.token, orders.api_url, pauses)
            client.session = session
            client.headers["User-Agent"] = signed(client.headers["User-Agent"], orders.life)
            yield SlackCourier(client)


def _die_at(fatal: int, database: Database) -> None:
    """Count whatever is done with the database, before and after, and be gone at one of these steps.

    What is done with the platform lies between two of them, and the platform itself strikes there.
    """
    steps = itertools.count(1)

    def step(*_: object) -> None:
        if next(steps) == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("begin", "before_cursor_execute", "after_cursor_execute", "commit", "checkin"):
        event.listen(database.engine.sync_engine, name, step)


def _write_to(log: TextIO) -> None:
    logging.basicConfig(stream=log, level=logging.WARNING)
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(
        processors=[structlog.processors.add_log_level, plain],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(log),
    )
    sys.stderr = log
