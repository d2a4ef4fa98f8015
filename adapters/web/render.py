"""Rendering: cards, forms and JSON as plain values for the templates, which escape every word of them."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeAlias

from babel.dates import format_timedelta

from bot.locales import moment, person, plain, worded
from bot.timing import resolve
from bot.vocabulary import card as cards
from bot.vocabulary import form as forms
from bot.vocabulary.card import Block, ButtonStyle, Card
from bot.vocabulary.form import FormView, Question
from bot.vocabulary.people import Language, Reader
from bot.vocabulary.text import Bold, Code, InChannel, Link, Mention, Moment, Say, Text, WallTime, text

# --- text -----------------------------------------------------------------------------------------------------------

PieceKind: TypeAlias = Literal["words", "bold", "code", "link", "mention", "moment"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words, and how they look; the address of a link, or the ISO form of an instant, beside them."""

    kind: PieceKind
    words: str
    beside: str = ""


def pieces(value: Text, reader: Reader) -> tuple[Piece, ...]:
    """A text as its reader sees it."""
    return tuple(_piece(span, reader) for span in worded(value, reader))


def _piece(span: str | Bold | Code | Link | Mention | InChannel | Moment, reader: Reader) -> Piece:
    match span:
        case str():
            return Piece("words", span)
        case Bold(words):
            return Piece("bold", words)
        case Code(words):
            return Piece("code", words)
        case Link(words, address):
            safe = address.startswith(("https://", "http://", "/"))
            return Piece("link", words, address) if safe else Piece("words", words)
        case Mention(member):
            return Piece("mention", f"@{person(member, reader).name}")
        case InChannel(channel):
            return Piece("mention", f"#{channel}")
        case Moment(at):
            return Piece("moment", moment(span, reader), at.isoformat())


def _said(words: Say, reader: Reader) -> str:
    return plain(text(words), reader)


# --- cards ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShownButton:
    """A button: its label, what it carries, and how it looks."""

    label: str
    action: str
    style: ButtonStyle


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block of a card; only what its kind needs is filled in."""

    kind: Literal["paragraph", "facts", "note", "buttons"]
    words: tuple[Piece, ...] = ()
    facts: tuple[tuple[str, tuple[Piece, ...]], ...] = ()
    buttons: tuple[ShownButton, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A card in its reader's language."""

    title: tuple[Piece, ...]
    state: str
    blocks: tuple[ShownBlock, ...]
    language: Language


def render_card(card: Card, reader: Reader, now: datetime | None = None) -> ShownCard:
    """A card as its reader sees it; with ``now``, dates also say how far away they are, as on Discord."""
    return ShownCard(
        pieces(card.title, reader),
        _said(card.state, reader) if card.state else "",
        tuple(_block(block, reader, now) for block in card.blocks),
        reader.language,
    )


def _block(block: Block, reader: Reader, now: datetime | None) -> ShownBlock:
    match block:
        case cards.Paragraph(words):
            return ShownBlock("paragraph", words=pieces(words, reader))
        case cards.Facts(facts):
            told = (
                (_said(fact.label, reader), (*pieces(fact.value, reader), *_away(fact, reader, now))) for fact in facts
            )
            return ShownBlock("facts", facts=tuple(told))
        case cards.Note(words):
            return ShownBlock("note", words=pieces(words, reader))
        case cards.Buttons(buttons):
            shown = (ShownButton(_said(one.label, reader), one.action.encode(), one.style) for one in buttons)
            return ShownBlock("buttons", buttons=tuple(shown))


def _away(fact: cards.Fact, reader: Reader, now: datetime | None) -> Iterator[Piece]:
    match [span for span in fact.value if isinstance(span, WallTime)]:
        case [WallTime(start, zone)] if now is not None:
            at = resolve(start, zone)
            words = format_timedelta(at - now, add_direction=True, locale=reader.language)
            words = words.replace(" ", "") if reader.language == "ja" else words  # as Discord writes it
            yield Piece("words", "\n")
            yield Piece("moment", moment(Moment(at, "full"), reader), at.isoformat())
            yield Piece("words", " (")
            yield Piece("moment", words, at.isoformat())
            yield Piece("words", ")")
        case _:
            return


# --- forms ----------------------------------------------------------------------------------------------------------


Control: TypeAlias = Literal["line", "paragraph", "number", "radios", "select", "checks", "date", "time"]
Choosable: TypeAlias = tuple[tuple[str, str], ...]
"""Values and their labels."""


@dataclass(frozen=True, slots=True)
class ShownField:
    """One question of a form: how it is answered, what it holds, and what was wrong with that."""

    name: str
    label: str
    hint: str
    required: bool
    control: Control
    options: Choosable = ()
    max_length: int = 200
    given: tuple[str, ...] = ()
    problem: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownForm:
    """A form in the language of the one who fills it in.

    Args:
        parts: its questions, and what stands between them.
        send: what the button that sends it says; where it says nothing, the page has words of its own.
        close: the same of the button that closes it.
    """

    title: str
    action: str
    draft: str
    parts: tuple[ShownField | ShownBlock, ...]
    language: Language
    send: str = ""
    close: str = ""

    @property
    def fields(self) -> tuple[ShownField, ...]:
        """Its questions."""
        return tuple(part for part in self.parts if isinstance(part, ShownField))

    @property
    def first(self) -> str:
        """The question to begin with: the first with a problem, else the first."""
        problems = [field.name for field in self.fields if field.problem]
        return (problems or [field.name for field in self.fields])[0]


_MANY: Final = 6


def render_form(form: FormView, reader: Reader, channels: Sequence[tuple[str, str]]) -> ShownForm:
    """A form as a dialog; ``channels`` are the ids and names of those that may be chosen."""
    return ShownForm(
        _said(form.title, reader),
        form.action.encode(),
        form.draft,
        tuple(_field(form, question, reader, channels) for question in form.questions),
        reader.language,
    )


def _field(form: FormView, question: Question, reader: Reader, channels: Sequence[tuple[str, str]]) -> ShownField:
    given = form.answers.get(question.name, "")
    control, options, max_length = _control(question.field, reader, channels)
    return ShownField(
        question.name,
        _said(question.label, reader),
        _said(question.hint, reader) if question.hint else "",
        question.required,
        control,
        options,
        max_length,
        (given,) if isinstance(given, str) else given,
        pieces(form.problems.get(question.name, ()), reader),
    )


def _control(field: forms.Field, reader: Reader, channels: Sequence[tuple[str, str]]) -> tuple[Control, Choosable, int]:
    match field:
        case forms.ShortText(max_length):
            return "line", (), max_length
        case forms.Paragraph(max_length):
            return "paragraph", (), max_length
        case forms.Number():
            return "number", (), 10
        case forms.When():
            return "line", (), 200
        case forms.Choice(options):
            return "radios" if len(options) < _MANY else "select", _options(options, reader), 0
        case forms.Choices(options):
            return "checks", _options(options, reader), 0
        case forms.Channel():
            return "select", tuple(channels), 0


def _options(options: Sequence[forms.Option], reader: Reader) -> Choosable:
    return tuple((option.value, _said(option.label, reader)) for option in options)


# --- JSON -----------------------------------------------------------------------------------------------------------

_TOKENS: Final = re.compile(
    r'(?P<name>"(?:[^"\\]|\\.)*")(?=:)|(?P<string>"(?:[^"\\]|\\.)*")|(?P<word>\b(?:true|false|null)\b|-?\b\d[\d.eE+-]*\b)'
)


def render_json(value: object) -> tuple[tuple[str, str], ...]:
    """A value as indented JSON, cut into parts by kind: "name", "string", "word" or nothing of the sort."""
    written = json.dumps(value, ensure_ascii=False, indent=2, default=_plain_value)
    parts: list[tuple[str, str]] = []
    end = 0
    for token in _TOKENS.finditer(written):
        parts += [("", written[end : token.start()]), (token.lastgroup or "", token.group())]
        end = token.end()
    return tuple(part for part in (*parts, ("", written[end:])) if part[1])


def _plain_value(value: object) -> object:
    # Some libraries hand over their own objects, each with a method that gives the plain one.
    for method in ("to_dict", "to_component_dict"):
        if callable(convert := getattr(value, method, None)):
            return convert()
    return dict(value) if isinstance(value, Mapping) else str(value)
