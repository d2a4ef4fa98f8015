"""What is shown of how a town is doing."""

from collections.abc import Sequence

from bot.features.reports.model import Figures, rounded
from bot.timing import Month
from bot.vocabulary.action import Action, run
from bot.vocabulary.card import Block, Button, Buttons, Card, Fact, Facts, Note, Paragraph
from bot.vocabulary.text import Text, say, text


def report(month: Month, figures: Figures, *, under_way: bool = False) -> Card:
    """How the town is doing, in plain words; the same for every organizer."""
    title = say("report-title", year=str(month.year), month=month.number)
    state = say("report-under-way") if under_way else None
    facts = Facts(tuple(Fact(say(f"report-{kind}"), words) for kind, words in _words(figures)))
    waiting = figures.waiting
    door = Buttons((Button(say("report-look"), run("settings", "approvals")),))
    waits = (Paragraph(text(say("report-waiting", waiting=waiting))), door) if waiting else ()
    return Card(text(title), (facts, *waits, Note(text(say("report-note")))), state)


def to_one(card: Card, month: Month, *, under_way: bool, monthly: bool) -> Card:
    """A report as an organizer asked for it, and what may be done with it."""
    other = month.before if under_way else month.following
    look = Button(say("report-last" if under_way else "report-this"), Action("reports.look", (other.name,)))
    share = Button(say("report-share"), Action("reports.share", (month.name,)))
    rhythm = "stop" if monthly else "start"
    every = Button(say(f"report-{rhythm}"), Action(f"reports.{rhythm}"))
    return Card(card.title, (*card.blocks, Buttons((look, share, every))), card.state)


def shared() -> Card:
    """It stands where the organizers are."""
    return Card(text(say("report-shared-title")), (Paragraph(text(say("report-shared"))),))


def monthly(*, goes_out: bool) -> Card:
    """Whether it goes out every month from now on."""
    words = say("report-goes-out" if goes_out else "report-stopped")
    other = "stop" if goes_out else "start"
    door = Buttons((Button(say(f"report-{other}"), Action(f"reports.{other}")),))
    return Card(text(say("settings-saved-title")), (Paragraph(text(words)), door))


def overview() -> Sequence[Block]:
    """That it goes out every month, where an organizer looks how things stand."""
    return (Facts((Fact(say("report-monthly"), text(say("report-when"))),)),)


def _words(figures: Figures) -> Sequence[tuple[str, Text]]:
    calls = say("report-of-calls", asked=figures.asked, filled=figures.filled, unfilled=figures.unfilled)
    return (
        ("held", text(say("report-times", times=figures.held))),
        ("calls", text(calls)),
        ("newcomers", text(say("report-people", people=rounded(figures.newcomers)))),
        ("introductions", text(say("report-people", people=rounded(figures.introductions)))),
        ("pitches", text(say("report-of-pitches", started=figures.started, resting=figures.resting))),
    )
