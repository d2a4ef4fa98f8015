"""Every screen of parting, for the renderings to be looked at and checked."""

from collections.abc import Mapping

from bot.features.parting import views
from bot.vocabulary.card import Card, Paragraph
from bot.vocabulary.form import FormView
from bot.vocabulary.text import say, text


def cards() -> Mapping[str, Card]:
    """Each card by what it shows."""
    return {
        "everything deleted?": views.question(()),
        "everything deleted, with calls of one's own?": views.question(
            (Paragraph(text(say("call-at-stake"), " ", "椅子運び", say("list-separator"), "Watering the beds")),)
        ),
        "everything deleted": views.gone(),
        "what stands in its place": views.in_its_place(),
    }


def forms() -> Mapping[str, FormView]:
    """It asks nothing."""
    return {}
