"""The doctor: looks at the settings, the database and the platforms, and says what to do about what is not right."""

import socket
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass

from bot.settings import Settings
from storage.migrate import head
from storage.opening import found
from storage.soundness import UnfitDatabase


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: well or not, and in words."""

    subject: str
    ok: bool
    words: str


async def diagnose(settings: Settings) -> AsyncIterator[Finding]:
    """Look at one thing after the other."""
    yield Finding("settings", ok=True, words=f"language {settings.language}, time zone {settings.timezone}")
    yield await _database(settings)
    yield _port(settings)
    yield await _discord(settings)
    yield await _slack(settings)


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


async def _discord(settings: Settings) -> Finding:
    from adapters.discord.doctor import greeted  # noqa: PLC0415 - only what is configured is loaded

    if settings.discord.token is None:
        return Finding("Discord", ok=True, words="not configured (MACHI_DISCORD__TOKEN)")
    try:
        name = await greeted(settings.discord.token.get_secret_value(), settings.discord.api_url)
    except ConnectionError as error:
        return Finding("Discord", ok=False, words=str(error))
    return Finding("Discord", ok=True, words=f"known as {name}")


async def _slack(settings: Settings) -> Finding:
    from adapters.slack.doctor import greeted  # noqa: PLC0415 - only what is configured is loaded

    chosen = settings.slack
    if chosen.bot_token is None:
        return Finding("Slack", ok=True, words="not configured (MACHI_SLACK__BOT_TOKEN)")
    app_token = chosen.app_token.get_secret_value() if chosen.app_token else None
    try:
        name = await greeted(chosen.bot_token.get_secret_value(), app_token, chosen.api_url)
    except ConnectionError as error:
        return Finding("Slack", ok=False, words=str(error))
    return Finding("Slack", ok=True, words=f"known as {name}")
