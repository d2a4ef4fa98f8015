"""Blocks: a message as Slack shows it, read from the very blocks that Slack would get.

Only what Machi emits is read; a block of any other kind is shown by its name, so that nobody overlooks it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from adapters.web.render import Piece, ShownBlock, ShownButton, ShownCard
from bot.vocabulary.card import ButtonStyle
from bot.vocabulary.people import Reader

Json: TypeAlias = Mapping[str, Any]

_STYLES: Final[Mapping[str, ButtonStyle]] = {"primary": "primary", "danger": "danger"}


def render_blocks(blocks: Sequence[Json], reader: Reader) -> ShownCard:
    """A message of blocks as its reader sees it: a header, small print, running text, buttons."""
    header = next((block for block in blocks if block["type"] == "header"), None)
    title = (Piece("words", header["text"]["text"]),) if header else ()
    shown = tuple(part for block in blocks if block is not header for part in render_block(block, reader))
    return ShownCard(title, "", shown, reader.language)


def render_block(block: Json, reader: Reader) -> Iterator[ShownBlock]:
    """One block as its reader sees it."""
    match block:
        case {"type": "context", "elements": elements}:
            yield ShownBlock("note", words=tuple(Piece("words", element["text"]) for element in elements))
        case {"type": "rich_text", "elements": sections}:
            for section in sections:
                yield ShownBlock("paragraph", words=tuple(_piece(element, reader) for element in section["elements"]))
        case {"type": "actions", "elements": buttons}:
            yield ShownBlock("buttons", buttons=tuple(map(_button, buttons)))
        case _:
            yield ShownBlock("note", words=(Piece("code", str(block["type"])),))


def _piece(element: Json, reader: Reader) -> Piece:
    match element:
        case {"type": "text", "text": words, "style": {"bold": True}}:
            return Piece("bold", words)
        case {"type": "text", "text": words, "style": {"code": True}}:
            return Piece("code", words)
        case {"type": "text", "text": words}:
            return Piece("words", words)
        case {"type": "link", "url": address, "text": words} if address.startswith(("https://", "http://")):
            return Piece("link", words, address)
        case {"type": "user", "user_id": account}:
            return Piece("mention", f"@{_name(account, reader)}")
        case {"type": "channel", "channel_id": channel}:
            return Piece("mention", f"#{channel}")
        case {"type": "date", "timestamp": at, "fallback": words}:
            return Piece("moment", words, datetime.fromtimestamp(at, UTC).isoformat())
        case {"text": words}:
            return Piece("words", words)
        case _:
            return Piece("code", str(element.get("type", "?")))


def _name(account: str, reader: Reader) -> str:
    return next((person.name for person in reader.people.values() if person.account == account), account)


def _button(button: Json) -> ShownButton:
    return ShownButton(button["text"]["text"], button["value"], _STYLES.get(button.get("style", ""), "plain"))
