"""A fake Discord on loopback sockets: what a test starts, points the real client at, acts in and asserts on."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable, Iterable
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

import discord
from aiohttp import BodyPartReader, web

from tests.fakes.chance import Chance
from tests.fakes.discord import errors
from tests.fakes.discord.errors import ApiError
from tests.fakes.discord.faults import Fault, Limit, RateLimits, drawn, limited, limited_headers
from tests.fakes.discord.gateway import RECONNECT, Gateway
from tests.fakes.discord.people import Person
from tests.fakes.discord.rest import ROUTES, Answer, Call, Route
from tests.fakes.discord.state import Channel, Guild, Message, NotThereError, Overwrite, Request, Role, ScheduledEvent
from tests.fakes.discord.world import BOT_MAY, LONG_AGO, Event, World
from tests.fakes.openapi import problems_in_request

Json = dict[str, Any]
Found = TypeVar("Found")

API = "/api/v10"
GATEWAY = "/gateway"
GLANCE = 0.01
PATIENCE = 20.0  # seconds: a busy machine is slow, and says nothing of the client
PUBLIC = ("/interactions/", "/webhooks/", "/gateway")
AT_RISK = re.compile(r"/channels(/|$)")


class NothingHappenedError(AssertionError):
    """What a test waited for did not come."""


class Watcher(Protocol):
    """Looks on from Discord's side."""

    def arrived(self, request: Request) -> None:
        """A request came in, and nothing has happened yet."""
        ...

    def answered(self, request: Request) -> None:
        """It was answered, or its connection was cut."""
        ...


class FakeDiscord:
    """Discord, for one application, as far as Machi uses it.

    `async with FakeDiscord() as fake:` listens on a free port of 127.0.0.1. Point the client at `api_url` and
    `gateway_url` with `token`. There is one guild at the start (`fake.home`, with the channels #general and #events);
    build more with `guild`, people with `member`. State is read from the objects themselves; `requests` and
    `gateway.identifies` tell what the client sent. An error inside the fake is raised again when it is closed.

    `strict` refuses bodies that Discord would (50035): by its OpenAPI description where that is at hand, and by our own
    checks. `clock` gives seconds since 1970. `privileged` are the intents ticked in the developer portal. `chance`
    may befall any request about channels and messages that nobody planned a failure for; `watchers` see every request.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.time,  # noqa: TID251 - the other side has a clock of its own
        privileged: discord.Intents | None = None,
        nonce_window: float = 180.0,
        strict: bool = True,
        token: str = "fake.bot.token",
        heartbeat_interval: float = 41.25,
    ) -> None:
        self.token = token
        self.strict = strict
        self.requests: list[Request] = []
        self.events: list[Event] = []
        self.faults: list[Fault] = []
        self.chance: Chance | None = None
        self.watchers: list[Watcher] = []
        self.limits = RateLimits()
        self.bugs: list[Exception] = []
        self.resume_url: str | None = None
        self.port = 0
        self.world = World(clock, privileged if privileged is not None else discord.Intents.all(), nonce_window)
        self.gateway = Gateway(
            self.world,
            token=lambda: self.token,
            resume_url=lambda: self.resume_url or self.gateway_url,
            heartbeat_interval=heartbeat_interval,
        )
        self.world.listeners += [self.events.append, self.gateway.hear]
        self.home = self.guild("つくば", channels=("general", "events"))
        self._runner: web.AppRunner | None = None

    # -------------------------------------------------------------------------------------- listening

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}{API}"

    @property
    def gateway_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}{GATEWAY}"

    async def start(self) -> None:
        """Listen; after a `stop` at the same address as before, with everything still known."""
        self._runner = web.AppRunner(self._application(), shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Close every socket. Raises what went wrong inside the fake itself."""
        for connection in self.gateway.connections:
            connection.transport.abort()
        if self._runner is not None:
            await self._runner.cleanup()
        if self.bugs:
            raise ExceptionGroup("the fake Discord itself failed", self.bugs)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    # -------------------------------------------------------------------------------------- the world

    @property
    def bot(self) -> Any:
        return self.world.bot

    @property
    def app_id(self) -> int:
        return self.world.bot.id

    def guild(
        self,
        name: str,
        *,
        locale: str = "ja",
        bot_permissions: discord.Permissions = BOT_MAY,
        channels: Iterable[str] = ("general",),
        just_now: bool = False,
    ) -> Guild:
        """A guild the bot is in, for a month or since `just_now`.

        Its first channel is the system channel, where newcomers are announced.
        """
        since = 0.0 if just_now else LONG_AGO
        return self.world.add_guild(
            name, locale=locale, bot_permissions=bot_permissions, channels=channels, since=since
        )

    def member(
        self,
        name: str,
        *,
        locale: str = "ja",
        guild: Guild | None = None,
        permissions: discord.Permissions | None = None,
        roles: Iterable[Role] = (),
        like: Person | None = None,
        joined: bool = True,
    ) -> Person:
        """Somebody who was there before: no event. `like` is the same user in another guild; `joined=False` waits
        for `joins()`; `permissions` come by a role of their own.
        """
        home = guild or self.home
        user = like.user if like is not None else self.world.add_user(name, locale=locale)
        person = Person(self, user, home)
        if joined:
            held = [*roles, self.world.add_role(home, f"{name}'s", permissions)] if permissions else list(roles)
            person.belongs(held)
        return person

    def role(self, name: str, permissions: discord.Permissions | None = None, *, guild: Guild | None = None) -> Role:
        return self.world.add_role(guild or self.home, name, permissions or discord.Permissions.none())

    def channel(self, name: str, *, guild: Guild | None = None) -> Channel:
        """The channel or thread of this name."""
        home = guild or self.home
        for each in (*home.channels, *home.threads):
            if each.name == name:
                return each
        raise NotThereError(f"no #{name} among {[each.name for each in (*home.channels, *home.threads)]}")

    def add_channel(self, name: str, *, guild: Guild | None = None) -> Channel:
        return self.world.add_channel(guild or self.home, name)

    def permit(self, channel: Channel, target: Role | Person, **allowed: bool) -> None:
        """Overwrite in a channel, for a role or a person: `permit(channel, guild.roles[1], send_messages=False)`."""
        allow = discord.Permissions(**{name: True for name, is_so in allowed.items() if is_so})
        deny = discord.Permissions(**{name: True for name, is_so in allowed.items() if not is_so})
        self.world.overwrite(channel, Overwrite(target.user if isinstance(target, Person) else target, allow, deny))

    def message(self, message_id: int | str) -> Message:
        return self.world.messages[int(message_id)]

    def commands(self, guild: Guild | None = None) -> dict[str, Json]:
        """Registered application commands by name: the global ones, or those of one guild."""
        return {each["name"]: each for each in self.world.commands.get(guild.id if guild else None, [])}

    def scheduled_events(self, guild: Guild | None = None) -> list[ScheduledEvent]:
        return list((guild or self.home).events.values())

    # -------------------------------------------------------------------------------------- waiting and looking

    async def until(self, condition: Callable[[], Found], *, within: float = PATIENCE) -> Found:
        """Wait until the condition holds, and give its value. Raises NothingHappenedError.

        It is looked at after every change here, and every few milliseconds for what changes on the client's side.
        """
        try:
            async with asyncio.timeout(within):
                while not (found := condition()):
                    await self.world.pulse.wait(at_most=GLANCE)
        except TimeoutError:
            latest = [f"{each.method} {each.path} {each.status}" for each in self.requests[-8:]]
            raise NothingHappenedError(f"not within {within} s; the latest requests: {latest}") from None
        return found

    async def connected(self, *, sessions: int = 1, within: float = PATIENCE) -> None:
        """Wait until so many clients have identified and are connected."""
        here = self.gateway.connections
        await self.until(lambda: len([1 for each in here if each.session]) >= sessions, within=within)

    def sent(self, method: str, path: str) -> list[Request]:
        """The recorded requests of a method whose path matches a pattern."""
        return [each for each in self.requests if each.method == method and re.search(path, each.path)]

    # -------------------------------------------------------------------------------------- trouble

    def fail_next(
        self,
        method: str,
        path: str,
        *,
        status: int | None = None,
        code: int = 0,
        message: str = "fault injected",
        retry_after: float | None = None,
        everywhere: bool = False,
        stored: bool = False,
        drop_before: bool = False,
        drop_after: bool = False,
        times: int = 1,
        page: str | None = None,
        hold: float = 0.0,
        late: bool = False,
        half: bool = False,
    ) -> Fault:
        """Plan a failure of the next `times` requests whose path matches: a status, or a connection cut before or
        after the request took effect. `stored` lets a failing status take effect too. See `Fault`.
        """
        if status is None and retry_after is not None:
            status = 429
        if (status is None) != (drop_before or drop_after):
            raise ValueError("either a status or a dropped connection")
        fault = Fault(
            method,
            re.compile(path),
            status,
            code,
            message,
            retry_after,
            everywhere,
            stored=stored or drop_after,
            times=times,
            page=page,
            hold=hold,
            late=late,
            half=half,
        )
        self.faults.append(fault)
        return fault

    def limit(self, method: str, path: str, requests: int, seconds: float) -> None:
        """From now on really allow only so many such requests per channel, guild or webhook."""
        self.limits.limits.append(Limit(method, re.compile(path), requests, seconds))

    async def drop_gateway(self, code: int | None = None, *, forget: bool = False) -> None:
        """Cut every gateway connection (with a close code, or without a word). `forget` refuses to resume."""
        dropped = list(self.gateway.connections)
        if forget:
            self.gateway.sessions.clear()
        for connection in dropped:
            connection.transport.abort() if code is None else connection.close(code)
        await self.until(lambda: not any(each in self.gateway.connections for each in dropped))

    def ask_to_reconnect(self) -> None:
        """Tell every client to reconnect and resume (opcode 7)."""
        for connection in self.gateway.connections:
            connection.say(RECONNECT)

    # -------------------------------------------------------------------------------------- HTTP

    def _application(self) -> web.Application:
        application = web.Application(client_max_size=32 << 20)
        application.router.add_get(GATEWAY, self.gateway.serve)
        application.router.add_get(f"{GATEWAY}/", self.gateway.serve)
        for method, path, handler in (
            ("GET", "/gateway", self._tell_gateway),
            ("GET", "/gateway/bot", self._tell_gateway),
        ):
            application.router.add_route(method, API + path, self._endpoint(handler))
        for method, path, handler in ROUTES:
            application.router.add_route(method, API + path, self._endpoint(handler))
        application.router.add_route("*", API + "/{rest:.*}", self._endpoint(_nowhere))
        return application

    def _endpoint(self, handler: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def endpoint(request: web.Request) -> web.StreamResponse:
            recorded, files = await self._record(request)
            for watcher in self.watchers:
                watcher.arrived(recorded)
            response = await self._respond(request, recorded, lambda: self._handle(handler, request, recorded, files))
            for watcher in self.watchers:
                watcher.answered(recorded)
            return response

        return endpoint

    async def _respond(
        self, request: web.Request, recorded: Request, act: Callable[[], tuple[int, Answer]]
    ) -> web.StreamResponse:
        headers, wait = self.limits.take(recorded.method, recorded.path, self.world.clock())
        if wait is not None:
            recorded.retry_after = wait
            return _reply(recorded, 429, limited(wait), {**headers, **limited_headers(wait, "user")})
        if (fault := self._planned(recorded)) is None:
            return _reply(recorded, *act(), headers)
        recorded.retry_after, recorded.everywhere = fault.retry_after, fault.everywhere
        answer = act()[1] if fault.stored else None
        if fault.half:
            await _begin(request, answer)
        if fault.hold:
            await asyncio.sleep(fault.hold)
        if fault.late:
            act()
        if fault.status is None or fault.half:
            return _cut(request, recorded)
        return _reply(recorded, fault.status, fault.body, {**headers, **fault.headers})

    async def _record(self, request: web.Request) -> tuple[Request, dict[str, tuple[str, bytes]]]:
        body, files = await _read(request)
        recorded = Request(
            method=request.method,
            path=request.path.removeprefix(API),
            query=dict(request.query),
            body=body,
            at=self.world.clock(),
            files=dict(files.values()),
            agent=request.headers.get("User-Agent", ""),
        )
        self.requests.append(recorded)
        return recorded, files

    def _planned(self, recorded: Request) -> Fault | None:
        fault = next((each for each in self.faults if each.fits(recorded.method, recorded.path)), None)
        if fault is not None:
            fault.times -= 1
        return fault or self._drawn(recorded)

    def _drawn(self, recorded: Request) -> Fault | None:
        if self.chance is None or AT_RISK.search(recorded.path) is None:
            return None
        marker = recorded.body.get("nonce") if isinstance(recorded.body, dict) else None
        draw = self.chance.draw(f"{recorded.method} {marker or recorded.path}")
        return drawn(draw, self.chance.patience) if draw else None

    def _handle(
        self, handler: Route, request: web.Request, recorded: Request, files: dict[str, tuple[str, bytes]]
    ) -> tuple[int, Answer]:
        """Let the world act on the request: the status and the answer, a refusal included."""
        try:
            self._authorize(request, recorded)
            self._inspect(recorded, files)
            answer = handler(self.world, Call(request.match_info, request.query, recorded.body, files))
        except ApiError as refusal:
            return refusal.status, refusal.body
        except Exception as bug:  # noqa: BLE001 - told by stop(), so that no test passes over it
            self.bugs.append(bug)
            return 500, {"message": f"the fake itself failed: {bug!r}", "code": 0}
        finally:
            self.world.pulse.beat()
        return (204, None) if answer is None else (200, answer)

    def _authorize(self, request: web.Request, recorded: Request) -> None:
        public = recorded.path.startswith(PUBLIC) and recorded.path != "/gateway/bot"
        if not public and request.headers.get("Authorization") != f"Bot {self.token}":
            raise errors.unauthorized()

    def _inspect(self, recorded: Request, files: dict[str, tuple[str, bytes]]) -> None:
        if self.strict and recorded.body is not None:
            problems = problems_in_request(recorded.method, recorded.path, recorded.body)
            if problems:
                raise errors.invalid(problems)

    def _tell_gateway(self, world: World, call: Call) -> Answer:
        limits = {
            "total": 1000,
            "remaining": 1000 - len(self.gateway.identifies),
            "reset_after": 0,
            "max_concurrency": 1,
        }
        return {"url": self.gateway_url, "shards": 1, "session_start_limit": limits}


def _nowhere(world: World, call: Call) -> Answer:
    raise errors.no_such_route()


async def _read(request: web.Request) -> tuple[Any, dict[str, tuple[str, bytes]]]:
    """The JSON of a request and its files, whether sent plainly or as multipart with `payload_json`."""
    if not request.content_type.startswith("multipart/"):
        text = await request.text()
        return (json.loads(text) if text else None), {}
    body: Any = None
    files: dict[str, tuple[str, bytes]] = {}
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        if part.name == "payload_json":
            body = json.loads(await part.text())
        else:
            files[part.name or ""] = (part.filename or "", bytes(await part.read()))
    return body, files


def _reply(recorded: Request, status: int, answer: Answer | str, headers: dict[str, str]) -> web.Response:
    recorded.status, recorded.answer = status, answer
    if status == 204:
        return web.Response(status=204, headers=headers)
    if isinstance(answer, str):
        return web.Response(status=status, text=answer, content_type="text/html", headers=headers)
    # Exactly this content type, without a charset: it is what discord.py tells JSON by.
    content = json.dumps(answer).encode()
    return web.Response(status=status, body=content, headers={**headers, "Content-Type": "application/json"})


def _cut(request: web.Request, recorded: Request) -> web.Response:
    """End the connection without a word; the answer made here never leaves."""
    recorded.status = None
    if isinstance(request.transport, asyncio.Transport):  # None where the client was gone first
        request.transport.abort()
    return web.Response(status=500)


async def _begin(request: web.Request, answer: Answer) -> None:
    """Send the first half of an answer."""
    content = json.dumps(answer).encode()
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(content))})
    await response.prepare(request)
    await response.write(content[: len(content) // 2])
