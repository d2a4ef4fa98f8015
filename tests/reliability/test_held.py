"""A database that somebody else holds: nobody is left without a word, and nothing is lost or done twice."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

import pytest

from adapters.discord.client import DiscordAdapter
from adapters.slack.app import SlackAdapter
from bot.engine import Engine
from bot.features import FEATURES
from bot.ports import Defaults
from jobs.clock import SystemClock
from jobs.ids import RandomIds
from storage.database import Database
from storage.shelf import SqlShelf
from storage.store import SqlStore
from tests.adapters.slack.conftest import running, served
from tests.fakes.discord import FakeDiscord, people
from tests.fakes.slack import FakeSlack, Person
from tests.stores import create_all

CALL = {"title": "Carrying chairs", "places": "3"}
SLACKS_PATIENCE = 3.0
WITHIN = 5.0
"""Seconds after the database is free again in which everything has to be as it should."""


@pytest.fixture
def seconds(request: pytest.FixtureRequest) -> float:
    """How long the database is held."""
    return 10.0 if request.config.getoption("--long") else 2.9


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[SqlShelf]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/town.db")
    await create_all(database)
    yield SqlShelf(database, "test")
    await database.close()


@pytest.fixture
def engine(shelf: SqlShelf) -> Engine:
    clock = SystemClock()
    ids = RandomIds(clock)
    return Engine(FEATURES, SqlStore(shelf._database, clock, ids, Defaults("en", "Asia/Tokyo")), clock, ids)


@contextmanager
def held(folder: Path, seconds: float) -> Iterator[None]:
    """Somebody else writes, and is slow about it."""
    with closing(sqlite3.connect(folder / "town.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        asyncio.get_running_loop().call_later(seconds, other.execute, "ROLLBACK")
        yield


def count(folder: Path, table: str, where: str = "1") -> int:
    with closing(sqlite3.connect(folder / "town.db")) as looking:
        return looking.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0]


@asynccontextmanager
async def on_slack(engine: Engine, door: str) -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as slack:
        adapter = SlackAdapter(
            engine,
            SystemClock(),
            slack.bot_token,
            app_token=None if door == "http" else slack.app_token,
            signing_secret=slack.signing_secret,
            api_url=slack.api_url,
        )
        async with running(adapter), served(adapter) as address:
            if door == "http":
                slack.sends_to(address)
            else:
                await slack.connected()
            yield slack


async def shows(slack: FakeSlack, person: Person, words: str, within: float) -> None:
    """Wait until somebody reads these words: in their modal, or in what they were told in private."""

    def there() -> bool:
        told = [*person.ephemerals, *person.dms, *person.views]
        complaints = [str(view.errors) for view in person.views]
        words_there = [f"{each.readable} {[button.label for button in each.buttons]}" for each in told]
        return any(words in there for there in words_there + complaints)

    await slack.until(there, within=within)


@pytest.mark.parametrize("door", ["http", "socket mode"])
async def test_on_slack_everybody_hears_something_within_three_seconds(engine, tmp_path, seconds, door):
    async with on_slack(engine, door) as slack, asyncio.TaskGroup() as group:
        aoi, ben, chie, dan = (slack.user(name=name) for name in ("aoi", "ben", "chie", "dan"))
        await aoi.runs("/volunteer", "call")
        await chie.runs("/machi", "help")

        with held(tmp_path, seconds):
            coming = group.create_task(dan.joins_team())
            async with asyncio.TaskGroup() as waiting:  # each raises where Slack had no acknowledgement after 3 s
                waiting.create_task(aoi.submits(values=CALL, patience=0))
                waiting.create_task(ben.runs("/volunteer", "list", patience=0))
                waiting.create_task(chie.presses("Lend a hand", patience=0))
                waiting.create_task(dan.runs("/volunteer", "call", patience=0))
            for person in (aoi, ben, chie, dan):
                await shows(slack, person, "One moment", within=1.0)
            await shows(slack, aoi, "Looks right", within=seconds + WITHIN)
            await shows(slack, ben, "Where a hand is welcome", within=WITHIN)
            await slack.until(lambda: dan.view and dan.view.callback_id == "machi-form", within=WITHIN)
            assert aoi.view is not None

        came = (await coming).delivery
        assert came is not None
        if seconds > SLACKS_PATIENCE:  # it cannot have been kept in time, so that Slack brings it again
            assert not came.acknowledged
        assert (await slack.redelivers(came)).acknowledged
        with held(tmp_path, seconds):
            await aoi.presses("Looks right", patience=0)
            await shows(slack, aoi, "One moment", within=1.0)
            await shows(slack, aoi, "Carrying chairs", within=seconds + WITHIN)

    assert count(tmp_path, "calls") == 1
    assert count(tmp_path, "inbox", f"key = '{came.envelope.payload['event_id']}'") == 1


async def test_on_discord_everybody_hears_something_within_three_seconds(engine, shelf, tmp_path, seconds, monkeypatch):
    monkeypatch.setattr(people, "THINK_WITHIN", seconds + WITHIN)
    async with FakeDiscord() as discord, asyncio.TaskGroup() as group:
        adapter = DiscordAdapter(engine, shelf, discord.token, api_url=discord.api_url)
        running = group.create_task(adapter.run())
        await discord.connected()
        await discord.until(discord.commands)
        aoi, ben, chie = (discord.member(name, locale="en-US") for name in ("Aoi", "Ben", "Chie"))
        asked = await aoi.slash("volunteer call")

        with held(tmp_path, seconds):
            async with asyncio.TaskGroup() as waiting:  # each raises where Discord had no response after 3 s
                sent = waiting.create_task(aoi.submits(asked, CALL))
                listed = waiting.create_task(ben.slash("volunteer list"))
                door = waiting.create_task(chie.slash("meetup new"))
                await discord.until(lambda: len([1 for each in discord.world.messages.values() if each.loading]) == 3)
        with held(tmp_path, seconds):
            posted = await aoi.presses("Looks right", on=sent.result().reply)
        form = await chie.presses("Open the form", on=door.result().reply)
        while form.modal is None:  # on a busy machine it may take too long once more
            form = await chie.presses("Open the form", on=form.reply)
        running.cancel()

    assert "Where a hand is welcome" in listed.result().text
    assert "Carrying chairs" in posted.text
    assert form.modal is not None
    assert count(tmp_path, "calls") == 1
