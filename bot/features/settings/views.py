"""What is shown of a community's settings."""

from bot.vocabulary.action import run
from bot.vocabulary.card import Button, Buttons, Card, Fact, Facts, Note
from bot.vocabulary.people import Community
from bot.vocabulary.text import say, text


def preview(community: Community) -> Card:
    """The settings as they will be."""
    return Card(text(say("settings-preview-title")), (_facts(community),))


def saved(community: Community) -> Card:
    """The settings as they now are, and what to do next."""
    ask = Button(say("help-introduce"), run("intro", "write"), "primary")
    return Card(
        text(say("settings-saved-title")),
        (_facts(community), Note(text(say("settings-saved-note"))), Buttons((ask,))),
    )


def _facts(community: Community) -> Facts:
    values = (
        ("settings-name", community.name),
        ("settings-purpose", community.purpose),
        ("settings-area", community.area),
        ("settings-zone", community.timezone),
    )
    return Facts(tuple(Fact(say(label), text(value)) for label, value in values if value))
