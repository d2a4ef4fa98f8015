"""The texts people read, in Japanese and English, and their wording for one reader.

Every message lives in ``<language>/<feature>.ftl`` (Project Fluent). A missing message or variable is a bug and raises.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

from babel.dates import format_datetime, format_time, get_timezone
from fluent.runtime import FluentBundle, FluentResource

from bot.timing import describe, echo
from bot.vocabulary.people import Language, MemberId, Person, Reader
from bot.vocabulary.text import (
    Bold,
    Code,
    Heading,
    InChannel,
    Link,
    Mention,
    Moment,
    Recurrence,
    Say,
    Span,
    Text,
    WallTime,
)

FOLDER: Final = Path(__file__).parent

Plain: TypeAlias = str | Bold | Code | Link | Mention | InChannel | Moment
"""The spans a renderer has to know: everything that needs wording has been worded."""

# Private-use characters stand for a span while Fluent formats the message around it.
_FIRST_SLOT: Final = 0xE000
_SLOTS: Final = re.compile("([\ue000-\ue0ff])")


class MissingText(LookupError):  # noqa: N818 - reads as what it says
    """A message id, or a variable of one, that the texts of a language do not have."""


@cache
def _bundle(language: Language) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    for path in sorted((FOLDER / language).glob("*.ftl")):
        bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return bundle


def exists(message_id: str, language: Language) -> bool:
    """Whether the language has that message."""
    return _bundle(language).has_message(message_id)


def _format(language: Language, message_id: str, arguments: dict[str, str | int]) -> str:
    bundle = _bundle(language)
    pattern = bundle.get_message(message_id).value if bundle.has_message(message_id) else None
    if pattern is None:
        raise MissingText(f"{language} has no message {message_id}")
    value, errors = bundle.format_pattern(pattern, arguments)
    if errors:
        raise MissingText(f"{language} {message_id}: {errors}")
    return str(value)


def worded(value: Text, reader: Reader) -> tuple[Plain, ...]:
    """The text in the reader's language, with every message resolved."""
    return tuple(_merged(plain for span in value for plain in _word(span, reader)))


def _merged(spans: Iterator[Plain]) -> Iterator[Plain]:
    words = ""
    for span in spans:
        if isinstance(span, str):
            words += span
            continue
        if words:
            yield words
        words = ""
        yield span
    if words:
        yield words


def _word(span: Span, reader: Reader) -> Iterator[Plain]:
    match span:
        case Say(message_id, arguments):
            yield from _word_message(message_id, dict(arguments), reader)
        case Heading(message_id):
            yield Bold(_format(reader.language, message_id, {}))
        case WallTime(start, zone, end):
            yield echo(start, end, zone, reader.language)
        case Recurrence(rule):
            yield describe(rule, reader.language)
        case str() | Bold() | Code() | Link() | Mention() | InChannel() | Moment():
            yield span


def _word_message(message_id: str, arguments: dict[str, Span | int], reader: Reader) -> Iterator[Plain]:
    spans: list[tuple[Plain, ...]] = []
    values: dict[str, str | int] = {}
    for name, argument in arguments.items():
        if isinstance(argument, int):
            values[name] = argument
        else:
            values[name] = chr(_FIRST_SLOT + len(spans))
            spans.append(tuple(_word(argument, reader)))
    for part in _SLOTS.split(_format(reader.language, message_id, values)):
        if _SLOTS.fullmatch(part):
            yield from spans[ord(part) - _FIRST_SLOT]
        elif part:
            yield part


def plain(value: Text, reader: Reader) -> str:
    """The text as bare words: for titles, labels, notifications and search."""
    return "".join(_plain_words(span, reader) for span in worded(value, reader))


def _plain_words(span: Plain, reader: Reader) -> str:
    match span:
        case str():
            return span
        case Bold(words) | Code(words) | Link(words):
            return words
        case Mention(member):
            return person(member, reader).name
        case InChannel(channel):
            return f"#{channel.removeprefix('#')}"
        case Moment():
            return moment(span, reader)


def person(member: MemberId, reader: Reader) -> Person:
    """The member as the reader's space knows them; somebody since gone has a word instead of a name."""
    return reader.people.get(member) or Person(_format(reader.language, "somebody", {}))


def moment(span: Moment, reader: Reader) -> str:
    """An instant in words, in the reader's zone, for platforms that cannot show it by themselves."""
    zone = get_timezone(reader.timezone)
    match span.style:
        case "time":
            return format_time(span.at, "HH:mm", tzinfo=zone, locale=reader.language)
        case "date":
            return format_datetime(span.at, _DATE[reader.language], tzinfo=zone, locale=reader.language)
        case "full" | "relative":
            return format_datetime(span.at, f"{_DATE[reader.language]} HH:mm", tzinfo=zone, locale=reader.language)


_DATE: Final[dict[Language, str]] = {"ja": "y年M月d日(E)", "en": "EEE d MMM y"}
