"""What organizers see of whether guests take part."""

from bot.features.guests.model import CHOICES, NOT_YET, WELCOME
from bot.vocabulary.action import Action
from bot.vocabulary.card import Button, Buttons, Card, Note, Paragraph
from bot.vocabulary.text import say, text


def chosen(*, welcome: bool) -> Card:
    """How it is now, who is meant, and the other way."""
    now = WELCOME if welcome else NOT_YET
    others = tuple(
        Button(say(f"guests-button-{choice}"), Action("guests.choose", (choice,)))
        for choice in CHOICES
        if choice != now
    )
    blocks = (Paragraph(text(say(f"guests-{now}-words"))), Buttons(others), Note(text(say("guests-note"))))
    return Card(text(say("guests-title")), blocks, say(f"guests-{now}"))
