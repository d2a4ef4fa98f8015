"""What is shown of introductions."""

from collections.abc import Sequence

from bot.features.introductions.model import TIMES, Introduction, position
from bot.vocabulary.action import Action, run
from bot.vocabulary.card import Block, Button, Buttons, Card, Fact, Facts, Note, Paragraph
from bot.vocabulary.people import MemberId
from bot.vocabulary.text import Bold, Mention, say, text

EDIT = Button(say("introduction-button-edit"), Action("introductions.edit"))


def introduction_card(introduction: Introduction, area: str) -> Card:
    """An introduction as others see it."""
    return Card(
        text(Mention(introduction.member)),
        (*_described(introduction, area), Note(text(say("introduction-how")))),
    )


def preview(introduction: Introduction, area: str) -> Card:
    """An introduction before it is posted."""
    seen_by = say(f"introduction-to-be-seen-{introduction.visibility}")
    return Card(
        text(Mention(introduction.member)),
        (*_described(introduction, area), Note(text(seen_by))),
        say("introduction-state-preview"),
    )


def posted(introduction: Introduction, area: str) -> Card:
    """To the author: it is kept, and who sees it."""
    return Card(
        text(say("introduction-posted-title")),
        (
            Paragraph(text(Bold(position(introduction, area)))),
            Paragraph(text(say(f"introduction-seen-{introduction.visibility}"))),
            Buttons((EDIT, Button(say("help-people"), run("people", "find")))),
        ),
    )


def own(introduction: Introduction, area: str) -> Card:
    """One's own introduction, with the way to change it."""
    return Card(
        text(say("introduction-own-title")),
        (
            *_described(introduction, area),
            Note(text(say(f"introduction-seen-{introduction.visibility}"))),
            Buttons((EDIT,)),
        ),
    )


def withdrawn(member: MemberId) -> Card:
    """What stands where an introduction was that its author no longer shows."""
    return Card(text(Mention(member)), (Paragraph(text(say("introduction-withdrawn"))),))


def none_yet() -> Card:
    """To somebody who has not introduced themselves."""
    write = Button(say("help-introduce"), run("intro", "write"), "primary")
    return Card(text(say("introduction-none-title")), (Paragraph(text(say("introduction-none"))), Buttons((write,))))


def nothing_to_see(member: MemberId) -> Card:
    """Of somebody without an introduction for the asker's eyes; the same words whether there is one or not."""
    return Card(text(Mention(member)), (Paragraph(text(say("introduction-nothing"))),))


def found(typed: str, introductions: Sequence[Introduction], area: str, *, more: bool = False) -> Card:
    """The people a search found."""
    title = say("people-found-title", typed=typed) if typed else say("people-all-title")
    if not introductions:
        return Card(text(title), (Paragraph(text(say("people-none"))), Note(text(say("people-none-hint")))))
    lines = tuple(
        Paragraph(text(Mention(introduction.member), " — ", position(introduction, area)))
        for introduction in introductions
    )
    hint = say("people-more-hint", people=len(introductions)) if more else say("people-found-hint")
    return Card(text(title), (*lines, Note(text(hint))))


def corner(introduction: Introduction | None, area: str) -> tuple[Block, ...]:
    """What a home page says of one's introduction."""
    if introduction is None:
        return none_yet().blocks
    return (Paragraph(text(say("introduction-corner"))), Paragraph(text(Bold(position(introduction, area)))))


def _described(introduction: Introduction, area: str) -> tuple[Block, ...]:
    return (
        Paragraph(text(Bold(position(introduction, area)))),
        Paragraph(text(introduction.words)),
        Facts(
            (
                Fact(say("introduction-tie"), text(say(f"introduction-tie-{introduction.tie}"))),
                Fact(say("introduction-phase"), text(say(f"introduction-phase-{introduction.phase}"))),
            )
        ),
    )


def as_typed(introduction: Introduction) -> dict[str, str]:
    """The answers that would give this introduction again."""
    return {
        "positioning": TIMES.join(introduction.tags),
        "tie": introduction.tie,
        "phase": introduction.phase,
        "words": introduction.words,
        "visibility": introduction.visibility,
    }
