"""What people see of calendars."""

from datetime import datetime

from bot.calendars import Kind
from bot.vocabulary.action import Action
from bot.vocabulary.card import Button, Buttons, Card, Note, Paragraph
from bot.vocabulary.text import Link, Moment, say, text


def calendars(*, offered: bool, mine: datetime | None, town: datetime | None, organizer: bool) -> Card:
    """Which calendars there are, and how to get one."""
    if not offered:
        return Card(text(say("calendars-title")), (Paragraph(text(say("calendars-file-only"))), *_everything()))
    buttons = _buttons("personal", there=mine is not None)
    if organizer:
        buttons = (*buttons, *_buttons("community", there=town is not None))
    since = [
        Paragraph(text(say(f"calendars-{kind}-since"), " ", Moment(at)))
        for kind, at in (("personal", mine), ("community", town if organizer else None))
        if at is not None
    ]
    words = Paragraph(text(say("calendars-words")))
    return Card(text(say("calendars-title")), (words, *since, Buttons(buttons), *_everything()))


def address(kind: Kind, url: str) -> Card:
    """The address of a calendar, shown once."""
    return Card(
        text(say(f"calendars-{kind}-address-title")),
        (
            Paragraph(text(Link(url, url))),
            Paragraph(text(say("calendars-how"))),
            Note(text(say(f"calendars-{kind}-keep"))),
        ),
    )


def stopped(kind: Kind) -> Card:
    """The address leads nowhere any more."""
    again = Button(say(f"calendars-{kind}-new"), Action("calendars.subscribe", (kind,)))
    return Card(text(say(f"calendars-{kind}-stopped")), (Buttons((again,)),))


def file(title: str) -> Card:
    """A gathering as a file."""
    return Card(text(say("calendars-file-title")), (Paragraph(text(say("calendars-file", title=title))),))


def everything() -> Card:
    """All gatherings as a file."""
    return Card(text(say("calendars-file-title")), (Paragraph(text(say("calendars-file-everything"))),))


def _buttons(kind: Kind, *, there: bool) -> tuple[Button, ...]:
    make = Button(
        say(f"calendars-{kind}-renew" if there else f"calendars-{kind}-new"),
        Action("calendars.subscribe", (kind,)),
        "plain" if there else "primary",
    )
    stop = Button(say(f"calendars-{kind}-stop"), Action("calendars.stop", (kind,)), "danger")
    return (make, stop) if there else (make,)


def _everything() -> tuple[Buttons]:
    return (Buttons((Button(say("calendars-everything"), Action("calendars.everything")),)),)
