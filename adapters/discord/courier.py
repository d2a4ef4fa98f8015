"""The courier: carries one delivery to Discord and says what became of it, doubting whatever it does not know.

Discord drops a second message with the same nonce within a few minutes, so a delivery that is tried again in that time
stands there once. Rate limits are the library's: it waits out short ones and refuses long ones.
"""

import asyncio
from collections.abc import Awaitable
from typing import Any, Final, TypeVar

import aiohttp
import discord
from discord.http import HTTPClient, MultipartParameters

from adapters.discord import limits, render
from adapters.discord.limits import shortened
from bot.locales import plain
from bot.ports import (
    Delivery,
    InDoubt,
    MessageRef,
    NotSent,
    Outcome,
    Rejected,
    Sent,
    Stopped,
    TargetGone,
    ToAccount,
    ToChannel,
    ToMessage,
    ToThread,
)

Found = TypeVar("Found")

PATIENCE: Final = 20.0
"""Seconds until an attempt is given up."""
AWAY: Final = 5.0
"""Seconds until an attempt that found no connection is worth another."""
BANNED: Final = 600.0
"""Seconds of silence when a rate limit came without saying how long."""

_A_WEEK: Final = 10080
_THREAD_EXISTS: Final = 160004
# Too many edits of an old message, too many threads at once: later they will be taken.
_LATER: Final = frozenset({30046, 160006})
# An archived or locked thread, a channel that holds no messages or threads, a guild we may not read replies in.
_CLOSED: Final = frozenset({50024, 50083, 160002, 160005})


class DiscordCourier:
    """Carries deliveries to Discord while there is a connection."""

    platform = "discord"

    def __init__(self) -> None:
        """Begin without a connection."""
        self._http: HTTPClient | None = None
        self._direct: dict[str, str] = {}

    def connected(self, http: HTTPClient | None) -> None:
        """Speak through this from now on; ``None`` to fall silent."""
        self._http = http

    async def deliver(self, delivery: Delivery) -> Outcome:
        """Try once; anything unknown is :class:`InDoubt`."""
        if self._http is None:
            return NotSent("not connected to Discord", AWAY)
        try:
            async with asyncio.timeout(PATIENCE):
                return Sent(await self._carry(self._http, delivery))
        except _Unprepared as unprepared:
            return _certain(outcome_of(unprepared.cause))
        except Exception as error:  # noqa: BLE001 - whatever it was, the message may have been stored
            return outcome_of(error)

    async def _carry(self, http: HTTPClient, delivery: Delivery) -> MessageRef:
        match delivery.target:
            case ToChannel(channel):
                return MessageRef(channel, await _post(http, channel, delivery))
            case ToMessage(message):
                await http.edit_message(message.channel, message.message, params=_params(_payload(delivery)))
                return message
            case ToThread(message, rings):
                thread = message.thread or await _prepared(_thread(http, message, delivery))
                return MessageRef(message.channel, await _post(http, thread, delivery, rings), thread)
            case ToAccount(account):
                channel = await _prepared(self._direct_channel(http, account))
                return MessageRef(channel, await _post(http, channel, delivery))

    async def _direct_channel(self, http: HTTPClient, account: str) -> str:
        if account not in self._direct:
            self._direct[account] = str((await http.start_private_message(account))["id"])
        return self._direct[account]


def outcome_of(error: BaseException) -> Outcome:
    """What an error says of the message; total, and in doubt about everything it does not know."""
    match error:
        case discord.RateLimited():
            return NotSent("rate limited", error.retry_after)
        case discord.HTTPException():
            return _outcome_of_answer(error)
        case aiohttp.ClientConnectorError():
            return NotSent(f"no connection: {error}", AWAY)
        case _:
            return InDoubt(f"{type(error).__name__}: {error}")


def _outcome_of_answer(error: discord.HTTPException) -> Outcome:
    reason = f"{error.status} {error.code}: {error.text}"
    match error.status:
        case _ if error.code in _LATER:
            return NotSent(reason, 60.0)
        case _ if error.code in _CLOSED:
            return TargetGone(reason)
        case 400:
            return Rejected(reason)
        case 401:
            return Stopped(reason)
        case 403 | 404:
            return TargetGone(reason)
        case 429:
            return NotSent(reason, _retry_after(error))
        case _:
            return InDoubt(reason)


def _retry_after(error: discord.HTTPException) -> float:
    try:
        return float(error.response.headers.get("Retry-After", BANNED))
    except ValueError:
        return BANNED


class _Unprepared(Exception):  # noqa: N818 - says where the delivery stands
    """What comes before the message failed, so the message itself was certainly not sent."""

    def __init__(self, cause: BaseException) -> None:
        super().__init__(cause)
        self.cause = cause


async def _prepared(step: Awaitable[Found]) -> Found:
    try:
        return await step
    except Exception as error:
        raise _Unprepared(error) from error


def _certain(outcome: Outcome) -> Outcome:
    return NotSent(outcome.reason, AWAY) if isinstance(outcome, InDoubt) else outcome


async def _thread(http: HTTPClient, message: MessageRef, delivery: Delivery) -> str:
    name = shortened(" ".join(plain(delivery.card.title, delivery.reader).split()), limits.THREAD_NAME) or "…"
    try:
        thread = await http.start_thread_with_message(
            message.channel, message.message, name=name, auto_archive_duration=_A_WEEK
        )
    except discord.HTTPException as error:
        if error.code != _THREAD_EXISTS:
            raise
        return message.message  # a thread has the id of the message it hangs on
    return str(thread["id"])


async def _post(http: HTTPClient, channel: str, delivery: Delivery, rings: tuple[str, ...] = ()) -> str:
    nonce = {"nonce": delivery.marker[: limits.NONCE], "enforce_nonce": True}
    posted = await http.send_message(channel, params=_params({**_payload(delivery, rings), **nonce}))
    return str(posted["id"])


def _payload(delivery: Delivery, rings: tuple[str, ...] = ()) -> dict[str, Any]:
    is_direct = isinstance(delivery.target, ToAccount)
    guild = int(delivery.space.external_id) if is_direct else None
    return render.payload(delivery.card, delivery.reader, guild, rings)


def _params(payload: dict[str, Any]) -> MultipartParameters:
    return MultipartParameters(payload=payload, multipart=None, files=None)
