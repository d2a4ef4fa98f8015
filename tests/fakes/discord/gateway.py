"""The gateway half of a fake Discord: sessions over WebSockets, with resuming, heartbeats and compression.

A session outlives its connection: what happens meanwhile is kept and replayed on RESUME, until a test forgets the
session. Two connections make two sessions and both hear everything, as with the real one.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import discord
from aiohttp import WSMessage, WSMsgType, web

from tests.fakes.discord import payloads
from tests.fakes.discord.world import Event, World

Json = dict[str, Any]

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE_STATE, RESUME, RECONNECT = 0, 1, 2, 3, 4, 6, 7
REQUEST_MEMBERS, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 8, 9, 10, 11
UNKNOWN_OPCODE, DECODE_ERROR, NOT_AUTHENTICATED, BAD_TOKEN, ALREADY_AUTHENTICATED = 4001, 4002, 4003, 4004, 4005
INVALID_INTENTS, DISALLOWED_INTENTS = 4013, 4014
CHUNK = 1000

# Which intent an event needs, in a guild and in a direct message; what is not listed reaches everybody.
_NEEDS = {
    "MESSAGE_REACTION_": ("guild_reactions", "dm_reactions"),
    "MESSAGE_": ("guild_messages", "dm_messages"),
    "GUILD_MEMBER_": ("members", "members"),
    "GUILD_SCHEDULED_EVENT_": ("guild_scheduled_events", "guild_scheduled_events"),
    "GUILD_": ("guilds", "guilds"),
    "CHANNEL_": ("guilds", "guilds"),
    "THREAD_": ("guilds", "guilds"),
}


@dataclass(slots=True, eq=False)
class Session:
    """One identified client: its intents, all it was sent (for a replay), and its connection while there is one."""

    id: str
    intents: discord.Intents
    shard: tuple[int, int]
    sent: list[str] = field(default_factory=list)
    connection: Connection | None = None

    def hears(self, event: Event) -> bool:
        shard, count = self.shard
        if shard != ((event.guild.id >> 22) % count if event.guild is not None else 0):
            return False
        needed = next((names for start, names in _NEEDS.items() if event.name.startswith(start)), None)
        return needed is None or getattr(self.intents, needed[0 if event.guild is not None else 1])

    def emit(self, name: str, data: Json) -> None:
        self.sent.append(json.dumps({"op": DISPATCH, "t": name, "s": len(self.sent) + 1, "d": data}))
        if self.connection is not None:
            self.connection.outbox.put_nowait(self.sent[-1])


@dataclass(slots=True, eq=False)
class Connection:
    """One open socket; a number in the outbox means: close with this code."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport
    compress: Callable[[bytes], bytes] | None
    outbox: asyncio.Queue[str | int] = field(default_factory=asyncio.Queue)
    session: Session | None = None
    heartbeats: int = 0

    def say(self, op: int, data: Any = None) -> None:
        self.outbox.put_nowait(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    def close(self, code: int) -> None:
        self.outbox.put_nowait(code)


@dataclass(slots=True, eq=False)
class Gateway:
    """Every session and connection. `identifies` and `resumes` are what clients sent, in order.

    `acknowledges` off leaves heartbeats without an answer (a zombie). `resume_url` is what READY tells clients to
    resume at.
    """

    world: World
    token: Callable[[], str]
    resume_url: Callable[[], str]
    heartbeat_interval: float = 41.25
    acknowledges: bool = True
    sessions: dict[str, Session] = field(default_factory=dict)
    connections: list[Connection] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    identifies: list[Json] = field(default_factory=list)
    resumes: list[Json] = field(default_factory=list)

    def hear(self, event: Event) -> None:
        """Pass a change of the world on to every session that asked for its kind."""
        for session in self.sessions.values():
            if session.hears(event):
                redacted = event.redacted is not None and not session.intents.message_content
                session.emit(event.name, event.redacted if redacted and event.redacted is not None else event.data)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One client, from HELLO to the end of its socket."""
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        assert isinstance(request.transport, asyncio.Transport)
        connection = Connection(socket, request.transport, _compressor(request.query.get("compress")))
        self.connections.append(connection)
        self.addresses.append(str(request.rel_url))
        connection.say(HELLO, {"heartbeat_interval": round(self.heartbeat_interval * 1000)})
        try:
            async with asyncio.TaskGroup() as tasks:
                writing = tasks.create_task(_write(connection))
                await self._read(connection)
                writing.cancel()
        finally:
            self._detach(connection)
        return socket

    async def _read(self, connection: Connection) -> None:
        async for message in connection.socket:
            self._receive(connection, message)
            self.world.pulse.beat()

    def _receive(self, connection: Connection, message: WSMessage) -> None:
        try:
            sent = json.loads(message.data) if message.type is WSMsgType.TEXT else {}
            op, data = sent["op"], sent["d"]
        except (ValueError, KeyError):
            connection.close(DECODE_ERROR)
            return
        match op:
            case 1:
                self._heartbeat(connection)
            case 2 if connection.session is None:
                self._identify(connection, data)
            case 6 if connection.session is None:
                self._resume(connection, data)
            case 2 | 6:
                connection.close(ALREADY_AUTHENTICATED)
            case 3 | 4 | 8 if connection.session is None:
                connection.close(NOT_AUTHENTICATED)
            case 8:
                self._send_members(connection, data)
            case 3 | 4:
                pass
            case _:
                connection.close(UNKNOWN_OPCODE)

    def _heartbeat(self, connection: Connection) -> None:
        connection.heartbeats += 1
        if self.acknowledges:
            connection.say(HEARTBEAT_ACK)

    def _identify(self, connection: Connection, data: Json) -> None:
        self.identifies.append(data)
        if data["token"] != self.token():
            return connection.close(BAD_TOKEN)
        if not isinstance(data.get("intents"), int):
            return connection.close(INVALID_INTENTS)
        intents = discord.Intents._from_value(data["intents"])
        if any(getattr(intents, name) > getattr(self.world.privileged, name) for name in _PRIVILEGED):
            return connection.close(DISALLOWED_INTENTS)
        shard, count = data.get("shard") or (0, 1)
        session = Session(f"session-{len(self.identifies)}", intents, (shard, count))
        self.sessions[session.id] = session
        self._attach(session, connection)
        return self._greet(session)

    def _greet(self, session: Session) -> None:
        shard, count = session.shard
        guilds = [
            each for each in self.world.guilds.values() if not each.bot_removed and (each.id >> 22) % count == shard
        ]
        ready: Json = {
            "v": 10,
            "user": payloads.user(self.world.bot),
            "guilds": [{"id": str(each.id), "unavailable": True} for each in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.resume_url(),
            "shard": [shard, count],
            "application": {"id": str(self.world.bot.id), "flags": 0},
        }
        session.emit("READY", ready)
        for guild in guilds:
            if session.intents.guilds and not guild.unavailable:
                session.emit("GUILD_CREATE", self.world.guild_create(guild))

    def _resume(self, connection: Connection, data: Json) -> None:
        self.resumes.append(data)
        session = self.sessions.get(data["session_id"])
        if data["token"] != self.token():
            return connection.close(BAD_TOKEN)
        if session is None or not 0 <= data["seq"] <= len(session.sent):
            return connection.say(INVALID_SESSION, data=False)
        for missed in session.sent[data["seq"] :]:
            connection.outbox.put_nowait(missed)
        self._attach(session, connection)
        return session.emit("RESUMED", {})

    def _send_members(self, connection: Connection, data: Json) -> None:
        """Answer "request guild members", by name or by id, a thousand at a time."""
        assert connection.session is not None
        guild = self.world.guild(int(data["guild_id"]))
        wanted = {int(each) for each in _as_list(data.get("user_ids"))}
        found = [
            each
            for each in guild.members.values()
            if (each.user.id in wanted if wanted else each.user.name.startswith(data.get("query") or ""))
        ][: data.get("limit") or None]
        pages = [found[start : start + CHUNK] for start in range(0, max(1, len(found)), CHUNK)]
        for index, page in enumerate(pages):
            chunk = {
                "guild_id": str(guild.id),
                "members": [payloads.member(each) for each in page],
                "chunk_index": index,
                "chunk_count": len(pages),
                "not_found": [str(each) for each in wanted - guild.members.keys()],
                "nonce": data.get("nonce"),
            }
            connection.session.emit("GUILD_MEMBERS_CHUNK", chunk)

    def _attach(self, session: Session, connection: Connection) -> None:
        if session.connection is not None:
            session.connection.session = None
        session.connection, connection.session = connection, session

    def _detach(self, connection: Connection) -> None:
        self.connections.remove(connection)
        if connection.session is not None:
            connection.session.connection = None
        self.world.pulse.beat()


async def _write(connection: Connection) -> None:
    while True:
        match await connection.outbox.get():
            case int(code):
                await connection.socket.close(code=code)
                return
            case str(text):
                await _quietly(_send(connection, text))


async def _send(connection: Connection, text: str) -> None:
    if connection.compress is None:
        await connection.socket.send_str(text)
    else:
        await connection.socket.send_bytes(connection.compress(text.encode()))


async def _quietly(sending: Any) -> None:
    """A client that is gone is no fault of the fake's; its session keeps what it missed."""
    try:
        await sending
    except ConnectionError:
        return


def _compressor(asked: str | None) -> Callable[[bytes], bytes] | None:
    """One stream for one connection; zstd only on a Python that has it, and only such a client asks for it."""
    match asked:
        case "zlib-stream":
            return _zlib_stream()
        case "zstd-stream":
            return _zstd_stream()
        case _:
            return None


def _zlib_stream() -> Callable[[bytes], bytes]:
    stream = zlib.compressobj()
    return lambda data: stream.compress(data) + stream.flush(zlib.Z_SYNC_FLUSH)


def _zstd_stream() -> Callable[[bytes], bytes]:
    stream = importlib.import_module("compression.zstd").ZstdCompressor()
    return lambda data: stream.compress(data, mode=stream.FLUSH_BLOCK)


def _as_list(ids: Any) -> list[Any]:
    return ids if isinstance(ids, list) else [ids] if ids else []


_PRIVILEGED = ("members", "presences", "message_content")
