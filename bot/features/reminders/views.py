"""What is shown of reminders, and of what one would like to be told."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from bot.features.reminders.model import Reminder
from bot.vocabulary.action import Action, run
from bot.vocabulary.ahead import ahead
from bot.vocabulary.card import Block, Button, Buttons, ButtonStyle, Card, Fact, Facts, Note, Paragraph
from bot.vocabulary.effect import PlanState
from bot.vocabulary.preference import NOTICES, Preference, Quiet
from bot.vocabulary.text import Heading, InChannel, Mention, Recurrence, Say, Text, WallTime, joined, say, text


def button(name: str, reminder: Reminder, style: ButtonStyle = "plain") -> Button:
    """A button that acts on a reminder."""
    return Button(say(f"reminder-button-{name}"), Action(f"reminders.{name}", (reminder.id,)), style)


# --- what is said when it is due ------------------------------------------------------------------------------------


def to_me(reminder: Reminder, late: datetime | None = None) -> Card:
    """To its owner: the words."""
    return Card(text(say("reminder-title")), (Paragraph(text(reminder.words)), *_late(reminder, late)))


def to_channel(reminder: Reminder, late: datetime | None = None) -> Card:
    """To a channel: the words, and who is speaking."""
    spoken = Note(text(say("reminder-from", who=Mention(reminder.owner))))
    return Card(text(say("reminder-title")), (Paragraph(text(reminder.words)), *_late(reminder, late), spoken))


def as_said(reminder: Reminder, late: datetime | None = None) -> Card:
    """It as whoever it is for reads it."""
    return to_channel(reminder, late) if reminder.channel else to_me(reminder, late)


def _late(reminder: Reminder, slot: datetime | None) -> tuple[Block, ...]:
    return (Note(text(say("reminder-late", when=WallTime(slot, reminder.zone)))),) if slot else ()


def missed(reminder: Reminder, slot: datetime, following: datetime | None) -> Card:
    """To its owner: it was not said, because it would have come too late to help."""
    sentence = Paragraph(text(say("reminder-missed", when=WallTime(slot, reminder.zone))))
    goes_on = (Note(text(say("reminder-goes-on", when=WallTime(following, reminder.zone)))),) if following else ()
    return Card(text(say("reminder-missed-title")), (sentence, Paragraph(text(reminder.words)), *goes_on))


# --- to whoever wrote it --------------------------------------------------------------------------------------------


def preview(reminder: Reminder, dates: Sequence[datetime]) -> Card:
    """It as it will be said, and when."""
    return Card(text(say("reminder-preview")), (Paragraph(text(reminder.words)), *_facts(reminder, dates)))


def kept(reminder: Reminder, dates: Sequence[datetime]) -> Card:
    """It is planned."""
    return Card(text(say("reminder-kept")), (*_facts(reminder, dates), _doors(reminder)))


def shown(reminder: Reminder, dates: Sequence[datetime], last: tuple[datetime, PlanState] | None) -> Card:
    """One reminder, what became of it so far, and what may be done with it."""
    blocks = (Paragraph(text(reminder.words)), *_facts(reminder, dates, last), _doors(reminder))
    return Card(text(say("reminder-title")), blocks, _state(reminder, dates))


def _doors(reminder: Reminder) -> Block:
    names = ("edit", "resume" if reminder.paused else "pause", "test")
    return Buttons((*(button(name, reminder) for name in names), button("delete", reminder, "danger")))


def _facts(
    reminder: Reminder, dates: Sequence[datetime], last: tuple[datetime, PlanState] | None = None
) -> tuple[Block, ...]:
    coming = [text(WallTime(date, reminder.zone)) for date in dates]
    where = text(InChannel(reminder.channel)) if reminder.channel else text(say("reminder-only-me"))
    facts = (
        *((Fact(say("reminder-next"), joined(coming, say("reminder-separator"))),) if coming else ()),
        *((Fact(say("reminder-repeats"), text(Recurrence(reminder.rrule))),) if reminder.rrule else ()),
        Fact(say("reminder-where"), where),
        *((Fact(say("reminder-last"), _last(reminder, *last)),) if last else ()),
    )
    return (Facts(facts),)


def _last(reminder: Reminder, slot: datetime, state: PlanState) -> Text:
    return text(WallTime(slot, reminder.zone), " ", say(f"reminder-was-{state}"))


def _state(reminder: Reminder, dates: Sequence[datetime]) -> Say:
    if reminder.paused:
        return say("reminder-state-paused")
    return say("reminder-state-planned" if dates else "reminder-state-over")


def listed(title: Say, reminders: Sequence[tuple[Reminder, datetime | None]], action: str) -> Card:
    """Reminders to choose from, each with its next moment."""
    if not reminders:
        new = Button(say("reminder-new"), run("remind", "me"))
        return Card(text(title), (Paragraph(text(say("reminder-list-empty"))), Buttons((new,))))
    lines = joined([_line(reminder, date) for reminder, date in reminders], "\n")
    doors = tuple(
        Button(say(f"reminder-pick-{action}", words=each.words), Action(f"reminders.{action}", (each.id,)))
        for each, _ in reminders
    )
    return Card(text(title), (Paragraph(lines), Buttons(doors)))


def _line(reminder: Reminder, date: datetime | None) -> Text:
    when = WallTime(date, reminder.zone) if date else _state(reminder, ())
    return text(say("reminder-line", words=offered(reminder), when=when))


def offered(reminder: Reminder) -> str:
    """A reminder as people pick it: its words on one line."""
    return " ".join(reminder.words.split())


def paused(reminder: Reminder) -> Card:
    """It rests."""
    return Card(text(say("reminder-paused")), (Paragraph(text(reminder.words)), Buttons((button("resume", reminder),))))


def deleted(reminder: Reminder) -> Card:
    """It is gone."""
    return Card(text(say("reminder-deleted")), (Paragraph(text(reminder.words)),))


def corner(reminders: Sequence[tuple[Reminder, datetime]]) -> tuple[Block, ...]:
    """What a home page says of one's reminders, each with what may be done with it."""
    if not reminders:
        return ()
    each_with_doors = (block for reminder, date in reminders for block in _at_home(reminder, date))
    return (Paragraph(text(Heading("reminder-corner"))), *each_with_doors)


def _at_home(reminder: Reminder, date: datetime) -> tuple[Block, ...]:
    names = ("edit", "resume" if reminder.paused else "pause")
    doors = Buttons((*(button(name, reminder) for name in names), button("delete", reminder, "danger")))
    return (Paragraph(_line(reminder, None if reminder.paused else date)), doors)


# --- what one would like to be told ---------------------------------------------------------------------------------


def notices(chosen: Preference) -> Card:
    """What one hears of in private, and when; with a button for each choice."""
    choices = tuple(_choice("notices", value, chosen.notices == value) for value in NOTICES)
    befores = tuple(_before(minutes, chosen) for minutes in (30, 120, 1440))
    off = (Button(say("before-button-off"), Action("reminders.before", ("0",))),) if chosen.before else ()
    said = Fact(say("notices-before"), text(ahead(chosen.before) if chosen.before else say("before-off")))
    facts = Facts((Fact(say("notices-what"), text(say(f"notices-{chosen.notices}"))), said))
    blocks = (facts, Note(text(say(f"notices-{chosen.notices}-note"))), Buttons(choices), Buttons((*befores, *off)))
    return Card(text(say("notices-title")), blocks)


def _choice(action: str, value: str, chosen: bool) -> Button:
    return Button(say(f"notices-{value}"), Action(f"reminders.{action}", (value,)), "primary" if chosen else "plain")


def _before(minutes: int, chosen: Preference) -> Button:
    before = timedelta(minutes=minutes)
    style: ButtonStyle = "primary" if chosen.before == before else "plain"
    return Button(say("before-button", when=ahead(before)), Action("reminders.before", (str(minutes),)), style)


def quiet(chosen: Preference) -> Card:
    """At which hours nothing private is sent."""
    quiet_ = chosen.quiet
    sentence = say("quiet-on", begins=_hour(quiet_.begins), ends=_hour(quiet_.ends)) if quiet_ else say("quiet-off")
    usual = (Quiet(time(22), time(7)), Quiet(time(23), time(8)))
    doors = [Button(_span(each), Action("reminders.quiet", (_typed(each),))) for each in usual if each != chosen.quiet]
    off = [Button(say("quiet-button-off"), Action("reminders.quiet", ("off",)))] if chosen.quiet else []
    blocks = (Paragraph(text(sentence)), Buttons((*doors, *off)), Note(text(say("quiet-note"))))
    return Card(text(say("quiet-title")), blocks)


def _span(hours: Quiet) -> Say:
    return say("quiet-button", begins=_hour(hours.begins), ends=_hour(hours.ends))


def _typed(hours: Quiet) -> str:
    return f"{hours.begins:%H}-{hours.ends:%H}"


def _hour(clock: time) -> str:
    return f"{clock:%H:%M}"
