"""Stopping: a process that is told to end finishes what it has begun, in time, and is asked how it is until then."""

import asyncio
import json
import signal
import sqlite3
import time
from contextlib import closing

import aiohttp
import pytest

from tests.end_to_end.process import SECONDS, machi
from tests.end_to_end.test_slack import free_port
from tests.fakes.slack import FakeSlack

WITHIN = 10.0


@pytest.fixture
async def slack():
    async with FakeSlack() as slack:
        yield slack


def running(slack, folder, port=0):
    tokens = {"SLACK__BOT_TOKEN": slack.bot_token, "SLACK__APP_TOKEN": slack.app_token}
    return machi("run", folder=folder, SLACK__API_URL=slack.api_url, LANGUAGE="en", WEB__PORT=str(port), **tokens)


async def test_who_waits_is_answered_and_what_is_sent_is_recorded_before_the_end(slack, tmp_path):
    aoi, ben = slack.user(name="aoi"), slack.user(name="ben")
    async with running(slack, tmp_path) as process, asyncio.TaskGroup() as group:
        await slack.connected(within=SECONDS)
        await aoi.runs("/volunteer", "call")
        await aoi.submits(values={"title": "Carrying chairs", "places": "1"})
        slack.fail_next("chat.postMessage", hold=1.5, stored=True)
        await aoi.presses("Looks right")
        await slack.until(lambda: slack.calls("chat.postMessage"), within=SECONDS)
        [database] = tmp_path.rglob("*.db")
        with closing(sqlite3.connect(database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            asking = group.create_task(ben.runs("/volunteer", "list", patience=WITHIN))
            await slack.until(lambda: len(slack.calls("users.info")) == 2, within=SECONDS)
            await asyncio.sleep(0.2)
            process.process.send_signal(signal.SIGTERM)
            began = time.monotonic()
            await asyncio.sleep(1.0)
            other.execute("ROLLBACK")
        status = await process.ends()
        took = time.monotonic() - began

    assert "Carrying chairs" in str([button.label for button in (await asking).message.buttons])
    assert took < WITHIN
    assert status == 0
    with closing(sqlite3.connect(database)) as looking:
        states = looking.execute("SELECT kind, state FROM outbox").fetchall()
    assert ("card", "sending") not in states


async def test_a_process_tells_how_it_is(slack, tmp_path):
    port = free_port()
    async with running(slack, tmp_path, port) as process:
        await process.says("Health is told at")
        await slack.connected(within=SECONDS)
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/health/live") as response:
                assert (response.status, await response.text()) == (200, "ok")
            async with session.get(f"http://127.0.0.1:{port}/health") as response:
                report = json.loads(await response.text())
        assert await process.stops(signal.SIGTERM) == 0

    assert report["ok"]
    assert {task["name"] for task in report["tasks"]} >= {"slack", "work: due", "work: delivery"}
    assert report["platforms"][0]["connected"]
