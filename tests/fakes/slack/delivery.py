"""How the fake Slack reaches the app: envelopes over Socket Mode, or signed requests over HTTP.

Both doors take an `Envelope` and give back the app's `Ack`, or None when none came in time, so
everything above them is the same in both modes.

Socket Mode (docs.slack.dev/apis/events-api/using-socket-mode): `hello` first, then envelopes, each answered by a
frame with its `envelope_id`; several connections share the envelopes; `disconnect` asks the app to come again. HTTP:
events as JSON, commands and interactions as forms, signed with `v0=HMAC-SHA256(secret, "v0:{timestamp}:{body}")`.
"""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from tests.fakes.slack.state import Clock, Json, Workspace

EnvelopeKind = Literal["events_api", "slash_commands", "interactive"]
ACK_SECONDS = 3.0
PING_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Retry:
    """Why an event comes again: `attempt` is 1, 2 or 3, `reason` one of Slack's words such as `http_timeout`."""

    attempt: int
    reason: str = "http_timeout"


@dataclass(frozen=True, slots=True)
class Envelope:
    kind: EnvelopeKind
    payload: Json
    retry: Retry | None = None


@dataclass(frozen=True, slots=True)
class Ack:
    """What the app answered. `status` is the HTTP status (200 for every Socket Mode ack); `body` is None when empty."""

    status: int
    body: Json | str | None = None

    @property
    def ok(self) -> bool:
        return self.status == 200


@dataclass(frozen=True, slots=True)
class Delivery:
    """One envelope and what became of it. `seconds` is how long the app took, by the machine's own clock."""

    envelope: Envelope
    ack: Ack | None
    at: float
    seconds: float

    @property
    def acknowledged(self) -> bool:
        return self.ack is not None and self.ack.ok


class Door(Protocol):
    async def deliver(self, envelope: Envelope) -> Ack | None: ...


class SocketMode:
    """The WebSocket end: tickets given out by `apps.connections.open`, and the connections made with them."""

    def __init__(self, slack: Workspace, ack_seconds: float) -> None:
        self._slack = slack
        self._ack_seconds = ack_seconds
        self.connections: list[web.WebSocketResponse] = []
        self._transports: dict[web.WebSocketResponse, asyncio.Transport] = {}
        self._tickets: set[str] = set()
        self._waiting: dict[str, tuple[web.WebSocketResponse, asyncio.Future[Ack | None]]] = {}
        self._turn = 0

    def ticket(self) -> str:
        ticket = self._slack.new_id("ticket-")
        self._tickets.add(ticket)
        return ticket

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until either side closes it."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403)
        self._tickets.remove(ticket)
        connection = web.WebSocketResponse(heartbeat=PING_SECONDS)
        await connection.prepare(request)
        self.connections.append(connection)
        if request.transport is not None:
            self._transports[connection] = request.transport
        try:
            await connection.send_json(self._hello())
            self._slack.changed()
            async for frame in connection:
                self._take(frame)
        finally:
            self._forget(connection)
        return connection

    def _hello(self) -> Json:
        debug = {"host": "applink-fake", "build_number": 1, "approximate_connection_time": 18060}
        info = {"app_id": self._slack.app_id}
        return {"type": "hello", "num_connections": len(self.connections), "connection_info": info, "debug_info": debug}

    def _take(self, frame: aiohttp.WSMessage) -> None:
        if frame.type is not aiohttp.WSMsgType.TEXT or not frame.data.startswith("{"):
            return
        answer = json.loads(frame.data)
        _, waiting = self._waiting.get(answer.get("envelope_id", ""), (None, None))
        if waiting is not None and not waiting.done():
            waiting.set_result(Ack(200, answer.get("payload") or None))

    def _forget(self, connection: web.WebSocketResponse) -> None:
        """Give up on the envelopes that were sent there: their acks can no longer come."""
        if connection in self.connections:
            self.connections.remove(connection)
        self._transports.pop(connection, None)
        for sent_to, waiting in self._waiting.values():
            if sent_to is connection and not waiting.done():
                waiting.set_result(None)
        self._slack.changed()

    async def deliver(self, envelope: Envelope) -> Ack | None:
        try:
            async with asyncio.timeout(self._ack_seconds):
                return await self._ask(envelope)
        except (TimeoutError, ConnectionError):
            return None

    async def _ask(self, envelope: Envelope) -> Ack | None:
        await self._slack.until(lambda: self.connections, within=self._ack_seconds)
        self._turn += 1
        connection = self.connections[self._turn % len(self.connections)]
        waiting: asyncio.Future[Ack | None] = asyncio.get_running_loop().create_future()
        frame = self._frame(envelope)
        self._waiting[frame["envelope_id"]] = connection, waiting
        try:
            await connection.send_json(frame)
            return await waiting
        finally:
            del self._waiting[frame["envelope_id"]]

    def _frame(self, envelope: Envelope) -> Json:
        frame: Json = {
            "envelope_id": self._slack.new_id("envelope-"),
            "type": envelope.kind,
            "accepts_response_payload": envelope.kind != "events_api",
            "payload": envelope.payload,
        }
        if envelope.kind == "events_api":
            retry = envelope.retry or Retry(0, "")
            frame |= {"retry_attempt": retry.attempt, "retry_reason": retry.reason}
        return frame

    async def disconnect(self, reason: str) -> None:
        """Ask every connection to come again: `warning`, `refresh_requested` or `link_disabled`."""
        debug = {"host": "applink-fake"}
        for connection in list(self.connections):
            await connection.send_json({"type": "disconnect", "reason": reason, "debug_info": debug})

    async def close(self) -> None:
        for connection in list(self.connections):
            await connection.close(code=aiohttp.WSCloseCode.GOING_AWAY)

    def cut(self) -> None:
        """Break every connection without a word, as a failing network does."""
        for transport in list(self._transports.values()):
            transport.abort()


class SignedRequests:
    """The HTTP end: everything is posted to the app's one request URL."""

    def __init__(
        self, url: str, signing_secret: str, clock: Clock, session: aiohttp.ClientSession, ack_seconds: float
    ) -> None:
        self.url = url
        self._secret = signing_secret
        self._clock = clock
        self._session = session
        self._within = aiohttp.ClientTimeout(total=ack_seconds)

    async def deliver(self, envelope: Envelope) -> Ack | None:
        body, content_type = encoded(envelope)
        retry = envelope.retry
        headers = (
            {} if retry is None else {"X-Slack-Retry-Num": str(retry.attempt), "X-Slack-Retry-Reason": retry.reason}
        )
        try:
            return await self.post(body, content_type, headers)
        except (TimeoutError, aiohttp.ClientError):
            return None

    async def post(self, body: str, content_type: str, headers: Mapping[str, str] | None = None) -> Ack:
        """Post a body as it is, signed; a header of the same name replaces the signature or its time."""
        signed = self._signed(body) | {"Content-Type": content_type, **(headers or {})}
        async with self._session.post(self.url, data=body.encode(), headers=signed, timeout=self._within) as response:
            return Ack(response.status, _read(await response.text(), response.content_type))

    def _signed(self, body: str) -> dict[str, str]:
        at = str(int(self._clock()))
        return {
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": at,
            "X-Slack-Signature": signature(self._secret, at, body),
        }


def signature(secret: str, timestamp: str, body: str) -> str:
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256)
    return f"v0={digest.hexdigest()}"


def encoded(envelope: Envelope) -> tuple[str, str]:
    """Return the body and the content type in which Slack posts this kind of envelope."""
    form = "application/x-www-form-urlencoded"
    match envelope.kind:
        case "events_api":
            return json.dumps(envelope.payload), "application/json"
        case "slash_commands":
            return urlencode(envelope.payload), form
        case "interactive":
            return urlencode({"payload": json.dumps(envelope.payload)}), form


def _read(text: str, content_type: str) -> Any:
    if not text.strip():
        return None
    return json.loads(text) if content_type == "application/json" else text
