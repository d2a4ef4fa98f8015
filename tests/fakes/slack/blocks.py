"""Block Kit's rules, as Slack applies them: what is wrong with some blocks or a view, in Slack's words.

The figures are those of docs.slack.dev/reference/block-kit and /reference/views. Lengths are counted in characters,
after the three escapes of mrkdwn, as they stand in the JSON. A field that is unknown to a block is refused, as by
Slack.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.fakes.slack.reading import elements_in

Json = dict[str, Any]
Problems = Iterator[str]
Rule = Callable[[Any, str], Problems]

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_CHARACTERS = 12_000  # all texts of the blocks together; seen in practice, nowhere promised (bolt-js#2867)


def _said(problem: str, at: str) -> str:
    return f"{problem} [json-pointer:{at}]"


def string(most: int, least: int = 1) -> Rule:
    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, str):
            yield _said("must be a string", at)
        elif len(value) > most:
            yield _said(f"must be less than {most + 1} characters", at)
        elif len(value) < least:
            yield _said(f"must be more than {least - 1} characters", at)

    return check


def flag(value: Any, at: str) -> Problems:
    if not isinstance(value, bool):
        yield _said("must be a boolean", at)


def number(value: Any, at: str) -> Problems:
    if isinstance(value, bool) or not isinstance(value, int):
        yield _said("must be an integer", at)


def anything(value: Any, at: str) -> Problems:
    if value is None:
        yield _said("must not be null", at)


def one_of(*words: str) -> Rule:
    def check(value: Any, at: str) -> Problems:
        if value not in words:
            yield _said(f"must be one of {', '.join(words)}", at)

    return check


def many(rule: Rule, most: int, least: int = 1) -> Rule:
    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, list):
            yield _said("must be an array", at)
            return
        if len(value) > most:
            yield _said(f"no more than {most} items allowed", at)
        if len(value) < least:
            yield _said(f"no fewer than {least} items allowed", at)
        for position, item in enumerate(value):
            yield from rule(item, f"{at}/{position}")

    return check


def shape(required: Mapping[str, Rule], optional: Mapping[str, Rule]) -> Rule:
    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, dict):
            yield _said("must provide an object", at)
            return
        yield from (_said(f"missing required field: {name}", at) for name in required if name not in value)
        for name, part in value.items():
            if (rule := required.get(name) or optional.get(name)) is not None:
                yield from rule(part, f"{at}/{name}")
            else:
                yield _said(f"invalid additional property: {name}", at)

    return check


def kind(rules: Mapping[str, Rule]) -> Rule:
    """Choose the rule by the object's `type`."""

    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, dict) or "type" not in value:
            yield _said("missing required field: type", at)
        elif value["type"] not in rules:
            yield _said(f"unsupported type: {value['type']}", f"{at}/type")
        else:
            yield from rules[value["type"]](value, at)

    return check


def typed(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    return shape({"type": anything, **required}, optional or {})


def plain(most: int) -> Rule:
    return kind({"plain_text": typed({"text": string(most)}, {"emoji": flag})})


def text(most: int) -> Rule:
    either = {
        "plain_text": typed({"text": string(most)}, {"emoji": flag}),
        "mrkdwn": typed({"text": string(most)}, {"verbatim": flag}),
    }
    return kind(either)


URL = string(3000)
ACTION_ID = string(255)
CONFIRM = shape({"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)}, {"style": anything})
OPTION = shape({"text": plain(75), "value": string(150)}, {"description": plain(75), "url": URL})
RICH_OPTION = shape({"text": text(75), "value": string(150)}, {"description": text(75)})
OPTION_GROUP = shape({"label": plain(75), "options": many(OPTION, 100)}, {})
COMMON = {"action_id": ACTION_ID, "confirm": CONFIRM, "focus_on_load": flag}
PLACED = COMMON | {"placeholder": plain(150)}
SEVERAL = PLACED | {"max_selected_items": number}
DISPATCH = shape({}, {"trigger_actions_on": many(one_of("on_enter_pressed", "on_character_entered"), 2)})
IMAGE_FIELDS = {"image_url": URL, "slack_file": anything}


def _options(value: Json, at: str) -> Problems:
    if ("options" in value) == ("option_groups" in value):
        yield _said("must define either options or option_groups", at)


def both(*rules: Rule) -> Rule:
    def check(value: Any, at: str) -> Problems:
        for rule in rules:
            yield from rule(value, at)

    return check


def _choice(extras: Mapping[str, Rule]) -> Rule:
    lists = {"options": many(OPTION, 100), "option_groups": many(OPTION_GROUP, 100)}
    return both(typed({}, {**lists, **extras}), _options)


def _typing(extras: Mapping[str, Rule], required: Mapping[str, Rule] | None = None) -> Rule:
    fields = {"action_id": ACTION_ID, "focus_on_load": flag, "placeholder": plain(150)}
    common = {**fields, "initial_value": string(3000, 0), "dispatch_action_config": DISPATCH}
    return typed(required or {}, {**common, **extras})


BUTTON = typed(
    {"text": plain(75)},
    {
        "action_id": ACTION_ID,
        "url": URL,
        "value": string(2000),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
OVERFLOW = typed({"options": many(OPTION, 5)}, {"action_id": ACTION_ID, "confirm": CONFIRM})
IMAGE_ELEMENT = typed({"alt_text": string(2000)}, IMAGE_FIELDS)
FILTER = {"filter": anything, "default_to_current_conversation": flag, "response_url_enabled": flag}
SELECTS: dict[str, Rule] = {
    "static_select": _choice(PLACED | {"initial_option": OPTION}),
    "multi_static_select": _choice(SEVERAL | {"initial_options": many(OPTION, 100)}),
    "external_select": typed({}, PLACED | {"initial_option": OPTION, "min_query_length": number}),
    "users_select": typed({}, PLACED | {"initial_user": string(255)}),
    "multi_users_select": typed({}, SEVERAL | {"initial_users": many(string(255), 100, 0)}),
    "channels_select": typed({}, PLACED | {"initial_channel": string(255), "response_url_enabled": flag}),
    "multi_channels_select": typed({}, SEVERAL | {"initial_channels": many(string(255), 100, 0)}),
    "conversations_select": typed({}, PLACED | FILTER | {"initial_conversation": string(255)}),
    "multi_conversations_select": typed({}, SEVERAL | FILTER | {"initial_conversations": many(string(255), 100, 0)}),
    "checkboxes": typed({"options": many(RICH_OPTION, 10)}, COMMON | {"initial_options": many(RICH_OPTION, 10)}),
    "radio_buttons": typed({"options": many(RICH_OPTION, 10)}, COMMON | {"initial_option": RICH_OPTION}),
    "datepicker": typed({}, PLACED | {"initial_date": string(10)}),
    "timepicker": typed({}, PLACED | {"initial_time": string(5), "timezone": string(255)}),
    "datetimepicker": typed({}, COMMON | {"initial_date_time": number}),
}
TEXT_INPUTS: dict[str, Rule] = {
    "plain_text_input": _typing({"multiline": flag, "min_length": number, "max_length": number}),
    "number_input": _typing({"min_value": string(30), "max_value": string(30)}, {"is_decimal_allowed": flag}),
    "email_text_input": _typing({}),
    "url_text_input": _typing({}),
}
PRESSABLE: dict[str, Rule] = {"button": BUTTON, "overflow": OVERFLOW}

BLOCK_ID = {"block_id": string(255)}


def _text_or_fields(value: Json, at: str) -> Problems:
    if "text" not in value and "fields" not in value:
        yield _said("must define either `text` or `fields`", at)


def _one_picture(value: Json, at: str) -> Problems:
    if ("image_url" in value) == ("slack_file" in value):
        yield _said("must define either image_url or slack_file", at)


SECTION = both(
    typed(
        {},
        BLOCK_ID
        | {
            "text": text(3000),
            "fields": many(text(2000), 10),
            "accessory": kind(PRESSABLE | SELECTS | {"image": IMAGE_ELEMENT}),
            "expand": flag,
        },
    ),
    _text_or_fields,
)
INPUT = typed(
    {"label": plain(2000), "element": kind(SELECTS | TEXT_INPUTS)},
    BLOCK_ID | {"hint": plain(2000), "optional": flag, "dispatch_action": flag},
)
CONTEXT_ELEMENT = kind(
    {
        "plain_text": typed({"text": string(3000)}, {"emoji": flag}),
        "mrkdwn": typed({"text": string(3000)}, {"verbatim": flag}),
        "image": IMAGE_ELEMENT,
    }
)
RICH_ELEMENT = kind(
    {
        name: typed(
            {"elements": many(anything, 1000, 0)}, dict.fromkeys(("style", "indent", "offset", "border"), anything)
        )
        for name in ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")
    }
)
BLOCKS: Mapping[str, Rule] = {
    "actions": typed({"elements": many(kind(PRESSABLE | SELECTS), 25)}, BLOCK_ID),
    "context": typed({"elements": many(CONTEXT_ELEMENT, 10)}, BLOCK_ID),
    "divider": typed({}, BLOCK_ID),
    "header": typed({"text": plain(150)}, BLOCK_ID),
    "image": both(typed({"alt_text": string(2000)}, BLOCK_ID | IMAGE_FIELDS | {"title": plain(2000)}), _one_picture),
    "input": INPUT,
    "markdown": typed({"text": string(12_000)}, BLOCK_ID),
    "rich_text": typed({"elements": many(RICH_ELEMENT, 1000)}, BLOCK_ID),
    "section": SECTION,
    "table": typed({"rows": many(many(anything, 20), 100)}, BLOCK_ID | {"column_settings": anything}),
}
VIEW_BLOCK_TYPES = {name: rule for name, rule in BLOCKS.items() if name not in {"markdown", "table"}}

VIEW_FIELDS: Mapping[str, Rule] = {
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
MODAL = typed(
    {"title": plain(24), "blocks": many(kind(VIEW_BLOCK_TYPES), VIEW_BLOCKS, 0)},
    {
        **VIEW_FIELDS,
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": flag,
        "notify_on_close": flag,
        "submit_disabled": flag,
    },
)
HOME = typed({"blocks": many(kind(VIEW_BLOCK_TYPES), VIEW_BLOCKS, 0)}, VIEW_FIELDS)


def problems_in_message(blocks: Any) -> list[str]:
    """Say what Slack would refuse in a message's blocks; an empty list means it would take them."""
    problems = list(many(kind(BLOCKS), MESSAGE_BLOCKS, 0)(blocks, "/blocks"))
    return problems or list(_repeated(blocks, "/blocks"))


def problems_in_view(view: Any) -> list[str]:
    """Say what Slack would refuse in a modal or a Home tab."""
    problems = list(kind({"modal": MODAL, "home": HOME})(view, "/view"))
    return problems or [*_repeated(view["blocks"], "/view/blocks"), *_unsubmittable(view)]


def _repeated(blocks: list[Json], at: str) -> Problems:
    ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    yield from (_said(f"block_id `{block_id}` already exists", at) for block_id, times in ids.items() if times > 1)
    for position, block in enumerate(blocks):
        actions = Counter(element.get("action_id") for _, element in elements_in([block]))
        repeated = (action for action, times in actions.items() if action and times > 1)
        yield from (_said(f'`action_id` "{action}" already exists', f"{at}/{position}/elements") for action in repeated)


def _unsubmittable(view: Json) -> Problems:
    if view["type"] == "modal" and "submit" not in view and any(block["type"] == "input" for block in view["blocks"]):
        yield _said("missing required field: submit", "/view")


def characters_in(blocks: Any) -> int:
    """Count the characters of every text in the blocks."""
    match blocks:
        case list():
            return sum(map(characters_in, blocks))
        case dict():
            own = len(blocks["text"]) if isinstance(blocks.get("text"), str) else 0
            return own + sum(characters_in(part) for part in blocks.values())
        case _:
            return 0
