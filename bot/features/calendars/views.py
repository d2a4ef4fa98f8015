"""What people see of calendars."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.calendars import Gathering, Kind
from bot.timing import Month
from bot.vocabulary.action import Action
from bot.vocabulary.card import Button, Buttons, Card, Note, Paragraph
from bot.vocabulary.text import Bold, InChannel, Link, Moment, Text, WallTime, say, text

LISTED: Final = 15
"""Dates that the month lists by themselves."""


def month(month: Month, gatherings: Sequence[Gathering]) -> Card:
    """What is on in a month, kept in step."""
    listed = tuple(Paragraph(_line(each)) for each in gatherings[:LISTED])
    more = len(gatherings) - len(listed)
    nothing = () if gatherings else (Paragraph(text(say("month-nothing"))),)
    others = (Note(text(say("month-more", count=more))),) if more else ()
    title = text(say("month-title", year=str(month.year), month=month.number))
    return Card(title, (*listed, *nothing, *others, Note(text(say("month-note")))))


def month_shown(channel: str) -> Card:
    """The month goes up there from now on."""
    stop = Button(say("month-stop"), Action("calendars.hide_month"), "danger")
    return Card(
        text(say("month-shown-title")),
        (Paragraph(text(say("month-shown", channel=InChannel(channel)))), Buttons((stop,))),
    )


def month_where(*, shown: bool) -> Card:
    """How to choose where the month goes up, and how to stop it."""
    stop = (Buttons((Button(say("month-stop"), Action("calendars.hide_month"), "danger"),)),) if shown else ()
    return Card(text(say("month-where-title")), (Paragraph(text(say("month-where"))), *stop))


def month_hidden() -> Card:
    """It goes up no more; what stands stays."""
    return Card(text(say("month-hidden")))


def _line(gathering: Gathering) -> Text:
    state = () if gathering.standing == "planned" else (" ", say(f"month-standing-{gathering.standing}"))
    where = (" · ", gathering.where) if gathering.where else ()
    when = WallTime(gathering.start, gathering.zone, gathering.end)
    return text(when, " ", Bold(gathering.title), *where, *state)


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
            Paragraph(text(say("calendars-how-board" if kind == "board" else "calendars-how"))),
            Note(text(say(f"calendars-{kind}-keep"))),
        ),
    )


def board(*, there: datetime | None) -> Card:
    """The page of what is on, and how to have one."""
    since = (Paragraph(text(say("calendars-board-since"), " ", Moment(there))),) if there else ()
    words = Paragraph(text(say("calendars-board-words")))
    return Card(
        text(say("calendars-board-title")), (words, *since, Buttons(_buttons("board", there=there is not None)))
    )


def public_board(url: str) -> Card:
    """The page stands under its name."""
    stop = Button(say("calendars-board-stop"), Action("calendars.stop", ("board",)), "danger")
    words = Paragraph(text(say("calendars-board-public")))
    return Card(text(say("calendars-board-address-title")), (Paragraph(text(Link(url, url))), words, Buttons((stop,))))


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
