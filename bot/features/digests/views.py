"""What is shown of the digest, and of when it goes out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.calendars import Gathering
from bot.features.digests.model import News, OpenCall
from bot.ports import Rhythm
from bot.vocabulary.action import Action, run
from bot.vocabulary.card import Block, Button, Buttons, Card, Fact, Facts, Note, Paragraph
from bot.vocabulary.text import Bold, InChannel, Mention, Moment, Span, Text, WallTime, joined, say, text

GATHERINGS: Final = 5
CALLS: Final = 4
PITCHES: Final = 3
NEWCOMERS: Final = 8
"""Of each kind at most, so that all of it fits a screen."""


def digest(news: News, town: str) -> Card:
    """What is on in the week ahead."""
    title = say("digest-title", town=town) if town else say("digest-title-nameless")
    lists = (
        *_listed("gatherings", [_gathering(each) for each in news.gatherings], GATHERINGS),
        *_listed("calls", [_call(each) for each in news.calls], CALLS),
        *_listed("pitches", [text(Bold(each)) for each in news.pitches], PITCHES),
        *_newcomers(news),
    )
    doors = [
        Button(say(f"digest-see-{kind}"), run(command, "list"))
        for kind, command, found in (
            ("gatherings", "meetup", news.gatherings),
            ("calls", "volunteer", news.calls),
            ("pitches", "pitch", news.pitches),
        )
        if found
    ]
    return Card(text(title), (*lists, *([Buttons(tuple(doors))] if doors else [])))


def nothing() -> Card:
    """To an organizer who looks at it: there is nothing, so nothing would go out."""
    return Card(text(say("digest-nothing-title")), (Paragraph(text(say("digest-nothing"))),))


def settings(rhythm: Rhythm | None, channel: str | None, next_at: datetime | None, *, changed: bool = False) -> Card:
    """Whether and when it goes out, and what may be done about it."""
    title = say("settings-saved-title" if changed else "digest-settings-title")
    look = Button(say("digest-look"), Action("digests.look"))
    if rhythm is None:
        usual = Button(say("digest-start"), Action("digests.start"), "primary")
        other = Button(say("digest-choose"), Action("digests.choose"))
        means = Note(text(say("digest-means")))
        return Card(text(title), (Paragraph(text(say("digest-off"))), Buttons((usual, other, look)), means))
    facts = [Fact(say("digest-goes-out"), text(when(rhythm)))]
    facts += [Fact(say("digest-channel"), text(InChannel(channel)))] if channel else []
    facts += [Fact(say("digest-next"), text(Moment(next_at)))] if next_at else []
    doors = (
        Button(say("digest-choose"), Action("digests.choose")),
        look,
        Button(say("digest-stop"), Action("digests.stop"), "danger"),
    )
    return Card(text(title), (Facts(tuple(facts)), Buttons(doors), Note(text(say("digest-means")))))


def stopped() -> Card:
    """It goes out no more."""
    again = Button(say("digest-start-again"), Action("digests.start"))
    return Card(text(say("digest-stopped-title")), (Paragraph(text(say("digest-stopped"))), Buttons((again,))))


def missed(day: datetime, zone: str, next_at: datetime) -> Card:
    """To organizers: one did not go out, since it would have come too late."""
    words = say("digest-missed", day=WallTime(day, zone), next=Moment(next_at))
    return Card(text(say("digest-missed-title")), (Paragraph(text(words)),))


def overview(rhythm: Rhythm) -> Sequence[Block]:
    """When it goes out, where an organizer looks how things stand."""
    return (Facts((Fact(say("digest-settings-title"), text(when(rhythm))),)),)


def when(rhythm: Rhythm) -> Span:
    """A day of the week and an hour, in words."""
    return say("digest-when", weekday=say(f"weekday-{rhythm.day}"), hour=rhythm.hour)


def _listed(kind: str, lines: Sequence[Text], most: int) -> tuple[Block, ...]:
    if not lines:
        return ()
    heading = Paragraph(text(say(f"digest-{kind}", more=max(len(lines) - most, 0))))
    return (heading, *(Note(text("· ", *line)) for line in lines[:most]))


def _gathering(gathering: Gathering) -> Text:
    where = (" · ", gathering.where) if gathering.where else ()
    return text(WallTime(gathering.start, gathering.zone, gathering.end), " ", Bold(gathering.title), *where)


def _call(call: OpenCall) -> Text:
    return text(Bold(call.title), " · ", *_date(call), say("digest-left", left=call.left))


def _date(call: OpenCall) -> Text:
    if call.start is None:
        return ()
    date = WallTime(call.start, call.zone, None if call.deadline else call.end)
    return (say("digest-by", date=date) if call.deadline else date, " · ")


def _newcomers(news: News) -> tuple[Block, ...]:
    if not news.newcomers:
        return ()
    named = joined([text(Mention(each)) for each in news.newcomers[:NEWCOMERS]], say("list-separator"))
    others = len(news.newcomers) - NEWCOMERS
    more = (say("list-others", others=others),) if others > 0 else ()
    return (Paragraph(text(say("digest-newcomers"))), Note(text("· ", *named, *more)))
