"""Modals and Home as Slack shows them, read from the very views that Slack would get."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from adapters.web.blocks import Json, render_block
from adapters.web.render import Choosable, Control, Piece, ShownBlock, ShownCard, ShownField, ShownForm
from bot.vocabulary.card import Block
from bot.vocabulary.form import Answers, Channel, FormView
from bot.vocabulary.people import Reader
from bot.vocabulary.request import Place
from bot.vocabulary.text import Text

Filled: TypeAlias = Mapping[str, tuple[str, ...]]
"""What stands in the questions of a modal, by block id."""


@dataclass(frozen=True, slots=True)
class Slack:
    """What Slack would get, and how what it sends back is read.

    Args:
        modal: the view of a form that is opened from a place.
        errors: what is answered to a submission with problems, by block id.
        picked: answers, with what was picked in a calendar or on a clock put into the phrase it stands beside.
        home: the view of a member's Home.
    """

    modal: Callable[[FormView, Reader, Place], Json]
    errors: Callable[[Mapping[str, Text], Reader], Mapping[str, str]]
    picked: Callable[[Answers], Answers]
    home: Callable[[Sequence[Block], Reader], Json]


def render_home(view: Json, reader: Reader) -> ShownCard:
    """A Home as its reader sees it."""
    return ShownCard(
        (), "", tuple(part for block in view["blocks"] for part in render_block(block, reader)), reader.language
    )


def open_modal(slack: Slack, form: FormView, reader: Reader, place: Place, channels: Choosable) -> ShownForm:
    """The modal that a form opens as; ``channels`` are the ids and names of those that may be chosen."""
    return _modal(slack.modal(form, reader, place), form, reader, channels, _chosen_channels(form), {})


def refuse_modal(
    slack: Slack, form: FormView, reader: Reader, place: Place, channels: Choosable, filled: Filled
) -> ShownForm:
    """The modal after a submission with problems: it stays as it was filled in, with each problem at its question."""
    view = slack.modal(replace(form, problems={}), reader, place)
    return _modal(view, form, reader, channels, filled, slack.errors(form.problems, reader))


def _chosen_channels(form: FormView) -> Filled:
    # The playground's channels have no ids that Slack would take: which one was chosen stands beside the view.
    asked = [question.name for question in form.questions if isinstance(question.field, Channel)]
    return {name: (answer,) for name in asked if isinstance(answer := form.answers.get(name), str)}


def _modal(
    view: Json, form: FormView, reader: Reader, channels: Choosable, filled: Filled, errors: Mapping[str, str]
) -> ShownForm:
    parts: list[ShownField | ShownBlock] = []
    for block in view["blocks"]:
        if block["type"] == "input" and block["element"]["type"] in _CONTROLS:
            parts.append(_field(block, channels, filled, errors.get(block["block_id"], "")))
        else:
            parts += render_block(block, reader)
    return ShownForm(
        view["title"]["text"],
        form.action.encode(),
        form.draft,
        tuple(parts),
        reader.language,
        view["submit"]["text"],
        view["close"]["text"],
    )


_CONTROLS: Final[Mapping[str, Control]] = {
    "plain_text_input": "line",
    "radio_buttons": "radios",
    "static_select": "select",
    "channels_select": "select",
    "checkboxes": "checks",
    "multi_static_select": "checks",
    "datepicker": "date",
    "timepicker": "time",
}


def _field(block: Json, channels: Choosable, filled: Filled, problem: str) -> ShownField:
    name, element = block["block_id"], block["element"]
    return ShownField(
        name,
        block["label"]["text"],
        block["hint"]["text"] if "hint" in block else "",
        not block["optional"],
        "paragraph" if element.get("multiline") else _CONTROLS[element["type"]],
        channels if element["type"] == "channels_select" else _options(element),
        element.get("max_length", 0),
        filled[name] if name in filled else _initial(element),
        (Piece("words", problem),) if problem else (),
    )


def _options(element: Json) -> Choosable:
    return tuple((option["value"], option["text"]["text"]) for option in element.get("options", ()))


def _initial(element: Json) -> tuple[str, ...]:
    match element:
        case {"initial_value": words} | {"initial_channel": words}:
            return (words,)
        case {"initial_option": option}:
            return (option["value"],)
        case {"initial_options": options}:
            return tuple(option["value"] for option in options)
        case _:
            return ()
