"""The courier: carries one delivery to Discord and says what became of it, doubting whatever it does not know.

Discord drops a second message with the same nonce within a few minutes, so a delivery that is tried again in that time
stands there once; afterwards it is looked for in the channel's history.
"""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, TypeVar

import aiohttp
import discord
from discord.http import HTTPClient, Route

from adapters.discord import history, limits, permissions, render
from adapters.discord.limits import shortened
from adapters.discord.silence import Silence, TooSoon, retry_after
from adapters.discord.wire import Wire
from bot.locales import plain
from bot.ports import (
    Delivery,
    Doubt,
    Failure,
    InDoubt,
    MessageRef,
    NotSent,
    Outcome,
    Pace,
    Paces,
    Rejected,
    Seen,
    Sent,
    Sight,
    Stopped,
    TargetGone,
    ToAccount,
    ToChannel,
    ToConversation,
    ToMessage,
    ToThread,
    Unseen,
)

Found = TypeVar("Found")

PATIENCE: Final = 15.0
"""Seconds until an attempt is given up."""
AWAY: Final = 5.0
"""Seconds until an attempt that found no connection is worth another."""
LOOKING: Final = 5.0
"""Seconds for finding out what a refusal was for."""
UNKNOWN_MESSAGE: Final = 10008
_NOT_ALLOWED: Final = frozenset({50001, 50013})
_A_WEEK: Final = 10080
_TAKES_NONE: Final = 50007
_THREAD_EXISTS: Final = 160004
_PRIVATE_THREAD: Final = 12
# Too many edits of an old message, too many threads at once: later they will be taken.
_LATER: Final = frozenset({30046, 160006})
# An archived or locked thread, a channel that holds no messages or threads, a guild we may not read replies in.
_CLOSED: Final = frozenset({50024, 50083, 160002, 160005})


class DiscordCourier:
    """Carries deliveries to Discord while there is a connection."""

    platform = "discord"

    doubt = Doubt(quiet=5.0, dropped=60.0, verified=120.0)
    paces = Paces(Pace(5, 5.0), Pace(50, 1.0), threads_apart=True)

    def __init__(self, silence: Silence | None = None) -> None:
        """Begin without a connection, and leave alone what Discord asked us to."""
        self.silence = silence or Silence()
        self._open: list[HTTPClient] = []
        self._http: HTTPClient | None = None
        self._connected: Wire | None = None
        self._direct: dict[str, str] = {}
        self._me = ""

    def connected(self, http: HTTPClient | None) -> None:
        """Speak through this from now on; ``None`` to fall silent."""
        self._open = [*self._open, http] if http else []
        self._choose()

    def left(self, http: HTTPClient) -> None:
        """Speak through this no more, but through another connection that is open."""
        self._open = [each for each in self._open if each is not http]
        self._choose()

    def _choose(self) -> None:
        chosen = self._open[-1] if self._open else None
        if chosen is not self._http and self._connected is not None:
            self._connected.leave()
        if chosen is not self._http:
            self._http, self._connected = chosen, None

    def rests(self) -> float:
        """While there is no connection, and while Discord, or our own breaker, lets nothing pass."""
        wire = self.wire
        return AWAY if wire is None else self.silence.left()

    async def deliver(self, delivery: Delivery) -> Outcome:
        """Try once; anything unknown is :class:`InDoubt`."""
        wire = self.wire
        if wire is None:
            return NotSent("not connected to Discord", AWAY)
        try:
            async with asyncio.timeout(PATIENCE):
                return Sent(await self._carry(wire, delivery))
        except _Unprepared as unprepared:
            outcome = _certain(outcome_of(unprepared.cause))
        except Exception as error:  # noqa: BLE001 - whatever it was, the message may have been stored
            outcome = outcome_of(error)
        if isinstance(outcome, TargetGone) and outcome.denied:
            return replace(outcome, reason=f"{outcome.reason}{await self._lacking(wire, delivery)}")
        return outcome

    async def look_up(self, delivery: Delivery, since: datetime) -> Sight:
        """Find what was stored since then; that there is nothing is believed only where we may read the history."""
        wire = self.wire
        if wire is None:
            return Unseen("not connected to Discord")
        try:
            async with asyncio.timeout(PATIENCE):
                return Seen(await self._find(wire, delivery, since))
        except history.CannotRead as error:
            return Unseen(str(error), lasting=True)
        except Exception as error:  # noqa: BLE001 - nothing can be told then
            outcome = outcome_of(error)
            return Unseen(outcome.reason, lasting=isinstance(outcome, TargetGone))

    async def remove(self, message: MessageRef) -> bool:
        """Take back a message of ours; whether it is gone now."""
        wire = self.wire
        channel = message.thread or message.channel
        where = {"channel_id": channel, "message_id": message.message}
        try:
            if wire is not None:
                await wire.request(Route("DELETE", "/channels/{channel_id}/messages/{message_id}", **where))
        except Exception as error:  # noqa: BLE001 - it is tried again
            return isinstance(error, discord.HTTPException) and error.status == 404
        return wire is not None

    async def _lacking(self, wire: Wire, delivery: Delivery) -> str:
        """Which permissions are missing there, for the organizers who are told; nothing where that cannot be found."""
        match delivery.target:
            case ToChannel(channel):
                needed = permissions.TO_SPEAK
            case ToMessage(message):
                channel, needed = message.channel, permissions.TO_SPEAK
            case ToThread(message):
                channel, needed = message.channel, permissions.TO_SPEAK | permissions.TO_TALK
            case _:
                return ""
        with suppress(Exception):  # the refusal itself is what has to be told
            async with asyncio.timeout(LOOKING):
                has = await history.held(wire, delivery.space.external_id, channel, await self.own_id(wire))
                missing = [permissions.in_words(name) for name in permissions.lacking(has, needed)]
                return f" (missing: {', '.join(missing)})" if missing else ""
        return ""

    @property
    def wire(self) -> Wire | None:
        """The way to Discord, while there is a connection."""
        # Before its login, and after its end, the library has no connections that could be used.
        if self._connected is None and self._http and isinstance(self._http.connector, aiohttp.BaseConnector):
            self._connected = Wire(self._http, self.silence)
        return self._connected

    async def _carry(self, wire: Wire, delivery: Delivery) -> MessageRef:
        match delivery.target:
            case ToChannel(channel, rings):
                return MessageRef(channel, await _post(wire, channel, delivery, rings))
            case ToMessage(message, beneath):
                channel = message.thread or message.channel if beneath else message.channel
                where = {"channel_id": channel, "message_id": message.message}
                route = Route("PATCH", "/channels/{channel_id}/messages/{message_id}", **where)
                await wire.request(route, _payload(delivery))
                return message
            case ToThread(message, rings, role):
                thread = message.thread or await _prepared(_thread(wire, message, delivery))
                return MessageRef(message.channel, await _post(wire, thread, delivery, rings, role), thread)
            case ToAccount(account):
                channel = await _prepared(self._direct_channel(wire, account))
                return MessageRef(channel, await _post(wire, channel, delivery))
            case ToConversation(accounts):
                thread = await _prepared(self._conversation(wire, delivery, delivery.target))
                return MessageRef(thread, await _post(wire, thread, delivery, accounts))

    async def _find(self, wire: Wire, delivery: Delivery, since: datetime) -> tuple[MessageRef, ...]:
        me, guild = await self.own_id(wire), delivery.space.external_id
        match delivery.target:
            case ToConversation():
                return await self._said_among(wire, delivery, since)
            case ToThread(message):
                parent, thread = message.channel, message.thread or message.message  # a thread has its message's id
                found = await _in_thread(wire, thread, delivery.marker, since, me)
            case ToAccount(account):
                parent, thread = await self._direct_channel(wire, account), None
                found = await history.find(wire, parent, delivery.marker, since, me) or []
            case ToMessage(message):
                parent, thread = message.channel, None
                found = await history.find(wire, parent, delivery.marker, since, me)
            case ToChannel(channel):
                parent, thread = channel, None
                found = await history.find(wire, parent, delivery.marker, since, me)
        if found is None:
            await history.check_readable(wire, guild, parent, me)
        return tuple(MessageRef(parent, id_, thread) for id_ in found or ())

    async def _direct_channel(self, wire: Wire, account: str) -> str:
        if account not in self._direct:
            opened = await wire.request(Route("POST", "/users/@me/channels"), {"recipient_id": account})
            self._direct[account] = str(opened["id"])
        return self._direct[account]

    async def _conversation(self, wire: Wire, delivery: Delivery, target: ToConversation) -> str:
        """The private thread of exactly these people: the one there is, also half made, else a new one."""
        if target.channel is None:
            raise _NoPlace
        wanted = set(target.accounts)
        me = await self.own_id(wire)
        for thread in await self._private_threads(wire, delivery):
            inside = await _people_in(wire, thread) - {me}
            if inside <= wanted:
                break
        else:
            thread, inside = await _private_thread(wire, target.channel, _thread_name(delivery)), set()
        for account in sorted(wanted - inside):
            where = {"channel_id": thread, "user_id": account}
            await wire.request(Route("PUT", "/channels/{channel_id}/thread-members/{user_id}", **where))
        return thread

    async def _said_among(self, wire: Wire, delivery: Delivery, since: datetime) -> tuple[MessageRef, ...]:
        me = await self.own_id(wire)
        found = [
            MessageRef(thread, message)
            for thread in await self._private_threads(wire, delivery)
            for message in await history.find(wire, thread, delivery.marker, since, me) or ()
        ]
        return tuple(found)

    async def _private_threads(self, wire: Wire, delivery: Delivery) -> list[str]:
        """Our own private threads that bear this name."""
        route = Route("GET", "/guilds/{guild_id}/threads/active", guild_id=delivery.space.external_id)
        name, me = _thread_name(delivery), await self.own_id(wire)
        return [
            str(thread["id"])
            for thread in (await wire.request(route))["threads"]
            if (thread["type"], thread["name"], str(thread["owner_id"])) == (_PRIVATE_THREAD, name, me)
        ]

    async def own_id(self, wire: Wire) -> str:
        """The bot's own id."""
        if not self._me:
            self._me = str((await wire.request(Route("GET", "/users/@me")))["id"])
        return self._me


def outcome_of(error: BaseException) -> Failure:
    """What an error says of the message; total, and in doubt about everything it does not know."""
    match error:
        case TooSoon():
            return NotSent(str(error), error.seconds)
        case _NoPlace():
            return TargetGone("no channel to open a private thread in")
        case discord.HTTPException():
            return _outcome_of_answer(error)
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            return NotSent(f"no connection: {error}", AWAY)
        case _:
            return InDoubt(f"{type(error).__name__}: {error}")


def _outcome_of_answer(error: discord.HTTPException) -> Failure:
    reason = f"{error.status} {error.code}: {error.text}"
    match error.status:
        case 429:
            return NotSent(reason, retry_after(error.response))
        case status if status >= 500 or not _is_discords(error):
            return InDoubt(reason)
        case _ if error.code in _LATER:
            return NotSent(reason, 60.0)
        case _ if error.code in _CLOSED:
            return TargetGone(reason)
        case 400:
            return Rejected(reason)
        case 401:
            return Stopped(reason)
        case 403 | 404:
            return TargetGone(
                reason,
                closed=error.code == _TAKES_NONE,
                denied=error.code in _NOT_ALLOWED,
                removed=error.code == UNKNOWN_MESSAGE,
            )
        case _:
            return InDoubt(reason)


def _is_discords(error: discord.HTTPException) -> bool:
    """What stands before Discord answers in HTML, and knows nothing of what Discord did."""
    return error.response.headers.get("Content-Type", "").startswith("application/json")


class _Unprepared(Exception):  # noqa: N818 - says where the delivery stands
    """What comes before the message failed, so the message itself was certainly not sent."""

    def __init__(self, cause: BaseException) -> None:
        super().__init__(cause)
        self.cause = cause


class _NoPlace(Exception):  # noqa: N818 - says where the delivery stands
    """There is no channel beneath which a private thread could be opened."""


async def _prepared(step: Awaitable[Found]) -> Found:
    try:
        return await step
    except Exception as error:
        raise _Unprepared(error) from error


def _certain(outcome: Failure) -> Failure:
    return NotSent(outcome.reason, AWAY) if isinstance(outcome, InDoubt) else outcome


async def _thread(wire: Wire, message: MessageRef, delivery: Delivery) -> str:
    name = _thread_name(delivery)
    where = {"channel_id": message.channel, "message_id": message.message}
    route = Route("POST", "/channels/{channel_id}/messages/{message_id}/threads", **where)
    try:
        thread = await wire.request(route, {"name": name, "auto_archive_duration": _A_WEEK})
    except discord.HTTPException as error:
        if error.code != _THREAD_EXISTS:
            raise
        return message.message  # a thread has the id of the message it hangs on
    return str(thread["id"])


async def _private_thread(wire: Wire, channel: str, name: str) -> str:
    about = {"name": name, "type": _PRIVATE_THREAD, "invitable": False, "auto_archive_duration": _A_WEEK}
    return str((await wire.request(Route("POST", "/channels/{channel_id}/threads", channel_id=channel), about))["id"])


async def _people_in(wire: Wire, thread: str) -> set[str]:
    members = await wire.request(Route("GET", "/channels/{channel_id}/thread-members", channel_id=thread))
    return {str(member["user_id"]) for member in members}


def _thread_name(delivery: Delivery) -> str:
    return shortened(" ".join(plain(delivery.card.title, delivery.reader).split()), limits.THREAD_NAME) or "…"


async def _in_thread(wire: Wire, thread: str, marker: str, since: datetime, me: str) -> list[str] | None:
    try:
        return await history.find(wire, thread, marker, since, me)
    except discord.HTTPException as error:
        if not history.is_no_channel(error):
            raise
        return None


async def _post(
    wire: Wire, channel: str, delivery: Delivery, rings: tuple[str, ...] = (), role: str | None = None
) -> str:
    nonce = {"nonce": delivery.marker[: limits.NONCE], "enforce_nonce": True}
    route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel)
    return str((await wire.request(route, {**_payload(delivery, rings, role), **nonce}, delivery.file))["id"])


def _payload(delivery: Delivery, rings: tuple[str, ...] = (), role: str | None = None) -> dict[str, Any]:
    is_direct = isinstance(delivery.target, ToAccount)
    guild = int(delivery.space.external_id) if is_direct else None
    payload = render.payload(delivery.card, delivery.reader, guild, rings, delivery.file, role)
    return history.signed(payload, delivery.marker)
