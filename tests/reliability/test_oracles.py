"""The oracles themselves: each planted violation is caught, and what is right is let through."""

import sqlite3
from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import replace

import aiohttp
import discord
import pytest
from discord.http import Route
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.reliability.oracles import ON_THEIR_WAY, Eyes, Intent, Seen, Wire, judge, reading
from tests.reliability.stage import on_discord, on_slack
from tests.stores import MONDAY

SEND = Wire("POST /channels/1/messages", creates=True, marker="m1")
EDIT = Wire("PATCH /channels/1/messages/2")


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self):
        self.at = MONDAY.timestamp()

    def __call__(self):
        return self.at


class Planned(dict):
    """A ledger that says what a test put into it: an intent for each marker."""

    def intent(self, marker):
        return self.get(marker)

    def states(self):
        return Counter(intent.state for intent in self.values())

    def markers(self, states):
        return {marker: "" for marker, intent in self.items() if intent.state in states}


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def ledger():
    return Planned(m1=Intent("sending", 1), m2=Intent("sending", 1))


@pytest.fixture
def eyes(ledger, clock):
    return Eyes(ledger, clock)


# --- requests -------------------------------------------------------------------------------------------------------


def test_a_request_with_a_committed_intent_is_let_through(eyes):
    eyes.arrived(SEND)

    assert not eyes.violations


def test_a_message_without_a_marker_is_caught(eyes):
    eyes.arrived(Wire(SEND.bucket, creates=True))

    assert eyes.broken() == {"unmarked": 1}


@pytest.mark.parametrize("intent", [None, Intent("pending", 0), Intent("claimed", 1), Intent("sent", 1)])
def test_a_message_that_nobody_said_before_to_be_sending_is_caught(eyes, ledger, intent):
    ledger["m1"] = intent

    eyes.arrived(SEND)

    assert eyes.broken() == {"unintended": 1}


def test_a_second_request_of_the_same_attempt_is_caught(eyes):
    eyes.arrived(SEND)
    eyes.arrived(SEND)

    assert eyes.broken() == {"repeated": 1}


def test_what_a_worker_sent_as_it_died_is_no_breach_but_one_more_is(eyes, ledger, clock):
    ledger["m1"] = Intent("uncertain", 1, attempt=1, marked_at=clock.at)
    eyes.died(1)

    eyes.arrived(Wire("room", creates=True, marker="m1"))
    assert not eyes.violations
    eyes.arrived(Wire("room", creates=True, marker="m1"))

    assert eyes.broken() == {"unintended": 1}


@pytest.mark.parametrize(("after", "caught"), [(0.0, True), (9.9, True), (10.0, False)])
def test_what_a_living_worker_sends_of_what_it_doubts_is_caught_unless_it_waited_in_vain(
    eyes, ledger, clock, after, caught
):
    ledger["m1"] = Intent("uncertain", 1, attempt=1, marked_at=clock.at)
    eyes.died(2)  # somebody else
    clock.at += after

    eyes.arrived(SEND)

    assert bool(eyes.violations) is caught


def test_a_second_attempt_is_no_repetition(eyes, ledger):
    eyes.arrived(SEND)
    ledger["m1"] = Intent("sending", 2)
    eyes.arrived(SEND)

    assert not eyes.violations


def test_an_edit_needs_no_marker(eyes):
    eyes.arrived(EDIT)
    eyes.arrived(EDIT)

    assert not eyes.violations


@pytest.mark.parametrize(("after", "caught"), [(0.0, False), (0.19, False), (0.3, True), (1.9, True), (2.1, False)])
def test_a_request_before_the_end_of_a_limit_is_caught_unless_it_was_on_its_way(eyes, clock, after, caught):
    eyes.limited(EDIT, 2.0)
    clock.at += after

    eyes.arrived(EDIT)

    assert bool(eyes.broken()["early"]) is caught


def test_a_limit_holds_for_its_own_bucket(eyes, clock):
    eyes.limited(EDIT, 2.0)
    clock.at += 1

    eyes.arrived(SEND)

    assert not eyes.violations


def test_a_limit_everywhere_holds_for_every_bucket(eyes, clock):
    eyes.limited(EDIT, 2.0, everywhere=True)
    clock.at += 1

    eyes.arrived(SEND)

    assert eyes.broken() == {"early": 1}


def test_a_limit_on_one_bucket_leaves_that_on_all_of_them_alone(eyes, clock):
    eyes.limited(EDIT, 60.0, everywhere=True)
    eyes.limited(EDIT, 2.0)
    clock.at += 30

    eyes.arrived(EDIT)

    assert eyes.broken() == {"early": 1}


def test_only_so_much_can_have_been_on_its_way_when_a_limit_was_told(eyes):
    eyes.limited(EDIT, 2.0)
    for _ in range(ON_THEIR_WAY):
        eyes.arrived(EDIT)
    assert not eyes.violations

    eyes.arrived(EDIT)

    assert eyes.broken() == {"early": 1}


@pytest.mark.parametrize(
    ("seconds", "lived", "caught"),
    [
        (30.0, 1.0, True),
        (30.0, 0.1, False),  # dead before it can have kept what it was told
        (0.9, 0.3, False),  # over before anybody could be begun anew
    ],
)
@pytest.mark.parametrize("everywhere", [True, False])
def test_whoever_is_born_later_is_bound_by_what_was_kept(eyes, clock, seconds, lived, caught, everywhere):
    eyes.limited(EDIT, seconds, everywhere=everywhere)
    clock.at += lived
    eyes.died(1)

    eyes.arrived(replace(EDIT, life=2))

    assert bool(eyes.broken()["early"]) is caught


def test_what_a_dead_process_sent_before_is_not_held_against_what_its_heir_was_told(eyes, clock):
    eyes.died(1)
    eyes.limited(replace(EDIT, life=2), 2.0)
    clock.at += 1

    eyes.arrived(EDIT)

    assert not eyes.violations


# --- requests as they really come -----------------------------------------------------------------------------------


@contextmanager
def discord_at(url):
    before, Route.BASE = Route.BASE, url
    try:
        yield
    finally:
        Route.BASE = before


async def test_discord_pys_own_repetition_is_caught_on_the_wire(eyes, clock):
    async with on_discord(clock) as platform:
        platform.watch(eyes)
        (room,) = platform.rooms(1)
        platform.fake.fail_next("POST", "/messages$", retry_after=0.01)
        with discord_at(platform.api_url):
            async with discord.Client(intents=discord.Intents.none()) as bot:
                await bot.login(platform.token)
                await bot.get_partial_messageable(int(room)).send("no.1", nonce="m1")

        assert eyes.broken() == {"repeated": 1}
        assert list(platform.standing()) == [Seen("no.1", "m1")]


async def test_the_slack_sdks_own_repetition_is_caught_on_the_wire(eyes, clock):
    async with on_slack(clock) as platform:
        platform.watch(eyes)
        (room,) = platform.rooms(1)
        platform.fake.fail_next("chat.postMessage", drop_after=True)
        client = AsyncWebClient(token=platform.token, base_url=platform.api_url)
        await client.chat_postMessage(
            channel=room, text="no.1", metadata={"event_type": "any", "event_payload": {"m": "m1"}}
        )

        assert eyes.broken() == {"repeated": 1}
        assert list(platform.standing()) == [Seen("no.1", "m1")] * 2


async def test_slacks_limit_is_held_against_who_does_not_wait(eyes, clock):
    async with on_slack(clock) as platform:
        platform.watch(eyes)
        (room,) = platform.rooms(1)
        platform.fake.fail_next("conversations.history", retry_after=30)
        client = AsyncWebClient(token=platform.token, base_url=platform.api_url)
        with pytest.raises(SlackApiError):
            await client.conversations_history(channel=room)
        clock.at += 29
        await client.conversations_history(channel=room)

        assert eyes.broken() == {"early": 1}


@pytest.mark.parametrize("page", [None, "<html>error code: 1015</html>"])
async def test_discords_limit_is_held_against_who_does_not_wait(eyes, clock, page):
    async with on_discord(clock) as platform, aiohttp.ClientSession() as session:
        platform.watch(eyes)
        here, there = platform.rooms(2)
        platform.fake.fail_next("GET", "/messages$", retry_after=30, everywhere=True, page=page)
        for room in (here, there):
            await session.get(f"{platform.api_url}/channels/{room}/messages")
            clock.at += 29

        assert eyes.broken() == {"early": 1}


# --- the count ------------------------------------------------------------------------------------------------------

PLANNED = {"m1": "no.1", "m2": "no.2"}
BOTH = [Seen("no.1", "m1"), Seen("no.2", "m2")]


def test_everything_once_is_clean():
    assert judge(PLANNED, BOTH, ()).clean


def test_a_message_that_is_nowhere_is_lost():
    verdict = judge(PLANNED, BOTH[:1], ())

    assert verdict.lost == ("no.2",)
    assert not verdict.clean


def test_copies_are_counted_whatever_their_marker():
    verdict = judge(PLANNED, [*BOTH, Seen("no.1", "m1"), Seen("no.1", "other")], ())

    assert verdict.duplicated == 2
    assert not verdict.clean


def test_what_is_not_finished_is_stuck_and_not_lost():
    verdict = judge(PLANNED, BOTH[:1], {"m2"})

    assert (verdict.lost, verdict.stuck) == ((), ("no.2",))
    assert not verdict.clean


def test_what_is_there_and_not_finished_is_stuck_all_the_same():
    assert judge(PLANNED, BOTH, {"m2"}).stuck == ("no.2",)


def test_what_the_platform_refused_is_told_apart_from_what_was_lost():
    verdict = judge(PLANNED, BOTH[:1], (), refused={"m2"})

    assert (verdict.lost, verdict.refused) == ((), ("no.2",))


@pytest.mark.parametrize("stranger", [Seen("no.9", "m9"), Seen("no.9", "m1")])
def test_a_message_that_nobody_planned_is_strange(stranger):
    verdict = judge(PLANNED, [*BOTH, stranger], ())

    assert "no.9" in verdict.strange
    assert not verdict.clean


# --- the database from outside --------------------------------------------------------------------------------------


@pytest.fixture
def outbox(tmp_path):
    """The connection of somebody who writes, and the URL of what they write."""
    file = tmp_path / "machi.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute(
            "CREATE TABLE outbox (marker TEXT, state TEXT, fence INTEGER, attempt INTEGER, error TEXT, last_at TEXT)"
        )
        writer.execute("INSERT INTO outbox VALUES ('m1', 'claimed', 1, 0, NULL, NULL)")
        writer.execute("INSERT INTO outbox VALUES ('m2', 'dead', 3, 1, 'gone', '2026-11-23 01:00:00')")
        yield writer, f"sqlite+aiosqlite:///{file}"


def test_only_what_is_committed_counts_as_an_intent(outbox):
    writer, url = outbox
    with reading(url) as ledger:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE outbox SET state = 'sending', fence = 2, attempt = 1 WHERE marker = 'm1'")
        before = ledger.intent("m1")
        writer.execute("COMMIT")

        assert before == Intent("claimed", 1, 0)
        assert ledger.intent("m1") == Intent("sending", 2, 1)
        assert ledger.intent("m9") is None


def test_the_ledger_cannot_write(outbox):
    with reading(outbox[1]) as ledger, pytest.raises(sqlite3.OperationalError):
        ledger.connect().execute("DELETE FROM outbox")


def test_the_ledger_tells_what_is_left_and_why_something_was_given_up(outbox):
    with reading(outbox[1]) as ledger:
        assert ledger.states() == {"claimed": 1, "dead": 1}
        assert ledger.unfinished() == 1
        assert ledger.markers(("dead",)) == {"m2": "gone"}
