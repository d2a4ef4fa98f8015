"""The fake Slack itself: one workspace behind a loopback server, and the way from there to the app under test."""

import asyncio
import json
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self

import aiohttp
from aiohttp import web

from tests.fakes.chance import Chance
from tests.fakes.slack import payloads
from tests.fakes.slack.delivery import ACK_SECONDS, Delivery, Door, Envelope, Retry, SignedRequests, SocketMode
from tests.fakes.slack.faults import Fault, Faults, drawn
from tests.fakes.slack.person import Person
from tests.fakes.slack.response_urls import ResponseUrls
from tests.fakes.slack.state import Channel, Clock, Json, User, Workspace
from tests.fakes.slack.web_api import METHODS, ApiError, Arguments

SUBSCRIPTIONS = frozenset(
    {
        "app_home_opened",
        "app_mention",
        "member_joined_channel",
        "member_left_channel",
        "reaction_added",
        "reaction_removed",
        "team_join",
    }
)
RESPONSE_URL = "response_url"
AT_RISK = ("chat.", "conversations.")
LIMIT = 1024 * 1024


@dataclass(slots=True)
class Request:
    """One call by the app as it came in, before it was checked. `method` is `response_url` for those.

    `retry_after` is what the reply told the app to wait; `error` is Slack's word where the call was refused; `agent` is
    who the app says it is.
    """

    method: str
    arguments: Mapping[str, Any]
    at: float
    retry_after: float | None = None
    error: str | None = None
    token: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One call that Slack refused of its own accord; ordered faults are not among them."""

    method: str
    error: str
    problems: tuple[str, ...]


class Watcher(Protocol):
    """Looks on from Slack's side."""

    def arrived(self, request: Request) -> None:
        """A call came in, and nothing has happened yet."""
        ...

    def answered(self, request: Request) -> None:
        """It was answered, or its connection was cut."""
        ...


class FakeSlack:
    """A Slack workspace with one app, on a loopback port of its own. Use it as an async context manager.

    In: the Web API at `api_url`, response URLs, and the WebSocket that `apps.connections.open` names. Out: Socket
    Mode, until `sends_to` names a request URL; then signed HTTP. Only the `subscriptions` are sent as events: an
    event type, or for messages `message.channels`, `message.groups`, `message.im`, `message.mpim`.

    `clock` gives the workspace its time (seconds since 1970: `ts`, triggers, response URLs); `signing_clock` stamps
    the signed requests, which Bolt compares with the real time. An acknowledgement counts for `ack_seconds` of real
    time. `chance` may befall any call about channels and messages that no fault was ordered for; `watchers` see every
    call.
    """

    bot_token = "xoxb-fake-bot-token"
    app_token = "xapp-1-fake-app-token"
    signing_secret = "fake-signing-secret"
    client_id = "111.222"
    client_secret = "fake-client-secret"

    def __init__(
        self,
        *,
        clock: Clock = time.time,  # noqa: TID251 - a platform keeps its own time
        signing_clock: Clock = time.time,  # noqa: TID251
        subscriptions: Collection[str] = SUBSCRIPTIONS,
        team_id: str = "T0TOWN",
        team_name: str = "Machi Town",
        ack_seconds: float = ACK_SECONDS,
    ) -> None:
        self.state = Workspace(clock, team_id=team_id, name=team_name, announce=self._announce)
        self.response_urls = ResponseUrls(self.state)
        self.socket_mode = SocketMode(self.state, ack_seconds)
        self.faults = Faults()
        self.chance: Chance | None = None
        self.watchers: list[Watcher] = []
        self.subscriptions = set(subscriptions)
        self.requests: list[Request] = []
        self.refusals: list[Refusal] = []
        self.deliveries: list[Delivery] = []
        self.http: SignedRequests | None = None
        self.scopes = ""
        self.codes: dict[str, tuple[str, str]] = {}
        self.granted: dict[str, str] = {}
        self._signing_clock = signing_clock
        self._ack_seconds = ack_seconds
        self._exits = AsyncExitStack()
        self._behind: list[asyncio.Task[Any]] = []

    # its life

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as exits:
            self._tasks = await exits.enter_async_context(asyncio.TaskGroup())
            exits.callback(self._stop_behind)
            self._session = await exits.enter_async_context(aiohttp.ClientSession())
            runner = web.AppRunner(self._routes(), access_log=None, shutdown_timeout=0.5)
            await runner.setup()
            exits.push_async_callback(runner.cleanup)
            exits.push_async_callback(self.socket_mode.close)
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self.state.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
            self._exits = exits.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._exits.__aexit__(kind, error, trace)

    def _stop_behind(self) -> None:
        for task in self._behind:
            task.cancel()

    def _routes(self) -> web.Application:
        app = web.Application(client_max_size=LIMIT)
        app.router.add_route("*", "/api/{method}", self._serve_api)
        app.router.add_post("/upload/{id}", self._take_upload)
        app.router.add_get("/link", self.socket_mode.accept)
        app.router.add_post("/{kind:commands|actions}/{team}/{id}/{secret}", self._serve_response_url)
        return app

    @property
    def api_url(self) -> str:
        """The `base_url` for slack_sdk's clients."""
        return f"{self.state.address}/api/"

    # the stage

    def user(
        self,
        user_id: str | None = None,
        *,
        name: str,
        real_name: str = "",
        locale: str = "en-US",
        tz: str = "Asia/Tokyo",
        team_id: str | None = None,
        is_admin: bool = False,
    ) -> Person:
        """Let a person be in the workspace, and in #general, without any event."""
        person_id = user_id or self.state.new_id("U")
        user = User(person_id, name, real_name or name, locale, tz, team_id or self.state.team_id, is_admin=is_admin)
        self.state.add_user(user)
        return Person(self, user)

    def channel(
        self, name: str, *, members: Iterable[Person] = (), is_private: bool = False, app_is_member: bool = True
    ) -> Channel:
        """Return the channel of that name; the first time it is created, with these members and the app."""
        if (known := self.state.find_channel(name)) is not None:
            known.members.extend(person.id for person in members if person.id not in known.members)
            return known
        place = self.state.create_channel(name, members=(person.id for person in members), is_private=is_private)
        if not app_is_member:
            place.members.remove(self.state.bot.id)
        return place

    def sends_to(self, request_url: str) -> SignedRequests:
        """Turn to HTTP mode: everything goes, signed, to the app's request URL."""
        self.http = SignedRequests(
            request_url, self.signing_secret, self._signing_clock, self._session, self._ack_seconds
        )
        return self.http

    async def verifies_request_url(self) -> bool:
        """Do what Slack does when a request URL is entered: send a challenge and expect it back."""
        assert self.http is not None, "name the request URL first: sends_to"
        payload = {"token": payloads.TOKEN, "challenge": self.state.new_id("challenge"), "type": "url_verification"}
        delivery = await self.deliver(Envelope("events_api", payload))
        body = delivery.ack.body if delivery.ack is not None else None
        return delivery.acknowledged and payload["challenge"] in (
            body,
            body.get("challenge") if isinstance(body, dict) else None,
        )

    async def connected(self, connections: int = 1, *, within: float = 5.0) -> None:
        """Wait until the app has so many Socket Mode connections."""
        await self.until(lambda: len(self.socket_mode.connections) >= connections, within=within)

    # faults

    def fail_next(
        self,
        method: str,
        *,
        error: str | None = None,
        status: int = 200,
        retry_after: int | None = None,
        drop_before: bool = False,
        drop_after: bool = False,
        stored: bool = False,
        times: int = 1,
        hold: float = 0.0,
        late: bool = False,
        half: bool = False,
    ) -> None:
        """Let the next calls of a method fail. `"*"` is any method, `"response_url"` the response URLs.

        `error` answers `{"ok": false, "error": …}`; `status` answers that HTTP status; `retry_after` answers 429 with
        the header; `drop_before` and `drop_after` cut the connection before or after the call took effect. With
        `stored`, the call takes effect although an error is answered. `hold`, `late` and `half`: see `Fault`.
        """
        drop = drop_before or drop_after
        self.faults.add(Fault(method, error, status, retry_after, drop, stored or drop_after, hold, late, half), times)

    async def redelivers(self, delivery: Delivery, *, attempt: int = 1, reason: str = "http_timeout") -> Delivery:
        """Send the same thing again, as Slack does when it missed an ack: same `event_id`, retry headers."""
        envelope = delivery.envelope
        return await self.deliver(Envelope(envelope.kind, envelope.payload, Retry(attempt, reason)))

    # waiting

    async def until(self, condition: Callable[[], Any], *, within: float = 3.0) -> Any:
        """Wait for a true value of `condition`, looked at after each change of the state, and return it."""
        try:
            return await self.state.until(condition, within=within)
        except TimeoutError:
            calls = [request.method for request in self.requests[-5:]]
            raise AssertionError(f"not within {within} s; last calls {calls}, refusals {self.refusals[-3:]}") from None

    async def settles(self, *, quiet: float = 0.1, within: float = 5.0) -> None:
        """Wait until the app has called nothing for `quiet` seconds: then assert that something did not happen."""
        async with asyncio.timeout(within):
            while True:
                known = len(self.requests)
                try:
                    await self.state.until(lambda known=known: len(self.requests) > known, within=quiet)
                except TimeoutError:
                    return

    def calls(self, method: str) -> list[Request]:
        """Return the calls of one method so far, oldest first."""
        return [request for request in self.requests if request.method == method]

    # outwards

    async def deliver(self, envelope: Envelope) -> Delivery:
        """Send one envelope through the door in use, and keep what became of it."""
        door: Door = self.http or self.socket_mode
        loop, at = asyncio.get_running_loop(), self.state.clock()
        begun = loop.time()
        delivery = Delivery(envelope, await door.deliver(envelope), at, loop.time() - begun)
        self.deliveries.append(delivery)
        self.state.changed()
        return delivery

    async def send_event(self, inner: Json, *, outsider: bool = False) -> Delivery | None:
        """Send an event if the app has subscribed to it; None when it has not."""
        if _subscription(inner) not in self.subscriptions:
            return None
        return await self.deliver(Envelope("events_api", payloads.event(self.state, inner, outsider=outsider)))

    def _announce(self, inner: Json) -> None:
        if _subscription(inner) in self.subscriptions:
            self._behind.append(self._tasks.create_task(self.send_event(inner)))

    # inwards

    async def _serve_api(self, request: web.Request) -> web.StreamResponse:
        method, (token, arguments) = request.match_info["method"], await _arguments(request)
        return await self._reply(request, method, arguments, lambda: self._call(method, token, arguments), token)

    def _call(self, method: str, token: str, arguments: Mapping[str, Any]) -> Json:
        self._check_token(method, token)
        if method == "apps.connections.open":
            link = self.state.address.replace("http://", "ws://")
            return {"url": f"{link}/link?ticket={self.socket_mode.ticket()}"}
        if method == "oauth.v2.access":
            return self._grant(Arguments(arguments))
        if (handle := METHODS.get(method)) is None:
            raise ApiError("unknown_method")
        answer = handle(self.state, Arguments(arguments))
        return answer | self._whose(token) if method == "auth.test" else answer

    # installing

    def consents(self, team: str, *, redirect_uri: str) -> str:
        """Let somebody say yes to the app in a workspace; gives the code that the browser carries back, good once."""
        code = self.state.new_id("code-")
        self.codes[code] = team, redirect_uri
        return code

    def _grant(self, given: Arguments) -> Json:
        if (given.text("client_id"), given.text("client_secret")) != (self.client_id, self.client_secret):
            raise ApiError("invalid_client_id")
        team, redirect_uri = self.codes.pop(given.needed("code", "invalid_code"), ("", ""))
        if not team:
            raise ApiError("invalid_code")
        if given.text("redirect_uri") != redirect_uri:
            raise ApiError("bad_redirect_uri")
        token = self.granted[team] = f"xoxb-{team}-{self.state.new_id('')}"
        return {
            "access_token": token,
            "token_type": "bot",
            "scope": self.scopes,
            "bot_user_id": self.state.bot.id,
            "app_id": self.state.app_id,
            "team": {"id": team, "name": f"Team {team}"},
            "enterprise": None,
            "is_enterprise_install": False,
            "authed_user": {"id": "U0INSTALLER"},
        }

    def _whose(self, token: str) -> Json:
        """The workspace of a token that was granted by consent."""
        return next(
            ({"team_id": team, "team": f"Team {team}"} for team, own in self.granted.items() if own == token), {}
        )

    def _check_token(self, method: str, token: str) -> None:
        if method == "oauth.v2.access":
            return  # the client's secret is checked instead
        if not token:
            raise ApiError("not_authed")
        if token not in (self.bot_token, self.app_token, *self.granted.values()):
            raise ApiError("invalid_auth")
        if (token == self.app_token) != (method == "apps.connections.open"):
            raise ApiError("not_allowed_token_type")

    async def _take_upload(self, request: web.Request) -> web.StreamResponse:
        """Take the content of a file; the address itself is the right to upload, and no token comes along."""
        upload, content = self.state.uploads.get(request.match_info["id"]), await request.read()
        if upload is None or len(content) != upload.length:
            return web.Response(status=400)
        upload.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def _serve_response_url(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        return await self._reply(request, RESPONSE_URL, body, lambda: self.response_urls.use(request.path, body))

    async def _reply(
        self,
        request: web.Request,
        method: str,
        arguments: Mapping[str, Any],
        act: Callable[[], Json | None],
        token: str = "",
    ) -> web.Response:
        agent = request.headers.get("User-Agent", "")
        recorded = Request(method, dict(arguments), self.state.clock(), token=token, agent=agent)
        self.requests.append(recorded)
        self.state.changed()
        for watcher in self.watchers:
            watcher.arrived(recorded)
        fault = self.faults.take(method) or self._drawn(method, arguments)
        reply = self._honest_reply(recorded, act) if fault is None else await _troubled(request, recorded, fault, act)
        for watcher in self.watchers:
            watcher.answered(recorded)
        return reply

    def _drawn(self, method: str, arguments: Mapping[str, Any]) -> Fault | None:
        if self.chance is None or not method.startswith(AT_RISK):
            return None
        about = next((arguments[name] for name in ("metadata", "ts", "channel", "users") if arguments.get(name)), "")
        draw = self.chance.draw(f"{method} {about}")
        return drawn(draw, self.chance.patience) if draw else None

    def _honest_reply(self, recorded: Request, act: Callable[[], Json | None]) -> web.Response:
        method = recorded.method
        try:
            answer = act()
        except ApiError as refusal:
            recorded.error = refusal.code
            self.refusals.append(Refusal(method, refusal.code, tuple(refusal.problems)))
            return web.json_response(refusal.answer(), status=404 if method == RESPONSE_URL else 200)
        headers = {"X-OAuth-Scopes": self.scopes} if self.scopes else None
        return web.Response(text="ok") if answer is None else web.json_response({"ok": True} | answer, headers=headers)


async def _troubled(
    request: web.Request, recorded: Request, fault: Fault, act: Callable[[], Json | None]
) -> web.Response:
    """Reply as the fault says, having done what it says."""
    recorded.retry_after, recorded.error = fault.retry_after, fault.error
    answer: Json | None = None
    if fault.stored:
        with suppress(ApiError):
            answer = act()
    if fault.half:
        await _begin(request, {"ok": True} | (answer or {}))
    if fault.hold:
        await asyncio.sleep(fault.hold)
    if fault.late:
        with suppress(ApiError):
            act()
    if fault.drop and request.transport is not None:
        request.transport.abort()
    return _failed(fault)


async def _begin(request: web.Request, answer: Json) -> None:
    """Send the first half of a reply."""
    content = json.dumps(answer).encode()
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(content))})
    await response.prepare(request)
    await response.write(content[: len(content) // 2])


def _failed(fault: Fault) -> web.Response:
    if fault.retry_after is not None:
        header = {"Retry-After": str(fault.retry_after)}
        return web.json_response({"ok": False, "error": fault.error or "ratelimited"}, status=429, headers=header)
    if fault.error is not None:
        return web.json_response({"ok": False, "error": fault.error}, status=fault.status)
    return web.Response(text="<html>upstream failed</html>", content_type="text/html", status=fault.status)


def _subscription(inner: Json) -> str:
    """Return the name under which an app subscribes to this event."""
    if inner["type"] != "message":
        return inner["type"]
    kinds = {"channel": "message.channels", "group": "message.groups"}
    return kinds.get(inner["channel_type"], f"message.{inner['channel_type']}")


async def _arguments(request: web.Request) -> tuple[str, dict[str, Any]]:
    """Return the token and the arguments, wherever the client put them: header, query, form or JSON."""
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        given |= await request.json()
    elif request.can_read_body:
        given |= dict(await request.post())
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return given.pop("token", "") or bearer, given
