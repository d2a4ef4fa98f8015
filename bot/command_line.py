"""The command line: what people type after a slash, read forgivingly, and what may come next.

Used where a platform hands over plain text: Slack and the playground. Names, sub-commands and options are understood in
Japanese and English, full-width or not.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from bot.feature import CommandHandler, Features, Option
from bot.locales import exists, plain
from bot.vocabulary.people import LANGUAGES, AccountRef, Language, Reader
from bot.vocabulary.text import folded, say, text

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
class Begun:
    """An option that is being typed: its command, and what stands in the line before its value."""

    command: CommandHandler
    option: Option
    before: str
    typed: str


@dataclass(frozen=True, slots=True)
class Completion:
    """A line that what was typed may become, and what it does."""

    line: str
    explanation: str


def parse(features: Features, line: str, find: Find) -> Typed:
    """Read a line such as ``/volunteer list which:mine``; an unknown word is kept for the menu to name."""
    first, rest = _split(line.strip().lstrip("/\uff0f"))
    while folded(first) == UMBRELLA:
        first, rest = _split(rest.lstrip("/\uff0f"))
    if not first:
        return Typed("help", "", {})
    name = _named(first, features.names, lambda known: f"command-{known}-words") or folded(first)
    return _parse_subcommand(features, name, rest, find)


def _parse_subcommand(features: Features, name: str, rest: str, find: Find) -> Typed:
    choices = {choice.subcommand: choice for choice in features.subcommands(name)}
    if "" in choices:
        return Typed(name, "", _options(choices[""], rest, find))
    first, after = _split(rest)
    subcommand = _named(first, tuple(choices), lambda known: f"command-{name}-{known}-words")
    if subcommand is None:
        return Typed(name, first, {})
    return Typed(name, subcommand, _options(choices[subcommand], after, find))


def _split(words: str) -> tuple[str, str]:
    first, *rest = words.split(maxsplit=1) or [""]
    return first, rest[0] if rest else ""


def _named(typed: str, names: tuple[str, ...], words: Callable[[str], str]) -> str | None:
    word = folded(typed)
    for name in names:
        if word == name or word in _aliases(words(name)):
            return name
    return None


def _aliases(message_id: str) -> set[str]:
    return {
        folded(alias.strip())
        for language in LANGUAGES
        if exists(message_id, language)
        for alias in _words(message_id, language).split(",")
    }


def _words(message_id: str, language: Language) -> str:
    return plain(text(say(message_id)), Reader(language, "UTC"))


_WHOLE: Final = ("text", "pick")
"""What may hold blanks, so that it takes what is left of the line."""


def _options(command: CommandHandler, rest: str, find: Find) -> dict[str, str | AccountRef]:
    unnamed, named = _named_options(command, rest)
    given = {option.name: _value(option, value, find) for option, value in named if value}
    for option in command.options:
        unnamed = unnamed.strip()
        if option.name not in given and unnamed:
            value, unnamed = (unnamed, "") if option.kind in _WHOLE else _split(unnamed)
            given[option.name] = _value(option, value, find)
    return given


# A Japanese keyboard gives the wide form of letters and signs; one for one, so that places in a line stay the same.
_NARROW: Final = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: " "}


def _named_options(command: CommandHandler, rest: str) -> tuple[str, list[tuple[Option, str]]]:
    """What stands before the first ``name:``, and what follows each, as it was typed."""
    options = {option.name: option for option in command.options}
    if not options:
        return rest, []
    names = "|".join(map(re.escape, options))
    starts: list[tuple[Option, int, int]] = []
    for found in re.finditer(rf"(?:^|(?<=\s))({names}):", rest.translate(_NARROW), re.IGNORECASE):
        option = options[found.group(1).casefold()]
        # A name that comes again in a text is part of the text.
        if option.kind not in _WHOLE or all(option is not known for known, _, _ in starts):
            starts.append((option, found.start(), found.end()))
    ends = [start for _, start, _ in starts] + [len(rest)]
    values = [rest[begin:end].strip() for (_, _, begin), end in zip(starts, ends[1:], strict=True)]
    return rest[: ends[0]], [(option, value) for (option, _, _), value in zip(starts, values, strict=True)]


def _value(option: Option, value: str, find: Find) -> str | AccountRef:
    if option.kind == "member":
        return find(value) or value
    if option.kind == "channel":
        return value.removeprefix("#")
    if option.kind == "choice":
        word = folded(value)
        for choice in option.choices:
            if word in {choice.value, *(folded(_words(choice.label.id, language)) for language in LANGUAGES)}:
                return choice.value
    return value


def complete(features: Features, line: str, language: Language) -> tuple[Completion, ...]:
    """What a line that is being typed may become: commands, then sub-commands, then options."""
    typed = line.translate(_NARROW).lstrip("/")
    if typed.casefold().startswith(f"{UMBRELLA} "):
        typed = typed[len(UMBRELLA) :].lstrip()
    first, space, rest = typed.partition(" ")
    if not space:
        return _complete_name(features, first, language)
    name = _named(first, features.names, lambda known: f"command-{known}-words") or ""
    if (name, "") in features.commands:
        return _complete_options(features.commands[name, ""], f"/{name} ", rest.lstrip(), language)
    second, space, after = rest.lstrip().partition(" ")
    if not space:
        return _complete_subcommand(features, name, second, language)
    subcommand = _named(second, _subcommands(features, name), lambda known: f"command-{name}-{known}-words")
    command = features.commands.get((name, subcommand or ""))
    return _complete_options(command, f"/{name} {subcommand} ", after.lstrip(), language) if command else ()


def begun(features: Features, line: str) -> Begun | None:
    """The option whose value stands last in a line that is being typed."""
    read = parse(features, line, lambda _: None)
    command = features.commands.get((read.name, read.subcommand))
    if command is None:
        return None
    names = {option.name: option for option in command.options}
    found = re.search(r"(?:^|\s)(\w+):([^:]*)$", line.translate(_NARROW))
    if found is None or found[1] not in names:
        return None
    start = found.start(2)
    return Begun(command, names[found[1]], line[:start], line[start:])


def _subcommands(features: Features, name: str) -> tuple[str, ...]:
    return tuple(choice.subcommand for choice in features.subcommands(name))


def _complete_name(features: Features, typed: str, language: Language) -> tuple[Completion, ...]:
    names = _beginning(typed, features.names, lambda name: f"command-{name}-words")
    return tuple(Completion(f"/{name} ", _words(f"command-{name}", language)) for name in names)


def _complete_subcommand(features: Features, name: str, typed: str, language: Language) -> tuple[Completion, ...]:
    choices = {choice.subcommand: choice for choice in features.subcommands(name) if choice.subcommand}
    found = _beginning(typed, tuple(choices), lambda subcommand: f"command-{name}-{subcommand}-words")
    return tuple(
        Completion(f"/{name} {subcommand} ", _words(choices[subcommand].label.id, language)) for subcommand in found
    )


def _beginning(typed: str, names: tuple[str, ...], words: Callable[[str], str]) -> tuple[str, ...]:
    """The names that begin so; where none does, those that go by another word that does."""
    begun = folded(typed)
    by_name = tuple(name for name in names if name.startswith(begun))
    return by_name or tuple(name for name in names if any(word.startswith(begun) for word in _aliases(words(name))))


def _complete_options(command: CommandHandler, before: str, typed: str, language: Language) -> tuple[Completion, ...]:
    kept, _, last = typed.rpartition(" ")
    kept = f"{kept} " if kept else ""
    possible: list[Completion] = []
    for option in command.options:
        if f"{option.name}:" in kept.casefold():
            continue
        if option.choices:
            values = [(f"{option.name}:{choice.value}", choice.label.id) for choice in option.choices]
        else:
            values = [(f"{option.name}:", option.label.id)]
        possible += [Completion(before + kept + value, _words(label, language)) for value, label in values]
    return tuple(completion for completion in possible if completion.line.startswith(before + kept + last))
