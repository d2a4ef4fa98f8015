"""Text: what people read, as spans and never as markup.

A ``str`` is literal on every platform, so nothing a person types can ping, link or format: ``@everyone``,
``<!channel>`` and ``*bold*`` come out as they were typed.
What shall act is a span of its own.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeAlias

from bot.vocabulary.people import MemberId

_ADDRESS: Final = re.compile(r"""https?://[!#-;=?-\[\]^-_a-{}~]+""", re.IGNORECASE)
"""Printable ASCII without what some platform's markup would end an address at."""

Style: TypeAlias = Literal["full", "date", "time", "relative"]


@dataclass(frozen=True, slots=True)
class Bold:
    """Words that stand out."""

    words: str
    kind: Literal["bold"] = "bold"


@dataclass(frozen=True, slots=True)
class Code:
    """Words to be typed exactly as they stand, such as a command."""

    words: str
    kind: Literal["code"] = "code"


@dataclass(frozen=True, slots=True)
class Link:
    """An address that can be opened, by the words shown for it.

    One that a person typed comes from :func:`located` only, which shows it in full: nothing typed hides where it leads.
    """

    words: str
    address: str
    kind: Literal["link"] = "link"


@dataclass(frozen=True, slots=True)
class Mention:
    """A member, shown by the platform's own mention where they have an account there, else by name.

    Whether a mention also rings is not decided here: only deliveries that say so ever ping anybody.
    """

    member: MemberId
    kind: Literal["mention"] = "mention"


@dataclass(frozen=True, slots=True)
class InChannel:
    """A channel of the space it is read in, by the platform's id of it; shown as the platform shows a channel."""

    channel: str
    kind: Literal["in_channel"] = "in_channel"


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, shown in the reader's own zone and language by the platform where it can."""

    at: datetime
    style: Style = "full"
    kind: Literal["moment"] = "moment"


@dataclass(frozen=True, slots=True)
class WallTime:
    """A date as the community reads it: local wall time with weekday and zone, the same words for everybody."""

    start: datetime
    zone: str
    end: datetime | None = None
    kind: Literal["wall_time"] = "wall_time"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A repetition rule (RFC 5545), shown in words."""

    rule: str
    kind: Literal["recurrence"] = "recurrence"


@dataclass(frozen=True, slots=True)
class Say:
    """A message of ours by its id, worded in the reader's language when it is shown.

    Args:
        id: the message's id in ``bot/locales``.
        arguments: what its variables stand for; spans keep acting as spans inside the message.
    """

    id: str
    arguments: tuple[tuple[str, "Span | int"], ...] = ()
    kind: Literal["say"] = "say"


@dataclass(frozen=True, slots=True)
class Heading:
    """A message of ours that stands out above what follows it, by its id."""

    id: str
    kind: Literal["heading"] = "heading"


Span: TypeAlias = str | Bold | Code | Link | Mention | InChannel | Moment | WallTime | Recurrence | Say | Heading
Text: TypeAlias = tuple[Span, ...]


def text(*spans: Span) -> Text:
    """Spans in a row."""
    return spans


def say(message_id: str, /, **arguments: Span | int) -> Say:
    """The message of that id with its variables."""
    return Say(message_id, tuple(sorted(arguments.items())))


def folded(words: str) -> str:
    """Words as they are compared: width, case and blanks at the ends make no difference."""
    return unicodedata.normalize("NFKC", words).casefold().strip()


def located(typed: str) -> Span:
    """A place as a person typed it: an address on the web can be opened, anything else is words."""
    return Link(typed, typed) if _ADDRESS.fullmatch(typed) else typed


def joined(items: list[Text], separator: Span) -> Text:
    """Texts one after the other with a separator between them."""
    spans: list[Span] = []
    for position, item in enumerate(items):
        spans += [separator, *item] if position else item
    return tuple(spans)


def mentions(value: Text) -> frozenset[MemberId]:
    """Every member that a text mentions, also inside messages."""
    found: set[MemberId] = set()
    for span in value:
        match span:
            case Mention(member):
                found.add(member)
            case Say(arguments=arguments):
                found |= mentions(tuple(argument for _, argument in arguments if not isinstance(argument, int)))
            case _:
                pass
    return frozenset(found)
