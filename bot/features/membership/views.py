"""What a newcomer and a person in search of help are shown."""

from collections.abc import Sequence

from bot.features.membership.model import Goal
from bot.vocabulary.action import Action, run
from bot.vocabulary.card import MAX_BLOCKS, Block, Button, Buttons, Card, Note, Paragraph
from bot.vocabulary.people import LANGUAGES, Community
from bot.vocabulary.text import say, text


def goals(community: Community, choices: Sequence[Goal]) -> Card:
    """Help by goal: one button each, and those of organizers by themselves."""
    mine, town = (_doors([goal for goal in choices if goal.organizer is for_all]) for for_all in (False, True))
    of_town = (Paragraph(text(say("help-organizers"))), Buttons(town)) if town else ()
    purpose = (Paragraph(text(community.purpose)),) if community.purpose else ()
    return Card(
        text(say("help-title")),
        (*purpose, Paragraph(text(say("help-words"))), Buttons(mine), *of_town, Note(text(say("help-note")))),
    )


def _doors(goals: Sequence[Goal]) -> tuple[Button, ...]:
    return tuple(Button(goal.label, run(goal.command, goal.subcommand)) for goal in goals)


def welcome(community: Community, corners: Sequence[Block] = ()) -> Card:
    """One line and one button for somebody who has just come in, and what the features have for them."""
    introduce = Button(say("help-introduce"), run("intro", "quick"), "primary")
    title = say("welcome-title", community=community.name) if community.name else say("welcome-title-nameless")
    return Card(
        text(title),
        (Paragraph(text(say("welcome"))), Buttons((introduce,)), *corners)[:MAX_BLOCKS],
    )


def mine(corners: Sequence[Block]) -> Card:
    """Everything of one's own in one place."""
    blocks = tuple(corners[:MAX_BLOCKS]) or (Paragraph(text(say("mine-empty"))),)
    return Card(text(say("mine-title")), blocks)


def languages() -> Card:
    """The languages to choose from, each in its own words."""
    buttons = tuple(
        Button(say(f"language-{language}"), Action("membership.language", (language,))) for language in LANGUAGES
    )
    return Card(text(say("language-title")), (Buttons(buttons), Note(text(say("language-note")))))


def spoken() -> Card:
    """The choice is kept."""
    return Card(text(say("language-kept-title")), (Paragraph(text(say("language-kept"))),))


def zone(message: str, name: str) -> Card:
    """The zone Machi goes by for one person, and how to change it."""
    return Card(text(say("zone-title")), (Paragraph(text(say(message, zone=name))), Note(text(say("zone-note")))))


def handing_over() -> Card:
    """To somebody who asked for all that is kept of them: where it will come."""
    return Card(text(say("export-title")), (Paragraph(text(say("export-coming"))),))


def handed_over() -> Card:
    """The words that come with the file."""
    return Card(text(say("export-title")), (Paragraph(text(say("export-here"))), Note(text(say("export-note")))))
