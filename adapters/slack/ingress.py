"""The ingress: what comes in over HTTP, checked as raw bytes before anything reads it.

Bolt's own server parses a body before it looks at the signature, and answers rubbish with 500. Here nothing unsigned is
read at all, and nothing malformed ends in more than 400.
"""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl

from aiohttp import web

from bot.ports import Clock

Json: TypeAlias = dict[str, Any]
Dispatch: TypeAlias = Callable[[Json], Awaitable[web.Response]]

PATH: Final = "/slack/events"
LIMIT: Final = 1024 * 1024
FRESH: Final = timedelta(minutes=5)
PATIENCE: Final = 10
"""Seconds until somebody who does not finish sending is cut off."""


class Malformed(Exception):  # noqa: N818 - reads as what it says
    """A body that Slack would not send."""


class Ingress:
    """The one address that Slack posts to."""

    def __init__(self, signing_secret: str, clock: Clock, dispatch: Dispatch) -> None:
        """Hand over to ``dispatch`` what bears a fresh signature and can be read."""
        self._secret = signing_secret
        self._clock = clock
        self._dispatch = dispatch

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """Answer one request: 401 for what is not Slack's, 400 for what cannot be read."""
        try:
            async with asyncio.timeout(PATIENCE):
                raw = await _read(request)
        except (Malformed, TimeoutError, ConnectionError, web.RequestPayloadError):
            return _refused(400, "unreadable")
        if not signed(raw, request.headers, self._secret, self._clock.now()):
            return _refused(401, "not signed")
        try:
            body = decoded(raw, request.content_type)
        except Malformed:
            return _refused(400, "malformed")
        if body.get("type") == "url_verification":
            return web.json_response({"challenge": str(body.get("challenge", ""))})
        return await self._dispatch(body)


async def _read(request: web.Request) -> bytes:
    if (request.content_length or 0) > LIMIT:
        raise Malformed("too large")
    raw = bytearray()
    async for chunk in request.content.iter_any():
        raw += chunk
        if len(raw) > LIMIT:
            raise Malformed("too large")
    return bytes(raw)


def signed(raw: bytes, headers: Mapping[str, str], secret: str, now: datetime) -> bool:
    """Whether the bytes bear Slack's signature (``v0``, HMAC-SHA256), not older than five minutes."""
    stamp = headers.get("X-Slack-Request-Timestamp", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= len("9999999999")):
        return False
    if abs(now.timestamp() - int(stamp)) > FRESH.total_seconds():
        return False
    mac = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + raw, hashlib.sha256)
    given = headers.get("X-Slack-Signature", "").encode("utf-8", "surrogateescape")
    return hmac.compare_digest(f"v0={mac.hexdigest()}".encode(), given)


def decoded(raw: bytes, content_type: str) -> Json:
    """The payload: JSON for events, a form for commands, JSON in a form for everything pressed and filled in."""
    try:
        words = raw.decode()
        if content_type == "application/json":
            return _object(words)
        fields = dict(parse_qsl(words, keep_blank_values=True, strict_parsing=True, max_num_fields=100))
        return _object(fields["payload"]) if "payload" in fields else fields
    except (ValueError, RecursionError) as error:
        raise Malformed(str(error)) from error


def _object(words: str) -> Json:
    body = json.loads(words)
    if not isinstance(body, dict):
        raise Malformed("not an object")
    return body


def _refused(status: int, reason: str) -> web.Response:
    return web.json_response({"error": reason}, status=status)
