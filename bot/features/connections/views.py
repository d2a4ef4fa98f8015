"""What is shown of connections."""

from bot.features.connections.model import Connection, Pair
from bot.vocabulary.action import Action, run
from bot.vocabulary.card import Button, Buttons, Card, Note, Paragraph
from bot.vocabulary.people import MemberId
from bot.vocabulary.text import Mention, Moment, say, text


def a_year_on(connection: Connection, reader: MemberId) -> Card:
    """A year after two people's first shared act, to one of them."""
    other = connection.pair.other(reader)
    since = Moment(connection.met_at, "date")
    return Card(
        text(say("year-title", name=Mention(other))),
        (
            Paragraph(text(say("year", name=Mention(other), since=since))),
            Buttons(
                (
                    Button(say("year-button-together"), run("pitch", "new", **{"with": other}), "primary"),
                    Button(say("year-button-thanks"), run("thanks", member=other)),
                    Button(say("year-button-never"), Action("connections.apart", connection.pair.members)),
                )
            ),
            Note(text(say("year-note", name=Mention(other)))),
        ),
    )


def kept_apart(pair: Pair, reader: MemberId) -> Card:
    """To somebody who does not wish to be brought together with another: it is so, and nobody is told."""
    other = Mention(pair.other(reader))
    return Card(text(say("apart-title")), (Paragraph(text(say("apart", name=other))),))
