"""The probe: measures in a test channel what delivery takes for granted of Discord, and leaves nothing behind."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

import aiohttp

Json = Mapping[str, Any]

WAITS: Final = (0.0, 30.0, 60.0, 120.0, 300.0, 600.0)
"""Seconds after a message at which its nonce is tried once more."""


async def measured(token: str, api_url: str, channel: str, waits: Sequence[float] = WAITS) -> dict[str, Any]:
    """What was found: how long a nonce is remembered, and what the history gives back; raises aiohttp's errors."""
    async with _room(token, api_url, channel) as room:
        first = await room.post("Machi measures: one moment, please.")
        history = await room.history()
        found = next((each for each in history if each["id"] == first["id"]), None)
        return {
            "history_readable": bool(history),
            "history_gives_nonce": bool(found and str(found.get("nonce") or "") == first["asked"]["nonce"]),
            "history_gives_custom_id": bool(found and _custom_ids(found) == _custom_ids(first["asked"])),
            **await _nonce_window(room, waits),
        }


async def _nonce_window(room: "_Room", waits: Sequence[float]) -> dict[str, Any]:
    """The longest wait after which a repetition was dropped, and the first after which it was not."""
    nonce, began = secrets.token_hex(11), time.monotonic()
    first = await room.post("Machi measures once more.", nonce)
    dropped: float | None = None
    for wait in waits:
        await asyncio.sleep(max(0.0, began + wait - time.monotonic()))
        again = await room.post("Machi measures once more.", nonce)
        if again["id"] != first["id"]:
            return {"nonce_dropped_after": dropped, "nonce_forgotten_after": wait}
        dropped = wait
    return {"nonce_dropped_after": dropped, "nonce_forgotten_after": None}


class _Room:
    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self._session = session
        self._address = address
        self.ids: set[str] = set()

    async def post(self, words: str, nonce: str | None = None) -> dict[str, Any]:
        """Post a message with a nonce and a button; what Discord stored, and beneath ``asked`` what was asked."""
        button = {"type": 2, "style": 2, "label": "Machi", "custom_id": f"probe:{nonce or 'first'}", "disabled": True}
        asked = {
            "content": words,
            "nonce": nonce or secrets.token_hex(11),
            "enforce_nonce": True,
            "components": [{"type": 1, "components": [button]}],
            "allowed_mentions": {"parse": []},
        }
        async with self._session.post(self._address, json=asked) as response:
            response.raise_for_status()
            stored = await response.json()
        self.ids.add(stored["id"])
        return {**stored, "asked": asked}

    async def history(self) -> list[Json]:
        """The latest messages."""
        async with self._session.get(self._address, params={"limit": "50"}) as response:
            return list(await response.json()) if response.status == 200 else []

    async def clear(self) -> None:
        """Take every message of the probe away."""
        for message in self.ids:
            async with self._session.delete(f"{self._address}/{message}"):
                pass


@asynccontextmanager
async def _room(token: str, api_url: str, channel: str) -> AsyncIterator[_Room]:
    headers, timeout = {"Authorization": f"Bot {token}"}, aiohttp.ClientTimeout(total=15)
    async with aiohttp.ClientSession(headers=headers, timeout=timeout, trust_env=True) as session:
        room = _Room(session, f"{api_url.rstrip('/')}/channels/{channel}/messages")
        try:
            yield room
        finally:
            await room.clear()


def _custom_ids(message: Json) -> list[str]:
    return [each["custom_id"] for row in message.get("components") or () for each in row.get("components") or ()]
