"""What is shown to somebody who would like everything of theirs erased, and what stands in its place."""

from collections.abc import Sequence

from bot.vocabulary.action import Action, run
from bot.vocabulary.card import Block, Button, Buttons, Card, Note, Paragraph
from bot.vocabulary.text import say, text


def question(at_stake: Sequence[Block]) -> Card:
    """Before it is done: what goes, what others lose by it, and what stays."""
    sure = Button(say("parting-sure"), Action("parting.delete"), "danger")
    export = Button(say("parting-export-first"), run("mydata", "export"))
    return Card(
        text(say("parting-question-title")),
        (
            Paragraph(text(say("parting-goes"))),
            *at_stake,
            Paragraph(text(say("parting-stays"))),
            Note(text(say("parting-note"))),
            Buttons((sure, export)),
        ),
    )


def gone() -> Card:
    """It is done: the last that is said to them."""
    return Card(text(say("parting-gone-title")), (Paragraph(text(say("parting-gone"))),))


def in_its_place() -> Card:
    """In place of every message that was theirs, or about them."""
    return Card(text(say("parting-place-title")), (Paragraph(text(say("parting-place"))),))
