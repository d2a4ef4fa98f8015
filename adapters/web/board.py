"""The board: what is on in a community, as a page for phones and for paper, without scripts and without names."""

import base64
import hashlib
import re
from pathlib import Path
from typing import Final

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from adapters.web.calendars import PRIVATE
from adapters.web.doors import Doors, caller_of
from bot.calendars import Board, Feeds, Gathering, Wanted
from bot.locales import plain
from bot.ports import Clock
from bot.timing import echo, wall_time
from bot.vocabulary.people import LANGUAGES, Language, Reader
from bot.vocabulary.text import Span, say, text

FOLDER: Final = Path(__file__).parent
STYLE: Final = (FOLDER / "static" / "board.css").read_text(encoding="utf-8")
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
_SECRET: Final = re.compile("[0-9a-f]{48}")
_HEADERS: Final = {
    **PRIVATE,
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Vary": "Accept-Language",
}
_PUBLIC: Final = {name: value for name, value in _HEADERS.items() if name != "X-Robots-Tag"} | {
    "Cache-Control": "public, max-age=300"
}
_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


class BoardPages:
    """The boards of all communities."""

    def __init__(self, feeds: Feeds, clock: Clock, doors: Doors) -> None:
        """Read from there, by that clock, behind those doors."""
        self._feeds = feeds
        self._clock = clock
        self._doors = doors

    def routes(self) -> list[web.RouteDef]:
        """Where they are read."""
        return [web.get("/town/{name:[0-9a-z-]{1,200}}", self._read)]

    async def _read(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        digest = hashlib.sha256(name.encode()).hexdigest()
        headers = _HEADERS if _SECRET.fullmatch(name) else _PUBLIC
        caller = caller_of(request)
        if not await self._doors.let(caller, digest):
            raise web.HTTPTooManyRequests(headers={"Retry-After": "60", **_HEADERS})
        board = await self._feeds.board(digest, self._clock.now())
        if board is None:
            self._doors.wrong(caller, digest)
            raise web.HTTPNotFound(headers=_HEADERS)
        page = self._page(board, _language(request, board.community.language))
        tag = hashlib.sha256(page.encode()).hexdigest()[:32]
        if any(each.value == tag for each in request.if_none_match or ()):
            return web.Response(status=304, headers={**headers, "ETag": f'"{tag}"'})
        response = web.Response(text=page, content_type="text/html", headers=headers)
        response.etag = tag
        return response

    def _page(self, board: Board, language: Language) -> str:
        reader = Reader(language, board.community.timezone)

        def worded(message: str, **arguments: Span | int) -> str:
            return plain(text(say(message, **arguments)), reader)

        today = wall_time(self._clock.now(), board.community.timezone).date()
        return _TEMPLATES.get_template("board.html").render(
            board=board,
            language=language,
            other=next(each for each in LANGUAGES if each != language),
            today=today.isoformat(),
            style=STYLE,
            t=worded,
            when=lambda each: _when(each, board.community.timezone, language),
        )


def _when(each: Gathering | Wanted, zone: str, language: Language) -> str:
    """When it is; the town's own zone is told once, at the end of the page."""
    return echo(each.start, each.end, each.zone, language).removesuffix(f" {zone}") if each.start else ""


def _language(request: web.Request, otherwise: Language) -> Language:
    """The language asked for, else the first one of the browser's that the page has."""
    preferred = re.findall(r"[a-z]{2}", request.headers.get("Accept-Language", "").lower())
    asked = [request.query.get("lang", ""), *preferred]
    return next((language for each in asked for language in LANGUAGES if language == each), otherwise)
