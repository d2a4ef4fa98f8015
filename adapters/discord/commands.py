"""Commands: the features' declarations as Discord's application commands, and telling Discord of them once."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, TypeAlias

import discord
import structlog
from discord.http import HTTPClient

from adapters.discord import limits
from adapters.discord.limits import shortened
from bot.feature import CommandHandler, Features, MenuEntry, Option
from bot.locales import exists, plain
from bot.ports import Shelf
from bot.vocabulary.people import Language, Reader
from bot.vocabulary.text import Say, say

log = structlog.get_logger(__name__)

Json: TypeAlias = dict[str, Any]

SHELF_KEY: Final = "commands"
_GUILD_ONLY: Final = {"contexts": [0], "integration_types": [0]}
_ORGANIZERS: Final = discord.Permissions(manage_guild=True).value
_ON: Final = {"member": 2, "message": 3}
_KINDS: Final = {"text": 3, "choice": 3, "pick": 3, "number": 4, "member": 6, "channel": 7, "role": 8}
_HOLD_CARDS: Final = (discord.ChannelType.text.value, discord.ChannelType.news.value)
"""Channels that a card can stand in: not a forum, and nothing with a voice."""
_READERS: Final[dict[Language, Reader]] = {"en": Reader("en", "UTC"), "ja": Reader("ja", "UTC")}


def payloads(features: Features) -> list[Json]:
    """Every command as Discord is told of it: English, with Japanese beside it; names stay ASCII."""
    typed = [_command(name, features.subcommands(name)) for name in features.names]
    return [*typed, *(_entry(entry) for entry in features.menus.values())]


def menus(features: Features) -> Mapping[tuple[int, str], str]:
    """The entries of the menus on people and messages by what Discord names them: their kind and English words."""
    return {(_ON[entry.on], _named(entry.label, limits.MENU)["name"]): entry.name for entry in features.menus.values()}


async def tell(
    http: HTTPClient, application: int, features: Features, shelf: Shelf, guilds: Collection[int] = ()
) -> int:
    """Tell Discord of the commands wherever they changed since it was told, or are not all there.

    They are everywhere, or in these guilds alone; where they were before and shall not be, they are taken back. Says
    in how many places Discord was told.
    """
    commands = payloads(features)
    wanted = {_shelf_key(guild): guild for guild in guilds or (None,)}
    told = sum([await _told(http, application, commands, shelf, guild) for guild in wanted.values()])
    for key, _ in await shelf.under(SHELF_KEY):
        if key not in wanted:
            await _put(http, application, _guild_of(key), [])
            await shelf.remove(key)
    return told


async def _told(http: HTTPClient, application: int, commands: Sequence[Json], shelf: Shelf, guild: int | None) -> bool:
    told = json.dumps({"application": str(application), "digest": _digest(commands)})
    wanted = {(each["type"], each["name"]) for each in commands}
    if await shelf.get(_shelf_key(guild)) == told and await _there(http, application, guild) == wanted:
        return False
    await _put(http, application, guild, commands)
    await shelf.put(_shelf_key(guild), told)
    log.info("discord was told of the commands", commands=len(commands), guild=guild)
    return True


async def _put(http: HTTPClient, application: int, guild: int | None, commands: Sequence[Json]) -> None:
    if guild is None:
        await http.bulk_upsert_global_commands(application, list(commands))
    else:
        await http.bulk_upsert_guild_commands(application, guild, list(commands))


async def _there(http: HTTPClient, application: int, guild: int | None) -> set[tuple[int, str]]:
    if guild is None:
        there = await http.get_global_commands(application)
    else:
        there = await http.get_guild_commands(application, guild)
    return {(command["type"], command["name"]) for command in there}


def _shelf_key(guild: int | None) -> str:
    return f"{SHELF_KEY}:{guild}" if guild else SHELF_KEY


def _guild_of(key: str) -> int | None:
    _, _, guild = key.partition(":")
    return int(guild) if guild else None


def _digest(commands: Sequence[Json]) -> str:
    return hashlib.sha256(json.dumps(commands, sort_keys=True).encode()).hexdigest()


def _command(name: str, handlers: Sequence[CommandHandler]) -> Json:
    label = say(f"command-{name}") if exists(f"command-{name}", "en") else handlers[0].label
    return {
        "type": 1,
        "name": name,
        **_described(label),
        "options": list(islice(_options_of(handlers), limits.COMMAND_OPTIONS)),
        **_GUILD_ONLY,
        **_permitted(handlers),
    }


def _entry(entry: MenuEntry) -> Json:
    return {"type": _ON[entry.on], **_named(entry.label, limits.MENU), **_GUILD_ONLY, **_permitted([entry])}


def _options_of(handlers: Sequence[CommandHandler]) -> Iterator[Json]:
    """The sub-commands; a command that has none takes its options itself."""
    named = [handler for handler in handlers if handler.subcommand]
    if not named:
        yield from _options(handlers[0])
    for handler in named:
        yield {
            "type": 1,
            "name": handler.subcommand,
            **_described(handler.label),
            "options": list(_options(handler)),
        }


def _options(handler: CommandHandler) -> Iterator[Json]:
    # Discord wants what is required before what is not.
    for option in sorted(handler.options, key=lambda option: not option.required):
        yield {
            "type": _KINDS[option.kind],
            "name": option.name,
            **_described(option.label),
            "required": option.required,
            **_choices(option),
            **_bounds(option),
        }


def _choices(option: Option) -> Json:
    if option.kind != "choice":
        return {}
    offered = islice(option.choices, limits.COMMAND_CHOICES)
    return {"choices": [{**_named(choice.label), "value": choice.value} for choice in offered]}


def _bounds(option: Option) -> Json:
    match option.kind:
        case "number":
            return {"min_value": option.least, "max_value": option.most}
        case "pick":
            return {"autocomplete": True}
        case "channel":
            return {"channel_types": list(_HOLD_CARDS)}
        case _:
            return {}


def _permitted(handlers: Sequence[CommandHandler | MenuEntry]) -> Json:
    only_organizers = all(handler.organizer for handler in handlers)
    return {"default_member_permissions": _ORGANIZERS} if only_organizers else {}


def _described(label: Say) -> Json:
    english, japanese = _both(label, limits.COMMAND_DESCRIPTION)
    return {"description": english, "description_localizations": {"ja": japanese}}


def _named(label: Say, limit: int = limits.OPTION) -> Json:
    english, japanese = _both(label, limit)
    return {"name": english, "name_localizations": {"ja": japanese}}


def _both(label: Say, limit: int) -> tuple[str, str]:
    return shortened(plain((label,), _READERS["en"]), limit), shortened(plain((label,), _READERS["ja"]), limit)
