"""Cards: what is shown, the same on every platform.

The blocks are a closed union: each renderer is one ``match``, so a new block makes the type checker fail in exactly the
renderers. A block is added only when two features need it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from bot.vocabulary.action import Action
from bot.vocabulary.people import MemberId
from bot.vocabulary.text import Say, Text, mentions, say

ButtonStyle: TypeAlias = Literal["plain", "primary", "danger"]

MAX_BUTTONS = 10
MAX_FACTS = 10
MAX_BLOCKS = 20
PAUSED: Final = say("state-paused")
"""The state of a card that says itself that the community is paused."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: Text
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value, such as where and the community centre."""

    label: Say
    value: Text


@dataclass(frozen=True, slots=True)
class Facts:
    """Labelled values, one a line."""

    facts: tuple[Fact, ...]
    kind: Literal["facts"] = "facts"

    def __post_init__(self) -> None:
        """Refuse what Slack's section cannot hold."""
        if not 1 <= len(self.facts) <= MAX_FACTS:
            raise ValueError(f"facts are 1 to {MAX_FACTS}, not {len(self.facts)}")


@dataclass(frozen=True, slots=True)
class Note:
    """A small line beneath: how to answer, what happens next."""

    text: Text
    kind: Literal["note"] = "note"


@dataclass(frozen=True, slots=True)
class Button:
    """Words to press, and the action they carry."""

    label: Say
    action: Action
    style: ButtonStyle = "plain"


@dataclass(frozen=True, slots=True)
class Buttons:
    """Buttons in a row; a platform that holds fewer a row breaks it."""

    buttons: tuple[Button, ...]
    kind: Literal["buttons"] = "buttons"

    def __post_init__(self) -> None:
        """Refuse an empty row, too many, and two that carry the same."""
        if not 1 <= len(self.buttons) <= MAX_BUTTONS:
            raise ValueError(f"buttons are 1 to {MAX_BUTTONS}, not {len(self.buttons)}")


Block: TypeAlias = Paragraph | Facts | Note | Buttons


@dataclass(frozen=True, slots=True)
class Card:
    """A title, its state in a word, and blocks.

    Args:
        title: one line; typed titles are shortened by the renderer, visibly.
        blocks: what stands beneath, at most ``MAX_BLOCKS``.
        state: the state in a word, such as "open"; never shown by an emoji or a colour alone.
    """

    title: Text
    blocks: tuple[Block, ...] = ()
    state: Say | None = None

    def __post_init__(self) -> None:
        """Refuse what some platform could not show."""
        if len(self.blocks) > MAX_BLOCKS:
            raise ValueError(f"a card of more than {MAX_BLOCKS} blocks")
        actions = [button.action for button in buttons_of(self)]
        if len(set(actions)) != len(actions):
            raise ValueError("two buttons of one card carry the same action")


def buttons_of(card: Card) -> Iterator[Button]:
    """Every button of a card, in reading order."""
    for block in card.blocks:
        if isinstance(block, Buttons):
            yield from block.buttons


def mentioned(card: Card) -> frozenset[MemberId]:
    """Every member that a card mentions."""
    found = mentions(card.title)
    for block in card.blocks:
        match block:
            case Paragraph(value) | Note(value):
                found |= mentions(value)
            case Facts(facts):
                found |= frozenset().union(*(mentions(fact.value) for fact in facts))
            case Buttons(buttons):
                found |= mentions(tuple(button.label for button in buttons))
    return found
