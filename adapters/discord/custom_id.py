"""Custom ids: what a button or a form carries on Discord, so that it still works after years and restarts.

A button carries its action; a form its draft, the opening, and its action. In a direct message either begins with the
guild it is about, between colons and in hexadecimal, because a press there names none.
"""

from dataclasses import dataclass
from typing import Final

from adapters.discord.limits import CUSTOM_ID
from bot.vocabulary.action import Action, decode

_OPENINGS: Final = 1 << 24


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a button carried, and the guild it was about if it was pressed in a direct message."""

    action: Action
    guild: int | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """What a form carried, and the guild it was about if it was opened in a direct message."""

    action: Action
    draft: str
    guild: int | None = None


def of_button(action: Action, guild: int | None = None) -> str:
    """The custom id of a button; one that has no room for the guild goes without it."""
    encoded = action.encode()
    directed = _directed(encoded, guild)
    return directed if len(directed) <= CUSTOM_ID else encoded


def of_form(action: Action, draft: str, opening: int, guild: int | None = None) -> str:
    """The custom id of a form, another one for each opening; raises ``ValueError`` when it is too long."""
    custom_id = _directed(f"{draft}:{opening % _OPENINGS:x}:{action.encode()}", guild)
    if len(custom_id) > CUSTOM_ID:
        raise ValueError(f"a form may carry {CUSTOM_ID} characters, not {len(custom_id)}: {custom_id}")
    return custom_id


def read_button(custom_id: str) -> Pressed:
    """What :func:`of_button` wrote; anything else raises ``ValueError``."""
    guild, encoded = _undirected(custom_id)
    return Pressed(decode(encoded), guild)


def read_form(custom_id: str) -> Submitted:
    """What :func:`of_form` wrote; anything else raises ``ValueError``."""
    guild, encoded = _undirected(custom_id)
    draft, _opening, action = encoded.split(":", 2)
    return Submitted(decode(action), draft, guild)


def _directed(encoded: str, guild: int | None) -> str:
    return encoded if guild is None else f":{guild:x}:{encoded}"


def _undirected(custom_id: str) -> tuple[int | None, str]:
    if not custom_id.startswith(":"):
        return None, custom_id
    guild, encoded = custom_id[1:].split(":", 1)
    return int(guild, 16), encoded
