"""A proxy before a fake platform: what a network does to bytes on their way, and a count of the requests in them."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias
from urllib.parse import urlsplit

Weather: TypeAlias = Literal["fair", "partition", "trickle", "half-open"]
"""Bytes go through; none do, and nobody is told; answers come byte by byte; answers are swallowed, no end is told."""

_CHUNK: Final = 65536
_DRIP: Final = 1.0
_GLANCE: Final = 0.05
_REQUEST: Final = re.compile(rb"(GET|POST|PUT|PATCH|DELETE) (\S+) HTTP/1\.1\r\n")


@dataclass(slots=True)
class Proxy:
    """Listens in place of a server.

    Args:
        host: of the server behind it; ``port`` alike.
        weather: what happens to bytes from now on.
        requests: method and path of every request that a client has written, in their order.
    """

    host: str
    port: int
    weather: Weather = "fair"
    requests: list[tuple[str, str]] = field(default_factory=list)
    connections: int = 0
    _server: asyncio.Server | None = None
    _ways: set[asyncio.Task[None]] = field(default_factory=set)

    def url(self, url: str) -> str:
        """An address of the server, as it is reached through here."""
        assert self._server is not None
        here = self._server.sockets[0].getsockname()[1]
        return url.replace(f":{urlsplit(url).port}", f":{here}", 1)

    def posted(self, path: str) -> int:
        """How many requests on the wire were posts to paths that end so."""
        return sum(method == "POST" and there.endswith(path) for method, there in self.requests)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._ways.add(task)
        try:
            upstream, server = await asyncio.open_connection(self.host, self.port)
            try:
                async with asyncio.TaskGroup() as ways:
                    ways.create_task(self._up(reader, server))
                    ways.create_task(self._down(upstream, writer))
            finally:
                server.close()
        except* (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._ways.discard(task)
            writer.close()

    async def _up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while read := await reader.read(_CHUNK):
            self.requests += [(method.decode(), path.decode()) for method, path in _REQUEST.findall(read)]
            await self._fair()
            writer.write(read)
            await writer.drain()
        writer.write_eof()

    async def _down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while read := await reader.read(_CHUNK):
            await self._fair()
            if self.weather == "half-open":
                continue
            if self.weather == "trickle":
                for byte in read:
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(_DRIP)
                continue
            writer.write(read)
            await writer.drain()
        if self.weather != "half-open":
            writer.close()

    async def _fair(self) -> None:
        while self.weather == "partition":  # noqa: ASYNC110 - a network tells nobody when it comes back
            await asyncio.sleep(_GLANCE)


@asynccontextmanager
async def before(url: str) -> AsyncIterator[Proxy]:
    """A proxy before the server of that address."""
    parts = urlsplit(url)
    proxy = Proxy(parts.hostname or "", parts.port or 80)
    server = proxy._server = await asyncio.start_server(proxy._serve, "127.0.0.1", 0)
    try:
        yield proxy
    finally:
        server.close()
        ways = list(proxy._ways)
        for way in ways:
            way.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*ways, return_exceptions=True)
