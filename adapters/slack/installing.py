"""Installing: how Machi comes into a workspace by OAuth, in the browser of whoever installs it.

What goes to Slack and comes back is a state: known to nobody else, good once, for ten minutes, in the browser that it
began in. It is kept as a hash only. The code that comes with it is worth a token, so it is neither logged nor shown.
"""

import hashlib
import hmac
import html
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp
import structlog
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.courier import error_of
from adapters.slack.installations import Installation
from adapters.slack.manifest import SCOPES
from bot.locales import plain
from bot.ports import Clock, Shelf
from bot.vocabulary.people import Language, Reader
from bot.vocabulary.text import Say, say, text

log = structlog.get_logger(__name__)

INSTALL: Final = "/slack/install"
CALLBACK: Final = "/slack/oauth_redirect"
AUTHORIZE: Final = "https://slack.com/oauth/v2/authorize"
COOKIE: Final = "__Host-machi-install"
GOOD_FOR: Final = timedelta(minutes=10)
_RANDOM: Final = 32
"""Bytes of a state, and of what its browser keeps."""
_STATE: Final = "state/"
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


Keep = Callable[[Installation], Awaitable[None]]
"""Keeps what was installed."""


class Refused(Exception):  # noqa: N818 - said to the person who installs
    """It came to nothing; ``words`` say why, and what to do."""

    def __init__(self, words: Say) -> None:
        super().__init__(words.id)
        self.words = words


@dataclass(frozen=True, slots=True)
class App:
    """Machi's app at Slack.

    Args:
        redirect_uri: where Slack sends the browser back to, to the letter.
        authorize_url: where Slack asks for consent.
    """

    client_id: str
    client_secret: str
    redirect_uri: str
    authorize_url: str = AUTHORIZE


class Installing:
    """The two addresses a browser passes on the way."""

    def __init__(self, app: App, client: AsyncWebClient, keep: Keep, shelf: Shelf, clock: Clock) -> None:
        """Exchange codes by that client, and let what it gives be kept."""
        self._app = app
        self._client = client
        self._keep = keep
        self._shelf = shelf
        self._clock = clock

    def routes(self) -> list[web.RouteDef]:
        """What a browser opens."""
        return [web.get(INSTALL, self.begin, allow_head=False), web.get(CALLBACK, self.finish, allow_head=False)]

    async def begin(self, request: web.Request) -> web.StreamResponse:  # noqa: ARG002 - nothing in it matters
        """Send the browser to Slack, with a state that comes back with it."""
        await self._sweep()
        state, browser = secrets.token_urlsafe(_RANDOM), secrets.token_urlsafe(_RANDOM)
        until = (self._clock.now() + GOOD_FOR).isoformat()
        await self._shelf.put(_STATE + _hashed(state), json.dumps({"until": until, "browser": _hashed(browser)}))
        asked = {
            "client_id": self._app.client_id,
            "scope": ",".join(SCOPES),
            "user_scope": "",
            "redirect_uri": self._app.redirect_uri,
            "state": state,
        }
        there = {"Location": f"{self._app.authorize_url}?{urlencode(asked)}"}
        away = web.Response(status=302, headers=_HEADERS | there)
        seconds = int(GOOD_FOR.total_seconds())
        away.set_cookie(COOKIE, browser, max_age=seconds, secure=True, httponly=True, samesite="Lax", path="/")
        return away

    async def finish(self, request: web.Request) -> web.StreamResponse:
        """Take what Slack sent back with the browser: 200 when Machi is installed, 400 when it is not."""
        language = _language(request)
        try:
            installation = await self._installed(request.query, request.cookies.get(COOKIE, ""))
        except Refused as refused:
            page = _page(say("slack-install-not-yet"), refused.words, language, 400)
        else:
            log.info("Machi was installed in a workspace", team=installation.team)
            words = say("slack-install-done-words", name=installation.name)
            page = _page(say("slack-install-done"), words, language, 200)
        page.del_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Lax")
        return page

    async def _installed(self, query: Mapping[str, str], browser: str) -> Installation:
        if not await self._is_ours(query.get("state", ""), browser):
            raise Refused(say("slack-install-state"))
        code = query.get("code", "")
        if not code:  # whoever installs has said no, or Slack has
            raise Refused(say("slack-install-denied"))
        installation = await self._exchanged(code)
        await self._keep(installation)
        return installation

    async def _is_ours(self, state: str, browser: str) -> bool:
        """Whether that browser was given that state, lately, and did not come back with it before."""
        kept = await self._shelf.take(_STATE + _hashed(state)) if state else None
        if kept is None:
            return False
        told = json.loads(kept)
        same = hmac.compare_digest(str(told["browser"]), _hashed(browser))
        return same and self._clock.now() < datetime.fromisoformat(told["until"])

    async def _exchanged(self, code: str) -> Installation:
        app = self._app
        try:
            # slack_sdk's own method for it makes aiohttp warn, and puts the secret into a header.
            asked = {"client_id": app.client_id, "client_secret": app.client_secret}
            asked |= {"code": code, "redirect_uri": app.redirect_uri}
            told = await self._client.api_call("oauth.v2.access", data=asked)
            if told.get("is_enterprise_install"):
                raise Refused(say("slack-install-enterprise"))
            return _installation(told.data if isinstance(told.data, dict) else {})
        except SlackApiError as error:
            log.warning("Slack gave no token", reason=error_of(error))
            raise Refused(say("slack-install-code")) from error
        except (aiohttp.ClientError, TimeoutError, KeyError, TypeError) as error:
            log.warning("Slack gave no token", reason=type(error).__name__)
            raise Refused(say("slack-install-unreachable")) from error

    async def _sweep(self) -> None:
        """Forget what nobody came back with in time."""
        now = self._clock.now()
        for key, kept in await self._shelf.under(_STATE):
            if datetime.fromisoformat(json.loads(kept)["until"]) <= now:
                await self._shelf.remove(key)


def _installation(told: dict[str, Any]) -> Installation:
    team = told["team"]
    scopes = tuple(str(told.get("scope") or "").split(","))
    name, user, token = str(team.get("name") or ""), str(told["bot_user_id"]), str(told["access_token"])
    return Installation(str(team["id"]), name, user, token, scopes)


def _hashed(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "surrogateescape")).hexdigest()


def _language(request: web.Request) -> Language:
    preferred = request.headers.get("Accept-Language", "ja")
    return "en" if preferred.strip().lower().startswith("en") else "ja"


def _page(title: Say, words: Say, language: Language, status: int) -> web.Response:
    reader = Reader(language, "UTC")
    heading, said = (html.escape(plain(text(part), reader)) for part in (title, words))
    style = "body{font-family:sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem;line-height:1.7}"
    page = (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{heading}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{style}</style>'
        f"<main><h1>{heading}</h1><p>{said}</p></main></html>"
    )
    return web.Response(text=page, content_type="text/html", charset="utf-8", status=status, headers=_HEADERS)
