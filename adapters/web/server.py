"""The server: one loopback address for the playground, and for whatever else of Machi speaks HTTP.

What is guarded is for the browser of the one at this machine alone. A page from elsewhere may try to reach a server on
loopback through that browser, by a name that points here or by a form that posts here; so the host must be one of ours
to the letter, and everything that changes something must come from a page of ours.
"""

import asyncio
import ipaddress
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.web.limits import BODY

log = structlog.get_logger(__name__)

LIVE: Final = "/health/live"
_SAFE: Final = ("GET", "HEAD")
_FORM: Final = "application/x-www-form-urlencoded"
_GRACE: Final = 2.0
"""Seconds that requests under way are given when the server stops."""

_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def application(
    guarded: Iterable[web.AbstractRouteDef], open_routes: Iterable[web.AbstractRouteDef] = ()
) -> web.Application:
    """The routes of this process as one application.

    Args:
        guarded: served to the browser at this machine only.
        open_routes: served to anybody who reaches them, and so sure of their callers by themselves, as Slack's events
            are by their signature.
    """
    app = web.Application(middlewares=[_guard], client_max_size=BODY)
    app.on_response_prepare.append(_add_headers)
    app.on_shutdown.append(_end_streams)
    app[_STREAMS] = set()
    opened = [*app.add_routes([web.get(LIVE, _live)]), *app.add_routes(open_routes)]
    app[_OPEN] = frozenset(route.handler for route in opened)
    app[_NEAR] = bool(app.add_routes(guarded))
    return app


@asynccontextmanager
async def serving(app: web.Application, host: str, port: int) -> AsyncIterator[str]:
    """Serve the application while the block runs; gives the address, with the port chosen where 0 was asked for."""
    if app[_NEAR] and not is_loopback(host):
        raise ValueError(f"the playground is for this machine alone; {host} can be reached from others")
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_GRACE)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        name = f"[{host}]" if ":" in host else host
        yield f"http://{name}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def is_loopback(host: str) -> bool:
    """Whether a host can be reached from this machine only."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def streaming(request: web.Request) -> Iterator[None]:
    """While a response goes on until the page is closed: it ends when the server stops."""
    streams, task = request.app[_STREAMS], asyncio.current_task()
    if task is None:
        raise RuntimeError("a request is handled by a task")
    streams.add(task)
    try:
        yield
    finally:
        streams.discard(task)


async def _end_streams(app: web.Application) -> None:
    for stream in tuple(app[_STREAMS]):
        stream.cancel()


async def _live(_: web.Request) -> web.Response:
    return web.Response(text="ok")


_NEAR: Final = web.AppKey("near", bool)
"""Whether anything is served that is for this machine alone."""
_OPEN: Final = web.AppKey("open", frozenset[Handler])
_STREAMS: Final = web.AppKey("streams", set[asyncio.Task[object]])


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    if request.match_info.handler in request.app[_OPEN]:
        return await handler(request)
    if refusal := _refusal(request):
        raise refusal
    return await handler(request)


def _refusal(request: web.Request) -> web.HTTPException | None:
    hosts = _own_hosts(request)
    if request.headers.getall("Host", []) not in [[host] for host in hosts] or not _is_near(request):
        return web.HTTPForbidden(text="The playground is for the browser at this machine alone.")
    if not _is_ours(request, {f"http://{host}" for host in hosts}):
        return web.HTTPForbidden(text="This did not come from a page of the playground.")
    if request.method not in _SAFE and request.headers.get("Content-Type", "").partition(";")[0].strip() != _FORM:
        return web.HTTPUnsupportedMediaType(text="Only what a page of the playground posts is taken here.")
    return None


def _own_hosts(request: web.Request) -> set[str]:
    port = _name_of(request, "sockname")[1]
    names = ("127.0.0.1", "localhost", "[::1]")
    return {f"{name}:{port}" for name in names} | (set(names) if port == 80 else set())


def _is_near(request: web.Request) -> bool:
    return is_loopback(str(_name_of(request, "peername")[0]))


def _name_of(request: web.Request, side: str) -> tuple[str, int]:
    name = request.transport.get_extra_info(side) if request.transport else None
    return (name[0], name[1]) if name else ("", 0)


def _is_ours(request: web.Request, origins: set[str]) -> bool:
    origin, site = request.headers.getall("Origin", []), request.headers.get("Sec-Fetch-Site")
    if origin and (len(origin) > 1 or origin[0] not in origins):
        return False
    if request.method in _SAFE:
        # A link from elsewhere may open the page; nothing else of another site's may read from it.
        opened = request.headers.get("Sec-Fetch-Mode") == "navigate"
        return site in (None, "none", "same-origin") or opened
    return site == "same-origin" or (site is None and bool(origin))


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    if request.match_info.handler not in request.app[_OPEN]:
        response.headers.update(_HEADERS)
        response.headers.setdefault("Cache-Control", "no-store")
