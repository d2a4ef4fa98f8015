"""The command line: what people type after a slash, read forgivingly, and what may come next.

Used where a platform hands over plain text: Slack and the playground. Names, sub-commands and options are understood in
Japanese and English, full-width or not.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from bot.feature import CommandHandler, Features, Option
from bot.locales import exists, plain
from bot.vocabulary.people import LANGUAGES, AccountRef, Language, Reader
from bot.vocabulary.text import say, text

Find: TypeAlias = Callable[[str], AccountRef | None]
"""Gives the account that a word such as ``@aoi`` or ``<@U123>`` stands for."""

UMBRELLA: Final = "machi"
"""The command that reaches all others: ``/machi volunteer list``."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A command line, read."""

    name: str
    subcommand: str
    options: dict[str, str | AccountRef]


@dataclass(frozen=True, slots=True)
class Completion:
    """A line that what was typed may become, and what it does."""

    line: str
    explanation: str


def parse(features: Features, line: str, find: Find) -> Typed:
    """Read a line such as ``/volunteer list which:mine``; an unknown word is kept for the menu to name."""
    words = line.strip().lstrip("/\uff0f").split(maxsplit=1)
    first, rest = (words[0], words[1] if len(words) > 1 else "") if words else (UMBRELLA, "")
    if _folded(first) == UMBRELLA:
        return parse(features, rest, find) if rest else Typed("help", "", {})
    name = _named(first, features.names, lambda known: f"command-{known}-words") or _folded(first)
    return _parse_subcommand(features, name, rest, find)


def _parse_subcommand(features: Features, name: str, rest: str, find: Find) -> Typed:
    choices = {choice.subcommand: choice for choice in features.subcommands(name)}
    if "" in choices:
        return Typed(name, "", _options(choices[""], rest, find))
    first, _, after = rest.partition(" ") if " " in rest else rest.partition("\u3000")
    subcommand = _named(first, tuple(choices), lambda known: f"command-{name}-{known}-words")
    if subcommand is None:
        return Typed(name, first, {})
    return Typed(name, subcommand, _options(choices[subcommand], after.strip(), find))


def _named(typed: str, names: tuple[str, ...], words: Callable[[str], str]) -> str | None:
    folded = _folded(typed)
    for name in names:
        if folded == name or folded in _aliases(words(name)):
            return name
    return None


def _aliases(message_id: str) -> set[str]:
    return {
        _folded(alias.strip())
        for language in LANGUAGES
        if exists(message_id, language)
        for alias in _words(message_id, language).split(",")
    }


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()


def _words(message_id: str, language: Language) -> str:
    return plain(text(say(message_id)), Reader(language, "UTC"))


def _options(command: CommandHandler, rest: str, find: Find) -> dict[str, str | AccountRef]:
    unnamed, named = _named_options(command, rest)
    given = {option.name: _value(option, value, find) for option, value in named}
    for option in command.options:
        unnamed = unnamed.strip()
        if option.name not in given and unnamed:
            value, unnamed = _next_value(option, unnamed)
            given[option.name] = _value(option, value, find)
    return given


def _named_options(command: CommandHandler, rest: str) -> tuple[str, list[tuple[Option, str]]]:
    """What stands before the first ``name:``, and what follows each; of several of one name the last counts."""
    options = {option.name: option for option in command.options}
    if not options:
        return rest, []
    names = "|".join(map(re.escape, options))
    unnamed, *parts = re.split(rf"(?:^|(?<=\s))({names}):", rest)
    return unnamed, [(options[name], value.strip()) for name, value in zip(parts[::2], parts[1::2], strict=True)]


def _next_value(option: Option, unnamed: str) -> tuple[str, str]:
    if option.kind == "text":
        return unnamed, ""
    value, _, after = unnamed.partition(" ")
    return value, after


def _value(option: Option, value: str, find: Find) -> str | AccountRef:
    if option.kind == "member":
        return find(value) or value
    if option.kind == "choice":
        folded = _folded(value)
        for choice in option.choices:
            if folded in {choice.value, *(_folded(_words(choice.label.id, language)) for language in LANGUAGES)}:
                return choice.value
    return value


def complete(features: Features, line: str, language: Language) -> tuple[Completion, ...]:
    """What a line that is being typed may become: commands, then sub-commands, then options."""
    words = line.lstrip("/").split(" ")
    match words:
        case [first]:
            return tuple(
                Completion(f"/{name} ", _words(f"command-{name}", language))
                for name in features.names
                if name.startswith(first)
            )
        case [name, second] if ("", name) != (second, "") and features.subcommands(name):
            return tuple(
                Completion(f"/{name} {choice.subcommand} ", _words(choice.label.id, language))
                for choice in features.subcommands(name)
                if choice.subcommand and choice.subcommand.startswith(second)
            )
        case [name, subcommand, *_, last]:
            return _complete_options(features, name, subcommand, line, last, language)
        case _:
            return ()


def _complete_options(
    features: Features, name: str, subcommand: str, line: str, last: str, language: Language
) -> tuple[Completion, ...]:
    command = features.commands.get((name, subcommand))
    if command is None:
        return ()
    before = line[: len(line) - len(last)]
    possible: list[Completion] = []
    for option in command.options:
        if f"{option.name}:" in before:
            continue
        if option.choices:
            values = [(f"{option.name}:{choice.value}", choice.label.id) for choice in option.choices]
        else:
            values = [(f"{option.name}:", option.label.id)]
        possible += [Completion(before + value, _words(label, language)) for value, label in values]
    return tuple(completion for completion in possible if completion.line.startswith(line))
