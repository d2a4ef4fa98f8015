"""Markdown: how Discord is told a text, so that only our own spans act and whatever a person typed stands as typed."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final
from urllib.parse import quote

from adapters.discord.limits import boundary
from bot.locales import Plain, person, worded
from bot.vocabulary.people import MemberId, Reader
from bot.vocabulary.text import Bold, Code, InChannel, Link, Mention, Moment, Style, Text

_STYLES: Final[dict[Style, str]] = {"full": "F", "date": "D", "time": "t", "relative": "R"}

# Discord begins a line wherever JavaScript does; all of these become the one that everybody knows.
_LINE_ENDS: Final = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Control characters, marks that turn the direction of what follows, characters nobody sees, halves of a pair.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
# What acts anywhere; a colon only before an emoji's name or the rest of an address.
_ACTS: Final = re.compile(r"[\\*_~|`<>\[\]]|:(?=\S*:|//)")
# What acts where a line begins: headings, small print and lists. A number may stand before these words already.
_BEGINS: Final = re.compile(r"^([^\S\n]*)([#-])|^([^\S\n]*\d*)(\.)", re.MULTILINE)
_EVERYBODY: Final = re.compile("@(?=everyone|here)")
_IN_ADDRESS: Final = "%/:?#@!$&*+,;=~"
_APART: Final = "\u200b"
_MORE: Final = "…"


def markdown(value: Text, reader: Reader, limit: int, *, one_line: bool = False) -> str:
    """The text for Discord, in the reader's language; over the limit it ends in an ellipsis."""
    told = [_told(span, reader) for span in worded(value, reader)]
    spans = tuple(_merged(_unbroken(span) if one_line else span for span in told))
    whole = _in_a_row(_marked(span, reader) for span in spans)
    return whole.strip() if len(whole) <= limit else _shortened(spans, reader, limit)


def escaped(words: str) -> str:
    """The words so that Discord shows them and does nothing else."""
    seen = _UNSEEN.sub("", _LINE_ENDS.sub("\n", words))
    literal = _ACTS.sub(lambda found: f"\\{found.group()}", seen)
    literal = _BEGINS.sub(lambda found: "\\".join(part for part in found.groups() if part is not None), literal)
    # A backslash does not stop this one from being read as a ping: only a break inside it does.
    return _EVERYBODY.sub(f"@{_APART}", literal)


def _told(span: Plain, reader: Reader) -> Plain:
    """The span; as mere words if Discord cannot show it as what it is."""
    match span:
        case Mention(member) if not _has_account(member, reader):
            return person(member, reader).name
        case InChannel(channel) if not channel.isdecimal():
            return f"#{channel}"
        case Bold(words) if not escaped(words).strip():
            return words
        case Code(words) if "`" in words or "\n" in words or not words:
            return words
        case _:
            return span


def _has_account(member: MemberId, reader: Reader) -> bool:
    account = person(member, reader).account
    return account is not None and account.isdecimal()


def _merged(spans: Iterable[Plain]) -> Iterator[Plain]:
    # Two typed texts may act together where neither acts alone, such as "@" and "everyone".
    for are_words, run in groupby(spans, key=lambda span: isinstance(span, str)):
        if are_words:
            yield "".join(span for span in run if isinstance(span, str))
        else:
            yield from run


def _unbroken(span: Plain) -> Plain:
    match span:
        case str():
            return re.sub(r"\s*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]\s*", " ", span)
        case Bold(words):
            return Bold(" ".join(words.split()))
        case _:
            return span


def _marked(span: Plain, reader: Reader) -> str:
    match span:
        case str():
            return escaped(span)
        case Bold(words):
            return _bold(words)
        case Code(words):
            return f"`{words}`"
        case Link(words, address) if words == address:
            return f"<{quote(address, safe=_IN_ADDRESS)}>"  # Discord shows no other words that look like an address
        case Link(words, address):
            return f"[{escaped(words)}]({quote(address, safe=_IN_ADDRESS)})"
        case Mention(member):
            return f"<@{person(member, reader).account}>"
        case InChannel(channel):
            return f"<#{channel}>"
        case Moment(at, style):
            return f"<t:{int(at.timestamp())}:{_STYLES[style]}>"


def _bold(words: str) -> str:
    # A space inside would leave the asterisks standing.
    inside = escaped(words).strip()
    return f"**{inside}**" if inside else ""


def _in_a_row(pieces: Iterable[str]) -> str:
    row = ""
    for piece in pieces:
        # Bold against bold would be read as four asterisks.
        row += _APART + piece if row.endswith("**") and piece.startswith("**") else piece
    return row


def _shortened(spans: tuple[Plain, ...], reader: Reader, limit: int) -> str:
    kept: list[str] = []
    room = max(limit, 1) - len(_MORE)
    for span in spans:
        piece = _marked(span, reader)
        row = _in_a_row([*kept, piece])
        if len(row) > room:
            kept.append(_beginning(span, room - len(_in_a_row(kept))))
            break
        kept.append(piece)
    return _in_a_row(kept).strip() + _MORE


def _beginning(span: Plain, room: int) -> str:
    """As much of a span as the room holds; what cannot be parted is left out."""
    match span:
        case str():
            return escaped(_first(span, room))
        case Bold(words):
            return _bold(_first(words, room - len("****") - len(_APART)))
        case _:
            return ""


def _first(words: str, room: int) -> str:
    lengths = range(min(len(words), max(room, 0)) + 1)
    fitting = bisect_right(lengths, room, key=lambda length: len(escaped(words[:length]))) - 1
    return words[: boundary(words, fitting)] if fitting > 0 else ""
