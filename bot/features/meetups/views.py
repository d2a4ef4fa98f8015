"""What is shown of meetups and their dates."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.features.meetups.model import REGULAR_OF, Health, Held, Meetup, Occurrence, health, regulars
from bot.timing import wall_time
from bot.vocabulary.action import Action, run
from bot.vocabulary.ahead import ahead, all_ahead
from bot.vocabulary.card import Block, Button, Buttons, ButtonStyle, Card, Fact, Facts, Note, Paragraph
from bot.vocabulary.effect import PlanState
from bot.vocabulary.people import MemberId
from bot.vocabulary.roster import NAMES, names, places_taken
from bot.vocabulary.text import Heading, Mention, Recurrence, Say, Text, WallTime, joined, located, say, text

CALLED: Final = 60
"""Names a reminder calls, at most: what one message holds on every platform."""

MOST_NAMED: Final = 25
"""People whose attendance is chosen by name; a card holds no more buttons everywhere."""
A_ROW: Final = 5

MINUTES_OF_AN_HOUR: Final = 60
HOURS_OF_A_DAY: Final = 24


def button(name: str, occurrence: Occurrence, label: Say | None = None, style: ButtonStyle = "plain") -> Button:
    """A button that acts on an occurrence."""
    return Button(label or say(f"meetup-button-{name}"), Action(f"meetups.{name}", (occurrence.id,)), style)


def series_button(name: str, meetup: Meetup, style: ButtonStyle = "plain") -> Button:
    """A button that acts on a meetup as a whole."""
    return Button(say(f"meetup-button-{name}"), Action(f"meetups.{name}", (meetup.id,)), style)


def occurrence_card(occurrence: Occurrence) -> Card:
    """One date of a meetup as everybody sees it."""
    blocks = (*_described(occurrence), *_rosters(occurrence), *_doors(occurrence))
    return Card(text(occurrence.title), blocks, _state(occurrence))


def managed(occurrence: Occurrence, reminded: Mapping[timedelta, PlanState]) -> Card:
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
    sentence = Paragraph(text(say(message, title=occurrence.title, days=occurrence.meetup.days_ahead)))
    return Card(text(say("meetup-posted-title")), (sentence, _when(occurrence), _management(occurrence)))


def answered(occurrence: Occurrence, member: MemberId) -> Card:
    """To somebody who answered: where they stand now, and whom they may bring."""
    standing = occurrence.rsvps.standing_of(member)
    message = f"meetup-answered-{standing or 'withdrawn'}"
    place = occurrence.rsvps.waiting.index(member) + 1 if standing == "waiting" else 0
    sentence = Paragraph(text(say(message, title=occurrence.title, place=place)))
    guests = _guests(occurrence, member) if standing in ("in", "waiting") else ()
    brings = occurrence.rsvps.guests_of(member)
    with_guests = (Paragraph(text(say("meetup-you-bring", guests=brings))),) if brings else ()
    doors = (Buttons((button("withdraw", occurrence), *guests)),) if standing else ()
    return Card(text(say(f"{message}-title")), (sentence, *with_guests, _when(occurrence), *doors))


def _guests(occurrence: Occurrence, member: MemberId) -> tuple[Button, ...]:
    brings = occurrence.rsvps.guests_of(member)
    more = (brings + 1,) if brings < occurrence.meetup.guests else ()
    return tuple(_bringing(occurrence, guests) for guests in (*more, *((0,) if brings else ())))


def _bringing(occurrence: Occurrence, guests: int) -> Button:
    return Button(say("meetup-button-bring", guests=guests), Action("meetups.bring", (occurrence.id, str(guests))))


def room_for_fewer(occurrence: Occurrence, left: int) -> Card:
    """To whoever waits longest with guests: there is room, but not for all of them."""
    sentence = Paragraph(text(say("meetup-room-for-fewer", title=occurrence.title, left=left)))
    doors = Buttons((_bringing(occurrence, left - 1), button("withdraw", occurrence)))
    return Card(text(say("meetup-promoted-title")), (sentence, _when(occurrence), doors))


def following(occurrence: Occurrence) -> Card:
    """To somebody who follows a date: they hear of changes."""
    sentence = Paragraph(text(say("meetup-following", title=occurrence.title)))
    return Card(text(say("meetup-answered-maybe-title")), (sentence,))


def promoted(occurrence: Occurrence) -> Card:
    """To somebody from the queue: a place came free and it is yours."""
    sentence = Paragraph(text(say("meetup-promoted", title=occurrence.title)))
    doors = Buttons((button("withdraw", occurrence),))
    return Card(text(say("meetup-promoted-title")), (sentence, _when(occurrence), doors))


def reminder(occurrence: Occurrence, now: datetime) -> Card:
    """In the thread: how long there is still to go, and a call to those who are going."""
    blocks = (_when(occurrence), *_called(occurrence), *_answers(occurrence))
    return Card(text(_to_go(occurrence, now)), blocks)


def whispered(occurrence: Occurrence, now: datetime) -> Card:
    """To one who is going, at the time they chose: how long there is still to go."""
    doors = Buttons((button("withdraw", occurrence),))
    return Card(text(_to_go(occurrence, now)), (_when(occurrence), doors))


def reminder_of_moved(after: Occurrence) -> Card:
    """In place of a reminder of a date that has changed since: what is so now."""
    sentence = Paragraph(text(say("meetup-reminder-outdated")))
    return Card(text(say("meetup-reminder-moved", title=after.title)), (sentence, _when(after)))


def reminder_of_changed(after: Occurrence) -> Card:
    """In place of a reminder whose place or name has changed since: what is so now."""
    return Card(text(say("meetup-reminder-changed", title=after.title)), (_when(after),))


def reminder_of_restored(after: Occurrence) -> Card:
    """In place of a word that a date was called off: it is on."""
    return Card(text(say("meetup-reminder-restored", title=after.title)), (_when(after),))


def reminder_of_called_off(occurrence: Occurrence) -> Card:
    """In place of a reminder of a date that was called off since."""
    return Card(text(say("meetup-not-on", title=occurrence.title)), (_when(occurrence),))


def reminder_missed(occurrence: Occurrence, now: datetime) -> Card:
    """To the host: a reminder did not go out in time, and is of no use any more."""
    begun = "begun" if occurrence.starts_at <= now else "ahead"
    sentence = Paragraph(text(say("meetup-reminder-missed-words", title=occurrence.title)))
    note = Note(text(say(f"meetup-reminder-missed-{begun}")))
    return Card(text(say("meetup-reminder-missed-title")), (sentence, _when(occurrence), note))


def instant_moved(occurrence: Occurrence, before: datetime) -> Card:
    """To the host: the date stands, but clocks in its zone will be set otherwise, so it is another instant."""
    zone = occurrence.zone
    sentence = Paragraph(text(say("meetup-instant-moved", title=occurrence.title, zone=zone)))
    instants = (("meetup-instant-before", before), ("meetup-instant-after", occurrence.starts_at))
    facts = tuple(Fact(say(label), text(WallTime(wall_time(at, "UTC"), "UTC"))) for label, at in instants)
    note = Note(text(say("meetup-instant-note")))
    return Card(text(say("meetup-instant-moved-title")), (sentence, _when(occurrence), Facts(facts), note))


def dates_missed(occurrence: Occurrence, dates: int, following: Occurrence | None) -> Card:
    """To the host of a series: dates went by without a card."""
    sentence = Paragraph(text(say("meetup-dates-missed", title=occurrence.title, dates=dates)))
    return Card(text(say("meetup-dates-missed-title")), (sentence, *_goes_on(following)))


def move_preview(before: Occurrence, after: Occurrence) -> Card:
    """The new date before it is kept."""
    note = "meetup-move-note-series" if before.meetup.rrule else "meetup-move-note"
    return Card(text(before.title), (_before_and_after(before, after), Note(text(say(note)))))


def moved(before: Occurrence, after: Occurrence) -> Card:
    """To whoever moved it: the new date is out."""
    sentence = Paragraph(text(say("meetup-moved", title=after.title, people=len(before.concerned))))
    return Card(text(say("meetup-moved-title")), (sentence, _before_and_after(before, after)))


def asked_again(before: Occurrence, after: Occurrence) -> Card:
    """To somebody who was expected: the date has changed, and they are asked about the new one."""
    sentence = Paragraph(text(say("meetup-asked-again", title=after.title)))
    note = Note(text(say("meetup-asked-again-note")))
    blocks = (sentence, _before_and_after(before, after), *_answers(after), note)
    return Card(text(say("meetup-asked-again-title")), blocks)


def changed(before: Occurrence, after: Occurrence) -> Card:
    """To somebody who was expected: something but the date has changed."""
    sentence = Paragraph(text(say("meetup-changed", title=before.title)))
    return Card(text(say("meetup-changed-title")), (sentence, *_differences(before, after), _when(after)))


def edit_question(occurrence: Occurrence) -> Card:
    """To the host of a series: the question which dates are meant."""
    doors = Buttons(tuple(_editing(occurrence, which) for which in ("this", "following", "all")))
    sentence = Paragraph(text(say("meetup-edit-question", title=occurrence.title)))
    return Card(text(say("meetup-edit-question-title")), (sentence, _when(occurrence), doors))


def _editing(occurrence: Occurrence, which: str) -> Button:
    return Button(say(f"meetup-button-edit-{which}"), Action("meetups.edit", (occurrence.id, which)))


def edit_preview(before: Occurrence, after: Occurrence, which: str, dates: Sequence[datetime] = ()) -> Card:
    """What will be so, before it is kept."""
    moves = () if which != "this" or after.start == before.start else (_before_and_after(before, after),)
    repeats = _next_dates(after.meetup, dates) if dates else ()
    note = Note(text(say(f"meetup-edit-note-{which}")))
    return Card(text(after.title), (*_described(after), *moves, *repeats, note), say("meetup-state-preview"))


def edited(occurrence: Occurrence) -> Card:
    """To whoever changed a date: it is kept."""
    sentence = Paragraph(text(say("meetup-edited", title=occurrence.title)))
    return Card(text(say("meetup-edited-title")), (sentence, _when(occurrence)))


def series_edited(meetup: Meetup, now: datetime) -> Card:
    """To whoever changed a series: it is kept, and when its next dates are."""
    sentence = Paragraph(text(say("meetup-edited", title=meetup.title)))
    return Card(text(say("meetup-edited-title")), (sentence, *_next_dates(meetup, meetup.dates(now, 3))))


def restored(before: Occurrence, after: Occurrence) -> Card:
    """To whoever brought a date back: it is on again."""
    sentence = Paragraph(text(say("meetup-restored", title=after.title, people=len(before.concerned))))
    return Card(text(say("meetup-restored-title")), (sentence, _when(after)))


def on_after_all(occurrence: Occurrence) -> Card:
    """To somebody who had been expected at a date that was called off: it is on, and they are asked again."""
    sentence = Paragraph(text(say("meetup-on-after-all", title=occurrence.title)))
    note = Note(text(say("meetup-asked-again-note")))
    return Card(text(say("meetup-restored-title")), (sentence, _when(occurrence), *_answers(occurrence), note))


def cancel_question(occurrence: Occurrence) -> Card:
    """To the host, once more before it is called off."""
    series = occurrence.meetup.rrule is not None
    message = "meetup-cancel-question-series" if series else "meetup-cancel-question"
    label = say("meetup-button-call_off" if series else "meetup-button-cancel")
    whole = (button("end_series", occurrence, style="danger"),) if series else ()
    doors = Buttons((button("call_off", occurrence, label, "danger"), *whole))
    sentence = Paragraph(text(say(message, title=occurrence.title)))
    return Card(text(say("meetup-cancel-question-title")), (sentence, _when(occurrence), doors))


def called_off(occurrence: Occurrence, following: Occurrence | None) -> Card:
    """To whoever called it off: it is done, and when the series goes on."""
    people = len(occurrence.concerned)
    sentence = Paragraph(text(say("meetup-called-off-done", title=occurrence.title, people=people)))
    return Card(text(say("meetup-called-off-done-title")), (sentence, *_goes_on(following)))


def not_on(occurrence: Occurrence, following: Occurrence | None) -> Card:
    """To somebody who was expected: it is called off."""
    sentence = Paragraph(text(say("meetup-not-on", title=occurrence.title)))
    return Card(text(say("meetup-not-on-title")), (sentence, _when(occurrence), *_goes_on(following)))


def listed(title: Say, occurrences: Sequence[Occurrence], action: str, pick: str) -> Card:
    """Dates to choose from, each with one button labelled ``meetup-pick-<pick>``."""
    if not occurrences:
        new = Button(say("meetup-propose"), run("meetup", "new"))
        return Card(text(title), (Paragraph(text(say("meetup-list-empty"))), Buttons((new,))))
    lines = tuple(Paragraph(_line(occurrence)) for occurrence in occurrences)
    buttons = tuple(
        button(action, occurrence, say(f"meetup-pick-{pick}", title=occurrence.title)) for occurrence in occurrences
    )
    return Card(text(title), (*lines, Buttons(buttons)))


def offered(occurrence: Occurrence) -> Text:
    """A date as people pick it."""
    return text(occurrence.title, " — ", _date(occurrence))


def listed_for(title: Say, occurrences: Sequence[Occurrence], action: str, member: MemberId) -> Card:
    """Meetups to choose from for what is to be done with a member."""
    if not occurrences:
        return listed(title, (), action, action)
    lines = tuple(Paragraph(_line(occurrence)) for occurrence in occurrences)
    buttons = tuple(
        Button(say(f"meetup-pick-{action}", title=each.title), Action(f"meetups.{action}", (each.id, member)))
        for each in occurrences
    )
    return Card(text(title), (*lines, Buttons(buttons)))


def corner(occurrences: Sequence[Occurrence]) -> tuple[Block, ...]:
    """What a home page says of the meetups a member hosts or is expected at."""
    if not occurrences:
        return ()
    lines = joined([_line(occurrence) for occurrence in occurrences], "\n")
    return (Paragraph(text(Heading("meetup-corner"))), Paragraph(lines))


def next_corner(occurrences: Sequence[Occurrence]) -> tuple[Block, ...]:
    """What a home page says of the dates to come that a member has not answered to."""
    if not occurrences:
        return ()
    lines = joined([_line(occurrence) for occurrence in occurrences], "\n")
    label = "meetup-pick-show"
    buttons = tuple(button("show", each, say(label, title=each.title)) for each in occurrences)
    return (Paragraph(text(Heading("meetup-corner-next"))), Paragraph(lines), Buttons(buttons))


def for_newcomers(occurrence: Occurrence) -> tuple[Block, ...]:
    """To somebody who has just come in: the next date they could come to."""
    sentence = Paragraph(text(say("meetup-for-newcomers", title=occurrence.title, when=_date(occurrence))))
    return (sentence, Buttons((button("show", occurrence, say("meetup-button-show")),)))


# --- hosts ----------------------------------------------------------------------------------------------------------


def host_asked(meetup: Meetup, member: MemberId) -> Card:
    """To the host: somebody was asked to take over."""
    sentence = say("meetup-host-asked", title=meetup.title, who=Mention(member))
    return Card(text(say("meetup-host-asked-title")), (Paragraph(text(sentence)),))


def would_you_host(meetup: Meetup, asking: MemberId) -> Card:
    """To somebody who is asked to take over."""
    sentence = say("meetup-would-you-host", title=meetup.title, who=Mention(asking))
    doors = Buttons((series_button("take", meetup, "primary"), series_button("leave_it", meetup)))
    return Card(text(say("meetup-would-you-host-title")), (Paragraph(text(sentence)), *_rhythm(meetup), doors))


def host_erased(meetup: Meetup) -> Card:
    """To a co-host: whoever hosted it has had everything of theirs erased, and it is theirs now."""
    sentence = Paragraph(text(say("meetup-host-erased", title=meetup.title)))
    return Card(text(say("meetup-host-erased-title")), (sentence, *_rhythm(meetup)))


def off_for_good(occurrence: Occurrence) -> Card:
    """To somebody who was expected: it is called off. Nothing of what the host typed is in it."""
    return Card(text(say("meetup-not-on-title")), (Paragraph(text(say("meetup-off-for-good"))), _when(occurrence)))


def at_stake(meetups: Sequence[Meetup]) -> tuple[Block, ...]:
    """To somebody about to have everything erased: which of their meetups are called off, and which go on."""
    lines = []
    for message, those in (
        ("meetup-at-stake", [meetup for meetup in meetups if not meetup.cohosts]),
        ("meetup-goes-to-cohost", [meetup for meetup in meetups if meetup.cohosts]),
    ):
        titles = joined([text(meetup.title) for meetup in those[:NAMES]], say("list-separator"))
        lines += [Paragraph(text(say(message), " ", *titles))] if those else []
    return tuple(lines)


def host_left(meetup: Meetup) -> Card:
    """To the co-hosts, else the organizers: the host has left the community."""
    sentence = Paragraph(text(say("meetup-host-left", title=meetup.title)))
    doors = Buttons((series_button("take", meetup, "primary"),))
    return Card(text(say("meetup-host-left-title")), (sentence, *_rhythm(meetup), doors))


def orphan_taken(meetup: Meetup) -> Card:
    """In place of the question to the organizers: it has a host again."""
    sentence = say("meetup-taken-over", title=meetup.title, who=Mention(meetup.host))
    return Card(text(say("meetup-taken-over-title")), (Paragraph(text(sentence)),))


def taken_over(meetup: Meetup) -> Card:
    """To the host so far: somebody has taken over."""
    sentence = say("meetup-taken-over", title=meetup.title, who=Mention(meetup.host))
    return Card(text(say("meetup-taken-over-title")), (Paragraph(text(sentence, " ", say("meetup-host-thanks"))),))


def not_taken(meetup: Meetup, member: MemberId) -> Card:
    """To the host: somebody would rather not."""
    sentence = say("meetup-not-taken", title=meetup.title, who=Mention(member))
    return Card(text(say("meetup-not-taken-title")), (Paragraph(text(sentence)),))


def not_hosting(meetup: Meetup) -> Card:
    """To somebody who would rather not: that is fine."""
    return Card(
        text(say("meetup-answered-cant-title")), (Paragraph(text(say("meetup-not-hosting", title=meetup.title))),)
    )


def you_host(meetup: Meetup) -> Card:
    """To the new host."""
    sentence = Paragraph(text(say("meetup-you-host", title=meetup.title)))
    return Card(text(say("meetup-you-host-title")), (sentence, *_rhythm(meetup)))


def cohost_changed(meetup: Meetup, member: MemberId) -> Card:
    """To the host: somebody helps now, or does no more."""
    message = "meetup-cohost-added" if member in meetup.cohosts else "meetup-cohost-removed"
    sentence = Paragraph(text(say(message, title=meetup.title, who=Mention(member))))
    return Card(text(say("meetup-cohost-title")), (sentence,))


def you_help(meetup: Meetup, asking: MemberId) -> Card:
    """To a new co-host."""
    sentence = Paragraph(text(say("meetup-you-help", title=meetup.title, who=Mention(asking))))
    return Card(text(say("meetup-you-help-title")), (sentence, *_rhythm(meetup)))


def _rhythm(meetup: Meetup) -> tuple[Block, ...]:
    return (Facts(_repeats(meetup)),) if meetup.rrule else ()


# --- afterwards -----------------------------------------------------------------------------------------------------


def who_came(over: Occurrence) -> Card:
    """To the host, once it is over: who came? Two taps are enough."""
    sentence = Paragraph(text(say("meetup-who-came", title=over.title)))
    going = (Facts((Fact(say("meetup-roster-in"), _with_guests(over)),)),) if over.rsvps.inside else ()
    doors = Buttons((button("all_came", over, style="primary"), button("choose_came", over)))
    note = Note(text(say("meetup-who-came-note")))
    return Card(text(say("meetup-who-came-title")), (sentence, *going, doors, note))


def choose_who_came(over: Occurrence) -> Card:
    """To the host: everybody came, but those whose name they press."""
    came = over.marked("came")
    expected = list(dict.fromkeys((*over.rsvps.inside, *came)))[:MOST_NAMED]
    names_ = [_named(over, member, came=member in came) for member in expected]
    rows = [Buttons(tuple(names_[start : start + A_ROW])) for start in range(0, len(names_), A_ROW)]
    sentence = Paragraph(text(say("meetup-choose-came", title=over.title)))
    done = Buttons((button("these_came", over, style="primary"),))
    return Card(text(say("meetup-who-came-title")), (sentence, *rows, done))


def _named(over: Occurrence, member: MemberId, *, came: bool) -> Button:
    label = say("meetup-button-came" if came else "meetup-button-missing", who=Mention(member))
    return Button(label, Action("meetups.came", (over.id, member)))


def attended(over: Occurrence, held: Sequence[Held]) -> Card:
    """To the host: it is noted, who comes regularly, and how the series fares."""
    sentence = Paragraph(text(say("meetup-attended", title=over.title)))
    came = over.marked("came")
    facts = (Fact(say("meetup-roster-came"), names(came)),) if came else ()
    often = regulars(held)
    regular = (Fact(say("meetup-regulars"), names(often)),) if often and over.meetup.rrule else ()
    how = _health(health(held)) if over.meetup.rrule else ()
    shown = (Facts((*facts, *regular)),) if facts or regular else ()
    note = (Note(text(say("meetup-only-you", dates=min(len(held), REGULAR_OF)))),) if over.meetup.rrule else ()
    return Card(text(say("meetup-attended-title")), (sentence, *shown, *how, *note))


def _health(fares: Health) -> tuple[Block, ...]:
    return () if fares == "young" else (Paragraph(text(say(f"meetup-health-{fares}"))),)


def thanked(over: Occurrence) -> Card:
    """To the host: who said thanks."""
    sentence = Paragraph(text(say("meetup-thanked", title=over.title)))
    return Card(text(say("meetup-thanked-title")), (sentence, Paragraph(names(over.marked("thanks")))))


def habits(meetup: Meetup) -> Card:
    """To the host: how it is run from now on."""
    facts = (
        Fact(say("meetup-reminders"), all_ahead(meetup.reminders)),
        Fact(say("meetup-days-ahead"), text(say("meetup-days-ahead-value", days=meetup.days_ahead))),
        Fact(say("meetup-guests"), text(say("meetup-guests-value", guests=meetup.guests))),
    )
    sentence = Paragraph(text(say("meetup-habits-kept", title=meetup.title)))
    return Card(text(say("meetup-edited-title")), (sentence, Facts(facts)))


def _line(occurrence: Occurrence) -> Text:
    message = "meetup-line-full" if occurrence.rsvps.full else "meetup-line"
    going = occurrence.rsvps.heads
    return text(say(message, title=occurrence.title, going=going), " — ", _date(occurrence))


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
    details = (Paragraph(text(occurrence.details)),) if occurrence.details else ()
    hosts = joined([text(Mention(member)) for member in (meetup.host, *meetup.cohosts)], say("list-separator"))
    facts = (
        _when_fact(occurrence),
        *_moved_from(occurrence),
        *_repeats(meetup),
        *_where(occurrence.where),
        *_places(occurrence),
        *_may_bring(meetup),
        Fact(say("meetup-host"), hosts),
    )
    return (*details, Facts(facts))


def _may_bring(meetup: Meetup) -> tuple[Fact, ...]:
    return (
        (Fact(say("meetup-guests"), text(say("meetup-guests-value", guests=meetup.guests))),) if meetup.guests else ()
    )


def _when(occurrence: Occurrence) -> Block:
    return Facts((_when_fact(occurrence), *_where(occurrence.where)))


def _when_fact(occurrence: Occurrence) -> Fact:
    return Fact(say("meetup-when"), text(_date(occurrence)))


def _moved_from(occurrence: Occurrence) -> tuple[Fact, ...]:
    first = text(WallTime(occurrence.slot, occurrence.meetup.zone))
    return (Fact(say("meetup-moved-from"), first),) if occurrence.moved else ()


def _repeats(meetup: Meetup) -> tuple[Fact, ...]:
    return (Fact(say("meetup-repeats"), text(Recurrence(meetup.rrule))),) if meetup.rrule else ()


def _where(place: str) -> tuple[Fact, ...]:
    return (Fact(say("meetup-where"), text(located(place))),) if place else ()


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
    going = [(say("meetup-roster-in"), _with_guests(occurrence))] if rsvps.inside else []
    others = (("waiting", rsvps.waiting), ("maybe", rsvps.members("maybe")))
    rosters = [*going, *((say(f"meetup-roster-{standing}"), names(members)) for standing, members in others if members)]
    facts = tuple(Fact(label, members) for label, members in rosters)
    return (Facts(facts),) if facts else ()


def _with_guests(occurrence: Occurrence) -> Text:
    """Who is going, each with how many they bring."""
    rsvps = occurrence.rsvps
    if rsvps.heads == len(rsvps.inside):
        return names(rsvps.inside)
    shown = [_going(occurrence, member) for member in rsvps.inside[:NAMES]]
    others = sum(1 + rsvps.guests_of(member) for member in rsvps.inside[NAMES:])
    more = (say("list-others", others=others),) if others else ()
    return (*joined(shown, say("list-separator")), *more)


def _going(occurrence: Occurrence, member: MemberId) -> Text:
    guests = occurrence.rsvps.guests_of(member)
    return text(Mention(member), say("meetup-and-guests", guests=guests)) if guests else text(Mention(member))


def _differences(before: Occurrence, after: Occurrence) -> tuple[Block, ...]:
    """What was so and what is so, of everything that changed but the date."""
    pairs = (
        ("title", before.title, after.title),
        ("where", before.where, after.where),
        ("details", before.details, after.details),
    )
    return tuple(
        Facts(
            (
                Fact(say(f"meetup-{what}-before"), text(old) if old else text(say("meetup-nothing"))),
                Fact(say(f"meetup-{what}-after"), text(new) if new else text(say("meetup-nothing"))),
            )
        )
        for what, old, new in pairs
        if old != new
    )


def _doors(occurrence: Occurrence) -> tuple[Block, ...]:
    if occurrence.state != "planned":
        return (Note(text(say(f"meetup-note-{occurrence.state}"))),)
    how = Note(text(say("meetup-how-full" if occurrence.rsvps.full else "meetup-how")))
    return (*_answers(occurrence), how)


def _answers(occurrence: Occurrence) -> tuple[Block, ...]:
    going = button("going", occurrence, style="primary")
    saves = Button(say("calendars-add"), Action("calendars.file", (occurrence.id,)))
    return (Buttons((going, button("maybe", occurrence), button("cant", occurrence), saves)),)


def _reminded(reminded: Mapping[timedelta, PlanState]) -> tuple[Block, ...]:
    states = [text(ahead(before), say(f"meetup-reminder-{state}")) for before, state in reminded.items()]
    return (Facts((Fact(say("meetup-reminders"), joined(states, say("list-separator"))),)),) if states else ()


def _management(occurrence: Occurrence) -> Block:
    return Buttons(tuple(button(name, occurrence) for name in ("edit", "move", "cancel", "habits")))


def _called(occurrence: Occurrence) -> tuple[Block, ...]:
    going = [text(Mention(member)) for member in occurrence.rsvps.inside[:CALLED]]
    called = Fact(say("meetup-roster-in"), joined(going, say("list-separator")))
    return (Facts((called,)),) if going else ()


def _to_go(occurrence: Occurrence, now: datetime) -> Say:
    # What is said is how long there is to go when it is sent, so that a late reminder is true as well.
    title, minutes = occurrence.title, max(1, round((occurrence.starts_at - now).total_seconds() / 60))
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
