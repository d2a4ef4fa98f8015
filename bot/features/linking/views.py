"""What is shown to somebody with a login in each chat of a community."""

from collections.abc import Sequence

from bot.features.linking.model import Link, shown
from bot.vocabulary.action import Action
from bot.vocabulary.card import Button, Buttons, Card, Note, Paragraph
from bot.vocabulary.people import Account, MemberId, Space
from bot.vocabulary.text import Code, Mention, say, text


def code(secret: str) -> Card:
    """The code, shown once."""
    return Card(
        text(say("link-code-title")),
        (Paragraph(text(Code(shown(secret)))), Paragraph(text(say("link-code"))), Note(text(say("link-code-note")))),
    )


def said(message: str) -> Card:
    """A short word by the message ids ``<message>-title`` and ``<message>``."""
    return Card(text(say(f"{message}-title")), (Paragraph(text(say(message))),))


def is_it_you(link: Link, other: MemberId, *, both_introduced: bool) -> Card:
    """To whoever asked for the code: somebody has typed it; which introduction stays, where there are two."""
    no = Button(say("link-no"), Action("linking.no", (link.id,)))
    if both_introduced:
        here = Button(say("link-yes-here"), Action("linking.yes", (link.id, "here")), "primary")
        there = Button(say("link-yes-there"), Action("linking.yes", (link.id, "there")))
        doors, note = (here, there, no), (Note(text(say("link-two-introductions"))),)
    else:
        doors, note = (Button(say("link-yes"), Action("linking.yes", (link.id, "here")), "primary"), no), ()
    sentence = Paragraph(text(say("link-is-it-you", other=Mention(other))))
    blocks = (sentence, Paragraph(text(say("link-what-happens"))), *note, Buttons(doors))
    return Card(text(say("link-is-it-you-title")), blocks)


def which_keeps(accounts: Sequence[tuple[Account, Space]]) -> Card:
    """To somebody who would like to part their logins: on which side everything stays."""
    doors = tuple(
        Button(
            say("unlink-keeps", chat=_named(space), name=account.name),
            Action("linking.part", (space.id,)),
        )
        for account, space in accounts
    )
    return Card(text(say("unlink-question-title")), (Paragraph(text(say("unlink-question"))), Buttons(doors)))


def _named(space: Space) -> str:
    """A chat as its people know it: the platform, and the name it has there."""
    return f"{space.address.platform.title()} {space.address.name}".strip()
