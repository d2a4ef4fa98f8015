"""A Discord on loopback, and Machi connected to it."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, TypeAlias

import pytest

from adapters.discord.client import DiscordAdapter
from tests.adapters.discord.town import Town
from tests.fakes.discord import FakeDiscord
from tests.fakes.engine import FakeEngine
from tests.fakes.shelf import FakeShelf

Connect: TypeAlias = Callable[..., AbstractAsyncContextManager[DiscordAdapter]]


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as listening:
        yield listening


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def shelf() -> FakeShelf:
    return FakeShelf()


@pytest.fixture
def connect(fake: FakeDiscord, town: Town, shelf: FakeShelf) -> Connect:
    """Run Machi against the fake until the block is left; each time a fresh one, with the same memory."""

    @asynccontextmanager
    async def running(engine: FakeEngine | None = None, **settings: Any) -> AsyncGenerator[DiscordAdapter]:
        settings = {"api_url": fake.api_url, **settings}
        adapter = DiscordAdapter(engine or town.engine, shelf, fake.token, **settings)
        before = len(fake.gateway.identifies)
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(adapter.run())
            await fake.until(lambda: len(fake.gateway.identifies) > before)
            yield adapter
            task.cancel()

    return running
