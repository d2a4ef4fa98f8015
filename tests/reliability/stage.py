"""Stages: a fake platform with rooms and people, ready to be written to and to be looked at."""

import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol, TypeAlias

from bot.vocabulary.people import SpaceAddress
from tests.fakes.chance import Chance
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord import Request as DiscordRequest
from tests.fakes.discord.faults import KINDS as ON_DISCORD
from tests.fakes.slack import FakeSlack
from tests.fakes.slack import Request as SlackRequest
from tests.fakes.slack.faults import KINDS as ON_SLACK
from tests.reliability.oracles import Seen, Wire

PlatformName: TypeAlias = Literal["discord", "slack"]
Clock: TypeAlias = Callable[[], float]
KINDS: Final = {"discord": ON_DISCORD, "slack": ON_SLACK}
"""What may go wrong on each platform."""

KEY: Final = re.compile(r"no\.\d+")
"""How a planned message is known by its words."""
_LIFE: Final = re.compile(r" life/(\d+)$")
_BUCKET: Final = re.compile(r"/channels/\d+|/[a-z]+")


class Onlooker(Protocol):
    """Sees every request, as every platform's look alike."""

    def arrived(self, wire: Wire) -> None:
        """A request came in, and nothing has happened yet."""
        ...

    def answered(self, wire: Wire) -> None:
        """It was carried out or refused, and the answer is about to leave."""
        ...

    def limited(self, wire: Wire, seconds: float, *, everywhere: bool = False) -> None:
        """The answer was to wait."""
        ...


class Stage(Protocol):
    """A platform as the harness uses it."""

    @property
    def address(self) -> SpaceAddress:
        """The space to write to."""
        ...

    @property
    def api_url(self) -> str:
        """Where a worker reaches it."""
        ...

    @property
    def token(self) -> str:
        """What a worker shows there."""
        ...

    def rooms(self, count: int) -> list[str]:
        """So many channels."""
        ...

    def people(self, count: int) -> list[str]:
        """So many logins."""
        ...

    def close_rooms(self, count: int) -> None:
        """Let so many of the channels not be there any more."""
        ...

    def befall(self, chance: Chance) -> None:
        """Let things go wrong from now on."""
        ...

    def watch(self, onlooker: Onlooker) -> None:
        """Let somebody look at every request."""
        ...

    def standing(self) -> Iterator[Seen]:
        """Every message of the app's that can be read now."""
        ...

    def removed(self) -> int:
        """How many messages were there once and are not any more."""
        ...


def stage(
    platform: PlatformName, clock: Clock, *, nonce_window: float = 180.0, lag: float = 0.0
) -> AbstractAsyncContextManager[Stage]:
    """A platform that listens, with nobody in it yet."""
    return on_discord(clock, nonce_window) if platform == "discord" else on_slack(clock, lag)


def signed(agent: str, life: int) -> str:
    """What a worker calls itself, and which of them it is."""
    return f"{agent} life/{life}"


def life_of(agent: str) -> int:
    """Which worker a request is of; the first where it does not say."""
    found = _LIFE.search(agent)
    return int(found[1]) if found else 1


def bucket_of(path: str) -> str:
    """What Discord limits together: a kind of request to one channel."""
    return "".join(_BUCKET.findall(path))


# --- Discord --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DiscordStage:
    """One guild."""

    fake: FakeDiscord

    @property
    def address(self) -> SpaceAddress:
        return SpaceAddress("discord", str(self.fake.home.id), self.fake.home.name)

    @property
    def api_url(self) -> str:
        return self.fake.api_url

    @property
    def token(self) -> str:
        return self.fake.token

    def rooms(self, count: int) -> list[str]:
        return [str(self.fake.add_channel(f"room-{number}").id) for number in range(count)]

    def close_rooms(self, count: int) -> None:
        rooms = [each for each in self.fake.home.channels if each.name.startswith("room-")]
        for room in rooms[:count]:
            self.fake.world.delete_channel(room)

    def people(self, count: int) -> list[str]:
        return [str(self.fake.member(f"neighbour {number}").user.id) for number in range(count)]

    def befall(self, chance: Chance) -> None:
        self.fake.chance = chance

    def watch(self, onlooker: Onlooker) -> None:
        self.fake.watchers.append(_DiscordWatcher(onlooker))

    def standing(self) -> Iterator[Seen]:
        for message in self.fake.world.messages.values():
            if not message.deleted and (found := KEY.search(message.text)):
                yield Seen(found.group(), message.nonce)

    def removed(self) -> int:
        return sum(message.deleted for message in self.fake.world.messages.values())


@dataclass(frozen=True, slots=True)
class _DiscordWatcher:
    onlooker: Onlooker

    def arrived(self, request: DiscordRequest) -> None:
        self.onlooker.arrived(_discord_wire(request))

    def answered(self, request: DiscordRequest) -> None:
        wire = _discord_wire(request)
        if request.retry_after is not None:
            self.onlooker.limited(wire, request.retry_after, everywhere=request.everywhere)
        self.onlooker.answered(wire)


def _discord_wire(request: DiscordRequest) -> Wire:
    creates = request.method == "POST" and request.path.endswith("/messages")
    bucket = f"{request.method} {bucket_of(request.path)}"
    return Wire(bucket, creates, (request.body or {}).get("nonce") if creates else None, life_of(request.agent))


@asynccontextmanager
async def on_discord(clock: Clock, nonce_window: float = 180.0) -> AsyncIterator[DiscordStage]:
    """A Discord that remembers a nonce for so many seconds of the clock."""
    async with FakeDiscord(clock=clock, nonce_window=nonce_window, strict=False) as fake:
        yield DiscordStage(fake)


# --- Slack ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SlackStage:
    """One workspace."""

    fake: FakeSlack

    @property
    def address(self) -> SpaceAddress:
        return SpaceAddress("slack", self.fake.state.team_id, self.fake.state.team_name)

    @property
    def api_url(self) -> str:
        return self.fake.api_url

    @property
    def token(self) -> str:
        return self.fake.bot_token

    def rooms(self, count: int) -> list[str]:
        return [self.fake.channel(f"room-{number}").id for number in range(count)]

    def close_rooms(self, count: int) -> None:
        for number in range(count):
            self.fake.channel(f"room-{number}").is_archived = True

    def people(self, count: int) -> list[str]:
        return [self.fake.user(name=f"neighbour-{number}").id for number in range(count)]

    def befall(self, chance: Chance) -> None:
        self.fake.chance = chance

    def watch(self, onlooker: Onlooker) -> None:
        self.fake.watchers.append(_SlackWatcher(onlooker))

    def standing(self) -> Iterator[Seen]:
        for channel in self.fake.state.channels.values():
            for message in channel.messages:
                if found := KEY.search(message.readable):
                    yield Seen(found.group(), _slack_marker(message.metadata))

    def removed(self) -> int:
        channels = self.fake.state.channels.values()
        return sum(message.deleted for channel in channels for message in channel.everything)


@dataclass(frozen=True, slots=True)
class _SlackWatcher:
    onlooker: Onlooker

    def arrived(self, request: SlackRequest) -> None:
        self.onlooker.arrived(_slack_wire(request))

    def answered(self, request: SlackRequest) -> None:
        wire = _slack_wire(request)
        if request.retry_after is not None:
            self.onlooker.limited(wire, request.retry_after)
        self.onlooker.answered(wire)


def _slack_wire(request: SlackRequest) -> Wire:
    creates = request.method == "chat.postMessage"
    metadata = request.arguments.get("metadata")
    given = json.loads(metadata) if isinstance(metadata, str) else metadata
    bucket = f"{request.method} {request.arguments.get('channel', '')}"
    return Wire(bucket, creates, _slack_marker(given) if creates else None, life_of(request.agent))


def _slack_marker(metadata: dict[str, Any] | None) -> str | None:
    return ((metadata or {}).get("event_payload") or {}).get("m")


@asynccontextmanager
async def on_slack(clock: Clock, lag: float = 0.0) -> AsyncIterator[SlackStage]:
    """A Slack in whose history a message is missing for so many seconds of the clock."""
    async with FakeSlack(clock=clock, subscriptions=()) as fake:
        fake.state.history_lag = lag
        yield SlackStage(fake)
