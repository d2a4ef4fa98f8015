"""What is shown of a community's settings."""

from collections.abc import Mapping

from bot.vocabulary.action import Action, run
from bot.vocabulary.card import Button, Buttons, Card, Fact, Facts, Note, Paragraph
from bot.vocabulary.effect import Topic
from bot.vocabulary.people import LANGUAGES, Community
from bot.vocabulary.text import InChannel, Text, say, text


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


def languages(community: Community) -> Card:
    """The language of the community, and the others to choose."""
    doors = tuple(
        Button(say(f"language-{language}"), Action("settings.language", (language,))) for language in LANGUAGES
    )
    now = Paragraph(text(say("settings-language-now", language=say(f"language-{community.language}"))))
    return Card(text(say("settings-language-title")), (now, Buttons(doors), Note(text(say("settings-language-note")))))


def channels(chosen: Mapping[Topic, str | None], changed: Topic | None = None) -> Card:
    """Which channel is for what in one chat."""
    title = say("settings-saved-title") if changed else say("settings-channels-title")
    facts = tuple(Fact(say(f"topic-{topic}"), _channel(channel)) for topic, channel in chosen.items())
    return Card(text(title), (Facts(facts), Note(text(say("settings-channels-note")))))


def _channel(channel: str | None) -> Text:
    return text(InChannel(channel) if channel else say("settings-channels-none"))


def _facts(community: Community) -> Facts:
    values = (
        ("settings-name", community.name),
        ("settings-purpose", community.purpose),
        ("settings-area", community.area),
        ("settings-zone", community.timezone),
    )
    language = Fact(say("settings-language"), text(say(f"language-{community.language}")))
    return Facts((*(Fact(say(label), text(value)) for label, value in values if value), language))
