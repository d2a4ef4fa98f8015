"""Discord's rules for what may be sent: its published OpenAPI description, and the rules that description misses.

The description is not part of the project. It is looked for beside the checkout, in `shared/data/discord-openapi.json`;
without it `available()` is false, the own checks still run, and a test that needs the file skips by saying `ABSENT`.
Discord accepts a snowflake as a number too, though the file knows only the string: both pass here.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators
from referencing import Registry
from referencing.jsonschema import DRAFT202012

Json = dict[str, Any]
Place = tuple[str | int, ...]

DESCRIPTION = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "discord-openapi.json"
ABSENT = "Discord's OpenAPI file is not beside the checkout (shared/data/discord-openapi.json)"
BASE = "urn:discord"

COMPONENTS_V2 = 1 << 15
MOST_COMPONENTS = 40
MOST_TEXT = 4000
MOST_ROWS = 5
MOST_QUESTIONS = 5
MOST_EMBED_TEXT = 6000
MOST_COMMAND_TEXT = 8000

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SECTION, TEXT, LABEL, RADIO_GROUP, CHECKBOX_GROUP = 9, 10, 18, 21, 22
SELECTS = frozenset({3, 5, 6, 7, 8})
LINK, PREMIUM = 5, 6
SUB_COMMANDS = frozenset({1, 2})
CHAT_INPUT = 1

_COMMAND_NAME = re.compile(r"[-_'\w]{1,32}")


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason for Discord to refuse a body: where in the body, and why."""

    place: Place
    why: str

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.place)) or 'body'}: {self.why}"

    def under(self, *outer: str | int) -> Problem:
        return Problem((*outer, *self.place), self.why)


# ------------------------------------------------------------------------------------------------ public


def available() -> bool:
    """Whether Discord's description lies beside the checkout."""
    return DESCRIPTION.is_file()


def check_request(method: str, path: str, body: object) -> list[str]:
    """What Discord would refuse in this request; empty when nothing.

    `path` is below `/api/v10` (the prefix and a query are ignored). Raises FileNotFoundError without the description.
    """
    if not available():
        raise FileNotFoundError(ABSENT)
    return [str(problem) for problem in problems_in_request(method, path, body)]


def check_component_message(body: Json) -> list[str]:
    """What Discord's description misses in a message (created, edited, or given in answer to an interaction)."""
    return [str(problem) for problem in problems_in_message(body)]


def check_modal(body: Json) -> list[str]:
    """What Discord's description misses in a modal: the `data` of an interaction callback of type 9."""
    return [str(problem) for problem in problems_in_modal(body)]


def check_command(body: Json) -> list[str]:
    """What Discord's description misses in one application command."""
    return [str(problem) for problem in problems_in_command(body)]


def problems_in_request(method: str, path: str, body: object) -> list[Problem]:
    """As `check_request`, with places apart; without the description only our own checks."""
    bare = re.sub(r"^/api(/v\d+)?", "", path.partition("?")[0])
    described = _problems_by_description(method.upper(), bare, body) if available() else []
    return [*described, *_own_problems(method.upper(), bare, body)]


# ------------------------------------------------------------------------------------------------ the description


def _problems_by_description(method: str, path: str, body: object) -> list[Problem]:
    operation = _operation(method, path)
    if operation is None:
        return [Problem((), f"Discord has no {method} {path}")]
    template, takes_body = operation
    if not takes_body:
        return [] if not body else [Problem((), f"{method} {template} takes no body")]
    errors = _validator(method, template).iter_errors(body)
    return [Problem(tuple(error.absolute_path), error.message[:300]) for error in errors]


@cache
def _description() -> Json:
    described = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    described["components"]["schemas"]["SnowflakeType"] = {
        "type": ["string", "integer"],
        "pattern": "^(0|[1-9][0-9]*)$",
    }
    return described


@cache
def _operations() -> tuple[tuple[str, re.Pattern[str], str, bool], ...]:
    """Method, pattern, template and whether a body is taken; the most literal template first."""
    found = [
        (method.upper(), _pattern(template), template, _takes_json(operation))
        for template, methods in _description()["paths"].items()
        for method, operation in methods.items()
        if method in {"get", "post", "put", "patch", "delete"}
    ]
    return tuple(sorted(found, key=lambda each: each[2].count("{")))


def _takes_json(operation: Json) -> bool:
    return "application/json" in operation.get("requestBody", {}).get("content", {})


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template)))


def _operation(method: str, path: str) -> tuple[str, bool] | None:
    for known, pattern, template, takes_body in _operations():
        if known == method and pattern.fullmatch(path):
            return template, takes_body
    return None


@cache
def _validator(method: str, template: str) -> Any:
    pointer = "/".join(part.replace("~", "~0").replace("/", "~1") for part in ("paths", template, method.lower()))
    schema = {"$ref": f"{BASE}#/{pointer}/requestBody/content/application~1json/schema"}
    return _TellingValidator(schema, registry=_registry(), format_checker=_formats)


@cache
def _registry() -> Registry:
    return Registry().with_resource(BASE, DRAFT202012.create_resource(_description()))


_formats = FormatChecker(formats=())


@_formats.checks("date-time")
def _is_instant(value: object) -> bool:
    return not isinstance(value, str) or re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", value) is not None


@_formats.checks("uri")
def _is_address(value: object) -> bool:
    return not isinstance(value, str) or re.match(r"(https?|discord|attachment)://\S+", value) is not None


def _one_of(validator: Any, branches: Sequence[Json], instance: object, schema: Json) -> Iterator[ValidationError]:
    """Judge the one branch the `type` means, so that the error names the field and not twenty unions."""
    meant = [branch for branch in branches if _is_meant(branch, instance)]
    if isinstance(instance, Mapping) and len(meant) == 1:
        yield from validator.descend(instance, meant[0])
    else:
        yield from Draft202012Validator.VALIDATORS["oneOf"](validator, branches, instance, schema)


def _any_of(validator: Any, branches: Sequence[Json], instance: object, schema: Json) -> Iterator[ValidationError]:
    meant = [branch for branch in branches if _is_meant(branch, instance)]
    if isinstance(instance, Mapping) and len(meant) == 1:
        yield from validator.descend(instance, meant[0])
    else:
        yield from Draft202012Validator.VALIDATORS["anyOf"](validator, branches, instance, schema)


def _is_meant(branch: Json, instance: object) -> bool:
    if branch.get("type") == "null":
        return instance is None
    kinds = _kinds(branch)
    return not kinds or not isinstance(instance, Mapping) or instance.get("type") in kinds


def _kinds(branch: Json) -> Sequence[object]:
    name = branch.get("$ref", "").rpartition("/")[2]
    schema = _description()["components"]["schemas"].get(name, branch)
    return schema.get("properties", {}).get("type", {}).get("enum", ())


_TellingValidator: Any = validators.extend(Draft202012Validator, {"oneOf": _one_of, "anyOf": _any_of})


# ------------------------------------------------------------------------------------------------ what it misses


def _own_problems(method: str, path: str, body: object) -> list[Problem]:
    if method == "PUT" and path.endswith("/commands") and isinstance(body, list):
        return [
            *(problem.under(index) for index, command in enumerate(body) for problem in problems_in_command(command)),
            *_twice([f"{each.get('type') or CHAT_INPUT} {each.get('name')}" for each in body], (), "command"),
        ]
    if not isinstance(body, dict):
        return []
    if method == "POST" and path.endswith("/commands"):
        return list(problems_in_command(body))
    if method == "POST" and path.endswith("/callback"):
        return list(_problems_in_callback(body))
    if method in {"POST", "PATCH"} and re.search(r"/messages(/[^/]+)?$|^/webhooks/\d+/[^/]+$", path):
        return list(problems_in_message(body))
    return []


def _problems_in_callback(body: Json) -> Iterable[Problem]:
    data = body.get("data") or {}
    match body.get("type"):
        case 4 | 5 | 7:
            return (problem.under("data") for problem in problems_in_message(data))
        case 9:
            return (problem.under("data") for problem in problems_in_modal(data))
        case 8 if len(data.get("choices") or ()) > 25:
            return (Problem(("data", "choices"), "more than 25 choices"),)
        case _:
            return ()


def problems_in_message(body: Json) -> Iterator[Problem]:
    """Our own checks of a message body."""
    parts = list(_parts(body.get("components") or (), ("components",)))
    new = bool(int(body.get("flags") or 0) & COMPONENTS_V2)
    yield from _version(body, parts, new=new)
    for place, part in parts:
        yield from _part(place, part)
    yield from _twice([part["custom_id"] for _, part in parts if part.get("custom_id")], ("components",), "custom_id")
    yield from _twice([part["id"] for _, part in parts if part.get("id")], ("components",), "id")
    if len(parts) > MOST_COMPONENTS:
        yield Problem(("components",), f"{len(parts)} components in all, at most {MOST_COMPONENTS}")
    letters = sum(_letters(part.get("content")) for _, part in parts if part.get("type") == TEXT)
    if letters > MOST_TEXT:
        yield Problem(("components",), f"{letters} characters of text display in all, at most {MOST_TEXT}")
    yield from _embeds(body.get("embeds") or ())
    yield from _mentions(body.get("allowed_mentions") or {})


def problems_in_modal(body: Json) -> Iterator[Problem]:
    """Our own checks of a modal's data."""
    top = body.get("components") or ()
    if len(top) > MOST_QUESTIONS:
        yield Problem(("components",), f"{len(top)} questions, at most {MOST_QUESTIONS}")
    parts = list(_parts(top, ("components",)))
    for place, part in parts:
        yield from _part(place, part)
        yield from _question(place, part)
    yield from _twice([part["custom_id"] for _, part in parts if part.get("custom_id")], ("components",), "custom_id")


def problems_in_command(command: Json) -> Iterator[Problem]:
    """Our own checks of an application command."""
    if (command.get("type") or CHAT_INPUT) == CHAT_INPUT:
        yield from _named(command, ())
        if not command.get("description"):
            yield Problem(("description",), "a slash command needs a description")
    yield from _options(command.get("options") or (), ("options",))
    letters = _command_letters(command)
    if letters > MOST_COMMAND_TEXT:
        yield Problem((), f"{letters} characters of names, descriptions and choices, at most {MOST_COMMAND_TEXT}")


def _parts(components: Iterable[Json], place: Place) -> Iterator[tuple[Place, Json]]:
    """Every component with its place, as Discord counts them: nested ones and accessories too."""
    for index, component in enumerate(components):
        here = (*place, index)
        yield here, component
        yield from _parts(component.get("components") or (), (*here, "components"))
        for name in ("accessory", "component"):
            if component.get(name):
                yield (*here, name), component[name]


def _version(body: Json, parts: Sequence[tuple[Place, Json]], *, new: bool) -> Iterator[Problem]:
    if new:
        for name in ("content", "embeds", "poll", "sticker_ids"):
            if body.get(name):
                yield Problem((name,), "cannot be used with the components-v2 flag")
        return
    for place, part in parts:
        if len(place) == 2 and part.get("type") != ROW and "flags" in body:
            yield Problem(place, "needs the components-v2 flag")
    rows = [part for part in body.get("components") or () if part.get("type") == ROW]
    if len(rows) > MOST_ROWS:
        yield Problem(("components",), f"more than {MOST_ROWS} rows without the components-v2 flag")


def _part(place: Place, part: Json) -> Iterator[Problem]:
    kind = part.get("type")
    if kind == BUTTON:
        yield from _button(place, part)
    elif kind in SELECTS or kind in {RADIO_GROUP, CHECKBOX_GROUP}:
        yield from _choice(place, part)
    elif kind == ROW:
        yield from _row(place, part)
    elif kind == TEXT and not str(part.get("content") or "").strip():
        yield Problem((*place, "content"), "a text display needs text")


def _button(place: Place, part: Json) -> Iterator[Problem]:
    style = part.get("style")
    if style == PREMIUM:
        return
    if not part.get("label") and not part.get("emoji"):
        yield Problem(place, "a button needs a label or an emoji")
    wanted, unwanted = ("url", "custom_id") if style == LINK else ("custom_id", "url")
    if not part.get(wanted):
        yield Problem((*place, wanted), f"a button of style {style} needs it")
    if part.get(unwanted):
        yield Problem((*place, unwanted), f"a button of style {style} cannot have it")


def _choice(place: Place, part: Json) -> Iterator[Problem]:
    least, most = part.get("min_values"), part.get("max_values")
    options = part.get("options")
    if options is not None and most is not None and most > len(options):
        yield Problem((*place, "max_values"), f"{most} of {len(options)} options")
    if least is not None and least > (most if most is not None else 1) and part.get("type") != CHECKBOX_GROUP:
        yield Problem((*place, "min_values"), "more than max_values")
    yield from _twice([option.get("value") for option in options or ()], (*place, "options"), "value")
    chosen = sum(bool(option.get("default")) for option in options or ())
    limit = len(options or ()) if part.get("type") == CHECKBOX_GROUP and most is None else most or 1
    if chosen > limit:
        yield Problem((*place, "options"), f"{chosen} chosen beforehand, at most {limit}")


def _row(place: Place, part: Json) -> Iterator[Problem]:
    kinds = [each.get("type") for each in part.get("components") or ()]
    if any(kind in SELECTS for kind in kinds) and len(kinds) > 1:
        yield Problem(place, "a select fills its row alone")


def _question(place: Place, part: Json) -> Iterator[Problem]:
    if part.get("type") != TEXT_INPUT:
        return
    value, least, most = part.get("value") or "", part.get("min_length") or 0, part.get("max_length") or MOST_TEXT
    if least > most:
        yield Problem((*place, "min_length"), "more than max_length")
    if value and not least <= _letters(value) <= most:
        yield Problem((*place, "value"), f"{_letters(value)} characters, {least} to {most} allowed")


def _embeds(embeds: Sequence[Json]) -> Iterator[Problem]:
    for index, embed in enumerate(embeds):
        for number, field in enumerate(embed.get("fields") or ()):
            for name in ("name", "value"):
                if not str(field.get(name) or "").strip():
                    yield Problem(("embeds", index, "fields", number, name), "an embed's field needs it")
    letters = sum(_embed_letters(embed) for embed in embeds)
    if letters > MOST_EMBED_TEXT:
        yield Problem(("embeds",), f"{letters} characters in all embeds, at most {MOST_EMBED_TEXT}")


def _embed_letters(embed: Json) -> int:
    inner = ((embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name"))
    fields = (text for field in embed.get("fields") or () for text in (field.get("name"), field.get("value")))
    return sum(map(_letters, (embed.get("title"), embed.get("description"), *inner, *fields)))


def _mentions(allowed: Json) -> Iterator[Problem]:
    for name in ("users", "roles"):
        if allowed.get(name) and name in (allowed.get("parse") or ()):
            yield Problem(("allowed_mentions", name), "listed and parsed exclude each other")


def _named(command: Json, place: Place) -> Iterator[Problem]:
    names = {"name": command.get("name"), **(command.get("name_localizations") or {})}
    for which, name in names.items():
        if not _COMMAND_NAME.fullmatch(str(name)) or str(name) != str(name).lower():
            yield Problem((*place, which), f"{name!r} is no name for a slash command")


def _options(options: Sequence[Json], place: Place) -> Iterator[Problem]:
    yield from _twice([option.get("name") for option in options], place, "name")
    for first, second in pairwise(options):
        if second.get("required") and not first.get("required") and first.get("type") not in SUB_COMMANDS:
            yield Problem(place, f"required {second.get('name')!r} after optional {first.get('name')!r}")
    for index, option in enumerate(options):
        here = (*place, index)
        yield from _named(option, here)
        if option.get("choices") and option.get("autocomplete"):
            yield Problem(here, "choices and autocomplete exclude each other")
        yield from _twice([choice.get("name") for choice in option.get("choices") or ()], (*here, "choices"), "name")
        yield from _options(option.get("options") or (), (*here, "options"))


def _command_letters(command: Json) -> int:
    """Names, descriptions and choices, each by its longest translation, as Discord counts them."""
    own = sum(
        max(map(_letters, (command.get(name), *(command.get(f"{name}_localizations") or {}).values())))
        for name in ("name", "description")
    )
    choices = sum(_letters(f"{each.get('name')}{each.get('value')}") for each in command.get("choices") or ())
    return own + choices + sum(map(_command_letters, command.get("options") or ()))


def _twice(values: Iterable[object], place: Place, name: str) -> Iterator[Problem]:
    for value, count in Counter(values).items():
        if count > 1:
            yield Problem(place, f"{name} {value!r} stands {count} times")


def _letters(text: str | None) -> int:
    return len(text or "")
