"""What comes in, as a program: gestures brought one to four times while the receiver is killed, and a count at the end.

Effects are counted in the database by another process, answers at the fake platform. The last line is what was counted,
as JSON.
"""

import asyncio
import json
import socket
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random, SystemRandom  # noqa: TID251 - the seed says what comes how often
from typing import Any, Final, Literal, Protocol, TypeAlias

import cyclopts
import psycopg
from sqlalchemy import make_url

from bot.vocabulary.action import Action
from bot.vocabulary.card import Button, Buttons, Card
from bot.vocabulary.people import Reader, SpaceAddress
from bot.vocabulary.text import say, text
from storage.database import Database
from storage.store import SqlStore
from storage.tables import postings
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord.state import COMMAND, COMPONENT, Interaction
from tests.fakes.slack import FakeSlack, payloads
from tests.fakes.slack.delivery import Delivery, Envelope, Retry
from tests.fakes.slack.state import Message
from tests.reliability.chaos import DatabaseName, _database, _folder, database_called
from tests.reliability.hurry import PROCESSES
from tests.reliability.receiver import COMMAND as COMMAND_LINE
from tests.reliability.receiver import KIND, Post, receive
from tests.reliability.slots import Tell, _printing, _say
from tests.stores import DEFAULTS, CountingIds, StandingClock, create_all

Door: TypeAlias = Literal["http", "socket", "discord"]

AT_ONCE: Final = 24
MOST: Final = 4
"""Times that a gesture is brought at most, as long as somebody acknowledges it."""
SOONEST, LATEST = 0.01, 0.3
"""Seconds between two looks whether it is time for the receiver to be killed: kills come evenly over the gestures."""
_AGAIN: Final = 0.2
_PATIENCE: Final = 120.0
_MOMENT: Final = 10.0
_STARTS: Final = 60.0
_QUIET: Final = 1.5
_CARD: Final = Card(text("press"), (Buttons((Button(say("draft-post"), Action("probe.press")),)),))

PROCESSES.set_forkserver_preload(["tests.reliability.receiver"])


@dataclass(slots=True)
class Count:
    """What was seen: of whom nothing is there, of whom too much, and what was acknowledged before it was kept."""

    events: int
    done: int = 0
    deliveries: int = 0
    unacknowledged: int = 0
    kills: int = 0
    moments: int = 0
    lost: int = 0
    doubled: int = 0
    early: list[str] = field(default_factory=list)
    differing: int = 0
    unanswered: int = 0
    waits: list[float] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not (self.lost or self.doubled or self.early or self.differing or self.unanswered)


@dataclass(frozen=True, slots=True)
class Eye:
    """Looks into the database from outside."""

    url: str

    def keeps(self, key: str) -> bool:
        """Whether a gesture was kept by now."""
        with self._looking() as (looking, placeholder):
            kept = f"SELECT count(*) FROM inbox WHERE key = {placeholder}"
            return looking.execute(kept, [key]).fetchone()[0] == 1

    def effects(self) -> Counter[str]:
        """How often something was done for each person."""
        with self._looking() as (looking, _):
            rows = looking.execute("SELECT account, count(*) FROM outbox WHERE kind = 'direct' GROUP BY account")
            return Counter(dict(rows.fetchall()))

    @contextmanager
    def _looking(self) -> Iterator[tuple[Any, str]]:
        address = make_url(self.url)
        if address.get_backend_name() == "sqlite":
            with closing(sqlite3.connect(str(address.database), timeout=10)) as looking:
                yield looking, "?"
        else:
            plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
            with psycopg.connect(plain, autocommit=True) as looking:
                yield looking, "%s"


class Town(Protocol):
    """A platform from which gestures come; each is made by somebody who makes no other."""

    post: Post

    async def bring(self, number: int, copies: int, luck: Random, count: Count, eye: Eye) -> str:
        """Let somebody make a gesture, bring it so often, and give their login."""
        ...

    def heard(self, login: str) -> list[str]:
        """What that person was answered."""
        ...


# --- Slack ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class SlackTown:
    """A workspace, by HTTP or Socket Mode."""

    slack: FakeSlack
    card: Message
    post: Post

    async def bring(self, number: int, copies: int, luck: Random, count: Count, eye: Eye) -> str:
        person = self.slack.user(name=f"neighbour{number}")
        envelope, key = self._gesture(number % 3, person)
        brought = [asyncio.sleep(luck.uniform(0, 0.5)) for _ in range(copies)]

        async def bring_one(attempt: int, wait: Awaitable[None]) -> None:
            await wait
            until = time.monotonic() + _PATIENCE
            while time.monotonic() < until:
                delivery = await self.slack.deliver(Envelope(envelope.kind, envelope.payload, Retry(attempt)))
                count.deliveries += 1
                if delivery.acknowledged and await self._acknowledged(delivery, key, count, eye):
                    return
                count.unacknowledged += 1
                await asyncio.sleep(_AGAIN)

        await asyncio.gather(*(bring_one(attempt, wait) for attempt, wait in enumerate(brought)))
        return person.id

    async def _acknowledged(self, delivery: Delivery, key: str, count: Count, eye: Eye) -> bool:
        """Whether that settles it; who was asked for a moment's patience, and hears nothing, tries once more."""
        count.waits.append(delivery.seconds)
        if delivery.seconds <= receiver_patience():
            if not eye.keeps(key):
                count.early.append(key)
            return True
        count.moments += 1
        until = time.monotonic() + _MOMENT
        while not (kept := eye.keeps(key)) and time.monotonic() < until:  # noqa: ASYNC110 - another process keeps it
            await asyncio.sleep(_AGAIN)
        return kept

    def _gesture(self, kind: int, person: Any) -> tuple[Envelope, str]:
        state, place = self.slack.state, self.slack.channel("general")
        if kind == 0:
            inner = payloads.reaction_event(state, "reaction_added", self.card, "raised_hand", person.id)
            event = payloads.event(state, inner)
            return Envelope("events_api", event), event["event_id"]
        trigger = state.new_trigger(person.id)
        if kind == 1:
            url = self.slack.response_urls.issue(person.id, place.id)
            url.uses = -MOST  # it is brought more often than a person asks
            answer_at = state.address + url.path
            form = payloads.command(
                state, person.user, place, "/machi", COMMAND_LINE, trigger=trigger, answer_at=answer_at
            )
            return Envelope("slash_commands", form), trigger
        url = self.slack.response_urls.issue(person.id, place.id, self.card)
        url.uses = -MOST
        block, element = next((b, e) for b in self.card.blocks for e in b.get("elements", ()) if e["type"] == "button")
        pressed = payloads.action(block, element, {}, state.stamp())
        body = payloads.gesture(state, person.user, "block_actions", trigger) | {"actions": [pressed]}
        body |= payloads.on_message(state, self.card) | {"response_url": state.address + url.path}
        key = f"{person.id}:{self.card.ts}:{pressed['action_ts']}:{pressed['action_id']}"
        return Envelope("interactive", body), key

    def heard(self, login: str) -> list[str]:
        said = self.slack.channel("general").everything
        return [line for each in said if each.recipient == login for line in _counted(each.readable)]


def receiver_patience() -> float:
    """Seconds after which an acknowledgement may be one that asks for patience."""
    from adapters.slack.turn import PATIENCE

    return PATIENCE - 0.1


def _counted(words: str) -> list[str]:
    return [line for line in words.splitlines() if line.startswith("counted ")]


@asynccontextmanager
async def on_slack(url: str, place: Path, *, over_http: bool) -> AsyncIterator[SlackTown]:
    """A Slack that posts to a receiver, or waits for its connection."""
    from adapters.slack.render import message

    async with FakeSlack() as slack:
        general = slack.channel("general")
        words = message(_CARD, Reader("en", "UTC"))
        blocks = slack.state.identified(words["blocks"])
        card = slack.state.post(
            Message(general.id, slack.state.stamp(), slack.state.bot.id, "press", blocks=blocks, by_app=True)
        )
        port = _free_port() if over_http else None
        if port:
            slack.sends_to(f"http://127.0.0.1:{port}/slack/events")
        address = SpaceAddress("slack", slack.state.team_id, slack.state.team_name)
        await _posted(url, address, general.id, card.ts)
        log, secret = place / "receiver.log", slack.signing_secret
        post = Post(url, "slack", slack.api_url, slack.bot_token, slack.app_token, secret, port, log)
        yield SlackTown(slack, card, post)


# --- Discord --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class DiscordTown:
    """A guild; the gateway brings everything it is told to bring again under the same id."""

    discord: FakeDiscord
    card: Any
    post: Post
    made: dict[str, Interaction] = field(default_factory=dict)

    async def bring(self, number: int, copies: int, luck: Random, count: Count, eye: Eye) -> str:
        person = self.discord.member(f"neighbour{number}")
        world, general = self.discord.world, self.discord.channel("general")
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            if number % 2:
                made = world.interact(COMPONENT, person.user, general, self._pressed(), message=self.card)
            else:
                made = world.interact(COMMAND, person.user, general, self._command())
            key = f"interaction:{made.id}"
            for _ in range(copies - 1):
                await asyncio.sleep(luck.uniform(0, 0.05))
                world.publish("INTERACTION_CREATE", world._interaction_payload(made), made.guild)
            count.deliveries += copies
            began = time.monotonic()
            with suppress(AssertionError):
                await self.discord.until(lambda made=made: made.answered and made.settled, within=4.0)
            kept = eye.keeps(key)
            if made.answered and made.settled:
                count.waits.append(time.monotonic() - began)
                self.made[str(person.id)] = made
                if not kept:
                    count.early.append(key)
                return str(person.id)
            count.unacknowledged += copies
            if kept:  # done, and the process died before it could say so: nobody does it once more
                return str(person.id)
        return str(person.id)

    def _command(self) -> dict[str, Any]:
        command = self.discord.commands()["volunteer"]
        return {"id": command["id"], "name": "volunteer", "type": 1, "options": [{"name": "list", "type": 1}]}

    def _pressed(self) -> dict[str, Any]:
        return {"component_type": 2, "custom_id": self.card.buttons[0].custom_id}

    def heard(self, login: str) -> list[str]:
        made = self.made.get(login)
        return [] if made is None else _counted(made.text.replace("## ", ""))


@asynccontextmanager
async def on_discord(url: str, place: Path) -> AsyncIterator[DiscordTown]:
    """A Discord that waits for its receiver."""
    from adapters.discord.render import payload

    async with FakeDiscord(strict=False) as discord:
        general = discord.channel("general")
        card = discord.world.send(general, payload(_CARD, Reader("en", "UTC")), {})
        address = SpaceAddress("discord", str(discord.home.id), discord.home.name)
        await _posted(url, address, str(general.id), str(card.id))
        log = place / "receiver.log"
        yield DiscordTown(discord, card, Post(url, "discord", discord.api_url, discord.token, "", "", None, log))


# --- the run --------------------------------------------------------------------------------------------------------


async def run(door: Door, events: int, kills: int, seed: int, tell: Tell, database: DatabaseName = "sqlite") -> Count:
    """Bring so many gestures to a receiver that is killed so often, and count."""
    luck, count = Random(seed), Count(events)
    with _folder() as place, _database(database, place) as (url, _):
        await _prepared(url)
        eye = Eye(url)
        async with AsyncExitStack() as stack:
            town: Town = await stack.enter_async_context(
                on_discord(url, place) if door == "discord" else on_slack(url, place, over_http=door == "http")
            )
            async with _lives(town.post, kills, luck, count) as ready:
                await ready.wait()
                people = await _bring_all(town, events, luck, count, eye, tell)
            _compare(people, eye.effects(), town, count)
    return count


def _compare(people: list[str], effects: Counter[str], town: Town, count: Count) -> None:
    for person in people:
        count.lost += effects[person] == 0
        count.doubled += effects[person] > 1
        heard = town.heard(person)
        count.differing += len(set(heard)) > 1
        count.unanswered += not heard and not count.kills  # what a kill cuts off is not said; it is done all the same


async def _bring_all(town: Town, events: int, luck: Random, count: Count, eye: Eye, tell: Tell) -> list[str]:
    free, people = asyncio.Semaphore(AT_ONCE), list[str]()

    async def bring(number: int) -> None:
        async with free:
            people.append(await town.bring(number, luck.randint(1, MOST), luck, count, eye))
            count.done += 1
            tell(f"{len(people):6} of {events} kept, {count.deliveries} deliveries, {count.kills} kills")

    async with asyncio.TaskGroup() as group:
        for number in range(events):
            group.create_task(bring(number))
    await asyncio.sleep(_QUIET)  # what was acknowledged is still being answered
    return people


@asynccontextmanager
async def _lives(post: Post, kills: int, luck: Random, count: Count) -> AsyncIterator[asyncio.Event]:
    """One receiver after the other; as many are killed as the plan says, and the last one lives until all is done."""
    ready, over = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        while not over.is_set():
            ours, its = PROCESSES.Pipe(duplex=False)
            process = PROCESSES.Process(target=receive, args=(post, its))
            try:
                await asyncio.to_thread(process.start)
                its.close()
                async with asyncio.timeout(_STARTS):
                    await asyncio.to_thread(ours.recv)
                ready.set()
                while count.kills == kills or count.done < (count.kills + 0.5) * count.events / kills:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(luck.uniform(SOONEST, LATEST)):
                            await over.wait()
                    if over.is_set():
                        return
                count.kills += 1
            finally:
                process.kill()
                await asyncio.to_thread(process.join)
                process.close()
                ours.close()

    async with asyncio.TaskGroup() as group:
        group.create_task(live())
        try:
            yield ready
        finally:
            over.set()


async def _prepared(url: str) -> None:
    database = Database(url)
    await create_all(database)
    await database.close()


async def _posted(url: str, address: SpaceAddress, channel: str, message: str) -> None:
    database = Database(url)
    store = SqlStore(database, StandingClock(), CountingIds(), DEFAULTS)
    async with store.transaction() as work:
        space = await work.directory.space(address)
    row = {"subject_kind": KIND, "subject_id": "p", "channel": channel, "message": message}
    async with database.begin() as connection:
        await connection.execute(postings.insert().values(community_id=space.community, space_id=space.id, **row))
    await database.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def main(
    *,
    seed: int | None = None,
    events: int = 10_000,
    kills: int = 20,
    door: Door = "http",
    database: str = "sqlite",
) -> None:
    """Bring gestures one to four times, at once and after each other, while the receiver is killed, and count.

    Args:
        seed: decides what comes how often, and when the receiver dies; drawn when there is none.
        events: how many gestures, each by somebody else.
        kills: how many kill -9.
        door: http or socket on Slack, or discord.
        database: sqlite or postgresql.
    """
    chosen, over = SystemRandom().randrange(1_000_000) if seed is None else seed, database_called(database)
    _say(f"seed {chosen}: {events} gestures by {door}, {kills} kills")
    began = time.monotonic()
    count = asyncio.run(run(door, events, kills, chosen, _printing(), over))
    waits = sorted(count.waits) or [0.0]
    told = {
        "events": count.events,
        "deliveries": count.deliveries,
        "lost": count.lost,
        "doubled": count.doubled,
        "acknowledged_early": len(count.early),
        "differing_answers": count.differing,
        "unanswered": count.unanswered,
        "unacknowledged": count.unacknowledged,
        "moments": count.moments,
        "kills": count.kills,
        "ack_ms_p50": round(waits[len(waits) // 2] * 1000),
        "ack_ms_p99": round(waits[int(len(waits) * 0.99)] * 1000),
        "seconds": round(time.monotonic() - began, 1),
        "seed": chosen,
        "door": door,
        "database": over,
    }
    _say(json.dumps(told))
    sys.exit(0 if count.clean else 1)


if __name__ == "__main__":
    cyclopts.run(main)
