"""The receiver under test: production's own adapters and engine in a process that may die at any moment.

Beside the real features it knows one made for the purpose, whose every handling leaves one more message in the outbox:
what is handled twice is seen.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from adapters.discord.client import DiscordAdapter
from adapters.slack.app import SlackAdapter
from adapters.web.server import application, serving
from bot.engine import Engine
from bot.feature import Context, Feature, Features
from bot.vocabulary.card import Card
from bot.vocabulary.effect import Effect, Notify, Reply
from bot.vocabulary.text import text
from jobs.clock import SystemClock
from jobs.ids import RandomIds
from storage.database import Database
from storage.shelf import SqlShelf
from storage.store import SqlStore
from tests.reliability.stage import PlatformName
from tests.reliability.worker import READY, _write_to
from tests.stores import DEFAULTS

KIND: Final = "probe"
COMMAND: Final = "volunteer list"
_GLANCE: Final = 0.02


@dataclass(frozen=True, slots=True)
class Post:
    """Where a receiver works.

    Args:
        port: where Slack posts to; ``None`` is Socket Mode.
    """

    url: str
    platform: PlatformName
    api_url: str
    bot_token: str
    app_token: str
    signing_secret: str
    port: int | None
    log: Path


def receive(post: Post, report: Connection) -> None:
    """Receive until killed; say so once everything is ready."""
    with post.log.open("a") as log:
        _write_to(log)
        asyncio.run(_receive(post, report))


def probe() -> Feature:
    """A feature that leaves a message for each time it was handled."""
    feature = Feature(KIND)

    @feature.command(COMMAND)
    async def count(context: Context) -> Sequence[Effect]:
        key = context.new_id()
        return [Reply(Card(text(f"counted {key}")), pressing=True), Notify(context.member.id, Card(text(key)), key)]

    @feature.button("press")
    async def press(context: Context) -> Sequence[Effect]:
        return await count(context)

    async def react(context: Context, _: str) -> Sequence[Effect]:
        return await count(context)

    feature.reaction(KIND, "✋", react)
    return feature


async def _receive(post: Post, report: Connection) -> None:
    clock, database = SystemClock(), Database(post.url)
    ids = RandomIds(clock)
    engine = Engine(Features([probe()]), SqlStore(database, clock, ids, DEFAULTS), clock, ids)
    async with _adapter(post, engine, database) as adapter, asyncio.TaskGroup() as group:
        group.create_task(adapter.run())
        while not adapter.is_connected():  # noqa: ASYNC110 - it is a library that connects
            await asyncio.sleep(_GLANCE)
        report.send(READY)


@asynccontextmanager
async def _adapter(post: Post, engine: Engine, database: Database) -> AsyncIterator[SlackAdapter | DiscordAdapter]:
    if post.platform == "discord":
        yield DiscordAdapter(engine, SqlShelf(database, "discord"), post.bot_token, api_url=post.api_url)
        return
    adapter = SlackAdapter(
        engine,
        engine.clock,
        post.bot_token,
        app_token=post.app_token if post.port is None else None,
        signing_secret=post.signing_secret,
        api_url=post.api_url,
    )
    async with serving(application([], adapter.routes()), "127.0.0.1", post.port or 0):
        yield adapter
