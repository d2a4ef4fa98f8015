"""The doctor: looks at the settings, the database and the platforms, and says what to do about what is not right."""

import socket
import sqlite3
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.settings import Settings
from storage.communities import chosen_channels
from storage.migrate import head
from storage.opening import found
from storage.soundness import UnfitDatabase


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: well or not, and in words."""

    subject: str
    ok: bool
    words: str


Looked: TypeAlias = Literal["discord", "slack"]
"""A platform to look at alone."""


async def diagnose(settings: Settings, only: Looked | None = None) -> AsyncIterator[Finding]:
    """Look at one thing after the other, or at one platform alone."""
    if only == "discord":
        async for finding in _discord(settings):
            yield finding
        return
    if only == "slack":
        async for finding in _slack(settings):
            yield finding
        return
    yield Finding("settings", ok=True, words=f"language {settings.language}, time zone {settings.timezone}")
    yield await _database(settings)
    yield _port(settings)
    async for finding in _discord(settings):
        yield finding
    async for finding in _slack(settings):
        yield finding


async def _database(settings: Settings) -> Finding:
    address = settings.database_url.get_secret_value()
    kind = f"SQLite {sqlite3.sqlite_version}" if address.startswith("sqlite") else "PostgreSQL"
    try:
        revision = await found(address)
    except UnfitDatabase as problem:
        return Finding("database", ok=False, words=str(problem))
    except Exception as error:  # noqa: BLE001 - whatever a database says is what has to be told
        return Finding("database", ok=False, words=f"{kind} cannot be opened: {type(error).__name__}")
    if revision != head():
        state = f"at revision {revision}" if revision else "empty"
        return Finding("database", ok=False, words=f"{kind} is {state}; machi migrate, or the next start, brings it up")
    return Finding("database", ok=True, words=f"{kind}, revision {revision}")


def _port(settings: Settings) -> Finding:
    host, port = settings.web.host, settings.web.port
    try:
        with socket.create_server((host, port)):
            return Finding("pages", ok=True, words=f"port {port} on {host} is free")
    except OSError as error:
        words = f"port {port} on {host} cannot be used ({error.strerror}): stop what uses it, or set MACHI_WEB__PORT"
        return Finding("pages", ok=False, words=words)


async def _discord(settings: Settings) -> AsyncIterator[Finding]:
    from adapters.discord.doctor import examined  # noqa: PLC0415 - only what is configured is loaded

    if settings.discord.token is None:
        yield Finding("Discord", ok=True, words="not configured (MACHI_DISCORD__TOKEN)")
        return
    token, channels = settings.discord.token.get_secret_value(), await _channels(settings, "discord")
    async for ok, words in examined(token, settings.discord.api_url, channels):
        yield Finding("Discord", ok=ok, words=words)


async def _channels(settings: Settings, platform: str) -> Mapping[str, Collection[str]]:
    """The channels chosen in each space, by the platform's names; none where the database does not tell."""
    address = settings.database_url.get_secret_value()
    with suppress(Exception):  # what is wrong with the database is a finding of its own
        if await found(address) == head():
            return await chosen_channels(address, platform)
    return {}


async def _slack(settings: Settings) -> AsyncIterator[Finding]:
    from adapters.slack.doctor import examined  # noqa: PLC0415 - only what is configured is loaded

    chosen = settings.slack
    if chosen.many:
        address = f"{settings.web.public_url}/slack/install" if settings.web.public_url else ""
        words = f"workspaces install it at {address}" if address else "set MACHI_WEB__PUBLIC_URL to install it"
        yield Finding("Slack", ok=bool(address), words=words)
        return
    if chosen.bot_token is None:
        yield Finding("Slack", ok=True, words="not configured (MACHI_SLACK__BOT_TOKEN)")
        return
    app_token = chosen.app_token.get_secret_value() if chosen.app_token else None
    channels = await _channels(settings, "slack")
    async for ok, words in examined(chosen.bot_token.get_secret_value(), app_token, chosen.api_url, channels):
        yield Finding("Slack", ok=ok, words=words)
