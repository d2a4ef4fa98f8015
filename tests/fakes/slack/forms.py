"""Filling in: how what a person types, ticks and picks becomes the `state.values` of a view."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from tests.fakes.slack.reading import elements_in

Json = dict[str, Any]
Typed = Mapping[tuple[str, str], Json]

# element type → (the field of its state, the field that sets it beforehand)
FIELDS: Mapping[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
SEVERAL = {name for name, (field, _) in FIELDS.items() if field.endswith("s")}


class CannotDo(AssertionError):  # noqa: N818 - it reads as a sentence in a test
    """A person tried what Slack's own client does not let them do; the message names what was possible."""


def state_of(blocks: Iterable[Json], typed: Typed) -> Json:
    """Return `state.values`: block id → action id → what stands in the element now."""
    values: Json = {}
    for block, element in elements_in(blocks):
        if element["type"] in FIELDS:
            key = block["block_id"], element["action_id"]
            values.setdefault(key[0], {})[key[1]] = typed.get(key) or beforehand(element)
    return values


def beforehand(element: Json) -> Json:
    """Return the state of an element nobody has touched."""
    field, initial = FIELDS[element["type"]]
    empty = [] if element["type"] in SEVERAL else None
    return {"type": element["type"], field: element.get(initial, empty)}


def entered(element: Json, value: Any) -> Json:
    """Return the state of an element after a person gave it `value`; None empties it.

    Options are named by their label or their value, people and channels by their id or by anything that has an `id`.
    """
    field, _ = FIELDS[element["type"]]
    if element["type"] in SEVERAL:
        given = [value] if isinstance(value, str) else list(value or ())
        return {"type": element["type"], field: [_one(element, item) for item in given]}
    return {"type": element["type"], field: None if value in (None, "") else _one(element, value)}


def _one(element: Json, value: Any) -> Any:
    match element["type"]:
        case "static_select" | "radio_buttons" | "multi_static_select" | "checkboxes":
            return _option(element, value)
        case "plain_text_input":
            return _within(element, str(value))
        case "datepicker":
            return value.isoformat() if isinstance(value, date) else value
        case "timepicker":
            return value.strftime("%H:%M") if isinstance(value, time) else value
        case "number_input":
            return str(value)
        case _:
            return getattr(value, "id", value)


def options_of(element: Json) -> list[Json]:
    groups = element.get("option_groups", ())
    return [*element.get("options", ()), *(option for group in groups for option in group["options"])]


def _option(element: Json, wanted: Any) -> Json:
    options = options_of(element)
    found = (option for option in options if wanted in (option["text"]["text"], option["value"]))
    if (chosen := next(found, None)) is None:
        raise CannotDo(f"no option {wanted!r}; there are {[option['text']['text'] for option in options]}")
    return chosen


def _within(element: Json, text: str) -> str:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if not least <= len(text) <= most:
        raise CannotDo(f"{element['action_id']} takes {least} to {most} characters, not {len(text)}")
    return text


def names_of(block: Json, element: Json) -> list[str]:
    """Return what a test may call an element: its block id, its action id, and the words beside it."""
    words = [block[place]["text"] for place in ("label", "text") if place in block]
    hint = [element["placeholder"]["text"]] if "placeholder" in element else []
    return [block["block_id"], element["action_id"], *words, *hint]


def find_element(blocks: Iterable[Json], name: str) -> tuple[Json, Json]:
    """Find the element with this name; a part of the name will do when it fits one only."""
    fillable = [(block, element) for block, element in elements_in(blocks) if element["type"] in FIELDS]
    exact = [pair for pair in fillable if name in names_of(*pair)]
    partly = [pair for pair in fillable if any(name in known for known in names_of(*pair))]
    for found in (exact, partly):
        if len(found) == 1:
            return found[0]
    raise CannotDo(f"no one field {name!r}; there are {[names_of(*pair) for pair in fillable]}")


def missing_answers(blocks: Iterable[Json], values: Json) -> list[str]:
    """Return the labels of the required questions that stand empty."""
    empty = (None, "", [])
    return [
        block["label"]["text"]
        for block in blocks
        if block["type"] == "input" and not block.get("optional", False)
        for field in [FIELDS[block["element"]["type"]][0]]
        if values[block["block_id"]][block["element"]["action_id"]][field] in empty
    ]
