"""The greeting: one sentence where people read it when Machi is invited, with the button that sets it up."""

import hashlib
from datetime import timedelta
from typing import Final

import discord
import structlog

from adapters.discord import limits, permissions
from adapters.discord.courier import DiscordCourier
from bot.ports import Delivery, Sent, Shelf, ToChannel
from bot.vocabulary.action import run
from bot.vocabulary.card import Button, Buttons, Card, Note, Paragraph
from bot.vocabulary.people import Reader, SpaceAddress
from bot.vocabulary.text import say, text

log = structlog.get_logger(__name__)

FRESH: Final = timedelta(days=1)
"""How long after it was invited Machi still says hello, such as when it was away at first."""
_HERE: Final = "here"
_GONE: Final = "gone"


async def greet(guild: discord.Guild, courier: DiscordCourier, shelf: Shelf, *, sees_newcomers: bool) -> None:
    """Say hello once; to those who invite Machi again, that everything is as it was."""
    before = await shelf.get(_key(guild.id))
    if before == _HERE:
        return
    me = await _oneself(guild)
    channel, joined = place(guild, me), me.joined_at
    if channel is None:
        log.warning("there is no channel to say hello in: see machi doctor discord", guild=guild.id)
        return
    if joined is None or discord.utils.utcnow() - joined < FRESH:
        card = back() if before == _GONE else hello(sees_newcomers=sees_newcomers)
        marker = hashlib.sha256(f"{_key(guild.id)}:{joined}".encode()).hexdigest()[: limits.NONCE]
        space = SpaceAddress("discord", str(guild.id), guild.name)
        said = await courier.deliver(Delivery(marker, space, ToChannel(str(channel.id)), card, _reader(guild)))
        if not isinstance(said, Sent):
            log.warning("hello could not be said, and is tried at the next start", guild=guild.id, outcome=said)
            return
    await shelf.put(_key(guild.id), _HERE)


async def bid_farewell(guild: int | str, shelf: Shelf) -> None:
    """Remember that Machi was shown the door."""
    await shelf.put(_key(guild), _GONE)


async def _oneself(guild: discord.Guild) -> discord.Member:
    """Machi as a member there: a large guild need not tell of anybody."""
    known: discord.Member | None = guild.get_member(guild._state.self_id or 0)  # noqa: SLF001 - ``me`` claims to be there
    return known or await guild.fetch_member(guild._state.self_id or 0)  # noqa: SLF001


def place(guild: discord.Guild, me: discord.Member) -> discord.TextChannel | None:
    """Where the guild announces who comes in, else the first channel in which Machi may speak."""
    first = [guild.system_channel] if guild.system_channel else []
    for channel in (*first, *guild.text_channels):
        if channel.permissions_for(me).is_superset(permissions.TO_SPEAK):
            return channel
    return None


def hello(*, sees_newcomers: bool) -> Card:
    """One sentence, the button that sets Machi up, and, where nobody is greeted, the one that newcomers begin with."""
    set_up = Button(say("discord-set-up"), run("settings", "setup"), "primary")
    if sees_newcomers:
        blocks = (Paragraph(text(say("discord-hello"))), Buttons((set_up,)))
    else:
        introduce = Button(say("help-introduce"), run("intro", "write"))
        pin = Note(text(say("discord-hello-pin")))
        blocks = (Paragraph(text(say("discord-hello"))), Buttons((set_up, introduce)), pin)
    return Card(text(say("discord-hello-title")), blocks)


def back() -> Card:
    """To those who knew Machi before."""
    return Card(text(say("discord-back-title")), (Paragraph(text(say("discord-back"))),))


def _reader(guild: discord.Guild) -> Reader:
    return Reader("ja" if str(guild.preferred_locale).startswith("ja") else "en", "UTC")


def _key(guild: int | str) -> str:
    return f"greeted:{guild}"
