"""Every screen about guests, for the renderings to be looked at and checked."""

from collections.abc import Mapping

from bot.features.guests import views
from bot.vocabulary.card import Card
from bot.vocabulary.form import FormView


def cards() -> Mapping[str, Card]:
    """Each card by what it shows."""
    return {"welcome": views.chosen(welcome=True), "not yet": views.chosen(welcome=False)}


def forms() -> Mapping[str, FormView]:
    """There are none."""
    return {}
