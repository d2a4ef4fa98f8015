"""Rendering: cards and forms as Discord shows them, and nothing but that."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeAlias

import discord
from discord import ui

from adapters.discord import custom_id, limits
from adapters.discord.limits import shortened
from adapters.discord.markdown import escaped, markdown
from bot.drafts import FIX
from bot.locales import plain
from bot.timing import resolve
from bot.vocabulary import card as cards
from bot.vocabulary import form as forms
from bot.vocabulary.action import Action
from bot.vocabulary.card import ButtonStyle, Card
from bot.vocabulary.effect import File
from bot.vocabulary.form import FormView, Question
from bot.vocabulary.people import Reader
from bot.vocabulary.text import Moment, Say, Text, WallTime, say, text

Json: TypeAlias = dict[str, Any]

COMPONENTS_V2: Final = 1 << 15
_COLOUR: Final = 0x2F7D6B
_MORE: Final = "…"
_STYLES: Final[dict[ButtonStyle, discord.ButtonStyle]] = {
    "plain": discord.ButtonStyle.secondary,
    "primary": discord.ButtonStyle.primary,
    "danger": discord.ButtonStyle.danger,
}


@dataclass(frozen=True, slots=True)
class _Words:
    """A text display to be: writes itself into as many characters as it is given."""

    write: Callable[[int], str]


_Part: TypeAlias = "_Words | ui.ActionRow[Any]"


def card(card: Card, reader: Reader, guild: int | None = None, file: File | None = None) -> ui.LayoutView:
    """A card as components v2; ``guild`` for a direct message, whose buttons must name it."""
    header = _Words(partial(_header, card, reader))
    body = [part for block in card.blocks for part in _parts(block, reader, guild)]
    shown = list(_written([header, *body]))
    items = [*shown[:1], *([ui.Separator()] if shown[1:] else []), *shown[1:]]
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Container(*_within_count(items), accent_colour=_COLOUR))
    if file is not None:
        view.add_item(ui.File(f"attachment://{file.name}"))  # components v2 show no file that they do not name
    view.stop()  # a view that still listens is kept in memory by the library
    return view


def payload(
    shown: Card,
    reader: Reader,
    guild: int | None = None,
    rings: Sequence[str] = (),
    file: File | None = None,
    role: str | None = None,
) -> Json:
    """What creating or editing a message is given; ``rings`` and ``role`` are all that it may ping."""
    pinged = {"users": list(rings)[: limits.RINGS]} if rings else {}
    pinged |= {"roles": [role]} if role else {}
    attached = {"attachments": [{"id": 0, "filename": file.name}]} if file else {}
    return {
        "flags": COMPONENTS_V2,
        "components": [*card(shown, reader, guild, file).to_components(), *_called(role)],
        "allowed_mentions": {"parse": [], **pinged},
        **attached,
    }


def _called(role: str | None) -> list[Json]:
    return [ui.TextDisplay(f"<@&{role}>").to_component_dict()] if role else []


def form(view: FormView, reader: Reader, opening: int = 0, guild: int | None = None) -> ui.Modal:
    """A form as a modal; ``opening`` differs from one opening to the next."""
    modal = ui.Modal(
        title=_label(view.title, reader, limits.MODAL_TITLE),
        custom_id=custom_id.of_form(view.action, view.draft, opening, guild),
        timeout=None,
    )
    for question in view.questions:
        modal.add_item(_asked(question, view, reader))
    modal.stop()
    return modal


def problems(view: FormView, reader: Reader, guild: int | None = None) -> ui.LayoutView:
    """What is to be mended in a form, with the button that opens it again; a modal cannot answer a modal."""
    labels = {question.name: question.label for question in view.questions}
    facts = tuple(cards.Fact(labels[name], problem) for name, problem in view.problems.items())
    fix = cards.Button(say("draft-fix"), Action(FIX, (view.draft,)), "primary")
    listed = (cards.Facts(facts),) if facts else ()
    blocks = (cards.Paragraph(text(say("draft-problems"))), *listed, cards.Buttons((fix,)))
    return card(Card(text(say("draft-problems-title")), blocks), reader, guild)


def door(view: FormView, opens: Action | None, reader: Reader, guild: int | None = None) -> ui.LayoutView:
    """A button that opens a form which came too late to be opened at once; without one, the word to try again."""
    if opens is None:
        return card(Card(text(view.title), (cards.Paragraph(text(say("discord-late-again"))),)), reader, guild)
    button = cards.Button(say("discord-open"), opens, "primary")
    blocks = (cards.Paragraph(text(say("discord-late"))), cards.Buttons((button,)))
    return card(Card(text(view.title), blocks), reader, guild)


# --- cards ------------------------------------------------------------------------------------------------------------


def _header(card: Card, reader: Reader, room: int) -> str:
    state = f"\n**{escaped(plain((card.state,), reader))}**" if card.state else ""
    limit = min(room, limits.TITLE) - len("## ") - len(state)
    return f"## {markdown(card.title, reader, limit, one_line=True) or _MORE}{state}"


def _parts(block: cards.Block, reader: Reader, guild: int | None) -> Iterator[_Part]:
    match block:
        case cards.Paragraph(words):
            yield _Words(partial(markdown, words, reader))
        case cards.Facts(facts):
            yield _Words(partial(_facts, facts, reader))
        case cards.Note(words):
            yield _Words(partial(_note, words, reader))
        case cards.Buttons(buttons):
            for row in discord.utils.as_chunks(buttons, limits.ROW):
                yield ui.ActionRow(*(_button(button, reader, guild) for button in row))


def _facts(facts: Sequence[cards.Fact], reader: Reader, room: int) -> str:
    labels = [f"**{escaped(_label(fact.label, reader, limits.LABEL))}** " for fact in facts]
    values = [_Words(partial(markdown, _dated(fact.value), reader)) for fact in facts]
    room -= sum(map(len, labels)) + len(facts)
    return "\n".join(label + value for label, value in zip(labels, _shared(values, room), strict=True))


def _dated(value: Text) -> Text:
    """A date also in each reader's own time, and with how far away it is: Discord words both for whoever looks."""
    match [span for span in value if isinstance(span, WallTime)]:
        case [WallTime(start, zone)]:
            at = resolve(start, zone)
            return (*value, "\n", Moment(at, "full"), " (", Moment(at, "relative"), ")")
        case _:
            return value


def _note(words: Text, reader: Reader, room: int) -> str:
    lines = markdown(words, reader, limits.TEXT).count("\n") + 1
    small = markdown(words, reader, room - lines * len("-# ")).splitlines()
    return "\n".join(f"-# {line}" for line in small)


def _button(button: cards.Button, reader: Reader, guild: int | None) -> ui.Button[Any]:
    return ui.Button(
        label=_label(button.label, reader, limits.BUTTON),
        style=_STYLES[button.style],
        custom_id=custom_id.of_button(button.action, guild),
    )


def _written(parts: Sequence[_Part]) -> Iterator[ui.Item[Any]]:
    """The parts as items, the texts sharing what Discord allows them together."""
    texts = iter(_shared([part for part in parts if isinstance(part, _Words)], limits.TEXT))
    for part in parts:
        if not isinstance(part, _Words):
            yield part
        elif words := next(texts):
            yield ui.TextDisplay(words)


def _shared(texts: Sequence[_Words], room: int) -> list[str]:
    """Each text whole if all fit; else the longest give way, down to the same length for each."""
    whole = [words.write(limits.TEXT) for words in texts]
    share = _share([len(words) for words in whole], room)
    return [words if len(words) <= share else part.write(share) for part, words in zip(texts, whole, strict=True)]


def _share(lengths: Sequence[int], room: int) -> int:
    for position, length in enumerate(sorted(lengths)):
        fair = max(room, 0) // (len(lengths) - position)
        if length > fair:
            return fair
        room -= length
    return limits.TEXT


def _within_count(items: Sequence[ui.Item[Any]]) -> Sequence[ui.Item[Any]]:
    """The items, or as many as leave room for one that says there is more."""
    counts = [1 + len(item.children) if isinstance(item, ui.ActionRow) else 1 for item in items]
    room = limits.COMPONENTS - 1  # the container is one itself
    if sum(counts) <= room:
        return items
    fitting = next(place for place in range(len(items)) if sum(counts[: place + 1]) > room - 1)
    return [*items[:fitting], ui.TextDisplay(_MORE)]


# --- forms ------------------------------------------------------------------------------------------------------------


def _asked(question: Question, view: FormView, reader: Reader) -> ui.Label[Any]:
    problem = view.problems.get(question.name)
    hint = problem or (text(question.hint) if question.hint else ())
    return ui.Label(
        text=_label(question.label, reader, limits.LABEL),
        description=shortened(plain(hint, reader), limits.HINT) or None,
        component=_field(question, view.answers.get(question.name, ""), reader),
    )


def _field(question: Question, answer: str | tuple[str, ...], reader: Reader) -> ui.Item[Any]:
    match question.field:
        case forms.ShortText(max_length):
            return _typed(question, answer, max_length)
        case forms.Paragraph(max_length):
            return _typed(question, answer, max_length, discord.TextStyle.paragraph)
        case forms.Number() | forms.When():
            return _typed(question, answer, forms.ShortText().max_length)
        case forms.Choice(options):
            return _one_of(question, options, _several(answer), reader)
        case forms.Choices(options):
            return _some_of(question, options, _several(answer), reader)
        case forms.Channel():
            return _channel(question, _several(answer))


def _several(answer: str | tuple[str, ...]) -> tuple[str, ...]:
    return (answer,) if isinstance(answer, str) else answer


def _typed(
    question: Question,
    answer: str | tuple[str, ...],
    max_length: int,
    style: discord.TextStyle = discord.TextStyle.short,
) -> ui.TextInput[Any]:
    most = min(max_length, limits.TYPED)
    return ui.TextInput(
        custom_id=question.name,
        style=style,
        default=shortened("".join(_several(answer)), most) or None,
        required=question.required,
        max_length=most,
    )


def _one_of(
    question: Question, options: Sequence[forms.Option], chosen: Sequence[str], reader: Reader
) -> ui.RadioGroup[Any] | ui.Select[Any]:
    if not 2 <= len(options) <= limits.GROUP:
        return _selected(question, options, chosen, reader, 1)
    shown = [
        discord.RadioGroupOption(label=label, value=value, default=value in chosen)
        for value, label in _worded(options, reader)
    ]
    return ui.RadioGroup(custom_id=question.name, options=shown, required=question.required)


def _some_of(
    question: Question, options: Sequence[forms.Option], chosen: Sequence[str], reader: Reader
) -> ui.CheckboxGroup[Any] | ui.Select[Any]:
    if len(options) > limits.GROUP:
        return _selected(question, options, chosen, reader, len(options))
    shown = [
        discord.CheckboxGroupOption(label=label, value=value, default=value in chosen)
        for value, label in _worded(options, reader)
    ]
    return ui.CheckboxGroup(
        custom_id=question.name,
        options=shown,
        required=question.required,
        min_values=int(question.required),
        max_values=len(options),
    )


def _selected(
    question: Question, options: Sequence[forms.Option], chosen: Sequence[str], reader: Reader, most: int
) -> ui.Select[Any]:
    shown = [
        discord.SelectOption(label=label, value=value, default=value in chosen)
        for value, label in _worded(options, reader)
    ]
    least = int(question.required)
    return ui.Select(
        custom_id=question.name, options=shown, required=question.required, min_values=least, max_values=most
    )


def _worded(options: Sequence[forms.Option], reader: Reader) -> Iterator[tuple[str, str]]:
    return ((option.value, _label(option.label, reader, limits.OPTION)) for option in options)


def _channel(question: Question, chosen: Sequence[str]) -> ui.ChannelSelect[Any]:
    channel = discord.SelectDefaultValueType.channel
    return ui.ChannelSelect(
        custom_id=question.name,
        channel_types=[discord.ChannelType.text, discord.ChannelType.news],
        required=question.required,
        min_values=int(question.required),
        default_values=[discord.SelectDefaultValue(id=int(id_), type=channel) for id_ in chosen if id_.isdecimal()],
    )


def _label(words: Say, reader: Reader, limit: int) -> str:
    return shortened(" ".join(plain((words,), reader).split()), limit) or _MORE
