"""The courier: carries deliveries to Slack, one request per attempt, and says honestly what became of each.

Two requests are made beside the one that counts, and neither can say anything twice: opening the direct message of a
person or of a few, which gives the same one every time, and joining a public channel that Machi is not in, after which
the delivery is simply tried again.

A file is handed over after its message, and belongs to the same delivery: as long as it did not arrive, the delivery is
in doubt, and whoever looks it up hands over what is missing.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack import render
from adapters.slack.files import carries, upload
from adapters.slack.render import Json
from adapters.slack.web_client import SECONDS, WAIT, PatientClient, retry_after, too_early
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
    Target,
    TargetGone,
    ToAccount,
    ToChannel,
    ToConversation,
    ToMessage,
    ToThread,
    Unseen,
)
from bot.vocabulary.card import Card, Paragraph
from bot.vocabulary.text import say, text

SKEW: Final = timedelta(seconds=60)
"""How far Slack's clock may be behind ours: looked back so much further."""
PAGE: Final = 200
log = structlog.get_logger(__name__)

DOUBT: Final = Doubt(quiet=15.0, absences=2, apart=5.0, verified=900.0)
PACES: Final = Paces(Pace(1, 1.0))

AWAY: Final = 5.0
"""Seconds until it is worth trying again where the database does not answer."""

_LATER: Final = re.compile("rate_?limited|request_timeout")
_CONTENT: Final = re.compile(
    "invalid_blocks.*|msg_too_long|msg_blocks_too_long|no_text|.*metadata.*|invalid_arguments|too_many_attachments"
)
_REMOVED: Final = re.compile("message_not_found|thread_not_found|cannot_reply_to_message")
"""Our own message is not there any more; where it stood is."""
_DENIED: Final = re.compile("not_in_channel|is_archived|restricted_action.*")
"""The channel is there, with all that stands in it, but nothing can be written."""
_GONE: Final = re.compile(
    f"{_REMOVED.pattern}|{_DENIED.pattern}|channel_not_found|messages_tab_disabled|users?_disabled|"
    "users?_not_found|user_not_visible|cannot_dm_bot|cant_update_message|edit_window_closed|"
    "method_not_supported_for_channel_type"
)
_STOPPED: Final = re.compile(
    "not_authed|invalid_auth|account_inactive|token_revoked|token_expired|missing_scope|team_access_not_granted|"
    "no_permission|access_denied"
)


class SlackCourier:
    """Delivers to the one workspace of a bot token."""

    platform = "slack"
    doubt: Doubt = DOUBT
    paces: Paces = PACES

    def __init__(self, client: PatientClient) -> None:
        """Send through that client, which repeats nothing by itself, and calls nothing before its time."""
        self._client = client
        self._direct: dict[str, str] = {}
        self._joined: set[str] = set()
        self._own = ("", "")

    def rests(self) -> float:
        """Slack limits each method and channel by itself."""
        return 0.0

    async def deliver(self, delivery: Delivery) -> Outcome:
        """Try once; anything unknown is in doubt."""
        try:
            card = _rendered(delivery)
        except Exception:
            log.exception("a card could not be rendered", marker=delivery.marker)
            return Rejected("it could not be rendered")
        try:
            async with asyncio.timeout(SECONDS):
                await self._recall()
                return await self._carry(delivery, card)
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the message may be there
            outcome = outcome_of(error)
            log.info("Slack did not take a delivery", marker=delivery.marker, outcome=repr(outcome))
            return outcome

    async def look_up(self, delivery: Delivery, since: datetime) -> Sight:
        """Find what was stored since then by its marker, in the metadata or as the id of the first block.

        What Slack tells of a channel may lag behind what was posted, so that one look alone shows no absence. A message
        that stands there without its file is given it.
        """
        try:
            async with asyncio.timeout(SECONDS):
                await self._recall()
                return Seen(tuple(await self._find(delivery, since)))
        except Exception as error:  # noqa: BLE001 - nothing can be told then
            outcome = outcome_of(error)
            return Unseen(outcome.reason, lasting=isinstance(outcome, TargetGone | Stopped))

    async def remove(self, message: MessageRef) -> bool:
        """Take back a message of ours; whether it is gone now."""
        try:
            await self._recall()
            await self._client.chat_delete(channel=message.channel, ts=message.message)
        except Exception as error:  # noqa: BLE001 - it is tried again
            return isinstance(error, SlackApiError) and error_of(error) == "message_not_found"
        return True

    def reaches(self, channel: str) -> None:
        """A channel can be reached again, whatever was found there before."""
        self._joined.discard(channel)

    async def _find(self, delivery: Delivery, since: datetime) -> list[MessageRef]:
        channel, thread = await self._whereabouts(delivery.target)
        told = [message async for message in self._history(channel, thread, since) if await self._is_ours(message)]
        found = [
            MessageRef(channel, each["ts"], thread or (each["ts"] if isinstance(delivery.target, ToChannel) else None))
            for each in told
            if _bears(each, delivery.marker)
        ]
        if found and delivery.file and not any(carries(each, delivery.file) for each in told):
            await self._hand_over(channel, delivery)
        return sorted(found, key=lambda message: float(message.message))

    async def _whereabouts(self, target: Target) -> tuple[str, str | None]:
        match target:
            case ToChannel(channel):
                return channel, None
            case ToMessage(message):
                return message.channel, None
            case ToThread(message):
                return message.channel, message.message
            case ToAccount(account):
                return self._direct.get(account) or await self._open(account), None
            case ToConversation(accounts):
                return await self._open(",".join(accounts)), None

    async def _history(self, channel: str, thread: str | None, since: datetime) -> AsyncIterator[Json]:
        oldest = f"{(since - SKEW).timestamp():.6f}"
        asked: Json = {"channel": channel, "oldest": oldest, "include_all_metadata": True, "limit": PAGE}
        if thread:
            asked["ts"] = thread
        while True:
            if thread:
                page = answer_of(await self._client.conversations_replies(**asked))
            else:
                page = answer_of(await self._client.conversations_history(**asked))
            for told in page["messages"]:
                yield told
            asked["cursor"] = (page.get("response_metadata") or {}).get("next_cursor")
            if not page.get("has_more"):
                return
            if not asked["cursor"]:
                raise ValueError("Slack tells of more, and not where it is")

    async def _is_ours(self, told: Json) -> bool:
        """Whether Machi has written a message, by its bot or by its user: not every Slack tells both."""
        if not any(self._own):
            known = answer_of(await self._client.auth_test())
            self._own = str(known.get("bot_id") or ""), str(known.get("user_id") or "")
        bot, user = self._own
        return told.get("bot_id") == bot if bot and told.get("bot_id") else bool(user) and told.get("user") == user

    async def _recall(self) -> None:
        try:
            await self._client.pauses.recall()
        except Exception as error:
            raise too_early(AWAY) from error  # what was told before cannot be known now

    async def _carry(self, delivery: Delivery, card: Json) -> Outcome:
        match delivery.target:
            case ToChannel(channel):
                return await self._post_card(channel, card)
            case ToMessage(message):
                await self._client.chat_update(channel=message.channel, ts=message.message, **card)
                return Sent(message)
            case ToThread(message):
                posted = await self._post(message.channel, thread_ts=message.message, **card)
                return Sent(replace(_reference(posted, message.channel), thread=message.message))
            case ToAccount(account):
                return await self._post_directly(account, card, delivery)
            case ToConversation(accounts):
                return await self._post_directly(",".join(accounts), card, delivery)

    async def _post_card(self, channel: str, card: Json) -> Outcome:
        try:
            posted = _reference(await self._post(channel, **card), channel)
        except SlackApiError as refused:
            if error_of(refused) != "not_in_channel" or channel in self._joined:
                raise
            return await self._join(channel)
        return Sent(replace(posted, thread=posted.message))

    async def _join(self, channel: str) -> Outcome:
        try:
            await self._client.conversations_join(channel=channel)
        except SlackApiError as refused:
            return TargetGone(f"not_in_channel, and joining it: {error_of(refused)}", denied=True)
        self._joined.add(channel)
        return NotSent("joined the channel just now", retry_after=0.0)

    async def _post_directly(self, account: str, card: Json, delivery: Delivery) -> Outcome:
        try:
            channel = self._direct.get(account) or await self._open(account)
        except Exception as error:  # noqa: BLE001 - only the way was being prepared
            return _nothing_sent(outcome_of(error))
        posted = _reference(await self._post(channel, **card), channel)
        try:
            await self._hand_over(channel, delivery)
        except Exception as error:  # noqa: BLE001 - the message is there, and whoever looks gives it its file
            return InDoubt(f"its file did not arrive: {type(error).__name__}: {error}")
        return Sent(posted)

    async def _hand_over(self, channel: str, delivery: Delivery) -> None:
        """Give a message its file; where Slack will never take one, say so in its place."""
        if delivery.file is None:
            return
        try:
            await upload(self._client, channel, delivery.file)
        except SlackApiError as refused:
            if not is_refused(refused):
                raise
            log.warning("Slack does not take files", reason=error_of(refused))
            await self._post(channel, **render.message(no_file(), delivery.reader))

    async def _post(self, channel: str, **message: Any) -> AsyncSlackResponse:
        return await self._client.chat_postMessage(channel=channel, **message)

    async def _open(self, account: str) -> str:
        opened = answer_of(await self._client.conversations_open(users=account))
        self._direct[account] = opened["channel"]["id"]
        return self._direct[account]


def _rendered(delivery: Delivery) -> Json:
    card, reader = delivery.card, delivery.reader
    match delivery.target:
        case ToChannel():
            return render.payload(card, reader, marker=delivery.marker, rung=())
        case ToMessage():
            return render.message(card, reader, rung=())
        case ToThread(rings=rings):
            return render.payload(card, reader, marker=delivery.marker, rung=rings)
        case ToAccount():
            return render.payload(card, reader, marker=delivery.marker)
        case ToConversation(accounts):
            return render.payload(card, reader, marker=delivery.marker, rung=accounts)


def _bears(told: Json, marker: str) -> bool:
    payload = (told.get("metadata") or {}).get("event_payload") or {}
    blocks = told.get("blocks") or [{}]
    return marker in (payload.get("m"), blocks[0].get("block_id"))


def answer_of(response: AsyncSlackResponse) -> Json:
    """What Slack answered."""
    if not isinstance(response.data, dict):
        raise TypeError("Slack answered with something that is no object")
    return response.data


def _reference(posted: AsyncSlackResponse, channel: str) -> MessageRef:
    told = answer_of(posted)
    return MessageRef(told.get("channel") or channel, told["ts"])


def is_refused(error: Exception) -> bool:
    """Whether Slack will say no to the same again, however often it is tried."""
    return isinstance(error, SlackApiError) and isinstance(outcome_of(error), Stopped | Rejected | TargetGone)


def no_file() -> Card:
    """What stands in the place of a file that Slack does not take."""
    return Card(text(say("slack-file-title")), (Paragraph(text(say("slack-file"))),))


def error_of(refused: SlackApiError) -> str:
    """Slack's word for why it refused; empty where the answer was no JSON of Slack's."""
    told = getattr(refused.response, "data", None)
    return str(told.get("error") or "") if isinstance(told, dict) else ""


def outcome_of(error: Exception) -> Failure:
    """What a failed request means for the delivery; total, and anything unknown is in doubt."""
    match error:
        case SlackApiError():
            return _refusal(error)
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            return NotSent(f"no connection: {error}", retry_after=WAIT)
        case _:
            return InDoubt(f"{type(error).__name__}: {error}")


def _refusal(refused: SlackApiError) -> Failure:
    said, status = error_of(refused), _status(refused.response)
    if _is_limited(refused):
        return NotSent(said or "ratelimited", retry_after(refused.response))
    if status >= 500:
        return InDoubt(f"{status} {said}")
    if status == 401 or _STOPPED.fullmatch(said):
        return Stopped(said or "unauthorized")
    if _CONTENT.fullmatch(said):
        return Rejected(said)
    if _GONE.fullmatch(said):
        return TargetGone(said, denied=bool(_DENIED.fullmatch(said)), removed=bool(_REMOVED.fullmatch(said)))
    return InDoubt(f"{status} {said or 'unreadable'}")


def _is_limited(refused: SlackApiError) -> bool:
    return _status(refused.response) == 429 or _LATER.fullmatch(error_of(refused)) is not None


def _status(response: Any) -> int:
    # Where the reply was unreadable, slack_sdk hands over aiohttp's response in place of its own.
    return int(getattr(response, "status_code", None) or getattr(response, "status", 0))


def _nothing_sent(outcome: Failure) -> Failure:
    """Where only the way was being prepared, doubt is none: no message has been sent."""
    return NotSent(outcome.reason, retry_after=WAIT) if isinstance(outcome, InDoubt) else outcome
