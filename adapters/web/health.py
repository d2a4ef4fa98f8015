"""The health page: that Machi lives, for anybody; how it is, for this machine and for whoever has the token."""

import hmac
import ipaddress
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from aiohttp import web

DETAILS: Final = "/health"
_PASSED_ON: Final = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")
"""What a web server adds that passes on the request of somebody else."""
_OURS: Final = ("127.0.0.1", "localhost", "[::1]")


def routes(report: Callable[[], Awaitable[Mapping[str, Any]]], token: str | None = None) -> list[web.RouteDef]:
    """Where the details are told: 503 where somebody has to look, 404 to whom they are none of their business."""

    async def tell(request: web.Request) -> web.StreamResponse:
        if not (_is_near(request) or _knows(request, token)):
            raise web.HTTPNotFound
        told = await report()
        return web.json_response(dict(told), status=200 if told["ok"] else 503, headers={"Cache-Control": "no-store"})

    return [web.get(DETAILS, tell)]


def _is_near(request: web.Request) -> bool:
    """Whether it was asked on this machine, by nobody from elsewhere behind it."""
    if any(name in request.headers for name in _PASSED_ON):
        return False
    peer = request.transport.get_extra_info("peername") if request.transport else None
    host = request.headers.get("Host", "").rpartition(":")[0] or request.headers.get("Host", "")
    return bool(peer) and ipaddress.ip_address(peer[0]).is_loopback and host in _OURS


def _knows(request: web.Request, token: str | None) -> bool:
    given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
    return bool(token) and hmac.compare_digest(given, f"Bearer {token}".encode())
