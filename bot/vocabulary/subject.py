"""Subjects: what a card, a thread or a plan is about."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind such as ``call`` and the id of one of them."""

    kind: str
    id: str


PAUSE: Final = Subject("pause", "end")
"""The end of a community's pause: of all that is planned, this alone is done while it lasts."""
