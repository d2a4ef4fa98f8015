"""Commands: the features' declarations as Discord's application commands, and telling Discord of them once."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final, TypeAlias

import discord
import structlog
from discord.http import HTTPClient

from adapters.discord import limits
from adapters.discord.limits import shortened
from bot.feature import CommandHandler, Features, Option
from bot.locales import exists, plain
from bot.ports import Shelf
from bot.vocabulary.people import Language, Reader
from bot.vocabulary.text import Say, say

log = structlog.get_logger(__name__)

Json: TypeAlias = dict[str, Any]

SHELF_KEY: Final = "commands"
_GUILD_ONLY: Final = {"contexts": [0], "integration_types": [0]}
_ORGANIZERS: Final = discord.Permissions(manage_guild=True).value
_KINDS: Final = {"text": 3, "choice": 3, "member": 6}
_READERS: Final[dict[Language, Reader]] = {"en": Reader("en", "UTC"), "ja": Reader("ja", "UTC")}


def payloads(features: Features) -> list[Json]:
    """Every command as Discord is told of it: English, with Japanese beside it; names stay ASCII."""
    return [_command(name, features.subcommands(name)) for name in features.names]


async def tell(http: HTTPClient, application: int, features: Features, shelf: Shelf) -> bool:
    """Tell Discord of the commands if they changed since it was told last, or are not all there; say whether it was."""
    commands = payloads(features)
    told = json.dumps({"application": str(application), "digest": _digest(commands)})
    if await shelf.get(SHELF_KEY) == told and await _there(http, application) == {each["name"] for each in commands}:
        return False
    await http.bulk_upsert_global_commands(application, commands)
    await shelf.put(SHELF_KEY, told)
    log.info("discord was told of the commands", commands=len(commands))
    return True


async def _there(http: HTTPClient, application: int) -> set[str]:
    return {command["name"] for command in await http.get_global_commands(application)}


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
        }


def _choices(option: Option) -> Json:
    if option.kind != "choice":
        return {}
    offered = islice(option.choices, limits.COMMAND_CHOICES)
    return {"choices": [{**_named(choice.label), "value": choice.value} for choice in offered]}


def _permitted(handlers: Sequence[CommandHandler]) -> Json:
    only_organizers = all(handler.organizer for handler in handlers)
    return {"default_member_permissions": _ORGANIZERS} if only_organizers else {}


def _described(label: Say) -> Json:
    english, japanese = _both(label, limits.COMMAND_DESCRIPTION)
    return {"description": english, "description_localizations": {"ja": japanese}}


def _named(label: Say) -> Json:
    english, japanese = _both(label, limits.OPTION)
    return {"name": english, "name_localizations": {"ja": japanese}}


def _both(label: Say, limit: int) -> tuple[str, str]:
    return shortened(plain((label,), _READERS["en"]), limit), shortened(plain((label,), _READERS["ja"]), limit)
