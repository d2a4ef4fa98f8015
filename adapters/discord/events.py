"""Events: the next meetup among the events of a Discord server, kept in step.

Discord drops no second event of the same name, so before one is made it is looked whether it is there: an event of ours
of that name at that time is taken for it, such as one whose making was never confirmed.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import discord
from discord.http import Route

from adapters.discord import limits
from adapters.discord.courier import PATIENCE, DiscordCourier, outcome_of
from adapters.discord.limits import shortened
from adapters.discord.markdown import escaped
from adapters.discord.wire import Wire
from bot.locales import plain
from bot.ports import Happening, InDoubt, NotSent, Rejected, Shown, Stopped, TargetGone
from bot.vocabulary.people import Reader
from bot.vocabulary.text import say, text

Json = Mapping[str, Any]

AWAY: Final = 5.0
_EXTERNAL: Final = 3
_GUILD_ONLY: Final = 2
_SCHEDULED: Final = 1
_CANCELLED: Final = 4
_UNKNOWN_EVENT: Final = 10070
_EVENTS: Final = "/guilds/{guild_id}/scheduled-events"
_EVENT: Final = "/guilds/{guild_id}/scheduled-events/{event_id}"


class DiscordCalendar:
    """Fills :class:`bot.ports.Calendar`."""

    platform = "discord"

    def __init__(self, courier: DiscordCourier) -> None:
        """Speak through the courier's connection."""
        self._courier = courier

    async def show(self, happening: Happening, now: datetime) -> Shown | NotSent | TargetGone | Rejected:
        """Let it stand there so; nothing raises for what Discord answered."""
        wire = self._courier.wire
        if wire is None:
            return NotSent("not connected to Discord", AWAY)
        try:
            async with asyncio.timeout(PATIENCE):
                return Shown(await self._shown(wire, happening, now))
        except Exception as error:  # noqa: BLE001 - it is looked for before it is made, so it may be tried again
            return _outcome(error)

    async def _shown(self, wire: Wire, happening: Happening, now: datetime) -> str | None:
        event = happening.external or await self._found(wire, happening)
        if happening.state == "over" or (happening.state == "planned" and happening.starts_at <= now):
            return event  # what has begun cannot be moved, and Discord ends it by itself
        if happening.state == "cancelled":
            return await _cancelled(wire, happening, event) if event else None
        if event and await _changed(wire, happening, event, _body(happening)):
            return event
        made: Json = await wire.request(Route("POST", _EVENTS, guild_id=_guild(happening)), _body(happening))
        return str(made["id"])

    async def _found(self, wire: Wire, happening: Happening) -> str | None:
        me = await self._courier.own_id(wire)
        told: list[Json] = await wire.request(Route("GET", _EVENTS, guild_id=_guild(happening)))
        name, at = _name(happening), happening.starts_at
        for event in told:
            is_ours = (event.get("creator_id"), event["name"], event["status"]) == (me, name, _SCHEDULED)
            if is_ours and discord.utils.parse_time(event["scheduled_start_time"]) == at:
                return str(event["id"])
        return None


async def _changed(wire: Wire, happening: Happening, event: str, body: Json) -> bool:
    """Change an event; whether it is still there to be changed: people may take it away."""
    try:
        await wire.request(Route("PATCH", _EVENT, guild_id=_guild(happening), event_id=event), body)
    except discord.HTTPException as error:
        if error.code != _UNKNOWN_EVENT:
            raise
        return False
    return True


async def _cancelled(wire: Wire, happening: Happening, event: str) -> str:
    await _changed(wire, happening, event, {"status": _CANCELLED})
    return event


def _outcome(error: BaseException) -> NotSent | TargetGone | Rejected:
    match outcome_of(error):
        case InDoubt(reason):
            return NotSent(reason)
        case Stopped(reason):
            return NotSent(reason, 300.0)
        case outcome:
            return outcome


def _body(happening: Happening) -> Json:
    reader = Reader(happening.language, "UTC")
    where = " ".join(happening.where.split()) or plain(text(say("discord-event-where")), reader)
    note = plain(text(say("discord-event-note")), reader)
    words = shortened(escaped(happening.details), limits.EVENT_WORDS - len(note) - 2)
    return {
        "name": _name(happening),
        "description": f"{words}\n\n{note}".strip(),
        "scheduled_start_time": happening.starts_at.isoformat(),
        "scheduled_end_time": happening.ends_at.isoformat(),
        "privacy_level": _GUILD_ONLY,
        "entity_type": _EXTERNAL,
        "channel_id": None,
        "entity_metadata": {"location": shortened(where, limits.EVENT_PLACE)},
    }


def _name(happening: Happening) -> str:
    return shortened(" ".join(happening.title.split()), limits.EVENT_NAME) or "…"


def _guild(happening: Happening) -> str:
    return happening.space.external_id
