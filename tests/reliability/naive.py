"""The control: reminders delivered as people usually write it, so that the harness can be seen to find duplicates."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager, closing
from multiprocessing.connection import Connection

import discord
from discord.http import Route
from slack_sdk.web.async_client import AsyncWebClient

from adapters.discord.wire import SECONDS
from tests.reliability.worker import READY, Orders

_AT_ONCE = 8

Send = Callable[[str, str], Awaitable[object]]


def lay_out(file: str, rooms: list[str], count: int) -> dict[str, str]:
    """Queue so many messages, and tell their keys."""
    keys = [f"no.{number}" for number in range(count)]
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE reminders (id INTEGER PRIMARY KEY, room TEXT, words TEXT, sent INTEGER)")
        rows = [(rooms[number % len(rooms)], f"Tomorrow at nine: {key}") for number, key in enumerate(keys)]
        database.executemany("INSERT INTO reminders (room, words, sent) VALUES (?, ?, 0)", rows)
    return dict(zip(keys, keys, strict=True))


def unsent(file: str) -> int:
    """How many are still to be sent, as far as is known."""
    with closing(sqlite3.connect(file)) as database:
        return database.execute("SELECT count(*) FROM reminders WHERE sent = 0").fetchone()[0]


def work(orders: Orders, report: Connection) -> None:
    """Send a batch of what has not been sent, and then write down that it was."""
    asyncio.run(_deliver(orders, report))


async def _deliver(orders: Orders, report: Connection) -> None:
    database = sqlite3.connect(orders.url)
    async with _sender(orders) as send:
        report.send(READY)
        while True:
            waiting = database.execute("SELECT id, room, words FROM reminders WHERE sent = 0 LIMIT ?", (_AT_ONCE,))
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(_remind(send, SECONDS / orders.haste, *row)) for row in waiting.fetchall()]
            with database:
                done = [(row,) for task in tasks if (row := task.result()) is not None]
                database.executemany("UPDATE reminders SET sent = 1 WHERE id = ?", done)
            if not tasks:
                await asyncio.sleep(0.05)


async def _remind(send: Send, patience: float, row: int, room: str, words: str) -> int | None:
    try:
        async with asyncio.timeout(patience):
            await send(room, words)
    except Exception:  # noqa: BLE001 - it is sent again, as people write it
        return None
    return row


@asynccontextmanager
async def _sender(orders: Orders):
    if orders.platform == "slack":
        client = AsyncWebClient(token=orders.token, base_url=orders.api_url)
        yield lambda room, words: client.chat_postMessage(channel=room, text=words)
        return
    Route.BASE = orders.api_url
    async with discord.Client(intents=discord.Intents.none()) as bot:
        await bot.login(orders.token)
        yield lambda room, words: bot.get_partial_messageable(int(room)).send(words)
