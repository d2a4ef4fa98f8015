"""Subjects: what a card, a thread or a plan is about."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind such as ``call`` and the id of one of them."""

    kind: str
    id: str
