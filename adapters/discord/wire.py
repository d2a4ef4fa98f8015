"""The wire: one request to Discord at a time, and never a second one behind our back.

The library's own requests are repeated on 500, 502, 504 and 524, and sleep through rate limits with the message half
on its way. Here each call is one request or none, and whoever called is told which.
"""

import json
from typing import Any, Final

import aiohttp
import discord
from discord.http import HTTPClient, Route, json_or_text

from adapters.discord.silence import Silence, TooSoon
from bot.vocabulary.effect import File

SECONDS: Final = 10.0
"""The limit of one request."""
CONNECTING: Final = 5.0
"""The limit of reaching Discord at all: what fails there has certainly not been sent."""


class Wire:
    """Requests in the name of a client that is logged in, through its connections.

    Args:
        http: the client's, with its token and proxy.
        silence: what Discord has asked us to leave alone.
    """

    def __init__(self, http: HTTPClient, silence: Silence) -> None:
        self._http = http
        self._silence = silence
        timeout = aiohttp.ClientTimeout(total=SECONDS, connect=CONNECTING)
        self._session = aiohttp.ClientSession(connector=http.connector, connector_owner=False, timeout=timeout)

    async def request(self, route: Route, body: Any = None, file: File | None = None, **query: str) -> Any:
        """Send one request, a file with it if there is one, and give what was answered.

        Raises :class:`TooSoon` where nothing was taken, :class:`discord.HTTPException` for what Discord refused, and
        aiohttp's errors where nothing can be known.
        """
        bucket = f"{route.key}:{route.major_parameters}"
        await self._silence.recall()
        if wait := self._silence.left(bucket):
            raise TooSoon(wait)
        async with self._session.request(
            route.method,
            route.url,
            **({"json": body} if file is None else {"data": _parts(body, file)}),
            params=query,
            headers={"Authorization": f"Bot {self._http.token}", "User-Agent": self._http.user_agent},
            proxy=self._http.proxy,
            proxy_auth=self._http.proxy_auth,
            allow_redirects=False,
        ) as response:
            told = await _read(response)
        if (wait := await self._silence.heed(bucket, response, told)) is not None:
            raise TooSoon(wait)
        if not 200 <= response.status < 300:
            raise discord.HTTPException(response, told)
        return told

    def leave(self) -> None:
        """Send nothing more; the connections are the client's to close."""
        self._session.detach()


def _parts(body: Any, file: File) -> aiohttp.FormData:
    parts = aiohttp.FormData()
    parts.add_field("payload_json", json.dumps(body), content_type="application/json")
    parts.add_field("files[0]", file.content, filename=file.name, content_type=file.media_type)
    return parts


async def _read(response: aiohttp.ClientResponse) -> Any:
    try:
        return await json_or_text(response)
    except ValueError:
        if response.ok:
            raise
        return await response.text()  # a refusal is known by its status
