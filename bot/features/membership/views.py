"""What a newcomer and a person in search of help are shown."""

from collections.abc import Sequence

from bot.features.membership.model import Goal
from bot.vocabulary.action import run
from bot.vocabulary.card import Button, Buttons, Card, Note, Paragraph
from bot.vocabulary.people import Community
from bot.vocabulary.text import say, text


def goals(community: Community, choices: Sequence[Goal]) -> Card:
    """Help by goal: one button each."""
    buttons = tuple(Button(goal.label, run(goal.command, goal.subcommand)) for goal in choices)
    purpose = (Paragraph(text(community.purpose)),) if community.purpose else ()
    return Card(
        text(say("help-title")),
        (*purpose, Paragraph(text(say("help-words"))), Buttons(buttons), Note(text(say("help-note")))),
    )


def welcome(community: Community) -> Card:
    """One line and one button for somebody who has just come in."""
    introduce = Button(say("help-introduce"), run("intro", "write"), "primary")
    return Card(
        text(say("welcome-title", community=community.name)),
        (Paragraph(text(say("welcome"))), Buttons((introduce,))),
    )
