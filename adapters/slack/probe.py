"""The probe: measures in a test channel what delivery takes for granted of Slack, and leaves nothing behind."""

import asyncio
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.web_client import new_client

Json = Mapping[str, Any]

POSTS: Final = 100
LONGEST: Final = 60.0
"""Seconds until a message is taken to be missing from the history for good."""
_GLANCE: Final = 0.25
_EVENT: Final = "machi_probe"
_NAMESPACE: Final = uuid.NAMESPACE_URL


async def measured(token: str, api_url: str, channel: str, posts: int = POSTS, pause: float = 1.0) -> dict[str, Any]:
    """What was found: how far the history lags behind, and what it gives back; raises what the client raises."""
    client, stamps = new_client(token, api_url), list[str]()
    try:
        lags, found = [], dict[str, Any]()
        for number in range(posts):
            stamp = await _posted(client, channel, f"probe-{number}")
            stamps.append(stamp)
            lag, found = await _seen(client, channel, stamp)
            lags.append(lag)
            await asyncio.sleep(pause)  # Slack takes about one message a second
        return {
            "history_lag_longest": max(lags),
            "history_lag_median": sorted(lags)[len(lags) // 2],
            "history_gives_metadata": (found.get("metadata") or {}).get("event_type") == _EVENT,
            "history_gives_block_id": _block_id(found) == f"probe-{posts - 1}",
            "client_msg_id_drops": await _drops(client, channel, stamps),
        }
    finally:
        for stamp in set(stamps):
            with suppress(SlackApiError):
                await client.chat_delete(channel=channel, ts=stamp)


async def _posted(client: AsyncWebClient, channel: str, name: str) -> str:
    told = await client.chat_postMessage(
        channel=channel,
        text="Machi measures: one moment, please.",
        blocks=[{"type": "section", "block_id": name, "text": {"type": "plain_text", "text": "Machi measures."}}],
        metadata={"event_type": _EVENT, "event_payload": {"m": name}},
    )
    return str(told["ts"])


async def _seen(client: AsyncWebClient, channel: str, stamp: str) -> tuple[float, dict[str, Any]]:
    """How long it took until the history showed a message, and how it shows it."""
    began = time.monotonic()
    while (lag := time.monotonic() - began) < LONGEST:
        told = await client.conversations_history(
            channel=channel, oldest=stamp, inclusive=True, limit=10, include_all_metadata=True
        )
        for message in told.get("messages") or ():
            if message["ts"] == stamp:
                return round(lag, 2), message
        await asyncio.sleep(_GLANCE)
    return LONGEST, {}


async def _drops(client: AsyncWebClient, channel: str, stamps: list[str]) -> bool:
    """Whether a second message of the same ``client_msg_id`` is none; the argument is not documented."""
    name = str(uuid.uuid5(_NAMESPACE, f"machi-probe-{stamps[-1]}"))
    twice = []
    for _ in range(2):
        try:
            told = await client.api_call(
                "chat.postMessage", json={"channel": channel, "text": "Machi measures.", "client_msg_id": name}
            )
        except SlackApiError:
            return True
        twice.append(str(told["ts"]))
        stamps.append(str(told["ts"]))
    return len(set(twice)) == 1


def _block_id(message: Json) -> str:
    return str(next((block.get("block_id") for block in message.get("blocks") or ()), ""))
