"""What goes wrong on purpose: planned and drawn failures of requests, and rate limits that really limit."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from math import ceil
from typing import Any
from zlib import crc32

from tests.fakes.chance import Draw

Json = dict[str, Any]

ANY_NUMBER = re.compile(r"\d{5,}")
UNLIMITED = 1000
BROKEN = (500, 502, 503, 504, 520, 524)
BAN = "<html><title>Access denied</title><body>error code: 1015. You are being rate limited.</body></html>"

KINDS = frozenset(
    {
        "limited",
        "limited_everywhere",
        "banned",
        "failed_before",
        "failed_after",
        "cut",
        "lost",
        "silent",
        "late",
        "half",
        "unauthorized",
        "forbidden",
        "missing",
    }
)
"""What `drawn` knows."""


@dataclass(slots=True, eq=False)
class Fault:
    """A failure of the next `times` requests that fit.

    Without `stored` the request has no effect; with it, all happens and only the answer is lost or wrong.
    `status` None: the connection is cut. `retry_after` makes it a 429 and `everywhere` a global one; `page` answers
    as the CDN in front of Discord does, in HTML. Whatever is answered comes after `hold` seconds; with `late` the
    request takes effect only then, and with `half` the first half of the answer is sent before them, and no more.
    """

    method: str
    path: re.Pattern[str]
    status: int | None = None
    code: int = 0
    message: str = "fault injected"
    retry_after: float | None = None
    everywhere: bool = False
    stored: bool = False
    times: int = 1
    page: str | None = None
    hold: float = 0.0
    late: bool = False
    half: bool = False

    def fits(self, method: str, path: str) -> bool:
        return self.times > 0 and self.method in {method, "*"} and self.path.search(path) is not None

    @property
    def body(self) -> Json | str:
        if self.page is not None:
            return self.page
        if self.retry_after is None:
            return {"message": self.message, "code": self.code}
        return limited(self.retry_after, everywhere=self.everywhere)

    @property
    def headers(self) -> dict[str, str]:
        if self.retry_after is None:
            return {}
        if self.page is not None:
            return {"Retry-After": str(ceil(self.retry_after))}
        return limited_headers(self.retry_after, "global" if self.everywhere else "user")


def drawn(draw: Draw, patience: float) -> Fault:
    """The failure of one request that chance has drawn; `patience` is how long the client waits for an answer."""
    fault = Fault("*", re.compile(""))
    match draw.kind:
        case "limited" | "limited_everywhere":
            fault.status, fault.retry_after = 429, draw.luck.uniform(0.3, 1.2)
            fault.everywhere = draw.kind == "limited_everywhere"
        case "banned":
            fault.status, fault.retry_after, fault.page, fault.everywhere = 429, 10.0, BAN, True
        case "failed_before" | "failed_after":
            fault.status, fault.stored = draw.luck.choice(BROKEN), draw.kind == "failed_after"
        case "cut" | "lost":
            fault.stored = draw.kind == "lost"
        case "silent":
            fault.hold, fault.stored = 2 * patience, draw.luck.random() < 0.5
        case "late":
            fault.hold, fault.late = 1.1 * patience, True
        case "half":
            fault.hold, fault.stored, fault.half = 2 * patience, True, True
        case "unauthorized":
            fault.status, fault.message = 401, "401: Unauthorized"
        case "forbidden":
            fault.status, fault.code, fault.message = 403, 50013, "Missing Permissions"
        case "missing":
            fault.status, fault.code, fault.message = 404, 10003, "Unknown Channel"
        case unknown:
            raise ValueError(f"no such misfortune on Discord: {unknown}")
    return fault


def limited(retry_after: float, *, everywhere: bool = False) -> Json:
    return {"message": "You are being rate limited.", "retry_after": retry_after, "global": everywhere}


def limited_headers(retry_after: float, scope: str) -> dict[str, str]:
    """`Via` is what discord.py tells Discord's 429 from Cloudflare's ban by."""
    told = {"Via": "1.1 fake", "Retry-After": str(ceil(retry_after)), "X-RateLimit-Scope": scope}
    return {**told, "X-RateLimit-Global": "true"} if scope == "global" else told


@dataclass(slots=True, eq=False)
class Limit:
    """So many requests per so many seconds, for each channel, guild or webhook a path names."""

    method: str
    path: re.Pattern[str]
    requests: int
    seconds: float


@dataclass(slots=True)
class _Window:
    ends: float
    used: int = 0


@dataclass(slots=True, eq=False)
class RateLimits:
    """Counts requests by bucket, writes the X-RateLimit headers, and refuses what is over a limit set by a test.

    Without a limit set every bucket allows a thousand a second, so the headers are true and never in the way.
    """

    limits: list[Limit] = field(default_factory=list)
    _windows: dict[tuple[str, str], _Window] = field(default_factory=dict)

    def take(self, method: str, path: str, now: float) -> tuple[dict[str, str], float | None]:
        """The headers of this request's answer, and the seconds to wait when it is one too many."""
        limit = next((each for each in self.limits if each.method == method and each.path.search(path)), None)
        allowed, seconds = (limit.requests, limit.seconds) if limit else (UNLIMITED, 1.0)
        window = self._window((f"{method} {_shape(path)}", _major(path)), now, seconds)
        window.used += 1
        headers = {
            "X-RateLimit-Limit": str(allowed),
            "X-RateLimit-Remaining": str(max(0, allowed - window.used)),
            "X-RateLimit-Reset": f"{window.ends:.3f}",
            "X-RateLimit-Reset-After": f"{window.ends - now:.3f}",
            "X-RateLimit-Bucket": f"{crc32(f'{method} {_shape(path)}'.encode()):08x}",
        }
        return headers, (window.ends - now if window.used > allowed else None)

    def _window(self, key: tuple[str, str], now: float, seconds: float) -> _Window:
        window = self._windows.get(key)
        if window is None or window.ends <= now:
            window = self._windows[key] = _Window(now + seconds)
        return window


def _shape(path: str) -> str:
    return ANY_NUMBER.sub("{id}", re.sub(r"/token-\d+", "/{token}", path))


def _major(path: str) -> str:
    found = re.match(r"/(channels|guilds|webhooks|interactions)/\d+(/token-\d+)?", path)
    return found.group() if found else ""
