"""Calendar feeds: what a calendar program is given at an address that nobody can guess.

A feed is read in one short transaction, written in a thread, and kept until it says something else.
"""

import asyncio
import hashlib
from collections import OrderedDict
from typing import Final

import structlog
from aiohttp import web

from adapters.web.doors import Doors, caller_of
from bot.calendars import MEDIA_TYPE, Feed, Feeds, written
from bot.ports import Clock
from bot.timing import zone_rules

log = structlog.get_logger(__name__)

KEPT: Final = 200
"""Feeds that are kept as they were last written."""
PRIVATE: Final = {
    "Cache-Control": "private, max-age=300",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


class CalendarPages:
    """The feeds of all communities."""

    def __init__(self, feeds: Feeds, clock: Clock, doors: Doors) -> None:
        """Read from there, by that clock, behind those doors."""
        self._feeds = feeds
        self._clock = clock
        self._doors = doors
        self._kept: OrderedDict[str, tuple[Feed, str, bytes, str]] = OrderedDict()

    def routes(self) -> list[web.RouteDef]:
        """Where they are read."""
        return [web.get("/calendar/{secret:[0-9a-f]{1,200}}.ics", self._read)]

    async def _read(self, request: web.Request) -> web.Response:
        digest = hashlib.sha256(request.match_info["secret"].encode()).hexdigest()
        fingerprint = digest[:8]
        caller = caller_of(request)
        if not await self._doors.let(caller, digest):
            raise web.HTTPTooManyRequests(headers={"Retry-After": "60", **PRIVATE})
        found = await self._feeds.behind(digest, self._clock.now())
        if found is None:
            self._doors.wrong(caller, digest)
            self._kept.pop(digest, None)
            log.info("no calendar is there", feed=fingerprint)
            raise web.HTTPNotFound(headers=PRIVATE)
        content, tag = await self._written(digest, found[1])
        log.info("a calendar was read", feed=fingerprint)
        response = web.Response(body=content, content_type=MEDIA_TYPE, charset="utf-8", headers=PRIVATE)
        response.etag = tag
        asked = request.if_none_match
        if asked and any(each.value == tag for each in asked):
            return web.Response(status=304, headers={**PRIVATE, "ETag": f'"{tag}"'})
        return response

    async def _written(self, digest: str, feed: Feed) -> tuple[bytes, str]:
        rules = zone_rules()
        kept = self._kept.get(digest)
        if kept is None or kept[:2] != (feed, rules):
            content = await asyncio.to_thread(written, feed)
            kept = (feed, rules, content, hashlib.sha256(content).hexdigest()[:32])
            self._kept[digest] = kept
        self._kept.move_to_end(digest)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return kept[2], kept[3]
