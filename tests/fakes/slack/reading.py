"""What a person reads and can press on Slack's blocks, taken out of their JSON."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Button:
    """A button, or one entry of an overflow menu; `value` is what the app hid behind it."""

    label: str
    action_id: str
    block_id: str
    value: str = ""
    style: str = ""
    url: str = ""


def readable_text(text: str) -> str:
    """Undo the three escapes of mrkdwn; mentions and formatting stay as they are written."""
    return unescape(text) if "&" in text else text


def readable_blocks(blocks: Iterable[Json]) -> str:
    return "\n".join(line for block in blocks for line in _lines(block) if line)


def _lines(block: Mapping[str, Any]) -> Iterator[str]:
    match block["type"]:
        case "rich_text":
            yield from map(_rich, block["elements"])
        case "context":
            yield " ".join(_words(element) for element in block["elements"])
        case "markdown":
            yield block["text"]
        case "table":
            yield from (" | ".join(_words(cell) for cell in row) for row in block["rows"])
        case _:
            places = (
                block.get("title"),
                block.get("label"),
                block.get("text"),
                *block.get("fields", ()),
                block.get("hint"),
            )
            yield from (_words(place) for place in places if place)


def _words(element: Mapping[str, Any]) -> str:
    match element["type"]:
        case "plain_text":
            return element["text"]
        case "mrkdwn":
            return readable_text(element["text"])
        case "raw_text":
            return element["text"]
        case "image":
            return element["alt_text"]
        case _:
            return _rich(element)


def _rich(element: Mapping[str, Any]) -> str:
    match element["type"]:
        case "text":
            return element["text"]
        case "link":
            return element.get("text", element["url"])
        case "user":
            return f"<@{element['user_id']}>"
        case "channel":
            return f"<#{element['channel_id']}>"
        case "emoji":
            return f":{element['name']}:"
        case "date":
            return element.get("fallback", str(element["timestamp"]))
        case "broadcast":
            return f"<!{element['range']}>"
        case "rich_text" | "rich_text_list":
            return "\n".join(map(_rich, element["elements"]))
        case _:
            return "".join(map(_rich, element.get("elements", ())))


def elements_in(blocks: Iterable[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield every element a person can use, with the block it stands in."""
    for block in blocks:
        match block["type"]:
            case "actions":
                yield from ((block, element) for element in block["elements"])
            case "input":
                yield block, block["element"]
            case "section" if block.get("accessory", {}).get("type", "image") != "image":
                yield block, block["accessory"]
            case _:
                pass


def buttons_in(blocks: Iterable[Json]) -> Iterator[Button]:
    for block, element in elements_in(blocks):
        match element["type"]:
            case "button":
                yield _button(block, element)
            case "overflow":
                yield from (_entry(block, element, option) for option in element["options"])
            case _:
                pass


def _button(block: Json, element: Json) -> Button:
    extras = {name: element.get(name, "") for name in ("value", "style", "url")}
    return Button(element["text"]["text"], element["action_id"], block["block_id"], **extras)


def _entry(block: Json, element: Json, option: Json) -> Button:
    label = option["text"]["text"]
    return Button(label, element["action_id"], block["block_id"], option.get("value", ""), url=option.get("url", ""))
