"""What is shown of meetups and their dates."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.features.meetups.model import Meetup, Occurrence, Offset
from bot.timing import wall_time
from bot.vocabulary.action import Action, run
from bot.vocabulary.card import Block, Button, Buttons, ButtonStyle, Card, Fact, Facts, Note, Paragraph
from bot.vocabulary.effect import PlanState
from bot.vocabulary.people import MemberId
from bot.vocabulary.roster import names, places_taken
from bot.vocabulary.text import Mention, Recurrence, Say, Text, WallTime, joined, located, say, text

CALLED: Final = 60
"""Names a reminder calls, at most: what one message holds on every platform."""

MINUTES_OF_AN_HOUR: Final = 60
HOURS_OF_A_DAY: Final = 24


def button(name: str, occurrence: Occurrence, label: Say | None = None, style: ButtonStyle = "plain") -> Button:
    """A button that acts on an occurrence."""
    return Button(label or say(f"meetup-button-{name}"), Action(f"meetups.{name}", (occurrence.id,)), style)


def occurrence_card(occurrence: Occurrence) -> Card:
    """One date of a meetup as everybody sees it."""
    blocks = (*_described(occurrence), *_rosters(occurrence), *_doors(occurrence))
    return Card(text(occurrence.meetup.title), blocks, _state(occurrence))


def managed(occurrence: Occurrence, reminded: Mapping[Offset, PlanState]) -> Card:
    """One date in private, for its host: what became of its reminders, and what they may do besides."""
    card = occurrence_card(occurrence)
    doors = (_management(occurrence),) if occurrence.state == "planned" else ()
    return Card(card.title, (*card.blocks, *_reminded(reminded), *doors), card.state)


def preview(occurrence: Occurrence, dates: Sequence[datetime]) -> Card:
    """The meetup as it will look, and the next dates of a series."""
    meetup = occurrence.meetup
    repeats = () if meetup.rrule else (Note(text(say("meetup-once"))),)
    blocks = (*_described(occurrence), *_next_dates(meetup, dates), *repeats)
    return Card(text(meetup.title), blocks, say("meetup-state-preview"))


def posted(occurrence: Occurrence) -> Card:
    """To the host: it is out."""
    message = "meetup-posted-series" if occurrence.meetup.rrule else "meetup-posted"
    sentence = Paragraph(text(say(message, title=occurrence.meetup.title)))
    return Card(text(say("meetup-posted-title")), (sentence, _when(occurrence), _management(occurrence)))


def answered(occurrence: Occurrence, member: MemberId) -> Card:
    """To somebody who answered: where they stand now."""
    standing = occurrence.rsvps.standing_of(member)
    message = f"meetup-answered-{standing or 'withdrawn'}"
    place = occurrence.rsvps.waiting.index(member) + 1 if standing == "waiting" else 0
    sentence = Paragraph(text(say(message, title=occurrence.meetup.title, place=place)))
    doors = (Buttons((button("withdraw", occurrence),)),) if standing else ()
    return Card(text(say(f"{message}-title")), (sentence, _when(occurrence), *doors))


def promoted(occurrence: Occurrence) -> Card:
    """To somebody from the queue: a place came free and it is yours."""
    sentence = Paragraph(text(say("meetup-promoted", title=occurrence.meetup.title)))
    doors = Buttons((button("withdraw", occurrence),))
    return Card(text(say("meetup-promoted-title")), (sentence, _when(occurrence), doors))


def reminder(occurrence: Occurrence, now: datetime) -> Card:
    """In the thread: how long there is still to go, and a call to those who are going."""
    blocks = (_when(occurrence), *_called(occurrence), *_answers(occurrence))
    return Card(text(_to_go(occurrence, now)), blocks)


def reminder_missed(occurrence: Occurrence, now: datetime) -> Card:
    """To the host: a reminder did not go out in time, and is of no use any more."""
    begun = "begun" if occurrence.starts_at <= now else "ahead"
    sentence = Paragraph(text(say("meetup-reminder-missed", title=occurrence.meetup.title)))
    note = Note(text(say(f"meetup-reminder-missed-{begun}")))
    return Card(text(say("meetup-reminder-missed-title")), (sentence, _when(occurrence), note))


def instant_moved(occurrence: Occurrence, before: datetime) -> Card:
    """To the host: the date stands, but clocks in its zone will be set otherwise, so it is another instant."""
    zone = occurrence.zone
    sentence = Paragraph(text(say("meetup-instant-moved", title=occurrence.meetup.title, zone=zone)))
    instants = (("meetup-instant-before", before), ("meetup-instant-after", occurrence.starts_at))
    facts = tuple(Fact(say(label), text(WallTime(wall_time(at, "UTC"), "UTC"))) for label, at in instants)
    note = Note(text(say("meetup-instant-note")))
    return Card(text(say("meetup-instant-moved-title")), (sentence, _when(occurrence), Facts(facts), note))


def dates_missed(occurrence: Occurrence, dates: int, following: Occurrence | None) -> Card:
    """To the host of a series: dates went by without a card."""
    sentence = Paragraph(text(say("meetup-dates-missed", title=occurrence.meetup.title, dates=dates)))
    return Card(text(say("meetup-dates-missed-title")), (sentence, *_goes_on(following)))


def move_preview(before: Occurrence, after: Occurrence) -> Card:
    """The new date before it is kept."""
    note = "meetup-move-note-series" if before.meetup.rrule else "meetup-move-note"
    return Card(text(before.meetup.title), (_before_and_after(before, after), Note(text(say(note)))))


def moved(before: Occurrence, after: Occurrence) -> Card:
    """To whoever moved it: the new date is out."""
    sentence = Paragraph(text(say("meetup-moved", title=after.meetup.title, people=len(before.expecting))))
    return Card(text(say("meetup-moved-title")), (sentence, _before_and_after(before, after)))


def asked_again(before: Occurrence, after: Occurrence) -> Card:
    """To somebody who was expected: the date has changed, and they are asked about the new one."""
    sentence = Paragraph(text(say("meetup-asked-again", title=after.meetup.title)))
    blocks = (sentence, _before_and_after(before, after), *_answers(after))
    return Card(text(say("meetup-asked-again-title")), blocks)


def cancel_question(occurrence: Occurrence) -> Card:
    """To the host, once more before it is called off."""
    series = occurrence.meetup.rrule is not None
    message = "meetup-cancel-question-series" if series else "meetup-cancel-question"
    label = say("meetup-button-call_off" if series else "meetup-button-cancel")
    whole = (button("end_series", occurrence, style="danger"),) if series else ()
    doors = Buttons((button("call_off", occurrence, label, "danger"), *whole))
    sentence = Paragraph(text(say(message, title=occurrence.meetup.title)))
    return Card(text(say("meetup-cancel-question-title")), (sentence, _when(occurrence), doors))


def called_off(occurrence: Occurrence, following: Occurrence | None) -> Card:
    """To whoever called it off: it is done, and when the series goes on."""
    people = len(occurrence.expecting)
    sentence = Paragraph(text(say("meetup-called-off-done", title=occurrence.meetup.title, people=people)))
    return Card(text(say("meetup-called-off-done-title")), (sentence, *_goes_on(following)))


def not_on(occurrence: Occurrence, following: Occurrence | None) -> Card:
    """To somebody who was expected: it is called off."""
    sentence = Paragraph(text(say("meetup-not-on", title=occurrence.meetup.title)))
    return Card(text(say("meetup-not-on-title")), (sentence, _when(occurrence), *_goes_on(following)))


def listed(title: Say, occurrences: Sequence[Occurrence], action: str, pick: str) -> Card:
    """Dates to choose from, each with one button labelled ``meetup-pick-<pick>``."""
    if not occurrences:
        new = Button(say("meetup-propose"), run("meetup", "new"))
        return Card(text(title), (Paragraph(text(say("meetup-list-empty"))), Buttons((new,))))
    lines = tuple(Paragraph(_line(occurrence)) for occurrence in occurrences)
    buttons = tuple(
        button(action, occurrence, say(f"meetup-pick-{pick}", title=occurrence.meetup.title))
        for occurrence in occurrences
    )
    return Card(text(title), (*lines, Buttons(buttons)))


def corner(occurrences: Sequence[Occurrence]) -> tuple[Block, ...]:
    """What a home page says of the meetups a member hosts or is expected at."""
    if not occurrences:
        return ()
    return (Paragraph(text(say("meetup-corner"))), *(Paragraph(_line(occurrence)) for occurrence in occurrences))


def _line(occurrence: Occurrence) -> Text:
    message = "meetup-line-full" if occurrence.rsvps.full else "meetup-line"
    going = len(occurrence.rsvps.inside)
    return text(say(message, title=occurrence.meetup.title, going=going), " — ", _date(occurrence))


def _state(occurrence: Occurrence) -> Say:
    if occurrence.state != "planned":
        return say(f"meetup-state-{occurrence.state}")
    if occurrence.rsvps.full:
        return say("meetup-state-full")
    return say("meetup-state-moved" if occurrence.moved else "meetup-state-planned")


def _date(occurrence: Occurrence) -> WallTime:
    return WallTime(occurrence.start, occurrence.zone, occurrence.end)


def _described(occurrence: Occurrence) -> tuple[Block, ...]:
    meetup = occurrence.meetup
    details = (Paragraph(text(meetup.details)),) if meetup.details else ()
    host = Fact(say("meetup-host"), text(Mention(meetup.host)))
    facts = (
        _when_fact(occurrence),
        *_moved_from(occurrence),
        *_repeats(meetup),
        *_where(meetup),
        *_places(occurrence),
        host,
    )
    return (*details, Facts(facts))


def _when(occurrence: Occurrence) -> Block:
    return Facts((_when_fact(occurrence), *_where(occurrence.meetup)))


def _when_fact(occurrence: Occurrence) -> Fact:
    return Fact(say("meetup-when"), text(_date(occurrence)))


def _moved_from(occurrence: Occurrence) -> tuple[Fact, ...]:
    first = text(WallTime(occurrence.slot, occurrence.meetup.zone))
    return (Fact(say("meetup-moved-from"), first),) if occurrence.moved else ()


def _repeats(meetup: Meetup) -> tuple[Fact, ...]:
    return (Fact(say("meetup-repeats"), text(Recurrence(meetup.rrule))),) if meetup.rrule else ()


def _where(meetup: Meetup) -> tuple[Fact, ...]:
    return (Fact(say("meetup-where"), text(located(meetup.where))),) if meetup.where else ()


def _places(occurrence: Occurrence) -> tuple[Fact, ...]:
    if occurrence.rsvps.places is None or occurrence.state != "planned":
        return ()
    return (Fact(say("meetup-places"), text(places_taken(occurrence.rsvps))),)


def _next_dates(meetup: Meetup, dates: Sequence[datetime]) -> tuple[Block, ...]:
    if not meetup.rrule:
        return ()
    coming = joined([text(WallTime(start, meetup.zone)) for start in dates], say("meetup-dates-separator"))
    return (Facts((Fact(say("meetup-next-dates"), coming),)),)


def _rosters(occurrence: Occurrence) -> tuple[Block, ...]:
    rsvps = occurrence.rsvps
    rosters = (("in", rsvps.inside), ("waiting", rsvps.waiting), ("maybe", rsvps.members("maybe")))
    facts = tuple(Fact(say(f"meetup-roster-{standing}"), names(members)) for standing, members in rosters if members)
    return (Facts(facts),) if facts else ()


def _doors(occurrence: Occurrence) -> tuple[Block, ...]:
    if occurrence.state != "planned":
        return (Note(text(say(f"meetup-note-{occurrence.state}"))),)
    how = Note(text(say("meetup-how-full" if occurrence.rsvps.full else "meetup-how")))
    return (*_answers(occurrence), how)


def _answers(occurrence: Occurrence) -> tuple[Block, ...]:
    going = button("going", occurrence, style="primary")
    return (Buttons((going, button("maybe", occurrence), button("cant", occurrence))),)


def _reminded(reminded: Mapping[Offset, PlanState]) -> tuple[Block, ...]:
    states = [text(say(f"meetup-reminder-{offset}-{state}")) for offset, state in reminded.items()]
    return (Facts((Fact(say("meetup-reminders"), joined(states, say("list-separator"))),)),) if states else ()


def _management(occurrence: Occurrence) -> Block:
    return Buttons((button("move", occurrence), button("cancel", occurrence)))


def _called(occurrence: Occurrence) -> tuple[Block, ...]:
    going = [text(Mention(member)) for member in occurrence.rsvps.inside[:CALLED]]
    called = Fact(say("meetup-roster-in"), joined(going, say("list-separator")))
    return (Facts((called,)),) if going else ()


def _to_go(occurrence: Occurrence, now: datetime) -> Say:
    # What is said is how long there is to go when it is sent, so that a late reminder is true as well.
    title, minutes = occurrence.meetup.title, max(1, round((occurrence.starts_at - now).total_seconds() / 60))
    if minutes < MINUTES_OF_AN_HOUR:
        return say("meetup-to-go-minutes", title=title, minutes=minutes)
    hours = round(minutes / MINUTES_OF_AN_HOUR)
    if hours <= HOURS_OF_A_DAY:
        return say("meetup-to-go-hours", title=title, hours=hours)
    return say("meetup-to-go-days", title=title, days=round(hours / HOURS_OF_A_DAY))


def _before_and_after(before: Occurrence, after: Occurrence) -> Block:
    return Facts(
        (
            Fact(say("meetup-before"), text(_date(before))),
            Fact(say("meetup-after"), text(_date(after))),
        )
    )


def _goes_on(following: Occurrence | None) -> tuple[Block, ...]:
    return (Note(text(say("meetup-goes-on", when=_date(following)))),) if following else ()
